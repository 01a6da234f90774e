#include <stdlib.h>
#include <string.h>

#include "text/fold.h"
#include "text/plural.h"
#include "text/token.h"

#include "services/mention_private.h"

#define LONGEST_WORD 64 /* bytes; a longer one is in no name */
#define MOST_LINKS 2
#define LINKS "de da do das dos para pra pro p com em no na nos nas o a os as e ao aos marca linha versao sabor"

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* The part of the token from byte from on that is letters only, or digits only. */
static struct token part(struct token t, size_t from)
{
	size_t i = from + 1;

	while (i < t.n && is_digit(t.p[i]) == is_digit(t.p[i - 1]))
		i++;
	return (struct token){t.p + from, i - from};
}

/* The singular of the word in out, which has LONGEST_WORD bytes. */
static struct token normal(struct token t, char *out)
{
	if (t.n > LONGEST_WORD)
		return (struct token){out, 0};
	return (struct token){out, plural_singular(t.p, t.n, out)};
}

/* Does the gap hold a sign that ends a phrase? A point or comma between digits does not. */
static bool is_parting(const char *from, const char *to, const char *begin, const char *stop)
{
	for (const char *p = from; p < to; p++) {
		if (strchr("?!;:\n()\"", *p))
			return true;
		if ((*p == '.' || *p == ',') && !(p > begin && p + 1 < stop && is_digit(p[-1]) && is_digit(p[1])))
			return true;
	}
	return false;
}

/* "é" is no link, though it folds to one. */
static bool is_verb(const struct mention_text *t, size_t at)
{
	return t->map.text.p[at] == 'e' && (t->map.raw[t->map.at[at]] & 0x80);
}

static void add_word(struct mention_text *t, struct spell *s, struct token w, const char *behind)
{
	const char *begin = t->map.text.p;
	char singular[LONGEST_WORD];
	struct token form = normal(w, singular);
	struct mention_word *x;

	if (t->n == t->cap) {
		t->cap = t->cap ? 2 * t->cap : 64;
		t->word = mem_array(t->word, (size_t)t->cap, sizeof(*t->word));
	}
	x = &t->word[t->n++];
	*x = (struct mention_word){.at = (size_t)(w.p - begin), .end = (size_t)(w.p + w.n - begin), .id = SPELL_NONE};
	x->digits = is_digit(*w.p);
	x->link = token_in(w, LINKS) && !is_verb(t, x->at);
	x->parted = is_parting(behind, w.p, begin, begin + t->map.text.n);
	if (s && form.n && !x->link)
		x->id = spell_near(s, form.p, form.n, &x->edits);
}

void mention_text_read(struct mention_text *t, struct spell *s)
{
	const char *p = buf_str(&t->map.text), *stop = p + t->map.text.n, *behind = p;
	struct token w;

	t->n = 0;
	while (token_next(&p, stop, &w))
		for (size_t i = 0; i < w.n;) {
			struct token piece = part(w, i);

			add_word(t, s, piece, behind);
			behind = piece.p + piece.n;
			i += piece.n;
		}
}

void mention_text_free(struct mention_text *t)
{
	fold_map_free(&t->map);
	free(t->word);
	*t = (struct mention_text){0};
}

int mention_text_from(const struct mention_text *t, size_t at)
{
	int from = 0, to = t->n;

	while (from < to) {
		int mid = from + (to - from) / 2;

		if (t->word[mid].at < at)
			from = mid + 1;
		else
			to = mid;
	}
	return from;
}

bool mention_text_is(const struct mention_text *t, int i, const char *words)
{
	if (i < 0 || i >= t->n)
		return false;
	return token_in((struct token){t->map.text.p + t->word[i].at, t->word[i].end - t->word[i].at}, words);
}

int mention_text_next(const struct mention_text *t, int i)
{
	for (int links = 0; i < t->n; i++) {
		if (t->word[i].parted || t->word[i].taken)
			return -1;
		if (!t->word[i].link)
			return i;
		if (++links > MOST_LINKS)
			return -1;
	}
	return -1;
}

void mention_text_each(const char *name, void (*fn)(void *cookie, const char *w, size_t n), void *cookie)
{
	char *folded = fold_dup(name), singular[LONGEST_WORD];
	const char *p = folded, *stop = p + strlen(p);
	struct token w;

	while (token_next(&p, stop, &w))
		for (size_t i = 0; i < w.n;) {
			struct token piece = part(w, i), form = normal(piece, singular);

			if (form.n && !token_in(piece, LINKS))
				fn(cookie, form.p, form.n);
			i += piece.n;
		}
	free(folded);
}

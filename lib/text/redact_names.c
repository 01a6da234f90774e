#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "text/fold.h"
#include "text/token.h"

#include "text/redact_private.h"

#define MOST_WORDS 16 /* of one name */
/* Words of names and addresses that say nothing of a person when they stand alone. */
#define COMMON                                                                                                         \
	"das dos del the rua avenida ave travessa alameda praca rodovia estrada bairro casa apto apt apartamento bloco "   \
	"jardim vila centro cidade brasil norte sul leste oeste sao santo santa nova novo junior filho filha neto numero " \
	"fundos conjunto cliente senhor senhora dona"

struct name {
	char *word[MOST_WORDS]; /* folded */
	int n;
};

struct redact_names {
	struct name *name; /* whole names, and words alone as names of one */
	int n;
	bool first[256]; /* first bytes of the words; bytes above ASCII always */
};

static bool is_letter(const char *p, const char *stop, size_t *n)
{
	uint32_t cp;

	*n = utf8_decode(p, (size_t)(stop - p), &cp);
	if (cp < 0x80)
		return (cp >= 'a' && cp <= 'z') || (cp >= 'A' && cp <= 'Z');
	return (cp >= 0x300 && cp <= 0x36f) || (cp != 0xaa && cp != 0xba && !redact_view_digit(cp) && fold_is_word(cp));
}

/* The next run of letters at *p or behind it. */
static bool next_word(const char **p, const char *stop, struct token *out)
{
	size_t n;

	while (*p < stop && !is_letter(*p, stop, &n))
		*p += n;
	out->p = *p;
	while (*p < stop && is_letter(*p, stop, &n))
		*p += n;
	out->n = (size_t)(*p - out->p);
	return out->n > 0;
}

static char *fold(struct token t)
{
	struct buf b = {0};

	fold_text(&b, t.p, t.n);
	return b.p ? b.p : mem_dup("");
}

static struct name *add(struct redact_names *all)
{
	all->name = mem_array(all->name, (size_t)all->n + 1, sizeof(*all->name));
	memset(&all->name[all->n], 0, sizeof(*all->name));
	return &all->name[all->n++];
}

static void add_word(struct redact_names *all, const char *word)
{
	struct token t = {word, strlen(word)};
	struct name *one;

	if (utf8_length(word, t.n) < 3 || token_in(t, COMMON))
		return;
	one = add(all);
	one->word[one->n++] = mem_dup(word);
}

struct redact_names *redact_names_new(void)
{
	return mem_zalloc(sizeof(struct redact_names));
}

void redact_names_add(struct redact_names *all, const char *s)
{
	const char *stop = s + strlen(s);
	struct name whole = {0};
	struct token t;

	while (whole.n < MOST_WORDS && next_word(&s, stop, &t)) {
		char *word = fold(t);

		if (*word)
			whole.word[whole.n++] = word;
		else
			free(word);
	}
	for (int i = 0; i < whole.n; i++) {
		all->first[(unsigned char)whole.word[i][0]] = true;
		add_word(all, whole.word[i]);
	}
	if (whole.n > 1)
		*add(all) = whole;
	else if (whole.n)
		free(whole.word[0]);
}

void redact_names_free(struct redact_names *all)
{
	if (!all)
		return;
	for (int i = 0; i < all->n; i++)
		for (int k = 0; k < all->name[i].n; k++)
			free(all->name[i].word[k]);
	free(all->name);
	free(all);
}

static bool is_folded(struct token t, const char *word)
{
	char *folded = fold(t);
	bool same = strcmp(folded, word) == 0;

	free(folded);
	return same;
}

/* Are two words of one name split by spaces, and signs as in "Rua A, Bairro" at the most? */
static bool are_near(const char *p, const char *end)
{
	return end - p <= 3 && memchr(p, '[', (size_t)(end - p)) == NULL && memchr(p, '\n', (size_t)(end - p)) == NULL;
}

/* Where the name that begins with the word first ends; NULL when it is another. */
static const char *match(const struct name *name, struct token first, const char *stop)
{
	const char *p = first.p + first.n;
	struct token t;

	if (!is_folded(first, name->word[0]))
		return NULL;
	for (int i = 1; i < name->n; i++) {
		const char *end = p;

		if (!next_word(&p, stop, &t) || !are_near(end, t.p) || !is_folded(t, name->word[i]))
			return NULL;
	}
	return p;
}

/* The end of the longest name that begins with the word; NULL for none. */
static const char *find(const struct redact_names *all, struct token first, const char *stop)
{
	unsigned char c = (unsigned char)first.p[0];
	const char *longest = NULL;

	if (c < 0x80 && !all->first[c | 0x20])
		return NULL;
	for (int i = 0; i < all->n; i++) {
		const char *end = match(&all->name[i], first, stop);

		if (end && (!longest || end > longest))
			longest = end;
	}
	return longest;
}

void redact_names_mask(struct buf *out, const char *s, size_t n, const struct redact_names *all)
{
	const char *done = s, *p = s, *stop = s + n;
	struct token t = {s, 0};

	while (all && all->n && p < stop) {
		const char *end;
		bool number;
		size_t k = *p == '[' ? redact_mask_at(p, stop, &number) : 0;

		if (k || !is_letter(p, stop, &k)) {
			p += k;
			continue;
		}
		(void)next_word(&p, stop, &t);
		end = find(all, t, stop);
		if (!end)
			continue;
		buf_put(out, done, (size_t)(t.p - done));
		buf_puts(out, "[NOME]");
		done = p = end;
	}
	buf_put(out, done, (size_t)(stop - done));
}

#include <stdlib.h>
#include <string.h>

#include "base/map.h"
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

#define SHORT_COMMON "av da de do dr pc rd sr st" /* what is left of an address or a title */

/*
 * Names as phrases of folded words, each word behind the first one after a line feed. All beginnings of a name are
 * there too, so that a text is compared with as many phrases as a name has words, however many names there are.
 */
#define BEGINS 1 /* a name may go on from here */
#define WHOLE 2  /* a name, or a word of one */
#define SHORT 4  /* a name that is a word too: it is one in capitals */

struct redact_names {
	struct map *phrase;
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

static void add_word(struct redact_names *all, const char *word, size_t n)
{
	if (utf8_length(word, n) < 3 || token_in((struct token){word, n}, COMMON))
		return;
	*map_at(all->phrase, word, n, NULL) |= WHOLE;
}

struct redact_names *redact_names_new(void)
{
	struct redact_names *all = mem_zalloc(sizeof(*all));

	all->phrase = map_new();
	return all;
}

void redact_names_add(struct redact_names *all, const char *s)
{
	const char *stop = s + strlen(s);
	struct buf phrase = {0};
	struct token t;
	int words = 0;

	while (words < MOST_WORDS && next_word(&s, stop, &t)) {
		size_t had = phrase.n, from = had + (words > 0);

		buf_puts(&phrase, words > 0 ? "\n" : "");
		fold_text(&phrase, t.p, t.n);
		if (phrase.n == from) {
			phrase.n = had;
			continue;
		}
		all->first[(unsigned char)phrase.p[from]] = true;
		add_word(all, phrase.p + from, phrase.n - from);
		*map_at(all->phrase, phrase.p, phrase.n, NULL) |= BEGINS;
		words++;
	}
	if (words > 1)
		*map_at(all->phrase, phrase.p, phrase.n, NULL) |= WHOLE;
	else if (words == 1 && utf8_length(phrase.p, phrase.n) == 2 &&
			 !token_in((struct token){phrase.p, phrase.n}, SHORT_COMMON))
		*map_at(all->phrase, phrase.p, phrase.n, NULL) |= SHORT;
	buf_free(&phrase);
}

void redact_names_free(struct redact_names *all)
{
	if (!all)
		return;
	map_free(all->phrase);
	free(all);
}

/* Are two words of one name split by spaces, and signs as in "Rua A, Bairro" at the most? */
static bool are_near(const char *p, const char *end)
{
	return end - p <= 3 && memchr(p, '[', (size_t)(end - p)) == NULL && memchr(p, '\n', (size_t)(end - p)) == NULL;
}

static bool is_capital(const char *p, const char *stop)
{
	uint32_t cp;

	(void)utf8_decode(p, (size_t)(stop - p), &cp);
	return (cp >= 'A' && cp <= 'Z') || (cp >= 0xc0 && cp <= 0xde && cp != 0xd7);
}

/* The end of the longest name that begins with the word; NULL for none. */
static const char *find(const struct redact_names *all, struct token t, const char *stop)
{
	unsigned char c = (unsigned char)t.p[0];
	unsigned whole = is_capital(t.p, stop) ? WHOLE | SHORT : WHOLE;
	const char *longest = NULL, *p = t.p + t.n, *end = p;
	struct buf phrase = {0};
	const uint64_t *found;

	if (c < 0x80 && !all->first[c | 0x20])
		return NULL;
	fold_text(&phrase, t.p, t.n);
	while ((found = map_find(all->phrase, buf_str(&phrase), phrase.n))) {
		longest = *found & whole ? end : longest;
		if (!(*found & BEGINS) || !next_word(&p, stop, &t) || !are_near(end, t.p))
			break;
		buf_putc(&phrase, '\n');
		fold_text(&phrase, t.p, t.n);
		end = p;
	}
	buf_free(&phrase);
	return longest;
}

void redact_names_mask(struct buf *out, const char *s, size_t n, const struct redact_names *all)
{
	const char *done = s, *p = s, *stop = s + n;
	struct token t = {s, 0};

	while (all && p < stop) {
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

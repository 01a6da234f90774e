#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/mem.h"
#include "text/token.h"

#include "text/spell.h"

#define LEAST 5     /* letters of a word that may have a slip */
#define LEAST_TWO 9 /* that may have two */
#define LONGEST 32  /* letters; a longer one must be right */

/* A word with letters left out, by its hash, and the word it was made of. */
struct gap {
	uint64_t hash;
	uint32_t word;
};

struct spell {
	struct map *word;
	struct gap *gap; /* sorted by hash, then word, when sorted */
	size_t n, cap;
	bool sorted;
};

struct spell *spell_new(void)
{
	struct spell *s = mem_zalloc(sizeof(*s));

	s->word = map_new();
	return s;
}

void spell_free(struct spell *s)
{
	if (!s)
		return;
	map_free(s->word);
	free(s->gap);
	free(s);
}

uint32_t spell_count(const struct spell *s)
{
	return (uint32_t)map_count(s->word);
}

static int slips(size_t n)
{
	return n < LEAST || n > LONGEST ? 0 : n < LEAST_TWO ? 1 : 2;
}

/* Calls fn for the word itself and for it with one letter, and most letters if that is 2, left out; never the first. */
static void each_gap(const char *w, size_t n, int most, void (*fn)(void *cookie, uint64_t hash), void *cookie)
{
	char one[LONGEST], two[LONGEST];

	fn(cookie, map_hash(w, n, 0));
	for (size_t i = 1; i < n && most > 0; i++) {
		memcpy(one, w, i);
		memcpy(one + i, w + i + 1, n - i - 1);
		fn(cookie, map_hash(one, n - 1, 0));
		for (size_t k = i; k + 1 < n && most > 1; k++) {
			memcpy(two, one, k);
			memcpy(two + k, one + k + 1, n - k - 2);
			fn(cookie, map_hash(two, n - 2, 0));
		}
	}
}

struct adding {
	struct spell *s;
	uint32_t word;
};

static void add_gap(void *cookie, uint64_t hash)
{
	struct adding *a = cookie;
	struct spell *s = a->s;

	if (s->n == s->cap) {
		s->cap = s->cap ? 2 * s->cap : 256;
		s->gap = mem_array(s->gap, s->cap, sizeof(*s->gap));
	}
	s->gap[s->n++] = (struct gap){hash, a->word};
}

static bool has_digit(const char *w, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (w[i] >= '0' && w[i] <= '9')
			return true;
	return false;
}

uint32_t spell_add(struct spell *s, const char *w, size_t n)
{
	uint32_t next = spell_count(s);
	bool fresh;
	uint64_t *at = map_at(s->word, w, n, &fresh);

	if (!fresh)
		return (uint32_t)*at;
	*at = next;
	if (slips(n) && !has_digit(w, n)) {
		each_gap(w, n, slips(n), add_gap, &(struct adding){s, next});
		s->sorted = false;
	}
	return next;
}

uint32_t spell_find(const struct spell *s, const char *w, size_t n)
{
	const uint64_t *at = map_find(s->word, w, n);

	return at ? (uint32_t)*at : SPELL_NONE;
}

int spell_distance(const char *a, size_t na, const char *b, size_t nb, int most)
{
	int row[3][LONGEST + 3];
	int *before = row[0], *last = row[1], *now = row[2];

	if (na > LONGEST + 2 || nb > LONGEST + 2 || (na > nb ? na - nb : nb - na) > (size_t)most)
		return na == nb && memcmp(a, b, na) == 0 ? 0 : most + 1;
	for (size_t k = 0; k <= nb; k++)
		last[k] = (int)k;
	for (size_t i = 1; i <= na; i++) {
		int *spare = before;

		now[0] = (int)i;
		for (size_t k = 1; k <= nb; k++) {
			int d = last[k - 1] + (a[i - 1] != b[k - 1]);

			d = last[k] + 1 < d ? last[k] + 1 : d;
			d = now[k - 1] + 1 < d ? now[k - 1] + 1 : d;
			if (i > 1 && k > 1 && a[i - 1] == b[k - 2] && a[i - 2] == b[k - 1] && before[k - 2] + 1 < d)
				d = before[k - 2] + 1;
			now[k] = d;
		}
		before = last;
		last = now;
		now = spare;
	}
	return last[nb] > most ? most + 1 : last[nb];
}

static int by_hash(const void *a, const void *b)
{
	const struct gap *x = a, *y = b;

	if (x->hash != y->hash)
		return x->hash < y->hash ? -1 : 1;
	return (x->word > y->word) - (x->word < y->word);
}

struct search {
	const struct spell *s;
	const char *w;
	size_t n;
	uint32_t best;
	int edits;
};

/* Do the two differ in their ending only, as other forms of a word do: "carteiro" and "carteira", "consultor"? */
static bool is_other_form(const char *a, size_t na, const char *b, size_t nb, int edits)
{
	size_t same = 0, least = na < nb ? na : nb;

	while (same < least && a[same] == b[same])
		same++;
	if (same + 1 < least)
		return false;
	for (size_t i = same; i < na; i++)
		if (edits < 2 && !strchr("aeiou", a[i]))
			return false;
	for (size_t i = same; i < nb; i++)
		if (edits < 2 && !strchr("aeiou", b[i]))
			return false;
	return true;
}

static void try_word(struct search *q, uint32_t word)
{
	size_t n;
	const char *w = map_key(q->s->word, word, &n, NULL);
	int may = slips(n < q->n ? n : q->n), d;

	d = spell_distance(w, n, q->w, q->n, may);
	if (d <= may && !is_other_form(w, n, q->w, q->n, d) &&
		(q->best == SPELL_NONE || d < q->edits || (d == q->edits && word < q->best))) {
		q->best = word;
		q->edits = d;
	}
}

static void look(void *cookie, uint64_t hash)
{
	struct search *q = cookie;
	size_t from = 0, to = q->s->n;

	while (from < to) {
		size_t mid = from + (to - from) / 2;

		if (q->s->gap[mid].hash < hash)
			from = mid + 1;
		else
			to = mid;
	}
	for (; from < q->s->n && q->s->gap[from].hash == hash; from++)
		try_word(q, q->s->gap[from].word);
}

uint32_t spell_near(struct spell *s, const char *w, size_t n, int *edits)
{
	struct search q = {s, w, n, SPELL_NONE, 0};
	uint32_t exact = spell_find(s, w, n);

	*edits = 0;
	if (exact != SPELL_NONE || slips(n) == 0 || has_digit(w, n))
		return exact;
	if (token_is_stop("pt", w, n) || spell_is_everyday(w, n))
		return SPELL_NONE;
	if (!s->sorted && s->n)
		qsort(s->gap, s->n, sizeof(*s->gap), by_hash);
	s->sorted = true;
	each_gap(w, n, slips(n), look, &q);
	*edits = q.edits;
	return q.best;
}

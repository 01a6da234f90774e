#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

#include "text/rank_index.h"

#define STEM_WEIGHT 0.8f
#define PREFIX_WEIGHT 0.7f
#define TYPO_WEIGHT 0.8f
#define LEAST_WEIGHT 0.05f
#define PREFIX_CHARS 5
#define GRAM_WEIGHT 0.6f /* of a word read by its grams alone */
#define GRAM_LEAST 0.45f /* shared grams, as Dice's coefficient */

/* Forms while they are gathered; a term may be in it more than once. */
struct forms {
	struct rank_form *v;
	size_t n, cap;
};

static void add_form(struct forms *f, uint32_t term, float weight)
{
	if (weight < LEAST_WEIGHT)
		return;
	if (f->n == f->cap) {
		f->cap = f->cap ? 2 * f->cap : 64;
		f->v = mem_array(f->v, f->cap, sizeof(*f->v));
	}
	f->v[f->n++] = (struct rank_form){.term = term, .weight = weight};
}

static int by_term(const void *a, const void *b)
{
	const struct rank_form *x = a, *y = b;

	if (x->term != y->term)
		return x->term < y->term ? -1 : 1;
	return (x->weight < y->weight) - (x->weight > y->weight);
}

static int by_weight(const void *a, const void *b)
{
	const struct rank_form *x = a, *y = b;

	if (x->weight != y->weight)
		return x->weight > y->weight ? -1 : 1;
	return (x->term > y->term) - (x->term < y->term);
}

/* Each term once, with its greatest weight; the heaviest become w's. */
static void take_heaviest(struct rank_word *w, struct forms *f)
{
	size_t n = 0;

	if (f->n)
		qsort(f->v, f->n, sizeof(*f->v), by_term);
	for (size_t i = 0; i < f->n; i++)
		if (n == 0 || f->v[n - 1].term != f->v[i].term)
			f->v[n++] = f->v[i];
	if (n)
		qsort(f->v, n, sizeof(*f->v), by_weight);
	w->forms = n > RANK_FORMS ? RANK_FORMS : (int)n;
	if (w->forms)
		memcpy(w->form, f->v, (size_t)w->forms * sizeof(*f->v));
	free(f->v);
}

size_t rank_word_cut(const char *w, size_t n)
{
	if (n <= RANK_WORD)
		return n;
	n = RANK_WORD;
	while (n > 0 && ((unsigned char)w[n] & 0xc0) == 0x80)
		n--;
	return n;
}

uint32_t rank_sign(const char *w, size_t n)
{
	uint32_t bits = 0;

	for (size_t i = 0; i < n; i++)
		bits |= UINT32_C(1) << ((unsigned char)w[i] & 31);
	return bits;
}

static int compare(const char *a, size_t na, const char *b, size_t nb)
{
	int c = memcmp(a, b, na < nb ? na : nb);

	return c ? c : (na > nb) - (na < nb);
}

/* The first of the sorted strings that is not before w. */
static uint32_t lower_bound(const uint32_t *at, const char *text, uint32_t count, const char *w, size_t n)
{
	uint32_t lo = 0, hi = count;

	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;

		if (compare(text + at[mid], at[mid + 1] - at[mid], w, n) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static uint32_t find_string(const uint32_t *at, const char *text, uint32_t count, const char *w, size_t n)
{
	uint32_t i = lower_bound(at, text, count, w, n);

	if (i < count && at[i + 1] - at[i] == n && memcmp(text + at[i], w, n) == 0)
		return i;
	return RANK_NONE;
}

uint32_t rank_term_find(const struct rank *r, const char *w, size_t n)
{
	return find_string(r->term_at, r->term_text, r->head->terms, w, n);
}

static void add_stem(struct rank *r, struct rank_word *w, struct forms *f)
{
	struct token stem = stemmer_stem(r->stemmer, w->text, w->n);

	w->stem = find_string(r->stem_at, r->stem_text, r->head->stems, stem.p, stem.n);
	if (w->stem == RANK_NONE)
		return;
	for (uint32_t i = r->stem_terms_at[w->stem]; i < r->stem_terms_at[w->stem + 1]; i++)
		add_form(f, r->stem_terms[i], STEM_WEIGHT);
}

/* Characters that a and b begin with alike. */
static size_t common_start(const char *a, size_t na, const char *b, size_t nb)
{
	size_t i = 0;

	while (i < na && i < nb && a[i] == b[i])
		i++;
	while (i > 0 &&
		   ((i < na && ((unsigned char)a[i] & 0xc0) == 0x80) || (i < nb && ((unsigned char)b[i] & 0xc0) == 0x80)))
		i--;
	return utf8_length(a, i);
}

static void add_prefixed(struct rank *r, const struct rank_word *w, size_t chars, struct forms *f)
{
	size_t head = utf8_cut(w->text, w->n, PREFIX_CHARS);
	uint32_t t = lower_bound(r->term_at, r->term_text, r->head->terms, w->text, head);

	for (; t < r->head->terms; t++) {
		const char *v = r->term_text + r->term_at[t];
		size_t n = r->term_at[t + 1] - r->term_at[t], longest = chars > r->term_len[t] ? chars : r->term_len[t];

		if (n < head || memcmp(v, w->text, head) != 0)
			break;
		add_form(f, t, PREFIX_WEIGHT * (float)common_start(w->text, w->n, v, n) / (float)longest);
	}
}

static int decode(const char *s, size_t n, uint32_t *out)
{
	int k = 0;

	for (size_t i = 0; i < n && k < RANK_WORD; k++)
		i += utf8_decode(s + i, n - i, &out[k]);
	return k;
}

static int min3(int a, int b, int c)
{
	int m = a < b ? a : b;

	return m < c ? m : c;
}

/* Edits (a letter more, less, other, or two swapped) from a to b; most + 1 when there are more than that. */
static int edits(const uint32_t *a, int na, const uint32_t *b, int nb, int most)
{
	int rows[3][RANK_WORD + 1];
	int *older = rows[0], *old = rows[1], *now = rows[2];

	for (int j = 0; j <= nb; j++)
		old[j] = j;
	for (int i = 1; i <= na; i++) {
		int least = now[0] = i, *spare = older;

		for (int j = 1; j <= nb; j++) {
			now[j] = min3(old[j] + 1, now[j - 1] + 1, old[j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && older[j - 2] + 1 < now[j])
				now[j] = older[j - 2] + 1;
			if (now[j] < least)
				least = now[j];
		}
		if (least > most)
			return most + 1;
		older = old;
		old = now;
		now = spare;
	}
	return old[nb];
}

static bool has_digit(const char *w, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (w[i] >= '0' && w[i] <= '9')
			return true;
	return false;
}

/* The terms that w may be a slip of the pen for. Lengths and letters rule out nearly all before edits are counted. */
static void add_typos(struct rank *r, const struct rank_word *w, int chars, struct forms *f)
{
	uint32_t a[RANK_WORD], b[RANK_WORD], sign = rank_sign(w->text, w->n);
	int most = chars < 8 ? 1 : 2, least_len = chars - most < 3 ? 3 : chars - most;

	(void)decode(w->text, w->n, a);
	for (uint32_t t = 0; t < r->head->terms; t++) {
		int len = r->term_len[t], n;

		if (len < least_len || len > chars + most || __builtin_popcount(sign ^ r->term_sign[t]) > 2 * most)
			continue;
		len = decode(r->term_text + r->term_at[t], r->term_at[t + 1] - r->term_at[t], b);
		n = edits(a, chars, b, len, most);
		if (n <= most) {
			float same = 1 - (float)n / (float)(chars > len ? chars : len);

			add_form(f, t, TYPO_WEIGHT * same * same);
		}
	}
}

void rank_near(struct rank *r, struct rank_word *w)
{
	struct forms f = {0};
	uint32_t exact = rank_term_find(r, w->text, w->n);
	size_t chars = utf8_length(w->text, w->n);

	if (exact != RANK_NONE)
		add_form(&f, exact, 1);
	add_stem(r, w, &f);
	if (chars >= PREFIX_CHARS)
		add_prefixed(r, w, chars, &f);
	if (exact == RANK_NONE && chars >= 4 && !has_digit(w->text, w->n))
		add_typos(r, w, (int)chars, &f);
	take_heaviest(w, &f);
}

void rank_near_grams(struct rank *r, struct rank_word *w)
{
	struct forms f = {0};
	uint64_t key[RANK_GRAMS];
	int n = rank_grams(w->text, w->n, key);

	for (int i = 0; i < n; i++) {
		uint32_t g = rank_gram_find(r, key[i]);

		if (g != RANK_NONE)
			r->gram_mark[g] = 1;
	}
	for (uint32_t t = 0; t < r->head->terms; t++) {
		uint32_t from = r->gram_at[t], to = r->gram_at[t + 1], same = 0;
		float dice;

		for (uint32_t i = from; i < to; i++)
			same += r->gram_mark[r->gram[i]];
		dice = 2 * (float)same / (float)((uint32_t)n + (to - from));
		if (dice >= GRAM_LEAST && !r->term_stop[t])
			add_form(&f, t, GRAM_WEIGHT * dice);
	}
	for (int i = 0; i < n; i++) {
		uint32_t g = rank_gram_find(r, key[i]);

		if (g != RANK_NONE)
			r->gram_mark[g] = 0;
	}
	take_heaviest(w, &f);
}

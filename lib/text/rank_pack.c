/* From words seen to the arrays of an index. */
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "text/token.h"

#include "text/rank_index.h"

#define TITLE_WEIGHT 2.5f
#define TITLE_B 0.45f
#define TEXT_B 0.75f

/* What is worked out of the builder on the way to an index. */
struct work {
	struct rank_builder *b;
	size_t docs, terms, stems, grams;
	uint32_t *order;     /* term number in byte order → number of first sight */
	uint32_t *place;     /* the other way round */
	struct map *stem_of; /* stem → number of first sight */
	uint32_t *term_stem; /* by term number in byte order: stem's number of first sight */
	struct map *gram_of; /* key → number */
	struct rank_list gram_at, gram;
	float *norm; /* 2 * docs: what one word in that field counts */
	float *gram_norm;
	struct buf out; /* the blob */
};

/* ---- writing sections ---- */

static void begin_section(struct work *w, enum rank_section s)
{
	while (w->out.n % 8)
		buf_putc(&w->out, '\0');
	((struct rank_header *)(void *)w->out.p)->at[s] = w->out.n;
}

static void end_section(struct work *w, enum rank_section s)
{
	struct rank_header *h = (struct rank_header *)(void *)w->out.p;

	h->count[s] = (w->out.n - h->at[s]) / rank_item_size(s);
}

static void put_section(struct work *w, enum rank_section s, const void *p, size_t items)
{
	begin_section(w, s);
	buf_put(&w->out, p, items * rank_item_size(s));
	end_section(w, s);
}

static void put_u32(struct work *w, size_t v)
{
	uint32_t x = (uint32_t)v;

	buf_put(&w->out, &x, sizeof(x));
}

/* ---- terms ---- */

struct name {
	const char *p;
	size_t n;
	uint32_t number;
};

static int by_name(const void *a, const void *b)
{
	const struct name *x = a, *y = b;
	int c = memcmp(x->p, y->p, x->n < y->n ? x->n : y->n);

	return c ? c : (x->n > y->n) - (x->n < y->n);
}

/* The strings of m in byte order; new memory. */
static struct name *sorted_names(const struct map *m)
{
	size_t n = map_count(m);
	struct name *v = mem_array(NULL, n, sizeof(*v));

	for (size_t i = 0; i < n; i++) {
		v[i].p = map_key(m, i, &v[i].n, NULL);
		v[i].number = (uint32_t)i;
	}
	qsort(v, n, sizeof(*v), by_name);
	return v;
}

/* Writes the strings one after the other, and where each begins. */
static void put_names(struct work *w, enum rank_section at, enum rank_section text, const struct name *v, size_t n)
{
	size_t sum = 0;

	begin_section(w, at);
	for (size_t i = 0; i < n; i++) {
		put_u32(w, sum);
		sum += v[i].n;
	}
	put_u32(w, sum);
	end_section(w, at);
	begin_section(w, text);
	for (size_t i = 0; i < n; i++)
		buf_put(&w->out, v[i].p, v[i].n);
	end_section(w, text);
}

static void put_term_facts(struct work *w, const struct name *v)
{
	uint32_t *sign = mem_array(NULL, w->terms, sizeof(*sign));
	uint8_t *len = mem_alloc(w->terms), *stop = mem_alloc(w->terms);

	for (size_t t = 0; t < w->terms; t++) {
		sign[t] = rank_sign(v[t].p, v[t].n);
		len[t] = (uint8_t)utf8_length(v[t].p, v[t].n);
		stop[t] = token_is_stop(w->b->lang, v[t].p, v[t].n);
	}
	put_section(w, RANK_TERM_SIGN, sign, w->terms);
	put_section(w, RANK_TERM_LEN, len, w->terms);
	put_section(w, RANK_TERM_STOP, stop, w->terms);
	free(sign);
	free(len);
	free(stop);
}

static void put_terms(struct work *w)
{
	struct name *v = sorted_names(w->b->terms);

	w->order = mem_array(NULL, w->terms, sizeof(*w->order));
	w->place = mem_array(NULL, w->terms, sizeof(*w->place));
	w->term_stem = mem_array(NULL, w->terms, sizeof(*w->term_stem));
	for (size_t t = 0; t < w->terms; t++) {
		struct token stem = stemmer_stem(w->b->stemmer, v[t].p, v[t].n);
		bool fresh;
		uint64_t *number = map_at(w->stem_of, stem.p, stem.n, &fresh);

		if (fresh)
			*number = map_count(w->stem_of) - 1;
		w->term_stem[t] = (uint32_t)*number;
		w->order[t] = v[t].number;
		w->place[v[t].number] = (uint32_t)t;
	}
	put_names(w, RANK_TERM_AT, RANK_TERM_TEXT, v, w->terms);
	put_term_facts(w, v);
	free(v);
}

/* ---- stems ---- */

/* Turns counts of each of n keys into where each key's run begins (n + 1 places). */
static void counts_to_places(uint32_t *at, size_t n)
{
	uint32_t sum = 0;

	for (size_t i = 0; i <= n; i++) {
		uint32_t here = at[i];

		at[i] = sum;
		sum += here;
	}
}

static void put_stems(struct work *w)
{
	size_t n = w->stems = map_count(w->stem_of);
	struct name *v = sorted_names(w->stem_of);
	uint32_t *place = mem_array(NULL, n, sizeof(*place)), *at = mem_zalloc((n + 1) * sizeof(*at));
	uint32_t *list = mem_array(NULL, w->terms, sizeof(*list)), *next;

	for (size_t i = 0; i < n; i++)
		place[v[i].number] = (uint32_t)i;
	for (size_t t = 0; t < w->terms; t++) {
		w->term_stem[t] = place[w->term_stem[t]];
		at[w->term_stem[t]]++;
	}
	counts_to_places(at, n);
	next = mem_array(NULL, n + 1, sizeof(*next));
	memcpy(next, at, (n + 1) * sizeof(*next));
	for (size_t t = 0; t < w->terms; t++)
		list[next[w->term_stem[t]]++] = (uint32_t)t;
	put_section(w, RANK_TERM_STEM, w->term_stem, w->terms);
	put_names(w, RANK_STEM_AT, RANK_STEM_TEXT, v, n);
	put_section(w, RANK_STEM_TERMS_AT, at, n + 1);
	put_section(w, RANK_STEM_TERMS, list, w->terms);
	free(v);
	free(place);
	free(at);
	free(list);
	free(next);
}

/* ---- grams ---- */

static void number_grams(struct work *w)
{
	uint64_t key[RANK_GRAMS];

	for (size_t t = 0; t < w->terms; t++) {
		size_t len;
		const char *term = map_key(w->b->terms, w->order[t], &len, NULL);
		int n = rank_grams(term, len, key);

		rank_list_push(&w->gram_at, (uint32_t)w->gram.n);
		for (int i = 0; i < n; i++) {
			bool fresh;
			uint64_t *number = map_at(w->gram_of, (const char *)&key[i], sizeof(key[i]), &fresh);

			if (fresh)
				*number = map_count(w->gram_of) - 1;
			rank_list_push(&w->gram, (uint32_t)*number);
		}
	}
	rank_list_push(&w->gram_at, (uint32_t)w->gram.n);
	w->grams = map_count(w->gram_of);
}

static void put_gram_slots(struct work *w)
{
	size_t slots = 64;
	uint32_t *slot;

	while (slots < 2 * w->grams)
		slots *= 2;
	slot = mem_zalloc(slots * sizeof(*slot));
	begin_section(w, RANK_GRAM_KEY);
	for (size_t g = 0; g < w->grams; g++) {
		const char *key = map_key(w->gram_of, g, NULL, NULL);
		size_t i = map_hash(key, sizeof(uint64_t), 0) & (slots - 1);

		buf_put(&w->out, key, sizeof(uint64_t));
		while (slot[i])
			i = (i + 1) & (slots - 1);
		slot[i] = (uint32_t)g + 1;
	}
	end_section(w, RANK_GRAM_KEY);
	put_section(w, RANK_GRAM_SLOT, slot, slots);
	free(slot);
}

/* ---- documents ---- */

static uint32_t field_from(const struct rank_builder *b, size_t field)
{
	return field ? b->at.v[field - 1] : 0;
}

/* Words become numbers in byte order. */
static void renumber_words(struct work *w)
{
	struct rank_list *x = &w->b->word;

	for (size_t i = 0; i < x->n; i++)
		x->v[i] = w->place[x->v[i]];
}

/* A field's length in words, or in grams. */
static double field_length(const struct work *w, size_t field, bool grams)
{
	uint32_t from = field_from(w->b, field), to = w->b->at.v[field];
	double sum = 0;

	if (!grams)
		return to - from;
	for (uint32_t i = from; i < to; i++) {
		uint32_t t = w->b->word.v[i];

		sum += w->gram_at.v[t + 1] - w->gram_at.v[t];
	}
	return sum;
}

/* What one word (or gram) counts in each field: more in a title, less in a field that is long for its kind. */
static float *field_norms(const struct work *w, bool grams)
{
	static const float b[2] = {TITLE_B, TEXT_B}, weight[2] = {TITLE_WEIGHT, 1};
	float *norm = mem_zalloc(2 * w->docs * sizeof(*norm));
	double sum[2] = {0, 0}, filled[2] = {0, 0};

	for (size_t f = 0; f < 2 * w->docs; f++) {
		double n = field_length(w, f, grams);

		sum[f % 2] += n;
		filled[f % 2] += n > 0;
	}
	for (size_t f = 0; f < 2 * w->docs; f++) {
		double n = field_length(w, f, grams), average = filled[f % 2] > 0 ? sum[f % 2] / filled[f % 2] : 1;

		norm[f] = weight[f % 2] / (1 - b[f % 2] + b[f % 2] * (float)(n / average));
	}
	return norm;
}

/* Frequencies of one document's words: into tf, the distinct ones into list. Returns how many. */
static size_t document_words(const struct work *w, size_t doc, float *tf, uint32_t *list)
{
	size_t n = 0;

	for (size_t f = 2 * doc; f <= 2 * doc + 1; f++)
		for (uint32_t i = field_from(w->b, f); i < w->b->at.v[f]; i++) {
			uint32_t t = w->b->word.v[i];

			if (tf[t] <= 0)
				list[n++] = t;
			tf[t] += w->norm[f];
		}
	return n;
}

static void put_postings(struct work *w)
{
	uint32_t *at = mem_zalloc((w->terms + 1) * sizeof(*at)), *next = mem_array(NULL, w->terms + 1, sizeof(*next));
	uint32_t *list = mem_array(NULL, w->terms, sizeof(*list)), *doc;
	float *tf = mem_zalloc(w->terms * sizeof(*tf)), *weight;

	for (size_t d = 0; d < w->docs; d++)
		for (size_t n = document_words(w, d, tf, list); n > 0; n--) {
			at[list[n - 1]]++;
			tf[list[n - 1]] = 0;
		}
	counts_to_places(at, w->terms);
	memcpy(next, at, (w->terms + 1) * sizeof(*next));
	doc = mem_array(NULL, at[w->terms], sizeof(*doc));
	weight = mem_array(NULL, at[w->terms], sizeof(*weight));
	for (size_t d = 0; d < w->docs; d++)
		for (size_t n = document_words(w, d, tf, list); n > 0; n--) {
			uint32_t t = list[n - 1], place = next[t]++;

			doc[place] = (uint32_t)d;
			weight[place] = tf[t];
			tf[t] = 0;
		}
	put_section(w, RANK_POST_AT, at, w->terms + 1);
	put_section(w, RANK_POST_DOC, doc, at[w->terms]);
	put_section(w, RANK_POST_TF, weight, at[w->terms]);
	free(at);
	free(next);
	free(list);
	free(doc);
	free(tf);
	free(weight);
}

static void put_gram_df(struct work *w)
{
	uint32_t *df = mem_zalloc(w->grams * sizeof(*df)), *last = mem_zalloc(w->grams * sizeof(*last));
	uint32_t *seen = mem_zalloc(w->terms * sizeof(*seen));

	for (size_t d = 0; d < w->docs; d++)
		for (uint32_t i = field_from(w->b, 2 * d); i < w->b->at.v[2 * d + 1]; i++) {
			uint32_t t = w->b->word.v[i], doc = (uint32_t)d + 1;

			if (seen[t] == doc)
				continue;
			seen[t] = doc;
			for (uint32_t k = w->gram_at.v[t]; k < w->gram_at.v[t + 1]; k++) {
				uint32_t g = w->gram.v[k];

				df[g] += last[g] != doc;
				last[g] = doc;
			}
		}
	put_section(w, RANK_GRAM_DF, df, w->grams);
	free(df);
	free(last);
	free(seen);
}

static void put_documents(struct work *w)
{
	uint32_t zero = 0;

	begin_section(w, RANK_DOC_AT);
	buf_put(&w->out, &zero, sizeof(zero));
	buf_put(&w->out, w->b->at.v, w->b->at.n * sizeof(uint32_t));
	end_section(w, RANK_DOC_AT);
	put_section(w, RANK_DOC_TERM, w->b->word.v, w->b->word.n);
	put_section(w, RANK_DOC_NORM, w->gram_norm, 2 * w->docs);
}

static void put_keys_and_tags(struct work *w)
{
	struct rank_builder *b = w->b;
	size_t tags = map_count(b->tags);
	struct name *v = mem_array(NULL, tags, sizeof(*v));

	for (size_t i = 0; i < tags; i++)
		v[i].p = map_key(b->tags, i, &v[i].n, NULL);
	put_names(w, RANK_TAG_AT, RANK_TAG_TEXT, v, tags);
	free(v);
	rank_list_push(&b->tag_at, (uint32_t)b->tag.n);
	put_section(w, RANK_DOC_TAG_AT, b->tag_at.v, b->tag_at.n);
	put_section(w, RANK_DOC_TAG, b->tag.v, b->tag.n);
	rank_list_push(&b->key_at, (uint32_t)b->keys.n);
	put_section(w, RANK_KEY_AT, b->key_at.v, b->key_at.n);
	put_section(w, RANK_KEY_TEXT, b->keys.p, b->keys.n);
}

static void put_header(struct work *w)
{
	struct rank_header h = {0};

	memcpy(h.lang, w->b->lang, sizeof(h.lang));
	buf_put(&w->out, &h, sizeof(h));
}

static void write_arrays(struct work *w)
{
	struct rank_header *h;

	put_header(w);
	put_terms(w);
	put_stems(w);
	renumber_words(w);
	number_grams(w);
	w->norm = field_norms(w, false);
	w->gram_norm = field_norms(w, true);
	put_postings(w);
	put_section(w, RANK_GRAM_AT, w->gram_at.v, w->gram_at.n);
	put_section(w, RANK_GRAM, w->gram.v, w->gram.n);
	put_gram_df(w);
	put_gram_slots(w);
	put_documents(w);
	put_keys_and_tags(w);
	h = (struct rank_header *)(void *)w->out.p;
	h->size = w->out.n;
	h->docs = (uint32_t)w->docs;
	h->terms = (uint32_t)w->terms;
	h->stems = (uint32_t)w->stems;
	h->grams = (uint32_t)w->grams;
}

char *rank_pack(struct rank_builder *b)
{
	struct work w = {.b = b, .docs = b->at.n / 2, .terms = map_count(b->terms)};

	w.stem_of = map_new();
	w.gram_of = map_new();
	write_arrays(&w);
	map_free(w.stem_of);
	map_free(w.gram_of);
	free(w.order);
	free(w.place);
	free(w.term_stem);
	free(w.gram_at.v);
	free(w.gram.v);
	free(w.norm);
	free(w.gram_norm);
	return w.out.p;
}

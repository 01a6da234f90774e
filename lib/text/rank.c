#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "text/rank.h"
#include "text/rank_index.h"

#define K1 0.6f
#define NEAR 0.8f     /* a form of at least this weight is the word itself to its idf and to cover */
#define LOOK_AGAIN 50 /* documents that get a second look */

uint32_t rank_count(const struct rank *r)
{
	return r->head->docs;
}

const char *rank_key(const struct rank *r, uint32_t doc, size_t *n)
{
	*n = r->key_at[doc + 1] - r->key_at[doc];
	return r->key_text + r->key_at[doc];
}

uint32_t rank_tags(const struct rank *r)
{
	return (uint32_t)r->head->count[RANK_TAG_AT] - 1;
}

const char *rank_tag(const struct rank *r, uint32_t tag, size_t *n)
{
	*n = r->tag_at[tag + 1] - r->tag_at[tag];
	return r->tag_text + r->tag_at[tag];
}

const uint32_t *rank_doc_tags(const struct rank *r, uint32_t doc, uint32_t *n)
{
	*n = r->doc_tag_at[doc + 1] - r->doc_tag_at[doc];
	return r->doc_tag + r->doc_tag_at[doc];
}

static float idf(const struct rank *r, uint32_t n)
{
	return logf(1 + ((float)r->head->docs - (float)n + 0.5f) / ((float)n + 0.5f));
}

/* Gathers the word's frequency in each document that has a form of it; returns how many documents were touched. */
static uint32_t gather(struct rank *r, struct rank_word *w)
{
	float near = w->forms && w->form[0].weight < NEAR ? w->form[0].weight : NEAR;
	uint32_t touched = 0;

	w->docs = 0;
	for (int f = 0; f < w->forms; f++) {
		float weight = w->form[f].weight;
		uint32_t t = w->form[f].term;

		for (uint32_t p = r->post_at[t]; p < r->post_at[t + 1]; p++) {
			struct rank_sum *s = &r->sum[r->post_doc[p]];

			/* Forms come best first, so the first one met is the document's best. */
			if (s->best <= 0) {
				s->best = weight;
				r->touched[touched++] = r->post_doc[p];
			}
			s->tf += weight * r->post_tf[p];
		}
		if (weight >= near)
			w->docs = touched;
	}
	return touched;
}

/* One word's part of the scores. Documents that had nothing yet are put into r->hit; returns their new number. */
static uint32_t add_word(struct rank *r, struct rank_word *w, uint32_t hits)
{
	uint32_t touched = gather(r, w);
	float share, counted;

	w->idf = idf(r, w->docs);
	share = w->share * w->idf;
	counted = w->counted ? share : 0;
	r->query->whole += counted;
	for (uint32_t i = 0; i < touched; i++) {
		uint32_t d = r->touched[i];
		struct rank_sum *s = &r->sum[d];
		float u = s->tf / s->best;

		if (s->word <= 0)
			r->hit[hits++] = d;
		s->word += share * s->best * u * (K1 + 1) / (u + K1);
		s->cover += counted * (s->best < NEAR ? s->best / NEAR : 1);
		s->tf = s->best = 0;
	}
	return hits;
}

static bool before(const struct rank_pick *a, const struct rank_pick *b)
{
	return a->score > b->score || (!(a->score < b->score) && a->doc < b->doc);
}

static int by_score(const void *a, const void *b)
{
	return before(a, b) ? -1 : 1;
}

/* A heap whose top is the last of the kept. */
static void sift(struct rank_pick *v, uint32_t n, uint32_t i)
{
	for (;;) {
		uint32_t c = 2 * i + 1;
		struct rank_pick x = v[i];

		if (c >= n)
			return;
		if (c + 1 < n && before(&v[c], &v[c + 1]))
			c++;
		if (!before(&v[i], &v[c]))
			return;
		v[i] = v[c];
		v[c] = x;
		i = c;
	}
}

/* The best of the hits, sorted, at most most of them, into v. */
static uint32_t best_hits(const struct rank *r, uint32_t hits, struct rank_pick *v, uint32_t most)
{
	uint32_t n = hits < most ? hits : most;

	for (uint32_t i = 0; i < n; i++)
		v[i] = (struct rank_pick){.doc = r->hit[i], .score = r->sum[r->hit[i]].word};
	if (hits > n)
		for (uint32_t i = n / 2; i-- > 0;)
			sift(v, n, i);
	for (uint32_t i = n; i < hits; i++) {
		struct rank_pick x = {.doc = r->hit[i], .score = r->sum[r->hit[i]].word};

		if (!before(&x, &v[0]))
			continue;
		v[0] = x;
		sift(v, n, 0);
	}
	if (n)
		qsort(v, n, sizeof(*v), by_score);
	return n;
}

/* Scores all documents by words; returns how many are in r->hit. */
static uint32_t score_words(struct rank *r, const struct rank_ask *ask)
{
	uint32_t hits = 0;

	rank_query_read(r, ask->query, ask->n);
	if (ask->counted)
		rank_query_count(r, ask->counted, ask->counted_n);
	r->query->whole = 0;
	for (int i = 0; i < r->query->words; i++)
		hits = add_word(r, &r->query->word[i], hits);
	return hits;
}

static void clear_sums(struct rank *r, uint32_t hits)
{
	for (uint32_t i = 0; i < hits; i++)
		r->sum[r->hit[i]] = (struct rank_sum){0};
}

/* Brings the hits that are wanted to the front of r->hit; returns how many. */
static uint32_t choose(struct rank *r, uint32_t hits, bool (*want)(void *cookie, uint32_t doc), void *cookie)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < hits; i++) {
		uint32_t d = r->hit[i];

		if (!want(cookie, d))
			continue;
		r->hit[i] = r->hit[n];
		r->hit[n++] = d;
	}
	return n;
}

int rank_search_ask(struct rank *r, const struct rank_ask *ask, struct rank_hit *hits, int limit)
{
	uint32_t found, chosen, kept, most = limit > LOOK_AGAIN ? (uint32_t)limit : LOOK_AGAIN;
	struct rank_pick *v;

	if (limit <= 0 || r->head->docs == 0)
		return 0;
	most = most < r->head->docs ? most : r->head->docs;
	v = mem_array(NULL, most, sizeof(*v));
	found = score_words(r, ask);
	chosen = ask->want ? choose(r, found, ask->want, ask->cookie) : found;
	kept = best_hits(r, chosen, v, most);
	rank_again(r, v, kept < LOOK_AGAIN ? (int)kept : LOOK_AGAIN);
	if (kept)
		qsort(v, kept < LOOK_AGAIN ? kept : LOOK_AGAIN, sizeof(*v), by_score);
	kept = kept < (uint32_t)limit ? kept : (uint32_t)limit;
	for (uint32_t i = 0; i < kept; i++) {
		float whole = r->query->whole;

		hits[i].doc = v[i].doc;
		hits[i].score = v[i].score;
		hits[i].cover = whole > 0 ? r->sum[v[i].doc].cover / whole : 1;
	}
	clear_sums(r, found);
	free(v);
	return (int)kept;
}

int rank_search(struct rank *r, const char *query, size_t n, struct rank_hit *hits, int limit)
{
	const struct rank_ask ask = {.query = query, .n = n};

	return rank_search_ask(r, &ask, hits, limit);
}

/* The forms of w that the document has, and their weights. */
static void explain_forms(const struct rank *r, const struct rank_word *w, uint32_t doc, struct buf *out)
{
	const char *lead = "";

	for (int f = 0; f < w->forms; f++) {
		uint32_t t = w->form[f].term;
		bool has = false;

		for (uint32_t p = r->post_at[t]; p < r->post_at[t + 1] && !has; p++)
			has = r->post_doc[p] == doc;
		if (!has)
			continue;
		buf_printf(out, "%s%.*s %.2f", lead, (int)(r->term_at[t + 1] - r->term_at[t]), r->term_text + r->term_at[t],
				   (double)w->form[f].weight);
		lead = ", ";
	}
	if (!*lead)
		buf_puts(out, "-");
}

void rank_explain(struct rank *r, const char *query, size_t n, uint32_t doc, struct buf *out)
{
	uint32_t hits = 0;
	float before_word = 0, all = 0;
	struct rank_pick pick = {.doc = doc};

	if (doc >= r->head->docs)
		return;
	rank_query_read(r, query, n);
	r->query->whole = 0;
	for (int i = 0; i < r->query->words; i++) {
		struct rank_word *w = &r->query->word[i];

		hits = add_word(r, w, hits);
		buf_printf(out, "%.*s: ", (int)w->n, w->text);
		explain_forms(r, w, doc, out);
		all = r->sum[doc].word;
		buf_printf(out, "; in %u of %u documents; %.3f\n", w->docs, r->head->docs, (double)(all - before_word));
		before_word = all;
	}
	rank_again(r, &pick, 1);
	buf_printf(out, "grams and neighbours: %.3f\n", (double)pick.score);
	clear_sums(r, hits);
}

/* The second look: character grams and neighbouring words, for the best documents only. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "text/rank_index.h"

#define GRAM_SHARE 0.125f
#define PAIR_SHARE 0.25f
#define GRAM_K1 1.2f
#define PAIR_FORM 0.8f /* a form of at least this weight, the word itself or of its stem, makes a neighbour */

struct pair {
	int a, b;
	float weight;
	uint32_t doc; /* the last document (+ 1) it was counted for */
};

struct again {
	struct rank *r;
	uint32_t *gram; /* the query's grams */
	float *weight;  /* of each */
	float *tf;      /* of each in the document at hand */
	size_t grams;
	struct rank_list
		memo; /* per term seen: place of its query word + 1, count of its grams that are in the query, those */
	struct rank_list terms; /* whose memo is in */
	struct pair pair[2 * RANK_WORDS];
	int pairs;
};

/* A gram that several words have counts for all of them, but never more than once. */
static void mark_word(struct again *g, const struct rank_word *w)
{
	uint64_t key[RANK_GRAMS];
	int n = rank_grams(w->text, w->n, key);

	for (int i = 0; i < n; i++) {
		uint32_t number = rank_gram_find(g->r, key[i]);
		uint16_t *mark;

		if (number == RANK_NONE)
			continue;
		mark = &g->r->gram_mark[number];
		if (!*mark) {
			g->gram[g->grams] = number;
			g->weight[g->grams++] = 0;
			*mark = (uint16_t)g->grams;
		}
		g->weight[*mark - 1] += w->share;
	}
}

static void mark_grams(struct again *g)
{
	const struct rank_query *q = g->r->query;
	size_t most = (size_t)q->words * RANK_GRAMS;
	float docs = (float)g->r->head->docs;

	g->gram = mem_array(NULL, most, sizeof(*g->gram));
	g->weight = mem_array(NULL, most, sizeof(*g->weight));
	g->tf = mem_zalloc(most * sizeof(*g->tf));
	for (int i = 0; i < q->words; i++)
		mark_word(g, &q->word[i]);
	for (size_t i = 0; i < g->grams; i++) {
		float df = (float)g->r->gram_df[g->gram[i]], share = g->weight[i] > 1 ? 1 : g->weight[i];

		g->weight[i] = share * logf(1 + (docs - df + 0.5f) / (df + 0.5f));
	}
}

static void add_pair(struct again *g, int a, int b)
{
	const struct rank_word *w = g->r->query->word;

	if (a == b)
		return;
	for (int i = 0; i < g->pairs; i++)
		if ((g->pair[i].a == a && g->pair[i].b == b) || (g->pair[i].a == b && g->pair[i].b == a))
			return;
	g->pair[g->pairs++] = (struct pair){.a = a, .b = b, .weight = w[a].idf < w[b].idf ? w[a].idf : w[b].idf};
}

/* The first word of the query with the stem of its i-th. */
static int first_alike(const struct rank_query *q, int i)
{
	int k = 0;

	if (q->word[i].stem == RANK_NONE)
		return i;
	while (q->word[k].stem != q->word[i].stem)
		k++;
	return k;
}

static void mark_pairs(struct again *g)
{
	const struct rank_query *q = g->r->query;

	for (int i = 1; i < q->seqs; i++)
		add_pair(g, first_alike(q, q->seq[i - 1]), first_alike(q, q->seq[i]));
}

/* Notes what the term has to do with the query: the word it stands for (or -1), and which of its grams. */
static const uint32_t *note_term(struct again *g, uint32_t t, int word)
{
	struct rank *r = g->r;
	size_t start = g->memo.n;

	r->term_memo[t] = (uint32_t)start + 1;
	rank_list_push(&g->terms, t);
	rank_list_push(&g->memo, (uint32_t)(word + 1));
	rank_list_push(&g->memo, 0);
	for (uint32_t i = r->gram_at[t]; i < r->gram_at[t + 1]; i++)
		if (r->gram_mark[r->gram[i]])
			rank_list_push(&g->memo, (uint32_t)r->gram_mark[r->gram[i]] - 1);
	g->memo.v[start + 1] = (uint32_t)(g->memo.n - start - 2);
	return g->memo.v + start;
}

static const uint32_t *term_memo(struct again *g, uint32_t t)
{
	return g->r->term_memo[t] ? g->memo.v + g->r->term_memo[t] - 1 : note_term(g, t, -1);
}

/* The terms that stand for the query's content words. */
static void note_forms(struct again *g)
{
	const struct rank_query *q = g->r->query;

	for (int i = 0; i < q->words; i++)
		for (int f = 0; f < q->word[i].forms && !q->word[i].stop; f++)
			if (q->word[i].form[f].weight >= PAIR_FORM && !g->r->term_memo[q->word[i].form[f].term])
				(void)note_term(g, q->word[i].form[f].term, first_alike(q, i));
}

static float pair_gain(struct again *g, int a, int b, uint32_t doc)
{
	for (int i = 0; i < g->pairs; i++) {
		struct pair *p = &g->pair[i];

		if (p->doc == doc + 1 || !((p->a == a && p->b == b) || (p->a == b && p->b == a)))
			continue;
		p->doc = doc + 1;
		return p->weight;
	}
	return 0;
}

/* Adds the field's grams to tf; returns what its neighbouring words are worth. */
static float walk_field(struct again *g, uint32_t doc, uint32_t field)
{
	const struct rank *r = g->r;
	float norm = r->doc_norm[field], gain = 0;
	int last = -1;

	for (uint32_t i = r->doc_at[field]; i < r->doc_at[field + 1]; i++) {
		uint32_t t = r->doc_term[i];
		const uint32_t *memo = term_memo(g, t);
		int word = (int)memo[0] - 1;

		for (uint32_t k = 0; k < memo[1]; k++)
			g->tf[memo[2 + k]] += norm;
		if (r->term_stop[t])
			continue;
		if (word >= 0 && last >= 0)
			gain += pair_gain(g, last, word, doc);
		last = word;
	}
	return gain;
}

static float worth(struct again *g, uint32_t doc)
{
	float pairs = walk_field(g, doc, 2 * doc), grams = 0;

	pairs += walk_field(g, doc, 2 * doc + 1);
	for (size_t i = 0; i < g->grams; i++) {
		grams += g->weight[i] * g->tf[i] * (GRAM_K1 + 1) / (g->tf[i] + GRAM_K1);
		g->tf[i] = 0;
	}
	return GRAM_SHARE * grams + PAIR_SHARE * pairs;
}

void rank_again(struct rank *r, struct rank_pick *pick, int n)
{
	struct again g = {.r = r};

	mark_grams(&g);
	mark_pairs(&g);
	note_forms(&g);
	for (int i = 0; i < n; i++)
		pick[i].score += worth(&g, pick[i].doc);
	for (size_t i = 0; i < g.grams; i++)
		r->gram_mark[g.gram[i]] = 0;
	for (size_t i = 0; i < g.terms.n; i++)
		r->term_memo[g.terms.v[i]] = 0;
	free(g.gram);
	free(g.weight);
	free(g.tf);
	free(g.memo.v);
	free(g.terms.v);
}

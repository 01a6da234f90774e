#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "text/fold.h"
#include "text/token.h"

#include "text/rank_index.h"

#define JOIN_WEIGHT 0.8f /* of "leavein" for the two words of "leave in" */
#define SURE 0.5f        /* a word whose best form weighs less is split, when it can be */
#define PIECE 2          /* bytes that each part of a split word has at least */
#define SURE_PIECE 3     /* the same when the word is like some other */

/* A query while it is read. */
struct reader {
	struct rank *r;
	int last; /* the place of the word before, or -1 */
	struct {
		uint32_t term;
		int a, b;
	} join[RANK_WORDS]; /* terms that are two neighbouring words written as one */
	int joins;
};

static uint32_t docs_of(const struct rank *r, uint32_t term)
{
	return term == RANK_NONE ? 0 : r->post_at[term + 1] - r->post_at[term];
}

/*
 * Where the unknown word w falls into two known ones ("fps50", "leavein"): the place at which the rarer of them is in
 * most documents, 0 when there is none.
 */
static size_t split_place(const struct rank *r, const char *w, size_t n, size_t piece)
{
	uint32_t most = 0;
	size_t best = 0;

	for (size_t i = piece; i + piece <= n; i++) {
		uint32_t a, b;

		if (((unsigned char)w[i] & 0xc0) == 0x80)
			continue;
		a = docs_of(r, rank_term_find(r, w, i));
		if (a <= most)
			continue;
		b = docs_of(r, rank_term_find(r, w + i, n - i));
		if (b > most) {
			most = a < b ? a : b;
			best = i;
		}
	}
	return best;
}

static void note_join(struct reader *q, int a, int b)
{
	const struct rank_word *x = &q->r->query->word[a], *y = &q->r->query->word[b];
	char both[2 * RANK_WORD];
	uint32_t t;

	if (q->joins == RANK_WORDS || x->stop || y->stop || x->n + y->n > RANK_WORD)
		return;
	memcpy(both, x->text, x->n);
	memcpy(both + x->n, y->text, y->n);
	t = rank_term_find(q->r, both, x->n + y->n);
	if (t == RANK_NONE)
		return;
	q->join[q->joins].term = t;
	q->join[q->joins].a = a;
	q->join[q->joins++].b = b;
}

/* The place of the word in the query, or -1. */
static int find_word(const struct rank_query *q, const char *w, size_t n)
{
	for (int i = 0; i < q->words; i++)
		if (q->word[i].n == n && memcmp(q->word[i].text, w, n) == 0)
			return i;
	return -1;
}

/* Puts the word in as a new one; it may turn out to be two. Its place, or -1 when it was put in by its parts. */
static int new_word(struct reader *q, const char *w, size_t n);

static void add_word(struct reader *q, const char *w, size_t n)
{
	struct rank_query *x = q->r->query;
	int place = find_word(x, w, n);

	if (place < 0)
		place = x->words < RANK_WORDS ? new_word(q, w, n) : -1;
	if (place < 0)
		return;
	if (q->last >= 0)
		note_join(q, q->last, place);
	q->last = place;
	if (!x->word[place].stop && x->seqs < (int)(sizeof(x->seq) / sizeof(x->seq[0])))
		x->seq[x->seqs++] = place;
}

static int new_word(struct reader *q, const char *w, size_t n)
{
	struct rank_query *x = q->r->query;
	struct rank_word *word = &x->word[x->words];
	size_t split = 0;

	*word =
		(struct rank_word){.n = n, .stop = token_is_stop(q->r->head->lang, w, n), .stem = RANK_NONE, .counted = true};
	memcpy(word->text, w, n);
	word->share = word->stop ? RANK_STOP_SHARE : 1;
	rank_near(q->r, word);
	if (!word->forms || word->form[0].weight < SURE)
		split = split_place(q->r, w, n, word->forms ? SURE_PIECE : PIECE);
	if (!split)
		return x->words++;
	add_word(q, w, split);
	add_word(q, w + split, n - split);
	return -1;
}

static void add_words(struct reader *q, const char *text, size_t n, bool chat)
{
	const char *s = text;
	struct token t;

	while (token_next(&s, text + n, &t)) {
		const char *full = chat && rank_term_find(q->r, t.p, t.n) == RANK_NONE ? token_chat(t.p, t.n) : NULL;

		if (full)
			add_words(q, full, strlen(full), false);
		else
			add_word(q, t.p, rank_word_cut(t.p, t.n));
	}
}

/* Puts the form among the word's, which stay sorted; the lightest goes when there are too many. */
static void add_form(struct rank_word *w, uint32_t term, float weight)
{
	int i;

	for (i = 0; i < w->forms; i++)
		if (w->form[i].term == term)
			return;
	if (w->forms == RANK_FORMS && w->form[RANK_FORMS - 1].weight >= weight)
		return;
	w->forms += w->forms < RANK_FORMS;
	for (i = w->forms - 1; i > 0 && w->form[i - 1].weight < weight; i--)
		w->form[i] = w->form[i - 1];
	w->form[i] = (struct rank_form){.term = term, .weight = weight};
}

void rank_query_read(struct rank *r, const char *text, size_t n)
{
	struct rank_query *x = r->query;
	struct reader q = {.r = r, .last = -1};
	struct buf folded = {0};
	bool any = false;

	x->words = x->seqs = 0;
	fold_text(&folded, text, n);
	add_words(&q, buf_str(&folded), folded.n, strcmp(r->head->lang, "pt") == 0);
	buf_free(&folded);
	for (int i = 0; i < q.joins; i++) {
		add_form(&x->word[q.join[i].a], q.join[i].term, JOIN_WEIGHT);
		add_form(&x->word[q.join[i].b], q.join[i].term, JOIN_WEIGHT);
	}
	for (int i = 0; i < x->words; i++)
		any = any || x->word[i].forms > 0;
	for (int i = 0; i < x->words && !any; i++)
		if (!x->word[i].stop)
			rank_near_grams(r, &x->word[i]);
}

void rank_query_count(struct rank *r, const char *text, size_t n)
{
	struct buf folded = {0};
	const char *s, *stop;
	struct token t;

	fold_text(&folded, text, n);
	for (int i = 0; i < r->query->words; i++)
		r->query->word[i].counted = false;
	for (s = buf_str(&folded), stop = s + folded.n; token_next(&s, stop, &t);) {
		int place = find_word(r->query, t.p, rank_word_cut(t.p, t.n));

		if (place >= 0)
			r->query->word[place].counted = true;
	}
	buf_free(&folded);
}

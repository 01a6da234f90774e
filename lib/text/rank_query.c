#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "text/fold.h"
#include "text/token.h"

#include "text/rank_index.h"

/* The place of the word in the query, put in when it is new; -1 when the query is full. */
static int word_place(struct rank *r, const char *w, size_t n)
{
	struct rank_query *q = r->query;
	struct rank_word *x;

	for (int i = 0; i < q->words; i++)
		if (q->word[i].n == n && memcmp(q->word[i].text, w, n) == 0)
			return i;
	if (q->words == RANK_WORDS)
		return -1;
	x = &q->word[q->words];
	*x = (struct rank_word){ .n = n, .stop = token_is_stop(r->head->lang, w, n), .stem = RANK_NONE };
	memcpy(x->text, w, n);
	x->share = x->stop ? RANK_STOP_SHARE : 1;
	return q->words++;
}

static void add_word(struct rank *r, const char *w, size_t n)
{
	struct rank_query *q = r->query;
	int place = word_place(r, w, rank_word_cut(w, n));

	if (place >= 0 && !q->word[place].stop && q->seqs < (int)(sizeof(q->seq) / sizeof(q->seq[0])))
		q->seq[q->seqs++] = place;
}

static void add_words(struct rank *r, const char *text, size_t n, bool chat)
{
	const char *s = text;
	struct token t;

	while (token_next(&s, text + n, &t)) {
		const char *full = chat && rank_term_find(r, t.p, t.n) == RANK_NONE ? token_chat(t.p, t.n) : NULL;

		if (full)
			add_words(r, full, strlen(full), false);
		else
			add_word(r, t.p, t.n);
	}
}

void rank_query_read(struct rank *r, const char *text, size_t n)
{
	struct rank_query *q = r->query;
	struct buf folded = {0};
	bool any = false;

	q->words = q->seqs = 0;
	fold_text(&folded, text, n);
	add_words(r, buf_str(&folded), folded.n, strcmp(r->head->lang, "pt") == 0);
	buf_free(&folded);
	for (int i = 0; i < q->words; i++) {
		rank_near(r, &q->word[i]);
		any = any || q->word[i].forms > 0;
	}
	for (int i = 0; i < q->words && !any; i++)
		if (!q->word[i].stop)
			rank_near_grams(r, &q->word[i]);
}

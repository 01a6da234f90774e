#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

#include "agents/analyze_private.h"

#define MOST 5           /* points of a conversation */
#define SHARE 60         /* percent of its sentences at most */
#define LONGEST 160      /* characters of a point; a longer sentence is cut at a word */
#define LEAST 10         /* weight */
#define CANDIDATES 4096  /* sentences that are weighed; a conversation that has more is no conversation */
#define CLOSE_ENTITIES 3 /* more of them add nothing */
#define TELLING 8        /* the same of words */
#define LENGTHY 30       /* words */

struct point {
	struct analyze_span s;
	const struct analyze_one *turn;
	int weight, order;
};

struct points {
	struct point *v;
	int n, sentences, asked; /* sentences of all; customer's that were weighed */
};

/* How many entities, none of them a person's, stand in the sentence. */
static int entities_in(const struct analyze_one *t, struct analyze_span s)
{
	char *text = mem_ndup(s.p, s.n);
	int n = 0;

	for (int i = 0; i < val_len(t->entities) && n < CLOSE_ENTITIES; i++) {
		val v = val_at(t->entities, i);
		const char *what = val_str(v, "text", "");

		n += *what && *what != '[' && strstr(text, what);
		val_free(v);
	}
	free(text);
	return n;
}

/* How much is masked in it, and how many of that are names. */
static int masks_in(struct analyze_span s, int *names)
{
	static const char name[] = "[NOME]";
	int n = 0;

	*names = 0;
	for (size_t i = 0; i < s.n; i++) {
		n += s.p[i] == '[';
		*names += s.n - i >= sizeof(name) - 1 && memcmp(s.p + i, name, sizeof(name) - 1) == 0;
	}
	return n;
}

/* 0: not to be told. */
static int weigh(const struct points *all, const struct analyze_one *t, struct analyze_span s)
{
	bool asks = analyze_words_ask(s), settles = analyze_words_settle(s);
	int words = analyze_words_count(s), names, masks = masks_in(s, &names), found, weight;

	if (analyze_words_small(s) || words - masks < 2)
		return 0;
	if (t->role != ANALYZE_CUSTOMER && (!settles || asks))
		return 0;
	found = entities_in(t, s);
	weight = 10 * found + (asks ? 20 : 0) + (settles ? 25 : 0) + (words < TELLING ? words : TELLING) / 2;
	if (t->role == ANALYZE_CUSTOMER) {
		weight += all->asked == 0 ? 15 : 0; /* what brought the customer */
		weight += t->mood.label != SENTIMENT_NEUTRAL ? 10 : 0;
		weight += val_len(t->topics) > 0 ? 5 : 0;
	}
	weight -= 15 * (masks - names) + 5 * names; /* about who somebody is, and not what he wants */
	if (words < 3)
		weight -= 10;
	if (words > LENGTHY)
		weight -= 5;
	return weight;
}

static void weigh_turn(struct points *all, const struct analyze_one *t)
{
	const char *p = t->plain, *stop = p + strlen(p);
	struct analyze_span s;

	while (analyze_sentence_next(&p, stop, &s)) {
		int weight = all->n < CANDIDATES ? weigh(all, t, s) : 0;

		all->sentences++;
		if (weight < LEAST)
			continue;
		all->asked += t->role == ANALYZE_CUSTOMER;
		all->v = mem_array(all->v, (size_t)all->n + 1, sizeof(*all->v));
		all->v[all->n] = (struct point){.s = s, .turn = t, .weight = weight, .order = all->n};
		all->n++;
	}
}

static int by_weight(const void *a, const void *b)
{
	const struct point *x = a, *y = b;

	return x->weight != y->weight ? (x->weight < y->weight) - (x->weight > y->weight)
								  : (x->order > y->order) - (x->order < y->order);
}

static int by_order(const void *a, const void *b)
{
	const struct point *x = a, *y = b;

	return (x->order > y->order) - (x->order < y->order);
}

/* Moves the heaviest, of which no two are the same, to the front; how many. */
static int choose(struct points *all, int most)
{
	int kept = 0;

	if (all->n > 1)
		qsort(all->v, (size_t)all->n, sizeof(*all->v), by_weight);
	for (int i = 0; i < all->n && kept < most; i++) {
		bool fresh = true;

		for (int k = 0; k < kept && fresh; k++)
			fresh = !analyze_words_same(all->v[k].s, all->v[i].s);
		if (fresh)
			all->v[kept++] = all->v[i];
	}
	if (kept > 1)
		qsort(all->v, (size_t)kept, sizeof(*all->v), by_order);
	return kept;
}

static val shown(struct analyze_span s)
{
	struct buf b = {0};
	size_t n = utf8_cut(s.p, s.n, LONGEST);
	val v;

	if (n < s.n)
		while (n > 0 && s.p[n] != ' ' && s.p[n] != '\n')
			n--;
	if (n == 0)
		n = utf8_cut(s.p, s.n, LONGEST);
	for (size_t i = 0; i < n; i++)
		buf_putc(&b, s.p[i] == '\r' || s.p[i] == '\t' ? ' ' : s.p[i]);
	if (n < s.n)
		buf_puts(&b, "…");
	v = val_of_strn(buf_str(&b), b.n);
	buf_free(&b);
	return v;
}

val analyze_points(const struct analyze *a)
{
	struct points all = {0};
	val out = val_array();
	int most;

	for (int i = 0; i < a->n; i++)
		if (!a->turn[i].unseen)
			weigh_turn(&all, &a->turn[i]);
	most = all.sentences * SHARE / 100;
	most = choose(&all, most < MOST ? most : MOST);
	for (int i = 0; i < most; i++)
		out = val_push(out, shown(all.v[i].s));
	free(all.v);
	return out;
}

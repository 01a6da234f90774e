#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"

#include "text/bubble_private.h"

#include "text/bubble.h"

#define MANY 20000 /* points, over which not all ways are tried */
#define NEAR 64    /* points of each bubble that are tried then */

/* What a break costs; each is worth a few of those before it. */
enum {
	COST_PARAGRAPH = 1,
	COST_LINE = 4,
	COST_SENTENCE = 16,
	COST_SPACE = 64,
	COST_GLUE = 256,
	COST_HEAD = 1 << 10,
	COST_ITEM = 1 << 14,
	COST_WORD = 1 << 18,
	COST_TOGETHER = 1 << 22 /* a long code in a bubble with other text */
};

/* A place to break: the bubble before it ends at end, the next begins at next. */
struct point {
	size_t end, next;   /* bytes */
	size_t cend, cnext; /* characters */
	uint64_t cost;
	size_t own; /* how many points up to this one must be taken, for codes of their own */
};

struct points {
	struct point *v;
	size_t n, cap;
};

static void add(struct points *ps, size_t end, size_t next, uint64_t cost, bool own)
{
	if (ps->n == ps->cap) {
		ps->cap = ps->cap ? 2 * ps->cap : 64;
		ps->v = mem_array(ps->v, ps->cap, sizeof(*ps->v));
	}
	ps->v[ps->n++] = (struct point){.end = end, .next = next, .cost = cost, .own = own};
}

/* ---- places at white space ---- */

static uint64_t cost_of(const struct bubble_text *t, size_t end, size_t next)
{
	size_t lines = 0;
	uint64_t cost;

	for (size_t i = end; i < next; i++)
		lines += t->s[i] == '\n';
	if (lines)
		cost = lines > 1 ? COST_PARAGRAPH : COST_LINE;
	else
		switch (bubble_sentence(t->s, t->n, end, next)) {
		case BUBBLE_SENTENCE: cost = COST_SENTENCE; break;
		case BUBBLE_SPACE: cost = COST_SPACE; break;
		default: cost = COST_GLUE;
		}
	if (t->mark[next] & BUBBLE_HEAD)
		cost += COST_HEAD;
	if (t->mark[next] & BUBBLE_ITEM)
		cost += COST_ITEM;
	return cost;
}

/* Adds the places of s(from..to), both ends apart, that none of the marks in stay forbids. */
static void find(const struct bubble_text *t, size_t from, size_t to, int stay, struct points *ps)
{
	for (size_t i = from + 1, next; i < to; i = next) {
		bool own = t->mark[i] & BUBBLE_OWN;

		next = i + 1;
		if (!bubble_is_space(t->s[i])) {
			if (own && !bubble_is_space(t->s[i - 1]))
				add(ps, i, i, 0, true);
			continue;
		}
		while (next < to && bubble_is_space(t->s[next]))
			next++;
		if (next == to)
			return;
		own = own || t->mark[next] & BUBBLE_OWN;
		if (own)
			add(ps, i, next, 0, true);
		else if (!(t->mark[next] & stay) && bubble_cluster(t->s + next - 1, t->n - next + 1) == 1)
			add(ps, i, next, cost_of(t, i, next), false);
	}
}

/* ---- places inside words ---- */

static size_t length(const struct bubble_text *t, size_t from, size_t to)
{
	return utf8_length(t->s + from, to - from);
}

/* Where s[from..to), which is too long, is cut: at most limit characters, whole clusters, codes whole if they fit. */
static size_t cut_at(const struct bubble_text *t, size_t from, size_t to)
{
	size_t most = from + utf8_cut(t->s + from, to - from, t->limit), at = from, back;

	for (size_t next; at < most; at = next) {
		next = at + bubble_cluster(t->s + at, t->n - at);
		if (next > most)
			break;
	}
	if (at == from)
		return most; /* one cluster, longer than any bubble */
	for (back = at; back > from && t->mark[back] & BUBBLE_CODE;)
		back--;
	return back > from ? back : at;
}

static void cut(const struct bubble_text *t, size_t from, size_t to, struct points *ps)
{
	while (length(t, from, to) > t->limit) {
		size_t end = cut_at(t, from, to), next = end;

		while (end > from && bubble_is_space(t->s[end - 1]))
			end--;
		while (next < to && bubble_is_space(t->s[next]))
			next++;
		if (end > from)
			add(ps, end, next, COST_WORD, false);
		from = next;
	}
}

/* Adds to *ps those of all, and between them as many as it needs that each stretch fits. */
static void refine(const struct bubble_text *t, const struct points *all, int stay, struct points *ps)
{
	for (size_t i = 0; i < all->n; i++) {
		const struct point *p = &all->v[i];

		if (i && length(t, p[-1].next, p->end) > t->limit) {
			if (stay)
				find(t, p[-1].next, p->end, stay, ps);
			else
				cut(t, p[-1].next, p->end, ps);
		}
		add(ps, p->end, p->next, p->cost, p->own > 0);
	}
}

static void count(const struct bubble_text *t, struct points *ps)
{
	size_t chars = 0, at = 0, own = 0;

	for (struct point *p = ps->v; p < ps->v + ps->n; p++) {
		p->cend = chars += length(t, at, p->end);
		p->cnext = chars += length(t, p->end, p->next);
		p->own = own += p->own;
		at = p->next;
	}
}

/* All places of s[from..to): the first and the last are its ends. */
static struct points points(const struct bubble_text *t, size_t from, size_t to)
{
	struct points all = {0}, fine = {0}, last = {0};

	add(&all, from, from, 0, false);
	find(t, from, to, BUBBLE_CODE | BUBBLE_SOFT, &all);
	add(&all, to, to, 0, false);
	refine(t, &all, BUBBLE_CODE, &fine);
	refine(t, &fine, 0, &last);
	free(all.v);
	free(fine.v);
	count(t, &last);
	return last;
}

/* ---- the cheapest way ---- */

#define NONE UINT64_MAX
#define FEWEST ((uint64_t)1 << 42) /* a price of a bubble over all that breaks may cost */
#define WORK 4000000               /* max times places, over which the maximum is kept by FEWEST alone */

/*
 * The cheapest way from each place to the end: one bubble at the price of each, up to place to[i], and from there what
 * after says (NONE: no way). after may be cost itself, its end filled in: then of any number of bubbles.
 */
static void step(const struct points *ps, size_t limit, uint64_t each, const uint64_t *after, uint64_t *cost,
				 size_t *to)
{
	const struct point *v = ps->v;
	size_t last = ps->n - 1, far = last;

	for (size_t i = last; i-- > 0;) {
		uint64_t least = NONE;

		while (far > i + 1 && v[far].cend - v[i].cnext > limit)
			far--;
		for (size_t j = far; j > i && (ps->n < MANY || far - j < NEAR); j--) {
			uint64_t c = after[j] + v[j].cost + each + (v[j - 1].own - v[i].own) * COST_TOGETHER;

			if (after[j] != NONE && c < least) {
				least = c;
				to[i] = j;
			}
		}
		cost[i] = least;
	}
}

static size_t free_way(const struct points *ps, size_t limit, uint64_t each, size_t *to)
{
	uint64_t *cost = mem_array(NULL, ps->n, sizeof(*cost));
	size_t n = 0;

	cost[ps->n - 1] = 0;
	step(ps, limit, each, cost, cost, to);
	free(cost);
	for (size_t i = 0; i < ps->n - 1; i = to[i])
		n++;
	return n;
}

/* The cheapest way of at most max bubbles; way[i] is where the i-th ends. 0 when there is none. */
static size_t short_way(const struct points *ps, size_t limit, size_t max, size_t *way)
{
	uint64_t *cost = mem_array(NULL, ps->n * (max + 1), sizeof(*cost));
	size_t *to = mem_array(NULL, ps->n * (max + 1), sizeof(*to)), best = 0;

	for (size_t i = 0; i < ps->n; i++)
		cost[i] = i == ps->n - 1 ? 0 : NONE;
	for (size_t k = 1; k <= max; k++) {
		uint64_t *now = cost + k * ps->n;

		now[ps->n - 1] = NONE;
		step(ps, limit, 0, now - ps->n, now, to + k * ps->n);
		if (now[0] != NONE && (!best || now[0] < cost[best * ps->n]))
			best = k;
	}
	for (size_t k = best, at = 0; k > 0; k--)
		way[best - k] = at = to[k * ps->n + at];
	free(cost);
	free(to);
	return best;
}

static void choose(const char *text, const struct points *ps, const struct bubble_opt *opt, struct bubble_list *out)
{
	size_t *to = mem_array(NULL, ps->n, sizeof(*to)), *way = mem_array(NULL, ps->n, sizeof(*way));
	size_t n = free_way(ps, opt->limit, 0, to), fit = 0;

	if (opt->max && n > opt->max) {
		if (opt->max < WORK / ps->n)
			fit = short_way(ps, opt->limit, opt->max, way);
		n = fit ? fit : free_way(ps, opt->limit, FEWEST, to);
	}
	out->v = mem_array(NULL, n, sizeof(*out->v));
	for (size_t i = 0; out->n < n;) {
		size_t next = fit ? way[out->n] : to[i];

		out->v[out->n++] = (struct bubble){text + ps->v[i].next, ps->v[next].end - ps->v[i].next};
		i = next;
	}
	free(to);
	free(way);
}

void bubble_split(const char *text, size_t n, const struct bubble_opt *opt, struct bubble_list *out)
{
	struct bubble_opt o = *opt;
	struct bubble_text t = {0};
	struct points ps;
	bool split;

	*out = (struct bubble_list){0};
	while (n && bubble_is_space(*text))
		text++, n--;
	while (n && bubble_is_space(text[n - 1]))
		n--;
	if (!n)
		return;
	if (!o.limit)
		o.limit = n;
	split = utf8_length(text, n) > o.limit;
	t = (struct bubble_text){text, n, o.limit, mem_zalloc(n + 1)};
	bubble_span_mark(&t, split || o.own_codes);
	if (split)
		bubble_list_mark(&t);
	ps = points(&t, 0, n);
	choose(text, &ps, &o, out);
	free(ps.v);
	free(t.mark);
}

void bubble_free(struct bubble_list *list)
{
	free(list->v);
	*list = (struct bubble_list){0};
}

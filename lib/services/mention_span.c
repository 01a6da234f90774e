#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

#include "services/mention_private.h"

#define MOST (8 * MENTION_MOST) /* before those that overlap are dropped */

static const char *const type_names[] = {
	[MENTION_PRODUCT] = "product",   [MENTION_SERVICE] = "service",   [MENTION_PROFESSIONAL] = "professional",
	[MENTION_CATEGORY] = "category", [MENTION_MONEY] = "money",       [MENTION_DATE] = "date",
	[MENTION_TIME] = "time",         [MENTION_QUANTITY] = "quantity", [MENTION_ORDER] = "order",
	[MENTION_CITY] = "city",         [MENTION_STATE] = "state"};

static const int ranks[] = {
	[MENTION_PRODUCT] = 7, [MENTION_SERVICE] = 5, [MENTION_PROFESSIONAL] = 5, [MENTION_CATEGORY] = 5,
	[MENTION_MONEY] = 8,   [MENTION_DATE] = 6,    [MENTION_TIME] = 6,         [MENTION_QUANTITY] = 4,
	[MENTION_ORDER] = 9,   [MENTION_CITY] = 6,    [MENTION_STATE] = 6,        [MENTION_PERSONAL] = 10};

struct mention_span *mention_spans_add(struct mention_spans *l, const struct mention_text *t, enum mention_type type,
									   size_t at, size_t end)
{
	struct mention_span *x;

	if (l->n == MOST || at >= end)
		return NULL;
	if (l->n == l->cap) {
		l->cap = l->cap ? 2 * l->cap : 32;
		l->v = mem_array(l->v, (size_t)l->cap, sizeof(*l->v));
	}
	x = &l->v[l->n++];
	*x = (struct mention_span){.type = type, .rank = ranks[type], .score = 0.95};
	x->at = fold_map_span(&t->map, at, end, &x->end);
	return x;
}

/* Two of a place in this order: the one that stays when they overlap first. */
static int by_rank(const void *a, const void *b)
{
	const struct mention_span *x = a, *y = b;

	if (x->rank != y->rank)
		return y->rank - x->rank;
	if (x->end - x->at != y->end - y->at)
		return x->end - x->at > y->end - y->at ? -1 : 1;
	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	return (int)x->type - (int)y->type;
}

static int by_place(const void *a, const void *b)
{
	const struct mention_span *x = a, *y = b;

	return (x->at > y->at) - (x->at < y->at);
}

void mention_spans_pick(struct mention_spans *l)
{
	int kept = 0;

	if (l->n == 0)
		return;
	qsort(l->v, (size_t)l->n, sizeof(*l->v), by_rank);
	for (int i = 0; i < l->n; i++) {
		int k = 0;

		while (k < kept && (l->v[i].end <= l->v[k].at || l->v[k].end <= l->v[i].at))
			k++;
		if (k == kept)
			l->v[kept++] = l->v[i];
	}
	qsort(l->v, (size_t)kept, sizeof(*l->v), by_place);
	l->n = kept < MENTION_MOST ? kept : MENTION_MOST;
}

/* Characters of s[0..n), an invalid byte being one. */
static long long characters(const char *s, size_t n)
{
	long long count = 0;
	uint32_t cp;

	for (size_t i = 0; i < n; count++)
		i += utf8_decode(s + i, n - i, &cp);
	return count;
}

static val span_val(const struct mention_span *x, const char *text, long long start, long long end)
{
	val v = val_set_str(val_object(), "type", x->type == MENTION_PERSONAL ? x->name : type_names[x->type]);

	v = val_set(v, "text", x->mask ? val_of_str(x->mask) : val_of_strn(text + x->at, x->end - x->at));
	v = val_set_int(val_set_int(v, "start", start), "end", end);
	v = val_set(v, "score", val_of_num(x->score));
	if (x->id)
		v = val_set_str(v, "id", x->id);
	if (x->type == MENTION_QUANTITY)
		v = val_set(v, "value", val_of_num(x->number));
	else if (*x->value)
		v = val_set_str(v, "value", x->value);
	return v;
}

val mention_spans_val(const struct mention_spans *l, const char *text)
{
	val list = val_array();
	long long count = 0;
	size_t at = 0;

	for (int i = 0; i < l->n; i++) {
		const struct mention_span *x = &l->v[i];
		long long start = count + characters(text + at, x->at - at);

		count = start + characters(text + x->at, x->end - x->at);
		at = x->end;
		list = val_push(list, span_val(x, text, start, count));
	}
	return list;
}

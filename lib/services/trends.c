#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text/day.h"

#include "services/trends_private.h"

#define MOST_DAYS 7320 /* of a range: twenty years */

/* ---- days ---- */

/* "2026-06-30", or "2026-06": its first day, or its last. */
static bool read_day(const char *s, bool last, long *day)
{
	long first, end;

	if (!analytics_day_span(s, "day", &first, &end) && !analytics_day_span(s, "month", &first, &end))
		return false;
	*day = last ? end : first;
	return true;
}

/* The days of "7d" or "4w", 0 when it is none; one more than may be when they are too many. */
static long read_span(const char *s)
{
	char *end;
	long n = strtol(s, &end, 10);

	if (n < 1 || end == s || (*end != 'd' && *end != 'w') || end[1])
		return 0;
	if (n > MOST_DAYS)
		return MOST_DAYS + 1;
	return *end == 'w' ? n * 7 : n;
}

int trends_range(const struct domain *d, const char *since, const char *until, date_ms now, struct trends_ask *ask,
				 struct err *e)
{
	long span = read_span(since ? since : "30d");

	ask->last = date_to_local(domain_zone(d), now).epoch_day;
	if (until && !read_day(until, true, &ask->last))
		return err_set(e, ERR_USAGE, "--until \"%s\" is no day: write it as 2026-06-30, or a month as 2026-06", until);
	ask->first = ask->last - span + 1;
	if (span == 0 && !read_day(since, false, &ask->first))
		return err_set(e, ERR_USAGE, "--since \"%s\" is no day: write it as 2026-06-30, 2026-06, 7d or 4w", since);
	if (ask->first > ask->last)
		return err_set(e, ERR_USAGE, "--since is later than --until");
	if (ask->last - ask->first >= MOST_DAYS)
		return err_set(e, ERR_USAGE, "--since is more than twenty years before --until");
	return 0;
}

/* ---- groups of two times ---- */

struct trends trends_begin(struct sql *db, const struct domain *d, const struct trends_ask *ask)
{
	return (struct trends){.db = db, .d = d, .ask = ask, .now = val_null(), .before = val_null()};
}

void trends_end(struct trends *t)
{
	product_close(t->products);
	val_free(t->now);
	val_free(t->before);
}

/* The query of the time asked for, or of as many days before it. */
static struct analytics_query query_of(const struct trends_ask *a, const char *by, bool before)
{
	long days = before ? a->last - a->first + 1 : 0;

	return (struct analytics_query){
		.by = by, .filter = a->filter, .n_filters = a->n_filters, .first = a->first - days, .last = a->last - days};
}

int trends_read_ahead(struct trends *t, const char *const *by, int n, struct err *e)
{
	struct analytics_query now = query_of(t->ask, NULL, false), before = query_of(t->ask, NULL, true);

	if (t->ask->n_filters == 0)
		return 0; /* the sums by day are quicker */
	return analytics_pass(t->db, t->d, &now, by, n, &t->now, e) < 0 ||
				   analytics_pass(t->db, t->d, &before, by, n, &t->before, e) < 0
			   ? -1
			   : 0;
}

int trends_read(struct trends *t, const char *by, val *rows, val *before, struct err *e)
{
	struct analytics_query q = query_of(t->ask, by, false);

	if (val_has(t->now, by)) {
		*rows = val_member(t->now, by);
		if (before)
			*before = val_member(t->before, by);
		return 0;
	}
	if (analytics_query(t->db, t->d, &q, rows, e) < 0)
		return -1;
	if (!before)
		return 0;
	q = query_of(t->ask, by, true);
	if (analytics_query(t->db, t->d, &q, before, e) == 0)
		return 0;
	val_free(*rows);
	return -1;
}

val trends_rounded(double x, double unit)
{
	return val_of_num(round(x * unit) / unit);
}

val trends_sentiment(val row)
{
	long long scored = val_int(row, "scored", 0);

	return scored ? trends_rounded((double)val_int(row, "score", 0) / (double)scored / 1000, 1000) : val_null();
}

/* The count of the row of key among rows. */
static long long count_of(struct map *places, val rows, const char *key, const char *what)
{
	const uint64_t *place = map_find(places, key, strlen(key));
	val row = place ? val_at(rows, (int)*place) : val_null();
	long long n = val_int(row, what, 0);

	val_free(row);
	return n;
}

static struct map *places_of(val rows)
{
	struct map *m = map_new();

	for (int i = 0; i < val_len(rows); i++) {
		val row = val_at(rows, i);
		const char *key = val_str(row, "key", "");

		*map_at(m, key, strlen(key), NULL) = (uint64_t)i;
		val_free(row);
	}
	return m;
}

/* What an item counts beside conversations. */
static const char *second_of(enum trends_kind kind)
{
	return kind == TRENDS_ENTITY ? "mentions" : kind == TRENDS_QUESTION ? "asked" : "messages";
}

static val item_of(val row, enum trends_kind kind, long long total, long long before)
{
	long long n = val_int(row, "n", 0), scored = val_int(row, "scored", 0);
	const char *text = val_str(row, "text", NULL);
	val item = val_set_str(val_object(), "key", val_str(row, "key", ""));

	if (text && *text)
		item = val_set_str(item, "text", text);
	item = val_set_int(item, "conversations", n);
	item = val_set_int(item, second_of(kind), val_int(row, "mentions", 0));
	item = val_set(item, "share", total ? trends_rounded((double)n / (double)total, 10000) : val_null());
	if (kind == TRENDS_WAIT)
		item = val_set(item, "mean_ms",
					   scored ? val_of_int(llround((double)val_int(row, "score", 0) / (double)scored)) : val_null());
	else if (kind != TRENDS_QUESTION)
		item = val_set(item, "sentiment", trends_sentiment(row));
	return kind == TRENDS_DAY ? item : val_set_int(item, "before", before);
}

int trends_items(struct trends *t, const char *by, enum trends_kind kind, long long total, val *items, struct err *e)
{
	const char *counted = kind == TRENDS_ENTITY ? "mentions" : "n";
	val rows, before;
	struct map *places;

	if (trends_read(t, by, &rows, &before, e) < 0)
		return -1;
	places = places_of(before);
	*items = val_array();
	for (int i = 0; i < val_len(rows); i++) {
		val row = val_at(rows, i);

		*items =
			val_push(*items, item_of(row, kind, total, count_of(places, before, val_str(row, "key", ""), counted)));
		val_free(row);
	}
	map_free(places);
	val_free(rows);
	val_free(before);
	return 0;
}

/* ---- order ---- */

struct entry {
	val item;
	double by; /* most first */
	const char *key;
};

/* Numbers by their value. */
static int by_key(const char *a, const char *b)
{
	size_t n = strlen(a), m = strlen(b);

	if (n != m && n == strspn(a, "0123456789") && m == strspn(b, "0123456789"))
		return n < m ? -1 : 1;
	return strcmp(a, b);
}

static int in_order(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	int order = (x->by < y->by) - (x->by > y->by);

	return order ? order : by_key(x->key, y->key);
}

static double weight(val item, const char *sort)
{
	double n = val_num(item, "mentions", val_num(item, "conversations", 0));

	if (strcmp(sort, "key") == 0)
		return 0;
	if (strcmp(sort, "change") == 0)
		return n - val_num(item, "before", 0);
	if (strcmp(sort, "mentions") == 0)
		return val_num(item, "mentions", val_num(item, "messages", val_num(item, "asked", 0)));
	return val_num(item, sort, -2); /* without a sentiment behind all others */
}

val trends_sorted(val items, const char *sort, bool reverse, int limit)
{
	int n = val_len(items), most = limit > 0 && limit < n ? limit : n;
	struct entry *all = mem_array(NULL, (size_t)n + 1, sizeof(*all));
	val out = val_array();

	for (int i = 0; i < n; i++) {
		val item = val_at(items, i);

		all[i] = (struct entry){item, weight(item, sort), val_str(item, "key", "")};
	}
	qsort(all, (size_t)n, sizeof(*all), in_order);
	for (int i = 0; i < most; i++)
		out = val_push(out, val_copy(all[reverse ? n - 1 - i : i].item));
	for (int i = 0; i < n; i++)
		val_free(all[i].item);
	free(all);
	val_free(items);
	return out;
}

/* ---- names ---- */

static int name_of(struct trends *t, const char *type, const char *id, val *name, struct err *e)
{
	val product;

	if (strcmp(type, "product") != 0) {
		*name = analytics_title(t->d, type, id);
		return 0;
	}
	*name = val_null();
	if (!t->products)
		t->products = product_open(t->db, t->d, NULL, e);
	if (!t->products || product_any(t->products, id, &product, e) < 0)
		return -1;
	if (!val_is(product)) {
		val_free(product);
		if (product_get(t->products, id, &product, e) < 0)
			return -1;
	}
	*name = val_get(product, "name");
	val_free(product);
	return 0;
}

int trends_named(struct trends *t, const char *type, val *items, struct err *e)
{
	val out = val_array();
	int st = 0;

	for (int i = 0; i < val_len(*items) && st == 0; i++) {
		val item = val_at(*items, i), name;

		st = name_of(t, type, val_str(item, "key", ""), &name, e);
		if (st == 0)
			out = val_push(out, val_set(val_copy(item), "name", val_is(name) ? name : val_null()));
		val_free(item);
	}
	val_free(*items);
	*items = out;
	return st;
}

/* ---- groups ---- */

static enum trends_kind kind_of(const char *by)
{
	struct analytics_field f;

	if (analytics_field_read(by, &f, NULL) < 0)
		return TRENDS_PLAIN;
	switch (f.kind) {
	case ANALYTICS_BY_ENTITY: return TRENDS_ENTITY;
	case ANALYTICS_BY_QUESTION: return TRENDS_QUESTION;
	case ANALYTICS_BY_WAIT: return TRENDS_WAIT;
	case ANALYTICS_BY_DAY: return TRENDS_DAY;
	case ANALYTICS_BY_CLOCK: return TRENDS_CLOCK;
	default: return TRENDS_PLAIN;
	}
}

bool trends_in_order(const char *by)
{
	enum trends_kind kind = kind_of(by);

	return kind == TRENDS_DAY || kind == TRENDS_CLOCK || kind == TRENDS_WAIT;
}

int trends_total(struct trends *t, val *now, val *before, struct err *e)
{
	val a, b;

	if (trends_read(t, "total", &a, &b, e) < 0)
		return -1;
	*now = val_at(a, 0);
	*before = val_at(b, 0);
	val_free(a);
	val_free(b);
	return 0;
}

int trends_groups(struct sql *db, const struct domain *d, const struct trends_ask *ask, const struct trends_order *o,
				  val *rows, struct err *e)
{
	struct trends t = trends_begin(db, d, ask);
	enum trends_kind kind = kind_of(o->by);
	const char *usual = trends_in_order(o->by) ? "key" : "conversations",
			   *type = strncmp(o->by, "entities.", 9) == 0 ? o->by + 9 : o->by;
	val now, before;
	int st;

	if (kind == TRENDS_ENTITY)
		usual = "mentions";
	if (!analytics_field(o->by, e) || trends_total(&t, &now, &before, e) < 0) {
		trends_end(&t);
		return -1;
	}
	st = trends_items(&t, o->by, kind, val_int(now, "n", 0), rows, e);
	if (st == 0) {
		*rows = trends_sorted(*rows, o->sort ? o->sort : usual, o->reverse, ask->limit);
		st = kind == TRENDS_ENTITY ? trends_named(&t, type, rows, e) : 0;
		if (st < 0)
			val_free(*rows);
	}
	val_free(now);
	val_free(before);
	trends_end(&t);
	return st;
}

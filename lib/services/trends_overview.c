/* trends: the overview. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "services/trends_private.h"

/* ---- waits ---- */

struct wait {
	long long from, to, n; /* to is not in it */
};

struct waits { /* classes in their order */
	struct wait *v;
	int n;
	long long answered, unanswered, sum;
};

static int by_from(const void *a, const void *b)
{
	const struct wait *x = a, *y = b;

	return (x->from > y->from) - (x->from < y->from);
}

static void read_waits(val rows, struct waits *w)
{
	*w = (struct waits){.v = mem_array(NULL, (size_t)val_len(rows) + 1, sizeof(*w->v))};
	for (int i = 0; i < val_len(rows); i++) {
		val row = val_at(rows, i);
		const char *key = val_str(row, "key", "");
		long long n = val_int(row, "n", 0), from = atoll(key);

		if (!*key) {
			w->unanswered += n;
		} else {
			w->v[w->n++] = (struct wait){from, analytics_wait_next(from), n};
			w->answered += n;
			w->sum += val_int(row, "score", 0);
		}
		val_free(row);
	}
	qsort(w->v, (size_t)w->n, sizeof(*w->v), by_from);
}

/* The wait that a share of the customers did not exceed, as far into its class as its rank there says. */
static val percentile(const struct waits *w, double share)
{
	long long rank = (long long)ceil(share * (double)w->answered), before = 0;

	for (int i = 0; i < w->n; i++) {
		const struct wait *c = &w->v[i];

		if (before + c->n >= rank) {
			double part = ((double)(rank - before) - 0.5) / (double)c->n;

			return val_of_int(c->from + (long long)(part * (double)(c->to - c->from)));
		}
		before += c->n;
	}
	return val_null();
}

static val first_wait(const struct waits *w)
{
	val v = val_set(val_set(val_object(), "p50_ms", percentile(w, 0.5)), "p90_ms", percentile(w, 0.9));

	v = val_set(v, "mean_ms", w->answered ? val_of_int(llround((double)w->sum / (double)w->answered)) : val_null());
	return val_set_int(val_set_int(v, "answered", w->answered), "unanswered", w->unanswered);
}

/* How many waited how long. A class of waits is counted where its middle lies. */
static val wait_counts(const struct waits *w)
{
	static const long long ends[] = {10000, 30000, 60000, 300000, 900000, 3600000, 0};
	val list = val_array();
	long long from = 0;

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		long long n = 0;
		val one = val_set_int(val_object(), "from_ms", from);

		for (int k = 0; k < w->n; k++) {
			long long middle = (w->v[k].from + w->v[k].to) / 2;

			n += middle >= from && (!ends[i] || middle < ends[i]) ? w->v[k].n : 0;
		}
		one = val_set(one, "to_ms", ends[i] ? val_of_int(ends[i]) : val_null());
		list = val_push(list, val_set_int(one, "conversations", n));
		from = ends[i];
	}
	return list;
}

/* ---- the numbers of a time ---- */

struct numbers {
	val total, handoffs, questions, waits; /* rows */
};

enum keys { ALL_KEYS, SOME_KEY, NO_KEY };

static long long sum_of(val rows, const char *what, enum keys keys)
{
	long long sum = 0;

	for (int i = 0; i < val_len(rows); i++) {
		val row = val_at(rows, i);

		if (keys == ALL_KEYS || (*val_str(row, "key", "") != 0) == (keys == SOME_KEY))
			sum += val_int(row, what, 0);
		val_free(row);
	}
	return sum;
}

/* Sets the numbers of a time on out (consumed). */
static val set_numbers(val out, const struct numbers *n, struct waits *w)
{
	out = val_set_int(out, "conversations", val_int(n->total, "n", 0));
	out = val_set_int(out, "messages", val_int(n->total, "mentions", 0));
	out = val_set(out, "sentiment", trends_sentiment(n->total));
	out = val_set_int(out, "handoffs", sum_of(n->handoffs, "n", SOME_KEY));
	out = val_set_int(out, "questions", sum_of(n->questions, "mentions", ALL_KEYS));
	read_waits(n->waits, w);
	return val_set(out, "first_wait", first_wait(w));
}

static void free_numbers(struct numbers *n)
{
	val_free(n->total);
	val_free(n->handoffs);
	val_free(n->questions);
	val_free(n->waits);
}

static int read_numbers(struct trends *t, struct numbers *now, struct numbers *before, struct err *e)
{
	*now = *before = (struct numbers){val_null(), val_null(), val_null(), val_null()};
	if (trends_total(t, &now->total, &before->total, e) < 0 ||
		trends_read(t, "handoff", &now->handoffs, &before->handoffs, e) < 0 ||
		trends_read(t, "question", &now->questions, &before->questions, e) < 0 ||
		trends_read(t, "wait", &now->waits, &before->waits, e) < 0)
		return -1;
	return 0;
}

static int add_numbers(struct trends *t, val *report, struct err *e)
{
	struct numbers now, before;
	struct waits w = {0};
	int st = read_numbers(t, &now, &before, e);
	char day[16];
	long days = t->ask->last - t->ask->first + 1;
	val past;

	if (st == 0) {
		past = val_set_str(val_object(), "since", analytics_day_text(t->ask->first - days, "day", day));
		past = val_set_str(past, "until", analytics_day_text(t->ask->first - 1, "day", day));
		past = set_numbers(past, &before, &w);
		free(w.v);
		*report = val_set(set_numbers(*report, &now, &w), "before", past);
		*report = val_set_int(*report, "questions_without_text", sum_of(now.questions, "mentions", NO_KEY));
		*report = val_set(*report, "waits", wait_counts(&w));
		free(w.v);
	}
	free_numbers(&now);
	free_numbers(&before);
	return st;
}

/* ---- lists ---- */

/* Without those that have none, the most first. */
static val shown(val items, enum trends_kind kind, int limit)
{
	val out = val_array();

	for (int i = 0; i < val_len(items); i++) {
		val item = val_at(items, i);

		if (*val_str(item, "key", ""))
			out = val_push(out, item);
		else
			val_free(item);
	}
	val_free(items);
	return trends_sorted(out,
						 kind == TRENDS_ENTITY     ? "mentions"
						 : kind == TRENDS_QUESTION ? "asked"
												   : "conversations",
						 false, limit);
}

static int add_list(struct trends *t, const char *name, const char *by, enum trends_kind kind, val *report,
					struct err *e)
{
	val items;

	if (trends_items(t, by, kind, val_int(*report, "conversations", 0), &items, e) < 0)
		return -1;
	items = shown(items, kind, t->ask->limit);
	if (kind == TRENDS_ENTITY && trends_named(t, by, &items, e) < 0) {
		val_free(items);
		return -1;
	}
	*report = val_set(*report, name, items);
	return 0;
}

static int add_lists(struct trends *t, val *report, struct err *e)
{
	static const struct {
		const char *name, *by;
		enum trends_kind kind;
	} lists[] = {
		{"sentiments", "sentiment", TRENDS_PLAIN},
		{"products", "product", TRENDS_ENTITY},
		{"topics", "topic", TRENDS_PLAIN},
		{"crews", "crew", TRENDS_PLAIN},
		{"channels", "channel", TRENDS_PLAIN},
		{"handoff_reasons", "handoff", TRENDS_PLAIN},
		{"unanswered_questions", "question", TRENDS_QUESTION},
	};

	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		if (add_list(t, lists[i].name, lists[i].by, lists[i].kind, report, e) < 0)
			return -1;
	return 0;
}

/* ---- by day, by hour ---- */

/* A row a day, also of days without any, each beside the day as long before as the range is. */
static val days_of(const struct trends_ask *a, val rows, val before)
{
	struct map *at = map_new(), *past = map_new();
	val list = val_array();
	char name[16];

	for (int i = 0; i < val_len(rows) || i < val_len(before); i++) {
		val x = val_at(rows, i), y = val_at(before, i);
		const char *key = val_str(x, "key", ""), *old = val_str(y, "key", "");

		*map_at(at, key, strlen(key), NULL) = (uint64_t)i;
		*map_at(past, old, strlen(old), NULL) = (uint64_t)val_int(y, "n", 0);
		val_free(x);
		val_free(y);
	}
	for (long day = a->first; day <= a->last; day++) {
		const uint64_t *place = map_find(at, analytics_day_text(day, "day", name), 10), *n;
		val row = place ? val_at(rows, (int)*place) : val_null(), one = val_set_str(val_object(), "day", name);

		n = map_find(past, analytics_day_text(day - (a->last - a->first + 1), "day", name), 10);
		one = val_set(val_set_int(one, "conversations", val_int(row, "n", 0)), "sentiment", trends_sentiment(row));
		list = val_push(list, val_set_int(one, "before", n ? (long long)*n : 0));
		val_free(row);
	}
	map_free(at);
	map_free(past);
	return list;
}

static val week_of(val rows)
{
	long long count[7][24] = {{0}};
	val week = val_array();

	for (int i = 0; i < val_len(rows); i++) {
		val row = val_at(rows, i);
		int day = 0, hour = 0;

		if (sscanf(val_str(row, "key", ""), "%1d %2d", &day, &hour) == 2 && day >= 0 && day < 7 && hour >= 0 &&
			hour < 24)
			count[day][hour] += val_int(row, "n", 0);
		val_free(row);
	}
	for (int day = 0; day < 7; day++) {
		val hours = val_array();

		for (int hour = 0; hour < 24; hour++)
			hours = val_push(hours, val_of_int(count[day][hour]));
		week = val_push(week, hours);
	}
	return week;
}

static int add_times(struct trends *t, val *report, struct err *e)
{
	val rows, before;

	if (trends_read(t, "day", &rows, &before, e) < 0)
		return -1;
	*report = val_set(*report, "days", days_of(t->ask, rows, before));
	val_free(rows);
	val_free(before);
	if (trends_read(t, "weekhour", &rows, NULL, e) < 0)
		return -1;
	*report = val_set(*report, "week", week_of(rows));
	val_free(rows);
	return 0;
}

static val head_of(const struct trends *t)
{
	val report = val_set_str(val_object(), "domain", domain_name(t->d)), where = val_array();
	char day[16];

	report = val_set_str(report, "since", analytics_day_text(t->ask->first, "day", day));
	report = val_set_str(report, "until", analytics_day_text(t->ask->last, "day", day));
	for (int i = 0; i < t->ask->n_filters; i++) {
		char *s = mem_printf("%s=%s", t->ask->filter[i].field, t->ask->filter[i].value);

		where = val_push(where, val_of_str(s));
		free(s);
	}
	return val_set(report, "where", where);
}

int trends_overview(struct sql *db, const struct domain *d, const struct trends_ask *ask, val *report, struct err *e)
{
	static const char *const fields[] = {"total", "handoff", "wait", "sentiment", "topic",
										 "crew",  "channel", "day",  "weekhour"};
	struct trends t = trends_begin(db, d, ask);
	val made = head_of(&t);
	int st = 0;

	if (trends_read_ahead(&t, fields, (int)(sizeof(fields) / sizeof(fields[0])), e) < 0 ||
		add_numbers(&t, &made, e) < 0 || add_lists(&t, &made, e) < 0 || add_times(&t, &made, e) < 0) {
		val_free(made);
		st = -1;
	} else {
		*report = made;
	}
	trends_end(&t);
	return st;
}

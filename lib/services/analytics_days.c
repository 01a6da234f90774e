/* analytics: the sums by day, changed by the difference of what a conversation was and what it is now. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "text/day.h"

#include "services/analytics_private.h"

struct delta { /* what is added to a row; texts borrowed from the facts, or own */
	const char *dimension, *key, *text;
	char own[24]; /* key when it is set */
	long day;
	long long n, mentions, score, scored;
};

struct deltas {
	struct delta *v;
	int n;
};

static const char *key_of(const struct delta *d)
{
	return *d->own ? d->own : d->key;
}

static struct delta *add(struct deltas *all, const struct analytics_facts *f, const char *dimension, const char *key,
						 int sign)
{
	struct delta *d;

	all->v = mem_array(all->v, (size_t)all->n + 1, sizeof(*all->v));
	d = &all->v[all->n++];
	*d = (struct delta){.dimension = dimension,
						.key = key ? key : "",
						.day = f->day,
						.n = sign,
						.mentions = sign * f->messages,
						.score = f->scored ? sign * f->score : 0,
						.scored = f->scored ? sign : 0};
	return d;
}

/* A row a type and key; what is not to be told of counts under the key "", a conversation once. */
static void add_entities(struct deltas *all, const struct analytics_facts *f, int sign)
{
	struct delta *last = NULL;

	for (int i = 0; i < f->n; i++) {
		const struct analytics_entity *x = &f->entity[i];
		bool open = analytics_telling(x->type) == ANALYTICS_OPEN;

		if (!open && last && !*last->key && strcmp(last->dimension, x->type) == 0) {
			last->mentions += sign * x->mentions;
			continue;
		}
		last = add(all, f, x->type, open ? x->key : "", sign);
		last->text = open ? x->text : NULL;
		last->mentions = sign * x->mentions;
	}
}

static void add_facts(struct deltas *all, const struct analytics_facts *f, int sign)
{
	struct delta *d;

	(void)add(all, f, "total", "", sign);
	for (int i = 0; i < ANALYTICS_COLUMNS; i++)
		(void)add(all, f, analytics_columns[i], f->column[i], sign);
	d = add(all, f, "hour", "", sign);
	(void)snprintf(d->own, sizeof(d->own), "%02d", f->hour);
	d = add(all, f, "wait", "", sign);
	d->score = d->scored = 0;
	if (f->wait >= 0) {
		(void)snprintf(d->own, sizeof(d->own), "%lld", analytics_wait_class(f->wait));
		d->score = sign * f->wait;
		d->scored = sign;
	}
	add_entities(all, f, sign);
}

static int by_row(const void *a, const void *b)
{
	const struct delta *x = a, *y = b;
	int order = strcmp(x->dimension, y->dimension);

	if (order == 0)
		order = (x->day > y->day) - (x->day < y->day);
	return order ? order : strcmp(key_of(x), key_of(y));
}

/* One delta a row, in the order in which every writer locks them. */
static void merge(struct deltas *all)
{
	int n = 0;

	qsort(all->v, (size_t)all->n, sizeof(*all->v), by_row);
	for (int i = 0; i < all->n; i++) {
		struct delta *last = n > 0 ? &all->v[n - 1] : NULL, *d = &all->v[i];

		if (!last || by_row(last, d) != 0) {
			all->v[n++] = *d;
			continue;
		}
		last->n += d->n;
		last->mentions += d->mentions;
		last->score += d->score;
		last->scored += d->scored;
		if (!last->text)
			last->text = d->text;
	}
	all->n = n;
}

static val row_key(const char *domain, const struct delta *d)
{
	val p = val_push(val_push(val_array(), val_of_str(domain)), val_of_str(d->dimension));

	return val_push(val_push(p, val_of_int(d->day)), val_of_str(key_of(d)));
}

static int write_one(struct sql *db, const char *domain, const struct delta *d, struct err *e)
{
	static const char upsert[] =
		"INSERT INTO analysis_days (domain, dimension, day, key, text, n, mentions, score, scored)"
		" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (domain, dimension, day, key) DO UPDATE SET"
		" n = analysis_days.n + excluded.n, mentions = analysis_days.mentions + excluded.mentions,"
		" score = analysis_days.score + excluded.score, scored = analysis_days.scored + excluded.scored";
	static const char empty[] = "DELETE FROM analysis_days WHERE domain = $1 AND dimension = $2 AND day = $3"
								" AND key = $4 AND n = 0";
	val p;

	if (d->n == 0 && d->mentions == 0 && d->score == 0 && d->scored == 0)
		return 0;
	p = val_push(val_push(row_key(domain, d), val_of_str(d->text)), val_of_int(d->n));
	p = val_push(val_push(val_push(p, val_of_int(d->mentions)), val_of_int(d->score)), val_of_int(d->scored));
	if (sql_exec(db, upsert, p, e) < 0)
		return -1;
	return d->n < 0 && sql_exec(db, empty, row_key(domain, d), e) < 0 ? -1 : 0;
}

int analytics_days_move(struct sql *db, const char *domain, const struct analytics_facts *old,
						const struct analytics_facts *fresh, struct err *e)
{
	struct deltas all = {0};
	int st = 0;

	add_facts(&all, fresh, 1);
	if (old)
		add_facts(&all, old, -1);
	merge(&all);
	for (int i = 0; i < all.n && st == 0; i++)
		st = write_one(db, domain, &all.v[i], e);
	free(all.v);
	return st;
}

/* ---- waits ---- */

/* The highest power of two in v, at least 8: below that each millisecond is a class. */
static long long octave(long long v)
{
	long long top = 8;

	while (top <= v / 2)
		top *= 2;
	return top;
}

long long analytics_wait_class(long long ms)
{
	long long step = octave(ms) / 8;

	return ms / step * step;
}

long long analytics_wait_next(long long least)
{
	return least + octave(least) / 8;
}

/* ---- names of days ---- */

char *analytics_day_text(long day, const char *unit, char out[16])
{
	int year, month, mday;

	if (strcmp(unit, "week") == 0)
		day -= (day_wday(day) + 6) % 7;
	day_date(day, &year, &month, &mday);
	if (strcmp(unit, "month") == 0)
		(void)snprintf(out, 16, "%04d-%02d", year % 10000, month);
	else
		(void)snprintf(out, 16, "%04d-%02d-%02d", year % 10000, month, mday);
	return out;
}

bool analytics_day_span(const char *value, const char *unit, long *first, long *last)
{
	int year, month, mday = 1, used = 0;
	bool monthly = strcmp(unit, "month") == 0;

	if (monthly ? sscanf(value, "%4d-%2d%n", &year, &month, &used) != 2
				: sscanf(value, "%4d-%2d-%2d%n", &year, &month, &mday, &used) != 3)
		return false;
	if (value[used] || !day_exists(year, month, mday))
		return false;
	*first = *last = day_number(year, month, mday);
	if (monthly)
		*last = day_number(year, month + 1, 1) - 1;
	if (strcmp(unit, "week") == 0) {
		*first -= (day_wday(*first) + 6) % 7;
		*last = *first + 6;
	}
	return true;
}

/* analytics: grouped sums, from the sums by day where they can tell, else from the analyses. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/mem.h"

#include "services/analytics_private.h"

#define DAY_MS (24 * 3600 * 1000LL)

/* ---- groups ---- */

void analytics_count(struct analytics_asked *a, const char *key, const char *text, const struct analytics_group *more)
{
	bool fresh;
	uint64_t *place = map_at(a->places, key, strlen(key), &fresh);
	struct analytics_group *g;

	if (fresh) {
		*place = a->n;
		a->group = mem_array(a->group, a->n + 1, sizeof(*a->group));
		a->group[a->n++] = (struct analytics_group){0};
	}
	g = &a->group[*place];
	if (!g->text && text)
		g->text = mem_dup(text);
	g->n += more->n;
	g->mentions += more->mentions;
	g->score += more->score;
	g->scored += more->scored;
}

/* "08"; "3" for Wednesday, "3 08" for its hour. */
static const char *clock_name(const char *unit, long n, char out[32])
{
	if (strcmp(unit, "hour") == 0)
		(void)snprintf(out, 32, "%02ld", n);
	else if (strcmp(unit, "weekday") == 0)
		(void)snprintf(out, 32, "%ld", n);
	else
		(void)snprintf(out, 32, "%ld %02ld", n / 24, n % 24);
	return out;
}

/* The name of a group whose key is cell. */
const char *analytics_key_name(const struct analytics_asked *a, const char *cell, char out[32])
{
	if (!cell || !*cell)
		return "";
	switch (a->by.kind) {
	case ANALYTICS_BY_DAY: return analytics_day_text(strtol(cell, NULL, 10), a->by.name, out);
	case ANALYTICS_BY_CLOCK: return clock_name(a->by.name, strtol(cell, NULL, 10), out);
	case ANALYTICS_BY_WAIT: (void)snprintf(out, 32, "%lld", analytics_wait_class(strtoll(cell, NULL, 10))); return out;
	default: return cell;
	}
}

static long long number(const char *cell)
{
	return cell ? strtoll(cell, NULL, 10) : 0;
}

/* Does the analysis have value at path? */
static bool has(struct rec *analysis, const char *path, const char *value)
{
	val found = analytics_path(analysis, path);
	bool yes = *value ? val_array_has(found, value) : val_len(found) == 0;

	val_free(found);
	return yes;
}

bool analytics_fits(struct analytics_asked *a, const char *data)
{
	bool fits = true;

	if (!a->analysis)
		a->analysis = rec_new();
	if (!data || rec_parse(a->analysis, data, strlen(data), NULL) < 0)
		return false;
	for (int i = 0; i < a->q->n_filters && fits; i++)
		if (a->filter[i].kind == ANALYTICS_BY_PATH)
			fits = has(a->analysis, a->filter[i].name, a->q->filter[i].value);
	return fits;
}

static void count_path(struct analytics_asked *a, const struct analytics_group *more)
{
	val found = analytics_path(a->analysis, a->by.name);

	for (int i = 0; i < val_len(found); i++) {
		val v = val_at(found, i);

		analytics_count(a, val_text(v, ""), NULL, more);
		val_free(v);
	}
	if (val_len(found) == 0)
		analytics_count(a, "", NULL, more);
	val_free(found);
}

/* A row of key, text, n, mentions, score, scored, and with a path the analysis. */
static int take(void *cookie, const char *const *cell, int n, struct err *e)
{
	struct analytics_asked *a = cookie;
	struct analytics_group more = {
		.n = number(cell[2]), .mentions = number(cell[3]), .score = number(cell[4]), .scored = number(cell[5])};
	char name[32];

	(void)e;
	if (n > 6 && !analytics_fits(a, cell[6]))
		return 0;
	if (a->by.kind == ANALYTICS_BY_PATH)
		count_path(a, &more);
	else
		analytics_count(a, analytics_key_name(a, cell[0], name), cell[1], &more);
	return 0;
}

val analytics_rows(struct analytics_asked *a)
{
	val rows = val_array();

	for (size_t i = 0; i < a->n; i++) {
		const struct analytics_group *g = &a->group[i];
		val row = val_set_str(val_object(), "key", map_key(a->places, i, NULL, NULL));

		row = val_set_int(val_set_str(row, "text", g->text), "n", g->n);
		row = val_set_int(val_set_int(row, "mentions", g->mentions), "score", g->score);
		rows = val_push(rows, val_set_int(row, "scored", g->scored));
	}
	return rows;
}

/* ---- the query's text ---- */

/* Appends the place of a parameter, which is consumed. */
static void bind(struct analytics_asked *a, val v)
{
	a->params = val_push(a->params, v);
	buf_printf(&a->sql, "$%d", val_len(a->params));
}

static void put_range(struct analytics_asked *a, const char *column, long long first, long long last)
{
	buf_printf(&a->sql, " AND %s BETWEEN ", column);
	bind(a, val_of_int(first));
	buf_puts(&a->sql, " AND ");
	bind(a, val_of_int(last));
}

static void put_column(struct analytics_asked *a, const char *column, const char *value, val keys)
{
	bool customer = strcmp(column, "customer") == 0;

	if (customer)
		column = "customer_id";
	if (!*value) {
		buf_printf(&a->sql, " AND a.%s IS NULL", column);
		return;
	}
	buf_printf(&a->sql, customer ? " AND a.%s = " : " AND LOWER(a.%s) = ", column);
	bind(a, val_at(keys, 0));
}

/* Appends the query for the conversations that have an entity, any of its type when key is NULL. */
static void put_having(struct analytics_asked *a, const char *type, const char *key)
{
	buf_puts(&a->sql, "SELECT conversation_id FROM analysis_entities WHERE domain = $1 AND type = ");
	bind(a, val_of_str(type));
	if (!key)
		return;
	buf_puts(&a->sql, " AND key = ");
	bind(a, val_of_str(key));
}

/* The same by its keys, any of its type when there are none. Each once; not by IN, with which SQLite walks all. */
static void put_entity(struct analytics_asked *a, const char *type, val keys)
{
	for (int i = 0; i < val_len(keys); i++) {
		val key = val_at(keys, i);

		buf_puts(&a->sql, i ? " UNION " : "");
		put_having(a, type, *val_text(key, "") ? val_text(key, "") : NULL);
		val_free(key);
	}
}

void analytics_put_from(struct analytics_asked *a)
{
	for (int i = 0; i < a->q->n_filters && a->driving < 0; i++)
		if (a->filter[i].kind == ANALYTICS_BY_ENTITY && *a->q->filter[i].value)
			a->driving = i;
	buf_puts(&a->sql, " FROM ");
	if (a->driving >= 0) {
		buf_putc(&a->sql, '(');
		put_entity(a, a->filter[a->driving].name, a->keys[a->driving]);
		buf_puts(&a->sql, ") AS f CROSS JOIN ");
	}
	buf_puts(&a->sql, "analyses a");
}

static int put_days(struct analytics_asked *a, const char *unit, const char *value, struct err *e)
{
	long first, last;

	if (!analytics_day_span(value, unit, &first, &last))
		return err_set(e, ERR_USAGE, "\"%s\" is no %s: write it as %s", value, unit,
					   strcmp(unit, "month") == 0 ? "2026-06" : "2026-06-30");
	put_range(a, "a.day", first, last);
	return 0;
}

/* The number of an hour, a weekday or an hour of a weekday; 1970 began on a Thursday. */
static const char *clock_column(const char *unit, bool sums)
{
	if (strcmp(unit, "hour") == 0)
		return sums ? "key" : "a.hour";
	if (strcmp(unit, "weekday") == 0)
		return sums ? "(day + 4) % 7" : "(a.day + 4) % 7";
	return sums ? "(day + 4) % 7 * 24 + CAST(key AS BIGINT)" : "(a.day + 4) % 7 * 24 + a.hour";
}

/* The greatest number of a unit; below 0: none. */
static long long most_of(const char *unit)
{
	return strcmp(unit, "hour") == 0 ? 23 : strcmp(unit, "weekday") == 0 ? 6 : -1;
}

static int put_number(struct analytics_asked *a, const char *name, const char *value, struct err *e)
{
	char *end;
	long long n = strtoll(value, &end, 10);
	bool wait = strcmp(name, "wait") == 0;

	if (wait && !*value) {
		buf_puts(&a->sql, " AND a.first_wait IS NULL");
		return 0;
	}
	if (strcmp(name, "weekhour") == 0)
		return err_set(e, ERR_USAGE, "analyses are filtered by weekday and by hour, not by weekhour");
	if (!*value || *end || n < 0)
		return err_set(e, ERR_USAGE, "\"%s\" is no %s: write a whole number", value, name);
	if (most_of(name) >= 0 && n > most_of(name))
		return err_set(e, ERR_USAGE, "\"%s\" is no %s: they are 0 to %lld", value, name, most_of(name));
	if (wait)
		put_range(a, "a.first_wait", analytics_wait_class(n), analytics_wait_next(analytics_wait_class(n)) - 1);
	else
		put_range(a, clock_column(name, false), n, n);
	return 0;
}

static int put_filter(struct analytics_asked *a, int i, struct err *e)
{
	const struct analytics_field *f = &a->filter[i];
	const char *value = a->q->filter[i].value;

	switch (f->kind) {
	case ANALYTICS_BY_DAY: return put_days(a, f->name, value, e);
	case ANALYTICS_BY_CLOCK:
	case ANALYTICS_BY_WAIT: return put_number(a, f->name, value, e);
	case ANALYTICS_BY_COLUMN: put_column(a, f->name, value, a->keys[i]); return 0;
	case ANALYTICS_BY_ENTITY:
		buf_printf(&a->sql, " AND a.conversation_id %sIN (", *value ? "" : "NOT ");
		put_entity(a, f->name, a->keys[i]);
		buf_putc(&a->sql, ')');
		return 0;
	case ANALYTICS_BY_PATH: return 0; /* looked at here */
	default: return err_set(e, ERR_USAGE, "analyses can't be filtered by %s", f->name);
	}
}

/* The analyses "a" of the time and of the filters. */
int analytics_put_where(struct analytics_asked *a, struct err *e)
{
	const struct analytics_query *q = a->q;
	int st = 0;

	buf_puts(&a->sql, " WHERE a.domain = $1");
	put_range(a, "a.day", q->first, q->last);
	/* The index is by time. The shop's zone may have been another then, but not by more than a day. */
	put_range(a, "a.ended_at", (q->first - 2) * DAY_MS, (q->last + 3) * DAY_MS);
	if (a->driving >= 0)
		buf_puts(&a->sql, " AND a.conversation_id = f.conversation_id");
	for (int i = 0; i < q->n_filters && st == 0; i++)
		st = i == a->driving ? 0 : put_filter(a, i, e);
	return st;
}

static const char *column_of(const struct analytics_field *by)
{
	switch (by->kind) {
	case ANALYTICS_BY_DAY: return "a.day";
	case ANALYTICS_BY_CLOCK: return clock_column(by->name, false);
	case ANALYTICS_BY_WAIT: return "a.first_wait";
	case ANALYTICS_BY_ENTITY: return "x.key";
	case ANALYTICS_BY_COLUMN: return NULL;
	default: return "''";
	}
}

/* From the analyses. */
static int put_analyses(struct analytics_asked *a, struct err *e)
{
	bool entity = a->by.kind == ANALYTICS_BY_ENTITY;
	const char *column = column_of(&a->by), *text = entity ? "x.text" : "''",
			   *mentions = entity ? "x.mentions" : "a.messages",
			   *score = a->by.kind == ANALYTICS_BY_WAIT ? "a.first_wait" : "a.score";

	buf_puts(&a->sql, "SELECT ");
	if (column)
		buf_puts(&a->sql, column);
	else
		buf_printf(&a->sql, "a.%s", strcmp(a->by.name, "customer") ? a->by.name : "customer_id");
	if (a->stream)
		buf_printf(&a->sql, ", %s, 1, %s, %s, CASE WHEN %s IS NULL THEN 0 ELSE 1 END, a.data", text, mentions, score,
				   score);
	else
		buf_printf(&a->sql, ", MIN(%s), COUNT(*), SUM(%s), SUM(%s), COUNT(%s)", text, mentions, score, score);
	analytics_put_from(a);
	/* SQLite takes the tables of a CROSS JOIN in the order that they are written: by time first. */
	if (entity)
		buf_puts(&a->sql, " CROSS JOIN analysis_entities x");
	if (analytics_put_where(a, e) < 0)
		return -1;
	if (entity) {
		buf_puts(&a->sql, " AND x.domain = a.domain AND x.conversation_id = a.conversation_id AND x.type = ");
		bind(a, val_of_str(a->by.name));
	}
	if (!a->stream)
		buf_puts(&a->sql, " GROUP BY 1");
	return 0;
}

/* From the questions, first by conversation, since it may ask the same twice. */
static int put_questions(struct analytics_asked *a, struct err *e)
{
	if (!a->stream)
		buf_puts(&a->sql, "SELECT key, MIN(text), COUNT(*), SUM(mentions), 0, 0 FROM (");
	buf_printf(&a->sql,
			   "SELECT q.key AS key, MIN(q.text) AS text, 1 AS n, COUNT(*) AS mentions, 0 AS score, 0 AS scored%s FROM"
			   " analysis_questions q",
			   a->stream ? ", MIN(a.data)" : "");
	if (a->q->n_filters == 0) {
		buf_puts(&a->sql, " WHERE q.domain = $1");
		put_range(a, "q.day", a->q->first, a->q->last);
	} else {
		buf_puts(&a->sql, " CROSS JOIN analyses a");
		if (analytics_put_where(a, e) < 0)
			return -1;
		buf_puts(&a->sql, " AND q.domain = a.domain AND q.conversation_id = a.conversation_id");
		put_range(a, "q.day", a->q->first, a->q->last);
	}
	buf_puts(&a->sql, " GROUP BY q.key, q.conversation_id");
	if (!a->stream)
		buf_puts(&a->sql, ") AS each_one GROUP BY key");
	return 0;
}

/* From the sums by day. */
static int put_sums(struct analytics_asked *a)
{
	const char *dimension = a->by.name, *key = "key";

	if (a->by.kind == ANALYTICS_BY_DAY) {
		dimension = "total";
		key = "day";
	} else if (a->by.kind == ANALYTICS_BY_CLOCK) {
		dimension = "hour";
		key = clock_column(a->by.name, true);
	}
	buf_printf(&a->sql,
			   "SELECT %s, MIN(text), SUM(n), SUM(mentions), SUM(score), SUM(scored) FROM analysis_days WHERE"
			   " domain = $1 AND dimension = ",
			   key);
	bind(a, val_of_str(dimension));
	put_range(a, "day", a->q->first, a->q->last);
	buf_puts(&a->sql, " GROUP BY 1 HAVING SUM(n) > 0");
	return 0;
}

/* Have the sums by day what is asked for? */
static bool summed(const struct analytics_asked *a)
{
	switch (a->by.kind) {
	case ANALYTICS_BY_QUESTION:
	case ANALYTICS_BY_PATH: return false;
	case ANALYTICS_BY_COLUMN: return a->q->n_filters == 0 && strcmp(a->by.name, "customer") != 0;
	case ANALYTICS_BY_ENTITY: return a->q->n_filters == 0 && analytics_telling(a->by.name) != ANALYTICS_CLOSED;
	default: return a->q->n_filters == 0;
	}
}

int analytics_begin(struct analytics_asked *a, struct sql *db, const struct domain *d, const struct analytics_query *q,
					struct err *e)
{
	*a = (struct analytics_asked){
		.db = db, .q = q, .driving = -1, .params = val_push(val_array(), val_of_str(domain_name(d)))};
	a->filter = mem_array(NULL, (size_t)q->n_filters + 1, sizeof(*a->filter));
	a->keys = mem_array(NULL, (size_t)q->n_filters + 1, sizeof(*a->keys));
	a->places = map_new();
	for (int i = 0; i < q->n_filters; i++)
		a->keys[i] = val_null();
	if (analytics_field_read(q->by, &a->by, e) < 0)
		return -1;
	a->stream = a->by.kind == ANALYTICS_BY_PATH;
	for (int i = 0; i < q->n_filters; i++) {
		if (analytics_field_read(q->filter[i].field, &a->filter[i], e) < 0)
			return -1;
		if (analytics_keys(db, d, &a->filter[i], q->filter[i].value, &a->keys[i], e) < 0)
			return -1;
		a->stream = a->stream || a->filter[i].kind == ANALYTICS_BY_PATH;
	}
	return 0;
}

void analytics_end(struct analytics_asked *a)
{
	for (size_t i = 0; i < a->n; i++)
		free(a->group[i].text);
	free(a->group);
	map_free(a->places);
	rec_free(a->analysis);
	for (int i = 0; i < a->q->n_filters; i++)
		val_free(a->keys[i]);
	free(a->keys);
	free(a->filter);
	buf_free(&a->sql);
	val_free(a->params);
}

static int ask(struct analytics_asked *a, struct err *e)
{
	val params;
	int st;

	if (summed(a))
		st = put_sums(a);
	else
		st = a->by.kind == ANALYTICS_BY_QUESTION ? put_questions(a, e) : put_analyses(a, e);
	if (st < 0)
		return -1;
	params = a->params;
	a->params = val_null();
	return sql_cells(a->db, buf_str(&a->sql), params, take, a, e);
}

int analytics_query(struct sql *db, const struct domain *d, const struct analytics_query *q, val *rows, struct err *e)
{
	struct analytics_asked a;
	int st = analytics_begin(&a, db, d, q, e);

	if (st == 0)
		st = ask(&a, e);
	if (st == 0)
		*rows = analytics_rows(&a);
	analytics_end(&a);
	return st;
}

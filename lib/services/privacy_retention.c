#include <stdlib.h>
#include <string.h>

#include "services/audit.h"

#include "services/privacy.h"

#define BATCH 2000 /* rows a transaction */
#define TEXT_OF(n) #n
#define TEXT(n) TEXT_OF(n)

/* The keys of deliveries, which name nobody and are of no domain. */
static const struct personal_table seen = {
	.name = "seen", .period = "seen", .old = "ts < $2 AND $1 <> ''", .key = "key"};

/* ---- rows ---- */

static val params(const struct privacy *c, date_ms before)
{
	return val_push(val_push(val_array(), val_of_str(domain_name(c->d))), val_of_int(before));
}

static long count_rows(const struct privacy *c, const struct personal_table *t, date_ms before, struct err *e)
{
	char *query = mem_printf("SELECT COUNT(*) AS n FROM %s WHERE %s", t->name, t->old);
	val row;
	int st = sql_row(c->db, query, params(c, before), &row, e);
	long n = st == 0 ? (long)val_int(row, "n", 0) : -1;

	if (st == 0)
		val_free(row);
	free(query);
	return n;
}

static long delete_batches(const struct privacy *c, const char *query, val p, struct err *e)
{
	long all = 0;
	int n;

	do {
		n = sql_exec(c->db, query, val_copy(p), e);
		all += n > 0 ? n : 0;
	} while (n == BATCH);
	val_free(p);
	return n < 0 ? -1 : all;
}

/* Batch by batch, so that no writer waits long and an end in between loses nothing. */
static long delete_rows(const struct privacy *c, const struct personal_table *t, date_ms before, struct err *e)
{
	char *query = mem_printf("DELETE FROM %s WHERE (%s) IN (SELECT %s FROM %s WHERE %s LIMIT %d)", t->name, t->key,
							 t->key, t->name, t->old, BATCH);
	long n = delete_batches(c, query, params(c, before), e);

	free(query);
	return n;
}

/* ---- the outbox ---- */

static int least(void *cookie, val row, struct err *e)
{
	long long *seq = cookie, n;
	const char *text = val_str(row, "data", "");
	val v = val_parse(text, strlen(text), e);

	n = val_kind(v) == VAL_OBJECT ? val_int(v, "seq", 0) : 0;
	if (n < *seq)
		*seq = n;
	val_free(v);
	val_free(row);
	return 0;
}

/* Events go from the beginning on, up to what every reader has taken: outbox:NAME and webhook:NAME in sync_state are a
 * reader's place. */
static long end_outbox(const struct privacy *c, date_ms before, bool dry, struct err *e)
{
	long long upto = INT64_MAX / 1024; /* it is a number of JSON */
	val p, row;
	long n = -1;

	if (sql_each(c->db,
				 "SELECT data FROM sync_state WHERE domain = $1 AND (name LIKE 'outbox:%' OR name LIKE 'webhook:%')",
				 val_push(val_array(), val_of_str(domain_name(c->d))), least, &upto, e) != 0)
		return -1;
	p = val_push(params(c, before), val_of_int(upto));
	if (!dry)
		return delete_batches(c,
							  "DELETE FROM outbox WHERE domain = $1 AND seq IN (SELECT seq FROM outbox WHERE"
							  " domain = $1 AND ts < $2 AND seq <= $3 ORDER BY seq LIMIT " TEXT(BATCH) ")",
							  p, e);
	if (sql_row(c->db, "SELECT COUNT(*) AS n FROM outbox WHERE domain = $1 AND ts < $2 AND seq <= $3", p, &row, e) ==
		0) {
		n = (long)val_int(row, "n", 0);
		val_free(row);
	}
	return n;
}

/* ---- customers ---- */

static int take_id(void *cookie, val row, struct err *e)
{
	val *ids = cookie;

	(void)e;
	*ids = val_push(*ids, val_get(row, "id"));
	val_free(row);
	return 0;
}

/* Those of whom nothing was heard since. */
static int find_idle(const struct privacy *c, date_ms before, val *ids, struct err *e)
{
	*ids = val_array();
	if (sql_each(
			c->db,
			"SELECT id FROM customers c WHERE domain = $1 AND updated_at < $2 AND created_at < $2"
			" AND NOT EXISTS (SELECT 1 FROM conversations x WHERE x.domain = c.domain AND x.customer_id = c.id"
			" AND x.updated_at >= $2) AND NOT EXISTS (SELECT 1 FROM conversations x JOIN turns t"
			" ON t.domain = x.domain AND t.conversation_id = x.id WHERE x.domain = c.domain"
			" AND x.customer_id = c.id AND t.ts >= $2) AND NOT EXISTS (SELECT 1 FROM records r"
			" WHERE r.domain = c.domain AND r.customer = c.id AND COALESCE(r.at, r.updated_at) >= $2) AND NOT EXISTS"
			" (SELECT 1 FROM analyses a WHERE a.domain = c.domain AND a.customer_id = c.id AND a.ended_at >= $2)"
			" ORDER BY updated_at, id",
			params(c, before), take_id, ids, e) == 0)
		return 0;
	val_free(*ids);
	return -1;
}

static int erase_one(const struct privacy *c, const char *id, struct err *e)
{
	struct personal who;
	val counts;
	int st;

	if (personal_find(c->db, domain_name(c->d), id, &who, e) != 0)
		return -1;
	st = who.known ? privacy_erase_rows(c, &who, "retention", false, &counts, e) : 0;
	if (st == 0 && who.known)
		val_free(counts);
	personal_free(&who);
	return st;
}

static long end_customers(const struct privacy *c, date_ms before, bool dry, struct err *e)
{
	val ids;
	long n = 0;
	int st = find_idle(c, before, &ids, e);

	if (st != 0)
		return -1;
	for (int i = 0; st == 0 && i < val_len(ids); i++) {
		val id = val_at(ids, i);

		st = dry ? 0 : erase_one(c, val_text(id, ""), e);
		n++;
		val_free(id);
	}
	val_free(ids);
	return st == 0 ? n : -1;
}

/* ---- all of it ---- */

/* What is older in the tables whose rows go one by one. */
static long end_tables(const struct privacy *c, const char *period, date_ms before, bool dry, struct err *e)
{
	long all = 0, n = 0;

	for (int i = -1; i < personal_count() && n >= 0; i++) {
		const struct personal_table *t = i < 0 ? &seen : personal_at(i);

		if (!t->old || strcmp(t->period, period) != 0)
			continue;
		n = dry ? count_rows(c, t, before, e) : delete_rows(c, t, before, e);
		all += n > 0 ? n : 0;
	}
	return n < 0 ? -1 : all;
}

static long end_period(const struct privacy *c, const char *period, date_ms before, bool dry, struct err *e)
{
	if (strcmp(period, PERSONAL_WITH_CUSTOMER) == 0) /* one by one, whole */
		return end_customers(c, before, dry, e);
	if (strcmp(period, "outbox") == 0)
		return end_outbox(c, before, dry, e);
	if (strcmp(period, "audit") == 0)
		return audit_purge(c->db, c->key, domain_name(c->d), before, c->now, dry, e);
	return end_tables(c, period, before, dry, e);
}

static int tell(const char *period, date_ms before, long n, bool dry, int (*fn)(void *cookie, val v, struct err *e),
				void *cookie, struct err *e)
{
	char ts[32];
	val v = val_set_str(val_set_str(val_object(), "retention", period), "before", date_format(before, ts));

	v = val_set_int(v, "rows", n);
	return fn(cookie, dry ? val_set(v, "dry_run", val_true(true)) : v, e);
}

int privacy_retention(const struct privacy *c, bool dry, int (*fn)(void *cookie, val v, struct err *e), void *cookie,
					  struct err *e)
{
	int st = 0;

	for (int i = 0; st == 0 && domain_periods[i]; i++) {
		date_ms ms = domain_retention(c->d, domain_periods[i]), before = c->now - ms;
		long n;

		if (ms < 0)
			continue;
		n = end_period(c, domain_periods[i], before, dry, e);
		st = n < 0 ? -1 : tell(domain_periods[i], before, n, dry, fn, cookie, e);
	}
	return st;
}

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "services/audit.h"
#include "services/customer.h"
#include "services/outbox.h"

#include "services/profile_private.h"

#define MANY_IDS 50 /* of one customer */
#define SPARE 20    /* rows read beyond those that are shown: some are cancelled */

val profile_params(const char *a, const char *b)
{
	return val_push(val_push(val_array(), val_of_str(a)), val_of_str(b));
}

val profile_without(val o, const char *key)
{
	val out = val_object();

	for (int i = val_iter(o); val_iter_ok(o, i); i = val_iter_next(o, i)) {
		const char *name = val_iter_key(o, i);

		if (strcmp(name, key) != 0)
			out = val_set(out, name, val_iter_val(o, i));
	}
	val_free(o);
	return out;
}

val profile_last(val a, int most)
{
	int n = val_len(a);
	val out;

	if (n <= most)
		return a;
	out = val_array();
	for (int i = n - most; i < n; i++)
		out = val_push(out, val_at(a, i));
	val_free(a);
	return out;
}

/* ---- what is known of it elsewhere ---- */

static bool cancelled(val v)
{
	const char *status = val_str(v, "status", val_str(v, "state", ""));

	return strcmp(status, "cancel") == 0 || strcmp(status, "cancelled") == 0 || strcmp(status, "canceled") == 0;
}

/* Rows of one id, and the order in which they are wanted. */
struct recent {
	val list; /* [{"at","v"}], in order */
	bool newest;
};

static bool before(const struct recent *r, val a, val b)
{
	long long x = val_int(a, "at", 0), y = val_int(b, "at", 0);

	return r->newest ? x > y : x < y;
}

/* The list (consumed) with item in its place; lists are short. */
static val insert(const struct recent *r, val list, val item)
{
	int n = val_len(list), at = 0;
	val out = val_array();

	for (; at < n; at++) {
		val other = val_at(list, at);
		bool stop = before(r, item, other);

		out = stop ? out : val_push(out, val_copy(other));
		val_free(other);
		if (stop)
			break;
	}
	out = val_push(out, item);
	for (; at < n; at++)
		out = val_push(out, val_at(list, at));
	val_free(list);
	return out;
}

static int take_row(void *cookie, val row, struct err *e)
{
	struct recent *r = cookie;
	const char *text = val_str(row, "data", "");
	val v = val_parse(text, strlen(text), NULL);

	(void)e;
	if (val_kind(v) == VAL_OBJECT && !cancelled(v)) {
		v = val_set(v, "id", val_get(row, "id"));
		r->list = insert(r, r->list, val_set(val_set(val_object(), "at", val_get(row, "at")), "v", val_copy(v)));
	}
	val_free(v);
	val_free(row);
	return 0;
}

static const char past[] = "SELECT id, data, at FROM records WHERE domain = $1 AND entity = $2 AND customer = $3"
						   " AND at <= $4 AND active <> 0 ORDER BY at DESC, id DESC LIMIT $5";
static const char future[] = "SELECT id, data, at FROM records WHERE domain = $1 AND entity = $2 AND customer = $3"
							 " AND at > $4 AND active <> 0 ORDER BY at, id LIMIT $5";

/* c with the member made of the records of an entity that belong to any of ids. */
static int add_recent(struct sql *db, const char *domain, val ids, const char *entity, const char *query,
					  const char *member, val *c, struct err *e)
{
	struct recent r = {.list = val_array(), .newest = query == past};
	val out = val_array();
	int st = 0;

	for (int i = 0; i < val_len(ids) && st == 0; i++) {
		val p = val_push(profile_params(domain, entity), val_at(ids, i));

		p = val_push(val_push(p, val_of_int(date_now())), val_of_int(PROFILE_RECENT + SPARE));
		st = sql_each(db, query, p, take_row, &r, e);
	}
	for (int i = 0; i < val_len(r.list) && i < PROFILE_RECENT; i++) {
		val item = val_at(r.list, i);

		out = val_push(out, val_get(item, "v"));
		val_free(item);
	}
	val_free(r.list);
	*c = val_set(*c, member, out);
	return st;
}

/* What records of others may call the customer: its id, and those that it has in channels or had before a link. */
static int ids_of(struct sql *db, const char *domain, const char *id, val *out, struct err *e)
{
	val rows, ids = val_push(val_array(), val_of_str(id));
	val p = val_push(profile_params(domain, id), val_of_int(MANY_IDS));

	*out = ids;
	if (sql_query(db,
				  /* in no order: SQLite would walk the whole domain for it */
				  "SELECT external_id FROM customer_ids WHERE domain = $1 AND customer_id = $2 AND external_id <> $2"
				  " LIMIT $3",
				  p, &rows, e) != 0)
		return -1;
	for (int i = 0; i < val_len(rows); i++) {
		val row = val_at(rows, i);

		*out = val_push(*out, val_get(row, "external_id"));
		val_free(row);
	}
	val_free(rows);
	return 0;
}

static int enrich(struct sql *db, const char *domain, val *c, struct err *e)
{
	val ids;
	int st = ids_of(db, domain, val_str(*c, "id", ""), &ids, e);

	if (st == 0)
		st = add_recent(db, domain, ids, "order", past, "recent_purchases", c, e);
	if (st == 0)
		st = add_recent(db, domain, ids, "appointment", past, "recent_appointments", c, e);
	if (st == 0)
		st = add_recent(db, domain, ids, "appointment", future, "upcoming_appointments", c, e);
	val_free(ids);
	return st;
}

int profile_get(struct sql *db, const struct domain *d, const char *key, val *out, struct err *e)
{
	const char *domain = domain_name(d);
	char *id;
	int st;

	if (customer_id_of(db, domain, key, &id, e) != 0)
		return -1;
	st = customer_get(db, domain, id ? id : "", out, e);
	free(id);
	if (st != 0 || val_kind(*out) != VAL_OBJECT)
		return st;
	if (enrich(db, domain, out, e) == 0)
		return 0;
	val_free(*out);
	return -1;
}

/* ---- for those who change it ---- */

int profile_lock(struct sql *db, const char *domain, const char *id, struct err *e)
{
	/* A row that was written stays locked on PostgreSQL; SQLite has its one lock since the transaction began. */
	return sql_exec(db, "UPDATE customers SET updated_at = updated_at WHERE domain = $1 AND id = $2",
					profile_params(domain, id), e);
}

int profile_mark(struct sql *db, const char *domain, const char *event, date_ms now, struct err *e)
{
	char *key;
	int st;

	if (!event)
		return 1;
	key = mem_printf("profile:%s:%s", domain, event);
	st = sql_exec(db, "INSERT INTO seen (key, ts) VALUES ($1, $2) ON CONFLICT (key) DO NOTHING",
				  val_push(val_push(val_array(), val_of_str(key)), val_of_int(now)), e);
	free(key);
	return st;
}

val profile_noted(val c, const char *source, val fields, date_ms now)
{
	char ts[32];
	val v = val_set_str(val_object(), "timestamp", date_format(now, ts)), history = val_get_array(c, "update_history");

	v = val_set(val_set_str(v, "source", source), "fields", fields);
	return val_set(c, "update_history", profile_last(val_push(history, v), PROFILE_HISTORY));
}

static int is_in_odoo(struct sql *db, const char *domain, const char *id, bool *is, struct err *e)
{
	val row;

	if (sql_row(db,
				"SELECT 1 AS there FROM odoo_links WHERE domain = $1 AND entity = 'customer' AND id = $2"
				" AND remote_id IS NOT NULL",
				profile_params(domain, id), &row, e) != 0)
		return -1;
	*is = val_kind(row) == VAL_OBJECT;
	val_free(row);
	return 0;
}

int profile_note(struct sql *db, const char *domain, const char *id, const char *action, const char *source,
				 bool reached, date_ms now, struct err *e)
{
	const char *origin = strcmp(source, "odoo") == 0 ? "odoo" : "cwai";
	struct outbox_event v = {.entity = "profile", .id = id, .action = action, .origin = origin, .ts = now};

	if (outbox_put(db, domain, &v, NULL, e) != 0)
		return -1;
	/* A partner that Odoo has follows, as by any change of a customer; one that it lacks is not made by this. */
	if (reached && strcmp(origin, "cwai") == 0 && is_in_odoo(db, domain, id, &reached, e) != 0)
		return -1;
	if (!reached || strcmp(origin, "cwai") != 0)
		return 0;
	v.entity = "customer";
	return outbox_put(db, domain, &v, NULL, e);
}

int profile_audit(struct sql *db, const struct pseudonym *key, const char *domain, const char *action, const char *id,
				  const char *what, const char *why, date_ms now, struct err *e)
{
	const struct audit_entry a = {.action = action, .subject = id, .what = what, .why = why};

	return key ? audit_put(db, key, domain, &a, now, e) : 0;
}

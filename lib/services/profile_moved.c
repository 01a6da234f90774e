#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "services/consent.h"
#include "services/customer.h"
#include "services/profile_link_private.h"

static val three(const char *a, const char *b, const char *c)
{
	return val_push(profile_params(a, b), val_of_str(c));
}

/* ---- tables where a column names the customer ---- */

struct table {
	const char *name; /* of the list */
	const char *key;  /* the column that names a row */
	const char *move; /* all of $2 to $3 */
	const char *back; /* the row $4 of $2 to $3 */
};

static const struct table tables[] = {
	{"external_ids", "external_id",
	 "UPDATE customer_ids SET customer_id = $3 WHERE domain = $1 AND customer_id = $2 RETURNING external_id",
	 "UPDATE customer_ids SET customer_id = $3 WHERE domain = $1 AND customer_id = $2 AND external_id = $4"},
	{"conversations", "id",
	 "UPDATE conversations SET customer_id = $3 WHERE domain = $1 AND customer_id = $2 RETURNING id",
	 "UPDATE conversations SET customer_id = $3 WHERE domain = $1 AND customer_id = $2 AND id = $4"},
	{"analyses", "conversation_id",
	 "UPDATE analyses SET customer_id = $3 WHERE domain = $1 AND customer_id = $2 RETURNING conversation_id",
	 "UPDATE analyses SET customer_id = $3 WHERE domain = $1 AND customer_id = $2 AND conversation_id = $4"},
};

/* The column of all rows, as an array. */
static val column(val rows, const char *key)
{
	val out = val_array();

	for (int i = 0; i < val_len(rows); i++) {
		val row = val_at(rows, i);

		out = val_push(out, val_get(row, key));
		val_free(row);
	}
	return out;
}

static int move_table(const struct profile_pair *p, const struct table *t, val *moved, struct err *e)
{
	val rows;

	if (sql_query(p->db, t->move, three(p->domain, p->gone, p->kept), &rows, e) != 0)
		return -1;
	*moved = val_set(*moved, t->name, column(rows, t->key));
	val_free(rows);
	return 0;
}

static int back_table(const struct profile_pair *p, const struct table *t, val moved, struct err *e)
{
	val list = val_get_array(moved, t->name);
	int st = 0;

	for (int i = 0; i < val_len(list) && st >= 0; i++)
		st = sql_exec(p->db, t->back, val_push(three(p->domain, p->kept, p->gone), val_at(list, i)), e);
	val_free(list);
	return st < 0 ? -1 : 0;
}

/* ---- records: the customer's column; their own texts stay as they came ---- */

/* Entity by entity, since the index begins with it. */
static int move_records(const struct profile_pair *p, val *moved, struct err *e)
{
	val list = val_array();
	char *entity = mem_dup("");
	int st = 0;

	while (st == 0) {
		val row, rows = val_null();

		st = sql_row(p->db, "SELECT entity FROM records WHERE domain = $1 AND entity > $2 ORDER BY entity LIMIT 1",
					 profile_params(p->domain, entity), &row, e);
		if (st != 0)
			break;
		free(entity);
		entity = val_kind(row) == VAL_OBJECT ? mem_dup(val_str(row, "entity", "")) : NULL;
		val_free(row);
		if (!entity)
			break;
		st = sql_query(p->db,
					   "UPDATE records SET customer = $3 WHERE domain = $1 AND customer = $2 AND entity = $4"
					   " RETURNING entity, id",
					   val_push(three(p->domain, p->gone, p->kept), val_of_str(entity)), &rows, e);
		for (int i = 0; st == 0 && i < val_len(rows); i++)
			list = val_push(list, val_at(rows, i));
		val_free(rows);
	}
	free(entity);
	*moved = val_set(*moved, "records", list);
	return st;
}

static int back_records(const struct profile_pair *p, val moved, struct err *e)
{
	val list = val_get_array(moved, "records");
	int st = 0;

	for (int i = 0; i < val_len(list) && st >= 0; i++) {
		val r = val_at(list, i), q = three(p->domain, p->kept, p->gone);

		q = val_push(val_push(q, val_get(r, "entity")), val_get(r, "id"));
		st = sql_exec(
			p->db, "UPDATE records SET customer = $3 WHERE domain = $1 AND customer = $2 AND entity = $4 AND id = $5",
			q, e);
		val_free(r);
	}
	val_free(list);
	return st < 0 ? -1 : 0;
}

/* ---- consents ---- */

static int put_consent(const struct profile_pair *p, val c, long long ts, struct err *e)
{
	val q = val_push(three(p->domain, p->kept, val_str(c, "purpose", "")), val_of_int(ts));

	q = val_push(val_push(q, val_get(c, "granted")), val_get(c, "source"));
	return sql_exec(p->db,
					"INSERT INTO consents (domain, customer_id, purpose, ts, granted, source, message_id)"
					" VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (domain, customer_id, purpose, ts) DO NOTHING",
					val_push(q, val_get(c, "message_id")), e);
}

static int drop_consent(const struct profile_pair *p, const char *customer, const char *purpose, long long ts,
						struct err *e)
{
	return sql_exec(p->db, "DELETE FROM consents WHERE domain = $1 AND customer_id = $2 AND purpose = $3 AND ts = $4",
					val_push(three(p->domain, customer, purpose), val_of_int(ts)), e);
}

/* One of gone's: where kept has one of that very time, a millisecond later. */
static int move_consent(const struct profile_pair *p, val c, val *list, struct err *e)
{
	const char *purpose = val_str(c, "purpose", "");
	long long ts = val_int(c, "ts", 0), as = ts;
	int st;
	val v;

	while ((st = put_consent(p, c, as, e)) == 0)
		as++;
	if (st < 0 || drop_consent(p, p->gone, purpose, ts, e) < 0)
		return -1;
	v = val_set_int(val_set_int(val_set_str(val_object(), "purpose", purpose), "ts", ts), "as", as);
	*list = val_push(*list, v);
	return 0;
}

static int newest_consent(const struct profile_pair *p, const char *purpose, val *row, struct err *e)
{
	return sql_row(p->db,
				   "SELECT granted, ts FROM consents WHERE domain = $1 AND customer_id = $2 AND purpose = $3"
				   " ORDER BY ts DESC LIMIT 1",
				   three(p->domain, p->kept, purpose), row, e);
}

/* What the two do not allow together is written where the newest row of them would say otherwise. */
static int refuse(const struct profile_pair *p, const char *purpose, val *list, struct err *e)
{
	val row, c;
	long long ts;
	int st = newest_consent(p, purpose, &row, e);

	if (st != 0)
		return -1;
	ts = val_int(row, "ts", 0) < p->now ? p->now : val_int(row, "ts", 0) + 1;
	if (val_kind(row) == VAL_OBJECT && val_int(row, "granted", 0)) {
		c = val_set_int(val_set_str(val_object(), "purpose", purpose), "granted", 0);
		c = val_set_str(c, "source", "link");
		st = put_consent(p, c, ts, e) == 1 ? 0 : -1;
		val_free(c);
		*list = val_push(*list, val_set_int(val_set_str(val_object(), "purpose", purpose), "ts", ts));
	}
	val_free(row);
	return st;
}

static int move_consents(const struct profile_pair *p, val kept_row, val *moved, struct err *e)
{
	val rows = val_null(), list = val_array(), refusals = val_array();
	val customer = customer_of_row(kept_row), consent = val_get_object(customer, "consent");
	int st = sql_query(p->db,
					   "SELECT purpose, ts, granted, source, message_id FROM consents WHERE domain = $1"
					   " AND customer_id = $2 ORDER BY purpose, ts",
					   profile_params(p->domain, p->gone), &rows, e);

	for (int i = 0; st == 0 && i < val_len(rows); i++) {
		val c = val_at(rows, i);

		st = move_consent(p, c, &list, e);
		val_free(c);
	}
	val_free(rows);
	for (int i = 0; st == 0 && consent_purposes[i]; i++)
		if (!val_bool(consent, consent_purposes[i], false))
			st = refuse(p, consent_purposes[i], &refusals, e);
	val_free(customer);
	val_free(consent);
	*moved = val_set(val_set(*moved, "consents", list), "refusals", refusals);
	return st;
}

static int back_consent(const struct profile_pair *p, val c, struct err *e)
{
	val q = val_push(three(p->domain, p->kept, p->gone), val_get(c, "purpose"));

	return sql_exec(p->db,
					"UPDATE consents SET customer_id = $3, ts = $6 WHERE domain = $1 AND customer_id = $2"
					" AND purpose = $4 AND ts = $5",
					val_push(val_push(q, val_get(c, "as")), val_get(c, "ts")), e);
}

static int back_consents(const struct profile_pair *p, val moved, struct err *e)
{
	val list = val_get_array(moved, "consents"), refusals = val_get_array(moved, "refusals");
	int st = 0;

	for (int i = 0; i < val_len(refusals) && st >= 0; i++) {
		val c = val_at(refusals, i);

		st = drop_consent(p, p->kept, val_str(c, "purpose", ""), val_int(c, "ts", 0), e);
		val_free(c);
	}
	for (int i = 0; i < val_len(list) && st >= 0; i++) {
		val c = val_at(list, i);

		st = back_consent(p, c, e);
		val_free(c);
	}
	val_free(list);
	val_free(refusals);
	return st < 0 ? -1 : 0;
}

/* ---- its partner in Odoo ---- */

static int has_link(const struct profile_pair *p, const char *id, bool *has, struct err *e)
{
	val row;

	if (sql_row(p->db, "SELECT 1 AS there FROM odoo_links WHERE domain = $1 AND entity = 'customer' AND id = $2",
				profile_params(p->domain, id), &row, e) != 0)
		return -1;
	*has = val_kind(row) == VAL_OBJECT;
	val_free(row);
	return 0;
}

static const char relink[] = "UPDATE odoo_links SET id = $3 WHERE domain = $1 AND entity = 'customer' AND id = $2";

static int move_odoo(const struct profile_pair *p, val *moved, struct err *e)
{
	bool kept, gone;

	if (has_link(p, p->kept, &kept, e) != 0 || has_link(p, p->gone, &gone, e) != 0)
		return -1;
	*moved = val_set_str(*moved, "odoo", !gone ? NULL : kept ? "both" : "moved");
	if (!gone || kept)
		return 0;
	return sql_exec(p->db, relink, three(p->domain, p->gone, p->kept), e) < 0 ? -1 : 0;
}

static int back_odoo(const struct profile_pair *p, val moved, struct err *e)
{
	bool gone;

	if (strcmp(val_str(moved, "odoo", ""), "moved") != 0)
		return 0;
	if (has_link(p, p->gone, &gone, e) != 0)
		return -1;
	return gone || sql_exec(p->db, relink, three(p->domain, p->kept, p->gone), e) >= 0 ? 0 : -1;
}

/* ---- names that lead to the kept one ---- */

static int tie(const struct profile_pair *p, const char *name, val *ties, struct err *e)
{
	int st = sql_exec(p->db,
					  "INSERT INTO customer_ids (domain, external_id, customer_id) VALUES ($1, $2, $3)"
					  " ON CONFLICT (domain, external_id) DO NOTHING",
					  three(p->domain, name, p->kept), e);

	if (st == 1)
		*ties = val_push(*ties, val_of_str(name));
	return st < 0 ? -1 : 0;
}

/* A phone or e-mail that only the gone one had. */
static int tie_reach(const struct profile_pair *p, const char *member, val gone, val kept, val *ties, struct err *e)
{
	const char *had = val_str(gone, member, NULL);

	return had && strcmp(had, val_str(kept, member, "")) != 0 ? tie(p, had, ties, e) : 0;
}

static int add_ties(const struct profile_pair *p, val gone, val kept, val *moved, struct err *e)
{
	val ties = val_array();
	int st = tie(p, p->gone, &ties, e);

	if (st == 0)
		st = tie_reach(p, "phone", gone, kept, &ties, e);
	if (st == 0)
		st = tie_reach(p, "email", gone, kept, &ties, e);
	*moved = val_set(*moved, "ties", ties);
	return st;
}

static int drop_ties(const struct profile_pair *p, val moved, struct err *e)
{
	val list = val_get_array(moved, "ties");
	int st = 0;

	for (int i = 0; i < val_len(list) && st >= 0; i++)
		st = sql_exec(p->db, "DELETE FROM customer_ids WHERE domain = $1 AND customer_id = $2 AND external_id = $3",
					  val_push(profile_params(p->domain, p->kept), val_at(list, i)), e);
	val_free(list);
	return st < 0 ? -1 : 0;
}

/* ---- all of it ---- */

int profile_moved_do(const struct profile_pair *p, val gone_row, val kept_row, val *moved, struct err *e)
{
	int st = 0;

	*moved = val_object();
	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]) && st == 0; i++)
		st = move_table(p, &tables[i], moved, e);
	if (st == 0)
		st = move_records(p, moved, e);
	if (st == 0)
		st = move_consents(p, kept_row, moved, e);
	if (st == 0)
		st = move_odoo(p, moved, e);
	return st == 0 ? add_ties(p, gone_row, kept_row, moved, e) : -1;
}

int profile_moved_undo(const struct profile_pair *p, val moved, struct err *e)
{
	int st = drop_ties(p, moved, e);

	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]) && st == 0; i++)
		st = back_table(p, &tables[i], moved, e);
	if (st == 0)
		st = back_records(p, moved, e);
	if (st == 0)
		st = back_consents(p, moved, e);
	return st == 0 ? back_odoo(p, moved, e) : -1;
}

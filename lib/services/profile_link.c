#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "services/customer.h"
#include "services/outbox.h"

#include "services/profile_link_private.h"

/* ---- rows ---- */

int profile_row(const struct profile_pair *p, const char *id, val *row, struct err *e)
{
	return sql_row(p->db,
				   "SELECT id, name, phone, email, data, created_at, updated_at FROM customers"
				   " WHERE domain = $1 AND id = $2",
				   profile_params(p->domain, id), row, e);
}

int profile_row_put(const struct profile_pair *p, val row, struct err *e)
{
	static const char *const columns[] = {"id", "name", "phone", "email", "data", "created_at", "updated_at"};
	val q = val_push(val_array(), val_of_str(p->domain));

	for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++)
		q = val_push(q, val_get(row, columns[i]));
	return sql_exec(p->db,
					"INSERT INTO customers (domain, id, name, phone, email, data, created_at, updated_at)"
					" VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (domain, id) DO UPDATE SET"
					" name = excluded.name, phone = excluded.phone, email = excluded.email, data = excluded.data,"
					" created_at = excluded.created_at, updated_at = excluded.updated_at",
					q, e) < 0
			   ? -1
			   : 0;
}

/* ---- who ---- */

static int find(const struct profile_pair *p, const char *key, const char *which, char **id, struct err *e)
{
	if (customer_id_of(p->db, p->domain, key, id, e) != 0)
		return err_prefix(e, "the %s customer", which);
	return *id ? 0
			   : err_set(e, ERR_NOINPUT,
						 "there is no such %s customer: give its id, a channel's id, a phone or an e-mail", which);
}

/* Does key, which is no phone or e-mail, name id by the name of another? Then they were made one before. */
static int is_tied(const struct profile_pair *p, const char *key, bool *tied, struct err *e)
{
	val row;

	if (sql_row(p->db, "SELECT customer_id FROM customer_ids WHERE domain = $1 AND external_id = $2",
				profile_params(p->domain, key), &row, e) != 0)
		return -1;
	*tied = strcmp(key, p->kept) != 0 && strcmp(val_str(row, "customer_id", ""), p->kept) == 0;
	val_free(row);
	return 0;
}

/* 1 when they are two and both held; 0 when they are one already. */
static int hold_both(const struct profile_pair *p, const char *gone_key, struct err *e)
{
	bool kept_first = strcmp(p->kept, p->gone) < 0, tied;
	int a, b;

	if (strcmp(p->kept, p->gone) == 0) {
		if (is_tied(p, gone_key, &tied, e) != 0)
			return -1;
		return tied ? 0
					: err_set(e, ERR_DATA,
							  "both are the same customer: name the other one by its id (`cwai profile link --find`"
							  " lists who may be one)");
	}
	/* always in one order, so that two that link the same pair wait for each other */
	a = profile_lock(p->db, p->domain, kept_first ? p->kept : p->gone, e);
	b = a < 0 ? -1 : profile_lock(p->db, p->domain, kept_first ? p->gone : p->kept, e);
	if (b < 0)
		return -1;
	return a == 1 && b == 1 ? 1 : err_set(e, ERR_AGAIN, "one of them was linked by somebody else just now: try again");
}

/* ---- linking ---- */

struct linking {
	struct profile_pair p;
	val kept, gone, after; /* rows: before, and kept's when it is done */
	val moved;
	long long seq; /* of its event */
};

static bool same(val a, val b, const char *key)
{
	val x = val_get(a, key), y = val_get(b, key);
	bool equal = val_equal(x, y);

	val_free(x);
	val_free(y);
	return equal;
}

/* The names of the members that the link changes. */
static val changed(val before, val after)
{
	val out = val_array();

	for (int i = val_iter(after); val_iter_ok(after, i); i = val_iter_next(after, i)) {
		const char *key = val_iter_key(after, i);
		val a = val_member(before, key), b = val_iter_val(after, i);

		if (strcmp(key, "update_history") != 0 && (val_kind(a) == VAL_NONE ? val_is(b) : !val_equal(a, b)))
			out = val_push(out, val_of_str(key));
		val_free(a);
		val_free(b);
	}
	return out;
}

/* Writes kept as both are together. *reached: its name, phone or e-mail is another. */
static int write_united(struct linking *l, bool *reached, struct err *e)
{
	val a = customer_of_row(l->kept), b = customer_of_row(l->gone);
	val both = profile_merge_join(a, b), fields = changed(a, both);
	int st;

	both = profile_noted(both, l->p.source, fields, l->p.now);
	*reached = !same(a, both, "name") || !same(a, both, "phone") || !same(a, both, "email");
	st = customer_write(l->p.db, l->p.domain, both, l->p.now, e);
	if (st == 0)
		st = profile_row(&l->p, l->p.kept, &l->after, e);
	val_free(a);
	val_free(b);
	val_free(both);
	return st;
}

static int note(struct linking *l, bool reached, struct err *e)
{
	const struct outbox_event gone = {
		.entity = "profile", .id = l->p.gone, .action = "delete", .origin = "cwai", .ts = l->p.now};

	if (outbox_put(l->p.db, l->p.domain, &gone, &l->seq, e) != 0)
		return -1;
	return profile_note(l->p.db, l->p.domain, l->p.kept, "update", l->p.source, reached, l->p.now, e);
}

static int keep(const struct linking *l, struct err *e)
{
	val data = val_set(val_set(val_object(), "kept", val_copy(l->kept)), "gone", val_copy(l->gone));
	val q = val_push(val_push(val_array(), val_of_str(l->p.domain)), val_of_int(l->seq));

	data = val_set(val_set(data, "after", val_copy(l->after)), "moved", val_copy(l->moved));
	q = val_push(val_push(val_push(q, val_of_str(l->p.kept)), val_of_str(l->p.gone)), data);
	q = val_push(val_push(q, val_of_str(l->p.source)), val_of_int(l->p.now));
	return sql_exec(
			   l->p.db,
			   "INSERT INTO merges (domain, seq, kept, gone, data, source, ts) VALUES ($1, $2, $3, $4, $5, $6, $7)", q,
			   e) < 0
			   ? -1
			   : 0;
}

static int unite(struct linking *l, struct err *e)
{
	bool reached, moved;

	if (profile_row(&l->p, l->p.kept, &l->kept, e) != 0 || profile_row(&l->p, l->p.gone, &l->gone, e) != 0 ||
		write_united(l, &reached, e) != 0)
		return -1;
	if (sql_exec(l->p.db, "DELETE FROM customers WHERE domain = $1 AND id = $2", profile_params(l->p.domain, l->p.gone),
				 e) < 0)
		return -1;
	if (profile_moved_do(&l->p, l->gone, l->after, &l->moved, e) != 0)
		return -1;
	moved = strcmp(val_str(l->moved, "odoo", ""), "moved") == 0;
	return note(l, reached || moved, e) == 0 ? keep(l, e) : -1;
}

static val told(const struct linking *l, const char *gone, bool linked)
{
	val v = val_set_str(val_set_str(val_object(), "id", l->p.kept), "gone", gone), n = val_object();

	v = val_set(v, "linked", val_true(linked));
	for (int i = val_iter(l->moved); linked && val_iter_ok(l->moved, i); i = val_iter_next(l->moved, i)) {
		val list = val_iter_val(l->moved, i);

		if (val_kind(list) == VAL_ARRAY)
			n = val_set_int(n, val_iter_key(l->moved, i), val_len(list));
		val_free(list);
	}
	return val_set(val_set(v, "moved", n), "odoo", val_get(l->moved, "odoo"));
}

/* Inside the transaction. */
static int link_two(struct linking *l, const struct profile_link *q, struct err *e)
{
	int st;

	if (find(&l->p, q->kept, "first", &l->p.kept, e) != 0 || find(&l->p, q->gone, "second", &l->p.gone, e) != 0)
		return -1;
	st = hold_both(&l->p, q->gone, e);
	if (st == 1 && unite(l, e) != 0)
		st = -1;
	return st;
}

int profile_link(struct sql *db, const struct domain *d, const struct profile_link *q, val *out, struct err *e)
{
	struct linking l = {.p = {.db = db, .domain = domain_name(d), .source = q->source, .now = q->now}};
	int st;

	l.kept = l.gone = l.after = l.moved = val_null();
	if (sql_begin(db, e) != 0)
		return -1;
	st = link_two(&l, q, e);
	if (st == 1 && profile_audit(db, q->key, l.p.domain, "write", l.p.kept, "link", q->source, q->now, e) != 0)
		st = -1;
	if (st == 1 && !q->dry && sql_commit(db, e) != 0)
		st = -1;
	sql_rollback(db);
	if (st >= 0 && out)
		*out = told(&l, st == 1 ? l.p.gone : q->gone, st == 1);
	free(l.p.kept);
	free(l.p.gone);
	val_free(l.kept);
	val_free(l.gone);
	val_free(l.after);
	val_free(l.moved);
	return st;
}

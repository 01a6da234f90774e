#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "clients/odoo.h"
#include "record/rec.h"
#include "services/customer.h"
#include "services/outbox.h"
#include "services/privacy.h"
#include "services/product.h"
#include "services/rule.h"

#include "services/entity.h"

#define SOURCE "odoo" /* of rules that are written here */

struct entity_store {
	struct sql *db;
	const struct domain *d;
	const char *domain;
	struct product_store *products;
	bool products_changed, rules_changed;
};

struct entity_store *entity_open(struct sql *db, const struct domain *d, struct err *e)
{
	struct entity_store *s = mem_zalloc(sizeof(*s));

	s->db = db;
	s->d = d;
	s->domain = domain_name(d);
	s->products = product_open(db, d, NULL, e);
	if (s->products)
		return s;
	free(s);
	return NULL;
}

void entity_close(struct entity_store *s)
{
	if (!s)
		return;
	product_close(s->products);
	free(s);
}

static bool is(const struct entity *n, const char *kind)
{
	return strcmp(n->kind, kind) == 0;
}

static val row_key(const char *domain, const char *a, const char *b)
{
	return val_push(val_push(val_push(val_array(), val_of_str(domain)), val_of_str(a)), val_of_str(b));
}

static val key(const struct entity_store *s, const char *a, const char *b)
{
	return row_key(s->domain, a, b);
}

/* ---- reading ---- */

/* The JSON text of a row's data, as a value. */
static val data_of(val row)
{
	const char *text = val_str(row, "data", "{}");
	val v = val_parse(text, strlen(text), NULL);

	if (val_kind(v) != VAL_OBJECT) {
		val_free(v);
		v = val_object();
	}
	v = val_set_str(v, "id", val_str(row, "id", ""));
	return val_int(row, "active", 1) ? v : val_set(v, "active", val_true(false));
}

static int get_record(struct entity_store *s, const char *name, const char *id, val *out, struct err *e)
{
	val row;

	if (sql_row(s->db, "SELECT id, data, active FROM records WHERE domain = $1 AND entity = $2 AND id = $3",
				key(s, name, id), &row, e) != 0)
		return -1;
	*out = val_kind(row) == VAL_OBJECT ? data_of(row) : val_null();
	val_free(row);
	return 0;
}

static int get_rule(struct entity_store *s, const char *id, val *out, struct err *e)
{
	val p = val_push(val_push(val_array(), val_of_str(s->domain)), val_of_str(id));

	return sql_row(s->db,
				   "SELECT id, type, subject, question, answer, valid_from, valid_to FROM rules"
				   " WHERE domain = $1 AND id = $2",
				   p, out, e);
}

int entity_get(struct entity_store *s, const struct entity *n, const char *id, val *out, struct err *e)
{
	int st;

	if (is(n, "product"))
		st = product_any(s->products, id, out, e); /* hidden ones too */
	else if (is(n, "customer"))
		st = customer_get(s->db, s->domain, id, out, e);
	else if (is(n, "rule"))
		st = get_rule(s, id, out, e);
	else
		st = get_record(s, n->name, id, out, e);
	if (st == 0 && val_kind(*out) == VAL_NONE)
		*out = val_null();
	return st;
}

int entity_match(struct entity_store *s, const struct entity *n, const char *field, const char *value, val *out,
				 struct err *e)
{
	int st = 0;

	*out = val_null();
	if (is(n, "customer") && (strcmp(field, "phone") == 0 || strcmp(field, "email") == 0))
		st = customer_by_reach(s->db, s->domain, value, out, e);
	if (st == 0 && val_kind(*out) == VAL_NONE)
		*out = val_null();
	return st;
}

struct each {
	int (*fn)(void *cookie, val v, struct err *e);
	void *cookie;
};

static int give(void *cookie, val row, struct err *e)
{
	struct each *x = cookie;
	val v = data_of(row);

	val_free(row);
	return x->fn(x->cookie, v, e);
}

int entity_each(struct entity_store *s, const char *name, int (*fn)(void *cookie, val v, struct err *e), void *cookie,
				struct err *e)
{
	struct each x = {fn, cookie};
	val p = val_push(val_push(val_array(), val_of_str(s->domain)), val_of_str(name));

	return sql_each(s->db, "SELECT id, data, active FROM records WHERE domain = $1 AND entity = $2 ORDER BY id", p,
					give, &x, e);
}

static int gather(void *cookie, val row, struct err *e)
{
	val *all = cookie;

	(void)e;
	*all = val_push(*all, data_of(row));
	val_free(row);
	return 0;
}

int entity_newest(struct sql *db, const char *domain, const struct entity_span *x, val *out, struct err *e)
{
	val p = val_push(val_push(val_array(), val_of_str(domain)), val_of_str(x->entity));

	p = val_push(val_push(p, val_of_str(x->customer)), val_of_int(x->before));
	*out = val_array();
	if (sql_each(db,
				 "SELECT id, data, active FROM records WHERE domain = $1 AND entity = $2 AND customer = $3 AND at < $4"
				 " AND active <> 0 ORDER BY at DESC, id DESC LIMIT $5",
				 val_push(p, val_of_int(x->limit)), gather, out, e) == 0)
		return 0;
	val_free(*out);
	return -1;
}

struct sum {
	const char *field;
	double sum;
	int n;
};

static int add_up(void *cookie, val row, struct err *e)
{
	struct sum *x = cookie;
	val v = data_of(row);

	(void)e;
	x->sum += val_num(v, x->field, 0);
	x->n++;
	val_free(v);
	val_free(row);
	return 0;
}

int entity_sum(struct entity_store *s, const char *name, const char *parent, const char *field, double *sum, int *n,
			   struct err *e)
{
	struct sum x = {.field = field};

	if (sql_each(
			s->db,
			"SELECT id, data, active FROM records WHERE domain = $1 AND entity = $2 AND parent = $3 AND active <> 0",
			key(s, name, parent), add_up, &x, e) != 0)
		return -1;
	*sum = x.sum;
	*n = x.n;
	return 0;
}

/* ---- writing ---- */

val entity_normal(struct entity_store *s, const struct entity *n, val v)
{
	if (is(n, "product"))
		return product_normal(s->d, v);
	return is(n, "customer") ? customer_normal(v) : v;
}

/* When a record was: the first of its times that is one, null when none is. */
static val time_of(val v)
{
	static const char *const members[] = {"date", "start", "ts", "created"};
	date_ms at;

	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
		const char *text = val_str(v, members[i], NULL);

		if (text && date_parse(text, &at, NULL) == 0)
			return val_of_int(at);
	}
	return val_null();
}

/* The customer with that id, or the one whose partner it is in Odoo. *out: the id, null when there is none. */
static int customer_by_any(struct sql *db, const char *domain, const char *id, val *out, struct err *e)
{
	static const char query[] = "SELECT COALESCE((SELECT id FROM customers WHERE domain = $1 AND id = $2),"
								" (SELECT id FROM odoo_links WHERE domain = $1 AND entity = 'customer'"
								" AND model = 'res.partner' AND remote_id = $3)) AS id";
	val row, p = val_push(val_push(val_array(), val_of_str(domain)), val_of_str(id));

	if (sql_row(db, query, val_push(p, val_of_int(odoo_id_number(id, "res.partner"))), &row, e) != 0)
		return -1;
	*out = val_get(row, "id");
	val_free(row);
	return 0;
}

/* Whose record it is: its "customer", else the first of its "people" who is one. *out is null when it is nobody's. */
static int owner_of(struct sql *db, const char *domain, val v, val *out, struct err *e)
{
	val people = val_get_array(v, "people");
	int st = 0;

	*out = val_of_str(val_str(v, "customer", NULL));
	for (int i = 0; i < val_len(people) && st == 0 && !val_is(*out); i++) {
		val one = val_at(people, i);

		if (val_text(one, NULL))
			st = customer_by_any(db, domain, val_text(one, ""), out, e);
		val_free(one);
	}
	val_free(people);
	return st;
}

static int put_record(struct sql *db, const char *domain, const char *name, val v, date_ms now, struct err *e)
{
	struct buf b = {0};
	val owner, p;

	if (owner_of(db, domain, v, &owner, e) != 0)
		return -1;
	p = row_key(domain, name, val_str(v, "id", ""));

	val_dump(v, &b);
	p = val_push(val_push(p, val_of_str(val_str(v, "parent", NULL))), val_of_str(buf_str(&b)));
	p = val_push(val_push(p, val_of_int(val_bool(v, "active", true))), val_of_int(now));
	p = val_push(val_push(p, owner), time_of(v));
	buf_free(&b);
	return sql_exec(db,
					"INSERT INTO records (domain, entity, id, parent, data, active, updated_at, customer, at)"
					" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (domain, entity, id) DO UPDATE SET"
					" parent = excluded.parent, data = excluded.data, active = excluded.active,"
					" updated_at = excluded.updated_at, customer = excluded.customer, at = excluded.at",
					p, e) < 0
			   ? -1
			   : 0;
}

static int note(struct entity_store *s, const struct entity *n, const char *id, const char *action, const char *origin,
				date_ms now, long long *seq, struct err *e)
{
	const struct outbox_event event = {.entity = n->name, .id = id, .action = action, .origin = origin, .ts = now};

	s->products_changed = s->products_changed || is(n, "product");
	s->rules_changed = s->rules_changed || is(n, "rule");
	return outbox_put(s->db, s->domain, &event, seq, e);
}

/* "insert", or "update" when there is one. */
static int action_for(struct entity_store *s, const struct entity *n, const char *id, const char **action,
					  struct err *e)
{
	val before;

	if (entity_get(s, n, id, &before, e) != 0)
		return -1;
	*action = val_kind(before) == VAL_OBJECT ? "update" : "insert";
	val_free(before);
	return 0;
}

int entity_put(struct entity_store *s, const struct entity *n, val v, const char *action, const char *origin,
			   date_ms now, long long *seq, struct err *e)
{
	const char *id = val_str(v, "id", "");
	int st;

	if (!*id)
		return err_set(e, ERR_DATA, "a %s without \"id\", a text", n->name);
	if (!action && action_for(s, n, id, &action, e) != 0)
		return -1;
	if (is(n, "product"))
		st = product_write(s->products, v, e);
	else if (is(n, "customer"))
		st = customer_write(s->db, s->domain, v, now, e);
	else if (is(n, "rule"))
		st = rule_write(s->db, s->domain, v, SOURCE, e);
	else
		st = put_record(s->db, s->domain, n->name, v, now, e);
	return st == 0 ? note(s, n, id, action, origin, now, seq, e) : -1;
}

int entity_delete(struct entity_store *s, const struct entity *n, const char *id, const char *origin, date_ms now,
				  long long *seq, struct err *e)
{
	val before;
	bool there;
	int st;

	if (entity_get(s, n, id, &before, e) != 0)
		return -1;
	there = val_kind(before) == VAL_OBJECT;
	val_free(before);
	if (!there)
		return 0;
	if (is(n, "product"))
		st = product_delete(s->products, id, e);
	else if (is(n, "customer"))
		st = customer_delete(s->db, s->domain, id, e);
	else if (is(n, "rule"))
		st = rule_delete(s->db, s->domain, id, SOURCE, e);
	else
		st = sql_exec(s->db, "DELETE FROM records WHERE domain = $1 AND entity = $2 AND id = $3", key(s, n->name, id),
					  e) < 0
				 ? -1
				 : 0;
	return st == 0 ? note(s, n, id, "delete", origin, now, seq, e) : -1;
}

int entity_finish(struct entity_store *s, struct err *e)
{
	bool products = s->products_changed, rules = s->rules_changed;

	s->products_changed = s->rules_changed = false;
	if (products && product_changed(s->products, e) != 0)
		return -1;
	return rules ? rule_changed(s->db, s->domain, e) : 0;
}

/* ---- samples ---- */

struct import {
	struct sql *db;
	const char *domain, *name;
	const struct pseudonym *key;
	date_ms now;
	int n;
};

static int import_one(void *cookie, struct rec *r, struct err *e)
{
	struct import *im = cookie;
	val v = rec_val(r, "");
	const char *whose = val_str(v, "customer", NULL);
	int erased = 0, st = *val_str(v, "id", "") ? 0 : err_set(e, ERR_DATA, "a %s without \"id\", a text", im->name);

	if (st == 0 && im->key && whose)
		st = erased = privacy_erased(im->db, im->key, im->domain, whose, e);
	if (st == 0)
		st = put_record(im->db, im->domain, im->name, v, im->now, e);
	val_free(v);
	im->n += erased == 0;
	return st < 0 ? -1 : 0;
}

int entity_import(struct sql *db, const char *domain, const char *name, const char *path, const struct pseudonym *key,
				  date_ms now, int *n, struct err *e)
{
	struct import im = {db, domain, name, key, now, 0};
	int st = sql_import(db, path, import_one, &im, e);

	*n = st == 0 ? im.n : 0;
	return st;
}

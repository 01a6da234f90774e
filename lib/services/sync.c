#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "services/sync_private.h"

/* ---- options ---- */

static int seconds(val conf, const char *name, long dflt, long *out, struct err *e)
{
	val v = val_get(conf, name);
	double n = val_number(v, val_is(v) ? -1 : (double)dflt);

	val_free(v);
	if (!(n >= 0 && n < 1e9))
		return err_set(e, ERR_CONFIG, "odoo.%s must be a number of seconds", name);
	*out = (long)n;
	return 0;
}

int sync_configure(struct sync_options *o, val conf, struct err *e)
{
	return seconds(conf, "overlap", 600, &o->overlap, e) != 0 ||
				   seconds(conf, "reconcile", 86400, &o->reconcile, e) != 0 ||
				   seconds(conf, "settle", 180, &o->settle, e) != 0
			   ? -1
			   : 0;
}

struct sync *sync_open(struct sql *db, struct odoo *odoo, const struct domain *d, const struct sync_options *o,
					   struct err *e)
{
	struct sync *s = mem_zalloc(sizeof(*s));

	s->db = db;
	s->odoo = odoo;
	s->d = d;
	s->domain = domain_name(d);
	s->o = *o;
	s->erased = -1;
	s->vars = val_object();
	s->missing = val_object();
	s->store = entity_open(db, d, e);
	if (s->store && sync_map_load(s, e) == 0)
		return s;
	sync_close(s);
	return NULL;
}

void sync_close(struct sync *s)
{
	if (!s)
		return;
	sync_map_free(s);
	entity_close(s->store);
	sync_program_free(s);
	val_free(s->vars);
	val_free(s->missing);
	free(s);
}

int sync_count(const struct sync *s)
{
	return s->n;
}

const char *sync_name(const struct sync *s, int i)
{
	return s->entity[i].n.name;
}

int sync_find(const struct sync *s, const char *name)
{
	for (int i = 0; i < s->n; i++)
		if (strcmp(s->entity[i].n.name, name) == 0)
			return i;
	return -1;
}

bool sync_pushes(const struct sync *s, int i)
{
	return sync_map_pushes(&s->entity[i]);
}

int sync_model(struct sync *s, int i, const char **what, struct err *e)
{
	int st = sync_map_look(s, &s->entity[i], e);

	*what = st > 0 ? s->entity[i].model : s->entity[i].missing;
	return st;
}

int sync_compile(const struct sync *s, int i, struct err *e)
{
	return sync_program_check(&s->entity[i], e);
}

bool sync_goes_on(const struct sync *s, const struct err *e)
{
	return e->kind == ERR_DATA || e->kind == ERR_CONFIG || (e->kind == ERR_REFUSED && !odoo_is_shut(s->odoo));
}

int sync_lock(struct sync *s, struct err *e)
{
	char *name = mem_printf("odoo-sync-%s", s->domain);
	int st = sql_lock(s->db, name, e);

	free(name);
	if (st == 0)
		return err_set(e, ERR_AGAIN, "another run of the same domain is not done yet: it goes on, this one ends");
	return st > 0 ? 0 : -1;
}

/* ---- records by hand ---- */

int sync_get(struct sync *s, int i, const char *id, val *out, struct err *e)
{
	return entity_get(s->store, &s->entity[i].n, id, out, e);
}

/* v (borrowed) without what a record has around its own members. */
static val members_of(val v)
{
	static const char *const around[] = {"v", "kind", "entity", "ts", "trace", "domain", "error"};
	val out = val_object();

	for (int i = val_iter(v); val_iter_ok(v, i); i = val_iter_next(v, i)) {
		bool skip = false;

		for (size_t k = 0; k < sizeof(around) / sizeof(around[0]); k++)
			skip = skip || strcmp(around[k], val_iter_key(v, i)) == 0;
		if (!skip)
			out = val_set(out, val_iter_key(v, i), val_iter_val(v, i));
	}
	return out;
}

/* record (consumed) with the members of v (borrowed) over it, those of objects one by one; lists are put whole. */
static val put_over(val record, val v)
{
	for (int i = val_iter(v); val_iter_ok(v, i); i = val_iter_next(v, i)) {
		const char *member = val_iter_key(v, i);
		val to = val_iter_val(v, i), was = val_member(record, member);

		if (val_kind(to) == VAL_OBJECT && val_kind(was) == VAL_OBJECT) {
			record = val_set(record, member, put_over(was, to));
			val_free(to);
		} else {
			record = val_set(record, member, to);
			val_free(was);
		}
	}
	return record;
}

/* The record as it is, with the members of v over it. */
static int put(struct sync *s, const struct sync_entity *n, val v, struct err *e)
{
	const char *id = val_str(v, "id", "");
	val record, before, members;
	int st;

	if (val_bool(v, "deleted", false))
		return entity_delete(s->store, &n->n, id, "cwai", date_now(), NULL, e);
	if (entity_get(s->store, &n->n, id, &before, e) != 0)
		return -1;
	record = val_kind(before) == VAL_OBJECT ? before : val_object();
	members = members_of(v);
	record = entity_normal(s->store, &n->n, put_over(record, members));
	val_free(members);
	st = entity_put(s->store, &n->n, record, NULL, "cwai", date_now(), NULL, e);
	val_free(record);
	return st;
}

int sync_put(struct sync *s, int i, val v, struct err *e)
{
	const struct sync_entity *n = &s->entity[i];
	val deleted = val_get(v, "deleted");
	bool is_word = !val_is(deleted) || val_kind(deleted) == VAL_BOOL;

	val_free(deleted);
	if (!is_word)
		return err_set(e, ERR_DATA, "deleted must be true or false");
	if (!sync_map_pushes(n))
		return err_set(e, ERR_DATA, "%s comes from Odoo and is only read: change it there", n->n.name);
	if (!*val_str(v, "id", ""))
		return err_set(e, ERR_DATA, "a record needs an id, a text");
	if (!val_bool(v, "deleted", false) && sync_row_check_id(n, val_str(v, "id", ""), e) != 0)
		return -1;
	if (sql_begin(s->db, e) != 0)
		return -1;
	return sync_apply_end(s, put(s, n, v, e), e);
}

int sync_each(struct sync *s, int i, int (*fn)(void *cookie, val v, struct err *e), void *cookie, struct err *e)
{
	const struct sync_entity *n = &s->entity[i];
	val p = val_push(val_push(val_array(), val_of_str(s->domain)), val_of_str(n->n.name)), rows;
	int st = 0;

	if (strcmp(n->n.kind, "record") == 0) {
		val_free(p);
		return entity_each(s->store, n->n.name, fn, cookie, e);
	}
	if (sql_query(s->db, "SELECT id FROM odoo_links WHERE domain = $1 AND entity = $2 ORDER BY id", p, &rows, e) != 0)
		return -1;
	for (int k = 0; k < val_len(rows) && st == 0; k++) {
		val row = val_at(rows, k), v;

		st = entity_get(s->store, &n->n, val_str(row, "id", ""), &v, e);
		if (st == 0 && val_kind(v) == VAL_OBJECT)
			st = fn(cookie, v, e);
		else if (st == 0)
			val_free(v);
		val_free(row);
	}
	val_free(rows);
	return st;
}

/* ---- status ---- */

static int count(struct sync *s, const struct sync_entity *n, const char *what, long long *out, struct err *e)
{
	char *query = mem_printf("SELECT COUNT(*) AS n FROM odoo_links WHERE domain = $1 AND entity = $2 AND %s", what);
	val p = val_push(val_push(val_array(), val_of_str(s->domain)), val_of_str(n->n.name)), row;
	int st = sql_row(s->db, query, p, &row, e);

	free(query);
	if (st != 0)
		return -1;
	*out = val_int(row, "n", 0);
	val_free(row);
	return 0;
}

/* What Odoo refused, and why. */
static int list_failed(struct sync *s, const struct sync_entity *n, val *out, struct err *e)
{
	val p = val_push(val_push(val_array(), val_of_str(s->domain)), val_of_str(n->n.name));

	return sql_query(
		s->db,
		"SELECT id, failed AS error FROM odoo_links WHERE domain = $1 AND entity = $2 AND failed IS NOT NULL"
		" ORDER BY pending, id LIMIT $3",
		val_push(p, val_of_int(SYNC_TELL)), out, e);
}

int sync_status(struct sync *s, int i, val *out, struct err *e)
{
	struct sync_entity *n = &s->entity[i];
	char *name = mem_printf("pull:%s", n->n.name);
	long long rows, pending, failed;
	val state = val_null(), list = val_null();
	int st = sync_link_take_outbox(s, e);

	if (st == 0)
		st = sync_state_get(s, name, &state, e);
	free(name);
	if (st == 0)
		st = count(s, n, "base IS NOT NULL AND base <> 'null'", &rows, e);
	if (st == 0)
		st = count(s, n, "pending IS NOT NULL AND failed IS NULL", &pending, e);
	if (st == 0)
		st = count(s, n, "failed IS NOT NULL", &failed, e);
	if (st == 0)
		st = list_failed(s, n, &list, e);
	if (st == 0) {
		*out = val_set_str(val_set_str(val_object(), "entity", n->n.name), "direction",
						   sync_map_pushes(n) ? "both" : "pull");
		*out = val_set(val_set(*out, "model", val_get(state, "model")), "unavailable", val_get(state, "unavailable"));
		*out = val_set(val_set(*out, "last_run", val_get(state, "run")), "since", val_get(state, "since"));
		*out = val_set_int(val_set_int(*out, "rows", rows), "pending", pending);
		*out = val_set_int(*out, "failed", failed);
		if (failed)
			*out = val_set(*out, "failed_records", val_copy(list));
	}
	val_free(list);
	val_free(state);
	return st;
}

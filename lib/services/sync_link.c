#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "services/outbox.h"
#include "services/sync_private.h"

#define COLUMNS "id, remote_id, base, remote_date, row_hash, pending, changed_at, attempted_at, failed"
#define BATCH 500

static char *dup_or_null(const char *s)
{
	return s ? mem_dup(s) : NULL;
}

void sync_link_free(struct sync_link *l)
{
	free(l->id);
	free(l->remote_date);
	free(l->failed);
	if (l->there)
		val_free(l->base);
	*l = (struct sync_link){.base = val_null()};
}

static val key(const struct sync *s, const struct sync_entity *n)
{
	return val_push(val_push(val_array(), val_of_str(s->domain)), val_of_str(n->n.name));
}

static void read_row(struct sync_link *l, val row)
{
	const char *base = val_str(row, "base", NULL);

	*l = (struct sync_link){.base = val_null(), .there = val_kind(row) == VAL_OBJECT};
	if (!l->there)
		return;
	l->id = mem_dup(val_str(row, "id", ""));
	l->remote_id = val_int(row, "remote_id", 0);
	l->base = base ? val_parse(base, strlen(base), NULL) : val_null();
	l->remote_date = dup_or_null(val_str(row, "remote_date", NULL));
	l->row_hash = val_int(row, "row_hash", 0);
	l->pending = val_int(row, "pending", 0);
	l->changed_at = val_int(row, "changed_at", 0);
	l->attempted_at = val_int(row, "attempted_at", 0);
	l->failed = dup_or_null(val_str(row, "failed", NULL));
}

static int read_one(struct sync *s, const char *query, val params, struct sync_link *l, struct err *e)
{
	val row;

	if (sql_row(s->db, query, params, &row, e) != 0)
		return -1;
	read_row(l, row);
	val_free(row);
	return 0;
}

int sync_link_by_id(struct sync *s, const struct sync_entity *n, const char *id, struct sync_link *l, struct err *e)
{
	return read_one(s, "SELECT " COLUMNS " FROM odoo_links WHERE domain = $1 AND entity = $2 AND id = $3",
					val_push(key(s, n), val_of_str(id)), l, e);
}

int sync_link_by_remote(struct sync *s, const struct sync_entity *n, long long number, struct sync_link *l,
						struct err *e)
{
	return read_one(
		s, "SELECT " COLUMNS " FROM odoo_links WHERE domain = $1 AND entity = $2 AND model = $3 AND remote_id = $4",
		val_push(val_push(key(s, n), val_of_str(n->model)), val_of_int(number)), l, e);
}

static val number_or_null(long long n)
{
	return n ? val_of_int(n) : val_null();
}

int sync_link_put(struct sync *s, const struct sync_entity *n, const struct sync_link *l, struct err *e)
{
	val p = val_push(val_push(key(s, n), val_of_str(l->id)), val_of_str(n->model));

	p = val_push(val_push(p, number_or_null(l->remote_id)), val_copy(l->base));
	p = val_push(val_push(p, val_of_str(l->remote_date)), number_or_null(l->row_hash));
	p = val_push(val_push(p, number_or_null(l->pending)), number_or_null(l->changed_at));
	p = val_push(p, number_or_null(l->attempted_at));
	return sql_exec(
			   s->db,
			   "INSERT INTO odoo_links (domain, entity, id, model, remote_id, base, remote_date, row_hash, pending,"
			   " changed_at, attempted_at, failed) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
			   " ON CONFLICT (domain, entity, id) DO UPDATE SET model = excluded.model,"
			   " remote_id = excluded.remote_id, base = excluded.base, remote_date = excluded.remote_date,"
			   " row_hash = excluded.row_hash, pending = excluded.pending, changed_at = excluded.changed_at,"
			   " attempted_at = excluded.attempted_at, failed = excluded.failed",
			   val_push(p, val_of_str(l->failed)), e) < 0
			   ? -1
			   : 0;
}

void sync_link_allow(struct sync_link *l)
{
	free(l->failed);
	l->failed = NULL;
}

int sync_link_drop(struct sync *s, const struct sync_entity *n, const char *id, struct err *e)
{
	return sql_exec(s->db, "DELETE FROM odoo_links WHERE domain = $1 AND entity = $2 AND id = $3",
					val_push(key(s, n), val_of_str(id)), e) < 0
			   ? -1
			   : 0;
}

/* ---- lists ---- */

struct numbers {
	long long *v;
	long n, cap;
};

static int add_number(void *cookie, const char *const *cell, int n, struct err *e)
{
	struct numbers *x = cookie;

	(void)n;
	(void)e;
	if (x->n == x->cap) {
		x->cap = x->cap ? 2 * x->cap : 1024;
		x->v = mem_array(x->v, (size_t)x->cap, sizeof(*x->v));
	}
	x->v[x->n++] = cell[0] ? strtoll(cell[0], NULL, 10) : 0;
	return 0;
}

long sync_link_numbers(struct sync *s, const struct sync_entity *n, long long **number, struct err *e)
{
	struct numbers x = {0};

	if (sql_cells(s->db,
				  "SELECT remote_id FROM odoo_links WHERE domain = $1 AND entity = $2 AND model = $3"
				  " AND remote_id IS NOT NULL AND COALESCE(remote_date, '') <> '" SYNC_OUTSIDE "' ORDER BY remote_id",
				  val_push(key(s, n), val_of_str(n->model)), add_number, &x, e) != 0) {
		free(x.v);
		return -1;
	}
	*number = x.v;
	return x.n;
}

long sync_link_count(struct sync *s, const struct sync_entity *n, struct err *e)
{
	val row;
	long count;

	if (sql_row(s->db,
				"SELECT COUNT(*) AS n FROM odoo_links WHERE domain = $1 AND entity = $2 AND model = $3"
				" AND remote_id IS NOT NULL AND COALESCE(remote_date, '') <> '" SYNC_OUTSIDE "'",
				val_push(key(s, n), val_of_str(n->model)), &row, e) != 0)
		return -1;
	count = (long)val_int(row, "n", 0);
	val_free(row);
	return count;
}

struct known {
	struct sync_known *v;
	long n, cap;
};

static int add_known(void *cookie, const char *const *cell, int n, struct err *e)
{
	struct known *x = cookie;

	(void)n;
	(void)e;
	if (x->n == x->cap) {
		x->cap = x->cap ? 2 * x->cap : 1024;
		x->v = mem_array(x->v, (size_t)x->cap, sizeof(*x->v));
	}
	x->v[x->n++] =
		(struct sync_known){cell[0] ? strtoll(cell[0], NULL, 10) : 0, cell[1] ? strtoll(cell[1], NULL, 10) : 0};
	return 0;
}

long sync_link_known(struct sync *s, const struct sync_entity *n, long long first, long long last,
					 struct sync_known **known, struct err *e)
{
	struct known x = {0};
	val p = val_push(key(s, n), val_of_str(n->model));

	*known = NULL;
	if (sql_cells(s->db,
				  "SELECT remote_id, row_hash FROM odoo_links WHERE domain = $1 AND entity = $2 AND model = $3"
				  " AND remote_id BETWEEN $4 AND $5 AND COALESCE(remote_date, '') <> '" SYNC_OUTSIDE
				  "' ORDER BY remote_id",
				  val_push(val_push(p, val_of_int(first)), val_of_int(last)), add_known, &x, e) != 0) {
		free(x.v);
		return -1;
	}
	*known = x.v;
	return x.n;
}

int sync_link_pending(struct sync *s, const struct sync_entity *n, bool all, val *out, struct err *e)
{
	val rows;

	*out = val_array();
	if (sql_query(
			s->db,
			all ? "SELECT id FROM odoo_links WHERE domain = $1 AND entity = $2 AND pending IS NOT NULL ORDER BY pending"
				: "SELECT id FROM odoo_links WHERE domain = $1 AND entity = $2 AND pending IS NOT NULL"
				  " AND failed IS NULL ORDER BY pending",
			key(s, n), &rows, e) != 0)
		return -1;
	for (int i = 0; i < val_len(rows); i++) {
		val row = val_at(rows, i);

		*out = val_push(*out, val_get(row, "id"));
		val_free(row);
	}
	val_free(rows);
	return 0;
}

/* ---- the outbox ---- */

static const struct sync_entity *entity_of(const struct sync *s, const char *name)
{
	int i = sync_find(s, name);

	return i >= 0 && sync_map_pushes(&s->entity[i]) ? &s->entity[i] : NULL;
}

/* A change made here: its record waits to be pushed. */
static int mark(struct sync *s, val event, struct err *e)
{
	const struct sync_entity *n = entity_of(s, val_str(event, "entity", ""));
	date_ms ts = 0;
	val p;

	if (!n || strcmp(val_str(event, "origin", ""), "odoo") == 0 || date_parse(val_str(event, "ts", ""), &ts, NULL) != 0)
		return 0;
	p = val_push(val_push(key(s, n), val_get(event, "entity_id")), val_get(event, "seq"));
	return sql_exec(s->db,
					"INSERT INTO odoo_links (domain, entity, id, pending, changed_at) VALUES ($1, $2, $3, $4, $5)"
					" ON CONFLICT (domain, entity, id) DO UPDATE SET pending = excluded.pending,"
					" changed_at = excluded.changed_at, failed = NULL",
					val_push(p, val_of_int(ts)), e) < 0
			   ? -1
			   : 0;
}

/* One batch; *n: how many events there were. */
static int take_batch(struct sync *s, int *n, struct err *e)
{
	val state, events;
	long long seq;
	int st = 0;

	*n = 0;
	if (sync_state_get(s, "outbox:odoo", &state, e) != 0)
		return -1;
	seq = val_int(state, "seq", 0);
	val_free(state);
	if (outbox_read(s->db, s->domain, seq, BATCH, &events, e) != 0)
		return -1;
	*n = val_len(events);
	for (int i = 0; i < *n && st == 0; i++) {
		val event = val_at(events, i);

		st = mark(s, event, e);
		seq = val_int(event, "seq", seq);
		val_free(event);
	}
	val_free(events);
	if (st == 0 && *n > 0)
		st = sync_state_put(s, "outbox:odoo", val_set_int(val_object(), "seq", seq), e);
	return st;
}

int sync_link_take_outbox(struct sync *s, struct err *e)
{
	int n = BATCH;

	while (n == BATCH) {
		if (sql_begin(s->db, e) != 0)
			return -1;
		if (take_batch(s, &n, e) != 0) {
			sql_rollback(s->db);
			return -1;
		}
		if (sql_commit(s->db, e) != 0)
			return -1;
	}
	return 0;
}

int sync_link_begin(struct sync *s, struct err *e)
{
	int n = BATCH;

	/* most of it before, so that the transaction stays short */
	if (sync_link_take_outbox(s, e) != 0 || sql_begin(s->db, e) != 0)
		return -1;
	while (n == BATCH) {
		if (take_batch(s, &n, e) != 0) {
			sql_rollback(s->db);
			return -1;
		}
	}
	return 0;
}

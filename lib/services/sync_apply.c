#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"

#include "services/audit.h"
#include "services/privacy.h"
#include "services/sync_private.h"

/* ---- totals ---- */

static void touch_parent(struct sync_entity *n, const char *parent)
{
	if (val_kind(n->touched) != VAL_OBJECT)
		n->touched = val_object();
	n->touched = val_set(n->touched, parent, val_true(true));
}

/* The sum over a record's siblings has to be made again. */
static void touch(struct sync_entity *n, val record)
{
	const char *parent = val_str(record, "parent", NULL);

	if (parent && val_str(n->conf, "total.into", NULL))
		touch_parent(n, parent);
}

/*
 * A record (consumed) that is new here may have parts already. One without parts has a total of 0 only when "if"
 * names a member of it that says so: a thing that is kept in stock, not a service.
 */
static int with_totals(struct sync *s, const struct sync_entity *n, const char *id, val *record, struct err *e)
{
	for (int i = 0; i < s->n; i++) {
		val conf = s->entity[i].conf;
		double sum;
		int count;

		if (strcmp(val_str(conf, "total.into", ""), n->n.name) != 0)
			continue;
		if (entity_sum(s->store, s->entity[i].n.name, id, val_str(conf, "total.of", ""), &sum, &count, e) != 0)
			return -1;
		if (count > 0 || val_bool(*record, val_str(conf, "total.if", "-"), false))
			*record = val_set(*record, val_str(conf, "total.field", ""), val_of_num(sum));
	}
	return 0;
}

static int add_total(struct sync *s, const struct sync_entity *n, const struct sync_entity *into, const char *id,
					 struct err *e)
{
	const char *field = val_str(n->conf, "total.field", "");
	double sum;
	int count, st = 0;
	val record;

	if (entity_sum(s->store, n->n.name, id, val_str(n->conf, "total.of", ""), &sum, &count, e) != 0 ||
		entity_get(s->store, &into->n, id, &record, e) != 0)
		return -1;
	if (val_kind(record) == VAL_OBJECT && val_num(record, field, -1e300) != sum) {
		record = val_set(record, field, val_of_num(sum));
		st = entity_put(s->store, &into->n, record, "update", "odoo", date_now(), NULL, e);
	}
	val_free(record);
	return st;
}

int sync_apply_totals(struct sync *s, struct err *e)
{
	int st = 0;

	for (int k = 0; k < s->n && st == 0; k++) {
		struct sync_entity *n = &s->entity[k];
		int i = sync_find(s, val_str(n->conf, "total.into", ""));
		val ids = n->touched;

		n->touched = val_null();
		for (int j = val_iter(ids); i >= 0 && val_kind(ids) == VAL_OBJECT && val_iter_ok(ids, j) && st == 0;
			 j = val_iter_next(ids, j))
			st = add_total(s, n, &s->entity[i], val_iter_key(ids, j), e);
		val_free(ids);
	}
	return st;
}

/* ---- one row ---- */

/* What is done with a row. */
struct row {
	long long number;
	long long hash;
	char *date; /* its write_date */
	val record; /* null: none of ours */
	char *ours; /* the id in our reference, or NULL */
	struct sync_link link;
	bool matched; /* tied just now, by what "match" names */
	val local;    /* null: none */
};

static void row_free(struct row *r)
{
	free(r->date);
	free(r->ours);
	val_free(r->record);
	val_free(r->local);
	sync_link_free(&r->link);
}

/* A record here that is the same person or thing: by the members that "match" names. Its id in new memory, or NULL. */
static int match(struct sync *s, const struct sync_entity *n, val record, char **id, struct err *e)
{
	val fields = val_get(n->way, "match");
	int st = 0;

	*id = NULL;
	for (int i = 0; i < val_len(fields) && st == 0 && !*id; i++) {
		val field = val_at(fields, i), found = val_null();
		const char *name = val_text(field, ""), *value = val_str(record, name, NULL);
		struct sync_link l = {.base = val_null()};

		if (value)
			st = entity_match(s->store, &n->n, name, value, &found, e);
		if (st == 0 && val_kind(found) == VAL_OBJECT)
			st = sync_link_by_id(s, n, val_str(found, "id", ""), &l, e);
		if (st == 0 && val_kind(found) == VAL_OBJECT && !l.remote_id) /* not another's */
			*id = mem_dup(val_str(found, "id", ""));
		sync_link_free(&l);
		val_free(found);
		val_free(field);
	}
	val_free(fields);
	return st;
}

/* The link of the row: by its number, by our reference in it, by what matches; else a new one. */
static int find_link(struct sync *s, const struct sync_entity *n, struct row *r, struct err *e)
{
	char *id = NULL;

	if (sync_link_by_remote(s, n, r->number, &r->link, e) != 0 || r->link.there)
		return r->link.there ? 0 : -1;
	if (r->ours && (sync_link_by_id(s, n, r->ours, &r->link, e) != 0))
		return -1;
	if (r->link.there && r->link.remote_id == 0) {
		r->link.remote_id = r->number;
		return 0;
	}
	sync_link_free(&r->link);
	if (val_kind(r->record) == VAL_OBJECT && match(s, n, r->record, &id, e) != 0)
		return -1;
	r->matched = id != NULL;
	if (id && sync_link_by_id(s, n, id, &r->link, e) != 0) {
		free(id);
		return -1;
	}
	if (!r->link.there) {
		r->link = (struct sync_link){.there = true, .base = val_null()};
		r->link.id = id ? id : mem_printf("odoo:%s:%lld", n->model, r->number);
		id = NULL;
	}
	free(id);
	r->link.remote_id = r->number;
	return 0;
}

/* What is known of the pair from now on. */
static int keep_link(struct sync *s, const struct sync_entity *n, struct row *r, struct err *e)
{
	val_free(r->link.base);
	r->link.base = val_copy(r->record);
	free(r->link.remote_date);
	r->link.remote_date = mem_dup(r->date);
	r->link.row_hash = r->hash;
	r->link.attempted_at = 0;
	sync_link_allow(&r->link);
	return sync_link_put(s, n, &r->link, e);
}

int sync_note(struct sync *s, const struct sync_entity *n, const char *id, const char *action, struct err *e)
{
	const struct audit_entry a = {.action = action, .subject = id, .what = "customer", .why = "the same in Odoo"};

	if (!s->o.key || strcmp(n->n.kind, "customer") != 0)
		return 0;
	return audit_put(s->db, s->o.key, s->domain, &a, date_now(), e);
}

static int put_local(struct sync *s, struct sync_entity *n, struct row *r, val v, struct err *e)
{
	bool fresh = val_kind(r->local) != VAL_OBJECT;
	int st = 0;

	v = val_set_str(v, "id", r->link.id);
	touch(n, r->local); /* of the parent that it had */
	touch(n, v);
	if (fresh)
		st = with_totals(s, n, r->link.id, &v, e);
	if (st == 0)
		st = entity_put(s->store, &n->n, v, fresh ? "insert" : "update", "odoo", date_now(), NULL, e);
	if (st == 0)
		st = sync_note(s, n, r->link.id, "write", e);
	val_free(v);
	return st;
}

/* A row that is only read: what it says stands. */
static int overlay_row(struct sync *s, struct sync_entity *n, struct row *r, struct sync_counts *c, struct err *e)
{
	bool fresh = val_kind(r->local) != VAL_OBJECT;
	val row;
	int st;

	if (!fresh && val_equal(r->record, r->link.base))
		return 0;
	c->inserted += fresh;
	c->updated += !fresh;
	row = sync_merge_shown(r->record, r->local);
	st = put_local(s, n, r, sync_merge_over(fresh ? val_object() : val_copy(r->local), row), e);
	val_free(row);
	return st;
}

static void tell_conflicts(const struct sync_entity *n, const char *id, val conflicts)
{
	for (int i = 0; i < val_len(conflicts); i++) {
		val x = val_at(conflicts, i);

		log_info("%s %s: %s was changed on both sides: %s wins, the other is in the history", n->n.name, id,
				 val_str(x, "field", ""), val_str(x, "winner", ""));
		val_free(x);
	}
}

/* A row that goes both ways. */
static int merge_row(struct sync *s, struct sync_entity *n, struct row *r, struct sync_counts *c, struct err *e)
{
	struct sync_merge m = {
		.base = r->link.base, .local = r->local, .remote = r->record, .local_at = r->link.changed_at};
	int st = 0;

	if (date_parse(r->date, &m.remote_at, NULL) != 0)
		m.remote_at = 0;
	/* put again after it was taken out */
	if (val_kind(m.base) != VAL_OBJECT && !val_bool(r->record, "active", true) && !r->matched)
		m.base = r->link.base = sync_merge_hidden();
	sync_merge(n, &m);
	c->conflicts += val_len(m.conflicts);
	tell_conflicts(n, r->link.id, m.conflicts);
	if (m.changed) {
		c->updated++;
		st = put_local(s, n, r, val_copy(m.merged), e);
	}
	if (st == 0)
		st = sync_state_history(s, n, r->link.id, m.conflicts, e);
	val_free(m.merged);
	val_free(m.conflicts);
	return st;
}

/*
 * Was it taken out here, and is that still to be told? Then it stays so unless the row was changed since and wins,
 * which is kept in the history. 1 when it stays; 0; -1 with e.
 */
static int stays_deleted(struct sync *s, const struct sync_entity *n, const struct row *r, struct sync_counts *c,
						 struct err *e)
{
	struct sync_merge m = {.base = r->link.base, .remote = r->record, .local_at = r->link.changed_at};
	val conflicts;
	bool back;
	int st = 1;

	if (!r->link.pending || !r->link.remote_id || val_kind(r->link.base) != VAL_OBJECT)
		return 0;
	if (date_parse(r->date, &m.remote_at, NULL) != 0)
		m.remote_at = 0;
	conflicts = sync_merge_taken_out(n, &m, &back);
	if (back) { /* else whoever takes the row out counts it */
		c->conflicts++;
		tell_conflicts(n, r->link.id, conflicts);
		st = sync_state_history(s, n, r->link.id, conflicts, e);
	}
	val_free(conflicts);
	return st;
}

static int apply(struct sync *s, struct sync_entity *n, struct row *r, struct sync_counts *c, struct err *e)
{
	bool fresh;
	int st;

	if (entity_get(s->store, &n->n, r->link.id, &r->local, e) != 0)
		return -1;
	fresh = val_kind(r->local) != VAL_OBJECT;
	/* none of ours, or hidden before we knew it: only its number is kept, so that the two sides still count the same */
	if (val_kind(r->record) != VAL_OBJECT || (fresh && !val_bool(r->record, "active", true))) {
		c->skipped++;
		if (!fresh) {
			touch(n, r->local);
			c->deleted++;
			if (entity_delete(s->store, &n->n, r->link.id, "odoo", date_now(), NULL, e) != 0)
				return -1;
		}
		val_free(r->record);
		r->record = val_null();
		return keep_link(s, n, r, e);
	}
	if (fresh && n->push >= 0) {
		st = stays_deleted(s, n, r, c, e);
		if (st != 0)
			return st < 0 ? -1 : 0;
		r->link.pending = 0;
	}
	if (n->push < 0 || fresh)
		st = overlay_row(s, n, r, c, e);
	else
		st = merge_row(s, n, r, c, e);
	return st == 0 ? keep_link(s, n, r, e) : -1;
}

/* A row of somebody who was erased here, or of theirs, is none of ours any more: only its number is kept. */
static int leave_erased(struct sync *s, const struct sync_entity *n, struct row *r, struct err *e)
{
	char *id;
	const char *any[] = {NULL, r->ours, val_str(r->record, "customer", NULL)};
	int erased = 0;

	if (!s->o.key)
		return 0;
	if (s->erased < 0 && (s->erased = privacy_erased_any(s->db, s->domain, e)) < 0)
		return -1;
	if (!s->erased)
		return 0;
	any[0] = id = mem_printf("odoo:%s:%lld", n->model, r->number);
	for (size_t i = 0; i < sizeof(any) / sizeof(any[0]) && erased == 0; i++)
		erased = any[i] ? privacy_erased(s->db, s->o.key, s->domain, any[i], e) : 0;
	free(id);
	if (erased == 1) {
		val_free(r->record);
		r->record = val_null();
	}
	return erased < 0 ? -1 : 0;
}

/* The row is as it was when it was taken last. */
static bool is_known(const struct row *r)
{
	return r->link.there && r->link.remote_date && strcmp(r->link.remote_date, r->date) == 0 &&
		   val_equal(r->record, r->link.base);
}

int sync_apply_row(struct sync *s, struct sync_entity *n, val row, long long hash, struct sync_counts *c, struct err *e)
{
	struct row r = {.number = odoo_id_number(val_str(row, "id", ""), n->model),
					.hash = hash,
					.record = val_null(),
					.local = val_null(),
					.link = {.base = val_null()}};
	int st;

	r.date = mem_dup(val_str(row, "write_date", ""));
	c->read++;
	st = sync_jq_pull(s, n, row, &r.record, &r.ours, e);
	if (st == 0)
		st = leave_erased(s, n, &r, e);
	if (st == 0)
		st = find_link(s, n, &r, e);
	if (st == 0 && !is_known(&r))
		st = apply(s, n, &r, c, e);
	if (st != 0)
		(void)err_prefix(e, "%s of Odoo, id %lld", n->model, r.number);
	row_free(&r);
	return st;
}

/* A record that was changed here, and whose row is gone: which of them stands. */
static int note_gone(struct sync *s, const struct sync_entity *n, const char *id, bool ours, val local, struct err *e)
{
	val x = val_set_str(val_set_str(val_object(), "field", "*"), "winner", ours ? "cwai" : "odoo");
	val list = val_push(val_array(), val_set(x, ours ? "kept" : "lost", val_copy(local)));
	int st = sync_state_history(s, n, id, list, e);

	val_free(list);
	return st;
}

int sync_apply_gone(struct sync *s, struct sync_entity *n, long long number, struct sync_counts *c, struct err *e)
{
	struct sync_link l = {.base = val_null()};
	val local = val_null();
	int st = sync_link_by_remote(s, n, number, &l, e);
	bool ours;

	if (st != 0 || !l.there)
		goto done;
	st = entity_get(s->store, &n->n, l.id, &local, e);
	/* changed here meanwhile, and not Odoo's to decide: it is made there again */
	ours = n->push >= 0 && l.pending && val_kind(local) == VAL_OBJECT &&
		   strcmp(sync_map_owner(n, "default"), "odoo") != 0;
	if (st == 0 && ours) {
		c->conflicts++;
		val_free(l.base);
		l.base = val_null();
		l.remote_id = l.attempted_at = 0;
		sync_link_allow(&l);
		st = sync_link_put(s, n, &l, e);
		st = st == 0 ? note_gone(s, n, l.id, true, local, e) : st;
	} else if (st == 0) {
		if (l.pending && val_kind(local) == VAL_OBJECT) {
			c->conflicts++;
			st = note_gone(s, n, l.id, false, local, e);
		}
		touch(n, local);
		c->deleted += val_kind(local) == VAL_OBJECT;
		st = st == 0 ? entity_delete(s->store, &n->n, l.id, "odoo", date_now(), NULL, e) : st;
		st = st == 0 ? sync_link_drop(s, n, l.id, e) : st;
	}
done:
	val_free(local);
	sync_link_free(&l);
	return st;
}

int sync_apply_end(struct sync *s, int st, struct err *e)
{
	if (st == 0)
		st = sync_apply_totals(s, e);
	if (st == 0)
		st = entity_finish(s->store, e);
	if (st == 0 && !s->o.dry)
		return sql_commit(s->db, e);
	sql_rollback(s->db);
	return st;
}

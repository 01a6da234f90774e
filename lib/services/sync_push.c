#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"

#include "services/sync_push_private.h"

/* ---- a new row ---- */

static enum sync_outcome create(struct sync_pushing *p, struct sync_link *l, val record, struct err *e)
{
	val values, sent, got;
	enum sync_outcome st;

	if (sync_jq_push(p->s, p->n, record, val_null(), &values, e) != 0)
		return sync_push_outcome(e);
	if (sync_jq_diff(p->s, p->n, values, val_null(), &sent, e) != 0) {
		val_free(values);
		return sync_push_outcome(e);
	}
	val_free(values);
	sent = sync_jq_sign(p->s, p->n, l->id, sent);
	st = sync_push_call(p->s, p->n->model, "create", val_push(val_array(), val_push(val_array(), sent)),
						sync_push_kwargs(p->n), &got, e);
	if (st == SYNC_DONE) {
		val first = val_kind(got) == VAL_ARRAY ? val_at(got, 0) : val_copy(got);

		l->remote_id = (long long)val_number(first, 0);
		val_free(first);
	}
	val_free(got);
	return st;
}

/* What a row will be made from: record without the members that only methods change. */
static val made_from(const struct sync_entity *n, val record)
{
	val out = val_copy(record);

	for (int i = val_iter(record); val_iter_ok(record, i); i = val_iter_next(record, i))
		if (sync_map_acts(n, val_iter_key(record, i)))
			out = val_set(out, val_iter_key(record, i), val_null());
	return out;
}

/*
 * The record may have a row already: one that was put again after it was taken out, or whose link was lost. Then it is
 * tied to that, and not made once more. 1 when it is; 0; -1 with e.
 */
static int tie_again(struct sync_pushing *p, struct sync_link *l, struct err *e)
{
	char *other;
	int st = sync_row_find(p->s, p->n, l->id, &l->remote_id, &other, e);

	if (st == 0 && l->remote_id && (st = sql_begin(p->s->db, e)) == 0) {
		if (other)
			st = sync_link_drop(p->s, p->n, other, e);
		if (st == 0)
			st = sync_link_put(p->s, p->n, l, e);
		if (st == 0)
			st = sql_commit(p->s->db, e);
		else
			sql_rollback(p->s->db);
	}
	free(other);
	return st == 0 ? l->remote_id != 0 : -1;
}

/*
 * Makes the row in Odoo. That it is tried is written down first: if the answer is lost, the row is looked for by our
 * reference, and made again only when it is not there after the time that a server may still work on it. 1 when it is
 * there; 0 when it is not; -1 with e.
 */
static int make(struct sync_pushing *p, struct sync_link *l, val record, struct err *e)
{
	enum sync_outcome st;
	struct err why = {.kind = ERR_NONE};
	int tied;

	if (sync_row_check_id(p->n, l->id, &why) != 0)
		return sync_push_refusal(p, l, &why, e);
	tied = l->attempted_at ? 0 : tie_again(p, l, e);
	if (tied != 0)
		return tied;
	if (l->attempted_at) {
		if (sync_row_by_ref(p->s, p->n, l->id, &l->remote_id, e) != 0)
			return -1;
		if (l->remote_id)
			return sync_push_keep(p, l, e) == 0 ? 1 : -1;
		if (date_now() - l->attempted_at < p->s->o.settle * 1000LL) {
			p->waiting++;
			return 0;
		}
	}
	l->attempted_at = date_now();
	val_free(l->base);
	l->base = made_from(p->n, record);
	if (sync_push_keep(p, l, e) != 0)
		return -1;
	st = create(p, l, record, &why);
	if (st == SYNC_LATER) {
		if (sync_row_by_ref(p->s, p->n, l->id, &l->remote_id, e) != 0)
			return -1;
		p->waiting += l->remote_id == 0;
		st = l->remote_id ? SYNC_DONE : SYNC_LATER;
	}
	if (st == SYNC_DONE) {
		p->created++;
		return sync_push_keep(p, l, e) == 0 ? 1 : -1;
	}
	if (st == SYNC_LATER)
		return 0;
	if (st == SYNC_REFUSED)
		return sync_push_refusal(p, l, &why, e);
	sync_push_forget(l);
	if (sync_push_keep(p, l, e) != 0)
		return -1;
	if (st == SYNC_WAITS)
		return sync_push_wait(p, l, &why);
	*e = why;
	return -1;
}

/* ---- a row that is there ---- */

/* The methods that "actions" wants called for a row that is remote, and should be local. */
static enum sync_outcome act(struct sync_pushing *p, const struct sync_link *l, val local, val remote, bool *acted,
							 struct err *e)
{
	val actions = val_get(p->n->way, "actions");
	enum sync_outcome st = SYNC_DONE;

	for (int i = 0; i < val_len(actions) && st == SYNC_DONE; i++) {
		val a = val_at(actions, i), kwargs = val_object(), context = val_get(a, "context"), out, from, to;

		from = val_get(remote, val_str(a, "member", ""));
		to = val_get(local, val_str(a, "member", ""));
		if (strcmp(val_text(to, ""), val_str(a, "to", "?")) == 0 &&
			strcmp(val_text(from, ""), val_str(a, "from", "?")) == 0) {
			if (val_is(context))
				kwargs = val_set(kwargs, "context", val_copy(context));
			st = sync_push_call(p->s, p->n->model, val_str(a, "method", ""),
								val_push(val_array(), sync_push_ids(l->remote_id)), kwargs, &out, e);
			val_free(out);
			*acted = true;
		} else {
			val_free(kwargs);
		}
		val_free(from);
		val_free(to);
		val_free(context);
		val_free(a);
	}
	val_free(actions);
	return st;
}

static bool is_shown(val record)
{
	return val_bool(record, "active", true);
}

/* Writes what of merged the row (remote as a record) has not. *wrote: something was. */
static enum sync_outcome write_row(struct sync_pushing *p, struct sync_link *l, val merged, val row, val remote,
								   bool *wrote, struct err *e)
{
	val want = val_null(), is = val_null(), values = val_null(), out;
	enum sync_outcome st = SYNC_DONE;

	if (sync_jq_push(p->s, p->n, merged, row, &want, e) != 0 || sync_jq_push(p->s, p->n, remote, row, &is, e) != 0 ||
		sync_jq_diff(p->s, p->n, want, is, &values, e) != 0) {
		st = sync_push_outcome(e);
		goto done;
	}
	if (is_shown(merged) && !is_shown(remote) && odoo_fields_type(p->n->fields, "active"))
		values = val_set(values, "active", val_true(true));
	if (val_len(values) > 0) {
		*wrote = true;
		if (p->n->ref_within && val_has(values, p->n->ref))
			values = sync_jq_sign(p->s, p->n, l->id, values);
		st = sync_push_call(p->s, p->n->model, "write",
							val_push(val_push(val_array(), sync_push_ids(l->remote_id)), val_copy(values)),
							sync_push_kwargs(p->n), &out, e);
		val_free(out);
	}
done:
	val_free(want);
	val_free(is);
	val_free(values);
	return st == SYNC_DONE ? act(p, l, merged, remote, wrote, e) : st;
}

/* What both sides changed since they were last the same, as one record. */
static void merge(struct sync_pushing *p, struct sync_link *l, val record, val row, val remote, struct sync_merge *m)
{
	if (val_kind(l->base) != VAL_OBJECT && !is_shown(remote))
		l->base = sync_merge_hidden();
	*m = (struct sync_merge){.base = l->base, .local = record, .remote = remote, .local_at = l->changed_at};
	if (date_parse(val_str(row, "write_date", ""), &m->remote_at, NULL) != 0)
		m->remote_at = 0;
	sync_merge(p->n, m);
}

/* After a write: the row as it is now, and the pair settled by it. */
static int read_back(struct sync_pushing *p, struct sync_link *l, const struct sync_merge *sent, val record,
					 struct err *e)
{
	val row;
	int st = sync_expand_fetch(p->s, p->n, l->remote_id, &row, e);

	if (st == 0 && val_kind(row) == VAL_OBJECT)
		st = sync_push_settle(p, l, sent, record, row, e);
	val_free(row);
	return st;
}

/* Ends what write_row began; row is as it was before, sent what was to go to it. */
static int end_update(struct sync_pushing *p, struct sync_link *l, const struct sync_merge *sent, enum sync_outcome st,
					  bool wrote, val record, val row, struct err *why, struct err *e)
{
	if (st == SYNC_REFUSED)
		return sync_push_refusal(p, l, why, e);
	if (st == SYNC_WAITS)
		return sync_push_wait(p, l, why);
	if (st == SYNC_BROKEN) {
		*e = *why;
		return -1;
	}
	/* A write that may not have been done stays pending, and is compared anew by the next run. */
	if (st == SYNC_LATER) {
		p->waiting++;
		return 0;
	}
	p->updated += wrote;
	return wrote ? read_back(p, l, sent, record, e) : sync_push_settle(p, l, sent, record, row, e);
}

static int update(struct sync_pushing *p, struct sync_link *l, val record, val row, struct err *e)
{
	struct sync_merge m;
	struct err why = {.kind = ERR_NONE};
	char *ours = NULL;
	enum sync_outcome outcome = SYNC_DONE;
	bool wrote = false;
	val remote;
	int st = sync_jq_pull(p->s, p->n, val_copy(row), &remote, &ours, e);

	free(ours);
	if (st != 0)
		return -1;
	if (val_kind(remote) != VAL_OBJECT) {
		val_free(remote);
		(void)err_set(&why, ERR_DATA, "its row in Odoo is none that odoo.yaml takes");
		return sync_push_refusal(p, l, &why, e);
	}
	merge(p, l, record, row, remote, &m);
	st = sync_push_history(p, l, m.conflicts, e);
	if (st == 0)
		outcome = write_row(p, l, m.merged, row, remote, &wrote, &why);
	if (st == 0)
		st = end_update(p, l, &m, outcome, wrote, record, row, &why, e);
	val_free(m.merged);
	val_free(m.conflicts);
	val_free(remote);
	return st;
}

/* ---- one record ---- */

/* The row is gone from Odoo, and ours was changed: the owner decides. */
static int lost_row(struct sync_pushing *p, struct sync_link *l, val record, struct err *e)
{
	bool ours = strcmp(sync_map_owner(p->n, "default"), "odoo") != 0;
	val x = val_set_str(val_set_str(val_object(), "field", "*"), "winner", ours ? "cwai" : "odoo");
	val list = val_push(val_array(), val_set(x, ours ? "kept" : "lost", val_copy(record)));
	int st = sync_push_history(p, l, list, e);

	val_free(list);
	if (st == 0 && ours) {
		l->remote_id = l->attempted_at = 0;
		val_free(l->base);
		l->base = val_null();
		return make(p, l, record, e) < 0 ? -1 : 1;
	}
	if (st != 0 || sql_begin(p->s->db, e) != 0)
		return -1;
	st = entity_delete(p->s->store, &p->n->n, l->id, "odoo", date_now(), NULL, e);
	if (st == 0)
		st = sync_link_drop(p->s, p->n, l->id, e);
	if (st == 0)
		st = entity_finish(p->s->store, e);
	if (st == 0)
		return sql_commit(p->s->db, e);
	sql_rollback(p->s->db);
	return -1;
}

static int push_there(struct sync_pushing *p, struct sync_link *l, val record, struct err *e)
{
	val row;
	int st = sync_expand_fetch(p->s, p->n, l->remote_id, &row, e);

	if (st == 0 && val_kind(row) == VAL_OBJECT)
		st = update(p, l, record, row, e);
	else if (st == 0)
		st = lost_row(p, l, record, e) < 0 ? -1 : 0;
	val_free(row);
	return st;
}

static int push_record(struct sync_pushing *p, struct sync_link *l, val record, struct err *e)
{
	bool here = val_kind(record) == VAL_OBJECT;
	int st = 1;

	if (here) {
		if (!l->remote_id)
			st = make(p, l, record, e);
		return st == 1 ? push_there(p, l, record, e) : st;
	}
	/* A create whose outcome is not known may have made it. */
	if (!l->remote_id && l->attempted_at && sync_row_by_ref(p->s, p->n, l->id, &l->remote_id, e) != 0)
		return -1;
	if (!l->remote_id && l->attempted_at && date_now() - l->attempted_at < p->s->o.settle * 1000LL) {
		p->waiting++;
		return 0;
	}
	return l->remote_id ? sync_push_gone(p, l, e) : sync_push_drop(p, l, false, e);
}

/* What would be done, of a dry run. */
static void count_only(struct sync_pushing *p, const struct sync_link *l, val record)
{
	if (val_kind(record) != VAL_OBJECT)
		p->deleted += l->remote_id != 0;
	else if (l->remote_id)
		p->updated++;
	else
		p->created++;
}

static int push_one(struct sync_pushing *p, const char *id, struct err *e)
{
	struct sync_link l = {.base = val_null()};
	val record = val_null();
	int st = sync_link_by_id(p->s, p->n, id, &l, e);

	if (st == 0 && l.there)
		st = entity_get(p->s->store, &p->n->n, id, &record, e);
	if (st == 0 && l.there && p->s->o.dry)
		count_only(p, &l, record);
	else if (st == 0 && l.there)
		st = push_record(p, &l, record, e);
	if (st < 0)
		(void)err_prefix(e, "%s %s", p->n->n.name, id);
	val_free(record);
	sync_link_free(&l);
	return st;
}

static val summary(const struct sync_pushing *p)
{
	val v = val_set_int(val_set_int(val_object(), "created", p->created), "updated", p->updated);

	v = val_set_int(val_set_int(v, "deleted", p->deleted), "conflicts", p->conflicts);
	v = val_set_int(val_set_int(v, "failed", p->failed), "waiting", p->waiting);
	return val_len(p->waits) ? val_set(v, "waiting_for", val_copy(p->waits)) : v;
}

int sync_push(struct sync *s, int i, val *sum, struct err *e)
{
	struct sync_pushing p = {.s = s, .n = &s->entity[i], .waits = val_null()};
	val ids = val_null();
	int st;

	*sum = val_null();
	if (sync_link_take_outbox(s, e) != 0 || (st = sync_map_look(s, p.n, e)) < 0)
		return -1;
	if (st == 0) {
		*sum = val_set_str(val_object(), "unavailable", p.n->missing);
		return 0;
	}
	p.waits = val_array();
	st = p.n->push >= 0 ? sync_link_pending(s, p.n, s->o.retry, &ids, e) : 0;
	for (int k = 0; k < val_len(ids) && st == 0; k++) {
		val id = val_at(ids, k);

		st = push_one(&p, val_text(id, ""), e);
		val_free(id);
		if (!s->o.quiet)
			log_progress(p.n->n.name, (unsigned long)k + 1, (unsigned long)val_len(ids));
	}
	if (!s->o.quiet)
		log_progress_end();
	val_free(ids);
	if (st == 0)
		*sum = summary(&p);
	val_free(p.waits);
	return st;
}

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"

#include "services/sync_private.h"

struct push {
	struct sync *s;
	struct sync_entity *n;
	long created, updated, deleted, conflicts, failed, waiting;
	val waits; /* array: the first of those that wait for another record */
};

/* ---- calls ---- */

/* What became of a write. */
enum outcome { DONE, REFUSED, LATER, WAITS, BROKEN };

/*
 * WAITS: no call was made yet, the record names one that is not there. DONE; REFUSED, Odoo will not have it as it is
 * (e says why); LATER, nobody knows whether it was done; BROKEN, Odoo does not answer (e).
 */
static enum outcome call(struct sync *s, const char *model, const char *method, val args, val kwargs, val *out,
						 struct err *e)
{
	struct odoo_call c = {.model = model, .method = method, .args = args, .kwargs = kwargs, .write = true};
	bool unsure;

	if (odoo_do(s->odoo, &c, out, &unsure, e) == 0)
		return DONE;
	*out = val_null();
	if (unsure)
		return LATER;
	/* a password that does not count any more says nothing of the record */
	return e->kind == ERR_DATA || (e->kind == ERR_REFUSED && !odoo_is_shut(s->odoo)) ? REFUSED : BROKEN;
}

static val ids_of(long long number)
{
	return val_push(val_array(), val_of_int(number));
}

static val context_kwargs(const struct sync_entity *n)
{
	val context = val_get(n->way, "context");

	if (val_kind(context) == VAL_OBJECT)
		return val_set(val_object(), "context", context);
	val_free(context);
	return val_object();
}

/* A record that can't be written as Odoo takes it; one that names what is not there yet waits. */
static enum outcome outcome_of(const struct err *e)
{
	return e->kind == ERR_DATA ? REFUSED : e->kind == ERR_AGAIN ? WAITS : BROKEN;
}

/* ---- keeping what is known ---- */

static int keep(struct push *p, const struct sync_link *l, struct err *e)
{
	if (sql_begin(p->s->db, e) != 0)
		return -1;
	if (sync_link_put(p->s, p->n, l, e) == 0)
		return sql_commit(p->s->db, e);
	sql_rollback(p->s->db);
	return -1;
}

/* It is not there, and no attempt to make it is open. */
static void forget_attempt(struct sync_link *l)
{
	l->attempted_at = 0;
	if (l->remote_id)
		return;
	val_free(l->base);
	l->base = val_null();
}

/* Odoo will not have the record: it is left until it changes. */
static int keep_refusal(struct push *p, struct sync_link *l, const struct err *why, struct err *e)
{
	if (!l->failed || strcmp(l->failed, why->msg) != 0) /* said once: the status shows it from then on */
		log_error("%s %s: %s", p->n->n.name, l->id, why->msg);
	p->failed++;
	free(l->failed);
	l->failed = mem_dup(why->msg);
	forget_attempt(l);
	return keep(p, l, e);
}

/* Both are remote now, of that date; pending is what was changed here since, or 0. In a transaction. */
static int tie(struct push *p, struct sync_link *l, val remote, const char *date, long long pending, struct err *e)
{
	val_free(l->base);
	l->base = val_copy(remote);
	free(l->remote_date);
	l->remote_date = mem_dup(date);
	l->row_hash = 0; /* taken by a single reading: a pull takes it once more */
	l->pending = pending;
	l->attempted_at = 0;
	free(l->failed);
	l->failed = NULL;
	return sync_link_put(p->s, p->n, l, e);
}

/* What was to go to the row and has no way there is kept in the history, and told. In a transaction. */
static int keep_refused(struct push *p, const struct sync_link *l, const struct sync_merge *sent, val now,
						struct err *e)
{
	val list = sync_merge_refused(sent, now);
	int st = sync_state_history(p->s, p->n, l->id, list, e);

	p->conflicts += val_len(list);
	for (int i = 0; i < val_len(list); i++) {
		val x = val_at(list, i);

		log_warn("%s %s: %s has no way to Odoo as it was changed here: it is as before, the change is in the history",
				 p->n->n.name, l->id, val_str(x, "field", ""));
		val_free(x);
	}
	val_free(list);
	return st;
}

/*
 * The pair is the same again, or what was changed here since record was read is still pending. In one transaction with
 * what the row brings, and what of sent it did not take.
 */
static int settle(struct push *p, struct sync_link *l, const struct sync_merge *sent, val record, val row,
				  struct err *e)
{
	struct sync_merge m = {.base = record, .local_at = l->changed_at};
	struct sync_link now = {.base = val_null()};
	char *ours = NULL, *date = mem_dup(val_str(row, "write_date", ""));
	val remote, local = val_null();
	int st = sync_jq_pull(p->s, p->n, val_copy(row), &remote, &ours, e);

	free(ours);
	if (st == 0 && (st = sql_begin(p->s->db, e)) == 0) {
		st = sync_link_by_id(p->s, p->n, l->id, &now, e); /* it may have been changed meanwhile */
		if (st == 0)
			st = entity_get(p->s->store, &p->n->n, l->id, &local, e);
		if (st == 0 && val_kind(local) == VAL_OBJECT && val_kind(remote) == VAL_OBJECT) {
			m.local = local;
			m.remote = remote;
			sync_merge(p->n, &m);
			if (m.changed) {
				m.merged = val_set_str(m.merged, "id", l->id);
				st = entity_put(p->s->store, &p->n->n, m.merged, "update", "odoo", date_now(), NULL, e);
			}
			val_free(m.merged);
			val_free(m.conflicts);
		}
		if (st == 0 && val_kind(remote) == VAL_OBJECT)
			st = keep_refused(p, l, sent, remote, e);
		if (st == 0)
			st = tie(p, l, remote, date, now.pending == l->pending ? 0 : now.pending, e);
		if (st == 0)
			st = entity_finish(p->s->store, e);
		if (st == 0)
			st = sync_note(p->s, p->n, l->id, "send", e);
		if (st == 0)
			st = sql_commit(p->s->db, e);
		else
			sql_rollback(p->s->db);
	}
	sync_link_free(&now);
	val_free(local);
	val_free(remote);
	free(date);
	return st;
}

/* It names a record that is not there yet: the next run tries again. */
static int wait_for_other(struct push *p, const struct sync_link *l, const struct err *why)
{
	if (val_len(p->waits) < SYNC_TELL)
		p->waits = val_push(p->waits, val_set_str(val_copy(p->s->missing), "id", l->id));
	log_info("%s %s waits: %s", p->n->n.name, l->id, why->msg);
	p->waiting++;
	return 0;
}

/* ---- a new row ---- */

static enum outcome create(struct push *p, struct sync_link *l, val record, struct err *e)
{
	val values, sent, got;
	enum outcome st;

	if (sync_jq_push(p->s, p->n, record, val_null(), &values, e) != 0)
		return outcome_of(e);
	if (sync_jq_diff(p->s, p->n, values, val_null(), &sent, e) != 0) {
		val_free(values);
		return outcome_of(e);
	}
	val_free(values);
	sent = sync_jq_sign(p->s, p->n, l->id, sent);
	st = call(p->s, p->n->model, "create", val_push(val_array(), val_push(val_array(), sent)), context_kwargs(p->n),
			  &got, e);
	if (st == DONE) {
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
static int tie_again(struct push *p, struct sync_link *l, struct err *e)
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
static int make(struct push *p, struct sync_link *l, val record, struct err *e)
{
	enum outcome st;
	struct err why = {.kind = ERR_NONE};
	int tied;

	if (sync_row_check_id(p->n, l->id, &why) != 0)
		return keep_refusal(p, l, &why, e);
	tied = l->attempted_at ? 0 : tie_again(p, l, e);
	if (tied != 0)
		return tied;
	if (l->attempted_at) {
		if (sync_row_by_ref(p->s, p->n, l->id, &l->remote_id, e) != 0)
			return -1;
		if (l->remote_id)
			return keep(p, l, e) == 0 ? 1 : -1;
		if (date_now() - l->attempted_at < p->s->o.settle * 1000LL) {
			p->waiting++;
			return 0;
		}
	}
	l->attempted_at = date_now();
	val_free(l->base);
	l->base = made_from(p->n, record);
	if (keep(p, l, e) != 0)
		return -1;
	st = create(p, l, record, &why);
	if (st == LATER) {
		if (sync_row_by_ref(p->s, p->n, l->id, &l->remote_id, e) != 0)
			return -1;
		p->waiting += l->remote_id == 0;
		st = l->remote_id ? DONE : LATER;
	}
	if (st == DONE) {
		p->created++;
		return keep(p, l, e) == 0 ? 1 : -1;
	}
	if (st == LATER)
		return 0;
	if (st == REFUSED)
		return keep_refusal(p, l, &why, e);
	forget_attempt(l);
	if (keep(p, l, e) != 0)
		return -1;
	if (st == WAITS)
		return wait_for_other(p, l, &why);
	*e = why;
	return -1;
}

/* ---- a row that is there ---- */

/* The methods that "actions" wants called for a row that is remote, and should be local. */
static enum outcome act(struct push *p, const struct sync_link *l, val local, val remote, bool *acted, struct err *e)
{
	val actions = val_get(p->n->way, "actions");
	enum outcome st = DONE;

	for (int i = 0; i < val_len(actions) && st == DONE; i++) {
		val a = val_at(actions, i), kwargs = val_object(), context = val_get(a, "context"), out, from, to;

		from = val_get(remote, val_str(a, "member", ""));
		to = val_get(local, val_str(a, "member", ""));
		if (strcmp(val_text(to, ""), val_str(a, "to", "?")) == 0 &&
			strcmp(val_text(from, ""), val_str(a, "from", "?")) == 0) {
			if (val_is(context))
				kwargs = val_set(kwargs, "context", val_copy(context));
			st = call(p->s, p->n->model, val_str(a, "method", ""), val_push(val_array(), ids_of(l->remote_id)), kwargs,
					  &out, e);
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
static enum outcome write_row(struct push *p, struct sync_link *l, val merged, val row, val remote, bool *wrote,
							  struct err *e)
{
	val want = val_null(), is = val_null(), values = val_null(), out;
	enum outcome st = DONE;

	if (sync_jq_push(p->s, p->n, merged, row, &want, e) != 0 || sync_jq_push(p->s, p->n, remote, row, &is, e) != 0 ||
		sync_jq_diff(p->s, p->n, want, is, &values, e) != 0) {
		st = outcome_of(e);
		goto done;
	}
	if (is_shown(merged) && !is_shown(remote) && odoo_fields_type(p->n->fields, "active"))
		values = val_set(values, "active", val_true(true));
	if (val_len(values) > 0) {
		*wrote = true;
		if (p->n->ref_within && val_has(values, p->n->ref))
			values = sync_jq_sign(p->s, p->n, l->id, values);
		st = call(p->s, p->n->model, "write", val_push(val_push(val_array(), ids_of(l->remote_id)), val_copy(values)),
				  context_kwargs(p->n), &out, e);
		val_free(out);
	}
done:
	val_free(want);
	val_free(is);
	val_free(values);
	return st == DONE ? act(p, l, merged, remote, wrote, e) : st;
}

/* What both sides changed since they were last the same, as one record. */
static void merge(struct push *p, struct sync_link *l, val record, val row, val remote, struct sync_merge *m)
{
	if (val_kind(l->base) != VAL_OBJECT && !is_shown(remote))
		l->base = sync_merge_hidden();
	*m = (struct sync_merge){.base = l->base, .local = record, .remote = remote, .local_at = l->changed_at};
	if (date_parse(val_str(row, "write_date", ""), &m->remote_at, NULL) != 0)
		m->remote_at = 0;
	sync_merge(p->n, m);
}

/* After a write: the row as it is now, and the pair settled by it. */
static int read_back(struct push *p, struct sync_link *l, const struct sync_merge *sent, val record, struct err *e)
{
	val row;
	int st = sync_expand_fetch(p->s, p->n, l->remote_id, &row, e);

	if (st == 0 && val_kind(row) == VAL_OBJECT)
		st = settle(p, l, sent, record, row, e);
	val_free(row);
	return st;
}

static int keep_history(struct push *p, struct sync_link *l, val conflicts, struct err *e)
{
	int st;

	p->conflicts += val_len(conflicts);
	if (val_len(conflicts) == 0 || p->s->o.dry)
		return 0;
	if (sql_begin(p->s->db, e) != 0)
		return -1;
	st = sync_state_history(p->s, p->n, l->id, conflicts, e);
	if (st == 0)
		return sql_commit(p->s->db, e);
	sql_rollback(p->s->db);
	return -1;
}

/* Ends what write_row began; row is as it was before, sent what was to go to it. */
static int end_update(struct push *p, struct sync_link *l, const struct sync_merge *sent, enum outcome st, bool wrote,
					  val record, val row, struct err *why, struct err *e)
{
	if (st == REFUSED)
		return keep_refusal(p, l, why, e);
	if (st == WAITS)
		return wait_for_other(p, l, why);
	if (st == BROKEN) {
		*e = *why;
		return -1;
	}
	/* A write that may not have been done stays pending, and is compared anew by the next run. */
	if (st == LATER) {
		p->waiting++;
		return 0;
	}
	p->updated += wrote;
	return wrote ? read_back(p, l, sent, record, e) : settle(p, l, sent, record, row, e);
}

static int update(struct push *p, struct sync_link *l, val record, val row, struct err *e)
{
	struct sync_merge m;
	struct err why = {.kind = ERR_NONE};
	char *ours = NULL;
	enum outcome outcome = DONE;
	bool wrote = false;
	val remote;
	int st = sync_jq_pull(p->s, p->n, val_copy(row), &remote, &ours, e);

	free(ours);
	if (st != 0)
		return -1;
	if (val_kind(remote) != VAL_OBJECT) {
		val_free(remote);
		(void)err_set(&why, ERR_DATA, "its row in Odoo is none that odoo.yaml takes");
		return keep_refusal(p, l, &why, e);
	}
	merge(p, l, record, row, remote, &m);
	st = keep_history(p, l, m.conflicts, e);
	if (st == 0)
		outcome = write_row(p, l, m.merged, row, remote, &wrote, &why);
	if (st == 0)
		st = end_update(p, l, &m, outcome, wrote, record, row, &why, e);
	val_free(m.merged);
	val_free(m.conflicts);
	val_free(remote);
	return st;
}

/* ---- a record that is gone here ---- */

/* stays: the row is left in Odoo. Then the next pull compares ids: their numbers may happen to be the same. */
static int drop(struct push *p, struct sync_link *l, bool stays, struct err *e)
{
	int st;

	if (sql_begin(p->s->db, e) != 0)
		return -1;
	st = sync_link_drop(p->s, p->n, l->id, e);
	if (st == 0 && stays)
		st = sync_state_recompare(p->s, p->n, e);
	if (st == 0)
		return sql_commit(p->s->db, e);
	sql_rollback(p->s->db);
	return -1;
}

/* The record is here again, as its row is; unless it was put here again meanwhile. */
static int bring_back(struct push *p, struct sync_link *l, val remote, const char *date, val conflicts, struct err *e)
{
	struct sync_link now = {.base = val_null()};
	val record = val_set_str(val_copy(remote), "id", l->id);
	int st = sql_begin(p->s->db, e);

	if (st == 0) {
		st = sync_link_by_id(p->s, p->n, l->id, &now, e);
		if (st == 0 && now.pending == l->pending) {
			st = entity_put(p->s->store, &p->n->n, record, "insert", "odoo", date_now(), NULL, e);
			st = st == 0 ? tie(p, l, remote, date, 0, e) : st;
			st = st == 0 ? sync_state_history(p->s, p->n, l->id, conflicts, e) : st;
			st = st == 0 ? sync_note(p->s, p->n, l->id, "write", e) : st;
			st = st == 0 ? entity_finish(p->s->store, e) : st;
			p->conflicts++;
		}
		if (st == 0)
			st = sql_commit(p->s->db, e);
		else
			sql_rollback(p->s->db);
	}
	sync_link_free(&now);
	val_free(record);
	return st;
}

/*
 * Whether the row of a record that was taken out here may go: where it was changed in Odoo since, the owner decides. 1;
 * 0 when it stays and the record is back; -1 with e.
 */
static int may_go(struct push *p, struct sync_link *l, struct err *e)
{
	struct sync_merge m = {.base = l->base, .remote = val_null(), .local_at = l->changed_at};
	val row, conflicts = val_array();
	bool back = false;
	char *ours = NULL;
	int st;

	/* before both were the same once, nobody knows what was changed */
	if (l->attempted_at || val_kind(l->base) != VAL_OBJECT)
		return 1;
	st = sync_expand_fetch(p->s, p->n, l->remote_id, &row, e);
	if (st == 0 && val_kind(row) == VAL_OBJECT)
		st = sync_jq_pull(p->s, p->n, val_copy(row), &m.remote, &ours, e);
	free(ours);
	/* one that is hidden was taken out there, too */
	if (st == 0 && val_kind(m.remote) == VAL_OBJECT && val_bool(m.remote, "active", true)) {
		if (date_parse(val_str(row, "write_date", ""), &m.remote_at, NULL) != 0)
			m.remote_at = 0;
		val_free(conflicts);
		conflicts = sync_merge_taken_out(p->n, &m, &back);
	}
	if (st == 0)
		st = back ? bring_back(p, l, m.remote, val_str(row, "write_date", ""), conflicts, e)
				  : keep_history(p, l, conflicts, e);
	val_free(conflicts);
	val_free(m.remote);
	val_free(row);
	return st == 0 ? !back : -1;
}

static int take_out(struct push *p, struct sync_link *l, struct err *e)
{
	const char *how = val_str(p->n->way, "delete", "keep");
	bool stays = strcmp(how, "unlink") != 0 && strcmp(how, "archive") != 0;
	struct err why = {.kind = ERR_NONE};
	val args, out = val_null(), row;
	enum outcome st = DONE;
	int go = stays ? 1 : may_go(p, l, e);

	if (go <= 0)
		return go;
	args = val_push(val_array(), ids_of(l->remote_id));
	if (strcmp(how, "unlink") == 0)
		st = call(p->s, p->n->model, "unlink", args, val_object(), &out, &why);
	else if (strcmp(how, "archive") == 0)
		st = call(p->s, p->n->model, "write", val_push(args, val_set(val_object(), "active", val_true(false))),
				  val_object(), &out, &why);
	else
		val_free(args);
	val_free(out);
	if (st == BROKEN) {
		*e = why;
		return -1;
	}
	if (st != DONE) { /* refused, or nobody knows: is it there? */
		if (sync_expand_fetch(p->s, p->n, l->remote_id, &row, e) != 0)
			return -1;
		if (val_kind(row) == VAL_OBJECT) {
			val_free(row);
			p->waiting += st == LATER;
			return st == REFUSED ? keep_refusal(p, l, &why, e) : 0;
		}
		val_free(row);
	}
	p->deleted++;
	return drop(p, l, stays, e);
}

/* ---- one record ---- */

/* The row is gone from Odoo, and ours was changed: the owner decides. */
static int lost_row(struct push *p, struct sync_link *l, val record, struct err *e)
{
	bool ours = strcmp(sync_map_owner(p->n, "default"), "odoo") != 0;
	val x = val_set_str(val_set_str(val_object(), "field", "*"), "winner", ours ? "cwai" : "odoo");
	val list = val_push(val_array(), val_set(x, ours ? "kept" : "lost", val_copy(record)));
	int st = keep_history(p, l, list, e);

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

static int push_there(struct push *p, struct sync_link *l, val record, struct err *e)
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

static int push_record(struct push *p, struct sync_link *l, val record, struct err *e)
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
	return l->remote_id ? take_out(p, l, e) : drop(p, l, false, e);
}

/* What would be done, of a dry run. */
static void count_only(struct push *p, const struct sync_link *l, val record)
{
	if (val_kind(record) != VAL_OBJECT)
		p->deleted += l->remote_id != 0;
	else if (l->remote_id)
		p->updated++;
	else
		p->created++;
}

static int push_one(struct push *p, const char *id, struct err *e)
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

static val summary(const struct push *p)
{
	val v = val_set_int(val_set_int(val_object(), "created", p->created), "updated", p->updated);

	v = val_set_int(val_set_int(v, "deleted", p->deleted), "conflicts", p->conflicts);
	v = val_set_int(val_set_int(v, "failed", p->failed), "waiting", p->waiting);
	return val_len(p->waits) ? val_set(v, "waiting_for", val_copy(p->waits)) : v;
}

int sync_push(struct sync *s, int i, val *sum, struct err *e)
{
	struct push p = {.s = s, .n = &s->entity[i], .waits = val_null()};
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

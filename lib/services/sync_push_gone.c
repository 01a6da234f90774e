/* sync_push: a record that is gone here, and its row. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "services/sync_push_private.h"

int sync_push_drop(struct sync_pushing *p, struct sync_link *l, bool stays, struct err *e)
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
static int bring_back(struct sync_pushing *p, struct sync_link *l, val remote, const char *date, val conflicts,
					  struct err *e)
{
	struct sync_link now = {.base = val_null()};
	val record = val_set_str(val_copy(remote), "id", l->id);
	int st = sql_begin(p->s->db, e);

	if (st == 0) {
		st = sync_link_by_id(p->s, p->n, l->id, &now, e);
		if (st == 0 && now.pending == l->pending) {
			st = entity_put(p->s->store, &p->n->n, record, "insert", "odoo", date_now(), NULL, e);
			st = st == 0 ? sync_push_tie(p, l, remote, date, 0, e) : st;
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
static int may_go(struct sync_pushing *p, struct sync_link *l, struct err *e)
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
				  : sync_push_history(p, l, conflicts, e);
	val_free(conflicts);
	val_free(m.remote);
	val_free(row);
	return st == 0 ? !back : -1;
}

int sync_push_gone(struct sync_pushing *p, struct sync_link *l, struct err *e)
{
	const char *how = val_str(p->n->way, "delete", "keep");
	bool stays = strcmp(how, "unlink") != 0 && strcmp(how, "archive") != 0;
	struct err why = {.kind = ERR_NONE};
	val args, out = val_null(), row;
	enum sync_outcome st = SYNC_DONE;
	int go = stays ? 1 : may_go(p, l, e);

	if (go <= 0)
		return go;
	args = val_push(val_array(), sync_push_ids(l->remote_id));
	if (strcmp(how, "unlink") == 0)
		st = sync_push_call(p->s, p->n->model, "unlink", args, val_object(), &out, &why);
	else if (strcmp(how, "archive") == 0)
		st = sync_push_call(p->s, p->n->model, "write",
							val_push(args, val_set(val_object(), "active", val_true(false))), val_object(), &out, &why);
	else
		val_free(args);
	val_free(out);
	if (st == SYNC_BROKEN) {
		*e = why;
		return -1;
	}
	if (st != SYNC_DONE) { /* refused, or nobody knows: is it there? */
		if (sync_expand_fetch(p->s, p->n, l->remote_id, &row, e) != 0)
			return -1;
		if (val_kind(row) == VAL_OBJECT) {
			val_free(row);
			p->waiting += st == SYNC_LATER;
			return st == SYNC_REFUSED ? sync_push_refusal(p, l, &why, e) : 0;
		}
		val_free(row);
	}
	p->deleted++;
	return sync_push_drop(p, l, stays, e);
}

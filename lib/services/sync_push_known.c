/* sync_push: the calls that are made of Odoo, and what is kept of how they ended. */
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"

#include "services/sync_push_private.h"

/* ---- calls ---- */

enum sync_outcome sync_push_call(struct sync *s, const char *model, const char *method, val args, val kwargs, val *out,
								 struct err *e)
{
	struct odoo_call c = {.model = model, .method = method, .args = args, .kwargs = kwargs, .write = true};
	bool unsure;

	if (odoo_do(s->odoo, &c, out, &unsure, e) == 0)
		return SYNC_DONE;
	*out = val_null();
	if (unsure)
		return SYNC_LATER;
	/* a password that does not count any more says nothing of the record */
	return e->kind == ERR_DATA || (e->kind == ERR_REFUSED && !odoo_is_shut(s->odoo)) ? SYNC_REFUSED : SYNC_BROKEN;
}

val sync_push_ids(long long number)
{
	return val_push(val_array(), val_of_int(number));
}

val sync_push_kwargs(const struct sync_entity *n)
{
	val context = val_get(n->way, "context");

	if (val_kind(context) == VAL_OBJECT)
		return val_set(val_object(), "context", context);
	val_free(context);
	return val_object();
}

enum sync_outcome sync_push_outcome(const struct err *e)
{
	return e->kind == ERR_DATA ? SYNC_REFUSED : e->kind == ERR_AGAIN ? SYNC_WAITS : SYNC_BROKEN;
}

/* ---- keeping what is known ---- */

int sync_push_keep(struct sync_pushing *p, const struct sync_link *l, struct err *e)
{
	if (sql_begin(p->s->db, e) != 0)
		return -1;
	if (sync_link_put(p->s, p->n, l, e) == 0)
		return sql_commit(p->s->db, e);
	sql_rollback(p->s->db);
	return -1;
}

void sync_push_forget(struct sync_link *l)
{
	l->attempted_at = 0;
	if (l->remote_id)
		return;
	val_free(l->base);
	l->base = val_null();
}

int sync_push_refusal(struct sync_pushing *p, struct sync_link *l, const struct err *why, struct err *e)
{
	if (!l->failed || strcmp(l->failed, why->msg) != 0) /* said once: the status shows it from then on */
		log_error("%s %s: %s", p->n->n.name, l->id, why->msg);
	p->failed++;
	free(l->failed);
	l->failed = mem_dup(why->msg);
	sync_push_forget(l);
	return sync_push_keep(p, l, e);
}

int sync_push_tie(struct sync_pushing *p, struct sync_link *l, val remote, const char *date, long long pending,
				  struct err *e)
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
static int keep_refused(struct sync_pushing *p, const struct sync_link *l, const struct sync_merge *sent, val now,
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

int sync_push_settle(struct sync_pushing *p, struct sync_link *l, const struct sync_merge *sent, val record, val row,
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
			st = sync_push_tie(p, l, remote, date, now.pending == l->pending ? 0 : now.pending, e);
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

int sync_push_wait(struct sync_pushing *p, const struct sync_link *l, const struct err *why)
{
	if (val_len(p->waits) < SYNC_TELL)
		p->waits = val_push(p->waits, val_set_str(val_copy(p->s->missing), "id", l->id));
	log_info("%s %s waits: %s", p->n->n.name, l->id, why->msg);
	p->waiting++;
	return 0;
}

int sync_push_history(struct sync_pushing *p, struct sync_link *l, val conflicts, struct err *e)
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

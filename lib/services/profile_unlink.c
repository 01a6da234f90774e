#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "services/customer.h"

#include "services/profile_link_private.h"

/* The newest link that holds of the customer; *row VAL_NONE when there is none. */
static int newest(const struct profile_pair *p, const char *id, val *row, struct err *e)
{
	return sql_row(p->db,
				   "SELECT seq, kept, gone, data FROM merges WHERE domain = $1 AND (gone = $2 OR kept = $2)"
				   " AND undone_at IS NULL ORDER BY seq DESC LIMIT 1",
				   profile_params(p->domain, id), row, e);
}

/* By the key as it is: the id of one that is gone leads to the kept one. */
static int find(struct profile_pair *p, const char *key, val *row, struct err *e)
{
	char *id;
	int st = newest(p, key, row, e);

	if (st != 0 || val_kind(*row) == VAL_OBJECT)
		return st;
	st = customer_id_of(p->db, p->domain, key, &id, e);
	if (st == 0 && !id)
		st = err_set(e, ERR_NOINPUT, "there is no such customer: give its id, a channel's id, a phone or an e-mail");
	p->kept = id;
	return st == 0 ? newest(p, id, row, e) : -1;
}

/* 1: both are held, and the link is ours to take back; 0: somebody else just did. */
static int hold(const struct profile_pair *p, val row, struct err *e)
{
	val there,
		q = val_push(val_push(val_push(val_array(), val_of_str(p->domain)), val_get(row, "seq")), val_of_int(p->now));
	int st =
		sql_exec(p->db, "UPDATE merges SET undone_at = $3 WHERE domain = $1 AND seq = $2 AND undone_at IS NULL", q, e);

	if (st != 1)
		return st;
	st = profile_lock(p->db, p->domain, p->kept, e);
	if (st == 0)
		return err_set(e, ERR_DATA, "the customer it was linked to is gone: take back that one's own link first");
	if (st < 0 || profile_row(p, p->gone, &there, e) != 0)
		return -1;
	if (val_kind(there) == VAL_OBJECT)
		st =
			err_set(e, ERR_DATA, "a customer with the id of the one that was linked is there again: link the two anew");
	val_free(there);
	return st;
}

/* The kept one's row: as it was when nothing came after, to the byte; else without what the link brought. */
static int restore_kept(const struct profile_pair *p, val data, struct err *e)
{
	val before = val_get(data, "kept"), after = val_get(data, "after"), now, a, b, c, d;
	int st = profile_row(p, p->kept, &now, e);

	if (st == 0 && val_equal(now, after)) {
		st = profile_row_put(p, before, e);
	} else if (st == 0) {
		a = customer_of_row(before);
		b = customer_of_row(after);
		c = customer_of_row(now);
		d = profile_merge_undo(a, b, c);
		st = customer_write(p->db, p->domain, d, p->now, e);
		val_free(a);
		val_free(b);
		val_free(c);
		val_free(d);
	}
	val_free(now);
	val_free(before);
	val_free(after);
	return st;
}

static int restore(const struct profile_pair *p, val row, struct err *e)
{
	const char *text = val_str(row, "data", "");
	val data = val_parse(text, strlen(text), e), gone = val_get(data, "gone"), moved = val_get(data, "moved");
	int st = val_kind(data) == VAL_OBJECT ? profile_row_put(p, gone, e) : -1;

	if (st == 0)
		st = restore_kept(p, data, e);
	if (st == 0)
		st = profile_moved_undo(p, moved, e);
	if (st == 0)
		st = profile_note(p->db, p->domain, p->gone, "insert", "unlink", true, p->now, e);
	if (st == 0)
		st = profile_note(p->db, p->domain, p->kept, "update", "unlink", true, p->now, e);
	val_free(moved);
	val_free(gone);
	val_free(data);
	return st;
}

/* Inside the transaction. */
static int unlink_two(struct profile_pair *p, const char *key, struct err *e)
{
	val row;
	int st = 0;

	if (find(p, key, &row, e) != 0)
		return -1;
	if (val_kind(row) == VAL_OBJECT) {
		free(p->kept);
		p->kept = mem_dup(val_str(row, "kept", ""));
		p->gone = mem_dup(val_str(row, "gone", ""));
		st = hold(p, row, e);
		if (st == 1 && restore(p, row, e) != 0)
			st = -1;
	}
	val_free(row);
	return st;
}

int profile_unlink(struct sql *db, const struct domain *d, const struct profile_link *q, val *out, struct err *e)
{
	struct profile_pair p = {.db = db, .domain = domain_name(d), .now = q->now};
	int st;

	if (sql_begin(db, e) != 0)
		return -1;
	st = unlink_two(&p, q->kept, e);
	if (st == 1 && profile_audit(db, q->key, p.domain, "write", p.kept, "link", "unlink", q->now, e) != 0)
		st = -1;
	if (st == 1 && !q->dry && sql_commit(db, e) != 0)
		st = -1;
	sql_rollback(db);
	if (st >= 0 && out) {
		*out = val_set_str(val_set_str(val_object(), "id", p.kept ? p.kept : q->kept), "gone", p.gone);
		*out = val_set(*out, "unlinked", val_true(st == 1));
	}
	free(p.kept);
	free(p.gone);
	return st;
}

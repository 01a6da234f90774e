#include <string.h>

#include "services/sync_private.h"

val sync_merge_over(val local, val remote)
{
	for (int i = val_iter(remote); val_iter_ok(remote, i); i = val_iter_next(remote, i))
		local = val_set(local, val_iter_key(remote, i), val_iter_val(remote, i));
	return local;
}

val sync_merge_hidden(void)
{
	return val_set(val_object(), "active", val_true(false));
}

val sync_merge_shown(val remote, val local)
{
	if (val_bool(local, "active", true) || val_has(remote, "active"))
		return val_copy(remote);
	return val_set(val_copy(remote), "active", val_true(true));
}

/* Whether Odoo's value stands where both were changed. */
static bool odoo_wins(const struct sync_entity *n, const struct sync_merge *m, const char *member)
{
	const char *owner = sync_map_owner(n, member);

	/*
	 * A row's time has whole seconds. Within one ours stands: what a push that was broken off wrote a moment ago must
	 * not win over what was changed here since.
	 */
	if (strcmp(owner, "newest") == 0)
		return m->remote_at > m->local_at;
	return strcmp(owner, "cwai") != 0;
}

static val conflict(const char *member, bool odoo, val local, val remote)
{
	val c = val_set_str(val_set_str(val_object(), "field", member), "winner", odoo ? "odoo" : "cwai");

	c = val_set(c, "kept", val_copy(odoo ? remote : local));
	return val_set(c, "lost", val_copy(odoo ? local : remote));
}

/* Only members that base has tell: a mapping that has more of them now is no change of Odoo's. */
static bool is_changed(val base, val remote)
{
	bool changed = false;

	for (int i = val_iter(remote); val_iter_ok(remote, i) && !changed; i = val_iter_next(remote, i)) {
		const char *member = val_iter_key(remote, i);
		val was = val_get(base, member), is = val_iter_val(remote, i);

		changed = val_has(base, member) && !val_equal(was, is);
		val_free(was);
		val_free(is);
	}
	return changed;
}

val sync_merge_taken_out(const struct sync_entity *n, const struct sync_merge *m, bool *back)
{
	*back = false;
	if (!is_changed(m->base, m->remote))
		return val_array();
	*back = odoo_wins(n, m, "default");
	return val_push(val_array(), conflict("*", *back, val_null(), m->remote));
}

/* What says nothing of "active" is shown. */
static val member_of(val record, const char *member)
{
	if (strcmp(member, "active") == 0)
		return val_true(val_bool(record, member, true));
	return val_get(record, member);
}

/*
 * The member when both were last the same. One that methods change is no part of what a row was made from: what the row
 * began with is no change of Odoo's.
 */
static val base_of(const struct sync_entity *n, const struct sync_merge *m, const char *member, val local, val remote)
{
	val base = member_of(m->base, member);

	if (val_kind(m->base) != VAL_OBJECT || val_is(base) || !val_is(local) || !sync_map_acts(n, member))
		return base;
	val_free(base);
	return val_copy(remote);
}

/* One member. Whether Odoo's value is to stand. */
static bool takes_remote(const struct sync_entity *n, struct sync_merge *m, const char *member, val local, val remote)
{
	val base = base_of(n, m, member, local, remote);
	bool based = val_kind(m->base) == VAL_OBJECT, here = !based || !val_equal(local, base);
	bool there = !based || !val_equal(remote, base), odoo;

	val_free(base);
	if (!there || !here)
		return there;
	/* both: without a base what we know nothing of is no change of ours */
	if (!based && (!val_is(local) || !val_has(m->local, member)))
		return true;
	odoo = odoo_wins(n, m, member);
	m->conflicts = val_push(m->conflicts, conflict(member, odoo, local, remote));
	return odoo;
}

val sync_merge_refused(const struct sync_merge *m, val now)
{
	val row = sync_merge_shown(now, m->merged), list = val_array();

	for (int i = val_iter(row); val_iter_ok(row, i); i = val_iter_next(row, i)) {
		const char *member = val_iter_key(row, i);
		val is = val_iter_val(row, i), was = member_of(m->remote, member), want = member_of(m->merged, member);

		if (val_equal(is, was) && !val_equal(want, was))
			list = val_push(list, conflict(member, true, want, is));
		val_free(is);
		val_free(was);
		val_free(want);
	}
	val_free(row);
	return list;
}

void sync_merge(const struct sync_entity *n, struct sync_merge *m)
{
	val row = sync_merge_shown(m->remote, m->local);

	m->merged = val_copy(m->local);
	m->conflicts = val_array();
	m->changed = m->differs = false;
	for (int i = val_iter(row); val_iter_ok(row, i); i = val_iter_next(row, i)) {
		const char *member = val_iter_key(row, i);
		val local = member_of(m->local, member), remote = val_iter_val(row, i);

		if (!val_equal(local, remote)) {
			if (takes_remote(n, m, member, local, remote)) {
				m->merged = val_set(m->merged, member, val_copy(remote));
				m->changed = true;
			} else {
				m->differs = true;
			}
		}
		val_free(local);
		val_free(remote);
	}
	val_free(row);
}

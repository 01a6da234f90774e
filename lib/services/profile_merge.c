#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "services/consent.h"

#include "services/profile_private.h"

/* ---- two made one ---- */

/* a (consumed) with the members of b that it has not. */
static val over(val a, val b)
{
	for (int i = val_iter(b); val_iter_ok(b, i); i = val_iter_next(b, i)) {
		const char *key = val_iter_key(b, i);
		val have = val_member(a, key);

		if (!val_is(have))
			a = val_set(a, key, val_iter_val(b, i));
		val_free(have);
	}
	return a;
}

static val sum(val a, val b)
{
	for (int i = val_iter(b); val_iter_ok(b, i); i = val_iter_next(b, i)) {
		const char *key = val_iter_key(b, i);
		val x = val_member(a, key), y = val_iter_val(b, i);

		a = val_set(a, key, val_of_num(val_number(x, 0) + val_number(y, 0)));
		val_free(x);
		val_free(y);
	}
	return a;
}

/* What one refuses is refused, and only what both allow is allowed: who was not asked said nothing. */
static val allow_both(val a, val b)
{
	val out = val_object();

	for (int i = 0; consent_purposes[i]; i++) {
		const char *purpose = consent_purposes[i];

		if (!val_bool(a, purpose, true) || !val_bool(b, purpose, true))
			out = val_set(out, purpose, val_true(false));
		else if (val_bool(a, purpose, false) && val_bool(b, purpose, false))
			out = val_set(out, purpose, val_true(true));
	}
	val_free(a);
	return out;
}

static bool has_preferred(val list)
{
	bool has = false;

	for (int i = 0; i < val_len(list); i++) {
		val a = val_at(list, i);

		has = has || val_bool(a, "preferred", false);
		val_free(a);
	}
	return has;
}

static val unite_addresses(val a, val b)
{
	bool preferred = has_preferred(a);

	for (int i = 0; i < val_len(b); i++) {
		val x = val_at(b, i);

		if (preferred)
			x = profile_without(x, "preferred");
		a = profile_address_unite(a, x);
	}
	return a;
}

/* Items of both (a consumed) in the order of their times; of two of the same time a's first. */
static val by_time(val a, val b, const char *ts)
{
	val out = val_array();
	int i = 0, k = 0, n = val_len(a), m = val_len(b);

	while (i < n || k < m) {
		val x = val_at(a, i), y = val_at(b, k);
		bool first = k >= m || (i < n && strcmp(val_str(x, ts, ""), val_str(y, ts, "")) <= 0);

		out = val_push(out, val_copy(first ? x : y));
		i += first;
		k += !first;
		val_free(x);
		val_free(y);
	}
	val_free(a);
	return out;
}

static val unite_mentions(val a, val b)
{
	val all = by_time(a, b, "ts"), out = val_array();

	for (int i = 0; i < val_len(all); i++)
		out = profile_mention(out, val_at(all, i));
	val_free(all);
	return profile_last(out, PROFILE_MENTIONS);
}

/* The member of both (a consumed) as the united customer has it. */
static val unite(const char *key, val a, val b)
{
	if (val_kind(a) != val_kind(b))
		return a;
	if (strcmp(key, "preferences") == 0 || strcmp(key, "contact_info") == 0)
		return val_kind(a) == VAL_OBJECT ? over(a, b) : a;
	if (strcmp(key, "interests") == 0)
		return val_kind(a) == VAL_OBJECT ? sum(a, b) : a;
	if (val_kind(a) != VAL_ARRAY)
		return a;
	if (strcmp(key, "addresses") == 0)
		return unite_addresses(a, b);
	if (strcmp(key, "mentioned_entities") == 0)
		return unite_mentions(a, b);
	if (strcmp(key, "update_history") == 0)
		return profile_last(by_time(a, b, "timestamp"), PROFILE_HISTORY);
	return a;
}

/* out (consumed) has that of the kept one. */
static val join_consent(val out, val gone)
{
	val consent = val_get_object(gone, "consent");

	if (val_len(consent) > 0 || val_has(out, "consent"))
		out = val_set(out, "consent", allow_both(val_get_object(out, "consent"), consent));
	val_free(consent);
	return out;
}

val profile_merge_join(val kept, val gone)
{
	val out = val_copy(kept);

	for (int i = val_iter(gone); val_iter_ok(gone, i); i = val_iter_next(gone, i)) {
		const char *key = val_iter_key(gone, i);
		val a = val_member(kept, key), b = val_iter_val(gone, i);

		if (strcmp(key, "id") == 0 || strcmp(key, "consent") == 0 || !val_is(b))
			val_free(a);
		else if (!val_is(a)) {
			val_free(a);
			out = val_set(out, key, val_copy(b));
		} else {
			out = val_set(out, key, unite(key, a, b));
		}
		val_free(b);
	}
	return join_consent(out, gone);
}

/* ---- and taken back ---- */

static bool holds(val list, val item)
{
	bool has = false;

	for (int i = 0; i < val_len(list) && !has; i++) {
		val x = val_at(list, i);

		has = val_equal(x, item);
		val_free(x);
	}
	return has;
}

/* What was before and was lost, then what is there now without what the link brought. */
static val undo_array(val before, val after, val now)
{
	val out = val_array();

	for (int i = 0; i < val_len(before); i++) {
		val x = val_at(before, i);

		if (!holds(after, x))
			out = val_push(out, val_copy(x));
		val_free(x);
	}
	for (int i = 0; i < val_len(now); i++) {
		val x = val_at(now, i);

		if (holds(before, x) || !holds(after, x))
			out = val_push(out, val_copy(x));
		val_free(x);
	}
	return out;
}

static val undo(val before, val after, val now, bool counts);

static val undo_object(val before, val after, val now, bool counts)
{
	val out = val_object();

	for (int round = 0; round < 2; round++) {
		val o = round == 0 ? now : before;

		for (int i = val_iter(o); val_iter_ok(o, i); i = val_iter_next(o, i)) {
			const char *key = val_iter_key(o, i);
			val b = val_member(before, key), a = val_member(after, key), n = val_member(now, key), x;

			if (round == 0 || val_kind(n) == VAL_NONE) {
				x = undo(b, a, n, counts || strcmp(key, "interests") == 0);
				if (val_kind(x) != VAL_NONE)
					out = val_set(out, key, x);
				else
					val_free(x);
			}
			val_free(a);
			val_free(b);
			val_free(n);
		}
	}
	return out;
}

static bool all_are(enum val_kind kind, val before, val after, val now)
{
	return (val_kind(before) == kind || !val_is(before)) && val_kind(after) == kind && val_kind(now) == kind;
}

/* Missing ones are VAL_NONE. */
static val undo(val before, val after, val now, bool counts)
{
	if (val_kind(now) == val_kind(after) && (val_kind(now) == VAL_NONE || val_equal(now, after)))
		return val_copy(before);
	if (all_are(VAL_OBJECT, before, after, now))
		return undo_object(before, after, now, counts);
	if (all_are(VAL_ARRAY, before, after, now))
		return undo_array(before, after, now);
	if (counts && all_are(VAL_NUMBER, before, after, now))
		return val_of_num(val_number(now, 0) - val_number(after, 0) + val_number(before, 0));
	return val_copy(now);
}

val profile_merge_undo(val before, val after, val now)
{
	return undo(before, after, now, false);
}

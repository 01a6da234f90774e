#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "text/fold.h"
#include "text/ident.h"

#include "services/profile_private.h"

#define MOST 200 /* characters of a member */

static const char *const members[] = {"label", "street", "number",  "complement", "neighborhood", "city",
									  "state", "zip",    "country", "reference",  "preferred"};

/* ---- is it one ---- */

static int check_member(const char *name, val v, struct err *e)
{
	const char *s = val_text(v, NULL);

	if (strcmp(name, "preferred") == 0)
		return val_kind(v) == VAL_BOOL || !val_is(v) ? 0
													 : err_set(e, ERR_DATA, "addresses: preferred is true or false");
	if (!val_is(v) || val_kind(v) == VAL_NUMBER)
		return 0;
	if (!s)
		return err_set(e, ERR_DATA, "addresses: %s must be a text", name);
	return utf8_length(s, strlen(s)) <= MOST
			   ? 0
			   : err_set(e, ERR_DATA, "addresses: %s is longer than %d characters", name, MOST);
}

static bool is_in_brazil(val a)
{
	char *country = fold_dup(val_str(a, "country", ""));
	bool is = !*country || strcmp(country, "br") == 0 || strcmp(country, "bra") == 0 ||
			  strcmp(country, "brasil") == 0 || strcmp(country, "brazil") == 0;

	free(country);
	return is;
}

/* A code of this country has its form; others are kept as they are. As a number it has lost a 0 or is none. */
static int check_zip(val a, struct err *e)
{
	const char *zip = val_str(a, "zip", "");
	val v = val_get(a, "zip");
	bool number = val_kind(v) == VAL_NUMBER;
	char normal[IDENT_MAX];

	val_free(v);
	if (is_in_brazil(a) && (number || (*zip && !ident_cep(zip, strlen(zip), normal))))
		return err_set(e, ERR_DATA,
					   "addresses: zip must be a text of eight digits (\"04110-000\"); another land's needs country");
	return 0;
}

static int check(val a, struct err *e)
{
	const char *unknown;
	int st = 0;

	if (val_kind(a) != VAL_OBJECT)
		return err_set(e, ERR_DATA, "addresses: each is an object: {\"street\", \"number\", \"zip\", …}");
	unknown = val_unknown_key(a, members, sizeof(members) / sizeof(members[0]));
	if (unknown)
		return err_set(e, ERR_DATA,
					   "addresses: there is no \"%.40s\": label, street, number, complement, neighborhood, city, state,"
					   " zip, country, reference, preferred",
					   unknown);
	for (int i = val_iter(a); val_iter_ok(a, i) && st == 0; i = val_iter_next(a, i)) {
		val v = val_iter_val(a, i);

		st = check_member(val_iter_key(a, i), v, e);
		val_free(v);
	}
	if (st == 0)
		st = check_zip(a, e);
	if (st == 0 && !*val_str(a, "street", "") && !*val_str(a, "zip", ""))
		return err_set(e, ERR_DATA, "addresses: each needs a street or a zip");
	return st;
}

/* Numbers as texts, without what is null. */
static val tidy(val a)
{
	val out = val_object();

	for (int i = val_iter(a); val_iter_ok(a, i); i = val_iter_next(a, i)) {
		val v = val_iter_val(a, i);

		if (val_kind(v) == VAL_NUMBER) {
			struct buf b = {0};

			val_dump(v, &b);
			out = val_set_str(out, val_iter_key(a, i), buf_str(&b));
			buf_free(&b);
		} else if (val_is(v)) {
			out = val_set(out, val_iter_key(a, i), val_copy(v));
		}
		val_free(v);
	}
	return out;
}

/* ---- is it the same ---- */

/* The letters and digits of the folded text. */
static void add_plain(struct buf *out, const char *s)
{
	char *folded = fold_dup(s);
	const char *p = folded;
	size_t n = strlen(folded);

	while (n > 0) {
		uint32_t cp;
		size_t k = utf8_decode(p, n, &cp);

		if (fold_is_word(cp))
			buf_put(out, p, k);
		p += k;
		n -= k;
	}
	buf_putc(out, '|');
	free(folded);
}

/* What two addresses have the same when they are the same, in new memory. */
static char *key_of(val a)
{
	static const char *const parts[] = {"street", "number", "zip"};
	struct buf b = {0};

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		add_plain(&b, val_str(a, parts[i], ""));
	return b.p;
}

static bool is_same(val a, val b)
{
	char *x = key_of(a), *y = key_of(b);
	bool same = strcmp(x, y) == 0;

	free(x);
	free(y);
	return same;
}

/* ---- merging ---- */

/* old (consumed) with the members that it lacks; preferred follows the new one where it says so. */
static val fill(val old, val new)
{
	for (int i = val_iter(new); val_iter_ok(new, i); i = val_iter_next(new, i)) {
		const char *key = val_iter_key(new, i);
		val v = val_iter_val(new, i), have = val_member(old, key);
		bool lacks = !val_is(have) || (val_text(have, NULL) && !*val_text(have, ""));

		if (lacks || strcmp(key, "preferred") == 0)
			old = val_set(old, key, val_copy(v));
		val_free(have);
		val_free(v);
	}
	return old;
}

/* list (consumed) with a (consumed), at its place when it is there, else at its end; *at: where. */
static val put_one(val list, val a, int *at)
{
	val out = val_array();

	*at = -1;
	for (int i = 0; i < val_len(list); i++) {
		val old = val_at(list, i);

		if (*at < 0 && is_same(old, a)) {
			*at = i;
			old = fill(old, a);
		}
		out = val_push(out, old);
	}
	if (*at < 0) {
		*at = val_len(out);
		out = val_push(out, val_copy(a));
	}
	val_free(a);
	val_free(list);
	return out;
}

/* Of list (consumed) only the one at is preferred. */
static val prefer(val list, int at)
{
	val out = val_array();

	for (int i = 0; i < val_len(list); i++) {
		val a = val_at(list, i);

		if (i != at && val_bool(a, "preferred", false))
			a = val_set(a, "preferred", val_true(false));
		out = val_push(out, a);
	}
	val_free(list);
	return out;
}

/* list (consumed) without the oldest that is not preferred. */
static val shorten(val list)
{
	val out = val_array();
	bool gone = false;

	for (int i = 0; i < val_len(list); i++) {
		val a = val_at(list, i);

		if (!gone && !val_bool(a, "preferred", false)) {
			gone = true;
			val_free(a);
		} else {
			out = val_push(out, a);
		}
	}
	val_free(list);
	return out;
}

val profile_address_unite(val list, val a)
{
	int at;

	list = put_one(list, a, &at);
	return val_len(list) > PROFILE_ADDRESSES ? shorten(list) : list;
}

val profile_address_add(val list, val v, struct err *e)
{
	val new = val_kind(v) == VAL_ARRAY ? val_copy(v) : val_push(val_array(), val_copy(v));
	int n = val_len(new), st = 0;

	if (n > PROFILE_ADDRESSES)
		st = err_set(e, ERR_DATA, "addresses: %d are too many, at most %d", n, PROFILE_ADDRESSES);
	for (int i = 0; i < n && st == 0; i++) {
		val a = val_at(new, i);
		int at;

		st = check(a, e);
		if (st == 0) {
			list = put_one(list, tidy(a), &at);
			if (val_bool(a, "preferred", false))
				list = prefer(list, at);
		}
		val_free(a);
	}
	while (val_len(list) > PROFILE_ADDRESSES)
		list = shorten(list);
	val_free(new);
	if (st == 0)
		return list;
	val_free(list);
	return val_parse("", 0, NULL);
}

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "text/ident.h"

#include "services/profile_private.h"

#define MOST_NAME 200   /* characters */
#define MOST_KEY 100    /* characters */
#define MOST_KEYS 100   /* of preferences */
#define MOST_WAYS 20    /* of contact_info */
#define MOST_VALUE 2000 /* bytes, as JSON */

static const char *const allowed[] = {"name", "contact_info", "addresses", "preferences"};

/* ---- texts ---- */

/* The text v without spaces at its ends in *out (new memory), NULL when v is null. */
static int text_of(const char *field, val v, size_t most, char **out, struct err *e)
{
	const char *s = val_text(v, NULL);
	size_t n;

	*out = NULL;
	if (!val_is(v))
		return 0;
	if (!s)
		return err_set(e, ERR_DATA, "%s must be a text", field);
	while (isspace((unsigned char)*s))
		s++;
	n = strlen(s);
	while (n > 0 && isspace((unsigned char)s[n - 1]))
		n--;
	if (n == 0)
		return err_set(e, ERR_DATA, "%s is empty: null takes it out", field);
	if (utf8_length(s, n) > most)
		return err_set(e, ERR_DATA, "%s is longer than %zu characters", field, most);
	for (size_t i = 0; i < n; i++)
		if (iscntrl((unsigned char)s[i]))
			return err_set(e, ERR_DATA, "%s has a control character in it", field);
	*out = mem_ndup(s, n);
	return 0;
}

/* Sets a member that is a text or NULL; true when it is another than before. */
static bool set_text(val *c, const char *key, const char *s)
{
	const char *have = val_str(*c, key, NULL);

	if (have ? s && strcmp(have, s) == 0 : !s)
		return false;
	*c = val_set_str(*c, key, s);
	return true;
}

/* ---- name ---- */

#define PARTS "a text, or first_name and last_name"

/* One part in *out (new memory): of v where it is given, else have (n bytes); NULL when it is empty. */
static int part_of(val v, const char *key, const char *have, size_t n, char **out, struct err *e)
{
	char *field = mem_printf("name: %s", key);
	val part = val_member(v, key);
	int st = 0;

	*out = NULL;
	if (val_kind(part) != VAL_NONE)
		st = text_of(field, part, MOST_NAME, out, e);
	else if (n > 0)
		*out = mem_ndup(have, n);
	val_free(part);
	free(field);
	return st;
}

/* "Ana Souza" of {"first_name","last_name"}; a part that is not given is that of have, split at its first space. */
static int joined_name(const char *have, val v, val *out, struct err *e)
{
	static const char *const parts[] = {"first_name", "last_name"};
	size_t n = strcspn(have, " "), space = strspn(have + n, " ");
	char *first = NULL, *last = NULL, *s;
	int st;

	if (val_unknown_key(v, parts, 2))
		return err_set(e, ERR_DATA, "name: there is no \"%.40s\": " PARTS, val_unknown_key(v, parts, 2));
	if (val_len(v) == 0)
		return err_set(e, ERR_DATA, "name: {} says nothing: " PARTS);
	st = part_of(v, parts[0], have, n, &first, e);
	if (st == 0)
		st = part_of(v, parts[1], have + n + space, strlen(have + n + space), &last, e);
	if (st == 0) {
		s = mem_printf("%s%s%s", first ? first : "", first && last ? " " : "", last ? last : "");
		*out = first || last ? val_of_str(s) : val_null();
		free(s);
	}
	free(first);
	free(last);
	return st;
}

static int take_name(val *c, val v, bool *changed, struct err *e)
{
	val whole = val_null();
	char *s = NULL;
	int st = 0;

	if (val_kind(v) == VAL_OBJECT)
		st = joined_name(val_str(*c, "name", ""), v, &whole, e);
	else
		whole = val_copy(v);
	if (st == 0)
		st = text_of("name", whole, MOST_NAME, &s, e);
	if (st == 0)
		*changed = set_text(c, "name", s);
	val_free(whole);
	free(s);
	return st;
}

/* ---- objects that are merged by their keys ---- */

/* *o with the key set to v (consumed), or without it when v is null. True when it changed. */
static bool put_key(val *o, const char *key, val v)
{
	val have = val_member(*o, key);
	bool there = val_kind(have) != VAL_NONE, changed = val_is(v) ? !there || !val_equal(have, v) : there;

	val_free(have);
	if (changed && val_is(v)) {
		*o = val_set(*o, key, v);
		return true;
	}
	if (changed)
		*o = profile_without(*o, key);
	val_free(v);
	return changed;
}

static int check_key(const char *field, const char *key, struct err *e)
{
	size_t n = strlen(key);

	if (n > 0 && utf8_length(key, n) <= MOST_KEY)
		return 0;
	return err_set(e, ERR_DATA, "%s: the name of a member has 1 to %d characters", field, MOST_KEY);
}

static int check_value(const char *field, const char *key, val v, struct err *e)
{
	struct buf b = {0};
	size_t n;

	val_dump(v, &b);
	n = b.n;
	buf_free(&b);
	return n <= MOST_VALUE ? 0 : err_set(e, ERR_DATA, "%s: %.60s is longer than %d bytes", field, key, MOST_VALUE);
}

static int take_preferences(val *c, val v, bool *changed, struct err *e)
{
	val have = val_get_object(*c, "preferences");
	int st = 0;

	if (val_kind(v) != VAL_OBJECT) {
		val_free(have);
		return err_set(e, ERR_DATA, "preferences must be an object: {\"tipo_pele\": \"oleosa\"}, null takes one out");
	}
	for (int i = val_iter(v); val_iter_ok(v, i) && st == 0; i = val_iter_next(v, i)) {
		val x = val_iter_val(v, i);
		const char *key = val_iter_key(v, i);

		st = check_key("preferences", key, e);
		if (st == 0)
			st = check_value("preferences", key, x, e);
		if (st == 0)
			*changed |= put_key(&have, key, val_copy(x));
		val_free(x);
	}
	if (st == 0 && val_len(have) > MOST_KEYS)
		st = err_set(e, ERR_DATA, "preferences: %d are too many, at most %d", val_len(have), MOST_KEYS);
	*c = val_set(*c, "preferences", have);
	return st;
}

/* ---- contact_info ---- */

/* The normal form of a phone or an e-mail, NULL when v is null. New memory. */
static int reach_of(const char *key, val v, char **out, struct err *e)
{
	char normal[IDENT_MAX], *s, *field = mem_printf("contact_info: %s", key);
	int st = text_of(field, v, IDENT_MAX - 1, &s, e);

	free(field);
	*out = NULL;
	if (st != 0 || !s)
		return st;
	if (strcmp(key, "phone") == 0 && !ident_phone(s, strlen(s), NULL, normal))
		st = err_set(e, ERR_DATA, "contact_info: phone is none: with its area code, or with + and its country's code");
	else if (strcmp(key, "email") == 0 && !ident_email(s, strlen(s), normal))
		st = err_set(e, ERR_DATA, "contact_info: email is none: name@example.com");
	else
		*out = mem_dup(normal);
	free(s);
	return st;
}

static bool is_reach(const char *key)
{
	return strcmp(key, "phone") == 0 || strcmp(key, "email") == 0;
}

/* Of a claim only what the store does not know better is kept. */
static val claim(val c, const char *key, const char *s)
{
	return s && strcmp(val_str(c, key, ""), s) == 0 ? val_null() : val_of_str(s);
}

static int take_way(val *c, val *ways, const char *key, val v, bool claimed, bool *changed, struct err *e)
{
	char *s = NULL, *field;
	int st;

	if (is_reach(key)) {
		st = reach_of(key, v, &s, e);
		if (st == 0 && claimed)
			*changed |= put_key(ways, key, claim(*c, key, s));
		else if (st == 0) {
			*changed |= set_text(c, key, s);
			*changed |= put_key(ways, key, val_null());
		}
	} else {
		field = mem_printf("contact_info: %.100s", key);
		st = text_of(field, v, MOST_NAME, &s, e);
		free(field);
		if (st == 0)
			*changed |= put_key(ways, key, val_of_str(s));
	}
	free(s);
	return st;
}

static int take_contact(val *c, val v, bool claimed, bool *changed, struct err *e)
{
	val ways = val_get_object(*c, "contact_info");
	int st = 0;

	if (val_kind(v) != VAL_OBJECT) {
		val_free(ways);
		return err_set(e, ERR_DATA, "contact_info must be an object: {\"phone\", \"email\", …}, null takes one out");
	}
	for (int i = val_iter(v); val_iter_ok(v, i) && st == 0; i = val_iter_next(v, i)) {
		val x = val_iter_val(v, i);
		const char *key = val_iter_key(v, i);

		st = check_key("contact_info", key, e);
		if (st == 0)
			st = take_way(c, &ways, key, x, claimed, changed, e);
		val_free(x);
	}
	if (st == 0 && val_len(ways) > MOST_WAYS)
		st = err_set(e, ERR_DATA, "contact_info: %d are too many, at most %d", val_len(ways), MOST_WAYS);
	if (st == 0 && (val_len(ways) > 0 || val_has(*c, "contact_info")))
		*c = val_set(*c, "contact_info", ways);
	else
		val_free(ways);
	return st;
}

/* ---- all of them ---- */

static int take_addresses(val *c, val v, bool *changed, struct err *e)
{
	val before = val_get_array(*c, "addresses"), after = profile_address_add(val_copy(before), v, e);
	int st = val_kind(after) == VAL_ARRAY ? 0 : -1;

	*changed = st == 0 && !val_equal(before, after);
	if (*changed)
		*c = val_set(*c, "addresses", val_copy(after));
	val_free(before);
	val_free(after);
	return st;
}

static int take_one(val *c, const char *field, val v, bool claimed, bool *changed, struct err *e)
{
	if (strcmp(field, "name") == 0)
		return take_name(c, v, changed, e);
	if (strcmp(field, "contact_info") == 0)
		return take_contact(c, v, claimed, changed, e);
	if (strcmp(field, "addresses") == 0)
		return take_addresses(c, v, changed, e);
	return take_preferences(c, v, changed, e);
}

/* The names that are none of a profile's, in words. */
static int refuse_others(val data, struct err *e)
{
	struct buf b = {0};

	for (int i = val_iter(data); val_iter_ok(data, i); i = val_iter_next(data, i)) {
		bool known = false;

		for (size_t k = 0; k < sizeof(allowed) / sizeof(allowed[0]); k++)
			known = known || strcmp(val_iter_key(data, i), allowed[k]) == 0;
		if (!known)
			buf_printf(&b, "%s%.60s", b.n ? ", " : "", val_iter_key(data, i));
	}
	if (b.n)
		(void)err_set(e, ERR_DATA,
					  "what an update may change is name, contact_info, addresses, preferences; not %.400s", b.p);
	buf_free(&b);
	return val_unknown_key(data, allowed, sizeof(allowed) / sizeof(allowed[0])) ? -1 : 0;
}

int profile_fields_take(val *c, val data, bool claimed, val *fields, struct err *e)
{
	int st = 0;

	if (val_kind(data) != VAL_OBJECT)
		return err_set(e, ERR_DATA, "an update must be an object: {\"name\": …, \"preferences\": {…}}");
	if (refuse_others(data, e) != 0)
		return -1;
	for (size_t i = 0; i < sizeof(allowed) / sizeof(allowed[0]) && st == 0; i++) {
		val v = val_member(data, allowed[i]);
		bool changed = false;

		if (val_kind(v) != VAL_NONE)
			st = take_one(c, allowed[i], v, claimed, &changed, e);
		if (changed)
			*fields = val_push(*fields, val_of_str(allowed[i]));
		val_free(v);
	}
	return st;
}

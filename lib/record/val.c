#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "record/rec.h"
#include "record/scan.h"

#include "record/val.h"

/* What libjq parses is checked here first: it cuts strings at NUL, and its own limits end in aborts. */
static int check(const char *s, size_t n, struct err *e)
{
	struct scan c = {s, s + n, NULL};

	if (utf8_valid(s, n) != n)
		return err_set(e, ERR_DATA, "invalid UTF-8 at byte %zu", utf8_valid(s, n) + 1);
	scan_space(&c);
	if (!scan_value(&c, REC_MAX_DEPTH))
		return err_set(e, ERR_DATA, "not JSON at byte %zu: %s", (size_t)(c.p - s) + 1, c.why);
	scan_space(&c);
	if (c.p != c.end)
		return err_set(e, ERR_DATA, "something follows the value at byte %zu", (size_t)(c.p - s) + 1);
	return 0;
}

static bool has_nul_escape(const char *s, size_t n)
{
	return memmem(s, n, "\\u0000", 6) != NULL;
}

/* Writes U+FFFD for each "\u0000", minding escaped backslashes. New memory, as long as s. */
static char *without_nul(const char *s, size_t n)
{
	char *out = mem_ndup(s, n);

	for (size_t i = 0; i + 1 < n; i++) {
		if (out[i] != '\\')
			continue;
		if (out[i + 1] == 'u' && n - i >= 6 && memcmp(out + i, "\\u0000", 6) == 0)
			memcpy(out + i, "\\ufffd", 6);
		i++;
	}
	return out;
}

val val_parse(const char *s, size_t n, struct err *e)
{
	char *mended = NULL;
	val v;

	if (check(s, n, e) != 0)
		return jv_invalid();
	if (n > 0x7fffffff) {
		(void)err_set(e, ERR_DATA, "a value of %zu bytes is too long", n);
		return jv_invalid();
	}
	if (has_nul_escape(s, n))
		mended = without_nul(s, n);
	v = jv_parse_sized(mended ? mended : s, (int)n);
	free(mended);
	if (!jv_is_valid(v)) {
		jv_free(v);
		(void)err_set(e, ERR_DATA, "not JSON that libjq takes");
		return jv_invalid();
	}
	return v;
}

void val_dump(val v, struct buf *out)
{
	jv s;

	if (!jv_is_valid(v)) {
		buf_puts(out, "null");
		return;
	}
	s = jv_dump_string(jv_copy(v), 0);
	buf_put(out, jv_string_value(s), (size_t)jv_string_length_bytes(jv_copy(s)));
	jv_free(s);
}

void val_free(val v)
{
	jv_free(v);
}

val val_copy(val v)
{
	return jv_copy(v);
}

enum val_kind val_kind(val v)
{
	switch (jv_get_kind(v)) {
	case JV_KIND_INVALID: return VAL_NONE;
	case JV_KIND_NULL: return VAL_NULL;
	case JV_KIND_FALSE:
	case JV_KIND_TRUE: return VAL_BOOL;
	case JV_KIND_NUMBER: return VAL_NUMBER;
	case JV_KIND_STRING: return VAL_STRING;
	case JV_KIND_ARRAY: return VAL_ARRAY;
	case JV_KIND_OBJECT: return VAL_OBJECT;
	}
	return VAL_NONE;
}

bool val_is(val v)
{
	return val_kind(v) > VAL_NULL;
}

bool val_equal(val a, val b)
{
	return jv_equal(jv_copy(a), jv_copy(b)) == 1;
}

/* One step of a path. Consumes o. */
static val step(val o, const char *name, size_t n)
{
	char *end;
	long i;

	if (jv_get_kind(o) == JV_KIND_OBJECT) {
		val v = jv_object_get(o, jv_string_sized(name, (int)n));

		if (jv_is_valid(v))
			return v;
		jv_free(v);
		return jv_null();
	}
	i = strtol(name, &end, 10);
	if (jv_get_kind(o) == JV_KIND_ARRAY && end == name + n && n > 0 && i >= 0) {
		val v = val_at(o, (int)i);

		jv_free(o);
		return v;
	}
	jv_free(o);
	return jv_null();
}

val val_get(val o, const char *path)
{
	val v = jv_copy(o);

	if (!jv_is_valid(v)) {
		jv_free(v);
		return jv_null();
	}
	for (;;) {
		size_t n = strcspn(path, ".");

		v = step(v, path, n);
		if (!path[n])
			return v;
		path += n + 1;
	}
}

val val_get_object(val o, const char *path)
{
	val v = val_get(o, path);

	if (val_kind(v) == VAL_OBJECT)
		return v;
	val_free(v);
	return val_object();
}

val val_get_array(val o, const char *path)
{
	val v = val_get(o, path);

	if (val_kind(v) == VAL_ARRAY)
		return v;
	val_free(v);
	return val_array();
}

val val_member(val o, const char *key)
{
	return jv_get_kind(o) == JV_KIND_OBJECT ? jv_object_get(jv_copy(o), jv_string(key)) : jv_invalid();
}

bool val_has(val o, const char *path)
{
	const char *dot = strrchr(path, '.');
	char *parent = dot ? mem_ndup(path, (size_t)(dot - path)) : NULL;
	val v = parent ? val_get(o, parent) : jv_copy(o);
	bool has = false;

	if (jv_get_kind(v) == JV_KIND_OBJECT)
		has = jv_object_has(v, jv_string(dot ? dot + 1 : path)) == 1;
	else
		jv_free(v);
	free(parent);
	return has;
}

/* The string stays alive through the object that holds it. */
const char *val_str(val o, const char *path, const char *dflt)
{
	val v = val_get(o, path);
	const char *s = val_text(v, dflt);

	jv_free(v);
	return s;
}

double val_num(val o, const char *path, double dflt)
{
	val v = val_get(o, path);
	double n = val_number(v, dflt);

	jv_free(v);
	return n;
}

long long val_int(val o, const char *path, long long dflt)
{
	double n = val_num(o, path, (double)dflt);

	return n >= -9007199254740992.0 && n <= 9007199254740992.0 ? (long long)n : dflt;
}

bool val_bool(val o, const char *path, bool dflt)
{
	val v = val_get(o, path);
	enum val_kind k = val_kind(v);
	bool b = k == VAL_BOOL ? jv_get_kind(v) == JV_KIND_TRUE : dflt;

	jv_free(v);
	return b;
}

const char *val_text(val v, const char *dflt)
{
	return jv_get_kind(v) == JV_KIND_STRING ? jv_string_value(v) : dflt;
}

double val_number(val v, double dflt)
{
	return jv_get_kind(v) == JV_KIND_NUMBER ? jv_number_value(v) : dflt;
}

int val_len(val v)
{
	switch (jv_get_kind(v)) {
	case JV_KIND_ARRAY: return jv_array_length(jv_copy(v));
	case JV_KIND_OBJECT: return jv_object_length(jv_copy(v));
	default: return 0;
	}
}

val val_at(val a, int i)
{
	if (jv_get_kind(a) != JV_KIND_ARRAY || i < 0 || i >= val_len(a))
		return jv_null();
	return jv_array_get(jv_copy(a), i);
}

int val_iter(val o)
{
	return jv_get_kind(o) == JV_KIND_OBJECT ? jv_object_iter(o) : -2;
}

bool val_iter_ok(val o, int i)
{
	return jv_get_kind(o) == JV_KIND_OBJECT && jv_object_iter_valid(o, i);
}

int val_iter_next(val o, int i)
{
	return jv_object_iter_next(o, i);
}

const char *val_iter_key(val o, int i)
{
	val k = jv_object_iter_key(o, i);
	const char *s = jv_string_value(k);

	jv_free(k);
	return s;
}

val val_iter_val(val o, int i)
{
	return jv_object_iter_value(o, i);
}

val val_null(void)
{
	return jv_null();
}

val val_true(bool b)
{
	return jv_bool(b);
}

val val_of_num(double n)
{
	return isfinite(n) ? jv_number(n) : jv_null();
}

val val_of_int(long long n)
{
	return jv_number((double)n);
}

val val_of_str(const char *s)
{
	return s ? jv_string(s) : jv_null();
}

val val_of_strn(const char *s, size_t n)
{
	return jv_string_sized(s, (int)(n > 0x7fffffff ? 0x7fffffff : n));
}

val val_array(void)
{
	return jv_array();
}

val val_object(void)
{
	return jv_object();
}

val val_push(val a, val v)
{
	if (jv_get_kind(a) != JV_KIND_ARRAY) {
		jv_free(a);
		a = jv_array();
	}
	return jv_array_append(a, jv_is_valid(v) ? v : jv_null());
}

val val_set(val o, const char *key, val v)
{
	if (jv_get_kind(o) != JV_KIND_OBJECT) {
		jv_free(o);
		o = jv_object();
	}
	return jv_object_set(o, jv_string(key), jv_is_valid(v) ? v : jv_null());
}

val val_set_str(val o, const char *key, const char *s)
{
	return val_set(o, key, val_of_str(s));
}

val val_set_int(val o, const char *key, long long n)
{
	return val_set(o, key, val_of_int(n));
}

bool val_array_has(val a, const char *s)
{
	for (int i = 0; i < val_len(a); i++) {
		val v = val_at(a, i);
		bool same = strcmp(val_text(v, ""), s) == 0 && val_kind(v) == VAL_STRING;

		jv_free(v);
		if (same)
			return true;
	}
	return false;
}

const char *val_unknown_key(val v, const char *const *names, size_t n)
{
	for (int i = val_iter(v); val_kind(v) == VAL_OBJECT && val_iter_ok(v, i); i = val_iter_next(v, i)) {
		bool known = false;

		for (size_t k = 0; k < n; k++)
			known = known || strcmp(names[k], val_iter_key(v, i)) == 0;
		if (!known)
			return val_iter_key(v, i);
	}
	return NULL;
}

#include <string.h>

#include "clients/odoo_private.h"

/* "2026-11-23T15:29:16.000Z" of s, which Odoo wants as "2026-11-23 15:29:16" in out; false when s is none. */
static bool plain_time(const char *s, char out[20])
{
	static const char shape[] = "dddd-dd-ddTdd:dd:dd";
	size_t n = sizeof(shape) - 1;

	for (size_t i = 0; i < n; i++)
		if (shape[i] == 'd' ? s[i] < '0' || s[i] > '9' : s[i] != shape[i])
			return false;
	if (s[n] == '.')
		n += 1 + strspn(s + n + 1, "0123456789");
	if (strcmp(s + n, "Z") != 0)
		return false;
	memcpy(out, s, 19);
	out[10] = ' ';
	out[19] = '\0';
	return true;
}

static val plain_text(val v)
{
	const char *s = val_text(v, "");
	long long id = odoo_id_number(s, NULL);
	char when[20];

	if (id < 0 && !plain_time(s, when))
		return v;
	val_free(v);
	return id >= 0 ? val_of_int(id) : val_of_str(when);
}

val odoo_plain(val v)
{
	val out;

	switch (val_kind(v)) {
	case VAL_STRING: return plain_text(v);
	case VAL_ARRAY:
		out = val_array();
		for (int i = 0; i < val_len(v); i++)
			out = val_push(out, odoo_plain(val_at(v, i)));
		break;
	case VAL_OBJECT:
		out = val_object();
		for (int i = val_iter(v); val_iter_ok(v, i); i = val_iter_next(v, i))
			out = val_set(out, val_iter_key(v, i), odoo_plain(val_iter_val(v, i)));
		break;
	default: return v;
	}
	val_free(v);
	return out;
}

/* An object of values to write. */
static int send_values(const struct odoo_fields *f, val values, val *out, struct err *e)
{
	*out = val_object();
	for (int i = val_iter(values); val_iter_ok(values, i); i = val_iter_next(values, i)) {
		const char *field = val_iter_key(values, i);
		val v;

		if (odoo_fields_send(f, field, val_iter_val(values, i), &v, e) != 0) {
			val_free(*out);
			val_free(values);
			return -1;
		}
		*out = val_set(*out, field, v);
	}
	val_free(values);
	return 0;
}

/* One object of values, or a list of them. */
static int send_all(const struct odoo_fields *f, val v, val *out, struct err *e)
{
	int st = 0;

	if (val_kind(v) == VAL_OBJECT)
		return send_values(f, v, out, e);
	*out = val_array();
	for (int i = 0; i < val_len(v) && st == 0; i++) {
		val item = val_at(v, i), sent;

		if (val_kind(item) != VAL_OBJECT) {
			val_free(item);
			st = err_set(e, ERR_DATA, "create takes an object of values, or an array of them");
		} else if ((st = send_values(f, item, &sent, e)) == 0) {
			*out = val_push(*out, sent);
		}
	}
	val_free(v);
	if (st != 0)
		val_free(*out);
	return st;
}

static int named(struct odoo *o, const char *model, const char *method, val kwargs, val *out, struct err *e)
{
	static const char *const names[] = {"vals", "vals_list", "values"};
	struct odoo_fields *f = NULL;

	if (strcmp(method, "create") != 0 && strcmp(method, "write") != 0) {
		*out = odoo_plain(kwargs);
		return 0;
	}
	*out = val_object();
	for (int i = val_iter(kwargs); val_iter_ok(kwargs, i); i = val_iter_next(kwargs, i)) {
		const char *name = val_iter_key(kwargs, i);
		bool values = false;
		val v = val_iter_val(kwargs, i), sent = val_null();
		int st = 0;

		for (size_t k = 0; k < sizeof(names) / sizeof(names[0]); k++)
			values = values || strcmp(names[k], name) == 0;
		if (!values)
			sent = odoo_plain(v);
		else if (odoo_model(o, model, &f, e) >= 0)
			st = send_all(f, v, &sent, e);
		else
			st = -1;
		if (st != 0) {
			val_free(*out);
			*out = val_null();
			val_free(kwargs);
			return -1;
		}
		*out = val_set(*out, name, sent);
	}
	val_free(kwargs);
	return 0;
}

static int positional(struct odoo *o, const char *model, const char *method, val args, val *out, struct err *e)
{
	bool create = strcmp(method, "create") == 0, write = strcmp(method, "write") == 0;
	int at = create ? 0 : write ? 1 : -1, st = 0;
	struct odoo_fields *f = NULL;

	*out = val_array();
	if (at >= 0 && odoo_model(o, model, &f, e) < 0)
		st = -1;
	for (int i = 0; i < val_len(args) && st == 0; i++) {
		val v = val_at(args, i), sent;

		if (i != at)
			sent = odoo_plain(v);
		else
			st = send_all(f, v, &sent, e);
		if (st == 0)
			*out = val_push(*out, sent);
	}
	val_free(args);
	if (st != 0)
		val_free(*out);
	return st;
}

int odoo_args(struct odoo *o, const char *model, const char *method, val *args, val *kwargs, struct err *e)
{
	val a, k;

	if (positional(o, model, method, *args, &a, e) != 0) {
		val_free(*kwargs);
	} else if (named(o, model, method, *kwargs, &k, e) != 0) {
		val_free(a);
	} else {
		*args = a;
		*kwargs = k;
		return 0;
	}
	*args = *kwargs = val_null();
	return -1;
}

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"

#include "clients/odoo_fields_private.h"

/* The number in "odoo:MODEL:ID"; -1 when s is none. */
static long long id_number(const char *s)
{
	const char *colon = strncmp(s, "odoo:", 5) == 0 ? strrchr(s + 5, ':') : NULL;

	if (!colon || colon == s + 5 || !colon[1] || strspn(colon + 1, "0123456789") != strlen(colon + 1) ||
		strlen(colon + 1) > 18)
		return -1;
	return strtoll(colon + 1, NULL, 10);
}

/* Whether the id s is one of model; NULL: of any. */
static bool is_id_of(const char *s, const char *model)
{
	size_t n = model ? strlen(model) : 0;

	return !model || (strncmp(s + 5, model, n) == 0 && s[5 + n] == ':' && !strchr(s + 6 + n, ':'));
}

/* Turns ids wherever they stand in v (consumed): strings, and objects that are an id and a name at most. */
static val turn_ids(val v)
{
	const char *s = val_text(v, val_str(v, "id", ""));
	val out;

	if (id_number(s) >= 0 && (val_kind(v) == VAL_STRING || val_len(v) == 1 + val_has(v, "name"))) {
		out = val_of_int(id_number(s));
	} else if (val_kind(v) == VAL_ARRAY) {
		out = val_array();
		for (int i = 0; i < val_len(v); i++)
			out = val_push(out, turn_ids(val_at(v, i)));
	} else if (val_kind(v) == VAL_OBJECT) {
		out = val_object();
		for (int i = val_iter(v); val_iter_ok(v, i); i = val_iter_next(v, i))
			out = val_set(out, val_iter_key(v, i), turn_ids(val_iter_val(v, i)));
	} else {
		return v;
	}
	val_free(v);
	return out;
}

static bool is_false(val v)
{
	return val_kind(v) == VAL_BOOL && !val_equal(v, val_true(true));
}

/*
 * Each of these turns v (borrowed) into *out (the caller's) and gives NULL, or what is wrong with it, to stand behind
 * the field's name.
 */

static const char *send_one(const struct odoo_field *d, val v, val *out)
{
	val id = val_kind(v) == VAL_OBJECT ? val_get(v, "id") : val_copy(v);
	const char *s = val_text(id, ""), *why = NULL;

	if (val_kind(id) == VAL_NUMBER || is_false(id))
		*out = val_copy(id);
	else if (val_kind(id) == VAL_NULL && val_has(v, "id"))
		*out = val_true(false);
	else if (id_number(s) < 0)
		why = "wants an id (\"odoo:MODEL:ID\", an object with one, or a number)";
	else if (!is_id_of(s, d->relation))
		why = "wants an id of another model";
	else
		*out = val_of_int(id_number(s));
	val_free(id);
	return why;
}

static const char *send_ids(const struct odoo_field *d, val v, val *out)
{
	val ids = val_array(), command;
	const char *why = NULL;

	for (int i = 0; i < val_len(v) && !why; i++) {
		val item = val_at(v, i), id;

		why = send_one(d, item, &id);
		if (!why && val_kind(id) != VAL_NUMBER) {
			why = "wants ids that are there";
			val_free(id);
		} else if (!why) {
			ids = val_push(ids, id);
		}
		val_free(item);
	}
	if (why) {
		val_free(ids);
		return why;
	}
	command = val_push(val_push(val_push(val_array(), val_of_int(6)), val_of_int(0)), ids);
	*out = val_push(val_array(), command);
	return NULL;
}

/* [[6,0,[ids]]], or commands as they are. */
static const char *send_many(const struct odoo_field *d, val v, val *out)
{
	int commands = 0;

	if (val_kind(v) != VAL_ARRAY)
		return "wants an array of ids";
	for (int i = 0; i < val_len(v); i++) {
		val item = val_at(v, i);

		commands += val_kind(item) == VAL_ARRAY;
		val_free(item);
	}
	if (commands == 0)
		return send_ids(d, v, out);
	if (commands != val_len(v))
		return "wants ids or commands, not both";
	*out = turn_ids(val_copy(v));
	return NULL;
}

static const char *send_datetime(val v, val *out)
{
	const char *s = val_text(v, "");
	char at[32];
	date_ms t;

	if (date_parse(s, &t, NULL) != 0)
		return "wants a time (RFC 3339)";
	(void)date_format(t, at);
	at[10] = ' ';
	at[19] = '\0';
	*out = val_of_str(at);
	return NULL;
}

/* The day as it is written, whatever the zone. */
static const char *send_date(val v, val *out)
{
	const char *s = val_text(v, "");
	date_ms t;

	if (date_parse(s, &t, NULL) != 0)
		return "wants a date";
	*out = val_of_strn(s, 10);
	return NULL;
}

/* Records may hold money and large numbers as text. */
static const char *send_number(val v, val *out)
{
	const char *s = val_text(v, "");
	char *end;
	double n;

	if (val_kind(v) == VAL_NUMBER) {
		*out = val_copy(v);
		return NULL;
	}
	if (id_number(s) >= 0) {
		*out = val_of_int(id_number(s));
		return NULL;
	}
	n = strtod(s, &end);
	if (end == s || *end || !isfinite(n) || strspn(s, "+-0123456789.eE") != strlen(s))
		return "wants a number";
	*out = val_of_num(n);
	return NULL;
}

/* "odoo:res.partner:5" as "res.partner,5" */
static const char *send_reference(val v, val *out)
{
	const char *s = val_text(v, NULL), *colon;
	char *text;

	if (!s)
		return "wants an id (\"odoo:MODEL:ID\")";
	if (id_number(s) < 0) {
		*out = val_copy(v);
		return NULL;
	}
	colon = strrchr(s, ':');
	text = mem_printf("%.*s,%s", (int)(colon - s) - 5, s + 5, colon + 1);
	*out = val_of_str(text);
	free(text);
	return NULL;
}

static const char *send_text(val v, val *out)
{
	if (val_kind(v) == VAL_ARRAY || val_kind(v) == VAL_OBJECT)
		return "wants a text";
	*out = val_copy(v);
	return NULL;
}

static const char *send_boolean(val v, val *out)
{
	if (val_kind(v) != VAL_BOOL)
		return "wants true or false";
	*out = val_copy(v);
	return NULL;
}

static const char *send_known(const struct odoo_field *d, val v, val *out)
{
	switch (d->kind) {
	case ODOO_ONE: return send_one(d, v, out);
	case ODOO_MANY: return send_many(d, v, out);
	case ODOO_DATETIME: return send_datetime(v, out);
	case ODOO_DATE: return send_date(v, out);
	case ODOO_ID:
	case ODOO_NUMBER: return send_number(v, out);
	case ODOO_REFERENCE: return send_reference(v, out);
	case ODOO_TEXT: return send_text(v, out);
	case ODOO_BOOLEAN: return send_boolean(v, out);
	default: *out = turn_ids(val_copy(v)); return NULL;
	}
}

int odoo_fields_send(const struct odoo_fields *f, const char *field, val v, val *out, struct err *e)
{
	const struct odoo_field *d = odoo_fields_find(f, field);
	const char *why = NULL;

	if (val_kind(v) <= VAL_NULL || is_false(v))
		*out = val_true(false);
	else if (!d)
		*out = turn_ids(val_copy(v));
	else
		why = send_known(d, v, out);
	val_free(v);
	return why ? err_set(e, ERR_DATA, "%s.%s, of type %s, %s", f->model, field, d->type, why) : 0;
}

#include <float.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "clients/odoo.h"

#include "clients/odoo_fields_private.h"

/* Turns ids wherever they stand in v (consumed): strings, and objects that are an id and a name at most. */
static val turn_ids(val v)
{
	const char *s = val_text(v, val_str(v, "id", ""));
	val out;

	if (odoo_id_number(s, NULL) > 0 && (val_kind(v) == VAL_STRING || val_len(v) == 1 + val_has(v, "name"))) {
		out = val_of_int(odoo_id_number(s, NULL));
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

/* Odoo's integers are of 32 bits. */
static const char *send_whole(double n, val *out)
{
	if (n < INT32_MIN || n > INT32_MAX || n != (double)(long long)n)
		return "wants a whole number within 2147483647";
	*out = val_of_int((long long)n);
	return NULL;
}

static const char *send_one(const struct odoo_field *d, val v, val *out)
{
	val id = val_kind(v) == VAL_OBJECT ? val_get(v, "id") : val_copy(v);
	const char *s = val_text(id, ""), *why = NULL;

	if (val_kind(id) == VAL_NUMBER)
		why = send_whole(val_number(id, 0), out);
	else if (is_false(id))
		*out = val_copy(id);
	else if (val_kind(id) == VAL_NULL && val_has(v, "id"))
		*out = val_true(false);
	else if (odoo_id_number(s, NULL) < 0)
		why = "wants an id (\"odoo:MODEL:ID\", an object with one, or a number)";
	else if (odoo_id_number(s, d->relation) < 0)
		why = "wants an id of another model";
	else
		*out = val_of_int(odoo_id_number(s, NULL));
	val_free(id);
	return why;
}

/* *out is the caller's either way. */
static const char *collect_ids(const struct odoo_field *d, val v, val *out)
{
	const char *why = NULL;

	*out = val_array();
	for (int i = 0; i < val_len(v) && !why; i++) {
		val item = val_at(v, i), id;

		why = send_one(d, item, &id);
		if (!why && val_kind(id) != VAL_NUMBER) {
			why = "wants ids that are there";
			val_free(id);
		} else if (!why) {
			*out = val_push(*out, id);
		}
		val_free(item);
	}
	return why;
}

static const char *send_ids(const struct odoo_field *d, val v, val *out)
{
	val ids, command;
	const char *why = collect_ids(d, v, &ids);

	if (why) {
		val_free(ids);
		return why;
	}
	command = val_push(val_push(val_push(val_array(), val_of_int(6)), val_of_int(0)), ids);
	*out = val_push(val_array(), command);
	return NULL;
}

/*
 * A command ([4,id,0], [6,0,[ids]], [1,id,{…}]) with its own ids as those of the relation: one of another model would
 * tie or change a stranger's row. Its values are of a model that nobody asked for: ids wherever they stand.
 */
static const char *send_command(const struct odoo_field *d, val command, val *out)
{
	const char *why = NULL;

	*out = val_array();
	for (int i = 0; i < val_len(command) && !why; i++) {
		val item = val_at(command, i), ids = val_null();
		bool own = (i == 1 && strncmp(val_text(item, ""), "odoo:", 5) == 0) || (i == 2 && val_kind(item) == VAL_ARRAY);

		if (own && i == 1)
			why = send_one(d, item, &ids);
		else if (own)
			why = collect_ids(d, item, &ids);
		else
			ids = turn_ids(val_copy(item));
		*out = val_push(*out, ids);
		val_free(item);
	}
	return why;
}

/* [[6,0,[ids]]], or commands. */
static const char *send_many(const struct odoo_field *d, val v, val *out)
{
	const char *why = NULL;
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
	*out = val_array();
	for (int i = 0; i < val_len(v) && !why; i++) {
		val item = val_at(v, i), sent;

		why = send_command(d, item, &sent);
		*out = val_push(*out, sent);
		val_free(item);
	}
	if (why)
		val_free(*out);
	return why;
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

/* Records may hold money and large numbers as text. What is larger than numbers are (1e400) comes as the largest. */
static const char *send_number(const struct odoo_field *d, val v, val *out)
{
	const char *s = val_text(v, NULL);
	double n = val_number(v, 0);
	char *end;

	if (s && odoo_id_number(s, NULL) > 0) {
		*out = val_of_int(odoo_id_number(s, NULL));
		return NULL;
	}
	if (s)
		n = strtod(s, &end);
	if (s ? end == s || *end || strspn(s, "+-0123456789.eE") != strlen(s) : val_kind(v) != VAL_NUMBER)
		return "wants a number";
	if (!isfinite(n) || fabs(n) >= DBL_MAX)
		return "wants a number";
	if (d->kind == ODOO_ID || strcmp(d->type, "integer") == 0)
		return send_whole(n, out);
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
	if (odoo_id_number(s, NULL) < 0) {
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
	case ODOO_NUMBER: return send_number(d, v, out);
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

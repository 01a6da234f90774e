#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "clients/odoo_private.h"

/* What a call's arguments are turned for, and what came of it. */
struct turning {
	struct odoo *o;
	const char *model, *method;
	struct err *e;
};

static int wrong(const struct turning *t, const char *why)
{
	return err_set(t->e, ERR_DATA, "%s.%s %s", t->model, t->method, why);
}

/* ---- ids of the model ---- */

/* What is wrong with one id (borrowed) of the call's model; NULL when it is good, or nobody knows what it is. */
static const char *id_fault(const struct turning *t, val v)
{
	const char *s = val_text(v, NULL);
	double number = val_number(v, 1);
	bool known = odoo_request_knows(t->method);

	if (s && odoo_id_number(s, t->model) < 0 && odoo_id_number(s, NULL) > 0)
		return "takes ids of its own model, and one of them is of another";
	if (s && odoo_id_number(s, NULL) < 0 && (known || strncmp(s, "odoo:", 5) == 0))
		return "takes ids: numbers, or \"odoo:MODEL:ID\"";
	if (known && (number < 1 || number > INT32_MAX || number != (double)(long long)number))
		return "takes ids, and those are whole numbers from 1";
	return NULL;
}

static int send_id(const struct turning *t, val v, val *ids)
{
	long long id = odoo_id_number(val_text(v, ""), t->model);
	const char *why = id_fault(t, v);

	if (!why)
		*ids = val_push(*ids, id > 0 ? val_of_int(id) : val_copy(v));
	val_free(v);
	return why ? wrong(t, why) : 0;
}

/* An id or an array of them. What is neither goes as it is: a method of a model may take anything first. */
static int send_ids(const struct turning *t, val v, val *out)
{
	bool many = val_kind(v) == VAL_ARRAY;
	int st = 0;

	if (!many && val_kind(v) != VAL_STRING && val_kind(v) != VAL_NUMBER) {
		*out = v;
		return 0;
	}
	*out = val_array();
	for (int i = 0; i < (many ? val_len(v) : 1) && st == 0; i++)
		st = send_id(t, many ? val_at(v, i) : val_copy(v), out);
	if (st == 0 && !many) {
		val one = val_at(*out, 0);

		val_free(*out);
		*out = one;
	}
	val_free(v);
	if (st != 0)
		val_free(*out);
	return st;
}

/* ---- values by field ---- */

/* An object of values to write. */
static int send_values(const struct turning *t, const struct odoo_fields *f, val values, val *out)
{
	*out = val_object();
	for (int i = val_iter(values); val_iter_ok(values, i); i = val_iter_next(values, i)) {
		const char *field = val_iter_key(values, i);
		val v;

		if (odoo_fields_send(f, field, val_iter_val(values, i), &v, t->e) != 0) {
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
static int send_all(const struct turning *t, val v, val *out)
{
	struct odoo_fields *f = NULL;
	int st = odoo_model(t->o, t->model, &f, t->e) < 0 ? -1 : 0;

	if (st == 0 && val_kind(v) == VAL_OBJECT)
		return send_values(t, f, v, out);
	*out = val_array();
	if (st == 0 && val_kind(v) != VAL_ARRAY)
		st = wrong(t, "takes an object of values, or an array of them");
	for (int i = 0; i < val_len(v) && st == 0; i++) {
		val item = val_at(v, i), sent;

		if (val_kind(item) != VAL_OBJECT) {
			val_free(item);
			st = wrong(t, "takes an object of values, or an array of them");
		} else if ((st = send_values(t, f, item, &sent)) == 0) {
			*out = val_push(*out, sent);
		}
	}
	val_free(v);
	if (st != 0)
		val_free(*out);
	return st;
}

/* ---- domains ---- */

static int send_domain(const struct turning *t, const char *model, val domain, val *out);

/* The fields of the model that path ("partner_id.country_id") leads to, NULL when nobody knows, and its last part. */
static int follow(const struct turning *t, const char *model, const char *path, struct odoo_fields **f,
				  const char **last)
{
	const char *dot;
	int st = odoo_model(t->o, model, f, t->e);

	while (st == 1 && (dot = strchr(path, '.'))) {
		char *part = mem_printf("%.*s", (int)(dot - path), path);
		const char *relation = odoo_fields_relation(*f, part);

		free(part);
		path = dot + 1;
		if (relation)
			st = odoo_model(t->o, relation, f, t->e);
		else
			*f = NULL;
		if (!relation)
			break;
	}
	*last = path;
	return st < 0 ? -1 : 0;
}

/* Whether v holds what stands for something else: an id, or a time. Who asks for nothing else costs no request. */
static bool has_ours(val v)
{
	const char *s = val_text(v, NULL);
	bool ours = s && (strncmp(s, "odoo:", 5) == 0 || (strlen(s) > 16 && s[4] == '-' && s[10] == 'T'));

	for (int i = 0; i < val_len(v) && !ours && val_kind(v) == VAL_ARRAY; i++) {
		val item = val_at(v, i);

		ours = has_ours(item);
		val_free(item);
	}
	return ours || val_kind(v) == VAL_OBJECT;
}

/* The value (consumed) of a leaf [field, operator, value]; with the operators any the value is a domain again. */
static int send_compared(const struct turning *t, const char *model, const char *path, const char *operator, val v,
						 val *out)
{
	struct odoo_fields *f = NULL;
	const char *field, *relation;

	*out = v;
	if (!has_ours(v))
		return 0;
	if (follow(t, model, path, &f, &field) != 0) {
		val_free(v);
		return -1;
	}
	if (strcmp(operator, "any") != 0 && strcmp(operator, "not any") != 0)
		return odoo_fields_compare(f, field, v, out, t->e);
	relation = odoo_fields_relation(f, field);
	return relation ? send_domain(t, relation, v, out) : 0;
}

static int send_leaf(const struct turning *t, const char *model, val leaf, val *out)
{
	val path = val_at(leaf, 0), operator= val_at(leaf, 1), v = val_null();
	int st = 0;

	if (val_kind(leaf) != VAL_ARRAY || val_len(leaf) != 3 || !val_text(path, NULL)) {
		*out = val_copy(leaf);
	} else {
		st = send_compared(t, model, val_text(path, ""), val_text(operator, ""), val_at(leaf, 2), &v);
		if (st == 0)
			*out = val_push(val_push(val_push(val_array(), val_copy(path)), val_copy(operator)), v);
	}
	val_free(path);
	val_free(operator);
	val_free(leaf);
	return st;
}

static int send_domain(const struct turning *t, const char *model, val domain, val *out)
{
	int st = 0;

	if (val_kind(domain) != VAL_ARRAY) {
		*out = domain;
		return 0;
	}
	*out = val_array();
	for (int i = 0; i < val_len(domain) && st == 0; i++) {
		val leaf;

		st = send_leaf(t, model, val_at(domain, i), &leaf);
		if (st == 0)
			*out = val_push(*out, leaf);
	}
	val_free(domain);
	if (st != 0)
		val_free(*out);
	return st;
}

/* ---- the rest ---- */

static bool is_id_name(const char *name)
{
	size_t n = strlen(name);

	return (n > 3 && strcmp(name + n - 3, "_id") == 0) || (n > 4 && strcmp(name + n - 4, "_ids") == 0);
}

/* Nobody tells what a method's own arguments are: ids are those under names that say so, and texts stay texts. */
static val by_name(const char *name, val v)
{
	const char *s = val_text(v, "");
	val out;

	if (val_kind(v) == VAL_ARRAY) {
		out = val_array();
		for (int i = 0; i < val_len(v); i++)
			out = val_push(out, by_name(name, val_at(v, i)));
	} else if (val_kind(v) == VAL_OBJECT) {
		out = val_object();
		for (int i = val_iter(v); val_iter_ok(v, i); i = val_iter_next(v, i))
			out = val_set(out, val_iter_key(v, i), by_name(val_iter_key(v, i), val_iter_val(v, i)));
	} else if (is_id_name(name) && odoo_id_number(s, NULL) > 0) {
		out = val_of_int(odoo_id_number(s, NULL));
	} else {
		return v;
	}
	val_free(v);
	return out;
}

/* The argument v (consumed) of that name (NULL: nobody knows it) into *out, the caller's; -1 with e. */
static int send_argument(const struct turning *t, const char *name, val v, val *out)
{
	static const char *const values[] = {"vals", "vals_list", "values", "default"};
	static const char *const writing[] = {"create", "write", "copy", "web_save"};
	bool is_values = false, writes = false;

	name = name ? name : "";
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		is_values = is_values || strcmp(values[i], name) == 0;
		writes = writes || strcmp(writing[i], t->method) == 0;
	}
	if (strcmp(name, "ids") == 0)
		return send_ids(t, v, out);
	if (strcmp(name, "domain") == 0)
		return send_domain(t, t->model, v, out);
	if (is_values && writes && val_is(v))
		return send_all(t, v, out);
	*out = by_name(name, v);
	return 0;
}

static int positional(const struct turning *t, val args, val *out)
{
	int st = 0;

	*out = val_array();
	for (int i = 0; i < val_len(args) && st == 0; i++) {
		val sent;

		st = send_argument(t, odoo_request_name(t->method, i), val_at(args, i), &sent);
		if (st == 0)
			*out = val_push(*out, sent);
	}
	val_free(args);
	if (st != 0)
		val_free(*out);
	return st;
}

static int named(const struct turning *t, val kwargs, val *out)
{
	int st = 0;

	*out = val_object();
	for (int i = val_iter(kwargs); val_iter_ok(kwargs, i) && st == 0; i = val_iter_next(kwargs, i)) {
		val sent;

		st = send_argument(t, val_iter_key(kwargs, i), val_iter_val(kwargs, i), &sent);
		if (st == 0)
			*out = val_set(*out, val_iter_key(kwargs, i), sent);
	}
	val_free(kwargs);
	if (st != 0)
		val_free(*out);
	return st;
}

int odoo_args(struct odoo *o, const char *model, const char *method, val *args, val *kwargs, struct err *e)
{
	const struct turning t = {o, model, method, e};
	val a, k;

	if (positional(&t, *args, &a) != 0) {
		val_free(*kwargs);
	} else if (named(&t, *kwargs, &k) != 0) {
		val_free(a);
	} else {
		*args = a;
		*kwargs = k;
		return 0;
	}
	*args = *kwargs = val_null();
	return -1;
}

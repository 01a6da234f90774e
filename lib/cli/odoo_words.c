#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/term.h"
#include "cli/odoo_table.h"
#include "record/pretty.h"
#include "record/rec.h"
#include "services/odoo_calls.h"

#include "cli/odoo_words.h"

/* Argument i, which may be given by name as well. */
static val argument(val args, int i, val kwargs, const char *name)
{
	return i < val_len(args) ? val_at(args, i) : val_get(kwargs, name);
}

static bool is_kind(val kwargs, const char *name, enum val_kind want)
{
	val v = val_get(kwargs, name);
	enum val_kind kind = val_kind(v);
	double n = val_number(v, 0);
	bool good = kind == want || kind == VAL_NULL;

	if (n < 0 || n > INT32_MAX || n != (double)(long)n)
		good = false;
	val_free(v);
	return good;
}

/* What rows by pages know nothing of, or what is said twice, would be lost. */
static int check_rows(const char *method, val args, val kwargs, struct err *e)
{
	bool read = strcmp(method, "read") == 0;
	const char *const names[] = {read ? "ids" : "domain", "fields", "context", "order", "limit"};
	int known = read ? 3 : 5;
	bool good = val_len(args) <= 2;

	for (int i = val_iter(kwargs); val_iter_ok(kwargs, i); i = val_iter_next(kwargs, i)) {
		const char *key = val_iter_key(kwargs, i);
		int k = 0;

		while (k < known && strcmp(names[k], key) != 0)
			k++;
		if (k < val_len(args))
			return err_set(e, ERR_USAGE, "%s is given as an argument and by its name: give one of them", key);
		good = good && k < known;
	}
	if (!good && read)
		return err_set(e, ERR_USAGE, "read by words takes ids, fields and context: give the rest as a record");
	if (!good)
		return err_set(
			e, ERR_USAGE,
			"search_read by words takes domain, fields, order, limit and context: give the rest as a record");
	if (!is_kind(kwargs, "limit", VAL_NUMBER) || !is_kind(kwargs, "order", VAL_STRING))
		return err_set(e, ERR_USAGE, "limit is a whole number from 0, order a text");
	return 0;
}

/* The ids that read is given, in new memory; their number, or -1 with e. */
static long read_ids(val args, val kwargs, long long **id, struct err *e)
{
	val v = argument(args, 0, kwargs, "ids");
	long n = val_kind(v) == VAL_ARRAY ? val_len(v) : 1;

	*id = mem_array(NULL, (size_t)n + 1, sizeof(**id));
	for (long i = 0; i < n; i++) {
		val x = val_kind(v) == VAL_ARRAY ? val_at(v, (int)i) : val_copy(v);

		(*id)[i] = (long long)val_number(x, -1);
		val_free(x);
		if ((*id)[i] <= 0) {
			free(*id);
			val_free(v);
			return err_set(e, ERR_USAGE, "read takes an array of ids: '[14,15]' or '[\"odoo:res.partner:14\"]'");
		}
	}
	val_free(v);
	return n;
}

static int run_rows(const struct odoo_words *w, const struct odoo_query *q, const char *method, val args, val kwargs,
					struct odoo_table *table, struct err *e)
{
	long long *id;
	long n;
	int st;

	if (strcmp(method, "read") != 0)
		return odoo_rows(w->odoo, q, odoo_table_add, table, e) < 0 ? -1 : 0;
	n = read_ids(args, kwargs, &id, e);
	if (n < 0)
		return -1;
	st = odoo_read(w->odoo, q, id, n, odoo_table_add, table, e);
	free(id);
	return st;
}

/* search_read and read, by pages. args and kwargs are borrowed. */
static int call_rows(const struct odoo_words *w, const char *model, const char *method, val args, val kwargs,
					 struct err *e)
{
	val fields = argument(args, 1, kwargs, "fields"), context = val_get(kwargs, "context");
	val domain = argument(args, 0, kwargs, "domain");
	const char **name = mem_array(NULL, (size_t)val_len(fields) + 1, sizeof(*name));
	struct odoo_query q = {.model = model,
						   .fields = name,
						   .order = val_str(kwargs, "order", NULL),
						   .context = context,
						   .limit = (long)val_int(kwargs, "limit", 0),
						   .jobs = w->jobs};
	struct odoo_table *table = odoo_table_new(fields, w->people);
	int st = check_rows(method, args, kwargs, e);

	if (!val_is(domain))
		domain = val_array();
	q.domain = domain;
	if (st == 0 && val_kind(domain) != VAL_ARRAY && strcmp(method, "read") != 0)
		st = err_set(e, ERR_USAGE, "a domain is an array: '[[\"name\",\"ilike\",\"ana\"]]'");
	if (st == 0 && val_is(fields) && val_kind(fields) != VAL_ARRAY)
		st = err_set(e, ERR_USAGE, "fields are an array of names");
	for (int i = 0; i < val_len(fields); i++) {
		val v = val_at(fields, i);

		name[q.n_fields++] = val_text(v, "");
		if (st == 0 && !val_text(v, NULL))
			st = err_set(e, ERR_USAGE, "fields are an array of names");
		val_free(v); /* fields keeps it */
	}
	if (st == 0)
		st = run_rows(w, &q, method, args, kwargs, table, e);
	if (st == 0)
		st = odoo_table_print(table, e);
	odoo_table_free(table);
	free(name);
	val_free(fields);
	val_free(context);
	val_free(domain);
	return st;
}

int odoo_words_show(const struct odoo_words *w, val v, struct err *e)
{
	struct buf b = {0};
	int st;

	if (!w->people)
		return rec_emit_val(val_set(val_set_str(val_set_int(val_object(), "v", 1), "kind", "result"), "result", v), e);
	pretty_put(v, term_width(STDOUT_FILENO), 0, &b);
	buf_putc(&b, '\n');
	st = rec_emit(b.p, b.n, e);
	buf_free(&b);
	val_free(v);
	return st;
}

static int call_other(const struct odoo_words *w, const char *model, const char *method, val args, val kwargs,
					  struct err *e)
{
	struct odoo_call c = {.model = model, .method = method, .write = odoo_writes(method)};
	bool unsure = false;
	val v;

	if (c.write && w->dry) {
		v = val_set(val_set_str(val_set_str(val_object(), "model", model), "method", method), "args", val_copy(args));
		return odoo_words_show(w, val_set(v, "kwargs", val_copy(kwargs)), e);
	}
	c.args = val_copy(args);
	c.kwargs = val_copy(kwargs);
	if (odoo_do(w->odoo, &c, &v, &unsure, e) != 0) {
		odoo_calls_unsure(e, unsure);
		return -1;
	}
	return odoo_words_show(w, v, e);
}

int odoo_words_call(const struct odoo_words *w, const char *model, const char *method, val args, val kwargs,
					struct err *e)
{
	if (odoo_calls_rows(method))
		return call_rows(w, model, method, args, kwargs, e);
	return call_other(w, model, method, args, kwargs, e);
}

int odoo_words_fields(const struct odoo_words *w, const char *model, struct err *e)
{
	static const char *const columns[] = {"name", "type", "relation", "string", "required", "readonly"};
	val heads = val_array(), attributes = val_array(), got;
	struct odoo_call c = {.model = model, .method = "fields_get"};
	struct odoo_table *table;
	struct buf b = {0};
	int st;

	for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++) {
		heads = val_push(heads, val_of_str(columns[i]));
		if (i > 0)
			attributes = val_push(attributes, val_of_str(columns[i]));
	}
	c.args = val_array();
	c.kwargs = val_set(val_object(), "attributes", attributes);
	st = odoo_do(w->odoo, &c, &got, NULL, e);
	table = odoo_table_new(heads, w->people);
	for (int i = val_iter(got); st == 0 && val_iter_ok(got, i); i = val_iter_next(got, i)) {
		val v = val_set_str(val_iter_val(got, i), "name", val_iter_key(got, i));

		buf_clear(&b);
		val_dump(v, &b);
		val_free(v);
		st = odoo_table_add(table, b.p, b.n, e);
	}
	if (st == 0)
		st = odoo_table_print(table, e);
	odoo_table_free(table);
	buf_free(&b);
	val_free(heads);
	val_free(got);
	return st;
}

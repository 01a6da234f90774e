/* cwai-odoo: calls Odoo: one call by its words, or one a record. Rows come one a line, any number of them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/opt.h"
#include "base/os.h"
#include "base/term.h"
#include "clients/odoo.h"
#include "record/pretty.h"
#include "record/rec.h"
#include "services/config_odoo.h"
#include "services/odoo_calls.h"
#include "services/odoo_table.h"

struct tool {
	struct opt_common common;
	struct opt_list fields; /* as given: each may be several, split by commas */
	const char *order, *context, *kwargs;
	long limit, jobs;
	bool json, refresh;
	struct odoo_calls calls;
	struct config *config;
	struct odoo *odoo;
};

static int open_odoo(struct tool *t, struct err *e)
{
	t->config = config_open(&t->common, e);
	/* The environment alone will do. */
	if (!t->config && (e->kind != ERR_NOINPUT || t->common.config || !odoo_config_given(val_null())))
		return -1;
	t->odoo = config_odoo_open(t->config, e);
	if (t->odoo && t->refresh)
		odoo_forget(t->odoo);
	t->calls.odoo = t->odoo;
	return t->odoo ? 0 : -1;
}

static bool for_people(const struct tool *t)
{
	return !t->json && term_is(STDOUT_FILENO);
}

/* ---- a call as a record's members ---- */

static int parse_json(const char *text, const char *what, enum val_kind want, val *out, struct err *e)
{
	*out = val_parse(text, strlen(text), e);
	if (val_kind(*out) == VAL_NONE) {
		*out = val_null();
		return err_prefix(e, "%s", what);
	}
	if (want == VAL_NONE || val_kind(*out) == want)
		return 0;
	val_free(*out);
	*out = val_null();
	return err_set(e, ERR_USAGE, "%s must be a JSON %s", what, want == VAL_OBJECT ? "object" : "array");
}

static val field_list(const struct tool *t)
{
	val a = val_array();

	for (int i = 0; i < t->fields.n; i++)
		for (const char *s = t->fields.v[i]; *s;) {
			size_t n = strcspn(s, ",");

			if (n > 0)
				a = val_push(a, val_of_strn(s, n));
			s += n + (s[n] == ',');
		}
	return a;
}

/* What the options say, put into kwargs (consumed). */
static int option_kwargs(const struct tool *t, val *kwargs, struct err *e)
{
	val v;

	if (t->fields.n)
		*kwargs = val_set(*kwargs, "fields", field_list(t));
	if (t->limit >= 0)
		*kwargs = val_set_int(*kwargs, "limit", t->limit);
	if (t->order)
		*kwargs = val_set_str(*kwargs, "order", t->order);
	if (!t->context)
		return 0;
	if (parse_json(t->context, "--context", VAL_OBJECT, &v, e) != 0)
		return -1;
	*kwargs = val_set(*kwargs, "context", v);
	return 0;
}

/* ---- by words ---- */

/* Argument i, which may be given by name as well. */
static val argument(val args, int i, val kwargs, const char *name)
{
	return i < val_len(args) ? val_at(args, i) : val_get(kwargs, name);
}

/* What rows by pages know nothing of would be lost. */
static int check_rows(const char *method, val args, val kwargs, struct err *e)
{
	const char *what = strcmp(method, "read") == 0 ? "ids" : "domain";
	const char *const names[] = {what, "fields", "order", "limit", "context"};
	bool good = val_len(args) <= 2;

	for (int i = val_iter(kwargs); val_iter_ok(kwargs, i); i = val_iter_next(kwargs, i)) {
		bool known = false;

		for (size_t k = 0; k < sizeof(names) / sizeof(names[0]); k++)
			known = known || strcmp(names[k], val_iter_key(kwargs, i)) == 0;
		good = good && known;
	}
	return good ? 0
				: err_set(e, ERR_USAGE,
						  "%s by words takes %s, fields, order, limit and context: give the rest as a record", method,
						  what);
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

static int run_rows(struct tool *t, const struct odoo_query *q, const char *method, val args, val kwargs,
					struct odoo_table *table, struct err *e)
{
	long long *id;
	long n;
	int st;

	if (strcmp(method, "read") != 0)
		return odoo_rows(t->odoo, q, odoo_table_add, table, e) < 0 ? -1 : 0;
	n = read_ids(args, kwargs, &id, e);
	if (n < 0)
		return -1;
	st = odoo_read(t->odoo, q, id, n, odoo_table_add, table, e);
	free(id);
	return st;
}

/* search_read and read, by pages. args and kwargs are borrowed. */
static int call_rows(struct tool *t, const char *model, const char *method, val args, val kwargs, struct err *e)
{
	val fields = argument(args, 1, kwargs, "fields"), context = val_get(kwargs, "context");
	val domain = argument(args, 0, kwargs, "domain");
	const char *name[200];
	struct odoo_query q = {.model = model,
						   .fields = name,
						   .order = val_str(kwargs, "order", NULL),
						   .context = context,
						   .limit = (long)val_int(kwargs, "limit", 0),
						   .jobs = (int)t->jobs};
	struct odoo_table *table = odoo_table_new(fields, for_people(t));
	int st = check_rows(method, args, kwargs, e);

	if (!val_is(domain))
		domain = val_array();
	q.domain = domain;
	if (st == 0 && val_kind(domain) != VAL_ARRAY && strcmp(method, "read") != 0)
		st = err_set(e, ERR_USAGE, "a domain is an array: '[[\"name\",\"ilike\",\"ana\"]]'");
	for (int i = 0; i < val_len(fields) && q.n_fields < 200; i++) {
		val v = val_at(fields, i);

		name[q.n_fields++] = val_text(v, "");
		val_free(v); /* fields keeps it */
	}
	if (st == 0)
		st = run_rows(t, &q, method, args, kwargs, table, e);
	if (st == 0)
		st = odoo_table_print(table, e);
	odoo_table_free(table);
	val_free(fields);
	val_free(context);
	val_free(domain);
	return st;
}

/* A value that is no row, as a record or, for people, laid out. Consumes v. */
static int print_value(struct tool *t, val v, struct err *e)
{
	struct buf b = {0};
	int st;

	if (!for_people(t))
		return rec_emit_val(val_set(val_set_str(val_set_int(val_object(), "v", 1), "kind", "result"), "result", v), e);
	pretty_put(v, term_width(STDOUT_FILENO), 0, &b);
	buf_putc(&b, '\n');
	st = rec_emit(b.p, b.n, e);
	buf_free(&b);
	val_free(v);
	return st;
}

static int call_other(struct tool *t, const char *model, const char *method, val args, val kwargs, struct err *e)
{
	struct odoo_call c = {.model = model, .method = method, .write = odoo_writes(method)};
	bool unsure = false;
	val v;

	if (c.write && t->calls.dry) {
		v = val_set(val_set_str(val_set_str(val_object(), "model", model), "method", method), "args", val_copy(args));
		return print_value(t, val_set(v, "kwargs", val_copy(kwargs)), e);
	}
	c.args = val_copy(args);
	c.kwargs = val_copy(kwargs);
	if (odoo_do(t->odoo, &c, &v, &unsure, e) != 0) {
		odoo_calls_unsure(e, unsure);
		return -1;
	}
	return print_value(t, v, e);
}

/* MODEL METHOD [ARG ...] */
static int call_words(struct tool *t, int n, char *word[], struct err *e)
{
	val args = val_array(), kwargs = val_null(), v;
	int st = parse_json(t->kwargs ? t->kwargs : "{}", "--kwargs", VAL_OBJECT, &kwargs, e);

	for (int i = 2; i < n && st == 0; i++) {
		st = parse_json(word[i], word[i], VAL_NONE, &v, e);
		if (st == 0)
			args = val_push(args, v);
	}
	if (st == 0)
		st = odoo_calls_check(&t->calls, word[0], word[1], e);
	if (st == 0)
		st = option_kwargs(t, &kwargs, e);
	if (st == 0)
		st = odoo_args(t->odoo, word[0], word[1], &args, &kwargs, e);
	if (st == 0 && odoo_calls_rows(word[1]))
		st = call_rows(t, word[0], word[1], args, kwargs, e);
	else if (st == 0)
		st = call_other(t, word[0], word[1], args, kwargs, e);
	val_free(args);
	val_free(kwargs);
	return st;
}

static int show_version(struct tool *t, struct err *e)
{
	odoo_forget(t->odoo); /* the server is asked, not what is kept of it */
	if (odoo_connect(t->odoo, e) != 0)
		return -1;
	return print_value(t, odoo_about(t->odoo), e);
}

/* The fields of a model, one a line. */
static int show_fields(struct tool *t, const char *model, struct err *e)
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
	st = odoo_do(t->odoo, &c, &got, NULL, e);
	table = odoo_table_new(heads, for_people(t));
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

static int run(struct tool *t, int n, char *word[])
{
	const struct rec_filter filter = {.record = odoo_calls_one,
									  .cookie = &t->calls,
									  .jobs = (int)t->jobs,
									  .begin = odoo_calls_begin,
									  .end = odoo_calls_end};
	struct err e;
	int st;

	if (open_odoo(t, &e) != 0)
		log_die(&e);
	if (n == 0)
		return rec_loop(&filter, &t->common);
	if (n == 1)
		st = show_version(t, &e);
	else if (strcmp(word[0], "fields") == 0)
		st = show_fields(t, word[1], &e);
	else
		st = call_words(t, n, word, &e);
	if (st != 0)
		log_die(&e);
	return rec_close_stdout();
}

int main(int argc, char *argv[])
{
	struct tool t = {.limit = -1, .jobs = 1};
	const struct opt options[] = {
		{'F', "fields", OPT_LIST, &t.fields, "A,B", "fields to read (all)"},
		{'l', "limit", OPT_INT, &t.limit, "N", "at most so many rows (all)"},
		{'o', "order", OPT_STR, &t.order, "ORDER", "as Odoo writes it: \"name desc, id\" (by id)"},
		{0, "context", OPT_STR, &t.context, "JSON", "the call's context"},
		{'k', "kwargs", OPT_STR, &t.kwargs, "JSON", "named arguments"},
		{'j', "jobs", OPT_INT, &t.jobs, "N", "calls or pages side by side (1)"},
		{'w', "write", OPT_FLAG, &t.calls.write, NULL, "allow methods that may change something"},
		{'n', "dry-run", OPT_FLAG, &t.calls.dry, NULL, "do not make such calls, show them"},
		{0, "refresh", OPT_FLAG, &t.refresh, NULL, "ask again what was found out about the server"},
		{0, "json", OPT_FLAG, &t.json, NULL, "records, also at a terminal"},
		{0, NULL, OPT_COMMON, &t.common, NULL, NULL},
		{0},
	};
	const struct opt_tool tool = {"cwai-odoo", "calls Odoo: one call by its words, or one a record",
								  "[option ...] < records\n[option ...] MODEL METHOD [JSON ...]\nfields MODEL\nversion",
								  options, false};
	int at = opt_parse(&tool, argc, argv), n = argc - at, st;

	if (n == 1 && strcmp(argv[at], "version") != 0)
		opt_fail(&tool, "a call needs a model and a method: res.partner search_read");
	if (n == 2 && strcmp(argv[at], "version") == 0)
		opt_fail(&tool, "version takes no operand");
	if (t.jobs < 1 || t.jobs > 64)
		opt_fail(&tool, "--jobs takes 1 to 64");
	st = run(&t, n, argv + at);
	odoo_close(t.odoo);
	config_free(t.config);
	free(t.fields.v);
	return st;
}

/* cwai-odoo: calls Odoo: one call by its words, or one a record. Rows come one a line, any number of them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/opt.h"
#include "base/os.h"
#include "base/term.h"
#include "cli/odoo_words.h"
#include "clients/odoo.h"
#include "record/rec.h"
#include "services/config_odoo.h"
#include "services/odoo_calls.h"

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

static struct odoo_words words_of(const struct tool *t)
{
	return (struct odoo_words){
		.odoo = t->odoo, .jobs = (int)t->jobs, .people = !t->json && term_is(STDOUT_FILENO), .dry = t->calls.dry};
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

/* Sets name to v (consumed) unless it is there: what is said twice is not to be chosen from. */
static int put_option(val *kwargs, const char *name, val v, struct err *e)
{
	if (val_has(*kwargs, name)) {
		val_free(v);
		return err_set(e, ERR_USAGE, "%s is given by its option and in --kwargs: give one of them", name);
	}
	*kwargs = val_set(*kwargs, name, v);
	return 0;
}

/* What the options say, put into kwargs. */
static int option_kwargs(const struct tool *t, val *kwargs, struct err *e)
{
	val v;

	if (t->fields.n && put_option(kwargs, "fields", field_list(t), e) != 0)
		return -1;
	if (t->limit >= 0 && put_option(kwargs, "limit", val_of_int(t->limit), e) != 0)
		return -1;
	if (t->order && put_option(kwargs, "order", val_of_str(t->order), e) != 0)
		return -1;
	if (!t->context)
		return 0;
	if (parse_json(t->context, "--context", VAL_OBJECT, &v, e) != 0)
		return -1;
	return put_option(kwargs, "context", v, e);
}

/* ---- by words ---- */

/* MODEL METHOD [ARG ...] */
static int call_words(struct tool *t, int n, char *word[], struct err *e)
{
	const struct odoo_words w = words_of(t);
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
	if (st == 0)
		st = odoo_words_call(&w, word[0], word[1], args, kwargs, e);
	val_free(args);
	val_free(kwargs);
	return st;
}

static int show_version(struct tool *t, struct err *e)
{
	const struct odoo_words w = words_of(t);

	odoo_forget(t->odoo); /* the server is asked, not what is kept of it */
	if (odoo_connect(t->odoo, e) != 0)
		return -1;
	return odoo_words_show(&w, odoo_about(t->odoo), e);
}

static int show_fields(const struct tool *t, const char *model, struct err *e)
{
	const struct odoo_words w = words_of(t);

	return odoo_words_fields(&w, model, e);
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

/* What does not go together is a mistake, and is not passed over. */
static void check_words(const struct opt_tool *tool, const struct tool *t, int n, char *word[])
{
	bool version = n > 0 && strcmp(word[0], "version") == 0, fields = n > 0 && strcmp(word[0], "fields") == 0;
	bool of_call = t->fields.n || t->limit >= 0 || t->order || t->context || t->kwargs;

	if (n == 0 && of_call)
		opt_fail(tool, "a record says its own fields, limit, order and context, in kwargs: the options go with words");
	if (version && n > 1)
		opt_fail(tool, "version takes no operand");
	if (fields && n > 2)
		opt_fail(tool, "fields takes one model");
	if ((version || (fields && n > 1)) && of_call)
		opt_fail(tool, "%s takes none of -F, -l, -o, -k and --context", word[0]);
	if ((n == 1 && !version) || (n > 1 && (!*word[0] || !*word[1])))
		opt_fail(tool, "a call needs a model and a method: res.partner search_read");
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

	check_words(&tool, &t, n, argv + at);
	if (t.jobs < 1 || t.jobs > 64)
		opt_fail(&tool, "--jobs takes 1 to 64");
	st = run(&t, n, argv + at);
	odoo_close(t.odoo);
	config_free(t.config);
	free(t.fields.v);
	return st;
}

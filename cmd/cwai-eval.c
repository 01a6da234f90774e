/* cwai-eval: says how good a stage is, against what was expected of it. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "agents/eval.h"
#include "agents/eval_entities.h"
#include "agents/route.h"
#include "base/log.h"
#include "base/opt.h"
#include "base/term.h"
#include "record/rec.h"
#include "services/config.h"
#include "services/rule_eval.h"
#include "text/sentiment.h"

struct eval {
	struct opt_common common;
	const char *model;
	bool given; /* what is judged is in the file */
	bool json;
};

/* One evaluation a function: the operands after its name in, the report out. 0, or -1 with e. */
struct form {
	const char *name, *operands;
	int n;             /* operands; the last one may be left out where [ ] say so */
	bool model, given; /* has the options */
	int (*run)(const struct eval *v, char *operand[], val *report, struct err *e);
};

static int run_entities(const struct eval *v, char *operand[], val *report, struct err *e)
{
	struct config *c = NULL;
	int st = -1;

	if (v->given || (c = config_open(&v->common, e)))
		st = eval_entities(c, operand[0] ? operand[0] : "-", report, e);
	config_free(c);
	return st;
}

static int run_route(const struct eval *v, char *operand[], val *report, struct err *e)
{
	struct config *c = NULL;
	struct domain *d = NULL;
	struct route *r = NULL;
	int st = -1;

	if (v->model)
		r = route_open(v->model, e);
	else if (!v->given && (c = config_open(&v->common, e)) && (d = config_domain(c, NULL, e)))
		r = route_open_domain(c, d, e);
	if (r || v->given)
		st = eval_route(r, operand[0], report, e);
	route_free(r);
	config_free(c);
	return st;
}

static int run_search(const struct eval *v, char *operand[], val *report, struct err *e)
{
	(void)v;
	return eval_search(operand[0], operand[1], report, e);
}

static int run_rules(const struct eval *v, char *operand[], val *report, struct err *e)
{
	struct config *c = config_open(&v->common, e);
	struct domain *d = c ? config_domain(c, NULL, e) : NULL;
	struct sql *db = d ? config_sql(c, e) : NULL;
	struct rule_set *s = db ? rule_open(db, d, config_derived(c), e) : NULL;
	int st = s ? rule_eval(s, operand[0], date_now(), report, e) : -1;

	rule_free(s);
	config_free(c);
	return st;
}

/* The domain's model, or the lexicon: that also where no domain is set up. 0, or -1 with e. */
static int open_sentiment(const struct eval *v, struct sentiment_model **m, struct err *e)
{
	struct config *c;
	struct domain *d;
	int st = -1;

	*m = NULL;
	if (v->model)
		return (*m = sentiment_load(v->model, e)) ? 0 : -1;
	if (v->given)
		return 0;
	c = config_open(&v->common, e);
	if (!c)
		return e->kind == ERR_NOINPUT && !v->common.config && !v->common.domain ? 0 : -1;
	d = config_domain(c, NULL, e);
	if (d)
		st = domain_sentiment(d, m, e);
	config_free(c);
	return st;
}

static int run_sentiment(const struct eval *v, char *operand[], val *report, struct err *e)
{
	struct sentiment_model *m;
	int st = open_sentiment(v, &m, e);

	if (st == 0)
		st = eval_sentiment(m, v->given, operand[0], report, e);
	sentiment_free(m);
	return st;
}

static const struct form forms[] = {
	{"entities", "[FILE]", 1, false, true, run_entities}, {"route", "FILE", 1, true, true, run_route},
	{"rules", "FILE", 1, false, false, run_rules},        {"search", "DIR RESULTS", 2, false, false, run_search},
	{"sentiment", "FILE", 1, true, true, run_sentiment},
};

static const struct form *form_of(const struct opt_tool *tool, int n, char *operand[])
{
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		if (n == 0 || strcmp(forms[i].name, operand[0]) != 0)
			continue;
		if (n - 1 != forms[i].n && !(n == 1 && *forms[i].operands == '['))
			opt_fail(tool, "%s takes %s", forms[i].name, forms[i].operands);
		return &forms[i];
	}
	opt_fail(tool, "say what to evaluate: entities, route, rules, search, sentiment");
}

/* An option that would change nothing is a mistake. */
static void check_options(const struct opt_tool *tool, const struct form *form, const struct eval *v)
{
	opt_stops(tool, &v->common);
	if ((v->model && !form->model) || (v->given && !form->given))
		opt_fail(tool, "%s takes no %s", form->name, v->model && !form->model ? "--model" : "--given");
	if (v->model && v->given)
		opt_fail(tool, "--given judges what the records carry: it goes without --model");
}

int main(int argc, char *argv[])
{
	struct eval v = {0};
	struct err e;
	const struct opt options[] = {
		{'m', "model", OPT_FILE, &v.model, "FILE", "a model of cwai-train, in place of the domain's"},
		{0, "given", OPT_FLAG, &v.given, NULL, "judge what the records carry"},
		{0, "json", OPT_FLAG, &v.json, NULL, "a record, also at a terminal"},
		{0, NULL, OPT_COMMON, &v.common, NULL, NULL},
		{0},
	};
	const struct opt_tool tool = {"cwai-eval", "says how good a stage is, against what was expected",
								  "entities [--given] [FILE]\nroute [--model FILE | --given] FILE\nrules FILE\n"
								  "search DIR RESULTS\n"
								  "sentiment [--model FILE | --given] FILE",
								  options, false};
	int at = opt_parse(&tool, argc, argv);
	const struct form *form = form_of(&tool, argc - at, argv + at);
	val report;

	check_options(&tool, form, &v);
	if (form->run(&v, argv + at + 1, &report, &e) != 0)
		log_die(&e);
	if (term_is(STDOUT_FILENO) && !v.json) {
		(void)eval_print(report, stdout);
		val_free(report);
		return rec_close_stdout();
	}
	if (rec_emit_val(report, &e) != 0)
		log_die(&e);
	return 0;
}

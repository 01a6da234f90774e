/* cwai-rules: answers questions from the shop's rules and opening hours, and finds what is wrong with the rules. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/opt.h"
#include "base/term.h"
#include "cli/rule_show.h"
#include "record/rec.h"
#include "services/config.h"
#include "services/rule.h"

struct entry { /* a domain's rules */
	const struct domain *domain;
	struct rule_set *set;
};

struct rules {
	struct opt_common common;
	const char *file;
	struct opt_list types;
	long limit;
	double min;
	bool explain, json;
	struct rule_set *list; /* of --rules */
	struct config *config;
	struct entry *entry;
	size_t n;
};

/* The rules of the named domain (NULL: the default one), opened when first needed. */
static struct rule_set *set_of(struct rules *c, const char *name, struct err *e)
{
	struct domain *d;
	struct sql *db;
	struct rule_set *set;

	if (c->list)
		return c->list;
	d = config_domain(c->config, name, e);
	if (!d)
		return NULL;
	for (size_t i = 0; i < c->n; i++)
		if (c->entry[i].domain == d)
			return c->entry[i].set;
	db = config_sql(c->config, e);
	set = db ? rule_open(db, d, config_derived(c->config), e) : NULL;
	if (!set)
		return NULL;
	c->entry = mem_array(c->entry, c->n + 1, sizeof(*c->entry));
	c->entry[c->n++] = (struct entry){d, set};
	return set;
}

/* With --explain each answer tells how it came to be. */
static val explained(struct rule_set *set, const char *text, val found)
{
	val out = val_array();

	for (int i = 0; i < val_len(found); i++) {
		struct buf why = {0};
		val v = val_at(found, i);

		rule_explain(set, text, val_str(v, "id", ""), &why);
		out = val_push(out, why.n ? val_set_str(v, "explain", why.p) : v);
		buf_free(&why);
	}
	val_free(found);
	return out;
}

static int ask(struct rules *c, const char *domain, const char *text, val *found, struct err *e)
{
	struct rule_set *set = set_of(c, domain, e);
	const struct rule_query q = {.text = text,
								 .types = c->types.v,
								 .n_types = c->types.n,
								 .limit = (int)c->limit,
								 .min = c->min,
								 .now = date_now()};

	if (!set || rule_ask(set, &q, found, e) != 0)
		return -1;
	if (c->explain)
		*found = explained(set, text, *found);
	return 0;
}

static int answer_record(void *cookie, struct rec *r, struct err *e)
{
	struct rules *c = cookie;
	const char *text = rec_str(r, "text", "");
	val found;

	if (!*text || strcmp(rec_str(r, "kind", ""), "event") == 0)
		return REC_PASS;
	if (ask(c, rec_str(r, "domain", NULL), text, &found, e) != 0)
		return -1;
	rec_set(r, "rules", found);
	return REC_PASS;
}

/* ---- for people ---- */

static int emit(val v, const char *kind, struct err *e)
{
	val record = val_set_str(val_set_int(val_object(), "v", 1), "kind", kind);

	for (int i = val_iter(v); val_iter_ok(v, i); i = val_iter_next(v, i))
		record = val_set(record, val_iter_key(v, i), val_iter_val(v, i));
	return rec_emit_val(record, e);
}

/* Each item as a record of kind, or in words at a terminal. Consumes list. */
static int print_all(const struct rules *c, val list, const char *kind, void (*print)(val), struct err *e)
{
	int st = 0;

	for (int i = 0; i < val_len(list) && st == 0; i++) {
		val v = val_at(list, i);

		if (term_is(STDOUT_FILENO) && !c->json)
			print(v);
		else
			st = emit(v, kind, e);
		val_free(v);
	}
	val_free(list);
	return st;
}

/* The words of a question on the command line. */
static int one_shot(struct rules *c, int n, char *word[], struct err *e)
{
	struct buf text = {0};
	val found;
	int st;

	for (int i = 0; i < n; i++)
		buf_printf(&text, "%s%s", i ? " " : "", word[i]);
	st = ask(c, NULL, buf_str(&text), &found, e);
	buf_free(&text);
	if (st != 0)
		return -1;
	if (val_len(found) == 0)
		log_info("no rule answers that");
	return print_all(c, found, "rule", rule_show_answer, e);
}

/* Lints a file, or the domain's rules in the store. Returns the exit status, or -1 with e. */
static int lint(struct rules *c, const char *path, struct err *e)
{
	const char *zone = "UTC";
	bool plain;
	val rules, found;
	struct rule_set *set;
	int n;

	if (path) {
		if (rule_read_any(path, &plain, &rules, e) != 0)
			return -1;
	} else {
		set = set_of(c, NULL, e);
		if (!set || rule_all(set, &rules, e) != 0)
			return -1;
		if (!c->list)
			zone = domain_zone(c->entry[0].domain);
	}
	found = rule_lint(rules, zone, date_now());
	val_free(rules);
	n = val_len(found);
	if (print_all(c, found, "result", rule_show_finding, e) != 0)
		return -1;
	return n > 0;
}

static int open_rules(struct rules *c, struct err *e)
{
	bool plain;
	val rules;

	if (!c->file) {
		c->config = config_open(&c->common, e);
		return c->config ? 0 : -1;
	}
	if (rule_read_any(c->file, &plain, &rules, e) != 0)
		return -1;
	c->list = rule_open_list(rules, plain, "UTC");
	return 0;
}

static void close_rules(struct rules *c)
{
	for (size_t i = 0; i < c->n; i++)
		rule_free(c->entry[i].set);
	free(c->entry);
	rule_free(c->list);
	config_free(c->config);
}

static int run(struct rules *c, int n, char *operand[])
{
	const struct rec_filter filter = {.record = answer_record, .cookie = c};
	bool linting = n > 0 && strcmp(operand[0], "lint") == 0;
	struct err e;
	int st = 0;

	if (!(linting && n == 2) && open_rules(c, &e) != 0)
		log_die(&e);
	if (n == 0)
		return rec_loop(&filter, &c->common);
	if (linting)
		st = lint(c, operand[1], &e);
	else
		st = one_shot(c, n, operand, &e);
	if (st < 0)
		log_die(&e);
	n = rec_close_stdout();
	return n ? n : st;
}

int main(int argc, char *argv[])
{
	struct rules c = {.limit = 5, .min = -1};
	const struct opt options[] = {
		{'r', "rules", OPT_FILE, &c.file, "FILE", "rules.yaml or NDJSON, in place of the domain's"},
		{0, "type", OPT_LIST, &c.types, "TYPE", "only rules of this type; may be repeated"},
		{'l', "limit", OPT_INT, &c.limit, "N", "at most so many answers (5)"},
		{0, "min", OPT_NUM, &c.min, "CONF", "least confidence, 0 to 1 (0.5; of NDJSON 0)"},
		{0, "explain", OPT_FLAG, &c.explain, NULL, "add how each answer was found"},
		{0, "json", OPT_FLAG, &c.json, NULL, "records, also at a terminal"},
		{0, NULL, OPT_COMMON, &c.common, NULL, NULL},
		{0},
	};
	const struct opt_tool tool = {"cwai-rules", "answers questions from the shop's rules and opening hours",
								  "[option ...] < records\n[option ...] question ...\nlint [FILE]", options, false};
	int at = opt_parse(&tool, argc, argv), st;

	for (int i = 0; i < c.types.n; i++)
		if (!rule_is_type(c.types.v[i]))
			opt_fail(&tool, "there is no type \"%s\" of rules", c.types.v[i]);
	if (argc > at && strcmp(argv[at], "lint") == 0 && argc - at > 2)
		opt_fail(&tool, "lint takes one file");
	st = run(&c, argc - at, argv + at);
	close_rules(&c);
	free(c.types.v);
	return st;
}

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/map.h"
#include "base/mem.h"

#include "agents/enrich_private.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* What rules may call. $in: the facts, wherever in a program it stands. */
static const char prelude[] = ".do as $do | .found as $all | .in as $in | "
							  "def last_visit(s): [$in.appointments[] | select(.service == s) | .days] | .[0];"
							  "def last_visit_of(c): [$in.appointments[] | select(.category == c) | .days] | .[0];"
							  "def booked(s): any($in.upcoming[]; .service == s);"
							  "def bought(f): [$in.bought[] | select(f)];"
							  "def days_since(t): ($in.now.epoch - (t | .[0:19] + \"Z\" | fromdate)) / 86400 | floor;"
							  "def related: {related: true};"
							  "def dearer(a; b): {dearer: [a, b]};"
							  "def dearer: dearer(15; 60);"
							  "def again(d): {again: d};"
							  "def products(p): {products: p};"
							  "def search(q): {search: q};"
							  "def services(s): {services: s};"
							  "def advice(t): {advice: t};"
							  "def advice: advice(\"advice\");";

static const char *const types[] = {"cross_sell", "up_sell", "service_recommendation", "health_advice", "timing_based"};

double enrich_conf(const struct enrich *x, const char *name, double dflt)
{
	return val_num(x->conf, name, dflt);
}

/* A text as a jq string: its own \( … ) stays. */
static void put_string(struct buf *b, const char *s)
{
	int depth = 0;

	buf_putc(b, '"');
	for (; *s; s++) {
		if (depth == 0 && s[0] == '\\' && s[1] == '(') {
			buf_puts(b, "\\(");
			depth = 1;
			s++;
			continue;
		}
		depth += depth > 0 ? (*s == '(') - (*s == ')') : 0;
		if (depth == 0 && *s == '"')
			buf_puts(b, "\\\"");
		else if (depth == 0 && *s == '\n')
			buf_puts(b, "\\n");
		else if (depth == 0 && *s == '\\' && s[1] != '"' && s[1] != '\\' && s[1] != 'n')
			buf_puts(b, "\\\\");
		else
			buf_putc(b, *s);
	}
	buf_putc(b, '"');
}

/* jq text as it is; anything else as the JSON it is, which is jq too. */
static void put_program(struct buf *b, val rule, const char *member, const char *dflt)
{
	val v = val_get(rule, member);

	buf_putc(b, '(');
	if (val_kind(v) == VAL_STRING)
		buf_puts(b, val_text(v, ""));
	else if (val_is(v))
		val_dump(v, b);
	else
		buf_puts(b, dflt);
	buf_puts(b, "\n)");
	val_free(v);
}

/* The definitions of the i-th rule: oI, what it offers, and cI, its context. */
static void put_rule(struct buf *b, val rule, int i)
{
	buf_printf(b, "def o%d: if ", i);
	put_program(b, rule, "when", "true");
	buf_puts(b, " then ");
	put_program(b, rule, "offer", "null");
	buf_printf(b, " else null end; def c%d: ", i);
	put_string(b, val_str(rule, "context", ""));
	buf_puts(b, ";\n");
}

/* One program for all, since each compilation costs as much as all together. */
static char *program(val rules)
{
	struct buf b = {0}, offers = {0}, contexts = {0};
	int n = val_len(rules);

	buf_puts(&b, prelude);
	for (int i = 0; i < n; i++) {
		val rule = val_at(rules, i);

		put_rule(&b, rule, i);
		buf_printf(&offers, "%s(try ([o%d] | .[0]) catch {failed: tostring})", i ? ", " : "", i);
		buf_printf(&contexts, "if $r == \"%s\" then (try c%d catch \"\") else ", val_str(rule, "name", ""), i);
		val_free(rule);
	}
	buf_printf(&b, "if $do == \"offer\" then $in | [%s]\n", buf_str(&offers));
	buf_printf(&b, "else [$all[] | .rule as $r | . as $f | $in + {found: $f} | %s \"\"", buf_str(&contexts));
	for (int i = 0; i < n; i++)
		buf_puts(&b, " end");
	buf_puts(&b, "] end");
	buf_free(&offers);
	buf_free(&contexts);
	return b.p;
}

/* The whole does not compile: which rule is it? */
static int blame(val rules, struct err *e)
{
	for (int i = 0; i < val_len(rules); i++) {
		val rule = val_at(rules, i), one = val_push(val_array(), val_copy(rule));
		char *text = program(one);
		struct jqp *p = jqp_new(text, e);

		if (!p)
			(void)err_prefix(e, "opportunities: rule \"%.60s\"", val_str(rule, "name", ""));
		free(text);
		val_free(one);
		val_free(rule);
		if (!p)
			return -1;
		jqp_free(p);
	}
	return err_prefix(e, "opportunities");
}

/* ---- checks ---- */

static bool is_type(const char *type)
{
	for (size_t i = 0; i < COUNT(types); i++)
		if (strcmp(types[i], type) == 0)
			return true;
	return false;
}

static bool is_text(val rule, const char *member, bool needed)
{
	val v = val_get(rule, member);
	bool is = val_kind(v) == VAL_STRING || (!needed && !val_is(v));

	val_free(v);
	return is;
}

static int check_rule(val rule, struct err *e)
{
	static const char *const members[] = {"name", "type", "when", "offer", "context", "weight", "limit", "template"};
	const char *unknown = val_unknown_key(rule, members, COUNT(members));

	if (unknown)
		return err_set(e, ERR_CONFIG, "unknown member \"%.60s\"", unknown);
	if (!is_type(val_str(rule, "type", "")))
		return err_set(e, ERR_CONFIG,
					   "type: must be cross_sell, up_sell, service_recommendation, health_advice or"
					   " timing_based");
	if (!val_has(rule, "offer"))
		return err_set(e, ERR_CONFIG, "offer: is missing, a jq program such as related or services(\"facial\")");
	if (!is_text(rule, "context", false) || !is_text(rule, "template", false))
		return err_set(e, ERR_CONFIG, "context and template must be texts");
	if (val_num(rule, "weight", 0.7) <= 0 || val_num(rule, "weight", 0.7) > 1)
		return err_set(e, ERR_CONFIG, "weight: must be above 0 and at most 1");
	if (val_num(rule, "limit", 1) < 1 || val_num(rule, "limit", 1) > 20)
		return err_set(e, ERR_CONFIG, "limit: must be from 1 to 20");
	return 0;
}

static int check_conf(val conf, struct err *e)
{
	static const char *const members[] = {
		"limit", "least", "declined_days", "repeat_days", "bought_days", "per_conversation", "related", "rules"};
	const char *unknown = val_unknown_key(conf, members, COUNT(members));
	val rules = val_get(conf, "rules"), related = val_get(conf, "related");
	int st = 0;

	if (unknown)
		st = err_set(e, ERR_CONFIG, "opportunities: unknown member \"%.60s\"", unknown);
	else if (val_is(rules) && val_kind(rules) != VAL_ARRAY)
		st = err_set(e, ERR_CONFIG, "opportunities: rules: must be a list of {name, type, offer, …}");
	else if (val_is(related) && val_kind(related) != VAL_OBJECT)
		st = err_set(e, ERR_CONFIG, "opportunities: related: must be a mapping: serum: [hidratante_facial]");
	val_free(related);
	val_free(rules);
	return st;
}

static int read_rule(struct enrich *x, val rule, int i, struct err *e)
{
	struct enrich_rule *r = &x->rule[i];
	const char *name = val_str(rule, "name", NULL);

	if (!name || !*name || strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_-") != strlen(name))
		return err_set(e, ERR_CONFIG, "opportunities: rule %d: name: must be lower-case letters, digits, _ or -",
					   i + 1);
	for (int k = 0; k < i; k++)
		if (strcmp(x->rule[k].name, name) == 0)
			return err_set(e, ERR_CONFIG, "opportunities: two rules have the name \"%.60s\"", name);
	if (check_rule(rule, e) != 0)
		return err_prefix(e, "opportunities: rule \"%.60s\"", name);
	/* The texts live as long as conf: this value is one more reference to what conf holds. */
	*r = (struct enrich_rule){.name = name,
							  .type = val_str(rule, "type", ""),
							  .template = val_str(rule, "template", NULL),
							  .weight = val_num(rule, "weight", 0.7),
							  .limit = (int)val_num(rule, "limit", 0)};
	return 0;
}

static int read_all(struct enrich *x, val rules, struct err *e)
{
	struct buf b = {0};
	char *text;

	x->n = val_len(rules);
	x->rule = mem_zalloc((size_t)(x->n + 1) * sizeof(*x->rule));
	x->warned = mem_zalloc((size_t)(x->n + 1) * sizeof(*x->warned));
	for (int i = 0; i < x->n; i++) {
		val rule = val_at(rules, i);
		int st = read_rule(x, rule, i, e);

		val_free(rule);
		if (st != 0)
			return -1;
	}
	val_dump(x->conf, &b);
	x->hash = map_hash(buf_str(&b), b.n, 0);
	buf_free(&b);
	if (x->n == 0)
		return 0;
	text = program(rules);
	x->jqp = jqp_new(text, e);
	free(text);
	return x->jqp ? 0 : blame(rules, e);
}

int enrich_rules_read(struct enrich *x, struct err *e)
{
	char *path = domain_path(x->d, "domain.yaml");
	val rules;
	int st;

	x->conf = val_get_object(domain_conf(x->d), "opportunities");
	rules = val_get_array(x->conf, "rules");
	st = check_conf(x->conf, e);
	if (st == 0)
		st = read_all(x, rules, e);
	if (st != 0)
		(void)err_prefix(e, "%s", path);
	val_free(rules);
	free(path);
	return st;
}

/* ---- running ---- */

/* A rule that fails on this customer says so once, and offers nothing. */
static val without_failures(struct enrich *x, val offers)
{
	val out = val_array();

	for (int i = 0; i < val_len(offers); i++) {
		val v = val_at(offers, i);
		const char *why = val_str(v, "failed", NULL);

		if (why && i < x->n && !x->warned[i]) {
			char *told = jqp_told(x->jqp, why);

			log_warn("domain %s: opportunities: rule \"%s\": %s", domain_name(x->d), x->rule[i].name, told);
			free(told);
			x->warned[i] = true;
		}
		if (why || val_kind(v) != VAL_OBJECT) {
			val_free(v);
			v = val_null();
		}
		out = val_push(out, v);
	}
	val_free(offers);
	return out;
}

int enrich_rules_offers(struct enrich *x, val facts, val *offers, struct err *e)
{
	val in = val_set(val_set_str(val_object(), "do", "offer"), "in", val_copy(facts)), out;

	*offers = val_array();
	if (!x->jqp) {
		val_free(in);
		return 0;
	}
	if (jqp_run(x->jqp, in, &out, e) != 0)
		return err_prefix(e, "opportunities");
	val_free(*offers);
	*offers = without_failures(x, out);
	return 0;
}

val enrich_rules_contexts(struct enrich *x, val facts, val list, struct err *e)
{
	val in = val_set(val_set_str(val_object(), "do", "context"), "in", val_copy(facts)), texts, out = val_array();

	if (val_len(list) == 0) {
		val_free(in);
		val_free(out);
		return list;
	}
	if (jqp_run(x->jqp, val_set(in, "found", val_copy(list)), &texts, e) != 0) {
		val_free(list);
		val_free(out);
		(void)err_prefix(e, "opportunities");
		return val_parse("", 0, NULL);
	}
	for (int i = 0; i < val_len(list); i++) {
		val one = val_at(list, i), text = val_at(texts, i);

		if (*val_text(text, ""))
			one = val_set_str(one, "context", val_text(text, ""));
		out = val_push(out, one);
		val_free(text);
	}
	val_free(texts);
	val_free(list);
	return out;
}

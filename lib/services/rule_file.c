#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "record/rec.h"
#include "record/yaml.h"

#include "services/rule.h"
#include "services/rule_private.h"

#define DAY_MS 86400000LL

bool rule_is_type(const char *type)
{
	static const char *const types[] = {"faq",     "policy", "procedure", "promotion", "hours",
										"product", "sales",  "support",   "scheduling"};

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (strcmp(types[i], type) == 0)
			return true;
	return false;
}

long rule_day(const char *date)
{
	date_ms t;

	if (strlen(date) != 10 || date_parse(date, &t, NULL) != 0)
		return -1;
	return (long)(t / DAY_MS);
}

bool rule_is_valid(val rule, long day)
{
	long from = rule_day(val_str(rule, "valid_from", "")), to = rule_day(val_str(rule, "valid_to", ""));

	return (from < 0 || day >= from) && (to < 0 || day <= to);
}

/* ---- rules.yaml ---- */

static int check_texts(val rule, const char *key, struct err *e)
{
	val list = val_get(rule, key);
	int st = 0;

	if (val_is(list) && val_kind(list) != VAL_ARRAY)
		st = err_set(e, ERR_CONFIG, "%s must be a list of texts: [one, another]", key);
	for (int i = 0; i < val_len(list) && st == 0; i++) {
		val v = val_at(list, i);

		if (!val_text(v, NULL) || !*val_text(v, ""))
			st = err_set(e, ERR_CONFIG, "%s: item %d is no text (quote it)", key, i + 1);
		val_free(v);
	}
	val_free(list);
	return st;
}

static int check_date(val rule, const char *key, struct err *e)
{
	val v = val_get(rule, key);
	bool bad = val_is(v) && rule_day(val_text(v, "")) < 0;

	val_free(v);
	return bad ? err_set(e, ERR_CONFIG, "%s must be a day that exists, as \"2026-06-30\"", key) : 0;
}

static int check_members(val rule, struct err *e)
{
	static const char *const known[] = {"id",     "type",    "subject", "question",   "also",
										"answer", "details", "tags",    "valid_from", "valid_to"};

	for (int i = val_iter(rule); val_iter_ok(rule, i); i = val_iter_next(rule, i)) {
		bool found = false;

		for (size_t k = 0; k < sizeof(known) / sizeof(known[0]); k++)
			found = found || strcmp(known[k], val_iter_key(rule, i)) == 0;
		if (!found)
			return err_set(e, ERR_CONFIG, "unknown member \"%.40s\" (cwai-domain(5) lists them)",
						   val_iter_key(rule, i));
	}
	return 0;
}

/* What makes a rule unusable. What is only doubtful is rule_lint's. */
static int check_rule(val rule, struct err *e)
{
	const char *type = val_str(rule, "type", "");
	long from, to;

	if (check_members(rule, e) != 0)
		return -1;
	if (!rule_is_type(type))
		return err_set(e, ERR_CONFIG,
					   "type \"%.40s\" must be faq, policy, procedure, promotion, hours, product, sales, support or "
					   "scheduling",
					   type);
	if (!*val_str(rule, "question", ""))
		return err_set(e, ERR_CONFIG, "question is missing (what a customer would ask)");
	if (!*val_str(rule, "answer", ""))
		return err_set(e, ERR_CONFIG, "answer is missing (a finished sentence to the customer)");
	if (check_texts(rule, "also", e) != 0 || check_texts(rule, "tags", e) != 0)
		return -1;
	if (check_date(rule, "valid_from", e) != 0 || check_date(rule, "valid_to", e) != 0)
		return -1;
	from = rule_day(val_str(rule, "valid_from", ""));
	to = rule_day(val_str(rule, "valid_to", ""));
	if (from >= 0 && to >= 0 && to < from)
		return err_set(e, ERR_CONFIG, "valid_to is before valid_from: exchange them");
	return 0;
}

static bool is_id(const char *s)
{
	return *s && strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789-_.") == strlen(s);
}

static bool id_before(val rules, int i, const char *id)
{
	bool same = false;

	for (int k = 0; k < i && !same; k++) {
		val v = val_at(rules, k);

		same = strcmp(val_str(v, "id", ""), id) == 0;
		val_free(v);
	}
	return same;
}

static int check_item(val rules, int i, val rule, bool strict, struct err *e)
{
	const char *id = val_str(rule, "id", "");

	if (val_kind(rule) != VAL_OBJECT)
		return err_set(e, ERR_CONFIG, "item %d must be a mapping that begins with id: …", i + 1);
	if (!is_id(id))
		return err_set(e, ERR_CONFIG, "item %d: id must be lower-case letters, digits and -, as troca-prazo", i + 1);
	if (!strict)
		return 0;
	if (id_before(rules, i, id))
		return err_set(e, ERR_CONFIG, "rule %s: the id is there twice: rename one, or delete it", id);
	return check_rule(rule, e) == 0 ? 0 : err_prefix(e, "rule %s", id);
}

int rule_read(const char *path, bool strict, val *out, struct err *e)
{
	val file = yaml_file(path, e), rules;
	int st = 0;

	if (val_kind(file) == VAL_NONE)
		return -1;
	rules = val_get(file, "rules");
	val_free(file);
	if (val_kind(rules) != VAL_ARRAY)
		st = err_set(e, ERR_CONFIG, "must hold a list under rules:");
	for (int i = 0; i < val_len(rules) && st == 0; i++) {
		val rule = val_at(rules, i);

		st = check_item(rules, i, rule, strict, e);
		val_free(rule);
	}
	if (st == 0) {
		*out = rules;
		return 0;
	}
	val_free(rules);
	return err_prefix(e, "%s", path);
}

/* ---- NDJSON ---- */

struct lines {
	val rules;
	unsigned long n;
};

/* The first of the members a|b that is there, moved to key. */
static val rename_member(val rule, const char *key, const char *a, const char *b)
{
	const char *from = *val_str(rule, a, "") ? a : b;

	if (strcmp(from, key) == 0 || !val_has(rule, from))
		return rule;
	return val_set(rule, key, val_get(rule, from));
}

static int take_line(void *cookie, struct rec *r, struct err *e)
{
	struct lines *l = cookie;
	val rule = rec_val(r, "");
	char *id = NULL;

	l->n++;
	if (rec_kind(r, "id") == VAL_NUMBER) {
		size_t n;
		const char *raw = rec_raw(r, "id", &n);

		id = mem_ndup(raw, n);
		rule = val_set_str(rule, "id", id);
	} else if (!*rec_str(r, "id", "")) {
		val_free(rule);
		return err_set(e, ERR_DATA, "line %lu: id is missing", l->n);
	}
	free(id);
	rule = rename_member(rule, "question", "question", "title");
	rule = rename_member(rule, "answer", "answer", "text");
	l->rules = val_push(l->rules, rule);
	return 0;
}

static bool ends_with(const char *s, const char *end)
{
	size_t n = strlen(s), m = strlen(end);

	return n > m && strcmp(s + n - m, end) == 0;
}

int rule_read_any(const char *path, bool *plain, val *out, struct err *e)
{
	struct lines l = {.rules = val_array()};

	*plain = !ends_with(path, ".yaml") && !ends_with(path, ".yml");
	if (*plain && rec_each(path, take_line, &l, e) == 0) {
		*out = l.rules;
		return 0;
	}
	val_free(l.rules);
	return *plain ? -1 : rule_read(path, false, out, e);
}

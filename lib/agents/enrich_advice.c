#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/os.h"

#include "agents/enrich_private.h"

#define FRESH_NS 60000000000LL /* so long the rules that were read are good */

/* The rules that carry tags, kept for a minute: they are the same for everybody. */
static int read_advice(struct enrich *x, struct err *e)
{
	long long now = os_span_ns();
	val all;

	if (x->advice_at && now - x->advice_at < FRESH_NS)
		return 0;
	if (!x->crew.rules)
		x->crew.rules = rule_open(x->db, x->d, NULL, e);
	if (!x->crew.rules || rule_all(x->crew.rules, &all, e) != 0)
		return -1;
	val_free(x->advice);
	x->advice = val_array();
	for (int i = 0; i < val_len(all); i++) {
		val rule = val_at(all, i);

		if (val_str(rule, "tags.0", NULL))
			x->advice = val_push(x->advice, rule);
		else
			val_free(rule);
	}
	val_free(all);
	x->advice_at = now;
	return 0;
}

static bool is_valid(val rule, val facts)
{
	const char *today = val_str(facts, "now.date", ""), *from = val_str(rule, "valid_from", ""),
			   *to = val_str(rule, "valid_to", "9");

	return strncmp(from, today, 10) <= 0 && strncmp(today, to, 10) <= 0;
}

/* Is the tag what the customer is or likes: a choice's value, or the key of what he insists on? */
static bool is_of_customer(const char *tag, val likes)
{
	bool is = false;

	for (int i = val_iter(likes); val_iter_ok(likes, i) && !is; i = val_iter_next(likes, i)) {
		val v = val_iter_val(likes, i);

		if (val_kind(v) == VAL_BOOL)
			is = val_equal(v, val_true(true)) && strcmp(val_iter_key(likes, i), tag) == 0;
		else
			is = strcmp(val_text(v, "\n"), tag) == 0 || val_array_has(v, tag);
		val_free(v);
	}
	return is;
}

/* A rule's tags: some must be of the customer; those that are categories must have the product's among them. */
static bool suits(const struct enrich_hunt *h, val rule, val likes)
{
	val tags = val_get_array(rule, "tags"), categories = val_get_object(domain_conf(h->x->d), "categories");
	const char *category = val_str(h->f->product, "category", "\n");
	bool mine = false, asks = false, there = false;

	for (int i = 0; i < val_len(tags); i++) {
		val tag = val_at(tags, i);
		const char *text = val_text(tag, "");

		mine = mine || is_of_customer(text, likes);
		asks = asks || (*text && val_has(categories, text));
		there = there || strcmp(text, category) == 0;
		val_free(tag);
	}
	val_free(categories);
	val_free(tags);
	return mine && (!asks || there);
}

static val brief(val rule)
{
	val v = val_set_str(val_object(), "id", val_str(rule, "id", ""));

	return val_set_str(v, "text", val_str(rule, "answer", ""));
}

int enrich_advice_find(struct enrich_hunt *h, val offer, struct err *e)
{
	const char *one = val_str(offer, "rule", NULL), *tag = val_str(offer, "advice", "advice");
	int limit = h->rule->limit ? h->rule->limit : 1;
	val likes = val_get_object(h->ask->customer, "preferences"), list = val_array();
	int st = read_advice(h->x, e);

	for (int i = 0; st == 0 && i < val_len(h->x->advice) && val_len(list) < limit; i++) {
		val rule = val_at(h->x->advice, i), tags = val_get_array(rule, "tags");
		const char *id = val_str(rule, "id", "");
		bool meant = one ? strcmp(one, id) == 0 : val_array_has(tags, tag) && suits(h, rule, likes);

		if (meant && is_valid(rule, h->f->in) && enrich_keep_advice(h->keep, id))
			list = val_push(list, brief(rule));
		val_free(tags);
		val_free(rule);
	}
	h->fit = val_len(list) > 0 ? 1 : -1;
	h->out = val_set(h->out, "advice", list);
	val_free(likes);
	return st;
}

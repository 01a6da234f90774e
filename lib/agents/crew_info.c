#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "text/fold.h"

#include "agents/crew_info.h"

/* 1: answered; 0: nothing to say; -1 with e. */

static int answer_hours(const struct crew *c, const struct crew_ask *ask, struct crew_part *part, struct err *e)
{
	val hours = rule_hours(c->domain, ask->text, ask->now);
	int st = 0;

	if (val_is(hours)) {
		part->facts = val_push(part->facts, val_of_str(val_str(hours, "id", "hours")));
		st = crew_say(c, part, "hours", val_copy(hours), e) == 0 ? 1 : -1;
	}
	val_free(hours);
	return st;
}

/* The rule that answers text best, or null. */
static int best_rule(const struct crew *c, const struct crew_ask *ask, const char *text, const char *type, val *rule,
					 struct err *e)
{
	const struct rule_query q = {
		.text = text, .types = &type, .n_types = type ? 1 : 0, .limit = 1, .min = -1, .now = ask->now};
	val found;

	if (rule_find(c->rules, &q, &found, e) != 0)
		return -1;
	*rule = val_at(found, 0);
	val_free(found);
	return 0;
}

static int say_rule(const struct crew *c, val rule, struct crew_part *part, struct err *e)
{
	part->facts = val_push(part->facts, val_of_str(val_str(rule, "id", "")));
	return crew_say(c, part, "rule", val_copy(rule), e) == 0 ? 1 : -1;
}

static int answer_rule(const struct crew *c, const struct crew_ask *ask, const char *type, struct crew_part *part,
					   struct err *e)
{
	val rule;
	int st = 0;

	if (best_rule(c, ask, ask->text, type, &rule, e) != 0)
		return -1;
	if (val_is(rule))
		st = say_rule(c, rule, part, e);
	val_free(rule);
	return st;
}

/* One more answer behind what the part says already; the same rule is said once. */
static int add_rule(const struct crew *c, val rule, struct crew_part *part, struct err *e)
{
	char *before = part->text;
	int st;

	if (!val_is(rule) || val_array_has(part->facts, val_str(rule, "id", "")))
		return 0;
	part->text = NULL;
	st = say_rule(c, rule, part, e);
	if (st > 0 && before) {
		char *both = mem_printf("%s\n%s", before, part->text);

		free(part->text);
		part->text = both;
	}
	free(before);
	return st;
}

/* "Aceita pix? E tem estacionamento?": each question its own rule; a single one is answered as a whole. */
static int answer_rules(const struct crew *c, const struct crew_ask *ask, struct crew_part *part, struct err *e)
{
	const char *s = ask->text;
	int st = 0, said = 0;

	if (!s[strcspn(s, "?")] || !s[strcspn(s, "?") + 1])
		return answer_rule(c, ask, NULL, part, e);
	while (*s && st >= 0) {
		size_t n = strcspn(s, "?.!\n");
		char *one = mem_ndup(s, n);
		val rule;

		st = best_rule(c, ask, one, NULL, &rule, e);
		free(one);
		if (st == 0) {
			st = add_rule(c, rule, part, e);
			said += st > 0;
			val_free(rule);
		}
		s += n + (s[n] != '\0');
	}
	return st < 0 ? -1 : said > 0 ? 1 : answer_rule(c, ask, NULL, part, e);
}

static bool mentions(const char *folded, const char *const *words)
{
	for (; *words; words++)
		if (strstr(folded, *words))
			return true;
	return false;
}

/* How one asks what a product is made of, and how to use it. */
static const char *const of_what[] = {"ingrediente", "composi",          "formula", "feito de",
									  "leva o que",  "o que tem dentro", "contem",  NULL};
static const char *const how_to[] = {"como us",       "como se us",  "como eu us", "modo de us", "como aplic",
									 "como pass",     "usar ele",    "usa ele",    "usa esse",   "como que us",
									 "como e que us", "jeito de us", NULL};

static val about(val product)
{
	return val_set(val_object(), "product", val_copy(product));
}

static int say_attribute(const struct crew *c, val product, val attribute, val have, struct crew_part *part,
						 struct err *e)
{
	val in = val_set_str(about(product), "title", val_str(attribute, "title", ""));

	if (strcmp(val_str(attribute, "type", ""), "flag") == 0) {
		in = val_set(in, "yes", val_copy(have));
		return crew_say(c, part, "product_flag", in, e) == 0 ? 1 : -1;
	}
	in = val_set(in, "values", crew_value_words(attribute, have));
	return crew_say(c, part, "product_attribute", in, e) == 0 ? 1 : -1;
}

/* The first declared attribute that the text asks for and the product states. */
static int answer_attribute(const struct crew *c, const char *folded, val product, struct crew_part *part,
							struct err *e)
{
	val declared = val_get(domain_conf(c->domain), "attributes"), have = val_get(product, "attributes");
	int st = 0;

	for (int i = val_iter(declared); val_iter_ok(declared, i) && st == 0; i = val_iter_next(declared, i)) {
		val attribute = val_iter_val(declared, i), v = val_get(have, val_iter_key(declared, i));

		if (val_is(v) && crew_speaks_of(folded, attribute))
			st = say_attribute(c, product, attribute, v, part, e);
		val_free(v);
		val_free(attribute);
	}
	val_free(have);
	val_free(declared);
	return st;
}

static int answer_ingredient(const struct crew *c, const char *folded, val product, struct crew_part *part,
							 struct err *e)
{
	val list = val_get(product, "ingredients"), in;
	int st = 0;

	for (int i = 0; i < val_len(list) && st == 0; i++) {
		val v = val_at(list, i);
		char *f = fold_dup(val_text(v, "\n"));

		if (strstr(folded, f)) {
			in = val_set(val_set_str(about(product), "ingredient", val_text(v, "")), "has", val_true(true));
			st = crew_say(c, part, "product_has_ingredient", in, e) == 0 ? 1 : -1;
		}
		free(f);
		val_free(v);
	}
	if (st == 0 && val_len(list) > 0 && mentions(folded, of_what))
		st = crew_say(c, part, "product_ingredients", about(product), e) == 0 ? 1 : -1;
	val_free(list);
	return st;
}

/* What is asked of one product, whatever it is called. */
static int answer_product(const struct crew *c, const struct crew_ask *ask, val product, struct crew_part *part,
						  struct err *e)
{
	char *folded = fold_dup(ask->text);
	int st = 0;

	if (mentions(folded, how_to) && val_str(product, "how_to_use", NULL))
		st = crew_say(c, part, "product_how_to_use", about(product), e) == 0 ? 1 : -1;
	if (st == 0)
		st = answer_ingredient(c, folded, product, part, e);
	if (st == 0)
		st = answer_attribute(c, folded, product, part, e);
	if (st == 0 && crew_names_something(ask->text))
		st = answer_rules(c, ask, part, e);
	if (st == 0 && val_str(product, "description", NULL))
		st = crew_say(c, part, "product_description", about(product), e) == 0 ? 1 : -1;
	free(folded);
	return st;
}

static int take_product(struct crew_part *part, val product, int st)
{
	if (st <= 0)
		return st;
	val_free(part->products);
	part->products = val_push(val_array(), val_copy(product));
	part->facts = crew_facts(part->facts, part->products);
	part->focus = 0;
	return st;
}

static bool asks_aspect(const char *text)
{
	char *folded = fold_dup(text);
	bool asks = mentions(folded, of_what) || mentions(folded, how_to);

	free(folded);
	return asks;
}

/*
 * "E os ingredientes?" calls no product by name: it asks of the one that the talk is about. Then *found (consumed) is
 * that one. Else how stays as it was.
 */
static int prefer_focus(const struct crew *c, const struct crew_ask *ask, int how, val *found, struct err *e)
{
	val first = val_at(*found, 0), product;
	bool named = how == CREW_NAMED && crew_is_called(c, first, ask->text);

	val_free(first);
	if (named || (how != CREW_NAMED && how != CREW_MISSING) || !asks_aspect(ask->text))
		return how;
	if (crew_focus(c, ask->task, &product, e) != 0)
		return -1;
	if (!val_is(product)) {
		val_free(product);
		return how;
	}
	val_free(*found);
	*found = val_push(val_array(), product);
	return CREW_SHOWN;
}

/* The product that is named or was shown, and what is asked of it. */
static int answer_products(const struct crew *c, const struct crew_ask *ask, struct crew_part *part, struct err *e)
{
	val found, one;
	int focus, st = 0, how = crew_find_products(c, ask, 1, &found, &focus, NULL, e);

	if (how < 0)
		return -1;
	how = prefer_focus(c, ask, how, &found, e);
	if (how < 0) {
		val_free(found);
		return -1;
	}
	if (how == CREW_NAMED || how == CREW_SHOWN || (how == CREW_WHICH && focus >= 0)) {
		one = val_at(found, focus >= 0 ? focus : 0);
		st = take_product(part, one, answer_product(c, ask, one, part, e));
		val_free(one);
	} else if (how == CREW_WHICH) {
		part->facts = crew_facts(part->facts, found);
		val_free(part->products);
		part->products = val_copy(found);
		st = crew_say(c, part, "sales_which", val_set(val_object(), "products", val_copy(found)), e) == 0 ? 1 : -1;
	}
	val_free(found);
	return st;
}

static bool names_service(const char *folded, val service)
{
	val words = val_get(service, "words");
	char *name = fold_dup(val_str(service, "name", "\n"));
	bool names = strstr(folded, name) || crew_mentions(folded, words);

	free(name);
	val_free(words);
	return names;
}

static int answer_service(const struct crew *c, const struct crew_ask *ask, struct crew_part *part, struct err *e)
{
	char *folded = fold_dup(ask->text);
	val all = crew_services(c->domain), named = val_array(), rest = val_array(), in;
	int st = 0;

	for (int i = 0; i < val_len(all); i++) {
		val s = val_at(all, i);

		if (names_service(folded, s))
			named = val_push(named, val_copy(s));
		rest = val_push(rest, s);
	}
	if (val_len(named) == 1) {
		in = val_set(val_object(), "service", val_at(named, 0));
		st = crew_say(c, part, "service", in, e) == 0 ? 1 : -1;
	} else if (val_len(named) > 1 || (val_len(rest) > 0 && strstr(folded, "servico"))) {
		in = val_set(val_object(), "services", val_copy(val_len(named) > 1 ? named : rest));
		st = crew_say(c, part, "service_list", in, e) == 0 ? 1 : -1;
	}
	if (st > 0)
		part->facts = crew_facts(part->facts, val_len(named) > 0 ? named : rest);
	free(folded);
	val_free(all);
	val_free(named);
	val_free(rest);
	return st;
}

static int try_all(const struct crew *c, const struct crew_ask *ask, struct crew_part *part, struct err *e)
{
	bool product = strcmp(ask->intent, "product_info") == 0, service = strcmp(ask->intent, "service_info") == 0;
	bool hours = strcmp(ask->intent, "hours") == 0;
	int st = 0;

	if (hours || rule_hours_asked(ask->text))
		st = answer_hours(c, ask, part, e);
	if (st == 0 && strcmp(ask->intent, "promotion") == 0)
		st = answer_rule(c, ask, "promotion", part, e);
	if (st == 0 && service)
		st = answer_service(c, ask, part, e);
	if (st == 0 && (product || asks_aspect(ask->text)))
		st = answer_products(c, ask, part, e);
	if (st == 0)
		st = answer_rules(c, ask, part, e);
	if (st == 0 && !service)
		st = answer_service(c, ask, part, e);
	return st;
}

int crew_info_answer(const struct crew *c, const struct crew_ask *ask, struct crew_part *part, struct err *e)
{
	int st = try_all(c, ask, part, e);

	if (st == 0)
		part->handoff = "no_facts";
	return st < 0 ? -1 : 0;
}

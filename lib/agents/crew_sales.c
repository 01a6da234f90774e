#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "text/fold.h"

#include "agents/crew_sales.h"

static bool out_of_stock(val p)
{
	return val_num(p, "stock", 1) <= 0;
}

/* "FPS 50", "vegano", "tipo de pele: oleosa": a property that the text asks for, in the domain's words. */
static val reason(val attribute, val have)
{
	const char *title = val_str(attribute, "title", "");
	bool flag = strcmp(val_str(attribute, "type", ""), "flag") == 0;
	val words = crew_value_words(attribute, have), out;
	struct buf b = {0};

	buf_puts(&b, title);
	for (int i = 0; i < val_len(words) && !flag; i++) {
		val w = val_at(words, i);

		buf_printf(&b, "%s%s", i ? " e " : val_kind(have) == VAL_NUMBER ? " " : ": ", val_text(w, ""));
		val_free(w);
	}
	out = val_of_str(buf_str(&b));
	buf_free(&b);
	val_free(words);
	return out;
}

static val reasons(const struct crew *c, const char *folded, val product)
{
	val declared = val_get(domain_conf(c->domain), "attributes"), have = val_get(product, "attributes"),
		out = val_array();

	for (int i = val_iter(declared); val_iter_ok(declared, i); i = val_iter_next(declared, i)) {
		val attribute = val_iter_val(declared, i), v = val_get(have, val_iter_key(declared, i));

		if (val_is(v) && !(val_kind(v) == VAL_BOOL && !val_bool(have, val_iter_key(declared, i), false)) &&
			crew_speaks_of(folded, attribute))
			out = val_push(out, reason(attribute, v));
		val_free(v);
		val_free(attribute);
	}
	val_free(have);
	val_free(declared);
	return out;
}

/* What a template needs of a product, with its line of a list. Consumes product. VAL_NONE with e. */
static val line_of(const struct crew *c, const char *folded, val product, struct err *e)
{
	char *line;

	product = val_set(product, "out_of_stock", val_true(out_of_stock(product)));
	product = val_set(product, "reasons", reasons(c, folded, product));
	line = domain_render(c->domain, "product_line", val_copy(product), e);
	if (!line) {
		val_free(product);
		return val_parse("", 0, NULL);
	}
	product = val_set_str(product, "line", line);
	free(line);
	return product;
}

static int lines_of(const struct crew *c, const char *text, val products, val *out, struct err *e)
{
	char *folded = fold_dup(text);
	int st = 0;

	*out = val_array();
	for (int i = 0; i < val_len(products) && st == 0; i++) {
		val p = line_of(c, folded, val_at(products, i), e);

		if (val_kind(p) == VAL_NONE)
			st = -1;
		else
			*out = val_push(*out, p);
	}
	free(folded);
	if (st != 0)
		val_free(*out);
	return st;
}

/* Products of the same category that are in stock, without the one itself and those of ids (an array). */
static int alternatives(const struct crew *c, val product, val ids, val *out, struct err *e)
{
	val q = val_object(), found, all;
	const char *id = val_str(product, "id", "");
	int limit = (int)val_int(domain_conf(c->domain), "recommend.limit", 3);

	q = val_set(q, "text", val_of_str(val_str(product, "name", "")));
	q = val_set_str(q, "category", val_str(product, "category", NULL));
	q = val_set(q, "in_stock", val_true(true));
	q = val_set(q, "plain", val_true(true)); /* the name's words filter nothing */
	q = val_set_int(q, "limit", limit + 1 + val_len(ids));
	if (product_search(c->products, q, &found, e) != 0)
		return -1;
	all = val_get(found, "products");
	*out = val_array();
	for (int i = 0; i < val_len(all) && val_len(*out) < limit; i++) {
		val p = val_at(all, i);

		if (strcmp(val_str(p, "id", ""), id) != 0 && !val_array_has(ids, val_str(p, "id", "")) && !out_of_stock(p))
			*out = val_push(*out, p);
		else
			val_free(p);
	}
	val_free(all);
	val_free(found);
	return 0;
}

static void take_products(struct crew_part *part, val products, int focus)
{
	val_free(part->products);
	part->products = val_copy(products);
	part->facts = crew_facts(part->facts, products);
	part->focus = focus;
}

/* Nothing was named: what are you looking for? With some category titles of the domain. */
static int ask_back(const struct crew *c, struct crew_part *part, struct err *e)
{
	val categories = val_get(domain_conf(c->domain), "categories"), titles = val_array();

	for (int i = val_iter(categories); val_iter_ok(categories, i) && val_len(titles) < 5;
		 i = val_iter_next(categories, i)) {
		val one = val_iter_val(categories, i);
		char *id = mem_printf("category:%s", val_iter_key(categories, i));

		titles = val_push(titles, val_of_str(val_str(one, "title", val_iter_key(categories, i))));
		part->facts = val_push(part->facts, val_of_str(id));
		free(id);
		val_free(one);
	}
	val_free(categories);
	return crew_say(c, part, "sales_ask", val_set(val_object(), "categories", titles), e);
}

static int list(const struct crew *c, const struct crew_ask *ask, struct crew_part *part, const char *template,
				val products, val relaxed, struct err *e)
{
	val lines;

	take_products(part, products, val_len(products) == 1 ? 0 : -1);
	if (lines_of(c, ask->text, products, &lines, e) != 0)
		return -1;
	return crew_say(c, part, template, val_set(val_set(val_object(), "products", lines), "relaxed", val_copy(relaxed)),
					e);
}

static int no_facts(struct crew_part *part)
{
	part->handoff = "no_facts";
	return 0;
}

/*
 * The best, and those that score share of it, called by name: a question about one thing is not answered with a list,
 * and what is bought is asked for when it is not plain.
 */
static val closest(const struct crew *c, const struct crew_ask *ask, val products, int most, double share)
{
	val first = val_at(products, 0), out = val_array();
	double best = val_num(first, "score", 0);

	for (int i = 0; i < val_len(products) && i < most; i++) {
		val p = val_at(products, i);

		if (val_num(p, "score", 0) >= best * share && crew_is_called(c, p, ask->text))
			out = val_push(out, p);
		else
			val_free(p);
	}
	val_free(first);
	return out;
}

static int price(const struct crew *c, const struct crew_ask *ask, struct crew_part *part, val products, struct err *e)
{
	val none = val_array();
	int st = list(c, ask, part, "sales_price", products, none, e);

	val_free(none);
	return st;
}

static int stock(const struct crew *c, const struct crew_ask *ask, struct crew_part *part, val products, struct err *e)
{
	val first = val_at(products, 0), others = val_array(), lines, more, in;
	int st = 0;

	if (val_len(products) == 1 && out_of_stock(first)) {
		val none = others;

		st = alternatives(c, first, none, &others, e);
		val_free(none);
	}
	val_free(first);
	if (st != 0)
		return -1;
	take_products(part, products, val_len(products) == 1 ? 0 : -1);
	part->facts = crew_facts(part->facts, others);
	st = lines_of(c, ask->text, products, &lines, e);
	if (st == 0 && lines_of(c, "", others, &more, e) == 0) {
		in = val_set(val_set(val_object(), "products", lines), "alternatives", more);
		st = crew_say(c, part, "sales_stock", in, e);
		if (val_len(others) > 0) {
			val_free(part->products);
			part->products = val_copy(others);
			part->focus = -1;
		}
	}
	val_free(others);
	return st;
}

/* A person closes the order; what is out of stock is said, with what could replace it. */
static int buy(const struct crew *c, const struct crew_ask *ask, struct crew_part *part, val products, int focus,
			   struct err *e)
{
	val one = val_push(val_array(), val_at(products, focus >= 0 ? focus : 0)), first = val_at(one, 0);
	int st;

	if (out_of_stock(first)) {
		st = stock(c, ask, part, one, e);
	} else {
		val none = val_array();

		st = list(c, ask, part, "sales_buy", one, none, e);
		part->handoff = "order";
		val_free(none);
	}
	val_free(first);
	val_free(one);
	return st;
}

/* They want to buy, and what is for the person to ask. */
static int order(const struct crew *c, struct crew_part *part, struct err *e)
{
	part->handoff = "order";
	return crew_say(c, part, "sales_order", val_object(), e);
}

/* price, stock and buy: about products that are named or were shown. */
static int about(const struct crew *c, const struct crew_ask *ask, struct crew_part *part, struct err *e)
{
	val found, products, none = val_array();
	int focus, st, how = crew_find_products(c, ask, 3, &found, &focus, NULL, e);

	if (how < 0) {
		val_free(none);
		return -1;
	}
	products = how == CREW_NAMED ? closest(c, ask, found, 3, strcmp(ask->intent, "buy") == 0 ? 0.75 : 0.9)
								 : val_copy(found);
	if (how == CREW_NOTHING)
		st = strcmp(ask->intent, "buy") == 0 ? order(c, part, e) : ask_back(c, part, e);
	else if (how == CREW_MISSING || val_len(products) == 0)
		st = no_facts(part);
	else if (strcmp(ask->intent, "buy") == 0 && (val_len(products) == 1 || focus >= 0))
		st = buy(c, ask, part, products, focus, e);
	else if (strcmp(ask->intent, "buy") == 0)
		st = list(c, ask, part, "sales_which", products, none, e);
	else if (strcmp(ask->intent, "stock") == 0)
		st = stock(c, ask, part, products, e);
	else
		st = price(c, ask, part, products, e);
	val_free(none);
	val_free(products);
	val_free(found);
	return st;
}

/* What can be bought comes first; at most limit are kept. Consumes products. */
static val in_stock_first(val products, int limit)
{
	val out = val_array();

	for (int pass = 0; pass < 2; pass++)
		for (int i = 0; i < val_len(products) && val_len(out) < limit; i++) {
			val p = val_at(products, i);

			if (out_of_stock(p) == (pass == 1))
				out = val_push(out, p);
			else
				val_free(p);
		}
	val_free(products);
	return out;
}

static int recommend(const struct crew *c, const struct crew_ask *ask, struct crew_part *part, struct err *e)
{
	val products, relaxed;
	int limit = (int)val_int(domain_conf(c->domain), "recommend.limit", 3), focus, st;

	switch (crew_find_products(c, ask, 2 * limit, &products, &focus, &relaxed, e)) {
	case CREW_NAMED:
		products = in_stock_first(products, limit);
		st = list(c, ask, part, "sales_list", products, relaxed, e);
		break;
	case CREW_SHOWN: st = list(c, ask, part, "sales_price", products, relaxed, e); break;
	case CREW_WHICH: st = list(c, ask, part, "sales_which", products, relaxed, e); break;
	case CREW_NOTHING: st = ask_back(c, part, e); break;
	case CREW_MISSING: st = no_facts(part); break;
	default: return -1;
	}
	val_free(products);
	val_free(relaxed);
	return st;
}

/* A bare yes to what was shown. */
static bool affirms(const char *text)
{
	static const char *const yes[] = {"sim",        "s",        "ss",         "claro",        "isso",
									  "isso mesmo", "pode ser", "quero",      "quero sim",    "ok",
									  "blz",        "beleza",   "vou querer", "esse mesmo",   "pode",
									  "fechado",    "bora",     "sim quero",  "sim por favor"};
	char *folded = fold_dup(text);
	bool is = false;

	folded[strcspn(folded, ".,!?")] = '\0';
	for (size_t i = 0; i < sizeof(yes) / sizeof(yes[0]); i++)
		is = is || strcmp(folded, yes[i]) == 0;
	free(folded);
	return is;
}

/* "Tem outro parecido?": others of the kind of what was shown. 1 when that was asked and answered, 0, or -1 with e. */
static int similar(const struct crew *c, const struct crew_ask *ask, struct crew_part *part, struct err *e)
{
	static const char *const asks[] = {"parecid",       "similar",   "semelhante", "outra opcao",
									   "outras opcoes", "tem outro", "tem outra"};
	char *folded = fold_dup(ask->text), *subject = crew_subject(ask->text);
	val ids = val_get(ask->task, "products"), product = val_null(), others, none = val_array();
	bool asked = false;
	int st = 0;

	for (size_t i = 0; i < sizeof(asks) / sizeof(asks[0]); i++)
		asked = asked || strstr(folded, asks[i]);
	if (asked && !*subject && val_len(ids) > 0) {
		val id = val_at(ids, (int)val_int(ask->task, "focus", -1) >= 0 ? (int)val_int(ask->task, "focus", 0) : 0);

		st = product_get(c->products, val_text(id, ""), &product, e);
		val_free(id);
	}
	if (st == 0 && val_is(product) && (st = alternatives(c, product, ids, &others, e)) == 0) {
		st = val_len(others) > 0 ? list(c, ask, part, "sales_list", others, none, e) : no_facts(part);
		val_free(others);
		st = st == 0 ? 1 : -1;
	}
	val_free(none);
	val_free(product);
	val_free(ids);
	free(subject);
	free(folded);
	return st;
}

int crew_sales_answer(const struct crew *c, const struct crew_ask *ask, struct crew_part *part, struct err *e)
{
	static const char *const abouts[] = {"price", "stock", "buy"};
	int st = similar(c, ask, part, e);

	if (st != 0)
		return st < 0 ? -1 : 0;
	for (size_t i = 0; i < sizeof(abouts) / sizeof(abouts[0]); i++)
		if (strcmp(ask->intent, abouts[i]) == 0)
			return about(c, ask, part, e);
	if (val_is(ask->task) && affirms(ask->text)) {
		struct crew_ask buying = *ask;

		buying.intent = "buy";
		return about(c, &buying, part, e);
	}
	return recommend(c, ask, part, e);
}

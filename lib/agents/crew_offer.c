#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "text/fold.h"
#include "text/sentiment.h"
#include "text/token.h"

#include "agents/crew_offer.h"

#define LEAST 0.6    /* score from which an opportunity is said, when the domain does not say */
#define UPSET (-0.3) /* sentiment from which on nothing is offered */
#define MOST_WORDS 8 /* who writes more says more than yes or no */
#define MOST_WHICH 3 /* products to choose from, beside the one that was offered */

/* ---- yes and no ---- */

/* Folded. */
static const char no_words[] = "nao n nn dispenso nada nenhum nenhuma deixa depois talvez jamais";
static const char no_around[] =
	"a agora bem brigada brigado de dessa desta dia e eh enquanto era essa esse eu favor gostaria hoje hora interessa "
	"interesse isso la mais mas me mesmo momento muito na no o obg obrigada obrigadao obrigado ok outra outro para pf "
	"por pra precisa preciso queria quero querer quieto sem so tenho tudo valeu vez vlw vou";
static const char yes_words[] = "sim s ss sss claro quero queria pode aceito bora gostaria adoraria manda mostra";
static const char yes_around[] =
	"a agendar bem brigada brigado certeza com conhecer de dele dela desse dessa disponibilidade e essa esse eu favor "
	"isso mais marcar me mesmo muito o obg obrigada obrigado ok otimo por pf pfv saber ser tenho tambem um uma ver "
	"verificar vlw";
static const char booking[] = "sim pode agendar marcar verificar disponibilidade";

struct words {
	int n, no, yes, no_only, yes_only, booking; /* words; *_only: in the list or around it */
};

static struct words count(const char *text)
{
	char *folded = fold_dup(text);
	const char *s = folded, *stop = folded + strlen(folded);
	struct words w = {0};
	struct token t;

	while (token_next(&s, stop, &t)) {
		bool no = token_in(t, no_words), yes = token_in(t, yes_words);

		w.n++;
		w.no += no;
		w.yes += yes;
		w.no_only += no || token_in(t, no_around);
		w.yes_only += yes || token_in(t, yes_around);
		w.booking += token_in(t, booking);
	}
	free(folded);
	return w;
}

/* "Só isso", "era só isso": no more is wanted. */
static bool is_all(const char *text)
{
	char *folded = fold_dup(text);
	bool is = strstr(folded, "so isso") != NULL;

	free(folded);
	return is;
}

enum crew_offer_said crew_offer_said(val task, const char *text)
{
	struct words w = count(text);

	if (!val_has(task, "offer.type") || w.n == 0 || w.n > MOST_WORDS || strchr(text, '?'))
		return CREW_OFFER_NOTHING;
	if (w.no_only == w.n && (w.no > 0 || is_all(text)))
		return CREW_OFFER_NO;
	if (w.yes_only < w.n || w.yes == 0)
		return CREW_OFFER_NOTHING;
	/* "Quero", after a product and a service, is the product more likely. */
	if (val_has(task, "offer.services") && val_str(task, "products.0", NULL) && w.booking == 0)
		return CREW_OFFER_NOTHING;
	return CREW_OFFER_YES;
}

/* ---- the answer to a yes or no ---- */

static void take(struct crew_part *part, val products, int focus)
{
	val_free(part->products);
	part->products = val_copy(products);
	part->facts = crew_facts(part->facts, products);
	part->focus = focus;
}

/*
 * The offered product; before it those that were shown, the one that was meant when there is one, unless it was asked
 * for a yes to it alone.
 */
static int to_choose(const struct crew *c, val task, val *out, struct err *e)
{
	bool alone = strcmp(val_str(task, "offer.type", ""), "timing_based") == 0;
	val ids = alone ? val_array() : val_get_array(task, "products"), offered = val_get(task, "offer.products.0"),
		product;
	int focus = (int)val_int(task, "focus", -1), st = 0;

	*out = val_array();
	for (int i = 0; i <= val_len(ids) && st == 0; i++) {
		val id = i < val_len(ids) ? val_at(ids, i) : val_copy(offered);
		bool meant = i == val_len(ids) || (focus < 0 ? val_len(*out) < MOST_WHICH : i == focus);

		product = val_null();
		if (meant)
			st = product_get(c->products, val_text(id, ""), &product, e);
		if (st == 0 && val_is(product))
			*out = val_push(*out, product);
		else
			val_free(product);
		val_free(id);
	}
	val_free(offered);
	val_free(ids);
	if (st != 0)
		val_free(*out);
	return st;
}

static int accept_product(const struct crew *c, val task, struct crew_part *part, struct err *e)
{
	val products;
	int st;

	if (to_choose(c, task, &products, e) != 0)
		return -1;
	take(part, products, val_len(products) == 1 ? 0 : -1);
	if (val_len(products) == 0) {
		part->handoff = "no_facts"; /* it is gone since */
		val_free(products);
		return 0;
	}
	st = crew_say(c, part, val_len(products) > 1 ? "sales_which" : "sales_buy",
				  val_set(val_object(), "products", products), e);
	if (st == 0 && part->focus == 0)
		part->handoff = "order";
	return st;
}

int crew_offer_answer(const struct crew *c, val task, enum crew_offer_said said, struct crew_part *part, struct err *e)
{
	if (said == CREW_OFFER_NO)
		return crew_say(c, part, "offer_declined", val_object(), e);
	if (val_has(task, "offer.products"))
		return accept_product(c, task, part, e);
	part->handoff = "scheduling";
	return 0;
}

/* ---- an offer ---- */

struct allowed {
	const char *crew, *types; /* with a space on each side */
};

/* What each crew adds to its answers. The others answer worries, and add nothing. */
static const struct allowed crews[] = {
	{"sales", " cross_sell up_sell service_recommendation health_advice timing_based "},
	{"info", " cross_sell service_recommendation health_advice timing_based "},
	{"support", " service_recommendation health_advice "},
	{"scheduling", " cross_sell health_advice timing_based "},
};

/* The crew that says it: the last of the reply's that may; NULL when none may, or one of the others has spoken. */
static const char *crew_for(val parts, const char *type)
{
	char *word = mem_printf(" %s ", type);
	const char *crew = NULL;
	bool other = false;

	for (int i = 0; i < val_len(parts) && !other; i++) {
		val part = val_at(parts, i);
		const char *name = val_str(part, "crew", "");
		bool known = strcmp(name, "greet") == 0;

		for (size_t k = 0; k < sizeof(crews) / sizeof(crews[0]); k++)
			if (strcmp(crews[k].crew, name) == 0) {
				known = true;
				crew = strstr(crews[k].types, word) ? crews[k].crew : crew;
			}
		other = !known;
		val_free(part);
	}
	free(word);
	return other ? NULL : crew;
}

static bool is_said(val parts, const char *id)
{
	bool said = false;

	for (int i = 0; i < val_len(parts) && !said; i++) {
		val part = val_at(parts, i), facts = val_get_array(part, "facts");

		said = val_array_has(facts, id);
		val_free(facts);
		val_free(part);
	}
	return said;
}

/* Does the reply ask back what is wanted? Then that is the one question. */
static bool asks_back(val parts)
{
	bool asks = false;

	for (int i = 0; i < val_len(parts) && !asks; i++) {
		val part = val_at(parts, i);

		asks = strncmp(val_str(part, "facts.0", ""), "category:", 9) == 0;
		val_free(part);
	}
	return asks;
}

static bool has_id(val products, const char *id)
{
	bool has = false;

	for (int i = 0; i < val_len(products) && !has; i++) {
		val p = val_at(products, i);

		has = strcmp(val_str(p, "id", "\n"), id) == 0;
		val_free(p);
	}
	return has;
}

static bool has_category(val products, const char *category)
{
	bool has = false;

	for (int i = 0; i < val_len(products) && !has; i++) {
		val p = val_at(products, i);

		has = strcmp(val_str(p, "category", "\n"), category) == 0;
		val_free(p);
	}
	return has;
}

/*
 * What is offered beside a product needs a reply about that product; another product beside it, about it alone. What is
 * due is no answer to who asks for another of the kind.
 */
static bool is_of_reply(const struct crew_offer_reply *r, val o)
{
	const char *about = val_str(o, "about.id", NULL);
	bool one = val_len(r->products) == 1 || r->focus >= 0;

	if (!about)
		return !has_category(r->products, val_str(o, "products.0.category", ""));
	return has_id(r->products, about) && (one || !val_has(o, "products"));
}

static const char *kind_of(val o)
{
	static const char *const kinds[] = {"products", "services", "advice"};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (val_has(o, kinds[i]))
			return kinds[i];
	return NULL;
}

static bool may_say(const struct crew *c, const struct crew_offer_reply *r, val o, const char *kind)
{
	double least = val_num(domain_conf(c->domain), "opportunities.least", LEAST);
	char *path = kind ? mem_printf("%s.0.id", kind) : NULL;
	const char *id = path ? val_str(o, path, NULL) : NULL;

	free(path);
	return id && val_num(o, "score", 0) >= least && crew_for(r->parts, val_str(o, "type", "")) &&
		   !is_said(r->parts, id) && !has_id(r->products, id) && is_of_reply(r, o);
}

/* ---- its sentence ---- */

/* The service of the domain with that id, null when there is none. */
static val service_of(const struct crew *c, const char *id)
{
	val all = crew_services(c->domain), out = val_null();

	for (int i = 0; i < val_len(all) && !val_is(out); i++) {
		val s = val_at(all, i);

		if (strcmp(val_str(s, "id", "\n"), id) == 0)
			out = val_copy(s);
		val_free(s);
	}
	val_free(all);
	return out;
}

/* What is offered as the shop has it now, null when it is gone or out of stock. */
static int read_thing(const struct crew *c, const char *kind, const char *id, val *out, struct err *e)
{
	*out = val_null();
	if (*kind == 's') {
		*out = service_of(c, id);
		return 0;
	}
	if (*kind == 'a')
		return rule_get(c->rules, id, out, e);
	if (product_get(c->products, id, out, e) != 0)
		return -1;
	if (val_is(*out) && val_num(*out, "stock", 1) <= 0) {
		val_free(*out);
		*out = val_null();
	}
	return 0;
}

static void add_fact(struct crew_part *part, const char *id)
{
	if (id && !val_array_has(part->facts, id))
		part->facts = val_push(part->facts, val_of_str(id));
}

/* Sets part's text and facts. 1; 0 when what is offered is not there any more; -1 with e. */
static int say(const struct crew *c, val o, const char *kind, const char *id, struct crew_part *part, struct err *e)
{
	char *usual = mem_printf("offer_%s", val_str(o, "type", "")), *path = mem_printf("%s.0.together", kind);
	val thing, in = val_object();
	int st = read_thing(c, kind, id, &thing, e);

	if (st == 0 && val_is(thing)) {
		if (val_has(o, path))
			thing = val_set(thing, "together", val_get(o, path));
		in = val_set(in, *kind == 'p' ? "product" : *kind == 's' ? "service" : "advice", val_copy(thing));
		in = val_set(val_set(in, "about", val_get(o, "about")), "days", val_get(o, "days"));
		in = val_set_str(val_set_str(in, "context", val_str(o, "context", NULL)), "rule", val_str(o, "rule", NULL));
		st = crew_say(c, part, val_str(o, "template", usual), val_copy(in), e) == 0 ? 1 : -1;
		add_fact(part, id);
		add_fact(part, val_str(o, "about.id", NULL));
		add_fact(part, val_str(o, "order", NULL));
	}
	if (st >= 0)
		val_free(thing);
	val_free(in);
	free(path);
	free(usual);
	return st;
}

static val made_of(val o, const char *kind, const char *id)
{
	val v = val_set_str(val_set_str(val_object(), "type", val_str(o, "type", "")), "rule", val_str(o, "rule", ""));

	return val_set(v, kind, val_push(val_array(), val_of_str(id)));
}

/* A domain without the words for it offers nothing: the reply is whole without them. */
static int try_one(const struct crew *c, val o, const char *kind, struct crew_part *part, val *made, struct err *e)
{
	char *path = mem_printf("%s.0.id", kind);
	const char *id = val_str(o, path, "");
	int st = say(c, o, kind, id, part, e);

	free(path);
	if (st == 1 && *part->text) {
		*made = made_of(o, kind, id);
		return 0;
	}
	if (st < 0 && (e->kind == ERR_CONFIG || e->kind == ERR_DATA)) {
		log_warn("an opportunity is not said: %s", e->msg);
		st = 0;
	}
	crew_part_free(part);
	crew_part_init(part);
	return st < 0 ? -1 : 0;
}

/* By the analysis when there is one, else by the words: only who plainly is. */
static bool is_upset(val record)
{
	const char *text = val_str(record, "text", ""), *label = val_str(record, "analysis.sentiment.label", NULL);
	struct sentiment s;

	if (label)
		return strcmp(label, "negative") == 0;
	sentiment_of(NULL, text, strlen(text), &s);
	return s.label == SENTIMENT_NEGATIVE && s.score <= UPSET;
}

int crew_offer_add(const struct crew *c, const struct crew_offer_reply *r, struct crew_part *part, val *made,
				   struct err *e)
{
	val all = val_get_array(r->record, "opportunities");
	int st = 0;

	*made = val_null();
	if (asks_back(r->parts) || is_upset(r->record)) {
		val_free(all);
		return 0;
	}
	for (int i = 0; i < val_len(all) && st == 0 && !val_is(*made); i++) {
		val o = val_at(all, i);
		const char *kind = kind_of(o);

		if (may_say(c, r, o, kind))
			st = try_one(c, o, kind, part, made, e);
		val_free(o);
	}
	val_free(all);
	return st;
}

/* ---- the task ---- */

static val without_offer(val task)
{
	val out = val_object();

	for (int i = val_iter(task); val_iter_ok(task, i); i = val_iter_next(task, i))
		if (strcmp(val_iter_key(task, i), "offer") != 0)
			out = val_set(out, val_iter_key(task, i), val_iter_val(task, i));
	val_free(task);
	return out;
}

val crew_offer_task(val task, val made, const char *message)
{
	bool service = val_has(made, "services");

	if (val_has(task, "offer"))
		task = without_offer(task);
	if (val_is(made) && !val_has(made, "advice")) {
		if (val_kind(task) != VAL_OBJECT) {
			val_free(task);
			task = val_set_str(val_object(), "crew", service ? "scheduling" : "sales");
			task = val_set(val_set_str(task, "kind", "products"), "products", val_array());
			task = val_set_int(task, "focus", -1);
		}
		return val_set(task, "offer", val_set_str(val_copy(made), "message", message));
	}
	if (val_kind(task) == VAL_OBJECT && val_has(task, "products") && !val_str(task, "products.0", NULL)) {
		val_free(task); /* it was there for an offer alone */
		return val_null();
	}
	return task;
}

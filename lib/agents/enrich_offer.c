#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/mem.h"
#include "base/os.h"

#include "agents/enrich_private.h"

#define CANDIDATES 12          /* products that are looked at for an offer */
#define LOOK 32                /* of the best by their words, to find them */
#define MOST_WORDS 8           /* of a name: each costs time, and sizes come last */
#define KEPT 512               /* searches that are kept */
#define FRESH_NS 30000000000LL /* for so long: crews look again whether a product is there */
#define TOGETHER 3             /* customers who bought both at once, to say that others do */
#define USUAL_PRODUCTS 3
#define USUAL_SERVICES 2
#define PLAIN_FIT 0.9 /* of what suits nobody in particular */
#define LONG_AGO 4    /* times the days after which one buys again: later it is no reminder */

/* ---- what suits ---- */

static bool shares(val a, val b)
{
	bool any = false;

	if (val_kind(a) == VAL_ARRAY) {
		for (int i = 0; i < val_len(a) && !any; i++) {
			val one = val_at(a, i);

			any = shares(one, b);
			val_free(one);
		}
		return any;
	}
	return val_kind(b) == VAL_ARRAY ? shares(b, a) : val_equal(a, b);
}

struct suit {
	int stated, met;
	bool clash;
};

/* One side states want; what b has is held against it, to the end when it is strict. */
static void weigh(struct suit *s, val want, val have, bool strict)
{
	if (!val_is(want))
		return;
	s->stated++;
	if (!val_is(have))
		return;
	if (shares(want, have))
		s->met++;
	else
		s->clash = s->clash || strict;
}

/* What a customer insists on, as vegan, must be stated: silence is no. */
static void insist(struct suit *s, val want, val have)
{
	if (val_kind(want) != VAL_BOOL || !val_equal(want, val_true(true)))
		return;
	s->stated++;
	if (val_equal(have, val_true(true)))
		s->met++;
	else
		s->clash = true;
}

double enrich_offer_suits(const struct domain *d, val a, val b, val customer)
{
	val declared = val_get_object(domain_conf(d), "attributes"), mine = val_get_object(a, "attributes"),
		its = val_get_object(b, "attributes"), likes = val_get_object(customer, "preferences");
	struct suit s = {0};

	for (int i = val_iter(its); val_iter_ok(its, i) && !s.clash; i = val_iter_next(its, i)) {
		const char *key = val_iter_key(its, i);
		val attribute = val_member(declared, key), x = val_member(mine, key), y = val_iter_val(its, i),
			z = val_member(likes, key);

		if (strcmp(val_str(attribute, "type", ""), "choice") == 0) {
			weigh(&s, x, y, true);
			weigh(&s, z, y, val_is(a));
		}
		val_free(z);
		val_free(y);
		val_free(x);
		val_free(attribute);
	}
	for (int i = val_iter(likes); val_iter_ok(likes, i) && !s.clash; i = val_iter_next(likes, i)) {
		val want = val_iter_val(likes, i), have = val_member(its, val_iter_key(likes, i));

		insist(&s, want, have);
		val_free(have);
		val_free(want);
	}
	val_free(likes);
	val_free(its);
	val_free(mine);
	val_free(declared);
	return s.clash ? -1 : s.stated ? (double)s.met / s.stated : 0;
}

/* ---- products ---- */

/* What an opportunity says of a product. */
static val brief(val product, int together)
{
	static const char *const members[] = {"id", "name", "category", "price", "price_cents", "currency"};
	val v = val_object();

	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
		v = val_set(v, members[i], val_get(product, members[i]));
	return together >= TOGETHER ? val_set_int(v, "together", together) : v;
}

struct candidate {
	val product;
	double suits;
	int together, place; /* how many customers bought both at once; where it was found */
};

struct candidates {
	struct candidate v[CANDIDATES];
	int n;
};

static int by_use(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;

	if (x->together != y->together)
		return y->together - x->together;
	if (x->suits != y->suits)
		return x->suits < y->suits ? 1 : -1;
	return x->place - y->place;
}

static bool has_candidate(const struct candidates *c, const char *id)
{
	for (int i = 0; i < c->n; i++)
		if (strcmp(val_str(c->v[i].product, "id", ""), id) == 0)
			return true;
	return false;
}

/* Takes a product (consumed) when it may be offered and suits, beside to (null: beside nothing in particular). */
static void consider(const struct enrich_hunt *h, struct candidates *c, val product, val to, int together, bool again)
{
	double suits = enrich_offer_suits(h->x->d, to, product, h->ask->customer);

	if (c->n == CANDIDATES || suits < 0 || !enrich_keep_product(h->keep, product, again) ||
		has_candidate(c, val_str(product, "id", ""))) {
		val_free(product);
		return;
	}
	c->v[c->n] = (struct candidate){product, suits, together >= TOGETHER ? together : 0, c->n};
	c->n++;
}

/* The candidates, best first, as the opportunity's products. */
static void take(struct enrich_hunt *h, struct candidates *c)
{
	int limit = h->rule->limit ? h->rule->limit : USUAL_PRODUCTS;
	val list = val_array();

	qsort(c->v, (size_t)c->n, sizeof(*c->v), by_use);
	for (int i = 0; i < c->n; i++) {
		if (i < limit)
			list = val_push(list, brief(c->v[i].product, c->v[i].together));
		if (i == 0)
			h->fit = PLAIN_FIT + (1 - PLAIN_FIT) * c->v[i].suits;
		val_free(c->v[i].product);
	}
	if (c->n)
		h->out = val_set(h->out, "products", list);
	else
		val_free(list);
}

/* What the query (consumed) finds, in all (an array, the caller's): the same talk asks the same again and again. */
static int find(struct enrich *x, val query, val *all, struct err *e)
{
	struct buf key = {0};
	long long now = os_span_ns();
	uint64_t *place;
	bool fresh;
	val found;

	if (!x->kept || map_count(x->kept) >= KEPT || now - x->kept_since > FRESH_NS) {
		map_free(x->kept);
		val_free(x->finds);
		x->kept = map_new();
		x->finds = val_array();
		x->kept_since = now;
	}
	val_dump(query, &key);
	place = map_at(x->kept, buf_str(&key), key.n, &fresh);
	buf_free(&key);
	if (!fresh && *place) {
		*all = val_at(x->finds, (int)*place - 1);
		val_free(query);
		return 0;
	}
	if (product_search(x->crew.products, query, &found, e) != 0)
		return -1;
	*all = val_get_array(found, "products");
	x->finds = val_push(x->finds, val_copy(*all));
	*place = (uint64_t)val_len(x->finds);
	val_free(found);
	return 0;
}

static int search(const struct enrich_hunt *h, struct candidates *c, val query, val to, struct err *e)
{
	val all;

	query = val_set(val_set_int(query, "limit", CANDIDATES), "in_stock", val_true(true));
	if (find(h->x, val_set_int(query, "look", LOOK), &all, e) != 0)
		return -1;
	for (int i = 0; i < val_len(all); i++)
		consider(h, c, val_at(all, i), to, 0, false);
	val_free(all);
	return 0;
}

/* Products by their ids. together: how many bought each with the talk's own, NULL when that is not why. */
static int by_ids(const struct enrich_hunt *h, struct candidates *c, val ids, const int *together, bool again,
				  struct err *e)
{
	const char *id[CANDIDATES];
	val kept[CANDIDATES], product[CANDIDATES], to = together ? val_copy(h->f->product) : val_null();
	int n = val_len(ids) < CANDIDATES ? val_len(ids) : CANDIDATES, st;

	for (int i = 0; i < n; i++) {
		kept[i] = val_at(ids, i);
		id[i] = val_text(kept[i], "");
	}
	st = product_list(h->x->crew.products, id, n, product, e);
	for (int i = 0; i < n; i++) {
		if (st == 0)
			consider(h, c, product[i], to, together ? together[i] : 0, again);
		val_free(kept[i]);
	}
	val_free(to);
	return st;
}

/* ---- the kinds of offers ---- */

/* What is bought with it, first. */
static int bought_together(const struct enrich_hunt *h, struct candidates *c, struct err *e)
{
	int together[CANDIDATES], st;
	val list, ids = val_array();

	if (enrich_ahead_together(h->x, val_str(h->f->product, "id", ""), &list, e) != 0) {
		val_free(ids);
		return -1;
	}
	for (int i = 0; i < val_len(list) && i < CANDIDATES; i++) {
		val one = val_at(list, i);

		together[i] = (int)val_int(one, "n", 0);
		ids = val_push(ids, val_of_str(val_str(one, "id", "")));
		val_free(one);
	}
	st = by_ids(h, c, ids, together, false, e);
	val_free(ids);
	val_free(list);
	return st;
}

/* A query for what is like the product in a category or several (consumed): the first words of its name rank. */
static val like_it(const struct enrich_hunt *h, val categories)
{
	val q = val_set(val_set(val_object(), "category", categories), "plain", val_true(true));
	const char *name = val_str(h->f->product, "name", ""), *end = name;

	for (int words = 0; words < MOST_WORDS && *end; words++) {
		end += strspn(end, " ");
		end += strcspn(end, " ");
	}
	return val_set(q, "text", val_of_strn(name, (size_t)(end - name)));
}

/* Of the categories that go with its own. */
static int find_related(struct enrich_hunt *h, struct err *e)
{
	val related = val_get_object(h->x->conf, "related");
	val categories = val_member(related, val_str(h->f->product, "category", ""));
	struct candidates c = {.n = 0};
	int st = bought_together(h, &c, e), limit = h->rule->limit ? h->rule->limit : USUAL_PRODUCTS;

	if (st == 0 && (val_len(categories) > 0 || val_kind(categories) == VAL_STRING)) {
		st = search(h, &c, like_it(h, val_copy(categories)), h->f->product, e);
		if (st == 0 && c.n < limit) /* the rest are not like it by name */
			st = search(h, &c, val_set(val_object(), "category", val_copy(categories)), h->f->product, e);
	}
	val_free(categories);
	val_free(related);
	take(h, &c);
	return st;
}

static val price_of(double cents)
{
	char text[32];
	long long n = (long long)(cents + 0.5);

	(void)snprintf(text, sizeof(text), "%lld.%02lld", n / 100, n % 100);
	return val_of_str(text);
}

/* Of its category, for the same need, by so much per cent dearer. */
static int find_dearer(struct enrich_hunt *h, val range, struct err *e)
{
	val low = val_at(range, 0), high = val_at(range, 1), q;
	double cents = val_num(h->f->product, "price_cents", 0), from = val_number(low, 15), to = val_number(high, 60);
	struct candidates c = {.n = 0};
	int st = 0;

	if (cents > 0 && val_str(h->f->product, "category", NULL)) {
		q = like_it(h, val_get(h->f->product, "category"));
		q = val_set(q, "price_min", price_of(cents * (1 + from / 100)));
		q = val_set(q, "price_max", price_of(cents * (1 + to / 100)));
		st = search(h, &c, q, h->f->product, e);
	}
	take(h, &c);
	val_free(low);
	val_free(high);
	return st;
}

/* After how many days a category is bought again; below 0: it is not. */
static double days_of(val days, const char *category)
{
	val v;
	double n;

	if (val_kind(days) == VAL_NUMBER)
		return val_number(days, -1);
	v = val_member(days, category ? category : "");
	n = val_number(v, -1);
	val_free(v);
	return n;
}

/* Was something of the category bought less than so many days ago? */
static bool has_fresh(val bought, const char *category, double days)
{
	bool has = false;

	for (int i = 0; i < val_len(bought) && !has; i++) {
		val line = val_at(bought, i);

		has = strcmp(val_str(line, "category", ""), category) == 0 && val_num(line, "days", 1e9) < days;
		val_free(line);
	}
	return has;
}

/* The newest purchase that is due: bought so long ago, and nothing like it since. */
static int find_again(struct enrich_hunt *h, val days, struct err *e)
{
	int st = 0;

	for (int i = 0; i < val_len(h->f->bought) && st == 0 && !val_has(h->out, "products"); i++) {
		val line = val_at(h->f->bought, i), ids = val_push(val_array(), val_get(line, "product"));
		const char *category = val_str(line, "category", NULL);
		double after = days_of(days, category), ago = val_num(line, "days", -1);
		struct candidates c = {.n = 0};

		if (category && after > 0 && ago >= after && ago <= LONG_AGO * after &&
			!has_fresh(h->f->bought, category, after)) {
			st = by_ids(h, &c, ids, NULL, true, e);
			take(h, &c);
			if (val_has(h->out, "products")) {
				h->fit = 1;
				h->out = val_set(h->out, "days", val_of_num(ago));
				h->out = val_set_str(h->out, "order", val_str(line, "order", NULL));
			}
		}
		val_free(ids);
		val_free(line);
	}
	return st;
}

/* An array of what v (consumed) is: itself when it is one. */
static val listed(val v)
{
	return val_kind(v) == VAL_ARRAY ? v : val_push(val_array(), v);
}

/* Ids or categories of services. */
static void find_services(struct enrich_hunt *h, val wanted)
{
	val all = crew_services(h->x->d), list = val_array();
	int limit = h->rule->limit ? h->rule->limit : USUAL_SERVICES;

	for (int i = 0; i < val_len(all) && val_len(list) < limit; i++) {
		val s = val_at(all, i), v = val_object();
		static const char *const members[] = {"id", "name", "category", "price", "price_cents", "duration_min"};

		for (size_t k = 0; k < sizeof(members) / sizeof(members[0]); k++)
			v = val_set(v, members[k], val_get(s, members[k]));
		if ((val_array_has(wanted, val_str(s, "id", "\n")) || val_array_has(wanted, val_str(s, "category", "\n"))) &&
			enrich_keep_service(h->keep, s))
			list = val_push(list, v);
		else
			val_free(v);
		val_free(s);
	}
	h->fit = val_len(list) > 0 ? 1 : -1;
	h->out = val_set(h->out, "services", list);
	val_free(all);
}

/* Takes the first member of an offer that is there. */
static const char *kind_of(val offer)
{
	static const char *const kinds[] = {"related", "dearer",   "again",   "products", "product",
										"search",  "services", "service", "advice",   "rule"};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (val_has(offer, kinds[i]))
			return kinds[i];
	return "";
}

int enrich_offer_find(struct enrich_hunt *h, val offer, struct err *e)
{
	const char *kind = kind_of(offer);
	val what = val_get(offer, kind), ids;
	struct candidates c = {.n = 0};
	int st = 0;

	if (strcmp(kind, "related") == 0)
		st = val_is(h->f->product) ? find_related(h, e) : 0;
	else if (strcmp(kind, "dearer") == 0)
		st = val_is(h->f->product) ? find_dearer(h, what, e) : 0;
	else if (strcmp(kind, "again") == 0)
		st = find_again(h, what, e);
	else if (strncmp(kind, "product", 7) == 0) {
		ids = listed(val_copy(what));
		st = by_ids(h, &c, ids, NULL, false, e);
		take(h, &c);
		val_free(ids);
	} else if (strcmp(kind, "search") == 0) {
		st = search(h, &c, val_kind(what) == VAL_OBJECT ? val_copy(what) : val_object(), val_null(), e);
		take(h, &c);
	} else if (strncmp(kind, "service", 7) == 0) {
		ids = listed(val_copy(what));
		find_services(h, ids);
		val_free(ids);
	} else if (*kind) {
		st = enrich_advice_find(h, offer, e);
	}
	val_free(what);
	return st;
}

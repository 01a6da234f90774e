#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/mem.h"

#include "agents/enrich_private.h"

#define LIMIT 2 /* opportunities of one message, when the domain does not say */

static struct enrich *read_domain(struct domain *d, struct err *e)
{
	struct enrich *x = mem_zalloc(sizeof(*x));

	x->d = d;
	x->crew.domain = d;
	x->advice = val_array();
	x->conf = val_null();
	x->finds = val_array();
	if (enrich_rules_read(x, e) == 0)
		return x;
	enrich_close(x);
	return NULL;
}

struct enrich *enrich_open(struct sql *db, struct domain *d, const char *derived, struct err *e)
{
	struct enrich *x = read_domain(d, e);

	if (!x)
		return NULL;
	x->db = db;
	x->crew.products = product_open(db, d, derived, e);
	if (x->crew.products)
		return x;
	enrich_close(x);
	return NULL;
}

void enrich_close(struct enrich *x)
{
	if (!x)
		return;
	rule_free(x->crew.rules);
	product_close(x->crew.products);
	jqp_free(x->jqp);
	map_free(x->kept);
	val_free(x->finds);
	val_free(x->advice);
	val_free(x->conf);
	free(x->rule);
	free(x->warned);
	free(x);
}

int enrich_check(struct domain *d, struct err *e)
{
	struct enrich *x = read_domain(d, e);

	enrich_close(x);
	return x ? 0 : -1;
}

/* ---- one opportunity ---- */

/*
 * v (consumed) without what better ones begin with: seen, which its own first is added to. Null when none is left.
 */
static val unseen(val v, val *seen)
{
	static const char *const kinds[] = {"products", "services", "advice"};
	val out = val_null();

	for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++) {
		val list = val_get_array(v, kinds[k]), left = val_array();

		for (int i = 0; i < val_len(list); i++) {
			val one = val_at(list, i);

			if (val_array_has(*seen, val_str(one, "id", "")))
				val_free(one);
			else
				left = val_push(left, one);
		}
		if (val_len(left) > 0) {
			*seen = val_push(*seen, val_of_str(val_str(left, "0.id", "")));
			out = val_set(val_copy(v), kinds[k], val_copy(left));
		}
		val_free(left);
		val_free(list);
		if (val_is(out))
			break;
	}
	val_free(v);
	return out;
}

static val about(val product)
{
	val v = val_set_str(val_object(), "id", val_str(product, "id", ""));

	return val_set_str(v, "name", val_str(product, "name", ""));
}

/* What the rule offers (borrowed) as an opportunity; null when that is nothing. */
static int make(struct enrich_hunt *h, val offer, val *out, struct err *e)
{
	const struct enrich_rule *r = h->rule;
	double score;

	h->out = val_set_str(val_set_str(val_object(), "type", r->type), "rule", r->name);
	h->out = val_set_int(h->out, "score", 0);
	if (enrich_offer_find(h, offer, e) != 0) {
		val_free(h->out);
		return -1;
	}
	if (h->fit < 0) {
		val_free(h->out);
		*out = val_null();
		return 0;
	}
	score = r->weight * h->fit;
	h->out = val_set(h->out, "score", val_of_num(round(score * 1000) / 1000));
	if (val_is(h->f->product) && strcmp(r->type, "timing_based") != 0)
		h->out = val_set(h->out, "about", about(h->f->product));
	*out = r->template ? val_set_str(h->out, "template", r->template) : h->out;
	return 0;
}

/* ---- all of them ---- */

struct ranked {
	val v;
	double score;
	int place;
};

static int by_score(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;

	return x->score != y->score ? (x->score < y->score ? 1 : -1) : x->place - y->place;
}

/* Best first, none beginning with what another begins with. Consumes list. */
static val rank(val list)
{
	int n = val_len(list);
	struct ranked *r = mem_array(NULL, (size_t)n + 1, sizeof(*r));
	val out = val_array(), seen = val_array();

	for (int i = 0; i < n; i++) {
		r[i].v = val_at(list, i);
		r[i].score = val_num(r[i].v, "score", 0);
		r[i].place = i;
	}
	qsort(r, (size_t)n, sizeof(*r), by_score);
	for (int i = 0; i < n; i++) {
		val v = unseen(r[i].v, &seen);

		if (val_is(v))
			out = val_push(out, v);
		else
			val_free(v);
	}
	val_free(seen);
	val_free(list);
	free(r);
	return out;
}

static bool is_meant(const char *type, const char *only, const char *but)
{
	return (!only || strcmp(type, only) == 0) && (!but || strcmp(type, but) != 0);
}

static int hunt(struct enrich *x, const struct enrich_ask *ask, const struct enrich_facts *f,
				const struct enrich_keep *keep, const char *only, const char *but, val *out, struct err *e)
{
	val offers;
	int st;

	if (enrich_rules_offers(x, f->in, &offers, e) != 0)
		return -1;
	st = 0;
	for (int i = 0; i < x->n && st == 0; i++) {
		struct enrich_hunt h = {x, ask, f, keep, &x->rule[i], val_null(), -1};
		val offer = val_at(offers, i), v = val_null();
		const struct enrich_rule *rule = &x->rule[i];

		if (val_is(offer) && is_meant(rule->type, only, but) && enrich_keep_rule(keep, rule->name, rule->type))
			st = make(&h, offer, &v, e);
		if (st == 0 && val_is(v))
			*out = val_push(*out, v);
		val_free(offer);
	}
	val_free(offers);
	return st;
}

int enrich_opportunities(struct enrich *x, const struct enrich_ask *ask, const struct enrich_facts *f, const char *only,
						 const char *but, val *out, struct err *e)
{
	struct enrich_keep keep;
	int st = 0;

	*out = val_array();
	enrich_keep_read(&keep, x, ask, f);
	if (!keep.silent)
		st = hunt(x, ask, f, &keep, only, but, out, e);
	enrich_keep_free(&keep);
	if (st == 0) {
		*out = enrich_rules_contexts(x, f->in, rank(*out), e);
		return val_kind(*out) == VAL_NONE ? -1 : 0;
	}
	val_free(*out);
	return -1;
}

/*
 * n of list (consumed, ranked), in its order: the first of each type before a second of any, so that a reply that one
 * kind does not go with finds another.
 */
static val first_of(val list, int n)
{
	int all = val_len(list), left = n;
	bool *taken = mem_zalloc((size_t)all + 1);
	val out = val_array(), types = val_array();

	for (int pass = 0; pass < 2; pass++)
		for (int i = 0; i < all && left > 0; i++) {
			val v = val_at(list, i);
			const char *type = val_str(v, "type", "");

			if (!taken[i] && (pass == 1 || !val_array_has(types, type))) {
				types = val_push(types, val_of_str(type));
				taken[i] = true;
				left--;
			}
			val_free(v);
		}
	for (int i = 0; i < all; i++)
		if (taken[i])
			out = val_push(out, val_at(list, i));
	val_free(types);
	val_free(list);
	free(taken);
	return out;
}

int enrich_find(struct enrich *x, const struct enrich_ask *ask, val *out, struct err *e)
{
	struct enrich_facts f;
	val due = val_null(), all;
	int st;

	*out = val_array();
	if (x->n == 0 || !val_str(ask->customer, "id", NULL) || !val_bool(ask->customer, "consent.service", true))
		return 0;
	if (enrich_facts_read(x, ask, &f, e) != 0) {
		val_free(*out);
		return -1;
	}
	st = enrich_ahead_read(x, ask, &f, &due, e);
	if (st == 0)
		st = enrich_opportunities(x, ask, &f, NULL, val_is(due) ? "timing_based" : NULL, &all, e);
	if (st == 0) {
		for (int i = 0; i < val_len(due); i++)
			all = val_push(all, val_at(due, i));
		val_free(*out);
		*out = first_of(rank(all), (int)enrich_conf(x, "limit", LIMIT));
	} else {
		val_free(*out);
	}
	val_free(due);
	enrich_facts_free(&f);
	return st;
}

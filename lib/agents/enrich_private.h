/* enrich_private: what the files of the enrich module share; not for others. */
#ifndef AGENTS_ENRICH_PRIVATE_H
#define AGENTS_ENRICH_PRIVATE_H

#include <stdint.h>

#include "agents/crew.h"
#include "agents/enrich.h"
#include "record/jqp.h"

#define ENRICH_ORDERS 10      /* the newest that are looked at */
#define ENRICH_APPOINTMENTS 5 /* the newest past ones */
#define ENRICH_OFFERS 50      /* the newest that were made */

struct enrich_rule {
	const char *name, *type, *template; /* borrowed from the domain; template NULL: offer_TYPE */
	double weight;
	int limit; /* of what one opportunity holds; 0: as many as are usual for it */
};

struct map;

struct enrich {
	struct sql *db;
	struct domain *d;
	struct crew crew; /* its products and rules, for finding what a text is about */
	val conf;         /* opportunities */
	struct enrich_rule *rule;
	int n;
	struct jqp *jqp; /* all conditions, offers and contexts in one program */
	uint64_t hash;   /* of conf: what was found ahead with other rules is old */
	val advice;      /* rules with tags, kept for a while */
	long long advice_at;
	struct map *kept; /* queries, and where in finds what they found is, from 1 */
	val finds;
	long long kept_since;
	bool *warned; /* of each rule: that it failed was said */
};

/* ---- enrich_rules.c ---- */

/* Reads x->conf into x->rule and x->jqp. -1 with e. */
int enrich_rules_read(struct enrich *x, struct err *e);
/* What each rule offers over the facts (borrowed): an object, or null. -1 with e when the program cannot run. */
int enrich_rules_offers(struct enrich *x, val facts, val *offers, struct err *e);
/* Sets "context" of each opportunity, by its rule. Consumes list; VAL_NONE with e. */
val enrich_rules_contexts(struct enrich *x, val facts, val list, struct err *e);
/* A number of conf, dflt when it is not set. */
double enrich_conf(const struct enrich *x, const char *name, double dflt);

/* ---- enrich_facts.c ---- */

struct enrich_facts {
	val in;      /* what rules see: {customer, text, product, products, orders, appointments, …} */
	val product; /* what the talk is about; null when that is not plain */
	val shown;   /* array of the ids of the products shown before */
	val bought;  /* array, newest first, each product once: {product, name, category, days, order, …} */
	val visits;  /* past appointments, newest first */
	val coming;  /* appointments to come */
	val offers;  /* made to the customer, newest first */
};

int enrich_facts_read(struct enrich *x, const struct enrich_ask *ask, struct enrich_facts *f, struct err *e);
void enrich_facts_free(struct enrich_facts *f);
/* What a customer's history looks like, to tell whether it changed: a hash of orders and appointments. */
uint64_t enrich_facts_hash(const struct enrich_facts *f);

/* ---- enrich_keep.c: what is not offered ---- */

struct enrich_keep {
	const struct enrich *x;
	const struct enrich_ask *ask;
	const struct enrich_facts *f;
	val quiet;      /* array of ids that were declined or offered lately */
	val rules;      /* array of the rules whose reminders were */
	bool silent;    /* the customer wants no more in this conversation */
	bool marketing; /* has not refused to be reminded */
};

void enrich_keep_read(struct enrich_keep *k, const struct enrich *x, const struct enrich_ask *ask,
					  const struct enrich_facts *f);
void enrich_keep_free(struct enrich_keep *k);
bool enrich_keep_rule(const struct enrich_keep *k, const char *name, const char *type);
/* again: it is offered because it was bought. */
bool enrich_keep_product(const struct enrich_keep *k, val product, bool again);
bool enrich_keep_service(const struct enrich_keep *k, val service);
bool enrich_keep_advice(const struct enrich_keep *k, const char *id);

/* ---- enrich_offer.c, enrich_advice.c: from an offer to what is offered ---- */

struct enrich_hunt {
	struct enrich *x;
	const struct enrich_ask *ask;
	const struct enrich_facts *f;
	const struct enrich_keep *keep;
	const struct enrich_rule *rule;
	val out;    /* the opportunity being made: what is offered is set */
	double fit; /* how well that fits, 0 to 1; below 0: nothing is offered */
};

/* Sets what offer (borrowed) gives on h->out; nothing when that is nothing. -1 with e. */
int enrich_offer_find(struct enrich_hunt *h, val offer, struct err *e);
int enrich_advice_find(struct enrich_hunt *h, val offer, struct err *e);
/*
 * Does b suit who wants a, and the customer? The attributes of choice that both state must share a value, those of the
 * customer too unless a is null, and what the customer insists on (a flag, as vegan) must be so. -1 when not, else the
 * share, 0 to 1, of what is stated that is met.
 */
double enrich_offer_suits(const struct domain *d, val a, val b, val customer);

/* ---- enrich_ahead.c ---- */

/* The products bought together with that one, an array of {id, n customers}, the most first; empty: none is known. */
int enrich_ahead_together(const struct enrich *x, const char *product, val *out, struct err *e);
/* What is due and was found ahead, null when there is nothing fresh. */
int enrich_ahead_read(const struct enrich *x, const struct enrich_ask *ask, const struct enrich_facts *f, val *out,
					  struct err *e);

/* ---- enrich.c ---- */

/* The opportunities of the rules of type only (NULL: of all but those of but, NULL for none), ranked, not cut. */
int enrich_opportunities(struct enrich *x, const struct enrich_ask *ask, const struct enrich_facts *f, const char *only,
						 const char *but, val *out, struct err *e);

#endif

/*
 * crew: what the crews that answer share: the question they are given, the part of the reply they give back, and
 * finding the products a message is about.
 */
#ifndef AGENTS_CREW_H
#define AGENTS_CREW_H

#include <stdbool.h>

#include "base/date.h"
#include "base/err.h"
#include "io/sql.h"
#include "record/val.h"
#include "services/domain.h"
#include "services/product.h"
#include "services/pseudonym.h"
#include "services/rule.h"

struct crew { /* a domain's services; borrowed by the crews */
	struct domain *domain;
	struct product_store *products;
	struct rule_set *rules;
	struct sql *db;              /* NULL: nothing is asked of customers, nor taken down */
	bool dry;                    /* nothing is written */
	const struct pseudonym *key; /* of the audit log; may be NULL when dry */
};

struct crew_ask {
	const char *text;   /* what the customer wrote for this crew, raw UTF-8 */
	const char *whole;  /* the message it is part of */
	const char *intent; /* the intent's name, "" for none */
	val task;           /* context.task: {crew, kind:"products", products:[ids], focus}, or null; borrowed */
	date_ms now;
};

/* A part of a reply. Every number and name in text comes from the facts. */
struct crew_part {
	char *text;          /* NULL: nothing to say */
	val facts;           /* array of ids */
	const char *handoff; /* why a person must take over ("order", "no_facts", …; static), NULL when none must */
	val products;        /* array of product values that the part is about */
	int focus;           /* which of them is meant by "esse", -1 for none */
};

void crew_part_init(struct crew_part *p);
void crew_part_free(struct crew_part *p);

/* How the products of an ask were found. */
enum crew_found {
	CREW_NOTHING, /* the text names none, and points at none */
	CREW_NAMED,   /* found by the text's words */
	CREW_SHOWN,   /* one of those shown before: "o segundo" */
	CREW_WHICH,   /* it points at those shown before, but not at one: "esse" */
	CREW_MISSING  /* it names something that is not there */
};

/*
 * The products a text is about, best first, at most limit, into *out (an array, the caller's); *focus is the one
 * meant, or -1. relaxed, when given, gets the filters that were dropped to find any (array of texts, the caller's).
 * -1 with e when the store fails, else an enum crew_found.
 */
int crew_find_products(const struct crew *c, const struct crew_ask *ask, int limit, val *out, int *focus, val *relaxed,
					   struct err *e);

/* Does the text itself name a product, a category or a property: has it words besides those of asking? */
bool crew_names_something(const char *text);

/* The product that the talk is about: the task's focus, or the only one it shows; null when there is none. 0, or -1. */
int crew_focus(const struct crew *c, val task, val *product, struct err *e);

/* Does the text say a word of the product's name, brand or category, rather than of its description? */
bool crew_is_called(const struct crew *c, val product, const char *text);

/* The text folded and without the words of asking ("quanto custa", "quero", "tem"). New memory. */
char *crew_subject(const char *text);

/*
 * Does the folded text hold one of the phrases (an array, as they stand in the domain), as whole words, singular
 * or plural?
 */
bool crew_mentions(const char *folded, val phrases);
/* Does the folded text speak of the declared attribute, by its title, its words or those of one of its values? */
bool crew_speaks_of(const char *folded, val attribute);
/* A property's value as texts for people, keys of a choice as one of the attribute's phrases writes them. */
val crew_value_words(val attribute, val value);

/* Adds the id of each product of the array to facts (consumed), which is returned. */
val crew_facts(val facts, val products);

/* The services of the domain, an array, each with its price_cents. */
val crew_services(const struct domain *d);

/* Sets part's text from the domain's template over in (consumed). 0, or -1 with e. */
int crew_say(const struct crew *c, struct crew_part *part, const char *template, val in, struct err *e);

#endif

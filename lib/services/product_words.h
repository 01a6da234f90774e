/*
 * product_words: the phrases by which people name categories, brands and properties, and how they ask: found in a
 * sentence, the longest first, whatever their case, marks and plural. For product*.c only.
 */
#ifndef SERVICES_PRODUCT_WORDS_H
#define SERVICES_PRODUCT_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "services/domain.h"

enum product_kind {
	PRODUCT_CATEGORY, /* value: the category's key */
	PRODUCT_BRAND,    /* value: the brand as it is tagged */
	PRODUCT_CHOICE,   /* key: the attribute; value: one of its values */
	PRODUCT_FLAG,     /* key: the attribute */
	PRODUCT_NOT_FLAG, /* the same denied: "com sulfato" for the flag "sem sulfato" */
	PRODUCT_NUMBER,   /* key: the attribute whose number stands beside */
	PRODUCT_STOCK,    /* "pronta entrega" */
	PRODUCT_CHEAP,    /* "mais barato" */
	PRODUCT_DEAR,     /* "mais caro" */
	PRODUCT_ASKING    /* "quero", "quanto custa": says nothing about a product */
};

struct product_meaning {
	enum product_kind kind;
	const char *key, *value; /* or NULL */
};

struct product_mention {
	const struct product_meaning *meaning; /* borrowed from the words */
	const char *start, *end;               /* in the folded text */
};

struct product_words;

/* The phrases of d and those of asking; none at all when d is NULL. */
struct product_words *product_words_new(const struct domain *d);
void product_words_free(struct product_words *w); /* NULL is fine */

/* One phrase more, if it is not there yet; all texts are copied. */
void product_words_add(struct product_words *w, const char *phrase, enum product_kind kind, const char *key,
					   const char *value);

/* The phrases in the folded text[0..n), in order, none over another, at most most. Returns how many. */
int product_words_find(const struct product_words *w, const char *text, size_t n, struct product_mention *out,
					   int most);

/* The meaning of the phrase as a whole, or NULL. */
const struct product_meaning *product_words_meaning(const struct product_words *w, const char *phrase);

#endif

/*
 * product_filter: what a search asks for besides words: read from a sentence, or given by members of a query. For
 * product*.c only.
 */
#ifndef SERVICES_PRODUCT_FILTER_H
#define SERVICES_PRODUCT_FILTER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/mem.h"
#include "record/val.h"
#include "services/domain.h"
#include "services/product_words.h"

enum product_sort { PRODUCT_BY_SCORE, PRODUCT_CHEAPEST, PRODUCT_DEAREST };

#define PRODUCT_VALUES 16
#define PRODUCT_SPANS 8

/* Of a product's category, brand, or one attribute. */
struct product_condition {
	enum product_kind kind;      /* CATEGORY, BRAND, CHOICE, FLAG or NUMBER */
	char *key;                   /* of an attribute, else NULL */
	char *value[PRODUCT_VALUES]; /* any of these, folded where they are no keys of the domain */
	int values;
	double min, max; /* of a NUMBER, both included */
	bool denied;     /* it must not be so */
	struct {
		size_t from, to;
	} span[PRODUCT_SPANS]; /* the words of the sentence that said so */
	int spans;
};

#define PRODUCT_CONDITIONS 24

struct product_filter {
	struct product_condition c[PRODUCT_CONDITIONS];
	int n;
	int64_t min_cents, max_cents; /* -1 when there is none */
	int in_stock;                 /* 1 asked for, 0 denied, -1 not spoken of */
	enum product_sort sort;
};

void product_filter_init(struct product_filter *f); /* asks for nothing */
void product_filter_free(struct product_filter *f);
bool product_filter_is_empty(const struct product_filter *f);

/*
 * Reads what the folded sentence asks for into f (initialised). rest gets the sentence without prices and words of
 * asking; more, when given, what of it f does not stand for. Returns whether that is more than stop words.
 */
bool product_filter_read(struct product_filter *f, const struct product_words *words, const char *text, size_t n,
						 struct buf *rest, struct buf *more);

/* Takes the members of a query over (product.h); they win over what was read. -1 with e (ERR_DATA). */
int product_filter_take(struct product_filter *f, const struct domain *d, const struct product_words *words, val query,
						struct err *e);

/* f as an object with the members of a query. */
val product_filter_val(const struct product_filter *f);

/*
 * What may be left out, in the order in which it is: prices, stock, then the conditions by their kind. i counts from 0.
 * product_filter_says gives the Portuguese words for it in new memory, or NULL when there is no i-th;
 * product_filter_drop takes it out, and its words out of the text that product_filter_read made.
 */
char *product_filter_says(const struct product_filter *f, const struct domain *d, int i);
void product_filter_drop(struct product_filter *f, int i, struct buf *text);

/* A copy that lacks nothing. */
void product_filter_copy(struct product_filter *to, const struct product_filter *from);

/*
 * A tag of a product is "c=CATEGORY", "b=BRAND" or "a=KEY=VALUE" (product_index.c). Sets *wanted to the conditions that
 * must be met and *denied to those that must not, as bits; product_filter_meets gives the bits that a tag meets.
 */
void product_filter_bits(const struct product_filter *f, uint32_t *wanted, uint32_t *denied);
uint32_t product_filter_meets(const struct product_filter *f, const char *tag, size_t n);

/* Does the product, as it is in the store, meet prices and stock? */
bool product_filter_passes(const struct product_filter *f, val product);

/* Cents of a decimal value: a number, or a text such as "59.90", "59,90", "R$ 1.299,90". -1 when it is none. */
int64_t product_filter_cents(val v);

#endif

/* What the parts of trends share. */
#ifndef SERVICES_TRENDS_PRIVATE_H
#define SERVICES_TRENDS_PRIVATE_H

#include "base/map.h"
#include "base/mem.h"
#include "services/analytics_private.h"
#include "services/product.h"
#include "services/trends.h"

struct trends { /* a report while it is made */
	struct sql *db;
	const struct domain *d;
	const struct trends_ask *ask;
	struct product_store *products; /* opened when first needed */
	val now, before;                /* rows by field that were read in one pass; null: none were */
};

enum trends_kind { TRENDS_PLAIN, TRENDS_ENTITY, TRENDS_QUESTION, TRENDS_WAIT, TRENDS_DAY, TRENDS_CLOCK };

struct trends trends_begin(struct sql *db, const struct domain *d, const struct trends_ask *ask);
void trends_end(struct trends *t);

/* With filters: reads the n fields at once, so that trends_read has them. */
int trends_read_ahead(struct trends *t, const char *const *by, int n, struct err *e);
/* The rows of analytics_query by a field, and of the days before (before may be NULL). */
int trends_read(struct trends *t, const char *by, val *rows, val *before, struct err *e);
/* The one row of the total, and of the days before; null when there is nothing. */
int trends_total(struct trends *t, val *now, val *before, struct err *e);
/* Items in no order. total: the conversations that shares are of. */
int trends_items(struct trends *t, const char *by, enum trends_kind kind, long long total, val *items, struct err *e);
/* items (consumed) sorted, at most limit of them (0: all). */
val trends_sorted(val items, const char *sort, bool reverse, int limit);
/* Adds "name" to items of entities of a type, null where the domain has none. -1: *items may be freed still. */
int trends_named(struct trends *t, const char *type, val *items, struct err *e);

val trends_rounded(double x, double unit); /* to a unit-th */
val trends_sentiment(val row);             /* the mean of a row, or null */

#endif

/* product_query: making the query of a product_search out of records and options. */
#ifndef SERVICES_PRODUCT_QUERY_H
#define SERVICES_PRODUCT_QUERY_H

#include "base/err.h"
#include "record/rec.h"
#include "record/val.h"

/*
 * What a record searches for: its member query (an object, or a text), and its text where that has none. Null when it
 * has neither. The caller's.
 */
val product_query_of(struct rec *r);

/* The members of over over those of base, and of their attributes one by one. Consumes both. */
val product_query_merge(val base, val over);

/*
 * attributes (consumed) with KEY=VALUE; a key that is there already has any of its values. VAL_NONE with e (ERR_USAGE)
 * when it is not of that form.
 */
val product_query_attribute(val attributes, const char *given, struct err *e);

#endif

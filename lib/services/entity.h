/*
 * entity: one door to whatever a domain keeps: products, customers and rules in their own tables, everything else
 * (orders, leads, deliveries, …) as records. A write is put into the outbox in the same transaction.
 */
#ifndef SERVICES_ENTITY_H
#define SERVICES_ENTITY_H

#include "base/date.h"
#include "base/err.h"
#include "io/sql.h"
#include "record/val.h"
#include "services/domain.h"

struct entity_store;
struct pseudonym;

/* The entities of d in db; both are borrowed and must outlive it. NULL with e (ERR_CONFIG, as product_open). */
struct entity_store *entity_open(struct sql *db, const struct domain *d, struct err *e);
void entity_close(struct entity_store *s); /* NULL is fine */

/*
 * kind tells where an entity is kept: "product", "customer", "rule", or "record". name is the entity's own ("order",
 * "article"): that of its events.
 */
struct entity {
	const char *name, *kind;
};

/* The record with that id in *out (the caller's), null when there is none. -1 with e as the store. */
int entity_get(struct entity_store *s, const struct entity *n, const char *id, val *out, struct err *e);

/* v (consumed) with the forms in which it is kept: a phone in E.164, a price of two decimals, … */
val entity_normal(struct entity_store *s, const struct entity *n, val v);

/*
 * Puts the record v (borrowed), with an id, in place of the one it has; "active": false hides it from searches. Inside
 * the caller's transaction. action is "insert" or "update" where the caller knows, else NULL; *seq (may be NULL): the
 * number of its event. -1 with e: ERR_DATA when it is none of that
 * kind, else as the store.
 */
int entity_put(struct entity_store *s, const struct entity *n, val v, const char *action, const char *origin,
			   date_ms now, long long *seq, struct err *e);
/* Takes it out. Nothing when there is none. */
int entity_delete(struct entity_store *s, const struct entity *n, const char *id, const char *origin, date_ms now,
				  long long *seq, struct err *e);

/* Before a transaction that put or deleted is committed: tells indexes of products and rules that they are old. */
int entity_finish(struct entity_store *s, struct err *e);

/* The one customer with that phone or e-mail, or the product with that sku, null when there is none. */
int entity_match(struct entity_store *s, const struct entity *n, const char *field, const char *value, val *out,
				 struct err *e);

/* Each record of kind "record", by id; fn consumes v. */
int entity_each(struct entity_store *s, const char *name, int (*fn)(void *cookie, val v, struct err *e), void *cookie,
				struct err *e);
/*
 * The records of a customer: their member "customer" names him, or else the first of their "people" who is a customer
 * (by his id, or by that of his partner in Odoo); their time is date, start, ts or created. Borrowed.
 */
struct entity_span {
	const char *entity, *customer; /* "order"; the customer's id */
	date_ms before;                /* those of this moment and later are not meant */
	int limit;
};
/* The newest of them that are active, newest first, in *out (the caller's), an array. Those without a time are not. */
int entity_newest(struct sql *db, const char *domain, const struct entity_span *x, val *out, struct err *e);
/* The sum of a member over the records that are parts of parent, and how many there are. */
int entity_sum(struct entity_store *s, const char *name, const char *parent, const char *field, double *sum, int *n,
			   struct err *e);

/*
 * Samples: each line of an NDJSON file as a record of kind "record", all or none, *n: how many. What belongs to a
 * customer who was erased, as key recognises them (NULL: nobody), is left out. They are no changes: the outbox does not
 * tell of them.
 */
int entity_import(struct sql *db, const char *domain, const char *name, const char *path, const struct pseudonym *key,
				  date_ms now, int *n, struct err *e);

#endif

/*
 * sync: a domain's records and those of an Odoo, kept the same in both directions. What is kept the same, and how a row
 * of Odoo becomes a record and back, is data (odoo.yaml, cwai-odoo-sync(1)).
 *
 * Each pair is tied by a link that remembers the members when both were last the same (the base). What differs from it
 * on one side goes to the other; where both differ the member's owner wins and the loser is kept in the history. Every
 * step is committed with the link, so that a run may end anywhere and the next goes on.
 */
#ifndef SERVICES_SYNC_H
#define SERVICES_SYNC_H

#include <stdbool.h>

#include "base/date.h"
#include "base/err.h"
#include "clients/odoo.h"
#include "io/sql.h"
#include "record/val.h"
#include "services/domain.h"

struct sync;
struct pseudonym;

struct sync_options {
	/* Borrowed: who was erased is left, and changes of customers stand in the audit log; NULL: neither. */
	const struct pseudonym *key;
	int jobs;     /* pages fetched side by side */
	bool dry;     /* change nothing, neither here nor there */
	bool full;    /* read everything again, not just what changed */
	bool retry;   /* push what Odoo refused before, too */
	bool deletes; /* what is gone from Odoo is deleted here, be it most of what there is */
	bool moved;   /* the database that answers is the one of the links, though it looks like another */
	bool quiet;   /* no progress line */
	date_ms now;  /* 0: the clock's */
	long
		overlap; /* seconds before the last reading from which rows are read again: longer than any transaction lasts */
	long reconcile; /* seconds after which the ids of both sides are compared, whatever their number says */
	long settle;    /* seconds before a create whose outcome is not known is begun again when it is not found */
};

/* Fills overlap, reconcile and settle from the odoo member of cwai.yaml (borrowed). ERR_CONFIG when they are wrong. */
int sync_configure(struct sync_options *o, val conf, struct err *e);

/*
 * The mappings of d: odoo.yaml of the domain's folder over the one that is shipped. odoo may be NULL where no call is
 * made (sync_put, sync_status). All are borrowed and must outlive it. NULL with e (ERR_CONFIG: file, entity, what is
 * wrong).
 */
struct sync *sync_open(struct sql *db, struct odoo *odoo, const struct domain *d, const struct sync_options *o,
					   struct err *e);
void sync_close(struct sync *s); /* NULL is fine */

int sync_count(const struct sync *s);
const char *sync_name(const struct sync *s, int i);    /* of an entity, in the order in which they are kept the same */
int sync_find(const struct sync *s, const char *name); /* its number, or -1 */
bool sync_pushes(const struct sync *s, int i);         /* does it go both ways? */

/* Which model of this Odoo an entity is kept in: 1 with *what its name; 0 with *what why there is none; -1 with e. */
int sync_model(struct sync *s, int i, const char **what, struct err *e);

/* Whether an entity's jq programs compile, those of every model. -1 with e (ERR_CONFIG). */
int sync_compile(const struct sync *s, int i, struct err *e);

/* Only one run of a domain at a time: 0 when it is ours until the process ends; -1 with e (ERR_AGAIN). */
int sync_lock(struct sync *s, struct err *e);

/*
 * Ties the domain to the database that answers, at its first run, and looks once that it is that one. sync_run and
 * sync_one do it. -1 with e: ERR_CONFIG when it is another, else as the server and the store.
 */
int sync_bind(struct sync *s, struct err *e);

/*
 * One entity from Odoo. *sum (the caller's) is {"model","read","inserted","updated","deleted","conflicts","skipped"},
 * or {"unavailable": why} when this Odoo has none of its models. -1 with e when it could not be ended; what was
 * committed stays, and the next run goes on from there.
 */
int sync_pull(struct sync *s, int i, val *sum, struct err *e);

/*
 * One entity to Odoo: what changed here and is not there yet. *sum is {"created","updated","deleted","conflicts",
 * "failed","waiting"}: failed, Odoo refuses it and it is left until it changes; waiting, nobody knows yet whether it
 * was created, or it names a record that is not there. The first of the latter are in "waiting_for":
 * [{"id","entity","missing"},…]: its id, and entity and id of what it waits for. -1 with e as sync_pull.
 */
int sync_push(struct sync *s, int i, val *sum, struct err *e);

/*
 * One row of a model, by its number, as sync_pull. *sum is {"entity","id","action"}; action "none": nothing changed.
 * A row of a model that an entity's "also" names (a template, an order's line) brings those that it belongs to: "rows":
 * [{"id","action"},…], and action is that of the first that changed. One that is deleted belongs to none.
 */
int sync_one(struct sync *s, const char *model, long long number, val *sum, struct err *e);

/*
 * After an error of sync_pull or sync_push: it is of that entity (its mapping, or rows that the user may not read), and
 * no reason to leave the others.
 */
bool sync_goes_on(const struct sync *s, const struct err *e);

/*
 * Puts a record (borrowed) of an entity as a change made here, to be pushed: members that it has not stay as they are,
 * within objects, too; lists are put whole. "deleted": true takes it out. ERR_DATA when the entity does not go to Odoo,
 * or the record has no id, or one that a reference can't hold.
 */
int sync_put(struct sync *s, int i, val v, struct err *e);
int sync_get(struct sync *s, int i, const char *id, val *out, struct err *e); /* null when there is none */
/* Every record of an entity that is tied to Odoo, or is to be; fn consumes v. */
int sync_each(struct sync *s, int i, int (*fn)(void *cookie, val v, struct err *e), void *cookie, struct err *e);

/*
 * Each value that lost a conflict, the oldest first: {"entity","id","ts","field","winner","kept","lost"}; fn consumes
 * it.
 */
int sync_history(struct sync *s, int (*fn)(void *cookie, val v, struct err *e), void *cookie, struct err *e);

/*
 * {"entity","model","rows","since","pending","failed","unavailable","last_run"}, and when some failed the first of
 * them: "failed_records": [{"id","error"},…]. The caller's.
 */
int sync_status(struct sync *s, int i, val *out, struct err *e);

#endif

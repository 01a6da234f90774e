/* sync_push_private: what the files of pushing share; not for others. */
#ifndef SERVICES_SYNC_PUSH_PRIVATE_H
#define SERVICES_SYNC_PUSH_PRIVATE_H

#include "services/sync_private.h"

struct sync_pushing { /* an entity's push */
	struct sync *s;
	struct sync_entity *n;
	long created, updated, deleted, conflicts, failed, waiting;
	val waits; /* array: the first of those that wait for another record */
};

/* ---- calls ---- */

/* What became of a write. */
enum sync_outcome {
	SYNC_DONE,
	SYNC_REFUSED, /* Odoo will not have it as it is; e says why */
	SYNC_LATER,   /* nobody knows whether it was done */
	SYNC_WAITS,   /* no call was made yet: the record names one that is not there */
	SYNC_BROKEN   /* Odoo does not answer, with e */
};

/* Consumes args and kwargs; *out is the caller's. */
enum sync_outcome sync_push_call(struct sync *s, const char *model, const char *method, val args, val kwargs, val *out,
								 struct err *e);
/* What an error of making a record's values says. */
enum sync_outcome sync_push_outcome(const struct err *e);
val sync_push_ids(long long number);               /* [number] */
val sync_push_kwargs(const struct sync_entity *n); /* with the context of the mapping, if any */

/* ---- keeping what is known: 0, or -1 with e ---- */

int sync_push_keep(struct sync_pushing *p, const struct sync_link *l, struct err *e); /* in a transaction of its own */
/* The row is not there, and no attempt to make it is open. */
void sync_push_forget(struct sync_link *l);
/* Odoo will not have the record: it is left until it changes. */
int sync_push_refusal(struct sync_pushing *p, struct sync_link *l, const struct err *why, struct err *e);
/* It names a record that is not there yet: the next run tries again. */
int sync_push_wait(struct sync_pushing *p, const struct sync_link *l, const struct err *why);
/* Both are remote now, of that date; pending is what was changed here since, or 0. In the caller's transaction. */
int sync_push_tie(struct sync_pushing *p, struct sync_link *l, val remote, const char *date, long long pending,
				  struct err *e);
/*
 * The pair is the same again, or what was changed here since record was read is still pending. In one transaction with
 * what the row brings, and what of sent it did not take.
 */
int sync_push_settle(struct sync_pushing *p, struct sync_link *l, const struct sync_merge *sent, val record, val row,
					 struct err *e);
/* Counts the conflicts, and keeps them in the history; not in a dry run. */
int sync_push_history(struct sync_pushing *p, struct sync_link *l, val conflicts, struct err *e);

/* ---- a record that is gone here ---- */

/* stays: the row is left in Odoo. Then the next pull compares ids: their numbers may happen to be the same. */
int sync_push_drop(struct sync_pushing *p, struct sync_link *l, bool stays, struct err *e);
/* Takes its row out, as the mapping says, or brings the record back. */
int sync_push_gone(struct sync_pushing *p, struct sync_link *l, struct err *e);

#endif

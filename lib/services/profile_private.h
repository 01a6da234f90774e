/* profile_private: what the files of the profile module share; not for others. */
#ifndef SERVICES_PROFILE_PRIVATE_H
#define SERVICES_PROFILE_PRIVATE_H

#include <stdbool.h>

#include "services/profile.h"

#define PROFILE_ADDRESSES 20
#define PROFILE_INTERESTS 100

/* ---- profile.c ---- */

val profile_params(const char *a, const char *b);                      /* the beginning of a statement's parameters */
val profile_without(val o, const char *key);                           /* o (consumed) without that member */
val profile_last(val a, int most);                                     /* the last items of a (consumed) */
val profile_noted(val c, const char *source, val fields, date_ms now); /* c with one more of update_history */

/* Marks an event, inside a transaction. 1; 0 when it was marked before; -1 with e. */
int profile_mark(struct sql *db, const char *domain, const char *event, date_ms now, struct err *e);
/* Puts the event of a change into the outbox; reached: its name, phone or e-mail are others now. */
int profile_note(struct sql *db, const char *domain, const char *id, const char *action, const char *source,
				 bool reached, date_ms now, struct err *e);

/* A line of the audit log inside the transaction; nothing without key. */
int profile_audit(struct sql *db, const struct pseudonym *key, const char *domain, const char *action, const char *id,
				  const char *what, const char *why, date_ms now, struct err *e);

/* ---- profile_fields.c ---- */

/*
 * Merges data (borrowed) into *c and adds the names of what changed to *fields. claimed: the person typed it. -1 with e
 * (ERR_DATA).
 */
int profile_fields_take(val *c, val data, bool claimed, val *fields, struct err *e);

/* ---- profile_address.c ---- */

/* list (consumed) with the addresses v (borrowed: one, or an array) in it. VAL_NONE with e (ERR_DATA). */
val profile_address_add(val list, val v, struct err *e);
/* list (consumed) with the address a (consumed), taken as it is. */
val profile_address_unite(val list, val a);

/* ---- profile_learn.c ---- */

/* list (consumed) with the mention v (consumed) at its end, and nowhere else. */
val profile_mention(val list, val v);

/* ---- profile_merge.c ---- */

/* Two customers (borrowed) as one: kept's own members win. */
val profile_merge_join(val kept, val gone);
/* now without what made after from before; what changed since stays. All are borrowed. */
val profile_merge_undo(val before, val after, val now);

#endif

/*
 * outbox: what changed, written in the same transaction as the change. Events of a domain are numbered from 1 without
 * gaps in the order in which they were committed, so that a reader needs to keep one number only.
 */
#ifndef SERVICES_OUTBOX_H
#define SERVICES_OUTBOX_H

#include "base/date.h"
#include "base/err.h"
#include "io/sql.h"
#include "record/val.h"

/* Borrowed. */
struct outbox_event {
	const char *entity, *id; /* what changed: "order", its id */
	const char *action;      /* "insert", "update", "delete" */
	const char *origin;      /* who changed it: "cwai", "odoo" */
	date_ms ts;
};

/* Puts an event in, inside the caller's transaction; *seq (may be NULL) is its number. 0, or -1 with e as sql_exec. */
int outbox_put(struct sql *db, const char *domain, const struct outbox_event *v, long long *seq, struct err *e);

/*
 * At most most events behind number after, in order, as an array of {seq,type,entity,entity_id,action,origin,ts,
 * version}: type is "order_updated", version the seq. *out is the caller's.
 */
int outbox_read(struct sql *db, const char *domain, long long after, int most, val *out, struct err *e);

#endif

/*
 * deliveries: which deliveries were taken in before, in the store and in a window of memory. Marks are written to the
 * store behind the output, in batches: what comes again after a crash is let through once more, nothing is lost.
 */
#ifndef SERVICES_DELIVERIES_H
#define SERVICES_DELIVERIES_H

#include <stdbool.h>

#include "base/date.h"
#include "base/err.h"
#include "io/sql.h"

struct deliveries;

struct deliveries *deliveries_new(void);
void deliveries_free(struct deliveries *d); /* NULL is fine; what was not flushed is forgotten */

/* From now on marks are kept in db, borrowed; those older than a week before now are dropped. */
void deliveries_use_store(struct deliveries *d, struct sql *db, date_ms now);

/*
 * Whether key was taken in before; it is from now on, in memory. A store that fails is told on stderr and left alone
 * for some seconds: memory alone decides meanwhile.
 */
bool deliveries_knows(struct deliveries *d, const char *key);
/* What key is of has gone out, or goes with the output of now: its mark waits for the next flush. */
void deliveries_mark(struct deliveries *d, const char *key);
/* Both: whether it was taken in before; else it is marked. */
bool deliveries_seen(struct deliveries *d, const char *key);

/* Whether enough marks wait to be worth a flush. */
bool deliveries_are_many(const struct deliveries *d);

/*
 * Writes the marks that wait to the store. 0; -1 with e when they wait still; not even tried, and 0, while the store is
 * left alone, unless last.
 */
int deliveries_flush(struct deliveries *d, date_ms now, bool last, struct err *e);

#endif

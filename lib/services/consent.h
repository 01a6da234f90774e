/*
 * consent: what a customer allowed or refused, by purpose. Every grant and revocation is a row of its own that is
 * never changed, with where it was said; the newest of a purpose counts. The customer's record has it too, for
 * whoever only needs to know: customer.consent = {"analytics": true, …}; a purpose that is missing there was never
 * asked.
 */
#ifndef SERVICES_CONSENT_H
#define SERVICES_CONSENT_H

#include <stdbool.h>

#include "base/date.h"
#include "base/err.h"
#include "io/sql.h"
#include "record/val.h"

/*
 * The purposes, NULL at the end: "service" (remembering, to serve), "analytics" (what conversations were about),
 * "marketing" (being written to), "address" (the whole address in greetings).
 */
extern const char *const consent_purposes[];
bool consent_is_purpose(const char *name);
int consent_check(const char *name, struct err *e); /* 0; -1 with e (ERR_USAGE), which says those there are */
bool consent_is_among(const char *purpose, char *const name[], int n); /* one of the n names; of none: all are */

/*
 * Writes down that the customer (an id of ours) allowed or refused a purpose, in a transaction of its own: source is
 * who says so ("chat", "cli", …), message the id of the message that says it, or NULL. The same said again by the
 * same message changes nothing. ERR_USAGE: no such purpose; ERR_NOINPUT: no such customer; else as sql_exec.
 */
int consent_set(struct sql *db, const char *domain, const char *customer, const char *purpose, bool granted,
				const char *source, const char *message, date_ms now, struct err *e);

/*
 * The rows of a customer, the oldest first, as an array of {"purpose","granted","ts","source","message"}; *out is the
 * caller's.
 */
int consent_history(struct sql *db, const char *domain, const char *customer, val *out, struct err *e);

/* The purposes that the customer (as customer_get has it) did not refuse yet: an array of names, the caller's. */
val consent_unrefused(val customer);
/* Was the customer (as customer_get has it) asked for that purpose, and answered? */
bool consent_was_asked(val customer, const char *purpose);

#endif

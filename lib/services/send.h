/*
 * send: posts the reply of a record to Chatwoot, once, and hands the conversation to a person when the reply wants one.
 *
 * Before anything is posted the conversation is read again: a newer message of the customer, a status that is not
 * pending or a person who has it mean that the reply is discarded. Each bubble carries the id of the message it answers
 * and its number, so that after a lost answer or a killed process what is there already is found, and not said twice.
 */
#ifndef SERVICES_SEND_H
#define SERVICES_SEND_H

#include <stdbool.h>

#include "base/err.h"
#include "clients/chatwoot.h"
#include "io/sql.h"
#include "record/rec.h"
#include "services/domain.h"

struct send;

struct send_options {
	bool dry;    /* nothing is marked; the connection shows its requests instead of making them (chatwoot_dry) */
	bool typing; /* tell that somebody types */
	/*
	 * Seconds that the server may still work on a post whose sender has gone: so long is waited before it is looked
	 * whether it is there.
	 */
	double settle;
};

/* All are borrowed and must outlive it. db NULL: nothing is marked, a second run would answer again. */
struct send *send_open(struct chatwoot *c, struct sql *db, const struct send_options *o);
void send_close(struct send *s); /* NULL is fine */

/*
 * Sends the reply of r, a message record; d is its domain. One that carries an error, or was given no reply, is
 * handed to a person with a note that says so. *delivery (the caller's) is {"state","reason","messages":[ids of what
 * was posted]}:
 *   sent       all bubbles are there
 *   handed     and a person has it
 *   discarded  reason: newer, status, person, overtaken
 *   already    it was sent before, or another process has gone on with it
 *   none       the record is no message, or has nothing to say
 * -1 with e when it could not be done: it may be given again. Whoever keeps it for that calls send_failed when it has:
 * until then it counts as one whose sender was killed.
 */
int send_record(struct send *s, struct rec *r, struct domain *d, val *delivery, struct err *e);
void send_failed(struct send *s, struct rec *r, struct domain *d, const char *why);

#endif

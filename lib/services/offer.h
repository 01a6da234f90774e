/*
 * offer: what customers were offered beside what they asked for, and what they said to it: records of the entity
 * "offer", one for each reply that held one. Who declined is not offered the same for a while.
 */
#ifndef SERVICES_OFFER_H
#define SERVICES_OFFER_H

#include "base/date.h"
#include "base/err.h"
#include "io/sql.h"
#include "record/val.h"

/* Borrowed. */
struct offer {
	const char *domain, *customer, *conversation;
	const char *message; /* the customer's message that the reply answered: its id is the offer's */
	val what;            /* object: {type, rule, products | services | advice: [ids]} */
	date_ms at;
};

/* Keeps the offer; nothing when that message has one. 0, or -1 with e as sql_exec. */
int offer_put(struct sql *db, const struct offer *o, struct err *e);

/* What was said to the offer of that message: "accepted" or "declined". Nothing when there is none. */
int offer_answer(struct sql *db, const char *domain, const char *message, const char *outcome, date_ms now,
				 struct err *e);

/*
 * A customer's newest offers before a moment, newest first, at most limit: {id, customer, conversation, ts, type, rule,
 * products | services | advice, outcome} in *out (the caller's).
 */
int offer_newest(struct sql *db, const char *domain, const char *customer, date_ms before, int limit, val *out,
				 struct err *e);

#endif

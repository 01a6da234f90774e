#ifndef SERVICES_CHATWOOT_ACTS_PRIVATE_H
#define SERVICES_CHATWOOT_ACTS_PRIVATE_H

#include "services/chatwoot_acts.h"

/* An act on its way: calls, one after the other. */
struct chatwoot_work {
	struct chatwoot_work *next;
	const struct chatwoot_act *act;
	val request;               /* the record's members */
	long long account, id;     /* of the conversation, contact or inbox it is about */
	char key[48];              /* what may not be worked on twice at a time; "" for nothing */
	int stage;                 /* the act's own */
	val kept;                  /* the act's own */
	struct chatwoot_call call; /* the next, with path in new memory */
	val result, requests;
	struct err why;
	bool unsure, running, done, show;
	val *secrets;
};

struct chatwoot_act {
	const char *name;
	const char *about; /* the member that holds the id; NULL for none */
	char letter;       /* of that id */
	/*
	 * After the last call's reply (borrowed; null at first): 1 when w->call is to be made next, 0 when w->result is
	 * there, -1 with e.
	 */
	int (*step)(struct chatwoot_work *w, val reply, struct err *e);
};

extern const struct chatwoot_act chatwoot_acts_of_conversations[], chatwoot_acts_of_others[]; /* end with name NULL */

/* Sets w->call; body is consumed. Returns 1. */
int chatwoot_acts_ask(struct chatwoot_work *w, const char *method, enum chatwoot_who who, val body, const char *fmt,
					  ...) __attribute__((format(printf, 5, 6)));

/* Sets w->result, which is consumed. Returns 0. */
int chatwoot_acts_give(struct chatwoot_work *w, val result);

#endif

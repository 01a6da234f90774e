/*
 * conversation: what was said, the dialogue that is open, and which deliveries were taken in. Everything is
 * idempotent by message id, so that a message that comes again (a restart, a second delivery) changes nothing and
 * gets the same answer.
 *
 * A filter in front of the crews calls conversation_enter for each message. A crew calls conversation_reply first,
 * and gives the stored reply again when there is one; else it makes one and calls conversation_answer.
 */
#ifndef SERVICES_CONVERSATION_H
#define SERVICES_CONVERSATION_H

#include <stdbool.h>
#include <stddef.h>

#include "base/date.h"
#include "base/err.h"
#include "io/sql.h"
#include "record/val.h"
#include "services/pseudonym.h"

/* A message that a person wrote. Borrowed; NULL for what is not known. */
struct conversation_message {
	const char *domain;
	const char *conversation; /* its id */
	const char *customer;     /* the customer's id */
	const char *channel, *status;
	const char *id;   /* the message's */
	const char *role; /* "customer", or "human" for one of the shop's people */
	const char *text;
	date_ms ts;
	bool look; /* write nothing */
	/* That whose data was read for it stands in the audit log, too (services/audit.h); NULL: it does not. */
	const struct pseudonym *key;
};

/* What the conversation was before a message. */
struct conversation {
	bool fresh; /* the message is its first */
	/*
	 * JSON text of an array, oldest first: {"role","text","ts"} and with the shop's turns "facts". Made as text,
	 * since every message carries it on.
	 */
	struct buf history;
	val task; /* object, or VAL_NULL: no dialogue is open */
	/*
	 * {"ts","topic","conversation"} of the customer's last turn in another conversation before this one began, or in
	 * this one when a day of silence lies before the message; topic may be null. VAL_NULL when there is none.
	 */
	val last;
};

/*
 * Stores the message's turn and fills *out, to be freed with conversation_free. History is the last window turns
 * before it, as many as budget tokens hold (4 characters each; of the newest at least its beginning). 0, or -1 with e
 * as sql_exec.
 */
int conversation_enter(struct sql *db, const struct conversation_message *m, int window, long budget,
					   struct conversation *out, struct err *e);
void conversation_free(struct conversation *c);

/* The reply stored for a message; VAL_NONE when it has none. */
int conversation_reply(struct sql *db, const char *domain, const char *message, val *reply, struct err *e);

/* The shop's answer to a message. Borrowed. */
struct conversation_answer {
	const char *domain, *conversation;
	const char *message; /* the id of the message it answers */
	const char *text;    /* as the customer reads it */
	val reply;           /* object: the record's reply member */
	val facts, intents;  /* arrays */
	val task;            /* object: the dialogue that is open now; VAL_NULL: none; VAL_NONE: as it was */
	const char *topic;   /* the intent it was about, for last_interaction; NULL (small talk) keeps the one before */
	date_ms ts;
};

/*
 * Stores the turn and the task in one transaction. 1; 0 when the message was answered already, and then nothing is
 * changed (conversation_reply has the reply that counts); -1 with e.
 */
int conversation_answer(struct sql *db, const struct conversation_answer *a, struct err *e);

/* ---- deliveries ---- */

/* Which of the n keys were marked before: seen[i]. */
int conversation_seen(struct sql *db, const char *const *keys, int n, bool *seen, struct err *e);
/* Marks them, in one transaction. */
int conversation_mark(struct sql *db, const char *const *keys, int n, date_ms now, struct err *e);
/* Forgets the marks from before; the number of them, or -1. */
int conversation_forget_marks(struct sql *db, date_ms before, struct err *e);

#endif

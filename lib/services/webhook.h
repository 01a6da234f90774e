/*
 * webhook: what Chatwoot sends about a conversation, made a record (cwai-record(5)): a message for the shop, or an
 * event with the reason why it is none. Takes the shapes of old servers too. No store, no clock.
 */
#ifndef SERVICES_WEBHOOK_H
#define SERVICES_WEBHOOK_H

#include <stdbool.h>

#include "base/date.h"
#include "base/err.h"
#include "base/mem.h"
#include "record/rec.h"
#include "record/val.h"

struct webhook {
	val body;           /* its own reference */
	const char *event;  /* borrowed from body */
	const char *reason; /* why it is no message for the shop: one of webhook_reasons, static; NULL: it is one */
	char *id;           /* the record's */
	char *key;          /* the same for each delivery of the same event: for marks against duplicates */
	char *trace;        /* the delivery's id, else a hash of key */
	date_ms ts;
	long long number; /* of the message, 0 for what is none: messages of a conversation are in its order */
	long long account, conversation, contact, inbox; /* 0: not said. conversation is the display id */
	long long bot;                                   /* the agent bot that has the conversation, 0: none */
};

/*
 * The reasons, NULL at the end: "event" (not message_created), "private", "outgoing", "template", "activity", "status"
 * (not pending), "human" (a person has it), "bot" (another agent bot has it), "duplicate" (found by the caller).
 */
extern const char *const webhook_reasons[];

/*
 * Fills *w from a body (borrowed). delivery is the delivery's id or NULL. bot is the number of our agent bot, 0 when it
 * is not known: then any bot's conversation is another's. now is the time of a body that has none. 0, and free it with
 * webhook_free; -1 with e (ERR_DATA), *w empty, when it is no webhook or a message lacks what the record needs.
 */
int webhook_read(struct webhook *w, val body, const char *delivery, long long bot, date_ms now, struct err *e);
/*
 * The same of a record as it is delivered: the body itself, or {headers, body}, where body may be JSON text. The
 * delivery's id is the header x-chatwoot-delivery.
 */
int webhook_of(struct webhook *w, struct rec *r, long long bot, date_ms now, struct err *e);
void webhook_free(struct webhook *w);

/* What an event says about who talks to the customer. */
enum webhook_turn {
	WEBHOOK_SAME,    /* nothing */
	WEBHOOK_TAKEN,   /* a person of the shop has written to the customer while the conversation is the bot's */
	WEBHOOK_ECHOED,  /* the same, on the shop's phone */
	WEBHOOK_RETURNED /* its status or assignee has changed, and it is pending and no person's */
};

/*
 * *when is the time of the message that takes, or of the change that returns, which counts when it is later: 0 when the
 * event does not say it.
 */
enum webhook_turn webhook_turn(const struct webhook *w, date_ms *when);

/* Appends the record, without a line end: of kind message when reason is NULL, else event. domain may be NULL. */
void webhook_record(const struct webhook *w, const char *domain, struct buf *out);

/*
 * An instant as Chatwoot writes it: RFC 3339, "2020-03-03 13:05:57 UTC", or seconds or milliseconds since 1970 as a
 * number or its digits. False when it is none.
 */
bool webhook_time(val v, date_ms *out);

/* "whatsapp", "instagram", "facebook", "web", … for the conversation of a message; never NULL. Into out[32]. */
const char *webhook_channel(val conversation, char out[32]);

#endif

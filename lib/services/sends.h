/*
 * sends: which messages were answered. An answer is begun at most once: a conversation's mark moves on by
 * compare-and-set before its first bubble, and never back. What was begun and not ended (a process that was killed)
 * is found again.
 */
#ifndef SERVICES_SENDS_H
#define SERVICES_SENDS_H

#include "base/date.h"
#include "base/err.h"
#include "io/sql.h"

/* A message of a conversation; number is the channel's, growing in a conversation. Borrowed. */
struct sends_message {
	const char *domain, *conversation, *id;
	long long number;
};

enum sends_claim {
	SENDS_MINE,     /* nobody began: the mark is at the message now */
	SENDS_BEGUN,    /* it was begun and not ended: see what is there before going on */
	SENDS_ENDED,    /* it was sent, handed over or discarded */
	SENDS_OVERTAKEN /* a newer message was answered */
};

/*
 * Claims the right to answer, in one transaction. 0 with *claim, and with SENDS_BEGUN *since when, or -1 with e as
 * sql_exec.
 */
int sends_begin(struct sql *db, const struct sends_message *m, date_ms now, enum sends_claim *claim, date_ms *since,
				struct err *e);

/*
 * What became of it: "sent", "handed", "discarded" or "failed" with a reason, or NULL. "failed" may be begun anew:
 * SENDS_BEGUN then.
 */
int sends_end(struct sql *db, const struct sends_message *m, const char *state, const char *reason, date_ms now,
			  struct err *e);

/* Up to which number the conversation's messages were answered, 0: none. */
int sends_watermark(struct sql *db, const char *domain, const char *conversation, long long *number, struct err *e);

#endif

/*
 * sends: which messages were answered. An answer is begun at most once: a conversation's mark moves on by
 * compare-and-set before its first bubble, and never back. What was begun and not ended (a process that was killed)
 * is found again, and taken over by compare-and-set of the time at which its sender last said that it goes on: two that
 * send at the same time never both say something.
 */
#ifndef SERVICES_SENDS_H
#define SERVICES_SENDS_H

#include <stdbool.h>

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
	SENDS_BEGUN,    /* it was begun and not ended: its sender may be at it still, see sends_hold */
	SENDS_ENDED,    /* it was sent, handed over or discarded */
	SENDS_OVERTAKEN /* a newer message was answered */
};

/*
 * Claims the right to answer, in one transaction. 0 with *claim, and *since: of SENDS_MINE now, of SENDS_BEGUN when its
 * sender was last heard of. -1 with e as sql_exec.
 */
int sends_begin(struct sql *db, const struct sends_message *m, date_ms now, enum sends_claim *claim, date_ms *since,
				struct err *e);

/*
 * Says that the one who has since goes on with it, and moves *since to now. *mine false: another one has taken it over
 * or ended it, so that nothing may be said any more.
 */
int sends_hold(struct sql *db, const struct sends_message *m, date_ms *since, date_ms now, bool *mine, struct err *e);

/*
 * What became of it: "sent", "handed", "discarded" or "failed" with a reason, or NULL. "failed" may be begun anew:
 * SENDS_BEGUN then.
 */
int sends_end(struct sql *db, const struct sends_message *m, const char *state, const char *reason, date_ms now,
			  struct err *e);

/*
 * Up to which number the conversation's messages were answered, 0: none; and the next one, when its answer was begun
 * and neither ended nor failed, else 0: a part of it may be there.
 */
int sends_watermark(struct sql *db, const char *domain, const char *conversation, long long *number, long long *begun,
					struct err *e);

#endif

/*
 * chatwoot_follow: what is written in a Chatwoot's conversations, as the webhooks would tell it, for machines that it
 * cannot reach: looked for every few seconds. How far it came is in a file, written behind the output: every message
 * comes out, one more than once only after a crash.
 */
#ifndef SERVICES_CHATWOOT_FOLLOW_H
#define SERVICES_CHATWOOT_FOLLOW_H

#include <stdbool.h>

#include "base/date.h"
#include "base/err.h"
#include "clients/chatwoot.h"

struct chatwoot_follow {
	struct chatwoot *chat; /* borrowed; needs a person's token */
	const char *cursor;    /* the file */
	double interval;       /* seconds between two looks */
	date_ms since;         /* without a cursor from then on; 0: from now on */
	bool quiet;
};

/*
 * Runs until SIGTERM or SIGINT, or until nobody reads: 0. A server that is down is waited for. -1 with e: ERR_REFUSED,
 * ERR_CONFIG, ERR_DATA (the cursor is of another Chatwoot), ERR_CANTCREATE, ERR_IO.
 */
int chatwoot_follow_run(const struct chatwoot_follow *f, struct err *e);

/*
 * The body of message_created for a message and its conversation as REST gives both (borrowed): what the webhook would
 * have. inbox is its name, or NULL.
 */
val chatwoot_follow_body(long long account, val message, val conversation, const char *inbox);

#endif

/*
 * backoff: when to ask a server again: longer after each failure, never all at once with others, and not at all for a
 * while after many failures in a row.
 */
#ifndef IO_BACKOFF_H
#define IO_BACKOFF_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

/* One for all requests to a server. Its members are the caller's to set before backoff_open. */
struct backoff {
	const char *server; /* its name for messages, borrowed: "Odoo" */
	double first;       /* seconds before the first retry; each later one waits twice as long, give or take a half */
	double most;        /* seconds that none waits longer than; 30 when 0 */
	int tries;          /* of one request, at most; 5 when 0 */
	int limit;          /* requests in a row without an answer that open the circuit; 5 when 0 */
	double open_for;    /* seconds that it stays open: requests fail at once; 30 when 0 */
	/* its own: */
	int failed;
	long long closed; /* ns */
	uint64_t random;
};

void backoff_open(struct backoff *b);

/* Whether the circuit is open; then e (ERR_UNAVAILABLE) says for how long. */
bool backoff_is_open(const struct backoff *b, struct err *e);
/* A request ended; answered: the server said something, if only no. */
void backoff_note(struct backoff *b, bool answered);

/*
 * Nanoseconds from now to the next try of a request that was tried tries times; asked: seconds that the server wants.
 */
long long backoff_wait(struct backoff *b, int tries, double asked);

#endif

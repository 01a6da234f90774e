#ifndef CLIENTS_CHATWOOT_PRIVATE_H
#define CLIENTS_CHATWOOT_PRIVATE_H

#include "base/mem.h"
#include "io/backoff.h"
#include "io/http.h"

#include "clients/chatwoot.h"

/* A call on its way. */
struct chatwoot_flight {
	struct chatwoot_flight *next;
	char *method, *path, *url, *auth; /* path: as called, for messages */
	struct buf body;
	const char *headers[4];
	bool once;
	bool sent, done;
	int tries;
	long long due; /* ns */
	struct chatwoot_result result;
};

struct chatwoot {
	struct chatwoot_config c;
	struct http *http;
	struct backoff backoff;
	struct chatwoot_flight *first; /* in the order in which they were begun */
	void (*show)(void *cookie, const char *method, const char *path, const char *body);
	void *show_cookie;
};

/* Takes f (consumed) among those that run. */
void chatwoot_flight_start(struct chatwoot *c, struct chatwoot_flight *f);
/* Waits for want to end, or for any with NULL: 1 with *out, which is to be freed; 0 when none runs; -1 with e. */
int chatwoot_flight_wait(struct chatwoot *c, const struct chatwoot_flight *want, struct chatwoot_flight **out,
						 struct err *e);
void chatwoot_flight_free(struct chatwoot_flight *f); /* not its result's value; NULL is fine */
void chatwoot_flight_free_all(struct chatwoot *c);    /* those that run are given up */

#endif

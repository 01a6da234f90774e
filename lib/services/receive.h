/*
 * receive: what becomes of the webhooks that may concern the bot (cwai-receive(1)): each message once, with its domain,
 * while no person has spoken in its conversation, and those that come close together as one.
 */
#ifndef SERVICES_RECEIVE_H
#define SERVICES_RECEIVE_H

#include <stdbool.h>

#include "base/map.h"
#include "services/burst.h"
#include "services/config.h"
#include "services/webhook.h"

struct receive_options {
	struct config *config;      /* NULL: none */
	const char *domain;         /* without a configuration; may be NULL */
	bool no_store;              /* memory alone */
	bool all;                   /* what is no message for the bot goes out, too */
	bool replays;               /* the time is the deliveries' own */
	struct burst_limits limits; /* count 0: no message waits for others */
};

struct receive;

struct receive *receive_new(const struct receive_options *o);
void receive_free(struct receive *c); /* NULL is fine; what is held is forgotten */

enum receive_fate {
	RECEIVE_OUT,  /* its record is to go out now */
	RECEIVE_GONE, /* it has none, or one that comes later */
	RECEIVE_FAILED
};

/*
 * Takes w, which came at now; its record goes to *out, cleared first. May set w's reason. What is due by then is
 * written to standard output before. RECEIVE_FAILED with e: w is not taken.
 */
enum receive_fate receive_take(struct receive *c, struct webhook *w, date_ms now, struct buf *out, struct err *e);

/*
 * Before input is waited for, when all that was taken is written: what is due goes out, and marks against duplicates
 * are stored. -1 with e when the store could not be opened or the output not be written.
 */
int receive_idle(struct receive *c, struct err *e);
double receive_wait(const struct receive *c); /* seconds until something is due; below 0: nothing will be */

/* All that is held goes out, and all marks are stored. -1 with e. */
int receive_end(struct receive *c, struct err *e);

date_ms receive_now(const struct receive *c); /* the time of the last one taken, in replays; else the clock's */

/* How many were taken, by reason, "message" for none; the caller may count more. */
struct map *receive_counts(struct receive *c);

/* ---- what is asked for instead of delivered ---- */

/* The domain of an inbox. 0, or -1 with e. */
int receive_domain(struct receive *c, long long inbox, const char **domain, struct err *e);
/* The store, opened when first asked for; NULL in *db when none is used. 0, or -1 with e. */
int receive_store(struct receive *c, struct sql **db, struct err *e);
/* As receive_take, for a message that was not answered: duplicates count, and it is held until receive_give. */
int receive_again(struct receive *c, struct webhook *w, struct err *e);
int receive_give(struct receive *c, struct err *e);

#endif

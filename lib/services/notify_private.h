/* notify_private: what the files of the notify module share; not for others. */
#ifndef SERVICES_NOTIFY_PRIVATE_H
#define SERVICES_NOTIFY_PRIVATE_H

#include "io/backoff.h"
#include "io/http.h"
#include "io/sql.h"
#include "services/notify.h"

/* A webhook. */
struct notify_hook {
	char *name, *url, *secret;
	val events, domains; /* arrays of names; null: all */
	double give_up;      /* seconds that an event waits for a server that is not there */
	struct backoff b;
	bool gone; /* it said 410 */
	int sent, dead, waiting;
};

/* A webhook's way through a domain's events. */
struct notify_lane {
	struct notify_hook *h;
	char *domain;
	char *state;       /* the cursor's name */
	long long seq;     /* of the last event that is done with */
	long long written; /* the same as the store has it */
	val batch;         /* events behind it */
	int at;            /* the next one of batch */
	int tries;         /* of the event at */
	long long due;     /* ns; 0: at once */
	bool busy;
	bool held;    /* the server was not there for the event at: another domain's events say nothing of it */
	bool stopped; /* no more of it in this run */
};

struct notify {
	struct sql *db;
	struct http *http;
	struct notify_hook *hook;
	int n_hooks;
	struct notify_lane *lane;
	int n_lanes;
	char *dead; /* the file of dead letters */
	char *shop; /* which of them are ours */
	bool follow;
	bool dry;    /* nothing is written */
	int orphans; /* dead letters of webhooks that are no more */
};

/* ---- notify_config.c ---- */

/* The webhooks in conf, the list (borrowed); dir is that of the file. -1 with e (ERR_CONFIG). */
int notify_hooks_read(struct notify *n, val conf, const char *dir, struct err *e);
void notify_hooks_free(struct notify *n);
bool notify_hook_wants(const struct notify_hook *h, const char *domain); /* a domain */
bool notify_hook_takes(const struct notify_hook *h, val event);          /* an event */

/* ---- notify_cursor.c ---- */

/* Where the lane is, from the store; new ones begin with the events of the day before. */
int notify_cursor_read(struct notify *n, struct notify_lane *l, struct err *e);
int notify_cursor_write(struct notify *n, struct notify_lane *l, struct err *e);
/* The next event of the lane in *event (borrowed from the lane's batch by a reference, the caller's): 1; 0 none; -1. */
int notify_cursor_next(struct notify *n, struct notify_lane *l, val *event, struct err *e);

/* ---- notify_post.c ---- */

val notify_body(val event, const char *domain); /* of an event of outbox_read */
/* Begins to post body; cookie comes back in the reply. */
int notify_post(struct notify *n, struct notify_hook *h, val body, void *cookie, struct err *e);
enum notify_answer { NOTIFY_TAKEN, NOTIFY_GONE, NOTIFY_REFUSED, NOTIFY_ABSENT };
/* What the reply means; why, when it is not taken, in e. */
enum notify_answer notify_answer(const struct notify_hook *h, const struct http_reply *r, struct err *e);
int notify_bury(struct notify *n, struct notify_hook *h, val body, const struct err *why, struct err *e);

#endif

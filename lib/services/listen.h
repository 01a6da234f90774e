/*
 * listen: the door for webhooks. Each delivery is checked, made a record and stored in a spool before it is answered;
 * from the spool records go to standard output, as far as it takes them.
 */
#ifndef SERVICES_LISTEN_H
#define SERVICES_LISTEN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/date.h"
#include "base/err.h"
#include "base/mem.h"
#include "io/server.h"

/* ---- who may deliver ---- */

struct listen_keys; /* secrets that sign, tokens that stand in paths */

struct listen_keys *listen_keys_new(void);
void listen_keys_free(struct listen_keys *k); /* wipes them; NULL is fine */

/* Adds what is in text, split by commas and blanks. A token that a path cannot hold is ERR_CONFIG. */
int listen_keys_add(struct listen_keys *k, bool tokens, const char *text, struct err *e);
/* Adds a file's lines ('#' begins a comment); none in it is ERR_CONFIG. */
int listen_keys_add_file(struct listen_keys *k, bool tokens, const char *path, struct err *e);
int listen_keys_count(const struct listen_keys *k, bool tokens);

enum listen_source { LISTEN_CHATWOOT, LISTEN_ODOO, LISTEN_OTHER };

struct listen_delivery {
	enum listen_source source;
	const char *token;                            /* of the path; NULL for none */
	const char *signature, *timestamp, *delivery; /* headers; NULL for none */
	const char *body;                             /* n bytes as they came */
	size_t n;
};

enum listen_verdict {
	LISTEN_GOOD,
	LISTEN_ABSENT, /* neither signed nor with a token */
	LISTEN_WRONG,  /* no secret gives this signature, no token is this one */
	LISTEN_OLD     /* signed right, more than 300 seconds from now */
};

/*
 * Good is what a secret signed, or what brings a token; Odoo's deliveries are not signed. Without any secret or token
 * all is good.
 */
enum listen_verdict listen_verify(const struct listen_keys *k, const struct listen_delivery *d, date_ms now);
/* The same without the body: LISTEN_GOOD when it may come to be good. */
enum listen_verdict listen_verify_early(const struct listen_keys *k, const struct listen_delivery *d);

/*
 * The record of a delivery (cwai-record(5), kind "webhook") in two parts, between which the number stands that is its
 * id. 0, or -1 with e (ERR_DATA): the body is not one JSON object in UTF-8.
 */
int listen_record(const struct listen_delivery *d, date_ms now, struct buf *head, struct buf *tail, struct err *e);

/* ---- the service ---- */

struct listen_options {
	struct server_address address;
	const char *spool;        /* its folder */
	const char *consumer;     /* whose records go to standard output; NULL: none do */
	double keep;              /* seconds that a segment is kept after all consumers took it */
	size_t segment, max_body; /* bytes */
	double rate, burst;       /* requests a second and address; no limit when rate is 0 */
	const char *cert, *key;   /* NULL: no TLS */
	const struct listen_keys *keys;
};

struct listen;

/* Opens the spool and listens. From now on SIGTERM, SIGINT and SIGHUP are held for listen_run. NULL with e. */
struct listen *listen_start(const struct listen_options *o, struct err *e);
const char *listen_url(const struct listen *l); /* borrowed */

/*
 * Until a signal asks to end, or standard output takes no more. What has begun is stored and answered, and what is
 * stored is written out as far as standard output takes it at once. 0, or -1 with e; *closed when standard output was
 * closed.
 */
int listen_run(struct listen *l, bool *closed, struct err *e);
void listen_free(struct listen *l); /* NULL is fine */

/*
 * Writes out what the spool holds for the consumer, and ends; with follow what comes, too, until a signal asks to
 * end. As listen_run.
 */
int listen_emit(const char *spool, const char *consumer, bool follow, bool *closed, struct err *e);

#endif

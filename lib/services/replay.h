/*
 * replay: recorded conversations (cwai-domain(5)): webhook deliveries, each with the outcome that is expected, what a
 * pipeline made of them, and how the two differ.
 */
#ifndef SERVICES_REPLAY_H
#define SERVICES_REPLAY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/date.h"
#include "base/err.h"
#include "record/val.h"

struct replay_delivery {
	const char *file; /* without folder */
	unsigned long line;
	date_ms at;    /* of the body, never before that of the delivery before it in the file */
	char *payload; /* {"headers","body"} as cwai-receive reads it: the file's own bytes */
	val body, expect;
	char *trace;  /* the delivery's id */
	val received; /* the record that cwai-receive made of it; null: none */
	val answered; /* the message at the end of the pipeline; null: it did not come */
};

struct replay {
	struct replay_delivery *v;
	size_t n;
	char **files; /* their names, in order */
	size_t n_files;
};

/*
 * Reads a file of conversations, or the folder's *.ndjson in order of name. Deliveries come in order of their time,
 * those of a file stay in the file's order: a delivery that was late is late again. Start with {0}; free also after
 * -1. -1 with e: ERR_NOINPUT when there is none, ERR_DATA names file and line.
 */
int replay_read(struct replay *r, const char *path, struct err *e);
void replay_free(struct replay *r);

/* The payloads, a line each. 0, or -1 with e. */
int replay_write(const struct replay *r, const char *path, struct err *e);

/*
 * Ties a run's outcome to the deliveries: received is what cwai-receive --all wrote, a record a delivery; answered what
 * came out of the pipeline. Both are NDJSON files. 0, or -1 with e.
 */
int replay_match(struct replay *r, const char *received, const char *answered, struct err *e);

/* Of a delivery's body: the conversation's number, who wrote, what. Borrowed; "" for what it has not. */
long long replay_conversation(const struct replay_delivery *d);
const char *replay_author(const struct replay_delivery *d);
const char *replay_contact(const struct replay_delivery *d); /* the customer of the conversation */
const char *replay_text(const struct replay_delivery *d);
bool replay_is_message(const struct replay_delivery *d);  /* a message that was written, by whomever */
bool replay_is_incoming(const struct replay_delivery *d); /* by a customer */

/* {"gate","crews","handoff","facts","text"}, or of a failure {"gate","error"}. The caller's. */
val replay_got(const struct replay_delivery *d);
/* Where got is not what expect wants: an array of texts ("crews: wanted sales, got info"), empty when all is met. */
val replay_unmet(val expect, val got);

#endif

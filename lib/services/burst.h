/*
 * burst: messages that come close together in a conversation, held until they are one record (cwai-receive(1)). No
 * store and no clock: the caller says what time it is, in ms of any clock that does not go back.
 */
#ifndef SERVICES_BURST_H
#define SERVICES_BURST_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/mem.h"

struct burst;

struct burst_message {
	const char *conversation; /* its id */
	long long number;         /* the message's: it orders them */
	const char *key;          /* of its delivery, for the caller's marks */
	const char *line;         /* the message's record, without its end */
	const char *gone;         /* the record when it is dropped; NULL: none */
};

struct burst_limits {
	long long idle; /* ms without a message until it goes out */
	long long most; /* ms after the first message at most */
	int count;      /* messages at most */
};

/*
 * Takes the n messages of one conversation that leave, in order of their numbers, borrowed. -1 with e ends the release;
 * they are gone all the same.
 */
typedef int (*burst_taker)(void *cookie, const struct burst_message *m, int n, struct err *e);

struct burst *burst_new(const struct burst_limits *limits);
void burst_free(struct burst *b); /* NULL is fine; what is held is forgotten */

/* Holds a copy of m; one that is held already adds nothing. */
void burst_add(struct burst *b, const struct burst_message *m, long long now);

/* ms until something is due, 0 when it is; -1 when nothing is held. */
long long burst_wait(const struct burst *b, long long now);

/* Gives fn what is due, conversations in the order in which they began. 0, or -1 with e of fn. */
int burst_release(struct burst *b, long long now, burst_taker fn, void *cookie, struct err *e);
int burst_release_all(struct burst *b, burst_taker fn, void *cookie, struct err *e); /* due or not */
/* Gives fn what is held of the conversation, if any. */
int burst_take(struct burst *b, const char *conversation, burst_taker fn, void *cookie, struct err *e);

/*
 * Appends the one record of n messages: the last one's, with the texts of all on lines of their own, the attachments of
 * all, and their ids as merged when there are several. Its conversation is new when it was for any of them.
 */
void burst_join(const struct burst_message *m, int n, struct buf *out);

#endif

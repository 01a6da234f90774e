/* replay_show: recorded conversations and what a pipeline made of them, for people and as records. */
#ifndef CLI_REPLAY_SHOW_H
#define CLI_REPLAY_SHOW_H

#include <stddef.h>

#include "base/mem.h"
#include "cli/dialogue.h"
#include "services/replay.h"

struct map;

struct replay_totals {
	size_t messages;   /* that passed the gate: answered, handed and failed */
	size_t answered;   /* without a person */
	size_t handed;     /* to a person */
	size_t failed;     /* with an error, or without an answer */
	size_t met;        /* deliveries whose expectations were met */
	struct map *gated; /* why the others were not let in: how many */
};

/* Counts the outcome of all deliveries; for replay_totals_free. */
struct replay_totals replay_totals(const struct replay *r);
void replay_totals_free(struct replay_totals *t);

/* Appends the dialogues, conversation by conversation in order of the files, with expectations that were not met. */
void replay_show(const struct replay *r, const struct dialogue *look, struct buf *out);
/* Appends the totals, some lines. */
void replay_show_totals(const struct replay *r, const struct replay_totals *t, const struct dialogue *look,
						struct buf *out);

/* {"v","kind":"result","file","line","expect","got","ok","unmet"} of one delivery; the caller's. */
val replay_record(const struct replay_delivery *d);

#endif

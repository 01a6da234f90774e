/*
 * dialogue: a conversation as a person reads it: the customer's words left, the shop's right, who is behind an answer
 * under it. Texts are what strangers wrote: control characters never reach the terminal. Each function appends lines to
 * out.
 */
#ifndef CLI_DIALOGUE_H
#define CLI_DIALOGUE_H

#include <stdbool.h>

#include "base/date.h"
#include "base/mem.h"
#include "record/val.h"

struct dialogue {
	int width;        /* columns; 0: lines are not broken and not pushed to the right */
	bool colour;      /* bold and colours; else plain text */
	const char *zone; /* of the times shown; a checked IANA name */
};

enum dialogue_tone { DIALOGUE_PLAIN, DIALOGUE_DIM, DIALOGUE_GOOD, DIALOGUE_WARN, DIALOGUE_BAD };

/* A line across, with a title in it. */
void dialogue_head(const struct dialogue *d, const char *title, struct buf *out);

/* What the customer wrote, with its time; dim: nobody answers it. */
void dialogue_customer(const struct dialogue *d, date_ms at, const char *text, bool dim, struct buf *out);

/*
 * A reply (cwai-record(5)): its parts, each with its crew and facts under it, and whether a person takes over. Without
 * sources: the texts alone.
 */
void dialogue_reply(const struct dialogue *d, val reply, bool sources, struct buf *out);

/* A remark left, under the customer's words, or right, under the shop's. */
void dialogue_left(const struct dialogue *d, enum dialogue_tone tone, const char *text, struct buf *out);
void dialogue_right(const struct dialogue *d, enum dialogue_tone tone, const char *text, struct buf *out);

/* One line with a time, cut at the width. */
void dialogue_event(const struct dialogue *d, date_ms at, const char *text, struct buf *out);

/* Lines as they are, at most most of them, each cut at the width. */
void dialogue_lines(const struct dialogue *d, const char *text, int most, struct buf *out);

/* A figure and what it counts, wrapped. Whole numbers have no decimals, others one. */
void dialogue_figure(const struct dialogue *d, enum dialogue_tone tone, double figure, const char *text,
					 struct buf *out);

#endif

/* analyze_show: analyses as people read them at a terminal. */
#ifndef CLI_ANALYZE_SHOW_H
#define CLI_ANALYZE_SHOW_H

#include <stdbool.h>

#include "base/mem.h"
#include "record/val.h"

struct analyze_show {
	int width;        /* columns */
	bool colour;      /* else plain text */
	const char *zone; /* of the times shown; a checked IANA name */
};

/* Appends lines: what is known of a conversation. Borrows analysis. */
void analyze_show_conversation(const struct analyze_show *o, val analysis, struct buf *out);

/* Appends lines: sentiment and entities of a text. */
void analyze_show_text(const struct analyze_show *o, val analysis, struct buf *out);

#endif

/*
 * opinions: texts and how they sound, read from NDJSON to learn sentiment from or to judge it by. A line is
 * {"text":"…","label":"negative"} (neutral, positive; negativo, neutro, positivo), or {"text":"…","score":1} with
 * the stars of a review: 1 and 2 are negative, 3 is neutral, 4 and 5 are positive. The label wins.
 */
#ifndef SERVICES_OPINIONS_H
#define SERVICES_OPINIONS_H

#include <stddef.h>

#include "base/err.h"
#include "record/rec.h"
#include "text/sentiment.h"

struct opinions;

struct opinions *opinions_new(void);
void opinions_free(struct opinions *s); /* NULL is fine */

/* Adds what is in the file; "-" is standard input. 0, or -1 with e as examples_read. */
int opinions_read(struct opinions *s, const char *path, struct err *e);

/* All that was read, in order. Borrowed until the next read. */
const struct sentiment_example *opinions_examples(const struct opinions *s, size_t *n);

/* What the record says of its text. 0, or -1 with e (ERR_DATA, says the mend). */
int opinions_label(struct rec *r, enum sentiment_label *out, struct err *e);

#endif

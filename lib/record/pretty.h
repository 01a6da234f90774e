/* pretty: JSON for people: indented, what fits on a line on one line. */
#ifndef RECORD_PRETTY_H
#define RECORD_PRETTY_H

#include "base/mem.h"
#include "record/val.h"

/* Appends v in lines of about width columns, each but the first led by indent spaces; the last has no line feed. */
void pretty_put(val v, int width, int indent, struct buf *out);

#endif

/*
 * dead: records that could not be handled after all tries, kept as lines of a file until somebody has them tried again.
 * A line is on the disk before dead_put returns.
 */
#ifndef SERVICES_DEAD_H
#define SERVICES_DEAD_H

#include <stddef.h>

#include "base/err.h"
#include "record/rec.h"

/* Where they are kept unless said otherwise: $XDG_STATE_HOME/cwai/NAME or ~/.local/state/cwai/NAME; new memory. */
char *dead_path(const char *name);

/*
 * What tells a shop's lines from those of others whose files are the same, for they are the same user's: the whole path
 * of its configuration, in new memory. Lines have it as "shop".
 */
char *dead_shop(const char *config);

/* Appends a line of n bytes (its end is added); the folder is made when needed, the file with mode 0600. */
int dead_put(const char *path, const char *line, size_t n, struct err *e);

/*
 * Takes the records of the file, one after the other, to fn, which puts back what still fails (dead_put) and gives 0,
 * or
 * -1 with e to stop. What was taken when a run is ended before its time is taken again by the next. *n: how many.
 */
int dead_take(const char *path, int (*fn)(void *cookie, struct rec *r, struct err *e), void *cookie, int *n,
			  struct err *e);

#endif

/* examples: NDJSON of things to learn from, where one wrong line spoils the lot: all of them are counted. */
#ifndef SERVICES_EXAMPLES_H
#define SERVICES_EXAMPLES_H

#include <stdint.h>

#include "base/err.h"
#include "record/rec.h"

/*
 * Calls add for each record of the file ("-" is standard input), also after a bad line, which is not JSON or for which
 * add gives -1 with e. 0, or -1 with e: ERR_NOINPUT, ERR_IO, or ERR_DATA with file, line and mend of the first bad line
 * and how many more there are.
 */
int examples_read(const char *path, int (*add)(void *cookie, struct rec *r, struct err *e), void *cookie,
				  struct err *e);

/*
 * A number that changes when the bytes of the n files do, one behind the other; "-" as above, after examples_hold.
 * 0, or -1 with e (ERR_NOINPUT).
 */
int examples_stamp(const char *const *path, int n, uint64_t *stamp, struct err *e);

/* Puts standard input into a file without a name, so that it can be read twice. 0, or -1 with e (ERR_IO). */
int examples_hold(struct err *e);

#endif

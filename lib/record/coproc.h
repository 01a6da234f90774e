/* coproc: a pipeline of filters that runs on and is asked one record at a time. */
#ifndef RECORD_COPROC_H
#define RECORD_COPROC_H

#include "base/err.h"
#include "record/rec.h"

struct coproc;

/*
 * stages are n commands for sh -c, borrowed, each of one program, so that one that dies is known at once. They are
 * started when they are first asked.
 */
struct coproc *coproc_new(const char *const *stages, int n);
void coproc_free(struct coproc *c); /* ends them; NULL is fine */

/*
 * Sends v (borrowed), a record with an id, and waits, seconds at most, for it to come out; it is in r until the next
 * call. -1 with e: ERR_UNAVAILABLE when a stage ended (names it), ERR_AGAIN when the time was over or a signal came,
 * ERR_PROTOCOL when something else came out. The pipeline is ended then, and started anew by the next call.
 */
int coproc_ask(struct coproc *c, val v, double seconds, struct rec *r, struct err *e);

#endif

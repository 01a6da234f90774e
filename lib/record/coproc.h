/* coproc: a pipeline of filters that runs on and is asked one record at a time. */
#ifndef RECORD_COPROC_H
#define RECORD_COPROC_H

#include "base/err.h"
#include "record/rec.h"

struct coproc;

/* pipeline is for sh -c, borrowed. It is started when it is first asked. */
struct coproc *coproc_new(const char *pipeline);
void coproc_free(struct coproc *c); /* ends it; NULL is fine */

/*
 * Sends v (borrowed), a record with an id, and waits, seconds at most, for it to come out; it is in r until the next
 * call. -1 with e: ERR_UNAVAILABLE when the pipeline ended, ERR_AGAIN when the time was over or a signal came,
 * ERR_PROTOCOL when something else came out. The pipeline is ended then, and started anew by the next call.
 */
int coproc_ask(struct coproc *c, val v, double seconds, struct rec *r, struct err *e);

#endif

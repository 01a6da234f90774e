/* What the parts of audit share. */
#ifndef SERVICES_AUDIT_PRIVATE_H
#define SERVICES_AUDIT_PRIVATE_H

#include "services/audit.h"

/* A line's columns. Borrowed; no text is NULL. */
struct audit_line {
	const char *domain;
	long long chain, seq, ts;
	const char *actor, *action, *subject, *what, *why;
};

val audit_key(const char *domain, long long chain); /* parameters $1 and $2 */

/* The hash of a line behind the one whose hash is before ("" for a chain's first). */
void audit_seal(const struct pseudonym *p, const struct audit_line *l, const char *before, char out[PSEUDONYM_SEAL]);

/* Adds l to its chain, inside the caller's transaction; its seq is set. */
int audit_put_line(struct sql *db, const struct pseudonym *p, struct audit_line *l, struct err *e);

/*
 * What leaves a line of its own, a consent or an erasure, and has none: for whoever takes a chain out with the record
 * of its end leaves nothing to walk. Adds a finding to *findings when there is such. 0, or -1 with e.
 */
int audit_traces(struct sql *db, const char *domain, val *findings, struct err *e);

/*
 * A line of this action says that its chain begins anew: what is {"upto":N,"hash":"…"}, the last line that was
 * forgotten.
 */
#define AUDIT_BEGINS "purge"

#endif

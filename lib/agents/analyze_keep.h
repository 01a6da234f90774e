/*
 * analyze_keep: an analysis on its way into the store: as much of it as the customer allows (consent.analytics), and
 * what his profile learns of it.
 */
#ifndef AGENTS_ANALYZE_KEEP_H
#define AGENTS_ANALYZE_KEEP_H

#include <stdbool.h>

#include "base/date.h"
#include "base/err.h"
#include "io/sql.h"
#include "record/val.h"
#include "services/domain.h"
#include "services/pseudonym.h"

/*
 * Writes analysis (borrowed) in one transaction, in place of the one that its conversation has; *allowed: with the
 * person. key (may be NULL) is of the audit log, which tells of it. The same again counts nothing twice, and a
 * conversation that went on adds to the profile what is new in it. 0, or -1 with e as the store.
 */
int analyze_keep(struct sql *db, const struct domain *d, const struct pseudonym *key, val analysis, date_ms now,
				 bool *allowed, struct err *e);

/*
 * The same of an analysis that was made for another store: the profile learns nothing of it, and the audit log tells of
 * it when it stays with its customer. 0, or -1 with e: ERR_DATA (no object, no conversation, no time, what
 * analytics_check says), else as the
 * store.
 */
int analyze_keep_moved(struct sql *db, const struct domain *d, const struct pseudonym *key, val analysis, date_ms now,
					   struct err *e);

#endif

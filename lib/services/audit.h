/*
 * audit: who touched whose data: lines that are only ever added. Each has a keyed hash over its columns and the hash
 * of the line before it, so that one that is changed, taken out or put in shows, also to whoever may write to the
 * store but has no key (services/pseudonym.h). A domain has AUDIT_CHAINS such chains, and a process writes to one of
 * them, so that writers of PostgreSQL seldom wait for each other. A chain's end is kept apart: lines cut off at the
 * end show too. Subjects are pseudonyms.
 */
#ifndef SERVICES_AUDIT_H
#define SERVICES_AUDIT_H

#include "base/date.h"
#include "base/err.h"
#include "io/sql.h"
#include "record/val.h"
#include "services/pseudonym.h"

#define AUDIT_CHAINS 8

/* Borrowed. No personal data but subject, of which only the pseudonym is kept. */
struct audit_entry {
	const char *actor;   /* NULL: the tool and the system's user, "cwai-privacy:ana" */
	const char *action;  /* "read", "write", "export", "erase", … */
	const char *subject; /* the customer's id; NULL: none alone */
	const char *what;    /* what was touched: a table, a member, a receipt's number */
	const char *why;     /* what for: a message's id, a command */
};

/*
 * Adds a line inside the caller's transaction, as its last statements: the chain's end stays locked until the
 * transaction ends. Three statements. 0, or -1 with e as sql_exec.
 */
int audit_put(struct sql *db, const struct pseudonym *p, const char *domain, const struct audit_entry *a, date_ms now,
			  struct err *e);

/* The same in a transaction of its own: for who only reads. */
int audit_note(struct sql *db, const struct pseudonym *p, const char *domain, const struct audit_entry *a, date_ms now,
			   struct err *e);

/* Which lines audit_each gives. */
struct audit_query {
	const char *subject; /* a pseudonym; NULL: of anybody */
	date_ms since;       /* 0: from the beginning */
	int limit;           /* at most so many, the newest; 0: all */
};

/*
 * Lines in the order of time, as {"ts","actor","action","subject","what","why","chain","seq"}, subject null when
 * none. fn consumes v and must not use db. -1 of fn stops and is returned.
 */
int audit_each(struct sql *db, const char *domain, const struct audit_query *q,
			   int (*fn)(void *cookie, val v, struct err *e), void *cookie, struct err *e);

/* What audit_verify found. */
struct audit_check {
	val heads;    /* array of {"chain","seq","hash","lines"}: to be kept elsewhere */
	val findings; /* array of {"finding","chain","from","to","message"}; empty: all is well */
};

/*
 * Walks every chain of a domain. Findings: "changed" (a line is not as it was written), "missing" (lines are not
 * there), "inserted" (lines that nobody wrote), "cut_off" (lines at the end are not there), "end" (the record of a
 * chain's end is wrong or gone); when there is none of these, "gone" (what leaves a line has none: its chain, or all of
 * the log, was taken out; without chain, from and to). heads is an array of such objects that were kept, or null: then
 * lines must be those of then too. Both members of *out are the caller's. 0, or -1 with e as the store, neither set.
 */
int audit_verify(struct sql *db, const struct pseudonym *p, const char *domain, val heads, struct audit_check *out,
				 struct err *e);

/*
 * Forgets lines from before a time, in transactions of its own; each chain gets a line that says where it begins from
 * now on, so that it can be verified still. dry: only counts. Returns how many lines; -1 with e.
 */
long audit_purge(struct sql *db, const struct pseudonym *p, const char *domain, date_ms before, date_ms now, bool dry,
				 struct err *e);

#endif

/*
 * privacy: what a customer may ask of the shop, by the law (LGPD) and by decency: to see everything it has of them,
 * to have it erased; what is kept no longer than it needs to; and data that names nobody, for those who count.
 */
#ifndef SERVICES_PRIVACY_H
#define SERVICES_PRIVACY_H

#include <stdbool.h>

#include "base/date.h"
#include "base/err.h"
#include "base/mem.h"
#include "io/sql.h"
#include "record/rec.h"
#include "record/val.h"
#include "services/audit.h"
#include "services/domain.h"
#include "services/personal.h"
#include "services/pseudonym.h"

struct privacy { /* borrowed by all below */
	struct sql *db;
	const struct domain *d;
	const struct pseudonym *key;
	date_ms now;
};

/* ---- what was allowed ---- */

/*
 * Writes down that a person allows or refuses the n purposes (consent.h); with none, refuses all, also
 * what they were never asked for. message may be NULL.
 */
int privacy_consent(const struct privacy *c, const struct personal *who, const char *const *purpose, int n,
					bool granted, const char *source, const char *message, struct err *e);

/* ---- seeing ---- */

/*
 * Everything there is of a person, as records {"v":1,"kind":"result","domain","table","row"}, the customer first; fn
 * consumes each. A line of the audit log says so. 0, or -1 with e, also fn's.
 */
int privacy_export(const struct privacy *c, const struct personal *who, int (*fn)(void *cookie, val v, struct err *e),
				   void *cookie, struct err *e);

/* ---- erasing ---- */

struct privacy_erasing {
	bool dry;                /* only count */
	bool whole;              /* write SQLite's file anew */
	const char *spool;       /* cwai-listen's folder; NULL: where it puts it itself, which need not be there */
	const char *const *dead; /* files of records that failed, besides those where the tools put them */
	int n_dead;
	const char *shop; /* whose lines are meant where several shops keep theirs (dead_shop); NULL: any's */
};

/*
 * Erases a person everywhere: from the spool and the files, then from the store in one transaction, then from what
 * the store's files still hold. *receipt (the caller's) is
 * {"receipt","subject","ts","counts":{table:n},"spool","files", "left":[{"system","id","do"}]}: what is left is for
 * people to do. Whoever is not known was perhaps erased before: then the rest is done again, and "known" is false.
 * 1 with the receipt and e: all is done but for what the store's files still hold.
 * -1 with e: ERR_NOINPUT when a spool or file that o names is not there, and nothing is erased; ERR_AGAIN when a
 * running pipeline has lines of theirs still to take, and nothing is erased from the store.
 */
int privacy_erase(const struct privacy *c, const char *key, const struct privacy_erasing *o, val *receipt,
				  struct err *e);

/* Takes a person out of the store, in one transaction. *counts: {table: n}. */
int privacy_erase_rows(const struct privacy *c, const struct personal *who, const char *receipt, bool dry, val *counts,
					   struct err *e);

/*
 * Lines of the spool, and of the files, that are theirs: blanked, or counted when dry. *n, *left: how many, and how
 * many of others that mention them were left, for they are still to be taken. path is a file, with what a retry has set
 * aside of it, or a folder of such files; neither dir nor path need be there.
 */
int privacy_files_spool(const struct personal *who, const char *dir, bool dry, long *n, long *left, struct err *e);
int privacy_files_lines(const struct personal *who, const char *path, bool dry, long *n, struct err *e);

/* Whether the spool and the files that are named are there: 0, or -1 with e (ERR_NOINPUT). */
int privacy_files_check(const struct privacy_erasing *o, struct err *e);

/* Whether anybody of the domain was erased: 1, 0, or -1 with e. */
int privacy_erased_any(struct sql *db, const char *domain, struct err *e);
/* Whether that id of another system is of somebody who was erased; 1, 0, or -1 with e. */
int privacy_erased(struct sql *db, const struct pseudonym *key, const char *domain, const char *id, struct err *e);

/* ---- keeping no longer ---- */

/*
 * Deletes what is older than domain.yaml's retention says, in batches of some thousand rows; fn consumes, for each of
 * its members, {"retention","before","rows","dry_run"}. What is not declared is kept.
 */
int privacy_retention(const struct privacy *c, bool dry, int (*fn)(void *cookie, val v, struct err *e), void *cookie,
					  struct err *e);

/* ---- who saw it ---- */

/*
 * Lines of the audit log (audit_each): of a customer (an id, phone, e-mail, or a pseudonym; NULL: of all), from a time
 * on (RFC 3339, or "7d": so long ago; NULL: all), the newest limit of them (0: all). fn consumes v.
 */
int privacy_audit(const struct privacy *c, const char *customer, const char *since, int limit,
				  int (*fn)(void *cookie, val v, struct err *e), void *cookie, struct err *e);
/* audit_verify, against the heads in a file that an earlier one printed; NULL: none. */
int privacy_verify(const struct privacy *c, const char *heads, struct audit_check *out, struct err *e);

/* ---- for those who count ---- */

/*
 * v (consumed), a record, with pseudonyms in place of ids, names, phones and e-mails of people, of ids of
 * conversations, orders and visits, and texts masked. *told is an array, at first empty, of what is carried from record
 * to record, for it may be said again: the names and ids in the rows of an export, whose customer comes first.
 */
val privacy_pseudonymise(const struct pseudonym *key, const char *domain, val v, val *told);
/* The same in place: members without any of it keep their bytes. */
void privacy_pseudonymise_record(const struct pseudonym *key, const char *domain, struct rec *r, val *told);

#endif

/*
 * personal: where the store keeps personal data: each of its tables, how its rows are found to be a customer's, and
 * when they are too old. One list, by which data is exported, erased and forgotten (retention); a test holds it
 * against the schema, so that no new table is missed (tests/unit/personal.c).
 */
#ifndef SERVICES_PERSONAL_H
#define SERVICES_PERSONAL_H

#include <stdbool.h>

#include "base/err.h"
#include "io/sql.h"
#include "record/val.h"

enum personal_by {
	PERSONAL_NOBODY, /* it holds no personal data */
	PERSONAL_ID,     /* $2 of where is a customer's id */
	PERSONAL_SUBJECT /* $2 is the customer's pseudonym; it is all that the row has of them */
};

enum personal_end {
	PERSONAL_DELETE, /* erasing takes the row out */
	PERSONAL_RENAME, /* the pseudonym stands in place of the id, for rows may not be missing */
	PERSONAL_KEEP    /* it names nobody */
};

struct personal_table {
	const char *name;
	enum personal_by by;
	enum personal_end end;
	const char *where;  /* which rows are a customer's: an SQL condition over $1, the domain, and $2 */
	const char *order;  /* of rows shown: columns */
	const char *json;   /* columns that hold JSON, split by single spaces; "" for none */
	const char *title;  /* what it is, for the customer, in Portuguese */
	const char *period; /* of domain.yaml's retention, by which its rows go; NULL: they stay, for they name nobody */
	const char *old;    /* which go: an SQL condition over $1, the domain, and $2, a time; NULL: not one by one */
	const char *key;    /* the columns that name a row, when it has old */
};

/* A table whose rows have no time of their own has one of these for its period. */
#define PERSONAL_WITH_CUSTOMER "customers" /* they go when the whole customer does */
#define PERSONAL_FOR_EVER ""               /* they must stay */

/* In the order in which they are emptied: what finds rows of others goes last. */
int personal_count(void);
const struct personal_table *personal_at(int i);

/*
 * Each row of t that is a customer's: its columns, JSON as it is, times as RFC 3339, without domain. who is what
 * t->by says. fn consumes row and must not use db. 0, or -1 with e, also fn's.
 */
int personal_each(struct sql *db, const struct personal_table *t, const char *domain, const char *who,
				  int (*fn)(void *cookie, val row, struct err *e), void *cookie, struct err *e);
/* How many there are; -1 with e. */
long personal_rows(struct sql *db, const struct personal_table *t, const char *domain, const char *who, struct err *e);
/* Takes them out, or puts name in place of the id, inside the caller's transaction; how many; -1 with e. */
long personal_end_rows(struct sql *db, const struct personal_table *t, const char *domain, const char *who,
					   int (*name)(void *cookie, const char *id, char *out, size_t cap), void *cookie, struct err *e);

/* ---- whose ---- */

/* A person, as the store and other systems know them. Free it with personal_free. */
struct personal {
	bool known;
	val customer;              /* as customer_get has it */
	val ids;                   /* array: ours, the customer's and those of merged ones */
	val externals;             /* array: chatwoot:1:c5 */
	val conversations;         /* array of ids */
	val links;                 /* array of {"entity","id","model","remote_id"} of Odoo */
	val idents;                /* array: normal forms of the phones, e-mails and documents that are theirs */
	const char *domain, *shop; /* borrowed: of personal_find; of lines that are kept (dead_shop), NULL: of any */
};

/* The customer behind key: an id, external id, phone or e-mail. known is false when there is none. 0, or -1 with e. */
int personal_find(struct sql *db, const char *domain, const char *key, struct personal *out, struct err *e);
void personal_free(struct personal *p);

enum personal_match { PERSONAL_NOT, PERSONAL_MENTIONED, PERSONAL_THEIRS };

/*
 * Is the record (n bytes of JSON: a message, an event, a webhook as cwai-listen stores it) of that person: by the
 * ids in it? One of another shop, or an event of another domain, is not: ids are each one's own. Or does it name their
 * phone, e-mail or document? What is no record is searched as text.
 */
enum personal_match personal_match(const struct personal *p, const char *line, size_t n);

#endif

/*
 * customer: who writes. A customer is the object {"id","name","phone","email",…}: phone in E.164, email in lower
 * case, and beside them what else is known (preferences, addresses, consent). Each belongs to one domain. Channels
 * name a person by an external id (chatwoot:ACCOUNT:cCONTACT); several may be one customer.
 */
#ifndef SERVICES_CUSTOMER_H
#define SERVICES_CUSTOMER_H

#include <stdbool.h>

#include "base/date.h"
#include "base/err.h"
#include "io/sql.h"
#include "record/val.h"

struct pseudonym;

/* What a channel says of the writer; NULL for what it does not say. Phone and email as they come, raw UTF-8. */
struct customer_hint {
	const char *external; /* the channel's id, or a customer's own id; must be there */
	const char *name, *phone, *email;
	bool claimed; /* phone and email were typed by the writer: they prove nothing, and are neither used nor kept */
	bool look;    /* write nothing: *out is VAL_NONE when the store knows nobody */
};

/*
 * The customer behind hint: by its external id, else by its own id, phone (the ninth digit put in), e-mail, but not by
 * one that several have; else a new one, whose id is the external id. What the store lacks is filled in from the hint;
 * the name and reach of a customer that came from this very channel follow it. *out is the caller's; *fresh: made now.
 * 0, or -1 with e as sql_exec.
 */
int customer_meet(struct sql *db, const char *domain, const struct customer_hint *hint, date_ms now, val *out,
				  bool *fresh, struct err *e);

/* The customer of a row with id, name, phone, email and data (borrowed). */
val customer_of_row(val row);

/* By id, *out VAL_NONE when there is none. */
int customer_get(struct sql *db, const char *domain, const char *id, val *out, struct err *e);
/*
 * By a key: id, external id, phone or e-mail, in this order; *out VAL_NONE when nobody has it. -1 with e: ERR_DATA when
 * it is a phone or an e-mail that several have, for it could be any of them; else as sql_exec.
 */
int customer_find(struct sql *db, const char *domain, const char *key, val *out, struct err *e);
/* The same: only the id, in new memory; NULL when nobody has the key. */
int customer_id_of(struct sql *db, const char *domain, const char *key, char **id, struct err *e);
/* The one customer with that phone or e-mail: *out VAL_NONE also when several have it. */
int customer_by_reach(struct sql *db, const char *domain, const char *what, val *out, struct err *e);
/*
 * Who else has the phone or the e-mail of the customer v (borrowed, in normal form): *out is {"phone":[id,…],"email":
 * [id,…]}, at most three of each and no member where there is none; the caller's.
 */
int customer_others(struct sql *db, const char *domain, val v, val *out, struct err *e);

/*
 * Puts the customer v in, or in place of the one with its id: all of it is replaced. "external_ids", an array, ties
 * channels' ids to it and is not kept in it. Needs an id (ERR_DATA).
 */
int customer_put(struct sql *db, const char *domain, val v, date_ms now, struct err *e); /* borrows v */

/* The same inside the caller's transaction. */
int customer_write(struct sql *db, const char *domain, val v, date_ms now, struct err *e);
/* Forgets a customer and the ids tied to it, inside the caller's transaction. */
int customer_delete(struct sql *db, const char *domain, const char *id, struct err *e);
/* v (consumed) with its phone and email as they are kept: E.164, lower case. What is none stays. */
val customer_normal(val v);

/*
 * customer_put for each line of an NDJSON file, all or none; who was erased, as key recognises them (NULL: nobody), is
 * left out. *n: how many were put, *left: how many left out.
 */
int customer_import(struct sql *db, const char *domain, const char *path, const struct pseudonym *key, date_ms now,
					int *n, int *left, struct err *e);

#endif

/*
 * profile: what is remembered of a customer. It is the customer of services/customer.h with these members beside its
 * name, phone and e-mail:
 *
 *	contact_info        other ways to reach it: {"instagram": "@ana"}. phone and email in it were typed in a
 *	                    conversation and prove nothing
 *	addresses           [{"label","street","number","complement","neighborhood","city","state","zip","country",
 *	                    "reference","preferred"}], at most one of them preferred
 *	preferences         {"tipo_pele": "oleosa"}
 *	interests           {"price": 3}: in how many conversations a topic came up
 *	mentioned_entities  [{"type","id","text","ts"}], the newest last
 *	update_history      [{"timestamp","source","fields"}], the newest last
 *
 * Times in them are RFC 3339. A key that names a customer is its id, a channel's id, the id that it had before it was
 * linked, a phone or an e-mail (customer_id_of). Every change is noted in the outbox as one of the entity "profile".
 */
#ifndef SERVICES_PROFILE_H
#define SERVICES_PROFILE_H

#include <stdbool.h>

#include "base/date.h"
#include "base/err.h"
#include "io/sql.h"
#include "record/val.h"
#include "services/domain.h"
#include "services/pseudonym.h"

#define PROFILE_RECENT 5    /* of recent_purchases, recent_appointments, upcoming_appointments */
#define PROFILE_HISTORY 20  /* of update_history */
#define PROFILE_MENTIONS 50 /* of mentioned_entities */

/*
 * The customer in *out (the caller's), with what is known of it from elsewhere: recent_purchases (orders) and
 * recent_appointments, the newest first, and upcoming_appointments, the next first. Those that were cancelled are left
 * out; "now" is date_now. VAL_NONE when nobody has that key. 0, or -1 with e as sql_exec.
 */
int profile_get(struct sql *db, const struct domain *d, const char *key, val *out, struct err *e);

/* Borrowed. */
struct profile_change {
	const char *customer; /* its key; an id that nobody has makes a new one */
	const char *event;    /* what the change is told by: the same one again changes nothing. NULL: none */
	const char *source;   /* who says so: "conversation", "purchase", "odoo", … */
	val data;             /* {"name","contact_info","addresses","preferences"}, or some of them */
	date_ms now;
	bool dry;                    /* change nothing, tell what would be */
	const struct pseudonym *key; /* that it was changed stands in the audit log, too; NULL: it does not */
};

/*
 * Merges data into a profile, in one transaction with its event. name: a text, or {"first_name","last_name"}.
 * contact_info: each member by itself, null takes it out; phone and email become the customer's own, unless the source
 * is "conversation": what a person types is kept in contact_info, and nobody is recognised by it. addresses: one, or an
 * array; new ones are put at the end, one that is there (same street, number and zip) gets what it lacks; the newest
 * preferred one stays the only one; of more than 20 the oldest that is not preferred goes. preferences: each by itself,
 * null takes it out.
 *
 * 1 when it changed, 0 when there was nothing new, -1 with e: ERR_DATA says which member is wrong and why, or that
 * several customers have that phone or e-mail; else as sql_exec. *out (may be NULL; the caller's) is
 * {"id","created","changed","fields","profile"}, the profile without what profile_get adds; with "shared":
 * {"phone":[id,…],"email":[…]} when the new phone or e-mail is that of others too, which a warning also says.
 */
int profile_update(struct sql *db, const struct domain *d, const struct profile_change *c, val *out, struct err *e);

/*
 * Takes in what a conversation was about, inside the caller's transaction: each topic of analysis (the record's
 * analysis member, borrowed) counts one more interest, its products, services, professionals, categories and orders are
 * mentioned. Whether the customer allows it is for the caller to know. 1; 0 when event (may be NULL) was taken in
 * before, there was nothing, or nobody has that key; -1 with e.
 */
int profile_learn(struct sql *db, const struct domain *d, const char *customer, val analysis, const char *event,
				  date_ms now, struct err *e);

/*
 * Inside the caller's transaction: until its end nobody else changes the customer with this id, so that it may be read,
 * changed and written (customer_get, customer_write). 1; 0 when there is none; -1 with e.
 */
int profile_lock(struct sql *db, const char *domain, const char *id, struct err *e);

#endif

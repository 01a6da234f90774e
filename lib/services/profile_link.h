/*
 * profile_link: two customers that are one person made one, and taken back. What is the gone one's (ids of channels,
 * conversations, records, analyses, consents, its partner in Odoo when the other has none) moves to the kept one, whose
 * own members win. What both were, and what moved, is kept in the table merges, so that a link can be undone.
 */
#ifndef SERVICES_PROFILE_LINK_H
#define SERVICES_PROFILE_LINK_H

#include <stdbool.h>

#include "base/date.h"
#include "base/err.h"
#include "io/sql.h"
#include "record/val.h"
#include "services/domain.h"
#include "services/pseudonym.h"

/* Borrowed. kept and gone are keys (services/profile.h). */
struct profile_link {
	const char *kept, *gone;
	const char *source; /* who says that they are one */
	date_ms now;
	bool dry;                    /* change nothing, tell what would be */
	const struct pseudonym *key; /* of the audit log; NULL: it does not stand there */
};

/*
 * Links gone into kept, in one transaction with its events. Of members that both have kept's wins; addresses,
 * preferences, interests, mentions and update_history are united; consent is what both allow, and what either
 * refuses is refused. The phone, the e-mail and the id of the gone one lead to the kept one from then on.
 *
 * 1; 0 when they are one already; -1 with e: ERR_NOINPUT when one is not there, ERR_DATA when both are the same, or a
 * key means several; else as sql_exec. *out (may be NULL; the caller's) is {"id","gone","linked","moved":
 * {"external_ids": 2},"odoo"}: odoo is "moved", "both" when each is a partner of its own, which they stay, or null.
 */
int profile_link(struct sql *db, const struct domain *d, const struct profile_link *l, val *out, struct err *e);

/*
 * Takes back the newest link that holds of the customer with the key q->kept, kept or gone (q->gone and q->source are
 * not looked at): both are as they were. What came after stays with the kept one. 1; 0 when it is linked to none; -1
 * with e: ERR_NOINPUT when nobody is known by that key, ERR_DATA when the kept one was linked itself since, or the gone
 * one is there again; else as sql_exec. *out is {"id","gone","unlinked"}.
 */
int profile_unlink(struct sql *db, const struct domain *d, const struct profile_link *q, val *out, struct err *e);

/*
 * Who may be one person: *out is an array of {"kept","gone","by"}, by holding "phone", "email" or "odoo" (one is
 * Odoo's own customer of the partner that the other is); kept is the one known longer. A name is no reason, nor a phone
 * or e-mail that was only typed. Those that were linked and taken back have "undone": true.
 */
int profile_link_find(struct sql *db, const struct domain *d, val *out, struct err *e);

/*
 * Links each of the pairs that profile_link_find gave as how says (its kept and gone are not looked at), but those that
 * were taken back before; each has "linked" then. One transaction a pair. -1 with e as profile_link, with what was done
 * so far in *pairs.
 */
int profile_link_pairs(struct sql *db, const struct domain *d, val *pairs, const struct profile_link *how,
					   struct err *e);

/*
 * What happened to the customer with that key, the oldest first: its update_history in *updates and its links,
 * [{"ts","kept","gone","source","undone"}], in *links; both the caller's. ERR_NOINPUT when there is none.
 */
int profile_link_history(struct sql *db, const struct domain *d, const char *key, val *updates, val *links,
						 struct err *e);

#endif

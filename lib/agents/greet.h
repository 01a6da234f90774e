/*
 * greet: a personal greeting: by name, by how long ago the customer was here, by what it was about, and in a new
 * conversation with the last delivery address. An address is shown only to a customer known by the phone of the very
 * channel or "verified", to none that refused consent.service (or consent.address), and without number and complement
 * unless one of the two is granted.
 */
#ifndef AGENTS_GREET_H
#define AGENTS_GREET_H

#include "base/date.h"
#include "base/err.h"
#include "record/val.h"
#include "services/domain.h"

struct greet {
	char *text;         /* the greeting */
	val facts;          /* array: the customer's id when something of theirs is in it */
	const char *branch; /* "unknown", "first", "today", "week", "month", "earlier"; static */
};

/*
 * message: the record's customer and channel ({"customer":{…},"channel":"whatsapp"}); context: what cwai-context
 * added (null for none). Both borrowed. 0, or -1 with e as domain_render.
 */
int greet_compose(struct domain *d, val message, val context, date_ms now, struct greet *out, struct err *e);
void greet_free(struct greet *g);

/* One of the short texts greeting_short, thanks, goodbye, with the customer's first name; facts as above. */
int greet_short(struct domain *d, const char *name, val message, val context, struct greet *out, struct err *e);

#endif

/*
 * chatwoot_acts: what records ask of Chatwoot: {"do":"note","conversation":42,"text":"hi"} in, "result" added. All of
 * it is in cwai-chatwoot(1). The functions fit struct rec_filter, several side by side or one by one; the cookie is a
 * struct chatwoot_acts. Acts on one conversation or contact are done one after the other, as they came.
 */
#ifndef SERVICES_CHATWOOT_ACTS_H
#define SERVICES_CHATWOOT_ACTS_H

#include <stdbool.h>

#include "base/err.h"
#include "clients/chatwoot.h"
#include "record/rec.h"

struct chatwoot_work;

struct chatwoot_acts {
	struct chatwoot *chat; /* borrowed */
	bool dry;              /* what would change something is not asked: its result is the requests */
	bool show;             /* secrets that Chatwoot tells are left in results */
	val secrets;           /* an object, else null: members a bot that was made tells are put there */
	/* its own: */
	struct chatwoot_work *first;
};

void *chatwoot_acts_begin(void *acts, struct rec *r);
int chatwoot_acts_end(void *acts, void *work, struct rec *r, struct err *e);
int chatwoot_acts_one(void *acts, struct rec *r, struct err *e);

/* One act, given as the members of a record (consumed); its result in *out (the caller's). 0, or -1 with e. */
int chatwoot_acts_run(struct chatwoot_acts *a, val request, val *out, struct err *e);

/* The number in a conversation's ('\0') or contact's ('c') id, as a number, its digits, or chatwoot:…; -1 with e. */
long long chatwoot_acts_id(const struct chatwoot *chat, val v, char letter, const char *what, struct err *e);

/* Is s one of the words, split by '|'? */
bool chatwoot_acts_word(const char *words, const char *s);

#define CHATWOOT_STATUSES "open|pending|resolved|snoozed"

#endif

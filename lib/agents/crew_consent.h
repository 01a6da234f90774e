/*
 * crew_consent: what the crew asks and hears of the customer's own data: the question whether it may be kept
 * (domain.yaml's consent.ask), the answer to it, a change of mind, and the wish to be forgotten.
 */
#ifndef AGENTS_CREW_CONSENT_H
#define AGENTS_CREW_CONSENT_H

#include "agents/crew.h"

/*
 * Is the message about that alone? 1, with part (crew_part_init) filled: a clear yes or no to the question that is
 * open is written down with the message's id, "revogar" takes back all that was allowed, and who wants to be
 * forgotten, or to see what there is, is handed to a person (reason "privacy"). 0: the crews answer. -1 with e.
 */
int crew_consent_take(const struct crew *c, val record, date_ms now, struct crew_part *part, struct err *e);

/*
 * The question as a part to be put behind a reply: 1 with part filled and *task (consumed, and the caller's) the
 * dialogue that it opens; 0 when nobody is to be asked: the domain does not ask, the customer is not known or was
 * asked before, a dialogue is open (*task is not null). No other question belongs into a reply with it. -1 with e,
 * *task as it was.
 */
int crew_consent_ask(const struct crew *c, val record, struct crew_part *part, val *task, struct err *e);

#endif

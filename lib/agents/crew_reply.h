/*
 * crew_reply: a message's whole reply: each crew that the route names answers its part, and a person takes over
 * the rest.
 */
#ifndef AGENTS_CREW_REPLY_H
#define AGENTS_CREW_REPLY_H

#include "agents/crew.h"

/*
 * record: the whole message record with context, route and perhaps greeting and opportunities (borrowed). Sets *reply
 * to {parts:[{crew, text, facts}], handoff: null or {reason, team, note}}, with offer {type, rule, and its ids under
 * products, services or advice} when it ends with one of the opportunities, and offer_answer {message, outcome} when
 * the message answered the offer that an earlier message got; and *task to what the open task is from now on (null:
 * none). Both are the caller's. 0, or -1 with e and neither set.
 */
int crew_reply(const struct crew *c, val record, date_ms now, val *reply, val *task, struct err *e);

#endif

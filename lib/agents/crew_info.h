/* crew_info: answers from rules and FAQs, opening hours, product facts and services. */
#ifndef AGENTS_CREW_INFO_H
#define AGENTS_CREW_INFO_H

#include "agents/crew.h"

/*
 * Intents hours, policy, promotion, product_info, service_info; another is tried in that order. Without facts the part
 * is a handoff "no_facts". part was initialised. 0, or -1 with e.
 */
int crew_info_answer(const struct crew *c, const struct crew_ask *ask, struct crew_part *part, struct err *e);

#endif

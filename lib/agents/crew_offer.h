/*
 * crew_offer: the one opportunity (cwai-enrich(1)) that a reply adds to what was asked, and what becomes of it when the
 * customer answers.
 */
#ifndef AGENTS_CREW_OFFER_H
#define AGENTS_CREW_OFFER_H

#include "agents/crew.h"

/* What a message says to the offer before it. */
enum crew_offer_said { CREW_OFFER_NOTHING, CREW_OFFER_YES, CREW_OFFER_NO };

/* task: what is open, with the "offer" that waits for an answer; text: raw UTF-8. */
enum crew_offer_said crew_offer_said(val task, const char *text);

/*
 * The part that answers a yes or no to task.offer. A service, and a product that is bought again, a person sees to
 * (part->handoff). 0, or -1 with e.
 */
int crew_offer_answer(const struct crew *c, val task, enum crew_offer_said said, struct crew_part *part, struct err *e);

/* A reply as far as it is made: its parts ({crew, text, facts}) and what products it is about. Borrowed. */
struct crew_offer_reply {
	val record, parts, products;
	int focus;
};

/*
 * The first opportunity of the record that may be said with this reply: *made is {type, rule, and its ids under
 * products, services or advice} and *part (initialised) the sentence with its facts; *made is null when there is none.
 * Nothing is offered to who is upset, nor what the reply says already. 0, or -1 with e.
 */
int crew_offer_add(const struct crew *c, const struct crew_offer_reply *r, struct crew_part *part, val *made,
				   struct err *e);

/* The task (consumed) with the offer made in answer to message waiting for its answer; with null made, without any. */
val crew_offer_task(val task, val made, const char *message);

#endif

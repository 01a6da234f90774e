/*
 * analyze: what a conversation was about, without its text: key points, entities, sentiment, topics, what nobody
 * answered and who waited how long. Whatever text is in the result has personal data masked. The same conversation
 * gives the same result. Memory is that of one conversation.
 */
#ifndef AGENTS_ANALYZE_H
#define AGENTS_ANALYZE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/date.h"
#include "base/err.h"
#include "record/val.h"
#include "services/config.h"
#include "services/domain.h"

/* ---- what it is done with ---- */

struct analyze_tools;

/*
 * For one domain; c and d are borrowed and must outlive it. Both may be NULL: then it serves analyze_text alone, which
 * finds no entities. db may be NULL: then products are no entities. model is a file of cwai-train sentiment, or NULL:
 * the domain's sentiment_model, else the built-in words. The routing model is opened when a message without intents
 * first needs it. NULL with e as mention_open and sentiment_load.
 */
struct analyze_tools *analyze_tools_open(const struct config *c, struct domain *d, struct sql *db, const char *model,
										 struct err *e);
void analyze_tools_close(struct analyze_tools *t); /* NULL is fine */

/* ---- one text ---- */

/*
 * {"sentiment":{"label","score"},"entities":[…]} of raw UTF-8, without entities when there is no domain; now is the
 * present that "amanhã" is counted from.
 */
int analyze_text(struct analyze_tools *t, const char *text, size_t n, date_ms now, val *out, struct err *e);

/* ---- a conversation ---- */

struct analyze;

enum analyze_role { ANALYZE_CUSTOMER, ANALYZE_SHOP, ANALYZE_HUMAN, ANALYZE_ROLES };

/* All borrowed, and copied. */
struct analyze_turn {
	const char *id; /* the message's; a shop's turn may have that of the message it answers */
	enum analyze_role role;
	const char *text; /* raw UTF-8; NULL or "" for attachments alone */
	date_ms ts;       /* 0: not known; then it stands behind the turn before it, and no wait is counted by it */
	/*
	 * What it wanted, of a customer's turn or the shop's answer to it: names, or objects {name, confidence, crew}. An
	 * empty array: nobody knows. VAL_NULL: nobody asked; the domain's routing model is asked then.
	 */
	val intents;
	val crews;           /* names of the crews that answered; VAL_NULL: none */
	const char *handoff; /* why a person was to take over; NULL: the turn is an answer */
	/*
	 * It is no message: a person has spoken then and what is not known, the bot handed over without a word, or its
	 * answer never left (then handoff is NULL).
	 */
	bool unseen;
};

struct analyze *analyze_new(const char *conversation);
void analyze_free(struct analyze *a); /* NULL is fine */

const char *analyze_id(const struct analyze *a);
int analyze_turns(const struct analyze *a);    /* that were added */
date_ms analyze_last(const struct analyze *a); /* the newest time, 0 when none has one */

/* The channel, and the customer's id; NULL leaves what was said before, and the first that is said stays. */
void analyze_about(struct analyze *a, const char *customer, const char *channel);
const char *analyze_customer(const struct analyze *a); /* NULL when not known */
/* Another id for the customer: what a store knows it by. */
void analyze_rename(struct analyze *a, const char *customer);
/* Words that name the customer or where he lives, to be masked: a whole name or a street; each of its words too. */
void analyze_hide(struct analyze *a, const char *words);

/* Turns stand as they were added, answers behind their messages, whatever their times say (of two clocks). */
void analyze_keep_order(struct analyze *a);

/* One more turn; one with the id and the role of an earlier one is left out. */
void analyze_add(struct analyze *a, const struct analyze_turn *turn);

/*
 * The analysis (cwai-record(5)) of the turns, by their times where they have one (analyze_keep_order); the caller's.
 * now stands for the time of turns when none has one. -1 with e as mention_find, and as route_open_domain.
 */
int analyze_value(struct analyze *a, struct analyze_tools *t, date_ms now, val *out, struct err *e);

/*
 * What may be kept of an analysis (consumed) without the customer's consent: no customer, no key points, no question
 * but how many there were (unresolved_count), no entity that names or reaches a person, no date more than five years
 * before its end: a birth.
 */
val analyze_without_person(val analysis);

#endif

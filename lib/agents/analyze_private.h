/* analyze_private: what the parts of analyze share. */
#ifndef AGENTS_ANALYZE_PRIVATE_H
#define AGENTS_ANALYZE_PRIVATE_H

#include "base/mem.h"
#include "services/mention.h"
#include "text/redact.h"
#include "text/sentiment.h"

#include "agents/analyze.h"

struct analyze_names {          /* what is to be masked */
	struct redact_names *known; /* NULL: none */
	struct buf words;           /* folded, split by single spaces, each once: names that are words of a shop too */
};

struct analyze_one { /* a turn */
	char *id, *text, *handoff;
	enum analyze_role role;
	date_ms ts;
	bool timed, unseen;
	val intents, crews;
	int order, place; /* of coming; and where it is to stand */
	/* analyze_value works these out */
	struct sentiment mood;
	val entities; /* array */
	val topics;   /* object: the share of each, 1 in all; empty when it is about nothing */
	char *plain;  /* the text, masked */
};

struct analyze {
	char *id, *customer, *channel;
	struct analyze_one *turn;
	int n, cap;
	int *slot; /* places of turns and 1 by role and id (analyze_find); 0 is free; a power of two, at most half full */
	int slots;
	bool ordered; /* as they were added */
	struct analyze_names names;
};

struct analyze_span { /* borrowed bytes */
	const char *p;
	size_t n;
};

/* analyze_find.c: the place of the role's turn with that id, below 0 when there is none or id is "". */
int analyze_find(const struct analyze *a, enum analyze_role role, const char *id);
void analyze_find_put(struct analyze *a);   /* the last turn is new */
void analyze_find_again(struct analyze *a); /* turns have moved */

/* analyze_sentence.c: the next sentence of *s (end at stop) that has words, trimmed; moves *s behind it. */
bool analyze_sentence_next(const char **s, const char *stop, struct analyze_span *out);

/* analyze_words.c; of one sentence or message, raw UTF-8. */
bool analyze_words_ask(struct analyze_span s);    /* is it a question, by its sign or its words? */
bool analyze_words_small(struct analyze_span s);  /* is it small talk, or without words? */
bool analyze_words_settle(struct analyze_span s); /* does it settle something: booked, sent, bought, cancelled? */
bool analyze_words_wish(struct analyze_span s);   /* does it ask for something to be done? */
int analyze_words_count(struct analyze_span s);
/* Are they nearly the same sentence? Not when their numbers differ. */
bool analyze_words_same(struct analyze_span a, struct analyze_span b);

/* analyze_names.c */
void analyze_names_add(struct analyze_names *names, const char *words); /* its words are masked too (redact_text) */
/* The name by which the writer of the text introduces himself. */
void analyze_names_learn(struct analyze_names *names, const char *text);
void analyze_names_free(struct analyze_names *names);
/* The text with personal data masked, in new memory: names, all of redact_text, addresses, long numbers. */
char *analyze_names_mask(const struct analyze_names *names, const char *text);

/* analyze_tools.c */
int analyze_tools_mentions(struct analyze_tools *t, const char *text, size_t n, date_ms now, val *out, struct err *e);
void analyze_tools_mood(struct analyze_tools *t, const char *text, struct sentiment *out);
/* The model's intents for a text, as an array of {name, confidence, crew}, empty when unknown. */
int analyze_tools_intents(struct analyze_tools *t, const char *text, val *out, struct err *e);
/* Is the intent, whose crew may be NULL when it is not known, no topic: small talk, a wish for a person? */
bool analyze_tools_social(struct analyze_tools *t, const char *intent, const char *crew);

/* The parts of an analysis; turns are in order, and worked out. Each gives the member's value. */
val analyze_points(const struct analyze *a);
val analyze_open(const struct analyze *a);
val analyze_waits(const struct analyze *a);
val analyze_mood(const struct analyze *a);
val analyze_mood_value(const struct sentiment *s); /* {"label","score"} */
/* Works out the topics of each turn. */
int analyze_topics_of_turns(struct analyze *a, struct analyze_tools *t, struct err *e);
val analyze_topics(const struct analyze *a);

/* Is the turn one that the customer takes for an answer? */
static inline bool analyze_answers(const struct analyze_one *t)
{
	return t->role == ANALYZE_HUMAN || (t->role == ANALYZE_SHOP && !t->handoff && !t->unseen);
}

#endif

/*
 * rule_words: questions to a shop brought to one wording, so that "dá pra parar o carro?" meets "tem
 * estacionamento?". For Portuguese; a text of another language passes unchanged. Private to the rule module.
 */
#ifndef SERVICES_RULE_WORDS_H
#define SERVICES_RULE_WORDS_H

#include <stdbool.h>

#include "base/mem.h"
#include "record/val.h"

struct rule_words;

/*
 * The Portuguese words (rule_words_pt.c), each list ends with NULL. A group is the word that stands for all, "=",
 * and the others split by "|"; a leading ' takes the very word, not all of its stem.
 */
extern const char *const rule_words_same[], *const rule_words_silent[], *const rule_words_everyday[];

/*
 * conf is the domain's (borrowed; null is fine): its synonyms go before the common ones, its category words name
 * products.
 */
struct rule_words *rule_words_new(const char *lang, val conf);
void rule_words_free(struct rule_words *w);

/*
 * Appends text, folded, chat spellings written out, words that say nothing left out, synonyms as one word. First all
 * that a rule says is learnt, its ways to ask (question) and its answer; then questions are read, in which a
 * number, and a common word or a product that no rule speaks of, is left out too.
 */
void rule_words_learn(struct rule_words *w, const char *text, bool question, struct buf *out);

/* Of a question's words, stop words apart: those that no rule has, and those that only answers have. */
struct rule_words_count {
	int unknown, unasked;
};
struct rule_words_count rule_words_ask(struct rule_words *w, const char *text, struct buf *out);

#endif

/*
 * rule_words: questions to a shop brought to one wording, so that "dá pra parar o carro?" meets "tem estacionamento?".
 * For Portuguese; a text of another language passes unchanged. Private to the rule module.
 */
#ifndef SERVICES_RULE_WORDS_H
#define SERVICES_RULE_WORDS_H

#include "base/mem.h"
#include "record/val.h"

struct rule_words;

/* synonyms is a domain's list of lists (borrowed; null is fine); its groups go before the common ones. */
struct rule_words *rule_words_new(const char *lang, val synonyms);
void rule_words_free(struct rule_words *w);

/* Appends text, folded, chat spellings written out, words that say nothing left out, synonyms as one word. */
void rule_words_read(struct rule_words *w, const char *text, struct buf *out);

#endif

/*
 * sentiment_private: what the parts of sentiment share: a text cut into units (sentiment_text.c), what words say
 * (sentiment_words.c, a table, and _lookup.c), how that adds up (sentiment_lexicon.c), and the model (_model.c,
 * _train.c).
 */
#ifndef TEXT_SENTIMENT_PRIVATE_H
#define TEXT_SENTIMENT_PRIVATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/mem.h"
#include "text/classifier_private.h"
#include "text/sentiment.h"

/* ---- a text as units ---- */

enum unit_kind {
	UNIT_WORD,  /* or a face or picture: looked up */
	UNIT_LAUGH, /* kkk, rsrs, haha */
	UNIT_COMMA,
	UNIT_STOP, /* full stop, colon, semicolon, line break, exclamation */
	UNIT_ASK   /* a question mark, or several */
};

struct unit {
	uint32_t at, n; /* bytes of line */
	uint16_t kind;
	uint16_t times; /* how often the mark stands there: "!!!" is 3; words 1 */
};

#define SENTIMENT_MAX_UNITS 4000 /* of one text that count; what follows them is not looked at */

struct sentiment_text {
	struct buf line; /* the units, folded, chat spellings written out, a space between each two */
	struct unit *unit;
	size_t n, words;
	size_t shouts; /* exclamation marks */
	bool loud;     /* there are words in capitals */
};

/* Cuts a raw text. What it holds is freed by sentiment_text_free. */
struct sentiment_text sentiment_text_of(const char *raw, size_t n);
void sentiment_text_free(struct sentiment_text *t);

/* ---- what words say ---- */

enum word_kind {
	SAYS,    /* weight in hundredths, -100 to 100 */
	STEM,    /* the same, for all words that begin so */
	STAYS,   /* as SAYS, of what no negation turns: "ainda" */
	TURNS,   /* turns what comes next into its contrary; its weight counts when it turns nothing (0: next to nothing) */
	SCALES,  /* what comes next counts so many hundredths */
	AILS,    /* as SAYS, of what products are for: "manchas", "coceira"; nothing where help is sought */
	SEEKS,   /* help is sought: for so many words behind it what AILS says nothing */
	WISHES,  /* as SEEKS, and praise behind it is wished for: "quero um presente bonito" */
	NAMES,   /* what comes next is a street's or a quarter's name: it says nothing */
	BUT,     /* what follows counts more, what came before less */
	CONCEDES /* "apesar de": what follows, up to the comma, counts less */
};

struct word {
	const char *text; /* folded; several words are split by single spaces */
	uint8_t kind;
	int16_t weight;
};

/* Sorted by the bytes of text. */
extern const struct word sentiment_words[];
extern const size_t sentiment_words_n;

/* The longest entry that s[0..n) begins with, whole words only but for a STEM. NULL when there is none. */
const struct word *sentiment_lookup(const char *s, size_t n);

/* ---- the engines ---- */

void sentiment_lexicon(const char *text, size_t n, struct sentiment *out);
/* Is the lexicon in this language? */
bool sentiment_speaks(const char *lang);

struct sentiment_model {
	struct classifier *c; /* of the two classes; see struct head for what its numbers mean */
	int positive;         /* that class's number */
};

/* A model over a classifier, which it owns from here on, also on failure. NULL with e when it has other classes. */
struct sentiment_model *sentiment_model_over(struct classifier *c, struct err *e);
void sentiment_model_of(struct sentiment_model *m, const char *text, size_t n, struct sentiment *out);

/* -1 to 1 of how far from the border a text lies: never falls as margin grows. */
double sentiment_squash(double slope, double margin);

#endif

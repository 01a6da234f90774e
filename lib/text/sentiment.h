/*
 * sentiment: does a customer's text sound content or not? Two engines answer the same question: a lexicon of Brazilian
 * Portuguese shop talk that is built in and needs nothing, and a model that cwai-train learned from texts of the shop's
 * own, which is better at them.
 */
#ifndef TEXT_SENTIMENT_H
#define TEXT_SENTIMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum sentiment_label { SENTIMENT_NEGATIVE = -1, SENTIMENT_NEUTRAL, SENTIMENT_POSITIVE };

struct sentiment {
	enum sentiment_label label;
	double score; /* -1 (as negative as can be) to 1; its sign is the better guess where one must be made */
};

struct sentiment_model; /* NULL everywhere means the built-in lexicon; one thread at a time */

/*
 * A model file of `cwai-train sentiment`, mapped. NULL with e: ERR_NOINPUT missing; ERR_DATA damaged, of another
 * version, or a model of something else (says so).
 */
struct sentiment_model *sentiment_load(const char *path, struct err *e);
void sentiment_free(struct sentiment_model *m); /* NULL is fine */

/*
 * How text[0..n) sounds: raw UTF-8, invalid bytes are dropped, of a very long text the beginning counts. A text without
 * words has score 0.
 */
void sentiment_of(struct sentiment_model *m, const char *text, size_t n, struct sentiment *out);

const char *sentiment_name(enum sentiment_label l); /* "negative", "neutral", "positive": static */
/* The label of a name, in English or Portuguese ("negativo", "Neutra", "positive"). False when it is none. */
bool sentiment_parse(const char *name, enum sentiment_label *out);

/* ---- training ---- */

struct sentiment_example {
	const char *text; /* raw UTF-8 */
	enum sentiment_label label;
};

struct sentiment_report { /* of cross-validation; shares are 0 to 1, NAN when there is nothing to count */
	int negative, neutral, positive, folds; /* examples */
	double accuracy;                        /* of the score's sign, on negative and positive texts */
	double auroc;                           /* positive against negative, by score */
	double macro_f1;                        /* of the three labels */
	double labelled; /* share of negative and positive texts whose label is right: neutral is wrong for them */
	double band;     /* a score between -band and band is neutral */
};

/*
 * Learns from n examples; some must be negative and some positive. Neutral ones only help to choose the band. The same
 * input gives the same bytes. Shows its progress on a terminal. report may be NULL. NULL with e (ERR_DATA).
 */
struct sentiment_model *sentiment_train(const char *lang, const struct sentiment_example *x, size_t n,
										struct sentiment_report *report, struct err *e);
/* stamp is the caller's (what it was trained from). 0, or -1 with e. */
int sentiment_save(const struct sentiment_model *m, const char *path, uint64_t stamp, struct err *e);

#endif

/*
 * classifier: linear classification of short messages over word and character n-grams, with confidences calibrated on
 * held-back folds and a threshold below which a message is of none of the classes.
 */
#ifndef TEXT_CLASSIFIER_H
#define TEXT_CLASSIFIER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/mem.h"

struct classifier;

struct classifier_example {
	const char *text; /* raw UTF-8, NUL-terminated */
	const char *label;
};

struct classifier_report { /* of cross-validation */
	int examples, classes, folds;
	double accuracy, macro_f1;
	double threshold;              /* confidence under which a message is unknown */
	double kept, rejected;         /* at the threshold: share of in-scope messages kept; of left-out classes' messages rejected */
	struct { double from, to, mean, right; int n; } bin[10]; /* reliability: confidence claimed against share right */
};

/* Trains on n examples of at least two labels. The same input gives the same bytes. report may be NULL. NULL with e (ERR_DATA). */
struct classifier *classifier_train(const char *lang, const struct classifier_example *x, size_t n,
                                    struct classifier_report *report, struct err *e);
void classifier_free(struct classifier *c);

/* One file: versioned, checksummed, mapped when loaded. stamp is the caller's (what it was trained from). */
int classifier_save(const struct classifier *c, const char *path, uint64_t stamp, struct err *e);
/* NULL with e: ERR_NOINPUT missing, ERR_DATA damaged or of another version (says so). */
struct classifier *classifier_load(const char *path, struct err *e);

uint64_t classifier_stamp(const struct classifier *c);
const char *classifier_lang(const struct classifier *c);
int classifier_count(const struct classifier *c);               /* classes */
const char *classifier_label(const struct classifier *c, int i); /* borrowed */
double classifier_threshold(const struct classifier *c);

struct classifier_guess {
	int label;
	double confidence; /* calibrated: the chance that it is right */
};

/* The best classes for a raw text, best first, at most limit. Returns how many. */
int classifier_guess(struct classifier *c, const char *text, size_t n, struct classifier_guess *out, int limit);

/* The features that spoke most for label, "feature weight" a line, for people. */
void classifier_explain(struct classifier *c, const char *text, size_t n, int label, int most, struct buf *out);

#endif

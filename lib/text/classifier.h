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
#include "text/score.h"

struct classifier;

struct classifier_example {
	const char *text;  /* raw UTF-8, NUL-terminated */
	const char *label; /* NULL: out of scope; it helps to choose the threshold, and is of no class */
	const char *note;  /* kept beside the label (the crew that serves it); a label's first counts; may be NULL */
};

struct classifier_report {                 /* of cross-validation */
	int examples, outside, classes, folds; /* outside: examples without a label */
	double accuracy, macro_f1;
	double auroc;          /* in scope against out of it; NAN when nothing could be left out */
	double threshold;      /* confidence under which a message is unknown */
	double kept, rejected; /* at the threshold: share of messages in scope kept; of those out of it rejected */
	struct score_bin bin[SCORE_BINS]; /* reliability of the confidence on the held-back folds */
};

/*
 * Trains on n examples of at least two labels. The same input gives the same bytes. Shows its progress on a terminal.
 * report may be NULL. NULL with e (ERR_DATA).
 */
struct classifier *classifier_train(const char *lang, const struct classifier_example *x, size_t n,
									struct classifier_report *report, struct err *e);
void classifier_free(struct classifier *c);

/* One file: versioned, checksummed, mapped when loaded. stamp is the caller's (what it was trained from). */
int classifier_save(const struct classifier *c, const char *path, uint64_t stamp, struct err *e);
/* NULL with e: ERR_NOINPUT missing, ERR_DATA damaged, of another version or of another kind (says so). */
struct classifier *classifier_load(const char *path, struct err *e);

uint64_t classifier_stamp(const struct classifier *c);
const char *classifier_lang(const struct classifier *c);
int classifier_count(const struct classifier *c);                /* classes */
const char *classifier_label(const struct classifier *c, int i); /* borrowed */
const char *classifier_note(const struct classifier *c, int i);  /* borrowed; "" when there is none */
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

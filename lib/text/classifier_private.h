/*
 * classifier_private: what the parts of the classifier share: the file's layout (classifier_file.c), how a message's
 * features become numbers (classifier.c), and what training works on (classifier_corpus.c, _fit.c, _train.c, _image.c).
 * Models of intents and of sentiment (sentiment_model.c) are of one make; what tells them apart is their recipe.
 *
 * The file, in the byte order and with the floats of the machine (checked): head, slots, bias, matrix, labels. A slot
 * gives a feature's row in the matrix, its idf and the row's scale; a row has each class's weight as a small number
 * that the scale makes real (a quarter of the memory that floats would be fetched from, and the same answers). The bias
 * has a float for each class. The labels are "label\0note\0" for each class.
 */
#ifndef TEXT_CLASSIFIER_PRIVATE_H
#define TEXT_CLASSIFIER_PRIVATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/map.h"
#include "text/classifier.h"
#include "text/features.h"

#define CLASSIFIER_MAGIC "cwaiclf"
#define CLASSIFIER_VERSION 3
#define CLASSIFIER_ORDER 0x01020304u
#define CLASSIFIER_ALIGN 64  /* of each part of the file */
#define CLASSIFIER_STRIDE 16 /* classes are padded to a multiple of this */
#define CLASSIFIER_UNKNOWN 0 /* the row of a feature that training never saw (0 is the bias's, which no feature has) */

/* What a model tells of a message. */
enum classifier_kind { CLASSIFIER_ROUTE, CLASSIFIER_SENTIMENT, CLASSIFIER_KINDS };

struct classifier_recipe {
	const char *name; /* what cwai-train calls it */
	double cost;      /* the solver's C */
	float centroid;   /* how much of a class's mean direction is added to its weights */
	bool unknown;     /* features that training never saw stay in a message's norm */
	bool labels;      /* a label that is made of the examples' words is an example too */
};

extern const struct classifier_recipe classifier_recipes[CLASSIFIER_KINDS];

/* ---- the file ---- */

/* All offsets are bytes from the start. */
struct head {
	char magic[8];
	uint32_t version, order;
	uint64_t bytes, sum, stamp;
	uint32_t classes, stride, rows, slot_bits;
	uint64_t slots_at, bias_at, matrix_at, labels_at;
	float unknown_idf;
	uint32_t kind; /* enum classifier_kind */
	/*
	 * Of routes: confidence = 1 / (1 + exp(-(slope * score + offset))), and the threshold is one. Of sentiment: score =
	 * tanh(slope / 2 * (margin + offset * the lexicon's score)), and scores below the threshold are neutral.
	 */
	double slope, offset;
	double threshold;
	char lang[16];
};

struct slot {
	uint32_t row; /* CLASSIFIER_UNKNOWN: free */
	uint32_t tag; /* the upper half of the feature's key; the lower half says where to look */
	float idf, scale;
};

/* The slot of key among 1 << bits, or the free one where it would go. */
static inline size_t classifier_slot(const struct slot *slot, unsigned bits, uint64_t key)
{
	size_t mask = ((size_t)1 << bits) - 1, i = key & mask;

	while (slot[i].row != CLASSIFIER_UNKNOWN && slot[i].tag != key >> 32)
		i = (i + 1) & mask;
	return i;
}

/* ---- numbers ---- */

/* One feature of a message on its way to a number. */
struct term {
	uint32_t row;
	uint32_t view;
	float value, scale; /* scale is the row's, 1 in training */
};

/* A feature's weight before its view is scaled: (1 + ln count) * idf. */
float classifier_value(uint32_t count, float idf);

/*
 * Scales each view of the terms (views stand together) and drops the unknown features. A view with its weight w and
 * known part k becomes w * k / |k|; where the unknown ones stay in the norm (unknown), the whole being t, it becomes
 * w * k * |k| / |t|^2. Returns how many are left.
 */
size_t classifier_weigh(struct term *t, size_t n, bool unknown);

/* The best class of scores, the first of equals. */
int classifier_best(const float *scores, int classes);

double classifier_confidence(double slope, double offset, double score);

/* ---- serving ---- */

struct classifier {
	void *image;
	size_t bytes;
	bool mapped;
	const struct head *head;
	const struct slot *slots;
	const float *bias;
	const int8_t *matrix;
	const char **labels; /* label and note of each class */
	struct features *features;
	struct term *terms;
	size_t cap;
	float *scores;
};

/*
 * A classifier over the bytes of a file, which must be of that kind. It owns them from here on, also on failure; mapped
 * says how to free them.
 */
struct classifier *classifier_adopt(void *image, size_t bytes, bool mapped, enum classifier_kind kind, struct err *e);

/* The same for a file, as classifier_load, which opens those of routes. */
struct classifier *classifier_open(const char *path, enum classifier_kind kind, struct err *e);

/* A score for each class of the raw text; borrowed until the next text. */
const float *classifier_scores(struct classifier *c, const char *text, size_t n);

/* The checksum that belongs into an image's head. */
uint64_t classifier_sum(const void *image, size_t bytes);

/* ---- training ---- */

#define OUTSIDE -1 /* the label of an example that is of no class */

/* A feature of an example, by its number among all features of the corpus. */
struct seen {
	uint32_t feature, count;
	uint32_t view;
};

struct known {
	uint64_t key; /* 0: free */
	uint32_t feature;
};

struct corpus {
	enum classifier_kind kind;
	size_t n;     /* examples */
	size_t given; /* so many of them are the caller's, the first; the others are labels */
	int *label;
	size_t *at; /* n + 1: example i has seen[at[i]] to seen[at[i + 1]] */
	struct seen *seen;
	size_t cap;
	struct known *known; /* the table of features */
	unsigned bits;
	uint64_t *key; /* of each feature */
	size_t features, key_cap;
	struct map *labels;
	const char **note;
	int classes;
};

/* Weights from some of the examples. Row 0 is the bias. */
struct fit {
	size_t rows, stride;
	float *matrix;
	uint32_t *row; /* of each of the corpus's features */
	float *idf;    /* of each of them */
	float unknown_idf;
};

struct corpus classifier_corpus_new(enum classifier_kind kind, const char *lang, const struct classifier_example *x,
									size_t n);
void classifier_corpus_free(struct corpus *c);
size_t classifier_corpus_longest(const struct corpus *c); /* the most features that an example has, at least 1 */

/* The example as the fit sees it. t has room for its features. Returns how many terms. */
size_t classifier_fit_terms(const struct corpus *c, const struct fit *f, size_t i, struct term *t);

/* scores[0..stride) of the terms. */
void classifier_fit_score(const struct fit *f, const struct term *t, size_t n, float *scores);

/* Trains on the used examples: use has a flag for each, false for those OUTSIDE. They are of two classes or more. */
struct fit classifier_fit_new(const struct corpus *c, const bool *use);
void classifier_fit_free(struct fit *f);

/*
 * Deals the examples of each class out to folds in an order that is random but for the seed; fold[i] of an example
 * OUTSIDE is left alone.
 */
void classifier_deal(const struct corpus *c, int folds, uint64_t seed, int *fold);

/* Numbers in random order, the same on every machine for the same state. */
void classifier_shuffle(size_t *x, size_t n, uint64_t *state);

/* The model's bytes from the weights and what h has of it (lang, slope, offset, threshold), served. */
struct classifier *classifier_make(const struct corpus *c, const struct fit *f, struct head *h, struct err *e);

#endif

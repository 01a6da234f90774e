#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "text/calibrate.h"
#include "text/score.h"

#include "text/classifier_private.h"

#define NEVER -1       /* the fold of an example that is not held back */
#define PARTS 4        /* that the classes are cut into, to be left out by turns */
#define SMALL 40000    /* examples x classes up to which more folds are made */
#define BIG 250000     /* examples x classes from which on fewer are made */
#define LEAST_PARTED 4 /* classes from which on some can be left out */
#define OUT_WEIGHT .25 /* of messages out of scope: those of a class left out are nearer than what comes in life */

/* What cross-validation saw, a message each. */
struct seen_held {
	int gold, got; /* gold OUTSIDE: of a class that was left out, or of none */
	double score;
};

struct held {
	struct seen_held *x;
	size_t n, cap;
};

struct rounds {
	int folds, parts;
	unsigned long done, total; /* fits, for progress */
};

/* ---- random order, the same on every machine ---- */

static uint64_t random_next(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15u;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

void classifier_shuffle(size_t *x, size_t n, uint64_t *state)
{
	for (size_t i = n; i > 1; i--) {
		size_t k = random_next(state) % i, keep = x[k];

		x[k] = x[i - 1];
		x[i - 1] = keep;
	}
}

void classifier_deal(const struct corpus *c, int folds, uint64_t seed, int *fold)
{
	size_t *order = mem_array(NULL, c->given + 1, sizeof(*order));
	int *next = mem_zalloc(((size_t)c->classes + 1) * sizeof(*next));

	for (size_t i = 0; i < c->given; i++)
		order[i] = i;
	classifier_shuffle(order, c->given, &seed);
	for (int k = 0; k < c->classes; k++)
		next[k] = k;
	for (size_t i = 0; i < c->given; i++)
		if (c->label[order[i]] != OUTSIDE)
			fold[order[i]] = next[c->label[order[i]]]++ % folds;
	free(next);
	free(order);
}

static void deal_classes(const struct corpus *c, int parts, uint64_t seed, int *part)
{
	size_t *order = mem_array(NULL, (size_t)c->classes, sizeof(*order));

	for (size_t i = 0; i < (size_t)c->classes; i++)
		order[i] = i;
	classifier_shuffle(order, (size_t)c->classes, &seed);
	for (size_t i = 0; i < (size_t)c->classes; i++)
		part[order[i]] = (int)(i % (size_t)parts);
	free(order);
}

/* ---- messages held back ---- */

static void held_add(struct held *h, struct seen_held x)
{
	if (h->n == h->cap) {
		h->cap = h->cap ? 2 * h->cap : 1024;
		h->x = mem_array(h->x, h->cap, sizeof(*h->x));
	}
	h->x[h->n++] = x;
}

/* Trains on the examples in use and guesses those that are told to be held. */
static void try_round(const struct corpus *c, const bool *use, const bool *hold, bool outside, struct rounds *r,
					  struct held *to)
{
	struct fit f = classifier_fit_new(c, use);
	struct term *t = mem_array(NULL, classifier_corpus_longest(c), sizeof(*t));
	float *scores = mem_array(NULL, f.stride, sizeof(*scores));

	for (size_t i = 0; i < c->n; i++) {
		int best;

		if (!hold[i])
			continue;
		classifier_fit_score(&f, t, classifier_fit_terms(c, &f, i, t), scores);
		best = classifier_best(scores, c->classes);
		held_add(to, (struct seen_held){outside ? OUTSIDE : c->label[i], best, (double)scores[best]});
	}
	free(scores);
	free(t);
	classifier_fit_free(&f);
	log_progress("training", ++r->done, r->total);
}

/* Are examples of two classes in use? */
static bool can_fit(const struct corpus *c, const bool *use)
{
	int first = OUTSIDE;

	for (size_t i = 0; i < c->n; i++) {
		if (use[i] && first != OUTSIDE && c->label[i] != first)
			return true;
		if (use[i])
			first = c->label[i];
	}
	return false;
}

/* Holds each fold of the examples back by turns. */
static void try_folds(const struct corpus *c, struct rounds *r, struct held *in)
{
	int *fold = mem_array(NULL, c->n, sizeof(*fold));
	bool *use = mem_array(NULL, c->n, sizeof(*use)), *hold = mem_array(NULL, c->n, sizeof(*hold));

	for (size_t i = 0; i < c->n; i++)
		fold[i] = NEVER;
	classifier_deal(c, r->folds, 1, fold);
	for (int k = 0; k < r->folds; k++) {
		for (size_t i = 0; i < c->n; i++) {
			use[i] = c->label[i] != OUTSIDE && fold[i] != k;
			hold[i] = c->label[i] != OUTSIDE && fold[i] == k;
		}
		if (can_fit(c, use))
			try_round(c, use, hold, false, r, in);
	}
	free(hold);
	free(use);
	free(fold);
}

/* Leaves each part of the classes out by turns: their messages are out of scope then. */
static void try_parts(const struct corpus *c, struct rounds *r, struct held *out)
{
	int *part = mem_array(NULL, (size_t)c->classes, sizeof(*part));
	bool *use = mem_array(NULL, c->n, sizeof(*use)), *hold = mem_array(NULL, c->n, sizeof(*hold));

	deal_classes(c, r->parts, 2, part);
	for (int k = 0; k < r->parts; k++) {
		for (size_t i = 0; i < c->n; i++) {
			use[i] = c->label[i] != OUTSIDE && part[c->label[i]] != k;
			hold[i] = i < c->given && c->label[i] != OUTSIDE && part[c->label[i]] == k;
		}
		if (can_fit(c, use))
			try_round(c, use, hold, true, r, out);
	}
	free(hold);
	free(use);
	free(part);
}

/* The examples that are known to be outside, as the final weights see them. */
static void try_outside(const struct corpus *c, const struct fit *f, struct held *out)
{
	struct term *t = mem_array(NULL, classifier_corpus_longest(c), sizeof(*t));
	float *scores = mem_array(NULL, f->stride, sizeof(*scores));

	for (size_t i = 0; i < c->n; i++) {
		int best;

		if (c->label[i] != OUTSIDE)
			continue;
		classifier_fit_score(f, t, classifier_fit_terms(c, f, i, t), scores);
		best = classifier_best(scores, c->classes);
		held_add(out, (struct seen_held){OUTSIDE, best, (double)scores[best]});
	}
	free(scores);
	free(t);
}

/* ---- what they tell ---- */

static void calibrate(const struct held *in, struct head *h)
{
	struct calibrate_case *x = mem_array(NULL, in->n + 1, sizeof(*x));

	for (size_t i = 0; i < in->n; i++)
		x[i] = (struct calibrate_case){in->x[i].score, in->x[i].gold == in->x[i].got};
	calibrate_fit(x, in->n, &h->slope, &h->offset);
	free(x);
}

static double *confidences(const struct held *x, const struct head *h)
{
	double *to = mem_array(NULL, x->n + 1, sizeof(*to));

	for (size_t i = 0; i < x->n; i++)
		to[i] = classifier_confidence(h->slope, h->offset, x->x[i].score);
	return to;
}

/* Chooses the threshold, and fills the report. */
static void judge(const struct corpus *c, const struct held *in, const struct held *out, struct head *h,
				  struct classifier_report *rep)
{
	double *of_in = confidences(in, h), *of_out = confidences(out, h);
	bool *right = mem_array(NULL, in->n + 1, sizeof(*right));
	int *gold = mem_array(NULL, in->n + 1, sizeof(*gold)), *got = mem_array(NULL, in->n + 1, sizeof(*got));
	struct calibrate_threshold t;
	double weight = rep->outside > 0 ? (double)rep->outside / (double)rep->examples : 0;

	weight = weight < OUT_WEIGHT ? OUT_WEIGHT : weight > 1 ? 1 : weight;
	for (size_t i = 0; i < in->n; i++) {
		gold[i] = in->x[i].gold;
		got[i] = in->x[i].got;
		right[i] = gold[i] == got[i];
	}
	t = calibrate_threshold(of_in, right, in->n, of_out, out->n, weight);
	h->threshold = rep->threshold = t.at;
	rep->kept = t.kept;
	rep->rejected = t.rejected;
	rep->accuracy = score_accuracy(gold, got, in->n);
	rep->macro_f1 = score_macro_f1(gold, got, in->n, c->classes);
	rep->auroc = score_auroc(of_in, in->n, of_out, out->n);
	score_reliability(of_in, right, in->n, rep->bin);
	free(gold);
	free(got);
	free(right);
	free(of_in);
	free(of_out);
}

/* ---- all of it ---- */

static struct rounds plan(const struct corpus *c, size_t inside)
{
	struct rounds r = {.folds = inside * (size_t)c->classes <= SMALL ? 10 : 5, .parts = PARTS};

	if (inside * (size_t)c->classes > BIG) {
		r.folds = 3;
		r.parts = 2;
	}
	if (c->classes < LEAST_PARTED)
		r.parts = 0;
	r.total = (unsigned long)(r.folds + r.parts + 1);
	return r;
}

static struct classifier *train_on(const struct corpus *c, const char *lang, struct classifier_report *rep,
								   struct err *e)
{
	bool *use = mem_array(NULL, c->n, sizeof(*use));
	struct held in = {0}, out = {0};
	struct head h = {0};
	struct classifier *made;
	struct rounds r;
	struct fit f;
	size_t inside = 0;

	for (size_t i = 0; i < c->n; i++) {
		use[i] = c->label[i] != OUTSIDE;
		inside += use[i] && i < c->given;
	}
	r = plan(c, inside);
	*rep = (struct classifier_report){(int)inside, (int)(c->given - inside), c->classes, r.folds, .accuracy = 0};
	(void)strncpy(h.lang, lang, sizeof(h.lang) - 1);
	try_folds(c, &r, &in);
	f = classifier_fit_new(c, use);
	if (inside < c->given)
		try_outside(c, &f, &out);
	else if (r.parts)
		try_parts(c, &r, &out);
	calibrate(&in, &h);
	judge(c, &in, &out, &h, rep);
	log_progress_end();
	made = classifier_make(c, &f, &h, e);
	classifier_fit_free(&f);
	free(in.x);
	free(out.x);
	free(use);
	return made;
}

struct classifier *classifier_train(const char *lang, const struct classifier_example *x, size_t n,
									struct classifier_report *report, struct err *e)
{
	struct classifier_report own;
	struct corpus c = classifier_corpus_new(CLASSIFIER_ROUTE, lang, x, n);
	struct classifier *made = NULL;

	if (c.classes < 2)
		(void)err_set(e, ERR_DATA, "training needs examples of at least two intents, got %d", c.classes);
	else
		made = train_on(&c, lang, report ? report : &own, e);
	classifier_corpus_free(&c);
	return made;
}

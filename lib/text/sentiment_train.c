#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "text/calibrate.h"
#include "text/score.h"

#include "text/sentiment_private.h"

#define FOLDS 10
#define FEW_FOLDS 5 /* from so many examples on */
#define FEW_FROM 20000
#define FEWEST_NEUTRAL 20 /* below it the band is not chosen but given */
#define GIVEN_BAND .2     /* a margin */
#define MIX_STEP .1
#define MIX_STEPS 30
#define BAND_STEP .02
#define BANDS 75         /* margins that are tried */
#define GOOD_ENOUGH .005 /* macro-F1 that a band may lack and still be as good: the best lies in their middle */

enum { NEGATIVE, NEUTRAL, POSITIVE, LABELS };

/* What cross-validation saw, an example each. */
struct held {
	size_t n;
	double *margin;  /* above 0: positive */
	double *lexicon; /* its score */
	int *gold;       /* NEGATIVE … */
};

static int number_of(enum sentiment_label l)
{
	return (int)l + 1;
}

/* ---- examples ---- */

/* The classifier's form: neutral ones are OUTSIDE. */
static struct corpus corpus_of(const char *lang, const struct sentiment_example *x, size_t n)
{
	struct classifier_example *to = mem_array(NULL, n + 1, sizeof(*to));
	struct corpus c;

	for (size_t i = 0; i < n; i++)
		to[i] = (struct classifier_example){.text = x[i].text, .label = x[i].label ? sentiment_name(x[i].label) : NULL};
	c = classifier_corpus_new(CLASSIFIER_SENTIMENT, lang, to, n);
	free(to);
	return c;
}

/* The lexicon's score of each example; 0 in a language that it does not know. */
static double *lexicon_of(const char *lang, const struct sentiment_example *x, size_t n)
{
	double *to = mem_array(NULL, n + 1, sizeof(*to));
	struct sentiment s = {SENTIMENT_NEUTRAL, 0};

	for (size_t i = 0; i < n; i++) {
		if (sentiment_speaks(lang))
			sentiment_lexicon(x[i].text, strlen(x[i].text), &s);
		to[i] = s.score;
	}
	return to;
}

/* The class that a label has in the corpus: classes are numbered as they come. */
static int class_of(const struct corpus *c, enum sentiment_label l)
{
	const char *name = sentiment_name(l);
	const uint64_t *at = map_find(c->labels, name, strlen(name));

	return at ? (int)*at : -1;
}

/* ---- cross-validation ---- */

/* Trains on all folds but k and guesses that one. */
static void try_fold(const struct corpus *c, const double *lexicon, const int *fold, int k, struct held *h)
{
	bool *use = mem_array(NULL, c->n, sizeof(*use));
	struct term *t = mem_array(NULL, classifier_corpus_longest(c), sizeof(*t));
	int positive = class_of(c, SENTIMENT_POSITIVE);
	struct fit f;
	float *scores;

	for (size_t i = 0; i < c->n; i++)
		use[i] = c->label[i] != OUTSIDE && fold[i] != k;
	f = classifier_fit_new(c, use);
	scores = mem_array(NULL, f.stride, sizeof(*scores));
	for (size_t i = 0; i < c->n; i++) {
		if (fold[i] != k)
			continue;
		classifier_fit_score(&f, t, classifier_fit_terms(c, &f, i, t), scores);
		h->margin[h->n] = (double)scores[positive];
		h->lexicon[h->n] = lexicon[i];
		h->gold[h->n++] = c->label[i] == OUTSIDE ? NEUTRAL : c->label[i] == positive ? POSITIVE : NEGATIVE;
	}
	free(scores);
	classifier_fit_free(&f);
	free(t);
	free(use);
}

/* Can each fold be held back, and both classes still have examples? Then that many; else none. */
static int plan(const struct corpus *c, const struct sentiment_report *r)
{
	int fewest = r->negative < r->positive ? r->negative : r->positive, most = c->n < FEW_FROM ? FOLDS : FEW_FOLDS;

	return fewest < 2 ? 0 : fewest < most ? fewest : most;
}

static struct held cross_validate(const struct corpus *c, const double *lexicon, int folds)
{
	struct held h = {.n = 0};
	int *fold = mem_array(NULL, c->n + 1, sizeof(*fold)), next = 0;

	h.margin = mem_array(NULL, c->n + 1, sizeof(*h.margin));
	h.lexicon = mem_array(NULL, c->n + 1, sizeof(*h.lexicon));
	h.gold = mem_array(NULL, c->n + 1, sizeof(*h.gold));
	if (folds)
		classifier_deal(c, folds, 1, fold);
	for (size_t i = 0; i < c->n && folds; i++)
		if (c->label[i] == OUTSIDE)
			fold[i] = next++ % folds;
	for (int k = 0; k < folds; k++) {
		try_fold(c, lexicon, fold, k, &h);
		log_progress("training", (unsigned long)k + 1, (unsigned long)folds + 1);
	}
	free(fold);
	return h;
}

/* ---- what it tells ---- */

static double macro_f1(const struct held *h, double band, int *got)
{
	for (size_t i = 0; i < h->n; i++)
		got[i] = h->margin[i] >= band ? POSITIVE : h->margin[i] <= -band ? NEGATIVE : NEUTRAL;
	return score_macro_f1(h->gold, got, h->n, LABELS);
}

/* The margin below which a text is neutral: the middle of those that are as good as the best. */
static double choose_band(const struct held *h, int neutral)
{
	int *got = mem_array(NULL, h->n + 1, sizeof(*got)), n = 0;
	double best = 0, sum = 0;

	for (int i = 1; i <= BANDS; i++)
		best = fmax(best, macro_f1(h, i * BAND_STEP, got));
	for (int i = 1; i <= BANDS; i++) {
		if (macro_f1(h, i * BAND_STEP, got) < best - GOOD_ENOUGH)
			continue;
		sum += i * BAND_STEP;
		n++;
	}
	free(got);
	return h->n && neutral >= FEWEST_NEUTRAL ? sum / n : GIVEN_BAND;
}

/*
 * The slope that makes a chance of a margin, and what the chances then lose: the mean of -ln of the right side's. Each
 * case counts once more with its sign changed, so that the curve goes through one half at margin 0 and the score keeps
 * the margin's sign.
 */
static double slope_of(const struct held *h, double much, double *loss)
{
	struct calibrate_case *x = mem_array(NULL, 2 * h->n + 1, sizeof(*x));
	double slope, offset;
	size_t n = 0;

	for (size_t i = 0; i < h->n; i++) {
		double margin = h->margin[i] + much * h->lexicon[i];

		if (h->gold[i] == NEUTRAL)
			continue;
		x[n++] = (struct calibrate_case){margin, h->gold[i] == POSITIVE};
		x[n++] = (struct calibrate_case){-margin, h->gold[i] != POSITIVE};
	}
	calibrate_fit(x, n, &slope, &offset);
	*loss = 0;
	for (size_t i = 0; i < n; i += 2)
		*loss += log1p(exp(x[i].right ? -slope * x[i].score : slope * x[i].score));
	free(x);
	return slope;
}

/* How much the lexicon's score adds to the margin, and the slope of both. */
static void mix(struct held *h, struct head *head)
{
	double least, loss;

	head->offset = 0;
	head->slope = slope_of(h, 0, &least);
	for (int i = 1; i <= MIX_STEPS; i++) {
		double slope = slope_of(h, i * MIX_STEP, &loss);

		if (!(loss < least))
			continue;
		least = loss;
		head->slope = slope;
		head->offset = i * MIX_STEP;
	}
	for (size_t i = 0; i < h->n; i++)
		h->margin[i] += head->offset * h->lexicon[i];
}

static void judge(const struct held *h, double band, struct sentiment_report *r)
{
	double *side[2] = {mem_array(NULL, h->n + 1, sizeof(double)), mem_array(NULL, h->n + 1, sizeof(double))};
	int *got = mem_array(NULL, h->n + 1, sizeof(*got));
	size_t n[2] = {0, 0}, sign = 0, label = 0;

	r->macro_f1 = macro_f1(h, band, got);
	for (size_t i = 0; i < h->n; i++) {
		bool positive = h->gold[i] == POSITIVE;

		if (h->gold[i] == NEUTRAL)
			continue;
		side[positive][n[positive]++] = h->margin[i];
		sign += positive ? h->margin[i] > 0 : h->margin[i] < 0;
		label += got[i] == h->gold[i];
	}
	r->auroc = score_auroc(side[1], n[1], side[0], n[0]);
	r->accuracy = n[0] + n[1] ? (double)sign / (double)(n[0] + n[1]) : (double)NAN;
	r->labelled = n[0] + n[1] ? (double)label / (double)(n[0] + n[1]) : (double)NAN;
	free(side[0]);
	free(side[1]);
	free(got);
}

static struct sentiment_model *train_on(const struct corpus *c, const char *lang, const double *lexicon,
										struct sentiment_report *r, struct err *e)
{
	bool *use = mem_array(NULL, c->n, sizeof(*use));
	struct head head = {.slope = 1};
	struct classifier *made;
	struct held h;
	struct fit f;
	double band;

	r->folds = plan(c, r);
	h = cross_validate(c, lexicon, r->folds);
	mix(&h, &head);
	band = choose_band(&h, r->neutral);
	judge(&h, band, r);
	(void)strncpy(head.lang, lang, sizeof(head.lang) - 1);
	head.threshold = r->band = sentiment_squash(head.slope, band);
	for (size_t i = 0; i < c->n; i++)
		use[i] = c->label[i] != OUTSIDE;
	f = classifier_fit_new(c, use);
	log_progress_end();
	made = classifier_make(c, &f, &head, e);
	classifier_fit_free(&f);
	free(h.margin);
	free(h.lexicon);
	free(h.gold);
	free(use);
	return made ? sentiment_model_over(made, e) : NULL;
}

struct sentiment_model *sentiment_train(const char *lang, const struct sentiment_example *x, size_t n,
										struct sentiment_report *report, struct err *e)
{
	struct sentiment_report r = {0};
	int count[LABELS] = {0};
	struct sentiment_model *m;
	struct corpus c;
	double *lexicon;

	for (size_t i = 0; i < n; i++)
		count[number_of(x[i].label)]++;
	r.negative = count[NEGATIVE];
	r.neutral = count[NEUTRAL];
	r.positive = count[POSITIVE];
	if (!r.negative || !r.positive) {
		(void)err_set(e, ERR_DATA, "training needs negative and positive examples, got %d and %d", r.negative,
					  r.positive);
		return NULL;
	}
	c = corpus_of(lang, x, n);
	lexicon = lexicon_of(lang, x, n);
	m = train_on(&c, lang, lexicon, &r, e);
	classifier_corpus_free(&c);
	free(lexicon);
	if (report)
		*report = r;
	return m;
}

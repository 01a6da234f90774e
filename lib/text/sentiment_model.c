#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "text/sentiment_private.h"

double sentiment_squash(double slope, double margin)
{
	double v = tanh(slope * margin / 2);

	return v >= -1 && v <= 1 ? v : 0; /* a file made by hand may hold anything, but a score is a number */
}

struct sentiment_model *sentiment_model_over(struct classifier *c, struct err *e)
{
	struct sentiment_model *m;
	int positive = -1, negative = -1;

	for (int i = 0; i < classifier_count(c); i++) {
		if (strcmp(classifier_label(c, i), sentiment_name(SENTIMENT_POSITIVE)) == 0)
			positive = i;
		else if (strcmp(classifier_label(c, i), sentiment_name(SENTIMENT_NEGATIVE)) == 0)
			negative = i;
	}
	if (classifier_count(c) != 2 || positive < 0 || negative < 0) {
		classifier_free(c);
		(void)err_set(e, ERR_DATA, "is damaged (classes); train it anew");
		return NULL;
	}
	m = mem_zalloc(sizeof(*m));
	m->c = c;
	m->positive = positive;
	return m;
}

struct sentiment_model *sentiment_load(const char *path, struct err *e)
{
	struct classifier *c = classifier_open(path, CLASSIFIER_SENTIMENT, e);
	struct sentiment_model *m = c ? sentiment_model_over(c, e) : NULL;

	if (c && !m)
		(void)err_prefix(e, "%s", path);
	return m;
}

int sentiment_save(const struct sentiment_model *m, const char *path, uint64_t stamp, struct err *e)
{
	return classifier_save(m->c, path, stamp, e);
}

void sentiment_free(struct sentiment_model *m)
{
	if (!m)
		return;
	classifier_free(m->c);
	free(m);
}

void sentiment_model_of(struct sentiment_model *m, const char *text, size_t n, struct sentiment *out)
{
	const struct head *h = m->c->head;
	struct sentiment lexicon = {SENTIMENT_NEUTRAL, 0};
	/* with two classes each one's score is the other's with its sign changed: the distance from the border */
	double margin = (double)classifier_scores(m->c, text, n)[m->positive];

	if (!features_words(m->c->features))
		margin = 0;
	if (h->offset > 0)
		sentiment_lexicon(text, n, &lexicon);
	out->score = sentiment_squash(h->slope, margin + h->offset * lexicon.score);
	out->label = SENTIMENT_NEUTRAL;
	if (fabs(out->score) > 0 && fabs(out->score) >= h->threshold)
		out->label = out->score > 0 ? SENTIMENT_POSITIVE : SENTIMENT_NEGATIVE;
}

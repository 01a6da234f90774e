#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "text/features.h"

#include "text/classifier_private.h"

#define AHEAD 12 /* terms whose memory is asked for before it is needed */

const struct classifier_recipe classifier_recipes[CLASSIFIER_KINDS] = {
	[CLASSIFIER_ROUTE] = {"route", 1, .5f, true, true},
	[CLASSIFIER_SENTIMENT] = {"sentiment", .3, 0, false, false},
};

/* ---- numbers of a message ---- */

static const float view_weight[FEATURES_VIEWS] = {
	[FEATURES_STEMS] = 1, [FEATURES_CHARS] = 1, [FEATURES_PAIRS] = .4f, [FEATURES_LENGTH] = .3f};

float classifier_value(uint32_t count, float idf)
{
	return count == 1 ? idf : (1 + logf((float)count)) * idf;
}

size_t classifier_weigh(struct term *t, size_t n, bool unknown)
{
	size_t kept = 0;

	for (size_t from = 0, to; from < n; from = to) {
		float known = 0, whole = 0, scale;

		for (to = from; to < n && t[to].view == t[from].view; to++) {
			float square = t[to].value * t[to].value;

			whole += square;
			known += t[to].row == CLASSIFIER_UNKNOWN ? 0 : square;
		}
		if (known <= 0)
			continue;
		scale = view_weight[t[from].view];
		scale = unknown ? scale * sqrtf(known) / whole : scale / sqrtf(known);
		for (size_t i = from; i < to; i++) {
			struct term one = t[i];

			one.value *= scale;
			if (one.row != CLASSIFIER_UNKNOWN)
				t[kept++] = one;
		}
	}
	return kept;
}

int classifier_best(const float *scores, int classes)
{
	int best = 0;

	for (int i = 1; i < classes; i++)
		if (scores[i] > scores[best])
			best = i;
	return best;
}

double classifier_confidence(double slope, double offset, double score)
{
	double p = 1 / (1 + exp(-(slope * score + offset)));

	return p >= 0 ? p : 0; /* a file made by hand may hold anything, but a confidence is a number */
}

static size_t weigh(const struct classifier *c, size_t n)
{
	return classifier_weigh(c->terms, n, classifier_recipes[c->head->kind].unknown);
}

/* Reads the text's features and finds their rows, scales and idf. Returns how many terms there are. */
static size_t look_up(struct classifier *c, const char *text, size_t bytes)
{
	size_t n, mask = ((size_t)1 << c->head->slot_bits) - 1;
	const struct feature *x = features_of(c->features, text, bytes, &n);

	if (n > c->cap) {
		c->cap = n + n / 2;
		c->terms = mem_array(c->terms, c->cap, sizeof(*c->terms));
	}
	for (size_t i = 0; i < n && i < AHEAD; i++)
		__builtin_prefetch(&c->slots[x[i].key & mask]);
	for (size_t i = 0; i < n; i++) {
		const struct slot *s;
		bool known;

		if (i + AHEAD < n)
			__builtin_prefetch(&c->slots[x[i + AHEAD].key & mask]);
		s = &c->slots[classifier_slot(c->slots, c->head->slot_bits, x[i].key)];
		known = s->row != CLASSIFIER_UNKNOWN;
		c->terms[i] = (struct term){.row = s->row, .view = x[i].view, .scale = s->scale};
		c->terms[i].value = classifier_value(x[i].count, known ? s->idf : c->head->unknown_idf);
		if (known)
			__builtin_prefetch(c->matrix + s->row * (size_t)c->head->stride);
	}
	return n;
}

/* scores += v * row. The compiler makes vectors of the inner loop. */
static void add_row(float *restrict scores, const int8_t *restrict row, float v, size_t stride)
{
	for (size_t c = 0; c < stride; c += CLASSIFIER_STRIDE)
		for (size_t k = 0; k < CLASSIFIER_STRIDE; k++)
			scores[c + k] += v * (float)row[c + k];
}

static void score(struct classifier *c, const char *text, size_t bytes)
{
	size_t n = look_up(c, text, bytes), stride = c->head->stride;

	n = weigh(c, n);
	memcpy(c->scores, c->bias, stride * sizeof(*c->scores));
	for (size_t i = 0; i < n; i++) {
		const struct term *t = &c->terms[i];

		if (i + AHEAD < n)
			for (size_t at = 0; at < stride; at += CLASSIFIER_ALIGN)
				__builtin_prefetch(c->matrix + c->terms[i + AHEAD].row * stride + at);
		add_row(c->scores, c->matrix + t->row * stride, t->value * t->scale, stride);
	}
}

const float *classifier_scores(struct classifier *c, const char *text, size_t n)
{
	score(c, text, n);
	return c->scores;
}

/* The classes after the best share what its confidence leaves over, by the odds of their scores. */
static void share_rest(const struct classifier *c, struct classifier_guess *out, int n)
{
	double sum = 0, slope = c->head->slope, top = c->scores[out[0].label], rest = 1 - out[0].confidence;

	for (int i = 0; i < (int)c->head->classes; i++)
		sum += i == out[0].label ? 0 : exp(slope * (c->scores[i] - top));
	for (int i = 1; i < n; i++) {
		double share = rest * exp(slope * (c->scores[out[i].label] - top)) / sum;

		out[i].confidence = share >= 0 && share < out[0].confidence ? share : out[0].confidence;
	}
}

int classifier_guess(struct classifier *c, const char *text, size_t n, struct classifier_guess *out, int limit)
{
	int found = 0;

	if (limit <= 0)
		return 0;
	score(c, text, n);
	for (int i = 0; i < (int)c->head->classes; i++) {
		int k = found;

		if (found == limit && c->scores[i] <= c->scores[out[k - 1].label])
			continue;
		found += found < limit;
		for (k = found - 1; k > 0 && c->scores[i] > c->scores[out[k - 1].label]; k--)
			out[k] = out[k - 1];
		out[k].label = i;
	}
	out[0].confidence = classifier_confidence(c->head->slope, c->head->offset, c->scores[out[0].label]);
	if (found > 1)
		share_rest(c, out, found);
	return found;
}

/* ---- for people ---- */

struct spoke {
	size_t feature;
	float weight;
};

static int by_weight(const void *a, const void *b)
{
	float x = fabsf(((const struct spoke *)a)->weight), y = fabsf(((const struct spoke *)b)->weight);

	return x < y ? 1 : x > y ? -1 : 0;
}

void classifier_explain(struct classifier *c, const char *text, size_t n, int label, int most, struct buf *out)
{
	size_t all = look_up(c, text, n), left = 0, known;
	struct spoke *s;

	if (label < 0 || label >= (int)c->head->classes || !all)
		return;
	s = mem_array(NULL, all, sizeof(*s));
	for (size_t i = 0; i < all; i++)
		if (c->terms[i].row != CLASSIFIER_UNKNOWN)
			s[left++].feature = i;
	known = weigh(c, all);
	for (size_t i = 0; i < known; i++)
		s[i].weight = c->terms[i].value * c->terms[i].scale *
					  (float)c->matrix[c->terms[i].row * (size_t)c->head->stride + (size_t)label];
	qsort(s, known, sizeof(*s), by_weight);
	for (size_t i = 0; i < known && (int)i < most; i++) {
		features_name(c->features, s[i].feature, out);
		buf_printf(out, " %+.4f\n", (double)s[i].weight);
	}
	free(s);
}

/* ---- what it is ---- */

uint64_t classifier_stamp(const struct classifier *c)
{
	return c->head->stamp;
}

const char *classifier_lang(const struct classifier *c)
{
	return c->head->lang;
}

int classifier_count(const struct classifier *c)
{
	return (int)c->head->classes;
}

const char *classifier_label(const struct classifier *c, int i)
{
	return c->labels[2 * i];
}

const char *classifier_note(const struct classifier *c, int i)
{
	return c->labels[2 * i + 1];
}

double classifier_threshold(const struct classifier *c)
{
	return c->head->threshold;
}

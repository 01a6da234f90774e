/* calibrate: from scores to the chance of being right, and the confidence under which a message is unknown. */
#ifndef TEXT_CALIBRATE_H
#define TEXT_CALIBRATE_H

#include <stdbool.h>
#include <stddef.h>

/* One message that was held back: the best class's score, and whether that class was right. */
struct calibrate_case {
	double score;
	bool right;
};

/*
 * The logistic curve 1 / (1 + exp(-(slope * score + offset))) that fits the cases best (Platt's, smoothed targets).
 * slope is always above 0, so that confidence orders messages as the score does. No cases: slope 1, offset 0.
 */
void calibrate_fit(const struct calibrate_case *x, size_t n, double *slope, double *offset);

struct calibrate_threshold {
	double at;             /* confidence under which a message is unknown */
	double kept, rejected; /* share of in that is kept at it, and of out that is not */
};

/*
 * Chooses the threshold between the confidences of messages in scope and out of it: where the share of in that is kept
 * and right, plus weight times the share of out that is rejected, is highest, or a hair less; the lowest such place.
 * Without out messages (n_out 0) it keeps 95 % of in; without any, .5.
 */
struct calibrate_threshold calibrate_threshold(const double *in, const bool *right, size_t n_in, const double *out,
											   size_t n_out, double weight);

#endif

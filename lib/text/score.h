/* score: figures that say how good predictions are: accuracy, F1, AUROC, reliability, NDCG. Shares are 0 to 1. */
#ifndef TEXT_SCORE_H
#define TEXT_SCORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "record/val.h"

/* Labels are numbers, 0 to classes - 1; a prediction outside that range is just wrong. NAN when n is 0. */
double score_accuracy(const int *gold, const int *got, size_t n);
/* The mean F1 of the classes that gold has. */
double score_macro_f1(const int *gold, const int *got, size_t n, int classes);

/* The chance that one of in scores above one of out (ties half). NAN when either is empty. */
double score_auroc(const double *in, size_t n_in, const double *out, size_t n_out);

#define SCORE_BINS 10

struct score_bin {
	double from, to;    /* of the confidence, tenths */
	double mean, right; /* confidence claimed, share that was right; 0 when n is 0 */
	size_t n;
};

/* Confidence claimed against share right, in tenths. */
void score_reliability(const double *confidence, const bool *right, size_t n, struct score_bin bin[SCORE_BINS]);
/* The mean distance between the two, weighted by n: the expected calibration error. NAN when the bins are empty. */
double score_calibration_error(const struct score_bin bin[SCORE_BINS]);

/* The bins that have messages: as a table for people, and as an array of {from,to,n,confidence,right}. */
int score_bins_print(const struct score_bin bin[SCORE_BINS], FILE *f); /* 0, or -1 on a write error */
val score_bins_val(const struct score_bin bin[SCORE_BINS]);
/* A share with four decimals, null for NAN. */
val score_val(double share);

/*
 * NDCG at k of one query, gain 2^grade - 1: ranked[0..n) are the grades of the results in their order (0 for one that
 * is not judged), judged[0..m) all grades above 0 that the query has, in any order. NAN when m is 0.
 */
double score_ndcg(const int *ranked, size_t n, const int *judged, size_t m, size_t k);

#endif

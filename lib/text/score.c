#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/term.h"

#include "text/score.h"

double score_accuracy(const int *gold, const int *got, size_t n)
{
	size_t right = 0;

	for (size_t i = 0; i < n; i++)
		right += gold[i] == got[i];
	return n ? (double)right / (double)n : (double)NAN;
}

double score_macro_f1(const int *gold, const int *got, size_t n, int classes)
{
	size_t *count = mem_zalloc(((size_t)classes + 1) * 3 * sizeof(*count)), present = 0;
	double sum = 0;

	for (size_t i = 0; i < n; i++) {
		count[3 * gold[i]]++;
		if (got[i] >= 0 && got[i] < classes)
			count[3 * got[i] + 1]++;
		if (gold[i] == got[i])
			count[3 * gold[i] + 2]++;
	}
	for (int c = 0; c < classes; c++) {
		const size_t *k = count + 3 * c;

		present += k[0] > 0;
		sum += k[0] ? 2 * (double)k[2] / (double)(k[0] + k[1]) : 0;
	}
	free(count);
	return present ? sum / (double)present : (double)NAN;
}

struct scored {
	double score;
	bool in;
};

static int by_score(const void *a, const void *b)
{
	double x = ((const struct scored *)a)->score, y = ((const struct scored *)b)->score;

	return x < y ? -1 : x > y ? 1 : 0;
}

double score_auroc(const double *in, size_t n_in, const double *out, size_t n_out)
{
	size_t n = n_in + n_out;
	struct scored *s;
	double ranks = 0;

	if (!n_in || !n_out)
		return (double)NAN;
	s = mem_array(NULL, n, sizeof(*s));
	for (size_t i = 0; i < n; i++)
		s[i] = (struct scored){.score = i < n_in ? in[i] : out[i - n_in], .in = i < n_in};
	qsort(s, n, sizeof(*s), by_score);
	for (size_t i = 0, j; i < n; i = j) {
		size_t ours = s[i].in;

		for (j = i + 1; j < n && s[j].score <= s[i].score; j++)
			ours += s[j].in;
		ranks += (double)ours * (double)(i + j + 1) / 2;
	}
	free(s);
	return (ranks - (double)n_in * ((double)n_in + 1) / 2) / ((double)n_in * (double)n_out);
}

void score_reliability(const double *confidence, const bool *right, size_t n, struct score_bin bin[SCORE_BINS])
{
	memset(bin, 0, SCORE_BINS * sizeof(*bin));
	for (size_t i = 0; i < n; i++) {
		int b = (int)(confidence[i] * SCORE_BINS);

		b = b < 0 ? 0 : b >= SCORE_BINS ? SCORE_BINS - 1 : b;
		bin[b].n++;
		bin[b].mean += confidence[i];
		bin[b].right += right[i];
	}
	for (int b = 0; b < SCORE_BINS; b++) {
		bin[b].from = (double)b / SCORE_BINS;
		bin[b].to = (double)(b + 1) / SCORE_BINS;
		bin[b].mean /= bin[b].n ? (double)bin[b].n : 1;
		bin[b].right /= bin[b].n ? (double)bin[b].n : 1;
	}
}

double score_calibration_error(const struct score_bin bin[SCORE_BINS])
{
	double sum = 0;
	size_t n = 0;

	for (int b = 0; b < SCORE_BINS; b++) {
		n += bin[b].n;
		sum += (double)bin[b].n * fabs(bin[b].mean - bin[b].right);
	}
	return n ? sum / (double)n : (double)NAN;
}

int score_bins_print(const struct score_bin bin[SCORE_BINS], FILE *f)
{
	static const char *const heads[] = {"confidence", "messages", "claimed %", "right %"};
	struct term_table *t = term_table_new(heads, 4);
	char cell[4][32];
	int st;

	for (int c = 1; c < 4; c++)
		term_table_right(t, c);
	for (int b = 0; b < SCORE_BINS; b++) {
		if (!bin[b].n)
			continue;
		(void)snprintf(cell[0], sizeof(cell[0]), "%.1f to %.1f", bin[b].from, bin[b].to);
		(void)snprintf(cell[1], sizeof(cell[1]), "%zu", bin[b].n);
		(void)snprintf(cell[2], sizeof(cell[2]), "%.1f", 100 * bin[b].mean);
		(void)snprintf(cell[3], sizeof(cell[3]), "%.1f", 100 * bin[b].right);
		term_table_add(t, (const char *const[]){cell[0], cell[1], cell[2], cell[3]});
	}
	st = term_table_print(t, f);
	term_table_free(t);
	return st;
}

val score_val(double share)
{
	return isnan(share) ? val_null() : val_of_num(round(share * 1e4) / 1e4);
}

val score_bins_val(const struct score_bin bin[SCORE_BINS])
{
	val list = val_array();

	for (int b = 0; b < SCORE_BINS; b++) {
		val one = val_object();

		if (!bin[b].n) {
			val_free(one);
			continue;
		}
		one = val_set(one, "from", score_val(bin[b].from));
		one = val_set(one, "to", score_val(bin[b].to));
		one = val_set_int(one, "n", (long long)bin[b].n);
		one = val_set(one, "confidence", score_val(bin[b].mean));
		list = val_push(list, val_set(one, "right", score_val(bin[b].right)));
	}
	return list;
}

static double gain(const int *grades, size_t n)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += (exp2(grades[i]) - 1) / log2((double)i + 2);
	return sum;
}

static int by_grade(const void *a, const void *b)
{
	int x = *(const int *)a, y = *(const int *)b;

	return x < y ? 1 : x > y ? -1 : 0;
}

double score_ndcg(const int *ranked, size_t n, const int *judged, size_t m, size_t k)
{
	int *best;
	double ideal;

	if (!m)
		return (double)NAN;
	best = mem_array(NULL, m, sizeof(*best));
	memcpy(best, judged, m * sizeof(*best));
	qsort(best, m, sizeof(*best), by_grade);
	ideal = gain(best, m < k ? m : k);
	free(best);
	return gain(ranked, n < k ? n : k) / ideal;
}

/* Figures of predictions, against values worked out by hand. */
#include "../t.h"
#include <math.h>

#include "text/calibrate.h"
#include "text/score.h"

static int near(double a, double b)
{
	return fabs(a - b) < 1e-9;
}

static void shares(void)
{
	static const int gold[] = {0, 0, 1, 2}, got[] = {0, 1, 1, 7};

	t_ok(near(score_accuracy(gold, got, 4), .5), "accuracy");
	t_ok(isnan(score_accuracy(gold, got, 0)), "accuracy of nothing");
	/* F1: 2/3, 2/3 and 0 */
	t_ok(near(score_macro_f1(gold, got, 4, 3), 4. / 9), "macro-F1, with a prediction that is no class");
	t_ok(near(score_macro_f1(gold, got, 4, 9), 4. / 9), "classes that do not occur do not count");
}

static void auroc(void)
{
	static const double in[] = {.9, .5, .5}, out[] = {.1, .5};

	t_ok(near(score_auroc(in, 3, out, 2), (2 + 1.5 + 1.5) / 6), "AUROC with ties");
	t_ok(isnan(score_auroc(in, 3, out, 0)), "AUROC with nothing outside");
	t_ok(near(score_auroc((const double[]){2}, 1, (const double[]){1}, 1), 1), "AUROC of a clean cut");
}

static void reliability(void)
{
	static const double confidence[] = {.05, .15, .95, 1};
	static const bool right[] = {false, true, true, true};
	struct score_bin bin[SCORE_BINS];

	score_reliability(confidence, right, 4, bin);
	t_int((long long)bin[9].n, 2, "1 belongs to the last bin");
	t_ok(near(bin[9].mean, .975) && near(bin[9].right, 1), "its mean and share");
	t_ok(near(bin[1].right, 1) && bin[2].n == 0, "the others");
	t_ok(near(score_calibration_error(bin), (.05 + .85 + 2 * .025) / 4), "calibration error");
	score_reliability(confidence, right, 0, bin);
	t_ok(isnan(score_calibration_error(bin)), "of nothing");
}

static void ndcg(void)
{
	static const int judged[] = {1, 3, 0};

	t_ok(near(score_ndcg((const int[]){3, 1}, 2, judged, 2, 10), 1), "NDCG of the best order");
	t_ok(near(score_ndcg((const int[]){0, 3}, 2, judged, 2, 10), (7 / log2(3)) / (7 + 1 / log2(3))), "of another");
	t_ok(near(score_ndcg((const int[]){0, 3}, 2, judged, 2, 1), 0), "at 1");
	t_ok(isnan(score_ndcg(judged, 1, judged, 0, 10)), "without judged documents");
}

static void calibration(void)
{
	struct calibrate_case x[200];
	double slope, offset;
	bool right[100];
	double in[100], out[100];
	struct calibrate_threshold t;

	for (int i = 0; i < 200; i++) /* right half the time at 0, four times in five at 1 */
		x[i] = (struct calibrate_case){i % 2, i % 2 ? i % 10 != 1 : i % 4 == 0};
	calibrate_fit(x, 200, &slope, &offset);
	t_ok(fabs(1 / (1 + exp(-offset)) - .5) < .02, "the curve goes through .5 at score 0");
	t_ok(fabs(1 / (1 + exp(-offset - slope)) - .8) < .02, "and through .8 at score 1");
	for (int i = 0; i < 200; i++) /* the surer, the wronger */
		x[i] = (struct calibrate_case){i, i < 100};
	calibrate_fit(x, 200, &slope, &offset);
	t_ok(slope > 0, "the slope is above 0 whatever the cases say");
	calibrate_fit(x, 0, &slope, &offset);
	t_ok(slope > 0 && isfinite(offset), "no cases");
	for (int i = 0; i < 100; i++) {
		in[i] = .5 + i / 200.;
		out[i] = i / 200.;
		right[i] = true;
	}
	t = calibrate_threshold(in, right, 100, out, 100, 1);
	t_ok(t.at > .49 && t.at < .51 && t.kept > .99 && t.rejected > .98, "a threshold between the two");
	t = calibrate_threshold(in, right, 100, out, 0, 1);
	t_ok(near(t.kept, .95), "without messages outside it keeps 95 %");
	t = calibrate_threshold(in, right, 0, out, 0, 1);
	t_ok(near(t.at, .5), "without any it is one half");
}

int main(void)
{
	shares();
	auroc();
	reliability();
	ndcg();
	calibration();
	return t_done();
}

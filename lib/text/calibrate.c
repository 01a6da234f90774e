#include <math.h>
#include <stdlib.h>

#include "base/mem.h"

#include "text/calibrate.h"

#define ROUNDS 100
#define LEAST_SLOPE 1e-3
#define HAIR .003 /* shares that differ by less are equal */

/* The curve's fit, its gradient and curvature over the cases. */
struct fit {
	double loss, g_slope, g_offset, h_ss, h_so, h_oo;
};

struct targets {
	double right, wrong;
};

/* log(1 + exp(z)) without overflow */
static double softplus(double z)
{
	return z > 0 ? z + log1p(exp(-z)) : log1p(exp(z));
}

static struct fit fit_at(const struct calibrate_case *x, size_t n, struct targets t, double slope, double offset)
{
	struct fit f = {.h_ss = 1e-9, .h_oo = 1e-9};

	for (size_t i = 0; i < n; i++) {
		double z = slope * x[i].score + offset, want = x[i].right ? t.right : t.wrong;
		double p = 1 / (1 + exp(-z)), d = p - want, w = p * (1 - p), s = x[i].score;

		f.loss += softplus(z) - want * z;
		f.g_slope += d * s;
		f.g_offset += d;
		f.h_ss += w * s * s;
		f.h_so += w * s;
		f.h_oo += w;
	}
	return f;
}

/* One Newton step, halved until the fit gets better. False when it no longer does. */
static bool step(const struct calibrate_case *x, size_t n, struct targets t, double *slope, double *offset)
{
	struct fit f = fit_at(x, n, t, *slope, *offset);
	double det = f.h_ss * f.h_oo - f.h_so * f.h_so;
	double ds, d_o;

	if (!(det > 0))
		return false;
	ds = -(f.h_oo * f.g_slope - f.h_so * f.g_offset) / det;
	d_o = -(f.h_ss * f.g_offset - f.h_so * f.g_slope) / det;
	for (double size = 1; size > 1e-10; size /= 2) {
		if (fit_at(x, n, t, *slope + size * ds, *offset + size * d_o).loss < f.loss - 1e-12 * fabs(f.loss)) {
			*slope += size * ds;
			*offset += size * d_o;
			return true;
		}
	}
	return false;
}

void calibrate_fit(const struct calibrate_case *x, size_t n, double *slope, double *offset)
{
	struct targets t;
	size_t right = 0;

	*slope = 1;
	*offset = 0;
	if (!n)
		return;
	for (size_t i = 0; i < n; i++)
		right += x[i].right;
	t.right = ((double)right + 1) / ((double)right + 2);
	t.wrong = 1 / ((double)(n - right) + 2);
	for (int i = 0; i < ROUNDS && step(x, n, t, slope, offset); i++)
		;
	if (*slope < LEAST_SLOPE) {
		*slope = LEAST_SLOPE;
		*offset = log((double)(right + 1) / (double)(n - right + 1));
	}
}

struct mark {
	double confidence;
	double in, right, out; /* shares that this message is */
};

static int by_confidence(const void *a, const void *b)
{
	double x = ((const struct mark *)a)->confidence, y = ((const struct mark *)b)->confidence;

	return x < y ? -1 : x > y ? 1 : 0;
}

static struct mark *marks(const double *in, const bool *right, size_t n_in, const double *out, size_t n_out)
{
	struct mark *m = mem_array(NULL, n_in + n_out, sizeof(*m));

	for (size_t i = 0; i < n_in; i++)
		m[i] = (struct mark){.confidence = in[i], .in = 1. / (double)n_in, .right = right[i] ? 1. / (double)n_in : 0};
	for (size_t i = 0; i < n_out; i++)
		m[n_in + i] = (struct mark){.confidence = out[i], .out = 1. / (double)n_out};
	qsort(m, n_in + n_out, sizeof(*m), by_confidence);
	return m;
}

/* What a threshold right above the i-th mark gives; false when it would stand between equals. */
static bool pass(const struct mark *m, size_t i, size_t n, struct calibrate_threshold *t, double *lost_right)
{
	t->kept -= m[i].in;
	t->rejected += m[i].out;
	*lost_right += m[i].right;
	if (i + 1 == n || m[i + 1].confidence <= m[i].confidence)
		return false;
	t->at = (m[i].confidence + m[i + 1].confidence) / 2;
	return true;
}

static double worth(const struct calibrate_threshold *t, double lost_right, size_t n_out, double weight)
{
	if (n_out)
		return weight * t->rejected - lost_right;
	return t->kept >= .95 ? 1 - t->kept : -1;
}

struct calibrate_threshold calibrate_threshold(const double *in, const bool *right, size_t n_in, const double *out,
											   size_t n_out, double weight)
{
	struct calibrate_threshold none = {.at = n_in ? 0 : .5, .kept = 1, .rejected = 0}, t = none;
	size_t n = n_in + n_out;
	struct mark *m = marks(in, right, n_in, out, n_out);
	double lost = 0, top = 0;

	for (size_t i = 0; i < n; i++)
		if (pass(m, i, n, &t, &lost) && worth(&t, lost, n_out, weight) > top)
			top = worth(&t, lost, n_out, weight);
	t = none;
	lost = 0;
	for (size_t i = 0; i < n && top > 0; i++)
		if (pass(m, i, n, &t, &lost) && worth(&t, lost, n_out, weight) >= top - (n_out ? HAIR : 0))
			break;
	free(m);
	return top > 0 ? t : none;
}

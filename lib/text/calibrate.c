#include <math.h>
#include <stdlib.h>

#include "base/mem.h"

#include "text/calibrate.h"

#define ROUNDS 100
#define LEAST_SLOPE 1e-3

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
	struct fit f = { .h_ss = 1e-9, .h_oo = 1e-9 };

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
		m[i] = (struct mark){ .confidence = in[i], .in = 1. / (double)n_in, .right = right[i] ? 1. / (double)n_in : 0 };
	for (size_t i = 0; i < n_out; i++)
		m[n_in + i] = (struct mark){ .confidence = out[i], .out = 1. / (double)n_out };
	qsort(m, n_in + n_out, sizeof(*m), by_confidence);
	return m;
}

struct calibrate_threshold calibrate_threshold(const double *in, const bool *right, size_t n_in, const double *out,
                                               size_t n_out)
{
	struct calibrate_threshold best = { .at = 0, .kept = 1, .rejected = 0 };
	size_t n = n_in + n_out;
	struct mark *m = marks(in, right, n_in, out, n_out);
	double lost_right = 0, lost = 0, rejected = 0, top = 0;

	for (size_t i = 0; i + 1 < n; i++) {
		double good;

		lost += m[i].in;
		lost_right += m[i].right;
		rejected += m[i].out;
		good = n_out ? rejected - lost_right : lost <= .05 ? lost : -1;
		if (good <= top || m[i + 1].confidence <= m[i].confidence)
			continue;
		top = good;
		best.at = (m[i].confidence + m[i + 1].confidence) / 2;
		best.kept = 1 - lost;
		best.rejected = rejected;
	}
	free(m);
	return best;
}

#include <linear.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "text/classifier_private.h"

#define TOLERANCE .1 /* of the solver; tighter gives nothing */
#define ABSENT -1e9f /* the bias of a class without examples */

/* Gives a row to each feature that the used examples have, and its idf. Returns how many nodes they need. */
static size_t count_features(const struct corpus *c, const bool *use, struct fit *f)
{
	uint32_t *df = mem_zalloc((c->features + 1) * sizeof(*df));
	size_t all = 0, n = 0;

	for (size_t i = 0; i < c->n; i++) {
		if (!use[i])
			continue;
		n++;
		all += c->at[i + 1] - c->at[i];
		for (size_t k = c->at[i]; k < c->at[i + 1]; k++)
			df[c->seen[k].feature]++;
	}
	f->rows = 1;
	f->row = mem_array(NULL, c->features + 1, sizeof(*f->row));
	f->idf = mem_array(NULL, c->features + 1, sizeof(*f->idf));
	for (size_t k = 0; k < c->features; k++) {
		f->row[k] = df[k] ? (uint32_t)f->rows++ : CLASSIFIER_UNKNOWN;
		f->idf[k] = (float)(1 + log((1 + (double)n) / (1 + (double)df[k])));
	}
	f->unknown_idf = (float)(1 + log(1 + (double)n));
	free(df);
	return all;
}

size_t classifier_fit_terms(const struct corpus *c, const struct fit *f, size_t i, struct term *t)
{
	size_t n = c->at[i + 1] - c->at[i];

	for (size_t k = 0; k < n; k++) {
		const struct seen *s = &c->seen[c->at[i] + k];

		t[k] = (struct term){f->row[s->feature], s->view, classifier_value(s->count, f->idf[s->feature]), 1};
	}
	return classifier_weigh(t, n, classifier_recipes[c->kind].unknown);
}

/* The solver's form of the used examples, all nodes in one piece of memory. */
struct task {
	struct problem p;
	struct feature_node *nodes;
};

static struct task task_new(const struct corpus *c, const bool *use, const struct fit *f, size_t all)
{
	struct task t = {.p = {.n = (int)f->rows, .bias = 1}};
	struct term *term = mem_array(NULL, classifier_corpus_longest(c), sizeof(*term));
	struct feature_node *o;

	o = t.nodes = mem_array(NULL, all + 2 * c->n, sizeof(*o));
	t.p.y = mem_array(NULL, c->n, sizeof(*t.p.y));
	t.p.x = mem_array(NULL, c->n, sizeof(struct feature_node *));
	for (size_t i = 0; i < c->n; i++) {
		size_t n;

		if (!use[i])
			continue;
		t.p.y[t.p.l] = c->label[i];
		t.p.x[t.p.l++] = o;
		n = classifier_fit_terms(c, f, i, term);
		for (size_t k = 0; k < n; k++)
			*o++ = (struct feature_node){(int)term[k].row, (double)term[k].value};
		*o++ = (struct feature_node){(int)f->rows, 1};
		*o++ = (struct feature_node){-1, 0};
	}
	free(term);
	return t;
}

static void task_free(struct task *t)
{
	free(t->nodes);
	free(t->p.x);
	free(t->p.y);
}

static void silent(const char *s)
{
	(void)s;
}

/* Rare classes weigh more, by the square root of how rare. Fills label and weight; returns how many there are. */
static int weigh_classes(const struct corpus *c, const bool *use, int *label, double *weight)
{
	double *count = mem_zalloc(((size_t)c->classes + 1) * sizeof(*count)), n = 0;
	int present = 0;

	for (size_t i = 0; i < c->n; i++) {
		if (use[i]) {
			count[c->label[i]]++;
			n++;
		}
	}
	for (int k = 0; k < c->classes; k++)
		if (count[k] > 0)
			label[present++] = k;
	for (int k = 0; k < present; k++)
		weight[k] = sqrt(n / (present * count[label[k]]));
	free(count);
	return present;
}

/* The solver's weights into our matrix. With two classes it makes one column, for the class it met first. */
static void take_weights(const struct model *m, struct fit *f, int classes)
{
	size_t columns = m->nr_class == 2 ? 1 : (size_t)m->nr_class;

	for (size_t k = 0; k < (size_t)classes; k++)
		f->matrix[k] = ABSENT;
	for (size_t r = 0; r < f->rows; r++) {
		/* our row 0 is the bias, which is the solver's last */
		const double *w = m->w + (r ? r - 1 : f->rows - 1) * columns;
		float *to = f->matrix + r * f->stride;

		for (size_t k = 0; k < (size_t)m->nr_class; k++)
			to[m->label[k]] = (float)(columns == 1 && k == 1 ? -w[0] : w[columns == 1 ? 0 : k]);
	}
}

/* Adds to each class's weights the direction in which its examples lie. */
static void add_centroids(const struct corpus *c, const bool *use, float much, struct fit *f)
{
	float *sum = mem_zalloc(f->rows * f->stride * sizeof(*sum));
	double *norm = mem_zalloc(f->stride * sizeof(*norm));
	struct term *t = mem_array(NULL, classifier_corpus_longest(c), sizeof(*t));

	for (size_t i = 0; i < c->n; i++) {
		size_t n = use[i] ? classifier_fit_terms(c, f, i, t) : 0;

		for (size_t k = 0; k < n; k++)
			sum[t[k].row * f->stride + (size_t)c->label[i]] += t[k].value;
	}
	for (size_t k = 0; k < f->rows * f->stride; k++)
		norm[k % f->stride] += (double)sum[k] * (double)sum[k];
	for (size_t k = 0; k < f->rows * f->stride; k++)
		if (norm[k % f->stride] > 0)
			f->matrix[k] += much * sum[k] / (float)sqrt(norm[k % f->stride]);
	free(t);
	free(norm);
	free(sum);
}

struct fit classifier_fit_new(const struct corpus *c, const bool *use)
{
	const struct classifier_recipe *recipe = &classifier_recipes[c->kind];
	struct fit f = {0};
	struct parameter p = {.solver_type = L2R_L2LOSS_SVC_DUAL, .eps = TOLERANCE, .C = recipe->cost};
	struct task t = task_new(c, use, &f, count_features(c, use, &f));
	struct model *m;

	f.stride = ((size_t)c->classes + CLASSIFIER_STRIDE - 1) / CLASSIFIER_STRIDE * CLASSIFIER_STRIDE;
	f.matrix = mem_zalloc(f.rows * f.stride * sizeof(*f.matrix));
	p.weight_label = mem_array(NULL, (size_t)c->classes, sizeof(int));
	p.weight = mem_array(NULL, (size_t)c->classes, sizeof(double));
	p.nr_weight = weigh_classes(c, use, p.weight_label, p.weight);
	set_print_string_function(silent);
	srand(1); /* the solver visits examples in rand()'s order */
	m = train(&t.p, &p);
	take_weights(m, &f, c->classes);
	free_and_destroy_model(&m);
	free(p.weight_label);
	free(p.weight);
	task_free(&t);
	if (recipe->centroid > 0)
		add_centroids(c, use, recipe->centroid, &f);
	return f;
}

void classifier_fit_score(const struct fit *f, const struct term *t, size_t n, float *scores)
{
	memcpy(scores, f->matrix, f->stride * sizeof(*scores));
	for (size_t i = 0; i < n; i++)
		for (size_t c = 0; c < f->stride; c++)
			scores[c] += t[i].value * f->matrix[t[i].row * f->stride + c];
}

void classifier_fit_free(struct fit *f)
{
	free(f->matrix);
	free(f->row);
	free(f->idf);
}

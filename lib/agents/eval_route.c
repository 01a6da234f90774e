#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "record/rec.h"
#include "text/score.h"

#include "agents/eval.h"

#define OUT_OF_SCOPE "oos"
#define CONFUSIONS 10 /* that are listed */

struct judged {
	int gold, got; /* numbers of names; gold -1 is out of scope */
	double confidence;
	bool unknown;
};

struct eval {
	struct route *r;
	struct map *names;
	struct judged *x;
	size_t n, cap;
	struct buf json;
};

static int number_of(struct eval *v, const char *name)
{
	bool fresh;
	uint64_t *at = map_at(v->names, name, strlen(name), &fresh);

	if (fresh)
		*at = map_count(v->names) - 1;
	return (int)*at;
}

static int judge(void *cookie, struct rec *r, struct err *e)
{
	struct eval *v = cookie;
	const char *intent = rec_str(r, "intent", ""), *text = rec_str(r, "text", "");
	struct judged *x;
	val route;

	if (!*intent)
		return err_set(e, ERR_DATA, "no \"intent\" beside the text; \"oos\" is out of scope");
	if (!rec_has(r, "route") && !v->r)
		return err_set(e, ERR_DATA, "no \"route\"; pipe it through cwai-route or give --model");
	if (v->n == v->cap) {
		v->cap = v->cap ? 2 * v->cap : 1024;
		v->x = mem_array(v->x, v->cap, sizeof(*v->x));
	}
	x = &v->x[v->n++];
	x->gold = strcmp(intent, OUT_OF_SCOPE) == 0 ? -1 : number_of(v, intent);
	if (!rec_has(r, "route")) {
		buf_clear(&v->json);
		route_decide(v->r, text, strlen(text), NULL, false, &v->json);
		rec_set_json(r, "route", v->json.p, v->json.n);
	}
	route = rec_val(r, "route");
	x->got = number_of(v, val_str(route, "intents.0.name", ""));
	x->confidence = val_num(route, "intents.0.confidence", 0);
	x->unknown = val_bool(route, "unknown", true);
	val_free(route);
	return 0;
}

/* ---- the report ---- */

struct pair {
	int gold, got;
	size_t n;
};

static int by_count(const void *a, const void *b)
{
	const struct pair *x = a, *y = b;

	if (x->n != y->n)
		return x->n < y->n ? 1 : -1;
	return x->gold != y->gold ? (x->gold < y->gold ? -1 : 1) : (x->got > y->got) - (x->got < y->got);
}

static const char *name_of(const struct eval *v, int i)
{
	return map_key(v->names, (size_t)i, NULL, NULL);
}

/* The pairs of intents that are taken for each other most. */
static val confusions(const struct eval *v)
{
	struct pair *p = mem_array(NULL, v->n + 1, sizeof(*p));
	val list = val_array();
	size_t n = 0;

	for (size_t i = 0; i < v->n; i++) {
		size_t k = 0;

		if (v->x[i].gold < 0 || v->x[i].gold == v->x[i].got)
			continue;
		while (k < n && (p[k].gold != v->x[i].gold || p[k].got != v->x[i].got))
			k++;
		if (k == n)
			p[n++] = (struct pair){v->x[i].gold, v->x[i].got, 0};
		p[k].n++;
	}
	qsort(p, n, sizeof(*p), by_count);
	for (size_t k = 0; k < n && k < CONFUSIONS; k++) {
		val one = val_set_str(val_object(), "intent", name_of(v, p[k].gold));

		one = val_set_str(one, "taken_for", name_of(v, p[k].got));
		list = val_push(list, val_set_int(one, "n", (long long)p[k].n));
	}
	free(p);
	return list;
}

/* The messages in scope, side by side, and those out of it. */
struct columns {
	int *gold, *got;
	double *in, *out;
	bool *right;
	size_t n, n_out, kept, kept_right, rejected;
};

static struct columns columns_new(const struct eval *v)
{
	struct columns c = {0};

	c.gold = mem_array(NULL, v->n + 1, sizeof(*c.gold));
	c.got = mem_array(NULL, v->n + 1, sizeof(*c.got));
	c.in = mem_array(NULL, v->n + 1, sizeof(*c.in));
	c.out = mem_array(NULL, v->n + 1, sizeof(*c.out));
	c.right = mem_array(NULL, v->n + 1, sizeof(*c.right));
	for (size_t i = 0; i < v->n; i++) {
		const struct judged *x = &v->x[i];

		if (x->gold < 0) {
			c.out[c.n_out++] = x->confidence;
			c.rejected += x->unknown;
			continue;
		}
		c.gold[c.n] = x->gold;
		c.got[c.n] = x->got;
		c.in[c.n] = x->confidence;
		c.right[c.n] = x->gold == x->got;
		c.kept += !x->unknown;
		c.kept_right += !x->unknown && c.right[c.n];
		c.n++;
	}
	return c;
}

static void columns_free(struct columns *c)
{
	free(c->gold);
	free(c->got);
	free(c->in);
	free(c->out);
	free(c->right);
}

static val share(size_t part, size_t of)
{
	return score_val(of ? (double)part / (double)of : (double)NAN);
}

static val report(const struct eval *v)
{
	struct columns c = columns_new(v);
	struct score_bin bin[SCORE_BINS];
	val o = val_set_str(val_set_int(val_object(), "v", 1), "kind", "result");

	score_reliability(c.in, c.right, c.n, bin);
	o = val_set_str(o, "evaluation", "route");
	o = val_set_int(val_set_int(o, "in_scope", (long long)c.n), "out_of_scope", (long long)c.n_out);
	o = val_set(o, "accuracy", score_val(score_accuracy(c.gold, c.got, c.n)));
	o = val_set(o, "macro_f1", score_val(score_macro_f1(c.gold, c.got, c.n, (int)map_count(v->names))));
	o = val_set(val_set(o, "kept", share(c.kept, c.n)), "kept_and_right", share(c.kept_right, c.n));
	o = val_set(o, "oos_auroc", score_val(score_auroc(c.in, c.n, c.out, c.n_out)));
	o = val_set(o, "oos_recall", share(c.rejected, c.n_out));
	o = val_set(o, "calibration_error", score_val(score_calibration_error(bin)));
	o = val_set(o, "confusions", confusions(v));
	o = val_set(o, "reliability", score_bins_val(bin));
	columns_free(&c);
	return o;
}

int eval_route(struct route *r, const char *path, val *out, struct err *e)
{
	struct eval v = {.r = r, .names = map_new()};
	int st = rec_each(path, judge, &v, e);

	if (st == 0)
		*out = report(&v);
	map_free(v.names);
	free(v.x);
	buf_free(&v.json);
	return st;
}

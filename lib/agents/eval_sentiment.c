#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "record/rec.h"
#include "services/opinions.h"
#include "text/score.h"

#include "agents/eval.h"

#define LABELS 3

struct judged {
	enum sentiment_label gold;
	struct sentiment got;
};

struct eval {
	struct sentiment_model *m;
	bool given;
	struct judged *x;
	size_t n, cap;
};

/* What the record carries already: analysis.sentiment, or sentiment. 1, 0 when it carries none, -1 with e. */
static int carried(struct rec *r, struct sentiment *out, struct err *e)
{
	const char *at = rec_has(r, "analysis.sentiment") ? "analysis.sentiment" : "sentiment";
	val v;
	int st = 1;

	if (!rec_has(r, at))
		return 0;
	v = rec_val(r, at);
	out->score = val_num(v, "score", 0);
	if (!sentiment_parse(val_str(v, "label", ""), &out->label))
		st = err_set(e, ERR_DATA, "%s.label: must be negative, neutral or positive", at);
	val_free(v);
	return st;
}

static int judge(void *cookie, struct rec *r, struct err *e)
{
	struct eval *v = cookie;
	struct judged x = {SENTIMENT_NEUTRAL, {SENTIMENT_NEUTRAL, 0}};
	const char *text = rec_str(r, "text", "");
	int st;

	if (opinions_label(r, &x.gold, e) != 0 || (st = carried(r, &x.got, e)) < 0)
		return -1;
	if (st == 0 && v->given)
		return err_set(e, ERR_DATA, "no \"analysis\" with a sentiment; pipe it through cwai-analyze or leave --given");
	if (st == 0 && !*text)
		return err_set(e, ERR_DATA, "no \"text\"; a line is {\"text\":\"…\",\"label\":\"negative\"}");
	if (st == 0)
		sentiment_of(v->m, text, strlen(text), &x.got);
	if (v->n == v->cap) {
		v->cap = v->cap ? 2 * v->cap : 1024;
		v->x = mem_array(v->x, v->cap, sizeof(*v->x));
	}
	v->x[v->n++] = x;
	return 0;
}

/* ---- the report ---- */

/* How often each label was taken for which. */
static val table(size_t count[LABELS][LABELS])
{
	val list = val_array();

	for (int g = 0; g < LABELS; g++) {
		val one = val_set_str(val_object(), "label", sentiment_name((enum sentiment_label)(g - 1)));

		for (int k = 0; k < LABELS; k++)
			one = val_set_int(one, sentiment_name((enum sentiment_label)(k - 1)), (long long)count[g][k]);
		list = val_push(list, one);
	}
	return list;
}

static val share(size_t part, size_t of)
{
	return score_val(of ? (double)part / (double)of : (double)NAN);
}

static val report(const struct eval *v)
{
	double *side[2] = {mem_array(NULL, v->n + 1, sizeof(double)), mem_array(NULL, v->n + 1, sizeof(double))};
	int *gold = mem_array(NULL, v->n + 1, sizeof(*gold)), *got = mem_array(NULL, v->n + 1, sizeof(*got));
	size_t n[2] = {0, 0}, sign = 0, right = 0, count[LABELS][LABELS] = {{0}};
	val o = val_set_str(val_set_int(val_object(), "v", 1), "kind", "result");

	for (size_t i = 0; i < v->n; i++) {
		const struct judged *x = &v->x[i];
		bool positive = x->gold > 0;

		gold[i] = x->gold + 1;
		got[i] = x->got.label + 1;
		count[gold[i]][got[i]]++;
		if (x->gold == SENTIMENT_NEUTRAL)
			continue;
		side[positive][n[positive]++] = x->got.score;
		sign += positive ? x->got.score > 0 : x->got.score < 0;
		right += x->gold == x->got.label;
	}
	o = val_set_int(val_set_str(o, "evaluation", "sentiment"), "texts", (long long)v->n);
	o = val_set(val_set(o, "accuracy", share(sign, n[0] + n[1])), "auroc",
				score_val(score_auroc(side[1], n[1], side[0], n[0])));
	o = val_set(o, "macro_f1", score_val(score_macro_f1(gold, got, v->n, LABELS)));
	o = val_set(val_set(o, "labels_accuracy", share(right, n[0] + n[1])), "confusions", table(count));
	free(side[0]);
	free(side[1]);
	free(gold);
	free(got);
	return o;
}

int eval_sentiment(struct sentiment_model *m, bool given, const char *path, val *out, struct err *e)
{
	struct eval v = {.m = m, .given = given};
	int st = rec_each(path, judge, &v, e);

	if (st == 0)
		*out = report(&v);
	free(v.x);
	return st;
}

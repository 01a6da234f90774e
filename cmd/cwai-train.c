/* cwai-train: learns from examples, writes a model file and says how good it is. */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/opt.h"
#include "base/term.h"
#include "record/rec.h"
#include "services/examples.h"
#include "services/intents.h"
#include "services/opinions.h"
#include "text/classifier.h"
#include "text/score.h"
#include "text/sentiment.h"

struct train {
	struct opt_common common;
	const char *lang, *out;
	int n; /* files */
	char **file;
};

/* One thing to train a function: reads, learns, saves and reports. The exit status. */
struct form {
	const char *name;
	int (*run)(struct train *t);
};

/* A language code: two letters or more, as "pt", "en", "pt_br". */
static bool is_code(const char *s)
{
	size_t n = strspn(s, "abcdefghijklmnopqrstuvwxyz_-");

	return n >= 2 && n <= 12 && s[n] == '\0';
}

static void read_all(const struct train *t, int (*read)(void *to, const char *path, struct err *e), void *to)
{
	struct err e;

	for (int i = 0; i < t->n; i++)
		if ((strcmp(t->file[i], "-") == 0 && examples_hold(&e) != 0) || read(to, t->file[i], &e) != 0)
			log_die(&e);
}

/* The number of the model's examples: it changes when they do, and so tells one model from another. */
static uint64_t stamp_of(const struct train *t)
{
	uint64_t stamp;

	return examples_stamp((const char *const *)t->file, t->n, &stamp, NULL) == 0 ? stamp : 0;
}

static val result(const struct train *t, const char *training)
{
	val v = val_set_str(val_set_int(val_object(), "v", 1), "kind", "result");

	v = val_set_str(val_set_str(v, "training", training), "model", t->out);
	return val_set_str(v, "lang", t->lang);
}

static int emit(val v)
{
	struct err e;

	if (rec_emit_val(v, &e) != 0)
		log_die(&e);
	return 0;
}

/* ---- route ---- */

static int route_print(const struct train *t, const struct classifier_report *r)
{
	(void)printf("%s: %d examples of %d intents, %d out of scope, language %s\n", t->out, r->examples, r->classes,
				 r->outside, t->lang);
	(void)printf("cross-validated in %d folds: accuracy %.1f %%, macro-F1 %.1f %%\n", r->folds, 100 * r->accuracy,
				 100 * r->macro_f1);
	if (!isnan(r->auroc))
		(void)printf("in scope against out of it (%s): AUROC %.1f %%\n", r->outside ? "given" : "intents left out",
					 100 * r->auroc);
	(void)printf("threshold %.3f: keeps %.1f %% in scope, rejects %.1f %% out of it\n\n", r->threshold, 100 * r->kept,
				 100 * r->rejected);
	(void)score_bins_print(r->bin, stdout);
	return rec_close_stdout();
}

static val route_val(const struct train *t, const struct classifier_report *r)
{
	val v = result(t, "route");

	v = val_set_int(val_set_int(v, "examples", r->examples), "outside", r->outside);
	v = val_set_int(val_set_int(v, "classes", r->classes), "folds", r->folds);
	v = val_set(val_set(v, "accuracy", score_val(r->accuracy)), "macro_f1", score_val(r->macro_f1));
	v = val_set(val_set(v, "oos_auroc", score_val(r->auroc)), "threshold", val_of_num(r->threshold));
	v = val_set(val_set(v, "kept", score_val(r->kept)), "rejected", score_val(r->rejected));
	v = val_set(v, "calibration_error", score_val(score_calibration_error(r->bin)));
	return val_set(v, "reliability", score_bins_val(r->bin));
}

static int route_read(void *to, const char *path, struct err *e)
{
	return intents_read(to, path, e);
}

static int route(struct train *t)
{
	struct intents *s = intents_new();
	const struct classifier_example *x;
	struct classifier_report r;
	struct classifier *c;
	struct err e;
	size_t n;
	int st;

	read_all(t, route_read, s);
	if (!t->lang)
		t->lang = intents_lang(s) ? intents_lang(s) : "pt";
	x = intents_examples(s, &n);
	c = classifier_train(t->lang, x, n, &r, &e);
	if (!c || classifier_save(c, t->out, stamp_of(t), &e) != 0)
		log_die(&e);
	classifier_free(c);
	st = term_is(STDOUT_FILENO) ? route_print(t, &r) : emit(route_val(t, &r));
	intents_free(s);
	return st;
}

/* ---- sentiment ---- */

static int sentiment_print(const struct train *t, const struct sentiment_report *r)
{
	(void)printf("%s: %d negative, %d neutral and %d positive texts, language %s\n", t->out, r->negative, r->neutral,
				 r->positive, t->lang);
	if (r->folds)
		(void)printf("cross-validated in %d folds, negative against positive: accuracy %.1f %%, AUROC %.3f\n", r->folds,
					 100 * r->accuracy, r->auroc);
	else
		(void)printf("too few texts to say how good it is: give it two of each side at least, better some hundreds\n");
	(void)printf("neutral: scores between -%.2f and %.2f\n", r->band, r->band);
	if (r->folds)
		(void)printf("labels: %.1f %% of negative and positive texts right, macro-F1 of the three %.3f\n",
					 100 * r->labelled, r->macro_f1);
	return rec_close_stdout();
}

static val sentiment_val(const struct train *t, const struct sentiment_report *r)
{
	val v = result(t, "sentiment");

	v = val_set_int(val_set_int(v, "negative", r->negative), "neutral", r->neutral);
	v = val_set_int(val_set_int(v, "positive", r->positive), "folds", r->folds);
	v = val_set(val_set(v, "accuracy", score_val(r->accuracy)), "auroc", score_val(r->auroc));
	v = val_set(val_set(v, "macro_f1", score_val(r->macro_f1)), "labels_accuracy", score_val(r->labelled));
	return val_set(v, "band", score_val(r->band));
}

static int sentiment_read(void *to, const char *path, struct err *e)
{
	return opinions_read(to, path, e);
}

static int sentiment(struct train *t)
{
	struct opinions *s = opinions_new();
	const struct sentiment_example *x;
	struct sentiment_report r;
	struct sentiment_model *m;
	struct err e;
	size_t n;
	int st;

	read_all(t, sentiment_read, s);
	if (!t->lang)
		t->lang = "pt";
	x = opinions_examples(s, &n);
	m = sentiment_train(t->lang, x, n, &r, &e);
	if (!m || sentiment_save(m, t->out, stamp_of(t), &e) != 0)
		log_die(&e);
	sentiment_free(m);
	st = term_is(STDOUT_FILENO) ? sentiment_print(t, &r) : emit(sentiment_val(t, &r));
	opinions_free(s);
	return st;
}

static const struct form forms[] = {{"route", route}, {"sentiment", sentiment}};

int main(int argc, char *argv[])
{
	struct train t = {0};
	const struct opt options[] = {
		{'l', "lang", OPT_STR, &t.lang, "CODE", "the examples' language: pt (default), en, es …"},
		{'o', "out", OPT_FILE, &t.out, "MODEL", "the model file to write"},
		{0, NULL, OPT_COMMON, &t.common, NULL, NULL},
		{0},
	};
	const struct opt_tool tool = {"cwai-train", "learns from examples and writes a model file",
								  "route [--lang CODE] -o MODEL [FILE ...]\n"
								  "sentiment [--lang CODE] -o MODEL [FILE ...]",
								  options, false};
	int at = opt_parse(&tool, argc, argv);
	const struct form *form = NULL;

	for (size_t i = 0; at < argc && i < sizeof(forms) / sizeof(forms[0]); i++)
		if (strcmp(argv[at], forms[i].name) == 0)
			form = &forms[i];
	opt_stops(&tool, &t.common);
	if (!form)
		opt_fail(&tool, "say what to train: route, sentiment");
	if (!t.out)
		opt_fail(&tool, "-o MODEL is missing: the file to write");
	if (t.lang && !is_code(t.lang))
		opt_fail(&tool, "%s is no language code; say pt, en, es, …", t.lang);
	t.n = argc - at - 1 ? argc - at - 1 : 1;
	t.file = argc - at - 1 ? argv + at + 1 : (char *[]){(char[]){"-"}};
	return form->run(&t);
}

/* cwai-train: learns from examples, writes a model file and says how good it is. */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/opt.h"
#include "base/os.h"
#include "base/term.h"
#include "record/rec.h"
#include "services/intents.h"
#include "text/classifier.h"
#include "text/score.h"

struct train {
	struct opt_common common;
	const char *lang, *out;
	struct intents *examples;
};

static void read_all(struct train *t, int n, char *file[])
{
	struct err e;

	if (n == 0 && intents_read(t->examples, "-", &e) != 0)
		log_die(&e);
	for (int i = 0; i < n; i++)
		if (intents_read(t->examples, file[i], &e) != 0)
			log_die(&e);
	if (!t->lang)
		t->lang = intents_lang(t->examples);
	if (!t->lang)
		t->lang = "pt";
}

/* A language code: two letters or more, as "pt", "en", "pt_br". */
static bool is_code(const char *s)
{
	size_t n = strspn(s, "abcdefghijklmnopqrstuvwxyz_-");

	return n >= 2 && n <= 12 && s[n] == '\0';
}

/* The number of the model's examples: it changes when they do, and so tells one model from another. */
static uint64_t stamp_of(int n, char *file[])
{
	uint64_t stamp = 0, one;

	for (int i = 0; i < n; i++)
		if (intents_stamp(file[i], &one, NULL) == 0)
			stamp = stamp * 31 + one;
	return stamp;
}

static void print_people(const struct train *t, const struct classifier_report *r)
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
}

static val report_val(const struct train *t, const struct classifier_report *r)
{
	val v = val_set_str(val_set_int(val_object(), "v", 1), "kind", "result");

	v = val_set_str(val_set_str(v, "model", t->out), "lang", t->lang);
	v = val_set_int(val_set_int(v, "examples", r->examples), "outside", r->outside);
	v = val_set_int(val_set_int(v, "classes", r->classes), "folds", r->folds);
	v = val_set(val_set(v, "accuracy", score_val(r->accuracy)), "macro_f1", score_val(r->macro_f1));
	v = val_set(val_set(v, "oos_auroc", score_val(r->auroc)), "threshold", val_of_num(r->threshold));
	v = val_set(val_set(v, "kept", score_val(r->kept)), "rejected", score_val(r->rejected));
	v = val_set(v, "calibration_error", score_val(score_calibration_error(r->bin)));
	return val_set(v, "reliability", score_bins_val(r->bin));
}

static int report(const struct train *t, const struct classifier_report *r)
{
	struct err e;

	if (term_is(STDOUT_FILENO)) {
		print_people(t, r);
		return rec_close_stdout();
	}
	if (rec_emit_val(report_val(t, r), &e) != 0)
		log_die(&e);
	return 0;
}

int main(int argc, char *argv[])
{
	struct train t = {0};
	struct err e;
	const struct opt options[] = {
		{'l', "lang", OPT_STR, &t.lang, "CODE", "the examples' language: pt (default), en, es …"},
		{'o', "out", OPT_FILE, &t.out, "MODEL", "the model file to write"},
		{0, NULL, OPT_COMMON, &t.common, NULL, NULL},
		{0},
	};
	const struct opt_tool tool = {"cwai-train", "learns from examples and writes a model file",
								  "route [--lang CODE] -o MODEL [FILE ...]", options, false};
	int at = opt_parse(&tool, argc, argv), st;
	const struct classifier_example *x;
	struct classifier_report r;
	struct classifier *c;
	size_t n;

	if (at == argc || strcmp(argv[at], "route") != 0)
		opt_fail(&tool, "say what to train: route");
	if (!t.out)
		opt_fail(&tool, "-o MODEL is missing: the file to write");
	if (t.lang && !is_code(t.lang))
		opt_fail(&tool, "%s is no language code; say pt, en, es, …", t.lang);
	t.examples = intents_new();
	read_all(&t, argc - at - 1, argv + at + 1);
	x = intents_examples(t.examples, &n);
	c = classifier_train(t.lang, x, n, &r, &e);
	if (!c || classifier_save(c, t.out, stamp_of(argc - at - 1, argv + at + 1), &e) != 0)
		log_die(&e);
	classifier_free(c);
	st = report(&t, &r);
	intents_free(t.examples);
	return st;
}

/* Training, serving and files of the classifier. */
#include "../t.h"
#include <stdlib.h>
#include <unistd.h>

#include "base/os.h"
#include "text/classifier.h"

static const struct classifier_example examples[] = {
	{"quanto custa o batom", "price", "sales"},
	{"qual o preço do creme", "price", "sales"},
	{"quanto tá o shampoo", "price", "sales"},
	{"me diz o valor", "price", "sales"},
	{"preço do kit", "price", "sales"},
	{"quanto sai o perfume", "price", "sales"},
	{"cadê meu pedido", "delivery", "delivery"},
	{"meu pedido não chegou", "delivery", "delivery"},
	{"quando chega a entrega", "delivery", "delivery"},
	{"código de rastreio", "delivery", "delivery"},
	{"entrega atrasada", "delivery", "delivery"},
	{"onde está minha encomenda", "delivery", "delivery"},
	{"oi", "greeting", "greet"},
	{"bom dia", "greeting", "greet"},
	{"boa tarde", "greeting", "greet"},
	{"olá tudo bem", "greeting", "greet"},
	{"opa", "greeting", "greet"},
	{"e aí", "greeting", "greet"},
	{"vocês abrem domingo", "hours", NULL},
	{"que horas fecha", "hours", NULL},
	{"horário de hoje", "hours", NULL},
	{"estão abertos agora", "hours", NULL},
	{"até que horas funciona", "hours", NULL},
	{"abre feriado", "hours", NULL},
};
#define N (sizeof(examples) / sizeof(examples[0]))

static const char *best(struct classifier *c, const char *text, double *confidence)
{
	struct classifier_guess g[8];
	int n = classifier_guess(c, text, strlen(text), g, 8);

	t_int(n, classifier_count(c), "as many guesses as classes");
	for (int i = 1; i < n; i++)
		if (g[i].confidence > g[i - 1].confidence)
			t_ok(0, "best first");
	*confidence = g[0].confidence;
	return classifier_label(c, g[0].label);
}

static void guesses(struct classifier *c)
{
	double sure, unsure;
	struct classifier_guess one;
	struct buf b = {0};

	t_str(best(c, "quanto custa esse creme?", &sure), "price", "a message of a class");
	(void)best(c, "xyzzy plugh", &unsure);
	t_ok(sure > unsure && sure <= 1 && unsure >= 0, "is surer than one of none");
	t_int(classifier_guess(c, "oi", 2, &one, 1), 1, "the best alone");
	t_str(classifier_note(c, one.label), "greet", "its note");
	t_int(classifier_guess(c, "oi", 2, &one, 0), 0, "none wanted");
	classifier_explain(c, "oi", 2, one.label, 2, &b);
	t_ok(b.p && strstr(b.p, "stem oi +"), "what spoke for it");
	buf_free(&b);
	t_int(classifier_guess(c, "", 0, &one, 1), 1, "an empty text has a guess too");
}

static void files(struct classifier *c, const char *dir)
{
	char *a = os_join(dir, "a"), *b = os_join(dir, "b");
	struct classifier *again, *twin;
	struct buf x = {0}, y = {0};
	struct err e;
	double p, q;

	t_int(classifier_save(c, a, 7, &e), 0, "saved");
	again = classifier_load(a, &e);
	t_ok(again != NULL, "loaded");
	t_int((long long)classifier_stamp(again), 7, "the stamp");
	t_str(classifier_lang(again), "pt", "the language");
	t_ok(classifier_threshold(again) == classifier_threshold(c), "the threshold");
	t_str(best(again, "meu pedido", &p), best(c, "meu pedido", &q), "the same answer");
	t_ok(p == q, "with the same confidence");
	twin = classifier_train("pt", examples, N, NULL, &e);
	t_int(classifier_save(twin, b, 7, &e), 0, "the same examples again");
	(void)os_read_file(a, 1 << 24, &x, &e);
	(void)os_read_file(b, 1 << 24, &y, &e);
	t_ok(x.n == y.n && memcmp(x.p, y.p, x.n) == 0, "give the same bytes");
	for (size_t cut = 0; cut < x.n; cut += x.n / 7 + 1) {
		(void)os_write_file(b, x.p, cut, 0600, &e);
		t_ok(!classifier_load(b, &e) && e.kind == ERR_DATA, "a file cut short is refused");
	}
	for (size_t at = 0; at < x.n; at += x.n / 7 + 1) {
		x.p[at] ^= 1;
		(void)os_write_file(b, x.p, x.n, 0600, &e);
		t_ok(!classifier_load(b, &e) && e.kind == ERR_DATA, "one flipped bit is refused");
		x.p[at] ^= 1;
	}
	(void)unlink(a);
	t_ok(!classifier_load(a, &e) && e.kind == ERR_NOINPUT, "a missing file");
	t_ok(!classifier_load(dir, &e) && e.kind == ERR_DATA, "a folder is no model");
	(void)unlink(b);
	classifier_free(again);
	classifier_free(twin);
	buf_free(&x);
	buf_free(&y);
	free(a);
	free(b);
}

static void reports(void)
{
	struct classifier_report r;
	struct classifier_example with_oos[N + 2];
	struct err e;
	struct classifier *c = classifier_train("pt", examples, N, &r, &e);

	t_int(r.examples, N, "examples");
	t_int(r.classes, 4, "classes");
	t_ok(r.accuracy > .3 && r.accuracy <= 1 && r.macro_f1 > .3, "accuracy and macro-F1 of cross-validation");
	t_ok(r.threshold >= 0 && r.threshold < 1 && r.kept > .5, "a threshold");
	classifier_free(c);
	memcpy(with_oos, examples, sizeof(examples));
	with_oos[N] = (struct classifier_example){"qual a capital da frança", NULL, NULL};
	with_oos[N + 1] = (struct classifier_example){"conta uma piada", NULL, NULL};
	c = classifier_train("pt", with_oos, N + 2, &r, &e);
	t_int(r.outside, 2, "out of scope");
	t_int(classifier_count(c), 4, "is no class");
	t_ok(r.auroc > .5, "and is told apart");
	classifier_free(c);
	t_ok(!classifier_train("pt", examples, 6, NULL, &e) && e.kind == ERR_DATA, "one class is too few");
	t_ok(!classifier_train("pt", examples, 0, NULL, &e), "and none as well");
	c = classifier_train("xx", examples + 5, 2, &r, &e);
	t_ok(c != NULL, "two examples of two classes, in a language that is not known");
	classifier_free(c);
}

int main(void)
{
	char dir[] = "/tmp/cwai-unit.XXXXXX";
	struct err e;
	struct classifier *c = classifier_train("pt", examples, N, NULL, &e);

	if (!mkdtemp(dir))
		return 1;
	guesses(c);
	files(c, dir);
	classifier_free(c);
	reports();
	(void)rmdir(dir);
	return t_done();
}

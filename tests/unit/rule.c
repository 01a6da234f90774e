/* rule: rules.yaml taken into the store, found by question within their validity, checked, linted; on both stores. */
#include <stdlib.h>

#include "base/os.h"
#include "io/schema.h"
#include "record/yaml.h"
#include "services/rule.h"
#include "services/rule_eval.h"

#include "../store.h"
#include "../t.h"

static const char conf[] = "name: loja\ntitle: Loja\ntimezone: America/Sao_Paulo\n"
						   "hours: {mon: [\"09:00-18:00\"], tue: [], wed: [], thu: [], fri: [], sat: [], sun: []}\n"
						   "categories: {batom: {title: Batom, words: [batom]}}\n"
						   "synonyms: [[jequitibá, pau-ferro]]\n";

static const char rules[] =
	"rules:\n"
	"  - {id: troca, type: policy, subject: troca, question: Qual é o prazo para trocar um produto?,"
	" also: [até quando posso trocar?], answer: Você pode trocar em até 30 dias., tags: [troca]}\n"
	"  - {id: vagas, type: faq, subject: vagas, question: A loja tem estacionamento?, answer: 'Sim, atrás da loja.'}\n"
	"  - {id: madeira, type: product, subject: madeira, question: Os móveis são de jequitibá?, answer: Todos.}\n"
	"  - {id: junho, type: promotion, subject: junho, question: Qual é a promoção do mês?,"
	" answer: Sabonetes com 10% de desconto., valid_from: \"2026-06-01\", valid_to: \"2026-06-30\"}\n"
	"  - {id: julho, type: promotion, subject: julho, question: Qual é a promoção do mês?,"
	" answer: Perfumes com 20% de desconto., valid_from: \"2026-07-01\"}\n";

static const char *engine;

static const char *said(const char *what)
{
	static char name[256];

	(void)snprintf(name, sizeof(name), "%s: %.200s", engine, what);
	return name;
}

static const char *path_of(const char *name)
{
	static char path[256];

	(void)snprintf(path, sizeof(path), "%s/%s", t_dir(), name);
	return path;
}

static void write_file(const char *name, const char *text)
{
	struct err e = {0};

	if (os_write_file(path_of(name), text, strlen(text), 0600, &e) != 0)
		printf("# %s\n", e.msg);
}

static date_ms at(const char *time)
{
	date_ms t = 0;

	(void)date_parse(time, &t, NULL);
	return t;
}

#define JUNE "2026-06-17T15:00:00Z"

/* The ids that answer, split by spaces; types, when given, is one type. */
static const char *answers(struct rule_set *s, const char *text, const char *type, double min, const char *now)
{
	static char ids[256];
	const struct rule_query q = {
		.text = text, .types = &type, .n_types = type ? 1 : 0, .limit = 5, .min = min, .now = at(now)};
	struct err e = {0};
	val found;

	ids[0] = '\0';
	if (rule_ask(s, &q, &found, &e) != 0)
		return e.msg[0] ? "error" : "error without words";
	for (int i = 0; i < val_len(found); i++) {
		val v = val_at(found, i);

		(void)snprintf(ids + strlen(ids), sizeof(ids) - strlen(ids), "%s%s", i ? " " : "", val_str(v, "id", "?"));
		val_free(v);
	}
	val_free(found);
	return ids;
}

static void finding(struct rule_set *s)
{
	val v;
	struct err e;

	t_str(answers(s, "quanto tempo eu tenho pra trocar?", NULL, -1, JUNE), "troca", said("other words"));
	t_str(answers(s, "da pra parar o carro ai?", NULL, -1, JUNE), "vagas", said("what people say for it"));
	t_str(answers(s, "é pau-ferro?", NULL, -1, JUNE), "madeira", said("the domain's synonyms"));
	t_str(answers(s, "quem descobriu o Brasil?", NULL, -1, JUNE), "", said("no answer is none"));
	t_str(answers(s, "", NULL, -1, JUNE), "", said("no words, no answer"));
	t_str(answers(s, "quanto tempo pra trocar?", "faq", -1, JUNE), "", said("of another type"));
	t_str(answers(s, "qual a promoção?", NULL, -1, JUNE), "junho", said("what is valid today"));
	t_str(answers(s, "qual a promoção?", NULL, -1, "2026-07-01T02:59:59Z"), "junho", said("to the last second there"));
	t_str(answers(s, "qual a promoção?", NULL, -1, "2026-07-01T03:00:00Z"), "julho", said("and then the next"));
	t_str(answers(s, "qual a promoção?", NULL, -1, "2026-05-31T15:00:00Z"), "", said("and none before"));
	t_str(answers(s, "abre segunda? e tem estacionamento?", NULL, -1, JUNE), "hours vagas", said("two questions"));
	t_str(answers(s, "abre segunda?", "faq", -1, JUNE), "", said("hours are a type too"));
	t_int(rule_get(s, "julho", &v, &e), 0, said("a rule by id, valid or not"));
	t_str(val_str(v, "answer", ""), "Perfumes com 20% de desconto.", said("is it"));
	val_free(v);
	t_int(rule_get(s, "nada", &v, &e), 0, said("no such rule"));
	t_ok(!val_is(v), said("is null"));
	val_free(v);
	t_int(rule_all(s, &v, &e), 0, said("all of them"));
	t_int(val_len(v), 5, said("are five"));
	val_free(v);
}

static long long count(struct sql *db, const char *query)
{
	struct err e = {0};
	long long n = -1;
	val row;

	if (sql_row(db, query, val_array(), &row, &e) == 0) {
		n = val_int(row, "n", -1);
		val_free(row);
	}
	return n;
}

#define COUNT "SELECT count(*) AS n FROM rules"
#define VERSION "SELECT version AS n FROM versions WHERE entity = 'rules'"

/* The file changes, a row comes from elsewhere, the file is wrong, the file goes on. */
static void importing(struct sql *db, struct domain *d)
{
	struct err e = {0};
	struct rule_set *s = rule_open(db, d, NULL, &e);

	t_ok(s != NULL, said("opened again"));
	rule_free(s);
	t_int(count(db, VERSION), 1, said("an unchanged file is not taken again"));
	t_int(sql_exec(db,
				   "INSERT INTO rules (domain, id, type, question, answer, source, updated_at)"
				   " VALUES ('loja', 'x', 'faq', 'Vocês têm girafas?', 'Duas.', 'odoo', 0)",
				   val_array(), &e),
		  1, said("a rule of another source"));
	write_file("rules.yaml", "rules: [{id: so, type: faq, question: Tem café?, answer: Tem.},"
							 " {id: x, type: faq, question: Tem girafa?, answer: Não.}]");
	s = rule_open(db, d, NULL, &e);
	t_int(count(db, COUNT), 2, said("a changed file takes the place of the old one"));
	t_int(count(db, VERSION), 2, said("and others are told"));
	t_str(answers(s, "tem girafas?", NULL, -1, JUNE), "x", said("the other source's rule is found"));
	t_str(answers(s, "tem café?", NULL, -1, JUNE), "so", said("the file's too"));
	t_int(count(db, COUNT " WHERE id = 'x' AND source = 'odoo'"), 1, said("and stands against the file's"));
	rule_free(s);
	write_file("rules.yaml", "rules: [{id: so, type: faq, question: Tem café?}]");
	t_ok(rule_open(db, d, NULL, &e) == NULL, said("a wrong file"));
	t_int(e.kind, ERR_CONFIG, said("is a configuration error"));
	t_int(count(db, COUNT), 2, said("and changes nothing"));
}

static void on_store(int which)
{
	struct err e = {0};
	struct sql *db = schema_open(t_store(which), &e);
	struct domain *d;
	struct rule_set *s;
	char derived[256];

	engine = which ? "postgres" : "sqlite";
	write_file("domain.yaml", conf);
	write_file("rules.yaml", rules);
	(void)snprintf(derived, sizeof(derived), "%s/derived%d", t_dir(), which);
	d = domain_load(t_dir(), &e);
	s = db && d ? rule_open(db, d, derived, &e) : NULL;
	t_ok(s != NULL, said("opened"));
	if (!s) {
		printf("# %s\n", e.msg);
		exit(1);
	}
	finding(s);
	rule_free(s);
	s = rule_open(db, d, derived, &e);
	t_str(answers(s, "da pra parar o carro ai?", NULL, -1, JUNE), "vagas", said("from the index on disk"));
	rule_free(s);
	importing(db, d);
	domain_free(d);
	sql_close(db);
}

static void refuses(const char *yaml, const char *want)
{
	struct err e = {0};
	char whole[512];
	val v;

	write_file("bad.yaml", yaml);
	t_int(rule_read(path_of("bad.yaml"), true, &v, &e), -1, yaml);
	(void)snprintf(whole, sizeof(whole), "%s: %s", path_of("bad.yaml"), want);
	t_str(e.msg, whole, "is told with its mend");
}

#define GOOD "id: a, type: faq, question: q, answer: a"

static void checks(void)
{
	refuses("[]", "must hold a list under rules:");
	refuses("rules: [x]", "item 1 must be a mapping that begins with id: …");
	refuses("rules: [{id: A b}]", "item 1: id must be lower-case letters, digits and -, as troca-prazo");
	refuses("rules: [{" GOOD "}, {" GOOD "}]", "rule a: the id is there twice: rename one, or delete it");
	refuses("rules: [{" GOOD ", anser: b}]", "rule a: unknown member \"anser\" (cwai-domain(5) lists them)");
	refuses("rules: [{id: a, type: x}]", "rule a: type \"x\" must be faq, policy, procedure, promotion, hours, "
										 "product, sales, support or scheduling");
	refuses("rules: [{id: a, type: faq}]", "rule a: question is missing (what a customer would ask)");
	refuses("rules: [{id: a, type: faq, question: q}]",
			"rule a: answer is missing (a finished sentence to the customer)");
	refuses("rules: [{" GOOD ", also: b}]", "rule a: also must be a list of texts: [one, another]");
	refuses("rules: [{" GOOD ", tags: [b, 1]}]", "rule a: tags: item 2 is no text (quote it)");
	refuses("rules: [{" GOOD ", valid_from: \"2026-02-30\"}]",
			"rule a: valid_from must be a day that exists, as \"2026-06-30\"");
	refuses("rules: [{" GOOD ", valid_from: \"2026-02-02\", valid_to: \"2026-02-01\"}]",
			"rule a: valid_to is before valid_from: exchange them");
}

/* A file of documents keeps the ranking's own order and leaves nothing out. */
static void plain(void)
{
	struct err e = {0};
	struct rule_set *s;
	bool is_plain;
	val v;

	write_file("docs.ndjson",
			   "{\"id\":7,\"title\":\"gatos\",\"text\":\"o gato mia\"}\n"
			   "{\"id\":\"b\",\"text\":\"o gato e o rato\"}\n{\"id\":\"c\",\"answer\":\"nada disso\"}\n");
	t_int(rule_read_any(path_of("docs.ndjson"), &is_plain, &v, &e), 0, "a file of documents");
	t_ok(is_plain, "is plain");
	s = rule_open_list(v, true, "UTC");
	t_str(answers(s, "gato", NULL, -1, JUNE), "7 b", "all that have the word");
	t_str(answers(s, "gato", NULL, 1, JUNE), "", "unless a confidence is asked for");
	t_str(answers(s, "", NULL, -1, JUNE), "", "nothing for nothing");
	rule_free(s);
	s = rule_open_list(val_array(), true, "UTC");
	t_str(answers(s, "gato", NULL, -1, JUNE), "", "no documents");
	rule_free(s);
	write_file("docs.ndjson", "{\"text\":\"x\"}\n");
	t_int(rule_read_any(path_of("docs.ndjson"), &is_plain, &v, &e), -1, "a document without an id");
	t_int(e.kind, ERR_DATA, "is wrong data");
	t_int(rule_read_any(path_of("none.yaml"), &is_plain, &v, &e), -1, "no file");
	t_int(e.kind, ERR_NOINPUT, "is told");
}

static void evaluation(void)
{
	struct err e = {0};
	struct rule_set *s;
	struct buf b = {0};
	val v = yaml_parse(rules, strlen(rules), "rules", &e), list = val_get(v, "rules");

	val_free(v);
	s = rule_open_list(list, false, "UTC");
	write_file("asked.ndjson", "{\"text\":\"qual o prazo de troca?\",\"rule\":\"troca\"}\n"
							   "{\"text\":\"tem estacionamento?\",\"rule\":\"troca\"}\n"
							   "{\"text\":\"quem descobriu o Brasil?\",\"rule\":null}\n");
	t_int(rule_eval(s, path_of("asked.ndjson"), at(JUNE), &v, &e), 0, "evaluated");
	val_dump(v, &b);
	t_ok(strstr(buf_str(&b), "\"answerable\":2,\"first_right\":0.5,\"unanswerable\":1,\"left_unanswered\":1,") != NULL,
		 "by hand it is the same");
	t_str(val_str(v, "misses.0.got", NULL), "vagas", "a miss");
	val_free(v);
	write_file("asked.ndjson", "{\"text\":\"sem regra\"}\n");
	t_int(rule_eval(s, path_of("asked.ndjson"), at(JUNE), &v, &e), -1, "a line without a rule");
	t_int(e.kind, ERR_DATA, "is wrong data");
	rule_free(s);
	buf_free(&b);
}

int main(void)
{
	checks();
	plain();
	evaluation();
	for (int i = 0; i < T_STORES; i++)
		on_store(i);
	return t_done();
}

#include "../t.h"

#include "base/mem.h"
#include "record/yaml.h"

#include "services/rule.h"

/* What lint finds in the rules on 2026-06-17: "finding id id", split by commas. */
static void finds(const char *rules, const char *want, const char *name)
{
	struct err e = {0};
	struct buf b = {0};
	date_ms now = 0;
	val v = yaml_parse(rules, strlen(rules), "test", &e), found;

	(void)date_parse("2026-06-17T15:00:00Z", &now, &e);
	found = rule_lint(v, "America/Sao_Paulo", now);
	for (int i = 0; i < val_len(found); i++) {
		val f = val_at(found, i);

		buf_printf(&b, "%s%s %s", i ? ", " : "", val_str(f, "finding", ""), val_str(f, "rules.0", ""));
		if (val_str(f, "rules.1", NULL))
			buf_printf(&b, " %s", val_str(f, "rules.1", ""));
		if (!*val_str(f, "message", "") || !*val_str(f, "mend", ""))
			buf_puts(&b, " without words");
		val_free(f);
	}
	t_str(buf_str(&b), want, name);
	buf_free(&b);
	val_free(found);
	val_free(v);
}

/* Two rules of one subject with these answers. */
static void pair(const char *a, const char *b, const char *want, const char *name)
{
	struct buf y = {0};

	buf_printf(
		&y,
		"[{id: a, subject: s, question: um?, answer: \"%s\"}, {id: b, subject: S, question: dois?, answer: \"%s\"}]", a,
		b);
	finds(buf_str(&y), want, name);
	buf_free(&y);
}

static void numbers(void)
{
	pair("Em até 30 dias.", "Em até 15 dias.", "contradiction a b", "days");
	pair("Em até 30 dias.", "Em trinta dias.", "", "the same in words");
	pair("Custa R$ 10,00.", "Sai por 12 reais.", "contradiction a b", "money");
	pair("São 5%.", "São dez por cento.", "contradiction a b", "percent");
	pair("São 5% em 30 dias.", "São 5%, em até 2 horas.", "", "other units are other things");
	pair("De 3 a 5 dias.", "Em 5 dias.", "", "one says more than the other");
	pair("De 3 a 5 dias.", "De 5 a 7 dias.", "contradiction a b", "both say something of their own");
	pair("Na rua 218.", "Na rua 230.", "", "a bare number tells nothing");
	pair("Em 1 mês.", "Em 2 meses.", "contradiction a b", "one and many");
}

int main(void)
{
	finds("[]", "", "no rules");
	numbers();
	finds("[{id: a, subject: s, question: um?, answer: 1 dia, valid_to: \"2026-06-20\"},"
		  " {id: b, subject: s, question: dois?, answer: 2 dias, valid_from: \"2026-06-21\"}]",
		  "future b", "never valid at the same time");
	finds("[{id: a, subject: s, question: um?, answer: 1 dia, valid_to: \"2026-06-20\"},"
		  " {id: b, subject: s, question: dois?, answer: 2 dias, valid_from: \"2026-06-17\"}]",
		  "contradiction a b", "valid at the same time for a while");
	finds("[{id: a, subject: s, question: um?, answer: 1 dia}, {id: b, subject: t, question: dois?, answer: 2 dias}]",
		  "", "another subject");
	finds("[{id: a, question: x?, answer: x, valid_to: \"2026-06-16\"}]", "expired a", "yesterday");
	finds("[{id: a, question: x?, answer: x, valid_from: \"2026-06-17\", valid_to: \"2026-06-17\"}]", "", "today");
	finds("[{id: a, question: x?, answer: x, valid_from: \"2026-06-18\"}]", "future a", "tomorrow");
	finds("[{id: a, question: x?, answer: x, valid_from: amanhã}]", "invalid a", "no day");
	finds("[{id: a, question: x?}, {id: b, answer: x}]", "empty a, empty b", "no answer, no question");
	finds(
		"[{id: a, question: Tem vaga para carro?, answer: x}, {id: b, question: tem chá?, also: [tem estacionamento?], "
		"answer: y}]",
		"duplicate_question a b", "one question in other words");
	finds("[{id: a, question: x?, answer: x}, {id: a, question: y?, answer: y}]", "duplicate_id a a", "an id twice");
	return t_done();
}

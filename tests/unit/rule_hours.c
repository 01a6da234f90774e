#include "../t.h"

#include <stdlib.h>

#include "base/mem.h"
#include "record/yaml.h"
#include "services/domain_private.h"

#include "services/rule.h"

static const char shop[] =
	"hours:\n"
	"  mon: [\"09:00-19:00\"]\n  tue: [\"09:00-19:00\"]\n  wed: [\"09:00-19:00\"]\n  thu: [\"09:00-19:00\"]\n"
	"  fri: [\"09:00-20:00\"]\n  sat: [\"09:00-15:00\"]\n  sun: []\n"
	"holidays:\n"
	"  - {date: \"07-09\", name: Revolução Constitucionalista, hours: [\"10:00-16:00\"]}\n"
	"  - {date: \"09-07\", name: Independência do Brasil}\n"
	"  - {date: \"11-20\", name: Dia da Consciência Negra}\n"
	"  - {date: \"12-24\", name: véspera de Natal, hours: [\"09:00-13:00\"]}\n"
	"  - {date: \"12-25\", name: Natal}\n"
	"  - {date: \"2026-06-04\", name: Corpus Christi}\n"
	"  - {date: \"2027-02-08\", name: segunda-feira de Carnaval}\n"
	"  - {date: \"2027-02-09\", name: terça-feira de Carnaval}\n";

static const char bar[] =
	"hours:\n"
	"  mon: []\n  tue: [\"11:30-14:00\", \"18:00-24:00\"]\n  wed: [\"11:30-14:00\", \"18:00-24:00\"]\n"
	"  thu: [\"11:30-14:00\", \"18:00-24:00\"]\n  fri: [\"18:00-02:00\"]\n  sat: [\"18:00-01:00\"]\n  sun: [\"10:00-22:00\"]\n";

static struct domain place(const char *yaml)
{
	struct err e;

	return (struct domain){.zone = "America/Sao_Paulo", .conf = yaml_parse(yaml, strlen(yaml), "test", &e)};
}

static void says(const struct domain *d, const char *now, const char *text, const char *want)
{
	struct err e;
	date_ms t = 0;
	val v;

	(void)date_parse(now, &t, &e);
	v = rule_hours(d, text, t);
	t_str(val_str(v, "answer", NULL), want, text);
	val_free(v);
}

#define WED "2026-06-17T10:20:00-03:00"

static void days(const struct domain *d)
{
	says(d, WED, "vocês abrem domingo?",
		 "Não, no domingo (21/06) não abrimos. Abrimos de novo na segunda-feira (22/06) às 9h.");
	says(d, WED, "abre sábado?", "Sim, no sábado (20/06) abrimos das 9h às 15h.");
	says(d, WED, "sábado até que horas?", "No sábado (20/06) abrimos das 9h às 15h.");
	says(d, WED, "que horas fecha hoje?", "Hoje (quarta-feira, 17/06) abrimos das 9h às 19h.");
	says(
		d, "2026-06-17T21:00:00-03:00", "que horas fecha hoje?",
		"Hoje (quarta-feira, 17/06) abrimos das 9h às 19h. Agora já fechamos; abrimos de novo amanhã (quinta-feira, 18/06) às 9h.");
	says(d, WED, "abre amanhã?", "Sim, amanhã (quinta-feira, 18/06) abrimos das 9h às 19h.");
	says(d, WED, "abre fim de semana?", "No sábado (20/06) abrimos das 9h às 15h; no domingo (21/06) não abrimos.");
	says(d, WED, "vcs abrem sábado e domingo",
		 "No sábado (20/06) abrimos das 9h às 15h; no domingo (21/06) não abrimos.");
	says(d, WED, "dia 25 abre?", "Sim, na quinta-feira (25/06) abrimos das 9h às 19h.");
	says(d, WED, "sexta às 19h30 tá aberto?",
		 "Sim, às 19h30 estamos abertos: na sexta-feira (19/06) abrimos das 9h às 20h.");
	says(d, WED, "funciona sábado de tarde?", "Sim, no sábado (20/06) abrimos das 9h às 15h.");
	says(d, WED, "funciona sábado à noite?", "Não, no sábado (20/06) abrimos das 9h às 15h.");
	says(d, WED, "sábado fica aberto até as 17h?", "Não, no sábado (20/06) abrimos das 9h às 15h.");
	says(d, WED, "vcs abrem às 6?", "Não, às 6h estamos fechados: hoje (quarta-feira, 17/06) abrimos das 9h às 19h.");
	says(d, WED, "E domingo? Vocês abrem?",
		 "Não, no domingo (21/06) não abrimos. Abrimos de novo na segunda-feira (22/06) às 9h.");
	says(d, WED, "e domingo?", "Não, no domingo (21/06) não abrimos. Abrimos de novo na segunda-feira (22/06) às 9h.");
}

static void present(const struct domain *d)
{
	says(d, WED, "tá aberto agora?", "Sim, estamos abertos agora, até as 19h.");
	says(d, "2026-06-17T22:00:00Z", "tá aberto agora?",
		 "Agora estamos fechados. Abrimos amanhã (quinta-feira, 18/06) às 9h.");
	says(d, "2026-06-17T08:59:59-03:00", "já abriram?", "Agora estamos fechados. Abrimos hoje às 9h.");
	says(d, "2026-06-20T16:00:00-03:00", "vcs ainda estão abertos",
		 "Agora estamos fechados. Abrimos na segunda-feira (22/06) às 9h.");
	says(d, "2026-12-25T12:00:00-03:00", "aberto?",
		 "Agora estamos fechados (hoje é Natal). Abrimos amanhã (sábado, 26/12) às 9h.");
}

static void weeks(const struct domain *d)
{
	says(
		d, WED, "horário de funcionamento",
		"Abrimos de segunda-feira a quinta-feira das 9h às 19h, na sexta-feira das 9h às 20h, no sábado das 9h às 15h; "
		"não abrimos no domingo.");
	says(
		d, "2026-07-06T10:20:00-03:00", "quais dias vocês abrem?",
		"Abrimos de segunda-feira a quinta-feira das 9h às 19h, na sexta-feira das 9h às 20h, no sábado das 9h às 15h; "
		"não abrimos no domingo. Atenção: na quinta-feira (09/07), Revolução Constitucionalista, abrimos das 10h às 16h.");
}

static void holidays(const struct domain *d)
{
	says(d, WED, "funciona no feriado?",
		 "O próximo feriado é Revolução Constitucionalista: na quinta-feira (09/07) abrimos das 10h às 16h.");
	says(d, WED, "abrem no Natal?",
		 "Não, na sexta-feira (25/12), Natal, não abrimos. Abrimos de novo no sábado (26/12) às 9h.");
	says(d, WED, "e na véspera de natal, abre?",
		 "Sim, na quinta-feira (24/12), véspera de Natal, abrimos das 9h às 13h.");
	says(
		d, WED, "abre no carnaval?",
		"Na segunda-feira (08/02/2027), segunda-feira de Carnaval, não abrimos; na terça-feira (09/02/2027), terça-feira de "
		"Carnaval, não abrimos.");
	says(d, WED, "abre na terça de carnaval?",
		 "Não, na terça-feira (09/02/2027), terça-feira de Carnaval, não abrimos. "
		 "Abrimos de novo na quarta-feira (10/02/2027) às 9h.");
	says(
		d, WED, "vão abrir no feriado da consciência negra?",
		"Não, na sexta-feira (20/11), Dia da Consciência Negra, não abrimos. Abrimos de novo no sábado (21/11) às 9h.");
	says(
		d, WED, "abre dia 7 de setembro?",
		"Não, na segunda-feira (07/09), Independência do Brasil, não abrimos. Abrimos de novo na terça-feira (08/09) às 9h.");
	says(d, "2026-12-31T22:30:00-03:00", "abre amanhã?", "Sim, amanhã (sexta-feira, 01/01) abrimos das 9h às 20h.");
}

static void nights(const struct domain *d)
{
	says(d, "2026-06-19T20:00:00-03:00", "tá aberto?", "Sim, estamos abertos agora, até as 2h.");
	says(d, "2026-06-20T01:00:00-03:00", "tá aberto?", "Sim, estamos abertos agora, até as 2h.");
	says(d, "2026-06-20T23:00:00-03:00", "tá aberto?", "Sim, estamos abertos agora, até a 1h.");
	says(d, WED, "abre sexta?", "Sim, na sexta-feira (19/06) abrimos das 18h às 2h.");
	says(d, WED, "abre sábado?", "Sim, no sábado (20/06) abrimos das 18h à 1h.");
	says(d, WED, "abre domingo?", "Sim, no domingo (21/06) abrimos das 10h às 22h.");
	says(d, WED, "abre na quinta?",
		 "Sim, amanhã (quinta-feira, 18/06) abrimos das 11h30 às 14h e das 18h à meia-noite.");
	says(d, "2026-06-17T12:00:00-03:00", "ta aberto agora",
		 "Sim, estamos abertos agora, até as 14h. Voltamos a abrir hoje às 18h.");
	says(
		d, WED, "horário?",
		"Abrimos de terça-feira a quinta-feira das 11h30 às 14h e das 18h à meia-noite, na sexta-feira das 18h às 2h, no sábado "
		"das 18h à 1h, no domingo das 10h às 22h; não abrimos na segunda-feira.");
}

static void facts(const struct domain *d)
{
	struct err e;
	date_ms t = 0;
	struct buf b = {0};
	val v;

	(void)date_parse(WED, &t, &e);
	v = rule_hours(d, "abre sábado?", t);
	val_dump(v, &b);
	t_str(
		buf_str(&b),
		"{\"id\":\"hours\",\"type\":\"hours\",\"subject\":\"hours\",\"answer\":\"Sim, no sábado (20/06) abrimos das 9h às 15h.\","
		"\"confidence\":1,\"facts\":{\"date\":\"2026-06-20\",\"weekday\":\"sábado\",\"open\":true,"
		"\"spans\":[{\"from\":\"09:00\",\"to\":\"15:00\"}],\"holiday\":null,\"ask\":\"day\","
		"\"next_change\":\"2026-06-17T22:00:00.000Z\",\"days\":[{\"date\":\"2026-06-20\",\"weekday\":\"sábado\",\"open\":true,"
		"\"spans\":[{\"from\":\"09:00\",\"to\":\"15:00\"}],\"holiday\":null}]}}",
		"the facts of a day");
	val_free(v);
	v = rule_hours(d, "horário de funcionamento", t);
	t_str(val_str(v, "facts.week.fri.0.to", NULL), "20:00", "the facts of a week");
	t_str(val_str(v, "facts.ask", NULL), "week", "which is what was asked");
	val_free(v);
	buf_free(&b);
}

static void asked(void)
{
	static const char *const yes[] = {
		"vocês abrem domingo?",
		"tá aberto agora?",
		"ta abertoo? que horas fecha",
		"que horas fecha hoje?",
		"abre amanhã?",
		"funciona no feriado?",
		"dia 25 abre?",
		"sábado até que horas?",
		"horário de funcionamento",
		"qual o horário de vcs",
		"Boa tarde! Vcs atendem aos sábados?",
		"até que horas vocês ficam?",
		"posso ir aí no domingo?",
		"horarios?",
		"tem expediente amanhã?",
		"queria trocar um produto. vocês abrem hoje?",
		"a loja fica aberta no almoço?",
		"vcs fecham q horas",
		"q hrs abre",
		"ainda ta aberto?",
		"funcionam 24 horas?",
		"trabalham no sábado?",
	};
	static const char *const no[] = {
		"posso trocar produto aberto?",
		"como funciona a troca?",
		"esse creme funciona mesmo?",
		"tem horário sábado?",
		"quero marcar um horário amanhã",
		"como abre o frasco?",
		"depois de aberto dura quanto?",
		"fecha o pedido hoje pra mim",
		"que horas chega a entrega?",
		"a dra atende sábado?",
		"tem horário livre amanhã?",
		"aceita pix?",
		"vcs atendem convênio?",
		"até que horas posso retirar o pedido?",
		"oi, bom dia",
		"",
		"preciso cancelar meu horário de amanhã",
		"posso mudar meu horário de sexta?",
	};

	for (size_t i = 0; i < sizeof(yes) / sizeof(yes[0]); i++)
		t_ok(rule_hours_asked(yes[i]), yes[i]);
	for (size_t i = 0; i < sizeof(no) / sizeof(no[0]); i++)
		t_ok(!rule_hours_asked(no[i]), no[i]);
}

int main(void)
{
	struct domain a = place(shop), b = place(bar), none = place("{name: x}");
	val v;

	days(&a);
	present(&a);
	weeks(&a);
	holidays(&a);
	nights(&b);
	facts(&a);
	asked();
	v = rule_hours(&none, "abre hoje?", 0);
	t_ok(!val_is(v), "a domain without hours does not know");
	val_free(v);
	val_free(a.conf);
	val_free(b.conf);
	val_free(none.conf);
	return t_done();
}

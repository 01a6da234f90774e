/* Sentences, questions, names and masks; and conversations made by hand, whose analysis is known. */
#include "../t.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/os.h"

#include "agents/analyze_private.h"

#define START 1781697600000LL /* 2026-06-17T12:00:00Z */

static struct analyze_span span(const char *s)
{
	return (struct analyze_span){s, strlen(s)};
}

/* ---- words ---- */

static void cut_is(const char *text, const char *want)
{
	const char *p = text;
	struct analyze_span s;
	struct buf b = {0};

	while (analyze_sentence_next(&p, text + strlen(text), &s)) {
		buf_puts(&b, b.n ? "|" : "");
		buf_put(&b, s.p, s.n);
	}
	t_str(buf_str(&b), want, want);
	buf_free(&b);
}

static void sentences(void)
{
	cut_is("Oi! Tudo bem? Queria um batom.", "Oi!|Tudo bem?|Queria um batom.");
	cut_is("oi\ntem batom???\n\n", "oi|tem batom???");
	cut_is("A Dra. Lia atende na Av. Brasil, nº 3. Pode vir.", "A Dra. Lia atende na Av. Brasil, nº 3.|Pode vir.");
	cut_is("custa R$ 1.234,56. Ok", "custa R$ 1.234,56.|Ok");
	cut_is("vi em https://loja.com/p?id=3 ontem", "vi em https://loja.com/p?id=3 ontem");
	cut_is("bom… sei lá… 😍", "bom…|sei lá…");
	cut_is("1. Batom\n2. Rímel", "1. Batom|2. Rímel");
	cut_is("!!! ... 😊", "");
	cut_is("", "");
}

static void is_asked(const char *s, bool want)
{
	t_int(analyze_words_ask(span(s)), want, s);
}

static void questions(void)
{
	is_asked("tem batom?", true);
	is_asked("quanto custa o batom", true);
	is_asked("oi, bom dia, qnto ta o shampoo", true);
	is_asked("Queria saber o prazo de entrega", true);
	is_asked("vcs entregam em Santos", true);
	is_asked("kd meu pedido", true);
	is_asked("será que dá tempo", true);
	is_asked("que horas vocês fecham", true);
	is_asked("vou levar o batom", false);
	is_asked("tem 10 dias que espero", false);
	is_asked("já faz 10 dias", false);
	is_asked("veja https://loja.com/p?id=3 ok", false);
	is_asked("", false);
}

static void small_talk(void)
{
	static const char *const small[] = {
		"Oi!", "bom diaaa", "Tudo bem?", "obg 😊", "kkkkkk", "ok, obrigada!", "boa tarde, td bem com vcs?", "👍", ""};
	static const char *const talk[] = {"oi, quero um batom", "sim, amanhã", "não gostei", "ok, pode enviar"};

	for (size_t i = 0; i < sizeof(small) / sizeof(*small); i++)
		t_ok(analyze_words_small(span(small[i])), small[i]);
	for (size_t i = 0; i < sizeof(talk) / sizeof(*talk); i++)
		t_ok(!analyze_words_small(span(talk[i])), talk[i]);
}

static void settled(void)
{
	t_ok(analyze_words_settle(span("Seu horário está confirmado")), "confirmed");
	t_ok(analyze_words_settle(span("vou levar 2")), "bought");
	t_ok(!analyze_words_settle(span("tem batom")), "asked");
	t_ok(analyze_words_same(span("Quanto custa o batom?"), span("quanto custa o batom")), "the same");
	t_ok(analyze_words_same(span("quero saber o preço do batom vermelho"), span("o preço do batom vermelho")),
		 "nearly");
	t_ok(!analyze_words_same(span("agendado para dia 3"), span("agendado para dia 4")), "numbers tell them apart");
	t_ok(!analyze_words_same(span("quanto custa o batom"), span("quanto custa o rímel vermelho")), "not the same");
}

/* ---- what is masked ---- */

static void mask_is(const char *known, const char *told, const char *text, const char *want)
{
	struct analyze_names names = {0};
	char *s;

	analyze_names_add(&names, known);
	analyze_names_learn(&names, told);
	s = analyze_names_mask(&names, text);
	t_str(s, want, text);
	free(s);
	analyze_names_free(&names);
}

/* What is told masks itself. */
static void told_is(const char *text, const char *want)
{
	mask_is(NULL, text, text, want);
}

static void masks(void)
{
	mask_is("Ana Beatriz Souza", "", "a ANA pediu, sou Beatriz", "a [NOME] pediu, sou [NOME]");
	mask_is(NULL, "meu nome é joana prado e quero um batom", "Prado? é a joana", "[NOME]? é a [NOME]");
	mask_is(NULL, "Aqui é o Marcos Lima, tudo bem?", "fala com o marcos", "fala com o [NOME]");
	mask_is(NULL, "sou a dona da loja", "a dona da loja", "a dona da loja");
	mask_is(NULL, "Olá, Joana! Como posso ajudar?", "pedido da Joana", "pedido da [NOME]");
	mask_is(NULL, "Olá, Tudo bem?", "Tudo certo", "Tudo certo");
	mask_is(NULL, "Nome: Carla Dias", "Carla", "[NOME]");
	mask_is("Carla Dias", "", "carla dias: em 30 dias, Sra. Dias", "[NOME] [NOME]: em 30 dias, Sra. [NOME]");
	told_is("meu nome é maria aparecida da costa oliveira da silva pereira", "meu nome é [NOME]");
	told_is("me chamo Maria Aparecida da Costa Oliveira da Silva Pereira", "me chamo [NOME]");
	told_is("meu nome é maria aparecida dos santos oliveira da silva pereira",
			"meu nome é [NOME] [NOME] dos [NOME] [NOME] da [NOME] [NOME]");
	told_is("meu nome é ana silva dos santos reis", "meu nome é [NOME] [NOME] dos [NOME] [NOME]");
	told_is("meu nome é ana e quero trocar o pedido", "meu nome é [NOME] e quero trocar o pedido");
	told_is("MEU NOME É ANA QUERO TROCAR", "MEU NOME É [NOME] QUERO TROCAR");
	told_is("aqui é a JOANA GOSTARIA DE TROCAR", "aqui é a [NOME] GOSTARIA DE TROCAR");
	told_is("meu nome é joão da silva queria saber o preço", "meu nome é [NOME] queria saber o preço");
	told_is("meu nome é ana ja paguei o batom", "meu nome é [NOME] ja paguei o batom");
	told_is("me chamo ana melo costa souza trocando batom nude mate seco quebrado",
			"me chamo [NOME] trocando batom nude mate seco quebrado");
	told_is("meu nome é o mesmo do cadastro", "meu nome é o mesmo do cadastro");
	mask_is(NULL, "", "entregam na Rua das Flores, 123?", "entregam na [ENDEREÇO]?");
	mask_is(NULL, "", "moro no ap 42 da av. Brasil nº 1000", "moro no [ENDEREÇO] da [ENDEREÇO]");
	mask_is("Ana Rosa Dias", "", "sou ana rosa dias, em 30 dias", "sou [NOME] [NOME] [NOME], em 30 dias");
	mask_is(NULL, "", "pedido número 12345, sapato numero 38", "pedido número 12345, sapato numero 38");
	mask_is(NULL, "", "na rua de vocês tem vaga?", "na rua de vocês tem vaga?");
	mask_is(NULL, "", "rastreio 00123456789 do S00042 de R$ 1.234,56", "rastreio [NÚMERO] do S00042 de R$ 1.234,56");
	mask_is(NULL, "", "pedido 04110-000 em 30-06-2026, 30.06.2026, 1.234.567,00",
			"pedido [NÚMERO] em 30-06-2026, "
			"30.06.2026, 1.234.567,00");
	mask_is("", "", "", "");
}

/* What is told again and again is kept once, and of many names each is found, the longest first. */
static void many_names(void)
{
	struct analyze_names names = {0};
	size_t once = 0;
	char *s;

	for (int i = 0; i < 1000; i++) {
		char *name = mem_printf("Ana %c%c%c", 'a' + i / 100, 'a' + i / 10 % 10, 'a' + i % 10);

		analyze_names_add(&names, "Carla Dias");
		analyze_names_add(&names, name);
		once = once ? once : names.words.n;
		free(name);
	}
	t_int((long long)names.words.n, (long long)once, "a name of the shop's words a thousand times is as long as once");
	analyze_names_add(&names, "Ana jjj de Souza");
	s = analyze_names_mask(&names, "Carla Dias, ana abc, ANA JJJ de Souza, ana e jjj de casa, em 30 dias, abd; kkk");
	t_str(s, "[NOME] [NOME], [NOME], [NOME], [NOME] e [NOME] de casa, em 30 dias, [NOME]; kkk", "a thousand names");
	free(s);
	analyze_names_free(&names);
}

/* ---- conversations ---- */

static void add(struct analyze *a, const char *id, enum analyze_role role, const char *text, long seconds,
				const char *intent)
{
	struct analyze_turn t = {.id = id, .role = role, .text = text, .ts = START + seconds * 1000};

	t.intents = intent ? val_array() : val_null();
	if (intent && *intent)
		t.intents = val_push(t.intents, val_of_str(intent));
	t.crews = val_null();
	analyze_add(a, &t);
	val_free(t.intents);
}

static void hand(struct analyze *a, const char *id, long seconds, const char *reason)
{
	struct analyze_turn t = {.id = id, .role = ANALYZE_SHOP, .text = "Vou chamar uma pessoa.", .handoff = reason};

	t.ts = START + seconds * 1000;
	t.intents = val_null();
	t.crews = val_push(val_array(), val_of_str("human"));
	analyze_add(a, &t);
	val_free(t.crews);
}

static val value(struct analyze *a, struct analyze_tools *tools)
{
	struct err e = {.kind = ERR_NONE};
	val v = val_null();

	t_int(analyze_value(a, tools, START, &v, &e), 0, analyze_id(a));
	analyze_free(a);
	return v;
}

static void member_is(val v, const char *path, const char *want)
{
	val m = val_get(v, path);
	struct buf b = {0};

	val_dump(m, &b);
	t_str(buf_str(&b), want, path);
	buf_free(&b);
	val_free(m);
}

static void waiting(struct analyze_tools *tools)
{
	struct analyze *a = analyze_new("waits");
	val v;

	add(a, "1", ANALYZE_CUSTOMER, "oi", 0, "greeting");
	add(a, "2", ANALYZE_CUSTOMER, "tem batom?", 10, "stock");
	add(a, "2", ANALYZE_SHOP, "Tem sim.", 12, NULL); /* from the first of the two: 12 s */
	add(a, "3", ANALYZE_CUSTOMER, "vocês fazem tatuagem?", 100, "");
	hand(a, "3", 101, "unknown"); /* no answer */
	add(a, "4", ANALYZE_HUMAN, "Não fazemos.", 400, NULL);
	add(a, "5", ANALYZE_CUSTOMER, "e piercing?", 500, "");
	hand(a, "5", 501, "unknown");
	add(a, "5", ANALYZE_CUSTOMER, "a mesma mensagem de novo", 502, "");
	v = value(a, tools);
	member_is(v, "waits", "{\"first_ms\":12000,\"longest_ms\":300000,\"mean_ms\":156000}");
	member_is(v, "messages", "{\"customer\":4,\"shop\":3,\"human\":1}");
	member_is(v, "unresolved", "[{\"text\":\"e piercing?\",\"message\":\"5\",\"ts\":\"2026-06-17T12:08:20.000Z\"}]");
	member_is(v, "handoff", "\"unknown\"");
	member_is(v, "crews", "[\"human\"]");
	member_is(v, "topics", "[{\"name\":\"stock\",\"weight\":1}]");
	member_is(v, "duration_ms", "501000");
	member_is(v, "sentiment.trend", "\"steady\"");
	val_free(v);
}

static void order(struct analyze_tools *tools)
{
	struct analyze *a = analyze_new("order");
	val v;

	add(a, "2", ANALYZE_CUSTOMER, "qual o preço do rímel?", 60, "price");
	add(a, "1", ANALYZE_CUSTOMER, "tem batom matte?", 0, "stock");
	add(a, "3", ANALYZE_HUMAN, "Temos os dois.", 90, NULL);
	v = value(a, tools);
	member_is(v, "key_points", "[\"tem batom matte?\"]"); /* of three sentences one is 60 % */
	member_is(v, "topics", "[{\"name\":\"stock\",\"weight\":0.5},{\"name\":\"price\",\"weight\":0.5}]");
	member_is(v, "waits.longest_ms", "90000");
	val_free(v);
	v = value(analyze_new("nothing"), tools);
	member_is(v, "key_points", "[]");
	member_is(v, "waits.first_ms", "null");
	val_free(v);
}

static struct analyze *long_one(int n, bool late, enum analyze_role last)
{
	struct analyze *a = analyze_new("long");
	char id[16];

	analyze_keep_order(a);
	for (int i = 0; i < n; i++) {
		char *text = mem_printf("quanto custa o batom %d?", i);

		(void)snprintf(id, sizeof(id), "%d", i);
		add(a, id, ANALYZE_CUSTOMER, text, 10 * i, late ? NULL : "price");
		free(text);
	}
	for (int i = n - 1; i >= 0 && late; i--) {
		(void)snprintf(id, sizeof(id), "%d", i);
		add(a, id, ANALYZE_SHOP, "Custa R$ 10,00.", 10 * i + 2, i % 4 ? "price" : "stock");
		add(a, id, ANALYZE_CUSTOMER, "a mesma de novo", 10 * i, "buy");
		add(a, "", ANALYZE_CUSTOMER, "", 10 * n, "");
	}
	if (last != ANALYZE_CUSTOMER)
		add(a, "last", last, "Já respondo.", 10 * n + 1, NULL);
	return a;
}

/* Thousands of messages: each answer finds its message, wherever it was added. */
static void many(struct analyze_tools *tools)
{
	enum { N = 4000 };
	val v = value(long_one(N, true, ANALYZE_CUSTOMER), tools);

	member_is(v, "messages", "{\"customer\":8000,\"shop\":4000,\"human\":0}");
	member_is(v, "waits", "{\"first_ms\":2000,\"longest_ms\":2000,\"mean_ms\":2000}");
	member_is(v, "topics", "[{\"name\":\"price\",\"weight\":0.75},{\"name\":\"stock\",\"weight\":0.25}]");
	member_is(v, "unresolved", "[]");
	val_free(v);
	v = value(long_one(N, false, ANALYZE_CUSTOMER), tools);
	member_is(v, "unresolved.0.text", "\"quanto custa o batom 0?\"");
	member_is(v, "unresolved.19.message", "\"19\"");
	member_is(v, "unresolved.20", "null");
	val_free(v);
	v = value(long_one(N, false, ANALYZE_HUMAN), tools);
	member_is(v, "unresolved", "[]");
	val_free(v);
}

/* Who answers what: a person all before, the bot what it has not given up. */
static void answered(struct analyze_tools *tools)
{
	struct analyze *a = analyze_new("answered");
	val v;

	add(a, "1", ANALYZE_CUSTOMER, "vocês fazem tatuagem?", 0, "");
	hand(a, "1", 1, "unknown");
	add(a, "2", ANALYZE_CUSTOMER, "tem batom?", 10, "stock");
	add(a, "2", ANALYZE_SHOP, "Tem sim.", 12, NULL); /* of the lipstick, and not of what was given up */
	v = value(a, tools);
	member_is(v, "unresolved.0.text", "\"vocês fazem tatuagem?\"");
	member_is(v, "unresolved.1", "null");
	val_free(v);
	a = analyze_new("answered by a person");
	add(a, "1", ANALYZE_CUSTOMER, "vocês fazem tatuagem?", 0, "");
	hand(a, "1", 1, "unknown");
	add(a, "2", ANALYZE_CUSTOMER, "e piercing?", 10, "");
	hand(a, "2", 11, "unknown");
	add(a, "3", ANALYZE_HUMAN, "Nenhum dos dois.", 20, NULL);
	v = value(a, tools);
	member_is(v, "unresolved", "[]");
	val_free(v);
}

/* What goes on with an open dialogue is no topic of its own. */
static void going_on(struct analyze_tools *tools)
{
	struct analyze *a = analyze_new("going on");
	val v;

	add(a, "1", ANALYZE_CUSTOMER, "quero agendar", 0, "booking");
	add(a, "2", ANALYZE_CUSTOMER, "amanhã às 15h", 10, "continue");
	v = value(a, tools);
	member_is(v, "topics", "[{\"name\":\"booking\",\"weight\":1}]");
	val_free(v);
}

/* An answer that stands before its message is none of it, and stays where it is. */
static void early(struct analyze_tools *tools)
{
	struct analyze *a = analyze_new("early");
	val v;

	analyze_keep_order(a);
	add(a, "1", ANALYZE_SHOP, "Temos batom.", 5, "stock");
	add(a, "2", ANALYZE_CUSTOMER, "vocês fazem tatuagem?", 0, "");
	add(a, "1", ANALYZE_CUSTOMER, "", 10, NULL);
	v = value(a, tools);
	member_is(v, "unresolved.0.message", "\"2\"");
	member_is(v, "waits.first_ms", "null");
	member_is(v, "topics", "[]");
	val_free(v);
}

/* A person of whom only the time is known has answered; how long that took is not known. */
static void unseen_person(struct analyze_tools *tools)
{
	struct analyze *a = analyze_new("unseen");
	struct analyze_turn t = {.role = ANALYZE_HUMAN, .ts = START + 60000, .unseen = true};
	val v;

	t.intents = t.crews = val_null();
	add(a, "1", ANALYZE_CUSTOMER, "vocês fazem tatuagem?", 0, "");
	analyze_add(a, &t);
	v = value(a, tools);
	member_is(v, "unresolved", "[]");
	member_is(v, "waits.first_ms", "null");
	member_is(v, "messages.human", "0");
	val_free(v);
}

static void moods(struct analyze_tools *tools)
{
	struct analyze *a = analyze_new("moods");
	val v;

	add(a, "1", ANALYZE_CUSTOMER, "péssimo atendimento, estou muito decepcionada", 0, "");
	add(a, "2", ANALYZE_CUSTOMER, "adorei, muito obrigada, vocês são ótimas!", 60, "");
	v = value(a, tools);
	member_is(v, "sentiment.trend", "\"better\"");
	member_is(v, "sentiment.shop", "null");
	t_ok(val_num(v, "sentiment.score", 0) > val_num(v, "sentiment.customer.score", 0), "the later weighs more");
	val_free(v);
}

/* Nothing of a person is left, wherever it stands. */
static void nothing_leaks(struct analyze_tools *tools)
{
	static const char *const secret[] = {
		"529.982.247-25",
		"52998224725",
		"529 982 247 25",
		"(11) 98888-7777",
		"11988887777",
		"+55 11 98888 7777",
		"joana.prado@example.com",
		"joana arroba gmail ponto com",
		"4111 1111 1111 1111",
		"Joana",
		"JOANA PRADO",
		"04110-000 é meu cep",
		"Rua das Acácias, 120",
		"Prado",
	};
	static const char *const frame[] = {"meu pedido de batom é de %s, quando chega?", "quanto custa o frete para %s?",
										"%s: quero cancelar o pedido S00042", "Pedido S00042 confirmado para %s."};
	static const char *const leak[] = {"529",     "247",   "8888",  "7777",  "@",      "example",
									   "arroba",  "4111",  "joana", "prado", "04110",  "120",
									   "acácias", "Joana", "Prado", "PRADO", "Acácias"};

	for (size_t i = 0; i < sizeof(secret) / sizeof(*secret); i++)
		for (size_t k = 0; k < sizeof(frame) / sizeof(*frame); k++) {
			struct analyze *a = analyze_new(secret[i]);
			const char *at = strstr(frame[k], "%s");
			char *text = mem_printf("%.*s%s%s", (int)(at - frame[k]), frame[k], secret[i], at + 2);
			struct buf b = {0};
			val v, points;

			analyze_hide(a, "Joana Prado");
			add(a, "1", k == 3 ? ANALYZE_SHOP : ANALYZE_CUSTOMER, text, 0, "price");
			add(a, "2", ANALYZE_CUSTOMER, "bom dia", 1, "greeting");
			v = value(a, tools);
			points = val_get(v, "key_points");
			val_dump(points, &b);
			val_free(points);
			points = val_get(v, "unresolved");
			val_dump(points, &b);
			for (size_t n = 0; n < sizeof(leak) / sizeof(*leak); n++)
				if (strstr(b.p, leak[n])) {
					printf("# %s\n# %s\n", text, b.p);
					t_ok(0, leak[n]);
				}
			t_ok(k == 3 || val_len(points) == 1, "the question is there, masked");
			val_free(points);
			val_free(v);
			buf_free(&b);
			free(text);
		}
}

static void allowed(struct analyze_tools *tools)
{
	struct analyze *a = analyze_new("consent");
	val v, all;

	analyze_about(a, "c1", "whatsapp");
	add(a, "1", ANALYZE_CUSTOMER, "cadê o pedido S00042 do cpf 529.982.247-25?", 0, "delivery");
	add(a, "2", ANALYZE_CUSTOMER, "oi?", 1, "");
	v = analyze_without_person(value(a, tools));
	member_is(v, "customer", "null");
	member_is(v, "key_points", "[]");
	member_is(v, "unresolved", "[]");
	member_is(v, "unresolved_count", "1");
	member_is(v, "channel", "\"whatsapp\"");
	member_is(v, "entities", "[]");
	v = analyze_without_person(v);
	member_is(v, "unresolved_count", "1"); /* the count is no less when the texts are gone already */
	val_free(v);
	a = analyze_new("births");
	add(a, "1", ANALYZE_CUSTOMER, "RG 12.345.678-9, nascida em 03/04/1985; comprei em 14/11/2025, quero dia 20/12/2026",
		0, "");
	v = analyze_without_person(value(a, tools));
	member_is(v, "entities.0.value", "\"2025-11-14\"");
	member_is(v, "entities.1.value", "\"2026-12-20\"");
	all = val_get_array(v, "entities");
	t_int(val_len(all), 2, "no other date");
	val_free(all);
	val_free(v);
}

int main(void)
{
	char *dir = os_join(os_env("CWAI_SHARE", "examples"), "cosmeticos");
	struct err e = {.kind = ERR_NONE};
	struct domain *d = domain_load(dir, &e);
	struct analyze_tools *tools = d ? analyze_tools_open(NULL, d, NULL, NULL, &e) : NULL;

	sentences();
	questions();
	small_talk();
	settled();
	masks();
	many_names();
	t_ok(tools != NULL, "the domain's tools open");
	if (!tools)
		return t_done();
	waiting(tools);
	order(tools);
	many(tools);
	answered(tools);
	going_on(tools);
	early(tools);
	unseen_person(tools);
	moods(tools);
	nothing_leaks(tools);
	allowed(tools);
	analyze_tools_close(tools);
	domain_free(d);
	free(dir);
	return t_done();
}

#include <stdio.h>
#include <string.h>

#include "services/consent.h"
#include "text/token.h"

#include "cli/privacy_words.h"

/* Internal: their own id, how rows are chained and sorted, how a text was read, what another column has too. */
#define OURS                                                                                                        \
	"customer_id subject chain hash seq origin price_cents currency score weight facts rule focus intents reply n " \
	"key start end day hour crew crews first_wait longest_wait mean_ms domain analyses.message analyses.id "        \
	"analyses.conversation analyses.channel analyses.started analyses.ended analyses.topic analyses.role "          \
	"records.at conversations.kind odoo_links.row_hash odoo_links.model odoo_links.pending "                        \
	"odoo_links.attempted_at odoo_links.failed odoo_links.base send_marks.number outbox.entity_id"
/* Of an appointment it is the time that counts. */
#define SHOWN "records.start records.end"

struct word {
	const char *name, *word;
};

static const struct word labels[] = {
	{"id", "código"},
	{"name", "nome"},
	{"phone", "telefone"},
	{"email", "e-mail"},
	{"created_at", "desde"},
	{"updated_at", "atualizado em"},
	{"changed_at", "alterado em"},
	{"undone_at", "desfeito em"},
	{"remote_date", "atualizado no Odoo em"},
	{"remote_id", "código no Odoo"},
	{"external_id", "identificação"},
	{"entity_id", "código"},
	{"channel", "canal"},
	{"status", "situação"},
	{"topic", "assunto"},
	{"topics", "assuntos"},
	{"purpose", "finalidade"},
	{"granted", "autorizado"},
	{"source", "origem"},
	{"message_id", "mensagem"},
	{"message", "mensagem"},
	{"conversation_id", "conversa"},
	{"conversation", "conversa"},
	{"ts", "quando"},
	{"at", "quando"},
	{"timestamp", "quando"},
	{"since", "desde"},
	{"until", "até"},
	{"date", "data"},
	{"start", "começo"},
	{"end", "fim"},
	{"customer", "você"},
	{"started", "começo"},
	{"ended", "fim"},
	{"addresses", "endereços"},
	{"addresses.label", "qual"},
	{"label", "resultado"},
	{"street", "rua"},
	{"number", "número"},
	{"complement", "complemento"},
	{"neighborhood", "bairro"},
	{"city", "cidade"},
	{"state", "estado"},
	{"zip", "CEP"},
	{"preferred", "preferido"},
	{"preferences", "preferências"},
	{"consent", "consentimento"},
	{"service", "serviço"},
	{"services", "serviços"},
	{"professional", "profissional"},
	{"analytics", "análises"},
	{"marketing", "ofertas"},
	{"address", "endereço completo"},
	{"entity", "tipo"},
	{"entities", "menções"},
	{"mentioned_entities", "menções"},
	{"action", "ação"},
	{"actor", "quem"},
	{"what", "o quê"},
	{"why", "para quê"},
	{"sentiment", "sentimento"},
	{"trend", "tendência"},
	{"mentions", "vezes"},
	{"text", "texto"},
	{"value", "valor"},
	{"type", "tipo"},
	{"product", "produto"},
	{"products", "produtos"},
	{"lines", "itens"},
	{"quantity", "quantidade"},
	{"price", "preço"},
	{"amount_total", "total"},
	{"total", "total"},
	{"interests", "interesses"},
	{"started_at", "começo"},
	{"ended_at", "fim"},
	{"duration_ms", "duração"},
	{"messages", "mensagens"},
	{"waits", "esperas"},
	{"first_ms", "até a primeira resposta"},
	{"longest_ms", "a maior"},
	{"key_points", "pontos principais"},
	{"unresolved", "perguntas sem resposta"},
	{"unresolved_count", "quantas perguntas sem resposta"},
	{"purposes", "finalidades"},
	{"handoff", "passado a uma pessoa"},
	{"team", "equipe"},
	{"shop", "loja"},
	{"human", "atendente"},
	{"active", "ativo"},
	{"parent", "parte de"},
	{"task", "diálogo aberto"},
	{"previous", "diálogo anterior"},
	{"data", "dados"},
	{"update_history", "alterações do cadastro"},
	{"fields", "campos"},
	{"field", "campo"},
	{"winner", "valeu o de"},
	{"kept", "ficou"},
	{"gone", "saiu"},
	{"lost", "descartado"},
	{"reason", "motivo"},
	{"role", "quem"},
};

/* What stands in them, where it is one of a few words. */
static const struct word values[] = {
	{"create", "criação"},
	{"insert", "criação"},
	{"update", "alteração"},
	{"delete", "exclusão"},
	{"merge", "união"},
	{"process", "uso para responder"},
	{"read", "leitura"},
	{"write", "escrita"},
	{"export", "exportação"},
	{"erase", "exclusão"},
	{"consent", "consentimento"},
	{"consents", "consentimentos"},
	{"retention", "fim do prazo"},
	{"everything", "tudo"},
	{"customer", "cadastro"},
	{"profile", "cadastro"},
	{"turns", "mensagens"},
	{"message", "mensagem"},
	{"conversation", "conversa"},
	{"order", "pedido"},
	{"orders", "pedidos"},
	{"appointment", "agendamento"},
	{"appointments", "agendamentos"},
	{"ticket", "chamado"},
	{"offer", "oferta"},
	{"analysis", "análise"},
	{"granted", "autorizado"},
	{"revoked", "retirado"},
	{"positive", "positivo"},
	{"neutral", "neutro"},
	{"negative", "negativo"},
	{"steady", "estável"},
	{"better", "melhorou"},
	{"worse", "piorou"},
	{"sale", "confirmado"},
	{"done", "concluído"},
	{"draft", "orçamento"},
	{"sent", "enviado"},
	{"booked", "marcado"},
	{"delivered", "entregue"},
	{"cancel", "cancelado"},
	{"cancelled", "cancelado"},
	{"pending", "com o assistente"},
	{"open", "com uma pessoa"},
	{"resolved", "encerrada"},
	{"snoozed", "adiada"},
	{"whatsapp", "WhatsApp"},
	{"instagram", "Instagram"},
	{"facebook", "Facebook"},
	{"telegram", "Telegram"},
	{"web", "site"},
	{"email", "e-mail"},
	{"phone", "telefone"},
	{"product", "produto"},
	{"service", "serviço"},
	{"professional", "profissional"},
	{"category", "categoria"},
	{"money", "dinheiro"},
	{"date", "data"},
	{"time", "hora"},
	{"quantity", "quantidade"},
	{"city", "cidade"},
	{"state", "estado"},
	{"card", "cartão"},
	{"cross_sell", "para combinar"},
	{"up_sell", "versão superior"},
	{"timing_based", "hora de repor"},
	{"service_recommendation", "serviço que combina"},
	{"buy", "compra"},
	{"delivery", "entrega"},
	{"goodbye", "despedida"},
	{"greeting", "saudação"},
	{"hours", "horários"},
	{"person", "falar com uma pessoa"},
	{"policy", "regras da loja"},
	{"price", "preço"},
	{"product_info", "sobre produtos"},
	{"promotion", "promoções"},
	{"recommend", "recomendação"},
	{"schedule", "agendamento"},
	{"service_info", "sobre serviços"},
	{"stock", "disponibilidade"},
	{"support", "ajuda"},
	{"thanks", "agradecimento"},
	{"unknown", "não entendido"},
	{"privacy", "privacidade"},
	{"analytics", "análises"},
	{"marketing", "ofertas"},
	{"address", "endereço completo"},
	{"chat", "conversa"},
	{"cli", "atendimento da loja"},
	{"manual", "atendimento da loja"},
	{"odoo", "Odoo"},
	{"preferences", "preferências"},
	{"addresses", "endereços"},
	{"name", "nome"},
	{"the same in Odoo", "o mesmo cadastro no Odoo"},
};

/* Members whose value is one of those words, or several. */
static const char *const told[] = {"action",  "entity",  "status", "sentiment", "label",  "trend",
								   "channel", "type",    "topic",  "purpose",   "source", "what",
								   "why",     "handoff", "reason", "fields",    "field",  "winner"};
static const char *const money[] = {"price", "amount_total", "total", "subtotal", "amount"};
static const char *const yes_or_no[] = {"active", "preferred", "granted"};

static bool is_one(const char *s, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(list[i], s) == 0)
			return true;
	return false;
}

#define IS_ONE(s, list) is_one(s, list, sizeof(list) / sizeof((list)[0]))

static const char *find(const struct word *list, size_t n, const char *name, size_t len)
{
	for (size_t i = 0; i < n; i++)
		if (strlen(list[i].name) == len && memcmp(list[i].name, name, len) == 0)
			return list[i].word;
	return NULL;
}

#define FIND(list, name, len) find(list, sizeof(list) / sizeof((list)[0]), name, len)

/* ---- names ---- */

static bool is_in(const char *name, const char *words)
{
	return token_in((struct token){name, strlen(name)}, words);
}

static bool is_ours(const char *table, const char *key)
{
	char full[96];

	(void)snprintf(full, sizeof(full), "%s.%s", table, key);
	return !is_in(full, SHOWN) && (is_in(key, OURS) || is_in(full, OURS));
}

bool privacy_words_knows(const char *table, const char *key)
{
	return is_ours(table, key) || FIND(labels, key, strlen(key));
}

/* The shop's own word, or one of the few that are told by what they stand in. */
static const char *word_in(const char *in, const char *key)
{
	char full[96];
	const char *word;

	if (strcmp(in, "preferences") == 0)
		return NULL;
	if (strcmp(in, "interests") == 0)
		return FIND(values, key, strlen(key));
	(void)snprintf(full, sizeof(full), "%s.%s", in, key);
	word = FIND(labels, full, strlen(full));
	return word ? word : FIND(labels, key, strlen(key));
}

bool privacy_words_label(const char *table, const char *in, const char *key, struct buf *out)
{
	const char *word = word_in(in, key);

	if (strcmp(in, "preferences") != 0 && is_ours(table, key))
		return false;
	if (word)
		buf_puts(out, word);
	for (const char *p = word ? "" : key; *p; p++)
		buf_putc(out, *p == '_' ? ' ' : *p);
	return true;
}

/* ---- values ---- */

/* "customer, turns", "message chatwoot:1:5": its words, and what is none of them as it stands. */
static void put_words(const char *s, struct buf *out)
{
	const char *all = FIND(values, s, strlen(s));

	buf_puts(out, all ? all : "");
	while (!all && *s) {
		size_t n = strcspn(s, " "), letters = n;
		const char *word;

		while (letters > 0 && strchr(",:;", s[letters - 1]))
			letters--;
		word = FIND(values, s, letters);
		buf_put(out, word ? word : s, word ? strlen(word) : letters);
		buf_put(out, s + letters, n - letters + (s[n] == ' '));
		s += n + (s[n] == ' ');
	}
}

/* "1234.50" as "R$ 1.234,50". */
static void put_money(const char *s, struct buf *out)
{
	size_t whole = strcspn(s, ".");

	buf_puts(out, "R$ ");
	for (size_t i = 0; i < whole; i++) {
		if (i > 0 && (whole - i) % 3 == 0 && s[i - 1] != '-')
			buf_putc(out, '.');
		buf_putc(out, s[i]);
	}
	if (s[whole])
		buf_printf(out, ",%s", s + whole + 1);
}

static bool is_amount(const char *s)
{
	size_t n = strspn(s + (*s == '-'), "0123456789");

	s += (*s == '-') + n;
	return n > 0 && (!*s || (*s == '.' && strlen(s) == 3 && strspn(s + 1, "0123456789") == 2));
}

/* "2026-06-17", with an hour behind it or none. */
static bool put_day(const char *s, struct buf *out)
{
	if (strlen(s) != 10 || s[4] != '-' || s[7] != '-' || strspn(s, "0123456789-") != 10)
		return false;
	buf_printf(out, "%.2s/%.2s/%.4s", s + 8, s + 5, s);
	return true;
}

static void put_span(double ms, struct buf *out)
{
	long s = (long)(ms / 1000 + 0.5);

	if (s < 60)
		buf_printf(out, "%ld s", s);
	else if (s < 3600)
		buf_printf(out, "%ld min %ld s", s / 60, s % 60);
	else
		buf_printf(out, "%ld h %ld min", s / 3600, s % 3600 / 60);
}

static bool ends_in(const char *s, const char *end)
{
	size_t n = strlen(s), k = strlen(end);

	return n > k && strcmp(s + n - k, end) == 0;
}

static void put_text(const char *key, const char *text, struct buf *out)
{
	if (strcmp(key, "text") == 0)
		buf_puts(out, text);
	else if (IS_ONE(key, money) && is_amount(text))
		put_money(text, out);
	else if (put_day(text, out))
		return;
	else if (IS_ONE(key, told) || consent_is_purpose(text) || FIND(values, text, strlen(text)))
		put_words(text, out);
	else
		buf_puts(out, text);
}

void privacy_words_value(const char *key, val v, struct buf *out)
{
	const char *text = val_text(v, NULL);
	bool number = val_kind(v) == VAL_NUMBER;

	if (text)
		put_text(key, text, out);
	else if (val_kind(v) == VAL_BOOL || (number && IS_ONE(key, yes_or_no)))
		buf_puts(out, val_equal(v, val_true(true)) || (number && val_number(v, 0) != 0) ? "sim" : "não");
	else if (number && ends_in(key, "_ms"))
		put_span(val_number(v, 0), out);
	else
		val_dump(v, out);
}

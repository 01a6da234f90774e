/* trends: what topics, crews, channels and reasons are called in Portuguese. */
#include <string.h>

#include "cli/trends_words.h"

struct word {
	const char *list, *key, *name;
};

static const struct word words[] = {
	{"topics", "greeting", "Saudação"},
	{"topics", "thanks", "Agradecimento"},
	{"topics", "goodbye", "Despedida"},
	{"topics", "person", "Falar com uma pessoa"},
	{"topics", "recommend", "Recomendação"},
	{"topics", "price", "Preço"},
	{"topics", "stock", "Disponibilidade"},
	{"topics", "buy", "Compra"},
	{"topics", "product_info", "Informação de produto"},
	{"topics", "hours", "Horário de atendimento"},
	{"topics", "policy", "Trocas e políticas"},
	{"topics", "promotion", "Promoções"},
	{"topics", "service_info", "Informação de serviço"},
	{"topics", "schedule", "Agendamento"},
	{"topics", "delivery", "Entrega"},
	{"topics", "support", "Suporte"},
	{"topics", "payment", "Pagamento"},
	{"topics", "complaint", "Reclamação"},
	{"crews", "sales", "Vendas"},
	{"crews", "delivery", "Entregas"},
	{"crews", "support", "Suporte"},
	{"crews", "info", "Informações"},
	{"crews", "scheduling", "Agenda"},
	{"crews", "greet", "Recepção"},
	{"crews", "human", "Pessoa da equipe"},
	{"channels", "whatsapp", "WhatsApp"},
	{"channels", "instagram", "Instagram"},
	{"channels", "facebook", "Facebook"},
	{"channels", "telegram", "Telegram"},
	{"channels", "web", "Site"},
	{"channels", "email", "E-mail"},
	{"channels", "sms", "SMS"},
	{"channels", "api", "API"},
	{"handoff_reasons", "asked", "O cliente pediu uma pessoa"},
	{"handoff_reasons", "unknown", "Pedido não entendido"},
	{"handoff_reasons", "no_facts", "Informação não encontrada"},
	{"handoff_reasons", "attachment", "Arquivo, foto ou áudio"},
	{"handoff_reasons", "order", "Fechar um pedido"},
	{"handoff_reasons", "scheduling", "Confirmar um agendamento"},
	{"handoff_reasons", "delivery", "Verificar uma entrega"},
	{"handoff_reasons", "support", "Resolver um problema"},
	{"handoff_reasons", "error", "Falha do sistema"},
	{"handoff_reasons", "window", "Prazo do canal encerrado"},
	{"sentiments", "positive", "Positivo"},
	{"sentiments", "neutral", "Neutro"},
	{"sentiments", "negative", "Negativo"},
};

const char *trends_word(const char *list, const char *key)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(words[i].list, list) == 0 && strcmp(words[i].key, key) == 0)
			return words[i].name;
	return key;
}

const char *trends_field(const char *field, const char **list)
{
	static const struct {
		const char *field, *name, *list;
	} fields[] = {
		{"topic", "Assunto", "topics"},
		{"crew", "Equipe", "crews"},
		{"channel", "Canal", "channels"},
		{"handoff", "Passou para uma pessoa", "handoff_reasons"},
		{"sentiment", "Sentimento", "sentiments"},
		{"customer", "Cliente", NULL},
		{"day", "Dia", NULL},
		{"week", "Semana", NULL},
		{"month", "Mês", NULL},
		{"hour", "Hora", NULL},
		{"weekday", "Dia da semana", NULL},
		{"product", "Produto", NULL},
		{"service", "Serviço", NULL},
		{"professional", "Profissional", NULL},
		{"category", "Categoria", NULL},
		{"money", "Valor", NULL},
		{"city", "Cidade", NULL},
		{"state", "Estado", NULL},
	};

	if (strncmp(field, "entities.", 9) == 0)
		field += 9;
	*list = NULL;
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		if (strcmp(fields[i].field, field) == 0) {
			*list = fields[i].list;
			return fields[i].name;
		}
	return NULL;
}

#include <stdlib.h>
#include <string.h>

#include "text/token.h"

#include "text/redact_private.h"

#define BEFORE 48 /* characters that may say what a number is */
#define BEHIND 24

struct meaning {
	const char *word;
	unsigned class;
};

/* In the order of their bytes. */
static const struct meaning meanings[] = {
	{"amex", REDACT_WORD_CARD},       {"anvisa", REDACT_WORD_CODE},       {"autos", REDACT_WORD_CODE},
	{"barras", REDACT_WORD_CODE},     {"boleto", REDACT_WORD_CODE},       {"card", REDACT_WORD_CARD},
	{"cartao", REDACT_WORD_CARD},     {"cartoes", REDACT_WORD_CARD},      {"cel", REDACT_WORD_PHONE},
	{"celular", REDACT_WORD_PHONE},   {"celulares", REDACT_WORD_PHONE},   {"cep", REDACT_WORD_CEP},
	{"ceps", REDACT_WORD_CEP},        {"cgc", REDACT_WORD_CNPJ},          {"chamado", REDACT_WORD_CODE},
	{"cic", REDACT_WORD_CPF},         {"cnpj", REDACT_WORD_CNPJ},         {"cnpjs", REDACT_WORD_CNPJ},
	{"cod", REDACT_WORD_CODE},        {"codigo", REDACT_WORD_CODE},       {"codigos", REDACT_WORD_CODE},
	{"compra", REDACT_WORD_CODE},     {"compras", REDACT_WORD_CODE},      {"contato", REDACT_WORD_PHONE},
	{"contatos", REDACT_WORD_PHONE},  {"cpf", REDACT_WORD_CPF},           {"cpfs", REDACT_WORD_CPF},
	{"credito", REDACT_WORD_CARD},    {"cupom", REDACT_WORD_CODE},        {"ddd", REDACT_WORD_PHONE},
	{"debito", REDACT_WORD_CARD},     {"ean", REDACT_WORD_CODE},          {"elo", REDACT_WORD_CARD},
	{"encomenda", REDACT_WORD_CODE},  {"fatura", REDACT_WORD_CODE},       {"fone", REDACT_WORD_PHONE},
	{"fones", REDACT_WORD_PHONE},     {"gtin", REDACT_WORD_CODE},         {"hipercard", REDACT_WORD_CARD},
	{"id", REDACT_WORD_CODE},         {"isbn", REDACT_WORD_CODE},         {"item", REDACT_WORD_CODE},
	{"itens", REDACT_WORD_CODE},      {"liga", REDACT_WORD_PHONE},        {"ligam", REDACT_WORD_PHONE},
	{"ligar", REDACT_WORD_PHONE},     {"ligou", REDACT_WORD_PHONE},       {"ligue", REDACT_WORD_PHONE},
	{"lote", REDACT_WORD_CODE},       {"master", REDACT_WORD_CARD},       {"mastercard", REDACT_WORD_CARD},
	{"modelo", REDACT_WORD_CODE},     {"nf", REDACT_WORD_CODE},           {"nfce", REDACT_WORD_CODE},
	{"nfe", REDACT_WORD_CODE},        {"nota", REDACT_WORD_CODE},         {"notas", REDACT_WORD_CODE},
	{"objeto", REDACT_WORD_CODE},     {"orcamento", REDACT_WORD_CODE},    {"ordem", REDACT_WORD_CODE},
	{"order", REDACT_WORD_CODE},      {"pedido", REDACT_WORD_CODE},       {"pedidos", REDACT_WORD_CODE},
	{"postal", REDACT_WORD_CEP},      {"processo", REDACT_WORD_CODE},     {"produto", REDACT_WORD_CODE},
	{"produtos", REDACT_WORD_CODE},   {"protocolo", REDACT_WORD_CODE},    {"protocolos", REDACT_WORD_CODE},
	{"rastreador", REDACT_WORD_CODE}, {"rastreamento", REDACT_WORD_CODE}, {"rastrear", REDACT_WORD_CODE},
	{"rastreio", REDACT_WORD_CODE},   {"recado", REDACT_WORD_PHONE},      {"ref", REDACT_WORD_CODE},
	{"referencia", REDACT_WORD_CODE}, {"registro", REDACT_WORD_CODE},     {"serie", REDACT_WORD_CODE},
	{"sku", REDACT_WORD_CODE},        {"sms", REDACT_WORD_PHONE},         {"tel", REDACT_WORD_PHONE},
	{"telef", REDACT_WORD_PHONE},     {"telefone", REDACT_WORD_PHONE},    {"telefones", REDACT_WORD_PHONE},
	{"telegram", REDACT_WORD_PHONE},  {"tels", REDACT_WORD_PHONE},        {"ticket", REDACT_WORD_CODE},
	{"tracking", REDACT_WORD_CODE},   {"transacao", REDACT_WORD_CODE},    {"visa", REDACT_WORD_CARD},
	{"voucher", REDACT_WORD_CODE},    {"wats", REDACT_WORD_PHONE},        {"watsapp", REDACT_WORD_PHONE},
	{"whats", REDACT_WORD_PHONE},     {"whatsap", REDACT_WORD_PHONE},     {"whatsapp", REDACT_WORD_PHONE},
	{"wpp", REDACT_WORD_PHONE},       {"zap", REDACT_WORD_PHONE},         {"zapzap", REDACT_WORD_PHONE},
};

struct word {
	const char *s;
	size_t n;
};

static int compare(const void *key, const void *item)
{
	const struct word *w = key;
	const char *other = ((const struct meaning *)item)->word;
	int c = strncmp(w->s, other, w->n);

	return c != 0 ? c : other[w->n] ? -1 : 0;
}

unsigned redact_context_word(const char *s, int n)
{
	const struct word w = {s, (size_t)n};
	const struct meaning *m =
		n > 1 ? bsearch(&w, meanings, sizeof(meanings) / sizeof(*meanings), sizeof(*meanings), compare) : NULL;

	return m ? m->class : 0;
}

/* Is the clause over here: "?", "!", ";" or a full stop before a space? A line's end is none: bubbles are joined. */
static bool ends_clause(const struct redact_view *v, int i)
{
	char c = v->c[i];

	return c == '?' || c == '!' || c == ';' || (c == '.' && strchr(" \n", redact_view_at(v, i + 1)));
}

static int word_end(const struct redact_view *v, int i)
{
	while (i < v->n && redact_view_is_letter(v->c[i]))
		i++;
	return i;
}

/* A number before this one takes the words before it, unless both are one group of digits after the other. */
static void look_before(const struct redact_view *v, int start, struct redact_context *out)
{
	int i = start > BEFORE ? start - BEFORE : 0;
	bool number = false;

	if (i > 0)
		while (i < start && redact_view_is_alnum(v->c[i])) /* the end of a word */
			i++;
	while (i < start) {
		int end = word_end(v, i);
		unsigned word = end > i ? redact_context_word(v->c + i, (end < start ? end : start) - i) : 0;

		if (v->c[i] == REDACT_MASKED || (number && (end > i || strchr("\n,;", v->c[i])))) {
			out->nearest = out->said = 0;
			number = false;
		}
		number = number || redact_view_is_digit(v->c[i]);
		if (end == i && ends_clause(v, i))
			out->said = 0;
		if (word) {
			out->nearest = word;
			out->said |= word;
		}
		i = end > i ? end : i + 1;
	}
}

/* "12345678900 é meu cpf", "98888-7777 (zap)": little words may stand between. */
static void look_behind(const struct redact_view *v, int end, struct redact_context *out)
{
	static const char little[] =
		"e eh o a esse este essa meu minha meus do da de no na seria numero nr n tb tambem aqui";
	int stop = end + BEHIND < v->n ? end + BEHIND : v->n;

	for (int i = end; i < stop;) {
		int to = word_end(v, i);
		unsigned word = to > i ? redact_context_word(v->c + i, to - i) : 0;

		if (word && word != REDACT_WORD_CODE) {
			out->nearest = out->said = word;
			return;
		}
		if (to == i ? !strchr(" (),-!*_\">'", v->c[i]) : !token_in((struct token){v->c + i, (size_t)(to - i)}, little))
			return;
		i = to > i ? to : i + 1;
	}
}

/* "#123", "nº 123", "sku-123", "1.123": the start is inside something longer that is no number of a person. */
static bool is_glued(const struct redact_view *v, int start)
{
	char last = redact_view_at(v, start - 1), before = redact_view_at(v, start - 2);
	int i = start - 1;

	if (last == '#' || (last == ' ' && before == '#') || last == '*')
		return last != '*';
	if (!last || !strchr("-_/.,:", last))
		return false;
	if (redact_view_is_digit(before))
		return true;
	if (last == '.' || last == ',' || last == ':' || last == '/' || !redact_view_is_letter(before))
		return false;
	while (redact_view_is_letter(redact_view_at(v, i - 1)))
		i--;
	return (redact_context_word(v->c + i, start - 1 - i) & ~(unsigned)REDACT_WORD_CODE) == 0;
}

void redact_context_of(const struct redact_view *v, int start, int end, struct redact_context *out)
{
	int i = start - 1;

	memset(out, 0, sizeof(*out));
	look_before(v, start, out);
	if (!out->nearest)
		look_behind(v, end, out);
	out->glued = is_glued(v, start);
	while (redact_view_at(v, i) == ' ')
		i--;
	out->money = redact_view_at(v, i) == '$';
}

bool redact_context_measured(const struct redact_view *v, int end)
{
	static const char units[] =
		"reais real conto contos pila ml l litros g gr gramas kg mg un und unid unidade unidades cm "
		"mm m metros km pontos milhas horas dias pecas caixas x";
	int i = end, to;

	while (redact_view_at(v, i) == ' ')
		i++;
	to = word_end(v, i);
	/* A mask may have taken the unit in. */
	return redact_view_at(v, i) == '%' || redact_view_at(v, i) == REDACT_MASKED ||
		   token_in((struct token){v->c + i, (size_t)(to - i)}, units);
}

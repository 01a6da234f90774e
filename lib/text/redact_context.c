#include <string.h>

#include "text/token.h"

#include "text/redact_private.h"

#define BEFORE 48 /* characters that may say what a number is */
#define BEHIND 24

unsigned redact_context_word(const char *s, int n)
{
	static const struct {
		unsigned word;
		const char *words;
	} table[] = {
		{REDACT_WORD_CPF, "cpf cpfs cic"},
		{REDACT_WORD_CNPJ, "cnpj cnpjs cgc"},
		{REDACT_WORD_CEP, "cep ceps postal"},
		{REDACT_WORD_PHONE, "tel tels telef telefone telefones fone fones celular celulares cel whats whatsapp whatsap "
							"watsapp zapzap wpp wats zap contato contatos ligar liga ligue ligam ligou ddd recado "
							"telegram sms"},
		{REDACT_WORD_CARD, "cartao cartoes card visa mastercard master elo amex hipercard credito debito"},
		{REDACT_WORD_CODE,
		 "pedido pedidos ordem compra compras codigo codigos cod protocolo protocolos nota notas nf nfe "
		 "nfce rastreio rastreamento rastrear rastreador sku ean gtin barras boleto ref referencia item "
		 "itens lote serie modelo produto produtos chamado ticket os fatura orcamento cupom voucher "
		 "encomenda objeto transacao id registro anvisa isbn order tracking"},
	};
	struct token t = {s, (size_t)n};

	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++)
		if (token_in(t, table[i].words))
			return table[i].word;
	return 0;
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
		if (to == i ? !strchr(" (,-", v->c[i]) : !token_in((struct token){v->c + i, (size_t)(to - i)}, little))
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
	return redact_view_at(v, i) == '%' || token_in((struct token){v->c + i, (size_t)(to - i)}, units);
}

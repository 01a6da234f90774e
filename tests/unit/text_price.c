#include <stdlib.h>

#include "text/fold.h"
#include "text/number.h"

#include "../t.h"

static const struct {
	const char *text;
	long long min, max;
	const char *spans; /* what said so, with a bar between */
} cases[] = {
	{"", -1, -1, ""},
	{"algo barato", -1, -1, ""},
	{"tem algo de 80 reais?", -1, -1, ""},
	/* at most */
	{"protetor solar até 80 reais", -1, 8000, "ate 80 reais"},
	{"batom que custe até oitenta reais", -1, 8000, "que custe ate oitenta reais"},
	{"até uns 80 reais", -1, 8000, "ate uns 80 reais"},
	{"até R$80", -1, 8000, "ate r$80"},
	{"até 99,90", -1, 9990, "ate 99,90"},
	{"até mil e duzentos", -1, 120000, "ate mil e duzentos"},
	{"no máximo 60", -1, 6000, "no maximo 60"},
	{"preço máximo 70", -1, 7000, "preco maximo 70"},
	{"100 reais no máximo", -1, 10000, "100 reais no maximo"},
	{"que não passe de 80", -1, 8000, "que nao passe de 80"},
	{"não mais que 80", -1, 8000, "nao mais que 80"},
	{"80 ou menos", -1, 8000, "80 ou menos"},
	{"meu orçamento é 150", -1, 15000, "orcamento e 150"},
	{"só tenho 50 reais", -1, 5000, "so tenho 50 reais"},
	{"quero gastar uns 100 reais", -1, 10000, "gastar uns 100 reais"},
	{"perfume até 150 no pix", -1, 15000, "ate 150"},
	{"até R$ 5", -1, 500, "ate r$ 5"},
	{"até dez", -1, 1000, "ate dez"},
	/* under: the cent below */
	{"menos de 100", -1, 9999, "menos de 100"},
	{"creme abaixo de R$ 50", -1, 4999, "abaixo de r$ 50"},
	{"por menos de 40 conto", -1, 3999, "por menos de 40 conto"},
	{"mais barato que 90", -1, 8999, "mais barato que 90"},
	/* at least, over */
	{"a partir de 30 reais", 3000, -1, "a partir de 30 reais"},
	{"de 100 reais pra cima", 10000, -1, "de 100 reais pra cima"},
	{"200 ou mais", 20000, -1, "200 ou mais"},
	{"acima de 200", 20001, -1, "acima de 200"},
	{"mais de 100", 10001, -1, "mais de 100"},
	/* between */
	{"entre 50 e 100 reais", 5000, 10000, "entre 50 e 100 reais"},
	{"entre cinquenta e cem reais", 5000, 10000, "entre cinquenta e cem reais"},
	{"entre R$ 49,90 e R$ 99,90", 4990, 9990, "entre r$ 49,90 e r$ 99,90"},
	{"de 50 a 100", 5000, 10000, "de 50 a 100"},
	{"shampoo de 50 até 100 reais pra cabelo seco", 5000, 10000, "de 50 ate 100 reais"},
	{"50-100 reais", 5000, 10000, "50-100 reais"},
	{"5 a 10 reais", 500, 1000, "5 a 10 reais"},
	{"entre 100 e 50", 5000, 10000, "entre 100 e 50"},
	{"na faixa de 50 a 100", 5000, 10000, "na faixa de 50 a 100"},
	{"entre mil e dois mil reais", 100000, 200000, "entre mil e dois mil reais"},
	{"acima de 50 e abaixo de 100", 5001, 9999, "acima de 50|abaixo de 100"},
	{"a partir de 50 até 100", 5000, 10000, "a partir de 50 ate 100"},
	/* about */
	{"por volta de 60", 4800, 7200, "por volta de 60"},
	{"uns 60 reais", 4800, 7200, "uns 60 reais"},
	{"60 mais ou menos", 4800, 7200, "60 mais ou menos"},
	{"mais ou menos 60 reais", 4800, 7200, "mais ou menos 60 reais"},
	{"na faixa de 80", 6400, 9600, "na faixa de 80"},
	/* numbers that are no prices */
	{"protetor fps 50 até 80", -1, 8000, "ate 80"},
	{"fps acima de 50", -1, -1, ""},
	{"fps entre 30 e 50", -1, -1, ""},
	{"até 3 unidades, até 50ml, até 3", -1, -1, ""},
	{"até as 18, até 18h, até 20 de dezembro, até 20/12", -1, -1, ""},
	{"mais de 18 anos, de 30 a 40 anos", -1, -1, ""},
	{"mais de 50% de desconto", -1, -1, ""},
	{"de 2 a 3 dias, de 10 a 12 vezes, das 9 às 18", -1, -1, ""},
	{"em até 3x de 50 reais", -1, -1, ""},
	{"quero mais 20", -1, -1, ""},
};

static void check_spans(const struct number_bounds *b, const char *want, const char *name)
{
	char got[256] = "";
	size_t n = 0;

	for (int i = 0; i < b->spans; i++)
		n += (size_t)snprintf(got + n, sizeof(got) - n, "%s%.*s", i ? "|" : "",
							  (int)(b->span[i].end - b->span[i].start), b->span[i].start);
	t_str(got, want, name);
}

int main(void)
{
	struct number_bounds b;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		char *text = fold_dup(cases[i].text);
		char name[160];
		int found = number_price_bounds(text, strlen(text), &b);

		t_int(found, cases[i].min >= 0 || cases[i].max >= 0, cases[i].text);
		(void)snprintf(name, sizeof(name), "%s: from", cases[i].text);
		t_int(b.min_cents, cases[i].min, name);
		(void)snprintf(name, sizeof(name), "%s: to", cases[i].text);
		t_int(b.max_cents, cases[i].max, name);
		(void)snprintf(name, sizeof(name), "%s: words", cases[i].text);
		check_spans(&b, cases[i].spans, name);
		free(text);
	}
	return t_done();
}

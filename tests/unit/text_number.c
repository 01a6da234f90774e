#include <math.h>
#include <stdlib.h>

#include "text/fold.h"
#include "text/number.h"

#include "../t.h"

/* The numbers of a text as "kind value(@cents for money) [span] …", so that a case is one line. */
static void describe(const char *raw, char *out, size_t room)
{
	static const char *const kinds[] = {"plain", "money", "percent", "quantity", "measure", "ordinal"};
	char *text = fold_dup(raw);
	const char *p = text, *stop = text + strlen(text);
	struct number x;
	size_t n = 0;

	out[0] = '\0';
	while (number_next(&p, stop, &x) && n < room) {
		n += (size_t)snprintf(out + n, room - n, "%s%s ", n ? ", " : "", kinds[x.kind]);
		if (x.kind == NUMBER_MONEY)
			n += (size_t)snprintf(out + n, room - n, "%lld", (long long)x.cents);
		else
			n += (size_t)snprintf(out + n, room - n, "%.12g", x.value);
		n += (size_t)snprintf(out + n, room - n, " [%.*s]", (int)(x.end - x.start), x.start);
		if (x.unit)
			n += (size_t)snprintf(out + n, room - n, " %.*s", (int)x.unit_n, x.unit);
		if (x.article)
			n += (size_t)snprintf(out + n, room - n, " article");
	}
	free(text);
}

static const struct {
	const char *text, *want;
} cases[] = {
	/* digits */
	{"", ""},
	{"oi, tudo bem?", ""},
	{"80", "plain 80 [80]"},
	{"1.299,90", "plain 1299.9 [1.299,90]"},
	{"1299.90", "plain 1299.9 [1299.90]"},
	{"1,299.90", "plain 1299.9 [1,299.90]"},
	{"1.299", "plain 1299 [1.299]"},
	{"12.50", "plain 12.5 [12.50]"},
	{"1.234.567", "plain 1234567 [1.234.567]"},
	{"0,5", "plain 0.5 [0,5]"},
	{"0.500", "plain 0.5 [0.500]"},
	{"80. 90, 7", "plain 80 [80], plain 90 [90], plain 7 [7]"},
	{"2 mil", "plain 2000 [2 mil]"},
	{"2,5 mil", "plain 2500 [2,5 mil]"},
	{"2mil e 500", "plain 2500 [2mil e 500]"},
	{"3 milhões e meio", "plain 3500000 [3 milhoes e meio]"},
	{"999999999999", "plain 999999999999 [999999999999]"},
	{"999999999999 milhoes", "plain 999999999999 [999999999999]"},
	/* words */
	{"oitenta", "plain 80 [oitenta]"},
	{"mil e duzentos e cinquenta", "plain 1250 [mil e duzentos e cinquenta]"},
	{"mil duzentos e noventa e nove", "plain 1299 [mil duzentos e noventa e nove]"},
	{"cento e vinte", "plain 120 [cento e vinte]"},
	{"trinta e dois mil", "plain 32000 [trinta e dois mil]"},
	{"vinte e um", "plain 21 [vinte e um]"},
	{"dois", "quantity 2 [dois]"},
	{"uma", "quantity 1 [uma] article"},
	{"quero um shampoo e duas máscaras", "quantity 1 [um] article, quantity 2 [duas]"},
	{"vinte e trinta", "plain 20 [vinte], plain 30 [trinta]"},
	{"entre mil e dois mil", "plain 1000 [mil], plain 2000 [dois mil]"},
	{"cem e duzentos", "plain 100 [cem], plain 200 [duzentos]"},
	{"dois e meio", "plain 2.5 [dois e meio]"},
	{"milho, centopeia, umas", ""},
	/* money */
	{"80 reais", "money 8000 [80 reais]"},
	{"R$ 1.299,90", "money 129990 [r$ 1.299,90]"},
	{"r$50", "money 5000 [r$50]"},
	{"R$80 e r$ 90", "money 8000 [r$80], money 9000 [r$ 90]"},
	{"$ 80", "money 8000 [$ 80]"},
	{"rs80 ou rs 90", "money 8000 [rs80], money 9000 [rs 90]"},
	{"80reais", "money 8000 [80reais]"},
	{"oitenta e cinco reais", "money 8500 [oitenta e cinco reais]"},
	{"80 conto", "money 8000 [80 conto]"},
	{"80 contos, 70 pila, 60 pilas", "money 8000 [80 contos], money 7000 [70 pila], money 6000 [60 pilas]"},
	{"50 e 90 centavos", "money 5090 [50 e 90 centavos]"},
	{"80 reais e 90 centavos", "money 8090 [80 reais e 90 centavos]"},
	{"oitenta reais e noventa centavos", "money 8090 [oitenta reais e noventa centavos]"},
	{"dois e cinquenta centavos", "money 250 [dois e cinquenta centavos]"},
	{"vinte e cinco centavos", "money 25 [vinte e cinco centavos]"},
	{"R$ oitenta", "money 8000 [r$ oitenta]"},
	{"R$ 2 mil", "money 200000 [r$ 2 mil]"},
	{"R$ 0,015", "money 2 [r$ 0,015]"},
	{"R$", ""},
	{"R$ x", ""},
	{"Ｒ＄ ８０", "money 8000 [r$ 80]"},
	/* percent */
	{"15%", "percent 15 [15%]"},
	{"12,5 %", "percent 12.5 [12,5 %]"},
	{"quinze por cento", "percent 15 [quinze por cento]"},
	{"10 porcento de desconto", "percent 10 [10 porcento]"},
	{"50%off", "percent 50 [50%]"},
	/* quantity */
	{"2 unidades", "quantity 2 [2 unidades] unidades"},
	{"um par", "quantity 2 [um par] par"},
	{"meia dúzia", "quantity 6 [meia duzia] duzia"},
	{"uma dúzia e meia", "quantity 18 [uma duzia e meia] duzia"},
	{"2 duzias", "quantity 24 [2 duzias] duzias"},
	{"3cx e 2und", "quantity 3 [3cx] cx, quantity 2 [2und] und"},
	/* measure */
	{"50ml ou 50 ml", "measure 50 [50ml] ml, measure 50 [50 ml] ml"},
	{"em 3x de R$ 50", "measure 3 [3x] x, money 5000 [r$ 50]"},
	{"200g, tamanho 2 G", "measure 200 [200g] g, plain 2 [2]"},
	{"meia hora", "measure 0.5 [meia hora] hora"},
	{"às 14h em 10 dias", "measure 14 [14h] h, measure 10 [10 dias] dias"},
	{"meio dia, meia noite, meia", ""},
	/* ordinals */
	{"o segundo", "ordinal 2 [segundo]"},
	{"primeiro e a terceira", "ordinal 1 [primeiro], ordinal 3 [terceira]"},
	{"3o, 3º, 2ª, 1°", "ordinal 3 [3o], ordinal 3 [3o], ordinal 2 [2a], ordinal 1 [1°]"},
	{"o último ou o penúltimo", "ordinal -1 [ultimo], ordinal -2 [penultimo]"},
	{"décimo primeiro", "ordinal 11 [decimo primeiro]"},
	{"quero a segunda", "ordinal 2 [segunda]"},
	{"a segunda opção", "ordinal 2 [segunda]"},
	{"na segunda", ""},
	{"de segunda a sexta", ""},
	{"a segunda-feira, 2a feira, 3a-feira", ""},
	{"segundo o site", ""},
	{"um segundo", "measure 1 [um segundo] segundo"},
	{"por último", ""},
	/* what only looks like a number */
	{"25/12 às 14:30 ou 14h30", ""},
	{"25.12.2024 e 1.2.3", ""},
	{"98888-7777, 01310-100, 529.982.247-25", ""},
	{"0800, 007", ""},
	{"fps50 a4 covid-19 #123 4x4 12:3", ""},
	{"1234567890123", ""},
	{"1,2,3", ""},
	{"½ kg 1½", ""},
	/* two numbers */
	{"50-100 reais", "plain 50 [50], money 10000 [100 reais]"},
	{"49,90-99,90", "plain 49.9 [49,90], plain 99.9 [99,90]"},
	{"1 e 1", "plain 1 [1], plain 1 [1]"},
	{"fps 50 de 60ml por 79,90", "plain 50 [50], measure 60 [60ml] ml, plain 79.9 [79,90]"},
};

static void check_brl(void)
{
	static const struct {
		int64_t cents;
		const char *want;
	} sums[] = {
		{0, "R$ 0,00"},
		{5, "R$ 0,05"},
		{8000, "R$ 80,00"},
		{99999, "R$ 999,99"},
		{100000, "R$ 1.000,00"},
		{129990, "R$ 1.299,90"},
		{123456789, "R$ 1.234.567,89"},
		{-1050, "-R$ 10,50"},
		{INT64_MAX, "R$ 92.233.720.368.547.758,07"},
		{INT64_MIN, "-R$ 92.233.720.368.547.758,08"},
	};
	char out[NUMBER_BRL];

	for (size_t i = 0; i < sizeof(sums) / sizeof(*sums); i++)
		t_str(number_brl(sums[i].cents, out), sums[i].want, sums[i].want);
}

/* Every amount up to 3.000,00 and some above, written and read. */
static void check_there_and_back(void)
{
	char out[NUMBER_BRL], text[NUMBER_BRL];
	struct number x;
	int bad = 0;

	for (int64_t cents = 0; cents < 100000000; cents += cents < 300000 ? 1 : 99991) {
		const char *p = text, *stop;

		(void)snprintf(text, sizeof(text), "r%s", number_brl(cents, out) + 1);
		stop = text + strlen(text);
		if (!number_next(&p, stop, &x) || x.kind != NUMBER_MONEY || x.cents != cents || x.end != stop ||
			fabs(x.value - (double)cents / 100) > 1e-9)
			bad++;
	}
	t_int(bad, 0, "every amount is read as it was written");
}

int main(void)
{
	char got[512];

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		describe(cases[i].text, got, sizeof(got));
		t_str(got, cases[i].want, cases[i].text);
	}
	check_brl();
	check_there_and_back();
	return t_done();
}

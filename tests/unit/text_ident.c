#include <stdlib.h>

#include "text/ident.h"

#include "../t.h"

struct pair {
	const char *raw, *normal; /* "" when it is none */
};

static const struct pair cpfs[] = {
	{"529.982.247-25", "52998224725"},
	{"52998224725", "52998224725"},
	{"529 982 247 25", "52998224725"},
	{" 529.982.247-25\t", "52998224725"},
	{"111.444.777-35", "11144477735"},
	{"000.000.001-91", "00000000191"},
	{"529.982.247\xe2\x80\x93"
	 "25",
	 "52998224725"},
	{"529.982.247-26", ""},
	{"529.982.247-15", ""},
	{"111.111.111-11", ""},
	{"000.000.000-00", ""},
	{"99999999999", ""},
	{"5299822472", ""},
	{"529982247255", ""},
	{"529.982.247-2x", ""},
	{"cpf 529.982.247-25", ""},
	{"", ""},
	{"...", ""},
};

static const struct pair cnpjs[] = {
	{"11.222.333/0001-81", "11222333000181"},
	{"11222333000181", "11222333000181"},
	{"12.ABC.345/01DE-35", "12ABC34501DE35"},
	{"12.abc.345/01de-35", "12ABC34501DE35"},
	{"12.ABC.345/01DE-36", ""},
	{"11.222.333/0001-80", ""},
	{"00.000.000/0000-00", ""},
	{"11111111111111", ""},
	{"12ABC34501DE3A", ""},
	{"1122233300018", ""},
	{"112223330001811", ""},
	{"", ""},
};

static const struct pair ceps[] = {
	{"01310-100", "01310100"}, {"01.310-100", "01310100"},
	{"01310100", "01310100"},  {"99999-999", "99999999"},
	{"00999-999", ""},         {"00000000", ""},
	{"1310-100", ""},          {"013101000", ""},
	{"0131a100", ""},          {"", ""},
};

static const struct pair emails[] = {
	{"Ana.Silva@Gmail.com", "ana.silva@gmail.com"},
	{"a+b_c-d@x-y.com.br", "a+b_c-d@x-y.com.br"},
	{" ana@x.io ", "ana@x.io"},
	{"_ana@x.io", "_ana@x.io"},
	{"ana@x", ""},
	{"ana@x.c", ""},
	{"ana@x.c0m", ""},
	{"ana@@x.com", ""},
	{"@x.com", ""},
	{".ana@x.com", ""},
	{"ana.@x.com", ""},
	{"a..b@x.com", ""},
	{"ana@-x.com", ""},
	{"ana@x-.com", ""},
	{"ana@x..com", ""},
	{"ana@x.com.", ""},
	{"ana b@x.com", ""},
	{"", ""},
};

static const struct pair phones[] = {
	{"11988887777", "+5511988887777"},
	{"(11) 98888-7777", "+5511988887777"},
	{"(11) 8888-7777", "+5511988887777"},
	{"011 98888 7777", "+5511988887777"},
	{"+55 11 98888-7777", "+5511988887777"},
	{"+55 (11) 8888-7777", "+5511988887777"},
	{"+55 (011) 98888-7777", "+5511988887777"},
	{"5511988887777", "+5511988887777"},
	{"551188887777", "+5511988887777"},
	{"551188887777@s.whatsapp.net", "+5511988887777"},
	{"whatsapp:+5511988887777", "+5511988887777"},
	{"tel:+5511988887777", "+5511988887777"},
	{"0xx11 8888-7777", "+5511988887777"},
	{"0XX(11)98888-7777", "+5511988887777"},
	{"0 15 11 98888-7777", "+5511988887777"},
	{"0055 11 98888-7777", "+5511988887777"},
	{"11 9 8888 7777", "+5511988887777"},
	{"+11 98888-7777", "+5511988887777"},
	{"(11)\xc2\xa0"
	 "98888\xe2\x80\x91"
	 "7777",
	 "+5511988887777"},
	{"(21) 3333-4444", "+552133334444"},
	{"1122223333", "+551122223333"},
	{"55 3222-1111", "+555532221111"},
	{"55 55 3222-1111", "+555532221111"},
	{"+1 415 555 2671", "+14155552671"},
	{"+351 912 345 678", "+351912345678"},
	{"98888-7777", ""},
	{"3333-4444", ""},
	{"(10) 98888-7777", ""},
	{"(20) 98888-7777", ""},
	{"(11) 08888-7777", ""},
	{"(11) 18888-777", ""},
	{"(11) 88888-7777", ""},
	{"0800 123 4567", ""},
	{"4004-1234", ""},
	{"+55 11 7777", ""},
	{"+1 415 555", ""},
	{"+0 123 4567 89", ""},
	{"119888877771234", ""},
	{"11 98888-7777 r 2", ""},
	{"", ""},
	{"+", ""},
	{"abc", ""},
};

typedef bool normal_form(const char *s, size_t n, char out[IDENT_MAX]);

static void check(const char *what, normal_form *form, const struct pair *v, size_t n)
{
	char out[IDENT_MAX], name[128];

	for (size_t i = 0; i < n; i++) {
		bool good;

		memset(out, '#', sizeof(out));
		good = form(v[i].raw, strlen(v[i].raw), out);
		(void)snprintf(name, sizeof(name), "%s %s", what, v[i].raw);
		t_str(out, v[i].normal, name);
		t_ok(good == (*v[i].normal != '\0'), name);
	}
}

static bool phone_anywhere(const char *s, size_t n, char out[IDENT_MAX])
{
	return ident_phone(s, n, NULL, out);
}

static void check_local_phones(void)
{
	char out[IDENT_MAX];

	t_ok(ident_phone("98888-7777", 10, "11", out), "a mobile of the shop's area");
	t_str(out, "+5511988887777", "gets its area code");
	t_ok(ident_phone("8888-7777", 9, "11", out), "an old mobile");
	t_str(out, "+5511988887777", "gets both");
	t_ok(ident_phone("3333-4444", 9, "21", out), "a landline");
	t_str(out, "+552133334444", "stays at eight digits");
	t_ok(!ident_phone("3333-4444", 9, "20", out), "no such area");
	t_ok(!ident_phone("3333-4444", 9, "021", out), "an area code has two digits");
}

/* Each as kind=value [span], split by spaces. */
static const struct pair texts[] = {
	{"", ""},
	{"oi, tudo bem?", ""},
	{"meu cpf é 529.982.247-25 e o telefone (11) 8888-7777",
	 "cpf=52998224725 [529.982.247-25] phone=+5511988887777 [(11) 8888-7777]"},
	{"52998224725 11988887777", "cpf=52998224725 [52998224725] phone=+5511988887777 [11988887777]"},
	{"111.111.111-11 529.982.247-26", ""},
	{"CNPJ 11.222.333/0001-81, novo 12.ABC.345/01DE-35",
	 "cnpj=11222333000181 [11.222.333/0001-81] cnpj=12ABC34501DE35 [12.ABC.345/01DE-35]"},
	{"cep 01310-100", "cep=01310100 [01310-100]"},
	{"CEP: 01310100, mas 01310100 não", "cep=01310100 [01310100]"},
	{"meu cep é 01310100", "cep=01310100 [01310100]"},
	{"0xx11 8888-7777 ou 0XX(11)98888-7777",
	 "phone=+5511988887777 [0xx11 8888-7777] phone=+5511988887777 [0XX(11)98888-7777]"},
	{"11 98888-7777 2 unidades", "phone=+5511988887777 [11 98888-7777]"},
	{"quero 2, 98888-7777", "phone= [98888-7777]"},
	{"3333-4444 em 2019-2024", "phone= [3333-4444]"},
	{"tel:11\xe2\x80\x91"
	 "98888\xe2\x80\x91"
	 "7777",
	 "phone=+5511988887777 [11\xe2\x80\x91"
	 "98888\xe2\x80\x91"
	 "7777]"},
	{"+1 415 555 2671", "phone=+14155552671 [+1 415 555 2671]"},
	{"ana@gmail.com, JOAO_2@EMPRESA.com.br. <maria+1@x.io>",
	 "email=ana@gmail.com [ana@gmail.com] "
	 "email=joao_2@empresa.com.br [JOAO_2@EMPRESA.com.br] email=maria+1@x.io [maria+1@x.io]"},
	{"x@y a@b.c foo@bar..com joão@x.com", ""},
	{"551188887777@s.whatsapp.net", "email=551188887777@s.whatsapp.net [551188887777@s.whatsapp.net]"},
	/* eleven digits that may be both */
	{"11987654374", "cpf=11987654374 [11987654374]"},
	{"zap 11987654374", "phone=+5511987654374 [11987654374]"},
	/* other numbers */
	{"pedido 1133334444, código 11988887777", ""},
	{"1133334444", "phone=+551133334444 [1133334444]"},
	{"25/12/2024 14:30 R$ 1.299,90 7891234567890 10 20 30 40 50", ""},
	{"RG 12.345.678-9 cartão 4111 1111 1111 1111", ""},
	{"0800 123 4567", ""},
	{"a + ( 1-1 99999-999-1", ""},
	{"BR123456789BR v1.2.3 a1988887777", ""},
};

static void check_texts(void)
{
	char got[1024];

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		const char *p = texts[i].raw, *stop = p + strlen(p);
		struct ident x;
		size_t n = 0;

		got[0] = '\0';
		while (ident_next(&p, stop, &x))
			n += (size_t)snprintf(got + n, sizeof(got) - n, "%s%s=%s [%.*s]", n ? " " : "", ident_name(x.kind), x.value,
								  (int)(x.end - x.start), x.start);
		t_str(got, texts[i].normal, texts[i].raw);
	}
}

/* Of all numbers with the first nine digits given, one has the right check digits. */
static void check_digits_are_one_in_hundred(void)
{
	char s[16], out[IDENT_MAX];
	int bad = 0;

	for (int i = 1; i < 1000; i++) {
		int good = 0;

		for (int k = 0; k < 100; k++) {
			(void)snprintf(s, sizeof(s), "%09d%02d", i * 1000003 % 1000000000, k);
			good += ident_cpf(s, 11, out);
		}
		bad += good != 1;
	}
	t_int(bad, 0, "two check digits for each nine");
}

#define CHECK(what, form, v) check(what, form, v, sizeof(v) / sizeof(*(v)))

int main(void)
{
	CHECK("cpf", ident_cpf, cpfs);
	CHECK("cnpj", ident_cnpj, cnpjs);
	CHECK("cep", ident_cep, ceps);
	CHECK("email", ident_email, emails);
	CHECK("phone", phone_anywhere, phones);
	check_local_phones();
	check_texts();
	check_digits_are_one_in_hundred();
	return t_done();
}

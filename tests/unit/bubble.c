#include <stdlib.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "text/bubble.h"

#include "../t.h"

#define PIX                                                                                                          \
	"00020126580014BR.GOV.BCB.PIX0136123e4567-e12b-12d1-a456-4266554400005204000053039865802BR5913FULANO DE TAL6008" \
	"BRASILIA62070503***63041D3D"
#define BOLETO "34191.79001 01043.510047 91020.150008 5 12340000010000"
#define UUID "123e4567-e12b-42d1-a456-426655440000"
#define FAMILY "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7"
#define THUMB "\xf0\x9f\x91\x8d\xf0\x9f\x8f\xbd"
#define BRAZIL "\xf0\x9f\x87\xa7\xf0\x9f\x87\xb7"
#define HEART "\xe2\x9d\xa4\xef\xb8\x8f"

/* The bubbles with a bar between. */
static const char *split(struct buf *out, const char *s, struct bubble_opt opt)
{
	struct bubble_list l;

	buf_clear(out);
	bubble_split(s, strlen(s), &opt, &l);
	for (size_t i = 0; i < l.n; i++) {
		if (i)
			buf_putc(out, '|');
		buf_put(out, l.v[i].p, l.v[i].n);
	}
	bubble_free(&l);
	return buf_str(out);
}

struct sample {
	size_t limit;
	const char *text, *want;
};

static void check(const struct sample *v, size_t n)
{
	struct buf b = {0};

	for (size_t i = 0; i < n; i++) {
		char name[64];

		(void)snprintf(name, sizeof(name), "%zu: %.*s", v[i].limit,
					   (int)utf8_cut(v[i].text, utf8_valid(v[i].text, strlen(v[i].text)), 12), v[i].text);
		for (char *p = name; *p; p++)
			if (*p == '\n' || *p == '\r')
				*p = '/';
		t_str(split(&b, v[i].text, (struct bubble_opt){.limit = v[i].limit}), v[i].want, name);
	}
	buf_free(&b);
}

static void check_places(void)
{
	static const struct sample v[] = {
		{0, "", ""},
		{5, " \n\t\r\n ", ""},
		{0, "Oi", "Oi"},
		{2, "\n\n Oi \n", "Oi"},
		{0, "um\n\ndois", "um\n\ndois"},
		{8, "um\n\ndois", "um\n\ndois"},
		{7, "um\n\ndois", "um|dois"},
		{7, "um\r\n\r\ndois", "um|dois"},
		{12, "um\ndois\n\ntres quatro", "um\ndois|tres quatro"},
		{12, "um dois\ntres quatro", "um dois|tres quatro"},
		{20, "Chegou. Temos azul e verde", "Chegou.|Temos azul e verde"},
		{19, "Temos. Sim! Quer um?", "Temos. Sim!|Quer um?"},
		{9, "azul verde preto", "azul|verde|preto"},
		{10, "azul verde preto", "azul verde|preto"},
		{4, "abcdefghij", "abcd|efgh|ij"},
		{4, "ab cdefghij k", "ab|cdef|ghij|k"},
		{1, "abc", "a|b|c"},
		{3, "\xc3\xa7\xc3\xa3\xc3\xb5\xc3\xa9", "\xc3\xa7\xc3\xa3\xc3\xb5|\xc3\xa9"},
		{20, "Oi, Ana!\n\n\n\nTudo bem com voce?", "Oi, Ana!|Tudo bem com voce?"},
		{24, "Linha um\nLinha dois\n\nLinha tres", "Linha um\nLinha dois|Linha tres"},
	};

	check(v, sizeof(v) / sizeof(*v));
}

static void check_sentences(void)
{
	static const struct sample v[] = {
		{30, "Custa R$ 1.234,56 no Pix. Quer levar?", "Custa R$ 1.234,56 no Pix.|Quer levar?"},
		{24, "O total deu R$ 1.234,56 hoje", "O total deu|R$ 1.234,56 hoje"},
		{16, "O total R$ 1.234,56", "O total|R$ 1.234,56"},
		{28, "Fale com o Sr. Carlos. Ele atende.", "Fale com o Sr. Carlos.|Ele atende."},
		{28, "Fale com a Dra. Carla. Ela atende.", "Fale com a Dra. Carla.|Ela atende."},
		{34, "Temos batom, rimel etc. Ver todos? Me diga.", "Temos batom, rimel etc. Ver todos?|Me diga."},
		{34, "Fica na Av. Paulista. Perto do metr\xc3\xb4.", "Fica na Av. Paulista.|Perto do metr\xc3\xb4."},
		{34, "Pedido n\xc2\xba 42 saiu. Chega amanh\xc3\xa3 cedo.",
		 "Pedido n\xc2\xba 42 saiu.|Chega amanh\xc3\xa3 cedo."},
		{14, "Seu pedido n\xc2\xba 42", "Seu pedido|n\xc2\xba 42"},
		{26, "Abre 8h30. Fecha as 18:00, sim", "Abre 8h30.|Fecha as 18:00, sim"},
		{26, "Sao 2.5 kg. Entrega gratis hoje", "Sao 2.5 kg.|Entrega gratis hoje"},
		{26, "O J. Silva ligou. Retorne ele", "O J. Silva ligou.|Retorne ele"},
		{26, "Pronto! \xf0\x9f\x98\x8a Agora escolha a cor", "Pronto! \xf0\x9f\x98\x8a|Agora escolha a cor"},
		{26, "Pronto\xe2\x80\xa6 Agora escolha uma cor", "Pronto\xe2\x80\xa6|Agora escolha uma cor"},
		{26, "Ela disse \"sim.\" Vamos fechar?", "Ela disse \"sim.\"|Vamos fechar?"},
		{26, "**Feito.** Agora escolha a cor", "**Feito.**|Agora escolha a cor"},
		{22, "O site Yahoo! existe mesmo ha anos", "O site Yahoo! existe|mesmo ha anos"},
		{26, "Pago? Entao ja vai. Ate mais!", "Pago? Entao ja vai.|Ate mais!"},
		{30, "Ate tel. 3333. Nos ligamos depois", "Ate tel. 3333.|Nos ligamos depois"},
		{22, "Sao mais ou menos 12 dias", "Sao mais ou|menos 12 dias"},
	};

	check(v, sizeof(v) / sizeof(*v));
}

static void check_lists(void)
{
	static const struct sample v[] = {
		{40, "Opcoes:\n1. Shampoo de coco - R$ 20\n2. Creme de cacau - R$ 30",
		 "Opcoes:\n1. Shampoo de coco - R$ 20|2. Creme de cacau - R$ 30"},
		{34, "Separei estas:\n1. Azul\n2. Verde claro. Em falta", "Separei estas:\n1. Azul|2. Verde claro. Em falta"},
		{30, "Oi, Ana! Separei estas:\n1. Azul claro\n2. Verde", "Oi, Ana!|Separei estas:\n1. Azul claro|2. Verde"},
		{30, "Separei estas:\n\n1. Azul claro\n2. Verde claro", "Separei estas:\n\n1. Azul claro|2. Verde claro"},
		{24, "- azul, o de sempre\n- verde. Novo aqui\n- preto", "- azul, o de sempre|- verde. Novo aqui|- preto"},
		{30, "* azul\n  de tecido leve. Lindo\n* verde", "* azul\n  de tecido leve. Lindo|* verde"},
		{12, "\xe2\x80\xa2 azul ceu\n\xe2\x80\xa2 verde mar", "\xe2\x80\xa2 azul ceu|\xe2\x80\xa2 verde mar"},
		{14, "1\xef\xb8\x8f\xe2\x83\xa3 azul\n2\xef\xb8\x8f\xe2\x83\xa3 verde",
		 "1\xef\xb8\x8f\xe2\x83\xa3 azul|2\xef\xb8\x8f\xe2\x83\xa3 verde"},
		{12, "1) azul marinho escuro", "1) azul|marinho|escuro"},
		{22, "1. Azul\n2. Verde\n\nQual voce prefere?", "1. Azul\n2. Verde|Qual voce prefere?"},
	};

	check(v, sizeof(v) / sizeof(*v));
}

/* Each stands whole in a bubble, whatever the limit, from its own length on. */
static void check_whole(void)
{
	static const char *const codes[] = {
		"https://loja.com.br/p/abc_def?x=1&y=(2)",
		"www.loja.com.br/carrinho",
		"ana.souza+loja@exemplo.com.br",
		"529.982.247-25",
		"11.222.333/0001-81",
		"(11) 98888-7777",
		"+55 11 98888-7777",
		"01310-100",
		UUID,
		PIX,
		BOLETO,
		"83640000001-1 33120138000-2 81288462711-6 08013618155-1",
		"34191790010104351004791020150008512340000010000",
		"AA123456789BR",
		"AA 123 456 789 BR",
		"S00042",
		"PED-2024/118",
		"R$ 1.234,56",
		"`FRETE GRATIS 10`",
		"**Kit Verao Azul**",
		"[nosso site](https://loja.com.br)",
		FAMILY,
		THUMB,
		BRAZIL,
		HEART,
		"e\xcc\x81",
	};
	struct buf text = {0}, b = {0};

	for (size_t i = 0; i < sizeof(codes) / sizeof(*codes); i++) {
		size_t len = utf8_length(codes[i], strlen(codes[i]));
		int bad = 0;

		buf_clear(&text);
		buf_printf(&text, "Segue o que voce pediu: veja %s (confira antes). Qualquer coisa, estou aqui!", codes[i]);
		for (size_t limit = len; limit < len + 60; limit++)
			bad += !strstr(split(&b, buf_str(&text), (struct bubble_opt){.limit = limit}), codes[i]);
		t_int(bad, 0, codes[i]);
	}
	buf_free(&text);
	buf_free(&b);
}

static void check_clusters(void)
{
	static const struct sample v[] = {
		{5, FAMILY FAMILY, FAMILY "|" FAMILY},
		{3, THUMB THUMB, THUMB "|" THUMB},
		{3, BRAZIL BRAZIL, BRAZIL "|" BRAZIL},
		{3, HEART HEART, HEART "|" HEART},
		{3,
		 "e\xcc\x81"
		 "e\xcc\x81",
		 "e\xcc\x81|e\xcc\x81"},
		{3, "a\xe0\xa4\x95\xe0\xa4\xbe\xe0\xa4\x95", "a\xe0\xa4\x95\xe0\xa4\xbe|\xe0\xa4\x95"},
		{1, THUMB, "\xf0\x9f\x91\x8d|\xf0\x9f\x8f\xbd"},
		{2, "1\xef\xb8\x8f\xe2\x83\xa3", "1\xef\xb8\x8f|\xe2\x83\xa3"},
		{2,
		 "a\xff"
		 "b\xfe",
		 "a\xff|"
		 "b\xfe"},
	};

	check(v, sizeof(v) / sizeof(*v));
}

static void check_own(void)
{
	struct bubble_opt own = {.max = BUBBLE_MAX, .own_codes = true}, small = {.limit = 160, .max = BUBBLE_MAX};
	struct buf b = {0};

	t_str(split(&b, "Pix: " PIX " Obrigado!", own), "Pix:|" PIX "|Obrigado!", "a Pix code alone");
	t_str(split(&b, "Pix:" PIX "\nObrigado!", own), "Pix:|" PIX "|Obrigado!", "without a blank before");
	t_str(split(&b, "Pix:\n`" PIX "`.", own), "Pix:|`" PIX "`.", "with its marks");
	t_str(split(&b, "Chave " UUID ", ok?", own), "Chave|" UUID ",|ok?", "a random key");
	t_str(split(&b, "Boleto " BOLETO " vence dia 10", own), "Boleto|" BOLETO "|vence dia 10", "a boleto");
	t_str(split(&b, PIX, own), PIX, "nothing but the code");
	t_str(split(&b, "Cupom VERAO10, pedido S00042", own), "Cupom VERAO10, pedido S00042", "short codes do not");
	own.own_codes = false;
	t_str(split(&b, "Pix: " PIX, own), "Pix: " PIX, "not asked for");
	t_str(split(&b, "Segue o Pix:\n" PIX "\nAssim que pagar, nos avise!", small),
		  "Segue o Pix:|" PIX "|Assim que pagar, nos avise!", "when the text is split");
	own = (struct bubble_opt){.max = 2, .own_codes = true};
	t_str(split(&b, "a " UUID " b " UUID, own), "a " UUID " b|" UUID, "as far as max allows");
	buf_free(&b);
}

static size_t count(const char *s, size_t limit, size_t max)
{
	struct bubble_opt opt = {.limit = limit, .max = max};
	struct bubble_list l;
	size_t n;

	bubble_split(s, strlen(s), &opt, &l);
	n = l.n;
	bubble_free(&l);
	t_ok(l.n == 0 && !l.v, "freed");
	return n;
}

static void check_max(void)
{
	struct buf text = {0}, b = {0};

	for (int i = 0; i < 12; i++)
		buf_printf(&text, "Paragrafo %d aqui.\n\n", i);
	t_int((long long)count(buf_str(&text), 40, 0), 6, "twelve, two a bubble");
	t_int((long long)count(buf_str(&text), 40, 7), 6, "fewer than the maximum");
	t_int((long long)count(buf_str(&text), 50, 5), 5, "packed fuller");
	t_int((long long)count(buf_str(&text), 18, 6), 12, "the limit comes first");
	t_str(split(&b, "aaaa\n\nbbbb cccc\n\ndddd", (struct bubble_opt){.limit = 10}), "aaaa|bbbb cccc|dddd", "free");
	t_str(split(&b, "aaaa\n\nbbbb cccc\n\ndddd", (struct bubble_opt){.limit = 10, .max = 2}),
		  "aaaa\n\nbbbb|cccc\n\ndddd", "two at most");
	buf_clear(&text);
	for (int i = 0; i < 60000; i++)
		buf_puts(&text, "palavra ");
	t_ok(count(buf_str(&text), 1000, 6) <= 60000 * 8 / 900, "a monster is cut, and soon");
	buf_free(&text);
	buf_free(&b);
}

int main(void)
{
	check_places();
	check_sentences();
	check_lists();
	check_whole();
	check_clusters();
	check_own();
	check_max();
	return t_done();
}

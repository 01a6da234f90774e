#include <stdlib.h>

#include "base/mem.h"
#include "text/plural.h"
#include "text/token.h"

#include "../t.h"

/* Puts the tokens of s, each with a bar behind it, into out. */
static const char *tokens(struct buf *out, const char *s)
{
	const char *stop = s + strlen(s);
	struct token t;

	buf_clear(out);
	while (token_next(&s, stop, &t)) {
		buf_put(out, t.p, t.n);
		buf_putc(out, '|');
	}
	return buf_str(out);
}

static void check_tokens(void)
{
	static const char *const cases[][2] = {
		{"", ""},
		{" ,;! ", ""},
		{"oi", "oi|"},
		{"oi, tudo bem?", "oi|tudo|bem|"},
		{"r$80,90", "r|80|90|"},
		{"fps50 50ml", "fps50|50ml|"},
		{"guarda-chuva d'agua a_b", "guarda|chuva|d|agua|a|b|"},
		{"привет, мир", "привет|мир|"},
		{"oi😀tchau", "oi|tchau|"},
		{"日本 x", "日本|x|"},
		{"a\xff"
		 "b",
		 "a|b|"},
		{"caf\xc3", "caf|"},
	};
	struct buf b = {0};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		t_str(tokens(&b, cases[i][0]), cases[i][1], cases[i][0]);
	buf_free(&b);
}

static const char stop_words[] =
	"a ai ao aos apos aquela aquelas aquele aqueles aquilo aqui as assim ate ainda algum alguma alguns "
	"cade com comigo como da "
	"das de dela delas dele deles desde dessa desse desta deste disso do dos e ela elas ele eles em "
	"entao entre era eram "
	"es essa essas esse esses esta estamos estao estar estas estava este estes estou eu foi foram gente "
	"ha ir isso isto ja "
	"la lhe mais mas me menos mesma mesmo meu meus mim minha minhas muita muitas muito muitos na nao nas nem nenhum "
	"nenhuma nessa nesse nesta neste nisso no nos nossa nossas nosso nossos num numa o onde os ou para "
	"pela pelas pelo pelos "
	"pois por porque pra pro quais qual quando quanta quantas quanto quantos que quem sao se seja sem "
	"ser seu seus si so "
	"sobre somos sou sua suas tambem tao te tem temos tenho ter teu tinha toda todas todo todos tu tua "
	"tudo um uma umas uns "
	"vai vamos vao voce voces vou";

static void check_stop_words(void)
{
	const char *s = stop_words, *stop = s + strlen(s);
	struct token t;
	int known = 0;
	static const char *const content[] = {
		"shampoo", "preco", "x", "aoo", "estivessemos", "nenhumas", "abcdefghijklm", "zz",
	};
	static const char *const english[] = {"the", "a", "your", "yourselves", "what", "themselves", "i", "nor"};
	static const char *const spanish[] = {"el", "y", "quienes", "vosotros", "nuestras", "donde", "algunas", "a"};

	while (token_next(&s, stop, &t)) {
		known += token_is_stop("pt", t.p, t.n);
		if (!token_is_stop("pt", t.p, t.n))
			printf("# %.*s is none\n", (int)t.n, t.p);
	}
	t_int(known, 169, "169 Portuguese stop words");
	for (size_t i = 0; i < 8; i++) {
		t_ok(!token_is_stop("pt", content[i], strlen(content[i])), content[i]);
		t_ok(token_is_stop("en", english[i], strlen(english[i])), english[i]);
		t_ok(token_is_stop("es", spanish[i], strlen(spanish[i])), spanish[i]);
	}
	t_ok(!token_is_stop("de", "und", 3), "no list for German");
	t_ok(!token_is_stop(NULL, "a", 1), "no language");
	t_ok(!token_is_stop("pt", "", 0), "no word");
}

static void check_chat(void)
{
	static const char *const cases[][2] = {
		{"vc", "voce"},
		{"vcs", "voces"},
		{"tb", "tambem"},
		{"tbm", "tambem"},
		{"qto", "quanto"},
		{"pfv", "por favor"},
		{"hj", "hoje"},
		{"blz", "beleza"},
		{"kd", "cade"},
		{"oq", "o que"},
		{"q", "que"},
		{"n", "nao"},
		{"naum", "nao"},
		{"vlw", "valeu"},
		{"obg", "obrigado"},
		{"pq", "porque"},
		{"ta", "esta"},
		{"to", "estou"},
		{"eh", "e"},
		{"td", "tudo"},
		{"mto", "muito"},
		{"dps", "depois"},
		{"agr", "agora"},
		{"qro", "quero"},
		{"ctz", "certeza"},
		{"qdo", "quando"},
		{"pra", "para"},
		{"agend", "agenda"},
		{"zapp", "whatsapp"},
		{"akela", "aquela"},
		{"brigadao", "obrigado"},
		{"msg", "mensagem"},
		{"unids", "unidades"},
		{"vlr", "valor"},
		{"wpp", "whatsapp"},
		{"fds", "fim de semana"},
	};
	static const char *const none[] = {"", "voce", "p", "s", "shampoo", "vcx", "abracadabra", "que", "zzzzzzzz", "0"};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		t_str(token_chat(cases[i][0], strlen(cases[i][0])), cases[i][1], cases[i][0]);
	for (size_t i = 0; i < sizeof(none) / sizeof(*none); i++)
		t_str(token_chat(none[i], strlen(none[i])), NULL, none[i]);
}

static void check_plural(void)
{
	static const char *const cases[][2] = {
		{"flores", "flor"},
		{"animais", "animal"},
		{"papeis", "papel"},
		{"batons", "batom"},
		{"mulheres", "mulher"},
		{"produtos", "produto"},
		{"promocoes", "promocao"},
		{"paes", "pao"},
		{"maos", "mao"},
		{"maes", "mae"},
		{"faceis", "facil"},
		{"uteis", "util"},
		{"disponiveis", "disponivel"},
		{"hoteis", "hotel"},
		{"azuis", "azul"},
		{"farois", "farol"},
		{"lencois", "lencol"},
		{"herois", "heroi"},
		{"perfis", "perfil"},
		{"infantis", "infantil"},
		{"jovens", "jovem"},
		{"bons", "bom"},
		{"jeans", "jeans"},
		{"livres", "livre"},
		{"arvores", "arvore"},
		{"luzes", "luz"},
		{"vezes", "vez"},
		{"bronzes", "bronze"},
		{"meses", "mes"},
		{"franceses", "frances"},
		{"frances", "frances"},
		{"bases", "base"},
		{"proteses", "protese"},
		{"gases", "gas"},
		{"lapis", "lapis"},
		{"virus", "virus"},
		{"bonus", "bonus"},
		{"pneus", "pneu"},
		{"menus", "menu"},
		{"gloss", "gloss"},
		{"kits", "kit"},
		{"queremos", "queremos"},
		{"mais", "mais"},
		{"leis", "lei"},
		{"seis", "seis"},
		{"as", "as"},
		{"s", "s"},
		{"", ""},
		{"pais", "pais"},
		{"cremes", "creme"},
		{"shampoos", "shampoo"},
		{"dois", "dois"},
		{"uns", "um"},
		{"batom", "batom"},
		{"oes", "oes"},
	};
	char out[64];

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		out[plural_singular(cases[i][0], strlen(cases[i][0]), out)] = '\0';
		t_str(out, cases[i][1], cases[i][0]);
	}
}

/* Do both words have the same stem? */
static int same_stem(struct stemmer *s, const char *a, const char *b)
{
	struct token t = stemmer_stem(s, a, strlen(a));
	char *first = mem_ndup(t.p, t.n);
	int same;

	t = stemmer_stem(s, b, strlen(b));
	same = t.n == strlen(first) && memcmp(first, t.p, t.n) == 0;
	free(first);
	return same;
}

static void check_stemmer(void)
{
	struct stemmer *pt = stemmer_new("pt"), *en = stemmer_new("en");
	struct token t;
	char word[128];
	int bad = 0;

	t_ok(same_stem(pt, "promocoes", "promocao"), "promocoes is promocao");
	t_ok(same_stem(pt, "flores", "flor"), "flores is flor");
	t_ok(same_stem(pt, "entregas", "entrega"), "entregas is entrega");
	t_ok(same_stem(pt, "hidratantes", "hidratante"), "hidratantes is hidratante");
	t_ok(same_stem(pt, "animais", "animal"), "animais is animal");
	t_ok(!same_stem(pt, "animal", "banimal"), "animal is not banimal");
	t_ok(same_stem(en, "orders", "ordering"), "orders is ordering");
	t_ok(stemmer_new("klingon") == NULL && stemmer_new(NULL) == NULL, "unknown languages have none");
	t = stemmer_stem(NULL, "flores", 6);
	t_ok(t.n == 6 && memcmp(t.p, "flores", 6) == 0, "no stemmer gives the word");
	t = stemmer_stem(pt, "7891000100103", 13);
	t_ok(t.n == 13 && memcmp(t.p, "7891000100103", 13) == 0, "a number is its own stem");
	memset(word, 'a', sizeof(word));
	t = stemmer_stem(pt, word, sizeof(word));
	t_ok(t.p == word && t.n == sizeof(word), "a monster is its own stem");
	for (int i = 0; i < 120000; i++) {
		int n = snprintf(word, sizeof(word), "q%xz", i);

		t = stemmer_stem(pt, word, (size_t)n);
		bad += t.n == 0 || t.n > (size_t)n || t.p[0] != 'q';
	}
	t_int(bad, 0, "more words than the cache holds");
	t_ok(same_stem(pt, "flores", "flor"), "flores is still flor");
	stemmer_free(pt);
	stemmer_free(en);
	stemmer_free(NULL);
}

int main(void)
{
	check_tokens();
	check_stop_words();
	check_chat();
	check_plural();
	check_stemmer();
	return t_done();
}

/* product_filter: what is read from sentences, what a query's members change, what is left out in which order. */
#include <stdlib.h>

#include "base/os.h"
#include "services/product_filter.h"
#include "text/fold.h"

#include "../store.h"
#include "../t.h"

static const char conf[] =
	"name: loja\n"
	"title: Loja\n"
	"timezone: America/Sao_Paulo\n"
	"categories:\n"
	"  protetor: {title: Protetor solar, words: [protetor solar, filtro solar, protetor]}\n"
	"  labial: {title: Cuidado labial, words: [protetor labial, hidratante labial]}\n"
	"  panela: {title: Panela, words: [panela, frigideira]}\n"
	"  perfume: {title: Perfume, words: [perfume, colônia]}\n"
	"attributes:\n"
	"  pele: {title: tipo de pele, type: choice, values: {oleosa: [pele oleosa, oleosa, oleosidade], seca: [pele seca]}}\n"
	"  cor: {title: cor, type: choice, values: {vermelho: [vermelho, vermelha], incolor: [sem cor]}}\n"
	"  numero: {title: número, type: choice, values: {\"38\": [número 38, tam 38], \"39\": [número 39, tam 39]}}\n"
	"  fps: {title: FPS, type: number, words: [fps, fator]}\n"
	"  litros: {title: litros, type: number, words: [litros, litro]}\n"
	"  vegano: {title: vegano, type: flag, words: [vegano]}\n"
	"  sem_sulfato: {title: sem sulfato, type: flag, words: [sem sulfato]}\n"
	"  sem_perfume: {title: sem perfume, type: flag, words: [sem perfume, sem cheiro]}\n"
	"  com_cor: {title: com cor, type: flag, words: [com cor]}\n";

static struct domain *domain;
static struct product_words *words;

/* What the filters of the text are as JSON, and what is left to rank (spaces made one). */
static void reads(const char *text, const char *want, const char *rest)
{
	char *folded = fold_dup(text), left[512];
	struct product_filter f;
	struct buf b = {0}, got = {0};
	size_t n = 0;
	val v;

	product_filter_init(&f);
	(void)product_filter_read(&f, words, folded, strlen(folded), &b, NULL);
	v = product_filter_val(&f);
	val_dump(v, &got);
	t_str(got.p, want, text);
	for (size_t i = 0; i < b.n && n < sizeof(left) - 1; i++)
		if (b.p[i] != ' ' || (n > 0 && left[n - 1] != ' '))
			left[n++] = b.p[i];
	while (n > 0 && (left[n - 1] == ' ' || left[n - 1] == ',' || left[n - 1] == '?'))
		n--;
	left[n] = '\0';
	if (rest)
		t_str(left, rest, "  and what is left of it");
	val_free(v);
	buf_free(&b);
	buf_free(&got);
	product_filter_free(&f);
	free(folded);
}

static void sentences(void)
{
	/* categories: the longest phrase, case, marks and plurals apart */
	reads("Protetores solares", "{\"category\":[\"protetor\"]}", "protetores solares");
	reads("FILTRO SOLAR", "{\"category\":[\"protetor\"]}", "filtro solar");
	reads("protetor labial", "{\"category\":[\"labial\"]}", NULL);
	reads("panela ou frigideira", "{\"category\":[\"panela\"]}", NULL);
	reads("protetor e perfume", "{\"category\":[\"protetor\",\"perfume\"]}", NULL);
	reads("cadeira", "{}", "cadeira");
	reads("", "{}", "");
	/* prices */
	reads("protetor até 80 reais", "{\"category\":[\"protetor\"],\"price_max\":\"80.00\"}", "protetor");
	reads("perfume entre 50 e 99,90", "{\"category\":[\"perfume\"],\"price_min\":\"50.00\",\"price_max\":\"99.90\"}",
		  "perfume");
	reads("panela a partir de R$ 1.200", "{\"category\":[\"panela\"],\"price_min\":\"1200.00\"}", "panela");
	/* numbers, at least so much, and never taken for prices */
	reads("protetor fps 50", "{\"category\":[\"protetor\"],\"attributes\":{\"fps\":{\"min\":50}}}", "protetor fps 50");
	reads("fps50", "{\"attributes\":{\"fps\":{\"min\":50}}}", "fps50");
	reads("fator acima de 30", "{\"attributes\":{\"fps\":{\"min\":30}}}", NULL);
	reads("fps até 30", "{\"attributes\":{\"fps\":{\"max\":30}}}", NULL);
	reads("panela de 5 litros", "{\"category\":[\"panela\"],\"attributes\":{\"litros\":{\"min\":5}}}", NULL);
	reads("panela de 2,5 litros até 200 reais",
		  "{\"category\":[\"panela\"],\"attributes\":{\"litros\":{\"min\":2.5}},\"price_max\":\"200.00\"}", NULL);
	reads("protetor com fps até 80 reais", "{\"category\":[\"protetor\"],\"price_max\":\"80.00\"}", NULL);
	reads("quero 2 protetores fps 50", "{\"category\":[\"protetor\"],\"attributes\":{\"fps\":{\"min\":50}}}", NULL);
	reads("qual o fps?", "{}", "qual o fps");
	/* choices and flags */
	reads("para pele muito oleosa", "{\"attributes\":{\"pele\":[\"oleosa\"]}}", NULL);
	reads("pele oleosa ou pele seca", "{\"attributes\":{\"pele\":[\"oleosa\",\"seca\"]}}", NULL);
	reads("tam 38", "{\"attributes\":{\"numero\":[\"38\"]}}", NULL);
	reads("veganos", "{\"attributes\":{\"vegano\":true}}", NULL);
	reads("vegana", "{\"attributes\":{\"vegano\":true}}", NULL);
	reads("sem sulfato", "{\"attributes\":{\"sem_sulfato\":true}}", NULL);
	reads("sem perfume", "{\"attributes\":{\"sem_perfume\":true}}", NULL);
	reads("com cor", "{\"attributes\":{\"com_cor\":true}}", NULL);
	/* denials */
	reads("sem cor", "{\"attributes\":{\"cor\":[\"incolor\"]}}", NULL);
	reads("com sulfato", "{\"attributes\":{\"sem_sulfato\":false}}", "");
	reads("que não seja vegano", "{\"attributes\":{\"vegano\":false}}", "que nao seja");
	reads("protetor que não seja da Solarenga", "{\"category\":[\"protetor\"],\"not\":{\"brand\":[\"solarenga\"]}}",
		  NULL);
	reads("não tem vegano?", "{\"attributes\":{\"vegano\":true}}", NULL);
	reads("menos perfume", "{\"not\":{\"category\":[\"perfume\"]}}", NULL);
	/* brands, stock, order, and the words of asking */
	reads("protetor solarenga", "{\"category\":[\"protetor\"],\"brand\":[\"solarenga\"]}", NULL);
	reads("perfume da Maré Clara", "{\"category\":[\"perfume\"],\"brand\":[\"mare clara\"]}", NULL);
	reads("tem perfume em estoque?", "{\"category\":[\"perfume\"],\"in_stock\":true}", "tem perfume");
	reads("perfume pronta entrega", "{\"category\":[\"perfume\"],\"in_stock\":true}", "perfume");
	reads("o perfume mais barato", "{\"category\":[\"perfume\"],\"sort\":\"price\"}", "o perfume");
	reads("o mais caro", "{\"sort\":\"-price\"}", "o");
	reads("mais barato que 50 reais", "{\"price_max\":\"49.99\"}", "");
	reads("oi, bom dia! quero um protetor", "{\"category\":[\"protetor\"]}", NULL);
	reads("quanto custa o perfume", "{\"category\":[\"perfume\"]}", "o perfume");
	reads("oi tudo bem", "{}", "");
}

/* The filters after the text and the members of a query; or the error. */
static void takes(const char *text, const char *query, const char *want, const char *name)
{
	char *folded = fold_dup(text);
	struct product_filter f;
	struct buf rest = {0}, got = {0};
	struct err e = {0};
	val q = val_parse(query, strlen(query), NULL), v;

	product_filter_init(&f);
	(void)product_filter_read(&f, words, folded, strlen(folded), &rest, NULL);
	if (product_filter_take(&f, domain, words, q, &e) != 0) {
		t_str(e.kind == ERR_DATA ? e.msg : "another kind", want, name);
	} else {
		v = product_filter_val(&f);
		val_dump(v, &got);
		t_str(got.p, want, name);
		val_free(v);
	}
	val_free(q);
	buf_free(&rest);
	buf_free(&got);
	product_filter_free(&f);
	free(folded);
}

static void members(void)
{
	takes("perfume até 80", "{\"price_max\":\"100\"}", "{\"category\":[\"perfume\"],\"price_max\":\"100.00\"}",
		  "a price wins");
	takes("perfume até 80", "{\"price_min\":59.9}", "{\"category\":[\"perfume\"],\"price_min\":\"59.90\"}",
		  "one bound given is the only one");
	takes("perfume", "{\"category\":\"Protetor solar\"}", "{\"category\":[\"protetor\"]}", "a category by its title");
	takes("perfume", "{\"category\":[\"protetor\",\"labial\"]}", "{\"category\":[\"protetor\",\"labial\"]}",
		  "any of several");
	takes("solarenga", "{\"brand\":\"MARÉ CLARA\"}", "{\"brand\":[\"mare clara\"]}", "a brand");
	takes("fps 50", "{\"attributes\":{\"fps\":30}}", "{\"attributes\":{\"fps\":{\"min\":30}}}", "a number");
	takes("", "{\"attributes\":{\"fps\":{\"max\":30}}}", "{\"attributes\":{\"fps\":{\"max\":30}}}",
		  "a greatest number");
	takes("", "{\"attributes\":{\"fps\":\"30\"}}", "{\"attributes\":{\"fps\":{\"min\":30}}}", "a number as a text");
	takes("", "{\"attributes\":{\"numero\":38}}", "{\"attributes\":{\"numero\":[\"38\"]}}",
		  "a choice that is a number");
	takes("vegano", "{\"attributes\":{\"vegano\":false}}", "{\"attributes\":{\"vegano\":false}}", "a flag");
	takes("", "{\"attributes\":{\"vegano\":\"sim\"}}", "{\"attributes\":{\"vegano\":true}}", "a flag as a text");
	takes("pele seca", "{\"attributes\":{\"pele\":\"pele oleosa\"}}", "{\"attributes\":{\"pele\":[\"oleosa\"]}}",
		  "a choice by its words");
	takes("pele seca", "{\"attributes\":{\"pele\":null}}", "{}", "null takes back");
	takes("em estoque", "{\"in_stock\":false}", "{\"in_stock\":false}", "stock denied");
	takes("mais barato", "{\"sort\":\"relevance\"}", "{}", "another order");
	takes("", "{\"price_max\":\"muito\"}", "price_max: must be a price such as \"80\" or \"59.90\"", "no price");
	takes("", "{\"sort\":\"name\"}", "sort: must be relevance, price or -price", "no order");
	takes("", "{\"attributes\":{\"fps\":\"alto\"}}", "attributes.fps: must be a number", "no number");
	takes("", "{\"attributes\":{\"vegano\":\"talvez\"}}", "attributes.vegano: must be true or false", "no flag");
	takes("", "{\"attributes\":[]}", "attributes: must be an object such as {\"vegano\":true}", "no attributes");
	takes("", "{\"brand\":{}}", "brand and category: must be a text or a list of texts", "no brand");
}

static void leaving_out(void)
{
	static const char *const order[] = {"até R$ 80,00", "em estoque", "FPS 50 ou mais", "marca Solarenga",
										"pele oleosa",  "vegano",     "Protetor solar"};
	static const char text[] = "protetor vegano solarenga pele oleosa fps 50 em estoque ate 80 reais";
	struct product_filter f;
	struct buf rest = {0};
	char *says;

	product_filter_init(&f);
	(void)product_filter_read(&f, words, text, strlen(text), &rest, NULL);
	for (int i = 0; i < 7; i++) {
		says = product_filter_says(&f, domain, i);
		t_str(says, order[i], "what may be left out");
		free(says);
	}
	t_ok(product_filter_says(&f, domain, 7) == NULL, "nothing else");
	product_filter_drop(&f, 3, &rest);
	t_ok(strstr(rest.p, "solarenga") == NULL && strstr(rest.p, "vegano") != NULL, "the words go with the condition");
	product_filter_drop(&f, 0, &rest);
	product_filter_drop(&f, 0, &rest);
	says = product_filter_says(&f, domain, 0);
	t_str(says, "FPS 50 ou mais", "the next is the first then");
	free(says);
	product_filter_free(&f);
	buf_free(&rest);
}

static void cents_of(const char *json, long long want)
{
	val v = val_parse(json, strlen(json), NULL);

	t_int(product_filter_cents(v), want, json);
	val_free(v);
}

static void prices(void)
{
	cents_of("59.9", 5990);
	cents_of("80", 8000);
	cents_of("0", 0);
	cents_of("\"59.90\"", 5990);
	cents_of("\"59.9\"", 5990);
	cents_of("\"59.9000\"", 5990);
	cents_of("\"59,90\"", 5990);
	cents_of("\"1.299\"", 129900);
	cents_of("\"R$ 1.299,90\"", 129990);
	cents_of("\"1299.00\"", 129900);
	cents_of("\"\"", -1);
	cents_of("\"-5\"", -1);
	cents_of("-5", -1);
	cents_of("\"sob consulta\"", -1);
	cents_of("null", -1);
	cents_of("true", -1);
}

int main(void)
{
	struct err e = {0};
	char path[256];

	(void)snprintf(path, sizeof(path), "%s/domain.yaml", t_dir());
	if (os_write_file(path, conf, strlen(conf), 0600, &e) != 0 || !(domain = domain_load(t_dir(), &e))) {
		printf("# %s\n", e.msg);
		return 1;
	}
	words = product_words_new(domain);
	product_words_add(words, "Solarenga", PRODUCT_BRAND, "Solarenga", "solarenga");
	product_words_add(words, "Maré Clara", PRODUCT_BRAND, "Maré Clara", "mare clara");
	sentences();
	members();
	leaving_out();
	prices();
	product_words_free(words);
	domain_free(domain);
	return t_done();
}

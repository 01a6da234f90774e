/*
 * mention: what is found in messages of a small shop, to the value and the place; on both stores, in cwai's table and in
 * a shop's own. And the text parts under it: codes of orders, places, slips.
 */
#include <stdlib.h>

#include "base/date.h"
#include "base/os.h"
#include "io/schema.h"
#include "services/mention.h"
#include "services/product.h"
#include "text/code.h"
#include "text/fold.h"
#include "text/spell.h"

#include "../store.h"
#include "../t.h"

#define NOW 1781708400000 /* Wednesday, 17 June 2026, 12:00 in São Paulo */

static const char conf[] =
	"name: loja\n"
	"title: Loja\n"
	"timezone: America/Sao_Paulo\n"
	"categories:\n"
	"  protetor: {title: Protetor solar, words: [protetor solar, filtro solar]}\n"
	"  batom: {title: Batom, words: [batom, batom líquido]}\n"
	"  serum: {title: Sérum, words: [sérum, sérum facial]}\n"
	"attributes:\n"
	"  cor: {title: cor, type: choice, values: {vermelho: [vermelho], rosa: [rosa]}}\n"
	"synonyms:\n"
	"  - [filtro solar, bloqueador solar]\n"
	"services:\n"
	"  - {id: limpeza, name: Limpeza de pele profunda, duration_min: 60, price: \"150.00\", professionals: [lia], "
	"words: [limpeza de pele]}\n"
	"  - {id: unha, name: Manicure, duration_min: 40, price: \"40.00\", professionals: [lia, rosa], words: [manicure]}\n"
	"professionals:\n"
	"  - {id: lia, name: Lia Andrade, services: [limpeza, unha]}\n"
	"  - {id: rosa, name: Rosa Prado, services: [unha]}\n"
	"  - {id: jussara, name: Jussara Paiva, services: [unha]}\n";

static const char foreign_conf[] =
	"tables: {products: produtos}\n"
	"field_mappings: {product: {id: codigo, name: nome, brand: marca, category: tipo}}\n";

static const struct {
	const char *id, *name, *brand, *category;
} products[] = {
	{"p1", "Sérum Vitamina C 10% Lumeara 30 ml", "Lumeara", "serum"},
	{"p2", "Sérum Vitamina C 20% Lumeara 30 ml", "Lumeara", "serum"},
	{"p3", "Sérum Niacinamida Lumeara 30 ml", "Lumeara", "serum"},
	{"p4", "Protetor Solar FPS 50 Maré Clara 50 ml", "Maré Clara", "protetor"},
	{"p5", "Protetor Solar FPS 30 Maré Clara 50 ml", "Maré Clara", "protetor"},
	{"p6", "Batom Líquido Vermelho Urucum Pétala Nua 5 ml", "Pétala Nua", "batom"},
	{"p7", "Sérum Noturno LX-200 Lumeara 30 ml", "Lumeara", "serum"},
	{"p8", "Batom Ipê Pétala Nua 4 unidades", "Pétala Nua", "batom"},
};

/* "type:text=value@start-end|…" of a message. */
static const struct {
	const char *text, *want;
} cases[] = {
	{"", ""},
	{"oi, tudo bem?", ""},
	/* products, by their brand or a word of their own; else the category */
	{"tem o sérum de vitamina C 20% da Lumeara?", "product:sérum de vitamina C 20% da Lumeara=p2@6-40"},
	{"tem sérum da Lumeara?", "category:sérum=serum@4-9"},
	{"serum de niacinamida", "product:serum de niacinamida=p3@0-20"},
	{"o sérum niacinamda", "product:sérum niacinamda=p3@2-18"},
	{"batom urucum, 5 unidades", "product:batom urucum=p6@0-12|quantity:5 unidades=5@14-24"},
	/* a number belongs to the name with its unit right behind, or as a model; else to what follows */
	{"batom urucum 5", "product:batom urucum=p6@0-12"},
	{"batom urucum 5 ml", "product:batom urucum 5 ml=p6@0-17"},
	{"batom urucum 5 de ml", "product:batom urucum=p6@0-12"},
	{"batom urucum 5 unidades", "product:batom urucum=p6@0-12|quantity:5 unidades=5@13-23"},
	{"batom ipe 4 unidades", "product:batom ipe=p8@0-9|quantity:4 unidades=4@10-20"},
	{"serum lx-200", "product:serum lx-200=p7@0-12"},
	{"serum lumeara 20 reais", "category:serum=serum@0-5|money:20 reais=20.00@14-22"},
	{"batom vermelho", "category:batom=batom@0-5"},
	{"bloqueador solar mare clara fps 30", "product:bloqueador solar mare clara fps 30=p5@0-34"},
	{"se\xcc\x81rum", "category:se\xcc\x81rum=serum@0-6"},
	{"😍 batons", "category:batons=batom@2-8"},
	{"qero 2 batoms", "quantity:2=2@5-6|category:batoms=batom@7-13"},
	/* services and people */
	{"limpesa de pele com a Lia Andrade", "service:limpesa de pele=limpeza@0-15|professional:Lia Andrade=lia@22-33"},
	{"a jusara faz manicure?", "professional:jusara=jussara@2-8|service:manicure=unha@13-21"},
	{"sou a Lia", ""},
	{"queria um rosa", ""},
	{"com a Rosa", "professional:Rosa=rosa@6-10"},
	/* money */
	{"R$ 1.299,90 ou 80 reais", "money:R$ 1.299,90=1299.90@0-11|money:80 reais=80.00@15-23"},
	{"entre 50 e 100 reais", "money:50=50.00@6-8|money:100 reais=100.00@11-20"},
	{"estava 39,90", "money:39,90=39.90@7-12"},
	{"tenho 1,60 de altura", ""},
	/* days and times */
	{"amanhã às 15h", "date:amanhã=2026-06-18@0-6|time:15h=15:00@10-13"},
	{"sábado de manhã", "date:sábado=2026-06-20@0-6|time:manhã=06:00/12:00@10-15"},
	{"das 9 às 18", "time:9 às 18=09:00/18:00@4-11"},
	{"depois das 18h", "time:18h=18:00@11-14"},
	{"chego às 3", "time:3=15:00@9-10"},
	{"dia 25, ou dia 30/06", "date:dia 25=2026-06-25@0-6|date:30/06=2026-06-30@15-20"},
	{"semana que vem", "date:semana que vem=2026-06-22/2026-06-28@0-14"},
	{"comprei dia 3", "date:dia 3=2026-06-03@8-13"},
	{"semana passada", "date:semana passada=2026-06-08/2026-06-14@0-14"},
	{"comprei domingo passado", "date:domingo passado=2026-06-14@8-23"},
	{"foi na quarta-feira passada", "date:quarta-feira passada=2026-06-10@7-27"},
	{"terça passada ou sábado passado", "date:terça passada=2026-06-16@0-13|date:sábado passado=2026-06-13@17-31"},
	{"domingo, passado o almoço", "date:domingo=2026-06-21@0-7"},
	{"dia 31/02", ""},
	{"dia 28/02", "date:28/02=2027-02-28@4-9"},
	{"bom fim de semana", ""},
	{"3/4 de xícara", ""},
	{"1/2 kg ou 1/2", "date:1/2=2027-02-01@10-13"},
	{"3 dias úteis, 2x ao dia, 30 anos", ""},
	/* amounts */
	{"1kg e 30 ml", "quantity:1kg=1@0-3|quantity:30 ml=30@6-11"},
	{"meia dúzia", "quantity:meia dúzia=6@0-10"},
	{"tomo 1 comprimido", "quantity:1 comprimido=1@5-17"},
	/* orders */
	{"S00042", "order:S00042=S00042@0-6"},
	{"#12345 e pedido nº 1234", "order:#12345=12345@0-6|order:1234=1234@19-23"},
	{"pedido de 150 reais", "money:150 reais=150.00@10-19"},
	{"NF 4521 e po8812", "order:NF 4521=NF4521@0-7|order:po8812=PO8812@10-16"},
	/* places */
	{"moro em Vitória", "city:Vitória=Vitória/ES@8-15"},
	{"que vitória! feliz natal", ""},
	{"Serra/ES", "city:Serra=Serra/ES@0-5|state:ES=ES@6-8"},
	{"Campinas, rua São Paulo", "city:Campinas=Campinas/SP@0-8"},
	{"entrega no Pará ou para Minas?", "state:Pará=PA@11-15|state:Minas=MG@24-29"},
	{"se for to aqui", ""},
	/* what names a person is masked */
	{"é 529.982.247-25", "cpf:[CPF]=@2-16"},
	{"S00042, cep 04101-300", "order:S00042=S00042@0-6|cep:[CEP]=@12-21"},
	{"ana@example.com ou 11 98765-4321", "email:[E-MAIL]=@0-15|phone:[TELEFONE]=@19-32"},
};

static const char *shown(val found)
{
	static struct buf b;

	buf_clear(&b);
	for (int i = 0; i < val_len(found); i++) {
		val x = val_at(found, i);
		double number = val_num(x, "value", -1);

		buf_printf(&b, "%s%s:%s=", i ? "|" : "", val_str(x, "type", "?"), val_str(x, "text", "?"));
		if (number >= 0)
			buf_printf(&b, "%g", number);
		else
			buf_puts(&b, val_str(x, "id", val_str(x, "value", "")));
		buf_printf(&b, "@%lld-%lld", val_int(x, "start", -1), val_int(x, "end", -1));
		val_free(x);
	}
	return buf_str(&b);
}

static void check_all(struct sql *db, struct domain *d, const char *where)
{
	struct err e = {0};
	struct mention_finder *f = mention_open(db, d, &e);
	char name[256];

	t_ok(f != NULL, where);
	for (size_t i = 0; f && i < sizeof(cases) / sizeof(cases[0]); i++) {
		val found = val_null();

		(void)snprintf(name, sizeof(name), "%s: %.200s", where, cases[i].text);
		t_int(mention_find(f, cases[i].text, strlen(cases[i].text), &found, &e), 0, name);
		t_str(shown(found), cases[i].want, name);
		val_free(found);
	}
	mention_close(f);
}

static struct domain *load(const char *more)
{
	char *text = mem_printf("%s%s", conf, more), *path = mem_printf("%s/domain.yaml", t_dir());
	struct err e = {0};
	struct domain *d = NULL;

	if (os_write_file(path, text, strlen(text), 0600, &e) == 0)
		d = domain_load(t_dir(), &e);
	if (!d) {
		printf("# %s\n", e.msg);
		exit(1);
	}
	free(text);
	free(path);
	return d;
}

static void must(int st, struct err *e)
{
	if (st >= 0)
		return;
	printf("# %s\n", e->msg);
	exit(1);
}

static void fill(struct sql *db, struct domain *d)
{
	struct err e = {0};
	struct product_store *s = product_open(db, d, NULL, &e);

	must(sql_exec(db, "CREATE TABLE produtos (codigo TEXT PRIMARY KEY, nome TEXT, marca TEXT, tipo TEXT)", val_array(),
				  &e),
		 &e);
	for (size_t i = 0; s && i < sizeof(products) / sizeof(products[0]); i++) {
		val p = val_set_str(val_set_str(val_object(), "id", products[i].id), "name", products[i].name);
		val row = val_push(val_push(val_array(), val_of_str(products[i].id)), val_of_str(products[i].name));

		p = val_set_str(val_set_str(p, "brand", products[i].brand), "category", products[i].category);
		must(product_put(s, val_set_str(p, "price", "10.00"), &e), &e);
		row = val_push(val_push(row, val_of_str(products[i].brand)), val_of_str(products[i].category));
		must(sql_exec(db, "INSERT INTO produtos VALUES ($1, $2, $3, $4)", row, &e), &e);
	}
	product_close(s);
}

/* Without a store a product is what its category says. */
static void check_bare(void)
{
	struct err e = {0};
	struct domain *d = load("");
	struct mention_finder *f = mention_open(NULL, d, &e);
	val found = val_null();

	t_int(mention_find(f, "batom urucum", 12, &found, &e), 0, "no store");
	t_str(shown(found), "category:batom=batom@0-5", "no store: the category");
	val_free(found);
	mention_close(f);
	domain_free(d);
}

/* A store that is gone is an error, not a message without products. */
static void check_broken(struct sql *db)
{
	struct err e = {0};
	struct domain *d = load("tables: {products: nada}\n");
	struct mention_finder *f = mention_open(db, d, &e);
	val found = val_null();

	t_int(f ? mention_find(f, "oi", 2, &found, &e) : 0, -1, "a table that is not there");
	t_int(e.kind, ERR_CONFIG, "a table that is not there: its kind");
	mention_close(f);
	domain_free(d);
}

static void check_codes(void)
{
	static const struct {
		const char *text, *want;
	} codes[] = {
		{"pedido 1234", "1234"},
		{"meu pedido é o 1234 de ontem", "1234"},
		{"pedido de número 1234", "1234"},
		{"pedido 12", ""},
		{"pedido 25/12", ""},
		{"pedido 1.299,90", ""},
		{"pedido 500 ml", ""},
		{"s1 s00042x", ""},
		{"P00012", "P00012"},
		{"nota fiscal 77812", "NF77812"},
		{"nota 1000", ""},
		{"o 1234", ""},
		{"pedidos 12345 e 67890", "12345 67890"},
		{"pedidos 12345, 67890 e 11111 chegaram", "12345 67890 11111"},
		{"pedidos 12345,67890", "12345 67890"},
		{"pedido nº 12345/67890", "12345 67890"},
		{"pedido 4521 / 4522", "4521 4522"},
		{"pedido 4521/4522/4523", "4521 4522 4523"},
		{"pedido 12345, 67890", "12345 67890"},
		{"pedido 123 e 456", "123 456"},
		{"pedidos 123, 456", "123 456"},
		{"pedido 1234 e 1235 não chegaram", "1234 1235"},
		{"meus pedidos são 1234 e 5678?", "1234 5678"},
		{"encomendas 1234\n1235", "1234 1235"},
		{"#12345 e 67890", "12345 67890"},
		{"#12345/67890", "12345 67890"},
		{"notas fiscais 4521 e 4522", "NF4521 NF4522"},
		{"po 8812 e 8813", "PO8812 PO8813"},
		{"pedido 12345 e nota fiscal 67890", "12345 NF67890"},
		{"pedido 12345 e 2 batons", "12345"},
		{"pedido 12345 e 50 reais", "12345"},
		{"pedido 12345 e 15000 reais", "12345"},
		{"pedidos 12345, 150 reais e 67890", "12345"},
		{"pedido 123 e 100 batons", "123"},
		{"pedido 1234 e 1000 batons", "1234"},
		{"pedido 123 e 150 de frete", "123"},
		{"pedido 1234, 1500 no pix", "1234"},
		{"pedido 1234/2026", ""},
		{"pedido 1234, 25/12", "1234"},
		{"pedido 12345, 98888-7777", "12345"},
		{"pedido 12345 67890", "12345"},
		{"pedido 12345 ou meu 67890", "12345"},
		{"pedido 1234, 1500", "1234"},
		{"pedidos 12345 e 98888777", "12345"},
		{"pedido 123/456", ""},
		{"s00042 e 67890", "S00042"},
		{"pedido 12345, s00042, 67890", "12345 S00042"},
		{"s00042 e s00043", "S00042 S00043"},
	};

	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
		char *text = fold_dup(codes[i].text);
		const char *s = text, *stop = text + strlen(text);
		struct code x = {0};
		struct buf found = {0};

		while (code_next(&s, stop, &x))
			buf_printf(&found, "%s%s", found.n ? " " : "", x.value);
		t_str(buf_str(&found), codes[i].want, codes[i].text);
		buf_free(&found);
		free(text);
	}
}

static void check_slips(void)
{
	static const struct {
		const char *word, *want; /* NULL: none */
		int edits;
	} words[] = {
		{"batom", "batom", 0},
		{"batmo", "batom", 1},
		{"baton", "batom", 1},
		{"bato", NULL, 0},
		{"catom", NULL, 0},
		{"calma", NULL, 0},
		{"mascarra", "mascara", 1},
		{"msacarra", NULL, 0},
		{"carteiro", NULL, 0},
		{"hidratnate", "hidratante", 1},
		{"hidrtnate", "hidratante", 2},
		{"kit", "kit", 0},
		{"kits", NULL, 0},
	};
	static const char *const known[] = {"batom", "calca", "mascara", "carteira", "hidratante", "kit"};
	struct spell *s = spell_new();

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		t_int(spell_add(s, known[i], strlen(known[i])), (long long)i, known[i]);
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		int edits;
		uint32_t id = spell_near(s, words[i].word, strlen(words[i].word), &edits);

		t_str(id == SPELL_NONE ? NULL : known[id], words[i].want, words[i].word);
		t_int(edits, words[i].edits, words[i].word);
	}
	t_int(spell_distance("abcd", 4, "acbd", 4, 2), 1, "two letters swapped are one edit");
	t_int(spell_distance("abcd", 4, "wxyz", 4, 2), 3, "too far is one more than most");
	spell_free(s);
}

int main(void)
{
	date_freeze(NOW);
	check_codes();
	check_slips();
	check_bare();
	for (int i = 0; i < T_STORES; i++) {
		struct err e = {0};
		struct sql *db = schema_open(t_store(i), &e);
		struct domain *own = load(""), *foreign = load(foreign_conf);

		if (!db) {
			printf("# %s\n", e.msg);
			return 1;
		}
		fill(db, own);
		check_all(db, own, i ? "postgres" : "sqlite");
		check_all(db, foreign, i ? "postgres, the shop's own table" : "sqlite, the shop's own table");
		check_broken(db);
		domain_free(own);
		domain_free(foreign);
		sql_close(db);
	}
	return t_done();
}

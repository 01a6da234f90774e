/* product: the store's table and a shop's own, written, read, searched, and kept in step; on both stores, with equal results. */
#include <stdlib.h>

#include "base/os.h"
#include "io/schema.h"
#include "services/product.h"

#include "../store.h"
#include "../t.h"

static const char conf[] =
	"name: loja\n"
	"title: Loja\n"
	"timezone: America/Sao_Paulo\n"
	"categories:\n"
	"  protetor: {title: Protetor solar, words: [protetor solar, filtro solar, bloqueador]}\n"
	"  batom: {title: Batom, words: [batom]}\n"
	"attributes:\n"
	"  pele: {title: tipo de pele, type: choice, values: {oleosa: [pele oleosa], seca: [pele seca]}}\n"
	"  cor: {title: cor, type: choice, values: {vermelho: [vermelho], rosa: [rosa]}}\n"
	"  fps: {title: FPS, type: number, words: [fps]}\n"
	"  vegano: {title: vegano, type: flag, words: [vegano]}\n"
	"synonyms:\n"
	"  - [manchas, melasma]\n";

static const char foreign_conf[] =
	"tables: {products: produtos_cosmeticos}\n"
	"field_mappings: {product: {name: nome_produto, price: valor, brand: marca, attributes: propriedades}}\n";

static const char products[] =
	"{\"id\":\"a\",\"name\":\"Protetor Solar Toque Seco FPS 50\",\"brand\":\"Solarenga\",\"category\":\"protetor\",\"price\":\"69.90\","
	"\"stock\":4,\"attributes\":{\"pele\":[\"oleosa\"],\"fps\":50,\"vegano\":true},\"size\":\"50 ml\"}\n"
	"{\"id\":\"b\",\"name\":\"Protetor Solar Hidratante FPS 30\",\"brand\":\"Maré\",\"category\":\"protetor\",\"price\":49.9,"
	"\"stock\":0,\"attributes\":{\"pele\":[\"seca\"],\"fps\":30}}\n"
	"{\"id\":\"c\",\"name\":\"Batom Vermelho Urucum\",\"brand\":\"Maré\",\"category\":\"batom\",\"price_cents\":3990,\"stock\":7,"
	"\"description\":\"Cor viva.\",\"attributes\":{\"vegano\":true},\"ingredients\":[\"óleo de jojoba\"]}\n"
	"{\"id\":\"d\",\"name\":\"Batom Rosa Ipê\",\"brand\":\"Solarenga\",\"category\":\"batom\",\"price\":\"35.00\",\"stock\":null}\n"
	"{\"id\":\"e\",\"name\":\"Sérum Clareador\",\"description\":\"Reduz manchas.\",\"price\":null,\"active\":true}\n"
	"{\"id\":\"f\",\"name\":\"Batom antigo\",\"category\":\"batom\",\"price\":\"1.00\",\"active\":false}\n";

static const char *engine;

static const char *said(const char *what)
{
	static char name[256];

	(void)snprintf(name, sizeof(name), "%s: %.200s", engine, what);
	return name;
}

static val parsed(const char *json)
{
	return val_parse(json, strlen(json), NULL);
}

static void write_file(const char *name, const char *text)
{
	char path[256];
	struct err e = {0};

	(void)snprintf(path, sizeof(path), "%s/%s", t_dir(), name);
	if (os_write_file(path, text, strlen(text), 0600, &e) != 0) {
		printf("# %s\n", e.msg);
		exit(1);
	}
}

static struct domain *load_domain(const char *more)
{
	char *text = mem_printf("%s%s", conf, more);
	struct err e = {0};
	struct domain *d;

	write_file("domain.yaml", text);
	free(text);
	d = domain_load(t_dir(), &e);
	if (!d) {
		printf("# %s\n", e.msg);
		exit(1);
	}
	return d;
}

static struct sql *open_store(int which)
{
	struct err e = {0};
	struct sql *db = schema_open(t_store(which), &e);

	engine = which ? "postgres" : "sqlite";
	if (!db) {
		printf("# %s\n", e.msg);
		exit(1);
	}
	return db;
}

/* The ids found by the query, "a b", or the error's message. */
static void finds(struct product_store *s, const char *query, const char *want)
{
	struct err e = {0};
	struct buf b = {0};
	val found, list;

	if (product_search(s, parsed(query), &found, &e) != 0) {
		t_str(e.msg, want, said(query));
		return;
	}
	list = val_get(found, "products");
	for (int i = 0; i < val_len(list); i++) {
		val p = val_at(list, i);

		buf_printf(&b, "%s%s", i ? " " : "", val_str(p, "id", "?"));
		val_free(p);
	}
	val_free(list);
	list = val_get(found, "relaxed");
	for (int i = 0; i < val_len(list); i++) {
		val p = val_at(list, i);

		buf_printf(&b, " -%s", val_text(p, "?"));
		val_free(p);
	}
	t_str(buf_str(&b), want, said(query));
	val_free(list);
	val_free(found);
	buf_free(&b);
}

/* The product's members named, as JSON. */
static void has(struct product_store *s, const char *id, const char *members, const char *want)
{
	struct err e = {0};
	struct buf b = {0};
	val p, got = val_object(), names = parsed(members), expected = parsed(want);

	if (product_get(s, id, &p, &e) != 0) {
		t_str(e.msg, want, said(id));
		return;
	}
	for (int i = 0; i < val_len(names); i++) {
		val name = val_at(names, i);

		got = val_set(got, val_text(name, ""), val_get(p, val_text(name, "")));
		val_free(name);
	}
	val_dump(got, &b);
	t_ok(val_equal(got, expected), said(want));
	if (!val_equal(got, expected))
		printf("# got:  %s\n", b.p);
	buf_free(&b);
	val_free(got);
	val_free(expected);
	val_free(names);
	val_free(p);
}

static void put(struct product_store *s, const char *json, const char *want)
{
	struct err e = {0};

	t_str(product_put(s, parsed(json), &e) == 0 ? "put" : e.msg, want, said("product_put"));
}

static void reading(struct product_store *s)
{
	struct err e = {0};
	val p;

	t_int(product_count(s, &e), 5, said("only active ones count"));
	has(s, "a", "[\"name\",\"brand\",\"price\",\"price_cents\",\"currency\",\"stock\",\"attributes\",\"size\"]",
		"{\"name\":\"Protetor Solar Toque Seco FPS 50\",\"brand\":\"Solarenga\",\"price\":\"69.90\",\"price_cents\":6990,"
		"\"currency\":\"BRL\",\"stock\":4,\"attributes\":{\"pele\":[\"oleosa\"],\"fps\":50,\"vegano\":true},\"size\":\"50 ml\"}");
	has(s, "c", "[\"price\",\"ingredients\",\"sku\"]",
		"{\"price\":\"39.90\",\"ingredients\":[\"óleo de jojoba\"],\"sku\":null}");
	has(s, "e", "[\"price\",\"price_cents\",\"stock\",\"attributes\"]",
		"{\"price\":null,\"price_cents\":null,\"stock\":null,\"attributes\":{}}");
	t_ok(product_get(s, "f", &p, &e) == 0 && !val_is(p), said("one that is not active is not there"));
	t_ok(product_get(s, "zz", &p, &e) == 0 && !val_is(p), said("nor one that never was"));
}

static void searching(struct product_store *s)
{
	finds(s, "{\"text\":\"protetor solar\"}", "b a");
	finds(s, "{\"text\":\"protetro sola\"}", "b a");
	finds(s, "{\"text\":\"bloqueador até 50 reais\"}", "b");
	finds(s, "{\"text\":\"protetor solar em estoque\"}", "a");
	finds(s, "{\"text\":\"protetor solar fps 50\"}", "a");
	finds(s, "{\"text\":\"batom vegano\"}", "c");
	finds(s, "{\"text\":\"batom em estoque\"}", "d c");
	finds(s, "{\"text\":\"batom vermelho\"}", "c");
	finds(s, "{\"text\":\"algo da solarenga\"}", "d a");
	finds(s, "{\"text\":\"melasma\"}", "e");
	finds(s, "{\"text\":\"jojoba\"}", "c");
	finds(s, "{\"text\":\"o batom mais barato\"}", "d c");
	finds(s, "{\"text\":\"o mais caro\"}", "a b c d e");
	finds(s, "{\"text\":\"geladeira\"}", "");
	finds(s, "{\"text\":\"oi, tudo bem?\"}", "");
	finds(s, "{}", "a b c d e");
	finds(s, "{\"limit\":2}", "a b");
	finds(s, "{\"price_max\":\"40\"}", "c d");
	finds(s, "{\"category\":\"batom\",\"sort\":\"-price\"}", "c d");
	finds(s, "{\"brand\":[\"mare\"]}", "b c");
	finds(s, "{\"attributes\":{\"fps\":{\"max\":40}}}", "b");
	finds(s, "{\"attributes\":{\"vegano\":false}}", "b d e");
	finds(s, "{\"text\":\"protetor solar fps 50\",\"plain\":true,\"limit\":1}", "a");
	finds(s, "{\"text\":\"batom verde até 20 reais\",\"relax\":true}", "c d -até R$ 20,00");
	finds(s, "{\"text\":\"protetor solar vegano da Maré\",\"relax\":true}", "a -marca Maré");
	finds(s, "{\"text\":\"protetor solar vegano da Maré até 20 reais\",\"relax\":true}", "a -até R$ 20,00 -marca Maré");
	finds(s, "{\"text\":\"geladeira até 20 reais\",\"relax\":true}", "");
	finds(s, "{\"limit\":0}", "limit: must be from 1 to 100000");
}

static void writing(struct product_store *s)
{
	put(s, "{\"id\":\"d\",\"name\":\"Batom Rosa Ipê\",\"category\":\"batom\",\"price\":\"29,90\",\"stock\":2}", "put");
	has(s, "d", "[\"price\",\"stock\"]", "{\"price\":\"29.90\",\"stock\":2}");
	put(s, "{\"id\":\"g\",\"name\":\"Batom Coral\",\"category\":\"batom\",\"price\":\"12.00\"}", "put");
	finds(s, "{\"text\":\"batom coral\",\"limit\":1}", "g");
	put(s, "{\"id\":\"g\",\"name\":\"Batom Coral\",\"active\":false}", "put");
	finds(s, "{\"text\":\"coral\"}", "");
	put(s, "{\"name\":\"Sem id\"}", "a product without an id");
	put(s, "{\"id\":\"x\"}", "product x: it has no name");
	put(s, "{\"id\":\"x\",\"name\":\"X\",\"price\":\"caro\"}",
		"product x: price must be a decimal text such as \"59.90\"");
	put(s, "{\"id\":\"x\",\"name\":\"X\",\"attributes\":[1]}", "product x: attributes must be an object");
}

/* Stock and price are those of the store at the moment of the answer, though nobody bumped the version. */
static void fresh(struct product_store *s, struct sql *db)
{
	struct err e = {0};

	t_int(sql_exec(db, "UPDATE products SET price_cents = 500, stock = 1 WHERE id = $1",
				   val_push(val_array(), val_of_str("a")), &e),
		  1, said("changed behind its back"));
	finds(s, "{\"text\":\"protetor solar até 10 reais\"}", "a");
	has(s, "a", "[\"price\",\"stock\"]", "{\"price\":\"5.00\",\"stock\":1}");
}

static void import(struct product_store *s)
{
	struct err e = {0};
	char path[256];

	write_file("products.ndjson", products);
	(void)snprintf(path, sizeof(path), "%s/products.ndjson", t_dir());
	t_int(product_import(s, path, &e), 6, said("imported"));
	t_int(product_import(s, path, &e), 6, said("and again"));
	write_file("bad.ndjson", "{\"id\":\"h\",\"name\":\"H\"}\n{\"id\":\"i\"}\n");
	(void)snprintf(path, sizeof(path), "%s/bad.ndjson", t_dir());
	t_int(product_import(s, path, &e), -1, said("a bad line"));
	t_int(product_count(s, &e), 5, said("brings nothing in"));
}

/* The index file serves the next process, and is made anew when it is damaged. */
static void index_file(struct sql *db, const struct domain *d, const char *derived)
{
	struct err e = {0};
	struct product_store *s = product_open(db, d, derived, &e);
	char path[300];

	(void)snprintf(path, sizeof(path), "%s/loja-products.idx", derived);
	finds(s, "{\"text\":\"batom vermelho\"}", "c");
	product_close(s);
	t_ok(os_is_file(path), said("there is an index file"));
	t_int(os_write_file(path, "garbage", 7, 0600, &e), 0, said("damaged"));
	s = product_open(db, d, derived, &e);
	finds(s, "{\"text\":\"batom vermelho\"}", "c");
	product_close(s);
	s = product_open(db, d, NULL, &e);
	finds(s, "{\"text\":\"batom vermelho\"}", "c");
	product_close(s);
}

static void own_table(int which)
{
	struct domain *d = load_domain("");
	struct sql *db = open_store(which);
	struct err e = {0};
	struct product_store *s;
	char derived[256];

	(void)snprintf(derived, sizeof(derived), "%s/derived%d", t_dir(), which);
	s = product_open(db, d, derived, &e);
	finds(s, "{\"text\":\"protetor\"}", "");
	import(s);
	reading(s);
	searching(s);
	index_file(db, d, derived);
	fresh(s, db);
	writing(s);
	product_close(s);
	sql_close(db);
	domain_free(d);
}

/* ---- a table of the shop's own ---- */

static void run(struct sql *db, const char *query)
{
	struct err e = {0};

	if (sql_exec(db, query, val_array(), &e) < 0) {
		printf("# %s\n", e.msg);
		exit(1);
	}
}

static void fill(struct sql *db, const char *price_type, bool ids)
{
	static const char *const rows[][4] = {
		{"Protetor Solar Toque Seco FPS 50", "69.90", "Solarenga", "{\"pele\":\"oleosa\",\"fps\":50}"},
		{"Batom Vermelho", "39.90", "Maré", "{\"vegano\":true}"},
		{"Batom Vermelho", "19.90", "Maré", "{\"vegano\":false}"},
		{"Batom Rosa", "12.50", "Solarenga", "não é JSON"},
	};
	char *query = mem_printf(
		"CREATE TABLE produtos_cosmeticos (%snome_produto TEXT, valor %s, marca VARCHAR(80), propriedades TEXT)",
		ids ? "codigo INTEGER PRIMARY KEY, " : "", price_type);

	run(db, query);
	free(query);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char *id = ids ? mem_printf("%zu, ", 11 + i) : mem_dup("");

		query = mem_printf("INSERT INTO produtos_cosmeticos VALUES (%s'%s', '%s', '%s', '%s')", id, rows[i][0],
						   rows[i][1], rows[i][2], rows[i][3]);
		free(id);
		run(db, query);
		free(query);
	}
}

static void no_id(struct product_store *s)
{
	struct err e = {0};

	finds(s, "{\"text\":\"protetor solar até 80 reais\"}", "protetor-solar-toque-seco-fps-50");
	finds(s, "{\"text\":\"batom vermelho\"}", "batom-vermelho batom-vermelho-2");
	finds(s, "{\"text\":\"batom vegano\"}", "batom-vermelho-2");
	finds(s, "{\"text\":\"batom mais barato\"}", "batom-rosa batom-vermelho batom-vermelho-2");
	finds(s, "{\"text\":\"protetor pele oleosa fps 50 da Solarenga\"}", "protetor-solar-toque-seco-fps-50");
	finds(s, "{\"category\":\"batom\",\"brand\":\"Solarenga\"}", "batom-rosa");
	has(s, "protetor-solar-toque-seco-fps-50", "[\"name\",\"price\",\"brand\",\"stock\",\"attributes\"]",
		"{\"name\":\"Protetor Solar Toque Seco FPS 50\",\"price\":\"69.90\",\"brand\":\"Solarenga\",\"stock\":null,"
		"\"attributes\":{\"pele\":\"oleosa\",\"fps\":50}}");
	has(s, "batom-vermelho-2", "[\"price\"]", "{\"price\":\"39.90\"}");
	has(s, "nada", "[\"price\"]", "{\"price\":null}");
	t_int(product_count(s, &e), 4, said("they are counted"));
	put(s, "{\"id\":\"x\",\"name\":\"X\"}",
		"the products of loja stand in the shop's own table \"produtos_cosmeticos\", which is only read");
}

static void foreign_table(int which, const char *price_type)
{
	struct domain *d = load_domain(foreign_conf);
	struct sql *db = open_store(which);
	struct err e = {0};
	struct product_store *s;

	fill(db, price_type, false);
	s = product_open(db, d, NULL, &e);
	no_id(s);
	product_close(s);
	run(db, "UPDATE produtos_cosmeticos SET nome_produto = 'Gloss Coral' WHERE nome_produto = 'Batom Rosa'");
	s = product_open(db, d, NULL, &e);
	finds(s, "{\"text\":\"gloss coral\"}", "gloss-coral");
	product_close(s);
	sql_close(db);
	domain_free(d);
}

static void foreign_ids(int which)
{
	struct domain *d =
		load_domain("tables: {products: produtos_cosmeticos}\n"
					"field_mappings: {product: {id: codigo, name: nome_produto, price: valor, brand: marca}}\n");
	struct sql *db = open_store(which);
	struct err e = {0};
	struct product_store *s;
	val found;

	fill(db, "DOUBLE PRECISION", true);
	s = product_open(db, d, NULL, &e);
	finds(s, "{\"text\":\"batom vermelho\"}", "12 13");
	has(s, "13", "[\"id\",\"price\"]", "{\"id\":\"13\",\"price\":\"19.90\"}");
	has(s, "abc", "[\"price\"]", "{\"price\":null}");
	product_close(s);
	run(db, "DROP TABLE produtos_cosmeticos");
	s = product_open(db, d, NULL, &e);
	t_ok(product_search(s, parsed("{\"text\":\"batom\"}"), &found, &e) != 0 && e.kind == ERR_CONFIG,
		 said("a missing table is an error"));
	product_close(s);
	sql_close(db);
	domain_free(d);
}

/* ---- the same answers from both ---- */

static void answers(int which, const struct domain *d, const char *samples, struct buf *out)
{
	static const char *const text[] = {"protetor solar até 80 reais",
									   "batom vermelho",
									   "shampoo pra cabelo cacheado",
									   "hidratante",
									   "perfume masculino mais barato",
									   "algo para pele oleosa com fps 50",
									   "sabonete",
									   "kit presente"};
	struct sql *db = open_store(which);
	struct err e = {0};
	struct product_store *s = product_open(db, d, NULL, &e);

	t_ok(product_import(s, samples, &e) > 80, said("the samples"));
	for (size_t i = 0; i < sizeof(text) / sizeof(text[0]); i++) {
		val found = val_null();

		t_int(product_search(s, val_set_str(val_object(), "text", text[i]), &found, &e), 0, said(text[i]));
		val_dump(found, out);
		val_free(found);
	}
	product_close(s);
	sql_close(db);
}

static void equal_answers(void)
{
	char *dir = os_find_shared("cosmeticos"), *samples = os_join(dir, "products.ndjson");
	struct err e = {0};
	struct domain *d = domain_load(dir, &e);
	struct buf got[T_STORES] = {{0}};

	for (int i = 0; i < T_STORES; i++)
		answers(i, d, samples, &got[i]);
	t_str(got[1].p, got[0].p, "both stores answer alike, to the byte");
	buf_free(&got[0]);
	buf_free(&got[1]);
	domain_free(d);
	free(samples);
	free(dir);
}

int main(void)
{
	for (int i = 0; i < T_STORES; i++) {
		own_table(i);
		foreign_table(i, "NUMERIC(10,2)");
		foreign_table(i, "DOUBLE PRECISION");
		foreign_table(i, "TEXT");
		foreign_ids(i);
	}
	equal_answers();
	return t_done();
}

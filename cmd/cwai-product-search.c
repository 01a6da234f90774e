/* cwai-product-search: finds products by what a customer wrote, with filters read from the sentence. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/opt.h"
#include "base/term.h"
#include "cli/product_show.h"
#include "record/rec.h"
#include "services/config.h"
#include "services/product.h"
#include "services/product_file.h"
#include "services/product_query.h"

#define MOST 100000 /* of --limit */

struct entry { /* a domain's products */
	const struct domain *domain;
	struct product_store *store;
};

struct searcher {
	struct opt_common common;
	const char *path, *sort;
	long limit;
	double min, max;
	struct opt_list brands, categories, attributes;
	bool in_stock, relax, explain, json;
	struct product_file *file; /* of --products */
	struct config *config;
	val given; /* the options as members of a query */
	struct entry *entry;
	size_t n;
	struct buf out;
};

/* The products of the named domain (NULL: the default one), opened when first needed. */
static struct product_store *store_of(struct searcher *c, const char *name, struct err *e)
{
	struct domain *d = config_domain(c->config, name, e);
	struct product_store *store;
	struct sql *db;

	for (size_t i = 0; d && i < c->n; i++)
		if (c->entry[i].domain == d)
			return c->entry[i].store;
	db = d ? config_sql(c->config, e) : NULL;
	store = db ? product_open(db, d, config_derived(c->config), e) : NULL;
	if (!store)
		return NULL;
	c->entry = mem_array(c->entry, c->n + 1, sizeof(*c->entry));
	c->entry[c->n++] = (struct entry){d, store};
	return store;
}

/* ---- options as a query ---- */

static val texts(const struct opt_list *list)
{
	val a = val_array();

	for (int i = 0; i < list->n; i++)
		a = val_push(a, val_of_str(list->v[i]));
	return a;
}

static val read_options(const struct searcher *c, const struct opt_tool *tool)
{
	val q = val_set_int(val_object(), "limit", c->limit), attributes = val_object();
	struct err e;

	for (int i = 0; i < c->attributes.n; i++) {
		attributes = product_query_attribute(attributes, c->attributes.v[i], &e);
		if (val_kind(attributes) == VAL_NONE)
			opt_fail(tool, "--attr %s", e.msg);
	}
	q = val_set(q, "attributes", attributes);
	if (c->max >= 0)
		q = val_set(q, "price_max", val_of_num(c->max));
	if (c->min >= 0)
		q = val_set(q, "price_min", val_of_num(c->min));
	if (c->brands.n)
		q = val_set(q, "brand", texts(&c->brands));
	if (c->categories.n)
		q = val_set(q, "category", texts(&c->categories));
	if (c->in_stock)
		q = val_set(q, "in_stock", val_true(true));
	if (c->sort)
		q = val_set_str(q, "sort", c->sort);
	return val_set(val_set(q, "relax", val_true(c->relax)), "explain", val_true(c->explain));
}

/* ---- searching ---- */

/* Searches for the query (consumed) and the options; *found as of product_search. */
static int search(struct searcher *c, const char *domain, val query, val *found, struct err *e)
{
	struct product_store *s = store_of(c, domain, e);

	if (s)
		return product_search(s, product_query_merge(val_copy(c->given), query), found, e);
	val_free(query);
	return -1;
}

/* The same in the file of --products: JSON of the products in c->out. */
static void search_file(struct searcher *c, const char *text)
{
	buf_clear(&c->out);
	product_file_search(c->file, text, strlen(text), (int)c->limit, c->explain, &c->out);
}

static int search_record(void *cookie, struct rec *r, struct err *e)
{
	struct searcher *c = cookie;
	val q, found;

	if (strcmp(rec_str(r, "kind", ""), "event") == 0)
		return REC_PASS;
	q = product_query_of(r);
	if (!val_is(q))
		return REC_PASS;
	if (c->file) {
		search_file(c, val_str(q, "text", ""));
		rec_set_json(r, "products", c->out.p, c->out.n);
		val_free(q);
		return REC_PASS;
	}
	if (search(c, rec_str(r, "domain", NULL), q, &found, e) != 0)
		return -1;
	rec_set(r, "products", val_get(found, "products"));
	if (c->explain || c->relax) {
		q = val_set(val_object(), "filters", val_get(found, "filters"));
		rec_set(r, "search", val_set(q, "relaxed", val_get(found, "relaxed")));
	}
	val_free(found);
	return REC_PASS;
}

/* ---- one search, by words on the command line ---- */

static int print_found(const struct searcher *c, val found, struct err *e)
{
	val products = val_get(found, "products");
	bool table = term_is(STDOUT_FILENO) && !c->json;
	int st = 0;

	if (table && !val_len(products))
		log_warn("nothing found");
	if (table && product_show(found, stdout) != 0)
		st = err_set(e, ERR_IO, "cannot write to standard output");
	for (int i = 0; i < val_len(products) && st == 0 && !table; i++)
		st = rec_emit_val(
			product_query_merge(val_set_str(val_set_int(val_object(), "v", 1), "kind", "product"), val_at(products, i)),
			e);
	val_free(products);
	return st;
}

static int one_shot(struct searcher *c, int n, char *word[], struct err *e)
{
	struct buf text = {0};
	val found;
	int st = 0;

	for (int i = 0; i < n; i++)
		buf_printf(&text, "%s%s", i ? " " : "", word[i]);
	if (c->file) {
		search_file(c, buf_str(&text));
		found = val_set(val_object(), "products", val_parse(c->out.p, c->out.n, e));
	} else {
		st = search(c, NULL, val_set_str(val_object(), "text", buf_str(&text)), &found, e);
	}
	if (st == 0) {
		st = print_found(c, found, e);
		val_free(found);
	}
	buf_free(&text);
	return st;
}

static void check(const struct searcher *c, const struct opt_tool *tool)
{
	if (c->limit < 1 || c->limit > MOST)
		opt_fail(tool, "--limit: must be from 1 to %d", MOST);
	if (c->path && (c->min >= 0 || c->max >= 0 || c->brands.n || c->categories.n || c->attributes.n || c->in_stock ||
					c->sort || c->relax))
		opt_fail(tool, "--products: a file has no filters, only words");
}

static void close_all(struct searcher *c)
{
	for (size_t i = 0; i < c->n; i++)
		product_close(c->entry[i].store);
	free(c->entry);
	free(c->brands.v);
	free(c->categories.v);
	free(c->attributes.v);
	val_free(c->given);
	buf_free(&c->out);
	product_file_free(c->file);
	config_free(c->config);
}

int main(int argc, char *argv[])
{
	struct searcher c = {.limit = 5, .min = -1, .max = -1};
	struct err e;
	const struct opt options[] = {
		{'l', "limit", OPT_INT, &c.limit, "N", "at most so many products (5)"},
		{0, "max", OPT_NUM, &c.max, "PRICE", "not dearer"},
		{0, "min", OPT_NUM, &c.min, "PRICE", "not cheaper"},
		{'b', "brand", OPT_LIST, &c.brands, "NAME", "of this brand"},
		{'c', "category", OPT_LIST, &c.categories, "NAME", "of this category"},
		{'a', "attr", OPT_LIST, &c.attributes, "KEY=VALUE", "with this attribute"},
		{0, "in-stock", OPT_FLAG, &c.in_stock, NULL, "only what is there"},
		{0, "sort", OPT_CHOICE, &c.sort, "relevance|price|-price", "the order"},
		{0, "relax", OPT_FLAG, &c.relax, NULL, "drop filters that leave nothing"},
		{0, "explain", OPT_FLAG, &c.explain, NULL, "say why"},
		{0, "json", OPT_FLAG, &c.json, NULL, "records at a terminal too"},
		{'p', "products", OPT_FILE, &c.path, "FILE", "search this NDJSON file, not the store"},
		{0, NULL, OPT_COMMON, &c.common, NULL, NULL},
		{0},
	};
	const struct opt_tool tool = {"cwai-product-search", "finds products by what a customer wrote",
								  "[option ...] WORD ...\n[option ...] < records", options, false};
	const struct rec_filter filter = {.record = search_record, .cookie = &c};
	int at = opt_parse(&tool, argc, argv), st;

	check(&c, &tool);
	c.given = read_options(&c, &tool);
	if (c.path)
		c.file = product_file_open(c.path, "pt", &e);
	else
		c.config = config_open(&c.common, &e);
	if (!c.file && !c.config)
		log_die(&e);
	if (at == argc)
		st = rec_loop(&filter, &c.common);
	else if (one_shot(&c, argc - at, argv + at, &e) != 0)
		log_die(&e);
	else
		st = rec_close_stdout();
	close_all(&c);
	return st;
}

/*
 * search_latency CONFIG QUERIES [--fts]: imports the products of the configuration's domain, then prints the times of
 * warm searches for the queries' texts, "count p50 p99 mean" in microseconds. With --fts it searches an SQLite FTS5
 * table of the same names and descriptions in their place, any of a query's words, the best ten by bm25.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/os.h"
#include "record/rec.h"
#include "services/config.h"
#include "services/product.h"
#include "text/fold.h"
#include "text/token.h"

#define ROUNDS 5 /* the first is not counted */

struct bench {
	struct product_store *store;
	struct sql *fts; /* with --fts */
	char **text;
	size_t n, cap;
	double *us;
	size_t times;
};

static int add_query(void *cookie, struct rec *r, struct err *e)
{
	struct bench *b = cookie;

	(void)e;
	if (b->n == b->cap) {
		b->cap = b->cap ? 2 * b->cap : 256;
		b->text = mem_array(b->text, b->cap, sizeof(*b->text));
	}
	b->text[b->n++] = mem_dup(rec_str(r, "text", ""));
	return 0;
}

static int add_document(void *cookie, struct rec *r, struct err *e)
{
	struct bench *b = cookie;
	val p = val_push(val_array(), val_of_str(rec_str(r, "name", "")));

	p = val_push(p, val_of_str(rec_str(r, "description", "")));
	return sql_exec(b->fts, "INSERT INTO fts (name, description) VALUES ($1, $2)", p, e) < 0 ? -1 : 0;
}

static int make_fts(struct bench *b, const char *products, struct err *e)
{
	b->fts = sql_open("sqlite::memory:", e);
	if (!b->fts || sql_exec(b->fts, "CREATE VIRTUAL TABLE fts USING fts5(name, description)", val_array(), e) < 0)
		return -1;
	if (sql_begin(b->fts, e) != 0 || rec_each(products, add_document, b, e) != 0)
		return -1;
	return sql_commit(b->fts, e);
}

static int search_fts(struct bench *b, const char *text, struct err *e)
{
	char *folded = fold_dup(text);
	const char *s = folded, *stop = folded + strlen(folded);
	struct buf match = {0};
	struct token t;
	val rows = val_null();
	int st;

	while (token_next(&s, stop, &t))
		buf_printf(&match, "%s\"%.*s\"", match.n ? " OR " : "", (int)t.n, t.p);
	st = sql_query(b->fts, "SELECT rowid, name, bm25(fts) AS score FROM fts WHERE fts MATCH $1 ORDER BY score LIMIT 10",
				   val_push(val_array(), val_of_str(buf_str(&match))), &rows, e);
	val_free(rows);
	buf_free(&match);
	free(folded);
	return st;
}

static int search_products(struct bench *b, const char *text, struct err *e)
{
	val found;
	int st = product_search(b->store, val_set_str(val_object(), "text", text), &found, e);

	if (st == 0)
		val_free(found);
	return st;
}

static int by_value(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static int measure(struct bench *b, struct err *e)
{
	double sum = 0;

	b->us = mem_array(NULL, b->n * ROUNDS, sizeof(*b->us));
	for (size_t i = 0; i < b->n * ROUNDS; i++) {
		const char *text = b->text[i % b->n];
		long long from = os_span_ns();

		if ((b->fts ? search_fts(b, text, e) : search_products(b, text, e)) != 0)
			return -1;
		if (i >= b->n)
			b->us[b->times++] = (double)(os_span_ns() - from) / 1e3;
	}
	qsort(b->us, b->times, sizeof(*b->us), by_value);
	for (size_t i = 0; i < b->times; i++)
		sum += b->us[i];
	printf("%zu %.0f %.0f %.0f\n", b->times, b->us[b->times / 2], b->us[b->times * 99 / 100], sum / (double)b->times);
	return 0;
}

static int run(struct bench *b, struct config *c, const char *queries, bool fts, struct err *e)
{
	struct domain *d = config_domain(c, NULL, e);
	char *products = d ? domain_path(d, "products.ndjson") : NULL;
	int st = -1;

	if (!d || rec_each(queries, add_query, b, e) != 0)
		goto done;
	if (fts) {
		st = make_fts(b, products, e);
	} else if (config_sql(c, e)) {
		b->store = product_open(config_sql(c, e), d, config_derived(c), e);
		st = b->store && product_import(b->store, products, e) >= 0 ? 0 : -1;
	}
	if (st == 0)
		st = measure(b, e);
done:
	free(products);
	return st;
}

int main(int argc, char *argv[])
{
	struct opt_common common = {.config = argc > 2 ? argv[1] : NULL};
	struct bench b = {0};
	struct err e;
	struct config *c;

	if (argc < 3) {
		(void)fprintf(stderr, "usage: search_latency CONFIG QUERIES [--fts]\n");
		return 64;
	}
	c = config_open(&common, &e);
	if (!c || run(&b, c, argv[2], argc > 3, &e) != 0)
		log_die(&e);
	product_close(b.store);
	sql_close(b.fts);
	config_free(c);
	for (size_t i = 0; i < b.n; i++)
		free(b.text[i]);
	free(b.text);
	free(b.us);
	return 0;
}

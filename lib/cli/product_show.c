#include <stdio.h>

#include "base/mem.h"
#include "base/term.h"
#include "text/number.h"

#include "cli/product_show.h"

static void add_row(struct term_table *t, val p)
{
	char price[NUMBER_BRL] = "", score[32], stock[32] = "";
	val n = val_get(p, "stock");

	if (val_int(p, "price_cents", -1) >= 0)
		(void)number_brl(val_int(p, "price_cents", 0), price);
	if (val_is(n))
		(void)snprintf(stock, sizeof(stock), "%lld", val_int(p, "stock", 0));
	(void)snprintf(score, sizeof(score), "%.2f", val_num(p, "score", 0));
	val_free(n);
	term_table_add(t, (const char *const[]){val_str(p, "id", ""), val_str(p, "name", val_str(p, "title", "")), price,
											stock, score});
}

static void add_explain(struct buf *b, val p)
{
	const char *why = val_str(p, "explain", NULL);

	if (why)
		buf_printf(b, "\n%s\n%s", val_str(p, "id", ""), why);
}

int product_show(val found, FILE *f)
{
	struct term_table *t = term_table_new((const char *const[]){"id", "product", "price", "stock", "score"}, 5);
	val products = val_get(found, "products"), filters = val_get(found, "filters");
	int n = val_len(products), st = 0;
	struct buf b = {0};

	for (int i = 2; i < 5; i++)
		term_table_right(t, i);
	for (int i = 0; i < n; i++) {
		val p = val_at(products, i);

		add_row(t, p);
		add_explain(&b, p);
		val_free(p);
	}
	if (b.n && val_is(filters)) {
		buf_puts(&b, "\nfilters: ");
		val_dump(filters, &b);
		buf_putc(&b, '\n');
	}
	if (n)
		st = term_table_print(t, f);
	if (st == 0 && fputs(buf_str(&b), f) == EOF)
		st = -1;
	buf_free(&b);
	term_table_free(t);
	val_free(filters);
	val_free(products);
	return st;
}

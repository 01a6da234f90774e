#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "services/product_filter.h"
#include "text/fold.h"
#include "text/token.h"

#include "services/product_private.h"

/* Members of a product that are columns, or mapped to columns, besides id, price, stock and attributes. */
static const char *const texts[] = {"sku", "name", "brand", "category", "description", "currency"};
/* What a shop's own table may also tell. */
static const char *const details[] = {"how_to_use", "ingredients", "size", "keywords", "image", "url"};

char *product_row_text(val row, const char *column)
{
	val v = val_get(row, column);
	char *text;

	if (val_kind(v) == VAL_NUMBER)
		text = mem_printf("%.15g", val_number(v, 0));
	else
		text = mem_dup(val_text(v, ""));
	val_free(v);
	return text;
}

/* A text or a number as a text; null for "" and anything else. */
static val text_or_null(val v)
{
	char number[40];
	const char *text = val_text(v, NULL);
	val out;

	if (val_kind(v) == VAL_NUMBER) {
		(void)snprintf(number, sizeof(number), "%.15g", val_number(v, 0));
		text = number;
	}
	out = text && *text ? val_of_str(text) : val_null();
	val_free(v);
	return out;
}

/* The JSON that a column's text holds; null when it is none. Consumes v. */
static val parsed(val v)
{
	const char *text = val_text(v, NULL);
	bool empty = !text || strcmp(text, "{}") == 0;
	val out = !empty && (*text == '{' || *text == '[') ? val_parse(text, strlen(text), NULL) : val_null();

	if (val_kind(out) == VAL_NONE)
		out = val_null();
	val_free(v);
	return out;
}

val product_row_price(val product, int64_t cents)
{
	char price[32];

	if (cents < 0)
		return val_set(val_set(product, "price", val_null()), "price_cents", val_null());
	(void)snprintf(price, sizeof(price), "%lld.%02lld", (long long)cents / 100, (long long)cents % 100);
	return val_set_int(val_set_str(product, "price", price), "price_cents", cents);
}

static val object_or_empty(val v)
{
	if (val_kind(v) == VAL_OBJECT)
		return v;
	val_free(v);
	return val_object();
}

val product_row_own(val row)
{
	val p = val_set(val_object(), "id", val_get(row, "id")), more;

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		p = val_set(p, texts[i], val_get(row, texts[i]));
	p = product_row_price(p, val_int(row, "price_cents", -1));
	p = val_set(p, "stock", val_get(row, "stock"));
	p = val_set(p, "attributes", object_or_empty(parsed(val_get(row, "attributes"))));
	more = parsed(val_get(row, "details"));
	for (int i = val_iter(more); val_iter_ok(more, i); i = val_iter_next(more, i))
		p = val_set(p, val_iter_key(more, i), val_iter_val(more, i));
	val_free(more);
	val_free(row);
	return p;
}

static val column(const struct domain *d, val row, const char *field)
{
	return val_get(row, domain_field(d, "product", field));
}

/* A whole number, however the table keeps it. Consumes v. */
static val whole_or_null(val v)
{
	const char *text = val_text(v, NULL);
	val out = val_null();
	char *end;

	if (val_kind(v) == VAL_NUMBER) {
		out = val_of_int((long long)val_number(v, 0));
	} else if (text && *text) {
		double n = strtod(text, &end);

		if (*end == '\0' && n > -1e15 && n < 1e15)
			out = val_of_int((long long)n);
	}
	val_free(v);
	return out;
}

/* The key of the category that the table calls by its key or title; else what it is called there. Consumes v. */
val product_row_category(const struct domain *d, val v)
{
	val all = val_get(domain_conf(d), "categories"), named = text_or_null(v);
	char *text = fold_dup(val_text(named, ""));

	for (int i = val_iter(all); *text && val_iter_ok(all, i); i = val_iter_next(all, i)) {
		val c = val_iter_val(all, i);
		char *title = fold_dup(val_str(c, "title", ""));

		if (strcmp(title, text) == 0 || strcmp(val_iter_key(all, i), text) == 0) {
			val_free(named);
			named = val_of_str(val_iter_key(all, i));
		}
		free(title);
		val_free(c);
	}
	free(text);
	val_free(all);
	return named;
}

val product_row_foreign(const struct domain *d, val row)
{
	val p = val_object(), v;

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		p = val_set(p, texts[i], text_or_null(column(d, row, texts[i])));
	p = val_set(p, "category", product_row_category(d, column(d, row, "category")));
	v = column(d, row, "price");
	p = product_row_price(p, product_filter_cents(v));
	val_free(v);
	if (!val_str(p, "currency", NULL))
		p = val_set_str(p, "currency", domain_currency(d));
	p = val_set(p, "stock", whole_or_null(column(d, row, "stock")));
	p = val_set(p, "attributes", object_or_empty(parsed(column(d, row, "attributes"))));
	for (size_t i = 0; i < sizeof(details) / sizeof(details[0]); i++) {
		val list;

		v = column(d, row, details[i]);
		list = parsed(val_copy(v));
		if (val_is(list))
			p = val_set(p, details[i], list);
		else if (val_is(v))
			p = val_set(p, details[i], text_or_null(val_copy(v)));
		val_free(v);
	}
	return p;
}

char *product_row_id(const char *name)
{
	char *folded = fold_dup(name);
	const char *s = folded, *stop = folded + strlen(folded);
	struct buf id = {0};
	struct token t;

	while (token_next(&s, stop, &t)) {
		if (id.n)
			buf_putc(&id, '-');
		buf_put(&id, t.p, t.n);
	}
	free(folded);
	return id.p ? id.p : mem_dup("");
}

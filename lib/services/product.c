#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/os.h"
#include "record/rec.h"
#include "services/product_filter.h"
#include "services/product_private.h"

#include "services/product.h"

/* What the index takes from the domain: when any of it changes, the index is made anew. */
static uint64_t hash_conf(const struct domain *d)
{
	static const char *const members[] = {"language", "categories", "attributes",
										  "synonyms", "tables",     "field_mappings"};
	struct buf b = {0};
	uint64_t hash;

	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
		val v = val_get(domain_conf(d), members[i]);

		val_dump(v, &b);
		val_free(v);
	}
	hash = map_hash(b.p, b.n, 0);
	buf_free(&b);
	return hash;
}

struct product_store *product_open(struct sql *sql, const struct domain *d, const char *derived, struct err *e)
{
	struct product_store *s = mem_zalloc(sizeof(*s));
	char *name;

	s->sql = sql;
	s->d = d;
	s->conf = hash_conf(d);
	if (derived) {
		name = mem_printf("%s-products.idx", domain_name(d));
		s->path = os_join(derived, name);
		free(name);
	}
	if (product_table_open(s, e) != 0) {
		product_close(s);
		return NULL;
	}
	return s;
}

void product_close(struct product_store *s)
{
	if (!s)
		return;
	free(s->table);
	free(s->key);
	free(s->path);
	rank_free(s->index);
	product_words_free(s->words);
	free(s);
}

/* The key of the product with that id; false when there is none. */
static int find_key(struct product_store *s, const char *id, struct product_key *key, struct err *e)
{
	uint32_t doc;

	*key = (struct product_key){0};
	if (!s->table) {
		*key = (struct product_key){mem_dup(id), mem_dup(id), 0};
		return 0;
	}
	if (product_index_refresh(s, e) != 0)
		return -1;
	doc = product_index_find(s, id);
	if (doc != UINT32_MAX)
		*key = product_index_key(s, doc);
	return 0;
}

int product_get(struct product_store *s, const char *id, val *out, struct err *e)
{
	struct product_key key;
	int st = 0;

	if (find_key(s, id, &key, e) != 0)
		return -1;
	if (key.id)
		st = product_table_fetch(s, &key, 1, out, e);
	else
		*out = val_null();
	product_key_free(&key);
	return st;
}

/* At most PRODUCT_BATCH of them. */
static int list_batch(struct product_store *s, const char *const *ids, int n, val *out, struct err *e)
{
	struct product_key key[PRODUCT_BATCH] = {{0}};
	val found[PRODUCT_BATCH];
	int st = 0, keys = 0, place = 0;

	for (int i = 0; i < n && st == 0; i++) {
		st = find_key(s, ids[i], &key[keys], e);
		keys += st == 0 && key[keys].id;
	}
	if (st == 0)
		st = product_table_fetch(s, key, keys, found, e);
	for (int i = 0; i < n && st == 0; i++) {
		bool there = place < keys && strcmp(key[place].id, ids[i]) == 0;

		out[i] = there ? found[place++] : val_null();
	}
	for (int i = 0; i < keys; i++)
		product_key_free(&key[i]);
	return st;
}

int product_list(struct product_store *s, const char *const *ids, int n, val *out, struct err *e)
{
	for (int at = 0; at < n; at += PRODUCT_BATCH) {
		int part = n - at < PRODUCT_BATCH ? n - at : PRODUCT_BATCH;

		if (list_batch(s, ids + at, part, out + at, e) != 0) {
			for (int i = 0; i < at; i++)
				val_free(out[i]);
			return -1;
		}
	}
	return 0;
}

int product_any(struct product_store *s, const char *id, val *out, struct err *e)
{
	val p = val_push(val_push(val_array(), val_of_str(domain_name(s->d))), val_of_str(id)), row;
	bool hidden;

	if (sql_row(s->sql, "SELECT " PRODUCT_COLUMNS ", active FROM products WHERE domain = $1 AND id = $2", p, &row, e) !=
		0)
		return -1;
	if (val_kind(row) != VAL_OBJECT) {
		*out = val_null();
		return 0;
	}
	hidden = val_int(row, "active", 1) == 0;
	*out = product_row_own(row);
	if (hidden)
		*out = val_set(*out, "active", val_true(false));
	return 0;
}

long product_count(struct product_store *s, struct err *e)
{
	val row;
	long n;

	if (s->table)
		return product_index_refresh(s, e) == 0 ? (long)rank_count(s->index) : -1;
	if (sql_row(s->sql, "SELECT COUNT(*) AS n FROM products WHERE domain = $1 AND active <> 0",
				val_push(val_array(), val_of_str(domain_name(s->d))), &row, e) != 0)
		return -1;
	n = (long)val_int(row, "n", 0);
	val_free(row);
	return n;
}

/* ---- writing ---- */

static int refuse_foreign(const struct product_store *s, struct err *e)
{
	if (!s->table)
		return 0;
	return err_set(e, ERR_REFUSED, "the products of %s stand in the shop's own table %s, which is only read",
				   domain_name(s->d), s->table);
}

/* A member that has no column of its own. */
static bool is_detail(const char *member)
{
	static const char *const columns[] = {"id",          "sku",    "name",        "brand",    "category",
										  "description", "price",  "price_cents", "currency", "stock",
										  "attributes",  "active", "score",       "cover"};

	for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++)
		if (strcmp(columns[i], member) == 0)
			return false;
	return true;
}

static val details_of(val product)
{
	val o = val_object();

	for (int i = val_iter(product); val_iter_ok(product, i); i = val_iter_next(product, i))
		if (is_detail(val_iter_key(product, i)))
			o = val_set(o, val_iter_key(product, i), val_iter_val(product, i));
	return o;
}

static int check_product(val product, struct err *e)
{
	const char *id = val_str(product, "id", "");
	val attributes = val_get(product, "attributes"), stock = val_get(product, "stock");
	int st = 0;

	if (!*id)
		st = err_set(e, ERR_DATA, "a product without an id");
	else if (!*val_str(product, "name", ""))
		st = err_set(e, ERR_DATA, "product %s: it has no name", id);
	else if (val_is(attributes) && val_kind(attributes) != VAL_OBJECT)
		st = err_set(e, ERR_DATA, "product %s: attributes must be an object", id);
	else if (val_is(stock) && val_kind(stock) != VAL_NUMBER)
		st = err_set(e, ERR_DATA, "product %s: stock must be a whole number", id);
	val_free(attributes);
	val_free(stock);
	return st;
}

/* The price in cents, or null when none is given. */
static int price_of(val product, val *out, struct err *e)
{
	val price = val_get(product, "price"), cents = val_get(product, "price_cents");
	long long n = -1;

	if (val_is(cents))
		n = val_int(product, "price_cents", -1);
	else if (val_is(price))
		n = product_filter_cents(price);
	*out = n >= 0 ? val_of_int(n) : val_null();
	if (n < 0 && (val_is(price) || val_is(cents)))
		n = err_set(e, ERR_DATA, "product %s: price must be a decimal text such as \"59.90\"",
					val_str(product, "id", ""));
	else
		n = 0;
	val_free(price);
	val_free(cents);
	return (int)n;
}

static int upsert(struct product_store *s, val product, struct err *e)
{
	static const char query[] =
		"INSERT INTO products (domain, id, sku, name, brand, category, description, price_cents, currency, stock,"
		" attributes, details,"
		" active, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"
		" ON CONFLICT (domain, id) DO UPDATE SET sku = excluded.sku, name = excluded.name, brand = excluded.brand,"
		" category = excluded.category, description = excluded.description, price_cents = excluded.price_cents,"
		" currency = excluded.currency, stock = excluded.stock, attributes = excluded.attributes,"
		" details = excluded.details,"
		" active = excluded.active, updated_at = excluded.updated_at";
	static const char *const texts[] = {"id", "sku", "name", "brand", "category", "description"};
	val p, price;

	if (check_product(product, e) != 0 || price_of(product, &price, e) != 0)
		return -1;
	p = val_push(val_array(), val_of_str(domain_name(s->d)));
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		p = val_push(p, val_of_str(val_str(product, texts[i], NULL)));
	p = val_push(p, price);
	p = val_push(p, val_of_str(val_str(product, "currency", domain_currency(s->d))));
	p = val_push(val_push(p, val_get(product, "stock")), val_get(product, "attributes"));
	p = val_push(p, details_of(product));
	p = val_push(p, val_of_int(val_bool(product, "active", true) ? 1 : 0));
	p = val_push(p, val_of_int(date_now()));
	return sql_exec(s->sql, query, p, e) < 0 ? -1 : 0;
}

int product_write(struct product_store *s, val product, struct err *e)
{
	return refuse_foreign(s, e) == 0 ? upsert(s, product, e) : -1;
}

int product_delete(struct product_store *s, const char *id, struct err *e)
{
	val p = val_push(val_push(val_array(), val_of_str(domain_name(s->d))), val_of_str(id));

	if (refuse_foreign(s, e) != 0) {
		val_free(p);
		return -1;
	}
	return sql_exec(s->sql, "DELETE FROM products WHERE domain = $1 AND id = $2", p, e) < 0 ? -1 : 0;
}

val product_normal(const struct domain *d, val product)
{
	struct err e;
	val price;

	if (price_of(product, &price, &e) == 0 && val_is(price))
		product = product_row_price(product, (int64_t)val_number(price, -1));
	val_free(price);
	if (val_has(product, "category"))
		product = val_set(product, "category", product_row_category(d, val_get(product, "category")));
	return product;
}

/*
 * Marks that products have changed. The version grows with the clock, so that two stores which share a folder of
 * derived files hardly ever have the same one.
 */
int product_changed(struct product_store *s, struct err *e)
{
	val p = val_push(val_push(val_array(), val_of_str(domain_name(s->d))), val_of_int(date_now()));

	return sql_exec(
			   s->sql,
			   "INSERT INTO versions (domain, entity, version) VALUES ($1, 'products', $2)"
			   " ON CONFLICT (domain, entity) DO UPDATE SET version ="
			   " CASE WHEN versions.version >= excluded.version THEN versions.version + 1 ELSE excluded.version END",
			   p, e) < 0
			   ? -1
			   : 0;
}

/* Ends the transaction: all of it, or nothing. */
static int finish(struct product_store *s, int st, struct err *e)
{
	if (st == 0)
		st = product_changed(s, e);
	if (st == 0)
		return sql_commit(s->sql, e);
	sql_rollback(s->sql);
	return -1;
}

int product_put(struct product_store *s, val product, struct err *e)
{
	int st = -1;

	if (refuse_foreign(s, e) == 0 && sql_begin(s->sql, e) == 0)
		st = finish(s, upsert(s, product, e), e);
	val_free(product);
	return st;
}

struct import {
	struct product_store *s;
	long n;
};

static int import_record(void *cookie, struct rec *r, struct err *e)
{
	struct import *x = cookie;
	val product = rec_val(r, "");
	int st = upsert(x->s, product, e);

	val_free(product);
	x->n++;
	return st;
}

long product_import(struct product_store *s, const char *path, struct err *e)
{
	struct import x = {.s = s};

	if (refuse_foreign(s, e) != 0 || sql_begin(s->sql, e) != 0)
		return -1;
	return finish(s, rec_each(path, import_record, &x, e), e) == 0 ? x.n : -1;
}

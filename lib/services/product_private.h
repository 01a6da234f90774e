/* product_private: the inside of a product store, for product*.c only. */
#ifndef SERVICES_PRODUCT_PRIVATE_H
#define SERVICES_PRODUCT_PRIVATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "io/sql.h"
#include "record/val.h"
#include "services/domain.h"
#include "services/product.h"
#include "services/product_words.h"
#include "text/rank.h"

/* The columns of cwai's table that make a product. */
#define PRODUCT_COLUMNS "id, sku, name, brand, category, description, price_cents, currency, stock, attributes, details"
#define PRODUCT_BATCH 255 /* products fetched at once, at most: a query takes 256 parameters */

struct product_store {
	struct sql *sql;        /* borrowed */
	const struct domain *d; /* borrowed */
	uint64_t conf;          /* hash of what of the domain the index depends on */

	/* the shop's own table */
	char *table;                  /* quoted; NULL: the products are in cwai's */
	char *key;                    /* its column that tells rows apart; NULL until its columns are known */
	bool by_name;                 /* which is the name, as there is neither id nor sku */
	uint64_t rows_hash;           /* of all rows, when they were read last */
	long long read_at, read_cost; /* ns */

	char *path;                  /* of the index file, or NULL */
	struct rank *index;          /* NULL until first needed */
	uint64_t stamp;              /* of it */
	struct product_words *words; /* of the domain, and the brands in the index */
};

/* What tells products apart in the index: their keys there are this, split by the byte 0x1f. */
struct product_key {
	char *id;
	char *row; /* what the table's key column holds; the id itself in cwai's table */
	int nth;   /* of rows with the same key */
};

void product_key_free(struct product_key *k);

/* ---- product_row.c: rows to products ---- */

/* A row of cwai's table (consumed), and one of the shop's own (borrowed) but for its id. */
val product_row_own(val row);
val product_row_foreign(const struct domain *d, val row);
/* The text of a column, numbers too; new memory, "" when it is null. */
char *product_row_text(val row, const char *column);
/* product (consumed) with price and price_cents, null when cents is below 0. */
val product_row_price(val product, int64_t cents);
/* The key of the category that is called v (consumed) by key or title; else v. */
val product_row_category(const struct domain *d, val v);
/* "nome-do-produto" of a name; new memory. */
char *product_row_id(const char *name);

/* ---- product_table.c: reading and writing the table ---- */

/* Quotes the names of table and columns. */
int product_table_open(struct product_store *s, struct err *e);
/* What changes when any product does. Cheap. */
int product_table_stamp(struct product_store *s, uint64_t *stamp, struct err *e);
/* Each active product with its key, in no order; fn consumes both. */
int product_table_each(struct product_store *s,
					   int (*fn)(void *cookie, val product, struct product_key key, struct err *e), void *cookie,
					   struct err *e);
/* The products of n (<= PRODUCT_BATCH) keys as they are now: each in out, null when it is gone. */
int product_table_fetch(struct product_store *s, const struct product_key *key, int n, val *out, struct err *e);

/* ---- product_index.c ---- */

/* Brings s->index and s->words up to date. */
int product_index_refresh(struct product_store *s, struct err *e);
struct product_key product_index_key(const struct product_store *s, uint32_t doc);
/* The document with that id, or UINT32_MAX. */
uint32_t product_index_find(const struct product_store *s, const char *id);

#endif

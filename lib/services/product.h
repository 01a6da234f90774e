/*
 * product: a domain's products, in the store's table or in a table of the shop's own (tables.products and
 * field_mappings.product of domain.yaml), and the search over them.
 *
 * A product is a value {id, sku, name, brand, category, description, price ("59.90"), price_cents, currency, stock,
 * attributes {}, and whatever else the shop tells about it: how_to_use, ingredients [], size, …}. What is not known
 * is null. category is a key of the domain's categories where it is one.
 */
#ifndef SERVICES_PRODUCT_H
#define SERVICES_PRODUCT_H

#include "base/err.h"
#include "io/sql.h"
#include "record/val.h"
#include "services/domain.h"

struct product_store;

/*
 * The products of d in sql; both are borrowed and must outlive it. derived is the folder for the index file, which is
 * made when first needed and again when products changed; NULL keeps the index in memory. NULL with e (ERR_CONFIG) when
 * the domain's mappings are no names of columns. Does not touch the store.
 */
struct product_store *product_open(struct sql *sql, const struct domain *d, const char *derived, struct err *e);
void product_close(struct product_store *s); /* NULL is fine */

/* The product with that id in *out (the caller's), null when there is none. -1 with e when the store fails. */
int product_get(struct product_store *s, const char *id, val *out, struct err *e);

/* The same for n ids at once: each in out[i], null when there is none. */
int product_list(struct product_store *s, const char *const *ids, int n, val *out, struct err *e);

/* The same for one that may be hidden ("active": false), of cwai's own table; null when there is none. */
int product_any(struct product_store *s, const char *id, val *out, struct err *e);

/*
 * Inserts or replaces a product (consumed): id and name must be there; price is a decimal string or a number, or
 * price_cents is given. One transaction. -1 with e: ERR_DATA for a bad product, ERR_REFUSED when the products stand in
 * the shop's own table, else as the store says.
 */
int product_put(struct product_store *s, val product, struct err *e);

/*
 * The same inside the caller's transaction (product is borrowed); product_changed tells at its end that products
 * changed. product_delete takes one out.
 */
int product_write(struct product_store *s, val product, struct err *e);
int product_delete(struct product_store *s, const char *id, struct err *e);
int product_changed(struct product_store *s, struct err *e);
/* product (consumed) as it is kept: price and price_cents, the key of its category where the domain has it. */
val product_normal(const struct domain *d, val product);

/* product_put for each line of an NDJSON file, all or none. Returns how many, or -1 with e. */
long product_import(struct product_store *s, const char *path, struct err *e);

/* How many active products there are, or -1 with e. */
long product_count(struct product_store *s, struct err *e);

/* Each active product with its id (borrowed), in no order; fn consumes product, and must not use the store's sql. */
int product_each(struct product_store *s, int (*fn)(void *cookie, val product, const char *id, struct err *e),
				 void *cookie, struct err *e);

/*
 * Searches. query is an object (consumed), all of its members optional:
 *   text        what a customer wrote; filters are read from it
 *   price_min, price_max   decimal strings or numbers, both included
 *   brand, category        a string or an array of them: any of these
 *   attributes  object by the domain's keys, as their type is: of a choice a value or an array (any of these), of a
 *               flag true or false, of a number the least, or {"min","max"}
 *   in_stock    true: only what is there; false: all, whatever the text says
 *   limit       10 when missing
 *   look        only so many, the best by the words, are held against price and stock: bounds the time of a search
 *   sort        "relevance", "price" (cheapest first) or "-price"
 *   relax       true: when nothing is left, the first filter without which something is is dropped, of price, stock,
 *               numbers, brand, choices, flags, category; when no single one will do, several in that order
 *   plain       true: the text is words only, no filters are read from it
 *   explain     true: each product has "explain": how the text's words were read and what they gave it
 * What is given here wins over what the text says.
 *
 * *found (the caller's) is {"products":[product and its score, cover, …best first], "filters":{as above, what was
 * understood}, "relaxed":["até R$ 80,00", …what was dropped, in Portuguese]}. cover, 0 to 1, is how much of the
 * words that no filter stands for the product has, by their weight; where a category, brand or attribute is asked for,
 * meeting that is one half of it. Nothing found is an empty list. -1 with e when the store fails or the query is wrong
 * (ERR_DATA).
 */
int product_search(struct product_store *s, val query, val *found, struct err *e);

#endif

#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/mem.h"
#include "base/os.h"
#include "services/product_private.h"

#define LEAST_AGE 2000000000LL /* ns between two readings of a shop's own table */
#define COST_SHARE 50          /* and at least so many times what one costs */

void product_key_free(struct product_key *k)
{
	free(k->id);
	free(k->row);
	*k = (struct product_key){0};
}

int product_table_open(struct product_store *s, struct err *e)
{
	const char *table = domain_table(s->d, "products");
	struct buf quoted = {0};

	if (!table)
		return 0;
	if (sql_ident(&quoted, table, e) != 0) {
		buf_free(&quoted);
		return err_prefix(e, "tables.products");
	}
	s->table = quoted.p;
	return 0;
}

/* ---- the shop's own table ---- */

static bool is_column(val row, const char *name)
{
	return val_has(row, name);
}

/* Chooses the column that tells rows apart by what the first row has. */
static void choose_key(struct product_store *s, val row)
{
	static const char *const fields[] = {"id", "sku"};

	if (s->key)
		return;
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]) && !s->key; i++)
		if (is_column(row, domain_field(s->d, "product", fields[i])))
			s->key = mem_dup(domain_field(s->d, "product", fields[i]));
	s->by_name = !s->key;
	if (!s->key)
		s->key = mem_dup(domain_field(s->d, "product", "name"));
}

static bool is_active(const struct product_store *s, val row)
{
	char *text = product_row_text(row, domain_field(s->d, "product", "active"));
	bool no = strcmp(text, "0") == 0 || strcmp(text, "f") == 0 || strcmp(text, "false") == 0 || strcmp(text, "n") == 0;
	val v = val_get(row, domain_field(s->d, "product", "active"));

	no = no || (val_kind(v) == VAL_BOOL && !val_bool(row, domain_field(s->d, "product", "active"), true));
	val_free(v);
	free(text);
	return !no;
}

/* A row, for sorting those of one key: by their whole text, so that each has the same place on every machine. */
struct row {
	char *key, *text; /* text: NULL in cwai's table, whose keys are unique */
	val v;
};

struct rows {
	struct product_store *s;
	struct row *v;
	size_t n, cap;
};

static int by_key(const void *a, const void *b)
{
	const struct row *x = a, *y = b;
	int c = strcmp(x->key, y->key);

	return c || !x->text ? c : strcmp(x->text, y->text);
}

static int add_row(void *cookie, val row, struct err *e)
{
	struct rows *r = cookie;
	struct buf text = {0};

	(void)e;
	choose_key(r->s, row);
	if (r->n == r->cap) {
		r->cap = r->cap ? 2 * r->cap : 64;
		r->v = mem_array(r->v, r->cap, sizeof(*r->v));
	}
	if (r->s->table)
		val_dump(row, &text);
	r->v[r->n++] = (struct row){product_row_text(row, r->s->key), text.p, row};
	return 0;
}

static void free_rows(struct rows *r)
{
	for (size_t i = 0; i < r->n; i++) {
		free(r->v[i].key);
		free(r->v[i].text);
		val_free(r->v[i].v);
	}
	free(r->v);
}

static int read_rows(struct rows *r, const char *query, val params, struct err *e)
{
	if (sql_each(r->s->sql, query, params, add_row, r, e) != 0) {
		free_rows(r);
		return -1;
	}
	if (r->n)
		qsort(r->v, r->n, sizeof(*r->v), by_key);
	return 0;
}

static int read_table(struct rows *r, struct err *e)
{
	char *query = mem_printf("SELECT * FROM %s", r->s->table);
	int st = read_rows(r, query, val_array(), e);

	free(query);
	return st;
}

/* The product of the nth row of its key. */
static val foreign_product(const struct product_store *s, const struct row *row, int nth)
{
	val p = product_row_foreign(s->d, row->v);
	char *id = s->by_name ? product_row_id(row->key) : mem_dup(row->key), *other;

	if (nth > 0) {
		other = mem_printf("%s-%d", id, nth + 1);
		free(id);
		id = other;
	}
	p = val_set_str(p, "id", id);
	free(id);
	return p;
}

static int each_foreign(struct product_store *s,
						int (*fn)(void *cookie, val product, struct product_key key, struct err *e), void *cookie,
						struct err *e)
{
	struct rows r = {.s = s};
	int st = 0, nth = 0;

	if (read_table(&r, e) != 0)
		return -1;
	for (size_t i = 0; i < r.n && st == 0; i++) {
		const struct row *row = &r.v[i];
		struct product_key key = {0};
		val p;

		nth = i > 0 && strcmp(row->key, r.v[i - 1].key) == 0 ? nth + 1 : 0;
		if (!*row->key || !is_active(s, row->v))
			continue;
		p = foreign_product(s, row, nth);
		key = (struct product_key){mem_dup(val_str(p, "id", "")), mem_dup(row->key), nth};
		st = fn(cookie, p, key, e);
	}
	free_rows(&r);
	return st;
}

/* A hash of all rows, worked out again when the last one is old: nobody tells of changes in a shop's own table. */
static int foreign_stamp(struct product_store *s, uint64_t *stamp, struct err *e)
{
	long long now = os_span_ns(), age = now - s->read_at;
	struct rows r = {.s = s};

	if (s->read_at && age < LEAST_AGE && s->index) {
		*stamp = s->rows_hash;
		return 0;
	}
	if (s->read_at && age < COST_SHARE * s->read_cost && s->index) {
		*stamp = s->rows_hash;
		return 0;
	}
	if (read_table(&r, e) != 0)
		return -1;
	s->rows_hash = r.n;
	for (size_t i = 0; i < r.n; i++)
		s->rows_hash = map_hash(r.v[i].text, strlen(r.v[i].text), s->rows_hash);
	free_rows(&r);
	s->read_at = os_span_ns();
	s->read_cost = s->read_at - now;
	*stamp = s->rows_hash;
	return 0;
}

/* ---- either table ---- */

int product_table_stamp(struct product_store *s, uint64_t *stamp, struct err *e)
{
	val params, row;

	if (s->table)
		return foreign_stamp(s, stamp, e);
	params = val_push(val_array(), val_of_str(domain_name(s->d)));
	if (sql_row(s->sql, "SELECT version FROM versions WHERE domain = $1 AND entity = 'products'", params, &row, e) != 0)
		return -1;
	*stamp = (uint64_t)val_int(row, "version", 0);
	val_free(row);
	return 0;
}

struct each {
	int (*fn)(void *cookie, val product, struct product_key key, struct err *e);
	void *cookie;
};

static int give_own(void *cookie, val row, struct err *e)
{
	struct each *x = cookie;
	val p = product_row_own(row);
	const char *id = val_str(p, "id", "");
	struct product_key key = {mem_dup(id), mem_dup(id), 0};

	return x->fn(x->cookie, p, key, e);
}

int product_table_each(struct product_store *s,
					   int (*fn)(void *cookie, val product, struct product_key key, struct err *e), void *cookie,
					   struct err *e)
{
	struct each x = {fn, cookie};

	if (s->table)
		return each_foreign(s, fn, cookie, e);
	return sql_each(s->sql, "SELECT " PRODUCT_COLUMNS " FROM products WHERE domain = $1 AND active <> 0",
					val_push(val_array(), val_of_str(domain_name(s->d))), give_own, &x, e);
}

/* ---- fetching ---- */

/* Few sizes of lists, so that statements are prepared once and used again. */
static int list_size(int n)
{
	static const int sizes[] = {1, 5, 10, 16, 64, PRODUCT_BATCH};
	size_t i = 0;

	while (sizes[i] < n)
		i++;
	return sizes[i];
}

static int fetch_rows(struct product_store *s, const struct product_key *key, int n, struct rows *r, struct err *e)
{
	val params = val_array();
	struct buf query = {0};
	int st = 0, size = list_size(n), first = s->table ? 1 : 2;

	if (s->table) {
		buf_printf(&query, "SELECT * FROM %s WHERE ", s->table);
		st = sql_ident(&query, s->key, e);
		buf_puts(&query, " IN (");
	} else {
		buf_puts(&query, "SELECT " PRODUCT_COLUMNS " FROM products WHERE domain = $1 AND active <> 0 AND id IN (");
		params = val_push(params, val_of_str(domain_name(s->d)));
	}
	for (int i = 0; i < size; i++) {
		buf_printf(&query, i ? ", $%d" : "$%d", i + first);
		params = val_push(params, val_of_str(key[i < n ? i : n - 1].row));
	}
	buf_putc(&query, ')');
	if (st == 0)
		st = read_rows(r, query.p, params, e);
	else
		val_free(params);
	buf_free(&query);
	return st;
}

/* The nth of the rows with that key, or NULL. */
static const struct row *find_row(const struct rows *r, const struct product_key *k)
{
	size_t lo = 0, hi = r->n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (strcmp(r->v[mid].key, k->row) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	lo += (size_t)k->nth;
	return lo < r->n && strcmp(r->v[lo].key, k->row) == 0 ? &r->v[lo] : NULL;
}

int product_table_fetch(struct product_store *s, const struct product_key *key, int n, val *out, struct err *e)
{
	struct rows r = {.s = s};

	if (n == 0)
		return 0;
	if (!s->table && !s->key)
		s->key = mem_dup("id");
	if (fetch_rows(s, key, n, &r, e) != 0)
		return -1;
	for (int i = 0; i < n; i++) {
		const struct row *row = find_row(&r, &key[i]);

		if (!row || (s->table && !is_active(s, row->v)))
			out[i] = val_null();
		else
			out[i] = s->table ? foreign_product(s, row, key[i].nth) : product_row_own(val_copy(row->v));
	}
	free_rows(&r);
	return 0;
}

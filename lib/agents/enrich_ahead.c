/* What is found ahead of time: records of the entities "together" (by product) and "opportunity" (by customer). */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/mem.h"
#include "services/customer.h"

#include "agents/enrich_private.h"

#define BATCH 100     /* customers in one transaction */
#define MOST_LINES 20 /* of an order that are counted */
#define MOST_TOGETHER 5
#define LEAST_TOGETHER 2
#define TYPE "timing_based"

static val key(const struct enrich *x, const char *a, const char *b)
{
	return val_push(val_push(val_push(val_array(), val_of_str(domain_name(x->d))), val_of_str(a)), val_of_str(b));
}

static int put(struct enrich *x, const char *entity, const char *id, const char *customer, val data, date_ms now,
			   struct err *e)
{
	val p = val_push(val_push(key(x, entity, id), data), val_of_int(now));

	return sql_exec(x->db,
					"INSERT INTO records (domain, entity, id, data, active, updated_at, customer, at)"
					" VALUES ($1, $2, $3, $4, 1, $5, $6, $5) ON CONFLICT (domain, entity, id) DO UPDATE SET"
					" data = excluded.data, updated_at = excluded.updated_at, at = excluded.at",
					val_push(p, val_of_str(customer)), e) < 0
			   ? -1
			   : 0;
}

/* What an earlier run left and this one did not renew. */
static int drop_old(struct enrich *x, const char *entity, date_ms now, struct err *e)
{
	val p = val_push(val_push(val_array(), val_of_str(domain_name(x->d))), val_of_str(entity));

	return sql_exec(x->db, "DELETE FROM records WHERE domain = $1 AND entity = $2 AND updated_at < $3",
					val_push(p, val_of_int(now)), e) < 0
			   ? -1
			   : 0;
}

static int get(const struct enrich *x, const char *entity, const char *id, val *out, struct err *e)
{
	const char *text;
	val row;

	*out = val_null();
	if (sql_row(x->db, "SELECT data FROM records WHERE domain = $1 AND entity = $2 AND id = $3", key(x, entity, id),
				&row, e) != 0)
		return -1;
	text = val_str(row, "data", NULL);
	if (text)
		*out = val_parse(text, strlen(text), NULL);
	val_free(row);
	if (val_kind(*out) == VAL_NONE)
		*out = val_null();
	return 0;
}

/* ---- what is bought together ---- */

static int ids_of(val order, char *id[MOST_LINES])
{
	val lines = val_get_array(order, "lines");
	int n = 0;

	for (int i = 0; i < val_len(lines) && n < MOST_LINES; i++) {
		val line = val_at(lines, i);
		const char *product = val_str(line, "product", NULL);
		bool before = !product;

		for (int k = 0; k < n && !before; k++)
			before = strcmp(id[k], product) == 0;
		if (!before)
			id[n++] = mem_dup(product);
		val_free(line);
	}
	val_free(lines);
	return n;
}

/* Orders come by customer: who bought two things together ten times is one customer who does. */
struct count {
	struct map *pairs; /* to the customers who had both, and above those 32 bits to the last of them */
	char *customer;    /* of the last order */
	uint32_t number;   /* of that customer: 1, 2, … */
};

static void next_customer(struct count *c, const char *customer)
{
	if (c->number > 0 && strcmp(c->customer, customer) == 0)
		return;
	free(c->customer);
	c->customer = mem_dup(customer);
	c->number++;
}

static void count_pair(struct count *c, const char *a, const char *b)
{
	char *pair = mem_printf("%s\x1f%s", a, b);
	uint64_t *had = map_at(c->pairs, pair, strlen(pair), NULL);

	if (*had >> 32 != c->number)
		*had = (uint64_t)c->number << 32 | ((*had & UINT32_MAX) + 1);
	free(pair);
}

static int count_order(void *cookie, const char *const *cell, int columns, struct err *e)
{
	struct count *c = cookie;
	char *id[MOST_LINES];
	val order = cell[0] ? val_parse(cell[0], strlen(cell[0]), NULL) : val_null();
	int n = strncmp(val_str(order, "status", ""), "cancel", 6) == 0 ? 0 : ids_of(order, id);

	(void)e;
	(void)columns;
	next_customer(c, cell[1] ? cell[1] : "");
	for (int i = 0; i < n; i++)
		for (int k = 0; k < n; k++)
			if (i != k)
				count_pair(c, id[i], id[k]);
	for (int i = 0; i < n; i++)
		free(id[i]);
	val_free(order);
	return 0;
}

struct pair {
	const char *key; /* of both */
	size_t first;    /* bytes of the first */
	uint64_t n;
};

static int by_first(const void *a, const void *b)
{
	const struct pair *x = a, *y = b;
	size_t n = x->first < y->first ? x->first : y->first;
	int c = strncmp(x->key, y->key, n);

	if (c == 0 && x->first != y->first)
		return x->first < y->first ? -1 : 1;
	if (c == 0 && x->n != y->n)
		return x->n < y->n ? 1 : -1;
	return c ? c : strcmp(x->key, y->key);
}

/* The pairs of v[0..n) are of one product. */
static int put_together(struct enrich *x, const struct pair *v, size_t n, date_ms now, struct err *e)
{
	char *id = mem_ndup(v->key, v->first);
	val list = val_array();
	int st = 0;

	for (size_t i = 0; i < n && i < MOST_TOGETHER && v[i].n >= LEAST_TOGETHER; i++)
		list = val_push(
			list, val_set_int(val_set_str(val_object(), "id", v[i].key + v[i].first + 1), "n", (long long)v[i].n));
	if (val_len(list) > 0)
		st = put(x, "together", id, NULL, val_set(val_object(), "together", val_copy(list)), now, e);
	val_free(list);
	free(id);
	return st;
}

static int put_pairs(struct enrich *x, const struct map *pairs, date_ms now, struct err *e)
{
	size_t n = map_count(pairs), at = 0, end;
	struct pair *v = mem_array(NULL, n + 1, sizeof(*v));
	int st = sql_begin(x->db, e);

	for (size_t i = 0; i < n; i++) {
		v[i].key = map_key(pairs, i, NULL, &v[i].n);
		v[i].first = strcspn(v[i].key, "\x1f");
		v[i].n &= UINT32_MAX;
	}
	qsort(v, n, sizeof(*v), by_first);
	for (; at < n && st == 0; at = end) {
		for (end = at + 1; end < n && v[end].first == v[at].first && strncmp(v[end].key, v[at].key, v[at].first) == 0;)
			end++;
		st = put_together(x, v + at, end - at, now, e);
	}
	if (st == 0)
		st = drop_old(x, "together", now, e);
	if (st == 0)
		st = sql_commit(x->db, e);
	else
		sql_rollback(x->db);
	free(v);
	return st;
}

static int count_together(struct enrich *x, date_ms now, struct err *e)
{
	struct count c = {.pairs = map_new()};
	int st = sql_cells(x->db,
					   "SELECT data, customer FROM records WHERE domain = $1 AND entity = 'order' AND active <> 0"
					   " ORDER BY customer",
					   val_push(val_array(), val_of_str(domain_name(x->d))), count_order, &c, e);

	if (st == 0)
		st = put_pairs(x, c.pairs, now, e);
	map_free(c.pairs);
	free(c.customer);
	return st;
}

int enrich_ahead_together(const struct enrich *x, const char *product, val *out, struct err *e)
{
	val v;

	if (get(x, "together", product, &v, e) != 0)
		return -1;
	*out = val_get_array(v, "together");
	val_free(v);
	return 0;
}

/* ---- what is due ---- */

static val hex(uint64_t n)
{
	char text[20];

	(void)snprintf(text, sizeof(text), "%016" PRIx64, n);
	return val_of_str(text);
}

/* What is due for one customer, put into the store when there is any. 1, 0, or -1 with e. */
static int look_ahead(struct enrich *x, const char *id, date_ms now, long long ms, struct err *e)
{
	struct enrich_ask ask = {.customer = val_null(), .task = val_null(), .now = now};
	struct enrich_facts f;
	val list, data;
	int st;

	if (customer_get(x->db, domain_name(x->d), id, &ask.customer, e) != 0)
		return -1;
	st = 0;
	if (val_kind(ask.customer) == VAL_OBJECT && val_bool(ask.customer, "consent.service", true) &&
		(st = enrich_facts_read(x, &ask, &f, e)) == 0) {
		st = enrich_opportunities(x, &ask, &f, TYPE, NULL, &list, e);
		if (st == 0 && val_len(list) > 0) {
			data = val_set(val_set_int(val_object(), "expires", now + ms), "rules", hex(x->hash));
			data = val_set(val_set(data, "history", hex(enrich_facts_hash(&f))), "opportunities", val_copy(list));
			st = put(x, "opportunity", id, id, data, now, e) == 0 ? 1 : -1;
		}
		if (st >= 0)
			val_free(list);
		enrich_facts_free(&f);
	}
	val_free(ask.customer);
	return st;
}

static const char next_customers[] =
	"SELECT customer FROM (SELECT customer FROM records WHERE domain = $1 AND entity = 'order' AND customer > $2"
	" GROUP BY customer ORDER BY customer LIMIT 100) a UNION SELECT customer FROM (SELECT customer FROM records"
	" WHERE domain = $1 AND entity = 'appointment' AND customer > $2 GROUP BY customer ORDER BY customer LIMIT 100) b"
	" ORDER BY customer LIMIT 100";

/* The customers of rows, in one transaction. The last one's id in *last (freed and set). */
static int batch(struct enrich *x, val rows, date_ms now, long long ms, char **last, long *n, struct err *e)
{
	int st = sql_begin(x->db, e);

	for (int i = 0; i < val_len(rows) && st >= 0; i++) {
		val row = val_at(rows, i);

		free(*last);
		*last = mem_dup(val_str(row, "customer", ""));
		st = look_ahead(x, *last, now, ms, e);
		*n += st == 1;
		val_free(row);
	}
	if (st >= 0)
		return sql_commit(x->db, e);
	sql_rollback(x->db);
	return -1;
}

int enrich_ahead(struct enrich *x, date_ms now, long long ms, long *n, struct err *e)
{
	char *last = mem_dup("");
	int st = count_together(x, now, e), more = 1;

	*n = 0;
	while (st == 0 && more > 0) {
		val p = val_push(val_push(val_array(), val_of_str(domain_name(x->d))), val_of_str(last)), rows;

		st = sql_query(x->db, next_customers, p, &rows, e);
		if (st != 0)
			break;
		more = val_len(rows);
		st = more ? batch(x, rows, now, ms, &last, n, e) : 0;
		val_free(rows);
	}
	free(last);
	return st == 0 ? drop_old(x, "opportunity", now, e) : -1;
}

/* Is what was found ahead still in stock, and not declined or booked since? */
static int still_good(const struct enrich *x, const struct enrich_keep *keep, val v, bool *good, struct err *e)
{
	const char *product = val_str(v, "products.0.id", NULL), *advice = val_str(v, "advice.0.id", NULL);
	val thing = val_get(v, "services.0");
	int st = 0;

	*good = val_is(thing) && enrich_keep_service(keep, thing);
	val_free(thing);
	if (product) {
		st = product_get(x->crew.products, product, &thing, e);
		if (st == 0) {
			*good = val_is(thing) && enrich_keep_product(keep, thing, true);
			val_free(thing);
		}
	} else if (advice) {
		*good = enrich_keep_advice(keep, advice);
	}
	return st;
}

static int keep_good(const struct enrich *x, const struct enrich_ask *ask, const struct enrich_facts *f, val list,
					 val *out, struct err *e)
{
	struct enrich_keep keep;
	int st = 0;

	enrich_keep_read(&keep, x, ask, f);
	*out = val_array();
	for (int i = 0; i < val_len(list) && st == 0; i++) {
		val v = val_at(list, i);
		bool good = false;

		if (enrich_keep_rule(&keep, val_str(v, "rule", ""), TYPE))
			st = still_good(x, &keep, v, &good, e);
		if (st == 0 && good)
			*out = val_push(*out, v);
		else
			val_free(v);
	}
	enrich_keep_free(&keep);
	return st;
}

int enrich_ahead_read(const struct enrich *x, const struct enrich_ask *ask, const struct enrich_facts *f, val *out,
					  struct err *e)
{
	val v, history = hex(enrich_facts_hash(f)), rules = hex(x->hash), list;
	bool fresh;
	int st = get(x, "opportunity", val_str(ask->customer, "id", ""), &v, e);

	*out = val_null();
	if (st == 0) {
		fresh = ask->now < val_int(v, "expires", 0) && strcmp(val_str(v, "history", ""), val_text(history, "-")) == 0 &&
				strcmp(val_str(v, "rules", ""), val_text(rules, "-")) == 0;
		list = val_get_array(v, "opportunities");
		st = fresh ? keep_good(x, ask, f, list, out, e) : 0;
		val_free(list);
		val_free(v);
	}
	val_free(history);
	val_free(rules);
	return st;
}

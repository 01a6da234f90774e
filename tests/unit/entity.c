/* Entities and the outbox on both stores: kinds, events in the order of commits, totals, locks. */
#include "../store.h"
#include "../t.h"

#include "io/schema.h"
#include "services/customer.h"
#include "services/entity.h"
#include "services/outbox.h"

static const struct entity order = {"order", "record"}, product = {"product", "product"},
						   customer = {"customer", "customer"}, article = {"article", "rule"};
static struct err e;

static val parse(const char *json)
{
	return val_parse(json, strlen(json), &e);
}

static int put(struct sql *db, struct entity_store *s, const struct entity *n, const char *json)
{
	val v = entity_normal(s, n, parse(json));
	int st = sql_begin(db, &e);

	if (st == 0)
		st = entity_put(s, n, v, NULL, "cwai", 1000, NULL, &e);
	if (st == 0)
		st = entity_finish(s, &e);
	if (st == 0)
		st = sql_commit(db, &e);
	else
		sql_rollback(db);
	val_free(v);
	return st;
}

static void get(struct entity_store *s, const struct entity *n, const char *id, const char *path, const char *want,
				const char *name)
{
	val v;

	if (entity_get(s, n, id, &v, &e) != 0) {
		t_str(e.msg, "", name);
		return;
	}
	t_str(val_str(v, path, NULL), want, name);
	val_free(v);
}

static void try_kinds(struct sql *db, struct entity_store *s)
{
	t_int(put(db, s, &order, "{\"id\":\"o1\",\"status\":\"draft\",\"parent\":\"p1\",\"n\":2}"), 0, "an order");
	get(s, &order, "o1", "status", "draft", "is kept");
	t_int(put(db, s, &order, "{\"id\":\"o1\",\"status\":\"sale\",\"parent\":\"p1\",\"n\":3}"), 0, "again");
	get(s, &order, "o1", "status", "sale", "is replaced");
	t_int(put(db, s, &product, "{\"id\":\"p1\",\"name\":\"Batom\",\"price\":29.9,\"active\":false}"), 0, "a product");
	get(s, &product, "p1", "price", "29.90", "has its price as it is kept");
	t_int(put(db, s, &customer, "{\"id\":\"c1\",\"name\":\"Ana\",\"phone\":\"(11) 98888-7777\"}"), 0, "a customer");
	get(s, &customer, "c1", "phone", "+5511988887777", "has its phone as it is kept");
	t_int(put(db, s, &article, "{\"id\":\"a1\",\"type\":\"faq\",\"question\":\"q\",\"answer\":\"r\"}"), 0,
		  "an article");
	get(s, &article, "a1", "answer", "r", "is a rule");
	t_int(put(db, s, &article, "{\"id\":\"a2\",\"type\":\"nonsense\",\"answer\":\"r\"}"), -1,
		  "a rule of no type is refused");
	t_int(put(db, s, &order, "{\"status\":\"draft\"}"), -1, "without an id nothing is");
	get(s, &order, "nobody", "id", NULL, "what is not there is null");
}

static void try_match(struct entity_store *s)
{
	val v;

	t_int(entity_match(s, &customer, "phone", "11 98888 7777", &v, &e), 0, "a phone is looked for");
	t_str(val_str(v, "id", NULL), "c1", "and found in another form");
	val_free(v);
	t_int(entity_match(s, &order, "phone", "11 98888 7777", &v, &e), 0, "orders have none");
	t_ok(val_kind(v) == VAL_NULL, "so none matches");
	val_free(v);
}

static void try_sum(struct sql *db, struct entity_store *s)
{
	double sum;
	int n;

	t_int(put(db, s, &order, "{\"id\":\"o2\",\"parent\":\"p1\",\"n\":0.5}"), 0, "a second part");
	t_int(put(db, s, &order, "{\"id\":\"o3\",\"parent\":\"p1\",\"n\":50,\"active\":false}"), 0, "and a hidden one");
	t_int(entity_sum(s, "order", "p1", "n", &sum, &n, &e), 0, "the sum");
	t_ok(sum == 3.5 && n == 2, "is that of those that are not hidden");
}

static void try_outbox(struct sql *db, struct entity_store *s)
{
	static const char *const actions[] = {"insert", "update", "insert", "insert", "insert", "insert", "insert"};
	val events, last;

	t_int(outbox_read(db, "saude", 0, 100, &events, &e), 0, "the outbox");
	val_free(events);
	t_int(outbox_read(db, "cosmeticos", 0, 100, &events, &e), 0, "is a domain's");
	t_int(val_len(events), 7, "a put that failed left none");
	for (int i = 0; i < val_len(events) && i < 7; i++) {
		val v = val_at(events, i);

		t_int(val_int(v, "seq", 0), i + 1, "numbered without gaps");
		t_str(val_str(v, "action", ""), actions[i], "with what was done");
		val_free(v);
	}
	val_free(events);
	if (sql_begin(db, &e) != 0 || entity_delete(s, &order, "o1", "odoo", 2000, NULL, &e) != 0 ||
		sql_commit(db, &e) != 0)
		t_str(e.msg, "", "delete");
	t_int(outbox_read(db, "cosmeticos", 7, 100, &events, &e), 0, "what is behind a number");
	last = val_at(events, 0);
	t_str(val_str(last, "type", ""), "order_updated", "has a type");
	t_str(val_str(last, "action", ""), "delete", "an action");
	t_str(val_str(last, "origin", ""), "odoo", "an origin");
	t_str(val_str(last, "ts", ""), "1970-01-01T00:00:02.000Z", "and a time");
	val_free(last);
	val_free(events);
}

static void newest(struct sql *db, const char *name, date_ms before, int limit, const char *want, const char *what)
{
	const struct entity_span x = {name, "c1", before, limit};
	struct buf b = {0};
	val v;

	if (entity_newest(db, "cosmeticos", &x, &v, &e) != 0) {
		t_str(e.msg, "", what);
		return;
	}
	for (int i = 0; i < val_len(v); i++) {
		val one = val_at(v, i);

		buf_puts(&b, val_str(one, "id", "?"));
		val_free(one);
	}
	val_free(v);
	t_str(buf_str(&b), want, what);
	buf_free(&b);
}

static void try_newest(struct sql *db, struct entity_store *s)
{
	static const char *const visits[] = {
		"{\"id\":\"a\",\"customer\":\"c1\",\"start\":\"2026-06-01T09:00:00-03:00\"}",
		"{\"id\":\"b\",\"customer\":\"c1\",\"date\":\"2026-06-02\"}",
		"{\"id\":\"c\",\"customer\":\"c1\",\"date\":\"soon\",\"created\":\"2026-06-01T12:00:01Z\"}",
		"{\"id\":\"d\",\"customer\":\"c1\"}",
		"{\"id\":\"e\",\"customer\":\"c2\",\"ts\":\"2026-06-01T12:00:00Z\"}",
		"{\"id\":\"f\",\"customer\":\"c1\",\"date\":\"2026-06-01\",\"active\":false}",
		"{\"id\":\"g\",\"customer\":7,\"date\":\"2026-06-01\"}",
	};
	static const struct entity visit = {"visit", "record"};
	const date_ms later = 1900000000000, noon = 1780315200000; /* 2026-06-01T12:00:00Z */

	for (size_t i = 0; i < sizeof(visits) / sizeof(visits[0]); i++)
		t_int(put(db, s, &visit, visits[i]), 0, "a customer's record");
	newest(db, "visit", later, 9, "bca", "a customer's, newest first, by whichever time they have");
	newest(db, "visit", later, 2, "bc", "so many");
	newest(db, "visit", noon, 9, "", "before a moment, which is not meant");
	newest(db, "visit", noon + 1, 9, "a", "nor what is later");
	t_int(put(db, s, &visit, "{\"id\":\"b\",\"customer\":\"c2\",\"date\":\"2026-06-02\"}"), 0, "given to another");
	newest(db, "visit", later, 9, "ca", "it is his no more");
	t_int(put(db, s, &visit, "{\"id\":\"h\",\"people\":[7,\"odoo:res.partner:1\",\"c1\"],\"date\":\"2026-06-03\"}"), 0,
		  "people");
	newest(db, "visit", later, 9, "hca", "the first who is a customer");
	t_int(sql_exec(db,
				   "INSERT INTO odoo_links (domain, entity, id, model, remote_id)"
				   " VALUES ('cosmeticos', 'customer', 'c1', 'res.partner', 16)",
				   val_array(), &e),
		  1, "a customer's partner");
	t_int(put(db, s, &visit, "{\"id\":\"i\",\"people\":[\"odoo:res.partner:16\"],\"date\":\"2026-06-04\"}"), 0, "is");
	newest(db, "visit", later, 9, "ihca", "him");
}

static void try_lock(struct sql *db, const char *url)
{
	struct sql *other = schema_open(url, &e);

	t_int(sql_lock(db, "job", &e), 1, "a lock is given");
	t_int(sql_lock(other, "job", &e), 0, "once");
	t_int(sql_lock(other, "other", &e), 1, "each name by itself");
	sql_close(other);
}

int main(void)
{
	const char *share = getenv("CWAI_SHARE");
	char dir[512];

	(void)snprintf(dir, sizeof(dir), "%s/cosmeticos", share ? share : "examples");
	for (int i = 0; i < T_STORES; i++) {
		struct domain *d = domain_load(dir, &e);
		char url[512];
		struct sql *db;
		struct entity_store *s;

		(void)snprintf(url, sizeof(url), "%s", t_store(i));
		db = schema_open(url, &e);
		s = d && db ? entity_open(db, d, &e) : NULL;
		if (!s) {
			t_str(e.msg, "", "a store");
			continue;
		}
		try_kinds(db, s);
		try_match(s);
		try_sum(db, s);
		try_outbox(db, s);
		try_newest(db, s);
		entity_close(s);
		try_lock(db, url);
		sql_close(db);
		domain_free(d);
	}
	return t_done();
}

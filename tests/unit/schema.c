/* schema: the store's tables come up on both engines, once, and a newer store is left alone. */
#include <stdlib.h>

#include "io/schema.h"

#include "../store.h"
#include "../t.h"

static const char *const tables[] = {
	"products", "rules", "versions", "customers", "customer_ids", "conversations", "turns", "seen",
};

/* Without statistics SQLite guesses: what is read at every message must not walk a whole domain. */
static void try_plans(void)
{
	static const struct {
		const char *query, *plan;
	} all[] = {
		{"SELECT id FROM customers WHERE domain = $1 AND phone = $2 ORDER BY created_at, id LIMIT 1",
		 "customers_phone"},
		{"SELECT id FROM customers WHERE domain = $1 AND email = $2 ORDER BY created_at, id LIMIT 1",
		 "customers_email"},
		{"SELECT c.id FROM conversations c WHERE c.domain = $1 AND c.customer_id = $2", "conversations_customer"},
		{"SELECT external_id FROM customer_ids WHERE domain = $1 AND customer_id = $2", "customer_ids_customer"},
		{"SELECT reply FROM turns WHERE domain = $1 AND message_id = $2 AND role = 'shop'", "turns_message"},
		{"SELECT id FROM products WHERE domain = $1 AND sku = $2", "products_sku"},
	};
	struct err e = {0};
	struct sql *db = schema_open(t_store(0), &e);
	char query[256];

	for (size_t i = 0; db && i < sizeof(all) / sizeof(all[0]); i++) {
		val two = val_push(val_push(val_array(), val_of_str("a")), val_of_str("b")), row;

		(void)snprintf(query, sizeof(query), "EXPLAIN QUERY PLAN %s", all[i].query);
		if (sql_row(db, query, two, &row, &e) < 0)
			row = val_null();
		t_ok(strstr(val_str(row, "detail", e.msg), all[i].plan) != NULL, all[i].plan);
		val_free(row);
	}
	sql_close(db);
}

static void try_store(int which)
{
	char url[512], query[64];
	struct err e = {0};
	struct sql *db;
	int v = -1, there = 0;

	(void)snprintf(url, sizeof(url), "%s", t_store(which));
	db = schema_open(url, &e);
	t_str(db ? "" : e.msg, "", "an empty store gets its tables");
	if (!db)
		return;
	t_ok(sql_version(db, &v, &e) == 0 && v == schema_latest(), "it has the newest version");
	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
		(void)snprintf(query, sizeof(query), "DELETE FROM %s", tables[i]);
		there += sql_exec(db, query, val_array(), &e) == 0;
	}
	t_int(there, sizeof(tables) / sizeof(tables[0]), "each table is there and empty");
	sql_close(db);
	db = schema_open(url, &e);
	t_ok(db != NULL, "opened again");
	t_int(sql_exec(db, "INSERT INTO cwai_version (number, name, applied_at) VALUES (999, 'of tomorrow', '')",
				   val_array(), &e),
		  1, "a newer program was here");
	sql_close(db);
	t_ok(!schema_open(url, &e) && e.kind == ERR_CONFIG && strstr(e.msg, "newer cwai"), "its store is refused");
}

int main(void)
{
	for (int i = 0; i < T_STORES; i++)
		try_store(i);
	try_plans();
	return t_done();
}

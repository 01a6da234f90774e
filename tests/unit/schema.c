/* schema: the store's tables come up on both engines, once, and a newer store is left alone. */
#include <stdlib.h>

#include "io/schema.h"

#include "../store.h"
#include "../t.h"

static const char *const tables[] = {
	"products",     "rules",         "versions", "customers",
	"customer_ids", "conversations", "turns",    "seen",
};

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
	t_int(sql_exec(db, "INSERT INTO cwai_version (number, name, applied_at) VALUES (999, 'of tomorrow', '')", val_array(), &e), 1,
	      "a newer program was here");
	sql_close(db);
	t_ok(!schema_open(url, &e) && e.kind == ERR_CONFIG && strstr(e.msg, "newer cwai"), "its store is refused");
}

int main(void)
{
	for (int i = 0; i < T_STORES; i++)
		try_store(i);
	return t_done();
}

/* customer: who is recognised by what, what is kept and what is filled in; on both stores. */
#include <stdlib.h>

#include "io/schema.h"
#include "services/customer.h"
#include "services/pseudonym.h"

#include "../store.h"
#include "../t.h"

#define NOON 1781697600000LL /* 2026-06-17T12:00:00Z */

static const char *engine;

static const char *said(const char *what)
{
	static char name[256];

	(void)snprintf(name, sizeof(name), "%s: %.200s", engine, what);
	return name;
}

static void is_json(val v, const char *want, const char *name)
{
	struct buf b = {0};

	if (val_kind(v) != VAL_NONE)
		val_dump(v, &b);
	t_str(buf_str(&b), want, said(name));
	buf_free(&b);
	val_free(v);
}

static void meets(struct sql *db, struct customer_hint hint, bool fresh, const char *want, const char *name)
{
	struct err e = {0};
	bool made = false;
	val v;

	if (customer_meet(db, "cosmeticos", &hint, NOON, &v, &made, &e) < 0) {
		t_str(e.msg, want, said(name));
		return;
	}
	t_ok(made == fresh, said(fresh ? "made now" : "was there"));
	is_json(v, want, name);
}

static void finds(struct sql *db, const char *key, const char *want, const char *name)
{
	struct err e = {0};
	val v;

	if (customer_find(db, "cosmeticos", key, &v, &e) < 0) {
		t_str(e.msg, want, said(name));
		return;
	}
	t_str(val_str(v, "id", NULL), want, said(name));
	val_free(v);
}

static int puts_one(struct sql *db, const char *json, struct err *e)
{
	val v = val_parse(json, strlen(json), NULL);
	int r = customer_put(db, "cosmeticos", v, NOON, e);

	val_free(v);
	return r;
}

static void try_meeting(struct sql *db)
{
	struct customer_hint ana = {.external = "chatwoot:1:c5", .name = "Ana", .phone = "(11) 99000-0001"};
	static const char first[] =
		"{\"id\":\"chatwoot:1:c5\",\"name\":\"Ana\",\"phone\":\"+5511990000001\",\"email\":null}";
	static const char more[] =
		"{\"id\":\"chatwoot:1:c5\",\"name\":\"Ana B.\",\"phone\":\"+5511990000001\",\"email\":\"ana@example.com\"}";
	struct customer_hint stranger = {.external = "chatwoot:1:c6"};

	meets(db, ana, true, first, "a new customer");
	meets(db, ana, false, first, "the same again");
	ana.name = "Ana B.";
	ana.phone = NULL;
	ana.email = "ANA@example.com";
	meets(db, ana, false, more, "a new name, an e-mail; what is not said stays");
	ana.external = "chatwoot:1:c77";
	ana.phone = "1190000001";
	ana.email = NULL;
	ana.name = "aninha";
	meets(db, ana, false, more, "another contact of the same phone, written without its ninth digit");
	ana.external = "chatwoot:2:c9";
	ana.phone = "+55 21 98888-0000";
	ana.email = "ana@example.com";
	meets(db, ana, false, more, "another one of the same e-mail");
	stranger.look = true;
	meets(db, stranger, false, "", "looking makes nobody");
	stranger.look = false;
	meets(db, stranger, true, "{\"id\":\"chatwoot:1:c6\",\"name\":null,\"phone\":null,\"email\":null}",
		  "nothing known but the id");
	ana = (struct customer_hint){.external = "chatwoot:1:web8",
								 .name = "Não Ana",
								 .phone = "11990000001",
								 .email = "ana@example.com",
								 .claimed = true};
	meets(db, ana, true, "{\"id\":\"chatwoot:1:web8\",\"name\":\"Não Ana\",\"phone\":null,\"email\":null}",
		  "who only claims a phone is somebody else");
	finds(db, "11 9 9000 0001", "chatwoot:1:c5", "found by phone");
	finds(db, "chatwoot:1:c77", "chatwoot:1:c5", "found by another id");
	finds(db, "Ana@Example.com", "chatwoot:1:c5", "found by e-mail");
	finds(db, "chatwoot:1:c5", "chatwoot:1:c5", "found by id");
	finds(db, "ninguém", NULL, "nobody found");
	finds(db, "", NULL, "nobody found by nothing");
}

static void try_putting(struct sql *db)
{
	static const char carlos[] =
		"{\"v\":1,\"kind\":\"customer\",\"id\":\"c002\",\"name\":\"Carlos Eduardo Lima\",\"phone\":\"11 98000-0002\","
		"\"email\":\"Carlos@example.com\",\"preferences\":{\"vegano\":true},\"addresses\":[{\"city\":\"Campinas\"}],"
		"\"external_ids\":[\"chatwoot:1:c30\"]}";
	static const char kept[] =
		"{\"preferences\":{\"vegano\":true},\"addresses\":[{\"city\":\"Campinas\"}],\"id\":\"c002\",\"name\":"
		"\"Carlos Eduardo Lima\",\"phone\":\"+5511980000002\",\"email\":\"carlos@example.com\"}";
	struct customer_hint hint = {.external = "chatwoot:1:c30", .name = "Cadu", .phone = "+5511980000002"};
	struct err e = {0};
	val v;

	t_int(puts_one(db, carlos, &e), 0, said("a customer put in"));
	meets(db, hint, false, kept, "met by the id tied to it; the better name stays");
	hint.external = "chatwoot:1:c31";
	meets(db, hint, false, kept, "met by phone");
	hint.external = "c002";
	meets(
		db, hint, false,
		"{\"preferences\":{\"vegano\":true},\"addresses\":[{\"city\":\"Campinas\"}],\"id\":\"c002\",\"name\":\"Cadu\","
		"\"phone\":\"+5511980000002\",\"email\":\"carlos@example.com\"}",
		"met by its own id, whose name counts");
	t_int(puts_one(db, "{\"id\":\"c002\",\"name\":\"Carlos\"}", &e), 0, said("put again"));
	t_ok(customer_get(db, "cosmeticos", "c002", &v, &e) == 0, said("read"));
	is_json(v, "{\"id\":\"c002\",\"name\":\"Carlos\",\"phone\":null,\"email\":null}", "all of it is replaced");
	t_ok(customer_get(db, "saude", "c002", &v, &e) == 0 && val_kind(v) == VAL_NONE, said("another domain has others"));
	t_ok(puts_one(db, "{\"name\":\"Sem Id\"}", &e) < 0 && e.kind == ERR_DATA, said("no id"));
}

/* What several have names none of them: neither for whoever asks nor for the partner of another system. */
static void try_shared(struct sql *db)
{
	struct customer_hint hint = {.external = "chatwoot:1:c60", .phone = "11 97777-0000"};
	struct err e = {0};
	val v;

	t_int(puts_one(db, "{\"id\":\"s1\",\"phone\":\"11 97777-0000\",\"email\":\"s1@example.com\"}", &e), 0, said("one"));
	t_ok(customer_by_reach(db, "cosmeticos", "11 97777-0000", &v, &e) == 0, said("by the phone of one"));
	is_json(val_get(v, "id"), "\"s1\"", "that one");
	val_free(v);
	t_int(puts_one(db, "{\"id\":\"s2\",\"phone\":\"+5511977770000\"}", &e), 0, said("another with the same phone"));
	t_ok(customer_find(db, "cosmeticos", "11977770000", &v, &e) < 0 && e.kind == ERR_DATA, said("it is refused"));
	t_ok(customer_by_reach(db, "cosmeticos", "11 97777-0000", &v, &e) == 0 && val_kind(v) == VAL_NONE,
		 said("by the phone of two: nobody"));
	meets(db, hint, true, "{\"id\":\"chatwoot:1:c60\",\"name\":null,\"phone\":\"+5511977770000\",\"email\":null}",
		  "who writes from it is somebody new");
}

static void put_file(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	t_ok(f && fputs(text, f) >= 0 && fclose(f) == 0, said("a file"));
}

static void try_import(struct sql *db)
{
	char path[128];
	struct err e = {0};
	int n = -1, left = -1;

	(void)snprintf(path, sizeof(path), "%s/customers.ndjson", t_dir());
	put_file(path, "{\"id\":\"i1\",\"name\":\"Um\"}\n{\"id\":\"i2\",\"name\":\"Dois\"}\n");
	t_ok(customer_import(db, "cosmeticos", path, NULL, NOON, &n, &left, &e) == 0 && n == 2, said("two imported"));
	finds(db, "i2", "i2", "one of them");
	put_file(path, "{\"id\":\"i3\",\"name\":\"Três\"}\n{\"name\":\"Quatro\"}\n");
	t_ok(customer_import(db, "cosmeticos", path, NULL, NOON, &n, &left, &e) < 0 && e.kind == ERR_DATA &&
			 strstr(e.msg, "customers.ndjson"),
		 said("a bad line is named"));
	finds(db, "i3", NULL, "and nothing of that file is kept");
	t_ok(customer_import(db, "cosmeticos", "/nowhere/at.all", NULL, NOON, &n, &left, &e) < 0 && e.kind == ERR_NOINPUT,
		 said("no file"));
	t_ok(sql_begin(db, &e) == 0 && sql_commit(db, &e) == 0, said("no transaction is left open"));
}

/* Who was erased, by an id of ours or of a channel. */
static void try_import_erased(struct sql *db)
{
	char path[128], subject[PSEUDONYM_MAX];
	struct err e = {0};
	struct pseudonym *key;
	int n = -1, left = -1;
	val p;

	(void)snprintf(path, sizeof(path), "%s/privacy.key", t_dir());
	put_file(path, "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\n");
	key = pseudonym_at(path, &e);
	t_ok(key != NULL, said("the key is read"));
	for (int i = 0; i < 2; i++) {
		p = val_push(val_array(), val_of_str("cosmeticos"));
		p = val_push(p, val_of_str(pseudonym_of(key, "cosmeticos", i ? "x1" : "chatwoot:1:c90", subject)));
		t_int(sql_exec(db, "INSERT INTO erasures (domain, subject, ts) VALUES ($1, $2, 1)", p, &e), 1,
			  said("one is erased"));
	}
	(void)snprintf(path, sizeof(path), "%s/customers.ndjson", t_dir());
	put_file(
		path,
		"{\"id\":\"x1\",\"name\":\"Um\"}\n{\"id\":\"x2\",\"external_ids\":[\"chatwoot:1:c91\",\"chatwoot:1:c90\"]}\n"
		"{\"id\":\"x3\",\"external_ids\":[\"chatwoot:1:c92\"]}\n");
	t_int(customer_import(db, "cosmeticos", path, key, NOON, &n, &left, &e), 0, said("a file with two of them"));
	t_ok(n == 1 && left == 2, said("one is put, two are left out"));
	finds(db, "x1", NULL, "by the own id");
	finds(db, "chatwoot:1:c91", NULL, "by one of the channel's");
	finds(db, "x3", "x3", "and nobody else");
	pseudonym_close(key);
}

static void try_broken(struct sql *db)
{
	struct customer_hint hint = {.external = "chatwoot:1:c5"};
	struct err e = {0};
	bool fresh;
	val v;

	t_ok(sql_exec(db, "DROP TABLE customers", val_array(), &e) == 0, said("a store without its tables"));
	t_ok(customer_meet(db, "cosmeticos", &hint, NOON, &v, &fresh, &e) < 0 && e.kind == ERR_CONFIG,
		 said("meet says so"));
	t_ok(customer_find(db, "cosmeticos", "x", &v, &e) < 0 && e.kind == ERR_CONFIG, said("find too"));
	t_ok(puts_one(db, "{\"id\":\"c1\"}", &e) < 0, said("put too"));
}

int main(void)
{
	for (int i = 0; i < T_STORES; i++) {
		struct err e = {0};
		struct sql *db = schema_open(t_store(i), &e);

		engine = i ? "postgres" : "sqlite";
		t_str(db ? "" : e.msg, "", said("a store"));
		if (!db)
			continue;
		try_meeting(db);
		try_putting(db);
		try_shared(db);
		try_import(db);
		try_import_erased(db);
		try_broken(db);
		sql_close(db);
	}
	return t_done();
}

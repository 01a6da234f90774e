/* personal: the list knows every table that the schema has, and its conditions run on both stores. */
#include <stdlib.h>

#include "../store.h"
#include "../t.h"
#include "io/schema.h"
#include "services/personal.h"

static struct err e;

static bool knows(const char *table)
{
	for (int i = 0; i < personal_count(); i++)
		if (strcmp(personal_at(i)->name, table) == 0)
			return true;
	return false;
}

/* A table with a domain that the list lacks: its data would be neither exported nor erased. */
static void every_table(struct sql *db)
{
	static const char lite[] = "SELECT m.name AS name FROM sqlite_master m, pragma_table_info(m.name) p"
							   " WHERE m.type = 'table' AND p.name = 'domain' ORDER BY m.name";
	static const char pg[] = "SELECT table_name AS name FROM information_schema.columns WHERE column_name = 'domain'"
							 " AND table_schema = current_schema() ORDER BY table_name";
	val rows;

	t_int(sql_query(db, sql_is_postgres(db) ? pg : lite, val_array(), &rows, &e), 0, "the tables are listed");
	t_int(val_len(rows), personal_count(), "as many as the list has");
	for (int i = 0; i < val_len(rows); i++) {
		val row = val_at(rows, i);

		t_ok(knows(val_str(row, "name", "")), val_str(row, "name", ""));
		val_free(row);
	}
	val_free(rows);
}

static int ignore(void *cookie, val row, struct err *err)
{
	(void)cookie;
	(void)err;
	val_free(row);
	return 0;
}

static int no_name(void *cookie, const char *id, char *out, size_t cap)
{
	(void)cookie;
	(void)id;
	return snprintf(out, cap, "p:x") > 0 ? 0 : -1;
}

static void every_condition(struct sql *db)
{
	for (int i = 0; i < personal_count(); i++) {
		const struct personal_table *t = personal_at(i);

		if (t->by == PERSONAL_NOBODY)
			continue;
		t_int(personal_each(db, t, "d", "c1", ignore, NULL, &e), 0, t->name);
		t_int(personal_rows(db, t, "d", "c1", &e), 0, "counted");
		t_int(personal_end_rows(db, t, "d", "c1", no_name, NULL, &e), 0, "ended");
	}
}

static void matches(struct sql *db)
{
	static const struct {
		const char *line;
		enum personal_match want;
	} lines[] = {
		{"{\"kind\":\"message\",\"customer\":{\"id\":\"chatwoot:1:c5\"}}", PERSONAL_THEIRS},
		{"{\"kind\":\"message\",\"customer\":{\"id\":\"chatwoot:1:c6\"}}", PERSONAL_NOT},
		{"{\"kind\":\"message\",\"context\":{\"customer\":{\"id\":\"c1\"}}}", PERSONAL_THEIRS},
		{"{\"kind\":\"customer\",\"id\":\"c1\"}", PERSONAL_THEIRS},
		{"{\"kind\":\"event\",\"event\":{\"entity\":\"profile\",\"entity_id\":\"c1\"}}", PERSONAL_THEIRS},
		{"{\"kind\":\"event\",\"event\":{\"entity\":\"order\",\"entity_id\":\"c1\"}}", PERSONAL_NOT},
		{"{\"kind\":\"message\",\"conversation\":{\"id\":\"chatwoot:1:9\"}}", PERSONAL_THEIRS},
		{"{\"kind\":\"webhook\",\"body\":{\"event\":\"message_created\",\"id\":1,\"content\":\"x\",\"message_type\":1,"
		 "\"account\":{\"id\":1},\"conversation\":{\"id\":9,\"status\":\"open\"}}}",
		 PERSONAL_THEIRS},
		{"{\"kind\":\"webhook\",\"body\":{\"event\":\"contact_updated\",\"id\":5,\"account\":{\"id\":1}}}",
		 PERSONAL_THEIRS},
		{"{\"kind\":\"webhook\",\"body\":{\"event\":\"contact_updated\",\"id\":6,\"account\":{\"id\":1}}}",
		 PERSONAL_NOT},
		{"{\"kind\":\"webhook\",\"source\":\"odoo\",\"body\":{\"_model\":\"res.partner\",\"_id\":57}}",
		 PERSONAL_THEIRS},
		{"{\"kind\":\"webhook\",\"source\":\"odoo\",\"body\":{\"_model\":\"res.partner\",\"_id\":58}}", PERSONAL_NOT},
		{"{\"text\":\"ligue (11) 98765-4321\"}", PERSONAL_MENTIONED},
		{"{\"text\":\"escreva a ANA@EXAMPLE.org\"}", PERSONAL_MENTIONED},
		{"{\"text\":\"cpf 529 982 247 25\"}", PERSONAL_MENTIONED},
		{"broken, 11987654321", PERSONAL_MENTIONED},
		{"{\"text\":\"ligue (11) 98765-4322\"}", PERSONAL_NOT},
		{"", PERSONAL_NOT},
	};
	struct personal p;

	t_int(personal_find(db, "d", "+5511987654321", &p, &e), 0, "found by phone");
	t_ok(p.known && val_len(p.ids) == 2 && val_len(p.externals) == 1 && val_len(p.conversations) == 1,
		 "with whom they swallowed, their ids and conversations");
	t_int(val_len(p.idents), 3, "phone, e-mail and CPF");
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		t_int(personal_match(&p, lines[i].line, strlen(lines[i].line)), lines[i].want, lines[i].line);
	personal_free(&p);
	t_int(personal_find(db, "d", "nobody", &p, &e), 0, "nobody is no error");
	t_ok(!p.known && personal_match(&p, "{\"kind\":\"customer\",\"id\":\"\"}", 26) == PERSONAL_NOT,
		 "and matches nothing");
	personal_free(&p);
}

static void fill(struct sql *db)
{
	static const char *const rows[] = {
		"INSERT INTO customers (domain, id, name, phone, email, data, created_at, updated_at) VALUES ('d', 'c1', 'Ana',"
		" '+5511987654321', 'ana@example.org', '{\"document\":\"529.982.247-25\"}', 1, 1)",
		"INSERT INTO customer_ids (domain, external_id, customer_id) VALUES ('d', 'chatwoot:1:c5', 'c1')",
		"INSERT INTO conversations (domain, id, customer_id, created_at, updated_at) VALUES ('d', 'chatwoot:1:9', 'c1',"
		" 1, 1)",
		"INSERT INTO odoo_links (domain, entity, id, model, remote_id) VALUES ('d', 'customer', 'c1', 'res.partner', 57)",
		"INSERT INTO merges (domain, seq, kept, gone, data, source, ts) VALUES ('d', 1, 'c1', 'c0', '{}', 'cli', 1)",
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		t_int(sql_exec(db, rows[i], val_array(), &e), 1, "a row");
}

int main(void)
{
	for (int i = 0; i < T_STORES; i++) {
		struct sql *db = schema_open(t_store(i), &e);

		every_table(db);
		every_condition(db);
		fill(db);
		matches(db);
		sql_close(db);
	}
	return t_done();
}

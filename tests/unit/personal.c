/* personal: the list knows every table that the schema has, and its conditions run on both stores. */
#include <stdlib.h>

#include "../store.h"
#include "../t.h"
#include "cli/privacy_words.h"
#include "io/schema.h"
#include "services/domain.h"
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

/* A column that has no name in Portuguese would stand in English on the page that its person gets. */
static void every_column(struct sql *db)
{
	static const char lite[] = "SELECT name FROM pragma_table_info($1)";
	static const char pg[] = "SELECT column_name AS name FROM information_schema.columns WHERE table_name = $1"
							 " AND table_schema = current_schema()";

	for (int i = 0; i < personal_count(); i++) {
		const char *table = personal_at(i)->name;
		val rows = val_null();

		if (personal_at(i)->by == PERSONAL_NOBODY)
			continue;
		t_ok(sql_query(db, sql_is_postgres(db) ? pg : lite, val_push(val_array(), val_of_str(table)), &rows, &e) == 0 &&
				 val_len(rows) > 0,
			 table);
		for (int k = 0; k < val_len(rows); k++) {
			val row = val_at(rows, k);
			const char *column = val_str(row, "name", "");
			bool talk = strcmp(table, "turns") == 0; /* shown as it was said */

			if (!talk && !privacy_words_knows(table, column))
				t_str(column, "a name in Portuguese", table);
			val_free(row);
		}
		val_free(rows);
	}
}

static void word_is(const char *key, val v, const char *want)
{
	struct buf b = {0};

	privacy_words_value(key, v, &b);
	t_str(buf_str(&b), want, want);
	buf_free(&b);
	val_free(v);
}

static void label_is(const char *table, const char *in, const char *key, const char *want)
{
	struct buf b = {0};

	t_int(privacy_words_label(table, in, key, &b), *want != '\0', key);
	t_str(buf_str(&b), want, want);
	buf_free(&b);
}

static void words(void)
{
	word_is("amount_total", val_of_str("1234.50"), "R$ 1.234,50");
	word_is("price", val_of_str("a combinar"), "a combinar");
	word_is("date", val_of_str("2026-06-17"), "17/06/2026");
	word_is("duration_ms", val_of_int(240000), "4 min 0 s");
	word_is("longest_ms", val_of_int(43860000), "12 h 11 min");
	word_is("active", val_of_int(0), "não");
	word_is("preferred", val_true(true), "sim");
	word_is("quantity", val_of_int(0), "0");
	word_is("what", val_of_str("customer, turns, orders"), "cadastro, mensagens, pedidos");
	word_is("what", val_of_str("service analytics: granted"), "serviço análises: autorizado");
	word_is("why", val_of_str("message chatwoot:1:5"), "mensagem chatwoot:1:5");
	word_is("text", val_of_str("sale"), "sale");
	label_is("customers", "addresses", "label", "qual");
	label_is("analyses", "customer", "label", "resultado");
	label_is("customers", "preferences", "tipo_pele", "tipo pele");
	label_is("customers", "preferences", "score", "score");
	label_is("records", "", "start", "começo");
	label_is("analyses", "entities", "start", "");
	label_is("audit", "", "hash", "");
}

static bool is_period(const char *name)
{
	for (int i = 0; domain_periods[i]; i++)
		if (strcmp(domain_periods[i], name) == 0)
			return true;
	return false;
}

/* A table of personal data says when its rows go, if it is only with their customer: else retention would miss it. */
static void every_period(struct sql *db)
{
	for (int i = 0; i < personal_count(); i++) {
		const struct personal_table *t = personal_at(i);
		const char *period = t->period ? t->period : "(none)";
		val p = val_push(val_push(val_array(), val_of_str("d")), val_of_int(1)), row = val_null();
		char query[1024];

		if (t->by == PERSONAL_NOBODY) {
			t_ok(!t->period && !t->old, t->name);
		} else if (t->old) { /* its rows go one by one */
			(void)snprintf(query, sizeof(query),
						   "SELECT COUNT(*) AS n FROM %s WHERE (%s) IN (SELECT %s FROM %s WHERE %s)", t->name, t->key,
						   t->key, t->name, t->old);
			t_ok(is_period(period) && sql_row(db, query, val_copy(p), &row, &e) == 0, t->name);
			val_free(row);
		} else if (strcmp(period, PERSONAL_WITH_CUSTOMER) == 0) { /* so erasing a customer must end them */
			t_ok(t->by == PERSONAL_ID && t->end != PERSONAL_KEEP, t->name);
		} else { /* two have ways of their own (privacy_retention.c), and one must stay */
			t_ok(strcmp(period, t->name) == 0
					 ? strcmp(period, "outbox") == 0 || strcmp(period, "audit") == 0
					 : strcmp(period, PERSONAL_FOR_EVER) == 0 && strcmp(t->name, "erasures") == 0,
				 t->name);
		}
		val_free(p);
	}
}

/* And a period that no table has would end nothing. */
static void every_period_has_tables(void)
{
	for (int k = 0; domain_periods[k]; k++) {
		int n = strcmp(domain_periods[k], "seen") == 0; /* no domain's table */

		for (int i = 0; i < personal_count(); i++)
			n += personal_at(i)->period && strcmp(personal_at(i)->period, domain_periods[k]) == 0;
		t_ok(n > 0, domain_periods[k]);
	}
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

static int fails(void *cookie, const char *id, char *out, size_t cap)
{
	(void)cookie;
	(void)id;
	(void)out;
	(void)cap;
	return -1;
}

/* Nothing is lost on the way out: a sanitizer build says so. */
static void no_pseudonym(struct sql *db)
{
	for (int i = 0; i < personal_count(); i++)
		if (personal_at(i)->end == PERSONAL_RENAME)
			t_int(personal_end_rows(db, personal_at(i), "d", "c1", fails, NULL, &e), -1, "an id without a pseudonym");
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
		"INSERT INTO outbox (domain, seq, entity, entity_id, action, origin, ts) VALUES ('d', 1, 'profile', 'c1',"
		" 'update', 'cwai', 1)",
		"INSERT INTO merges (domain, seq, kept, gone, data, source, ts) VALUES ('d', 1, 'c1', 'c0', '{}', 'cli', 1)",
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		t_int(sql_exec(db, rows[i], val_array(), &e), 1, "a row");
}

int main(void)
{
	words();
	for (int i = 0; i < T_STORES; i++) {
		struct sql *db = schema_open(t_store(i), &e);

		every_table(db);
		every_condition(db);
		every_period(db);
		every_column(db);
		fill(db);
		no_pseudonym(db);
		matches(db);
		sql_close(db);
	}
	every_period_has_tables();
	return t_done();
}

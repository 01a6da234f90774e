#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/mem.h"

#include "services/personal.h"

/* Conditions over $1, the domain, and $2, a customer's id. */
#define OWN "domain = $1 AND customer_id = $2"
#define TALKS "SELECT id FROM conversations WHERE domain = $1 AND customer_id = $2"
#define TALK "domain = $1 AND conversation_id IN (" TALKS ")"
#define ANALYSED \
	"domain = $1 AND conversation_id IN (" TALKS " UNION SELECT conversation_id FROM analyses WHERE " OWN ")"
#define THINGS "SELECT entity, id FROM records WHERE domain = $1 AND customer = $2"
#define THING(id) \
	"domain = $1 AND ((entity IN ('customer', 'profile') AND " id " = $2) OR (entity, " id ") IN (" THINGS "))"

/* Conditions over $1, the domain, and $2, a time. OLD_TALK: whether its old turns are gone already or go yet. */
#define OLD(column) "domain = $1 AND " column " < $2"
#define OLD_TALK                                                                                                      \
	"domain = $1 AND updated_at < $2 AND NOT EXISTS (SELECT 1 FROM turns t WHERE t.domain = conversations.domain AND" \
	" t.conversation_id = conversations.id AND t.ts >= $2)"
#define NO_TALK \
	"domain = $1 AND conversation_id NOT IN (SELECT id FROM conversations WHERE domain = $1 AND NOT (" OLD_TALK "))"
#define OLD_ANALYSIS \
	"domain = $1 AND conversation_id IN (SELECT conversation_id FROM analyses WHERE domain = $1 AND ended_at < $2)"

#define NOBODYS(table)                                                         \
	{                                                                          \
		.name = table, .by = PERSONAL_NOBODY, .end = PERSONAL_KEEP, .json = "" \
	}

static const struct personal_table tables[] = {
	{"turns", PERSONAL_ID, PERSONAL_DELETE, TALK, "conversation_id, seq, role", "reply facts intents", "Mensagens",
	 "turns", OLD("ts"), "domain, conversation_id, seq, message_id, role"},
	{"sends", PERSONAL_ID, PERSONAL_DELETE, TALK, "conversation_id, ts", "", "Envios de respostas", "sends", OLD("ts"),
	 "domain, conversation_id, message_id"},
	{"send_marks", PERSONAL_ID, PERSONAL_DELETE, TALK, "conversation_id", "", "Última resposta iniciada", "turns",
	 NO_TALK, "domain, conversation_id"},
	{"mutes", PERSONAL_ID, PERSONAL_DELETE, TALK, "conversation_id", "", "Conversas assumidas por uma pessoa", "turns",
	 NO_TALK " AND since < $2", "domain, conversation_id"},
	{"analysis_entities", PERSONAL_ID, PERSONAL_DELETE, ANALYSED, "conversation_id, type, key", "",
	 "Produtos e serviços mencionados", "analyses", OLD_ANALYSIS, "domain, conversation_id, type, key"},
	{"analysis_questions", PERSONAL_ID, PERSONAL_DELETE, ANALYSED, "conversation_id, n", "", "Perguntas sem resposta",
	 "analyses", OLD_ANALYSIS, "domain, conversation_id, n"},
	{"analyses", PERSONAL_ID, PERSONAL_DELETE, "domain = $1 AND (customer_id = $2 OR conversation_id IN (" TALKS "))",
	 "ended_at, conversation_id", "data", "Resumos de conversas", "analyses", OLD("ended_at"),
	 "domain, conversation_id"},
	{"conversations", PERSONAL_ID, PERSONAL_DELETE, OWN, "created_at, id", "task previous", "Conversas", "turns",
	 OLD_TALK, "domain, id"},
	{"sync_history", PERSONAL_ID, PERSONAL_DELETE, THING("id"), "ts, entity, id, field", "kept lost",
	 "Histórico de alterações", "history", OLD("ts"), "domain, entity, id, ts, field"},
	{"outbox", PERSONAL_ID, PERSONAL_RENAME, THING("entity_id"), "seq", "", "Avisos de alteração", "outbox", NULL,
	 NULL}, /* what its readers have taken */
	{"odoo_links", PERSONAL_ID, PERSONAL_DELETE, THING("id"), "entity, id", "base", "Ligação com o Odoo",
	 PERSONAL_WITH_CUSTOMER, NULL, NULL},
	{"records", PERSONAL_ID, PERSONAL_DELETE, "domain = $1 AND customer = $2", "entity, at, id", "data",
	 "Pedidos, agendamentos e outros registros", PERSONAL_WITH_CUSTOMER, NULL, NULL},
	{"merges", PERSONAL_ID, PERSONAL_DELETE, "domain = $1 AND (kept = $2 OR (gone = $2 AND undone_at IS NOT NULL))",
	 "seq", "data", "Cadastros unidos", "merges", OLD("ts"), "domain, seq"},
	{"consents", PERSONAL_ID, PERSONAL_DELETE, OWN, "ts, purpose", "", "Consentimentos", PERSONAL_WITH_CUSTOMER, NULL,
	 NULL},
	{"customer_ids", PERSONAL_ID, PERSONAL_DELETE, OWN, "external_id", "", "Identificações em outros canais",
	 PERSONAL_WITH_CUSTOMER, NULL, NULL},
	{"customers", PERSONAL_ID, PERSONAL_DELETE, "domain = $1 AND id = $2", "id", "data", "Cadastro",
	 PERSONAL_WITH_CUSTOMER, NULL, NULL},
	{"audit", PERSONAL_SUBJECT, PERSONAL_KEEP, "domain = $1 AND subject = $2", "ts, chain, seq", "",
	 "Quem acessou os dados", "audit", NULL, NULL}, /* by chains */
	{"erasures", PERSONAL_SUBJECT, PERSONAL_KEEP, "domain = $1 AND subject = $2", "ts", "", "Exclusões",
	 PERSONAL_FOR_EVER, NULL, NULL}, /* else another system brings them back */
	NOBODYS("products"),
	NOBODYS("rules"),
	NOBODYS("versions"),
	NOBODYS("sync_state"),
	NOBODYS("audit_heads"),
	NOBODYS("analysis_days"),
};

int personal_count(void)
{
	return (int)(sizeof(tables) / sizeof(tables[0]));
}

const struct personal_table *personal_at(int i)
{
	return &tables[i];
}

/* ---- rows ---- */

static val params(const char *domain, const char *who)
{
	return val_push(val_push(val_array(), val_of_str(domain)), val_of_str(who));
}

static bool has_word(const char *words, const char *w)
{
	size_t n = strlen(w);

	for (const char *s = words; (s = strstr(s, w)); s += n)
		if ((s == words || s[-1] == ' ') && (s[n] == ' ' || !s[n]))
			return true;
	return false;
}

static bool is_time(const char *column)
{
	size_t n = strlen(column);

	return has_word("ts at since until", column) || (n > 3 && strcmp(column + n - 3, "_at") == 0);
}

/* A column as people and programs read it. Consumes v. */
static val readable(const struct personal_table *t, const char *column, val v)
{
	const char *text = val_text(v, NULL);
	char ts[32];
	val parsed;

	if (val_kind(v) == VAL_NUMBER && is_time(column) && val_number(v, 0) > 0) {
		(void)date_format((date_ms)val_number(v, 0), ts);
		val_free(v);
		return val_of_str(ts);
	}
	if (strcmp(column, "granted") == 0) {
		parsed = val_true(val_number(v, 0) != 0);
		val_free(v);
		return parsed;
	}
	if (!text || !has_word(t->json, column))
		return v;
	parsed = val_parse(text, strlen(text), NULL);
	if (val_kind(parsed) == VAL_NONE)
		return v;
	val_free(v);
	return parsed;
}

struct each {
	const struct personal_table *t;
	int (*fn)(void *cookie, val row, struct err *e);
	void *cookie;
};

static int give(void *cookie, val row, struct err *e)
{
	const struct each *x = cookie;
	val out = val_object();

	for (int i = val_iter(row); val_iter_ok(row, i); i = val_iter_next(row, i)) {
		const char *column = val_iter_key(row, i);

		if (strcmp(column, "domain") != 0)
			out = val_set(out, column, readable(x->t, column, val_iter_val(row, i)));
	}
	val_free(row);
	return x->fn(x->cookie, out, e);
}

int personal_each(struct sql *db, const struct personal_table *t, const char *domain, const char *who,
				  int (*fn)(void *cookie, val row, struct err *e), void *cookie, struct err *e)
{
	struct each x = {t, fn, cookie};
	char *query = mem_printf("SELECT * FROM %s WHERE %s ORDER BY %s", t->name, t->where, t->order);
	int st = sql_each(db, query, params(domain, who), give, &x, e);

	free(query);
	return st;
}

long personal_rows(struct sql *db, const struct personal_table *t, const char *domain, const char *who, struct err *e)
{
	char *query = mem_printf("SELECT COUNT(*) AS n FROM %s WHERE %s", t->name, t->where);
	val row;
	int st = sql_row(db, query, params(domain, who), &row, e);
	long n = st == 0 ? (long)val_int(row, "n", 0) : -1;

	if (st == 0)
		val_free(row);
	free(query);
	return n;
}

/* The ids are few: those of the customer and of their records. */
static long rename_rows(struct sql *db, const struct personal_table *t, const char *domain, const char *who,
						int (*name)(void *cookie, const char *id, char *out, size_t cap), void *cookie, struct err *e)
{
	char *query = mem_printf("SELECT DISTINCT entity, entity_id FROM %s WHERE %s", t->name, t->where);
	char *update =
		mem_printf("UPDATE %s SET entity_id = $4 WHERE domain = $1 AND entity = $2 AND entity_id = $3", t->name);
	char alias[64];
	val rows = val_null(), p;
	long n = 0;
	int st = sql_query(db, query, params(domain, who), &rows, e);

	for (int i = 0; st == 0 && i < val_len(rows); i++) {
		val row = val_at(rows, i);

		st = name(cookie, val_str(row, "entity_id", ""), alias, sizeof(alias));
		if (st == 0) {
			p = val_push(params(domain, val_str(row, "entity", "")), val_get(row, "entity_id"));
			st = sql_exec(db, update, val_push(p, val_of_str(alias)), e);
		}
		n += st > 0 ? st : 0;
		st = st < 0 ? -1 : 0;
		val_free(row);
	}
	val_free(rows);
	free(update);
	free(query);
	return st == 0 ? n : -1;
}

long personal_end_rows(struct sql *db, const struct personal_table *t, const char *domain, const char *who,
					   int (*name)(void *cookie, const char *id, char *out, size_t cap), void *cookie, struct err *e)
{
	char *query;
	long n;

	if (t->end == PERSONAL_KEEP)
		return 0;
	if (t->end == PERSONAL_RENAME)
		return rename_rows(db, t, domain, who, name, cookie, e);
	query = mem_printf("DELETE FROM %s WHERE %s", t->name, t->where);
	n = sql_exec(db, query, params(domain, who), e);
	free(query);
	return n;
}

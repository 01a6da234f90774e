/* conversation: turns once each, window and budget, the open task, the last interaction, marks; on both stores. */
#include <stdlib.h>

#include "io/schema.h"
#include "services/conversation.h"

#include "../store.h"
#include "../t.h"

#define DAY (24 * 3600 * 1000LL)
#define HOUR (3600 * 1000LL)
#define NOON 1781697600000LL /* 2026-06-17T12:00:00Z */

static const char *engine;

static const char *said(const char *what)
{
	static char name[256];

	(void)snprintf(name, sizeof(name), "%s: %.200s", engine, what);
	return name;
}

/* What conversation_enter gave, as one line of JSON. */
static void enters(struct sql *db, struct conversation_message m, int window, long budget, const char *want,
				   const char *name)
{
	struct conversation c;
	struct err e = {0};
	struct buf b = {0};
	val v = val_array();

	if (conversation_enter(db, &m, window, budget, &c, &e) < 0) {
		t_str(e.msg, want, said(name));
		val_free(v);
		return;
	}
	v = val_push(val_push(v, val_true(c.fresh)), val_parse(c.history.p, c.history.n, NULL));
	v = val_push(val_push(v, val_copy(c.task)), val_copy(c.last));
	val_dump(v, &b);
	t_str(b.p, want, said(name));
	val_free(v);
	buf_free(&b);
	conversation_free(&c);
}

static struct conversation_message message(const char *conversation, const char *id, const char *text, date_ms ts)
{
	return (struct conversation_message){.domain = "cosmeticos",
										 .conversation = conversation,
										 .customer = "ana",
										 .channel = "whatsapp",
										 .status = "pending",
										 .id = id,
										 .role = "customer",
										 .text = text,
										 .ts = ts};
}

static val parsed(const char *json)
{
	return val_parse(json, strlen(json), NULL);
}

/* Stores an answer; task "keep" leaves it. */
static int answers(struct sql *db, const char *conversation, const char *id, const char *text, const char *task,
				   const char *topic, date_ms ts)
{
	struct conversation_answer a = {
		.domain = "cosmeticos", .conversation = conversation, .message = id, .text = text, .topic = topic, .ts = ts};
	struct err e = {0};
	int r;

	a.reply = val_set_str(val_object(), "text", text);
	a.facts = parsed("[\"p001\",\"p002\"]");
	a.intents = parsed("[{\"name\":\"price\",\"confidence\":0.9}]");
	a.task = parsed(task); /* "keep" is no JSON: VAL_NONE */
	r = conversation_answer(db, &a, &e);
	if (r < 0)
		printf("# %s\n", e.msg);
	val_free(a.reply);
	val_free(a.facts);
	val_free(a.intents);
	val_free(a.task);
	return r;
}

static void reply_is(struct sql *db, const char *id, const char *want, const char *name)
{
	struct err e = {0};
	struct buf b = {0};
	val reply;

	if (conversation_reply(db, "cosmeticos", id, &reply, &e) < 0) {
		t_str(e.msg, want, said(name));
		return;
	}
	if (val_kind(reply) != VAL_NONE)
		val_dump(reply, &b);
	t_str(buf_str(&b), want, said(name));
	val_free(reply);
	buf_free(&b);
}

static int count(struct sql *db, const char *query)
{
	struct err e = {0};
	val row;
	int n;

	if (sql_row(db, query, val_array(), &row, &e) < 0)
		return -1;
	n = (int)val_int(row, "n", -1);
	val_free(row);
	return n;
}

static void try_turns(struct sql *db)
{
	struct conversation_message first = message("c1", "m1", "oi", NOON),
								second = message("c1", "m2", "quanto?", NOON + 60000);
	static const char after[] =
		"[false,[{\"role\":\"customer\",\"text\":\"oi\",\"ts\":\"2026-06-17T12:00:00.000Z\"},"
		"{\"role\":\"shop\",\"text\":\"Olá!\",\"ts\":\"2026-06-17T12:00:01.000Z\",\"facts\":[\"p001\",\"p002\"]}],"
		"{\"kind\":\"products\",\"n\":2},null]";

	enters(db, first, 10, 1000, "[true,[],null,null]", "the first message");
	enters(db, first, 10, 1000, "[true,[],null,null]", "the first message again");
	reply_is(db, "m1", "", "no reply yet");
	t_int(answers(db, "c1", "m1", "Olá!", "{\"kind\":\"products\",\"n\":2}", "price", NOON + 1000), 1,
		  said("answered"));
	t_int(answers(db, "c1", "m1", "Outra", "null", "stock", NOON + 2000), 0, said("a second answer is not stored"));
	reply_is(db, "m1", "{\"text\":\"Olá!\"}", "the first answer counts");
	enters(db, second, 10, 1000, after, "the second message");
	t_int(answers(db, "c1", "m2", "Cem", "keep", NULL, NOON + 61000), 1, said("answered, the task kept"));
	enters(db, second, 10, 1000, after, "the second message again, answered as it is");
	enters(db, first, 10, 1000, "[true,[],{\"kind\":\"products\",\"n\":2},null]", "the first message once more");
	t_int(count(db, "SELECT count(*) AS n FROM turns"), 4, said("four turns"));
	enters(
		db, message("c1", "m3", NULL, NOON + 70000), 1, 1000,
		"[false,[{\"role\":\"shop\",\"text\":\"Cem\",\"ts\":\"2026-06-17T12:01:01.000Z\",\"facts\":[\"p001\",\"p002\"]}],"
		"{\"kind\":\"products\",\"n\":2},null]",
		"a window of one, and no text");
	t_int(answers(db, "c1", "m3", "Sim", "null", NULL, NOON + 71000), 1, said("answered, the task closed"));
	enters(db, message("c1", "m4", "ok", NOON + 80000), 0, 1000, "[false,[],null,null]", "no window, no task");
}

static void try_budget(struct sql *db)
{
	enters(db, message("c2", "b1", "ação e reação", NOON + HOUR), 9, 9,
		   "[true,[],null,{\"topic\":\"price\",\"conversation\":\"c1\",\"ts\":"
		   "\"2026-06-17T12:01:20.000Z\"}]",
		   "a second conversation knows the first");
	enters(
		db, message("c2", "b2", "1234", NOON + HOUR + 1), 9, 3,
		"[false,[{\"role\":\"customer\",\"text\":\"ação e reaçã\",\"ts\":"
		"\"2026-06-17T13:00:00.000Z\"}],null,{\"topic\":\"price\",\"conversation\":\"c1\",\"ts\":\"2026-06-17T12:01:20.000Z\"}]",
		"the newest turn is cut to the budget, at a character");
	enters(
		db, message("c2", "b3", "x", NOON + HOUR + 2), 9, 4,
		"[false,[{\"role\":\"customer\",\"text\":\"1234\",\"ts\":"
		"\"2026-06-17T13:00:00.001Z\"}],null,{\"topic\":\"price\",\"conversation\":\"c1\",\"ts\":\"2026-06-17T12:01:20.000Z\"}]",
		"what goes over the budget is left out");
}

static void try_visits(struct sql *db)
{
	struct conversation_message m = message("c2", "v1", "voltei", NOON + 3 * DAY),
								other = message("c9", "v9", "oi", NOON + DAY);
	struct conversation_message nobody = message("c8", "v8", "oi", NOON), domain = message("c1", "m1", "oi", NOON);
	static const char last[] =
		"[false,[],null,{\"topic\":null,\"conversation\":\"c2\",\"ts\":\"2026-06-17T13:00:00.002Z\"}]";

	enters(db, m, 0, 1000, last, "after days of silence the visit before is the last interaction");
	enters(db, m, 0, 1000, last, "again");
	m.id = "v2";
	m.ts += 1000;
	m.status = "open";
	enters(db, m, 0, 1000, last, "and stays so during the visit");
	other.customer = "bia";
	enters(db, other, 9, 1000, "[true,[],null,null]", "another customer has none");
	nobody.customer = NULL;
	enters(db, nobody, 9, 1000, "[true,[],null,null]", "nobody has none");
	domain.domain = "saude";
	enters(db, domain, 9, 1000, "[true,[],null,null]", "the same ids in another domain are others");
	t_int(count(db, "SELECT count(*) AS n FROM conversations WHERE id = 'c2' AND status = 'open'"), 1,
		  said("the status is kept"));
	t_int(answers(db, "c7", "z1", "Sozinha", "{\"a\":1}", NULL, NOON), 1,
		  said("an answer to a message that was not entered"));
}

static void try_marks(struct sql *db)
{
	static const char *const keys[] = {"created:1", "created:2", "created:3"};
	struct err e = {0};
	bool seen[3] = {true, true, true};

	t_ok(conversation_seen(db, keys, 3, seen, &e) == 0 && !seen[0] && !seen[1] && !seen[2], said("nothing seen"));
	t_int(conversation_mark(db, keys, 2, NOON, &e), 0, said("two marked"));
	t_int(conversation_mark(db, keys, 2, NOON + 9, &e), 0, said("twice"));
	t_int(conversation_mark(db, keys, 0, NOON, &e), 0, said("none marked"));
	t_ok(conversation_seen(db, keys, 3, seen, &e) == 0 && seen[0] && seen[1] && !seen[2], said("two seen"));
	t_int(conversation_forget_marks(db, NOON, &e), 0, said("none before"));
	t_int(conversation_forget_marks(db, NOON + 1, &e), 2, said("two forgotten"));
	t_ok(conversation_seen(db, keys, 3, seen, &e) == 0 && !seen[0] && !seen[1] && !seen[2], said("nothing seen again"));
}

/* A store that fails is an error everywhere, never an empty answer. */
static void try_broken(struct sql *db)
{
	struct conversation_message m = message("c1", "m9", "oi", NOON);
	struct conversation c;
	struct err e = {0};
	val reply;

	t_ok(sql_exec(db, "DROP TABLE turns", val_array(), &e) == 0 &&
			 sql_exec(db, "DROP TABLE seen", val_array(), &e) == 0,
		 said("a store without its tables"));
	t_ok(conversation_enter(db, &m, 9, 9, &c, &e) < 0 && e.kind == ERR_CONFIG, said("enter says so"));
	t_ok(conversation_reply(db, "cosmeticos", "m1", &reply, &e) < 0 && e.kind == ERR_CONFIG, said("reply too"));
	t_int(answers(db, "c1", "m9", "Oi", "null", NULL, NOON), -1, said("answer too"));
	t_int(conversation_mark(db, (const char *const[]){"a"}, 1, NOON, &e), -1, said("and marks"));
	t_ok(sql_begin(db, &e) == 0 && sql_commit(db, &e) == 0, said("no transaction is left open"));
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
		try_turns(db);
		try_budget(db);
		try_visits(db);
		try_marks(db);
		try_broken(db);
		sql_close(db);
	}
	return t_done();
}

/* Unit tests: webhook and deliveries: times, channels, the gate, keys; marks in the store and without it. */
#include <stdlib.h>

#include "../store.h"
#include "../t.h"
#include "io/schema.h"
#include "record/rec.h"
#include "services/deliveries.h"
#include "services/webhook.h"

#define NOW 1781708400000 /* 2026-06-17T15:00:00Z */

static val json(const char *s)
{
	struct err e;
	val v = val_parse(s, strlen(s), &e);

	if (val_kind(v) == VAL_NONE)
		printf("# %s\n", e.msg);
	return v;
}

static void is_time(const char *text, long long want)
{
	val v = json(text);
	date_ms t = -1;
	bool good = webhook_time(v, &t);

	t_int(good ? t : -1, want, text);
	val_free(v);
}

static void times(void)
{
	is_time("\"2026-06-17T14:10:04.501Z\"", 1781705404501);
	is_time("\"2026-06-17T11:10:04-03:00\"", 1781705404000);
	is_time("\"2020-03-03 13:05:57 UTC\"", 1583240757000);
	is_time("1781705404", 1781705404000);
	is_time("1781705404.512877", 1781705404512);
	is_time("1781705404512", 1781705404512);
	is_time("\"1781705404\"", 1781705404000);
	is_time("0", -1);
	is_time("-5", -1);
	is_time("1e300", -1);
	is_time("\"nan\"", -1);
	is_time("\"\"", -1);
	is_time("\"amanhã\"", -1);
	is_time("null", -1);
	is_time("{}", -1);
	is_time("\"Wed Jun 17 2026 11:09:58 GMT-0300 (Hora padrão de Brasília)\"", -1);
}

static void is_channel(const char *conversation, const char *want)
{
	val v = json(conversation);
	char room[32];

	t_str(webhook_channel(v, room), want, conversation);
	val_free(v);
}

static void channels(void)
{
	is_channel("{\"channel\":\"Channel::Whatsapp\"}", "whatsapp");
	is_channel("{\"channel\":\"Channel::WebWidget\"}", "web");
	is_channel("{\"channel\":\"Channel::FacebookPage\"}", "facebook");
	is_channel(
		"{\"channel\":\"Channel::FacebookPage\",\"additional_attributes\":{\"type\":\"instagram_direct_message\"}}",
		"instagram");
	is_channel("{\"channel\":\"Channel::TwilioSms\"}", "sms");
	is_channel("{\"channel\":\"Channel::TwilioSms\",\"contact_inbox\":{\"source_id\":\"whatsapp:+55\"}}", "whatsapp");
	is_channel("{\"channel\":\"Channel::TwilioSms\",\"medium\":\"whatsapp\"}", "whatsapp");
	is_channel("{\"channel\":\"Channel::Pombo2\"}", "pombo2");
	is_channel("{\"channel\":\"Channel::Aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"}",
			   "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
	is_channel("{\"channel\":\"\"}", "other");
	is_channel("{\"channel\":7}", "other");
	is_channel("null", "other");
}

#define MESSAGE(more)                                                                                          \
	"{\"event\":\"message_created\",\"id\":7,\"account\":{\"id\":2},\"message_type\":0,\"sender\":{\"id\":5}," \
	"\"conversation\":{\"id\":9,\"status\":\"pending\"}" more "}"

/* The reason for body, "message" when it is one, "bad" when it is refused. */
static const char *gate(const char *body, long long bot)
{
	struct webhook w;
	struct err e;
	val v = json(body);
	const char *reason;

	if (webhook_read(&w, v, NULL, bot, NOW, &e) != 0) {
		val_free(v);
		return "bad";
	}
	val_free(v); /* the webhook has its own */
	reason = w.reason ? w.reason : "message";
	webhook_free(&w);
	webhook_free(&w); /* again is fine */
	return reason;
}

#define HELD(meta) MESSAGE(",\"conversation\":{\"id\":9,\"status\":2,\"meta\":" meta "}")

static void gates(void)
{
	t_str(gate(MESSAGE(""), 0), "message", "the least that a message has");
	t_str(gate(MESSAGE(",\"private\":true"), 0), "private", "private");
	t_str(gate(MESSAGE(",\"message_type\":\"1\""), 0), "outgoing", "a type as text of a digit");
	t_str(gate(MESSAGE(",\"message_type\":4"), 0), "bad", "a type beyond the last");
	t_str(gate(MESSAGE(",\"message_type\":-1"), 0), "bad", "a type before the first");
	t_str(gate(MESSAGE(",\"message_type\":[]"), 0), "bad", "a type of another kind");
	t_str(gate(MESSAGE(",\"id\":\"7\""), 0), "message", "an id as text");
	t_str(gate(MESSAGE(",\"id\":\"7x\""), 0), "bad", "an id that is none");
	t_str(gate(MESSAGE(",\"id\":\"99999999999999999999\""), 0), "bad", "an id beyond numbers");
	t_str(gate(HELD("{\"assignee\":null,\"assignee_type\":null}"), 0), "message", "status as a number, nobody has it");
	t_str(gate(HELD("[1]"), 0), "message", "meta of another kind");
	t_str(gate(HELD("{\"assignee\":{\"id\":12},\"assignee_type\":\"AgentBot\"}"), 12), "message", "our bot");
	t_str(gate(HELD("{\"assignee\":{\"id\":\"12\"},\"assignee_type\":\"AgentBot\"}"), 12), "message", "as text");
	t_str(gate(HELD("{\"assignee\":{\"id\":13},\"assignee_type\":\"AgentBot\"}"), 12), "bot", "another bot");
	t_str(gate(HELD("{\"assignee\":null,\"assignee_type\":\"AgentBot\"}"), 12), "bot", "a bot without a number");
	t_str(gate(HELD("{\"assignee\":{\"id\":12,\"type\":\"agent_bot\"}}"), 12), "message",
		  "our bot, before assignee_type");
	t_str(gate(HELD("{\"assignee\":{\"id\":12},\"assignee_type\":\"User\"}"), 12), "human", "a person of that number");
	t_str(gate(HELD("{\"assignee\":null,\"assignee_type\":\"User\"}"), 12), "human", "a person without a name");
	t_str(gate("{\"event\":\"message_created\"}", 0), "bad", "nothing but the event");
	t_str(gate("{\"event\":\"x\"}", 0), "event", "an event that is not known");
	t_str(gate("{\"event\":\"\"}", 0), "bad", "an empty event");
	t_str(gate("[]", 0), "bad", "an array");
	t_str(gate("null", 0), "bad", "null");
}

static char *key_of(const char *body)
{
	struct webhook w;
	struct err e;
	val v = json(body);
	char *key = NULL;

	if (webhook_read(&w, v, "d-1", 0, NOW, &e) == 0) {
		key = mem_dup(w.key);
		t_str(w.trace, "d-1", "the trace is the delivery's");
		webhook_free(&w);
	}
	val_free(v);
	return key;
}

static void keys(void)
{
	char *a = key_of(MESSAGE("")), *b = key_of(MESSAGE(",\"content\":\"x\"")), *c = key_of(MESSAGE(",\"id\":8"));
	char *d = key_of(MESSAGE(",\"event\":\"message_updated\""));
	char *f = key_of(MESSAGE(",\"event\":\"message_updated\",\"content\":\"x\""));

	t_str(a, "2:message_created:7", "a message's key");
	t_str(b, a, "what it says is no part of it");
	t_ok(c && a && strcmp(a, c) != 0, "another id, another key");
	t_ok(d && f && strcmp(d, f) != 0, "each update has its own");
	free(a);
	free(b);
	free(c);
	free(d);
	free(f);
}

static void record(void)
{
	struct webhook w;
	struct buf b = {0};
	struct err e;
	val v = json(MESSAGE(""));

	t_int(webhook_read(&w, v, NULL, 0, NOW, &e), 0, "read");
	webhook_record(&w, NULL, &b);
	t_str(
		buf_str(&b) + strcspn(buf_str(&b), ","),
		",\"kind\":\"message\",\"id\":\"chatwoot:2:7\",\"ts\":\"2026-06-17T15:00:00.000Z\","
		"\"trace\":\"b2a59972c3ab079cce5d1083217efd2d\",\"channel\":\"other\",\"conversation\":{\"id\":\"chatwoot:2:9\","
		"\"status\":\"pending\",\"can_reply\":true,\"assignee\":null,\"new\":false,\"inbox\":null,\"labels\":[],"
		"\"team\":null},\"customer\":{\"id\":\"chatwoot:2:c5\",\"name\":null,\"phone\":null,\"email\":null},"
		"\"text\":null,\"attachments\":[]}",
		"the least record, to the byte");
	buf_free(&b);
	webhook_free(&w);
	val_free(v);
}

/* ---- marks ---- */

static void memory(void)
{
	struct deliveries *d = deliveries_new();
	char key[32];
	int again = 0;

	t_ok(!deliveries_seen(d, "a") && deliveries_seen(d, "a") && !deliveries_seen(d, "b"),
		 "memory tells twice from once");
	for (int i = 0; i < 50000; i++) {
		(void)snprintf(key, sizeof(key), "k%d", i);
		again += deliveries_seen(d, key);
	}
	t_int(again, 0, "fifty thousand others are fresh");
	t_ok(deliveries_seen(d, "k49999") && deliveries_seen(d, "k30001"), "the last twenty thousand are known");
	t_ok(!deliveries_seen(d, "a"), "the oldest are forgotten: memory is bounded");
	t_ok(!deliveries_are_many(d), "without a store no marks wait");
	deliveries_free(d);
	deliveries_free(NULL);
}

static void store(int which)
{
	struct err e = {.kind = ERR_NONE};
	struct sql *db = schema_open(t_store(which), &e);
	struct deliveries *d = deliveries_new(), *next = deliveries_new();
	char key[32];

	if (!db)
		printf("# %s\n", e.msg);
	deliveries_use_store(d, db, NOW);
	for (int i = 0; i < 300; i++) {
		(void)snprintf(key, sizeof(key), "k%d", i);
		(void)deliveries_seen(d, key);
	}
	t_ok(deliveries_are_many(d), "three hundred marks are worth a flush");
	t_int(deliveries_flush(d, NOW, false, &e), 0, "they are written");
	t_ok(!deliveries_are_many(d), "none wait");
	deliveries_use_store(next, db, NOW + 6 * 86400000LL);
	t_ok(deliveries_seen(next, "k0") && deliveries_seen(next, "k299") && !deliveries_seen(next, "k300"),
		 "another run knows them");
	deliveries_free(next);
	next = deliveries_new();
	deliveries_use_store(next, db, NOW + 8 * 86400000LL);
	t_ok(!deliveries_seen(next, "k0"), "after a week it does not");
	t_int(sql_exec(db, "ALTER TABLE seen RENAME TO gone", val_array(), &e) >= 0, 1, "the store breaks");
	t_ok(!deliveries_seen(next, "x") && deliveries_seen(next, "x"), "memory goes on");
	t_int(deliveries_flush(next, NOW, false, &e), 0, "the store is left alone");
	t_int(deliveries_flush(next, NOW, true, &e), -1, "but for the last time, which fails");
	t_int(sql_exec(db, "ALTER TABLE gone RENAME TO seen", val_array(), &e) >= 0, 1, "the store is back");
	t_int(deliveries_flush(next, NOW, true, &e), 0, "nothing that waited is lost");
	deliveries_free(d);
	d = deliveries_new();
	deliveries_use_store(d, db, NOW);
	t_ok(deliveries_seen(d, "x"), "it is marked");
	deliveries_free(d);
	deliveries_free(next);
	sql_close(db);
}

int main(void)
{
	times();
	channels();
	gates();
	keys();
	record();
	memory();
	for (int i = 0; i < T_STORES; i++)
		store(i);
	return t_done();
}

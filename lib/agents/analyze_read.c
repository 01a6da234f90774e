#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"

#include "agents/analyze_read.h"

#define PAGE 200 /* conversations that are asked for at once */

/* ---- replies ---- */

/* The texts of the reply's parts as the customer reads them, and the crews that made them, an array. */
static val parts_of(val reply, struct buf *text)
{
	val parts = val_get_array(reply, "parts"), crews = val_array();

	for (int i = 0; i < val_len(parts); i++) {
		val part = val_at(parts, i);

		buf_printf(text, "%s%s", i ? "\n\n" : "", val_str(part, "text", ""));
		if (val_str(part, "crew", NULL))
			crews = val_push(crews, val_of_str(val_str(part, "crew", "")));
		val_free(part);
	}
	val_free(parts);
	return crews;
}

/*
 * text, when the store has it, is what was sent. One that says nothing is a turn all the same when its time is known:
 * the store counts it. Of a record it would stand in the way of the answer that comes with the same message later.
 */
static void add_reply(struct analyze *a, struct analyze_turn turn, val reply, bool sent)
{
	struct buf text = {0};

	turn.role = ANALYZE_SHOP;
	turn.crews = parts_of(reply, &text);
	turn.text = turn.text ? turn.text : buf_str(&text);
	turn.handoff = sent ? val_str(reply, "handoff.reason", NULL) : NULL;
	turn.unseen = !sent || !*turn.text;
	if (*turn.text || turn.handoff || turn.ts)
		analyze_add(a, &turn);
	val_free(turn.crews);
	buf_free(&text);
}

/* ---- records ---- */

const char *analyze_read_conversation(struct rec *r)
{
	const char *id = rec_str(r, "conversation.id", "");

	return strcmp(rec_str(r, "kind", ""), "message") == 0 && *id ? id : NULL;
}

/* What cwai-route says of a message; VAL_NULL when it was not asked. */
static val intents_of(struct rec *r)
{
	val intents;

	if (rec_kind(r, "route") != VAL_OBJECT)
		return val_null();
	intents = rec_val(r, "route.intents");
	if (val_kind(intents) == VAL_ARRAY && !rec_bool(r, "route.unknown", false))
		return intents;
	val_free(intents);
	return val_array();
}

static void add_message(struct analyze *a, struct rec *r, struct analyze_turn *turn)
{
	const char *state = rec_str(r, "delivery.state", "");
	val reply;

	turn->role = ANALYZE_CUSTOMER;
	turn->intents = intents_of(r);
	analyze_add(a, turn);
	val_free(turn->intents);
	if (rec_kind(r, "reply") != VAL_OBJECT)
		return;
	reply = rec_val(r, "reply");
	/* When it went out is not said. */
	add_reply(a, (struct analyze_turn){.id = turn->id, .intents = val_null()}, reply,
			  strcmp(state, "discarded") != 0 && strcmp(state, "none") != 0);
	val_free(reply);
}

/* A message of a conversation as it stands in Chatwoot. */
static void add_shown(struct analyze *a, struct analyze_turn *turn, struct rec *r, const char *type)
{
	const char *by = rec_str(r, "sender.type", "");

	/* Templates are what Chatwoot says by itself: out of office, how was it. */
	if (rec_bool(r, "private", false) || strcasecmp(type, "activity") == 0 || strcasecmp(type, "template") == 0)
		return;
	turn->role = strcasecmp(type, "incoming") == 0 ? ANALYZE_CUSTOMER
				 : strcasecmp(by, "user") == 0     ? ANALYZE_HUMAN
												   : ANALYZE_SHOP;
	analyze_add(a, turn);
}

void analyze_read_record(struct analyze *a, struct rec *r)
{
	struct analyze_turn turn = {.intents = val_null(), .crews = val_null()};
	const char *type = rec_str(r, "type", NULL);

	turn.id = rec_str(r, "id", "");
	turn.text = rec_str(r, "text", NULL);
	if (date_parse(rec_str(r, "ts", ""), &turn.ts, NULL) != 0)
		turn.ts = 0;
	analyze_about(a, rec_str(r, "customer.id", NULL), rec_str(r, "channel", NULL));
	analyze_hide(a, rec_str(r, "customer.name", NULL));
	if (type)
		add_shown(a, &turn, r, type);
	else
		add_message(a, r, &turn);
}

/* ---- the store ---- */

static val key(const char *domain, const char *id)
{
	return val_push(val_push(val_array(), val_of_str(domain)), val_of_str(id));
}

/* A member that holds JSON text; VAL_NULL when it is null or damaged. */
static val json_member(val row, const char *name)
{
	const char *text = val_str(row, name, NULL);
	val v = text ? val_parse(text, strlen(text), NULL) : val_null();

	if (val_kind(v) != VAL_NONE)
		return v;
	val_free(v);
	return val_null();
}

static void add_row(struct analyze *a, val row)
{
	const char *role = val_str(row, "role", "");
	struct analyze_turn turn = {.id = val_str(row, "message_id", ""),
								.text = val_str(row, "text", NULL),
								.ts = val_int(row, "ts", 0),
								.intents = val_null(),
								.crews = val_null()};
	val reply;

	if (strcmp(role, "shop") != 0) {
		turn.role = strcmp(role, "human") == 0 ? ANALYZE_HUMAN : ANALYZE_CUSTOMER;
		analyze_add(a, &turn);
		return;
	}
	reply = json_member(row, "reply");
	turn.intents = json_member(row, "intents");
	if (strcmp(val_str(reply, "handoff.reason", ""), "unknown") == 0) { /* its intents are guesses */
		val_free(turn.intents);
		turn.intents = val_array();
	}
	add_reply(a, turn, reply, strcmp(val_str(row, "state", ""), "discarded") != 0);
	val_free(turn.intents);
	val_free(reply);
}

/* When a person has spoken last, 0: never. What one writes is not kept. */
static int find_person(struct sql *db, const char *domain, const char *conversation, date_ms *since, struct err *e)
{
	static const char query[] = "SELECT since FROM mutes WHERE domain = $1 AND conversation_id = $2";
	val row;

	if (sql_row(db, query, key(domain, conversation), &row, e) < 0)
		return -1;
	*since = val_int(row, "since", 0);
	val_free(row);
	return 0;
}

static void add_person(struct analyze *a, date_ms since)
{
	const struct analyze_turn turn = {
		.role = ANALYZE_HUMAN, .ts = since, .intents = val_null(), .crews = val_null(), .unseen = true};

	analyze_add(a, &turn);
}

/* In the order of the store; the person before what the customer said later, by the channel's clock. */
static void add_rows(struct analyze *a, val rows, date_ms since)
{
	for (int i = 0; i < val_len(rows); i++) {
		val row = val_at(rows, i);

		if (since > 0 && strcmp(val_str(row, "role", ""), "customer") == 0 && val_int(row, "ts", 0) > since) {
			add_person(a, since);
			since = 0;
		}
		add_row(a, row);
		val_free(row);
	}
	if (since > 0 && val_len(rows) > 0)
		add_person(a, since);
}

int analyze_read_stored(struct analyze *a, struct sql *db, const char *domain, struct err *e)
{
	static const char query[] = "SELECT t.message_id, t.role, t.text, t.reply, t.intents, t.ts, s.state FROM turns t"
								" LEFT JOIN sends s ON s.domain = t.domain AND s.conversation_id = t.conversation_id"
								" AND s.message_id = t.message_id"
								" WHERE t.domain = $1 AND t.conversation_id = $2 ORDER BY t.seq, t.message_id, t.role";
	date_ms since;
	val rows;

	if (find_person(db, domain, analyze_id(a), &since, e) != 0 ||
		sql_query(db, query, key(domain, analyze_id(a)), &rows, e) < 0)
		return -1;
	analyze_keep_order(a); /* messages have the channel's time, answers ours */
	add_rows(a, rows, since);
	val_free(rows);
	return 0;
}

/* Gives the rows to fn; *last becomes the id of the last one. */
static int give(val rows, char **last, int (*fn)(void *cookie, struct analyze *a, struct err *e), void *cookie,
				struct err *e)
{
	int st = 0;

	for (int i = 0; i < val_len(rows) && st == 0; i++) {
		val row = val_at(rows, i);
		struct analyze *a = analyze_new(val_str(row, "id", ""));

		free(*last);
		*last = mem_dup(val_str(row, "id", ""));
		analyze_about(a, val_str(row, "customer_id", NULL), val_str(row, "channel", NULL));
		st = fn(cookie, a, e);
		analyze_free(a);
		val_free(row);
	}
	return st;
}

int analyze_read_each(struct sql *db, const char *domain, date_ms since, date_ms until,
					  int (*fn)(void *cookie, struct analyze *a, struct err *e), void *cookie, struct err *e)
{
	static const char query[] =
		"SELECT id, customer_id, channel FROM (SELECT c.id, c.customer_id, c.channel,"
		" (SELECT MAX(t.ts) FROM turns t WHERE t.domain = c.domain AND t.conversation_id = c.id) AS last_ts,"
		" (SELECT a.ended_at FROM analyses a WHERE a.domain = c.domain AND a.conversation_id = c.id) AS done"
		" FROM conversations c WHERE c.domain = $1 AND c.id > $2) AS x"
		" WHERE last_ts >= $3 AND last_ts <= $4 AND (done IS NULL OR done < last_ts) ORDER BY id LIMIT $5";
	char *last = mem_dup("");
	int st = 0, n = PAGE;

	while (st == 0 && n == PAGE) {
		val p = val_push(val_push(key(domain, last), val_of_int(since)), val_of_int(until)), rows;

		st = sql_query(db, query, val_push(p, val_of_int(PAGE)), &rows, e) < 0 ? -1 : 0;
		if (st != 0)
			break;
		n = val_len(rows);
		st = give(rows, &last, fn, cookie, e);
		val_free(rows);
	}
	free(last);
	return st;
}

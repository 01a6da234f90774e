#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "record/rec.h"
#include "services/audit.h"

#include "services/conversation.h"

#define SILENCE_MS (24 * 3600 * 1000LL) /* a message after so long begins a new visit */
#define CHARS_A_TOKEN 4

static val add(val params, const char *s)
{
	return val_push(params, val_of_str(s));
}

static val key(const char *domain, const char *id)
{
	return add(add(val_array(), domain), id);
}

/* A member of a row that holds JSON; VAL_NULL when it is null or damaged. */
static val json_member(val row, const char *name)
{
	const char *text = val_str(row, name, NULL);
	val v;

	if (!text)
		return val_null();
	v = val_parse(text, strlen(text), NULL);
	if (val_kind(v) != VAL_NONE)
		return v;
	val_free(v);
	return val_null();
}

static val time_text(date_ms t)
{
	char s[32];

	return val_of_str(date_format(t, s));
}

/* ---- entering ---- */

/*
 * Turns are forgotten before what was found out of them is: the customer's newest analysis tells when the last talk
 * was, or what it was about when its turns do not. Consumes last.
 */
static int ask_analyses(struct sql *db, const struct conversation_message *m, val last, val *out, struct err *e)
{
	static const char query[] =
		"SELECT topic, conversation_id AS conversation, ended_at AS ts FROM analyses WHERE domain = $1"
		" AND customer_id = $2 AND ended_at < $3 ORDER BY ended_at DESC LIMIT 1";
	val row;

	*out = last;
	if (sql_row(db, query, val_push(key(m->domain, m->customer), val_of_int(m->ts)), &row, e) < 0) {
		val_free(last);
		return -1;
	}
	if (val_kind(row) == VAL_OBJECT && !val_is(last)) {
		val_free(last);
		*out = val_set(val_copy(row), "ts", time_text(val_int(row, "ts", 0)));
	} else if (strcmp(val_str(row, "conversation", "\n"), val_str(last, "conversation", "")) == 0) {
		*out = val_set(last, "topic", val_get(row, "topic"));
	}
	val_free(row);
	return 0;
}

/*
 * {"ts","topic","conversation"} of the customer's latest turn anywhere, before the present message is stored; of the
 * newest analysis where the turns do not know.
 */
static int find_last(struct sql *db, const struct conversation_message *m, val *last, struct err *e)
{
	static const char query[] =
		"SELECT * FROM (SELECT c.topic, c.id AS conversation, (SELECT t.ts FROM turns t"
		" WHERE t.domain = c.domain AND t.conversation_id = c.id ORDER BY t.seq DESC LIMIT 1) AS ts"
		" FROM conversations c WHERE c.domain = $1 AND c.customer_id = $2) AS l WHERE ts IS NOT NULL ORDER BY"
		" ts DESC LIMIT 1";
	val row;

	*last = val_null();
	if (!m->customer)
		return 0;
	if (sql_row(db, query, key(m->domain, m->customer), &row, e) < 0)
		return -1;
	if (val_kind(row) == VAL_OBJECT)
		*last = val_set(val_copy(row), "ts", time_text(val_int(row, "ts", 0)));
	val_free(row);
	return val_str(*last, "topic", NULL) ? 0 : ask_analyses(db, m, *last, last, e);
}

/* *seq is the turn's place when it is stored, else the next one. */
static int find_turn(struct sql *db, const struct conversation_message *m, long long *seq, struct err *e)
{
	static const char query[] =
		"SELECT COALESCE((SELECT seq FROM turns WHERE domain = $1 AND message_id = $3 AND role = $4),"
		" (SELECT MAX(seq) + 1 FROM turns WHERE domain = $1 AND conversation_id = $2), 1) AS seq";
	val row;

	if (sql_row(db, query, add(add(key(m->domain, m->conversation), m->id), m->role), &row, e) < 0)
		return -1;
	*seq = val_int(row, "seq", 1);
	val_free(row);
	return 0;
}

/* Stores the turn; *seq is its place. */
static int put_turn(struct sql *db, const struct conversation_message *m, long long *seq, struct err *e)
{
	static const char insert[] =
		"INSERT INTO turns (domain, conversation_id, seq, message_id, role, text, ts) VALUES ($1, $2,"
		" (SELECT COALESCE(MAX(seq), 0) + 1 FROM turns WHERE domain = $1 AND conversation_id = $2), $3, $4, $5, $6)"
		" ON CONFLICT (domain, message_id, role) DO NOTHING RETURNING seq";
	val p = add(add(add(key(m->domain, m->conversation), m->id), m->role), m->text);
	val row;

	if (sql_row(db, insert, val_push(p, val_of_int(m->ts)), &row, e) < 0)
		return -1;
	*seq = val_int(row, "seq", 0);
	val_free(row);
	return *seq ? 0 : find_turn(db, m, seq, e);
}

/* The conversation's row, for the first time. */
static int put_new(struct sql *db, const struct conversation_message *m, val last, struct err *e)
{
	static const char insert[] =
		"INSERT INTO conversations (domain, id, customer_id, channel, status, previous, created_at, updated_at)"
		" VALUES ($1, $2, $3, $4, $5, $6, $7, $7) ON CONFLICT (domain, id) DO NOTHING";
	val p = add(add(add(key(m->domain, m->conversation), m->customer), m->channel), m->status);

	p = val_push(val_push(p, val_copy(last)), val_of_int(m->ts));
	return sql_exec(db, insert, p, e) < 0 ? -1 : 0;
}

static int put_changed(struct sql *db, const struct conversation_message *m, val last, struct err *e)
{
	static const char update[] =
		"UPDATE conversations SET customer_id = COALESCE($3, customer_id), channel = COALESCE($4, channel),"
		" status = COALESCE($5, status), previous = COALESCE($6, previous), updated_at = $7 WHERE domain = $1"
		" AND id = $2";
	val p = add(add(add(key(m->domain, m->conversation), m->customer), m->channel), m->status);

	p = val_push(val_push(p, val_copy(last)), val_of_int(m->ts));
	return sql_exec(db, update, p, e) < 0 ? -1 : 0;
}

static bool differs(val row, const char *name, const char *now)
{
	const char *was = val_str(row, name, NULL);

	return now && (!was || strcmp(was, now) != 0);
}

static int note_access(struct sql *db, const struct conversation_message *m, struct err *e)
{
	char *why = mem_printf("message %.200s", m->id);
	const struct audit_entry a = {
		.action = "process", .subject = m->customer, .what = "customer, turns, orders, appointments", .why = why};
	int st = audit_put(db, m->key, m->domain, &a, date_now(), e);

	free(why);
	return st;
}

/* Writes the turn, and the conversation's row when it is new, when something of it has changed, or at a new visit. */
static int put_all(struct sql *db, const struct conversation_message *m, val row, val last, long long *seq,
				   struct err *e)
{
	bool there = val_kind(row) == VAL_OBJECT, noted = m->key && m->customer;
	bool same = there && !val_is(last) && !differs(row, "customer_id", m->customer) &&
				!differs(row, "channel", m->channel) && !differs(row, "status", m->status);
	int st = 0;

	if (m->look)
		return find_turn(db, m, seq, e);
	if (same && !noted) /* one statement, which is a transaction of its own */
		return put_turn(db, m, seq, e);
	if (sql_begin(db, e) < 0)
		return -1;
	if (!same)
		st = there ? put_changed(db, m, last, e) : put_new(db, m, last, e);
	if (st == 0)
		st = put_turn(db, m, seq, e);
	if (st == 0 && noted)
		st = note_access(db, m, e);
	if (st < 0) {
		sql_rollback(db);
		return -1;
	}
	return sql_commit(db, e);
}

/* ---- history ---- */

struct history {
	struct buf *turn; /* each as JSON, newest first */
	int n, window;
	size_t left; /* characters of the budget */
};

/* What the budget holds of text; only the newest turn is cut. */
static size_t cut(struct history *h, const char *text)
{
	size_t n = strlen(text), chars = utf8_length(text, n);

	if (chars > h->left) {
		n = utf8_cut(text, n, h->left);
		chars = h->left;
	}
	h->left -= chars;
	return n;
}

/* A row of role, text, facts, ts. */
static int add_turn(void *cookie, const char *const *cell, int n, struct err *e)
{
	struct history *h = cookie;
	const char *text = cell[1];
	struct buf *b;
	char ts[32];

	(void)n;
	(void)e;
	if (h->n > 0 && utf8_length(text ? text : "", text ? strlen(text) : 0) > h->left)
		h->window = 0; /* those before it do not follow it, so none of them either */
	if (h->n >= h->window)
		return 0;
	b = &h->turn[h->n++];
	buf_puts(b, "{\"role\":");
	rec_json_str(b, cell[0], strlen(cell[0]));
	buf_puts(b, ",\"text\":");
	if (text)
		rec_json_str(b, text, cut(h, text));
	else
		buf_puts(b, "null");
	buf_printf(b, ",\"ts\":\"%s\"", date_format(strtoll(cell[3], NULL, 10), ts));
	if (cell[2])
		buf_printf(b, ",\"facts\":%s", cell[2]);
	buf_putc(b, '}');
	return 0;
}

static void join(struct history *h, struct buf *out)
{
	buf_putc(out, '[');
	for (int i = h->n - 1; i >= 0; i--) {
		buf_put(out, h->turn[i].p, h->turn[i].n);
		if (i > 0)
			buf_putc(out, ',');
	}
	buf_putc(out, ']');
}

static int read_history(struct sql *db, const struct conversation_message *m, long long seq, int window, long budget,
						struct buf *out, struct err *e)
{
	static const char query[] =
		"SELECT role, text, facts, ts FROM turns WHERE domain = $1 AND conversation_id = $2 AND seq < $3"
		" ORDER BY seq DESC, message_id DESC, role DESC LIMIT $4";
	val p = val_push(val_push(key(m->domain, m->conversation), val_of_int(seq)), val_of_int(window));
	struct history h = {.window = window, .left = (size_t)budget * CHARS_A_TOKEN};
	int r;

	h.turn = mem_zalloc((size_t)window * sizeof(*h.turn));
	r = sql_cells(db, query, p, add_turn, &h, e);
	if (r == 0)
		join(&h, out);
	for (int i = 0; i < h.n; i++)
		buf_free(&h.turn[i]);
	free(h.turn);
	return r;
}

int conversation_enter(struct sql *db, const struct conversation_message *m, int window, long budget,
					   struct conversation *out, struct err *e)
{
	static const char query[] =
		"SELECT c.customer_id, c.channel, c.status, c.task, c.previous, (SELECT t.ts FROM turns t WHERE"
		" t.domain = c.domain"
		" AND t.conversation_id = c.id ORDER BY t.seq DESC LIMIT 1) AS ts FROM conversations c WHERE c.domain"
		" = $1 AND c.id = $2";
	val row, last = val_null();
	long long seq = 0;
	int r = 0;

	out->history = (struct buf){0};
	if (sql_row(db, query, key(m->domain, m->conversation), &row, e) < 0)
		return -1;
	if (val_kind(row) != VAL_OBJECT || m->ts - val_int(row, "ts", m->ts) >= SILENCE_MS)
		r = find_last(db, m, &last, e);
	if (r == 0)
		r = put_all(db, m, row, last, &seq, e);
	if (r == 0)
		r = read_history(db, m, seq, window, budget, &out->history, e);
	if (r == 0) {
		out->fresh = seq == 1;
		out->task = json_member(row, "task");
		out->last = val_is(last) ? val_copy(last) : json_member(row, "previous");
	}
	val_free(last);
	val_free(row);
	return r;
}

void conversation_free(struct conversation *c)
{
	buf_free(&c->history);
	val_free(c->task);
	val_free(c->last);
}

/* ---- answers ---- */

int conversation_reply(struct sql *db, const char *domain, const char *message, val *reply, struct err *e)
{
	static const char query[] = "SELECT reply FROM turns WHERE domain = $1 AND message_id = $2 AND role = 'shop'";
	val row;

	if (sql_row(db, query, key(domain, message), &row, e) < 0)
		return -1;
	if (val_kind(row) != VAL_OBJECT) {
		*reply = row;
		return 0;
	}
	*reply = json_member(row, "reply");
	val_free(row);
	return 0;
}

/* 1, 0 when there is one already, or -1. */
static int put_answer(struct sql *db, const struct conversation_answer *a, struct err *e)
{
	static const char insert[] =
		"INSERT INTO turns (domain, conversation_id, seq, message_id, role, text, reply, facts, intents, ts)"
		" VALUES ($1, $2,"
		" (SELECT COALESCE(MAX(seq), 0) + 1 FROM turns WHERE domain = $1 AND conversation_id = $2), $3,"
		" 'shop', $4, $5, $6,"
		" $7, $8) ON CONFLICT (domain, message_id, role) DO NOTHING";
	val p = add(add(key(a->domain, a->conversation), a->message), a->text);

	p = val_push(val_push(val_push(p, val_copy(a->reply)), val_copy(a->facts)), val_copy(a->intents));
	return sql_exec(db, insert, val_push(p, val_of_int(a->ts)), e);
}

/* Writes the conversation's row only when something in it changes. */
static int put_state(struct sql *db, const struct conversation_answer *a, struct err *e)
{
	static const char task[] =
		"INSERT INTO conversations (domain, id, topic, created_at, updated_at, task) VALUES ($1, $2, $3, $4, $4, $5)"
		" ON CONFLICT (domain, id) DO UPDATE SET task = excluded.task, topic = COALESCE(excluded.topic,"
		" conversations.topic),"
		" updated_at = excluded.updated_at WHERE conversations.task IS DISTINCT FROM excluded.task"
		" OR conversations.topic IS DISTINCT FROM COALESCE(excluded.topic, conversations.topic)";
	static const char topic[] =
		"INSERT INTO conversations (domain, id, topic, created_at, updated_at) VALUES ($1, $2, $3, $4, $4)"
		" ON CONFLICT (domain, id) DO UPDATE SET topic = excluded.topic, updated_at = excluded.updated_at"
		" WHERE excluded.topic IS NOT NULL AND conversations.topic IS DISTINCT FROM excluded.topic";
	bool keep = val_kind(a->task) == VAL_NONE;
	val p = val_push(add(key(a->domain, a->conversation), a->topic), val_of_int(a->ts));

	if (!keep)
		p = val_push(p, val_copy(a->task));
	return sql_exec(db, keep ? topic : task, p, e) < 0 ? -1 : 0;
}

int conversation_answer(struct sql *db, const struct conversation_answer *a, struct err *e)
{
	int stored;

	if (sql_begin(db, e) < 0)
		return -1;
	stored = put_answer(db, a, e);
	if (stored < 1 || put_state(db, a, e) < 0) {
		sql_rollback(db);
		return stored == 0 ? 0 : -1;
	}
	return sql_commit(db, e) < 0 ? -1 : 1;
}

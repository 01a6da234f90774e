#include <stdlib.h>
#include <string.h>

#include "services/sends.h"

#include "services/reconcile.h"

#define PAGE 25          /* conversations */
#define MESSAGES 20      /* of a page */
#define MAX_MESSAGES 400 /* of a conversation, looked at */

/* The pending conversations with activity, each once. */
struct list {
	date_ms since;
	val found; /* array */
	int old;   /* in a row, without activity since then */
	bool done;
};

/* A conversation's messages from the newest on, until one that was answered. */
struct thread {
	const struct reconcile *q;
	val conversation;
	long long id;
	long long answered; /* up to that message */
	long long begun;    /* an answer to that one is not whole: its bubbles count for nothing; 0: none */
	long long before;   /* the oldest one seen; 0: none yet */
	val asked;          /* array of the customer's, newest first */
	val person;         /* the newest message of somebody of the shop that ended the search; null: none did */
	bool changed;       /* Chatwoot told of a change behind it */
	int looked;
};

static bool is_before(val o, const char *path, date_ms since)
{
	val v = val_get(o, path);
	date_ms t;
	bool before = webhook_time(v, &t) && t < since;

	val_free(v);
	return before;
}

static bool has_conversation(val all, long long id)
{
	bool there = false;

	for (int i = 0; i < val_len(all) && !there; i++) {
		val v = val_at(all, i);

		there = val_int(v, "id", 0) == id;
		val_free(v);
	}
	return there;
}

/* They come by their last activity, newest first; a page of old ones ends it. */
static int add_conversation(void *cookie, val item, struct err *e)
{
	struct list *l = cookie;
	bool old = is_before(item, "last_activity_at", l->since);

	(void)e;
	l->old = old ? l->old + 1 : 0;
	l->done = l->old >= PAGE;
	if (old || has_conversation(l->found, val_int(item, "id", 0)))
		val_free(item);
	else
		l->found = val_push(l->found, item);
	return l->done ? -1 : 0;
}

static int list_conversations(const struct reconcile *q, val *found, struct err *e)
{
	struct list l = {.since = q->since, .found = val_array()};
	val query = val_set_str(val_set_str(val_object(), "status", "pending"), "assignee_type", "all");
	struct chatwoot_list list = {.call = {.method = "GET",
										  .path = "conversations",
										  .query = val_set_str(query, "sort_by", "last_activity_at_desc"),
										  .body = val_null()},
								 .member = "data.payload",
								 .size = PAGE};
	int st = chatwoot_each(q->chat, &list, add_conversation, &l, e);

	*found = l.found;
	return l.done ? 0 : st;
}

/* ---- the webhook's body, of what REST gives ---- */

static val set_copy(val o, const char *key, val from, const char *path)
{
	val v = val_get(from, path);

	if (val_is(v))
		return val_set(o, key, v);
	val_free(v);
	return o;
}

/* The conversation as webhooks have it; unread is what it was when the message came. */
static val conversation_of(const struct thread *t, int unread)
{
	static const char *const sources[] = {"contact_inbox.source_id",
										  "last_non_activity_message.conversation.contact_inbox.source_id",
										  "messages.0.conversation.contact_inbox.source_id", NULL};
	val c = val_copy(t->conversation), inbox = val_object();

	for (int i = 0; sources[i] && !val_has(inbox, "source_id"); i++)
		inbox = set_copy(inbox, "source_id", t->conversation, sources[i]);
	inbox = set_copy(inbox, "contact_id", t->conversation, "meta.sender.id");
	c = set_copy(c, "channel", t->conversation, "meta.channel");
	return val_set_int(val_set(c, "contact_inbox", inbox), "unread_count", unread);
}

static val body_of(const struct thread *t, val message, const char *type, int unread)
{
	static const char *const same[] = {
		"id",         "content", "content_type", "content_attributes", "additional_attributes",
		"created_at", "private", "sender",       "source_id",          "attachments",
		NULL};
	val body = val_set_str(val_set_str(val_object(), "event", "message_created"), "message_type", type);
	val inbox = set_copy(val_object(), "id", message, "inbox_id");

	for (int i = 0; same[i]; i++)
		body = set_copy(body, same[i], message, same[i]);
	if (!val_has(inbox, "id"))
		inbox = set_copy(inbox, "id", t->conversation, "inbox_id");
	body = val_set(body, "inbox", inbox);
	body = val_set(body, "account", val_set_int(val_object(), "id", chatwoot_account(t->q->chat)));
	return val_set(body, "conversation", conversation_of(t, unread));
}

static int give(const struct thread *t, val message, const char *type, int unread, struct err *e)
{
	val body = body_of(t, message, type, unread);
	struct webhook w;
	int st = webhook_read(&w, body, NULL, t->q->bot, date_now(), e);

	val_free(body);
	if (st != 0)
		return -1;
	st = receive_again(t->q->receive, &w, e);
	webhook_free(&w);
	return st;
}

/* ---- a conversation ---- */

static bool is_type(val m, int number, const char *name)
{
	return val_int(m, "message_type", -1) == number || strcmp(val_str(m, "message_type", ""), name) == 0;
}

/* Up to which message that one, which goes to the customer, is an answer. */
static long long answers(val m)
{
	long long of = chatwoot_id_number(val_str(m, "content_attributes.cwai.message", ""), '\0');

	return of > 0 ? of : val_int(m, "id", 0);
}

/* Looks at one more, which is older than those before. */
static void look(struct thread *t, val m)
{
	long long id = val_int(m, "id", 0);

	t->looked++;
	if (id <= t->answered || val_bool(m, "private", false))
		return;
	if (is_type(m, 0, "incoming")) {
		t->asked = val_push(t->asked, val_copy(m));
	} else if (is_type(m, 2, "activity")) {
		t->changed = true;
	} else if (is_type(m, 1, "outgoing") && answers(m) > t->answered && answers(m) != t->begun) {
		t->answered = answers(m);
		if (t->answered == id) {
			val_free(t->person);
			t->person = val_copy(m);
		}
	}
}

/* One page more. 1; 0 when there is nothing to look for. */
static int read_page(struct thread *t, struct err *e)
{
	char *path = mem_printf("conversations/%lld/messages", t->id);
	struct chatwoot_call call = {.method = "GET", .path = path, .query = val_object(), .body = val_null()};
	long long oldest = t->before;
	val v, items;
	int st;

	if (t->before > 0)
		call.query = val_set_int(call.query, "before", t->before);
	st = chatwoot_do(t->q->chat, &call, &v, NULL, e);
	items = val_get(v, "payload");
	for (int i = val_len(items) - 1; i >= 0; i--) {
		val m = val_at(items, i);
		long long id = val_int(m, "id", 0);

		look(t, m);
		if (oldest == 0 || id < oldest)
			oldest = id;
		val_free(m);
	}
	if (st == 0 && val_len(items) >= MESSAGES && oldest != t->before && oldest > t->answered + 1 &&
		t->looked < MAX_MESSAGES)
		st = 1;
	t->before = oldest;
	val_free(items);
	val_free(v);
	free(path);
	return st;
}

/* What the store knows of answers. */
static int read_answered(struct thread *t, struct err *e)
{
	char *conversation = mem_printf("chatwoot:%lld:%lld", chatwoot_account(t->q->chat), t->id);
	const char *domain;
	struct sql *db;
	int st = receive_domain(t->q->receive, val_int(t->conversation, "inbox_id", 0), &domain, e);

	if (st == 0)
		st = receive_store(t->q->receive, &db, e);
	if (st == 0 && db)
		st = sends_watermark(db, domain, conversation, &t->answered, &t->begun, e);
	free(conversation);
	return st;
}

static int give_all(struct thread *t, struct err *e)
{
	int n = val_len(t->asked), st = 0;

	/* It was not told of: its webhook is lost, too. What Chatwoot told since may have given the conversation back. */
	if (val_is(t->person) && !t->changed)
		st = give(t, t->person, "outgoing", 0, e);
	for (int i = n - 1; i >= 0 && st == 0; i--) {
		val m = val_at(t->asked, i);

		if (val_int(m, "id", 0) > t->answered)
			st = give(t, m, "incoming", n - i, e);
		val_free(m);
	}
	return st;
}

static int reconcile(const struct reconcile *q, val conversation, struct err *e)
{
	struct thread t = {.q = q, .conversation = conversation, .asked = val_array(), .person = val_null()};
	int st;

	t.id = val_int(conversation, "id", 0);
	st = read_answered(&t, e);
	while (st == 0 && (st = read_page(&t, e)) == 1)
		st = 0;
	if (st == 0)
		st = give_all(&t, e);
	if (st == 0)
		st = receive_give(q->receive, e);
	val_free(t.asked);
	val_free(t.person);
	return st;
}

int reconcile_run(const struct reconcile *q, struct err *e)
{
	val found = val_null();
	int st = list_conversations(q, &found, e);

	for (int i = 0; i < val_len(found) && st == 0; i++) {
		val c = val_at(found, i);

		st = reconcile(q, c, e);
		val_free(c);
	}
	val_free(found);
	return st;
}

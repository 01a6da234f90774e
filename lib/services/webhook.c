#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"

#include "services/webhook_private.h"

const char *const webhook_reasons[] = {"event",  "private", "outgoing", "template",  "activity",
									   "status", "human",   "bot",      "duplicate", NULL};

enum { INCOMING, OUTGOING, ACTIVITY, TEMPLATE, TYPES };

static const char *const type_names[TYPES] = {"incoming", "outgoing", "activity", "template"};
static const char *const status_names[] = {"open", "resolved", "pending", "snoozed"};

/* ---- values as they come ---- */

long long webhook_number(val o, const char *path)
{
	const char *s = val_str(o, path, NULL);
	long long n;
	char *end;

	if (!s) {
		n = val_int(o, path, 0);
		return n > 0 ? n : 0;
	}
	n = *s >= '0' && *s <= '9' && strlen(s) < 18 ? strtoll(s, &end, 10) : 0;
	return n > 0 && !*end ? n : 0;
}

static long long first_number(val o, const char *const *paths)
{
	long long n = 0;

	for (; *paths && n == 0; paths++)
		n = webhook_number(o, *paths);
	return n;
}

static bool time_of_number(double n, date_ms *out)
{
	if (!(n > 0 && n < 1e14))
		return false;
	*out = (date_ms)(n < 1e11 ? n * 1000 : n);
	return true;
}

bool webhook_time(val v, date_ms *out)
{
	const char *s = val_text(v, NULL);
	size_t n = s ? strlen(s) : 0;
	char text[48], *end;
	double seconds;

	if (!s)
		return time_of_number(val_number(v, 0), out);
	if (n >= sizeof(text) || n == 0)
		return false;
	seconds = strtod(s, &end);
	if (!*end)
		return time_of_number(seconds, out);
	(void)snprintf(text, sizeof(text), "%s", s);
	if (n > 4 && strcmp(text + n - 4, " UTC") == 0)
		(void)snprintf(text + n - 4, 5, "Z");
	return date_parse(text, out, NULL) == 0;
}

static date_ms first_time(val o, const char *const *paths, date_ms dflt)
{
	date_ms t;

	for (; *paths; paths++) {
		val v = val_get(o, *paths);
		bool good = webhook_time(v, &t);

		val_free(v);
		if (good)
			return t;
	}
	return dflt;
}

/* The name of an enumeration that comes as text or as its number; NULL when it is neither. */
static const char *name_in(val o, const char *path, const char *const *names, int count)
{
	const char *s = val_str(o, path, NULL);
	double n = val_num(o, path, -1);

	if (s && *s >= '0' && *s <= '9' && !s[1])
		n = *s - '0';
	else if (s)
		return s;
	return n >= 0 && n < count ? names[(int)n] : NULL;
}

const char *webhook_type(val message)
{
	return name_in(message, "message_type", type_names, TYPES);
}

const char *webhook_status(val conversation)
{
	return name_in(conversation, "status", status_names, 4);
}

/* ---- what it is about ---- */

static bool begins(const char *s, const char *with)
{
	return strncmp(s, with, strlen(with)) == 0;
}

/* "id" belongs to a message, a conversation or something else; the event's name alone says to which. */
static long long conversation_of(const struct webhook *w)
{
	static const char *const of_others[] = {"conversation.id", "current_conversation.id", NULL};

	return begins(w->event, "conversation_") && !val_has(w->body, "conversation") ? webhook_number(w->body, "id")
																				  : first_number(w->body, of_others);
}

bool webhook_sent_by_contact(val body)
{
	return strcmp(val_str(body, "sender.type", "contact"), "contact") == 0;
}

static void read_numbers(struct webhook *w)
{
	static const char *const account[] = {"account.id",
										  "conversation.account.id",
										  "account_id",
										  "conversation.messages.0.account_id",
										  "messages.0.account_id",
										  "sender.account.id",
										  NULL};
	static const char *const contact[] = {"sender.id",
										  "conversation.meta.sender.id",
										  "conversation.contact_inbox.contact_id",
										  "meta.sender.id",
										  "contact.id",
										  NULL};
	static const char *const inbox[] = {"inbox.id", "conversation.inbox_id", "inbox_id", NULL};

	w->account = first_number(w->body, account);
	w->number = begins(w->event, "message_") ? webhook_number(w->body, "id") : 0;
	w->conversation = conversation_of(w);
	w->contact = first_number(w->body, contact + !webhook_sent_by_contact(w->body));
	w->inbox = first_number(w->body, inbox);
}

static void read_time(struct webhook *w, date_ms now)
{
	static const char *const of_message[] = {"created_at", "conversation.messages.0.created_at",
											 "conversation.last_activity_at", "conversation.timestamp", NULL};
	static const char *const of_others[] = {"updated_at", "timestamp", "event_info.initiated_at.timestamp",
											"created_at", NULL};

	w->ts = first_time(w->body, begins(w->event, "message_") ? of_message : of_others, now);
}

static uint64_t hash_of(val v)
{
	struct buf b = {0};
	uint64_t hash;

	val_dump(v, &b);
	hash = map_hash(b.p, b.n, 0);
	buf_free(&b);
	return hash;
}

/* A message is created once; of other events one and the same thing has many, told apart by what they say. */
static void read_keys(struct webhook *w, const char *delivery)
{
	long long n = webhook_number(w->body, "id");

	if (strcmp(w->event, "message_created") == 0) {
		w->id = mem_printf("chatwoot:%lld:%lld", w->account, n);
		w->key = mem_printf("%lld:%s:%lld", w->account, w->event, n);
	} else {
		w->key = mem_printf("%lld:%.64s:%lld:%016llx", w->account, w->event, n, (unsigned long long)hash_of(w->body));
		w->id = mem_printf("chatwoot:%s", w->key);
	}
	if (delivery && *delivery && strlen(delivery) <= 200)
		w->trace = mem_dup(delivery);
	else
		w->trace = mem_printf("%016llx%016llx", (unsigned long long)map_hash(w->key, strlen(w->key), 1),
							  (unsigned long long)map_hash(w->key, strlen(w->key), 2));
}

/* ---- the gate ---- */

const char *webhook_holder(val meta)
{
	const char *type = val_str(meta, "assignee_type", NULL);
	val assignee = val_get(meta, "assignee");
	bool is_there = val_is(assignee);

	if (!type)
		type = val_str(assignee, "type", "user");
	if (!is_there && !val_str(meta, "assignee_type", NULL))
		type = NULL;
	else
		type = strcmp(type, "AgentBot") == 0 || strcmp(type, "agent_bot") == 0 ? "AgentBot" : "User";
	val_free(assignee);
	return type;
}

static const char *reason_of_holder(struct webhook *w, long long bot)
{
	val meta = val_get(w->body, "conversation.meta");
	const char *holder = webhook_holder(meta);
	const char *reason = NULL;

	if (holder && strcmp(holder, "User") == 0) {
		reason = "human";
	} else if (holder) {
		w->bot = webhook_number(meta, "assignee.id");
		reason = bot == 0 || w->bot != bot ? "bot" : NULL;
	}
	val_free(meta);
	return reason;
}

static int gate(struct webhook *w, long long bot, struct err *e)
{
	const char *type, *status;
	val conversation;

	if (strcmp(w->event, "message_created") != 0) {
		w->reason = "event";
		return 0;
	}
	type = webhook_type(w->body);
	if (!type)
		return err_set(e, ERR_DATA, "a message_created without message_type");
	if (val_bool(w->body, "private", false)) {
		w->reason = "private";
		return 0;
	}
	for (int i = OUTGOING; i < TYPES; i++)
		if (strcmp(type, type_names[i]) == 0)
			w->reason = type_names[i];
	if (w->reason)
		return 0;
	if (strcmp(type, type_names[INCOMING]) != 0)
		return err_set(e, ERR_DATA, "a message_created with an unknown message_type");
	conversation = val_get(w->body, "conversation");
	status = webhook_status(conversation);
	w->reason = !status ? NULL : strcmp(status, "pending") != 0 ? "status" : reason_of_holder(w, bot);
	val_free(conversation);
	return status ? 0 : err_set(e, ERR_DATA, "a message_created without conversation.status");
}

/* What the record of a message must have. */
static int check(const struct webhook *w, struct err *e)
{
	const char *lacks = w->account == 0                      ? "account.id"
						: webhook_number(w->body, "id") == 0 ? "id"
						: w->conversation == 0               ? "conversation.id"
						: w->contact == 0                    ? "sender.id"
															 : NULL;

	return lacks && !w->reason ? err_set(e, ERR_DATA, "a message_created without %s", lacks) : 0;
}

int webhook_read(struct webhook *w, val body, const char *delivery, long long bot, date_ms now, struct err *e)
{
	*w = (struct webhook){.body = val_copy(body)};
	w->event = val_str(w->body, "event", NULL);
	if (!w->event || !*w->event) {
		webhook_free(w);
		return err_set(e, ERR_DATA, "no \"event\": it is no webhook of Chatwoot");
	}
	read_numbers(w);
	read_time(w, now);
	if (gate(w, bot, e) != 0 || check(w, e) != 0) {
		webhook_free(w);
		return -1;
	}
	read_keys(w, delivery);
	return 0;
}

void webhook_free(struct webhook *w)
{
	val_free(w->body);
	free(w->id);
	free(w->key);
	free(w->trace);
	*w = (struct webhook){.body = val_null()};
}

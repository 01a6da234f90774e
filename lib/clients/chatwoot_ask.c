#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "clients/chatwoot.h"

#define PAGE 100 /* messages behind an id that come at once */

/* conversations/ID/WHAT; new memory. */
static char *path_of(long long conversation, const char *what)
{
	return mem_printf("conversations/%lld%s%s", conversation, *what ? "/" : "", what);
}

static int call(struct chatwoot *c, const char *method, long long conversation, const char *what, enum chatwoot_who who,
				val body, val *out, struct err *e)
{
	char *path = path_of(conversation, what);
	struct chatwoot_call q = {.method = method, .path = path, .query = val_null(), .body = body, .who = who};
	int st = chatwoot_do(c, &q, out, NULL, e);

	free(path);
	return st;
}

int chatwoot_conversation(struct chatwoot *c, long long id, enum chatwoot_who who, val *out, struct err *e)
{
	return call(c, "GET", id, "", who, val_null(), out, e);
}

int chatwoot_messages(struct chatwoot *c, long long conversation, long long after, val *out, struct err *e)
{
	char *path = path_of(conversation, "messages");
	int n = PAGE, st = 0;

	*out = val_array();
	while (n >= PAGE && st == 0) {
		struct chatwoot_call q = {.method = "GET", .path = path, .query = val_object(), .body = val_null()};
		val v, items;

		if (after > 0)
			q.query = val_set_int(q.query, "after", after);
		st = chatwoot_do(c, &q, &v, NULL, e);
		items = val_get(v, "payload");
		n = after > 0 ? val_len(items) : 0;
		for (int i = 0; i < val_len(items); i++) {
			val m = val_at(items, i);

			if (val_int(m, "id", 0) > after)
				after = n > 0 ? val_int(m, "id", 0) : after;
			*out = val_push(*out, m);
		}
		val_free(items);
		val_free(v);
	}
	free(path);
	return st;
}

int chatwoot_each_message(struct chatwoot *c, long long conversation, long long after,
						  int (*fn)(void *cookie, val message, struct err *e), void *cookie, struct err *e)
{
	char *path = path_of(conversation, "messages");
	int n = PAGE, st = 0;

	while (n >= PAGE && st == 0) {
		struct chatwoot_call q = {
			.method = "GET", .path = path, .query = val_set_int(val_object(), "after", after), .body = val_null()};
		long long last = after;
		val v, items;

		st = chatwoot_do(c, &q, &v, NULL, e);
		items = val_get(v, "payload");
		n = val_len(items);
		for (int i = 0; i < n && st == 0; i++) {
			val m = val_at(items, i);

			if (val_int(m, "id", 0) > last)
				last = val_int(m, "id", 0);
			st = fn(cookie, m, e);
		}
		val_free(items);
		val_free(v);
		n = last > after ? n : 0; /* a server that gives the same again would never end */
		after = last;
	}
	free(path);
	return st;
}

int chatwoot_post(struct chatwoot *c, long long conversation, enum chatwoot_who who, val body, val *out, bool *unsure,
				  struct err *e)
{
	char *path = path_of(conversation, "messages");
	struct chatwoot_call q = {
		.method = "POST", .path = path, .query = val_null(), .body = body, .who = who, .once = true};
	int st = chatwoot_do(c, &q, out, unsure, e);

	free(path);
	return st;
}

int chatwoot_status(struct chatwoot *c, long long conversation, enum chatwoot_who who, const char *status,
					long long until, struct err *e)
{
	val body = val_set_str(val_object(), "status", status);

	if (until > 0)
		body = val_set_int(body, "snoozed_until", until);
	return call(c, "POST", conversation, "toggle_status", who, body, NULL, e);
}

/* Chatwoot replaces all labels by those it is given. */
int chatwoot_labels(struct chatwoot *c, long long conversation, val add, val take, struct err *e)
{
	val v, there, all = val_array();
	bool changed = false;

	/* the bot's token may read and write labels, too */
	const enum chatwoot_who who = CHATWOOT_PERSON_FIRST;

	if (call(c, "GET", conversation, "labels", who, val_null(), &v, e) != 0) {
		val_free(all);
		return -1;
	}
	there = val_get(v, "payload");
	for (int i = 0; i < val_len(there); i++) {
		val label = val_at(there, i);
		bool goes = val_array_has(take, val_text(label, ""));

		changed = changed || goes;
		if (goes)
			val_free(label);
		else
			all = val_push(all, label);
	}
	for (int i = 0; i < val_len(add); i++) {
		val label = val_at(add, i);
		bool has = val_array_has(all, val_text(label, ""));

		changed = changed || !has;
		if (has)
			val_free(label);
		else
			all = val_push(all, label);
	}
	val_free(there);
	val_free(v);
	if (!changed) {
		val_free(all);
		return 0;
	}
	return call(c, "POST", conversation, "labels", who, val_set(val_object(), "labels", all), NULL, e);
}

int chatwoot_typing(struct chatwoot *c, long long conversation, bool on, struct err *e)
{
	return call(c, "POST", conversation, "toggle_typing_status", CHATWOOT_BOT,
				val_set_str(val_object(), "typing_status", on ? "on" : "off"), NULL, e);
}

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/date.h"

#include "services/chatwoot_show.h"
#include "services/webhook.h"

static const char *const types[] = {"incoming", "outgoing", "activity", "template"};

/* ---- members ---- */

static val record_of(const char *kind, val id)
{
	return val_set(val_set_str(val_set_int(val_object(), "v", 1), "kind", kind), "id", id);
}

/* Text of a member, null when it has none or an empty one. */
static val text_at(val o, const char *path)
{
	const char *s = val_str(o, path, NULL);

	return s && *s ? val_of_str(s) : val_null();
}

static val time_at(val o, const char *path)
{
	val v = val_get(o, path);
	date_ms t;
	char text[32];
	bool good = webhook_time(v, &t);

	val_free(v);
	return good ? val_of_str(date_format(t, text)) : val_null();
}

/* Sets a member unless it is null. Consumes v. */
static val set_if(val o, const char *key, val v)
{
	if (val_is(v))
		return val_set(o, key, v);
	val_free(v);
	return o;
}

val chatwoot_show_id(long long account, const char *letter, long long id)
{
	char text[80];

	if (id <= 0)
		return val_null();
	(void)snprintf(text, sizeof(text), "chatwoot:%lld:%s%lld", account, letter, id);
	return val_of_str(text);
}

val chatwoot_show_name(val who)
{
	val v;

	if (val_kind(who) != VAL_OBJECT || val_int(who, "id", 0) <= 0)
		return val_null();
	v = val_set(val_set_int(val_object(), "id", val_int(who, "id", 0)), "name", text_at(who, "name"));
	return set_if(v, "type", text_at(who, "type"));
}

static val name_at(val o, const char *path)
{
	val who = val_get(o, path), v = chatwoot_show_name(who);

	val_free(who);
	return v;
}

/* ---- records ---- */

static val customer_of(long long account, val contact)
{
	val v = val_set(val_object(), "id", chatwoot_show_id(account, "c", val_int(contact, "id", 0)));

	v = val_set(v, "name", text_at(contact, "name"));
	v = val_set(v, "phone", text_at(contact, "phone_number"));
	return val_set(v, "email", text_at(contact, "email"));
}

/* REST names it elsewhere than webhooks do. */
static val channel_of(val conversation)
{
	val class = val_get(conversation, "meta.channel"), v = val_copy(conversation), name;
	char room[32];

	if (val_is(class))
		v = val_set(v, "channel", val_copy(class));
	name = val_of_str(webhook_channel(v, room));
	val_free(class);
	val_free(v);
	return name;
}

val chatwoot_show_conversation(long long account, val c)
{
	val v = record_of("result", chatwoot_show_id(account, "", val_int(c, "id", 0)));
	val sender = val_get(c, "meta.sender");

	v = val_set(v, "ts", time_at(c, val_has(c, "last_activity_at") ? "last_activity_at" : "timestamp"));
	v = val_set(v, "status", text_at(c, "status"));
	v = set_if(v, "inbox", val_get(c, "inbox_id"));
	v = val_set(v, "channel", channel_of(c));
	v = val_set(v, "customer", val_is(sender) ? customer_of(account, sender) : val_null());
	v = val_set(v, "assignee", name_at(c, "meta.assignee"));
	v = set_if(v, "assignee_type", text_at(c, "meta.assignee_type"));
	v = val_set(v, "team", name_at(c, "meta.team"));
	v = val_set(v, "labels", val_get_array(c, "labels"));
	v = val_set(v, "attributes", val_get_object(c, "custom_attributes"));
	v = set_if(v, "priority", text_at(c, "priority"));
	v = set_if(v, "can_reply", val_get(c, "can_reply"));
	v = set_if(v, "unread", val_get(c, "unread_count"));
	v = set_if(v, "snoozed_until", time_at(c, "snoozed_until"));
	v = set_if(v, "waiting_since", time_at(c, "waiting_since"));
	v = set_if(v, "created_at", time_at(c, "created_at"));
	val_free(sender);
	return v;
}

static const char *type_of(val m)
{
	int n = (int)val_int(m, "message_type", -1);

	return val_str(m, "message_type", n >= 0 && n < 4 ? types[n] : "unknown");
}

static val attachments_of(val m)
{
	val list = val_get(m, "attachments"), out = val_array();

	for (int i = 0; i < val_len(list); i++) {
		val a = val_at(list, i), v = val_set(val_object(), "type", text_at(a, "file_type"));

		v = val_set(v, "url", text_at(a, "data_url"));
		v = set_if(v, "content_type", text_at(a, "content_type"));
		out = val_push(out, set_if(v, "title", text_at(a, "fallback_title")));
		val_free(a);
	}
	val_free(list);
	return out;
}

val chatwoot_show_message(long long account, val m)
{
	val v = record_of("message", chatwoot_show_id(account, "", val_int(m, "id", 0))), sender = val_get(m, "sender");
	val id = chatwoot_show_id(account, "", val_int(m, "conversation_id", 0));
	const char *type = type_of(m);

	v = val_set(v, "ts", time_at(m, "created_at"));
	v = val_set(v, "conversation", val_set(val_object(), "id", id));
	v = val_set_str(v, "type", type);
	v = val_set(v, "private", val_true(val_bool(m, "private", false)));
	if (strcmp(type, "incoming") == 0)
		v = val_set(v, "customer", val_is(sender) ? customer_of(account, sender) : val_null());
	else
		v = val_set(v, "sender", chatwoot_show_name(sender));
	v = val_set(v, "text", val_str(m, "content", NULL) ? val_get(m, "content") : val_null());
	if (strcmp(val_str(m, "content_type", "text"), "text") != 0)
		v = val_set(v, "content_type", val_get(m, "content_type"));
	v = val_set(v, "attachments", attachments_of(m));
	v = set_if(v, "status", text_at(m, "status"));
	v = set_if(v, "failure", text_at(m, "content_attributes.external_error"));
	val_free(sender);
	return v;
}

val chatwoot_show_contact(long long account, val c)
{
	val v = record_of("customer", chatwoot_show_id(account, "c", val_int(c, "id", 0)));

	v = val_set(v, "name", text_at(c, "name"));
	v = val_set(v, "phone", text_at(c, "phone_number"));
	v = val_set(v, "email", text_at(c, "email"));
	v = set_if(v, "identifier", text_at(c, "identifier"));
	v = val_set(v, "attributes", val_get_object(c, "custom_attributes"));
	if (val_bool(c, "blocked", false))
		v = val_set(v, "blocked", val_true(true));
	v = set_if(v, "last_activity_at", time_at(c, "last_activity_at"));
	return set_if(v, "created_at", time_at(c, "created_at"));
}

/* The text of a template's body. */
static val body_of(val template)
{
	val parts = val_get(template, "components"), text = val_null();

	for (int i = 0; i < val_len(parts); i++) {
		val part = val_at(parts, i);

		if (strcasecmp(val_str(part, "type", ""), "BODY") == 0) {
			val_free(text);
			text = text_at(part, "text");
		}
		val_free(part);
	}
	val_free(parts);
	return text;
}

val chatwoot_show_template(long long account, val t)
{
	val v = record_of("result", text_at(t, "id"));

	(void)account;
	v = val_set(v, "name", text_at(t, "name"));
	v = val_set(v, "language", text_at(t, "language"));
	v = val_set(v, "status", text_at(t, "status"));
	v = val_set(v, "category", text_at(t, "category"));
	v = set_if(v, "parameter_format", text_at(t, "parameter_format"));
	v = val_set(v, "text", body_of(t));
	return val_set(v, "components", val_get_array(t, "components"));
}

static val number_text(val o, const char *path)
{
	char text[32];

	(void)snprintf(text, sizeof(text), "%lld", val_int(o, path, 0));
	return val_of_str(text);
}

val chatwoot_show_bot(long long account, val b)
{
	val v = record_of("result", number_text(b, "id"));

	(void)account;
	v = val_set(v, "name", text_at(b, "name"));
	v = val_set(v, "url", text_at(b, "outgoing_url"));
	v = val_set(v, "type", text_at(b, "bot_type"));
	return val_bool(b, "system_bot", false) ? val_set(v, "system", val_true(true)) : v;
}

val chatwoot_show_webhook(long long account, val w)
{
	val v = record_of("result", number_text(w, "id"));

	(void)account;
	v = set_if(v, "name", text_at(w, "name"));
	v = val_set(v, "url", text_at(w, "url"));
	v = set_if(v, "inbox", val_get(w, "inbox.id"));
	return val_set(v, "events", val_get_array(w, "subscriptions"));
}

/* ---- secrets ---- */

static bool is_secret(const char *key)
{
	static const char *const names[] = {"access_token",
										"secret",
										"hmac_token",
										"pubsub_token",
										"bot_token",
										"api_key",
										"api_secret",
										"provider_config",
										"password",
										"auth_token",
										"page_access_token",
										"user_access_token",
										"line_channel_secret",
										"line_channel_token",
										"imap_password",
										"smtp_password"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(names[i], key) == 0)
			return true;
	return false;
}

val chatwoot_show_hide(val v)
{
	val out = val_kind(v) == VAL_OBJECT ? val_object() : val_array();

	if (val_kind(v) != VAL_OBJECT && val_kind(v) != VAL_ARRAY) {
		val_free(out);
		return v;
	}
	for (int i = 0; i < val_len(v) && val_kind(v) == VAL_ARRAY; i++)
		out = val_push(out, chatwoot_show_hide(val_at(v, i)));
	for (int i = val_iter(v); val_kind(v) == VAL_OBJECT && val_iter_ok(v, i); i = val_iter_next(v, i)) {
		val m = val_iter_val(v, i);
		bool hide = is_secret(val_iter_key(v, i)) && val_is(m);

		if (hide)
			val_free(m);
		out = val_set(out, val_iter_key(v, i), hide ? val_of_str("(hidden)") : chatwoot_show_hide(m));
	}
	val_free(v);
	return out;
}

#include <string.h>

#include "services/chatwoot_follow.h"
#include "services/webhook.h"

static const char *const types[] = {"incoming", "outgoing", "activity", "template"};

static val named(long long id, const char *name)
{
	val v = val_set_int(val_object(), "id", id);

	return name ? val_set_str(v, "name", name) : v;
}

/* In webhooks a contact has no type, and says its account. */
static val sender_of(long long account, val message, const char *type)
{
	val sender = val_get(message, "sender"), out = val_object();

	if (val_kind(sender) != VAL_OBJECT || strcmp(type, "incoming") != 0) {
		val_free(out);
		return sender;
	}
	for (int i = val_iter(sender); val_iter_ok(sender, i); i = val_iter_next(sender, i))
		if (strcmp(val_iter_key(sender, i), "type") != 0)
			out = val_set(out, val_iter_key(sender, i), val_iter_val(sender, i));
	val_free(sender);
	return val_set(out, "account", named(account, NULL));
}

/* The customer's address in the channel: REST tells it beside the last message only. */
static val address_of(val conversation)
{
	static const char *const paths[] = {"contact_inbox.source_id",
										"last_non_activity_message.conversation.contact_inbox.source_id",
										"messages.0.conversation.contact_inbox.source_id"};

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
		if (val_str(conversation, paths[i], NULL))
			return val_get(conversation, paths[i]);
	return val_null();
}

static val conversation_of(long long account, val conversation)
{
	val v = val_copy(conversation), channel = val_get(conversation, "meta.channel"), address = address_of(conversation);
	val inbox = val_object();

	if (val_is(channel))
		v = val_set(v, "channel", val_copy(channel));
	if (val_is(address)) {
		inbox = val_set(inbox, "source_id", val_copy(address));
		inbox = val_set_int(inbox, "contact_id", val_int(conversation, "meta.sender.id", 0));
		v = val_set(v, "contact_inbox", val_set_int(inbox, "inbox_id", val_int(conversation, "inbox_id", 0)));
	} else {
		val_free(inbox);
	}
	val_free(channel);
	val_free(address);
	return val_set(v, "account", named(account, NULL));
}

val chatwoot_follow_body(long long account, val m, val conversation, const char *inbox)
{
	int n = (int)val_int(m, "message_type", -1);
	const char *type = val_str(m, "message_type", n >= 0 && n < 4 ? types[n] : "unknown");
	val v = val_set_str(val_object(), "event", "message_created"), at = val_get(m, "created_at"), parts;
	date_ms t;
	char ts[32];

	v = val_set(v, "account", named(account, NULL));
	v = val_set(v, "additional_attributes", val_get_object(m, "additional_attributes"));
	v = val_set(v, "content_attributes", val_get_object(m, "content_attributes"));
	v = val_set_str(v, "content_type", val_str(m, "content_type", "text"));
	v = val_set(v, "content", val_get(m, "content"));
	v = val_set(v, "conversation", conversation_of(account, conversation));
	v = val_set_str(v, "created_at", webhook_time(at, &t) ? date_format(t, ts) : NULL);
	v = val_set_int(v, "id", val_int(m, "id", 0));
	v = val_set(v, "inbox", named(val_int(m, "inbox_id", val_int(conversation, "inbox_id", 0)), inbox));
	v = val_set_str(v, "message_type", type);
	v = val_set(v, "private", val_true(val_bool(m, "private", false)));
	v = val_set(v, "sender", sender_of(account, m, type));
	v = val_set(v, "source_id", val_get(m, "source_id"));
	val_free(at);
	parts = val_get(m, "attachments");
	if (val_len(parts) > 0)
		return val_set(v, "attachments", parts);
	val_free(parts);
	return v;
}

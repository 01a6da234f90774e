#include <stdio.h>
#include <string.h>

#include "record/rec.h"
#include "text/ident.h"

#include "services/webhook_private.h"

#define SAME_MOMENT 5000 /* ms between a conversation and its first message */

/* ---- members ---- */

static void put_name(struct buf *b, const char *name)
{
	if (b->n > 0 && b->p[b->n - 1] != '{')
		buf_putc(b, ',');
	buf_printf(b, "\"%s\":", name);
}

static void put_text(struct buf *b, const char *name, const char *s)
{
	put_name(b, name);
	if (s)
		rec_json_str(b, s, strlen(s));
	else
		buf_puts(b, "null");
}

/* The same, left out when there is none. */
static void put_if(struct buf *b, const char *name, const char *s)
{
	if (s && *s)
		put_text(b, name, s);
}

static void put_id(struct buf *b, const char *name, long long account, const char *lead, long long n)
{
	put_name(b, name);
	buf_printf(b, "\"chatwoot:%lld:%s%lld\"", account, lead, n);
}

/* Text that is not empty. */
static const char *text_at(val o, const char *path)
{
	const char *s = val_str(o, path, NULL);

	return s && *s ? s : NULL;
}

/* ---- the channel ---- */

static bool is_instagram(val conversation)
{
	return strcmp(val_str(conversation, "additional_attributes.type", ""), "instagram_direct_message") == 0;
}

const char *webhook_channel(val conversation, char out[32])
{
	static const struct {
		const char *class, *name;
	} names[] = {
		{"FacebookPage", "facebook"},
		{"WebWidget", "web"},
		{"TwitterProfile", "twitter"},
	};
	const char *class = val_str(conversation, "channel", "");
	const char *source = val_str(conversation, "contact_inbox.source_id", "");
	size_t n = 0;

	if (strncmp(class, "Channel::", 9) == 0)
		class += 9;
	if (strcmp(class, "FacebookPage") == 0 && is_instagram(conversation))
		return "instagram";
	if (strcmp(class, "TwilioSms") == 0)
		return strncmp(source, "whatsapp:", 9) == 0 || strcmp(val_str(conversation, "medium", ""), "whatsapp") == 0
				   ? "whatsapp"
				   : "sms";
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(class, names[i].class) == 0)
			return names[i].name;
	for (; *class && n < 31; class ++) /* the rest is named as its class */
		if ((*class >= 'A' && *class <= 'Z') || (*class >= 'a' && *class <= 'z') || (*class >= '0' && *class <= '9'))
			out[n++] = (char)(*class >= 'A' && *class <= 'Z' ? *class + 32 : *class);
	out[n] = '\0';
	return n ? out : "other";
}

/* ---- who writes ---- */

/* Where the contact is described: the sender, or on servers that leave it out the conversation's. */
static const char *of_contact(val body, const char *member)
{
	char path[64];
	const char *s;

	(void)snprintf(path, sizeof(path), "sender.%s", member);
	s = webhook_sent_by_contact(body) ? text_at(body, path) : NULL;
	if (s)
		return s;
	(void)snprintf(path, sizeof(path), "conversation.meta.sender.%s", member);
	return text_at(body, path);
}

static bool is_digits(const char *s)
{
	return *s && strspn(s, "0123456789") == strlen(s);
}

/*
 * The phone in E.164: what the contact has, else the address in a channel of phones. A WhatsApp address may be a user
 * id ("BR.1A2b"), which is no phone. A number that is not understood stays as it is written.
 */
static const char *phone_of(val body, const char *channel, char out[IDENT_MAX])
{
	const char *s = of_contact(body, "phone_number");
	char text[IDENT_MAX];

	if (!s && (strcmp(channel, "whatsapp") == 0 || strcmp(channel, "sms") == 0)) {
		s = val_str(body, "conversation.contact_inbox.source_id", "");
		if (strncmp(s, "whatsapp:", 9) == 0)
			s += 9;
		if (!is_digits(s + (*s == '+')) || strlen(s) < 8 || strlen(s) > 16)
			return NULL;
	}
	if (!s || strlen(s) >= sizeof(text) - 1)
		return NULL;
	(void)snprintf(text, sizeof(text), "%s%s", is_digits(s) ? "+" : "", s);
	if (!ident_phone(text, strlen(text), NULL, out))
		(void)snprintf(out, IDENT_MAX, "%s", text);
	return out;
}

static const char *email_of(val body, const char *channel)
{
	const char *s = of_contact(body, "email");

	return s || strcmp(channel, "email") != 0 ? s : text_at(body, "conversation.contact_inbox.source_id");
}

static void put_customer(const struct webhook *w, const char *channel, struct buf *b)
{
	char phone[IDENT_MAX];

	buf_puts(b, ",\"customer\":{");
	put_id(b, "id", w->account, "c", w->contact);
	put_text(b, "name", of_contact(w->body, "name"));
	put_text(b, "phone", phone_of(w->body, channel, phone));
	put_text(b, "email", email_of(w->body, channel));
	buf_putc(b, '}');
}

/* ---- the conversation ---- */

static void put_assignee(val meta, struct buf *b)
{
	val a = val_get(meta, "assignee");

	put_name(b, "assignee");
	if (!val_is(a)) {
		buf_puts(b, "null");
	} else {
		buf_printf(b, "{\"id\":%lld", val_int(a, "id", 0));
		put_text(b, "name", text_at(a, "name"));
		put_if(b, "type", text_at(a, "type"));
		buf_putc(b, '}');
	}
	val_free(a);
}

static void put_labels(val conversation, struct buf *b)
{
	val labels = val_get(conversation, "labels");

	put_name(b, "labels");
	buf_putc(b, '[');
	for (int i = 0, n = 0; i < val_len(labels) && val_kind(labels) == VAL_ARRAY; i++) {
		val v = val_at(labels, i);
		const char *s = val_text(v, NULL);

		if (s) {
			buf_puts(b, n++ ? "," : "");
			rec_json_str(b, s, strlen(s));
		}
		val_free(v);
	}
	buf_putc(b, ']');
	val_free(labels);
}

/* Chatwoot makes a conversation together with its first message. */
static bool is_new(const struct webhook *w, val conversation)
{
	val v = val_get(conversation, "created_at");
	date_ms made;
	bool known = webhook_time(v, &made);

	val_free(v);
	return known && w->ts - made <= SAME_MOMENT && w->ts - made >= -SAME_MOMENT &&
		   val_int(conversation, "unread_count", 1) <= 1;
}

static void put_conversation(const struct webhook *w, val conversation, struct buf *b)
{
	val meta = val_get(conversation, "meta");

	buf_puts(b, ",\"conversation\":{");
	put_id(b, "id", w->account, "", w->conversation);
	put_text(b, "status", "pending"); /* no other passes the gate */
	buf_printf(b, ",\"can_reply\":%s", val_bool(conversation, "can_reply", true) ? "true" : "false");
	put_assignee(meta, b);
	buf_printf(b, ",\"new\":%s,\"inbox\":", is_new(w, conversation) ? "true" : "false");
	if (w->inbox)
		buf_printf(b, "%lld", w->inbox);
	else
		buf_puts(b, "null");
	put_labels(conversation, b);
	put_text(b, "team", text_at(meta, "team.name"));
	buf_putc(b, '}');
	val_free(meta);
}

/* ---- what is said ---- */

static void put_number(struct buf *b, const char *name, val o, const char *path)
{
	val v = val_get(o, path);

	if (val_kind(v) == VAL_NUMBER) {
		put_name(b, name);
		val_dump(v, b);
	}
	val_free(v);
}

static void put_attachment(val a, struct buf *b)
{
	buf_putc(b, '{');
	put_text(b, "type", val_str(a, "file_type", "file"));
	put_text(b, "url", text_at(a, "data_url"));
	put_if(b, "thumb", text_at(a, "thumb_url"));
	put_if(b, "content_type", text_at(a, "content_type"));
	put_if(b, "title", text_at(a, "fallback_title"));
	put_if(b, "text", text_at(a, "transcribed_text"));
	put_number(b, "size", a, "file_size");
	put_number(b, "lat", a, "coordinates_lat");
	put_number(b, "long", a, "coordinates_long");
	buf_putc(b, '}');
}

static void put_attachments(val body, struct buf *b)
{
	val list = val_get(body, "attachments");

	put_name(b, "attachments");
	buf_putc(b, '[');
	for (int i = 0, n = 0; i < val_len(list) && val_kind(list) == VAL_ARRAY; i++) {
		val a = val_at(list, i);

		if (val_kind(a) == VAL_OBJECT) {
			buf_puts(b, n++ ? "," : "");
			put_attachment(a, b);
		}
		val_free(a);
	}
	buf_putc(b, ']');
	val_free(list);
}

static void put_reply_to(const struct webhook *w, struct buf *b)
{
	long long n = webhook_number(w->body, "content_attributes.in_reply_to");

	if (n > 0)
		put_id(b, "reply_to", w->account, "", n);
}

static void put_message(const struct webhook *w, struct buf *b)
{
	const char *type = val_str(w->body, "content_type", "text");
	val conversation = val_get(w->body, "conversation");
	char room[32];
	const char *channel = webhook_channel(conversation, room);

	put_text(b, "channel", channel);
	put_conversation(w, conversation, b);
	put_customer(w, channel, b);
	put_text(b, "text", val_str(w->body, "content", NULL));
	if (strcmp(type, "text") != 0)
		put_if(b, "content_type", type);
	put_reply_to(w, b);
	put_attachments(w->body, b);
	val_free(conversation);
}

void webhook_record(const struct webhook *w, const char *domain, struct buf *out)
{
	struct buf b = {0};
	char ts[32];

	buf_printf(&b, "{\"v\":1,\"kind\":\"%s\"", w->reason ? "event" : "message");
	put_text(&b, "id", w->id);
	put_text(&b, "ts", date_format(w->ts, ts));
	put_text(&b, "trace", w->trace);
	put_if(&b, "domain", domain);
	if (w->reason) {
		put_text(&b, "event", w->event);
		put_text(&b, "reason", w->reason);
		if (w->conversation) {
			buf_puts(&b, ",\"conversation\":{");
			put_id(&b, "id", w->account, "", w->conversation);
			buf_putc(&b, '}');
		}
	} else {
		put_message(w, &b);
	}
	buf_putc(&b, '}');
	buf_put(out, b.p, b.n);
	buf_free(&b);
}

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"

#include "services/chatwoot_acts_private.h"
#include "services/chatwoot_show.h"

#define ask chatwoot_acts_ask
#define give chatwoot_acts_give

enum { FIRST, WRITTEN, TAKEN };

#define EVENTS                                                                                               \
	"conversation_created|conversation_status_changed|conversation_updated|message_created|message_updated|" \
	"webwidget_triggered|contact_created|contact_updated|conversation_typing_on|conversation_typing_off|"    \
	"inbox_created|inbox_updated"

/* ---- contacts ---- */

/* Texts of the request as Chatwoot's members; null is sent too, it empties. */
static val contact_body(val request)
{
	static const char *const names[][2] = {{"name", "name"},
										   {"email", "email"},
										   {"phone", "phone_number"},
										   {"identifier", "identifier"},
										   {"avatar_url", "avatar_url"},
										   {"additional", "additional_attributes"},
										   {"inbox", "inbox_id"},
										   {"source_id", "source_id"}};
	val body = val_object();

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (val_has(request, names[i][0]))
			body = val_set(body, names[i][1], val_get(request, names[i][0]));
	return body;
}

/* The attributes that are set; *none the names of those that are null, which are to be taken away. */
static val set_attributes(val request, val *none)
{
	val all = val_get(request, "attributes"), set = val_object();

	*none = val_array();
	for (int i = val_iter(all); val_kind(all) == VAL_OBJECT && val_iter_ok(all, i); i = val_iter_next(all, i)) {
		val v = val_iter_val(all, i);

		if (val_is(v))
			set = val_set(set, val_iter_key(all, i), v);
		else
			*none = val_push(*none, val_of_str(val_iter_key(all, i)));
	}
	val_free(all);
	return set;
}

static int check_contact(val request, struct err *e)
{
	const char *phone = val_str(request, "phone", NULL);
	val attributes = val_get(request, "attributes");
	bool bad = val_is(attributes) && val_kind(attributes) != VAL_OBJECT;

	val_free(attributes);
	if (bad)
		return err_set(e, ERR_DATA, "\"attributes\" must be an object of those to set");
	if (phone && *phone &&
		(phone[0] != '+' || phone[1] < '1' || phone[1] > '9' || strspn(phone + 1, "0123456789") != strlen(phone + 1) ||
		 strlen(phone) > 16))
		return err_set(e, ERR_DATA, "phone must be as +5511999990000: + and at most 15 digits");
	return 0;
}

static int give_contact(struct chatwoot_work *w, val reply)
{
	val contact = val_get(reply, "payload.contact");

	if (!val_is(contact)) {
		val_free(contact);
		contact = val_get(reply, "payload");
	}
	if (!val_is(contact)) {
		val_free(contact);
		contact = val_copy(reply);
	}
	(void)give(w, val_is(contact) ? chatwoot_show_contact(w->account, contact) : val_null());
	val_free(contact);
	return 0;
}

static int contact_create(struct chatwoot_work *w, val reply, struct err *e)
{
	val body, set, none;

	if (w->stage++ > FIRST)
		return give_contact(w, reply);
	if (check_contact(w->request, e) != 0)
		return -1;
	body = contact_body(w->request);
	set = set_attributes(w->request, &none);
	val_free(none);
	if (val_len(set) > 0)
		body = val_set(body, "custom_attributes", set);
	else
		val_free(set);
	if (val_len(body) == 0) {
		val_free(body);
		return err_set(e, ERR_DATA, "a contact needs one of name, phone, email, identifier");
	}
	(void)ask(w, "POST", CHATWOOT_PERSON, body, "contacts");
	w->call.once = true;
	return 1;
}

/* Chatwoot merges the attributes itself, but takes none away. */
static int contact_update(struct chatwoot_work *w, val reply, struct err *e)
{
	val body, set, none;

	if (w->stage == TAKEN || (w->stage == WRITTEN && val_len(w->kept) == 0))
		return give_contact(w, reply);
	if (w->stage == WRITTEN) {
		w->stage = TAKEN;
		return ask(w, "POST", CHATWOOT_PERSON, val_set(val_object(), "custom_attributes", val_copy(w->kept)),
				   "contacts/%lld/destroy_custom_attributes", w->id);
	}
	if (check_contact(w->request, e) != 0)
		return -1;
	body = contact_body(w->request);
	set = set_attributes(w->request, &none);
	val_free(w->kept);
	w->kept = none;
	w->stage = WRITTEN;
	if (val_len(set) > 0)
		body = val_set(body, "custom_attributes", set);
	else
		val_free(set);
	if (val_len(body) == 0 && val_len(none) == 0) {
		val_free(body);
		return err_set(e, ERR_DATA, "nothing to update: give name, phone, email, identifier or attributes");
	}
	return ask(w, "PUT", CHATWOOT_PERSON, body, "contacts/%lld", w->id);
}

static int contact_merge(struct chatwoot_work *w, val reply, struct err *e)
{
	static const char *const id = "contact";
	long long other;
	val v, body;

	if (w->stage++ > FIRST)
		return give_contact(w, reply);
	v = val_get(w->request, "other");
	other = val_kind(v) == VAL_NUMBER ? (long long)val_number(v, 0)
			: val_text(v, NULL)       ? strtoll(val_text(v, ""), NULL, 10)
									  : 0;
	if (other <= 0 && val_text(v, NULL))
		other = chatwoot_id_number(val_text(v, ""), 'c');
	val_free(v);
	if (other <= 0 || other == w->id)
		return err_set(e, ERR_DATA, "\"other\" must be the number of another %s, which is merged into it and goes", id);
	body = val_set_int(val_set_int(val_object(), "base_contact_id", w->id), "mergee_contact_id", other);
	(void)ask(w, "POST", CHATWOOT_PERSON, body, "actions/contact_merge");
	w->call.once = true;
	return 1;
}

/* ---- a contact by what it is known by ---- */

static const char *const keys[][2] = {{"phone", "phone_number"}, {"email", "email"}, {"identifier", "identifier"}};

static int ask_find(struct chatwoot_work *w, const char *attribute, const char *s)
{
	val term = val_set_str(val_set_str(val_object(), "attribute_key", attribute), "filter_operator", "equal_to");

	term = val_set(val_set(term, "values", val_push(val_array(), val_of_str(s))), "query_operator", val_null());
	return ask(w, "POST", CHATWOOT_PERSON, val_set(val_object(), "payload", val_push(val_array(), term)),
			   "contacts/filter");
}

/* The one of what was found that is the same to the letter (an e-mail: whatever their case). */
static int give_found(struct chatwoot_work *w, val reply, const char *attribute, const char *s)
{
	val list = val_get(reply, "payload");

	for (int i = 0; i < val_len(list); i++) {
		val contact = val_at(list, i);
		const char *has = val_str(contact, attribute, "");

		if (strcmp(attribute, "email") == 0 ? strcasecmp(has, s) == 0 : strcmp(has, s) == 0) {
			(void)give(w, chatwoot_show_contact(w->account, contact));
			i = val_len(list);
		}
		val_free(contact);
	}
	val_free(list);
	return 0;
}

static int contact_find(struct chatwoot_work *w, val reply, struct err *e)
{
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		const char *s = val_str(w->request, keys[i][0], NULL);

		if (!s || !*s)
			continue;
		return w->stage++ == FIRST ? ask_find(w, keys[i][1], s) : give_found(w, reply, keys[i][1], s);
	}
	return err_set(e, ERR_DATA, "to find a contact, phone, email or identifier must be given");
}

/* ---- inboxes, bots, webhooks ---- */

static int templates_sync(struct chatwoot_work *w, val reply, struct err *e)
{
	(void)e;
	if (w->stage++ > FIRST)
		return give(w, val_get(reply, "message"));
	return ask(w, "POST", CHATWOOT_PERSON, val_object(), "inboxes/%lld/sync_templates", w->id);
}

static int bot_create(struct chatwoot_work *w, val reply, struct err *e)
{
	const char *name = val_str(w->request, "name", ""), *url = val_str(w->request, "url", "");
	val body;

	if (w->stage++ > FIRST) {
		if (val_is(*w->secrets)) {
			*w->secrets = val_set(*w->secrets, "token", val_get(reply, "access_token"));
			*w->secrets = val_set(*w->secrets, "secret", val_get(reply, "secret"));
		}
		return give(w, val_is(reply) ? chatwoot_show_bot(w->account, reply) : val_null());
	}
	if (!*name || (strncmp(url, "http://", 7) != 0 && strncmp(url, "https://", 8) != 0))
		return err_set(e, ERR_DATA, "a bot needs \"name\" and \"url\", where Chatwoot sends to: https://…");
	body = val_set_str(val_set_str(val_object(), "name", name), "outgoing_url", url);
	if (val_has(w->request, "description"))
		body = val_set(body, "description", val_get(w->request, "description"));
	(void)ask(w, "POST", CHATWOOT_PERSON, val_set_str(body, "bot_type", "webhook"), "agent_bots");
	w->call.once = true;
	return 1;
}

/* Without a bot the inbox has none any more. */
static int bot_attach(struct chatwoot_work *w, val reply, struct err *e)
{
	const char *s = val_str(w->request, "bot", NULL);
	long long bot = s ? strtoll(s, NULL, 10) : val_int(w->request, "bot", 0);

	(void)reply;
	if (w->stage++ > FIRST)
		return give(w, val_true(true));
	if (bot <= 0 && !(s && strcmp(s, "none") == 0))
		return err_set(e, ERR_DATA, "\"bot\" must be the number of an agent bot, or none");
	return ask(w, "POST", CHATWOOT_PERSON, val_set(val_object(), "agent_bot", bot > 0 ? val_of_int(bot) : val_null()),
			   "inboxes/%lld/set_agent_bot", w->id);
}

static int check_events(val events, struct err *e)
{
	int st = val_kind(events) == VAL_ARRAY && val_len(events) > 0
				 ? 0
				 : err_set(e, ERR_DATA, "\"events\" must be an array of what to send: message_created, …");

	for (int i = 0; i < val_len(events) && st == 0; i++) {
		val v = val_at(events, i);

		if (!chatwoot_acts_word(EVENTS, val_text(v, "")))
			st = err_set(e, ERR_DATA, "there is no event \"%.40s\": %s", val_text(v, ""), EVENTS);
		val_free(v);
	}
	return st;
}

static int webhook_create(struct chatwoot_work *w, val reply, struct err *e)
{
	const char *url = val_str(w->request, "url", "");
	val v, body;

	if (w->stage++ > FIRST) {
		if (val_is(*w->secrets))
			*w->secrets = val_set(*w->secrets, "secret", val_get(reply, "payload.webhook.secret"));
		v = val_get(reply, "payload.webhook");
		(void)give(w, val_is(v) ? chatwoot_show_webhook(w->account, v) : val_null());
		val_free(v);
		return 0;
	}
	if (strncmp(url, "http://", 7) != 0 && strncmp(url, "https://", 8) != 0)
		return err_set(e, ERR_DATA, "a webhook needs \"url\": https://…");
	v = val_get(w->request, "events");
	if (!val_is(v)) {
		val_free(v);
		v = val_push(val_array(), val_of_str("message_created"));
	}
	body = val_set(val_set_str(val_object(), "url", url), "subscriptions", val_copy(v));
	if (val_has(w->request, "name"))
		body = val_set(body, "name", val_get(w->request, "name"));
	if (val_has(w->request, "inbox"))
		body = val_set(body, "inbox_id", val_get(w->request, "inbox"));
	if (check_events(v, e) != 0) {
		val_free(v);
		val_free(body);
		return -1;
	}
	val_free(v);
	(void)ask(w, "POST", CHATWOOT_PERSON, val_set(val_object(), "webhook", body), "webhooks");
	w->call.once = true;
	return 1;
}

/* ---- anything ---- */

static int any(struct chatwoot_work *w, const char *method, val reply, struct err *e)
{
	const char *path = val_str(w->request, "path", "");
	val body = val_get(w->request, "body");

	if (w->stage++ > FIRST) {
		val_free(body);
		return give(w, w->show ? val_copy(reply) : chatwoot_show_hide(val_copy(reply)));
	}
	if (!*path || strpbrk(path, " \t\r\n#") || strstr(path, "://")) {
		val_free(body);
		return err_set(e, ERR_DATA,
					   "\"path\" must be as inboxes or conversations/42/messages?before=9 (below the account), or "
					   "/api/v2/… in full");
	}
	(void)ask(w, method, CHATWOOT_PERSON_FIRST, body, "%s", path);
	w->call.once = strcmp(method, "GET") != 0;
	return 1;
}

static int get(struct chatwoot_work *w, val reply, struct err *e)
{
	return any(w, "GET", reply, e);
}

static int post(struct chatwoot_work *w, val reply, struct err *e)
{
	return any(w, "POST", reply, e);
}

const struct chatwoot_act chatwoot_acts_of_others[] = {
	{"contact-create", NULL, 0, contact_create},
	{"contact-update", "contact", 'c', contact_update},
	{"contact-merge", "contact", 'c', contact_merge},
	{"contact-find", NULL, 0, contact_find},
	{"templates-sync", "inbox", 0, templates_sync},
	{"bot-create", NULL, 0, bot_create},
	{"bot-attach", "inbox", 0, bot_attach},
	{"webhook-create", NULL, 0, webhook_create},
	{"get", NULL, 0, get},
	{"post", NULL, 0, post},
	{0},
};

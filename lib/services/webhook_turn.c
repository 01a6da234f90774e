#include <string.h>
#include <strings.h>

#include "services/webhook_private.h"

#define SECOND 1000

static bool is_true(val body, const char *path)
{
	val v = val_get(body, path);
	bool yes = val_kind(v) == VAL_BOOL ? val_bool(body, path, false) : val_is(v);

	val_free(v);
	return yes;
}

/* Our own words, a rule's and a campaign's are no person's, whoever they are sent as. */
static bool is_by_machine(val body)
{
	return val_has(body, "content_attributes.automation_rule_id") || val_has(body, "content_attributes.cwai") ||
		   val_has(body, "additional_attributes.campaign_id");
}

static enum webhook_turn turn_of_message(val body)
{
	const char *by = val_str(body, "sender.type", val_str(body, "sender_type", ""));
	const char *type = webhook_type(body);

	if (!type || strcmp(type, "outgoing") != 0 || val_bool(body, "private", false) || is_by_machine(body))
		return WEBHOOK_SAME;
	if (is_true(body, "content_attributes.external_echo"))
		return WEBHOOK_ECHOED;
	return strcasecmp(by, "user") == 0 ? WEBHOOK_TAKEN : WEBHOOK_SAME;
}

/* Old servers tell a message's time in whole seconds: it was before the next one. */
static date_ms end_of(date_ms t)
{
	return t % SECOND == 0 ? t + SECOND - 1 : t;
}

static bool is_about_holder(const char *member)
{
	return strcmp(member, "status") == 0 || strncmp(member, "assignee", 8) == 0;
}

/* changed_attributes: [{"status": {…}}, …] or {"status": …}. */
static bool has_changed(val changed)
{
	bool yes = false;

	for (int i = 0; val_kind(changed) == VAL_ARRAY && i < val_len(changed) && !yes; i++) {
		val one = val_at(changed, i);

		yes = val_kind(one) == VAL_OBJECT && has_changed(one);
		val_free(one);
	}
	for (int i = val_iter(changed); val_kind(changed) == VAL_OBJECT && val_iter_ok(changed, i) && !yes;
		 i = val_iter_next(changed, i))
		yes = is_about_holder(val_iter_key(changed, i));
	return yes;
}

static bool is_the_bots(val conversation)
{
	val meta = val_get(conversation, "meta");
	const char *status = webhook_status(conversation), *holder = webhook_holder(meta);

	val_free(meta);
	return status && strcmp(status, "pending") == 0 && (!holder || strcmp(holder, "User") != 0);
}

/* updated_at; without it the last activity, when it is known to the second, is no earlier than that second's end. */
static date_ms time_of_change(val conversation)
{
	val updated = val_get(conversation, "updated_at"), active = val_get(conversation, "last_activity_at");
	date_ms t;

	if (!webhook_time(updated, &t))
		t = webhook_time(active, &t) ? end_of(t) + 1 : 0;
	val_free(updated);
	val_free(active);
	return t;
}

enum webhook_turn webhook_turn(const struct webhook *w, date_ms *when)
{
	enum webhook_turn turn = WEBHOOK_SAME;
	val conversation, changed;

	if (w->conversation == 0)
		return WEBHOOK_SAME;
	if (strcmp(w->event, "message_created") == 0) {
		conversation = val_get(w->body, "conversation");
		if (is_the_bots(conversation))
			turn = turn_of_message(w->body);
		val_free(conversation);
		*when = end_of(w->ts);
		return turn;
	}
	changed = val_get(w->body, "changed_attributes");
	if (strcmp(w->event, "conversation_status_changed") == 0 ||
		(strcmp(w->event, "conversation_updated") == 0 && has_changed(changed)))
		turn = is_the_bots(w->body) ? WEBHOOK_RETURNED : WEBHOOK_SAME;
	val_free(changed);
	*when = time_of_change(w->body);
	return turn;
}

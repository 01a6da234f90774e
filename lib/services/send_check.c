#include <string.h>

#include "services/send_private.h"

/* 0 incoming, 1 outgoing, …; as a word in some replies. */
static bool is_incoming(val m)
{
	return val_int(m, "message_type", -1) == 0 || strcmp(val_str(m, "message_type", ""), "incoming") == 0;
}

static bool is_outgoing(val m)
{
	return val_int(m, "message_type", -1) == 1 || strcmp(val_str(m, "message_type", ""), "outgoing") == 0;
}

/* A person of the shop wrote it for the customer: in Chatwoot, or on the phone. */
static bool is_persons(val m)
{
	if (!is_outgoing(m) || val_bool(m, "private", false))
		return false;
	return strcmp(val_str(m, "sender.type", ""), "user") == 0 || val_bool(m, "content_attributes.external_echo", false);
}

int send_check_posted(struct send *s, struct send_job *j, struct err *e)
{
	val_free(j->posted);
	j->posted = val_null();
	if (!chatwoot_has_token(s->c))
		return 0;
	return chatwoot_messages(s->c, j->conversation, j->m.number, &j->posted, e);
}

long long send_check_part(const struct send_job *j, int part)
{
	for (int i = 0; i < val_len(j->posted); i++) {
		val m = val_at(j->posted, i);
		bool ours = strcmp(val_str(m, "content_attributes.cwai.message", ""), j->m.id) == 0 &&
					val_int(m, "content_attributes.cwai.part", 0) == part;
		long long id = val_int(m, "id", 0);

		val_free(m);
		if (ours)
			return id;
	}
	return 0;
}

/* What in the messages behind ours speaks against the reply. */
static const char *against(const struct send_job *j)
{
	const char *why = NULL;

	for (int i = 0; i < val_len(j->posted) && !why; i++) {
		val m = val_at(j->posted, i);

		if (val_int(m, "id", 0) > j->m.number)
			why = is_incoming(m) ? "newer" : is_persons(m) ? "person" : NULL;
		val_free(m);
	}
	return why;
}

/* Without a person's token the conversation's last message is all that can be seen of them. */
static const char *last_against(const struct send_job *j, val conversation)
{
	val m = val_get(conversation, "messages.0");
	const char *why = val_int(m, "id", 0) > j->m.number && is_incoming(m) ? "newer" : NULL;

	val_free(m);
	return why;
}

static bool person_has_it(val conversation)
{
	val assignee = val_get(conversation, "meta.assignee");
	const char *type = val_str(conversation, "meta.assignee_type", val_str(conversation, "meta.assignee.type", NULL));
	bool bot = type && (strcmp(type, "AgentBot") == 0 || strcmp(type, "agent_bot") == 0);
	bool has = val_kind(assignee) == VAL_OBJECT && !bot;

	val_free(assignee);
	return has;
}

int send_check(struct send *s, struct send_job *j, const char **why, bool *can_reply, struct err *e)
{
	enum chatwoot_who who = chatwoot_has_token(s->c) ? CHATWOOT_PERSON : CHATWOOT_BOT;
	val v;

	if (chatwoot_conversation(s->c, j->conversation, who, &v, e) != 0 || send_check_posted(s, j, e) != 0)
		return -1;
	*can_reply = val_bool(v, "can_reply", true);
	if (strcmp(val_str(v, "status", "pending"), "pending") != 0)
		*why = "status";
	else if (person_has_it(v))
		*why = "person";
	else
		*why = chatwoot_has_token(s->c) ? against(j) : last_against(j, v);
	val_free(v);
	return 0;
}

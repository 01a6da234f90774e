#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "record/rec.h"

#include "cli/chatwoot_list.h"
#include "cli/chatwoot_list_private.h"
#include "services/chatwoot_show.h"
#include "services/webhook.h"

int chatwoot_list_item(void *cookie, val item, struct err *e)
{
	struct chatwoot_lister *l = cookie;
	val v = l->make(l->o, item);

	val_free(item);
	if (!val_is(v))
		return 0;
	if (l->o->limit > 0 && l->n >= l->o->limit) {
		val_free(v);
		l->stopped = true;
		return -1;
	}
	l->n++;
	return chatwoot_out_add(l->out, v, e);
}

int chatwoot_list_end(struct chatwoot_lister *l, int st, struct err *e)
{
	struct err other;
	int ended = chatwoot_out_end(l->out, st == 0 || l->stopped ? e : &other);

	return st == 0 || l->stopped ? ended : st;
}

/* A list in pages from start to end. */
static int list(const struct chatwoot_list_options *o, struct chatwoot_list *q,
				val (*make)(const struct chatwoot_list_options *o, val item), const char *const *columns, struct err *e)
{
	struct chatwoot_lister l = {.o = o, .make = make, .out = chatwoot_out_new(columns, o->people)};

	return chatwoot_list_end(&l, chatwoot_each(o->chat, q, chatwoot_list_item, &l, e), e);
}

static struct chatwoot_call get(const char *path, val query)
{
	return (struct chatwoot_call){
		.method = "GET", .path = path, .query = query, .body = val_null(), .who = CHATWOOT_PERSON};
}

/* ---- conversations ---- */

static const char *const conversation_columns[] = {
	"id",     "ts", "status", "inbox", "customer=customer.name", "assignee=assignee.name", "team=team.name",
	"labels", NULL};

static val make_conversation(const struct chatwoot_list_options *o, val item)
{
	return chatwoot_show_conversation(chatwoot_account(o->chat), item);
}

struct since {
	struct chatwoot_lister l;
	date_ms since;
};

/* They come the last one first. */
static int add_since(void *cookie, val item, struct err *e)
{
	struct since *s = cookie;
	val v = val_get(item, val_has(item, "last_activity_at") ? "last_activity_at" : "timestamp");
	date_ms t = 0;

	if (webhook_time(v, &t) && t < s->since) {
		val_free(v);
		val_free(item);
		s->l.stopped = true;
		return -1;
	}
	val_free(v);
	return chatwoot_list_item(&s->l, item, e);
}

int chatwoot_list_conversations(const struct chatwoot_list_options *o, const struct chatwoot_list_conversations *w,
								struct err *e)
{
	struct since s = {.l = {.o = o, .make = make_conversation}, .since = w->since};
	struct chatwoot_list q = {.call = get("conversations", val_null()), .member = "data.payload", .size = 25};
	val query = val_set_str(val_object(), "status", w->status ? w->status : "all"), labels = val_array();

	if (w->assignee_type)
		query = val_set_str(query, "assignee_type", w->assignee_type);
	if (w->inbox > 0)
		query = val_set_int(query, "inbox_id", w->inbox);
	if (w->team > 0)
		query = val_set_int(query, "team_id", w->team);
	if (w->query)
		query = val_set_str(query, "q", w->query);
	for (int i = 0; i < w->labels.n; i++)
		labels = val_push(labels, val_of_str(w->labels.v[i]));
	if (val_len(labels) > 0)
		query = val_set(query, "labels", labels);
	else
		val_free(labels);
	/* by age a page keeps its place while others write */
	q.call.query = val_set_str(query, "sort_by", w->since > 0 ? "last_activity_at_desc" : "created_at_asc");
	s.l.out = chatwoot_out_new(conversation_columns, o->people);
	return chatwoot_list_end(&s.l, chatwoot_each(o->chat, &q, w->since > 0 ? add_since : chatwoot_list_item, &s.l, e),
							 e);
}

int chatwoot_list_filtered(const struct chatwoot_list_options *o, val terms, struct err *e)
{
	struct chatwoot_list q = {.call = get("conversations/filter", val_object()), .member = "payload", .size = 25};
	val list_of = val_kind(terms) == VAL_OBJECT ? val_get(terms, "payload") : val_copy(terms);

	val_free(terms);
	if (val_kind(list_of) != VAL_ARRAY) {
		val_free(list_of);
		val_free(q.call.query);
		return err_set(e, ERR_USAGE,
					   "a filter is an array of terms: [{\"attribute_key\":\"status\",\"filter_operator\":"
					   "\"equal_to\",\"values\":[\"pending\"],\"query_operator\":null}]");
	}
	q.call.method = "POST";
	q.call.body = val_set(val_object(), "payload", list_of);
	return list(o, &q, make_conversation, conversation_columns, e);
}

int chatwoot_list_show_conversation(const struct chatwoot_list_options *o, long long id, struct err *e)
{
	val v, shown;

	if (chatwoot_conversation(o->chat, id, CHATWOOT_PERSON_FIRST, &v, e) != 0)
		return -1;
	shown = make_conversation(o, v);
	val_free(v);
	return chatwoot_out_one(shown, o->people, e);
}

/* ---- messages ---- */

static val make_message(const struct chatwoot_list_options *o, val item)
{
	return chatwoot_show_message(chatwoot_account(o->chat), item);
}

int chatwoot_list_messages(const struct chatwoot_list_options *o, long long conversation, long long after,
						   struct err *e)
{
	static const char *const columns[] = {"id",     "ts",   "type", "customer=customer.name", "sender=sender.name",
										  "status", "text", NULL};
	struct chatwoot_lister l = {.o = o, .make = make_message, .out = chatwoot_out_new(columns, o->people)};

	return chatwoot_list_end(&l, chatwoot_each_message(o->chat, conversation, after, chatwoot_list_item, &l, e), e);
}

/* ---- contacts ---- */

static val make_contact(const struct chatwoot_list_options *o, val item)
{
	return chatwoot_show_contact(chatwoot_account(o->chat), item);
}

int chatwoot_list_contacts(const struct chatwoot_list_options *o, const char *query, struct err *e)
{
	static const char *const columns[] = {"id", "name", "phone", "email", "identifier", NULL};
	struct chatwoot_list q = {
		.call = get("contacts/search", val_set_str(val_object(), "q", query)), .member = "payload", .size = 15};

	return list(o, &q, make_contact, columns, e);
}

int chatwoot_list_show_contact(const struct chatwoot_list_options *o, long long id, struct err *e)
{
	char *path = mem_printf("contacts/%lld", id);
	struct chatwoot_call q = get(path, val_null());
	val v, contact;
	int st = chatwoot_do(o->chat, &q, &v, NULL, e);

	free(path);
	if (st != 0)
		return -1;
	contact = val_get(v, "payload");
	val_free(v);
	v = make_contact(o, contact);
	val_free(contact);
	return chatwoot_out_one(v, o->people, e);
}

/* ---- what there is few of ---- */

static val make_template(const struct chatwoot_list_options *o, val item)
{
	return chatwoot_show_template(chatwoot_account(o->chat), item);
}

int chatwoot_list_templates(const struct chatwoot_list_options *o, long long inbox, struct err *e)
{
	static const char *const columns[] = {"name", "language", "status", "category", "text", NULL};
	char *path = mem_printf("inboxes/%lld", inbox);
	struct chatwoot_list q = {.call = get(path, val_null()), .member = "message_templates", .single = true};
	int st = list(o, &q, make_template, columns, e);

	free(path);
	return st;
}

static val make_bot(const struct chatwoot_list_options *o, val item)
{
	return chatwoot_show_bot(chatwoot_account(o->chat), item);
}

int chatwoot_list_bots(const struct chatwoot_list_options *o, struct err *e)
{
	static const char *const columns[] = {"id", "name", "url", NULL};
	struct chatwoot_list q = {.call = get("agent_bots", val_null()), .member = "", .single = true};

	return list(o, &q, make_bot, columns, e);
}

static val make_webhook(const struct chatwoot_list_options *o, val item)
{
	return chatwoot_show_webhook(chatwoot_account(o->chat), item);
}

int chatwoot_list_webhooks(const struct chatwoot_list_options *o, struct err *e)
{
	static const char *const columns[] = {"id", "url", "events", NULL};
	struct chatwoot_list q = {.call = get("webhooks", val_null()), .member = "payload.webhooks", .single = true};

	return list(o, &q, make_webhook, columns, e);
}

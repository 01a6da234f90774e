#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "record/coproc.h"

#include "cli/talk.h"

#define PATIENCE 60 /* seconds */

struct talk {
	struct coproc *pipeline;
	char *domain;
	val customer;
	char session[48];           /* in front of every id: no two sessions share one */
	unsigned long conversation; /* its number in the session */
	unsigned long message;
	bool fresh; /* nothing was said in the conversation yet */
	date_ms fixed, last;
};

struct talk *talk_new(const char *const *stages, int n, const char *domain)
{
	struct talk *t = mem_zalloc(sizeof(*t));
	struct timespec now = {0};

	/* The real clock, also when --now stands still. */
	(void)clock_gettime(CLOCK_REALTIME, &now);
	(void)snprintf(t->session, sizeof(t->session), "repl:%lx%08lx", (unsigned long)now.tv_sec,
				   (unsigned long)now.tv_nsec);
	t->pipeline = coproc_new(stages, n);
	t->domain = mem_dup(domain);
	t->customer = val_null();
	talk_begin(t);
	return t;
}

void talk_free(struct talk *t)
{
	if (!t)
		return;
	coproc_free(t->pipeline);
	val_free(t->customer);
	free(t->domain);
	free(t);
}

const char *talk_domain(const struct talk *t)
{
	return t->domain;
}

void talk_set_domain(struct talk *t, const char *domain)
{
	char *copy = mem_dup(domain);

	free(t->domain);
	t->domain = copy;
	talk_set_customer(t, val_null());
}

void talk_set_customer(struct talk *t, val v)
{
	val_free(t->customer);
	t->customer = v;
	talk_begin(t);
}

const char *talk_customer(const struct talk *t)
{
	return val_str(t->customer, "id", NULL);
}

void talk_set_time(struct talk *t, date_ms at)
{
	t->fixed = at;
	t->last = 0;
}

void talk_begin(struct talk *t)
{
	t->conversation++;
	t->fresh = true;
}

/* Never twice the same: the order of what was said must be plain from it. */
static date_ms next_time(struct talk *t)
{
	date_ms now = t->fixed ? t->fixed : date_now();

	t->last = now > t->last ? now : t->last + 1000;
	return t->last;
}

/* Of the customer what a channel would tell. */
static val writer(const struct talk *t)
{
	static const char *const members[] = {"id", "name", "phone", "email"};
	val v = val_object();

	if (!val_is(t->customer)) {
		val_free(v);
		return val_null();
	}
	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
		v = val_set(v, members[i], val_get(t->customer, members[i]));
	return v;
}

/* A message's id, or with 0 the conversation's. New memory. */
static char *id_of(const struct talk *t, unsigned long message)
{
	if (message == 0)
		return mem_printf("%s:%lu", t->session, t->conversation);
	return mem_printf("%s:%lu:%lu", t->session, t->conversation, message);
}

static val spoken(struct talk *t, const char *text)
{
	char *id = id_of(t, t->message), *conversation = id_of(t, 0), ts[32];
	val m = val_set_int(val_object(), "v", 1), c = val_set_str(val_object(), "id", conversation);

	c = val_set(val_set_str(c, "status", "pending"), "can_reply", val_true(true));
	c = val_set(val_set(c, "assignee", val_null()), "new", val_true(t->fresh));
	m = val_set_str(val_set_str(m, "kind", "message"), "id", id);
	m = val_set_str(val_set_str(m, "ts", date_format(next_time(t), ts)), "trace", id);
	m = val_set_str(val_set_str(m, "domain", t->domain), "channel", "repl");
	m = val_set(val_set(m, "conversation", c), "customer", writer(t));
	m = val_set(val_set_str(m, "text", text), "attachments", val_array());
	free(conversation);
	free(id);
	return m;
}

static int ask(struct talk *t, val message, struct rec *r, struct err *e)
{
	int st = coproc_ask(t->pipeline, message, PATIENCE, r, e);

	val_free(message);
	return st;
}

int talk_say(struct talk *t, const char *text, struct rec *r, struct err *e)
{
	val m;

	t->message++;
	m = spoken(t, text);
	t->fresh = false;
	return ask(t, m, r, e);
}

int talk_repeat(struct talk *t, val message, struct rec *r, struct err *e)
{
	char *id, *conversation;
	val c = val_get(message, "conversation");

	t->message++;
	id = id_of(t, t->message);
	conversation = mem_printf("%s:%lu:%s", t->session, t->conversation, val_str(c, "id", ""));
	message = val_set_str(message, "id", id);
	message = val_set(message, "conversation", val_set_str(c, "id", conversation));
	free(conversation);
	free(id);
	return ask(t, message, r, e);
}

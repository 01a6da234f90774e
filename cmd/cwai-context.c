/* cwai-context: adds to each message who writes and what was said before, and stores the message. */
#include <string.h>
#include <strings.h>

#include "base/date.h"
#include "base/log.h"
#include "base/opt.h"
#include "record/rec.h"
#include "services/config.h"
#include "services/conversation.h"
#include "services/customer.h"

struct context {
	struct opt_common common;
	struct config *config;
	struct sql *db;
	long window, budget;
	struct pseudonym *key; /* of the audit log */
	bool look;
	struct buf text;   /* the member being made */
	struct rec *check; /* and being read again */
};

/* The store failing is nothing about the record: the same one goes through later. */
static int fail(struct err *e)
{
	if (e->kind == ERR_IO || e->kind == ERR_REFUSED)
		e->kind = ERR_UNAVAILABLE;
	return -1;
}

/* Who writes, VAL_NULL when the record does not say. */
static int meet(struct context *c, struct rec *r, const char *domain, val *customer, struct err *e)
{
	const char *channel = rec_str(r, "channel", "");
	struct customer_hint hint = {
		.external = rec_str(r, "customer.id", NULL),
		.name = rec_str(r, "customer.name", NULL),
		.phone = rec_str(r, "customer.phone", NULL),
		.email = rec_str(r, "customer.email", NULL),
		.claimed = strncasecmp(channel, "web", 3) == 0, /* a visitor of the site types what he likes */
		.look = c->look,
	};
	bool fresh;

	*customer = val_null();
	if (!hint.external || !*hint.external)
		return 0;
	return customer_meet(c->db, domain, &hint, date_now(), customer, &fresh, e);
}

static void member(struct buf *b, const char *name, val v)
{
	buf_puts(b, name);
	val_dump(v, b);
}

/* As text, and so checked: what somebody else wrote into the store must not break the record. */
static int put_context(struct context *c, struct rec *r, const struct conversation *talk, val customer, struct err *e)
{
	struct buf *b = &c->text;

	buf_clear(b);
	member(b, "{\"customer\":", customer);
	buf_puts(b, ",\"history\":");
	buf_put(b, talk->history.p, talk->history.n);
	member(b, ",\"task\":", talk->task);
	member(b, ",\"last_interaction\":", talk->last);
	buf_printf(b, ",\"new\":%s}", talk->fresh ? "true" : "false");
	if (rec_parse(c->check, b->p, b->n, e) < 0)
		return err_prefix(e, "a turn in the store has facts that are no JSON");
	rec_set_json(r, "context", b->p, b->n);
	return REC_PASS;
}

static int enter(struct context *c, struct rec *r, struct conversation_message *m, struct err *e)
{
	struct conversation talk;
	val customer;
	int st;

	if (meet(c, r, m->domain, &customer, e) < 0)
		return fail(e);
	m->customer = val_str(customer, "id", NULL);
	if (conversation_enter(c->db, m, (int)c->window, c->budget, &talk, e) < 0) {
		val_free(customer);
		return fail(e);
	}
	st = put_context(c, r, &talk, customer, e);
	conversation_free(&talk);
	val_free(customer);
	return st;
}

static int add_context(void *cookie, struct rec *r, struct err *e)
{
	struct context *c = cookie;
	struct domain *d;
	struct conversation_message m = {.role = "customer", .look = c->look, .key = c->key};

	if (strcmp(rec_str(r, "kind", ""), "message") != 0)
		return REC_PASS;
	d = config_domain(c->config, rec_str(r, "domain", NULL), e);
	if (!d)
		return -1;
	m.domain = domain_name(d);
	m.id = rec_str(r, "id", "");
	m.conversation = rec_str(r, "conversation.id", "");
	m.status = rec_str(r, "conversation.status", NULL);
	m.channel = rec_str(r, "channel", NULL);
	m.text = rec_str(r, "text", NULL);
	if (!*m.id || !*m.conversation)
		return err_set(e, ERR_DATA, "a message needs \"id\" and \"conversation\":{\"id\":…}, texts");
	if (date_parse(rec_str(r, "ts", ""), &m.ts, NULL) < 0)
		m.ts = date_now();
	return enter(c, r, &m, e);
}

int main(int argc, char *argv[])
{
	struct context c = {.window = 10, .budget = 1000};
	struct err e;
	const struct opt options[] = {
		{'w', "window", OPT_INT, &c.window, "N", "turns of history at most (10)"},
		{'b', "budget", OPT_INT, &c.budget, "N", "tokens of history at most, of 4 characters (1000)"},
		{'n', "dry-run", OPT_FLAG, &c.look, NULL, "store nothing"},
		{0, NULL, OPT_COMMON, &c.common, NULL, NULL},
		{0},
	};
	const struct opt_tool tool = {"cwai-context", "adds who writes and what was said before, and stores the message",
								  "[-n] [-w N] [-b N] [option ...] < messages", options, false};
	const struct rec_filter filter = {.record = add_context, .cookie = &c};
	int st;

	if (opt_parse(&tool, argc, argv) != argc)
		opt_fail(&tool, "it takes no operand: records come on standard input");
	if (c.window > 1000 || c.budget > 1000000)
		opt_fail(&tool, "--window is at most 1000 and --budget 1000000");
	c.config = config_open(&c.common, &e);
	if (!c.config)
		log_die(&e);
	c.db = config_sql(c.config, &e);
	if (!c.db)
		log_die(&e);
	c.key = c.look ? NULL : pseudonym_open(c.config, &e);
	if (!c.key && !c.look)
		log_die(&e);
	c.check = rec_new();
	st = rec_loop(&filter, &c.common);
	rec_free(c.check);
	buf_free(&c.text);
	pseudonym_close(c.key);
	config_free(c.config);
	return st;
}

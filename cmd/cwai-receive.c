/* cwai-receive: makes message records of Chatwoot's webhooks, and keeps out what is not for the shop's bot. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/date.h"
#include "base/log.h"
#include "base/map.h"
#include "base/opt.h"
#include "base/os.h"
#include "base/term.h"
#include "record/rec.h"
#include "services/config.h"
#include "services/deliveries.h"
#include "services/webhook.h"

struct receive {
	struct opt_common common;
	bool all, no_store;
	long bot;
	struct config *config; /* NULL: none was found */
	struct deliveries *deliveries;
	bool has_store, warned;
	struct err broken; /* the store could not be opened: the run ends */
	struct map *counts;
	struct buf line; /* the record being made: the loop's record borrows it */
};

static void count(struct receive *c, const char *what)
{
	(*map_at(c->counts, what, strlen(what), NULL))++;
}

/* The record becomes one of kind "bad", which carries the body as it came; the loop adds the error. */
static int refuse(struct receive *c, struct rec *r)
{
	struct buf raw = {0};
	int st = -1;

	count(c, "bad");
	rec_line(r, &raw);
	for (size_t n = raw.n; st != 0; n = 1024) { /* escapes may make it too long to carry whole */
		buf_clear(&c->line);
		buf_puts(&c->line, "{\"v\":1,\"kind\":\"bad\",\"raw\":");
		rec_json_str(&c->line, raw.p, n < raw.n ? n : raw.n);
		buf_putc(&c->line, '}');
		st = rec_parse(r, c->line.p, c->line.n, NULL);
	}
	buf_free(&raw);
	return -1;
}

/* The delivery's id among the headers, whatever the case of their names; in new memory, or NULL. */
static char *delivery_of(struct rec *r)
{
	val headers = rec_val(r, "headers");
	char *id = NULL;

	for (int i = val_iter(headers); val_iter_ok(headers, i) && !id; i = val_iter_next(headers, i)) {
		val v = val_iter_val(headers, i);

		if (strcasecmp(val_iter_key(headers, i), "x-chatwoot-delivery") == 0 && val_text(v, NULL))
			id = mem_dup(val_text(v, NULL));
		val_free(v);
	}
	val_free(headers);
	return id;
}

/* The body: the record itself, its member body, or the JSON text that is in it. */
static val body_of(struct rec *r, struct err *e)
{
	const char *text;

	if (rec_has(r, "event") || !rec_has(r, "body"))
		return rec_val(r, "");
	text = rec_str(r, "body", NULL);
	return text ? val_parse(text, strlen(text), e) : rec_val(r, "body");
}

static bool open_store(struct receive *c, struct err *e)
{
	struct sql *db;

	if (c->has_store || c->no_store || !c->config)
		return true;
	db = config_sql(c->config, e);
	if (!db) {
		c->broken = *e;
		return false;
	}
	c->has_store = true;
	deliveries_use_store(c->deliveries, db, date_now());
	return true;
}

/* A message that passed the gate: once only, and with its domain. */
static int admit(struct receive *c, struct webhook *w, const char **domain, struct err *e)
{
	struct domain *d;

	*domain = c->common.domain;
	if (c->config) {
		d = config_inbox(c->config, w->inbox, e);
		if (!d)
			return -1;
		*domain = domain_name(d);
	}
	if (!open_store(c, e))
		return -1;
	if (deliveries_are_many(c->deliveries))
		(void)deliveries_flush(c->deliveries, date_now(), false, e); /* it says so itself, and tries again */
	if (deliveries_seen(c->deliveries, w->key))
		w->reason = "duplicate";
	return 0;
}

static void warn_of_bot(struct receive *c, const struct webhook *w)
{
	if (c->bot != 0 || c->warned || !w->reason || strcmp(w->reason, "bot") != 0)
		return;
	c->warned = true;
	log_warn("agent bot %lld has a conversation: if it is this one, name it with --bot or chatwoot.bot_id", w->bot);
}

static int make_record(struct receive *c, struct rec *r, struct webhook *w, struct err *e)
{
	const char *domain = NULL;

	warn_of_bot(c, w);
	if (!w->reason && admit(c, w, &domain, e) != 0)
		return refuse(c, r);
	count(c, w->reason ? w->reason : "message");
	if (w->reason && !c->all)
		return REC_GONE;
	buf_clear(&c->line);
	webhook_record(w, domain, &c->line);
	return rec_parse(r, c->line.p, c->line.n, e) == 0 ? REC_PASS : -1;
}

static int receive_record(void *cookie, struct rec *r, struct err *e)
{
	struct receive *c = cookie;
	struct webhook w = {.reason = NULL};
	val body = body_of(r, e);
	char *delivery = delivery_of(r);
	int st;

	if (val_kind(body) == VAL_OBJECT)
		st = webhook_read(&w, body, delivery, c->bot, date_now(), e);
	else
		st = val_kind(body) == VAL_NONE ? -1 : err_set(e, ERR_DATA, "the body is no object");
	val_free(body);
	free(delivery);
	if (st != 0)
		return refuse(c, r);
	st = make_record(c, r, &w, e);
	webhook_free(&w);
	return st;
}

/* Everything so far is written: its marks may be, too. */
static int mark(void *cookie, struct err *e)
{
	struct receive *c = cookie;

	if (c->broken.kind) {
		*e = c->broken;
		return -1;
	}
	if (c->has_store)
		(void)deliveries_flush(c->deliveries, date_now(), false, e); /* it says so itself, and tries again */
	return 0;
}

static void show_counts(const struct receive *c)
{
	static const char *const heads[] = {"deliveries", "number"};
	struct term_table *t = term_table_new(heads, 2);
	char number[32];
	uint64_t n;

	term_table_right(t, 1);
	for (size_t i = 0; i < map_count(c->counts); i++) {
		const char *what = map_key(c->counts, i, NULL, &n);

		(void)snprintf(number, sizeof(number), "%llu", (unsigned long long)n);
		term_table_add(t, (const char *[]){what, number});
	}
	(void)term_table_print(t, stderr);
	term_table_free(t);
}

/* A configuration is used when there is one; one that was named must be there. */
static void open_config(struct receive *c)
{
	struct err e;

	c->config = config_open(&c->common, &e);
	if (!c->config && (e.kind != ERR_NOINPUT || c->common.config || os_env("CWAI_CONFIG", NULL)))
		log_die(&e);
	if (c->config && c->bot == 0)
		c->bot = (long)val_int(config_values(c->config), "chatwoot.bot_id", 0);
}

static int finish(struct receive *c, int st)
{
	struct err e;

	if (c->has_store && deliveries_flush(c->deliveries, date_now(), true, &e) != 0) {
		log_error("the marks against duplicates are not stored: %s", e.msg);
		st = st > 1 ? st : (int)e.kind;
	}
	if (c->common.verbose)
		show_counts(c);
	deliveries_free(c->deliveries);
	map_free(c->counts);
	config_free(c->config);
	buf_free(&c->line);
	return st;
}

int main(int argc, char *argv[])
{
	struct receive c = {.deliveries = deliveries_new(), .counts = map_new()};
	const struct opt options[] = {
		{'a', "all", OPT_FLAG, &c.all, NULL, "keep what is not for the bot, as events"},
		{0, "bot", OPT_INT, &c.bot, "ID", "our agent bot in Chatwoot (chatwoot.bot_id)"},
		{0, "no-store", OPT_FLAG, &c.no_store, NULL, "tell duplicates of this run only"},
		{0, NULL, OPT_COMMON, &c.common, NULL, NULL},
		{0},
	};
	const struct opt_tool tool = {"cwai-receive", "makes message records of Chatwoot's webhooks",
								  "[-a] [--bot ID] [--no-store] [option ...] < webhooks", options, false};
	const struct rec_filter filter = {.record = receive_record, .idle = mark, .cookie = &c};

	if (opt_parse(&tool, argc, argv) != argc)
		opt_fail(&tool, "it takes no operand: webhooks come on standard input");
	open_config(&c);
	return finish(&c, rec_loop(&filter, &c.common));
}

/* cwai-receive: makes message records of Chatwoot's webhooks, and keeps out what is not for the shop's bot. */
#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "base/log.h"
#include "base/map.h"
#include "base/opt.h"
#include "base/os.h"
#include "base/term.h"
#include "record/rec.h"
#include "services/config_chatwoot.h"
#include "services/receive.h"
#include "services/reconcile.h"

#define FOR_EVER (1LL << 60) /* ms */

struct tool {
	struct opt_common common;
	bool all, no_store;
	long bot;
	double debounce, debounce_max; /* seconds */
	long debounce_count;
	const char *reconcile;
	struct config *config; /* NULL: none was found */
	struct receive *receive;
	bool warned;
	struct buf line; /* the record being made: the loop's record borrows it */
};

static void count(struct tool *t, const char *what)
{
	(*map_at(receive_counts(t->receive), what, strlen(what), NULL))++;
}

/* The record becomes one of kind "bad", which carries the body as it came; the loop adds the error. */
static int refuse(struct tool *t, struct rec *r)
{
	struct buf raw = {0};
	int st = -1;

	count(t, "bad");
	rec_line(r, &raw);
	for (size_t n = raw.n; st != 0; n = 1024) { /* escapes may make it too long to carry whole */
		buf_clear(&t->line);
		buf_puts(&t->line, "{\"v\":1,\"kind\":\"bad\",\"raw\":");
		rec_json_str(&t->line, raw.p, n < raw.n ? n : raw.n);
		buf_putc(&t->line, '}');
		st = rec_parse(r, t->line.p, t->line.n, NULL);
	}
	buf_free(&raw);
	return -1;
}

static void warn_of_bot(struct tool *t, const struct webhook *w)
{
	if (t->bot != 0 || t->warned || !w->reason || strcmp(w->reason, "bot") != 0)
		return;
	t->warned = true;
	log_warn("agent bot %lld has a conversation: if it is this one, name it with --bot or chatwoot.bot_id", w->bot);
}

static int receive_record(void *cookie, struct rec *r, struct err *e)
{
	struct tool *t = cookie;
	bool says_time = rec_has(r, "ts");
	enum receive_fate fate;
	struct webhook w;

	if (webhook_of(&w, r, t->bot, says_time ? date_now() : receive_now(t->receive), e) != 0)
		return refuse(t, r);
	warn_of_bot(t, &w);
	fate = receive_take(t->receive, &w, says_time ? date_now() : w.ts, &t->line, e);
	webhook_free(&w);
	if (fate == RECEIVE_FAILED)
		return refuse(t, r);
	if (fate == RECEIVE_GONE)
		return REC_GONE;
	return rec_parse(r, t->line.p, t->line.n, e) == 0 ? REC_PASS : -1;
}

static int idle(void *cookie, struct err *e)
{
	return receive_idle(((struct tool *)cookie)->receive, e);
}

static double wait_for_due(void *cookie)
{
	return receive_wait(((struct tool *)cookie)->receive);
}

static void show_counts(const struct map *counts)
{
	static const char *const heads[] = {"deliveries", "number"};
	struct term_table *table = term_table_new(heads, 2);
	char number[32];
	uint64_t n;

	term_table_right(table, 1);
	for (size_t i = 0; i < map_count(counts); i++) {
		const char *what = map_key(counts, i, NULL, &n);

		(void)snprintf(number, sizeof(number), "%llu", (unsigned long long)n);
		term_table_add(table, (const char *[]){what, number});
	}
	(void)term_table_print(table, stderr);
	term_table_free(table);
}

/* A configuration is used when there is one; one that was named must be there. */
static void open_config(struct tool *t)
{
	struct err e;

	t->config = config_open(&t->common, &e);
	if (!t->config && (e.kind != ERR_NOINPUT || t->common.config || os_env("CWAI_CONFIG", NULL)))
		log_die(&e);
	if (t->config && t->bot == 0)
		t->bot = (long)val_int(config_values(t->config), "chatwoot.bot_id", 0);
}

static void open_receive(struct tool *t)
{
	struct receive_options o = {.config = t->config,
								.domain = t->common.domain,
								.no_store = t->no_store,
								.all = t->all,
								.replays = t->common.now_is_ts};

	if (t->debounce > 0)
		o.limits = (struct burst_limits){.idle = (long long)(t->debounce * 1000),
										 .most = (long long)(t->debounce_max * 1000),
										 .count = (int)t->debounce_count};
	if (t->reconcile) /* all of a conversation is there at once */
		o.limits = (struct burst_limits){.idle = FOR_EVER, .most = FOR_EVER, .count = (int)t->debounce_count};
	t->receive = receive_new(&o);
}

/* What the customers wrote since then and nobody answered; the exit status. */
static int reconcile(struct tool *t, const struct opt_tool *tool)
{
	struct err e;
	double seconds = opt_duration(t->reconcile);
	struct reconcile q = {.receive = t->receive, .bot = t->bot, .since = date_now() - (date_ms)(seconds * 1000)};

	if (seconds < 0 && date_parse(t->reconcile, &q.since, NULL) != 0)
		opt_fail(tool, "--reconcile: \"%s\" is neither a span of time (1h) nor a time (2026-06-17T12:00:00Z)",
				 t->reconcile);
	q.chat = config_chatwoot_open(t->config, &e);
	if (!q.chat)
		log_die(&e);
	if (q.bot == 0)
		q.bot = chatwoot_bot(q.chat);
	if (reconcile_run(&q, &e) == 0) {
		chatwoot_close(q.chat);
		return 0;
	}
	log_error("%s", e.msg);
	chatwoot_close(q.chat);
	return (int)e.kind;
}

static int finish(struct tool *t, int st)
{
	struct err e;

	if (receive_end(t->receive, &e) != 0) {
		log_error("%s", e.msg);
		st = st > 1 ? st : (int)e.kind;
	}
	if (t->common.verbose)
		show_counts(receive_counts(t->receive));
	receive_free(t->receive);
	config_free(t->config);
	buf_free(&t->line);
	return st;
}

int main(int argc, char *argv[])
{
	struct tool t = {.debounce_max = 60, .debounce_count = 20};
	const struct opt options[] = {
		{'a', "all", OPT_FLAG, &t.all, NULL, "keep what is not for the bot, as events"},
		{0, "bot", OPT_INT, &t.bot, "ID", "our agent bot in Chatwoot (chatwoot.bot_id)"},
		{0, "debounce", OPT_DURATION, &t.debounce, "SEC", "join what comes before so long a silence"},
		{0, "debounce-max", OPT_DURATION, &t.debounce_max, "SEC", "wait so long at most (60s)"},
		{0, "debounce-count", OPT_INT, &t.debounce_count, "N", "join so many at most (20)"},
		{0, "no-store", OPT_FLAG, &t.no_store, NULL, "tell duplicates of this run only"},
		{0, "reconcile", OPT_STR, &t.reconcile, "SINCE", "ask Chatwoot for what nobody answered since"},
		{0, NULL, OPT_COMMON, &t.common, NULL, NULL},
		{0},
	};
	const struct opt_tool tool = {"cwai-receive", "makes message records of Chatwoot's webhooks",
								  "[-a] [--bot ID] [--debounce SEC] [option ...] < webhooks\n"
								  "--reconcile SINCE [option ...]",
								  options, false};
	const struct rec_filter filter = {.record = receive_record, .idle = idle, .wait = wait_for_due, .cookie = &t};

	if (opt_parse(&tool, argc, argv) != argc)
		opt_fail(&tool, "it takes no operand: webhooks come on standard input");
	if (t.debounce_count < 1 || t.debounce_count > 1000)
		opt_fail(&tool, "--debounce-count: from 1 to 1000");
	open_config(&t);
	open_receive(&t);
	return finish(&t, t.reconcile ? reconcile(&t, &tool) : rec_loop(&filter, &t.common));
}

/* cwai-send: posts replies to Chatwoot, each once, and hands conversations to people. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/opt.h"
#include "record/rec.h"
#include "services/config_chatwoot.h"
#include "services/dead.h"
#include "services/send.h"

struct tool {
	struct opt_common common;
	bool dry, retry, no_typing, no_store;
	double settle;
	const char *dead_given;
	char *dead;
	struct config *config;
	struct chatwoot *chatwoot;
	struct send *send;
	int failed; /* with --retry: records that failed again */
};

/* A request of a dry run: for people, on stderr; the records go on as they are. */
static void show(void *cookie, const char *method, const char *path, const char *body)
{
	(void)cookie;
	(void)fprintf(stderr, "%s %s%s%s\n", method, path, *body ? " " : "", body);
}

static int open_send(struct tool *t, struct err *e)
{
	const struct send_options o = {.dry = t->dry, .typing = !t->no_typing, .settle = t->settle};
	struct sql *db = NULL;

	t->config = config_open(&t->common, e);
	t->chatwoot = t->config ? config_chatwoot_open(t->config, e) : NULL;
	if (!t->chatwoot || (!t->no_store && !(db = config_sql(t->config, e))))
		return -1;
	if (t->dry)
		chatwoot_dry(t->chatwoot, show, NULL);
	t->dead = t->dead_given ? mem_dup(t->dead_given) : dead_path("dead-letter.ndjson");
	t->send = send_open(t->chatwoot, db, &o);
	if (!chatwoot_has_token(t->chatwoot))
		log_warn("without a person's token (CHATWOOT_API_TOKEN) newer messages and lost answers can hardly be noticed");
	return 0;
}

/* It is kept, and counts as failed from now on. */
static void mark_failed(struct tool *t, struct rec *r, const char *why)
{
	struct err e;
	struct domain *d = config_domain(t->config, rec_str(r, "domain", NULL), &e);

	if (d)
		send_failed(t->send, r, d, why);
}

/* What failed is kept, so that --retry takes it up. */
static int bury(struct tool *t, struct rec *r, struct err *why)
{
	struct buf line = {0};
	struct err e;
	int st = 0;

	if (t->dry)
		return -1;
	rec_line(r, &line);
	if (dead_put(t->dead, line.p, line.n, &e) != 0) {
		log_error("%s; the record that failed goes on with its error, and is nowhere else", e.msg);
		st = -1;
	}
	buf_free(&line);
	if (st == 0)
		mark_failed(t, r, why->msg);
	if (st == 0)
		(void)err_prefix(why, "kept in %s", t->dead);
	return -1;
}

static int send_one(struct tool *t, struct rec *r, struct err *e)
{
	struct domain *d = config_domain(t->config, rec_str(r, "domain", NULL), e);
	val delivery;

	if (!d || send_record(t->send, r, d, &delivery, e) != 0)
		return -1;
	rec_set(r, "delivery", delivery);
	return REC_PASS;
}

/* A record with an error of another tool is one that a person has to answer. */
static int handle(void *cookie, struct rec *r, struct err *e)
{
	struct tool *t = cookie;

	if (strcmp(rec_str(r, "kind", ""), "message") != 0)
		return REC_PASS;
	return send_one(t, r, e) == REC_PASS ? REC_PASS : bury(t, r, e);
}

/* ---- taking up what failed ---- */

static int again(void *cookie, struct rec *r, struct err *e)
{
	struct tool *t = cookie;
	struct err why;
	struct buf line = {0};
	int st;

	if (send_one(t, r, &why) == REC_PASS) {
		rec_line(r, &line);
		buf_putc(&line, '\n');
		st = rec_emit(line.p, line.n, e);
	} else {
		log_warn("%s: %s", rec_str(r, "id", "a record"), why.msg);
		t->failed++;
		rec_line(r, &line);
		st = dead_put(t->dead, line.p, line.n, e);
		if (st == 0)
			mark_failed(t, r, why.msg);
	}
	buf_free(&line);
	return st;
}

static int retry(struct tool *t)
{
	struct err e;
	int n;

	if (dead_take(t->dead, again, t, &n, &e) != 0)
		log_die(&e);
	if (!t->common.quiet)
		log_info("%d taken up, %d failed again", n, t->failed);
	return t->failed > 0;
}

int main(int argc, char *argv[])
{
	struct tool t = {.settle = 5};
	const struct opt options[] = {
		{'n', "dry-run", OPT_FLAG, &t.dry, NULL, "post nothing, show the requests on stderr"},
		{0, "retry", OPT_FLAG, &t.retry, NULL, "take up what failed before"},
		{0, "dead-letter", OPT_FILE, &t.dead_given, "FILE", "where what failed is kept"},
		{0, "settle", OPT_DURATION, &t.settle, "TIME", "before a lost message is looked for (5s)"},
		{0, "no-typing", OPT_FLAG, &t.no_typing, NULL, "do not show that somebody types"},
		{0, "no-store", OPT_FLAG, &t.no_store, NULL, "mark nothing: may answer again"},
		{0, NULL, OPT_COMMON, &t.common, NULL, NULL},
		{0},
	};
	const struct opt_tool tool = {"cwai-send", "posts replies to Chatwoot, each once, and hands over to people",
								  "[option ...] < records\n--retry [option ...]", options, false};
	const struct rec_filter filter = {.record = handle, .cookie = &t, .errors_too = true};
	struct err e;
	int st;

	if (opt_parse(&tool, argc, argv) != argc)
		opt_fail(&tool, "it takes no operand: records come on standard input");
	if (t.retry && t.dry)
		opt_fail(&tool, "--retry and -n do not go together");
	if (open_send(&t, &e) != 0)
		log_die(&e);
	st = t.retry ? retry(&t) : rec_loop(&filter, &t.common);
	send_close(t.send);
	chatwoot_close(t.chatwoot);
	config_free(t.config);
	free(t.dead);
	return st;
}

/* cwai-route: adds what a message wants, how sure that is, and which crews answer it. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "agents/eval.h"
#include "agents/route.h"
#include "base/log.h"
#include "base/opt.h"
#include "base/term.h"
#include "record/rec.h"
#include "services/config.h"

struct entry { /* a domain's router */
	const struct domain *domain;
	struct route *route;
};

struct router {
	struct opt_common common;
	const char *model;
	bool explain;
	struct route *route; /* of --model */
	struct config *config;
	struct entry *entry;
	size_t n;
	struct buf json;
};

/* The router of the record's domain, opened when it is first needed. */
static struct route *route_of(struct router *c, struct rec *r, struct err *e)
{
	const struct domain *d;
	struct route *route;

	if (c->route)
		return c->route;
	d = config_domain(c->config, rec_str(r, "domain", NULL), e);
	if (!d)
		return NULL;
	for (size_t i = 0; i < c->n; i++)
		if (c->entry[i].domain == d)
			return c->entry[i].route;
	route = route_open_domain(c->config, d, e);
	if (!route)
		return NULL;
	c->entry = mem_array(c->entry, c->n + 1, sizeof(*c->entry));
	c->entry[c->n++] = (struct entry){d, route};
	return route;
}

static int route_record(void *cookie, struct rec *r, struct err *e)
{
	struct router *c = cookie;
	const char *kind = rec_str(r, "kind", ""), *text = rec_str(r, "text", "");
	struct route_task task = {.crew = ""};
	struct route *route;

	if (strcmp(kind, "event") == 0 || (!*text && strcmp(kind, "message") != 0))
		return REC_PASS;
	route = route_of(c, r, e);
	if (!route)
		return -1;
	if (rec_has(r, "context"))
		task.crew = rec_str(r, "context.task.crew", "");
	buf_clear(&c->json);
	if (*text)
		route_decide(route, text, strlen(text), &task, c->explain, &c->json);
	else
		buf_puts(&c->json, "{\"unknown\":true,\"crews\":[],\"intents\":[],\"reason\":\"no text\"}");
	rec_set_json(r, "route", c->json.p, c->json.n);
	return REC_PASS;
}

/* The operands as one message; the record goes out, or at a terminal the route alone, for people. */
static int route_words(struct router *c, int n, char *word[], struct err *e)
{
	struct buf line = {0};
	struct rec *r = rec_new();
	val v;
	int st;

	for (int i = 0; i < n; i++)
		buf_printf(&line, "%s%s", i ? " " : "", word[i]);
	v = val_set_str(val_object(), "text", buf_str(&line));
	buf_clear(&line);
	val_dump(v, &line);
	val_free(v);
	st = rec_parse(r, buf_str(&line), line.n, e) == 0 && route_record(c, r, e) == REC_PASS ? 0 : -1;
	v = rec_val(r, term_is(STDOUT_FILENO) ? "route" : "");
	if (st == 0 && term_is(STDOUT_FILENO))
		st = eval_print(v, stdout);
	else if (st == 0)
		st = rec_emit_val(val_copy(v), e);
	val_free(v);
	rec_free(r);
	buf_free(&line);
	return st;
}

int main(int argc, char *argv[])
{
	struct router c = {0};
	struct err e;
	const struct opt options[] = {
		{'m', "model", OPT_FILE, &c.model, "FILE", "a model of cwai-train, in place of the domain's"},
		{0, "explain", OPT_FLAG, &c.explain, NULL, "add the features that decided"},
		{0, NULL, OPT_COMMON, &c.common, NULL, NULL},
		{0},
	};
	const struct opt_tool tool = {"cwai-route", "adds what a message wants and which crews answer it",
								  "[--model FILE] [--explain] [option ...] < messages\n"
								  "[--model FILE] [--explain] WORD ...",
								  options, false};
	const struct rec_filter filter = {.record = route_record, .cookie = &c};
	int at = opt_parse(&tool, argc, argv), st;

	if (c.model)
		c.route = route_open(c.model, &e);
	else
		c.config = config_open(&c.common, &e);
	if (!c.route && !c.config)
		log_die(&e);
	if (at == argc)
		st = rec_loop(&filter, &c.common);
	else if (route_words(&c, argc - at, argv + at, &e) != 0)
		log_die(&e);
	else
		st = rec_close_stdout();
	for (size_t i = 0; i < c.n; i++)
		route_free(c.entry[i].route);
	free(c.entry);
	buf_free(&c.json);
	route_free(c.route);
	config_free(c.config);
	return st;
}

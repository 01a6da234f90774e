/* cwai-route: adds what a message wants, how sure that is, and which crews answer it. */
#include <stdlib.h>
#include <string.h>

#include "agents/route.h"
#include "base/log.h"
#include "base/opt.h"
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
	c->entry[c->n++] = (struct entry){ d, route };
	return route;
}

static int route_record(void *cookie, struct rec *r, struct err *e)
{
	struct router *c = cookie;
	const char *kind = rec_str(r, "kind", ""), *text = rec_str(r, "text", "");
	struct route_task task = { .crew = "" };
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

int main(int argc, char *argv[])
{
	struct router c = {0};
	struct err e;
	const struct opt options[] = {
		{ 'm', "model", OPT_FILE, &c.model, "FILE", "a model of cwai-train, in place of the domain's" },
		{ 0, "explain", OPT_FLAG, &c.explain, NULL, "add the features that decided" },
		{ 0, NULL, OPT_COMMON, &c.common, NULL, NULL },
		{ 0 },
	};
	const struct opt_tool tool = { "cwai-route", "adds what a message wants and which crews answer it",
		                           "[--model FILE] [--explain] [option ...] < messages", options, false };
	const struct rec_filter filter = { .record = route_record, .cookie = &c };
	int st;

	if (opt_parse(&tool, argc, argv) != argc)
		opt_fail(&tool, "it takes no operand: records come on standard input");
	if (c.model)
		c.route = route_open(c.model, &e);
	else
		c.config = config_open(&c.common, &e);
	if (!c.route && !c.config)
		log_die(&e);
	st = rec_loop(&filter, &c.common);
	for (size_t i = 0; i < c.n; i++)
		route_free(c.entry[i].route);
	free(c.entry);
	buf_free(&c.json);
	route_free(c.route);
	config_free(c.config);
	return st;
}

/* cwai-greet: adds a personal greeting to the first message of a conversation. */
#include <string.h>

#include "agents/greet.h"
#include "base/log.h"
#include "base/opt.h"
#include "record/rec.h"
#include "services/config.h"

struct greeter {
	struct opt_common common;
	struct config *config;
	bool always;
};

static int greet_record(void *cookie, struct rec *r, struct err *e)
{
	struct greeter *g = cookie;
	struct domain *d;
	struct greet out;
	val message, context, v;
	int st;

	if (strcmp(rec_str(r, "kind", ""), "message") != 0)
		return REC_PASS;
	if (!g->always && !rec_bool(r, "context.new", rec_bool(r, "conversation.new", false)))
		return REC_PASS;
	d = config_domain(g->config, rec_str(r, "domain", NULL), e);
	if (!d)
		return -1;
	message = rec_val(r, "");
	context = rec_val(r, "context");
	st = greet_compose(d, message, context, date_now(), &out, e);
	if (st == 0) {
		v = val_set_str(val_object(), "text", out.text);
		v = val_set(v, "facts", val_copy(out.facts));
		rec_set(r, "greeting", val_set_str(v, "branch", out.branch));
		greet_free(&out);
	}
	val_free(context);
	val_free(message);
	return st == 0 ? REC_PASS : -1;
}

int main(int argc, char *argv[])
{
	struct greeter g = {0};
	struct err e;
	const struct opt options[] = {
		{'a', "always", OPT_FLAG, &g.always, NULL, "greet on every message, not only the first"},
		{0, NULL, OPT_COMMON, &g.common, NULL, NULL},
		{0},
	};
	const struct opt_tool tool = {"cwai-greet", "adds a personal greeting to the first message of a conversation",
								  "[-a] [option ...] < messages", options, false};
	const struct rec_filter filter = {.record = greet_record, .cookie = &g};
	int st;

	if (opt_parse(&tool, argc, argv) != argc)
		opt_fail(&tool, "it takes no operand: records come on standard input");
	g.config = config_open(&g.common, &e);
	if (!g.config)
		log_die(&e);
	st = rec_loop(&filter, &g.common);
	config_free(g.config);
	return st;
}

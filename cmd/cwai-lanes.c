/* cwai-lanes: feeds a pipeline, one record of a conversation at a time and in order, many side by side. */
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/opt.h"
#include "base/os.h"
#include "record/lanes.h"

struct lanes_tool {
	struct opt_common common;
	struct lanes_opt lanes;
	bool stats;
	const char *stats_file;
};

static void check(const struct opt_tool *tool, const struct lanes_opt *o)
{
	if (o->copies < 1 || o->copies > 1000)
		opt_fail(tool, "--copies: from 1 to 1000");
	if (o->max_in_flight < 1 || o->max_in_flight > 100000)
		opt_fail(tool, "--max-in-flight: from 1 to 100000");
	if (o->max_pending < 1 || o->max_pending > 10000000)
		opt_fail(tool, "--max-pending: from 1 to 10000000");
}

static int tell(const struct lanes_tool *t, const struct lanes_stats *s, struct err *e)
{
	struct buf b = {0};
	int st = 0;

	if (t->stats)
		lanes_stats_print(s, stderr);
	if (t->stats_file) {
		lanes_stats_json(s, &b);
		st = os_write_file(t->stats_file, b.p, b.n, 0600, e);
		buf_free(&b);
	}
	return st;
}

int main(int argc, char *argv[])
{
	struct lanes_tool t = {
		.lanes = {.key = "conversation.id",
				  .copies = 1,
				  .max_pending = 1000,
				  .max_in_flight = 64,
				  .timeout = 60,
				  .grace = 10},
	};
	const struct opt options[] = {
		{'k', "key", OPT_STR, &t.lanes.key, "MEMBER", "what is kept in order (conversation.id)"},
		{'n', "copies", OPT_INT, &t.lanes.copies, "N", "copies of the pipeline (1)"},
		{'t', "timeout", OPT_DURATION, &t.lanes.timeout, "SEC", "for one record; 0: none (60)"},
		{0, "grace", OPT_DURATION, &t.lanes.grace, "SEC", "to finish in when stopped by a signal (10)"},
		{0, "max-in-flight", OPT_INT, &t.lanes.max_in_flight, "N", "records inside one copy (64)"},
		{0, "max-pending", OPT_INT, &t.lanes.max_pending, "N", "records held in memory (1000)"},
		{'s', "stats", OPT_FLAG, &t.stats, NULL, "counts and latencies on stderr at the end"},
		{0, "stats-file", OPT_FILE, &t.stats_file, "FILE", "the same as one JSON record in FILE"},
		{0, NULL, OPT_COMMON, &t.common, NULL, NULL},
		{0},
	};
	const struct opt_tool tool = {"cwai-lanes", "feeds a pipeline in order for each conversation, many side by side",
								  "[-k MEMBER] [-n N] [-t SEC] [option ...] -- 'PIPELINE'", options, true};
	struct lanes_stats s;
	struct err e;
	int first = opt_parse(&tool, argc, argv), st;

	if (argc - first != 1)
		opt_fail(&tool, argc == first ? "it wants a pipeline: cwai-lanes -- 'cwai-context | cwai-route'"
									  : "it takes one operand: quote the pipeline");
	check(&tool, &t.lanes);
	t.lanes.pipeline = argv[first];
	t.lanes.on_error = t.common.on_error;
	t.lanes.quiet = t.common.quiet;
	st = lanes_run(&t.lanes, &s);
	if (tell(&t, &s, &e) != 0) {
		log_error("%s", e.msg);
		st = st > 1 ? st : (int)e.kind;
	}
	lanes_stats_free(&s);
	return st;
}

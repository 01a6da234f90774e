/* cwai-replay: plays recorded webhooks through a pipeline, and compares what comes out with what is expected. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/opt.h"
#include "base/os.h"
#include "base/term.h"
#include "cli/dialogue.h"
#include "cli/replay_show.h"
#include "record/rec.h"
#include "services/config.h"
#include "services/replay_play.h"

#define MAX_WIDTH 100

static const char usual[] = "cwai-receive --all --no-store | cwai-lanes -k conversation.id --"
							" 'cwai-context | cwai-enrich | cwai-route | cwai-crew'";

struct tool {
	struct opt_common common;
	double speed;
	bool json, records;
	struct replay replay;
	struct replay_totals totals;
};

static volatile sig_atomic_t stopped;

static void on_signal(int number)
{
	stopped = number;
}

static void catch_signals(void)
{
	static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
	struct sigaction a = {.sa_handler = on_signal};

	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		(void)sigaction(numbers[i], &a, NULL);
}

/* The shop's time zone, for the dialogues; UTC when there is no configuration. */
static char *zone_of(const struct tool *t)
{
	struct err e;
	struct config *c = config_open(&t->common, &e);
	struct domain *d = c ? config_domain(c, NULL, &e) : NULL;
	char *zone = mem_dup(d ? domain_zone(d) : "UTC");

	config_free(c);
	return zone;
}

static int show(struct tool *t, struct err *e)
{
	int width = term_width(STDOUT_FILENO), st;
	char *zone = zone_of(t);
	struct dialogue look = {width > MAX_WIDTH ? MAX_WIDTH : width, term_colour(STDOUT_FILENO), zone};
	struct buf out = {0};

	replay_show(&t->replay, &look, &out);
	replay_show_totals(&t->replay, &t->totals, &look, &out);
	st = rec_emit(out.p, out.n, e);
	buf_free(&out);
	free(zone);
	return st;
}

/* What the pipeline wrote, as it came. */
static int copy(const char *path, struct err *e)
{
	struct buf b = {0};
	int st = os_read_file(path, (size_t)1 << 40, &b, e);

	if (st == 0 && b.n)
		st = rec_emit(b.p, b.n, e);
	buf_free(&b);
	return st;
}

/* Its last stage passes on what the first gated, when that keeps it (--all). */
static int compare(struct tool *t, const char *out, struct err *e)
{
	int st = replay_match(&t->replay, out, out, e);

	if (st != 0)
		return -1;
	t->totals = replay_totals(&t->replay);
	if (!t->json && term_is(STDOUT_FILENO))
		return show(t, e);
	for (size_t i = 0; i < t->replay.n && st == 0; i++)
		st = rec_emit_val(replay_record(&t->replay.v[i]), e);
	return st;
}

static int play(struct tool *t, const char *source, const char *pipeline, struct err *e)
{
	char out[] = "/tmp/cwai-replay.XXXXXX";
	int fd, status = 0, st = replay_read(&t->replay, source, e);

	if (st != 0)
		return -1;
	fd = mkstemp(out);
	if (fd < 0 || close(fd) != 0)
		return err_set(e, ERR_CANTCREATE, "cannot make a file in /tmp");
	st = replay_play(&t->replay, pipeline, t->speed, out, !t->common.quiet, &stopped, &status, e);
	if (st == 0 && status > 1)
		st = err_set(e, ERR_UNAVAILABLE, "the pipeline ended with status %d", status);
	if (st == 0 && t->records)
		st = copy(out, e);
	else if (st == 0)
		st = compare(t, out, e);
	(void)unlink(out);
	return st;
}

int main(int argc, char *argv[])
{
	struct tool t = {0};
	const struct opt options[] = {
		{'s', "speed", OPT_NUM, &t.speed, "N", "N times as fast as it came"},
		{0, "records", OPT_FLAG, &t.records, NULL, "print what the pipeline wrote"},
		{0, "json", OPT_FLAG, &t.json, NULL, "records, also at a terminal"},
		{0, NULL, OPT_COMMON, &t.common, NULL, NULL},
		{0},
	};
	const struct opt_tool tool = {"cwai-replay", "plays recorded webhooks through a pipeline and compares",
								  "[option ...] FILE | DIR [PIPELINE]", options, false};
	int at = opt_parse(&tool, argc, argv), st;
	struct err e;

	if (argc - at < 1 || argc - at > 2)
		opt_fail(&tool, "it takes a file or folder of recorded webhooks, and a pipeline");
	if (t.speed < 0)
		opt_fail(&tool, "--speed takes a number above 0");
	catch_signals();
	st = play(&t, argv[at], argc - at > 1 ? argv[at + 1] : usual, &e);
	if (st != 0 && !stopped)
		log_error("%s", e.msg);
	st = st != 0 ? (int)e.kind : t.totals.met == t.replay.n || t.records ? 0 : 1;
	replay_free(&t.replay);
	replay_totals_free(&t.totals);
	return stopped ? 128 + stopped : st;
}

/* cwai-demo: plays a domain's recorded conversations through the whole pipeline in a shop of its own, and shows it. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "base/opt.h"
#include "base/os.h"
#include "base/proc.h"
#include "base/term.h"
#include "cli/dialogue.h"
#include "cli/playground.h"
#include "cli/replay_show.h"
#include "record/rec.h"

#define MAX_WIDTH 100

/* Each process has the pipe to us as its 9 too: its end is that of them all, and then the folder may go. */
static const char pipeline[] =
	"cd \"$CWAI_PLAYGROUND\" && exec 9>&1 && cwai-receive --all <deliveries.ndjson | tee received.ndjson |"
	" cwai-lanes -k conversation.id -n 2 --max-pending 2 --stats-file stats.json --"
	" 'cwai-context | cwai-enrich | cwai-route | cwai-crew'";

struct demo {
	struct opt_common common;
	const char *keep, *store;
	bool json;
	struct playground *shop;
	struct replay replay;
	struct replay_totals totals;
	double p50, p99;
};

static volatile sig_atomic_t stopped; /* by which signal */

static void on_signal(int number)
{
	stopped = number;
}

static void catch_signals(void)
{
	static const int numbers[] = {SIGINT, SIGTERM, SIGHUP, SIGPIPE};
	struct sigaction a = {.sa_handler = on_signal}; /* without SA_RESTART: what waits comes back */

	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		(void)sigaction(numbers[i], &a, NULL);
}

/* ---- playing ---- */

/* What comes out goes into a file as it comes. A signal is passed on, and what is under way ends. */
static int collect(struct demo *d, struct proc *p, FILE *out, struct err *e)
{
	char part[1 << 16];
	unsigned long done = 0;
	bool told = false;

	for (;;) {
		ssize_t n = read(p->from, part, sizeof(part));

		if (stopped && !told)
			proc_signal(p, SIGTERM);
		told = stopped != 0;
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		if (fwrite(part, 1, (size_t)n, out) != (size_t)n)
			return err_set(e, ERR_IO, "cannot write what came out of the pipeline: %s", strerror(errno));
		for (ssize_t i = 0; i < n; i++)
			done += part[i] == '\n';
		log_progress("playing", done, d->replay.n);
	}
	return stopped ? err_set(e, ERR_AGAIN, "stopped") : 0;
}

static int run_pipeline(struct demo *d, const char *answered, struct err *e)
{
	FILE *out = fopen(answered, "w");
	struct proc p;
	int st, status;

	if (!out)
		return err_set(e, ERR_CANTCREATE, "cannot create %s: %s", answered, strerror(errno));
	st = proc_start(&p, pipeline, PROC_NULL, e);
	if (st == 0) {
		st = collect(d, &p, out, e);
		status = proc_end(&p);
		log_progress_end();
		if (st == 0 && status > 1)
			log_warn("the pipeline ended with status %d", status); /* what did not come out is shown as such */
	}
	if (fclose(out) != 0 && st == 0)
		st = err_set(e, ERR_IO, "cannot write %s: %s", answered, strerror(errno));
	return st;
}

static int read_stats(struct demo *d, const char *path, struct err *e)
{
	struct buf b = {0};
	int st = os_is_file(path) ? os_read_file(path, 1 << 20, &b, e) : 0;
	val v = b.n ? val_parse(b.p, b.n, e) : val_null();

	d->p50 = val_num(v, "latency_ms.p50", 0);
	d->p99 = val_num(v, "latency_ms.p99", 0);
	val_free(v);
	buf_free(&b);
	return st;
}

static int play(struct demo *d, struct err *e)
{
	const char *dir = playground_dir(d->shop);
	char *deliveries = os_join(dir, "deliveries.ndjson"), *received = os_join(dir, "received.ndjson");
	char *answered = os_join(dir, "answered.ndjson"), *stats = os_join(dir, "stats.json");
	int st = replay_write(&d->replay, deliveries, e);

	if (st == 0)
		st = run_pipeline(d, answered, e);
	if (st == 0)
		st = replay_match(&d->replay, received, answered, e);
	if (st == 0)
		st = read_stats(d, stats, e);
	free(deliveries);
	free(received);
	free(answered);
	free(stats);
	return st;
}

/* ---- showing ---- */

static int show(const struct demo *d, struct err *e)
{
	const struct domain *domain = playground_domain(d->shop);
	int st, width = term_width(STDOUT_FILENO);
	struct dialogue look = {width > MAX_WIDTH ? MAX_WIDTH : width, term_colour(STDOUT_FILENO), domain_zone(domain)};
	struct buf out = {0};
	char p99[80];

	replay_show(&d->replay, &look, &out);
	dialogue_head(&look, domain_title(domain), &out);
	replay_show_totals(&d->replay, &d->totals, &look, &out);
	(void)snprintf(p99, sizeof(p99), "ms from delivery to answer (p50), %.1f ms (p99)", d->p99);
	dialogue_figure(&look, DIALOGUE_PLAIN, d->p50, p99, &out);
	st = rec_emit(out.p, out.n, e);
	buf_free(&out);
	return st;
}

static int print_records(const struct demo *d, struct err *e)
{
	int st = 0;

	for (size_t i = 0; i < d->replay.n && st == 0; i++)
		st = rec_emit_val(replay_record(&d->replay.v[i]), e);
	return st;
}

/* ---- */

static int demo(struct demo *d, const char *name, struct err *e)
{
	char *folder = domain_find(name, e), *conversations, now[32];
	int st;

	if (!folder)
		return -1;
	conversations = os_join(folder, "conversations");
	st = replay_read(&d->replay, conversations, e);
	free(conversations);
	if (st == 0) {
		log_progress("setting up a shop", 0, 0);
		d->shop = playground_open(folder, d->keep, d->store, date_format(d->replay.v[0].at, now), e);
		log_progress_end();
		st = d->shop ? 0 : -1;
	}
	free(folder);
	if (st == 0 && setenv("CWAI_NOW", "ts", 1) == 0)
		st = play(d, e);
	if (st != 0)
		return -1;
	d->totals = replay_totals(&d->replay);
	return d->json ? print_records(d, e) : show(d, e);
}

int main(int argc, char *argv[])
{
	struct demo d = {0};
	struct err e;
	const struct opt options[] = {
		{0, "json", OPT_FLAG, &d.json, NULL, "a record a delivery: expected, got, ok"},
		{0, "keep", OPT_FILE, &d.keep, "DIR", "play in DIR and leave store and records there"},
		{0, "store", OPT_STR, &d.store, "URL", "play on this store, which must be empty"},
		{0, NULL, OPT_COMMON, &d.common, NULL, NULL},
		{0},
	};
	const struct opt_tool tool = {"cwai-demo", "plays recorded conversations through the whole pipeline",
								  "[--json] [--keep DIR] [--store URL] [DOMAIN | DIR]", options, false};
	int at = opt_parse(&tool, argc, argv), st;

	if (argc - at > 1)
		opt_fail(&tool, "one domain, please");
	catch_signals();
	(void)umask(077); /* what customers said stays in the folder; the pipeline writes there too */
	st = demo(&d, at < argc ? argv[at] : d.common.domain ? d.common.domain : "cosmeticos", &e);
	if (st == 0)
		st = d.totals.met == d.replay.n ? 0 : 1;
	else
		st = (int)e.kind;
	if (st > 1 && !stopped)
		log_error("%s", e.msg);
	playground_close(d.shop);
	replay_free(&d.replay);
	replay_totals_free(&d.totals);
	return stopped ? 128 + stopped : st;
}

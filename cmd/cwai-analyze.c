/* cwai-analyze: tells what conversations were about, and of single messages the sentiment and the entities. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "agents/analyze_run.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/opt.h"
#include "base/term.h"
#include "cli/analyze_show.h"
#include "record/rec.h"
#include "services/config.h"

#define IDLE (30 * 60.0) /* seconds that a stored conversation has been quiet for */

struct tool {
	struct opt_common common;
	struct analyze_run_options o;
	bool messages, stored, json;
	const char *since;
	double idle; /* seconds; below 0: not given */
	struct analyze_run *run;
	long shown;
};

static bool for_people(const struct tool *t)
{
	return !t->json && term_is(STDOUT_FILENO);
}

static val new_record(void)
{
	return val_set_str(val_set_int(val_object(), "v", 1), "kind", "result");
}

static int show(const struct domain *d, val analysis, void (*put)(const struct analyze_show *, val, struct buf *),
				struct err *e)
{
	struct analyze_show o = {term_width(STDOUT_FILENO), term_colour(STDOUT_FILENO), d ? domain_zone(d) : "UTC"};
	struct buf b = {0};
	int st;

	put(&o, analysis, &b);
	st = rec_emit(buf_str(&b), b.n, e);
	buf_free(&b);
	return st;
}

/* ---- records ---- */

static int splice(struct tool *t, struct rec *r, struct err *e)
{
	const char *text = rec_str(r, "text", "");
	date_ms now;
	val v;

	if (!*text)
		return REC_PASS;
	if (t->common.now_is_ts || date_parse(rec_str(r, "ts", ""), &now, NULL) != 0)
		now = date_now();
	if (analyze_run_text(t->run, rec_str(r, "domain", NULL), text, now, &v, e) != 0)
		return -1;
	rec_set(r, "analysis", v);
	return REC_PASS;
}

/* A time that is none must not become the present; without one a text is of now. */
static int check_time(struct rec *r, struct err *e)
{
	date_ms ts;

	if (rec_kind(r, "ts") == VAL_NONE || rec_kind(r, "ts") == VAL_NULL)
		return 0;
	return date_parse(rec_str(r, "ts", ""), &ts, NULL) == 0
			   ? 0
			   : err_set(e, ERR_DATA, "\"ts\" is no time: write it as 2026-06-17T12:00:00Z");
}

static int take_record(void *cookie, struct rec *r, struct err *e)
{
	struct tool *t = cookie;
	bool talk = *rec_str(r, "text", "") || rec_has(r, "conversation");
	int st = talk ? check_time(r, e) : 0;

	if (st == 0 && !t->messages)
		st = analyze_run_take(t->run, r, e);
	return st < 0 ? -1 : st > 0 ? REC_GONE : splice(t, r, e);
}

static int put_analysis(void *cookie, const struct domain *d, val analysis, struct err *e)
{
	struct tool *t = cookie;

	if (!for_people(t))
		return rec_emit_val(val_set(new_record(), "analysis", val_copy(analysis)), e);
	if (t->shown++ > 0 && rec_emit("\n", 1, e) != 0)
		return -1;
	return show(d, analysis, analyze_show_conversation, e);
}

static int filter(struct tool *t)
{
	const struct rec_filter f = {.record = take_record, .cookie = t};
	struct err e;
	int st = rec_loop(&f, &t->common);

	if (st <= 1 && analyze_run_end(t->run, put_analysis, t, &e) != 0) {
		log_error("%s", e.msg);
		return (int)e.kind;
	}
	return st;
}

/* ---- those of the store ---- */

/* Progress; in a dry run what would be written. */
static int note_stored(void *cookie, const struct domain *d, val analysis, struct err *e)
{
	struct tool *t = cookie;

	if (t->o.dry)
		return put_analysis(t, d, analysis, e);
	log_progress("analysed", (unsigned long)analyze_run_sum(t->run).conversations, 0);
	return 0;
}

static int put_sum(struct tool *t, struct err *e)
{
	struct analyze_run_sum s = analyze_run_sum(t->run);
	struct buf b = {0};
	char ts[32];
	val v;
	int st;

	if (for_people(t)) {
		buf_printf(&b, "%s%ld conversation%s of %ld messages%s, %ld without the customer's consent\n",
				   t->shown ? "\n" : "", s.conversations, s.conversations == 1 ? "" : "s", s.messages,
				   t->o.dry ? " would be written" : "", s.anonymous);
		st = rec_emit(b.p, b.n, e);
		buf_free(&b);
		return st;
	}
	v = val_set_str(val_set_str(new_record(), "id", "analyze"), "ts", date_format(date_now(), ts));
	v = val_set_int(val_set_int(v, "conversations", s.conversations), "messages", s.messages);
	v = val_set_int(v, "without_consent", s.anonymous);
	return rec_emit_val(t->o.dry ? val_set(v, "dry_run", val_true(true)) : v, e);
}

static int run_stored(struct tool *t, const struct opt_tool *tool, struct err *e)
{
	double span = t->since ? opt_duration(t->since) : -1, idle = t->idle >= 0 ? t->idle : IDLE;
	date_ms since = span >= 0 ? date_now() - (date_ms)(span * 1000) : 0;
	int st;

	if (t->since && span < 0 && date_parse(t->since, &since, NULL) != 0)
		opt_fail(tool, "--since: \"%.40s\" is neither a span of time (7d) nor a time (2026-06-17T12:00:00Z)", t->since);
	st = analyze_run_stored(t->run, since, date_now() - (date_ms)(idle * 1000), note_stored, t, e);
	log_progress_end();
	return st == 0 ? put_sum(t, e) : -1;
}

/* ---- words ---- */

static int run_words(struct tool *t, int n, char *word[], struct err *e)
{
	struct buf text = {0};
	val v;
	int st;

	for (int i = 0; i < n; i++)
		buf_printf(&text, "%s%s", i ? " " : "", word[i]);
	st = analyze_run_text(t->run, NULL, buf_str(&text), date_now(), &v, e);
	if (st == 0) {
		st = for_people(t)
				 ? show(NULL, v, analyze_show_text, e)
				 : rec_emit_val(val_set(val_set_str(val_object(), "text", buf_str(&text)), "analysis", val_copy(v)), e);
		val_free(v);
	}
	buf_free(&text);
	return st;
}

/* ---- the command ---- */

static int run(struct tool *t, const struct opt_tool *tool, int n, char *word[])
{
	struct err e = {.kind = ERR_NONE};
	int st;

	if (n == 0 && !t->stored)
		return filter(t);
	st = t->stored ? run_stored(t, tool, &e) : run_words(t, n, word, &e);
	if (st == 0)
		return rec_close_stdout();
	log_error("%s", e.msg);
	return (int)e.kind;
}

static void check(const struct tool *t, const struct opt_tool *tool, int operands)
{
	if (t->stored && (operands > 0 || t->messages || t->o.no_store))
		opt_fail(tool, "--stored reads the store: it goes with neither words, --messages nor --no-store");
	if (t->messages && operands > 0)
		opt_fail(tool, "--messages reads records: it goes with no words");
	if ((t->since || t->idle >= 0) && !t->stored)
		opt_fail(tool, "--%s goes with --stored", t->since ? "since" : "idle");
}

int main(int argc, char *argv[])
{
	struct tool t = {.idle = -1};
	struct err e;
	const struct opt options[] = {
		{'m', "messages", OPT_FLAG, &t.messages, NULL, "each message by itself: one out for one in"},
		{0, "stored", OPT_FLAG, &t.stored, NULL, "the store's conversations that have something new"},
		{0, "since", OPT_STR, &t.since, "TIME", "of these those that went on since then (7d)"},
		{0, "idle", OPT_DURATION, &t.idle, "TIME", "and have been quiet for so long (30m)"},
		{0, "sentiment-model", OPT_FILE, &t.o.model, "FILE", "of cwai-train, in place of the domain's"},
		{'n', "dry-run", OPT_FLAG, &t.o.dry, NULL, "write nothing to the store, show what would be"},
		{0, "no-store", OPT_FLAG, &t.o.no_store, NULL, "neither write to a store nor read from it"},
		{0, "json", OPT_FLAG, &t.json, NULL, "records, also at a terminal"},
		{0, NULL, OPT_COMMON, &t.common, NULL, NULL},
		{0},
	};
	const struct opt_tool tool = {"cwai-analyze", "tells what conversations were about",
								  "[-n] [option ...] < messages\n"
								  "-m [option ...] < messages\n"
								  "--stored [-n] [--since TIME] [--idle TIME] [option ...]\n"
								  "[option ...] WORD ...",
								  options, false};
	int at = opt_parse(&tool, argc, argv), st;

	check(&t, &tool, argc - at);
	t.o.config = config_open(&t.common, &e);
	/* The sentiment of single texts needs no shop. */
	if (!t.o.config && (e.kind != ERR_NOINPUT || t.common.config || t.common.domain || t.stored))
		log_die(&e);
	t.run = analyze_run_new(&t.o);
	st = run(&t, &tool, argc - at, argv + at);
	analyze_run_free(t.run);
	config_free(t.o.config);
	return st;
}

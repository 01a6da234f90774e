/* cwai-odoo-sync: keeps a domain's records and those of an Odoo the same, in both directions. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/date.h"
#include "base/log.h"
#include "base/opt.h"
#include "base/os.h"
#include "base/term.h"
#include "cli/sync_show.h"
#include "cli/sync_verbs.h"
#include "record/rec.h"
#include "services/config_odoo.h"
#include "services/pseudonym.h"
#include "services/sync.h"
#include "services/sync_run.h"

struct tool {
	struct opt_common common;
	struct sync_options o;
	long jobs;
	bool json;
	struct config *config;
	struct odoo *odoo;
	struct sync *sync;
	struct pseudonym *key; /* of the audit log, and of who was erased */
	int failed;            /* records that Odoo refused */
	enum err_kind worst;   /* an entity could not be ended */
};

static int open_sync(struct tool *t, bool calls, struct err *e)
{
	struct domain *d;
	struct sql *db;
	val conf;
	int st;

	t->config = config_open(&t->common, e);
	if (!t->config)
		return -1;
	conf = val_get(config_values(t->config), "odoo");
	st = sync_configure(&t->o, conf, e);
	val_free(conf);
	if (st != 0 || (calls && !(t->odoo = config_odoo_open(t->config, e))))
		return -1;
	d = config_domain(t->config, NULL, e);
	db = d ? config_sql(t->config, e) : NULL;
	if (db && calls && !(t->key = pseudonym_open(t->config, e)))
		return -1;
	t->o.key = t->key;
	t->o.jobs = (int)t->jobs;
	t->o.quiet = t->common.quiet;
	t->sync = db ? sync_open(db, t->odoo, d, &t->o, e) : NULL;
	return t->sync ? 0 : -1;
}

static bool for_people(const struct tool *t)
{
	return !t->json && term_is(STDOUT_FILENO);
}

/* ---- a run ---- */

static int emit_run(struct tool *t, val run, struct err *e)
{
	int st;

	if (!for_people(t))
		return rec_emit_val(run, e);
	st = sync_show_run(t->sync, run);
	val_free(run);
	return st == 0 ? 0 : err_set(e, ERR_IO, "the table could not be written");
}

static val record_of_run(const struct tool *t, const struct sync_run *done, long long start)
{
	val run = val_set(val_set(sync_verbs_record("odoo-sync"), "pull", done->pulled), "push", done->pushed);

	run = val_set_int(run, "requests", (long long)odoo_requests(t->odoo));
	run = val_set(run, "seconds", val_of_num((double)((os_span_ns() - start) / 1000000) / 1000));
	return t->o.dry ? val_set(run, "dry_run", val_true(true)) : run;
}

/* What was done until then is told also when it could not be ended. */
static int run_sync(struct tool *t, const char *verb, int n, char *word[], struct err *e)
{
	bool pull = strcmp(verb, "push") != 0, push = strcmp(verb, "pull") != 0;
	long long start = os_span_ns();
	struct sync_run done;
	struct err later;
	val run, why;

	if (open_sync(t, true, e) != 0 || sync_lock(t->sync, e) != 0)
		return -1;
	if (sync_run(t->sync, pull, push, n, word, &done, e) == 0) {
		t->failed = done.failed;
		t->worst = done.worst;
		return emit_run(t, record_of_run(t, &done, start), e);
	}
	run = record_of_run(t, &done, start);
	why = val_set_str(val_set_str(val_object(), "kind", err_name(e->kind)), "message", e->msg);
	if (emit_run(t, val_set(run, "error", why), &later) != 0)
		log_error("%s", later.msg);
	return -1;
}

/* ---- records by hand ---- */

static int put_record(void *cookie, struct rec *r, struct err *e)
{
	struct tool *t = cookie;
	const char *entity = rec_str(r, "entity", rec_str(r, "kind", ""));
	val v = rec_val(r, "");
	int i = sync_find(t->sync, entity), st;

	if (i < 0)
		st = err_set(e, ERR_DATA, "\"kind\" (or \"entity\") must name an entity of odoo.yaml");
	else
		st = sync_put(t->sync, i, v, e);
	val_free(v);
	return st == 0 ? REC_PASS : -1;
}

/* ---- events ---- */

/* A webhook of an Odoo automation: its members stand in the record, or in its body. */
static int take_event(void *cookie, struct rec *r, struct err *e)
{
	struct tool *t = cookie;
	const char *model = rec_str(r, "_model", rec_str(r, "body._model", NULL));
	double number = rec_num(r, "_id", rec_num(r, "body._id", 0));
	val sum;

	if (!model || !(number >= 1 && number < 1e15) || number != (double)(long long)number)
		return err_set(e, ERR_DATA,
					   "no event of Odoo: \"_model\" and \"_id\" are needed, as its action \"send webhook\" has them");
	if (sync_one(t->sync, model, (long long)number, &sum, e) != 0)
		return -1;
	rec_set(r, "sync", sum);
	return REC_PASS;
}

/* ---- the command ---- */

static bool looks_only(const char *verb)
{
	return strcmp(verb, "status") == 0 || strcmp(verb, "history") == 0 || strcmp(verb, "get") == 0;
}

static int look(struct tool *t, const char *verb, int n, char *word[], struct err *e)
{
	if (strcmp(verb, "status") == 0)
		return sync_verbs_status(t->sync, for_people(t), n, word, e);
	if (strcmp(verb, "history") == 0)
		return sync_verbs_history(t->sync, for_people(t), n, word, e);
	return sync_verbs_get(t->sync, word[0], n - 1, word + 1, e);
}

static int filter(struct tool *t, bool calls, int (*record)(void *, struct rec *, struct err *))
{
	const struct rec_filter f = {.record = record, .cookie = t};
	struct err e;

	if (open_sync(t, calls, &e) != 0)
		log_die(&e);
	return rec_loop(&f, &t->common);
}

static int run(struct tool *t, const char *verb, int n, char *word[])
{
	struct err e = {.kind = ERR_NONE};
	int st;

	if (strcmp(verb, "event") == 0)
		return filter(t, true, take_event);
	if (strcmp(verb, "put") == 0)
		return filter(t, false, put_record);
	if (looks_only(verb))
		st = open_sync(t, false, &e) == 0 ? look(t, verb, n, word, &e) : -1;
	else
		st = run_sync(t, verb, n, word, &e);
	if (st != 0) {
		log_error("%s", e.msg);
		return (int)e.kind;
	}
	st = rec_close_stdout();
	return st ? st : t->worst ? (int)t->worst : t->failed > 0 ? 1 : 0;
}

/* What does not apply to the word is a mistake, not nothing. */
static void check_words(const struct opt_tool *tool, const struct tool *t, const char *verb, int n)
{
	bool both = strcmp(verb, "both") == 0, reads = both || strcmp(verb, "pull") == 0;
	bool writes = both || strcmp(verb, "push") == 0;

	if (strcmp(verb, "get") == 0 && n == 0)
		opt_fail(tool, "get needs the name of an entity");
	if ((strcmp(verb, "put") == 0 || strcmp(verb, "event") == 0) && n > 0)
		opt_fail(tool, "%s reads records from its input and takes no operand", verb);
	if ((t->o.full || t->o.deletes) && !reads)
		opt_fail(tool, "%s is for pull and both, not for %s", t->o.full ? "--full" : "--allow-deletes", verb);
	if (t->o.retry && !writes)
		opt_fail(tool, "--retry is for push and both, not for %s", verb);
	if (t->o.moved && !reads && !writes)
		opt_fail(tool, "--moved is for pull, push and both, not for %s", verb);
}

static bool is_verb(const char *word)
{
	static const char *const verbs[] = {"pull", "push", "both", "status", "history", "event", "put", "get"};

	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (strcmp(verbs[i], word) == 0)
			return true;
	return false;
}

int main(int argc, char *argv[])
{
	struct tool t = {.jobs = 4};
	const struct opt options[] = {
		{'j', "jobs", OPT_INT, &t.jobs, "N", "pages fetched side by side (4)"},
		{'n', "dry-run", OPT_FLAG, &t.o.dry, NULL, "change nothing, tell what would be"},
		{0, "full", OPT_FLAG, &t.o.full, NULL, "read everything again"},
		{0, "retry", OPT_FLAG, &t.o.retry, NULL, "push what Odoo refused before, too"},
		{0, "allow-deletes", OPT_FLAG, &t.o.deletes, NULL, "delete more than half of an entity, too"},
		{0, "moved", OPT_FLAG, &t.o.moved, NULL, "it is the database of before, which only moved"},
		{0, "json", OPT_FLAG, &t.json, NULL, "records, also at a terminal"},
		{0, NULL, OPT_COMMON, &t.common, NULL, NULL},
		{0},
	};
	const struct opt_tool tool = {
		"cwai-odoo-sync", "keeps the domain's records and those of Odoo the same",
		"[option ...] [both | pull | push] [ENTITY ...]\nstatus [ENTITY ...]\nhistory [ENTITY ...]\nevent < events\n"
		"put < records\nget ENTITY [ID ...]",
		options, false};
	int at = opt_parse(&tool, argc, argv), st;
	const char *verb = argc > at ? argv[at++] : "both";

	if (!is_verb(verb))
		opt_fail(&tool, "there is no \"%.40s\": pull, push, both, status, history, event, put or get", verb);
	check_words(&tool, &t, verb, argc - at);
	if (t.jobs < 1 || t.jobs > 32)
		opt_fail(&tool, "--jobs takes 1 to 32");
	st = run(&t, verb, argc - at, argv + at);
	sync_close(t.sync);
	odoo_close(t.odoo);
	pseudonym_close(t.key);
	config_free(t.config);
	return st;
}

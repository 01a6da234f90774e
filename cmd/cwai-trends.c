/* cwai-trends: counts what conversations were about, and how that changes, as records, tables or a page. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "agents/analyze_keep.h"
#include "base/log.h"
#include "base/opt.h"
#include "base/os.h"
#include "base/term.h"
#include "cli/trends_html.h"
#include "cli/trends_show.h"
#include "record/rec.h"
#include "services/config.h"
#include "services/pseudonym.h"
#include "services/trends.h"

struct trends_cmd {
	struct opt_common common;
	struct opt_list where;
	const char *since, *until, *html;
	struct trends_order order;
	long limit; /* below 0: not given */
	bool json;
	struct config *config;
	struct domain *domain;
	struct sql *db;
	struct pseudonym *key; /* of the audit log, while analyses are loaded */
	struct trends_ask ask;
	struct analytics_filter *filter;
	char **copy;          /* fields of the filters */
	unsigned long passed; /* records without an analysis of a conversation */
};

/* ---- what is asked ---- */

static void read_filters(const struct opt_tool *tool, struct trends_cmd *c)
{
	struct err e;

	c->filter = mem_array(NULL, (size_t)c->where.n + 1, sizeof(*c->filter));
	c->copy = mem_array(NULL, (size_t)c->where.n + 1, sizeof(*c->copy));
	for (int i = 0; i < c->where.n; i++) {
		const char *equals = strchr(c->where.v[i], '=');

		if (!equals)
			opt_fail(tool, "--where \"%s\" is no FIELD=VALUE", c->where.v[i]);
		c->copy[i] = mem_ndup(c->where.v[i], (size_t)(equals - c->where.v[i]));
		if (!analytics_field(c->copy[i], &e))
			opt_fail(tool, "--where: %s", e.msg);
		c->filter[i] = (struct analytics_filter){c->copy[i], equals + 1};
	}
	c->ask.filter = c->filter;
	c->ask.n_filters = c->where.n;
	if (c->order.by && !analytics_field(c->order.by, &e))
		opt_fail(tool, "--by: %s", e.msg);
}

/* Is anything said of what is to be shown? */
static bool is_asked(const struct trends_cmd *c)
{
	return c->order.by || c->where.n || c->since || c->until || c->limit >= 0 || c->order.sort || c->order.reverse ||
		   c->html || c->json;
}

/* ---- what comes out ---- */

static bool for_people(const struct trends_cmd *c)
{
	return term_is(STDOUT_FILENO) && !c->json;
}

static val result(val v, const char *by)
{
	val record = val_set_str(val_set_int(val_object(), "v", 1), "kind", "result");

	if (by)
		record = val_set_str(record, "by", by);
	for (int i = val_iter(v); val_iter_ok(v, i); i = val_iter_next(v, i))
		record = val_set(record, val_iter_key(v, i), val_iter_val(v, i));
	return record;
}

/* A page for people: others may read it as far as the umask lets them. */
static int write_page(const char *path, const struct buf *page, struct err *e)
{
	if (strcmp(path, "-") != 0)
		return os_write_file(path, buf_str(page), page->n, 0644, e);
	if (os_write_all(STDOUT_FILENO, buf_str(page), page->n) == 0)
		return 0;
	return err_set(e, ERR_IO, "the page can't be written to standard output: %s", strerror(errno));
}

static void say_nothing(const struct trends_cmd *c, val report)
{
	log_warn("no conversation of %s to %s was analysed%s", val_str(report, "since", ""), val_str(report, "until", ""),
			 c->ask.n_filters ? " that is so" : "; run `cwai-analyze --stored` on those that are stored");
}

static int overview(struct trends_cmd *c, struct err *e)
{
	struct buf page = {0};
	val report;
	int st;

	if (trends_overview(c->db, c->domain, &c->ask, &report, e) < 0)
		return -1;
	if (val_int(report, "conversations", 0) == 0)
		say_nothing(c, report);
	if (c->html) {
		trends_html(report, domain_title(c->domain), domain_zone(c->domain), date_now(), &page);
		st = write_page(c->html, &page, e);
		buf_free(&page);
	} else if (!for_people(c)) {
		st = rec_emit_val(result(report, NULL), e);
	} else {
		st = val_int(report, "conversations", 0) ? trends_show(report, stdout) : 0;
	}
	val_free(report);
	return st;
}

static int groups(struct trends_cmd *c, struct err *e)
{
	val rows;
	int st = 0;

	if (trends_groups(c->db, c->domain, &c->ask, &c->order, &rows, e) < 0)
		return -1;
	if (for_people(c) && val_len(rows) > 0)
		st = trends_show_groups(rows, c->order.by, stdout);
	for (int i = 0; i < val_len(rows) && (!for_people(c)) && st == 0; i++) {
		val row = val_at(rows, i);

		st = rec_emit_val(result(row, c->order.by), e);
		val_free(row);
	}
	if (val_len(rows) == 0)
		log_warn("no conversation of these days that is so was analysed");
	val_free(rows);
	return st;
}

/* ---- analyses from elsewhere ---- */

/* Does cwai-analyze(1) let it pass as it is, or with the analysis of one text? */
static bool passes(struct rec *r)
{
	const char *kind = rec_str(r, "kind", NULL);

	return kind && (!rec_has(r, "analysis") || (strcmp(kind, "result") != 0 && !rec_has(r, "analysis.conversation")));
}

/* A record with an analysis of a conversation, or the analysis itself. */
static int load_one(void *cookie, struct rec *r, struct err *e)
{
	struct trends_cmd *c = cookie;
	val v;
	int st;

	if (passes(r)) {
		c->passed++;
		return 0;
	}
	v = rec_val(r, rec_has(r, "analysis") ? "analysis" : "");
	st = analyze_keep_moved(c->db, c->domain, c->key, v, date_now(), e);
	val_free(v);
	return st;
}

static int load(struct trends_cmd *c, const char *file, struct err *e)
{
	int st;

	c->key = pseudonym_open(c->config, e);
	st = c->key ? rec_each(file ? file : "-", load_one, c, e) : -1;
	if (st == 0 && c->passed)
		log_warn("%lu record%s without an analysis of a conversation passed over", c->passed,
				 c->passed == 1 ? "" : "s");
	pseudonym_close(c->key);
	return st;
}

static int run(struct trends_cmd *c, bool loading, const char *file, struct err *e)
{
	bool whole = c->order.by && (!for_people(c) || trends_in_order(c->order.by));

	c->config = config_open(&c->common, e);
	c->domain = c->config ? config_domain(c->config, NULL, e) : NULL;
	c->db = c->domain ? config_sql(c->config, e) : NULL;
	if (!c->db)
		return -1;
	if (loading)
		return load(c, file, e);
	if (trends_range(c->domain, c->since, c->until, date_now(), &c->ask, e) < 0)
		return -1;
	c->ask.limit = (int)(c->limit >= 0 ? c->limit : !c->order.by ? 10 : whole ? 0 : 20);
	return c->order.by ? groups(c, e) : overview(c, e);
}

static void close_trends(struct trends_cmd *c)
{
	config_free(c->config);
	for (int i = 0; i < c->ask.n_filters; i++)
		free(c->copy[i]);
	free(c->copy);
	free(c->filter);
	free(c->where.v);
}

int main(int argc, char *argv[])
{
	struct trends_cmd c = {.limit = -1};
	const struct opt options[] = {
		{'b', "by", OPT_STR, &c.order.by, "FIELD", "group by it: topic, product, day, entities.city"},
		{'w', "where", OPT_LIST, &c.where, "FIELD=VALUE", "only conversations that are so; may be repeated"},
		{0, "since", OPT_STR, &c.since, "DAY", "2026-06-01, 2026-06, 7d, 4w (30d)"},
		{0, "until", OPT_STR, &c.until, "DAY", "the last day (today)"},
		{'l', "limit", OPT_INT, &c.limit, "N", "items of a list at most; 0 is all"},
		{0, "sort", OPT_CHOICE, &c.order.sort, "conversations|mentions|sentiment|change|key", "what comes first"},
		{0, "reverse", OPT_FLAG, &c.order.reverse, NULL, "the other way round"},
		{'o', "html", OPT_FILE, &c.html, "FILE", "write a page; \"-\" is standard output"},
		{0, "json", OPT_FLAG, &c.json, NULL, "records, also at a terminal"},
		{0, NULL, OPT_COMMON, &c.common, NULL, NULL},
		{0},
	};
	const struct opt_tool tool = {"cwai-trends", "counts what conversations were about, and how that changes",
								  "[option ...]\nload [FILE]", options, false};
	int at = opt_parse(&tool, argc, argv), n = argc - at, st;
	bool loading = n > 0 && strcmp(argv[at], "load") == 0;
	struct err e;

	if (n > 0 && !loading)
		opt_fail(&tool, "there is nothing called \"%s\" to do: it takes options, or load", argv[at]);
	if (n > 2)
		opt_fail(&tool, "load takes one file");
	if (loading && is_asked(&c))
		opt_fail(&tool, "load shows nothing: it takes no --by, --where, --since, --until, --limit, --sort, --reverse, "
						"--html, --json");
	opt_stops(&tool, &c.common);
	if (!c.order.by && (c.order.sort || c.order.reverse))
		opt_fail(&tool, "an overview has orders of its own: --sort and --reverse go with --by");
	if (c.html && c.json)
		opt_fail(&tool, "a page is no record: --html and --json don't go together");
	if (c.html && c.order.by)
		opt_fail(&tool, "a page is of everything: --html and --by don't go together");
	read_filters(&tool, &c);
	st = run(&c, loading, n > 1 ? argv[at + 1] : NULL, &e);
	close_trends(&c);
	if (st < 0)
		log_die(&e);
	return rec_close_stdout();
}

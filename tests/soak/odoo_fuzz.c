/*
 * odoo_fuzz [-s SEED] [-n RUNS] [-r FIRST] [-p POSTGRES-URL] [-O VERSION] [-k FOLDER] [-v]: random changes on both
 * sides of cwai-odoo-sync, with the sync hit by kills, faults, restarts and changes in its middle; then both
 * sides must be equal, nothing may be lost or doubled, and one more sync must do nothing.
 *
 * What may be true at the end is kept in a model: of each member the values that may stand. A value that was written
 * last on one side, with nothing written on the other, must stand; where both wrote, the owner's, or either's when a
 * sync that was hit may have been between the two.
 *
 * Without -n it is the long form: 250 runs of each of two versions on SQLite and, with CWAI_TEST_PG, 100 there.
 *
 * A run is made by its seed and number alone: -s SEED -r NUMBER -n 1 -v plays it again. Times are the fake server's
 * fixed clock and --now; only what happens in the middle of a sync depends on the machine. CWAI_SHARE and TOP (the
 * checkout) as in tests/lib.sh; the tool is ../bin/cwai-odoo-sync as seen from here.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/date.h"
#include "base/mem.h"
#include "base/opt.h"
#include "base/os.h"
#include "io/http.h"
#include "io/sql.h"
#include "record/val.h"
#include "services/config.h"
#include "services/sync.h"

#define MOST 200      /* things in a run */
#define SETTLE 60     /* odoo.settle of the runs */
#define MOST_SYNCS 12 /* until nothing changes */

/* ---- what is kept the same ---- */

enum kind { LEAD, ORDER, PARTNER, EVENT, KINDS };

static const char *const entities[KINDS] = {"lead", "order", "customer", "appointment"};
static const char *const models[KINDS] = {"crm.lead", "sale.order", "res.partner", "calendar.event"};

enum form {
	NAME,     /* text, never null */
	TEXT,     /* or null */
	MAIL,     /* one of its own */
	PHONE,    /* one of its own, E.164 */
	HTML,     /* text here, a paragraph there */
	MONEY,    /* "12.50" */
	TYPE,     /* of a lead */
	PARTNERS, /* one of the three that do not change */
	START,
	END,
	PEOPLE,
	ADDRESS,
	LINES,
	STATUS,
	STAGE /* is written there only: what is written here is undone */
};

static const struct field {
	enum kind kind;
	const char *member, *odoo;
	enum form form;
} fields[] = {
	{LEAD, "title", "name", NAME},
	{LEAD, "contact", "contact_name", TEXT},
	{LEAD, "email", "email_from", TEXT},
	{LEAD, "phone", "phone", TEXT},
	{LEAD, "text", "description", HTML},
	{LEAD, "expected", "expected_revenue", MONEY},
	{LEAD, "type", "type", TYPE},
	{LEAD, "customer", "partner_id", PARTNERS},
	{LEAD, "stage", "stage_id", STAGE},
	{ORDER, "customer", "partner_id", PARTNERS},
	{ORDER, "note", "note", HTML},
	{ORDER, "lines", "order_line", LINES},
	{ORDER, "status", "state", STATUS},
	{PARTNER, "name", "name", NAME},
	{PARTNER, "email", "email", MAIL},
	{PARTNER, "phone", "phone", PHONE},
	{PARTNER, "document", "vat", TEXT},
	{PARTNER, "note", "comment", HTML},
	{PARTNER, "address", "street", ADDRESS},
	{EVENT, "title", "name", NAME},
	{EVENT, "start", "start", START},
	{EVENT, "end", "stop", END},
	{EVENT, "place", "location", TEXT},
	{EVENT, "text", "description", HTML},
	{EVENT, "people", "partner_ids", PEOPLE},
};
#define FIELDS ((int)(sizeof(fields) / sizeof(fields[0])))

/* A member of a thing: what may stand, and what was written on either side since. */
struct slot {
	bool any;
	val old; /* array of values */
	bool by_us, by_them;
	val ours, theirs;
};

struct thing {
	enum kind kind;
	char id[64];      /* of the record here */
	long long number; /* of the row; 0: not known yet */
	bool there;       /* when both were last the same it was on both sides */
	bool hidden;      /* archived */
	bool outside;     /* it left the domain */
	bool pushed;      /* while it was outside, what was written here may have gone there */
	bool locked;      /* in an open transaction */
	bool wrote_here, wrote_there, gone_here, gone_there, shown;
	date_ms at_here, at_there; /* of the last write */
	struct slot slot[FIELDS];  /* by number of fields */
};

struct fuzz {
	/* of all runs */
	uint64_t seed;
	long version;
	const char *postgres, *keep;
	bool verbose;
	char *base; /* folder of all */
	char *url;  /* the fake's */
	pid_t fake;
	struct http *http;
	/* of one */
	uint64_t dice;
	char *folder, *conf, *other, *store; /* files of the run; the store's URL */
	date_ms now;
	struct thing thing[MOST];
	int n;
	long long partner[3], product[4], quant[4];
	int made;   /* names of records here */
	bool dirty; /* since both were last the same a sync was hit */
	long long tx;
	date_ms tx_began;
	struct buf steps;
	char why[2048];
	bool failed;
	date_ms late; /* ns: when the last slow commit is surely done; 0: none */
};

static void step(struct fuzz *f, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
static void wrong(struct fuzz *f, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

static void step(struct fuzz *f, const char *fmt, ...)
{
	char ts[32];
	va_list ap;
	size_t at = f->steps.n;

	buf_printf(&f->steps, "%.19s ", date_format(f->now, ts) + 5);
	va_start(ap, fmt);
	buf_vprintf(&f->steps, fmt, ap);
	va_end(ap);
	buf_putc(&f->steps, '\n');
	if (f->verbose)
		(void)fputs(f->steps.p + at, stdout);
}

/* The first is told. */
static void wrong(struct fuzz *f, const char *fmt, ...)
{
	va_list ap;

	if (f->failed)
		return;
	f->failed = true;
	va_start(ap, fmt);
	(void)vsnprintf(f->why, sizeof(f->why), fmt, ap);
	va_end(ap);
}

/* ---- dice ---- */

static uint64_t throw(struct fuzz * f)
{
	uint64_t z = f->dice += 0x9e3779b97f4a7c15ULL;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
	return z ^ (z >> 31);
}

static int below(struct fuzz *f, int n)
{
	return (int)(throw(f) % (uint64_t)n);
}

static bool one_in(struct fuzz *f, int n)
{
	return below(f, n) == 0;
}

/* ---- the fake ---- */

static char *dump(val v)
{
	struct buf b = {0};

	val_dump(v, &b);
	return b.p ? b.p : mem_dup("");
}

/* Tells it something (consumed). Its answer; null when it refused. */
static val ask(struct fuzz *f, val what)
{
	char *url = mem_printf("%s/fake", f->url), *body = dump(what);
	struct http_request q = {.method = "POST", .url = url, .body = body, .n = strlen(body)};
	long long limit = os_span_ns() + 5000000000LL;
	struct http_reply r = {0};
	struct err e;
	val v = val_null();

	/* after a restart it takes a moment to listen */
	while (http_do(f->http, &q, &r, &e) == 0 && r.why.kind != ERR_NONE && !r.reached && os_span_ns() < limit)
		buf_free(&r.body);
	if (r.why.kind != ERR_NONE)
		wrong(f, "the fake does not answer: %s: %s", body, r.why.msg);
	else if (r.status == 200)
		v = val_parse(buf_str(&r.body), r.body.n, NULL);
	else if (f->verbose)
		printf("# refused: %s: %s", body, buf_str(&r.body));
	buf_free(&r.body);
	free(url);
	free(body);
	val_free(what);
	return v;
}

static bool tell(struct fuzz *f, val what)
{
	val v = ask(f, what);
	bool good = val_kind(v) == VAL_OBJECT;

	val_free(v);
	return good;
}

static val order_to(const char *what)
{
	return val_set_str(val_object(), "do", what);
}

static val on_model(const char *what, const char *model)
{
	return val_set_str(order_to(what), "model", model);
}

static long count_requests(struct fuzz *f)
{
	val v = ask(f, order_to("count"));
	long n = 0;

	for (int i = val_iter(v); val_kind(v) == VAL_OBJECT && val_iter_ok(v, i); i = val_iter_next(v, i)) {
		val x = val_iter_val(v, i);

		n += (long)val_number(x, 0);
		val_free(x);
	}
	val_free(v);
	return n;
}

static void set_clock(struct fuzz *f)
{
	char ts[32], text[32];

	(void)date_format(f->now, ts);
	(void)snprintf(text, sizeof(text), "%.10s %.12s", ts, ts + 11);
	(void)tell(f, val_set_str(order_to("clock"), "now", text));
}

static void advance(struct fuzz *f, long seconds)
{
	f->now += seconds * 1000LL + below(f, 900);
	set_clock(f);
}

static bool start_fake(struct fuzz *f)
{
	char *program = mem_printf("%s/tests/fake/odoo", os_env("TOP", "."));
	char *ready = mem_printf("%s/fake", f->base), version[8];
	struct buf b = {0};
	long long limit = os_span_ns() + 30000000000LL;

	(void)unlink(ready);
	(void)snprintf(version, sizeof(version), "%ld", f->version);
	f->fake = fork();
	if (f->fake == 0) {
		(void)execl(program, program, "--ready", ready, "--version", version, "--seed", "empty", (char *)NULL);
		_exit(127);
	}
	while (!os_is_file(ready) && os_span_ns() < limit && waitpid(f->fake, NULL, WNOHANG) == 0)
		os_sleep_ns(5000000);
	if (os_read_file(ready, 200, &b, NULL) == 0)
		f->url = mem_ndup(buf_str(&b), strcspn(buf_str(&b), "\n"));
	buf_free(&b);
	free(program);
	free(ready);
	return f->url != NULL;
}

/* ---- the tool ---- */

/* Starts cwai-odoo-sync with words; its input is the file in, if any. */
static pid_t start_tool(struct fuzz *f, const char *conf, const char *in, const char *const *words)
{
	char *dir = os_self_dir(), *program = mem_printf("%s/../bin/cwai-odoo-sync", dir), ts[32];
	char *out = mem_printf("%s/out", f->folder), *err = mem_printf("%s/err", f->folder);
	const char *argv[24] = {program, "-q", "-C", conf, "--now", date_format(f->now, ts)};
	int n = 6;
	pid_t pid;

	while (*words)
		argv[n++] = *words++;
	pid = fork();
	if (pid == 0) {
		int i = open(in ? in : "/dev/null", O_RDONLY), o = open(out, O_WRONLY | O_CREAT | O_TRUNC, 0600);
		int e = open(err, O_WRONLY | O_CREAT | O_APPEND, 0600);

		if (i < 0 || o < 0 || e < 0 || dup2(i, 0) < 0 || dup2(o, 1) < 0 || dup2(e, 2) < 0)
			_exit(126);
		(void)execv(program, (char *const *)(uintptr_t)argv);
		_exit(127);
	}
	free(dir);
	free(program);
	free(out);
	free(err);
	return pid;
}

/* Its exit status; 256 and more: ended by a signal. */
static int end_tool(pid_t pid)
{
	int st = 0;

	while (waitpid(pid, &st, 0) < 0 && errno == EINTR)
		;
	return WIFEXITED(st) ? WEXITSTATUS(st) : 256 + WTERMSIG(st);
}

/* What it said on stdout, its first record. */
static val said(struct fuzz *f)
{
	char *path = mem_printf("%s/out", f->folder);
	struct buf b = {0};
	val v = val_null();

	if (os_read_file(path, 1 << 20, &b, NULL) == 0 && b.n)
		v = val_parse(b.p, strcspn(b.p, "\n"), NULL);
	buf_free(&b);
	free(path);
	return v;
}

/* Our own mistakes show in how it ended: a signal, "bug", a word of the sanitizers. */
static void check_end(struct fuzz *f, int st)
{
	char *path = mem_printf("%s/err", f->folder);
	struct buf b = {0};

	if ((st >= 256 && st != 256 + SIGKILL) || st == ERR_BUG || st == ERR_USAGE || st == ERR_CONFIG || st == 126 ||
		st == 127)
		wrong(f, "the tool ended with %d", st);
	if (os_read_file(path, 1 << 24, &b, NULL) == 0 &&
		(strstr(buf_str(&b), "Sanitizer") || strstr(buf_str(&b), "runtime error")))
		wrong(f, "a sanitizer spoke, see %s", path);
	buf_free(&b);
	free(path);
}

/* ---- values ---- */

static const char *iso_to_odoo(const char *ts, char out[32])
{
	(void)snprintf(out, 32, "%.10s %.8s", ts, strlen(ts) > 19 ? ts + 11 : "00:00:00");
	return out;
}

static val html_of(const char *text, const char *ref)
{
	struct buf b = {0};
	val v;

	if (text) {
		buf_puts(&b, "<p>");
		for (; *text; text++) {
			if (*text == '&' || *text == '<' || *text == '>')
				buf_puts(&b, *text == '&' ? "&amp;" : *text == '<' ? "&lt;" : "&gt;");
			else if (*text == '\n')
				buf_puts(&b, "<br>");
			else
				buf_putc(&b, *text);
		}
		buf_puts(&b, "</p>");
	}
	if (ref)
		buf_printf(&b, "<p>%s</p>", ref);
	v = b.n ? val_of_str(b.p) : val_true(false);
	buf_free(&b);
	return v;
}

static val partner_id(const struct fuzz *f, int i)
{
	char id[48];

	(void)snprintf(id, sizeof(id), "odoo:res.partner:%lld", f->partner[i]);
	return val_of_str(id);
}

static val address(struct fuzz *f)
{
	static const char *const streets[] = {"Rua A, 1", "Rua B, 2", "Av. Ç, 3"};
	val v = val_set_str(val_object(), "street", streets[below(f, 3)]);

	v = val_set(val_set_str(v, "city", one_in(f, 2) ? "Olinda" : "Recife"), "street2", val_null());
	return val_set(val_set_str(v, "zip", one_in(f, 2) ? "53000-000" : "50000-000"), "state", val_null());
}

/* "1 x product 7 at 10.00" of every line, sorted: what of lines must be the same. */
static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)(uintptr_t)a, *(char *const *)(uintptr_t)b);
}

static val plain_lines(val lines)
{
	int n = val_len(lines);
	char **text = mem_array(NULL, (size_t)n + 1, sizeof(*text));
	val out = val_array();

	for (int i = 0; i < n; i++) {
		val line = val_at(lines, i);

		text[i] = mem_printf("%g x %s at %s", val_num(line, "quantity", 0), val_str(line, "product", "?"),
							 val_str(line, "price", "?"));
		val_free(line);
	}
	qsort(text, (size_t)n, sizeof(*text), by_text);
	for (int i = 0; i < n; i++) {
		out = val_push(out, val_of_str(text[i]));
		free(text[i]);
	}
	free(text);
	return out;
}

static const char *any_price(struct fuzz *f)
{
	static const char *const prices[] = {"10.00", "12.50", "7.90"};

	return prices[below(f, 3)];
}

/* A value of a member as a record has it. Lines and states are made where they are written. */
static val any_value(struct fuzz *f, enum form form)
{
	static const char *const texts[] = {"um",   "dois & três <4>", "linha 1\nlinha 2", "cinco 🎉",
										"seis", "\"sete\" d'água"};
	static const char *const money[] = {"0.00", "150.00", "99.90", "0.05"};
	char text[40];

	switch (form) {
	case NAME: return val_of_str(texts[below(f, 2) ? below(f, 2) : 3 + below(f, 3)]);
	case TEXT: return one_in(f, 5) ? val_null() : val_of_str(texts[3 * below(f, 2) + below(f, 2)]);
	case HTML: return one_in(f, 5) ? val_null() : val_of_str(texts[below(f, 6)]);
	case MAIL: (void)snprintf(text, sizeof(text), "p%d@example.com", below(f, 1000000)); return val_of_str(text);
	case PHONE: (void)snprintf(text, sizeof(text), "+55119%08d", below(f, 100000000)); return val_of_str(text);
	case MONEY: return val_of_str(money[below(f, 4)]);
	case TYPE: return val_of_str(one_in(f, 2) ? "lead" : "opportunity");
	case PARTNERS: return partner_id(f, below(f, 3));
	case START:
		(void)snprintf(text, sizeof(text), "2026-12-10T%02d:00:00.000Z", 8 + below(f, 4));
		return val_of_str(text);
	case END:
		(void)snprintf(text, sizeof(text), "2026-12-10T%02d:30:00.000Z", 14 + below(f, 4));
		return val_of_str(text);
	case ADDRESS: return one_in(f, 6) ? val_null() : address(f);
	case STAGE: return val_of_str(one_in(f, 2) ? "New" : "Qualified");
	case PEOPLE: {
		val v = val_array();

		for (int i = 0; i < 3; i++)
			if (one_in(f, 2))
				v = val_push(v, partner_id(f, i));
		return v;
	}
	default: return val_null();
	}
}

static long long number_in(const char *id)
{
	const char *colon = id ? strrchr(id, ':') : NULL;

	return colon ? strtoll(colon + 1, NULL, 10) : 0;
}

/* Puts a value as Odoo takes it into vals (consumed). */
static val put_there(val vals, const struct field *x, val v, const char *ref)
{
	const char *text = val_text(v, NULL);
	char ts[32];

	switch (x->form) {
	case HTML: return val_set(vals, x->odoo, html_of(text, ref));
	case MONEY: return val_set(vals, x->odoo, val_of_num(text ? strtod(text, NULL) : 0));
	case PARTNERS: return val_set_int(vals, x->odoo, number_in(text));
	case START:
	case END: return val_set_str(vals, x->odoo, iso_to_odoo(text, ts));
	case STAGE: return val_set_int(vals, x->odoo, strcmp(text, "New") == 0 ? 1 : 2);
	case ADDRESS:
		for (int i = 0; i < 3; i++) {
			static const char *const parts[] = {"street", "city", "zip"};
			val part = val_get(v, parts[i]);

			vals = val_set(vals, parts[i], val_is(part) ? val_copy(part) : val_true(false));
			val_free(part);
		}
		return vals;
	case PEOPLE: {
		val ids = val_array(), all = val_push(val_push(val_array(), val_of_int(6)), val_of_int(0));

		for (int i = 0; i < val_len(v); i++) {
			val id = val_at(v, i);

			ids = val_push(ids, val_of_int(number_in(val_text(id, ""))));
			val_free(id);
		}
		return val_set(vals, x->odoo, val_push(val_array(), val_push(all, ids)));
	}
	default: return val_set(vals, x->odoo, text ? val_of_str(text) : val_true(false));
	}
}

/* ---- the model ---- */

static void write_slot(struct slot *s, bool ours, val v)
{
	val *at = ours ? &s->ours : &s->theirs;
	bool *by = ours ? &s->by_us : &s->by_them;

	if (*by)
		val_free(*at);
	*at = v;
	*by = true;
}

static void free_slot(struct slot *s)
{
	val_free(s->old);
	if (s->by_us)
		val_free(s->ours);
	if (s->by_them)
		val_free(s->theirs);
	*s = (struct slot){.old = val_array()};
}

static void free_things(struct fuzz *f)
{
	for (int i = 0; i < f->n; i++)
		for (int k = 0; k < FIELDS; k++) {
			free_slot(&f->thing[i].slot[k]);
			val_free(f->thing[i].slot[k].old);
		}
	f->n = 0;
}

static struct thing *new_thing(struct fuzz *f, enum kind kind)
{
	struct thing *t = &f->thing[f->n++];

	*t = (struct thing){.kind = kind};
	for (int i = 0; i < FIELDS; i++)
		t->slot[i] = (struct slot){.any = true, .old = val_array()};
	return t;
}

static bool is_among(val list, val v)
{
	bool is = false;

	for (int i = 0; i < val_len(list) && !is; i++) {
		val x = val_at(list, i);

		is = val_equal(x, v);
		val_free(x);
	}
	return is;
}

/* The values that may stand, as an array; *any: all. */
static val may_stand(const struct fuzz *f, const struct thing *t, int k, bool *any)
{
	const struct slot *s = &t->slot[k];
	date_ms second = t->at_there / 1000 * 1000;
	bool odoo = second > t->at_here, ours = !odoo && second + 1000 <= t->at_here, again;

	*any = false;
	if (t->gone_there && (fields[k].form == STAGE || fields[k].form == STATUS)) {
		*any = true; /* a row that is made again begins anew */
		return val_array();
	}
	if (t->gone_here || t->gone_there) { /* what comes back need not be what was written before */
		val v = val_copy(s->old);

		*any = s->any;
		v = s->by_us ? val_push(v, val_copy(s->ours)) : v;
		return s->by_them ? val_push(v, val_copy(s->theirs)) : v;
	}
	if (fields[k].form == STAGE && !s->by_them) {
		*any = s->any;
		return val_copy(s->old);
	}
	if (fields[k].form == STAGE)
		return val_push(val_array(), val_copy(s->theirs));
	if (!s->by_us && !s->by_them) {
		*any = s->any;
		return val_copy(s->old);
	}
	if (s->by_us != s->by_them && fields[k].form != STATUS)
		return val_push(val_array(), val_copy(s->by_us ? s->ours : s->theirs));
	if (fields[k].form == STATUS) { /* what the shop asks for may not be had any more */
		val v = val_copy(s->old);

		*any = s->any;
		v = s->by_us ? val_push(v, val_copy(s->ours)) : v;
		return s->by_them ? val_push(v, val_copy(s->theirs)) : v;
	}
	/* a value that is back at what it was looks unchanged; lines written by themselves leave their order's time */
	again = s->any || is_among(s->old, s->ours) || is_among(s->old, s->theirs);
	if (!f->dirty && !t->pushed && !again && fields[k].form != LINES && (odoo || ours))
		return val_push(val_array(), val_copy(odoo ? s->theirs : s->ours));
	return val_push(val_push(val_array(), val_copy(s->ours)), val_copy(s->theirs));
}

/* Both sides are the same now: what may stand from here on. */
static void collapse(struct fuzz *f)
{
	for (int i = 0; i < f->n; i++) {
		struct thing *t = &f->thing[i];

		t->pushed = t->pushed || t->outside;
		if (t->outside || t->locked)
			continue;
		for (int k = 0; k < FIELDS; k++) {
			bool any;
			val v = may_stand(f, t, k, &any);

			free_slot(&t->slot[k]);
			val_free(t->slot[k].old);
			t->slot[k].old = v;
			t->slot[k].any = any;
		}
		t->pushed = false;
		if (!t->gone_here && !t->gone_there) {
			t->there = t->there || t->wrote_here || t->wrote_there;
			t->wrote_here = t->wrote_there = false;
		}
	}
}

static val member_of(val record, int k)
{
	val v = val_get(record, fields[k].member), lines;

	if (fields[k].form != LINES)
		return v;
	lines = plain_lines(v);
	val_free(v);
	return lines;
}

/* ---- looking into a store ---- */

struct look {
	struct config *config;
	struct sql *db;
	struct sync *sync;
};

static bool open_look(struct fuzz *f, struct look *l, const char *conf)
{
	const struct opt_common common = {.config = conf};
	const struct sync_options o = {.quiet = true};
	struct domain *d;
	struct err e;

	*l = (struct look){.config = config_open(&common, &e)};
	d = l->config ? config_domain(l->config, NULL, &e) : NULL;
	l->db = d ? config_sql(l->config, &e) : NULL;
	l->sync = l->db ? sync_open(l->db, NULL, d, &o, &e) : NULL;
	if (!l->sync)
		wrong(f, "the store cannot be looked into: %s", e.msg);
	return l->sync != NULL;
}

static void close_look(struct look *l)
{
	sync_close(l->sync);
	config_free(l->config);
}

/* The rows of a query, an array. */
static val rows_of(struct fuzz *f, const struct look *l, const char *query)
{
	struct err e;
	val rows;

	if (sql_query(l->db, query, val_array(), &rows, &e) == 0)
		return rows;
	wrong(f, "%s: %s", query, e.msg);
	return val_array();
}

static val record_of(struct fuzz *f, const struct look *l, const char *entity, const char *id)
{
	struct err e;
	val v;

	if (sync_get(l->sync, sync_find(l->sync, entity), id, &v, &e) == 0)
		return v;
	wrong(f, "%s %s: %s", entity, id, e.msg);
	return val_null();
}

static struct thing *by_id(struct fuzz *f, enum kind kind, const char *id)
{
	for (int i = 0; i < f->n; i++)
		if (f->thing[i].kind == kind && strcmp(f->thing[i].id, id) == 0)
			return &f->thing[i];
	return NULL;
}

/* Takes the numbers of rows that are known by now. */
static void learn_numbers(struct fuzz *f)
{
	struct look l;
	val rows;

	if (!open_look(f, &l, f->conf)) {
		close_look(&l);
		return;
	}
	rows = rows_of(f, &l, "SELECT entity, id, remote_id FROM odoo_links WHERE remote_id IS NOT NULL");
	for (int i = 0; i < val_len(rows); i++) {
		val row = val_at(rows, i);

		for (int k = 0; k < KINDS; k++) {
			struct thing *t = strcmp(entities[k], val_str(row, "entity", "")) == 0
								  ? by_id(f, (enum kind)k, val_str(row, "id", ""))
								  : NULL;

			if (t)
				t->number = val_int(row, "remote_id", 0);
		}
		val_free(row);
	}
	val_free(rows);
	close_look(&l);
}

/* ---- changes here ---- */

static val new_line(struct fuzz *f, bool there)
{
	char product[48];
	int i = below(f, 3);
	const char *price = any_price(f);
	val v = val_object();

	if (there) {
		v = val_set_int(val_set_int(v, "product_id", f->product[i]), "product_uom_qty", 1 + below(f, 9));
		return val_set(v, "price_unit", val_of_num(strtod(price, NULL)));
	}
	(void)snprintf(product, sizeof(product), "odoo:product.product:%lld", f->product[i]);
	v = val_set_int(val_set_str(v, "product", product), "quantity", 1 + below(f, 9));
	return val_set_str(v, "price", price);
}

/* Lines (consumed) with one changed, taken out or put in. */
static val change_lines(struct fuzz *f, val lines)
{
	int n = val_len(lines), what = n ? below(f, 4) : 0, at = n ? below(f, n) : 0;
	val out = val_array();

	for (int i = 0; i < n; i++) {
		val line = val_at(lines, i);

		if (what == 1 && i == at)
			line = val_set_int(line, "quantity", 1 + below(f, 9));
		if (what == 2 && i == at)
			line = val_set_str(line, "price", any_price(f));
		if (what == 3 && i == at && n > 1)
			val_free(line);
		else
			out = val_push(out, line);
	}
	val_free(lines);
	return what == 0 ? val_push(out, new_line(f, false)) : out;
}

/* Writes one member of t into v (consumed), in the form of a record; before is the record as it is. */
static val change_here(struct fuzz *f, struct thing *t, int k, val v, val before)
{
	const struct field *x = &fields[k];
	const char *status = val_str(before, "status", "draft");
	val now;

	switch (x->form) {
	case LINES: {
		val has = val_has(v, "lines") ? val_get(v, "lines") : val_get(before, "lines");

		now = change_lines(f, val_kind(has) == VAL_ARRAY ? has : val_array());
		v = val_set(v, "lines", val_copy(now));
		write_slot(&t->slot[k], true, plain_lines(now));
		val_free(now);
		return v;
	}
	case STATUS:
		if (val_kind(before) != VAL_OBJECT || strcmp(status, "cancel") == 0)
			return v;
		now = val_of_str(strcmp(status, "sale") == 0 || one_in(f, 3) ? "cancel" : "sale");
		break;
	default: now = any_value(f, x->form);
	}
	write_slot(&t->slot[k], true, val_copy(now));
	return val_set(v, x->member, now);
}

static int any_field(struct fuzz *f, enum kind kind)
{
	int k;

	do
		k = below(f, FIELDS);
	while (fields[k].kind != kind);
	return k;
}

static void create_here(struct fuzz *f, FILE *in)
{
	struct thing *t;
	val v = val_object();
	char *text;

	if (f->n == MOST)
		return;
	t = new_thing(f, (enum kind)below(f, KINDS));
	(void)snprintf(t->id, sizeof(t->id), "%.1s%d", entities[t->kind], ++f->made);
	v = val_set_str(val_set_str(v, "kind", entities[t->kind]), "id", t->id);
	for (int k = 0; k < FIELDS; k++) {
		enum form form = fields[k].form;
		bool must = form == NAME || form == START || form == END || form == PARTNERS || form == MAIL || form == TYPE;

		if (fields[k].kind == t->kind && form != STAGE && form != STATUS && (must || one_in(f, 2)))
			v = change_here(f, t, k, v, val_null());
	}
	t->wrote_here = true;
	t->at_here = f->now;
	text = dump(v);
	step(f, "here: new %s", text);
	(void)fprintf(in, "%s\n", text);
	free(text);
	val_free(v);
}

static struct thing *any_thing(struct fuzz *f, bool (*fits)(const struct thing *t))
{
	int n = 0, at;

	for (int i = 0; i < f->n; i++)
		n += fits(&f->thing[i]);
	if (n == 0)
		return NULL;
	at = below(f, n);
	for (int i = 0;; i++)
		if (fits(&f->thing[i]) && at-- == 0)
			return &f->thing[i];
}

static bool fits_here(const struct thing *t)
{
	return !t->gone_here && !t->locked && !t->hidden && (t->there || t->wrote_here);
}

static void edit_here(struct fuzz *f, const struct look *l, FILE *in)
{
	struct thing *t = any_thing(f, fits_here);
	val before = t ? record_of(f, l, entities[t->kind], t->id) : val_null(), v = val_object();
	char *text;

	if (val_kind(before) == VAL_OBJECT && val_bool(before, "active", true)) {
		v = val_set_str(val_set_str(v, "kind", entities[t->kind]), "id", t->id);
		if (one_in(f, 6)) {
			v = val_set(v, "deleted", val_true(true));
			t->gone_here = true;
		} else {
			for (int i = 1 + below(f, 3); i > 0; i--)
				v = change_here(f, t, any_field(f, t->kind), v, before);
			t->wrote_here = true;
		}
		t->at_here = f->now;
		text = dump(v);
		step(f, "here: %s", text);
		(void)fprintf(in, "%s\n", text);
		free(text);
	}
	val_free(before);
	val_free(v);
}

/* Some changes of records, by put. A record is changed once in a batch: what is read before is what is there. */
static void changes_here(struct fuzz *f)
{
	static const char *const words[] = {"put", NULL};
	char *path = mem_printf("%s/in", f->folder);
	FILE *in = fopen(path, "w");
	struct look l;
	int st;

	if (!in || !open_look(f, &l, f->conf)) {
		wrong(f, "%s cannot be written", path);
		free(path);
		return;
	}
	for (int i = below(f, 3); i > 0; i--)
		create_here(f, in);
	edit_here(f, &l, in);
	close_look(&l);
	(void)fclose(in);
	st = end_tool(start_tool(f, f->conf, path, words));
	check_end(f, st);
	if (st != 0)
		wrong(f, "put ended with %d", st);
	free(path);
}

/* ---- changes in Odoo ---- */

static val lines_there(struct fuzz *f, const struct thing *t)
{
	val rows = ask(f, on_model("dump", "sale.order.line")), out = val_array();

	for (int i = 0; i < val_len(rows); i++) {
		val row = val_at(rows, i), order = val_get(row, "order_id.0");

		if (val_number(order, -1) == (double)t->number)
			out = val_push(out, val_copy(row));
		val_free(order);
		val_free(row);
	}
	val_free(rows);
	return out;
}

/* What lines_there has, as plain_lines has it. */
static val plain_there(val rows)
{
	val lines = val_array(), out;

	for (int i = 0; i < val_len(rows); i++) {
		val row = val_at(rows, i);
		char product[48], price[24];

		(void)snprintf(product, sizeof(product), "odoo:product.product:%lld", val_int(row, "product_id.0", 0));
		(void)snprintf(price, sizeof(price), "%.2f", val_num(row, "price_unit", 0));
		lines = val_push(lines, val_set_str(val_set_str(val_set(val_object(), "quantity",
																val_of_num(val_num(row, "product_uom_qty", 0))),
														"product", product),
											"price", price));
		val_free(row);
	}
	out = plain_lines(lines);
	val_free(lines);
	return out;
}

static val triple(int what, long long id, val values)
{
	return val_push(val_push(val_push(val_array(), val_of_int(what)), val_of_int(id)), values);
}

/* One line of t is changed, taken out or put in, by its order or by itself. */
static void edit_lines_there(struct fuzz *f, struct thing *t, int k)
{
	val rows = lines_there(f, t), line, vals, what;
	int n = val_len(rows), how = n ? below(f, 3) : 0;
	bool alone = one_in(f, 2), good;
	long long id;

	line = n ? val_at(rows, below(f, n)) : val_null();
	id = val_int(line, "id", 0);
	if (how == 2 && n < 2)
		how = 1;
	vals = how == 0 ? new_line(f, true) : val_set_int(val_object(), "product_uom_qty", 1 + below(f, 9));
	if (alone && how == 0)
		what = val_set(on_model("create", "sale.order.line"), "vals", val_set_int(vals, "order_id", t->number));
	else if (alone && how == 1)
		what = val_set(val_set_int(on_model("write", "sale.order.line"), "ids", id), "vals", vals);
	else if (alone)
		what = val_set_int(on_model("unlink", "sale.order.line"), "ids", id);
	else
		what = val_set(val_set_int(on_model("write", "sale.order"), "ids", t->number), "vals",
					   val_set(val_object(), "order_line", val_push(val_array(), triple(how, id, vals))));
	if (alone && how == 2)
		val_free(vals);
	good = tell(f, what);
	val_free(rows);
	val_free(line);
	if (good) {
		rows = lines_there(f, t);
		write_slot(&t->slot[k], false, plain_there(rows));
		val_free(rows);
		step(f, "there: %s %lld: lines, how %d%s", models[t->kind], t->number, how, alone ? " alone" : "");
	}
}

static val state_there(struct fuzz *f, const struct thing *t)
{
	val rows = ask(f, on_model("dump", "sale.order")), state = val_null();

	for (int i = 0; i < val_len(rows); i++) {
		val row = val_at(rows, i);

		if (val_int(row, "id", 0) == t->number) {
			val_free(state);
			state = val_get(row, "state");
		}
		val_free(row);
	}
	val_free(rows);
	return state;
}

static void change_status_there(struct fuzz *f, struct thing *t, int k)
{
	static const char *const methods[] = {"action_confirm", "action_cancel", "action_quotation_sent"};
	int i = below(f, 3);
	val context = val_set(val_object(), "disable_cancel_warning", val_true(true));
	val what = val_set_str(val_set_int(on_model("call", "sale.order"), "ids", t->number), "method", methods[i]);

	if (tell(f, val_set(what, "context", context))) {
		write_slot(&t->slot[k], false, state_there(f, t)); /* of a cancelled one nothing comes */
		step(f, "there: %s %lld: %s", models[t->kind], t->number, methods[i]);
	}
}

/* Values for a row of that kind, as many members as chosen or all; each goes into the model by note. */
static val values_there(struct fuzz *f, struct thing *t, int how_many)
{
	val vals = val_object();
	char ref[96];

	for (int i = 0; i < (how_many ? how_many : FIELDS); i++) {
		int k = how_many ? any_field(f, t->kind) : i;
		const struct field *x = &fields[k];
		bool signs = t->kind == LEAD || t->kind == EVENT; /* within that field */
		bool keeps_ref = signs && t->number && t->id[0] != 'o' && one_in(f, 2);
		val v;

		if (x->kind != t->kind || x->form == LINES || x->form == STATUS)
			continue;
		v = any_value(f, x->form);
		(void)snprintf(ref, sizeof(ref), "[cwai:cosmeticos:%s:%s]", entities[t->kind], t->id);
		vals = put_there(vals, x, v, keeps_ref ? ref : NULL);
		write_slot(&t->slot[k], false, v);
	}
	return vals;
}

static bool fits_there(const struct thing *t)
{
	return !t->gone_there && !t->locked && t->number;
}

/* Some of what is here is taken out there; concurrently with changes here, too. */
static bool take_out_there(struct fuzz *f, struct thing *t)
{
	val vals;
	int how = below(f, 4);

	if (t->gone_here && t->kind == EVENT) /* it may be gone there by now */
		return false;
	if (how == 0 && tell(f, val_set_int(on_model("unlink", models[t->kind]), "ids", t->number))) {
		step(f, "there: unlink %s %lld", models[t->kind], t->number);
		t->gone_there = true;
		return true;
	}
	if (how == 3 && t->kind == PARTNER && !t->hidden) {
		vals = val_set(val_object(), "is_company", val_true(!t->outside));
		t->outside = !t->outside;
	} else if (how < 3 && t->kind != ORDER) {
		vals = val_set(val_object(), "active", val_true(t->hidden));
		t->hidden = !t->hidden;
		t->shown = !t->hidden;
	} else {
		return false;
	}
	t->at_there = f->now;
	step(f, "there: %s %lld: %s", models[t->kind], t->number,
		 val_has(vals, "active") ? (t->hidden ? "archive" : "unarchive") : (t->outside ? "out" : "in"));
	return tell(f, val_set(val_set_int(on_model("write", models[t->kind]), "ids", t->number), "vals", vals));
}

static void edit_there(struct fuzz *f)
{
	struct thing *t = any_thing(f, fits_there);
	char *text;
	val vals;

	if (!t || (one_in(f, 5) && take_out_there(f, t)))
		return;
	t->at_there = f->now;
	for (int k = 0; t->kind == ORDER && k < FIELDS; k++) {
		if (fields[k].form == STATUS && one_in(f, 3))
			change_status_there(f, t, k);
		else if (fields[k].form == LINES && one_in(f, 2))
			edit_lines_there(f, t, k);
	}
	vals = values_there(f, t, 1 + below(f, 3));
	text = dump(vals);
	step(f, "there: %s %lld: %s", models[t->kind], t->number, text);
	free(text);
	if (tell(f, val_set(val_set_int(on_model("write", models[t->kind]), "ids", t->number), "vals", vals)))
		t->wrote_there = true;
	else if (!t->gone_here)
		wrong(f, "%s %lld cannot be written", models[t->kind], t->number);
}

/* New rows of one transaction, one write_date. */
static void create_there(struct fuzz *f, enum kind kind, int n, long long tx)
{
	int first = f->n;
	val list = val_array(), got, ids, what;

	for (int i = 0; i < n && f->n < MOST; i++) {
		struct thing *t = new_thing(f, kind);
		val vals = values_there(f, t, 0);

		if (kind == ORDER) {
			val lines = val_array();

			for (int k = below(f, 3); k >= 0; k--)
				lines = val_push(lines, triple(0, 0, new_line(f, true)));
			vals = val_set(vals, "order_line", lines);
		}
		t->wrote_there = true;
		t->locked = tx != 0;
		t->at_there = f->now;
		list = val_push(list, vals);
	}
	what = val_set(on_model("create", models[kind]), "vals", list);
	got = ask(f, tx ? val_set_int(what, "tx", tx) : what);
	ids = val_get(got, "ids");
	for (int i = first; i < f->n; i++) {
		val id = val_at(ids, i - first);
		struct thing *t = &f->thing[i];

		t->number = (long long)val_number(id, 0);
		(void)snprintf(t->id, sizeof(t->id), "odoo:%s:%lld", models[kind], t->number);
		step(f, "there: new %s%s", t->id, tx ? ", to be committed later" : "");
		if (t->number == 0)
			wrong(f, "a row of %s cannot be made", models[kind]);
		val_free(id);
	}
	val_free(ids);
	val_free(got);
}

static void change_goods(struct fuzz *f)
{
	int i = below(f, 4);
	val vals = val_object();

	switch (below(f, 5)) {
	case 0:
		vals = val_set(vals, "list_price", val_of_num(strtod(any_price(f), NULL)));
		(void)tell(f, val_set(val_set_int(on_model("write", "product.template"), "ids", f->product[i]), "vals", vals));
		break;
	case 1:
		vals = val_set(vals, "name", any_value(f, NAME));
		(void)tell(f, val_set(val_set_int(on_model("write", "product.template"), "ids", f->product[i]), "vals", vals));
		break;
	case 2:
		vals = val_set(vals, one_in(f, 2) ? "active" : "sale_ok", val_true(one_in(f, 2)));
		(void)tell(f, val_set(val_set_int(on_model("write", "product.template"), "ids", f->product[3]), "vals", vals));
		break;
	case 3:
		vals = val_set(val_set_int(val_set_int(vals, "product_id", f->product[i]), "location_id", 9), "quantity",
					   val_of_int(below(f, 9)));
		(void)tell(f, val_set(on_model("create", "stock.quant"), "vals", vals));
		break;
	default:
		vals = val_set_int(vals, "quantity", below(f, 30));
		(void)tell(f, val_set(val_set_int(on_model("write", "stock.quant"), "ids", f->quant[i]), "vals", vals));
	}
	step(f, "there: goods %d", i);
}

/* ---- a transaction that is committed late ---- */

static void end_late(struct fuzz *f)
{
	bool good;

	if (!f->tx)
		return;
	good = tell(f, val_set_int(order_to("commit"), "tx", f->tx));
	step(f, "there: the open transaction %s", good ? "is committed" : "is gone");
	for (int i = 0; i < f->n; i++) {
		struct thing *t = &f->thing[i];

		if (t->locked && !good)
			t->gone_there = true; /* it never was */
		t->locked = false;
	}
	f->tx = 0;
}

static void begin_late(struct fuzz *f)
{
	val got = ask(f, order_to("begin"));

	f->tx = val_int(got, "tx", 0);
	f->tx_began = f->now;
	val_free(got);
	create_there(f, (enum kind)below(f, KINDS), 1 + below(f, 2), f->tx);
}

static void changes_there(struct fuzz *f)
{
	for (int i = 1 + below(f, 4); i > 0 && !f->failed; i--) {
		switch (below(f, 6)) {
		case 0: create_there(f, (enum kind)below(f, KINDS), 1 + below(f, 3), 0); break;
		case 1: change_goods(f); break;
		default: edit_there(f);
		}
	}
	if (!f->tx && one_in(f, 4) && f->n < MOST - 4)
		begin_late(f);
	else if (f->tx && one_in(f, 2))
		end_late(f);
}

/* ---- a sync, and what hits it ---- */

static const char *const both[] = {"both", "lead", "customer", "order", "appointment", "product", "stock", NULL};

static bool is_running(pid_t pid)
{
	siginfo_t info = {0};

	return waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid == 0;
}

/* Until the tool has made k requests more than before, or ended. */
static void wait_requests(struct fuzz *f, pid_t pid, long before, int k)
{
	while (is_running(pid) && !f->failed && count_requests(f) < before + k)
		;
	for (int i = below(f, 4); i > 0; i--)
		(void)count_requests(f);
}

static void add_fault(struct fuzz *f, int k)
{
	static const char *const modes[] = {"eof",     "lost",       "reset",     "lost_reset", "cut",
										"http502", "lost502",    "html",      "cursor",     "serialization",
										"denied",  "slowcommit", "slowcommit"};
	const char *mode = modes[below(f, 13)];
	val v = val_set_str(order_to("fault"), "mode", mode), match = val_object();
	bool write = one_in(f, 2), slow = strcmp(mode, "slowcommit") == 0;

	if (slow)
		match = val_set_str(match, "method", one_in(f, 2) ? "create" : "write");
	else if (write)
		match = val_set(match, "write", val_true(true));
	v = val_set_int(val_set(v, "match", match), "after", slow || write ? below(f, 3) : k);
	v = val_set(val_set_int(v, "times", 1 + (one_in(f, 3) ? below(f, 4) : 0)), "seconds",
				val_of_num(0.02 + 0.05 * below(f, 4)));
	step(f, "fault: %s, the %d. %s", mode, slow || write ? 0 : k, slow || write ? "write" : "request");
	(void)tell(f, v);
}

/* Slow commits: those of writes are waited for, those of creates may come in later rounds. */
static void take_log(struct fuzz *f)
{
	val log = ask(f, order_to("log"));
	bool slow = false, create = false;

	for (int i = 0; i < val_len(log); i++) {
		val call = val_at(log, i);

		if (strcmp(val_str(call, "fault", ""), "slowcommit") == 0) {
			slow = true;
			create = strcmp(val_str(call, "method", ""), "create") == 0;
		}
		val_free(call);
	}
	val_free(log);
	if (!slow)
		return;
	f->late = os_span_ns() + 400000000LL;
	step(f, "a slow commit of a %s", create ? "create" : "write");
	while (!create && os_span_ns() < f->late && !f->failed)
		(void)count_requests(f);
}

static void wait_late(struct fuzz *f)
{
	while (os_span_ns() < f->late && !f->failed)
		(void)count_requests(f);
}

/* A sync; how it ended. hit: something happens to it, which makes the model unsure of the order of things. */
static int sync_once(struct fuzz *f, bool hit)
{
	int what = hit ? below(f, 6) : -1, k = 1 + below(f, below(f, 2) ? 8 : 60), st;
	long before = count_requests(f);
	pid_t pid;

	if (what == 0 || what == 1)
		add_fault(f, k);
	pid = start_tool(f, f->conf, NULL, both);
	if (what > 1) {
		static const char *const names[] = {"", "", "kill", "kill", "restart", "changes"};

		wait_requests(f, pid, before, k);
		step(f, "at request %d: %s", k, names[what]);
	}
	if (what == 2 || what == 3)
		(void)kill(pid, SIGKILL);
	if (what == 4)
		(void)tell(f, order_to("restart"));
	if (what == 5 && one_in(f, 2))
		changes_here(f);
	else if (what == 5)
		changes_there(f);
	st = end_tool(pid);
	check_end(f, st);
	(void)tell(f, val_set_str(order_to("fault"), "mode", "none"));
	take_log(f);
	f->dirty = f->dirty || hit;
	step(f, "sync: %d", st);
	return st;
}

/* How much it changed, by its own account. */
static long changes_of(struct fuzz *f)
{
	static const char *const names[] = {"inserted", "updated", "deleted", "created", "waiting", "failed"};
	val run = said(f);
	long n = val_kind(run) == VAL_OBJECT ? 0 : 1;

	for (int i = 0; i < 2; i++) {
		val side = val_get(run, i ? "push" : "pull");

		for (int k = val_iter(side); val_kind(side) == VAL_OBJECT && val_iter_ok(side, k); k = val_iter_next(side, k)) {
			val sum = val_iter_val(side, k);

			for (size_t j = 0; j < sizeof(names) / sizeof(names[0]); j++)
				n += val_int(sum, names[j], 0);
			val_free(sum);
		}
		val_free(side);
	}
	val_free(run);
	return n;
}

static void converge(struct fuzz *f)
{
	int st = 1;
	long n = 1;

	for (int i = 0; i < MOST_SYNCS && (n > 0 || st != 0) && !f->failed; i++) {
		wait_late(f);
		advance(f, SETTLE + 10);
		st = sync_once(f, false);
		n = changes_of(f);
	}
	if (n > 0 || st != 0)
		wrong(f, "after %d syncs there is still something to do (%d)", MOST_SYNCS, st);
}

/* ---- checks ---- */

static long count_events(struct fuzz *f)
{
	struct look l;
	val rows;
	long n = -1;

	if (open_look(f, &l, f->conf)) {
		rows = rows_of(f, &l, "SELECT COUNT(*) AS n FROM outbox");
		n = (long)val_int(rows, "0.n", -1);
		val_free(rows);
	}
	close_look(&l);
	return n;
}

/* One more sync writes nothing, there or here. */
static void check_quiet(struct fuzz *f)
{
	static const char *const writes[] = {"create", "write", "unlink", "action_confirm", "action_cancel"};
	long events = count_events(f);
	val log;

	val_free(ask(f, order_to("log")));
	if (end_tool(start_tool(f, f->conf, NULL, both)) != 0)
		wrong(f, "the last sync did not end well");
	log = ask(f, order_to("log"));
	for (int i = 0; i < val_len(log); i++) {
		val call = val_at(log, i);

		for (size_t k = 0; k < sizeof(writes) / sizeof(writes[0]); k++)
			if (strcmp(val_str(call, "method", ""), writes[k]) == 0)
				wrong(f, "the last sync calls %s of %s", writes[k], val_str(call, "model", ""));
		val_free(call);
	}
	val_free(log);
	if (count_events(f) != events)
		wrong(f, "the last sync has events");
}

/* The link of a row. */
static val link_of(val links, const char *entity, long long number)
{
	for (int i = 0; i < val_len(links); i++) {
		val v = val_at(links, i);

		if (strcmp(val_str(v, "entity", ""), entity) == 0 && val_int(v, "remote_id", 0) == number)
			return v;
		val_free(v);
	}
	return val_null();
}

static bool is_shown(val record)
{
	return val_kind(record) == VAL_OBJECT && val_bool(record, "active", true);
}

/* Whether ours has every member of theirs (what a new store makes of the row). */
static void compare(struct fuzz *f, const char *name, val ours, val theirs)
{
	for (int i = val_iter(theirs); val_iter_ok(theirs, i); i = val_iter_next(theirs, i)) {
		const char *key = val_iter_key(theirs, i);
		val a = val_get(ours, key), b = val_iter_val(theirs, i);

		if (strcmp(key, "id") != 0 && !val_equal(a, b)) {
			char *x = dump(a), *y = dump(b);

			wrong(f, "%s: %s is %s here and %s in Odoo", name, key, x, y);
			free(x);
			free(y);
		}
		val_free(a);
		val_free(b);
	}
}

static const char links_query[] =
	"SELECT entity, id, remote_id, remote_date, pending, failed, attempted_at FROM odoo_links";

/* Every shown row that a new store has is here, the same. */
static void check_rows(struct fuzz *f, const struct look *l, const struct look *fresh, val links, val news)
{
	for (int i = 0; i < val_len(news); i++) {
		val n = val_at(news, i);
		const char *entity = val_str(n, "entity", "");
		val theirs = record_of(f, fresh, entity, val_str(n, "id", "")), ours, link;

		if (is_shown(theirs)) {
			link = link_of(links, entity, val_int(n, "remote_id", 0));
			ours = val_is(link) ? record_of(f, l, entity, val_str(link, "id", "")) : val_null();
			if (!is_shown(ours))
				wrong(f, "%s of Odoo is not here", val_str(n, "id", ""));
			compare(f, val_str(link, "id", ""), ours, theirs);
			val_free(ours);
			val_free(link);
		}
		val_free(theirs);
		val_free(n);
	}
}

/* Every record here is there, and nothing is open. */
static void check_records(struct fuzz *f, const struct look *l, const struct look *fresh, val links, val news)
{
	for (int i = 0; i < val_len(links); i++) {
		val x = val_at(links, i), n, theirs;
		const char *entity = val_str(x, "entity", ""), *id = val_str(x, "id", "");
		val ours = record_of(f, l, entity, id);

		if (val_int(x, "pending", 0) || val_int(x, "attempted_at", 0) || val_str(x, "failed", NULL))
			wrong(f, "%s %s is still to be pushed: %s", entity, id, val_str(x, "failed", "pending"));
		n = link_of(news, entity, val_int(x, "remote_id", 0));
		theirs = val_is(n) ? record_of(f, fresh, entity, val_str(n, "id", "")) : val_null();
		if (is_shown(ours) && !is_shown(theirs) && strcmp(val_str(x, "remote_date", ""), "outside") != 0)
			wrong(f, "%s %s is not in Odoo (row %lld)", entity, id, val_int(x, "remote_id", 0));
		val_free(theirs);
		val_free(n);
		val_free(ours);
		val_free(x);
	}
}

/* Records without a link are in no Odoo. */
static void check_lone(struct fuzz *f, const struct look *l)
{
	static const char query[] =
		"SELECT entity, id FROM records r WHERE NOT EXISTS (SELECT 1 FROM odoo_links k WHERE k.domain = r.domain"
		" AND k.entity = r.entity AND k.id = r.id) UNION ALL SELECT 'customer', id FROM customers c WHERE NOT EXISTS"
		" (SELECT 1 FROM odoo_links k WHERE k.domain = c.domain AND k.entity = 'customer' AND k.id = c.id)";
	val rows = rows_of(f, l, query), row = val_at(rows, 0);

	if (val_len(rows) > 0)
		wrong(f, "%s %s is tied to nothing", val_str(row, "entity", ""), val_str(row, "id", ""));
	val_free(row);
	val_free(rows);
}

/* No two rows with one reference of ours. */
static void check_doubles(struct fuzz *f)
{
	static const char *const refs[KINDS] = {"description", "client_order_ref", "ref", "description"};

	for (int k = 0; k < KINDS; k++) {
		val rows = ask(f, on_model("dump", models[k])), seen = val_object();

		for (int i = 0; i < val_len(rows); i++) {
			val row = val_at(rows, i), x;
			const char *at = strstr(val_str(row, refs[k], ""), "cwai:");
			char *ref = at ? mem_ndup(at, strcspn(at, "]<")) : NULL;

			if (ref) {
				x = val_member(seen, ref);
				if (val_kind(x) != VAL_NONE)
					wrong(f, "two rows of %s have %s", models[k], ref);
				val_free(x);
				seen = val_set(seen, ref, val_true(true));
			}
			free(ref);
			val_free(row);
		}
		val_free(seen);
		val_free(rows);
	}
}

/* ---- what the model says ---- */

static void check_values(struct fuzz *f, const struct thing *t, val record)
{
	for (int k = 0; k < FIELDS; k++) {
		bool any;
		val may, is;

		if (fields[k].kind != t->kind)
			continue;
		may = may_stand(f, t, k, &any);
		is = member_of(record, k);
		if (!any && !is_among(may, is)) {
			char *x = dump(is), *y = dump(may);

			wrong(f, "%s %s: %s is %s, and may be %s", entities[t->kind], t->id, fields[k].member, x, y);
			free(x);
			free(y);
		}
		val_free(is);
		val_free(may);
	}
}

static void check_existence(struct fuzz *f, const struct thing *t, bool shown)
{
	bool keeps = t->kind == ORDER || t->kind == PARTNER, may = true, may_not = false;

	if (t->gone_there) {
		may = t->wrote_here && !t->gone_here;
		may_not = true;
	} else if (t->hidden) {
		may = false;
		may_not = true;
	} else if (t->gone_here && !keeps) {
		may = t->wrote_there || t->shown;
		may_not = true;
	} else if (t->gone_here && !t->there) {
		may_not = true; /* it may never have been there */
	}
	if (shown ? !may : !may_not)
		wrong(f, "%s %s (row %lld) is %s", entities[t->kind], t->id, t->number, shown ? "there" : "not there");
}

/* A thing's record: by its row, as a record that was taken out here comes back with another id; else by its id. */
static val find_record(struct fuzz *f, const struct look *l, val links, struct thing *t)
{
	val link = link_of(links, entities[t->kind], t->number), v;

	if (val_is(link) && strcmp(val_str(link, "id", ""), t->id) != 0)
		(void)snprintf(t->id, sizeof(t->id), "%s", val_str(link, "id", ""));
	val_free(link);
	v = record_of(f, l, entities[t->kind], t->id);
	return v;
}

/* Makes what is the beginning of what comes. */
static void begin_anew(struct thing *t, val record, bool shown)
{
	for (int k = 0; k < FIELDS; k++) {
		free_slot(&t->slot[k]);
		t->slot[k].any = !shown;
		if (shown && fields[k].kind == t->kind)
			t->slot[k].old = val_push(t->slot[k].old, member_of(record, k));
	}
	t->there = shown;
	if (shown)
		t->gone_there = t->hidden = false;
	else if (!t->hidden && t->kind == LEAD && t->gone_here && t->number)
		t->hidden = !t->gone_there; /* taken out here it is archived there */
	else if (!t->hidden)
		t->gone_there = true; /* for good */
	t->gone_here = t->wrote_here = t->wrote_there = t->shown = t->pushed = false;
}

static void check_model(struct fuzz *f, const struct look *l, val links)
{
	for (int i = 0; i < f->n && !f->failed; i++) {
		struct thing *t = &f->thing[i];
		val record;
		bool shown;

		if (t->outside || t->locked)
			continue;
		record = find_record(f, l, links, t);
		shown = is_shown(record);
		check_existence(f, t, shown);
		if (shown)
			check_values(f, t, record);
		begin_anew(t, record, shown);
		val_free(record);
	}
}

static char *write_conf(struct fuzz *f, const char *name, const char *store)
{
	char *path = mem_printf("%s/%s.yaml", f->folder, name);
	FILE *out = fopen(path, "w");

	if (!out) {
		wrong(f, "%s cannot be written", path);
		return path;
	}
	(void)fprintf(out, "store: \"%s\"\nderived: \"%s/%s.d\"\ndomains: [cosmeticos]\n", store, f->folder, name);
	(void)fprintf(out, "odoo: {url: \"%s\", retry: 0.01, tries: 3, settle: %d, overlap: 600}\n", f->url, SETTLE);
	(void)fclose(out);
	return path;
}

/* Both sides against each other, and against the model. */
static void check_all(struct fuzz *f)
{
	static const char *const pull[] = {"pull", "lead", "customer", "order", "appointment", "product", "stock", NULL};
	char *path = mem_printf("%s/new.db", f->folder);
	struct look l = {0}, fresh = {0};
	val links, news;

	(void)unlink(path);
	if (end_tool(start_tool(f, f->other, NULL, pull)) != 0)
		wrong(f, "a new store cannot be filled");
	free(path);
	if (open_look(f, &l, f->conf) && open_look(f, &fresh, f->other)) {
		links = rows_of(f, &l, links_query);
		news = rows_of(f, &fresh, links_query);
		check_doubles(f);
		check_records(f, &l, &fresh, links, news);
		check_rows(f, &l, &fresh, links, news);
		check_lone(f, &l);
		check_model(f, &l, links);
		val_free(links);
		val_free(news);
	}
	close_look(&l);
	close_look(&fresh);
}

/* ---- a run ---- */

static void empty_postgres(struct fuzz *f, const char *url)
{
	static const char *const tables[] = {"odoo_links", "outbox", "records",   "sync_state",   "sync_history",
										 "products",   "rules",  "customers", "customer_ids", "versions",
										 "audit",      "audit_heads"}; /* a run makes its own key */
	struct err e;
	struct sql *db = sql_open(url, &e);

	for (size_t i = 0; db && i < sizeof(tables) / sizeof(tables[0]); i++) {
		char *query = mem_printf("TRUNCATE %s", tables[i]);

		(void)sql_exec(db, query, val_array(), &e); /* before the first run there is none */
		free(query);
	}
	if (!db)
		wrong(f, "%s", e.msg);
	sql_close(db);
}

static void seed_odoo(struct fuzz *f)
{
	char name[24];

	(void)tell(f, val_set_str(order_to("reset"), "seed", "empty"));
	set_clock(f);
	for (int i = 0; i < 4; i++) {
		val v = val_object(), got, id;

		(void)snprintf(name, sizeof(name), "Fixo %d", i);
		if (i < 3) {
			v = val_set(val_set_str(v, "name", name), "is_company", val_true(true));
			got = ask(f, val_set(on_model("create", "res.partner"), "vals", v));
			id = val_get(got, "ids.0");
			f->partner[i] = (long long)val_number(id, 0);
			val_free(id);
			val_free(got);
			v = val_object();
		}
		v = val_set_str(v, "name", name);
		got = ask(f, val_set(on_model("create", "product.template"), "vals", v));
		id = val_get(got, "ids.0");
		f->product[i] = (long long)val_number(id, 0);
		val_free(id);
		val_free(got);
		v = val_set_int(val_set_int(val_object(), "product_id", f->product[i]), "quantity", 10 * i);
		got = ask(f, val_set(on_model("create", "stock.quant"), "vals", v));
		id = val_get(got, "ids.0");
		f->quant[i] = (long long)val_number(id, 0);
		val_free(id);
		val_free(got);
	}
}

static void begin_run(struct fuzz *f, long number)
{
	char *path;

	f->dice = f->seed * 1000003 + (uint64_t)number;
	f->folder = mem_printf("%s/run%ld", f->base, number);
	if (os_make_dirs(f->folder, NULL) != 0)
		wrong(f, "%s cannot be made", f->folder);
	(void)date_parse("2026-11-26T12:00:00Z", &f->now, NULL);
	f->store = f->postgres ? mem_dup(f->postgres) : mem_printf("sqlite:%s/main.db", f->folder);
	if (f->postgres)
		empty_postgres(f, f->postgres);
	f->conf = write_conf(f, "main", f->store);
	path = mem_printf("sqlite:%s/new.db", f->folder);
	f->other = write_conf(f, "new", path);
	free(path);
	seed_odoo(f);
}

static void end_run(struct fuzz *f)
{
	free_things(f);
	free(f->folder);
	free(f->store);
	free(f->conf);
	free(f->other);
	buf_free(&f->steps);
	f->made = 0;
	f->dirty = f->failed = false;
	f->tx = f->late = 0;
}

/* Some changes on both sides, and a sync. */
static void one_round(struct fuzz *f)
{
	static const long jumps[] = {0, 0, 1, 1, 2, 5, 30, 400};

	for (int i = 1 + below(f, 3); i > 0 && !f->failed; i--) {
		if (one_in(f, 2))
			changes_here(f);
		else
			changes_there(f);
		advance(f, jumps[below(f, f->tx || os_span_ns() < f->late ? 7 : 8)]);
		if (f->tx && f->now - f->tx_began > 500000)
			end_late(f);
	}
	if (f->failed || one_in(f, 5))
		return;
	if (sync_once(f, one_in(f, 2)) == 0 && !f->dirty)
		collapse(f);
	learn_numbers(f);
}

/* Whether it passed. */
static bool run(struct fuzz *f, long number)
{
	bool good;

	begin_run(f, number);
	for (int cycle = 1 + below(f, 3); cycle > 0 && !f->failed; cycle--) {
		for (int i = 1 + below(f, 4); i > 0 && !f->failed; i--)
			one_round(f);
		end_late(f);
		converge(f);
		if (!f->failed)
			check_all(f);
		if (!f->failed)
			check_quiet(f);
		learn_numbers(f);
		f->dirty = false;
		if (one_in(f, 4))
			advance(f, 2 * 86400);
	}
	good = !f->failed;
	if (!good)
		printf("FAIL seed %llu run %ld: %s\n%s# kept in %s\n", (unsigned long long)f->seed, number, f->why,
			   f->verbose ? "" : buf_str(&f->steps), f->folder);
	if (good && !f->keep) {
		char *cmd = mem_printf("rm -rf '%s'", f->folder);

		if (system(cmd) != 0)
			perror(f->folder);
		free(cmd);
	}
	(void)fflush(stdout);
	end_run(f);
	return good;
}

static void set_environment(void)
{
	(void)setenv("ODOO_DATABASE", "shop", 1);
	(void)setenv("ODOO_USERNAME", "admin", 1);
	(void)setenv("ODOO_PASSWORD", "secret", 1);
	(void)unsetenv("CWAI_STORE");
	(void)unsetenv("CWAI_CONFIG");
	(void)unsetenv("CWAI_NOW");
	(void)unsetenv("ODOO_URL");
	(void)unsetenv("http_proxy");
}

/* Runs on a fake of their own; how many failed. */
static long session(struct fuzz *f, long first, long runs)
{
	const struct http_options http = {.timeout = 30};
	char *folder = mem_printf("%s/cwai-fuzz.XXXXXX", os_env("TMPDIR", "/tmp"));
	long failed = 0;

	f->base = mem_dup(f->keep ? f->keep : mkdtemp(folder) ? folder : ".");
	(void)os_make_dirs(f->base, NULL);
	f->http = http_new(&http);
	if (!start_fake(f)) {
		printf("FAIL the fake did not start\n");
		failed = runs;
		first += runs;
		runs = 0;
	}
	for (long i = first; i < first + runs; i++)
		failed += !run(f, i);
	if (f->fake > 0 && kill(f->fake, SIGTERM) == 0)
		(void)waitpid(f->fake, NULL, 0);
	if (failed == 0 && !f->keep) {
		char *ready = mem_printf("%s/fake", f->base);

		(void)unlink(ready);
		(void)rmdir(f->base);
		free(ready);
	}
	http_free(f->http);
	free(f->base);
	free(f->url);
	free(folder);
	return failed;
}

/* A schema of its own in the server that tests/soak/run started: its URL, or NULL. */
static char *own_schema(void)
{
	const char *base = os_env("CWAI_TEST_PG", NULL);
	struct err e;
	struct sql *db = base ? sql_open(base, &e) : NULL;
	char *query = mem_printf("CREATE SCHEMA fuzz%ld", (long)getpid()), *url = NULL;

	if (db && sql_exec(db, query, val_array(), &e) >= 0)
		url = mem_printf("%s%coptions=-csearch_path%%3Dfuzz%ld", base, strchr(base, '?') ? '&' : '?', (long)getpid());
	sql_close(db);
	free(query);
	return url;
}

#define LONG_RUNS 250 /* of each version on SQLite */
#define LONG_POSTGRES 100

/* Both versions side by side, then PostgreSQL where there is one. */
static long long_form(struct fuzz *f, long *runs)
{
	struct fuzz other = *f;
	char *url = own_schema();
	long failed;
	pid_t pid = fork();

	*runs = 2 * LONG_RUNS + (url ? LONG_POSTGRES : 0);
	if (pid == 0) {
		other.version = 18;
		other.seed++;
		failed = session(&other, 1, LONG_RUNS);
		(void)fflush(stdout);
		_exit(failed > LONG_RUNS ? LONG_RUNS : (int)failed);
	}
	failed = session(f, 1, LONG_RUNS);
	if (url) {
		other.version = 18;
		other.postgres = url;
		failed += session(&other, LONG_RUNS + 1, LONG_POSTGRES);
	}
	free(url);
	return failed + end_tool(pid);
}

int main(int argc, char *argv[])
{
	struct fuzz f = {.seed = 1, .version = 16};
	long runs = 0, first = 1, failed;

	for (int c; (c = getopt(argc, argv, "s:n:r:p:O:k:v")) != -1;) {
		switch (c) {
		case 's': f.seed = strtoull(optarg, NULL, 10); break;
		case 'n': runs = strtol(optarg, NULL, 10); break;
		case 'r': first = strtol(optarg, NULL, 10); break;
		case 'p': f.postgres = optarg; break;
		case 'O': f.version = strtol(optarg, NULL, 10); break;
		case 'k': f.keep = optarg; break;
		case 'v': f.verbose = true; break;
		default: return 64;
		}
	}
	set_environment();
	failed = runs ? session(&f, first, runs) : long_form(&f, &runs);
	printf("%ld passed, %ld failed\n", runs - failed, failed);
	return failed > 0;
}

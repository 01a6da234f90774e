#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/os.h"
#include "record/rec.h"
#include "services/deliveries.h"
#include "services/takeover.h"

#include "services/receive.h"

struct receive {
	struct receive_options o;
	struct sql *db;
	struct deliveries *deliveries;
	struct takeover *takeover;
	struct burst *burst; /* NULL: nothing waits */
	date_ms present;     /* ms of the bursts' clock; 0: nothing came yet */
	struct err broken;   /* ends the run */
	struct map *counts;
	struct buf line;
};

struct receive *receive_new(const struct receive_options *o)
{
	struct receive *c = mem_zalloc(sizeof(*c));

	c->o = *o;
	c->deliveries = deliveries_new();
	c->takeover = takeover_new();
	c->burst = o->limits.count > 0 ? burst_new(&o->limits) : NULL;
	c->counts = map_new();
	return c;
}

void receive_free(struct receive *c)
{
	if (!c)
		return;
	deliveries_free(c->deliveries);
	takeover_free(c->takeover);
	burst_free(c->burst);
	map_free(c->counts);
	buf_free(&c->line);
	free(c);
}

struct map *receive_counts(struct receive *c)
{
	return c->counts;
}

static void count(struct receive *c, const char *what)
{
	(*map_at(c->counts, what, strlen(what), NULL))++;
}

int receive_store(struct receive *c, struct sql **db, struct err *e)
{
	if (!c->db && !c->o.no_store && c->o.config) {
		c->db = config_sql(c->o.config, e);
		if (!c->db) {
			c->broken = *e;
			return -1;
		}
		deliveries_use_store(c->deliveries, c->db, date_now());
		takeover_use_store(c->takeover, c->db);
	}
	if (db)
		*db = c->db;
	return 0;
}

int receive_domain(struct receive *c, long long inbox, const char **domain, struct err *e)
{
	struct domain *d;

	*domain = c->o.domain;
	if (!c->o.config)
		return 0;
	d = config_inbox(c->o.config, inbox, e);
	if (!d)
		return -1;
	*domain = domain_name(d);
	return 0;
}

static char *conversation_of(const struct webhook *w)
{
	return mem_printf("chatwoot:%lld:%lld", w->account, w->conversation);
}

/* ---- what is held ---- */

static int put_line(struct receive *c, const char *line, size_t n, struct err *e)
{
	buf_clear(&c->line);
	buf_put(&c->line, line, n);
	buf_putc(&c->line, '\n');
	if (rec_emit(c->line.p, c->line.n, e) == 0)
		return 0;
	c->broken = *e;
	return -1;
}

static int put_out(void *cookie, const struct burst_message *m, int n, struct err *e)
{
	struct receive *c = cookie;
	struct buf joined = {0};
	int st;

	burst_join(m, n, &joined);
	st = put_line(c, joined.p, joined.n, e);
	buf_free(&joined);
	for (int i = 0; i < n && st == 0; i++) {
		count(c, "message");
		deliveries_mark(c->deliveries, m[i].key);
	}
	return st;
}

/* A person has answered them. */
static int drop(void *cookie, const struct burst_message *m, int n, struct err *e)
{
	struct receive *c = cookie;
	int st = 0;

	for (int i = 0; i < n && st == 0; i++) {
		if (m[i].gone)
			st = put_line(c, m[i].gone, strlen(m[i].gone), e);
		if (st == 0) {
			count(c, "human");
			deliveries_mark(c->deliveries, m[i].key);
		}
	}
	return st;
}

static void hold(struct receive *c, const struct webhook *w, const char *domain)
{
	char *conversation = conversation_of(w);
	struct burst_message m = {.conversation = conversation, .number = w->number, .key = w->key};
	struct webhook dropped = *w;
	struct buf line = {0}, gone = {0};

	webhook_record(w, domain, &line);
	m.line = line.p;
	if (c->o.all) {
		dropped.reason = "human";
		webhook_record(&dropped, domain, &gone);
		m.gone = gone.p;
	}
	burst_add(c->burst, &m, c->present);
	buf_free(&line);
	buf_free(&gone);
	free(conversation);
}

static long long clock_ms(void)
{
	return os_span_ns() / 1000000;
}

/* A replay's time does not go back. */
static int pass_time(struct receive *c, date_ms now, struct err *e)
{
	if (!c->o.replays)
		c->present = clock_ms();
	else if (now > c->present)
		c->present = now;
	return c->burst ? burst_release(c->burst, c->present, put_out, c, e) : 0;
}

date_ms receive_now(const struct receive *c)
{
	return c->o.replays && c->present > 0 ? c->present : date_now();
}

double receive_wait(const struct receive *c)
{
	long long ms = c->burst && !c->o.replays ? burst_wait(c->burst, clock_ms()) : -1;

	return ms < 0 ? -1 : (double)ms / 1000;
}

/* ---- what comes ---- */

/* A person speaks, or gives the conversation back. */
static int note_turn(struct receive *c, const struct webhook *w, struct err *e)
{
	date_ms when = 0;
	enum webhook_turn turn = webhook_turn(w, &when);
	const char *domain;
	char *conversation;
	int st = 0;

	if (turn == WEBHOOK_SAME)
		return 0;
	if (receive_domain(c, w->inbox, &domain, e) != 0 || receive_store(c, NULL, e) != 0)
		return -1;
	conversation = conversation_of(w);
	takeover_note(c->takeover, domain, conversation, turn, when);
	if (c->burst && takeover_holds(c->takeover, domain, conversation))
		st = burst_take(c->burst, conversation, drop, c, e);
	free(conversation);
	return st;
}

/* What no webhook says of itself. */
static int admit(struct receive *c, struct webhook *w, const char **domain, bool again, struct err *e)
{
	char *conversation;

	if (receive_domain(c, w->inbox, domain, e) != 0 || receive_store(c, NULL, e) != 0)
		return -1;
	if (deliveries_are_many(c->deliveries))
		(void)deliveries_flush(c->deliveries, date_now(), false, e); /* it says so itself, and tries again */
	conversation = conversation_of(w);
	if (takeover_holds(c->takeover, *domain, conversation))
		w->reason = "human"; /* no mark: it may be asked for when the conversation is given back */
	else if (deliveries_knows(c->deliveries, w->key) && !again)
		w->reason = "duplicate";
	free(conversation);
	return 0;
}

enum receive_fate receive_take(struct receive *c, struct webhook *w, date_ms now, struct buf *out, struct err *e)
{
	const char *domain = NULL;

	if (pass_time(c, now, e) != 0)
		return RECEIVE_FAILED;
	if (w->reason ? note_turn(c, w, e) != 0 : admit(c, w, &domain, false, e) != 0)
		return RECEIVE_FAILED;
	if (!w->reason && c->burst) {
		hold(c, w, domain);
		return burst_release(c->burst, c->present, put_out, c, e) == 0 ? RECEIVE_GONE : RECEIVE_FAILED;
	}
	count(c, w->reason ? w->reason : "message");
	if (!w->reason)
		deliveries_mark(c->deliveries, w->key);
	else if (!c->o.all)
		return RECEIVE_GONE;
	buf_clear(out);
	webhook_record(w, domain, out);
	return RECEIVE_OUT;
}

int receive_again(struct receive *c, struct webhook *w, struct err *e)
{
	const char *domain = NULL;

	if (w->reason)
		return note_turn(c, w, e);
	if (admit(c, w, &domain, true, e) != 0)
		return -1;
	if (w->reason)
		return 0;
	hold(c, w, domain);
	return burst_release(c->burst, c->present, put_out, c, e);
}

int receive_give(struct receive *c, struct err *e)
{
	return c->burst ? burst_release_all(c->burst, put_out, c, e) : 0;
}

/* ---- when nothing comes ---- */

int receive_idle(struct receive *c, struct err *e)
{
	if (c->broken.kind) {
		*e = c->broken;
		return -1;
	}
	if (pass_time(c, c->present, e) != 0)
		return -1;
	takeover_flush(c->takeover, false);
	if (c->db)
		(void)deliveries_flush(c->deliveries, date_now(), false, e); /* it says so itself, and tries again */
	return 0;
}

int receive_end(struct receive *c, struct err *e)
{
	takeover_flush(c->takeover, true);
	if (!c->broken.kind && receive_give(c, e) != 0)
		return -1;
	if (c->db && deliveries_flush(c->deliveries, date_now(), true, e) != 0)
		return err_prefix(e, "the marks against duplicates are not stored");
	return 0;
}

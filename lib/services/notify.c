#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/log.h"
#include "base/os.h"
#include "record/rec.h"
#include "services/dead.h"
#include "services/domain.h"
#include "services/outbox.h"

#include "services/notify_private.h"

#define SECOND 1000000000LL
#define POLL (SECOND / 4) /* how long a new event may lie there */
#define TIMEOUT 10        /* seconds for one post */
#define MAX_REPLY 65536

/* ---- opening ---- */

static int add_lane(struct notify *n, struct notify_hook *h, const char *domain, struct err *e)
{
	struct notify_lane *l = &n->lane[n->n_lanes];

	*l = (struct notify_lane){.h = h, .batch = val_array()};
	l->domain = mem_dup(domain);
	l->state = mem_printf("webhook:%s", h->name);
	n->n_lanes++;
	return notify_cursor_read(n, l, e);
}

/* The lanes of a domain. */
static int add_domain(struct notify *n, const char *domain, struct err *e)
{
	int st = 0;

	n->lane = mem_array(n->lane, (size_t)n->n_lanes + (size_t)n->n_hooks, sizeof(*n->lane));
	for (int i = 0; i < n->n_hooks && st == 0; i++)
		if (notify_hook_wants(&n->hook[i], domain))
			st = add_lane(n, &n->hook[i], domain, e);
	return st;
}

static int add_domains(struct notify *n, struct config *c, const char *only, struct err *e)
{
	int st = 0, found = 0;

	for (int i = 0; i < config_domain_count(c) && st == 0; i++) {
		struct domain *d = domain_load(config_domain_dir(c, i), e);

		if (!d)
			return -1;
		if (!only || strcmp(only, domain_name(d)) == 0) {
			st = add_domain(n, domain_name(d), e);
			found++;
		}
		domain_free(d);
	}
	if (st == 0 && !found)
		st = err_set(e, ERR_CONFIG, "there is no domain \"%.60s\" in %s", only, config_path(c));
	return st;
}

struct notify *notify_open(struct config *c, const char *only, struct err *e)
{
	const struct http_options o = {.timeout = TIMEOUT, .max_reply = MAX_REPLY};
	struct notify *n = mem_zalloc(sizeof(*n));
	val conf = val_get(config_values(c), "webhooks");
	char *dir = os_dir(config_path(c));
	int st = notify_hooks_read(n, conf, dir, e);

	if (st != 0)
		(void)err_prefix(e, "%s", config_path(c));
	free(dir);
	val_free(conf);
	n->dead = dead_path("webhooks.ndjson");
	n->shop = dead_shop(config_path(c));
	n->http = http_new(&o);
	n->db = st == 0 ? config_sql(c, e) : NULL;
	if (n->db && add_domains(n, c, only, e) == 0)
		return n;
	notify_close(n);
	return NULL;
}

void notify_close(struct notify *n)
{
	if (!n)
		return;
	http_free(n->http);
	for (int i = 0; i < n->n_lanes; i++) {
		free(n->lane[i].domain);
		free(n->lane[i].state);
		val_free(n->lane[i].batch);
	}
	free(n->lane);
	notify_hooks_free(n);
	free(n->dead);
	free(n->shop);
	free(n);
}

int notify_lock(struct notify *n, struct err *e)
{
	int st = sql_lock(n->db, "webhooks", e);

	if (st == 0)
		return err_set(e, ERR_AGAIN, "another cwai-profile deliver is at work on this store");
	return st < 0 ? -1 : 0;
}

/* ---- one event ---- */

/* Done with the lane's event: the next. */
static int advance(struct notify *n, struct notify_lane *l, struct err *e)
{
	val event = val_at(l->batch, l->at);

	l->seq = val_int(event, "seq", l->seq);
	val_free(event);
	l->at++;
	l->tries = 0;
	l->due = 0;
	l->held = false;
	return notify_cursor_write(n, l, e);
}

static bool is_held(const struct notify *n, const struct notify_hook *h)
{
	bool held = false;

	for (int i = 0; i < n->n_lanes; i++)
		held = held || (n->lane[i].h == h && n->lane[i].held);
	return held;
}

/* Its server is not there: the lane waits at its event, in a run that ends until the next one. */
static void hold(struct notify *n, struct notify_lane *l, const struct err *why)
{
	if (!is_held(n, l->h))
		log_warn("%s; what waits for it is kept", why->msg);
	l->held = true;
	l->stopped = !n->follow;
	l->due = os_span_ns() + (long long)(l->h->b.open_for * SECOND);
}

static int stop_gone(struct notify *n, struct notify_lane *l, struct err *e)
{
	log_error("webhook %s: its server says that it is gone (410); it is told nothing more until its url is another, or"
			  " `cwai profile deliver --dead`",
			  l->h->name);
	l->h->gone = true;
	return notify_cursor_write(n, l, e);
}

static bool is_young(const struct notify_lane *l, val event)
{
	date_ms ts;

	return date_parse(val_str(event, "ts", ""), &ts, NULL) != 0 || date_now() - ts < (date_ms)(l->h->give_up * 1000);
}

static int give_up(struct notify *n, struct notify_lane *l, val event, const struct err *why, struct err *e)
{
	val body = notify_body(event, l->domain);
	int st = notify_bury(n, l->h, body, why, e);

	if (st == 0)
		log_warn("%s; event %lld is a dead letter", why->msg, val_int(event, "seq", 0));
	val_free(body);
	return st == 0 ? advance(n, l, e) : -1;
}

/* Not taken: again later, or not any more. */
static int failed(struct notify *n, struct notify_lane *l, bool absent, double asked, const struct err *why,
				  struct err *e)
{
	val event = val_at(l->batch, l->at);
	int st = 0;

	l->tries++;
	log_debug("%s, try %d", why->msg, l->tries);
	if (l->tries < l->h->b.tries)
		l->due = os_span_ns() + backoff_wait(&l->h->b, l->tries, asked);
	else if (absent && is_young(l, event)) {
		l->tries = 0;
		hold(n, l, why);
	} else
		st = give_up(n, l, event, why, e);
	val_free(event);
	return st;
}

static int take_reply(struct notify *n, struct http_reply *r, struct err *e)
{
	struct notify_lane *l = r->cookie;
	struct err why = {.kind = ERR_NONE};
	enum notify_answer a = notify_answer(l->h, r, &why);

	l->busy = false;
	backoff_note(&l->h->b, a != NOTIFY_ABSENT);
	switch (a) {
	case NOTIFY_TAKEN: l->h->sent++; return advance(n, l, e);
	case NOTIFY_GONE: return stop_gone(n, l, e);
	default: return failed(n, l, a == NOTIFY_ABSENT, r->retry_after, &why, e);
	}
}

/* ---- all of them ---- */

/* Whether the lane has something to do, now or when it is due. Begins it when it is time. */
static int step(struct notify *n, struct notify_lane *l, bool *waits, struct err *e)
{
	struct err why;
	val event, body;
	int st;

	*waits = false;
	if (l->busy || l->stopped || l->h->gone)
		return 0;
	if (l->due > os_span_ns()) {
		*waits = true;
		return 0;
	}
	st = notify_cursor_next(n, l, &event, e);
	if (st <= 0)
		return st;
	if (backoff_is_open(&l->h->b, &why)) {
		val_free(event);
		hold(n, l, &why);
		*waits = n->follow;
		return 0;
	}
	body = notify_body(event, l->domain);
	st = notify_post(n, l->h, body, l, e);
	l->busy = st == 0;
	if (st != 0)
		(void)err_prefix(e, "webhook %s", l->h->name);
	val_free(body);
	val_free(event);
	return st;
}

/* How long nothing is due: seconds, at most those of a poll. */
static double until_due(const struct notify *n)
{
	long long now = os_span_ns(), wait = POLL;

	for (int i = 0; i < n->n_lanes; i++) {
		const struct notify_lane *l = &n->lane[i];

		if (!l->busy && !l->stopped && l->due > now && l->due - now < wait)
			wait = l->due - now;
	}
	return (double)wait / SECOND;
}

static int wait_reply(struct notify *n, struct err *e)
{
	struct http_reply r;
	int st = http_wait(n->http, until_due(n), &r, e);

	if (st != 1)
		return st;
	st = take_reply(n, &r, e);
	buf_free(&r.body);
	return st;
}

static bool is_whole(const struct notify *n)
{
	bool whole = true;

	for (int i = 0; i < n->n_hooks; i++)
		whole = whole && !n->hook[i].gone && !is_held(n, &n->hook[i]) && n->hook[i].dead == 0;
	return whole;
}

int notify_count(struct notify *n, struct err *e)
{
	int st = 0;

	n->dry = true;
	for (int i = 0; i < n->n_lanes && st == 0; i++) {
		struct notify_lane *l = &n->lane[i];
		val event;

		while ((st = notify_cursor_next(n, l, &event, e)) == 1) {
			l->h->waiting++;
			l->at++;
			l->seq = val_int(event, "seq", l->seq);
			val_free(event);
		}
	}
	return st;
}

int notify_run(struct notify *n, bool follow, struct err *e)
{
	bool any = true;

	n->follow = follow;
	while (follow || any || http_running(n->http) > 0) {
		any = false;
		for (int i = 0; i < n->n_lanes; i++) {
			bool waits;

			if (step(n, &n->lane[i], &waits, e) != 0)
				return -1;
			any = any || waits;
		}
		if (http_running(n->http) > 0) {
			if (wait_reply(n, e) < 0)
				return -1;
			any = true;
		} else if (any || follow) {
			os_sleep_ns((long long)(until_due(n) * SECOND));
		}
	}
	/* what waits behind a server that is away */
	return notify_count(n, e) != 0 ? -1 : is_whole(n) ? 0 : 1;
}

val notify_sum(const struct notify *n)
{
	val out = val_array();

	for (int i = 0; i < n->n_hooks; i++) {
		const struct notify_hook *h = &n->hook[i];
		val v = val_set_int(val_set_str(val_object(), "webhook", h->name), "sent", h->sent);

		v = val_set_int(val_set_int(v, "dead", h->dead), "waiting", h->waiting);
		out = val_push(out, val_set_str(v, "state", h->gone ? "gone" : is_held(n, h) ? "held" : "ok"));
	}
	return out;
}

/* ---- dead letters ---- */

static struct notify_hook *find_hook(struct notify *n, const char *name)
{
	for (int i = 0; i < n->n_hooks; i++)
		if (strcmp(n->hook[i].name, name) == 0)
			return &n->hook[i];
	return NULL;
}

/* Posts body until it is taken, or all tries are over; while its server is known to be away, not at all. */
static enum notify_answer insist(struct notify *n, struct notify_hook *h, val body, struct err *why)
{
	enum notify_answer a = NOTIFY_ABSENT;

	for (int tries = 1; !backoff_is_open(&h->b, why); tries++) {
		struct http_reply r = {.retry_after = 0};

		if (notify_post(n, h, body, NULL, why) != 0 || http_wait(n->http, 2 * TIMEOUT, &r, why) != 1)
			return NOTIFY_ABSENT;
		a = notify_answer(h, &r, why);
		buf_free(&r.body);
		backoff_note(&h->b, a != NOTIFY_ABSENT);
		if (a == NOTIFY_TAKEN || a == NOTIFY_GONE || tries >= h->b.tries)
			break;
		os_sleep_ns(backoff_wait(&h->b, tries, r.retry_after));
	}
	return a;
}

static int put_back(struct notify *n, struct rec *r, struct err *e)
{
	struct buf line = {0};
	int st;

	rec_line(r, &line);
	st = dead_put(n->dead, line.p, line.n, e);
	buf_free(&line);
	return st;
}

static int try_dead(void *cookie, struct rec *r, struct err *e)
{
	struct notify *n = cookie;
	struct notify_hook *h = find_hook(n, rec_str(r, "webhook", ""));
	struct err why = {.kind = ERR_CONFIG};
	val body;
	int st = 0;

	if (strcmp(rec_str(r, "shop", n->shop), n->shop) != 0) /* its events are nothing for our webhook of that name */
		return put_back(n, r, e);
	if (!h) { /* it may come back into cwai.yaml */
		n->orphans++;
		return put_back(n, r, e);
	}
	body = rec_val(r, "event");
	if (insist(n, h, body, &why) == NOTIFY_TAKEN)
		h->sent++;
	else
		st = notify_bury(n, h, body, &why, e);
	val_free(body);
	return st;
}

int notify_dead(struct notify *n, struct err *e)
{
	int taken, st = 0;

	for (int i = 0; i < n->n_lanes && st == 0; i++) {
		bool gone = n->lane[i].h->gone;

		n->lane[i].h->gone = false;
		st = gone ? notify_cursor_write(n, &n->lane[i], e) : 0;
		n->lane[i].h->gone = gone;
	}
	for (int i = 0; i < n->n_hooks; i++)
		n->hook[i].gone = false;
	if (st != 0 || dead_take(n->dead, try_dead, n, &taken, e) != 0)
		return -1;
	if (n->orphans)
		log_warn("%d dead letters are of webhooks that cwai.yaml has no more; they are kept in %s", n->orphans,
				 n->dead);
	return is_whole(n) ? 0 : 1;
}

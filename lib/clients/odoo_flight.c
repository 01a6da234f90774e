#include <stdlib.h>
#include <string.h>

#include "base/os.h"

#include "clients/odoo_private.h"

#define SECOND 1000000000LL

void odoo_flight_free(struct odoo_flight *f)
{
	if (!f)
		return;
	free(f->url);
	buf_free(&f->body);
	free(f->authorization);
	free(f->database);
	odoo_reply_free(&f->reply);
	val_free(f->call.args);
	val_free(f->call.kwargs);
	free(f);
}

void odoo_flight_free_all(struct odoo_engine *g)
{
	http_free(g->http);
	g->http = NULL;
	while (g->first) {
		struct odoo_flight *f = g->first;

		g->first = f->next;
		odoo_flight_free(f);
	}
}

void odoo_flight_start(struct odoo_engine *g, struct odoo_flight *f)
{
	struct odoo_flight **at = &g->first;

	while (*at)
		at = &(*at)->next;
	f->next = NULL;
	f->due = 0;
	f->server = -1;
	*at = f;
}

static void take_off(struct odoo_engine *g, struct odoo_flight *f)
{
	struct odoo_flight **at = &g->first;

	while (*at != f)
		at = &(*at)->next;
	*at = f->next;
	f->next = NULL;
}

/* ---- what came of it ---- */

enum verdict { DONE, FAILED, AGAIN };

static bool may_retry(enum err_kind kind)
{
	return kind == ERR_AGAIN || kind == ERR_UNAVAILABLE;
}

/* No answer came. */
static enum verdict judge_broken(struct odoo_flight *f, const struct http_reply *r)
{
	f->why = r->why;
	f->doubtful = false; /* the way is broken, not what is known of the server */
	f->unsure = f->write && r->reached;
	return may_retry(r->why.kind) && !f->unsure ? AGAIN : FAILED;
}

/*
 * A proxy speaks when the server does not: whether the server has done it nobody knows. 429 is said before anything is
 * done.
 */
static enum verdict judge_status(struct odoo_flight *f, const struct http_reply *r)
{
	bool busy = r->status == 429;

	(void)err_set(&f->why, busy ? ERR_AGAIN : ERR_UNAVAILABLE, "Odoo: HTTP %ld%s", r->status,
				  busy ? ", too many requests" : " of the server or what stands before it");
	f->unsure = f->write && !busy;
	return f->unsure ? FAILED : AGAIN;
}

/* Another server, or https:// for http://: what sends on has done nothing. On the server itself it is another page. */
static bool is_moved(const struct odoo_flight *f, const struct http_reply *r)
{
	char *here = http_origin(f->url);
	bool moved = *r->moved && strcmp(r->moved, here) != 0;

	free(here);
	return moved;
}

static enum verdict judge(struct odoo_flight *f, const struct http_reply *r)
{
	if (r->why.kind != ERR_NONE)
		return judge_broken(f, r);
	if (is_moved(f, r)) {
		(void)err_set(&f->why, ERR_CONFIG, "Odoo: HTTP %ld sends to %s: write it as odoo.url in cwai.yaml, or ODOO_URL",
					  r->status, r->moved);
		return FAILED;
	}
	if (r->status == 429 || (r->status >= 502 && r->status <= 504))
		return judge_status(f, r);
	if (odoo_reply_read(f->protocol, r->status, r->type, r->body.p ? r->body.p : "", r->body.n, f->item, f->cookie,
						&f->reply, &f->why) != 0) {
		f->unsure = f->write && f->why.kind == ERR_PROTOCOL;
		return FAILED;
	}
	if (!f->reply.failed)
		return DONE;
	(void)odoo_reply_error(&f->reply, &f->why);
	f->unsure = f->write && may_retry(f->why.kind) && !odoo_reply_rolled_back(&f->reply);
	return may_retry(f->why.kind) && !f->unsure ? AGAIN : FAILED;
}

/* Takes the reply of f. Whether f is done with. */
static bool take_reply(struct odoo_engine *g, struct odoo_flight *f, struct http_reply *r)
{
	enum verdict v;
	bool answered = r->why.kind == ERR_NONE && (r->status < 502 || r->status > 504);

	f->sent = false;
	f->tries++;
	f->why = (struct err){.kind = ERR_NONE};
	f->unsure = false;
	if (r->date >= 0)
		f->server = r->date;
	v = judge(f, r);
	buf_free(&r->body);
	if (v == AGAIN && f->tries < g->backoff->tries) {
		odoo_reply_free(&f->reply);
		f->reply = (struct odoo_reply){0};
		f->due = os_span_ns() + backoff_wait(g->backoff, f->tries, r->retry_after);
		return false;
	}
	backoff_note(g->backoff, answered);
	return true;
}

/* ---- sending ---- */

/* Sends f. Whether it could not be: then it is done, with why. */
static bool send_failed(struct odoo_engine *g, struct odoo_flight *f)
{
	struct http_request q = {.method = "POST",
							 .url = f->url,
							 .headers = f->headers,
							 .body = buf_str(&f->body),
							 .n = f->body.n,
							 .once = f->write,
							 .cookie = f};

	if (backoff_is_open(g->backoff, &f->why) || http_start(g->http, &q, &f->why) != 0)
		return true;
	f->sent = true;
	g->requests++;
	return false;
}

/* Sends what is due. One that is done because it can't be sent, or NULL; *soonest: ns until the next is due. */
static struct odoo_flight *send_due(struct odoo_engine *g, long long *soonest)
{
	long long now = os_span_ns();

	*soonest = 3600 * SECOND;
	for (struct odoo_flight *f = g->first; f; f = f->next) {
		if (f->sent)
			continue;
		if (f->due > now) {
			if (f->due - now < *soonest)
				*soonest = f->due - now;
		} else if (send_failed(g, f)) {
			return f;
		}
	}
	return NULL;
}

int odoo_flight_wait(struct odoo_engine *g, struct odoo_flight **out, struct err *e)
{
	while (g->first) {
		struct http_reply r = {0};
		long long soonest;
		struct odoo_flight *f = send_due(g, &soonest);
		int st = 0;

		if (!f) {
			st = http_running(g->http) ? http_wait(g->http, (double)soonest / SECOND, &r, e) : 0;
			if (st < 0)
				return -1;
			if (st == 0 && !http_running(g->http))
				os_sleep_ns(soonest);
			f = st == 1 && take_reply(g, r.cookie, &r) ? r.cookie : NULL;
		}
		if (f) {
			take_off(g, f);
			*out = f;
			return 1;
		}
	}
	return 0;
}

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/os.h"
#include "base/utf8.h"
#include "text/redact.h"

#include "clients/chatwoot_private.h"

#define SECOND 1000000000LL
#define SAID_MAX 300 /* bytes of the server's words in a message */

void chatwoot_flight_free(struct chatwoot_flight *f)
{
	if (!f)
		return;
	if (f->auth)
		explicit_bzero(f->auth, strlen(f->auth));
	free(f->auth);
	free(f->method);
	free(f->path);
	free(f->url);
	buf_free(&f->body);
	free(f);
}

void chatwoot_flight_free_all(struct chatwoot *c)
{
	http_free(c->http);
	c->http = NULL;
	while (c->first) {
		struct chatwoot_flight *f = c->first;

		c->first = f->next;
		val_free(f->result.value);
		chatwoot_flight_free(f);
	}
}

void chatwoot_flight_start(struct chatwoot *c, struct chatwoot_flight *f)
{
	struct chatwoot_flight **at = &c->first;

	while (*at)
		at = &(*at)->next;
	f->next = NULL;
	*at = f;
}

/* ---- the answer ---- */

/* What the server said: error, message, errors[0] of its JSON, or its text; ": …", cut, or "". */
static void put_said(const struct http_reply *r, char out[SAID_MAX])
{
	val v = r->body.n ? val_parse(r->body.p, r->body.n, NULL) : val_null();
	const char *s = val_str(v, "error", val_str(v, "message", val_str(v, "errors.0", NULL)));
	size_t n;

	if (!s && strcmp(r->type, "text/plain") == 0)
		s = buf_str(&r->body);
	n = s ? strcspn(s, "\r\n") : 0;
	if (n > SAID_MAX - 3)
		n = SAID_MAX - 3;
	(void)snprintf(out, SAID_MAX, "%s%.*s", n ? ": " : "", n ? (int)utf8_valid(s, n) : 0, n ? s : "");
	val_free(v);
}

static enum err_kind kind_of(long status)
{
	switch (status) {
	case 401:
	case 402:
	case 403: return ERR_REFUSED;
	case 404: return ERR_NOINPUT;
	case 429: return ERR_AGAIN;
	default: return status >= 500 ? ERR_UNAVAILABLE : status >= 400 ? ERR_DATA : ERR_PROTOCOL;
	}
}

/* No page of Chatwoot's REST is HTML but that of a broken server: what answers is something else. */
static bool is_other(const struct http_reply *r)
{
	return (r->status == 404 && strcmp(r->type, "application/json") != 0) || (r->status >= 300 && r->status < 400);
}

static void read_reply(struct chatwoot_flight *f, const struct http_reply *r)
{
	struct chatwoot_result *result = &f->result;
	char said[SAID_MAX];
	int path = (int)strcspn(f->path, "?"); /* behind it is whom somebody searched for */

	if (r->why.kind != ERR_NONE) {
		result->why = r->why;
	} else if (is_other(r)) {
		(void)err_set(&result->why, ERR_PROTOCOL, "Chatwoot: %s %.*s: HTTP %ld, not of its REST: is the address right?",
					  f->method, path, f->path, r->status);
	} else if (r->status < 200 || r->status > 299) {
		put_said(r, said);
		(void)err_set(&result->why, kind_of(r->status), "Chatwoot: %s %.*s: HTTP %ld%s", f->method, path, f->path,
					  r->status, said);
		(void)redact_err(&result->why);
	} else if (r->body.n > 0) {
		result->value = val_parse(r->body.p, r->body.n, NULL);
		if (val_kind(result->value) != VAL_NONE)
			return;
		result->value = val_null();
		(void)err_set(&result->why, ERR_PROTOCOL,
					  "Chatwoot: %s %.*s: the answer is no JSON (%s): is the address right?", f->method, path, f->path,
					  *r->type ? r->type : "no type");
	}
}

/* ---- again, or not ---- */

/* Is it sure that the server did nothing? */
static bool not_done(const struct http_reply *r)
{
	return !r->reached || (r->status >= 300 && r->status < 500);
}

static bool may_retry(const struct http_reply *r, bool once)
{
	bool down = r->why.kind == ERR_UNAVAILABLE || r->why.kind == ERR_AGAIN || r->status == 429 || r->status >= 500;

	return down && (!once || !r->reached || r->status == 429);
}

/* Takes the reply of f. */
static void take_reply(struct chatwoot *c, struct chatwoot_flight *f, struct http_reply *r)
{
	f->sent = false;
	f->tries++;
	if (may_retry(r, f->once) && f->tries < c->backoff.tries) {
		f->due = os_span_ns() + backoff_wait(&c->backoff, f->tries, r->retry_after);
	} else {
		backoff_note(&c->backoff, r->why.kind == ERR_NONE && (r->status < 502 || r->status > 504));
		read_reply(f, r);
		f->result.unsure = f->result.why.kind != ERR_NONE && f->once && !not_done(r);
		f->done = true;
	}
	buf_free(&r->body);
}

/* ---- sending ---- */

static void send(struct chatwoot *c, struct chatwoot_flight *f)
{
	const struct http_request q = {.method = f->method,
								   .url = f->url,
								   .headers = f->headers,
								   .body = f->body.n ? f->body.p : NULL,
								   .n = f->body.n,
								   .once = f->once,
								   .cookie = f};

	f->sent = !backoff_is_open(&c->backoff, &f->result.why) && http_start(c->http, &q, &f->result.why) == 0;
	f->done = !f->sent;
}

/* Sends what is due; ns until the next is. */
static long long send_due(struct chatwoot *c)
{
	long long now = os_span_ns(), soonest = 3600 * SECOND;

	for (struct chatwoot_flight *f = c->first; f; f = f->next) {
		if (f->sent || f->done)
			continue;
		if (f->due <= now)
			send(c, f);
		else if (f->due - now < soonest)
			soonest = f->due - now;
	}
	return soonest;
}

static struct chatwoot_flight *take_off(struct chatwoot *c, const struct chatwoot_flight *want)
{
	for (struct chatwoot_flight **at = &c->first; *at; at = &(*at)->next) {
		struct chatwoot_flight *f = *at;

		if (f->done && (!want || want == f)) {
			*at = f->next;
			return f;
		}
	}
	return NULL;
}

int chatwoot_flight_wait(struct chatwoot *c, const struct chatwoot_flight *want, struct chatwoot_flight **out,
						 struct err *e)
{
	while (c->first) {
		struct http_reply r = {0};
		long long soonest = send_due(c);
		int st;

		*out = take_off(c, want);
		if (*out)
			return 1;
		st = http_running(c->http) ? http_wait(c->http, (double)soonest / SECOND, &r, e) : 0;
		if (st < 0)
			return -1;
		if (st == 1)
			take_reply(c, r.cookie, &r);
		else if (!http_running(c->http))
			os_sleep_ns(soonest);
	}
	return 0;
}

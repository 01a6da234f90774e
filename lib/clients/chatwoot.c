#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/os.h"
#include "io/backoff.h"
#include "io/http.h"

#include "clients/chatwoot.h"

#define SAID_MAX 300 /* bytes of the server's words in a message */

struct chatwoot {
	struct chatwoot_config c;
	struct http *http;
	struct backoff backoff;
	void (*show)(void *cookie, const char *method, const char *path, const char *body);
	void *show_cookie;
};

static char *dup_or_null(const char *s)
{
	return s ? mem_dup(s) : NULL;
}

struct chatwoot *chatwoot_open(const struct chatwoot_config *config)
{
	const struct http_options http = {.timeout = config->timeout};
	struct chatwoot *c = mem_zalloc(sizeof(*c));

	c->c = *config;
	c->c.url = mem_dup(config->url);
	c->c.token = dup_or_null(config->token);
	c->c.bot_token = dup_or_null(config->bot_token);
	c->http = http_new(&http);
	c->backoff = (struct backoff){.server = "Chatwoot", .first = config->retry, .tries = config->tries};
	backoff_open(&c->backoff);
	return c;
}

void chatwoot_close(struct chatwoot *c)
{
	if (!c)
		return;
	http_free(c->http);
	chatwoot_config_free(&c->c);
	free(c);
}

long long chatwoot_account(const struct chatwoot *c)
{
	return c->c.account;
}

long long chatwoot_bot(const struct chatwoot *c)
{
	return c->c.bot;
}

bool chatwoot_has_token(const struct chatwoot *c)
{
	return c->c.token != NULL;
}

void chatwoot_dry(struct chatwoot *c,
				  void (*show)(void *cookie, const char *method, const char *path, const char *body), void *cookie)
{
	c->show = show;
	c->show_cookie = cookie;
}

long long chatwoot_id_number(const char *id, char letter)
{
	const char *last = strncmp(id, "chatwoot:", 9) == 0 ? strrchr(id, ':') : NULL;
	char *end;
	long long n;

	if (!last || last < id + 9)
		return -1;
	last++;
	if (letter && *last++ != letter)
		return -1;
	if (*last < '0' || *last > '9')
		return -1;
	n = strtoll(last, &end, 10);
	return *end ? -1 : n;
}

/* ---- the request ---- */

static void put_escaped(struct buf *b, const char *s)
{
	for (; *s; s++) {
		if ((*s >= 'a' && *s <= 'z') || (*s >= 'A' && *s <= 'Z') || (*s >= '0' && *s <= '9') || strchr("-_.~", *s))
			buf_putc(b, *s);
		else
			buf_printf(b, "%%%02X", (unsigned char)*s);
	}
}

static void put_pair(struct buf *b, const char *key, bool list, val v)
{
	struct buf text = {0};

	if (val_kind(v) == VAL_STRING)
		buf_puts(&text, val_text(v, ""));
	else
		val_dump(v, &text);
	buf_putc(b, memchr(b->p, '?', b->n) ? '&' : '?');
	put_escaped(b, key);
	buf_puts(b, list ? "%5B%5D=" : "=");
	put_escaped(b, buf_str(&text));
	buf_free(&text);
}

/* path and query as they follow the address. */
static void put_path(const struct chatwoot *c, const struct chatwoot_call *call, struct buf *b)
{
	if (call->path[0] == '/')
		buf_puts(b, call->path);
	else
		buf_printf(b, "/api/v1/accounts/%lld/%s", c->c.account, call->path);
	for (int i = val_iter(call->query); val_kind(call->query) == VAL_OBJECT && val_iter_ok(call->query, i);
		 i = val_iter_next(call->query, i)) {
		val v = val_iter_val(call->query, i);

		for (int k = 0; k < val_len(v) && val_kind(v) == VAL_ARRAY; k++) {
			val item = val_at(v, k);

			put_pair(b, val_iter_key(call->query, i), true, item);
			val_free(item);
		}
		if (val_kind(v) != VAL_ARRAY && val_is(v))
			put_pair(b, val_iter_key(call->query, i), false, v);
		val_free(v);
	}
}

/* ---- the answer ---- */

/* What the server said: error, message, errors[0] of its JSON, or its text; cut. */
static void put_said(const struct http_reply *r, char out[SAID_MAX])
{
	val v = r->body.n ? val_parse(r->body.p, r->body.n, NULL) : val_null();
	const char *s = val_str(v, "error", val_str(v, "message", val_str(v, "errors.0", NULL)));

	if (!s && strcmp(r->type, "text/plain") == 0)
		s = buf_str(&r->body);
	(void)snprintf(out, SAID_MAX, "%s%.*s", s ? ": " : "", SAID_MAX - 3, s ? s : "");
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

/* The reply's value, or why there is none. */
static int read_reply(const struct http_reply *r, const char *method, const char *path, val *out, struct err *e)
{
	char said[SAID_MAX];

	*out = val_null();
	if (r->why.kind != ERR_NONE) {
		*e = r->why;
		return -1;
	}
	if (r->status < 200 || r->status > 299) {
		put_said(r, said);
		return err_set(e, kind_of(r->status), "Chatwoot: %s %s: HTTP %ld%s", method, path, r->status, said);
	}
	if (r->body.n == 0)
		return 0;
	*out = val_parse(r->body.p, r->body.n, e);
	if (val_kind(*out) != VAL_NONE)
		return 0;
	*out = val_null();
	return err_set(e, ERR_PROTOCOL, "Chatwoot: %s %s: the answer is no JSON (%s): is the address right?", method, path,
				   *r->type ? r->type : "no type");
}

/* Is it sure that the server did nothing? */
static bool not_done(const struct http_reply *r)
{
	return !r->reached || r->status == 429 || (r->status >= 400 && r->status < 500);
}

static bool may_retry(const struct http_reply *r, bool once)
{
	bool down = r->why.kind == ERR_UNAVAILABLE || r->why.kind == ERR_AGAIN || r->status == 429 || r->status >= 500;

	return down && (!once || !r->reached || r->status == 429);
}

/* One request, tried again where that is right. path: for messages, without the query. */
static int send(struct chatwoot *c, const struct chatwoot_call *call, const struct http_request *q,
				struct http_reply *r, struct err *e)
{
	for (int tries = 1;; tries++) {
		if (backoff_is_open(&c->backoff, e))
			return -1;
		*r = (struct http_reply){0};
		if (http_do(c->http, q, r, e) != 0)
			return -1;
		if (!may_retry(r, call->once) || tries >= c->backoff.tries)
			break;
		os_sleep_ns(backoff_wait(&c->backoff, tries, r->retry_after));
		buf_free(&r->body);
	}
	backoff_note(&c->backoff, r->why.kind == ERR_NONE);
	return 0;
}

static int find_token(const struct chatwoot *c, enum chatwoot_who who, const char **token, struct err *e)
{
	*token = who == CHATWOOT_BOT ? c->c.bot_token : c->c.token;
	if (*token)
		return 0;
	return err_set(e, ERR_CONFIG, "this needs %s token of Chatwoot: set %s",
				   who == CHATWOOT_BOT ? "the bot's" : "a person's",
				   who == CHATWOOT_BOT ? "CHATWOOT_BOT_TOKEN" : "CHATWOOT_API_TOKEN");
}

static int run(struct chatwoot *c, const struct chatwoot_call *call, const char *path, const char *body,
			   const char *token, val *out, bool *unsure, struct err *e)
{
	char *url = mem_printf("%s%s", c->c.url, path), *auth = mem_printf("api-access-token: %s", token);
	const char *const headers[] = {auth, "Accept: application/json", "Content-Type: application/json", NULL};
	const struct http_request q = {
		.method = call->method, .url = url, .headers = headers, .body = body, .n = body ? strlen(body) : 0};
	struct http_reply r;
	int st = send(c, call, &q, &r, e);

	if (st == 0) {
		st = read_reply(&r, call->method, call->path, out, e);
		*unsure = st != 0 && call->once && !not_done(&r);
		buf_free(&r.body);
	}
	explicit_bzero(auth, strlen(auth));
	free(auth);
	free(url);
	return st;
}

int chatwoot_do(struct chatwoot *c, struct chatwoot_call *call, val *out, bool *unsure, struct err *e)
{
	struct buf path = {0}, body = {0};
	bool maybe = false;
	const char *token;
	val v = val_null();
	int st = 0;

	put_path(c, call, &path);
	if (val_is(call->body))
		val_dump(call->body, &body);
	val_free(call->query);
	val_free(call->body);
	if (c->show && strcmp(call->method, "GET") != 0) {
		c->show(c->show_cookie, call->method, path.p, buf_str(&body));
		v = val_object();
	} else {
		st = find_token(c, call->who, &token, e);
		if (st == 0)
			st = run(c, call, path.p, body.n ? body.p : NULL, token, &v, &maybe, e);
	}
	if (unsure)
		*unsure = maybe;
	if (out)
		*out = v;
	else
		val_free(v);
	buf_free(&path);
	buf_free(&body);
	return st;
}

/* ---- lists ---- */

static int give(val items, int (*fn)(void *cookie, val item, struct err *e), void *cookie, struct err *e)
{
	for (int i = 0; i < val_len(items); i++)
		if (fn(cookie, val_at(items, i), e) != 0)
			return -1;
	return 0;
}

int chatwoot_each(struct chatwoot *c, struct chatwoot_list *l, int (*fn)(void *cookie, val item, struct err *e),
				  void *cookie, struct err *e)
{
	int n = l->size, st = 0;

	if (val_kind(l->call.query) != VAL_OBJECT)
		l->call.query = val_object();
	for (int page = 1; n >= l->size && st == 0; page++) {
		struct chatwoot_call call = l->call;
		val v, items;

		call.query = val_copy(l->call.query);
		if (!l->single)
			call.query = val_set_int(call.query, "page", page);
		call.body = val_copy(l->call.body);
		st = chatwoot_do(c, &call, &v, NULL, e);
		items = *l->member ? val_get(v, l->member) : val_copy(v);
		n = l->single ? -1 : val_len(items);
		if (st == 0)
			st = give(items, fn, cookie, e);
		val_free(items);
		val_free(v);
	}
	val_free(l->call.query);
	val_free(l->call.body);
	return st;
}

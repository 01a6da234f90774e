#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "clients/chatwoot_private.h"

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
	chatwoot_flight_free_all(c);
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

const char *chatwoot_url(const struct chatwoot *c)
{
	return c->c.url;
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

char *chatwoot_path(const struct chatwoot *c, const struct chatwoot_call *call)
{
	struct buf b = {0};

	put_path(c, call, &b);
	return b.p;
}

static const char *token_of(const struct chatwoot *c, enum chatwoot_who who, struct err *e)
{
	const char *person = c->c.token, *bot = c->c.bot_token;
	const char *token = NULL;

	switch (who) {
	case CHATWOOT_PERSON: token = person; break;
	case CHATWOOT_BOT: token = bot; break;
	case CHATWOOT_PERSON_FIRST: token = person ? person : bot; break;
	case CHATWOOT_BOT_FIRST: token = bot ? bot : person; break;
	}
	if (!token)
		(void)err_set(e, ERR_CONFIG, "this needs %s of Chatwoot: set %s, or name a file with chatwoot.%s in cwai.yaml",
					  who == CHATWOOT_BOT ? "the token of the bot" : "the token of a person",
					  who == CHATWOOT_BOT ? "CHATWOOT_BOT_TOKEN" : "CHATWOOT_API_TOKEN",
					  who == CHATWOOT_BOT ? "bot_token_file" : "token_file");
	return token;
}

/* The call as a flight, done already when it is only shown or cannot be made. Consumes query and body. */
static struct chatwoot_flight *prepare(struct chatwoot *c, struct chatwoot_call *call, void *cookie)
{
	struct chatwoot_flight *f = mem_zalloc(sizeof(*f));
	char *path = chatwoot_path(c, call);
	const char *token;

	f->result = (struct chatwoot_result){.cookie = cookie, .value = val_null()};
	f->method = mem_dup(call->method);
	f->path = mem_dup(call->path);
	f->url = mem_printf("%s%s", c->c.url, path);
	f->once = call->once;
	if (val_is(call->body))
		val_dump(call->body, &f->body);
	val_free(call->query);
	val_free(call->body);
	if (c->show && strcmp(call->method, "GET") != 0) {
		c->show(c->show_cookie, call->method, path, buf_str(&f->body));
		f->result.value = val_object();
		f->done = true;
	} else if (!(token = token_of(c, call->who, &f->result.why))) {
		f->done = true;
	} else {
		f->auth = mem_printf("api-access-token: %s", token);
		f->headers[0] = f->auth;
		f->headers[1] = "Accept: application/json";
		f->headers[2] = "Content-Type: application/json";
	}
	free(path);
	return f;
}

void chatwoot_start(struct chatwoot *c, struct chatwoot_call *call, void *cookie)
{
	chatwoot_flight_start(c, prepare(c, call, cookie));
}

int chatwoot_wait(struct chatwoot *c, struct chatwoot_result *r, struct err *e)
{
	struct chatwoot_flight *f;
	int st = chatwoot_flight_wait(c, NULL, &f, e);

	if (st == 1) {
		*r = f->result;
		chatwoot_flight_free(f);
	}
	return st;
}

int chatwoot_do(struct chatwoot *c, struct chatwoot_call *call, val *out, bool *unsure, struct err *e)
{
	struct chatwoot_flight *f = prepare(c, call, NULL), *done = NULL;
	struct chatwoot_result r = {.value = val_null()};

	chatwoot_flight_start(c, f);
	if (chatwoot_flight_wait(c, f, &done, e) == 1) {
		r = done->result;
		chatwoot_flight_free(done);
	} else {
		r.why = *e;
	}
	if (unsure)
		*unsure = r.unsure;
	if (out)
		*out = r.value;
	else
		val_free(r.value);
	if (r.why.kind == ERR_NONE)
		return 0;
	*e = r.why;
	return -1;
}

void chatwoot_say_unsure(struct err *e, bool unsure)
{
	if (!unsure)
		return;
	e->kind = ERR_IO;
	(void)err_prefix(e, "it may have been done or not, read it back before you try again");
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

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/log.h"
#include "io/crypto.h"
#include "services/dead.h"

#include "services/notify_private.h"

char *notify_sign(const char *secret, const char *timestamp, const char *body, size_t n, char out[72])
{
	const struct crypto_part part[] = {{timestamp, strlen(timestamp)}, {".", 1}, {body, n}};
	unsigned char mac[CRYPTO_HMAC];

	crypto_hmac_sha256(secret, strlen(secret), part, 3, mac);
	(void)snprintf(out, 72, "sha256=");
	(void)crypto_hex(mac, sizeof(mac), out + strlen("sha256="));
	return out;
}

val notify_body(val event, const char *domain)
{
	static const char *const members[] = {"type", "entity", "entity_id", "action", "version", "origin", "ts"};
	val out = val_object();

	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
		out = val_set(out, members[i], val_get(event, members[i]));
	return val_set_str(out, "domain", domain);
}

int notify_post(struct notify *n, struct notify_hook *h, val body, void *cookie, struct err *e)
{
	char timestamp[32], signature[72];
	char *headers[5];
	struct buf b = {0};
	struct http_request q = {.method = "POST", .url = h->url, .cookie = cookie};
	int st;

	val_dump(body, &b);
	(void)snprintf(timestamp, sizeof(timestamp), "%lld", (long long)(date_now() / 1000));
	headers[0] = mem_dup("Content-Type: application/json");
	headers[1] = mem_printf("X-Cwai-Timestamp: %s", timestamp);
	headers[2] = mem_printf("X-Cwai-Delivery: %s:%lld", val_str(body, "domain", ""), val_int(body, "version", 0));
	headers[3] = mem_printf("X-Cwai-Signature: %s", notify_sign(h->secret, timestamp, b.p, b.n, signature));
	headers[4] = NULL;
	q.headers = (const char *const *)headers;
	q.body = b.p;
	q.n = b.n;
	st = http_start(n->http, &q, e);
	for (int i = 0; i < 4; i++)
		free(headers[i]);
	buf_free(&b);
	return st;
}

enum notify_answer notify_answer(const struct notify_hook *h, const struct http_reply *r, struct err *e)
{
	char *where;

	if (r->why.kind == ERR_NONE && r->status >= 200 && r->status < 300)
		return NOTIFY_TAKEN;
	where = http_origin(h->url);
	if (r->why.kind != ERR_NONE)
		(void)err_set(e, r->why.kind, "webhook %s: %s", h->name, r->why.msg);
	else
		(void)err_set(e, ERR_REFUSED, "webhook %s: %s answered %ld", h->name, where, r->status);
	free(where);
	if (r->why.kind != ERR_NONE)
		return NOTIFY_ABSENT;
	if (r->status == 410)
		return NOTIFY_GONE;
	return r->status == 408 || r->status == 429 || (r->status >= 502 && r->status <= 504) ? NOTIFY_ABSENT
																						  : NOTIFY_REFUSED;
}

int notify_bury(struct notify *n, struct notify_hook *h, val body, const struct err *why, struct err *e)
{
	val error = val_set_str(val_set_str(val_object(), "tool", log_tool()), "kind", err_name(why->kind));
	val v = val_set_str(val_set_int(val_object(), "v", 1), "kind", "event");
	struct buf b = {0};
	int st;

	v = val_set_str(v, "shop", n->shop);
	error = val_set(val_set_str(error, "message", why->msg), "retryable", val_true(true));
	v = val_set(val_set(val_set_str(v, "webhook", h->name), "event", val_copy(body)), "error", error);
	val_dump(v, &b);
	st = dead_put(n->dead, b.p, b.n, e);
	val_free(v);
	buf_free(&b);
	h->dead += st == 0;
	return st;
}

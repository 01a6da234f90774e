/*
 * Fuzz target: a delivery's headers and body, lines of "signature", "timestamp", "token", "delivery", then the body. Nothing
 * is accepted that is not signed by the secret or brings the token; what is accepted makes a record of one line that holds
 * the body as it came. Each body is tried signed right, too, and with one bit of it changed.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "io/crypto.h"
#include "record/rec.h"
#include "services/listen.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static const char secret[] = "fuzz-secret-of-24-chars", token[] = "fuzz-token-of-16-chars";
#define NOW 1750170000000

static void sign(const struct listen_delivery *d, char *out)
{
	unsigned char mac[CRYPTO_HMAC];

	crypto_hmac_sha256(secret, strlen(secret),
					   (struct crypto_part[]){{d->timestamp, strlen(d->timestamp)}, {".", 1}, {d->body, d->n}}, 3, mac);
	memcpy(out, "sha256=", 7);
	(void)crypto_hex(mac, sizeof(mac), out + 7);
}

/* The record has the object's bytes, but for line ends, and parses to what it should be. */
static void check_record(const struct listen_delivery *d, const struct buf *head, const struct buf *tail)
{
	struct buf line = {0};
	struct rec *r = rec_new();
	const char *body;
	size_t n = 0;
	struct err e;

	buf_put(&line, head->p, head->n);
	buf_putc(&line, '7');
	buf_put(&line, tail->p, tail->n);
	if (memchr(line.p, '\n', line.n) || rec_parse(r, line.p, line.n, &e) != 0)
		abort();
	if (strcmp(rec_str(r, "id", ""), "listen:7") != 0 || strcmp(rec_str(r, "kind", ""), "webhook") != 0)
		abort();
	if (strcmp(rec_str(r, "source", ""), d->source == LISTEN_ODOO ? "odoo" : "chatwoot") != 0)
		abort();
	body = rec_raw(r, "body", &n);
	if (!body || n > d->n || body[0] != '{')
		abort();
	for (const char *at = memchr(d->body, '{', d->n); n > 0; n--, body++, at++)
		if (*body != (*at == '\n' || *at == '\r' ? ' ' : *at))
			abort();
	rec_free(r);
	buf_free(&line);
}

static void make_record(const struct listen_delivery *d)
{
	struct buf head = {0}, tail = {0};
	struct err e;

	if (listen_record(d, NOW, &head, &tail, &e) == 0)
		check_record(d, &head, &tail);
	buf_free(&head);
	buf_free(&tail);
}

/* What stands to be accepted by words other than the code's. */
static int is_right(const struct listen_delivery *d)
{
	char want[7 + 2 * CRYPTO_HMAC + 1];
	long long at;

	if (d->token && strcmp(d->token, token) == 0)
		return 1;
	if (d->source != LISTEN_CHATWOOT || !d->signature || !d->timestamp)
		return 0;
	sign(d, want);
	at = atoll(d->timestamp);
	return strlen(d->signature) == strlen(want) && strcasecmp(d->signature, want) == 0 && at >= NOW / 1000 - 300 &&
		   at <= NOW / 1000 + 300;
}

static void try(const struct listen_keys *k, const struct listen_delivery *d)
{
	if (listen_verify(k, d, NOW) != LISTEN_GOOD)
		return;
	if (!is_right(d))
		abort();
	make_record(d);
}

static void try_signed(const struct listen_keys *k, struct listen_delivery d)
{
	char right[7 + 2 * CRYPTO_HMAC + 1], *other;

	d.source = LISTEN_CHATWOOT;
	d.timestamp = "1750170000";
	d.token = NULL;
	sign(&d, right);
	d.signature = right;
	if (listen_verify(k, &d, NOW) != LISTEN_GOOD || listen_verify(k, &d, NOW + 301000) != LISTEN_OLD)
		abort();
	make_record(&d);
	if (d.n == 0)
		return;
	other = mem_ndup(d.body, d.n);
	other[d.n / 2] = (char)(other[d.n / 2] ^ 1);
	d.body = other;
	if (listen_verify(k, &d, NOW) != LISTEN_WRONG)
		abort();
	free(other);
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct listen_keys *k = listen_keys_new();
	char *text = mem_ndup((const char *)p, n), *field[4] = {NULL}, *s = text, *end = text + n;
	struct listen_delivery d;

	if (listen_keys_add(k, false, secret, NULL) != 0 || listen_keys_add(k, true, token, NULL) != 0)
		abort();
	for (int i = 0; i < 4; i++) {
		char *lf = memchr(s, '\n', (size_t)(end - s));

		if (!lf)
			break;
		*lf = '\0';
		field[i] = *s ? s : NULL;
		s = lf + 1;
	}
	d = (struct listen_delivery){.signature = field[0],
								 .timestamp = field[1],
								 .token = field[2],
								 .delivery = field[3],
								 .body = s,
								 .n = (size_t)(end - s)};
	for (d.source = LISTEN_CHATWOOT; d.source <= LISTEN_ODOO; d.source++)
		try(k, &d);
	try_signed(k, d);
	free(text);
	listen_keys_free(k);
	return 0;
}

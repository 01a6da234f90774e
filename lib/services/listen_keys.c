#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/log.h"
#include "base/os.h"
#include "io/crypto.h"

#include "services/listen.h"

#define WINDOW 300     /* seconds that a signature holds, before and after its time */
#define SHORT_TOKEN 16 /* characters */

struct keys {
	char **v;
	int n;
};

struct listen_keys {
	struct keys secret, token;
};

struct listen_keys *listen_keys_new(void)
{
	return mem_zalloc(sizeof(struct listen_keys));
}

static void wipe(struct keys *k)
{
	for (int i = 0; i < k->n; i++) {
		crypto_wipe(k->v[i], strlen(k->v[i]));
		free(k->v[i]);
	}
	free(k->v);
}

void listen_keys_free(struct listen_keys *k)
{
	if (!k)
		return;
	wipe(&k->secret);
	wipe(&k->token);
	free(k);
}

int listen_keys_count(const struct listen_keys *k, bool tokens)
{
	return tokens ? k->token.n : k->secret.n;
}

static int add(struct listen_keys *k, bool tokens, const char *s, size_t n, struct err *e)
{
	struct keys *to = tokens ? &k->token : &k->secret;
	const char *plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

	if (tokens && strspn(s, plain) < n)
		return err_set(e, ERR_CONFIG, "a token may hold letters, digits and - . _ ~ only: it stands in a path");
	if (tokens && n < SHORT_TOKEN)
		log_warn("a token of %zu characters can be guessed: take %d or more", n, SHORT_TOKEN);
	to->v = mem_array(to->v, (size_t)to->n + 1, sizeof(*to->v));
	to->v[to->n++] = mem_ndup(s, n);
	return 0;
}

int listen_keys_add(struct listen_keys *k, bool tokens, const char *text, struct err *e)
{
	static const char split[] = ", \t\r\n";

	for (const char *s = text + strspn(text, split); *s; s += strspn(s, split)) {
		size_t n = strcspn(s, split);

		if (add(k, tokens, s, n, e) != 0)
			return -1;
		s += n;
	}
	return 0;
}

/* A line without the blanks around it; a comment and an empty one are nothing. */
static int add_line(struct listen_keys *k, bool tokens, const char *s, size_t n, struct err *e)
{
	while (n > 0 && strchr(" \t\r", s[n - 1]))
		n--;
	for (; n > 0 && strchr(" \t", *s); n--)
		s++;
	return n == 0 || *s == '#' ? 0 : add(k, tokens, s, n, e);
}

int listen_keys_add_file(struct listen_keys *k, bool tokens, const char *path, struct err *e)
{
	struct buf b = {0};
	struct stat s;
	int st = os_read_file(path, 65536, &b, e), before = listen_keys_count(k, tokens);

	if (st == 0 && stat(path, &s) == 0 && (s.st_mode & 07) != 0)
		log_warn("%s can be read by everybody: chmod 600 it", path);
	for (const char *p = buf_str(&b); st == 0 && *p;) {
		size_t n = strcspn(p, "\n");

		st = add_line(k, tokens, p, n, e);
		p += n + (p[n] ? 1 : 0);
	}
	if (st == 0 && listen_keys_count(k, tokens) == before)
		st = err_set(e, ERR_CONFIG, "there is no %s in %s", tokens ? "token" : "secret", path);
	if (b.p)
		crypto_wipe(b.p, b.n);
	buf_free(&b);
	return st;
}

/* ---- verifying ---- */

static bool has_token(const struct listen_keys *k, const char *token)
{
	bool has = false;

	for (int i = 0; token && i < k->token.n; i++)
		has |= crypto_same_text(token, strlen(token), k->token.v[i], strlen(k->token.v[i]));
	return has;
}

/* Seconds since 1970 from a signed header; -1 when it is no number. */
static long long when(const char *s)
{
	size_t n = strlen(s);

	return n == 0 || n > 12 || strspn(s, "0123456789") != n ? -1 : strtoll(s, NULL, 10);
}

static bool is_signed(const struct listen_keys *k, const struct listen_delivery *d)
{
	const struct crypto_part part[] = {{d->timestamp, strlen(d->timestamp)}, {".", 1}, {d->body, d->n}};
	unsigned char given[CRYPTO_HMAC], made[CRYPTO_HMAC];
	bool good = false;

	if (strncmp(d->signature, "sha256=", 7) != 0 || strlen(d->signature) != 7 + 2 * CRYPTO_HMAC ||
		!crypto_unhex(d->signature + 7, CRYPTO_HMAC, given))
		return false;
	for (int i = 0; i < k->secret.n; i++) {
		crypto_hmac_sha256(k->secret.v[i], strlen(k->secret.v[i]), part, 3, made);
		good |= crypto_same(given, made, CRYPTO_HMAC);
	}
	return good;
}

static bool is_open(const struct listen_keys *k)
{
	return k->secret.n == 0 && k->token.n == 0;
}

enum listen_verdict listen_verify_early(const struct listen_keys *k, const struct listen_delivery *d)
{
	bool may = d->source == LISTEN_CHATWOOT && d->signature && d->timestamp && k->secret.n > 0;

	if (is_open(k) || may || has_token(k, d->token))
		return LISTEN_GOOD;
	return d->token || (d->signature && d->source == LISTEN_CHATWOOT) ? LISTEN_WRONG : LISTEN_ABSENT;
}

enum listen_verdict listen_verify(const struct listen_keys *k, const struct listen_delivery *d, date_ms now)
{
	enum listen_verdict early = listen_verify_early(k, d);
	long long at;

	if (early != LISTEN_GOOD || is_open(k) || has_token(k, d->token))
		return early;
	if (!is_signed(k, d))
		return LISTEN_WRONG;
	at = when(d->timestamp);
	return at >= 0 && llabs(now / 1000 - at) <= WINDOW ? LISTEN_GOOD : LISTEN_OLD;
}

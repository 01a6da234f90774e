#include <stdlib.h>
#include <string.h>

#include "base/opt.h"
#include "base/os.h"
#include "io/crypto.h"

#include "services/notify_private.h"

#define MOST 50 /* webhooks */

static bool is_name(const char *s)
{
	size_t n = strlen(s);

	return n > 0 && n <= 60 && strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") == n;
}

/* http:// to this very machine. */
static bool is_near(const char *url)
{
	static const char *const hosts[] = {"localhost", "127.0.0.1", "[::1]"};
	const char *host = url + strlen("http://");
	size_t n = strcspn(host, "/?#");

	if (n > 0 && *host != '[' && memchr(host, ':', n))
		n = (size_t)((const char *)memchr(host, ':', n) - host);
	else if (*host == '[')
		n = strcspn(host, "]") + 1;
	for (size_t i = 0; i < sizeof(hosts) / sizeof(hosts[0]); i++)
		if (strlen(hosts[i]) == n && strncmp(host, hosts[i], n) == 0)
			return true;
	return false;
}

static int check_url(const char *url, bool insecure, struct err *e)
{
	const char *host = strstr(url, "://");

	if (host && memchr(host + 3, '@', strcspn(host + 3, "/?#")))
		return err_set(e, ERR_CONFIG, "url may have no user and password in it");
	if (strpbrk(url, " \t\r\n"))
		return err_set(e, ERR_CONFIG, "url has a space in it");
	if (strncmp(url, "https://", 8) == 0 && url[8])
		return 0;
	if (strncmp(url, "http://", 7) != 0 || !url[7])
		return err_set(e, ERR_CONFIG, "url must be https://…");
	return insecure || is_near(url)
			   ? 0
			   : err_set(e, ERR_CONFIG, "url is http: use https://, or say insecure: true when its network is trusted");
}

/* A list of texts, or nothing. suffix: how each must end. */
static int check_list(val v, const char *member, const char *suffix, struct err *e)
{
	int st = 0;

	if (!val_is(v))
		return 0;
	if (val_kind(v) != VAL_ARRAY || val_len(v) == 0)
		return err_set(e, ERR_CONFIG, "%s must be a list with something in it; leave it out for all", member);
	for (int i = 0; i < val_len(v) && st == 0; i++) {
		val x = val_at(v, i);
		const char *s = val_text(x, "");
		size_t n = strlen(s), k = strlen(suffix);

		if (n <= k || strcmp(s + n - k, suffix) != 0)
			st = err_set(e, ERR_CONFIG, "%s: \"%.40s\" is none%s", member, s,
						 *suffix ? ": profile_updated, order_updated, …" : "");
		val_free(x);
	}
	return st;
}

/* Seconds of a number, or of a text such as "24h"; below 0 when it is neither. */
static double seconds(val v, const char *member, double dflt)
{
	val x = val_get(v, member);
	double s = !val_is(x) ? dflt : val_text(x, NULL) ? opt_duration(val_text(x, "")) : val_number(x, -1);

	val_free(x);
	return s;
}

static int read_times(struct notify_hook *h, val v, struct err *e)
{
	long long tries = val_int(v, "tries", 5);

	h->give_up = seconds(v, "give_up", 86400);
	h->b = (struct backoff){.server = h->name, .first = seconds(v, "retry", 0.5), .tries = (int)tries};
	h->b.limit = tries > 5 ? (int)tries : 5;
	if (tries < 1 || tries > 20)
		return err_set(e, ERR_CONFIG, "tries must be 1 to 20");
	if (h->give_up < 0 || h->b.first < 0)
		return err_set(e, ERR_CONFIG, "retry and give_up must be spans of time: 0.5, \"24h\"");
	backoff_open(&h->b);
	return 0;
}

static int read_hook(struct notify_hook *h, val v, const char *dir, struct err *e)
{
	static const char *const members[] = {"name",     "url",   "secret_file", "events", "domains",
										  "insecure", "tries", "retry",       "give_up"};
	const char *unknown = val_unknown_key(v, members, sizeof(members) / sizeof(members[0]));
	const char *secret = val_str(v, "secret_file", NULL);

	if (val_kind(v) != VAL_OBJECT)
		return err_set(e, ERR_CONFIG, "must be a mapping: {name: crm, url: https://…, secret_file: crm.secret}");
	if (unknown)
		return err_set(e, ERR_CONFIG, "unknown member \"%.40s\" (cwai-config(5) lists them)", unknown);
	if (!is_name(val_str(v, "name", "")))
		return err_set(e, ERR_CONFIG, "name must be letters, digits, - and _: its place in the events is kept by it");
	h->name = mem_dup(val_str(v, "name", ""));
	h->url = mem_dup(val_str(v, "url", ""));
	h->events = val_get(v, "events");
	h->domains = val_get(v, "domains");
	if (check_url(h->url, val_bool(v, "insecure", false), e) != 0 ||
		check_list(h->events, "events", "_updated", e) != 0 || check_list(h->domains, "domains", "", e) != 0 ||
		read_times(h, v, e) != 0)
		return -1;
	if (!secret)
		return err_set(e, ERR_CONFIG,
					   "secret_file is missing: a file whose first line both sides sign with; make one with"
					   " `openssl rand -hex 32`");
	return os_read_secret(dir, secret, &h->secret, e);
}

static bool is_twice(const struct notify *n, const char *name)
{
	int same = 0;

	for (int i = 0; i < n->n_hooks; i++)
		same += strcmp(n->hook[i].name, name) == 0;
	return same > 1;
}

int notify_hooks_read(struct notify *n, val conf, const char *dir, struct err *e)
{
	int st = 0;

	if (!val_is(conf))
		return err_set(e, ERR_CONFIG,
					   "there are no webhooks: webhooks: [{name: crm, url: https://…, secret_file: crm.secret}]");
	if (val_kind(conf) != VAL_ARRAY || val_len(conf) > MOST)
		return err_set(e, ERR_CONFIG, "webhooks must be a list of at most %d", MOST);
	n->hook = mem_zalloc((size_t)val_len(conf) * sizeof(*n->hook) + 1);
	for (int i = 0; i < val_len(conf) && st == 0; i++) {
		struct notify_hook *h = &n->hook[n->n_hooks++];
		val v = val_at(conf, i);

		h->events = h->domains = val_null();
		st = read_hook(h, v, dir, e);
		if (st == 0 && is_twice(n, h->name))
			st = err_set(e, ERR_CONFIG, "there are two of this name");
		if (st != 0)
			(void)err_prefix(e, "webhooks: %.60s", val_str(v, "name", "(no name)"));
		val_free(v);
	}
	return st;
}

void notify_hooks_free(struct notify *n)
{
	for (int i = 0; i < n->n_hooks; i++) {
		struct notify_hook *h = &n->hook[i];

		if (h->secret)
			crypto_wipe(h->secret, strlen(h->secret));
		free(h->secret);
		free(h->name);
		free(h->url);
		val_free(h->events);
		val_free(h->domains);
	}
	free(n->hook);
}

bool notify_hook_wants(const struct notify_hook *h, const char *domain)
{
	return !val_is(h->domains) || val_array_has(h->domains, domain);
}

bool notify_hook_takes(const struct notify_hook *h, val event)
{
	return !val_is(h->events) || val_array_has(h->events, val_str(event, "type", ""));
}

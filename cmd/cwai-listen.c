/* cwai-listen: takes webhooks of Chatwoot and Odoo by HTTP, stores each, and writes it out as a record. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/opt.h"
#include "base/os.h"
#include "base/term.h"
#include "services/config.h"
#include "services/listen.h"

#define LARGEST_BODY (8u << 20) /* a record with it fits a line of 16 MiB, whatever it is escaped to */

struct tool {
	struct opt_common common;
	const char *addr, *spool, *consumer, *segment, *rate, *secret_file, *token_file, *cert, *key, *ready;
	double keep;
	bool no_emit, follow;
};

/* Bytes from "65536", "64K", "16M", "1G"; 0 when it is none. */
static size_t size_of(const char *s)
{
	static const char units[] = "KMG";
	char *end;
	double v = strtod(s, &end);
	const char *unit = *end ? strchr(units, *end) : NULL;

	if (end == s || !(v >= 1 && v < 1e12) || (*end && (!unit || end[1])))
		return 0;
	for (long i = unit ? unit - units + 1 : 0; i > 0; i--)
		v *= 1024;
	return (size_t)v;
}

static char *default_spool(void)
{
	const char *state = os_env("XDG_STATE_HOME", NULL);

	return state ? os_join(state, "cwai/spool") : os_join(os_env("HOME", "/"), ".local/state/cwai/spool");
}

static int add_env(struct listen_keys *k, bool tokens, const char *name, struct err *e)
{
	const char *text = os_env(name, NULL);

	if (text && listen_keys_add(k, tokens, text, e) != 0)
		return err_prefix(e, "%s", name);
	return 0;
}

/* The file that an option names, else the environment, else the configuration (relative to its folder). */
static int add_file(struct listen_keys *k, bool tokens, const char *named, const struct config *c, struct err *e)
{
	char *dir = c ? os_dir(config_path(c)) : NULL;
	const char *conf = c ? val_str(config_values(c), tokens ? "listen.token_file" : "listen.secret_file", NULL) : NULL;
	char *path = named ? mem_dup(named) : conf ? os_join(dir, conf) : NULL;
	int st = path ? listen_keys_add_file(k, tokens, path, e) : 0;

	free(path);
	free(dir);
	return st;
}

/* The largest body: the configuration's listen.max_body, else 2 MiB. */
static int read_max_body(const struct config *c, struct listen_options *o, struct err *e)
{
	const char *text = c ? val_str(config_values(c), "listen.max_body", "2M") : "2M";

	o->max_body = size_of(text);
	if (o->max_body > 0 && o->max_body <= LARGEST_BODY)
		return 0;
	return err_set(e, ERR_CONFIG, "%s: listen.max_body: \"%.40s\" is no size of at most 8M", config_path(c), text);
}

static struct listen_keys *load_keys(const struct tool *t, struct listen_options *o, struct err *e)
{
	struct listen_keys *k = listen_keys_new();
	struct config *c = config_open(&t->common, e);
	const char *secret_file = t->secret_file ? t->secret_file : os_env("CHATWOOT_WEBHOOK_SECRET_FILE", NULL);
	bool good = c || (e->kind == ERR_NOINPUT && !t->common.config && !os_env("CWAI_CONFIG", NULL));

	good = good && read_max_body(c, o, e) == 0 && add_env(k, false, "CWAI_CHATWOOT_SECRET", e) == 0 &&
		   add_env(k, true, "CWAI_LISTEN_TOKEN", e) == 0 && add_file(k, false, secret_file, c, e) == 0 &&
		   add_file(k, true, t->token_file, c, e) == 0;
	config_free(c);
	if (good)
		return k;
	listen_keys_free(k);
	return NULL;
}

static void read_rate(const struct opt_tool *tool, const char *text, struct listen_options *o)
{
	char *end;

	o->rate = strtod(text, &end);
	o->burst = 2 * o->rate;
	if (end != text && *end == ':')
		o->burst = strtod(end + 1, &end);
	if (end == text || *end || !(o->rate >= 0 && o->rate < 1e9) || !(o->burst >= 0 && o->burst < 1e9))
		opt_fail(tool, "--rate: \"%s\" is none of N and N:BURST, requests a second and address", text);
}

static void read_options(const struct opt_tool *tool, const struct tool *t, struct listen_options *o)
{
	struct err e;

	o->segment = size_of(t->segment);
	if (!o->segment)
		opt_fail(tool, "--segment: \"%s\" is no size (65536, 64K, 16M)", t->segment);
	if (!t->cert != !t->key)
		opt_fail(tool, "--tls-cert and --tls-key go together");
	read_rate(tool, t->rate, o);
	if (server_address(t->addr, &o->address, &e) != 0) {
		if (e.kind == ERR_USAGE)
			opt_fail(tool, "--addr: %s", e.msg);
		log_die(&e);
	}
	o->keep = t->keep;
	o->cert = t->cert;
	o->key = t->key;
	o->consumer = t->no_emit ? NULL : t->consumer;
}

/* Those who run it at a terminal, and those who wait for it, are told where it listens. */
static int announce(const struct tool *t, const struct listen *l, const struct listen_options *o, struct err *e)
{
	char *line = mem_printf("%s\n", listen_url(l));
	int st = 0;

	if (listen_keys_count(o->keys, false) + listen_keys_count(o->keys, true) == 0)
		log_warn("no secret and no token: whoever is on this machine may deliver");
	else if (!o->address.loopback && !o->cert && listen_keys_count(o->keys, true) > 0)
		log_warn("without --tls-cert tokens travel in the clear, unless a proxy in front speaks TLS");
	if (t->common.verbose)
		log_info("listens at %s, spool %s", listen_url(l), o->spool);
	else if (!t->common.quiet && term_is(STDERR_FILENO))
		(void)fprintf(stderr, "cwai-listen: listens at %s\n", listen_url(l));
	if (t->ready)
		st = os_write_file(t->ready, line, strlen(line), 0600, e);
	free(line);
	return st;
}

static int serve(const struct tool *t, struct listen_options *o, bool *closed, struct err *e)
{
	struct listen_keys *k = load_keys(t, o, e);
	struct listen *l;
	int st = -1;

	if (!k)
		return -1;
	o->keys = k;
	l = listen_start(o, e);
	if (l && announce(t, l, o, e) == 0)
		st = listen_run(l, closed, e);
	listen_free(l);
	listen_keys_free(k);
	return st;
}

int main(int argc, char *argv[])
{
	struct tool t = {
		.addr = "127.0.0.1:8080", .consumer = "default", .segment = "64M", .rate = "500", .keep = 7 * 86400.0};
	const struct opt options[] = {
		{'a', "addr", OPT_STR, &t.addr, "HOST:PORT", "where to listen (127.0.0.1:8080)"},
		{0, "spool", OPT_FILE, &t.spool, "DIR", "the folder where deliveries are stored"},
		{0, "consumer", OPT_STR, &t.consumer, "NAME", "whose cursor stdout moves (default)"},
		{0, "no-emit", OPT_FLAG, &t.no_emit, NULL, "store only, write nothing out"},
		{'f', "follow", OPT_FLAG, &t.follow, NULL, "emit: go on with what comes"},
		{0, "keep", OPT_DURATION, &t.keep, "TIME", "keep what all consumers took (7d)"},
		{0, "segment", OPT_STR, &t.segment, "SIZE", "size of the spool's files (64M)"},
		{0, "rate", OPT_STR, &t.rate, "N[:BURST]", "requests a second and address (500)"},
		{0, "secret-file", OPT_FILE, &t.secret_file, "FILE", "secrets that sign, one a line"},
		{0, "token-file", OPT_FILE, &t.token_file, "FILE", "tokens for the path, one a line"},
		{0, "tls-cert", OPT_FILE, &t.cert, "FILE", "speak TLS with this certificate"},
		{0, "tls-key", OPT_FILE, &t.key, "FILE", "and this key"},
		{0, "ready-file", OPT_FILE, &t.ready, "FILE", "write the URL there once it listens"},
		{0, NULL, OPT_COMMON, &t.common, NULL, NULL},
		{0},
	};
	const struct opt_tool tool = {"cwai-listen", "takes webhooks by HTTP and writes them out as records",
								  "[emit [-f]] [--addr HOST:PORT] [--spool DIR] [option ...]", options, false};
	struct listen_options o = {.address.n = 0};
	bool closed = false, emits;
	struct err e = {.kind = ERR_NONE};
	char *spool;
	int at = opt_parse(&tool, argc, argv), st;

	emits = argc - at == 1 && strcmp(argv[at], "emit") == 0;
	if (at != argc && !emits)
		opt_fail(&tool, "\"%s\": it takes no operand but emit", argv[at]);
	if (t.follow && !emits)
		opt_fail(&tool, "-f is of emit: without it, it goes on anyway");
	read_options(&tool, &t, &o);
	spool = t.spool ? mem_dup(t.spool) : default_spool();
	o.spool = spool;
	st = emits ? listen_emit(spool, t.consumer, t.follow, &closed, &e) : serve(&t, &o, &closed, &e);
	free(spool);
	if (st != 0)
		log_error("%s", e.msg);
	if (closed) { /* it ends as those that write into a closed pipe do */
		(void)signal(SIGPIPE, SIG_DFL);
		(void)raise(SIGPIPE);
	}
	return st != 0 ? (int)e.kind : 0;
}

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "base/log.h"
#include "base/os.h"

#include "services/listen_private.h"

struct listen {
	struct listen_options o;
	struct spool *spool;
	struct server *server;
	struct server_rate *rate;
	struct listen_writer *writer;
	struct listen_metrics metrics;
	atomic_llong complained; /* when a refused delivery was told last */
};

struct route {
	const char *name; /* what is said of it: never the token */
	const char *allow;
	enum listen_source source;
	const char *token;
};

/* False when there is no such path. */
static bool find_route(const char *path, struct route *r)
{
	static const struct {
		const char *path, *allow;
		enum listen_source source;
		bool token;
	} routes[] = {
		{"/chatwoot", "POST", LISTEN_CHATWOOT, true},
		{"/odoo", "POST", LISTEN_ODOO, true},
		{"/healthz", "GET, HEAD", LISTEN_OTHER, false},
		{"/metrics", "GET, HEAD", LISTEN_OTHER, true},
	};

	for (size_t i = 0; i < sizeof(routes) / sizeof(routes[0]); i++) {
		size_t n = strlen(routes[i].path);

		if (strncmp(path, routes[i].path, n) != 0 || (path[n] && (path[n] != '/' || !routes[i].token)) ||
			(path[n] && strchr(path + n + 1, '/')))
			continue;
		*r = (struct route){routes[i].path, routes[i].allow, routes[i].source, NULL};
		if (path[n] && path[n + 1])
			r->token = path + n + 1;
		return true;
	}
	return false;
}

static int answer(struct server_reply *r, int status, const char *text)
{
	r->status = status;
	buf_clear(&r->body);
	buf_printf(&r->body, "%s\n", text);
	return 1;
}

static struct listen_delivery delivery_of(const struct server_request *q, const struct route *to)
{
	return (struct listen_delivery){.source = to->source,
									.token = to->token,
									.signature = server_header(q, "X-Chatwoot-Signature"),
									.timestamp = server_header(q, "X-Chatwoot-Timestamp"),
									.delivery = server_header(q, "X-Chatwoot-Delivery"),
									.body = q->body,
									.n = q->n};
}

/* Counted, and told now and then: a webhook with the wrong secret loses every message. */
static int refuse(struct listen *l, const struct route *to, enum listen_verdict v, struct server_reply *r)
{
	static const char *const why[] = {"", "it is neither signed nor has its path a token",
									  "its signature or token is wrong: is the secret the one of this webhook?",
									  "it was signed more than 300 seconds ago: are both clocks right?"};
	long long now = os_span_ns(), last = atomic_load(&l->complained);

	(void)pthread_mutex_lock(&l->metrics.lock);
	l->metrics.bad_signatures++;
	(void)pthread_mutex_unlock(&l->metrics.lock);
	if ((last == 0 || now - last > 10000000000LL) && atomic_compare_exchange_strong(&l->complained, &last, now))
		log_warn("a delivery to %s was refused: %s", to->name, why[v]);
	return answer(r, 401, "not authorized");
}

static bool is_json(const char *type)
{
	static const char json[] = "application/json";
	size_t n = sizeof(json) - 1;

	return type && strncasecmp(type, json, n) == 0 && (!type[n] || strchr("; \t", type[n]));
}

/* ---- what the server calls ---- */

static int begin(void *cookie, const struct server_request *q, struct server_reply *r)
{
	struct listen *l = cookie;
	bool posts = strcmp(q->method, "POST") == 0;
	double wait = l->rate ? server_rate_take(l->rate, q->from) : 0;
	struct listen_delivery d;
	enum listen_verdict v;
	struct route to;

	if (wait > 0) {
		r->retry_after = wait > 3600 ? 3600 : (long)wait + 1;
		return answer(r, 429, "too many requests");
	}
	if (!find_route(q->path, &to))
		return answer(r, 404, "there is nothing here");
	r->allow = to.allow;
	if (to.source == LISTEN_OTHER ? strcmp(q->method, "GET") != 0 && strcmp(q->method, "HEAD") != 0 : !posts)
		return answer(r, 405, "another method is needed");
	r->allow = NULL;
	d = delivery_of(q, &to);
	if (to.source == LISTEN_OTHER) {
		d.source = LISTEN_ODOO; /* by token alone */
		return q->from_loopback || strcmp(to.name, "/healthz") == 0 || listen_verify_early(l->o.keys, &d) == LISTEN_GOOD
				   ? 0
				   : answer(r, 401, "not authorized");
	}
	v = listen_verify_early(l->o.keys, &d);
	if (v != LISTEN_GOOD)
		return refuse(l, &to, v, r);
	return is_json(server_header(q, "Content-Type")) ? 0 : answer(r, 415, "the body must be application/json");
}

static void take_in(struct listen *l, const struct server_request *q, const struct route *to, struct server_reply *r)
{
	struct listen_delivery d = delivery_of(q, to);
	enum listen_verdict v = listen_verify(l->o.keys, &d, date_now());
	struct buf head = {0}, tail = {0};
	struct err e;

	if (v != LISTEN_GOOD)
		(void)refuse(l, to, v, r);
	else if (listen_record(&d, date_now(), &head, &tail, &e) != 0)
		(void)answer(r, 400, e.msg);
	else if (spool_append(l->spool, head.p, head.n, tail.p, tail.n, NULL, NULL) != 0)
		(void)answer(r, 503, "it could not be stored");
	else
		(void)answer(r, 200, "stored");
	buf_free(&head);
	buf_free(&tail);
}

static int handle(void *cookie, const struct server_request *q, struct server_reply *r)
{
	struct listen *l = cookie;
	struct route to;
	struct err e;
	long long start = os_span_ns();

	if (!find_route(q->path, &to))
		return -1;
	if (to.source != LISTEN_OTHER) {
		take_in(l, q, &to, r);
		if (r->status == 200)
			listen_metrics_stored(&l->metrics, (double)(os_span_ns() - start) / 1e9);
		return 0;
	}
	if (strcmp(to.name, "/metrics") == 0) {
		r->type = "text/plain; version=0.0.4; charset=utf-8";
		listen_metrics_text(&l->metrics, l->spool, &r->body);
		return 0;
	}
	r->type = "application/json";
	if (spool_check(l->spool, &e) == 0)
		(void)answer(r, 200, "{\"status\":\"ok\"}");
	else
		(void)answer(r, 503, "{\"status\":\"deliveries cannot be stored\"}");
	return 0;
}

static void answered(void *cookie, const struct server_request *q, int status)
{
	struct listen *l = cookie;
	struct route to = {.name = "another path", .source = LISTEN_OTHER};

	(void)find_route(q->path, &to);
	listen_metrics_count(&l->metrics, to.source, status, q->n);
	log_info("%s %s: %d, %zu bytes, %.1f ms", strcmp(q->method, "POST") == 0 ? "POST" : "request to", to.name, status,
			 q->n, q->seconds * 1e3);
}

static void stored(void *cookie)
{
	struct listen *l = cookie;

	if (l->writer)
		listen_writer_wake(l->writer);
}

/* ---- the life of it ---- */

static void end_signals(sigset_t *set)
{
	(void)sigemptyset(set);
	(void)sigaddset(set, SIGTERM);
	(void)sigaddset(set, SIGINT);
	(void)sigaddset(set, SIGHUP);
}

/* From now on they wait for sigtimedwait, in this thread and those it starts. */
static void hold_signals(void)
{
	sigset_t set;

	(void)signal(SIGPIPE, SIG_IGN);
	end_signals(&set);
	(void)pthread_sigmask(SIG_BLOCK, &set, NULL);
}

/* True when a signal to end came within ms. Another one after it ends the process at once. */
static bool is_asked_to_end(long ms)
{
	const struct timespec t = {ms / 1000, ms % 1000 * 1000000};
	sigset_t set;

	end_signals(&set);
	if (sigtimedwait(&set, NULL, &t) < 0)
		return false;
	(void)pthread_sigmask(SIG_UNBLOCK, &set, NULL);
	return true;
}

static int open_all(struct listen *l, struct err *e)
{
	const struct spool_options so = {.segment = l->o.segment, .stored = stored, .cookie = l};
	const struct server_options vo = {.max_body = l->o.max_body,
									  .cert = l->o.cert,
									  .key = l->o.key,
									  .begin = begin,
									  .handle = handle,
									  .answered = answered,
									  .cookie = l};

	l->spool = spool_open(l->o.spool, &so, e);
	if (!l->spool)
		return -1;
	if (l->o.rate > 0)
		l->rate = server_rate_new(l->o.rate, l->o.burst);
	if (l->o.consumer) {
		l->writer = listen_writer_start(l->o.spool, l->o.consumer, LISTEN_WOKEN, e);
		if (!l->writer)
			return -1;
	}
	l->server = server_start(&l->o.address, &vo, e);
	return l->server ? 0 : -1;
}

struct listen *listen_start(const struct listen_options *o, struct err *e)
{
	struct listen *l;

	if (!o->address.loopback && listen_keys_count(o->keys, false) + listen_keys_count(o->keys, true) == 0) {
		(void)err_set(e, ERR_CONFIG,
					  "without a secret or a token it listens at this machine's own address only, "
					  "127.0.0.1: name one by --secret-file or --token-file");
		return NULL;
	}
	l = mem_zalloc(sizeof(*l));
	l->o = *o;
	(void)pthread_mutex_init(&l->metrics.lock, NULL);
	hold_signals();
	if (open_all(l, e) == 0)
		return l;
	listen_free(l);
	return NULL;
}

const char *listen_url(const struct listen *l)
{
	return server_url(l->server);
}

static int stop_writer(struct listen_writer *w, bool *closed, struct err *e)
{
	uint64_t left;
	int st = listen_writer_stop(w, closed, &left, e);

	if (st != 0)
		(void)err_prefix(e, "%llu %s in the spool", (unsigned long long)left,
						 left == 1 ? "delivery waits" : "deliveries wait");
	else if (left > 0)
		log_warn("%llu %s in the spool for the next start", (unsigned long long)left,
				 left == 1 ? "delivery waits" : "deliveries wait");
	return st;
}

int listen_run(struct listen *l, bool *closed, struct err *e)
{
	long long swept = os_span_ns();
	struct listen_writer *w;

	*closed = false;
	while (!is_asked_to_end(200) && !(l->writer && listen_writer_ended(l->writer))) {
		if (os_span_ns() - swept < 1000000000)
			continue;
		swept = os_span_ns();
		(void)spool_sweep(l->spool, l->o.keep);
	}
	server_stop(l->server);
	l->server = NULL;
	w = l->writer;
	l->writer = NULL;
	return w ? stop_writer(w, closed, e) : 0;
}

void listen_free(struct listen *l)
{
	struct err e;
	uint64_t left;
	bool closed;

	if (!l)
		return;
	server_stop(l->server);
	if (l->writer)
		(void)listen_writer_stop(l->writer, &closed, &left, &e);
	server_rate_free(l->rate);
	spool_close(l->spool);
	(void)pthread_mutex_destroy(&l->metrics.lock);
	free(l);
}

int listen_emit(const char *spool, const char *consumer, bool follow, bool *closed, struct err *e)
{
	const struct spool_options so = {.segment = 0};
	struct listen_writer *w;
	struct spool *s;

	if (!os_is_dir(spool))
		return err_set(e, ERR_NOINPUT, "there is no spool at %s", spool);
	hold_signals();
	/* when nobody has it, what a crash left is put in order first; one that follows leaves it to who stores there */
	s = follow ? NULL : spool_open(spool, &so, e);
	if (!follow && !s && e->kind != ERR_AGAIN)
		return -1;
	spool_close(s);
	w = listen_writer_start(spool, consumer, follow ? LISTEN_FOLLOWS : LISTEN_ONCE, e);
	if (!w)
		return -1;
	while (!listen_writer_ended(w) && !is_asked_to_end(20))
		continue;
	return stop_writer(w, closed, e);
}

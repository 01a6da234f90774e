#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/log.h"
#include "base/os.h"
#include "io/server_private.h"

#include "io/server.h"

#define DRAIN 4 /* times max_body are read from a client that was refused, so that it gets to read why */

/* A connection, in a list of all. */
struct peer {
	struct peer *next, **at;
	int fd;
	long long since; /* when it was opened, or last answered */
	bool busy, cut;  /* its request is being handled; it was shut down */
};

struct server {
	struct server_options o;
	struct MHD_Daemon *daemon;
	char *url;
	struct buf cert, key;
	char why[256]; /* what the library said last */
	pthread_mutex_t lock;
	pthread_cond_t turned;
	struct peer *peers; /* under the lock */
	int running;        /* exchanges; under the lock */
	atomic_bool stopping;
	atomic_size_t held;
	pthread_t watcher;
	bool watched;
};

/* A request and its reply. */
struct exchange {
	struct server *s;
	struct MHD_Connection *c;
	struct peer *peer;
	struct server_request q;
	struct server_reply r;
	struct buf body;
	size_t seen;
	long long since;
	bool decided; /* r is the reply; what comes of the body is not kept */
	bool told;
};

const char *server_header(const struct server_request *q, const char *name)
{
	const struct exchange *x = q->exchange;

	return MHD_lookup_connection_value(x->c, MHD_HEADER_KIND, name);
}

static void on_log(void *cookie, const char *fmt, va_list ap)
{
	struct server *s = cookie;
	char text[256];

	(void)vsnprintf(text, sizeof(text), fmt, ap);
	text[strcspn(text, "\r\n")] = '\0';
	(void)pthread_mutex_lock(&s->lock);
	(void)snprintf(s->why, sizeof(s->why), "%s", text);
	(void)pthread_mutex_unlock(&s->lock);
	log_debug("http: %s", text);
}

/* ---- connections ---- */

static void on_connection(void *cookie, struct MHD_Connection *c, void **context,
						  enum MHD_ConnectionNotificationCode code)
{
	struct server *s = cookie;
	struct peer *p;

	(void)pthread_mutex_lock(&s->lock);
	if (code == MHD_CONNECTION_NOTIFY_STARTED) {
		const union MHD_ConnectionInfo *i = MHD_get_connection_info(c, MHD_CONNECTION_INFO_CONNECTION_FD);

		p = mem_zalloc(sizeof(*p));
		p->fd = i ? i->connect_fd : -1;
		p->since = os_span_ns();
		p->at = &s->peers;
		p->next = s->peers;
		if (p->next)
			p->next->at = &p->next;
		s->peers = p;
		*context = p;
	} else {
		p = *context;
		*p->at = p->next;
		if (p->next)
			p->next->at = p->at;
		free(p);
		*context = NULL;
	}
	(void)pthread_mutex_unlock(&s->lock);
}

/* Cuts connections that take too long, be it for a header, a body or to read their answer. */
static void *watch(void *cookie)
{
	struct server *s = cookie;

	while (!atomic_load(&s->stopping)) {
		long long now = os_span_ns();

		(void)pthread_mutex_lock(&s->lock);
		for (struct peer *p = s->peers; p; p = p->next) {
			if (p->busy || p->cut || (double)(now - p->since) / 1e9 < s->o.deadline)
				continue;
			p->cut = true;
			(void)shutdown(p->fd, SHUT_RDWR);
		}
		(void)pthread_mutex_unlock(&s->lock);
		os_sleep_ns(50000000);
	}
	return NULL;
}

static void set_busy(struct exchange *x, bool busy)
{
	(void)pthread_mutex_lock(&x->s->lock);
	x->peer->busy = busy;
	x->peer->since = os_span_ns();
	(void)pthread_mutex_unlock(&x->s->lock);
}

/* ---- exchanges ---- */

static void tell(struct exchange *x, int status)
{
	x->told = true;
	x->q.seconds = (double)(os_span_ns() - x->since) / 1e9;
	if (x->s->o.answered)
		x->s->o.answered(x->s->o.cookie, &x->q, status);
}

static enum MHD_Result send_reply(struct exchange *x)
{
	struct server_reply *r = &x->r;
	char number[24];
	struct MHD_Response *m = MHD_create_response_from_buffer(r->body.n, r->body.n ? r->body.p : (void *)(uintptr_t) "",
															 MHD_RESPMEM_MUST_COPY);
	enum MHD_Result st;

	if (!m)
		return MHD_NO;
	(void)MHD_add_response_header(m, "Content-Type", r->type ? r->type : "text/plain; charset=utf-8");
	if (r->allow)
		(void)MHD_add_response_header(m, "Allow", r->allow);
	if (r->retry_after > 0) {
		(void)snprintf(number, sizeof(number), "%ld", r->retry_after);
		(void)MHD_add_response_header(m, "Retry-After", number);
	}
	if (atomic_load(&x->s->stopping))
		(void)MHD_add_response_header(m, "Connection", "close");
	tell(x, r->status);
	st = MHD_queue_response(x->c, (unsigned)r->status, m);
	MHD_destroy_response(m);
	return st;
}

static void decide(struct exchange *x, int status, const char *why)
{
	buf_clear(&x->r.body);
	buf_printf(&x->r.body, "%s\n", why);
	x->r.status = status;
	x->decided = true;
}

static void drop_body(struct exchange *x)
{
	(void)atomic_fetch_sub(&x->s->held, x->body.n);
	buf_free(&x->body);
}

/* What is known before the body: whether it is wanted at all, and may be that long. */
static void look_at_header(struct exchange *x)
{
	const char *length = server_header(&x->q, "Content-Length");
	const char *coding = server_header(&x->q, "Transfer-Encoding");
	bool posts = strcmp(x->q.method, "POST") == 0;

	if (length && coding)
		decide(x, 400, "a length and a transfer coding");
	else if (x->s->o.begin && x->s->o.begin(x->s->o.cookie, &x->q, &x->r) != 0)
		x->decided = true;
	else if (posts && !length && !coding)
		decide(x, 411, "a length is required");
	else if (length && strtoull(length, NULL, 10) > x->s->o.max_body)
		decide(x, 413, "the body is too large");
}

/* Answering before the body was read closes the connection, and may lose the answer on the way. */
static bool is_answered_at_once(const struct exchange *x)
{
	const char *length = server_header(&x->q, "Content-Length"), *expect = server_header(&x->q, "Expect");

	return expect || (length && strtoull(length, NULL, 10) > DRAIN * x->s->o.max_body);
}

static enum MHD_Result begin(struct server *s, struct MHD_Connection *c, const char *url, const char *method,
							 void **context)
{
	struct exchange *x = mem_zalloc(sizeof(*x));
	const union MHD_ConnectionInfo *from = MHD_get_connection_info(c, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	const union MHD_ConnectionInfo *mine = MHD_get_connection_info(c, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

	*context = x;
	x->s = s;
	x->c = c;
	x->peer = mine->socket_context;
	x->since = os_span_ns();
	x->q = (struct server_request){.method = method, .path = url, .body = "", .exchange = x};
	x->q.from = from->client_addr;
	x->q.from_loopback = server_is_loopback(x->q.from);
	(void)pthread_mutex_lock(&s->lock);
	s->running++;
	(void)pthread_mutex_unlock(&s->lock);
	look_at_header(x);
	return x->decided && is_answered_at_once(x) ? send_reply(x) : MHD_YES;
}

static enum MHD_Result collect(struct exchange *x, const char *p, size_t n)
{
	struct server *s = x->s;

	x->seen += n;
	if (x->seen > DRAIN * s->o.max_body)
		return MHD_NO;
	if (x->decided)
		return MHD_YES;
	if (x->seen > s->o.max_body)
		decide(x, 413, "the body is too large");
	else if (atomic_fetch_add(&s->held, n) + n > s->o.max_held) {
		(void)atomic_fetch_sub(&s->held, n);
		x->r.retry_after = 1;
		decide(x, 503, "too much at a time");
	} else {
		buf_put(&x->body, p, n);
	}
	if (x->decided)
		drop_body(x);
	return MHD_YES;
}

static enum MHD_Result on_request(void *cookie, struct MHD_Connection *c, const char *url, const char *method,
								  const char *version, const char *upload, size_t *n, void **context)
{
	struct exchange *x = *context;

	(void)version;
	if (!x)
		return begin(cookie, c, url, method, context);
	if (*n > 0) {
		enum MHD_Result st = collect(x, upload, *n);

		*n = 0;
		return st;
	}
	if (x->told)
		return MHD_YES;
	set_busy(x, true);
	if (!x->decided) {
		x->q.body = buf_str(&x->body);
		x->q.n = x->body.n;
		x->r.status = 200;
		if (x->s->o.handle(x->s->o.cookie, &x->q, &x->r) != 0)
			decide(x, 500, "a mistake of this program");
	}
	set_busy(x, false);
	return send_reply(x);
}

static void on_completed(void *cookie, struct MHD_Connection *c, void **context, enum MHD_RequestTerminationCode code)
{
	struct server *s = cookie;
	struct exchange *x = *context;

	(void)c;
	(void)code;
	if (!x)
		return;
	if (!x->told)
		tell(x, 408);
	drop_body(x);
	buf_free(&x->r.body);
	(void)pthread_mutex_lock(&s->lock);
	s->running--;
	x->peer->since = os_span_ns();
	(void)pthread_cond_broadcast(&s->turned);
	(void)pthread_mutex_unlock(&s->lock);
	free(x);
	*context = NULL;
}

/* ---- starting, stopping ---- */

static int read_tls(struct server *s, struct err *e)
{
	if (!s->o.cert)
		return 0;
	if (MHD_is_feature_supported(MHD_FEATURE_TLS) != MHD_YES)
		return err_set(e, ERR_CONFIG, "libmicrohttpd was built without TLS");
	return os_read_file(s->o.cert, 1 << 20, &s->cert, e) == 0 ? os_read_file(s->o.key, 1 << 20, &s->key, e) : -1;
}

static int start(struct server *s, int fd, struct err *e)
{
	struct MHD_OptionItem tls[] = {
		{MHD_OPTION_HTTPS_MEM_CERT, 0, s->cert.p}, {MHD_OPTION_HTTPS_MEM_KEY, 0, s->key.p}, {MHD_OPTION_END, 0, NULL}};
	/* a thread a connection: handlers that wait for one disk wait together, and none waits behind another's */
	unsigned flags = MHD_USE_ERROR_LOG | MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_THREAD_PER_CONNECTION |
					 MHD_USE_POLL | MHD_USE_ITC;

	if (s->o.cert)
		flags |= MHD_USE_TLS;
	else
		tls[0].option = MHD_OPTION_END;
	s->daemon = MHD_start_daemon(
		flags, 0, NULL, NULL, on_request, s, MHD_OPTION_EXTERNAL_LOGGER, on_log, s, MHD_OPTION_LISTEN_SOCKET, fd,
		MHD_OPTION_NOTIFY_COMPLETED, on_completed, s, MHD_OPTION_NOTIFY_CONNECTION, on_connection, s,
		MHD_OPTION_CONNECTION_LIMIT, (unsigned)s->o.connections, MHD_OPTION_PER_IP_CONNECTION_LIMIT,
		(unsigned)s->o.connections_address, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)64 << 10,
		MHD_OPTION_THREAD_STACK_SIZE, (size_t)256 << 10, MHD_OPTION_ARRAY, tls, MHD_OPTION_END);
	if (!s->daemon)
		return err_set(e, s->o.cert ? ERR_CONFIG : ERR_UNAVAILABLE, "the HTTP server does not start%s%s%s%s",
					   s->o.cert ? " with the certificate " : "", s->o.cert ? s->o.cert : "", *s->why ? ": " : "",
					   s->why);
	if (pthread_create(&s->watcher, NULL, watch, s) != 0)
		return err_set(e, ERR_MEMORY, "no more threads");
	s->watched = true;
	return 0;
}

static void set_defaults(struct server_options *o)
{
	if (o->max_held == 0)
		o->max_held = 32 * o->max_body;
	if (!(o->deadline > 0))
		o->deadline = 10;
	if (o->connections <= 0)
		o->connections = 512;
	if (o->connections_address <= 0)
		o->connections_address = 128;
}

struct server *server_start(const struct server_address *a, const struct server_options *o, struct err *e)
{
	struct server *s = mem_zalloc(sizeof(*s));
	int fd = -1;

	s->o = *o;
	set_defaults(&s->o);
	(void)pthread_mutex_init(&s->lock, NULL);
	(void)pthread_cond_init(&s->turned, NULL);
	if (read_tls(s, e) != 0 || (fd = server_socket(a, e)) < 0)
		goto bad;
	s->url = server_socket_url(fd, s->o.cert != NULL);
	if (start(s, fd, e) != 0)
		goto bad;
	return s;
bad:
	if (fd >= 0 && !s->daemon)
		(void)close(fd);
	server_stop(s);
	return NULL;
}

const char *server_url(const struct server *s)
{
	return s->url;
}

/* Until what has begun is answered. */
static void wait_for_exchanges(struct server *s)
{
	struct timespec until;

	(void)clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += 2;
	(void)pthread_mutex_lock(&s->lock);
	while (s->running > 0 && pthread_cond_timedwait(&s->turned, &s->lock, &until) == 0)
		continue;
	(void)pthread_mutex_unlock(&s->lock);
}

void server_stop(struct server *s)
{
	if (!s)
		return;
	atomic_store(&s->stopping, true);
	if (s->watched)
		(void)pthread_join(s->watcher, NULL);
	if (s->daemon) {
		int fd = MHD_quiesce_daemon(s->daemon);

		wait_for_exchanges(s);
		MHD_stop_daemon(s->daemon);
		if (fd >= 0)
			(void)close(fd);
	}
	(void)pthread_mutex_destroy(&s->lock);
	(void)pthread_cond_destroy(&s->turned);
	buf_free(&s->cert);
	buf_free(&s->key);
	free(s->url);
	free(s);
}

/*
 * listen URL CONNECTIONS RATE SECONDS [BYTES]: signed deliveries from so many connections side by side, RATE a second in all
 * (0: as fast as they are answered). Prints deliveries a second, p50, p99 and the longest answer in milliseconds, and how
 * many were not answered 200.
 * listen sync FILE SECONDS BYTES: so many lines written and synced one by one; prints how many a second, and as before.
 */
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/os.h"
#include "io/crypto.h"

struct run {
	struct sockaddr_in to;
	int connections;
	double rate, seconds;
	size_t bytes;
	long long start;
	atomic_long sent;
	pthread_mutex_t lock;
	double *ms;
	size_t n, bad;
};

static double now(const struct run *r)
{
	return (double)(os_span_ns() - r->start) / 1e9;
}

static void make_request(struct buf *out, long id, size_t bytes)
{
	const char *secret = "benchsecretbenchsecret12";
	unsigned char mac[CRYPTO_HMAC];
	char hex[2 * CRYPTO_HMAC + 1], ts[24];
	struct buf body = {0};

	buf_printf(&body, "{\"event\":\"message_created\",\"id\":%ld,\"content\":\"", id);
	while (body.n + 2 < bytes)
		buf_putc(&body, 'x');
	buf_puts(&body, "\"}");
	(void)snprintf(ts, sizeof(ts), "%ld", (long)time(NULL));
	crypto_hmac_sha256(secret, strlen(secret), (struct crypto_part[]){{ts, strlen(ts)}, {".", 1}, {body.p, body.n}}, 3,
					   mac);
	buf_clear(out);
	buf_printf(out,
			   "POST /chatwoot HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n"
			   "X-Chatwoot-Timestamp: %s\r\nX-Chatwoot-Delivery: %ld\r\nX-Chatwoot-Signature: sha256=%s\r\n\r\n",
			   body.n, ts, id, crypto_hex(mac, sizeof(mac), hex));
	buf_put(out, body.p, body.n);
	buf_free(&body);
}

static int dial(const struct run *r)
{
	const int on = 1;
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (fd < 0 || connect(fd, (const struct sockaddr *)&r->to, sizeof(r->to)) != 0) {
		perror("connect");
		exit(1);
	}
	(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	return fd;
}

/* One request and its whole answer: the status, or 0. */
static int ask(int fd, const struct buf *q)
{
	char in[4096];
	size_t n = 0;

	if (write(fd, q->p, q->n) != (ssize_t)q->n)
		return 0;
	for (;;) {
		ssize_t k = read(fd, in + n, sizeof(in) - 1 - n);
		const char *end, *length;

		if (k <= 0)
			return 0;
		n += (size_t)k;
		in[n] = '\0';
		end = strstr(in, "\r\n\r\n");
		length = end ? strstr(in, "Content-Length: ") : NULL;
		if (length && in + n >= end + 4 + strtol(length + 16, NULL, 10))
			return atoi(in + 9);
	}
}

static void *client(void *cookie)
{
	struct run *r = cookie;
	struct buf q = {0};
	int fd = dial(r);

	while (now(r) < r->seconds) {
		long id = atomic_fetch_add(&r->sent, 1);
		double due = r->rate > 0 ? (double)id / r->rate : now(r), ms;
		int status;

		if (due > r->seconds)
			break;
		make_request(&q, id, r->bytes);
		os_sleep_ns((long long)((due - now(r)) * 1e9));
		if (r->rate <= 0)
			due = now(r);
		status = ask(fd, &q);
		ms = (now(r) - due) * 1e3; /* from when it was due, so that waiting for a free connection counts */
		if (status == 0) {
			(void)close(fd);
			fd = dial(r);
		}
		(void)pthread_mutex_lock(&r->lock);
		r->ms = (r->n & (r->n - 1)) == 0 ? mem_array(r->ms, r->n ? 2 * r->n : 1, sizeof(*r->ms)) : r->ms;
		r->ms[r->n++] = ms;
		r->bad += status != 200;
		(void)pthread_mutex_unlock(&r->lock);
	}
	(void)close(fd);
	buf_free(&q);
	return NULL;
}

static int by_size(const void *a, const void *b)
{
	double x, y;

	memcpy(&x, a, sizeof(x));
	memcpy(&y, b, sizeof(y));
	return (x > y) - (x < y);
}

static void print(struct run *r)
{
	double seconds = now(r);

	qsort(r->ms, r->n, sizeof(*r->ms), by_size);
	printf("%.0f %.2f %.2f %.2f %zu\n", (double)r->n / seconds, r->ms[r->n / 2], r->ms[(size_t)((double)r->n * 0.99)],
		   r->ms[r->n - 1], r->bad);
}

static void sync_loop(struct run *r, const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, 0600);
	char *line = mem_alloc(r->bytes);

	memset(line, 'x', r->bytes);
	while (now(r) < r->seconds) {
		double at = now(r);

		if (write(fd, line, r->bytes) != (ssize_t)r->bytes || fdatasync(fd) != 0) {
			perror(path);
			exit(1);
		}
		r->ms = (r->n & (r->n - 1)) == 0 ? mem_array(r->ms, r->n ? 2 * r->n : 1, sizeof(*r->ms)) : r->ms;
		r->ms[r->n++] = (now(r) - at) * 1e3;
	}
	(void)close(fd);
	free(line);
}

int main(int argc, char *argv[])
{
	struct run r = {.start = os_span_ns(), .bytes = 1500};
	pthread_t *thread;
	const char *port;

	(void)pthread_mutex_init(&r.lock, NULL);
	if (argc == 5 && strcmp(argv[1], "sync") == 0) {
		r.seconds = atof(argv[3]);
		r.bytes = (size_t)atol(argv[4]);
		sync_loop(&r, argv[2]);
		print(&r);
		return 0;
	}
	port = argc >= 5 ? strrchr(argv[1], ':') : NULL;
	if (!port)
		return 64;
	r.to = (struct sockaddr_in){
		.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(port + 1)), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	r.connections = atoi(argv[2]);
	r.rate = atof(argv[3]);
	r.seconds = atof(argv[4]);
	if (argc > 5)
		r.bytes = (size_t)atol(argv[5]);
	thread = mem_array(NULL, (size_t)r.connections, sizeof(*thread));
	for (int i = 0; i < r.connections; i++)
		if (pthread_create(&thread[i], NULL, client, &r) != 0)
			return 71;
	for (int i = 0; i < r.connections; i++)
		(void)pthread_join(thread[i], NULL);
	print(&r);
	return 0;
}

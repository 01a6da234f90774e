#include "../t.h"

#include <arpa/inet.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "io/http.h"

/* ---- a tiny server: a process a connection, what it does is the path ---- */

static pid_t server;
static char base[64];   /* "http://127.0.0.1:4711" */
static atomic_int *met; /* how many connections are at the meeting point, in shared memory */

static void say(int fd, const char *text)
{
	size_t n = strlen(text);

	while (n > 0) {
		ssize_t k = write(fd, text, n);

		if (k <= 0)
			_exit(0);
		text += k;
		n -= (size_t)k;
	}
}

/* The whole request, its body too. */
static char *listen_to(int fd, struct buf *b)
{
	for (;;) {
		char part[65536], *body, *length;
		ssize_t n = read(fd, part, sizeof(part));

		if (n <= 0)
			_exit(0);
		buf_put(b, part, (size_t)n);
		body = strstr(buf_str(b), "\r\n\r\n");
		length = body ? strcasestr(b->p, "Content-Length:") : NULL;
		if (body && (size_t)(body + 4 - b->p) + (length && length < body ? strtoul(length + 15, NULL, 10) : 0) <= b->n)
			return body + 4;
	}
}

static void answer(int fd, const char *headers, const char *body)
{
	char *text = mem_printf("HTTP/1.1 200 OK\r\n%sContent-Length: %zu\r\nConnection: close\r\n\r\n%s", headers,
							strlen(body), body);

	say(fd, text);
	free(text);
}

/* Until the other side goes. */
static void hang(int fd)
{
	char c;

	while (read(fd, &c, 1) > 0)
		continue;
}

static void meet(int fd)
{
	atomic_fetch_add(met, 1);
	for (int i = 0; i < 4000 && atomic_load(met) < 12; i++)
		(void)usleep(2000);
	answer(fd, "", atomic_load(met) >= 12 ? "all" : "alone");
}

static const struct {
	const char *path, *text; /* the answer as it is */
} fixed[] = {
	{"/continue", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n"
				  "HTTP/1.1 103 Early Hints\r\nRetry-After: 9\r\nContent-Type: a/b\r\n\r\n"
				  "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbody"},
	{"/redirect", "HTTP/1.1 303 SEE OTHER\r\nLocation: /request\r\nContent-Length: 5\r\n\r\nthere"},
	{"/cut", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n0123456789"},
	{"/until-end", "HTTP/1.0 200 OK\r\n\r\n0123456789"},
	{"/nonsense", "220 mail.example.com ESMTP\r\n"},
	{"/eof", ""},
	{"/heads", "HTTP/1.1 429 Too Many Requests\r\ndate:  Thu, 26 Nov 2026 12:00:33 GMT \r\nRETRY-AFTER: 7\r\n"
			   "Content-Type: Text/HTML; charset=UTF-8\r\nContent-Length: 0\r\n\r\n"},
	{"/odd-heads", "HTTP/1.1 503 Busy\r\nDate: some day\r\nRetry-After: Thu, 26 Nov 2026 12:00:33 GMT\r\n"
				   "Content-Length: 0\r\n\r\n"},
	{"/patience", "HTTP/1.1 503 Busy\r\nRetry-After: 999999\r\nContent-Length: 0\r\n\r\n"},
	{"/chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"},
	{"/broken-chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n5\r\nd"},
};

static void serve(int fd)
{
	struct buf b = {0};
	const char *body = listen_to(fd, &b);
	char *path = strchr(b.p, ' ') + 1;
	const struct linger at_once = {1, 0};

	if (strncmp(path, "/request ", 9) == 0)
		answer(fd, "", b.p);
	else if (strncmp(path, "/body ", 6) == 0)
		answer(fd, "", body);
	else if (strncmp(path, "/meet ", 6) == 0)
		meet(fd);
	else if (strncmp(path, "/hang ", 6) == 0)
		hang(fd);
	else if (strncmp(path, "/half ", 6) == 0)
		say(fd, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n01"), hang(fd);
	else if (strncmp(path, "/reset ", 7) == 0)
		(void)setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
	else if (strncmp(path, "/endless ", 9) == 0)
		for (say(fd, "HTTP/1.1 200 OK\r\n\r\n");;)
			say(fd, "0123456789012345678901234567890123456789012345678901234567890123456789");
	for (size_t i = 0; i < sizeof(fixed) / sizeof(fixed[0]); i++)
		if (strncmp(path, fixed[i].path, strlen(fixed[i].path)) == 0 && path[strlen(fixed[i].path)] == ' ')
			say(fd, fixed[i].text);
	buf_free(&b);
}

/* A socket that listens on a port of its own, which is put into text as an address. */
static int open_port(char text[64])
{
	struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
	socklen_t n = sizeof(a);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (fd < 0 || bind(fd, (struct sockaddr *)&a, n) != 0 || listen(fd, 64) != 0 ||
		getsockname(fd, (struct sockaddr *)&a, &n) != 0) {
		perror("# no port");
		exit(1);
	}
	(void)snprintf(text, 64, "http://127.0.0.1:%d", ntohs(a.sin_port));
	return fd;
}

static void start(void)
{
	int listener = open_port(base);

	met = mmap(NULL, sizeof(*met), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	(void)fflush(stdout);
	server = fork();
	if (server != 0) {
		(void)close(listener);
		return;
	}
	(void)prctl(PR_SET_PDEATHSIG, SIGTERM);
	(void)signal(SIGCHLD, SIG_IGN);
	for (;;) {
		int fd = accept(listener, NULL, NULL);

		if (fd >= 0 && fork() == 0) {
			(void)close(listener);
			serve(fd);
			(void)close(fd);
			_exit(0);
		}
		(void)close(fd);
	}
}

/* ---- the tests ---- */

static const char *url_of(const char *path)
{
	static char url[128];

	(void)snprintf(url, sizeof(url), "%s%s", base, path);
	return url;
}

static struct http_reply ask(const struct http_options *o, const char *url, const char *body, size_t n)
{
	static const char *const headers[] = {"Content-Type: application/json", "X-Mine: 1", NULL};
	struct http *h = http_new(o);
	struct http_request q = {body ? "POST" : "GET", url, headers, body, n, false, NULL};
	struct http_reply r = {0};
	struct err e = {.kind = ERR_NONE};

	if (http_do(h, &q, &r, &e) != 0)
		r.why = e;
	http_free(h);
	return r;
}

static struct http_reply get(const char *path)
{
	return ask(&(struct http_options){.timeout = 10}, url_of(path), NULL, 0);
}

static void fails(struct http_reply r, enum err_kind kind, bool reached, const char *says, const char *name)
{
	t_int(r.why.kind, kind, name);
	t_ok(strstr(r.why.msg, says) != NULL, "and it says so");
	if (!strstr(r.why.msg, says))
		printf("# got:  %s\n# want: %s\n", r.why.msg, says);
	t_int(r.reached, reached, reached ? "the server may have read it" : "the server never saw it");
	buf_free(&r.body);
}

static void requests(void)
{
	struct http_reply r = ask(&(struct http_options){.timeout = 10}, url_of("/request"), "{}", 2);
	char *large = mem_zalloc((size_t)3 << 20);
	const char *host = base + 7, *text = buf_str(&r.body);
	char want[128];

	t_int(r.why.kind, ERR_NONE, "a request is answered");
	t_int(r.status, 200, "with its status");
	t_ok(r.reached, "and the server was reached");
	(void)snprintf(want, sizeof(want), "\r\nHost: %s\r\n", host);
	t_ok(strstr(text, want) != NULL, "the host is sent");
	t_ok(strncmp(text, "POST /request HTTP/1.1\r\n", 24) == 0, "the method and the path are sent");
	t_ok(strstr(text, "\r\nX-Mine: 1\r\n") && strstr(text, "\r\nContent-Type: application/json\r\n"),
		 "the headers are sent");
	t_ok(!strstr(text, "urlencoded"), "none of curl's own in their place");
	t_ok(strstr(text, "\r\nContent-Length: 2\r\n") && strcmp(text + strlen(text) - 4, "\n{}") != 0 &&
			 strcmp(text + strlen(text) - 2, "{}") == 0,
		 "and the body");
	buf_free(&r.body);
	memset(large, 'x', ((size_t)3 << 20) - 1);
	r = ask(&(struct http_options){.timeout = 20}, url_of("/request"), large, ((size_t)3 << 20) - 1);
	t_ok(r.body.n > ((size_t)3 << 20) && !strcasestr(r.body.p, "Expect:"), "a large one expects nothing");
	buf_free(&r.body);
	r = ask(&(struct http_options){.timeout = 20}, url_of("/body"), large, ((size_t)3 << 20) - 1);
	t_ok(r.body.n == ((size_t)3 << 20) - 1 && strcmp(r.body.p, large) == 0, "and is sent whole");
	buf_free(&r.body);
	free(large);
}

static void replies(void)
{
	struct http_reply r = get("/continue");

	t_int(r.status, 200, "1xx are skipped");
	t_str(buf_str(&r.body), "body", "to the answer");
	t_ok(r.retry_after == 0 && !*r.type, "and what they say is no part of it");
	buf_free(&r.body);
	r = get("/redirect");
	t_int(r.status, 303, "a redirect is not followed");
	t_str(buf_str(&r.body), "there", "its own body comes");
	buf_free(&r.body);
	r = get("/heads");
	t_int(r.status, 429, "a status that is no success is an answer");
	t_int(r.why.kind, ERR_NONE, "and no error");
	t_int(r.date, 1795694433000, "its date");
	t_int((long long)r.retry_after, 7, "how long to wait");
	t_str(r.type, "text/html", "the type of its content");
	t_str(buf_str(&r.body), "", "and nothing in it");
	buf_free(&r.body);
	r = get("/odd-heads");
	t_ok(r.date == -1 && r.retry_after == 0 && !*r.type, "what cannot be read counts as not given");
	buf_free(&r.body);
	r = get("/patience");
	t_int((long long)r.retry_after, 0, "nor is a wait of days");
	buf_free(&r.body);
	r = get("/chunks");
	t_str(buf_str(&r.body), "abcde", "chunks are put together");
	buf_free(&r.body);
	r = get("/until-end");
	t_str(buf_str(&r.body), "0123456789", "an old server's body ends with its connection");
	buf_free(&r.body);
}

static void failures(void)
{
	const struct http_options cap = {.timeout = 20, .max_reply = 100000}, exact = {.timeout = 10, .max_reply = 10};
	const struct http_options one_less = {.timeout = 10, .max_reply = 9}, brief = {.timeout = 0.2};
	char dead[64], *want;
	struct http_reply r;

	fails(get("/eof"), ERR_UNAVAILABLE, true, "closed the connection without an answer", "no answer");
	fails(get("/reset"), ERR_UNAVAILABLE, true, base, "a reset");
	fails(get("/cut"), ERR_UNAVAILABLE, true, "broke off in the middle", "half an answer");
	fails(get("/broken-chunks"), ERR_UNAVAILABLE, true, base, "chunks that end too early");
	fails(get("/nonsense"), ERR_PROTOCOL, true, base, "no HTTP");
	fails(ask(&cap, url_of("/endless"), NULL, 0), ERR_PROTOCOL, true, "over 100000 bytes", "a reply without an end");
	r = ask(&exact, url_of("/until-end"), NULL, 0);
	t_ok(r.why.kind == ERR_NONE && r.body.n == 10, "what just fits is taken");
	buf_free(&r.body);
	fails(ask(&one_less, url_of("/until-end"), NULL, 0), ERR_PROTOCOL, true, "over 9 bytes", "a byte more is not");
	fails(ask(&brief, url_of("/hang"), NULL, 0), ERR_AGAIN, true, "in time", "no answer in time");
	fails(ask(&brief, url_of("/half"), NULL, 0), ERR_AGAIN, true, "in time", "half an answer in time");
	(void)close(open_port(dead));
	want = mem_printf("%s: ", dead);
	fails(ask(&brief, dead, "x", 1), ERR_UNAVAILABLE, false, want, "nobody listens");
	free(want);
}

static void many(void)
{
	struct http *h = http_new(&(struct http_options){.timeout = 20});
	struct http_request q = {"GET", url_of("/meet"), NULL, NULL, 0, false, NULL};
	struct http_reply r;
	struct err e;
	int cookie[12], all = 0, seen = 0;

	memset(cookie, 0, sizeof(cookie));
	t_int(http_wait(h, 10, &r, &e), 0, "none runs: there is nothing to wait for");
	for (int i = 0; i < 12; i++) {
		q.cookie = &cookie[i];
		(void)http_start(h, &q, &e);
	}
	t_int(http_running(h), 12, "twelve run");
	while (http_wait(h, 20, &r, &e) == 1) {
		all += strcmp(buf_str(&r.body), "all") == 0;
		(*(int *)r.cookie)++;
		buf_free(&r.body);
	}
	for (int i = 0; i < 12; i++)
		seen += cookie[i] == 1;
	t_int(all, 12, "side by side");
	t_int(seen, 12, "each comes back once");
	t_int(http_running(h), 0, "and none is left");
	q.url = url_of("/hang");
	t_int(http_start(h, &q, &e), 0, "one that hangs");
	t_int(http_wait(h, 0.05, &r, &e), 0, "does not hold up who waits");
	t_int(http_running(h), 1, "it still runs");
	http_free(h); /* gives it up */
	http_free(NULL);
}

static void refuses(const char *url)
{
	struct http *h = http_new(&(struct http_options){.timeout = 1});
	struct http_request q = {.method = "GET", .url = url};
	struct err e = {.kind = ERR_NONE};

	t_int(http_start(h, &q, &e), -1, url);
	t_int(e.kind, ERR_CONFIG, "is no address");
	t_ok(!strstr(e.msg, "hunter2"), "and no secret is told");
	t_int(http_running(h), 0, "nothing runs");
	http_free(h);
}

static void origin(const char *url, const char *want)
{
	char *got = http_origin(url);

	t_str(got, want, url);
	free(got);
}

static void addresses(void)
{
	refuses("shop.example.com");
	refuses("ftp://shop.example.com");
	refuses("http://");
	refuses("https:///path");
	refuses("https://ana:hunter2@shop.example.com/");
	refuses("https://hunter2@shop.example.com?x");
	origin("https://shop.example.com:8069/json/2?key=hunter2#a", "https://shop.example.com:8069");
	origin("http://ana:hunter2@shop.example.com/", "http://shop.example.com");
	origin("http://ana:hunter2@@shop.example.com", "http://shop.example.com");
	origin("http://shop.example.com/a@b", "http://shop.example.com");
	origin("http://shop.example.com?a@b", "http://shop.example.com");
}

int main(void)
{
	(void)signal(SIGPIPE, SIG_IGN);
	(void)setenv("no_proxy", "*", 1);
	start();
	requests();
	replies();
	failures();
	many();
	addresses();
	(void)kill(server, SIGTERM);
	(void)waitpid(server, NULL, 0);
	return t_done();
}

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/os.h"

#include "io/http.h"

struct http {
	CURLM *multi;
	struct http_options o;
	struct transfer *first; /* those that run, in no order */
	int running;
};

/* One request on its way. */
struct transfer {
	struct http *h;
	struct transfer *next, **link; /* link points here */
	CURL *easy;
	struct curl_slist *headers;
	char *body, *origin;
	bool too_large;
	struct http_reply r;
	char said[CURL_ERROR_SIZE];
};

struct http *http_new(const struct http_options *o)
{
	struct http *h = mem_zalloc(sizeof(*h));

	h->o = *o;
	if (h->o.connect_timeout <= 0)
		h->o.connect_timeout = 10;
	if (h->o.timeout <= 0)
		h->o.timeout = 60;
	if (!h->o.max_reply)
		h->o.max_reply = (size_t)64 << 20;
	return h;
}

static void transfer_free(struct transfer *t)
{
	curl_easy_cleanup(t->easy);
	curl_slist_free_all(t->headers);
	free(t->body);
	free(t->origin);
	buf_free(&t->r.body);
	free(t);
}

static void put_on(struct http *h, struct transfer *t)
{
	t->next = h->first;
	t->link = &h->first;
	if (t->next)
		t->next->link = &t->next;
	h->first = t;
	h->running++;
}

static void take_off(struct http *h, struct transfer *t)
{
	(void)curl_multi_remove_handle(h->multi, t->easy);
	*t->link = t->next;
	if (t->next)
		t->next->link = t->link;
	h->running--;
}

void http_free(struct http *h)
{
	if (!h)
		return;
	while (h->first) {
		struct transfer *t = h->first;

		take_off(h, t);
		transfer_free(t);
	}
	if (h->multi)
		(void)curl_multi_cleanup(h->multi);
	free(h);
}

static const char *authority(const char *url)
{
	const char *p = strstr(url, "://");

	return p ? p + 3 : url;
}

char *http_origin(const char *url)
{
	const char *host = authority(url), *end = host + strcspn(host, "/?#"),
			   *at = memrchr(host, '@', (size_t)(end - host));

	if (!at)
		return mem_ndup(url, (size_t)(end - url));
	return mem_printf("%.*s%.*s", (int)(host - url), url, (int)(end - at - 1), at + 1);
}

static int check_url(const char *url, struct err *e)
{
	const char *host = authority(url);
	size_t n = strcspn(host, "/?#");

	if (strncmp(url, "http://", 7) != 0 && strncmp(url, "https://", 8) != 0)
		return err_set(e, ERR_CONFIG, "an address must begin with http:// or https://");
	if (n == 0)
		return err_set(e, ERR_CONFIG, "there is no host in the address");
	if (memchr(host, '@', n))
		return err_set(e, ERR_CONFIG, "an address must not hold a user or password: give them apart");
	return 0;
}

/* ---- what curl calls ---- */

static size_t on_body(char *p, size_t size, size_t n, void *cookie)
{
	struct transfer *t = cookie;

	n *= size;
	if (n > t->h->o.max_reply - t->r.body.n) {
		t->too_large = true;
		return CURL_WRITEFUNC_ERROR;
	}
	buf_put(&t->r.body, p, n);
	return n;
}

/* The value of header name in line[0..n), in new memory; NULL when it is another. */
static char *header_value(const char *line, size_t n, const char *name)
{
	size_t len = strlen(name);

	if (n <= len || strncasecmp(line, name, len) != 0 || line[len] != ':')
		return NULL;
	line += len + 1;
	n -= len + 1;
	while (n > 0 && (*line == ' ' || *line == '\t'))
		line++, n--;
	while (n > 0 && strchr("\r\n \t", line[n - 1]))
		n--;
	return mem_ndup(line, n);
}

static void set_type(struct http_reply *r, const char *value)
{
	size_t n = strcspn(value, "; \t");

	for (size_t i = 0; i < n && i < sizeof(r->type) - 1; i++) {
		char c = value[i];

		r->type[i] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
		r->type[i + 1] = '\0';
	}
}

static size_t on_header(char *p, size_t size, size_t n, void *cookie)
{
	struct transfer *t = cookie;
	char *v;
	time_t when;

	n *= size;
	if (n >= 5 && memcmp(p, "HTTP/", 5) == 0) { /* of a 1xx before the answer too */
		t->r.type[0] = '\0';
		t->r.date = -1;
		t->r.retry_after = 0;
	} else if ((v = header_value(p, n, "Content-Type"))) {
		set_type(&t->r, v);
		free(v);
	} else if ((v = header_value(p, n, "Date"))) {
		when = curl_getdate(v, NULL);
		t->r.date = when < 0 ? -1 : (date_ms)when * 1000;
		free(v);
	} else if ((v = header_value(p, n, "Retry-After"))) {
		t->r.retry_after = strtod(v, NULL);
		if (!(t->r.retry_after > 0 && t->r.retry_after < 3600))
			t->r.retry_after = 0;
		free(v);
	}
	return n;
}

/* ---- starting ---- */

static bool set_headers(struct transfer *t, const char *const *headers)
{
	static const char *const none[] = {"Expect:", "Content-Type:", NULL}; /* curl's own, which Odoo trips over */

	for (int k = 0; k < 2; k++)
		for (const char *const *p = k ? headers : none; p && *p; p++) {
			struct curl_slist *l = curl_slist_append(t->headers, *p);

			if (!l)
				return false;
			t->headers = l;
		}
	return true;
}

static bool set_up(struct transfer *t, const struct http_request *q)
{
	CURL *c = t->easy;
	const struct http_options *o = &t->h->o;
	bool bad = curl_easy_setopt(c, CURLOPT_URL, q->url) != CURLE_OK;

	bad |= curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L) != CURLE_OK;
	bad |= curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https") != CURLE_OK;
	bad |= curl_easy_setopt(c, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1) != CURLE_OK;
	bad |= curl_easy_setopt(c, CURLOPT_USERAGENT, "cwai/" CWAI_VERSION) != CURLE_OK;
	bad |= curl_easy_setopt(c, CURLOPT_ERRORBUFFER, t->said) != CURLE_OK;
	bad |= curl_easy_setopt(c, CURLOPT_PRIVATE, t) != CURLE_OK;
	bad |= curl_easy_setopt(c, CURLOPT_HTTPHEADER, t->headers) != CURLE_OK;
	bad |= curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, on_body) != CURLE_OK;
	bad |= curl_easy_setopt(c, CURLOPT_WRITEDATA, t) != CURLE_OK;
	bad |= curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, on_header) != CURLE_OK;
	bad |= curl_easy_setopt(c, CURLOPT_HEADERDATA, t) != CURLE_OK;
	bad |= curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS, (long)(o->connect_timeout * 1000)) != CURLE_OK;
	bad |= curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, (long)(o->timeout * 1000)) != CURLE_OK;
	bad |= curl_easy_setopt(c, CURLOPT_CUSTOMREQUEST, q->method) != CURLE_OK;
	bad |= curl_easy_setopt(c, CURLOPT_FRESH_CONNECT, q->once ? 1L : 0L) != CURLE_OK;
	if (strcmp(q->method, "HEAD") == 0)
		bad |= curl_easy_setopt(c, CURLOPT_NOBODY, 1L) != CURLE_OK;
	if (t->body) {
		bad |= curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)q->n) != CURLE_OK;
		bad |= curl_easy_setopt(c, CURLOPT_POSTFIELDS, t->body) != CURLE_OK;
	}
	return !bad;
}

static int open_multi(struct http *h, struct err *e)
{
	if (h->multi)
		return 0;
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK || !(h->multi = curl_multi_init()))
		return err_set(e, ERR_MEMORY, "libcurl did not start");
	return 0;
}

int http_start(struct http *h, const struct http_request *q, struct err *e)
{
	struct transfer *t;

	if (check_url(q->url, e) != 0 || open_multi(h, e) != 0)
		return -1;
	t = mem_zalloc(sizeof(*t));
	t->h = h;
	t->r.cookie = q->cookie;
	t->r.date = -1;
	t->origin = http_origin(q->url);
	if (q->body)
		t->body = mem_ndup(q->body, q->n);
	t->easy = curl_easy_init();
	if (!t->easy || !set_headers(t, q->headers) || !set_up(t, q) ||
		curl_multi_add_handle(h->multi, t->easy) != CURLM_OK) {
		transfer_free(t);
		return err_set(e, ERR_CONFIG, "the request could not be made: is the address a URL?");
	}
	put_on(h, t);
	return 0;
}

/* ---- ending ---- */

static void explain(struct transfer *t, CURLcode st)
{
	const char *said = *t->said ? t->said : curl_easy_strerror(st);
	enum err_kind kind = ERR_UNAVAILABLE;

	switch (st) {
	case CURLE_OPERATION_TIMEDOUT: (void)err_set(&t->r.why, ERR_AGAIN, "%s did not answer in time", t->origin); return;
	case CURLE_WRITE_ERROR:
		if (t->too_large) {
			(void)err_set(&t->r.why, ERR_PROTOCOL,
						  "the reply of %s is over %zu bytes and was cut off: ask for less at once", t->origin,
						  t->h->o.max_reply);
			return;
		}
		break;
	case CURLE_GOT_NOTHING:
		(void)err_set(&t->r.why, ERR_UNAVAILABLE, "%s closed the connection without an answer", t->origin);
		return;
	case CURLE_PARTIAL_FILE:
		(void)err_set(&t->r.why, ERR_UNAVAILABLE, "%s broke off in the middle of its answer", t->origin);
		return;
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CACERT_BADFILE: kind = ERR_CONFIG; break;
	case CURLE_WEIRD_SERVER_REPLY:
	case CURLE_HTTP2:
	case CURLE_UNSUPPORTED_PROTOCOL: kind = ERR_PROTOCOL; break;
	case CURLE_OUT_OF_MEMORY: kind = ERR_MEMORY; break;
	default: break;
	}
	(void)err_set(&t->r.why, kind, "%s: %s", t->origin, said);
}

/* Whether bytes of the request may have left: not so when there was no connection. */
static bool was_reached(const struct transfer *t, CURLcode st)
{
	long sent = 0;

	if (st == CURLE_COULDNT_CONNECT || st == CURLE_COULDNT_RESOLVE_HOST || st == CURLE_COULDNT_RESOLVE_PROXY ||
		st == CURLE_PEER_FAILED_VERIFICATION || st == CURLE_SSL_CONNECT_ERROR)
		return false;
	if (st == CURLE_OPERATION_TIMEDOUT && curl_easy_getinfo(t->easy, CURLINFO_REQUEST_SIZE, &sent) == CURLE_OK)
		return sent > 0;
	return true;
}

/* Where a redirect leads: the server alone, as the rest of the address may hold secrets. */
static void note_moved(struct transfer *t)
{
	char *url = NULL, *origin;

	if (curl_easy_getinfo(t->easy, CURLINFO_REDIRECT_URL, &url) != CURLE_OK || !url)
		return;
	origin = http_origin(url);
	if (strlen(origin) < sizeof(t->r.moved))
		memcpy(t->r.moved, origin, strlen(origin) + 1);
	free(origin);
}

/* Takes one that is done off, if there is any. */
static bool take_done(struct http *h, struct http_reply *r)
{
	CURLMsg *m;
	int left;

	while ((m = curl_multi_info_read(h->multi, &left))) {
		struct transfer *t = NULL;
		CURLcode st = m->data.result;

		if (m->msg != CURLMSG_DONE || curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE, (char **)&t) != CURLE_OK ||
			!t)
			continue;
		if (curl_easy_getinfo(t->easy, CURLINFO_RESPONSE_CODE, &t->r.status) != CURLE_OK)
			t->r.status = 0;
		note_moved(t);
		t->r.reached = was_reached(t, st);
		if (st != CURLE_OK)
			explain(t, st);
		take_off(h, t);
		*r = t->r;
		t->r.body = (struct buf){0};
		transfer_free(t);
		return true;
	}
	return false;
}

int http_wait(struct http *h, double seconds, struct http_reply *r, struct err *e)
{
	long long end = os_span_ns() + (long long)(seconds * 1e9);
	int busy;

	if (h->running == 0)
		return 0;
	for (;;) {
		long long left = (end - os_span_ns()) / 1000000;
		CURLMcode st = curl_multi_perform(h->multi, &busy);

		if (st == CURLM_OK && take_done(h, r))
			return 1;
		if (st == CURLM_OK && left <= 0)
			return 0;
		if (st == CURLM_OK)
			st = curl_multi_poll(h->multi, NULL, 0, (int)(left > 1000 ? 1000 : left), NULL);
		if (st != CURLM_OK)
			return err_set(e, st == CURLM_OUT_OF_MEMORY ? ERR_MEMORY : ERR_BUG, "libcurl: %s", curl_multi_strerror(st));
	}
}

int http_running(const struct http *h)
{
	return h->running;
}

int http_do(struct http *h, const struct http_request *q, struct http_reply *r, struct err *e)
{
	int st;

	if (http_start(h, q, e) != 0)
		return -1;
	while ((st = http_wait(h, 3600, r, e)) == 0)
		continue;
	return st < 0 ? -1 : 0;
}

/*
 * http: requests to HTTP servers, several side by side, each bounded in time and size. Redirects are never followed,
 * nothing is tried again, no cookie is kept; what to make of a status is the caller's. Proxies are taken from the
 * environment (https_proxy, no_proxy) as curl does.
 */
#ifndef IO_HTTP_H
#define IO_HTTP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/date.h"
#include "base/err.h"
#include "base/mem.h"

struct http;

struct http_options {
	double connect_timeout; /* seconds; 10 when 0 */
	double timeout;         /* seconds for the whole of a request; 60 when 0 */
	size_t max_reply;       /* bytes of a body; 64 MiB when 0 */
};

struct http *http_new(const struct http_options *o);
void http_free(struct http *h); /* NULL is fine; requests that run are given up */

struct http_request {
	const char *method;         /* "GET", "POST", … */
	const char *url;            /* http:// or https://; no user and password in it (ERR_CONFIG) */
	const char *const *headers; /* "Name: value", NULL at the end; may be NULL */
	const char *body;           /* n bytes; NULL for none; copied */
	size_t n;
	/*
	 * It must not be sent twice. On a connection that was used before, which the server may just be closing, curl sends
	 * a request once more by itself when no answer comes; so this one gets a connection of its own.
	 */
	bool once;
	void *cookie; /* comes back in the reply */
};

struct http_reply {
	void *cookie;
	/*
	 * kind ERR_NONE when a whole answer came. Else why not: ERR_UNAVAILABLE (no address, refused, closed), ERR_AGAIN
	 * (timed out), ERR_PROTOCOL (no HTTP, body over max_reply), ERR_CONFIG (the certificate is not trusted).
	 */
	struct err why;
	bool reached;       /* the request may have been read by the server, and acted on */
	long status;        /* 0 when none came */
	char moved[192];    /* where a redirect leads, as http_origin gives it; "" when there is none */
	char type[96];      /* the content type in lower case, without parameters; "" when not given */
	date_ms date;       /* the server's clock by its Date header; -1 when not given */
	double retry_after; /* seconds that a Retry-After asks for; 0 when not given */
	struct buf body;    /* the caller's: buf_free */
};

/* Begins a request. 0, or -1 with e (ERR_CONFIG: the URL is none). Copies what it is given. */
int http_start(struct http *h, const struct http_request *q, struct err *e);

/* Waits, seconds at most, for one to end. 1 with *r filled; 0 when none did; -1 with e (ERR_MEMORY, ERR_BUG). */
int http_wait(struct http *h, double seconds, struct http_reply *r, struct err *e);

int http_running(const struct http *h); /* how many run or wait to be taken */

/* One request from start to end: 0 with *r filled (its why tells how it went), or -1 with e as http_start. */
int http_do(struct http *h, const struct http_request *q, struct http_reply *r, struct err *e);

/* "https://host:port" of url, for messages: no path, query or password. New memory. */
char *http_origin(const char *url);

#endif

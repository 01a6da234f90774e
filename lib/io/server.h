/*
 * server: answers HTTP requests by a callback. A request is collected whole before it is handled: its body up to a cap,
 * its time up to a deadline; connections are bounded in number, all and by address. With a certificate it speaks TLS.
 */
#ifndef IO_SERVER_H
#define IO_SERVER_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/socket.h>

#include "base/err.h"
#include "base/mem.h"

struct server;

/* Where to listen. Made by server_address. */
struct server_address {
	struct sockaddr_storage a;
	socklen_t n;
	bool loopback; /* reached from this machine only */
};

/*
 * "HOST:PORT", "[IPV6]:PORT"; port 0 lets the system choose. 0, or -1 with e (ERR_USAGE, ERR_UNAVAILABLE: no such
 * host).
 */
int server_address(const char *text, struct server_address *a, struct err *e);

struct server_request {
	const char *method, *path; /* path without query, decoded */
	const char *body;          /* n bytes; "" in begin */
	size_t n;
	const struct sockaddr *from;
	bool from_loopback;
	double seconds; /* since the header was read */
	void *exchange; /* for server_header */
};

/* A header's value, borrowed until the request ends; NULL when it is not there. Of any case. */
const char *server_header(const struct server_request *q, const char *name);

struct server_reply {
	int status;        /* 200 when 0 */
	const char *type;  /* static; "text/plain; charset=utf-8" when NULL */
	struct buf body;   /* the server frees it */
	const char *allow; /* static, for 405; NULL for none */
	long retry_after;  /* seconds; 0 for none */
};

struct server_options {
	size_t max_body;         /* bytes; over it is 413 */
	size_t max_held;         /* bytes of all bodies at a time; over it is 503. 32 times max_body when 0 */
	double deadline;         /* seconds for a request to be whole, and between two on a connection; 10 when 0 */
	int connections;         /* at a time; 512 when 0 */
	int connections_address; /* of one address; 128 when 0 */
	const char *cert, *key;  /* PEM files; NULL: no TLS */
	/*
	 * Callbacks are run by several threads at a time. begin (may be NULL) sees the request before its body is read: 0
	 * to read on, 1 with *r filled to answer at once. handle sees it whole: 0 with *r filled, -1 answers 500.
	 */
	int (*begin)(void *cookie, const struct server_request *q, struct server_reply *r);
	int (*handle)(void *cookie, const struct server_request *q, struct server_reply *r);
	/* May be NULL. What was answered, by handle, begin or the server itself; 408 is a request that was cut off. */
	void (*answered)(void *cookie, const struct server_request *q, int status);
	void *cookie;
};

/*
 * Listens, and answers from now on. NULL with e: ERR_UNAVAILABLE (the address is in use), ERR_REFUSED (not allowed to
 * use it), ERR_CONFIG (the certificate), ERR_NOINPUT, ERR_BUG. SIGPIPE must be ignored.
 */
struct server *server_start(const struct server_address *a, const struct server_options *o, struct err *e);

/* "http://127.0.0.1:8080", with the port that was chosen. Borrowed. */
const char *server_url(const struct server *s);

/*
 * No new connections; what has begun is answered, for two seconds at most; then all is closed and freed. NULL is fine.
 */
void server_stop(struct server *s);

/* ---- how often ---- */

struct
	server_rate; /* a bucket of tokens an address, IPv6 by its /64; of many addresses the longest silent is forgotten */

struct server_rate *server_rate_new(double per_second, double burst);
void server_rate_free(struct server_rate *r); /* NULL is fine */
/* 0: it may. Else in how many seconds it may again. */
double server_rate_take(struct server_rate *r, const struct sockaddr *from);

#endif

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "io/server_private.h"

bool server_is_loopback(const struct sockaddr *a)
{
	struct sockaddr_in in;
	struct sockaddr_in6 in6;

	if (a->sa_family == AF_INET) {
		memcpy(&in, a, sizeof(in));
		return ntohl(in.sin_addr.s_addr) >> 24 == 127;
	}
	if (a->sa_family != AF_INET6)
		return false;
	memcpy(&in6, a, sizeof(in6));
	return IN6_IS_ADDR_LOOPBACK(&in6.sin6_addr) ||
		   (IN6_IS_ADDR_V4MAPPED(&in6.sin6_addr) && in6.sin6_addr.s6_addr[12] == 127);
}

int server_address(const char *text, struct server_address *a, struct err *e)
{
	const struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICSERV};
	const char *colon = strrchr(text, ':');
	struct addrinfo *found = NULL;
	char host[256];
	size_t n = colon ? (size_t)(colon - text) : 0;
	bool bracket = n > 2 && text[0] == '[' && text[n - 1] == ']';
	int st;

	if (n == 0 || n >= sizeof(host) || (!bracket && memchr(text, ':', n)) ||
		strspn(colon + 1, "0123456789") != strlen(colon + 1) || strlen(colon + 1) < 1 || strlen(colon + 1) > 5 ||
		strtol(colon + 1, NULL, 10) > 65535)
		return err_set(e, ERR_USAGE, "\"%.200s\" is no HOST:PORT (127.0.0.1:8080, [::1]:8080)", text);
	memcpy(host, text + (bracket ? 1 : 0), n - (bracket ? 2 : 0));
	host[n - (bracket ? 2 : 0)] = '\0';
	st = getaddrinfo(host, colon + 1, &hints, &found);
	if (st != 0)
		return err_set(e, ERR_UNAVAILABLE, "there is no address %s: %s", host, gai_strerror(st));
	memset(a, 0, sizeof(*a));
	memcpy(&a->a, found->ai_addr, found->ai_addrlen);
	a->n = found->ai_addrlen;
	a->loopback = server_is_loopback(found->ai_addr);
	freeaddrinfo(found);
	return 0;
}

static void show(const struct sockaddr_storage *a, socklen_t n, char *out, size_t size)
{
	char host[64] = "?", port[8] = "?";

	(void)getnameinfo((const struct sockaddr *)a, n, host, sizeof(host), port, sizeof(port),
					  NI_NUMERICHOST | NI_NUMERICSERV);
	(void)snprintf(out, size, strchr(host, ':') ? "[%s]:%s" : "%s:%s", host, port);
}

int server_socket(const struct server_address *a, struct err *e)
{
	const int on = 1;
	char where[80];
	int fd = socket(a->a.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	show(&a->a, a->n, where, sizeof(where));
	if (fd >= 0 && setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) == 0 &&
		bind(fd, (const struct sockaddr *)&a->a, a->n) == 0 && listen(fd, 511) == 0)
		return fd;
	(void)err_set(e, errno == EACCES ? ERR_REFUSED : ERR_UNAVAILABLE, "cannot listen at %s: %s", where,
				  strerror(errno));
	if (fd >= 0)
		(void)close(fd);
	return -1;
}

char *server_socket_url(int fd, bool tls)
{
	struct sockaddr_storage a;
	socklen_t n = sizeof(a);
	char where[80] = "?";

	if (getsockname(fd, (struct sockaddr *)&a, &n) == 0)
		show(&a, n, where, sizeof(where));
	return mem_printf("%s://%s", tls ? "https" : "http", where);
}

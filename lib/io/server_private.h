/* What the parts of the server share: sockets and addresses. */
#ifndef IO_SERVER_PRIVATE_H
#define IO_SERVER_PRIVATE_H

#include "io/server.h"

/* A socket that listens at a. -1 with e. */
int server_socket(const struct server_address *a, struct err *e);
/* The URL that reaches fd, in new memory. */
char *server_socket_url(int fd, bool tls);
bool server_is_loopback(const struct sockaddr *a);

#endif

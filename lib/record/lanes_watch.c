/*
 * When one stage of `a | b` is killed, the stages before it do not see that until they write, and the shell waits for
 * them: the pipeline hangs, with no end to be read. So a copy that does not answer is looked at: a process of it whose
 * standard output is a pipe that nobody reads can never pass anything on.
 */
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "record/lanes_private.h"

#define MAX_STAGES 256

/* Whether the process's standard output is a pipe without a reader. */
static bool writes_to_nobody(pid_t pid)
{
	char path[64], target[64];
	struct pollfd p = {.events = POLLOUT};
	ssize_t n;
	bool broken;

	(void)snprintf(path, sizeof(path), "/proc/%ld/fd/1", (long)pid);
	n = readlink(path, target, sizeof(target));
	if (n < 6 || memcmp(target, "pipe:[", 6) != 0)
		return false;
	p.fd = open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC);
	if (p.fd < 0)
		return false;
	broken = poll(&p, 1, 0) == 1 && (p.revents & POLLERR);
	(void)close(p.fd);
	return broken;
}

/* Puts the children of pid into list[n..], and returns the new n. */
static int add_children(pid_t pid, pid_t *list, int n)
{
	char path[64], text[4096], *at = text, *end;
	ssize_t len;
	int fd;

	(void)snprintf(path, sizeof(path), "/proc/%ld/task/%ld/children", (long)pid, (long)pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return n;
	len = read(fd, text, sizeof(text) - 1);
	(void)close(fd);
	text[len > 0 ? len : 0] = '\0';
	while (n < MAX_STAGES) {
		long child = strtol(at, &end, 10);

		if (end == at)
			break;
		at = end;
		list[n++] = (pid_t)child;
	}
	return n;
}

bool lanes_is_broken(struct copy *c)
{
	pid_t list[MAX_STAGES], before = c->suspect;
	int n = add_children(c->pid, list, 0);

	c->suspect = 0;
	for (int i = 0; i < n; i++) {
		if (writes_to_nobody(list[i])) {
			c->suspect = list[i];
			return before == list[i];
		}
		n = add_children(list[i], list, n);
	}
	return false;
}

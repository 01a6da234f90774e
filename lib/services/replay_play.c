#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/os.h"
#include "base/proc.h"

#include "services/replay_play.h"

struct play {
	const struct replay *r;
	double speed;
	struct proc p;
	size_t next; /* delivery that is to be written */
	size_t done; /* bytes of it that are */
	long long start;
	int out;
	unsigned long lines;
};

/* Milliseconds until the next delivery is due, 0 when it is; -1 when there is none. */
static int due_in(const struct play *x)
{
	double ms;

	if (x->next == x->r->n)
		return -1;
	if (x->speed <= 0)
		return 0;
	ms = (double)(x->r->v[x->next].at - x->r->v[0].at) / x->speed - (double)(os_span_ns() - x->start) / 1e6;
	return ms > 3600000 ? 3600000 : ms > 0 ? (int)ms + 1 : 0;
}

/* Writes what the pipe takes of the delivery. A pipeline that reads no more is given no more. */
static void feed(struct play *x)
{
	const char *line = x->r->v[x->next].payload;
	size_t n = strlen(line);
	ssize_t k = x->done < n ? write(x->p.to, line + x->done, n - x->done) : write(x->p.to, "\n", 1);

	if (k < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (k < 0) {
		x->next = x->r->n;
		return;
	}
	x->done += (size_t)k;
	if (x->done > n) {
		x->next++;
		x->done = 0;
	}
}

/* Takes what came out. 1; 0 at its end; -1 with e. */
static int take(struct play *x, struct err *e)
{
	char part[1 << 16];
	ssize_t n = read(x->p.from, part, sizeof(part));

	if (n < 0 && errno == EINTR)
		return 1;
	if (n <= 0)
		return 0;
	for (ssize_t i = 0; i < n; i++)
		x->lines += part[i] == '\n';
	for (ssize_t k, at = 0; at < n; at += k) {
		k = write(x->out, part + at, (size_t)(n - at));
		if (k < 0)
			return err_set(e, ERR_IO, "cannot write what came out of the pipeline: %s", strerror(errno));
	}
	return 1;
}

static int run(struct play *x, bool progress, const volatile sig_atomic_t *stop, struct err *e)
{
	bool told = false;

	for (;;) {
		int wait = due_in(x), st = 1;
		struct pollfd fd[2] = {{.fd = x->p.from, .events = POLLIN},
							   {.fd = wait == 0 ? x->p.to : -1, .events = POLLOUT}};

		if (x->next == x->r->n && x->p.to >= 0) {
			(void)close(x->p.to);
			x->p.to = -1;
			fd[1].fd = -1;
		}
		if (stop && *stop && !told) {
			proc_signal(&x->p, SIGTERM);
			told = true;
		}
		if (poll(fd, 2, wait > 0 ? wait : 1000) < 0 && errno != EINTR)
			return err_set(e, ERR_IO, "poll: %s", strerror(errno));
		if (fd[1].fd >= 0 && fd[1].revents)
			feed(x);
		if (fd[0].revents)
			st = take(x, e);
		if (st <= 0)
			return st < 0 ? -1 : told ? err_set(e, ERR_AGAIN, "stopped") : 0;
		if (progress)
			log_progress("playing", x->lines, x->r->n);
	}
}

int replay_play(const struct replay *r, const char *pipeline, double speed, const char *out, bool progress,
				const volatile sig_atomic_t *stop, int *status, struct err *e)
{
	struct play x = {.r = r, .speed = speed, .out = open(out, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600)};
	struct sigaction ignore = {.sa_handler = SIG_IGN}, before;
	int st = -1;

	if (x.out < 0)
		return err_set(e, ERR_CANTCREATE, "cannot create %s: %s", out, strerror(errno));
	if (setenv("CWAI_NOW", "ts", 1) != 0)
		(void)err_set(e, ERR_MEMORY, "no room for the environment");
	else
		st = proc_start(&x.p, pipeline, PROC_PIPE, e);
	if (st == 0) {
		(void)sigaction(SIGPIPE, &ignore, &before); /* a pipeline that leaves is no end of ours */
		(void)fcntl(x.p.to, F_SETFL, fcntl(x.p.to, F_GETFL) | O_NONBLOCK);
		x.start = os_span_ns();
		st = run(&x, progress, stop, e);
		*status = proc_end(&x.p);
		(void)sigaction(SIGPIPE, &before, NULL);
	}
	if (progress)
		log_progress_end();
	if (close(x.out) != 0 && st == 0)
		st = err_set(e, ERR_IO, "cannot write %s: %s", out, strerror(errno));
	return st;
}

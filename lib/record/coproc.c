#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/proc.h"

#include "record/coproc.h"

struct coproc {
	const char *pipeline;
	struct proc proc;
	struct rec_reader *in; /* NULL when it does not run */
};

struct coproc *coproc_new(const char *pipeline)
{
	struct coproc *c = mem_zalloc(sizeof(*c));

	c->pipeline = pipeline;
	return c;
}

/* How it ended. After a bad turn it is not asked to finish what it was at. */
static int stop(struct coproc *c, int number)
{
	if (!c->in)
		return 0;
	rec_reader_free(c->in);
	c->in = NULL;
	if (number)
		proc_signal(&c->proc, number);
	return proc_end(&c->proc);
}

void coproc_free(struct coproc *c)
{
	if (!c)
		return;
	(void)stop(c, 0);
	free(c);
}

static int start(struct coproc *c, struct err *e)
{
	if (c->in)
		return 0;
	if (proc_start(&c->proc, c->pipeline, PROC_PIPE, e) != 0)
		return -1;
	c->in = rec_reader_new(c->proc.from);
	return 0;
}

static int ended(struct coproc *c, struct err *e)
{
	int st = stop(c, 0);

	return err_set(e, ERR_UNAVAILABLE, "the pipeline ended with status %d", st);
}

static int send_line(struct coproc *c, val v, struct err *e)
{
	struct buf b = {0};
	int st = 0;

	val_dump(v, &b);
	buf_putc(&b, '\n');
	for (size_t at = 0; at < b.n && st == 0;) {
		ssize_t k = write(c->proc.to, b.p + at, b.n - at);

		if (k > 0)
			at += (size_t)k;
		else if (errno != EINTR)
			st = ended(c, e);
	}
	buf_free(&b);
	return st;
}

static int wait_for_line(struct coproc *c, double seconds, struct err *e)
{
	struct pollfd p = {.fd = c->proc.from, .events = POLLIN};
	int st = rec_reader_ready(c->in) ? 1 : poll(&p, 1, (int)(seconds * 1000));

	if (st > 0)
		return 0;
	if (st < 0)
		(void)err_set(e, ERR_AGAIN, "stopped waiting for an answer");
	else
		(void)err_set(e, ERR_AGAIN, "no answer came within %.0f seconds", seconds);
	(void)stop(c, SIGTERM);
	return -1;
}

int coproc_ask(struct coproc *c, val v, double seconds, struct rec *r, struct err *e)
{
	const char *got;
	size_t len;
	int st;

	if (start(c, e) != 0 || send_line(c, v, e) != 0 || wait_for_line(c, seconds, e) != 0)
		return -1;
	st = rec_reader_next(c->in, r, &got, &len, e);
	if (st == 0)
		return ended(c, e);
	if (st > 0 && strcmp(rec_str(r, "id", ""), val_str(v, "id", "")) == 0)
		return 0;
	(void)stop(c, SIGTERM);
	return err_set(e, ERR_PROTOCOL, "the pipeline gave %s", st < 0 ? "no record" : "another record than went in");
}

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/proc.h"

#include "record/coproc.h"

struct coproc {
	const char *const *stages;
	int n;
	struct proc *proc;     /* n of them */
	struct rec_reader *in; /* of the last one's output; NULL when they do not run */
};

struct coproc *coproc_new(const char *const *stages, int n)
{
	struct coproc *c = mem_zalloc(sizeof(*c));

	c->stages = stages;
	c->n = n;
	c->proc = mem_zalloc((size_t)n * sizeof(*c->proc));
	return c;
}

/*
 * Ends the first n stages, from the front, so that each sees the end of its input. The number of the one that is to
 * blame, with its status, or -1: the first that did not end well, though rather not one that a closed pipe ended.
 */
static int stop(struct coproc *c, int n, int number, int *status)
{
	int bad = -1;

	rec_reader_free(c->in);
	c->in = NULL;
	for (int i = 0; i < n && number; i++)
		proc_signal(&c->proc[i], number);
	for (int i = 0; i < n; i++) {
		int st = proc_end(&c->proc[i]);

		if (st != 0 && (bad < 0 || *status == 128 + SIGPIPE)) {
			bad = i;
			*status = st;
		}
	}
	return bad;
}

void coproc_free(struct coproc *c)
{
	int status;

	if (!c)
		return;
	if (c->in)
		(void)stop(c, c->n, 0, &status);
	free(c->proc);
	free(c);
}

static int start(struct coproc *c, struct err *e)
{
	int status;

	for (int i = 0; i < c->n && !c->in; i++) {
		if (proc_start(&c->proc[i], c->stages[i], i ? c->proc[i - 1].from : PROC_PIPE, e) != 0) {
			(void)stop(c, i, SIGTERM, &status);
			return -1;
		}
		if (i) {
			(void)close(c->proc[i - 1].from); /* the next stage alone reads it */
			c->proc[i - 1].from = -1;
		}
	}
	if (!c->in)
		c->in = rec_reader_new(c->proc[c->n - 1].from);
	return 0;
}

/* A stage that goes takes those after it along, and those before it go when their input ends. */
static int ended(struct coproc *c, struct err *e)
{
	int status = 0, bad = stop(c, c->n, 0, &status);

	if (bad < 0)
		return err_set(e, ERR_UNAVAILABLE, "the pipeline ended");
	if (status > 128)
		return err_set(e, ERR_UNAVAILABLE, "%s was ended by signal %d", c->stages[bad], status - 128);
	return err_set(e, ERR_UNAVAILABLE, "%s ended with status %d", c->stages[bad], status);
}

static int give_up(struct coproc *c, enum err_kind kind, const char *why, struct err *e)
{
	int status;

	(void)stop(c, c->n, SIGTERM, &status);
	return err_set(e, kind, "%s", why);
}

static int send_record(struct coproc *c, val v, struct err *e)
{
	struct buf b = {0};
	int st = 0;

	val_dump(v, &b);
	buf_putc(&b, '\n');
	for (size_t at = 0; at < b.n && st == 0;) {
		ssize_t k = write(c->proc[0].to, b.p + at, b.n - at);

		if (k > 0)
			at += (size_t)k;
		else if (errno != EINTR)
			st = ended(c, e);
	}
	buf_free(&b);
	return st;
}

int coproc_ask(struct coproc *c, val v, double seconds, struct rec *r, struct err *e)
{
	struct pollfd p = {.events = POLLIN};
	const char *line;
	size_t n;
	int st;

	if (start(c, e) != 0 || send_record(c, v, e) != 0)
		return -1;
	p.fd = c->proc[c->n - 1].from;
	st = rec_reader_ready(c->in) ? 1 : poll(&p, 1, (int)(seconds * 1000));
	if (st == 0)
		return give_up(c, ERR_AGAIN, "no answer came in time", e);
	if (st < 0)
		return give_up(c, ERR_AGAIN, "stopped waiting for an answer", e);
	st = rec_reader_next(c->in, r, &line, &n, e);
	if (st == 0)
		return ended(c, e);
	if (st < 0)
		return give_up(c, ERR_PROTOCOL, "the pipeline gave what is no record", e);
	if (strcmp(rec_str(r, "id", ""), val_str(v, "id", "")) != 0)
		return give_up(c, ERR_PROTOCOL, "the pipeline gave another record than went in", e);
	return 0;
}

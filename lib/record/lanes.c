#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "base/os.h"

#include "record/lanes_private.h"

#define SILENCE LANES_S      /* at the end of input, a copy that is silent so long is told that it is the end */
#define LINGER (2 * LANES_S) /* that a copy with its output closed may live on */

enum { AT_INPUT, AT_OUTPUT, AT_SIGNALS, AT_COPIES }; /* then two for each copy */

static bool is_clogged(const struct lanes *l)
{
	return l->out.n - l->out_at >= LANES_MAX_OUT;
}

/* ---- beginning ---- */

/* Closed standard fds would become our pipes: take them by something that fails when it is used. */
static void reserve_fds(void)
{
	for (int fd = 0; fd <= 2; fd++)
		if (fcntl(fd, F_GETFD) < 0 && errno == EBADF)
			(void)open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

/* A ready pipe takes PIPE_BUF bytes without blocking; a file takes what comes. */
static size_t chunk_of_stdout(void)
{
	struct stat st;

	return fstat(STDOUT_FILENO, &st) == 0 && S_ISREG(st.st_mode) ? 1u << 16 : PIPE_BUF;
}

static int open_signals(struct lanes *l)
{
	struct sigaction old;
	sigset_t mine;

	(void)sigemptyset(&mine);
	(void)sigaddset(&mine, SIGTERM);
	(void)sigaddset(&mine, SIGINT);
	(void)sigaddset(&mine, SIGCHLD);
	(void)sigprocmask(SIG_BLOCK, &mine, NULL);
	(void)signal(SIGCHLD, SIG_DFL); /* ignored, it would reap the copies */
	l->sigpipe_ignored = sigaction(SIGPIPE, NULL, &old) == 0 && old.sa_handler == SIG_IGN;
	(void)signal(SIGPIPE, SIG_IGN);
	l->signals = signalfd(-1, &mine, SFD_CLOEXEC | SFD_NONBLOCK);
	return l->signals < 0 ? err_set(&l->fatal, ERR_MEMORY, "cannot wait for signals: %s", strerror(errno)) : 0;
}

static void open_run(struct lanes *l, const struct lanes_opt *o, struct lanes_stats *s)
{
	l->o = o;
	l->s = s;
	l->rec = rec_new();
	lanes_table_init(&l->keys, (size_t)o->max_pending * 2);
	lanes_table_init(&l->ids, (size_t)(o->copies * o->max_in_flight) * 2);
	l->latency = lanes_latency_new();
	s->copies = o->copies;
	s->copy = mem_zalloc((size_t)o->copies * sizeof(*s->copy));
	l->copy = mem_zalloc((size_t)o->copies * sizeof(*l->copy));
	for (long i = 0; i < o->copies; i++) {
		l->copy[i].number = (int)i + 1;
		l->copy[i].in = l->copy[i].out = -1;
	}
	reserve_fds();
	l->out_chunk = chunk_of_stdout();
	l->hungry = true;
	l->now = os_span_ns();
	if (open_signals(l) != 0)
		return;
	for (long i = 0; i < o->copies; i++)
		lanes_start(l, &l->copy[i]);
}

/* ---- what can be done without waiting ---- */

static void close_out(struct copy *c)
{
	if (c->out >= 0)
		(void)close(c->out);
	c->out = -1;
}

/* Answers that were read; a copy that is gone is settled when its last answer is out. */
static void finish_copy(struct lanes *l, struct copy *c)
{
	bool all = lanes_answer(l, c);

	if (!c->up || !all || !c->lines.end)
		return;
	close_out(c);
	if (c->pid == 0)
		lanes_settle(l, c);
	else if (!c->kill_at && (c->flying > 0 || !l->ended))
		c->kill_at = l->now + LINGER;
}

static void start_copy(struct lanes *l, struct copy *c)
{
	if (c->up || c->start_at > l->now || l->fatal.kind || (l->ended && c->items == 0))
		return;
	l->s->restarts++;
	l->s->copy[c->number - 1].restarts++;
	lanes_start(l, c);
}

/* Once no more input comes, a copy that has all it will get is told so, and one that swallows records is found out. */
static void close_copy(struct lanes *l, struct copy *c)
{
	bool all = c->items == c->flying, silent = c->flying > 0 && l->now - c->progress >= SILENCE && !is_clogged(l);

	if (l->ended && l->hungry && c->up && c->in >= 0 && c->fed == c->feed.n && (all || silent))
		lanes_close_in(c, END_CLOSED);
}

/* True when it is worth doing again: standard output took what held the rest up. */
static bool work(struct lanes *l)
{
	bool clogged;

	for (long i = 0; i < l->o->copies; i++) {
		finish_copy(l, &l->copy[i]);
		start_copy(l, &l->copy[i]);
	}
	l->hungry = lanes_take(l);
	for (long i = 0; i < l->o->copies; i++) {
		lanes_feed(l, &l->copy[i]);
		close_copy(l, &l->copy[i]);
	}
	clogged = is_clogged(l);
	lanes_flush(l);
	return clogged && !is_clogged(l) && !l->fatal.kind;
}

/* ---- ends ---- */

static void end_early(struct lanes *l, const struct err *why)
{
	lanes_give_up_all(l, why);
	l->ended = true;
	l->input = (struct lanes_lines){.bytes = l->input.bytes, .number = l->input.number};
	buf_clear(&l->input.bytes);
	for (long i = 0; i < l->o->copies; i++)
		lanes_kill(&l->copy[i], END_STOPPED);
}

static void stop_reading(struct lanes *l)
{
	struct buf *b = &l->input.bytes;
	const char *lf = b->n > l->input.at ? memrchr(b->p + l->input.at, '\n', b->n - l->input.at) : NULL;
	size_t whole = lf ? (size_t)(lf - b->p) + 1 : l->input.at;

	if (whole < b->n)
		log_warn("stopped inside a line: its first %zu bytes are lost", b->n - whole);
	b->n = whole;
	if (l->input.searched > whole)
		l->input.searched = whole;
	l->input.skipping = false;
	l->ended = true;
	l->stop_at = l->now + (long long)(l->o->grace * (double)LANES_S);
}

static void take_signals(struct lanes *l)
{
	struct signalfd_siginfo info;

	while (read(l->signals, &info, sizeof(info)) == (ssize_t)sizeof(info)) {
		int sig = (int)info.ssi_signo;
		sigset_t one;

		if (sig == SIGCHLD)
			continue;
		if (!l->stop_at) {
			stop_reading(l);
			continue;
		}
		for (long i = 0; i < l->o->copies; i++)
			lanes_kill(&l->copy[i], END_STOPPED);
		(void)sigemptyset(&one);
		(void)sigaddset(&one, sig);
		(void)signal(sig, SIG_DFL);
		(void)raise(sig);
		(void)sigprocmask(SIG_UNBLOCK, &one, NULL);
	}
	lanes_reap(l);
}

/* ---- time ---- */

/* ns that the copy's oldest record still has. */
static long long left(const struct lanes *l, const struct copy *c)
{
	return c->turn + (long long)(l->o->timeout * (double)LANES_S) - (l->now - l->stalled);
}

static bool is_timed(const struct lanes *l, const struct copy *c)
{
	return l->o->timeout > 0 && c->up && c->oldest && (c->why == END_DIED || c->why == END_CLOSED) && !is_clogged(l);
}

static bool is_watched(const struct copy *c)
{
	return c->up && c->oldest && c->why == END_DIED && c->pid > 0;
}

static void look_at(struct lanes *l, struct copy *c)
{
	if (is_timed(l, c) && left(l, c) <= 0) {
		c->late = c->oldest;
		lanes_kill(c, END_LATE);
	}
	if (is_watched(c) && c->watch <= l->now) {
		if (lanes_is_broken(c)) {
			lanes_close_in(c, END_BROKEN);
			c->kill_at = l->now + LANES_BREAKDOWN;
		}
		if (c->suspect == 0 && c->patience < LANES_S)
			c->patience *= 2;
		c->watch = l->now + (c->suspect ? LANES_PATIENCE : c->patience);
	}
	if (c->up && c->kill_at && c->kill_at <= l->now) {
		c->kill_at = 0;
		if (c->pid > 0)
			lanes_kill(c, c->why);
		else
			c->lines.end = true;
	}
}

static void keep_time(struct lanes *l)
{
	struct err why;

	for (long i = 0; i < l->o->copies; i++)
		look_at(l, &l->copy[i]);
	if (l->stop_at && l->stop_at <= l->now && l->pending > 0) {
		(void)err_set(&why, ERR_AGAIN, "stopped by a signal before it came out");
		log_warn("%ld %s not out after %g s", l->pending, l->pending == 1 ? "record is" : "records are", l->o->grace);
		end_early(l, &why);
	}
	if (l->unfit.kind && (l->pending > 0 || !l->ended)) {
		log_error("%s", l->unfit.msg);
		end_early(l, &l->unfit);
	}
}

static void sooner(long long *wake, long long t)
{
	if (*wake < 0 || t < *wake)
		*wake = t;
}

/* ms until something is due, -1 when nothing is. */
static int wake_in(const struct lanes *l)
{
	long long wake = -1;

	for (long i = 0; i < l->o->copies; i++) {
		const struct copy *c = &l->copy[i];

		if (!c->up && !(l->ended && c->items == 0))
			sooner(&wake, c->start_at);
		if (is_timed(l, c))
			sooner(&wake, l->now + left(l, c));
		if (is_watched(c))
			sooner(&wake, c->watch);
		if (c->up && c->kill_at)
			sooner(&wake, c->kill_at);
		if (l->ended && c->up && c->in >= 0 && c->flying > 0)
			sooner(&wake, c->progress + SILENCE);
	}
	if (l->stop_at && l->pending > 0)
		sooner(&wake, l->stop_at);
	if (wake < 0)
		return -1;
	return wake <= l->now ? 0 : (int)((wake - l->now) / LANES_MS + 1);
}

/* ---- the loop ---- */

static bool reads_input(const struct lanes *l)
{
	return !l->ended && l->hungry && !is_clogged(l);
}

static void set_polls(const struct lanes *l, struct pollfd *p)
{
	p[AT_INPUT] = (struct pollfd){.fd = reads_input(l) ? STDIN_FILENO : -1, .events = POLLIN};
	p[AT_OUTPUT] = (struct pollfd){.fd = l->out_at < l->out.n ? STDOUT_FILENO : -1, .events = POLLOUT};
	p[AT_SIGNALS] = (struct pollfd){.fd = l->signals, .events = POLLIN};
	for (long i = 0; i < l->o->copies; i++) {
		const struct copy *c = &l->copy[i];
		bool reads = c->out >= 0 && !c->lines.end && !is_clogged(l);

		p[AT_COPIES + 2 * i] = (struct pollfd){.fd = c->fed < c->feed.n ? c->in : -1, .events = POLLOUT};
		p[AT_COPIES + 2 * i + 1] = (struct pollfd){.fd = reads ? c->out : -1, .events = POLLIN};
	}
}

static void read_input(struct lanes *l)
{
	int st = lanes_fill(&l->input, STDIN_FILENO);

	if (st == 0)
		l->ended = true;
	else if (st < 0 && errno != EINTR && errno != EAGAIN)
		(void)err_set(&l->fatal, ERR_IO, "cannot read the input: %s", strerror(errno));
}

static void take_events(struct lanes *l, const struct pollfd *p)
{
	for (long i = 0; i < l->o->copies; i++) {
		struct copy *c = &l->copy[i];

		if (p[AT_COPIES + 2 * i].revents)
			lanes_write(l, c);
		if (p[AT_COPIES + 2 * i + 1].revents && lanes_fill(&c->lines, c->out) < 0 && errno != EAGAIN && errno != EINTR)
			c->lines.end = true;
	}
	if (p[AT_INPUT].revents && reads_input(l))
		read_input(l);
	if (p[AT_SIGNALS].revents)
		take_signals(l);
}

static bool is_done(const struct lanes *l)
{
	if (l->fatal.kind)
		return true;
	for (long i = 0; i < l->o->copies; i++)
		if (l->copy[i].up)
			return false;
	return l->ended && l->hungry && l->pending == 0 && l->out_at == l->out.n;
}

static void run(struct lanes *l)
{
	struct pollfd *p = mem_zalloc((size_t)(AT_COPIES + 2 * l->o->copies) * sizeof(*p));

	while (!is_done(l)) {
		long long before;

		keep_time(l);
		while (work(l))
			;
		if (is_done(l))
			break;
		set_polls(l, p);
		before = os_span_ns();
		if (poll(p, (nfds_t)(AT_COPIES + 2 * l->o->copies), wake_in(l)) < 0)
			continue;
		l->now = os_span_ns();
		if (is_clogged(l))
			l->stalled += l->now - before;
		take_events(l, p);
	}
	free(p);
}

/* What is out already stays good: it is written before the run ends on an error. */
static void write_rest(struct lanes *l)
{
	struct err e;

	if (l->fatal.kind == ERR_IO || l->out_at == l->out.n)
		return;
	if (rec_emit(l->out.p + l->out_at, l->out.n - l->out_at, &e) != 0)
		l->fatal = e;
}

static int close_run(struct lanes *l)
{
	struct err forgotten = {.kind = ERR_UNAVAILABLE};
	int st = 0;

	for (long i = 0; i < l->o->copies; i++) {
		struct copy *c = &l->copy[i];

		lanes_kill(c, END_STOPPED);
		close_out(c);
		if (c->why != END_STOPPED && c->why != END_LATE && c->why != END_BROKEN && c->status > st)
			st = c->status;
	}
	write_rest(l);
	if (l->fatal.kind)
		lanes_give_up_all(l, &forgotten); /* nothing is written any more: frees them */
	for (long i = 0; i < l->o->copies; i++) {
		buf_free(&l->copy[i].feed);
		buf_free(&l->copy[i].lines.bytes);
	}
	if (l->signals >= 0)
		(void)close(l->signals);
	lanes_latency_sum(l->latency, l->s);
	free(l->latency);
	free(l->copy);
	free(l->keys.bucket);
	free(l->ids.bucket);
	buf_free(&l->input.bytes);
	buf_free(&l->out);
	rec_free(l->rec);
	return st;
}

int lanes_run(const struct lanes_opt *o, struct lanes_stats *s)
{
	struct lanes l = {.signals = -1};
	long long began = os_span_ns();
	int st;

	memset(s, 0, sizeof(*s));
	open_run(&l, o, s);
	run(&l);
	st = close_run(&l);
	s->seconds = (double)(os_span_ns() - began) / 1e9;
	if (l.fatal.kind)
		log_error("%s", l.fatal.msg);
	else if (s->errors && !o->quiet)
		log_warn("%lu %s an error", s->errors, s->errors == 1 ? "record carries" : "records carry");
	if (s->nonsense)
		log_error("lines of the pipeline that are no answer: %lu", s->nonsense);
	if (l.fatal.kind || l.unfit.kind)
		return l.fatal.kind ? (int)l.fatal.kind : (int)l.unfit.kind;
	return s->nonsense ? ERR_PROTOCOL : st ? st : s->errors ? 1 : 0;
}

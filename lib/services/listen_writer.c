#include <errno.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "base/os.h"

#include "services/listen_private.h"

#define BATCH ((size_t)64 << 10) /* bytes that are read ahead of standard output */
#define PIECE 4096               /* bytes that a pipe which says it is ready takes without blocking */
#define MARK_EVERY 200           /* ms */
#define PATIENCE 1000            /* ms that a full pipe is waited for at the end */

struct listen_writer {
	struct spool_reader *in;
	pthread_t thread;
	int wake;         /* an eventfd; of one that follows, an inotify of the folder */
	bool once, whole; /* standard output is a file: it takes all at once */
	atomic_bool stop, ended;
	struct buf out;
	struct {
		struct spool_line line;
		size_t end; /* in out */
	} * at;
	size_t n, cap;
	long long marked, warned;
	struct err e; /* why it ended */
	bool closed;
};

static long long now_ms(void)
{
	return os_span_ns() / 1000000;
}

static void mark(struct listen_writer *w)
{
	struct err e;

	w->marked = now_ms();
	if (spool_read_mark(w->in, &e) == 0) {
		w->warned = 0;
	} else if (!w->warned || w->marked - w->warned > 10000) {
		log_warn("what was written out is not marked, and comes again after a restart: %s", e.msg);
		w->warned = w->marked;
	}
}

static int fail(struct listen_writer *w, int why)
{
	w->closed = why == EPIPE;
	return err_set(&w->e, ERR_IO, why == EPIPE ? "standard output is closed" : "cannot write to standard output: %s",
				   strerror(why));
}

/* Waits until standard output takes bytes. 0; -1 when it is broken, or the end is near and it does not. */
static int wait_for_room(struct listen_writer *w)
{
	long long since = now_ms();

	for (;;) {
		struct pollfd p = {STDOUT_FILENO, POLLOUT, 0};
		int n = poll(&p, 1, atomic_load(&w->stop) ? 20 : MARK_EVERY);

		if (n < 0 && errno != EINTR)
			return fail(w, errno);
		if (n > 0 && p.revents & (POLLERR | POLLNVAL))
			return fail(w, p.revents & POLLERR ? EPIPE : EBADF);
		if (n > 0)
			return 0;
		if (now_ms() - w->marked >= MARK_EVERY)
			mark(w);
		if (!atomic_load(&w->stop))
			since = now_ms();
		else if (now_ms() - since > PATIENCE)
			return -1;
	}
}

/* Writes the batch. 1, or -1 when it was left. What was written whole is taken. */
static int flush(struct listen_writer *w)
{
	size_t done = 0, line = 0;

	while (done < w->out.n) {
		size_t rest = w->out.n - done;
		ssize_t k;

		if (wait_for_room(w) != 0)
			return -1;
		k = write(STDOUT_FILENO, w->out.p + done, w->whole || rest < PIECE ? rest : PIECE);
		if (k < 0 && (errno == EINTR || errno == EAGAIN))
			continue;
		if (k < 0)
			return fail(w, errno);
		done += (size_t)k;
		for (; line < w->n && w->at[line].end <= done; line++)
			spool_read_took(w->in, &w->at[line].line);
		if (now_ms() - w->marked >= MARK_EVERY)
			mark(w);
	}
	return 1;
}

/* Reads a batch and writes it. 1; 0 when there was none; -1 when it was left, with w->e when something failed. */
static int pump(struct listen_writer *w)
{
	struct spool_line l;
	int st = 0;

	buf_clear(&w->out);
	w->n = 0;
	while (w->out.n < BATCH && (st = spool_read(w->in, &l, &w->e)) == 1) {
		buf_put(&w->out, l.p, l.n);
		buf_putc(&w->out, '\n');
		if (w->n == w->cap) {
			w->cap = w->cap ? 2 * w->cap : 64;
			w->at = mem_array(w->at, w->cap, sizeof(*w->at));
		}
		w->at[w->n].line = l;
		w->at[w->n++].end = w->out.n;
	}
	if (st < 0)
		return -1;
	if (w->n > 0)
		st = flush(w);
	if (w->out.cap > 16 * BATCH)
		buf_free(&w->out);
	return st;
}

/* Until there is more, or standard output is closed by its reader. */
static int rest(struct listen_writer *w)
{
	struct pollfd p[] = {{STDOUT_FILENO, 0, 0}, {w->wake, POLLIN, 0}};
	char told[4096];

	if (poll(p, 2, MARK_EVERY) > 0 && p[0].revents & (POLLERR | POLLHUP | POLLNVAL))
		return fail(w, p[0].revents & POLLNVAL ? EBADF : EPIPE);
	if (p[1].revents & POLLIN && read(w->wake, told, sizeof(told)) < 0 && errno != EAGAIN && errno != EINTR)
		return fail(w, errno);
	if (now_ms() - w->marked >= MARK_EVERY)
		mark(w);
	return 0;
}

static void *run(void *cookie)
{
	struct listen_writer *w = cookie;
	int st;

	do {
		bool last = atomic_load(&w->stop) || w->once; /* what is stored from now on waits */

		st = pump(w);
		if (st == 1)
			continue;
		if (st < 0 || last)
			break;
		st = rest(w);
	} while (st >= 0);
	mark(w);
	atomic_store(&w->ended, true);
	return NULL;
}

/* Whatever is written in the folder wakes it: looking once too often costs nothing. */
static int open_wake(const char *spool, enum listen_writer_mode mode)
{
	int fd = mode == LISTEN_FOLLOWS ? inotify_init1(IN_CLOEXEC | IN_NONBLOCK) : eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);

	if (fd < 0 || mode != LISTEN_FOLLOWS || inotify_add_watch(fd, spool, IN_MODIFY | IN_CREATE) >= 0)
		return fd;
	(void)close(fd);
	return -1;
}

struct listen_writer *listen_writer_start(const char *spool, const char *consumer, enum listen_writer_mode mode,
										  struct err *e)
{
	struct listen_writer *w = mem_zalloc(sizeof(*w));
	struct stat s;

	w->once = mode == LISTEN_ONCE;
	w->whole = fstat(STDOUT_FILENO, &s) == 0 && S_ISREG(s.st_mode);
	w->in = spool_read_open(spool, consumer, e);
	w->wake = open_wake(spool, mode);
	if (w->in && w->wake < 0)
		(void)err_set(e, ERR_MEMORY, "no more files");
	else if (w->in && pthread_create(&w->thread, NULL, run, w) != 0)
		(void)err_set(e, ERR_MEMORY, "no more threads");
	else if (w->in)
		return w;
	spool_read_close(w->in);
	if (w->wake >= 0)
		(void)close(w->wake);
	free(w);
	return NULL;
}

void listen_writer_wake(struct listen_writer *w)
{
	(void)eventfd_write(w->wake, 1);
}

bool listen_writer_ended(struct listen_writer *w)
{
	return atomic_load(&w->ended);
}

int listen_writer_stop(struct listen_writer *w, bool *closed, uint64_t *left, struct err *e)
{
	int st;

	atomic_store(&w->stop, true);
	listen_writer_wake(w);
	(void)pthread_join(w->thread, NULL);
	st = w->e.kind ? -1 : 0;
	if (st != 0)
		*e = w->e;
	*closed = w->closed;
	*left = spool_read_lag(w->in);
	spool_read_close(w->in);
	(void)close(w->wake);
	buf_free(&w->out);
	free(w->at);
	free(w);
	return st;
}

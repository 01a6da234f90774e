#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/os.h"
#include "io/spool_private.h"

#include "io/spool.h"

#define BATCH ((size_t)4 << 20)  /* bytes that are written and synced as one, when one line is not more already */
#define LOUD_EVERY 10000000000LL /* ns between two words of the same failure */

const double spool_span[SPOOL_SPANS] = {0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 1e300};

/* ---- the folder and its newest segment ---- */

static int sync_dir(const char *dir, struct err *e)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int st = fd < 0 || fsync(fd) != 0 ? err_set(e, ERR_IO, "cannot sync the folder %s: %s", dir, strerror(errno)) : 0;

	if (fd >= 0)
		(void)close(fd);
	return st;
}

int spool_begin_segment(struct spool *s, struct err *e)
{
	char *path = spool_segment_path(s->dir, s->number);
	int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600);
	int st = fd < 0 ? err_set(e, errno == ENOENT ? ERR_NOINPUT : ERR_IO, "cannot create %s: %s", path, strerror(errno))
					: sync_dir(s->dir, e);

	free(path);
	if (st != 0) {
		if (fd >= 0)
			(void)close(fd);
		return -1;
	}
	if (s->fd >= 0)
		(void)close(s->fd);
	s->fd = fd;
	s->segment = s->number;
	s->size = 0;
	s->since = time(NULL);
	return 0;
}

/* How much of what stands in the segment are whole lines: a NUL is where a crash left a hole. */
static int measure(struct spool *s, const char *path, size_t *total, struct err *e)
{
	char *block = mem_alloc(1 << 16);
	ssize_t n;

	s->size = *total = 0;
	s->number = s->segment;
	while ((n = pread(s->fd, block, 1 << 16, (off_t)*total)) > 0) {
		const char *nul = memchr(block, '\0', (size_t)n), *end = nul ? nul : block + n, *lf;

		for (const char *p = block; (lf = memchr(p, '\n', (size_t)(end - p))); p = lf + 1) {
			s->number++;
			s->size = *total + (size_t)(lf + 1 - block);
		}
		*total += (size_t)n;
		if (nul) {
			*total = (size_t)lseek(s->fd, 0, SEEK_END);
			break;
		}
	}
	free(block);
	return n < 0 ? err_set(e, ERR_IO, "cannot read %s: %s", path, strerror(errno)) : 0;
}

/* Opens the newest segment to go on with it, without what a crash left half. */
static int resume_segment(struct spool *s, uint64_t first, struct err *e)
{
	char *path = spool_segment_path(s->dir, first);
	size_t total = 0;
	struct stat b;
	int st = 0;

	s->segment = first;
	s->fd = open(path, O_RDWR | O_APPEND | O_CLOEXEC);
	if (s->fd < 0 || fstat(s->fd, &b) != 0)
		st = err_set(e, ERR_IO, "cannot open %s: %s", path, strerror(errno));
	else
		st = measure(s, path, &total, e);
	if (st == 0 && total > s->size) {
		log_warn("%s: dropped %zu bytes of a line that a crash cut short; nobody was told that it was taken", path,
				 total - s->size);
		if (ftruncate(s->fd, (off_t)s->size) != 0)
			st = err_set(e, ERR_IO, "cannot cut %s: %s", path, strerror(errno));
	}
	/* what a crash of the process left unsynced counts from now on */
	if (st == 0 && fdatasync(s->fd) != 0)
		st = err_set(e, ERR_IO, "cannot sync %s: %s", path, strerror(errno));
	s->since = st == 0 && s->size ? b.st_mtime : time(NULL);
	free(path);
	return st;
}

static int own(struct spool *s, struct err *e)
{
	if (os_make_dirs(s->dir, e) != 0 || spool_mark_open(&s->mark, s->dir, true, e) != 0)
		return -1;
	/* an emitter that looks after a crash has it for a moment */
	for (int i = 0; flock(s->mark.fd, LOCK_EX | LOCK_NB) != 0; i++) {
		if (errno != EWOULDBLOCK && errno != EINTR)
			return err_set(e, ERR_IO, "cannot lock %s: %s", s->dir, strerror(errno));
		if (i == 50)
			return err_set(e, ERR_AGAIN, "another process has the spool %s", s->dir);
		os_sleep_ns(20000000);
	}
	return 0;
}

static int resume(struct spool *s, struct err *e)
{
	uint64_t *first, marked = atomic_load(s->mark.next);
	long n = spool_list(s->dir, &first, e);
	int st;

	if (n < 0)
		return -1;
	s->number = marked ? marked : 1;
	st = n ? resume_segment(s, first[n - 1], e) : spool_begin_segment(s, e);
	free(first);
	if (st == 0 && s->number < marked) { /* numbers are never given twice */
		log_warn("%s: lines %" PRIu64 " to %" PRIu64 " are gone", s->dir, s->number, marked - 1);
		s->number = marked;
		st = spool_begin_segment(s, e);
	}
	if (st == 0)
		spool_mark_set(&s->mark, s->number);
	return st;
}

struct spool *spool_open(const char *dir, const struct spool_options *o, struct err *e)
{
	struct spool *s = mem_zalloc(sizeof(*s));

	s->dir = mem_dup(dir);
	s->o = *o;
	if (s->o.segment == 0)
		s->o.segment = (size_t)64 << 20;
	s->last = &s->first;
	s->fd = s->mark.fd = -1;
	(void)pthread_mutex_init(&s->lock, NULL);
	(void)pthread_cond_init(&s->turned, NULL);
	if (own(s, e) == 0 && resume(s, e) == 0) {
		s->stats.next = s->number;
		return s;
	}
	spool_close(s);
	return NULL;
}

void spool_close(struct spool *s)
{
	if (!s)
		return;
	if (s->fd >= 0)
		(void)close(s->fd);
	spool_mark_close(&s->mark);
	(void)pthread_mutex_destroy(&s->lock);
	(void)pthread_cond_destroy(&s->turned);
	buf_free(&s->batch);
	free(s->dir);
	free(s);
}

/* ---- storing ---- */

static int fail(const struct spool *s, const char *what, struct err *e)
{
	return err_set(e, ERR_IO, "cannot %s the spool %s: %s", what, s->dir, strerror(errno));
}

/* The batch is on the disk, or nothing of it is. ERR_NOINPUT when the folder is gone. */
static int put(struct spool *s, long long *span, struct err *e)
{
	struct stat b;
	long long start;
	int st = 0;

	if (s->size > 0 && s->size + s->batch.n > s->o.segment && spool_begin_segment(s, e) != 0)
		return -1;
	if (os_write_all(s->fd, s->batch.p, s->batch.n) != 0)
		st = fail(s, "write", e);
	start = os_span_ns();
	if (st == 0 && fdatasync(s->fd) != 0)
		st = fail(s, "sync", e);
	*span = os_span_ns() - start;
	if (st == 0 && fstat(s->fd, &b) != 0)
		st = fail(s, "look at", e);
	else if (st == 0 && b.st_nlink == 0)
		return err_set(e, ERR_NOINPUT, "the spool %s is gone", s->dir);
	if (st == 0)
		s->size += s->batch.n;
	else if (ftruncate(s->fd, (off_t)s->size) != 0)
		log_error("cannot take back from the spool %s what was not stored: %s", s->dir, strerror(errno));
	return st;
}

/* The folder is made again, so that deliveries are not lost for someone's mistake. */
static int renew(struct spool *s, struct err *e)
{
	if (s->fd >= 0) {
		log_error("the spool %s is gone, with what it held: it is made again", s->dir);
		(void)close(s->fd);
	}
	s->fd = -1;
	spool_mark_close(&s->mark);
	if (own(s, e) != 0 || spool_begin_segment(s, e) != 0)
		return -1;
	spool_mark_set(&s->mark, s->number);
	return 0;
}

static void compose(struct spool *s, struct waiter *w)
{
	uint64_t number = s->number;

	buf_clear(&s->batch);
	for (; w; w = w->next) {
		w->number = number++;
		if (w->head) {
			buf_put(&s->batch, w->head, w->nhead);
			buf_printf(&s->batch, "%" PRIu64, w->number);
		}
		buf_put(&s->batch, w->tail, w->ntail);
		buf_putc(&s->batch, '\n');
	}
}

static int store(struct spool *s, struct waiter *w, long long *span, struct err *e)
{
	int st = -1;

	compose(s, w);
	e->kind = ERR_NOINPUT;
	if (s->fd >= 0)
		st = put(s, span, e);
	if (st != 0 && e->kind == ERR_NOINPUT) {
		st = renew(s, e);
		if (st == 0)
			st = put(s, span, e);
	}
	return st;
}

void spool_tell(struct spool *s, int st, const struct err *e)
{
	long long now = os_span_ns();

	if (st == 0) {
		if (s->loud)
			log_warn("the spool %s takes deliveries again", s->dir);
		s->loud = 0;
	} else if (!s->loud || now - s->loud > LOUD_EVERY) {
		log_error("NOTHING IS ACCEPTED: %s", e->msg);
		s->loud = now;
	}
}

static void count(struct spool *s, int st, uint64_t lines, long long span)
{
	int i = 0;

	s->failed = st != 0;
	if (st != 0) {
		s->stats.failures += lines;
		return;
	}
	while (i < SPOOL_SPANS - 1 && (double)span / 1e9 > spool_span[i])
		i++;
	s->stats.sync_span[i]++;
	s->stats.sync_seconds += (double)span / 1e9;
	s->stats.syncs++;
	s->stats.lines += lines;
	s->stats.bytes += s->batch.n;
	s->stats.next = s->number;
}

/* Takes from those that wait what makes one batch. Under the lock. */
static struct waiter *take(struct spool *s, uint64_t *lines)
{
	struct waiter *all = s->first, **w = &s->first;
	size_t n = 0;

	for (*lines = 0; *w && (*lines == 0 || n < BATCH); w = &(*w)->next, (*lines)++)
		n += (*w)->nhead + (*w)->ntail;
	s->first = *w;
	*w = NULL;
	if (!s->first)
		s->last = &s->first;
	return all;
}

/* One thread stores for all that wait. Under the lock, which it gives away meanwhile. */
static void lead(struct spool *s)
{
	struct err e = {.kind = ERR_NONE};
	long long span = 0;
	uint64_t lines;
	struct waiter *w = take(s, &lines), *next;
	int st;

	s->busy = true;
	(void)pthread_mutex_unlock(&s->lock);
	st = store(s, w, &span, &e);
	if (st == 0) {
		s->number += lines;
		spool_mark_set(&s->mark, s->number);
		if (s->o.stored)
			s->o.stored(s->o.cookie);
	}
	spool_tell(s, st, &e);
	(void)pthread_mutex_lock(&s->lock);
	count(s, st, lines, span);
	for (; w; w = next) {
		next = w->next; /* it is gone once it is done */
		w->status = st;
		if (st != 0 && w->e)
			(void)err_set(w->e, ERR_IO, "%s", e.msg);
		w->done = true;
	}
	s->busy = false;
	(void)pthread_cond_broadcast(&s->turned);
}

int spool_append(struct spool *s, const char *head, size_t nhead, const char *tail, size_t ntail, uint64_t *number,
				 struct err *e)
{
	struct waiter w = {.head = head, .nhead = nhead, .tail = tail, .ntail = ntail, .e = e};

	if ((head && memchr(head, '\n', nhead)) || memchr(tail, '\n', ntail))
		return err_set(e, ERR_BUG, "a line for the spool holds an end of line");
	(void)pthread_mutex_lock(&s->lock);
	*s->last = &w;
	s->last = &w.next;
	while (!w.done && s->busy)
		(void)pthread_cond_wait(&s->turned, &s->lock);
	while (!w.done)
		lead(s);
	(void)pthread_mutex_unlock(&s->lock);
	if (number)
		*number = w.number;
	return w.status;
}

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

/* An append that waits, on the stack of its thread. */
struct waiter {
	const char *head, *tail;
	size_t nhead, ntail;
	uint64_t number;
	bool done;
	struct err *e;
	int status;
	struct waiter *next;
};

struct spool {
	char *dir;
	struct spool_options o;
	pthread_mutex_t lock;
	pthread_cond_t turned;
	/* under the lock */
	struct waiter *first, **last;
	bool busy; /* a thread has the file: it alone uses what is below */
	struct spool_stats stats;
	bool failed; /* the last batch could not be stored */
	/* of the thread that has the file */
	struct spool_mark mark;
	int fd;
	uint64_t segment, number; /* the open segment, the next line */
	size_t size;              /* its bytes that are stored */
	time_t since;             /* when its first line came */
	struct buf batch;
	long long loud, probed; /* when the last failure was told, the disk tried */
};

/* ---- the folder and its newest segment ---- */

static int sync_dir(const char *dir, struct err *e)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int st = fd < 0 || fsync(fd) != 0 ? err_set(e, ERR_IO, "cannot sync the folder %s: %s", dir, strerror(errno)) : 0;

	if (fd >= 0)
		(void)close(fd);
	return st;
}

/* A new segment for the lines from s->number on becomes the open one. */
static int begin_segment(struct spool *s, struct err *e)
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
	st = n ? resume_segment(s, first[n - 1], e) : begin_segment(s, e);
	free(first);
	if (st == 0 && s->number < marked) { /* numbers are never given twice */
		log_warn("%s: lines %" PRIu64 " to %" PRIu64 " are gone", s->dir, s->number, marked - 1);
		s->number = marked;
		st = begin_segment(s, e);
	}
	if (st == 0)
		atomic_store(s->mark.next, s->number);
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

static int write_all(int fd, const char *p, size_t n)
{
	while (n > 0) {
		ssize_t k = write(fd, p, n);

		if (k < 0 && errno == EINTR)
			continue;
		if (k < 0)
			return -1;
		p += k;
		n -= (size_t)k;
	}
	return 0;
}

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

	if (s->size > 0 && s->size + s->batch.n > s->o.segment && begin_segment(s, e) != 0)
		return -1;
	if (write_all(s->fd, s->batch.p, s->batch.n) != 0)
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
	if (own(s, e) != 0 || begin_segment(s, e) != 0)
		return -1;
	atomic_store(s->mark.next, s->number);
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

static void be_loud(struct spool *s, int st, const struct err *e)
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
		atomic_store(s->mark.next, s->number);
		if (s->o.stored)
			s->o.stored(s->o.cookie);
	}
	be_loud(s, st, &e);
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

/* ---- keeping house ---- */

/* Has the file for the calling thread alone. */
static void seize(struct spool *s)
{
	(void)pthread_mutex_lock(&s->lock);
	while (s->busy)
		(void)pthread_cond_wait(&s->turned, &s->lock);
	s->busy = true;
	(void)pthread_mutex_unlock(&s->lock);
}

static void yield(struct spool *s)
{
	(void)pthread_mutex_lock(&s->lock);
	s->busy = false;
	(void)pthread_cond_broadcast(&s->turned);
	(void)pthread_mutex_unlock(&s->lock);
}

int spool_check(struct spool *s, struct err *e)
{
	static const char block[1 << 16];
	bool failed;
	char *path;
	int st;

	(void)pthread_mutex_lock(&s->lock);
	failed = s->failed;
	(void)pthread_mutex_unlock(&s->lock);
	if (!failed)
		return 0;
	seize(s);
	st = err_set(e, ERR_IO, "the spool %s could not be written", s->dir);
	if (!s->probed || os_span_ns() - s->probed > 500000000) { /* it is asked without a secret: not often */
		path = os_join(s->dir, "probe");
		st = os_make_dirs(s->dir, e) == 0 ? os_write_file(path, block, sizeof(block), 0600, e) : -1;
		(void)unlink(path);
		free(path);
		s->probed = os_span_ns();
		be_loud(s, st, e);
		(void)pthread_mutex_lock(&s->lock);
		s->failed = st != 0;
		(void)pthread_mutex_unlock(&s->lock);
	}
	yield(s);
	return st;
}

struct least {
	const char *dir;
	uint64_t segment;
	int n;
};

static void find_least(void *cookie, const char *name)
{
	struct least *l = cookie;
	struct spool_cursor c = {.segment = 0};
	struct err e;

	if (spool_cursor_load(l->dir, name, &c, &e) != 1)
		c.segment = 0; /* one that cannot be read keeps everything */
	if (l->n++ == 0 || c.segment < l->segment)
		l->segment = c.segment;
}

static int delete_before(const struct spool *s, uint64_t least, double keep)
{
	uint64_t *first = NULL;
	long n = spool_list(s->dir, &first, NULL);
	int deleted = 0;

	for (long i = 0; i + 1 < n && first[i] < least; i++) {
		char *path = spool_segment_path(s->dir, first[i]);
		struct stat b;

		if (stat(path, &b) == 0 && difftime(time(NULL), b.st_mtime) >= keep && unlink(path) == 0)
			deleted++;
		free(path);
	}
	free(first);
	return deleted;
}

int spool_sweep(struct spool *s, double keep)
{
	struct least l = {.dir = s->dir};
	struct err e;

	seize(s);
	/* little traffic must not keep lines for years: a segment that is old is closed */
	if (s->fd >= 0 && s->size > 0 && difftime(time(NULL), s->since) >= keep && begin_segment(s, &e) != 0)
		log_debug("no new segment: %s", e.msg);
	yield(s);
	if (spool_each(s->dir, ".cursor", find_least, &l, NULL) != 0 || l.n == 0)
		return 0;
	return delete_before(s, l.segment, keep);
}

void spool_stats(struct spool *s, struct spool_stats *out)
{
	uint64_t *first = NULL;
	long n = spool_list(s->dir, &first, NULL);

	(void)pthread_mutex_lock(&s->lock);
	*out = s->stats;
	(void)pthread_mutex_unlock(&s->lock);
	out->segments = n < 0 ? 0 : (int)n;
	out->held = 0;
	for (long i = 0; i < n; i++) {
		char *path = spool_segment_path(s->dir, first[i]);
		struct stat b;

		out->held += stat(path, &b) == 0 ? (uint64_t)b.st_size : 0;
		free(path);
	}
	free(first);
}

struct each {
	struct spool *s;
	uint64_t next;
	void (*fn)(void *cookie, const char *name, uint64_t lag);
	void *cookie;
};

static void show_consumer(void *cookie, const char *name)
{
	struct each *x = cookie;
	struct spool_cursor c;
	struct err e;

	if (spool_cursor_load(x->s->dir, name, &c, &e) == 1)
		x->fn(x->cookie, name, x->next > c.number ? x->next - c.number : 0);
}

void spool_consumers(struct spool *s, void (*fn)(void *cookie, const char *name, uint64_t lag), void *cookie)
{
	struct each x = {.s = s, .fn = fn, .cookie = cookie};

	(void)pthread_mutex_lock(&s->lock);
	x.next = s->stats.next;
	(void)pthread_mutex_unlock(&s->lock);
	(void)spool_each(s->dir, ".cursor", show_consumer, &x, NULL);
}

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "base/os.h"
#include "io/spool_private.h"

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

/* Whether the open segment takes bytes. What a crash leaves of them is no line, and is dropped. */
static int probe(struct spool *s, struct err *e)
{
	static const char block[1 << 16];
	int st;

	if (s->fd < 0)
		return spool_begin_segment(s, e);
	if (write(s->fd, block, sizeof(block)) == (ssize_t)sizeof(block) && fdatasync(s->fd) == 0)
		st = 0;
	else
		st = err_set(e, ERR_IO, "cannot write the spool %s: %s", s->dir, strerror(errno));
	if (ftruncate(s->fd, (off_t)s->size) != 0 && st == 0)
		st = err_set(e, ERR_IO, "cannot cut the spool %s: %s", s->dir, strerror(errno));
	return st;
}

int spool_check(struct spool *s, struct err *e)
{
	bool failed;
	int st;

	(void)pthread_mutex_lock(&s->lock);
	failed = s->failed;
	(void)pthread_mutex_unlock(&s->lock);
	if (!failed)
		return 0;
	seize(s);
	st = err_set(e, ERR_IO, "the spool %s could not be written", s->dir);
	if (!s->probed || os_span_ns() - s->probed > 500000000) { /* it is asked without a secret: not often */
		st = probe(s, e);
		s->probed = os_span_ns();
		spool_tell(s, st, e);
		(void)pthread_mutex_lock(&s->lock);
		s->failed = st != 0;
		(void)pthread_mutex_unlock(&s->lock);
	}
	yield(s);
	return st;
}

struct least {
	const char *dir;
	uint64_t number; /* the next line of the consumer that is furthest behind */
	int n;
};

static void find_least(void *cookie, const char *name)
{
	struct least *l = cookie;
	struct spool_cursor c;

	if (spool_cursor_load(l->dir, name, &c, NULL) != 1)
		c.number = 0; /* one that cannot be read keeps everything */
	if (l->n++ == 0 || c.number < l->number)
		l->number = c.number;
}

static int delete_before(const struct spool *s, uint64_t least, double keep)
{
	uint64_t *first = NULL;
	long n = spool_list(s->dir, &first, NULL);
	int deleted = 0;

	for (long i = 0; i + 1 < n && first[i + 1] <= least; i++) {
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
	if (s->fd >= 0 && s->size > 0 && difftime(time(NULL), s->since) >= keep && spool_begin_segment(s, &e) != 0)
		log_debug("no new segment: %s", e.msg);
	yield(s);
	if (spool_each(s->dir, ".cursor", find_least, &l, NULL) != 0 || l.n == 0)
		return 0;
	return delete_before(s, l.number, keep);
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

	if (spool_cursor_load(x->s->dir, name, &c, NULL) == 1)
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

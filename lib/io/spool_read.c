#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/os.h"
#include "io/spool_private.h"

#include "io/spool.h"

#define BLOCK ((size_t)1 << 18)

struct spool_reader {
	char *dir, *name; /* name NULL: no cursor */
	int lock, fd;     /* the consumer's lock; the segment, -1 when none is open */
	struct spool_mark mark;
	struct spool_cursor at; /* the line that spool_read gives next */
	struct spool_cursor taken;
	uint64_t marked; /* the number that the cursor's file has */
	uint64_t upto;   /* lines before this one were stored when buf was read */
	struct buf buf;  /* bytes of the segment */
	size_t used;     /* of buf: at.offset is where it goes on */
};

static bool is_name(const char *s)
{
	size_t n = strlen(s);

	return n > 0 && n <= 64 && strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-") == n;
}

static void remove_rest(void *cookie, const char *name)
{
	const struct spool_reader *r = cookie;
	size_t n = strlen(r->name);
	char *path;

	if (strncmp(name, r->name, n) != 0 || strncmp(name + n, ".cursor.", 8) != 0)
		return;
	path = mem_printf("%s/%s.tmp", r->dir, name);
	(void)unlink(path);
	free(path);
}

/* One process at a time is a consumer. What an earlier one left half-written is removed. */
static int own(struct spool_reader *r, struct err *e)
{
	char *path = mem_printf("%s/%s.lock", r->dir, r->name);
	int st = 0;

	r->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (r->lock < 0)
		st = err_set(e, ERR_CANTCREATE, "cannot open %s: %s", path, strerror(errno));
	else if (flock(r->lock, LOCK_EX | LOCK_NB) != 0)
		st = err_set(e, ERR_AGAIN, "another process takes the deliveries of the consumer %s", r->name);
	else
		st = spool_each(r->dir, ".tmp", remove_rest, r, e);
	free(path);
	return st;
}

static void leave_segment(struct spool_reader *r)
{
	if (r->fd >= 0)
		(void)close(r->fd);
	r->fd = -1;
	buf_clear(&r->buf);
	r->used = 0;
}

/* ---- finding the place ---- */

/* Whether a line begins at r->at.offset of the segment, as far as its bytes tell. */
static bool is_place(const struct spool_reader *r)
{
	char before;

	if (r->at.offset == 0)
		return r->at.number == r->at.segment;
	return pread(r->fd, &before, 1, (off_t)r->at.offset - 1) == 1 && before == '\n';
}

/* The segment goes on where its own lines say: counts up to r->at.number, or to its end. */
static void recount(struct spool_reader *r)
{
	uint64_t number = r->at.segment, offset = 0;
	char block[4096];
	ssize_t n;

	r->at.offset = 0;
	while (number < r->at.number && (n = pread(r->fd, block, sizeof(block), (off_t)offset)) > 0) {
		const char *lf, *end = block + n;

		for (const char *p = block; number < r->at.number && (lf = memchr(p, '\n', (size_t)(end - p))); p = lf + 1) {
			number++;
			r->at.offset = offset + (uint64_t)(lf + 1 - block);
		}
		offset += (uint64_t)n;
	}
	r->at.number = number;
}

/* Opens segment first at r->at. 1; 0 when it is not there; -1 with e. */
static int enter_segment(struct spool_reader *r, uint64_t first, struct err *e)
{
	char *path = spool_segment_path(r->dir, first);
	int st = 1;

	leave_segment(r);
	r->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (r->fd < 0 && errno == ENOENT)
		st = 0;
	else if (r->fd < 0)
		st = err_set(e, ERR_IO, "cannot open %s: %s", path, strerror(errno));
	else
		r->at.segment = first;
	free(path);
	return st;
}

/* The next segment there is, when the one that is looked for is not. 1; 0 when there is none; -1 with e. */
static int skip_to_segment(struct spool_reader *r, struct err *e)
{
	uint64_t *first = NULL, to = 0;
	long n = spool_list(r->dir, &first, e);
	int st = n < 0 ? -1 : 0;

	for (long i = 0; i < n && to == 0; i++)
		if (first[i] >= r->at.number && first[i] > r->at.segment)
			to = first[i];
	free(first);
	if (to == 0 || to > r->upto)
		return st;
	if (to > r->at.number && r->at.segment != 0)
		log_warn("%s: lines %" PRIu64 " to %" PRIu64 " are gone", r->dir, r->at.number, to - 1);
	st = enter_segment(r, to, e);
	if (st == 1) {
		r->at.number = to;
		r->at.offset = 0;
	}
	return st;
}

/* Opens the segment of r->at, or the next one. 1; 0 when there is none; -1 with e. */
static int find_place(struct spool_reader *r, struct err *e)
{
	int st = r->at.segment ? enter_segment(r, r->at.segment, e) : 0;

	if (st == 1 && !is_place(r))
		recount(r);
	return st != 0 ? st : skip_to_segment(r, e);
}

/* ---- opening ---- */

static int begin(struct spool_reader *r, struct err *e)
{
	int st = r->name ? spool_cursor_load(r->dir, r->name, &r->at, e) : 0;

	r->taken = r->at;
	r->marked = r->at.number;
	if (st != 0)
		return st < 0 ? -1 : 0;
	/* a new consumer begins at the oldest line, and holds it from now on */
	r->at = (struct spool_cursor){.number = 1};
	r->upto = atomic_load(r->mark.next);
	if (skip_to_segment(r, e) < 0)
		return -1;
	r->taken = r->at;
	if (!r->name || r->at.segment == 0)
		return 0;
	r->marked = r->at.number;
	return spool_cursor_save(r->dir, r->name, &r->taken, e);
}

struct spool_reader *spool_read_open(const char *dir, const char *name, struct err *e)
{
	struct spool_reader *r;

	if (name && !is_name(name)) {
		(void)err_set(e, ERR_USAGE, "\"%.80s\" is no name for a consumer: letters, digits, - and _", name);
		return NULL;
	}
	r = mem_zalloc(sizeof(*r));
	r->dir = mem_dup(dir);
	r->name = name ? mem_dup(name) : NULL;
	r->lock = r->fd = r->mark.fd = -1;
	if (spool_mark_open(&r->mark, dir, false, e) == 0 && (!name || own(r, e) == 0) && begin(r, e) == 0)
		return r;
	spool_read_close(r);
	return NULL;
}

void spool_read_close(struct spool_reader *r)
{
	if (!r)
		return;
	leave_segment(r);
	spool_mark_close(&r->mark);
	if (r->lock >= 0)
		(void)close(r->lock);
	buf_free(&r->buf);
	free(r->name);
	free(r->dir);
	free(r);
}

/* ---- reading ---- */

/* The folder was removed and made again: its mark is another file. */
static void follow_mark(struct spool_reader *r)
{
	struct spool_mark m = {.fd = -1};
	struct stat s;

	if (fstat(r->mark.fd, &s) != 0 || s.st_nlink > 0 || spool_mark_open(&m, r->dir, false, NULL) != 0)
		return;
	spool_mark_close(&r->mark);
	r->mark = m;
	leave_segment(r);
}

/* More of the segment into buf. How many bytes; -1 with e. */
static ssize_t fill(struct spool_reader *r, struct err *e)
{
	ssize_t n;

	if (r->used > 0) {
		memmove(r->buf.p, r->buf.p + r->used, r->buf.n - r->used);
		r->buf.n -= r->used;
		r->used = 0;
	}
	buf_need(&r->buf, BLOCK);
	do
		n = pread(r->fd, r->buf.p + r->buf.n, BLOCK, (off_t)(r->at.offset + r->buf.n));
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return err_set(e, ERR_IO, "cannot read the spool %s: %s", r->dir, strerror(errno));
	r->buf.n += (size_t)n;
	return n;
}

/* The segment is at its end, and there are lines behind: they are in the next one. */
static int next_segment(struct spool_reader *r, struct err *e)
{
	int st = enter_segment(r, r->at.number, e);

	if (st == 1)
		r->at.offset = 0;
	return st != 0 ? st : skip_to_segment(r, e);
}

int spool_read(struct spool_reader *r, struct spool_line *l, struct err *e)
{
	size_t searched = 0;
	int st;

	if (r->at.number >= r->upto) {
		follow_mark(r);
		r->upto = atomic_load(r->mark.next);
		if (r->at.number >= r->upto)
			return 0;
		buf_clear(&r->buf); /* what was not stored then may be other bytes now */
		r->used = 0;
	}
	if (r->fd < 0 && (st = find_place(r, e)) != 1)
		return st;
	for (;;) {
		size_t have = r->buf.n - r->used;
		const char *p = have ? r->buf.p + r->used : NULL, *lf;
		ssize_t n;

		lf = have > searched ? memchr(p + searched, '\n', have - searched) : NULL;
		if (lf) {
			*l = (struct spool_line){.p = p, .n = (size_t)(lf - p), .number = r->at.number++, .segment = r->at.segment};
			r->used += l->n + 1;
			r->at.offset += l->n + 1;
			l->behind = r->at.offset;
			return 1;
		}
		searched = have;
		n = fill(r, e);
		if (n < 0)
			return -1;
		if (n > 0)
			continue;
		st = next_segment(r, e);
		if (st != 1)
			return st;
		if (r->at.number >= r->upto)
			return 0;
		searched = 0;
	}
}

void spool_read_took(struct spool_reader *r, const struct spool_line *l)
{
	r->taken = (struct spool_cursor){.segment = l->segment, .offset = l->behind, .number = l->number + 1};
}

int spool_read_mark(struct spool_reader *r, struct err *e)
{
	if (!r->name || r->marked == r->taken.number)
		return 0;
	if (spool_cursor_save(r->dir, r->name, &r->taken, e) != 0)
		return -1;
	r->marked = r->taken.number;
	return 0;
}

uint64_t spool_read_lag(struct spool_reader *r)
{
	uint64_t next = atomic_load(r->mark.next), number = r->taken.number ? r->taken.number : 1;

	return next > number ? next - number : 0;
}

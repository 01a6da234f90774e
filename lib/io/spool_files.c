#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/os.h"

#include "io/spool_private.h"

#define DIGITS 20
static const char segment_end[] = ".ndjson", cursor_end[] = ".cursor";

/* ---- the mark ---- */

int spool_mark_open(struct spool_mark *m, const char *dir, bool write, struct err *e)
{
	static const uint64_t first = 1;
	char *path = os_join(dir, "mark");
	struct stat s;
	void *p;
	int st = 0;

	m->next = NULL;
	m->fd = open(path, write ? O_RDWR | O_CREAT | O_CLOEXEC : O_RDONLY | O_CLOEXEC, 0600);
	if (m->fd < 0)
		st = err_set(e,
					 errno == ENOENT ? ERR_NOINPUT
					 : write         ? ERR_CANTCREATE
									 : ERR_IO,
					 "cannot open %s: %s", path, strerror(errno));
	else if (fstat(m->fd, &s) != 0)
		st = err_set(e, ERR_IO, "cannot read %s: %s", path, strerror(errno));
	else if (s.st_size < (off_t)sizeof(first) && !write)
		st = err_set(e, ERR_NOINPUT, "%s is no spool", dir);
	/* written, not grown: a mapped page that the disk has no room for would be a SIGBUS later */
	else if (s.st_size < (off_t)sizeof(first) && pwrite(m->fd, &first, sizeof(first), 0) != (ssize_t)sizeof(first))
		st = err_set(e, ERR_IO, "cannot write %s: %s", path, strerror(errno));
	if (st == 0) {
		p = mmap(NULL, sizeof(first), write ? PROT_READ | PROT_WRITE : PROT_READ, MAP_SHARED, m->fd, 0);
		if (p == MAP_FAILED)
			st = err_set(e, ERR_IO, "cannot map %s: %s", path, strerror(errno));
		else
			m->next = p;
	}
	if (st != 0)
		spool_mark_close(m);
	free(path);
	return st;
}

void spool_mark_set(struct spool_mark *m, uint64_t number)
{
	atomic_store(m->next, number);
	if (pwrite(m->fd, &number, sizeof(number), 0) < 0) /* it is mapped: this one is for watchers only */
		return;
}

void spool_mark_close(struct spool_mark *m)
{
	if (m->next)
		(void)munmap(m->next, sizeof(*m->next));
	if (m->fd >= 0)
		(void)close(m->fd);
	*m = (struct spool_mark){.fd = -1};
}

/* ---- the folder ---- */

int spool_each(const char *dir, const char *end, void (*fn)(void *cookie, const char *name), void *cookie,
			   struct err *e)
{
	DIR *d = opendir(dir);
	size_t nend = strlen(end);
	struct dirent *f;

	if (!d)
		return err_set(e, errno == ENOENT ? ERR_NOINPUT : ERR_IO, "cannot read the folder %s: %s", dir,
					   strerror(errno));
	while ((f = readdir(d))) {
		size_t n = strlen(f->d_name);

		if (n > nend && strcmp(f->d_name + n - nend, end) == 0) {
			f->d_name[n - nend] = '\0';
			fn(cookie, f->d_name);
		}
	}
	(void)closedir(d);
	return 0;
}

char *spool_segment_path(const char *dir, uint64_t first)
{
	return mem_printf("%s/%0*" PRIu64 "%s", dir, DIGITS, first, segment_end);
}

struct list {
	uint64_t *first;
	size_t n;
};

static void add_segment(void *cookie, const char *name)
{
	struct list *l = cookie;

	if (strlen(name) != DIGITS || strspn(name, "0123456789") != DIGITS)
		return;
	l->first = mem_array(l->first, l->n + 1, sizeof(*l->first));
	l->first[l->n++] = strtoull(name, NULL, 10);
}

static int by_number(const void *a, const void *b)
{
	uint64_t x, y;

	memcpy(&x, a, sizeof(x));
	memcpy(&y, b, sizeof(y));
	return (x > y) - (x < y);
}

long spool_list(const char *dir, uint64_t **first, struct err *e)
{
	struct list l = {0};

	*first = NULL;
	if (spool_each(dir, segment_end, add_segment, &l, e) != 0)
		return -1;
	if (l.n > 1)
		qsort(l.first, l.n, sizeof(*l.first), by_number);
	*first = l.first;
	return (long)l.n;
}

/* ---- cursors ---- */

int spool_cursor_load(const char *dir, const char *name, struct spool_cursor *c, struct err *e)
{
	char *path = mem_printf("%s/%s%s", dir, name, cursor_end);
	struct buf b = {0};
	struct err own;
	int st, end = 0;

	e = e ? e : &own;
	st = os_read_file(path, 256, &b, e);
	if (st != 0 && e->kind == ERR_NOINPUT)
		st = 0;
	else if (st == 0 && (sscanf(buf_str(&b), "%" SCNu64 " %" SCNu64 " %" SCNu64 "%n", &c->segment, &c->offset,
								&c->number, &end) != 3 ||
						 strcmp(buf_str(&b) + end, "\n") != 0 || c->segment == 0 || c->number < c->segment))
		st = err_set(e, ERR_DATA, "%s is no cursor: remove it, and the consumer begins at the oldest line", path);
	else if (st == 0)
		st = 1;
	buf_free(&b);
	free(path);
	return st;
}

int spool_cursor_save(const char *dir, const char *name, const struct spool_cursor *c, struct err *e)
{
	char *path = mem_printf("%s/%s%s", dir, name, cursor_end);
	char text[80];
	int n = snprintf(text, sizeof(text), "%0*" PRIu64 " %" PRIu64 " %" PRIu64 "\n", DIGITS, c->segment, c->offset,
					 c->number);
	int st = os_write_file(path, text, (size_t)n, 0600, e);

	free(path);
	return st;
}

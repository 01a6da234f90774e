#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/mem.h"
#include "io/spool_private.h"

#include "io/spool.h"

struct names {
	char **name;
	int n;
};

static void add_name(void *cookie, const char *name)
{
	struct names *x = cookie;

	x->name = mem_array(x->name, (size_t)x->n + 1, sizeof(*x->name));
	x->name[x->n++] = mem_dup(name);
}

static void free_names(struct names *x)
{
	for (int i = 0; i < x->n; i++)
		free(x->name[i]);
	free(x->name);
}

int spool_taken(const char *dir, uint64_t *number, struct err *e)
{
	struct names x = {0};
	struct spool_cursor c;
	int st = spool_each(dir, ".cursor", add_name, &x, e);

	*number = 0;
	for (int i = 0; i < x.n && st == 0; i++) {
		st = spool_cursor_load(dir, x.name[i], &c, e) < 0 ? -1 : 0;
		if (st == 0 && (*number == 0 || c.number < *number))
			*number = c.number;
	}
	if (*number == 0)
		*number = 1;
	free_names(&x);
	return st;
}

struct spool_hold {
	int *fd;
	int n;
};

static int hold_one(struct spool_hold *h, const char *dir, const char *name, struct err *e)
{
	char *path = mem_printf("%s/%s.lock", dir, name);
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600), st = 0;

	if (fd < 0)
		st = err_set(e, ERR_CANTCREATE, "cannot open %s: %s", path, strerror(errno));
	else if (flock(fd, LOCK_EX | LOCK_NB) != 0)
		st = err_set(e, ERR_AGAIN, "the consumer %s of the spool %s is at work", name, dir);
	free(path);
	if (st != 0) {
		if (fd >= 0)
			(void)close(fd);
		return -1;
	}
	h->fd = mem_array(h->fd, (size_t)h->n + 1, sizeof(*h->fd));
	h->fd[h->n++] = fd;
	return 0;
}

struct spool_hold *spool_hold(const char *dir, struct err *e)
{
	struct spool_hold *h = mem_zalloc(sizeof(*h));
	struct names x = {0};
	int st = spool_each(dir, ".cursor", add_name, &x, e);

	for (int i = 0; i < x.n && st == 0; i++)
		st = hold_one(h, dir, x.name[i], e);
	free_names(&x);
	if (st == 0)
		return h;
	spool_let_go(h);
	return NULL;
}

void spool_let_go(struct spool_hold *h)
{
	for (int i = 0; h && i < h->n; i++)
		(void)close(h->fd[i]);
	if (h)
		free(h->fd);
	free(h);
}

int spool_overwrite(const char *dir, const struct spool_line *l, const char *text, size_t n, struct err *e)
{
	char *path = spool_segment_path(dir, l->segment), *line = mem_alloc(l->n + 1);
	int fd = open(path, O_WRONLY | O_CLOEXEC), st = 0;

	memset(line, ' ', l->n);
	memcpy(line, text, n < l->n ? n : l->n);
	if (fd < 0)
		st = errno == ENOENT ? 0 : err_set(e, ERR_IO, "cannot open %s: %s", path, strerror(errno));
	else if (pwrite(fd, line, l->n, (off_t)(l->behind - l->n - 1)) != (ssize_t)l->n || fdatasync(fd) != 0)
		st = err_set(e, ERR_IO, "cannot write to %s: %s", path, strerror(errno));
	if (fd >= 0)
		(void)close(fd);
	free(line);
	free(path);
	return st;
}

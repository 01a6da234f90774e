#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/os.h"

#include "services/dead.h"

char *dead_path(const char *name)
{
	const char *state = os_env("XDG_STATE_HOME", NULL);

	return state ? mem_printf("%s/cwai/%s", state, name)
				 : mem_printf("%s/.local/state/cwai/%s", os_env("HOME", ""), name);
}

char *dead_shop(const char *config)
{
	char *path = realpath(config, NULL);

	return path ? path : mem_dup(config);
}

int dead_put(const char *path, const char *line, size_t n, struct err *e)
{
	char *dir = os_dir(path);
	struct buf b = {0};
	int st = os_make_dirs(dir, e), fd = -1;

	free(dir);
	if (st != 0)
		return -1;
	buf_put(&b, line, n);
	buf_putc(&b, '\n');
	fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	if (fd < 0)
		st = err_set(e, ERR_CANTCREATE, "cannot open %s: %s", path, strerror(errno));
	else if (os_write_all(fd, b.p, b.n) != 0 || fdatasync(fd) != 0)
		st = err_set(e, ERR_IO, "cannot write to %s: %s", path, strerror(errno));
	if (fd >= 0 && close(fd) != 0 && st == 0)
		st = err_set(e, ERR_IO, "cannot write to %s: %s", path, strerror(errno));
	buf_free(&b);
	return st;
}

struct taking {
	int (*fn)(void *cookie, struct rec *r, struct err *e);
	void *cookie;
	int n;
};

static int take(void *cookie, struct rec *r, struct err *e)
{
	struct taking *t = cookie;

	t->n++;
	return t->fn(t->cookie, r, e);
}

/* The records of what was set aside, which is then dropped. */
static int take_aside(const char *aside, struct taking *t, struct err *e)
{
	if (!os_is_file(aside))
		return 0;
	if (rec_each(aside, take, t, e) != 0)
		return -1;
	return unlink(aside) == 0 ? 0 : err_set(e, ERR_IO, "cannot remove %s: %s", aside, strerror(errno));
}

/* Sets the file aside, so that what fails again comes into a new one. There may be one that an ended run left. */
static int set_aside(const char *path, const char *aside, const char *second, struct err *e)
{
	if (os_is_file(second)) /* the run after this one has its turn */
		return 0;
	if (rename(path, os_is_file(aside) ? second : aside) != 0 && errno != ENOENT)
		return err_set(e, ERR_IO, "cannot move %s: %s", path, strerror(errno));
	return 0;
}

int dead_take(const char *path, int (*fn)(void *cookie, struct rec *r, struct err *e), void *cookie, int *n,
			  struct err *e)
{
	struct taking t = {.fn = fn, .cookie = cookie};
	char *aside = mem_printf("%s.taken", path), *second = mem_printf("%s.taken2", path);
	int st = set_aside(path, aside, second, e);

	if (st == 0)
		st = take_aside(aside, &t, e);
	if (st == 0)
		st = take_aside(second, &t, e);
	free(aside);
	free(second);
	*n = t.n;
	return st;
}

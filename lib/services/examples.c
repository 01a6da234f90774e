#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/map.h"
#include "base/mem.h"
#include "base/os.h"

#include "services/examples.h"

#define MAX_FILE (64u << 20)

static int read_stream(int fd, const char *name, int (*add)(void *, struct rec *, struct err *), void *cookie,
					   struct err *e)
{
	struct rec_reader *in = rec_reader_new(fd);
	struct rec *r = rec_new();
	struct err one = {.kind = ERR_NONE}, first = one;
	unsigned long bad = 0;
	const char *line;
	size_t n;
	int st;

	while ((st = rec_reader_next(in, r, &line, &n, &one)) != 0) {
		if (st < 0 && one.kind != ERR_DATA)
			break;
		if (st > 0 && (st = add(cookie, r, &one)) < 0)
			(void)err_prefix(&one, "line %lu", rec_reader_number(in));
		if (st < 0 && bad++ == 0)
			first = one;
	}
	if (st < 0)
		(void)err_set(e, one.kind, "%s: %s", name, one.msg);
	else if (bad > 1)
		(void)err_set(e, ERR_DATA, "%s: %s (and %lu more bad lines)", name, first.msg, bad - 1);
	else if (bad)
		(void)err_set(e, ERR_DATA, "%s: %s", name, first.msg);
	rec_free(r);
	rec_reader_free(in);
	return st < 0 || bad ? -1 : 0;
}

int examples_read(const char *path, int (*add)(void *cookie, struct rec *r, struct err *e), void *cookie, struct err *e)
{
	int fd, st;

	if (strcmp(path, "-") == 0)
		return read_stream(STDIN_FILENO, "standard input", add, cookie, e);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return err_set(e, errno == ENOENT ? ERR_NOINPUT : ERR_IO, "cannot open %s: %s", path, strerror(errno));
	st = read_stream(fd, path, add, cookie, e);
	(void)close(fd);
	return st;
}

int examples_stamp(const char *const *path, int n, uint64_t *stamp, struct err *e)
{
	struct buf b = {0};
	int st = 0;

	for (int i = 0; i < n && st == 0; i++) {
		if (strcmp(path[i], "-") == 0)
			(void)lseek(STDIN_FILENO, 0, SEEK_SET);
		st = os_read_file(path[i], MAX_FILE, &b, e);
	}
	*stamp = map_hash(buf_str(&b), b.n, 1);
	buf_free(&b);
	return st;
}

int examples_hold(struct err *e)
{
	struct buf b = {0};
	FILE *f = NULL;
	int st = os_read_file("-", MAX_FILE, &b, e);

	if (st == 0) {
		f = tmpfile();
		if (!f || os_write_all(fileno(f), buf_str(&b), b.n) < 0 || dup2(fileno(f), STDIN_FILENO) < 0 ||
			lseek(STDIN_FILENO, 0, SEEK_SET) < 0)
			st = err_set(e, ERR_IO, "standard input can't be kept: %s", strerror(errno));
	}
	if (f)
		(void)fclose(f);
	buf_free(&b);
	return st;
}

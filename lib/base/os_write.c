#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "base/os.h"

#define MAX_LINKS 40   /* as the system has it */
#define PROC_FS 0x9fa0 /* f_type of what lies in /proc; <linux/magic.h> is not everywhere */

int os_write_all(int fd, const void *bytes, size_t n)
{
	const char *p = bytes;

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

/* /proc/self/fd/1, which /dev/stdout leads to: what looks like a link is the open file itself. */
static bool is_open_file(const char *path)
{
	char *dir = os_dir(path);
	struct statfs s;
	bool yes = statfs(dir, &s) == 0 && s.f_type == PROC_FS;

	free(dir);
	return yes;
}

/* Where links end, also when nothing is there; new memory, or NULL with errno. */
static char *end_of_links(const char *path)
{
	char *at = mem_dup(path), to[PATH_MAX];
	struct stat s;

	for (int i = 0; i <= MAX_LINKS; i++) {
		char *dir;
		ssize_t n;

		if (lstat(at, &s) != 0 || !S_ISLNK(s.st_mode) || is_open_file(at))
			return at;
		n = readlink(at, to, sizeof(to) - 1);
		if (n < 0)
			return at;
		to[n] = '\0';
		dir = os_dir(at);
		free(at);
		at = os_join(dir, to);
		free(dir);
	}
	free(at);
	errno = ELOOP;
	return NULL;
}

/* A pipe, a device, what another program has open: there is nothing to put in its place. */
static int write_through(const char *target, const char *path, const void *p, size_t n, struct err *e)
{
	int fd = open(target, O_WRONLY | O_APPEND | O_NOCTTY | O_CLOEXEC), st = 0;

	if (fd < 0)
		return err_set(e, ERR_CANTCREATE, "cannot write to %s: %s", path, strerror(errno));
	if (os_write_all(fd, p, n) != 0)
		st = err_set(e, ERR_IO, "cannot write %s: %s", path, strerror(errno));
	if (close(fd) != 0 && st == 0)
		st = err_set(e, ERR_IO, "cannot write %s: %s", path, strerror(errno));
	return st;
}

static int replace(const char *target, const char *path, const void *p, size_t n, unsigned mode, struct err *e)
{
	char *tmp = mem_printf("%s.%ld.tmp", target, (long)getpid());
	int fd = open(tmp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
	int st = 0;

	if (fd < 0) {
		st = err_set(e, ERR_CANTCREATE, "cannot create %s: %s", path, strerror(errno));
		goto done;
	}
	if (os_write_all(fd, p, n) != 0 || fsync(fd) != 0)
		st = err_set(e, ERR_IO, "cannot write %s: %s", path, strerror(errno));
	if (close(fd) != 0 && st == 0)
		st = err_set(e, ERR_IO, "cannot write %s: %s", path, strerror(errno));
	if (st == 0 && rename(tmp, target) != 0)
		st = err_set(e, ERR_CANTCREATE, "cannot replace %s: %s", path, strerror(errno));
	if (st != 0)
		(void)unlink(tmp);
done:
	free(tmp);
	return st;
}

int os_write_file(const char *path, const void *p, size_t n, unsigned mode, struct err *e)
{
	char *target = end_of_links(path);
	struct stat s;
	int st;

	if (!target)
		return err_set(e, ERR_CANTCREATE, "cannot create %s: %s", path, strerror(errno));
	if (stat(target, &s) == 0 && (!S_ISREG(s.st_mode) || is_open_file(target)))
		st = write_through(target, path, p, n, e);
	else
		st = replace(target, path, p, n, mode, e);
	free(target);
	return st;
}

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/os.h"

const char *os_env(const char *name, const char *dflt)
{
	const char *v = getenv(name);

	return v && *v ? v : dflt;
}

static enum err_kind kind_of_errno(int err)
{
	switch (err) {
	case ENOENT:
	case ENOTDIR: return ERR_NOINPUT;
	case EACCES:
	case EPERM:
	case EROFS: return ERR_REFUSED;
	default: return ERR_IO;
	}
}

static int read_all(int fd, const char *path, size_t max, struct buf *out, struct err *e)
{
	size_t start = out->n;
	ssize_t n;

	do {
		buf_need(out, 1 << 16);
		n = read(fd, out->p + out->n, 1 << 16);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_set(e, ERR_IO, "cannot read %s: %s", path, strerror(errno));
		out->n += (size_t)n;
		out->p[out->n] = '\0';
		if (out->n - start > max)
			return err_set(e, ERR_DATA, "%s is over %zu bytes", path, max);
	} while (n != 0);
	return 0;
}

int os_read_file(const char *path, size_t max, struct buf *out, struct err *e)
{
	int fd, st;

	if (strcmp(path, "-") == 0)
		return read_all(STDIN_FILENO, "standard input", max, out, e);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return err_set(e, kind_of_errno(errno), "cannot open %s: %s", path, strerror(errno));
	st = read_all(fd, path, max, out, e);
	(void)close(fd);
	return st;
}

int os_make_dirs(const char *path, struct err *e)
{
	char *p = mem_dup(path);
	int st = 0;

	for (char *s = p + 1; st == 0; s++) {
		char c = *s;

		if (c != '/' && c != '\0')
			continue;
		*s = '\0';
		if (mkdir(p, 0700) != 0 && errno != EEXIST)
			st = err_set(e, ERR_CANTCREATE, "cannot make the folder %s: %s", p, strerror(errno));
		*s = c;
		if (c == '\0')
			break;
	}
	if (st == 0 && !os_is_dir(path))
		st = err_set(e, ERR_CANTCREATE, "%s is there and is no folder", path);
	free(p);
	return st;
}

bool os_is_dir(const char *path)
{
	struct stat s;

	return stat(path, &s) == 0 && S_ISDIR(s.st_mode);
}

bool os_is_file(const char *path)
{
	struct stat s;

	return stat(path, &s) == 0 && S_ISREG(s.st_mode);
}

char *os_join(const char *dir, const char *name)
{
	if (!dir || !*dir || name[0] == '/')
		return mem_dup(name);
	return mem_printf("%s%s%s", dir, dir[strlen(dir) - 1] == '/' ? "" : "/", name);
}

char *os_dir(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		return mem_dup(".");
	return slash == path ? mem_dup("/") : mem_ndup(path, (size_t)(slash - path));
}

char *os_self_dir(void)
{
	char path[4096];
	ssize_t n = readlink("/proc/self/exe", path, sizeof(path) - 1);

	if (n <= 0)
		return NULL;
	path[n] = '\0';
	return os_dir(path);
}

static bool there(const char *path)
{
	struct stat s;

	return stat(path, &s) == 0;
}

char *os_find_shared(const char *name)
{
	static const char *const places[] = {"../share/cwai", "../../examples"};
	const char *share = os_env("CWAI_SHARE", NULL);
	char *self = os_self_dir(), *path = NULL;

	if (share) {
		path = os_join(share, name);
		if (there(path))
			goto done;
		free(path);
		path = NULL;
	}
	for (size_t i = 0; self && i < sizeof(places) / sizeof(places[0]); i++) {
		path = mem_printf("%s/%s/%s", self, places[i], name);
		if (there(path))
			goto done;
		free(path);
		path = NULL;
	}
done:
	free(self);
	return path;
}

long long os_span_ns(void)
{
	struct timespec t;

	if (clock_gettime(CLOCK_MONOTONIC, &t) != 0)
		return 0;
	return t.tv_sec * 1000000000LL + t.tv_nsec;
}

void os_sleep_ns(long long ns)
{
	struct timespec t = {ns / 1000000000, ns % 1000000000};

	while (ns > 0 && nanosleep(&t, &t) != 0 && errno == EINTR)
		continue;
}

uint64_t os_random(void)
{
	uint64_t v;

	/* getrandom gives 8 bytes whole once the system is up; before, the clock has to do */
	if (getrandom(&v, sizeof(v), 0) != (ssize_t)sizeof(v))
		v = (uint64_t)os_span_ns() * 0x9e3779b97f4a7c15u;
	return v;
}

void os_hold_streams(void)
{
	for (int fd = 0; fd <= 2; fd++)
		if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY) < 0)
			return;
}

int os_read_secret(const char *dir, const char *path, char **out, struct err *e)
{
	char *full = os_join(dir, path);
	struct buf b = {0};
	int st = os_read_file(full, 65536, &b, e);

	if (st == 0 && strcspn(buf_str(&b), "\r\n") == 0)
		st = err_set(e, ERR_CONFIG, "%s is empty: it must hold the secret in its first line", full);
	if (st == 0)
		*out = mem_ndup(b.p, strcspn(b.p, "\r\n"));
	if (b.p)
		explicit_bzero(b.p, b.n);
	buf_free(&b);
	free(full);
	return st;
}

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/os.h"
#include "io/spool.h"

#include "services/privacy.h"

/* ---- the spool ---- */

struct blanking {
	const struct personal *who;
	const char *dir;
	bool dry;
	uint64_t taken;          /* lines before this one were taken by every consumer */
	struct spool_hold *hold; /* once a line that is still to be taken was found */
	long n, left;
};

/* What the pipeline drops without a word. */
static int blank(const struct blanking *b, const struct spool_line *l, struct err *e)
{
	char text[128];
	int n = snprintf(text, sizeof(text),
					 "{\"v\":1,\"kind\":\"webhook\",\"id\":\"listen:%" PRIu64 "\",\"body\":{\"event\":\"erased\"}}",
					 l->number);

	if ((size_t)n > l->n) /* no line of cwai-listen is so short */
		n = snprintf(text, sizeof(text), "{}");
	return b->dry ? 0 : spool_overwrite(b->dir, l, text, (size_t)n, e);
}

static int see_line(struct blanking *b, const struct spool_line *l, struct err *e)
{
	enum personal_match match = personal_match(b->who, l->p, l->n);
	bool waits = l->number >= b->taken;

	if (match == PERSONAL_NOT)
		return 0;
	if (match == PERSONAL_MENTIONED && waits) { /* another customer is to be answered yet */
		b->left++;
		return 0;
	}
	if (waits && !b->hold && !b->dry && !(b->hold = spool_hold(b->dir, e)))
		return e->kind == ERR_AGAIN
				   ? err_set(e, ERR_AGAIN,
							 "the spool %s has deliveries of this customer that the running pipeline has not taken "
							 "yet: try again when it has, or stop it first",
							 b->dir)
				   : -1;
	b->n++;
	return blank(b, l, e);
}

int privacy_files_spool(const struct personal *who, const char *dir, bool dry, long *n, long *left, struct err *e)
{
	struct blanking b = {.who = who, .dir = dir, .dry = dry};
	struct spool_reader *r = NULL;
	struct spool_line l;
	int st;

	*n = *left = 0;
	if (!os_is_dir(dir))
		return 0;
	r = spool_read_open(dir, NULL, e);
	if (!r)
		return e->kind == ERR_NOINPUT ? 0 : -1;
	st = spool_taken(dir, &b.taken, e);
	while (st == 0 && (st = spool_read(r, &l, e)) == 1)
		st = see_line(&b, &l, e);
	spool_let_go(b.hold);
	spool_read_close(r);
	*n = b.n;
	*left = b.left;
	return st;
}

/* ---- files of lines ---- */

/* Blank lines are skipped by whoever reads them, and others may go on appending. */
static int blank_bytes(int fd, off_t at, size_t n)
{
	static const char spaces[4096] = {[0 ... 4095] = ' '};

	for (size_t k; n > 0; n -= k, at += (off_t)k) {
		k = n < sizeof(spaces) ? n : sizeof(spaces);
		if (pwrite(fd, spaces, k, at) != (ssize_t)k)
			return -1;
	}
	return 0;
}

static int blank_lines(const struct personal *who, FILE *f, int fd, bool dry, long *n)
{
	char *line = NULL;
	size_t cap = 0;
	off_t at = 0;
	ssize_t got;
	int st = 0;

	while (st == 0 && (got = getline(&line, &cap, f)) > 0) {
		size_t len = line[got - 1] == '\n' ? (size_t)got - 1 : (size_t)got;

		if (strspn(line, " ") < len && personal_match(who, line, len) != PERSONAL_NOT) {
			(*n)++;
			st = dry ? 0 : blank_bytes(fd, at, len);
		}
		at += got;
	}
	free(line);
	return st != 0 || ferror(f) ? -1 : 0;
}

static int end_lines(const struct personal *who, const char *path, bool dry, long *n, struct err *e)
{
	FILE *f = fopen(path, "re");
	int fd = f ? open(path, O_WRONLY | O_CLOEXEC) : -1, st = 0;

	if (!f && errno == ENOENT)
		return 0;
	if (!f || fd < 0)
		st = err_set(e, ERR_IO, "cannot open %s: %s", path, strerror(errno));
	else if (blank_lines(who, f, fd, dry, n) != 0 || (!dry && fsync(fd) != 0))
		st = err_set(e, ERR_IO, "cannot rewrite %s: %s", path, strerror(errno));
	if (fd >= 0)
		(void)close(fd);
	if (f)
		(void)fclose(f);
	return st;
}

static bool is_kept(const char *name)
{
	const char *end = strstr(name, ".ndjson");

	return end && (!end[7] || strncmp(end + 7, ".taken", 6) == 0);
}

/* What the tools keep until it is tried again, whichever they are, with what a retry has set aside. */
static int end_folder(const struct personal *who, const char *dir, bool dry, long *n, struct err *e)
{
	DIR *d = opendir(dir);
	struct dirent *f;
	int st = 0;

	while (d && st == 0 && (f = readdir(d))) {
		char *path = is_kept(f->d_name) ? os_join(dir, f->d_name) : NULL;

		if (path)
			st = end_lines(who, path, dry, n, e);
		free(path);
	}
	if (d)
		(void)closedir(d);
	return st;
}

static const char *const ends[] = {"", ".taken", ".taken2"}; /* what a retry has set aside of a file */

static bool has_lines(const char *path)
{
	bool has = os_is_dir(path);

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]) && !has; i++) {
		char *name = mem_printf("%s%s", path, ends[i]);

		has = os_is_file(name);
		free(name);
	}
	return has;
}

int privacy_files_check(const struct privacy_erasing *o, struct err *e)
{
	if (o->spool && !os_is_dir(o->spool))
		return err_set(e, ERR_NOINPUT, "there is no spool %s: nothing is erased", o->spool);
	for (int i = 0; i < o->n_dead; i++)
		if (!has_lines(o->dead[i]))
			return err_set(e, ERR_NOINPUT, "there is no file %s: nothing is erased", o->dead[i]);
	return 0;
}

int privacy_files_lines(const struct personal *who, const char *path, bool dry, long *n, struct err *e)
{
	int st = 0;

	*n = 0;
	if (os_is_dir(path))
		return end_folder(who, path, dry, n, e);
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]) && st == 0; i++) {
		char *name = mem_printf("%s%s", path, ends[i]);

		st = end_lines(who, name, dry, n, e);
		free(name);
	}
	return st;
}

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/os.h"

#include "record/rec.h"

#define CHUNK ((size_t)1 << 16)

struct rec_reader {
	int fd;
	bool end;      /* no more bytes come */
	bool skipping; /* inside a line that is too long */
	unsigned long number;
	size_t at;       /* where the next line begins in bytes */
	size_t searched; /* no line end before this */
	struct buf bytes;
};

struct rec_reader *rec_reader_new(int fd)
{
	struct rec_reader *in = mem_zalloc(sizeof(*in));

	in->fd = fd;
	return in;
}

void rec_reader_free(struct rec_reader *in)
{
	if (!in)
		return;
	buf_free(&in->bytes);
	free(in);
}

unsigned long rec_reader_number(const struct rec_reader *in)
{
	return in->number;
}

/* Reads once more, moving what is left to the front first. */
static int fill(struct rec_reader *in, struct err *e)
{
	ssize_t n;

	if (in->at > 0) {
		memmove(in->bytes.p, in->bytes.p + in->at, in->bytes.n - in->at);
		in->bytes.n -= in->at;
		in->searched -= in->at;
		in->at = 0;
	}
	buf_need(&in->bytes, CHUNK);
	do
		n = read(in->fd, in->bytes.p + in->bytes.n, CHUNK);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return err_set(e, ERR_IO, "cannot read the input: %s", strerror(errno));
	in->end = n == 0;
	in->bytes.n += (size_t)n;
	return 0;
}

/* Drops the rest of a line that is too long. */
static int skip(struct rec_reader *in, struct err *e)
{
	while (in->skipping) {
		char *lf = in->at < in->bytes.n ? memchr(in->bytes.p + in->at, '\n', in->bytes.n - in->at) : NULL;

		in->at = lf ? (size_t)(lf - in->bytes.p) + 1 : in->bytes.n;
		in->searched = in->at;
		if (lf || in->end)
			in->skipping = false;
		else if (fill(in, e) != 0)
			return -1;
	}
	return 0;
}

/* The end of the line that begins at at, reading as needed; *lf is false for a last line without one. */
static int find_end(struct rec_reader *in, size_t *end, bool *lf, struct err *e)
{
	for (;;) {
		char *p = in->searched < in->bytes.n ? memchr(in->bytes.p + in->searched, '\n', in->bytes.n - in->searched)
											 : NULL;

		in->searched = in->bytes.n;
		*lf = p != NULL;
		*end = p ? (size_t)(p - in->bytes.p) : in->bytes.n;
		if (p || in->end || in->bytes.n - in->at > REC_MAX_LINE + 1)
			return 0;
		if (fill(in, e) != 0)
			return -1;
	}
}

static bool blank(const char *s, size_t n)
{
	while (n > 0 && (s[n - 1] == ' ' || s[n - 1] == '\t' || s[n - 1] == '\r'))
		n--;
	return n == 0;
}

/* Blank lines, and what is left of one that was too long, are passed over: they would be read on from. */
bool rec_reader_ready(struct rec_reader *in)
{
	for (;;) {
		char *lf = in->searched < in->bytes.n ? memchr(in->bytes.p + in->searched, '\n', in->bytes.n - in->searched)
											  : NULL;
		size_t end = lf ? (size_t)(lf - in->bytes.p) : in->bytes.n;

		if (!lf) {
			in->searched = in->bytes.n;
			in->at = in->skipping ? in->bytes.n : in->at;
			return false;
		}
		in->searched = end;
		if (!in->skipping && !blank(in->bytes.p + in->at, end - in->at))
			return true;
		in->number += !in->skipping;
		in->skipping = false;
		in->at = in->searched = end + 1;
	}
}

/* Whether rec_reader_line would not block. */
static bool is_there(struct rec_reader *in)
{
	return rec_reader_ready(in) || in->end || in->bytes.n - in->at > REC_MAX_LINE + 1;
}

int rec_reader_wait(struct rec_reader *in, double seconds, struct err *e)
{
	long long until = os_span_ns() + (long long)((seconds < 86400 ? seconds : 86400) * 1e9);

	while (!is_there(in)) {
		struct pollfd p = {.fd = in->fd, .events = POLLIN};
		long long left = until - os_span_ns();
		int n = poll(&p, 1, left > 0 ? (int)((left + 999999) / 1000000) : 0);

		if (n < 0 && errno != EINTR)
			return err_set(e, ERR_IO, "cannot wait for the input: %s", strerror(errno));
		if (n > 0 && fill(in, e) != 0)
			return -1;
		if (n == 0 && left <= 0)
			return 0;
	}
	return 1;
}

int rec_reader_line(struct rec_reader *in, const char **line, size_t *n, struct err *e)
{
	for (;;) {
		size_t end, start;
		bool lf;

		if (skip(in, e) != 0 || find_end(in, &end, &lf, e) != 0)
			return -1;
		start = in->at;
		if (start == end && !lf)
			return 0;
		in->number++;
		/* A byte order mark is no part of the first record. */
		if (in->number == 1 && end - start >= 3 && memcmp(in->bytes.p + start, "\xef\xbb\xbf", 3) == 0)
			start += 3;
		*line = in->bytes.p + start;
		*n = end - start;
		if (*n > REC_MAX_LINE && !(*n == REC_MAX_LINE + 1 && (*line)[*n - 1] == '\r')) {
			in->at = in->searched = lf ? end + 1 : end;
			in->skipping = !lf && !in->end;
			*n = 1024;
			return err_set(e, ERR_DATA, "line %lu is over the %u bytes that a record may have", in->number,
						   REC_MAX_LINE);
		}
		in->at = in->searched = lf ? end + 1 : end;
		if (*n > 0 && (*line)[*n - 1] == '\r')
			(*n)--;
		if (!blank(*line, *n))
			return 1;
	}
}

int rec_reader_next(struct rec_reader *in, struct rec *r, const char **line, size_t *n, struct err *e)
{
	int st = rec_reader_line(in, line, n, e);

	if (st == 1 && rec_parse(r, *line, *n, e) != 0)
		return err_prefix(e, "line %lu", in->number);
	return st;
}

int rec_each(const char *path, int (*fn)(void *cookie, struct rec *r, struct err *e), void *cookie, struct err *e)
{
	bool is_stdin = strcmp(path, "-") == 0;
	int fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC), st;
	struct rec_reader *in;
	struct rec *r;
	const char *line;
	size_t n;

	if (fd < 0)
		return err_set(e, errno == ENOENT ? ERR_NOINPUT : ERR_IO, "cannot open %s: %s", path, strerror(errno));
	in = rec_reader_new(fd);
	r = rec_new();
	while ((st = rec_reader_next(in, r, &line, &n, e)) == 1) {
		st = fn(cookie, r, e);
		if (st != 0) {
			(void)err_prefix(e, "line %lu", in->number);
			break;
		}
	}
	if (st != 0)
		(void)err_prefix(e, "%s", is_stdin ? "standard input" : path);
	rec_free(r);
	rec_reader_free(in);
	if (!is_stdin)
		(void)close(fd);
	return st == 0 ? 0 : -1;
}

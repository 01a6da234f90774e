#include <string.h>
#include <unistd.h>

#include "record/lanes_private.h"

#define CHUNK ((size_t)1 << 16)
#define SHOWN 1024 /* bytes that are told of a line that is too long */

int lanes_fill(struct lanes_lines *l, int fd)
{
	struct buf *b = &l->bytes;
	ssize_t n;

	if (l->at > 0) {
		memmove(b->p, b->p + l->at, b->n - l->at);
		b->n -= l->at;
		l->searched -= l->at;
		l->at = 0;
	}
	buf_need(b, CHUNK);
	n = read(fd, b->p + b->n, CHUNK);
	if (n < 0)
		return -1;
	b->n += (size_t)n;
	l->end = n == 0;
	return n > 0;
}

static bool is_blank(const char *s, size_t n)
{
	while (n > 0 && (s[n - 1] == ' ' || s[n - 1] == '\t' || s[n - 1] == '\r'))
		n--;
	return n == 0;
}

/* Passes the rest of a line that is too long; false when its end has not come yet. */
static bool skip(struct lanes_lines *l)
{
	const char *lf = l->at < l->bytes.n ? memchr(l->bytes.p + l->at, '\n', l->bytes.n - l->at) : NULL;

	l->at = lf ? (size_t)(lf - l->bytes.p) + 1 : l->bytes.n;
	l->searched = l->at;
	l->skipping = !lf;
	return lf != NULL;
}

static void take(struct lanes_lines *l, size_t end, const char **line, size_t *n)
{
	l->number++;
	*line = l->bytes.p + l->at;
	*n = end - l->at;
	if (l->number == 1 && *n >= 3 && memcmp(*line, "\xef\xbb\xbf", 3) == 0) {
		*line += 3;
		*n -= 3;
	}
	if (*n > 0 && (*line)[*n - 1] == '\r')
		(*n)--;
}

enum lanes_line lanes_next(struct lanes_lines *l, const char **line, size_t *n)
{
	for (;;) {
		const char *lf;
		size_t end;

		if (l->skipping && !skip(l))
			return LANES_NONE;
		lf = l->searched < l->bytes.n ? memchr(l->bytes.p + l->searched, '\n', l->bytes.n - l->searched) : NULL;
		end = lf ? (size_t)(lf - l->bytes.p) : l->bytes.n;
		l->searched = end;
		if (end - l->at > REC_MAX_LINE + 1) {
			take(l, end, line, n);
			*n = SHOWN;
			l->at = end;
			l->skipping = true;
			return LANES_LONG;
		}
		if (!lf && (!l->end || end == l->at))
			return LANES_NONE;
		take(l, end, line, n);
		l->at = l->searched = lf ? end + 1 : end;
		if (!is_blank(*line, *n))
			return lf ? LANES_LINE : LANES_LAST;
	}
}

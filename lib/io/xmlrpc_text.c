#include <string.h>

#include "record/scan.h"

#include "io/xmlrpc_private.h"

/* Where U+FFFE or U+FFFF stands, which are no characters of XML; NULL: nowhere. */
static const char *find_odd(const char *s, const char *end)
{
	for (; (s = memchr(s, '\xef', (size_t)(end - s))); s++)
		if (end - s >= 3 && s[1] == '\xbf' && (s[2] & '\xfe') == '\xbe')
			break;
	return s;
}

static void put_without_odd(struct buf *out, const char *s, size_t n)
{
	const char *end = s + n, *odd;

	while ((odd = find_odd(s, end))) {
		buf_put(out, s, (size_t)(odd - s));
		s = odd + 3;
	}
	buf_put(out, s, (size_t)(end - s));
}

bool xmlrpc_text_checked(struct buf *out, const char *s, size_t n)
{
	const char *end = s + n;
	bool good = true;

	buf_need(out, n + 2);
	buf_putc(out, '"');
	for (;;) {
		size_t plain = scan_plain(s, (size_t)(end - s));

		put_without_odd(out, s, plain);
		s += plain;
		if (s >= end)
			break;
		if (*s == '"' || *s == '\\') {
			buf_put(out, *s == '"' ? "\\\"" : "\\\\", 2);
		} else if (*s == '\t') {
			buf_put(out, "\\t", 2);
		} else if (*s == '\n' || *s == '\r') {
			buf_put(out, "\\n", 2);
			s += *s == '\r' && s + 1 < end && s[1] == '\n';
		} else {
			good = false;
		}
		s++;
	}
	buf_putc(out, '"');
	return good;
}

void xmlrpc_text(struct buf *out, const char *s, size_t n)
{
	(void)xmlrpc_text_checked(out, s, n);
}

bool xmlrpc_has_odd(const char *s, size_t n)
{
	return find_odd(s, s + n) != NULL;
}

char *xmlrpc_without_odd(const char *xml, size_t *n)
{
	struct buf b = {0};

	if (memmem(xml, *n < 128 ? *n : 128, "encoding", 8))
		return NULL;
	put_without_odd(&b, xml, *n);
	*n = b.n;
	return b.p;
}

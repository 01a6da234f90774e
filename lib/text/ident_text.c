#include <string.h>

#include "base/mem.h"
#include "text/fold.h"
#include "text/token.h"

#include "text/ident_private.h"

#define WINDOW 28 /* bytes before a number that may say what it is */

bool ident_text_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

bool ident_text_is_alnum(char c)
{
	return ident_text_is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

void ident_text_trim(const char **s, size_t *n)
{
	while (*n && strchr(" \t\r\n", **s) && **s) {
		(*s)++;
		(*n)--;
	}
	while (*n && strchr(" \t\r\n", (*s)[*n - 1]) && (*s)[*n - 1])
		(*n)--;
}

size_t ident_text_gap(const char *p, const char *stop)
{
	static const char *const wide[] = {
		"\xc2\xa0",     /* no-break space */
		"\xe2\x80\x8b", /* zero width space */
		"\xe2\x80\x89", /* thin space */
		"\xe2\x80\xaf", /* narrow no-break space */
		"\xe2\x80\x8e", /* left to right, right to left, their ends: phones copied from an address book have them */
		"\xe2\x80\x8f", "\xe2\x80\xaa", "\xe2\x80\xab", "\xe2\x80\xac", "\xe2\x80\xad",
		"\xe2\x81\xa0", /* word joiner */
		"\xe2\x80\x90", /* hyphens, dashes and the minus */
		"\xe2\x80\x91", "\xe2\x80\x92", "\xe2\x80\x93", "\xe2\x80\x94", "\xe2\x88\x92",
	};

	if (p == stop || *p == '\0')
		return 0;
	if (!(*p & 0x80))
		return strchr(" .-/()", *p) != NULL;
	for (size_t i = 0; i < sizeof(wide) / sizeof(*wide); i++) {
		size_t n = strlen(wide[i]);

		if ((size_t)(stop - p) >= n && memcmp(p, wide[i], n) == 0)
			return n;
	}
	return 0;
}

const char *ident_text_skip(const char *p, const char *stop)
{
	for (int i = 0; i < 3; i++)
		p += ident_text_gap(p, stop);
	return p;
}

bool ident_text_said(const char *from, const char *p, const char *words)
{
	const char *s;
	struct buf b = {0};
	struct token t;
	bool said = false;

	if (p - from > WINDOW)
		from = p - WINDOW;
	fold_text(&b, from, (size_t)(p - from));
	s = buf_str(&b);
	while (token_next(&s, buf_str(&b) + b.n, &t)) {
		if (ident_text_is_digit(*t.p))
			said = false;
		else if (token_in(t, words))
			said = true;
	}
	buf_free(&b);
	return said;
}

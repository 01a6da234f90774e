#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "text/fold.h"
#include "text/token.h"

#include "agents/analyze_private.h"

#define LONGEST 8 /* bytes of a short form */

/* Folded, without their point. */
#define SHORT_FORMS \
	"sr sra srs dr dra prof profa av al r n no num tel cel ap apt apto etc ex obs st sto sta pag ltda min"

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool is_ascii_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* Is the word before the point at i a short form, an initial, or the number of a list's item? */
static bool is_short(const char *s, size_t i)
{
	size_t from = i;
	struct buf b = {0};
	bool yes;

	while (from > 0 && i - from <= LONGEST && !is_space(s[from - 1]) && s[from - 1] != '(')
		from--;
	if (from == i || i - from > LONGEST)
		return false;
	fold_text(&b, s + from, i - from);
	yes = token_in((struct token){buf_str(&b), b.n}, SHORT_FORMS) ||
		  (b.n == 1 && b.p[0] >= 'a' && b.p[0] <= 'z' && b.p[0] != 'e' && b.p[0] != 'o') ||
		  ((from == 0 || s[from - 1] == '\n') && strspn(buf_str(&b), "0123456789") == b.n);
	buf_free(&b);
	return yes;
}

/* Does a sentence end with the byte at i? */
static bool is_end(const char *s, size_t i, size_t n)
{
	bool last = i + 1 == n;

	switch (s[i]) {
	case '\n': return true;
	case '!':
	case '?': return last || !is_ascii_word(s[i + 1]); /* a link has them inside */
	case '.': return (last || is_space(s[i + 1]) || s[i + 1] == '.') && !is_short(s, i);
	case '\xa6': /* the last byte of an ellipsis */ return i >= 2 && s[i - 1] == '\x80' && s[i - 2] == '\xe2';
	default: return false;
	}
}

static bool has_words(const char *p, size_t n)
{
	struct token t;

	return token_next(&p, p + n, &t);
}

static struct analyze_span trimmed(const char *p, size_t n)
{
	while (n && is_space(*p))
		p++, n--;
	while (n && is_space(p[n - 1]))
		n--;
	return (struct analyze_span){p, n};
}

bool analyze_sentence_next(const char **s, const char *stop, struct analyze_span *out)
{
	const char *from = *s;
	size_t n = (size_t)(stop - from), start = 0;

	for (size_t i = 0; i < n; i++) {
		bool last = i + 1 == n;

		if (!last && (!is_end(from, i, n) || is_end(from, i + 1, n)))
			continue; /* of "!!!" the last one counts */
		if (has_words(from + start, i + 1 - start)) {
			*out = trimmed(from + start, i + 1 - start);
			*s = from + i + 1;
			return true;
		}
		start = i + 1;
	}
	*s = stop;
	return false;
}

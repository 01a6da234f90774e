#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "text/fold.h"

#include "text/redact_private.h"

bool redact_view_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

bool redact_view_is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || c == REDACT_LETTER;
}

bool redact_view_is_alnum(char c)
{
	return redact_view_is_digit(c) || redact_view_is_letter(c);
}

char redact_view_at(const struct redact_view *v, int i)
{
	return i >= 0 && i < v->n ? v->c[i] : '\0';
}

int redact_view_index(const struct redact_view *v, const char *p)
{
	int lo = 0, hi = v->n;

	while (lo < hi) {
		int mid = (lo + hi) / 2;

		if (v->at[mid] < p)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

char redact_view_digit(uint32_t cp)
{
	static const uint32_t zero[] = {0x660, 0x6f0, 0x966, 0xff10};

	for (size_t i = 0; i < sizeof(zero) / sizeof(*zero); i++)
		if (cp >= zero[i] && cp <= zero[i] + 9)
			return (char)('0' + (cp - zero[i]));
	if (cp >= 0x1d7ce && cp <= 0x1d7ff) /* mathematical: five alphabets */
		return (char)('0' + (cp - 0x1d7ce) % 10);
	if (cp >= 0x2460 && cp <= 0x2468) /* in a circle */
		return (char)('1' + (cp - 0x2460));
	return cp == 0x24ea ? '0' : '\0';
}

static bool is_invisible(uint32_t cp)
{
	return cp == 0xad || (cp >= 0x200b && cp <= 0x200f) || (cp >= 0x202a && cp <= 0x202e) ||
		   (cp >= 0x2060 && cp <= 0x2064) || cp == 0xfeff || cp == 0xfe0f || cp == 0x20e3 ||
		   (cp >= 0x300 && cp <= 0x36f);
}

static char wide_sign(uint32_t cp)
{
	if (cp == 0xa0 || (cp >= 0x2000 && cp <= 0x200a) || cp == 0x202f || cp == 0x205f || cp == 0x3000)
		return ' ';
	if ((cp >= 0x2010 && cp <= 0x2015) || cp == 0x2212 || cp == 0xfe58 || cp == 0xfe63)
		return '-';
	if (cp == 0xb7 || cp == 0x2022 || cp == 0x2024 || cp == 0x2219 || cp == 0x3002)
		return '.';
	if (cp == 0xfe6b)
		return '@';
	return '\0';
}

/* A letter of another form, by what it folds to. ª and º are signs here: "nº 123" is not a word "no". */
static char fold(const char *p, size_t n, uint32_t cp)
{
	struct buf b = {0};
	char c = REDACT_SIGN;

	if (cp == 0xaa || cp == 0xba)
		return REDACT_SIGN;
	fold_text(&b, p, n);
	if (b.n && b.p[0] >= 'a' && b.p[0] <= 'z')
		c = b.p[0];
	else if (b.n && fold_is_word(cp))
		c = REDACT_LETTER;
	buf_free(&b);
	return c;
}

static char plain_ascii(char c)
{
	if (c >= ' ')
		return (char)(c >= 'A' && c <= 'Z' ? c + 0x20 : c);
	return (char)(c == '\t' ? ' ' : c == '\n' ? '\n' : REDACT_SIGN);
}

/* The plain character for cp, '\0' for one that is left out. */
static char plain(const char *p, size_t n, uint32_t cp)
{
	char c;

	if (cp > 0xff00 && cp < 0xff5f)
		cp -= 0xfee0;
	if (cp < 0x80)
		return plain_ascii((char)cp);
	if (is_invisible(cp))
		return '\0';
	if ((c = redact_view_digit(cp)) || (c = wide_sign(cp)))
		return c;
	return fold(p, n, cp);
}

void redact_view_make(struct redact_view *v, const char *begin, const char *trigger, const char *stop, int characters)
{
	const char *p = begin;
	int behind = 0;

	while (p < trigger && (*p & 0xc0) == 0x80)
		p++;
	for (v->n = 0; p < stop && v->n < REDACT_VIEW && behind < characters;) {
		bool number = false;
		size_t n = *p == '[' ? redact_mask_at(p, stop, &number) : 0;
		uint32_t cp;
		char c = number ? REDACT_MASKED : REDACT_REPLACED;

		if (!n && !(*p & 0x80)) {
			n = 1;
			c = plain_ascii(*p);
		} else if (!n) {
			n = utf8_decode(p, (size_t)(stop - p), &cp);
			c = plain(p, n, cp);
		}
		if (c) {
			v->at[v->n] = p;
			v->c[v->n++] = c;
			behind += p >= trigger;
		}
		p += n;
	}
	v->at[v->n] = p;
}

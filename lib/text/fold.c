#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

#include "base/utf8.h"

#include "text/fold.h"

#define LONGEST 32 /* characters that one may decompose into: U+FDFA makes 18 */

/* What U+00A0 to U+017F fold to; '.' when it is not one ASCII character. */
static const char latin[] = " ....... .a.... ..23 ... 1o....."
							"aaaaaa.ceeeeiiii.nooooo..uuuuy.."
							"aaaaaa.ceeeeiiii.nooooo..uuuuy.y"
							"aaaaaaccccccccdd..eeeeeeeeeegggg"
							"gggghh..iiiiiiiii...jjkk.llllll."
							"...nnnnnn...oooooo..rrrrrrssssss"
							"sstttt..uuuuuuuuuuuuwwyyyzzzzzzs";

static bool is_invisible(int32_t cp)
{
	return cp == 0xad || (cp >= 0x200b && cp <= 0x200f) || (cp >= 0x202a && cp <= 0x202e) ||
		   (cp >= 0x2060 && cp <= 0x2064) || cp == 0xfeff;
}

static bool is_mark(int32_t cp)
{
	utf8proc_category_t c = utf8proc_category(cp);

	return c == UTF8PROC_CATEGORY_MN || c == UTF8PROC_CATEGORY_ME;
}

static void fold_any(struct buf *out, uint32_t cp)
{
	utf8proc_int32_t part[LONGEST];
	int bound = UTF8PROC_BOUNDCLASS_START;
	utf8proc_ssize_t n;
	char bytes[4];

	n = utf8proc_decompose_char((utf8proc_int32_t)cp, part, LONGEST, UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE, &bound);
	if (n > LONGEST)
		n = 0;
	for (utf8proc_ssize_t i = 0; i < n; i++)
		if (!is_invisible(part[i]) && !is_mark(part[i]))
			buf_put(out, bytes, utf8_encode((uint32_t)utf8proc_tolower(part[i]), bytes));
}

static void fold_char(struct buf *out, uint32_t cp)
{
	if (cp >= 0x300 && cp < 0x370)
		return; /* the marks of a text that came decomposed */
	if (cp >= 0xa0 && cp < 0x180 && latin[cp - 0xa0] != '.')
		buf_putc(out, latin[cp - 0xa0]);
	else
		fold_any(out, cp);
}

/* Folds the ASCII that s[0..n) begins with into out, which has room for it. Returns its length. */
static size_t fold_ascii(char *out, const char *s, size_t n)
{
	size_t i = 0;

	for (; i < n && !(s[i] & 0x80); i++)
		out[i] = (char)(s[i] | (s[i] >= 'A' && s[i] <= 'Z' ? 0x20 : 0));
	return i;
}

void fold_text(struct buf *out, const char *s, size_t n)
{
	const char *stop = s + n;

	while (s < stop) {
		uint32_t cp;
		size_t len;

		buf_need(out, (size_t)(stop - s));
		len = fold_ascii(out->p + out->n, s, (size_t)(stop - s));
		out->n += len;
		s += len;
		if (s == stop)
			break;
		len = utf8_decode(s, (size_t)(stop - s), &cp);
		if (len > 1)
			fold_char(out, cp);
		s += len;
	}
	if (out->p)
		out->p[out->n] = '\0';
}

char *fold_dup(const char *s)
{
	struct buf b = {0};

	fold_text(&b, s, strlen(s));
	return b.p ? b.p : mem_dup("");
}

bool fold_is_word(uint32_t cp)
{
	switch (utf8proc_category((utf8proc_int32_t)cp)) {
	case UTF8PROC_CATEGORY_LU:
	case UTF8PROC_CATEGORY_LL:
	case UTF8PROC_CATEGORY_LT:
	case UTF8PROC_CATEGORY_LM:
	case UTF8PROC_CATEGORY_LO:
	case UTF8PROC_CATEGORY_MC:
	case UTF8PROC_CATEGORY_ND:
	case UTF8PROC_CATEGORY_NL:
	case UTF8PROC_CATEGORY_NO: return true;
	default: return false;
	}
}

bool fold_is_letter(uint32_t cp)
{
	utf8proc_category_t c = utf8proc_category((utf8proc_int32_t)cp);

	return fold_is_word(cp) && c != UTF8PROC_CATEGORY_ND && c != UTF8PROC_CATEGORY_NL && c != UTF8PROC_CATEGORY_NO;
}

uint32_t fold_upper(uint32_t cp)
{
	return (uint32_t)utf8proc_toupper((utf8proc_int32_t)cp);
}

uint32_t fold_lower(uint32_t cp)
{
	return (uint32_t)utf8proc_tolower((utf8proc_int32_t)cp);
}

static bool is_hidden(utf8proc_category_t c)
{
	return c == UTF8PROC_CATEGORY_CC || c == UTF8PROC_CATEGORY_CF || c == UTF8PROC_CATEGORY_CO;
}

static bool is_space(uint32_t cp, utf8proc_category_t c)
{
	return (cp >= '\t' && cp <= '\r') || c == UTF8PROC_CATEGORY_ZS || c == UTF8PROC_CATEGORY_ZL ||
		   c == UTF8PROC_CATEGORY_ZP;
}

void fold_shown(struct buf *out, const char *s, size_t n)
{
	char bytes[4];
	uint32_t cp;

	for (size_t i = 0, len; i < n; i += len) {
		utf8proc_category_t c;

		len = utf8_decode(s + i, n - i, &cp);
		c = utf8proc_category((utf8proc_int32_t)cp);
		if (is_space(cp, c))
			buf_putc(out, ' ');
		else if (!(cp == 0xfffd && len == 1) && !is_hidden(c))
			buf_put(out, bytes, utf8_encode(cp, bytes));
	}
}

void fold_plain(struct buf *out, const char *s, size_t n)
{
	struct buf shown = {0};
	utf8proc_uint8_t *made;

	fold_shown(&shown, s, n);
	if (utf8proc_map((const utf8proc_uint8_t *)buf_str(&shown), (utf8proc_ssize_t)shown.n, &made,
					 UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_COMPOSE) >= 0) {
		buf_puts(out, (const char *)made);
		free(made);
	}
	buf_free(&shown);
}

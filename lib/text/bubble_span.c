#include <string.h>

#include "base/utf8.h"
#include "text/ident.h"
#include "text/ident_private.h"

#include "text/bubble_private.h"

#define CODE_WORDS "cupom cupons voucher coupon" /* the next word is a code */

static bool is_digit(char c)
{
	return ident_text_is_digit(c);
}

static bool is_alnum(char c)
{
	return ident_text_is_alnum(c);
}

static bool is_hex(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static bool is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static bool begins(const char *s, size_t n, const char *with)
{
	size_t len = strlen(with);

	if (n < len)
		return false;
	for (size_t i = 0; i < len; i++)
		if ((s[i] >= 'A' && s[i] <= 'Z' ? s[i] + 32 : s[i]) != with[i])
			return false;
	return true;
}

/* Each gives the bytes of what begins at s[0..n), 0 when it does not. */

static size_t span_link(const char *s, size_t n)
{
	size_t i = 0;

	if (!begins(s, n, "http://") && !begins(s, n, "https://") && !begins(s, n, "www.") && !begins(s, n, "wa.me/"))
		return 0;
	while (i < n && (unsigned char)s[i] > ' ' && s[i] != '<' && s[i] != '>' && s[i] != '`')
		i++;
	while (i && strchr(".,;:!?)'\"*_", s[i - 1]))
		i--;
	return i;
}

static size_t span_uuid(const char *s, size_t n)
{
	if (n < 36 || (n > 36 && (is_alnum(s[36]) || s[36] == '-')))
		return 0;
	for (size_t i = 0; i < 36; i++)
		if (i == 8 || i == 13 || i == 18 || i == 23 ? s[i] != '-' : !is_hex(s[i]))
			return 0;
	return 36;
}

/* Behind the checksum at s: "6304" and four hex digits. 0 when it is none. */
static size_t checksum(const char *s, size_t n)
{
	if (n < 8 || memcmp(s, "6304", 4) != 0)
		return 0;
	return is_hex(s[4]) && is_hex(s[5]) && is_hex(s[6]) && is_hex(s[7]) && (n == 8 || !is_alnum(s[8])) ? 8 : 0;
}

/*
 * Pix "copia e cola" (EMV): fields of id, length, value, ending with the checksum's. Lengths that are wrong, as cut out
 * by hand, leave the first checksum of the line.
 */
static size_t span_pix(const char *s, size_t n)
{
	size_t i = 0, line;

	if (n < 20 || memcmp(s, "000201", 6) != 0)
		return 0;
	while (n - i >= 8 && is_digit(s[i]) && is_digit(s[i + 1]) && is_digit(s[i + 2]) && is_digit(s[i + 3])) {
		size_t chars = (size_t)(s[i + 2] - '0') * 10 + (size_t)(s[i + 3] - '0');

		if (checksum(s + i, n - i))
			return i + 8;
		i += 4;
		i += utf8_cut(s + i, n - i, chars);
	}
	for (line = 0; line < n && s[line] != '\n' && line < 1024;)
		line++;
	for (i = 6; i + 8 <= line; i++)
		if (checksum(s + i, n - i))
			return i + 8;
	return 0;
}

/* A boleto: 47 digits (of tax and water 48), in groups as it is typed or without, or the 44 of its bars. */
static size_t span_boleto(const char *s, size_t n)
{
	size_t digits = 0, i = 0, found = 0;

	for (; i < n && digits < 49; i++) {
		if (is_digit(s[i])) {
			digits++;
			if (i + 1 < n && is_alnum(s[i + 1]))
				continue;
			if (digits == 47 || digits == 48 || (digits == 44 && i == 43))
				found = i + 1;
		} else if (!strchr(" .-", s[i]) || !s[i] || i + 1 == n || !is_digit(s[i + 1])) {
			break;
		}
	}
	return found;
}

/* A parcel: AA123456789BR, perhaps with blanks between. */
static size_t span_parcel(const char *s, size_t n)
{
	static const char shape[] = "AAdddddddddAA";
	size_t i = 0;

	for (size_t k = 0; k < sizeof(shape) - 1; k++, i++) {
		if (k >= 2 && i + 1 < n && s[i] == ' ')
			i++;
		if (i >= n || (shape[k] == 'A' ? !is_upper(s[i]) : !is_digit(s[i])))
			return 0;
	}
	return i < n && is_alnum(s[i]) ? 0 : i;
}

/* An order's number or the like: letters and digits, with - / inside: S00042, PED-2024/118. */
static size_t span_order(const char *s, size_t n)
{
	size_t i = 0, digits = 0;

	if (!is_upper(*s))
		return 0;
	while (i < n && (is_alnum(s[i]) || ((s[i] == '-' || s[i] == '/') && i + 1 < n && is_alnum(s[i + 1]))))
		digits += is_digit(s[i++]);
	return digits >= 3 ? i : 0;
}

static size_t span_price(const char *s, size_t n)
{
	size_t i = 2;

	if (!begins(s, n, "r$"))
		return 0;
	if (i < n && s[i] == ' ')
		i++;
	if (i == n || !is_digit(s[i]))
		return 0;
	while (i < n && (is_digit(s[i]) || ((s[i] == '.' || s[i] == ',') && i + 1 < n && is_digit(s[i + 1]))))
		i++;
	return i;
}

/* The word at s when "cupom" stands shortly before it. */
static size_t span_coupon(const char *s, size_t at, size_t n)
{
	size_t i = 0, upper = 0;

	while (i < n && (is_alnum(s[i]) || ((s[i] == '-' || s[i] == '_') && i + 1 < n && is_alnum(s[i + 1]))))
		upper += is_upper(s[i]) || is_digit(s[i]), i++;
	return i >= 3 && upper == i - (memchr(s, '-', i) != NULL) - (memchr(s, '_', i) != NULL) &&
				   ident_text_said(s - at, s, CODE_WORDS)
			   ? i
			   : 0;
}

/* ---- marks ---- */

static void mark(struct bubble_text *t, size_t from, size_t to, int bit)
{
	for (size_t i = from + 1; i < to; i++)
		t->mark[i] |= (unsigned char)bit;
}

/* The ends of a long code's own bubble: signs that touch it go with it. */
static void mark_own(struct bubble_text *t, size_t from, size_t to)
{
	uint32_t cp;

	while (from && t->s[from - 1] && strchr("`*_\"'(<[", t->s[from - 1]))
		from--;
	while (to < t->n && t->s[to] && strchr("`*_\"')>].,;:!?", t->s[to]))
		to++;
	while (to < t->n) {
		size_t len = utf8_decode(t->s + to, t->n - to, &cp);

		if (!bubble_cluster_goes_on(cp))
			break;
		to += len;
	}
	t->mark[from] |= BUBBLE_OWN;
	t->mark[to] |= BUBBLE_OWN;
}

/* Marks the code that begins at i, where a word does, and gives where it ends; i when there is none. */
static size_t mark_code(struct bubble_text *t, size_t i, bool own)
{
	static size_t (*const kinds[])(const char *, size_t) = {
		span_pix, span_uuid, span_boleto, span_link, span_parcel, span_price, span_order,
	};

	for (size_t k = 0; k < sizeof(kinds) / sizeof(*kinds); k++) {
		size_t len = kinds[k](t->s + i, t->n - i);

		if (!len)
			continue;
		mark(t, i, i + len, BUBBLE_CODE);
		if (own && k < 3)
			mark_own(t, i, i + len);
		return i + len;
	}
	mark(t, i, i + span_coupon(t->s + i, i, t->n - i), BUBBLE_CODE);
	return i;
}

static void mark_idents(struct bubble_text *t)
{
	const char *s = t->s;
	struct ident x;

	while (ident_next(&s, t->s + t->n, &x))
		mark(t, (size_t)(x.start - t->s), (size_t)(x.end - t->s), BUBBLE_CODE);
}

/* The end of `…`, **…** or [a](b) that begins at i, in one paragraph; 0 when there is none. */
static size_t soft_end(const struct bubble_text *t, size_t i)
{
	const char *s = t->s;
	const char *close = s[i] == '`' ? "`" : s[i] == '*' ? "**" : "](";
	size_t len = strlen(close);

	if (s[i] == '*' && (i + 2 >= t->n || s[i + 1] != '*' || bubble_is_space(s[i + 2])))
		return 0;
	for (size_t k = i + (s[i] == '*' ? 2 : 1); k + len <= t->n && k - i <= 4 * t->limit; k++) {
		if (s[k] == '\n' && (s[i] != '*' || (k + 1 < t->n && s[k + 1] == '\n')))
			return 0;
		if (memcmp(s + k, close, len) != 0)
			continue;
		if (s[i] != '[')
			return k + len;
		while (k < t->n && s[k] != ')' && s[k] != '\n')
			k++;
		return k < t->n && s[k] == ')' ? k + 1 : 0;
	}
	return 0;
}

static void mark_soft(struct bubble_text *t)
{
	for (size_t i = 0; i < t->n; i++) {
		size_t end = t->s[i] == '`' || t->s[i] == '*' || t->s[i] == '[' ? soft_end(t, i) : 0;

		if (!end)
			continue;
		if (utf8_length(t->s + i, end - i) <= t->limit)
			mark(t, i, end, BUBBLE_SOFT);
		if (t->s[i] == '*')
			i++; /* what is inside may be code or a link */
		else
			i = end - 1;
	}
}

void bubble_span_mark(struct bubble_text *t, bool own)
{
	for (size_t i = 0; i < t->n;) {
		size_t end = i;

		if (is_alnum(t->s[i]) && (i == 0 || !is_alnum(t->s[i - 1])))
			end = mark_code(t, i, own);
		i = end > i ? end : i + 1;
	}
	mark_idents(t);
	mark_soft(t);
}

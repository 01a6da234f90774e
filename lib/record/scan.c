#include <stdint.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "base/utf8.h"

#include "record/scan.h"

void scan_space(struct scan *s)
{
	while (s->p < s->end && (*s->p == ' ' || *s->p == '\t' || *s->p == '\r' || *s->p == '\n'))
		s->p++;
}

static bool fail(struct scan *s, const char *why)
{
	s->why = why;
	return false;
}

static int hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)(c | 0x20);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Value of four hexadecimal digits, -1 when they are none. */
static int hex4(const char *p, const char *end)
{
	int v = 0;

	if (end - p < 4)
		return -1;
	for (int i = 0; i < 4; i++) {
		if (hex(p[i]) < 0)
			return -1;
		v = v * 16 + hex(p[i]);
	}
	return v;
}

static bool scan_escape(struct scan *s)
{
	if (s->end - s->p < 2)
		return fail(s, "a string is not closed");
	if (s->p[1] == 'u') {
		if (hex4(s->p + 2, s->end) < 0)
			return fail(s, "\\u wants four hexadecimal digits");
		s->p += 6;
		return true;
	}
	if (!s->p[1] || !strchr("\"\\/bfnrt", s->p[1]))
		return fail(s, "an unknown escape in a string");
	s->p += 2;
	return true;
}

static bool is_special(char c)
{
	return (unsigned char)c < 0x20 || c == '"' || c == '\\';
}

/*
 * A step of as many bytes as the machine compares at once: where the first of them stands that is no part of a JSON
 * string as it is, or STEP.
 */
#ifdef __SSE2__
#define STEP 16

static size_t first_special(const char *s)
{
	__m128i w = _mm_loadu_si128((const __m128i *)(const void *)s);
	__m128i low = _mm_cmpeq_epi8(_mm_max_epu8(w, _mm_set1_epi8(0x20)), w); /* those from 0x20 on */
	__m128i mark = _mm_or_si128(_mm_cmpeq_epi8(w, _mm_set1_epi8('"')), _mm_cmpeq_epi8(w, _mm_set1_epi8('\\')));
	unsigned hit = (unsigned)_mm_movemask_epi8(_mm_or_si128(mark, _mm_xor_si128(low, _mm_set1_epi8(-1))));

	return hit ? (size_t)__builtin_ctz(hit) : STEP;
}
#else
#define STEP 8
#define EACH(byte) (0x0101010101010101u * (byte))

/* The high bit of each byte of w that is below n (at most 0x80); exact up to the first one that is. */
static uint64_t below(uint64_t w, uint64_t n)
{
	return (w - EACH(n)) & ~w & EACH(0x80);
}

static size_t first_special(const char *s)
{
	uint64_t w, hit;
	size_t i = 0;

	memcpy(&w, s, 8);
	hit = below(w, 0x20) | below(w ^ EACH('"'), 1) | below(w ^ EACH('\\'), 1);
	if (!hit)
		return STEP;
	while (!is_special(s[i]))
		i++;
	return i;
}
#endif

size_t scan_plain(const char *s, size_t n)
{
	size_t i = 0, k;

	for (; n - i >= STEP; i += STEP)
		if ((k = first_special(s + i)) < STEP)
			return i + k;
	while (i < n && !is_special(s[i]))
		i++;
	return i;
}

/* As scan_plain, and copied while it is looked at. */
size_t scan_copy(char *to, const char *s, size_t n)
{
	size_t i = 0, k;

	for (; n - i >= STEP; i += STEP) {
		memcpy(to + i, s + i, STEP);
		if ((k = first_special(s + i)) < STEP)
			return i + k;
	}
	for (; i < n && !is_special(s[i]); i++)
		to[i] = s[i];
	return i;
}

bool scan_string(struct scan *s, bool *plain)
{
	bool escaped = false;

	s->p++;
	for (;;) {
		s->p += scan_plain(s->p, (size_t)(s->end - s->p));
		if (s->p >= s->end)
			return fail(s, "a string is not closed");
		if (*s->p == '"')
			break;
		if (*s->p != '\\')
			return fail(s, "a control character in a string");
		escaped = true;
		if (!scan_escape(s))
			return false;
	}
	s->p++;
	if (plain)
		*plain = !escaped;
	return true;
}

static bool scan_digits(struct scan *s)
{
	const char *start = s->p;

	while (s->p < s->end && *s->p >= '0' && *s->p <= '9')
		s->p++;
	return s->p > start || fail(s, "a number wants a digit here");
}

static bool scan_number(struct scan *s)
{
	if (*s->p == '-')
		s->p++;
	if (s->p < s->end && *s->p == '0') {
		s->p++;
		if (s->p < s->end && *s->p >= '0' && *s->p <= '9')
			return fail(s, "a number must not begin with 0");
	} else if (!scan_digits(s)) {
		return false;
	}
	if (s->p < s->end && *s->p == '.') {
		s->p++;
		if (!scan_digits(s))
			return false;
	}
	if (s->p < s->end && (*s->p == 'e' || *s->p == 'E')) {
		s->p++;
		if (s->p < s->end && (*s->p == '+' || *s->p == '-'))
			s->p++;
		return scan_digits(s);
	}
	return true;
}

static bool scan_word(struct scan *s, const char *word)
{
	size_t n = strlen(word);

	if ((size_t)(s->end - s->p) < n || memcmp(s->p, word, n) != 0)
		return fail(s, "no JSON value");
	s->p += n;
	return true;
}

static bool scan_array(struct scan *s, int depth)
{
	s->p++;
	scan_space(s);
	if (s->p < s->end && *s->p == ']') {
		s->p++;
		return true;
	}
	for (;;) {
		if (!scan_value(s, depth))
			return false;
		scan_space(s);
		if (s->p < s->end && *s->p == ']') {
			s->p++;
			return true;
		}
		if (s->p >= s->end || *s->p != ',')
			return fail(s, s->p >= s->end ? "an array is not closed" : "an array wants \",\" or \"]\" here");
		s->p++;
		scan_space(s);
	}
}

static bool scan_object(struct scan *s, int depth)
{
	struct scan_member m;
	int st = 1;

	s->p++;
	for (bool first = true; st == 1; first = false)
		st = scan_member(s, first, depth, &m);
	return st == 0;
}

bool scan_value(struct scan *s, int depth)
{
	if (s->p >= s->end)
		return fail(s, "it ends where a value should be");
	switch (*s->p) {
	case '{': return depth > 0 ? scan_object(s, depth - 1) : fail(s, "it is nested too deep");
	case '[': return depth > 0 ? scan_array(s, depth - 1) : fail(s, "it is nested too deep");
	case '"': return scan_string(s, NULL);
	case 't': return scan_word(s, "true");
	case 'f': return scan_word(s, "false");
	case 'n': return scan_word(s, "null");
	default:
		if (*s->p != '-' && (*s->p < '0' || *s->p > '9'))
			return fail(s, "no JSON value");
		return scan_number(s);
	}
}

int scan_key(struct scan *s, bool first, struct scan_member *m)
{
	scan_space(s);
	if (s->p < s->end && *s->p == '}') {
		s->p++;
		return 0;
	}
	if (!first) {
		if (s->p >= s->end || *s->p != ',') {
			(void)fail(s, s->p >= s->end ? "an object is not closed" : "an object wants \",\" or \"}\" here");
			return -1;
		}
		s->p++;
		scan_space(s);
	}
	if (s->p >= s->end || *s->p != '"') {
		(void)fail(s, s->p >= s->end ? "an object is not closed" : "a member's name must be a string");
		return -1;
	}
	m->key = s->p + 1;
	if (!scan_string(s, NULL))
		return -1;
	m->nkey = (size_t)(s->p - m->key) - 1;
	scan_space(s);
	if (s->p >= s->end || *s->p != ':') {
		(void)fail(s, "a member wants \":\" here");
		return -1;
	}
	s->p++;
	scan_space(s);
	m->val = s->p;
	m->nval = 0;
	return 1;
}

int scan_member(struct scan *s, bool first, int depth, struct scan_member *m)
{
	int st = scan_key(s, first, m);

	if (st != 1)
		return st;
	if (!scan_value(s, depth))
		return -1;
	m->nval = (size_t)(s->p - m->val);
	return 1;
}

bool scan_key_is(const struct scan_member *m, const char *name, size_t n)
{
	struct buf b = {0};
	bool same;

	if (!memchr(m->key, '\\', m->nkey))
		return m->nkey == n && memcmp(m->key, name, n) == 0;
	scan_decode(&b, m->key, m->nkey);
	same = b.n == n && memcmp(buf_str(&b), name, n) == 0;
	buf_free(&b);
	return same;
}

/* Decodes the \u escape at p (and its low half) into out; returns the bytes read. */
static size_t decode_unicode(struct buf *out, const char *p, const char *end)
{
	int v = hex4(p + 2, end), low = -1;
	size_t used = 6;
	uint32_t cp = v <= 0 ? 0xfffd : (uint32_t)v;
	char utf8[4];

	if (v >= 0xd800 && v <= 0xdbff && end - p >= 12 && p[6] == '\\' && p[7] == 'u')
		low = hex4(p + 8, end);
	if (low >= 0xdc00 && low <= 0xdfff) {
		cp = 0x10000u + ((uint32_t)(v - 0xd800) << 10) + (uint32_t)(low - 0xdc00);
		used = 12;
	}
	buf_put(out, utf8, utf8_encode(cp, utf8));
	return used;
}

void scan_decode(struct buf *out, const char *s, size_t n)
{
	static const char from[] = "bfnrt", to[] = "\b\f\n\r\t";
	const char *end = s + n;

	while (s < end) {
		const char *esc = memchr(s, '\\', (size_t)(end - s));
		const char *f;

		buf_put(out, s, (size_t)((esc ? esc : end) - s));
		if (!esc)
			return;
		s = esc;
		if (s[1] == 'u') {
			s += decode_unicode(out, s, end);
			continue;
		}
		f = strchr(from, s[1]);
		buf_putc(out, f ? to[f - from] : s[1]);
		s += 2;
	}
}

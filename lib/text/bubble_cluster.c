#include "base/mem.h"
#include "base/utf8.h"
#include "text/fold.h"

#include "text/bubble_private.h"

#define ZWJ 0x200d

static bool is_regional(uint32_t cp)
{
	return cp >= 0x1f1e6 && cp <= 0x1f1ff;
}

static bool is_hangul(uint32_t cp)
{
	return (cp >= 0x1100 && cp <= 0x11ff) || (cp >= 0xac00 && cp <= 0xd7a3);
}

/* Vowel signs that take room (category Mc), which fold_text keeps; whole stretches of them, a letter more or less. */
static bool is_vowel_sign(uint32_t cp)
{
	static const uint32_t ranges[][2] = {
		{0xdcf, 0xdf3},   {0xf3e, 0xf3f},   {0xf7f, 0xf7f},   {0x102b, 0x103e}, {0x1056, 0x1060}, {0x1062, 0x106d},
		{0x1083, 0x108f}, {0x1715, 0x1734}, {0x17b4, 0x17d3}, {0x1923, 0x1938}, {0x1a19, 0x1a1a}, {0x1a55, 0x1a7f},
		{0x1b00, 0x1b04}, {0x1b34, 0x1b44}, {0x1b82, 0x1b82}, {0x1ba1, 0x1bad}, {0x1be6, 0x1bf3}, {0x1c24, 0x1c37},
		{0x302a, 0x302f}, {0xa823, 0xa827}, {0xa880, 0xa881}, {0xa8b4, 0xa8c5}, {0xa952, 0xa953}, {0xa983, 0xa983},
		{0xa9b3, 0xa9c0}, {0xaa29, 0xaa36}, {0xaa4c, 0xaa4d}, {0xaa7b, 0xaa7d}, {0xaaeb, 0xaaf6}, {0xabe3, 0xabed},
	};
	uint32_t low = cp & 0x7f;

	if (cp >= 0x900 && cp < 0xd80) /* nine scripts of one layout */
		return low <= 3 || (low >= 0x3a && low <= 0x4f) || (low >= 0x55 && low <= 0x57) || low == 0x62 || low == 0x63;
	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++)
		if (cp >= ranges[i][0] && cp <= ranges[i][1])
			return true;
	return false;
}

/* Is it dropped by fold_text: a mark, or invisible? */
static bool is_mark(uint32_t cp)
{
	struct buf folded = {0};
	char bytes[4];
	bool none;

	fold_text(&folded, bytes, utf8_encode(cp, bytes));
	none = folded.n == 0;
	buf_free(&folded);
	return none;
}

bool bubble_cluster_goes_on(uint32_t cp)
{
	if (cp < 0x300)
		return cp == 0xad;
	if ((cp >= 0x1f3fb && cp <= 0x1f3ff) || (cp >= 0xe0020 && cp <= 0xe01ef) || (cp >= 0xfe00 && cp <= 0xfe0f))
		return true; /* skin tones, tags, variation selectors */
	if (cp >= 0x200c && cp <= ZWJ)
		return true;
	if ((cp >= 0x1160 && cp <= 0x11ff) || (cp >= 0xff9e && cp <= 0xff9f))
		return true;
	if (cp == 0xfffd || (cp >= 0x3040 && cp < 0xa000) || (cp >= 0x1f000 && cp < 0x20000))
		return false; /* by far the most */
	return is_vowel_sign(cp) || is_mark(cp);
}

size_t bubble_cluster(const char *s, size_t n)
{
	uint32_t cp, next;
	size_t i = utf8_decode(s, n, &cp);
	bool flag = is_regional(cp);

	if (cp == '\r' && i < n && s[i] == '\n')
		return 2;
	if (cp < ' ')
		return i;
	while (i < n) {
		size_t len = utf8_decode(s + i, n - i, &next);

		if (flag && is_regional(next))
			flag = false;
		else if (!bubble_cluster_goes_on(next) && !(cp == ZWJ && next >= 0x80) &&
				 !(is_hangul(cp) && next >= 0x1100 && is_hangul(next) && cp < 0x1160))
			break;
		cp = next;
		i += len;
	}
	return i;
}

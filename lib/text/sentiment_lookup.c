#include <string.h>

#include "text/sentiment_private.h"

#define SHORTEST 2 /* bytes of an entry */

/* How many of the words' bytes s[0..n) begins with. */
static size_t common(const char *word, const char *s, size_t n)
{
	size_t i = 0;

	while (i < n && word[i] && word[i] == s[i])
		i++;
	return i;
}

/* Does the entry stand behind s[0..n) in the order of bytes? */
static bool is_behind(const char *word, const char *s, size_t n)
{
	size_t i;

	if (n && *word != *s)
		return (unsigned char)*word > (unsigned char)*s;
	i = common(word, s, n);
	return i < n ? (unsigned char)word[i] > (unsigned char)s[i] : word[i] != '\0';
}

/* The entries of [low, high) that do not stand behind s[0..n), and all before low. */
static size_t between(const char *s, size_t n, size_t low, size_t high)
{
	while (low < high) {
		size_t mid = (low + high) / 2;

		if (is_behind(sentiment_words[mid].text, s, n))
			high = mid;
		else
			low = mid + 1;
	}
	return low;
}

/* The same of [0, high), where that place is likely near high. */
static size_t before(const char *s, size_t n, size_t high)
{
	size_t low = high, step = 1;

	while (low && is_behind(sentiment_words[low - 1].text, s, n)) {
		high = low - 1;
		low = high > step ? high - step : 0;
		step *= 2;
	}
	return between(s, n, low, high);
}

/*
 * All entries that s begins with are among those that stand before it. The last of those shares some first bytes with
 * s: any other that s begins with is no longer than that.
 */
const struct word *sentiment_lookup(const char *s, size_t n)
{
	size_t at = between(s, n, 0, sentiment_words_n), whole = n;

	for (; n >= SHORTEST && at; at = before(s, n, at)) {
		const struct word *w = &sentiment_words[at - 1];
		size_t same = common(w->text, s, n);

		if (!w->text[same]) {
			if (w->kind == STEM || same == whole || s[same] == ' ')
				return w;
			same--;
		}
		n = same;
	}
	return NULL;
}

#include <string.h>
#include <strings.h>

#include "base/utf8.h"
#include "text/fold.h"

#include "agents/route_private.h"

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool has_words(const char *p, size_t n)
{
	for (size_t i = 0; i < n;) {
		uint32_t cp;

		i += utf8_decode(p + i, n - i, &cp);
		if ((cp | 0x20) - 'a' < 26 || cp - '0' < 10 || (cp >= 0x80 && cp != 0xfffd && fold_is_word(cp)))
			return true;
	}
	return false;
}

/* The clause p[0..n) without the spaces around it. */
static struct route_clause trimmed(const char *p, size_t n)
{
	while (n && is_space(*p))
		p++, n--;
	while (n && is_space(p[n - 1]))
		n--;
	return (struct route_clause){.p = p, .n = n};
}

/* Does a sentence end with the byte at i? A dot between letters or digits is part of them. */
static bool is_end(const char *s, size_t i, size_t n)
{
	switch (s[i]) {
	case '!':
	case '?':
	case '\n':
	case ';': return true;
	case '.': return i + 1 == n || is_space(s[i + 1]) || s[i + 1] == '.';
	case '\xa6': /* the last byte of an ellipsis */ return i >= 2 && s[i - 1] == '\x80' && s[i - 2] == '\xe2';
	default: return false;
	}
}

int route_cut(const char *text, size_t n, struct route_clause out[ROUTE_CLAUSES])
{
	int found = 0;

	for (size_t i = 0, from = 0; i < n && found < ROUTE_CLAUSES; i++) {
		bool last = i + 1 == n;

		if (!last && (!is_end(text, i, n) || found == ROUTE_CLAUSES - 1))
			continue;
		if (!last && is_end(text, i + 1, n))
			continue; /* "!!!" */
		if (has_words(text + from, i + 1 - from))
			out[found++] = trimmed(text + from, i + 1 - from);
		from = i + 1;
	}
	return found;
}

static const char *word_for_and(const char *lang)
{
	static const char *const words[][2] = {{"pt", " e "}, {"en", " and "}, {"es", " y "}, {"fr", " et "},
										   {"it", " e "}, {"de", " und "}, {"nl", " en "}};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(words[i][0], lang) == 0)
			return words[i][1];
	return " & ";
}

bool route_cut_softly(const char *lang, const struct route_clause *whole, size_t *from, struct route_clause *left,
					  struct route_clause *right)
{
	const char *and = word_for_and(lang);
	size_t len = strlen(and);

	for (size_t i = *from; i < whole->n; i++) {
		size_t cut = 0;

		if (whole->p[i] == ',' && i + 1 < whole->n && is_space(whole->p[i + 1]))
			cut = 1;
		else if (i + len < whole->n && strncasecmp(whole->p + i, and, len) == 0)
			cut = len;
		if (!cut)
			continue;
		*from = i + 1;
		*left = trimmed(whole->p, i);
		*right = trimmed(whole->p + i + cut, whole->n - i - cut);
		if (has_words(left->p, left->n) && has_words(right->p, right->n))
			return true;
	}
	return false;
}

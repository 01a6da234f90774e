#include <stdint.h>
#include <string.h>

#include "base/utf8.h"
#include "text/fold.h"

#include "text/token.h"

static bool is_ascii_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
}

/* Length of the character at s, and whether it belongs to a word. */
static size_t look(const char *s, const char *stop, bool *word)
{
	uint32_t cp;
	size_t len;

	if (!(*s & 0x80)) {
		*word = is_ascii_word(*s);
		return 1;
	}
	len = utf8_decode(s, (size_t)(stop - s), &cp);
	*word = len > 1 && fold_is_word(cp);
	return len;
}

bool token_next(const char **s, const char *stop, struct token *out)
{
	const char *p = *s;
	bool word;
	size_t len;

	for (; p < stop; p += len) {
		len = look(p, stop, &word);
		if (word)
			break;
	}
	out->p = p;
	for (; p < stop; p += len) {
		len = look(p, stop, &word);
		if (!word)
			break;
	}
	out->n = (size_t)(p - out->p);
	*s = p;
	return out->n > 0;
}

bool token_is(struct token t, const char *word)
{
	return strlen(word) == t.n && memcmp(t.p, word, t.n) == 0;
}

/* Byte by byte: the words are short, and a list is looked at for every word of a text. */
bool token_in(struct token t, const char *list)
{
	while (t.n > 0 && *list) {
		size_t i = 0;

		while (i < t.n && list[i] && list[i] == t.p[i])
			i++;
		if (i == t.n && (list[i] == ' ' || !list[i]))
			return true;
		for (list += i; *list && *list != ' ';)
			list++;
		list += *list == ' ';
	}
	return false;
}

bool token_folded_in(struct token t, const char *list)
{
	struct buf b = {0};
	bool yes;

	fold_text(&b, t.p, t.n);
	yes = token_in((struct token){buf_str(&b), b.n}, list);
	buf_free(&b);
	return yes;
}

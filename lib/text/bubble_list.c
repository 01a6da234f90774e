#include <string.h>

#include "base/utf8.h"

#include "text/bubble_private.h"

/* Bytes of a list's sign at s, the blank behind it too; 0 when there is none. */
static size_t list_sign(const char *s, size_t n)
{
	static const char *const signs[] = {"- ",        "* ",           "+ ", "\xe2\x80\xa2 ", "\xe2\x80\x93 ",
										"\xc2\xb7 ", "\xe2\x96\xaa "};
	static const char keycap[] = "\xef\xb8\x8f\xe2\x83\xa3 "; /* behind its digit */
	size_t i = 0;

	for (size_t k = 0; k < sizeof(signs) / sizeof(*signs); k++)
		if (n >= strlen(signs[k]) && memcmp(s, signs[k], strlen(signs[k])) == 0)
			return strlen(signs[k]);
	while (i < n && i < 3 && s[i] >= '0' && s[i] <= '9')
		i++;
	if (i && n - i >= 2 && (s[i] == '.' || s[i] == ')') && s[i + 1] == ' ')
		return i + 2;
	if (i && n - i >= sizeof(keycap) - 1 && memcmp(s + i, keycap, sizeof(keycap) - 1) == 0)
		return i + sizeof(keycap) - 1;
	return 0;
}

struct line {
	size_t from, text, end, next; /* text: behind the indent; end: before the white space; next: the next line */
};

static struct line line_at(const struct bubble_text *t, size_t from)
{
	struct line l = {from, from, 0, 0};
	const char *nl = memchr(t->s + from, '\n', t->n - from);

	l.next = nl ? (size_t)(nl - t->s) + 1 : t->n;
	for (l.end = l.next; l.end > from && bubble_is_space(t->s[l.end - 1]);)
		l.end--;
	while (l.text < l.end && bubble_is_space(t->s[l.text]))
		l.text++;
	return l;
}

static void mark(struct bubble_text *t, size_t from, size_t to, int bit)
{
	for (size_t i = from; i < to; i++)
		t->mark[i] |= (unsigned char)bit;
}

static bool fits(const struct bubble_text *t, size_t from, size_t to)
{
	return utf8_length(t->s + from, to - from) <= t->limit;
}

/* The item that begins with *l, and *l the line behind it. Gives its end. */
static size_t take_item(struct bubble_text *t, struct line *l)
{
	size_t from = l->text, end = l->end;

	while (l->next < t->n) {
		struct line more = line_at(t, l->next);

		if (more.text == more.from || more.text == more.end || list_sign(t->s + more.text, more.end - more.text))
			break;
		end = more.end;
		*l = more;
	}
	if (fits(t, from, end))
		mark(t, from + 1, end, BUBBLE_ITEM);
	return end;
}

/* Where the last sentence of a heading begins. */
static size_t last_sentence(const struct bubble_text *t, const struct line *head)
{
	size_t from = head->text;

	for (size_t i = head->text + 1, next; i < head->end; i = next) {
		for (next = i; bubble_is_space(t->s[next]);)
			next++;
		if (next > i && bubble_sentence(t->s, t->n, i, next) == BUBBLE_SENTENCE)
			from = next;
		next += next == i;
	}
	return from;
}

void bubble_list_mark(struct bubble_text *t)
{
	struct line head = {0};
	bool headed = false, blank = false;

	for (size_t at = 0; at < t->n;) {
		struct line l = line_at(t, at);

		if (l.text == l.end) {
			blank = true;
		} else if (list_sign(t->s + l.text, l.end - l.text)) {
			size_t from = l.text, end = take_item(t, &l);

			if (headed && (!blank || t->s[head.end - 1] == ':') && fits(t, last_sentence(t, &head), end))
				t->mark[from] |= BUBBLE_HEAD;
			headed = blank = false;
		} else {
			head = l;
			headed = true;
			blank = false;
		}
		at = l.next;
	}
}

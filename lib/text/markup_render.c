#include <string.h>

#include "base/utf8.h"
#include "text/fold.h"

#include "text/markup_private.h"

#define HAIR "\xe2\x80\x8a" /* a space to every parser, hardly seen */
#define DEEPEST 8           /* marks inside marks */

struct render {
	enum markup_style style;
	bool hard;
	const char *s;
	size_t n;
	struct buf *out;
};

/* Does a letter or digit begin at i? */
static bool is_word(const struct render *r, size_t i)
{
	uint32_t cp = ' ';

	if (i < r->n)
		(void)utf8_decode(r->s + i, r->n - i, &cp);
	return cp < 0x80 ? (cp >= '0' && cp <= '9') || ((cp | 0x20) >= 'a' && (cp | 0x20) <= 'z') : fold_is_word(cp);
}

/* Does one end at i? */
static bool is_word_before(const struct render *r, size_t i)
{
	if (i-- == 0)
		return false;
	for (int k = 0; k < 3 && i && ((unsigned char)r->s[i] & 0xc0) == 0x80; k++)
		i--;
	return is_word(r, i);
}

static bool is_blank(const struct render *r, size_t i)
{
	return i >= r->n || (r->s[i] && strchr(" \t\r\n", r->s[i]) != NULL);
}

static bool is_sign(char c)
{
	return c && strchr("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", c) != NULL;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool parses(const struct render *r)
{
	return r->style != MARKUP_RAW;
}

static size_t run(const struct render *r, size_t i, size_t stop, char c)
{
	size_t n = 0;

	while (i + n < stop && r->s[i + n] == c)
		n++;
	return n;
}

static void escape(const struct render *r, char c)
{
	if (parses(r))
		buf_putc(r->out, '\\');
	buf_putc(r->out, c);
}

/* ---- signs that are text ---- */

/* Is there a sign at i that WhatsApp takes as the beginning of bold, italic or struck text? */
static bool whatsapp_opens(const struct render *r, size_t i, size_t stop)
{
	char c = r->s[i];

	if (r->style != MARKUP_WHATSAPP || is_word_before(r, i) || is_blank(r, i + 1))
		return false;
	for (size_t k = i + 2; k < stop && r->s[k] != '\n'; k++)
		if (r->s[k] == c && !is_blank(r, k - 1) && !is_word(r, k + 1))
			return true;
	return false;
}

/* Is it the name of a character, as in "&amp;"? */
static bool is_entity(const struct render *r, size_t i, size_t stop)
{
	size_t k = i + 1;

	if (k < stop && r->s[k] == '#')
		k++;
	while (k < stop && k - i < 34 && is_word(r, k))
		k++;
	return k > i + 1 && k < stop && r->s[k] == ';';
}

static bool must_escape(const struct render *r, size_t i, size_t stop)
{
	char c = r->s[i], next = i + 1 < stop ? r->s[i + 1] : ' ';

	switch (c) {
	case '*': return (i && !is_blank(r, i - 1)) || !is_blank(r, i + 1);
	case '_': return !is_word_before(r, i) || !is_word(r, i + 1);
	case '~':
	case '`': return next == c || (i && r->s[i - 1] == c) || c == '`';
	case '<': return is_word(r, i + 1) || next == '/' || next == '!' || next == '?';
	case '&': return is_entity(r, i, stop);
	case '\\': return is_sign(next) || next == '\n' || next == '\r';
	case '[':
	case ']': return true;
	default: return false;
	}
}

static void put_literal(const struct render *r, size_t i, size_t stop)
{
	if (parses(r) && must_escape(r, i, stop))
		buf_putc(r->out, '\\');
	buf_putc(r->out, r->s[i]);
}

static void put_sign(const struct render *r, size_t i, size_t stop)
{
	char c = r->s[i];

	put_literal(r, i, stop);
	if ((c == '*' || c == '_' || c == '~') && whatsapp_opens(r, i, stop))
		buf_puts(r->out, HAIR);
}

/* ---- marks ---- */

static void put_inline(const struct render *r, size_t i, size_t stop, int depth);

/* The place of the two marks of c that close those before i, in the same paragraph; stop when there are none. */
static size_t close_of(const struct render *r, size_t i, size_t stop, char c)
{
	if (is_blank(r, i) || r->s[i] == c)
		return stop;
	for (size_t k = i + 1; k + 1 < stop; k++) {
		if (r->s[k] == '\\')
			k++;
		else if (r->s[k] == '\n' && r->s[k + 1] == '\n')
			return stop;
		else if (r->s[k] == c && r->s[k + 1] == c && !is_blank(r, k - 1))
			return k;
	}
	return stop;
}

/* **x** or ~~x~~ at i: gives the place behind it, i when there is none. */
static size_t put_strong(const struct render *r, size_t i, size_t stop, int depth)
{
	char c = r->s[i];
	size_t end = depth < DEEPEST && run(r, i, stop, c) >= 2 ? close_of(r, i + 2, stop, c) : stop;
	const char *with = r->style != MARKUP_WHATSAPP ? "" : c == '*' ? "**" : "~";

	if (end == stop)
		return i;
	buf_puts(r->out, with);
	put_inline(r, i + 2, end, depth + 1);
	buf_puts(r->out, with);
	return end + 2;
}

/* `x`, also of more backticks, at i; as put_strong. */
static size_t put_code(const struct render *r, size_t i, size_t stop)
{
	size_t len = run(r, i, stop, '`'), from = i + len, end = from;

	while (end < stop && run(r, end, stop, '`') != len)
		end += run(r, end, stop, '`') ? run(r, end, stop, '`') : 1;
	if (end == stop)
		return i;
	i = end + len;
	while (from < end && (r->s[from] == '\n' || r->s[from] == '\r'))
		from++;
	while (end > from && (r->s[end - 1] == '\n' || r->s[end - 1] == '\r'))
		end--;
	if (r->style == MARKUP_WHATSAPP && end > from && !memchr(r->s + from, '\n', end - from) &&
		!memchr(r->s + from, '`', end - from)) {
		buf_putc(r->out, '`');
		buf_put(r->out, r->s + from, end - from);
		buf_putc(r->out, '`');
	} else {
		for (; from < end; from++)
			put_sign(r, from, end);
	}
	return i;
}

struct link {
	size_t text, text_end, url, url_end, end;
};

/* Is there a [text](url) at i? */
static bool find_link(const struct render *r, size_t i, size_t stop, struct link *l)
{
	int open = 0;

	l->text = ++i;
	while (i < stop && r->s[i] != ']' && r->s[i] != '\n' && r->s[i] != '[')
		i += r->s[i] == '\\' && i + 1 < stop ? 2 : 1;
	if (i + 1 >= stop || r->s[i] != ']' || r->s[i + 1] != '(')
		return false;
	l->text_end = i;
	l->url = i += 2;
	while (i < stop && !is_blank(r, i) && (r->s[i] != ')' || open > 0)) {
		open += r->s[i] == '(' ? 1 : r->s[i] == ')' ? -1 : 0;
		i++;
	}
	l->url_end = i;
	while (i < stop && r->s[i] != ')' && r->s[i] != '\n')
		i++; /* a title */
	l->end = i + 1;
	return i < stop && r->s[i] == ')' && l->url_end > l->url;
}

static size_t put_link(const struct render *r, size_t i, size_t stop, int depth)
{
	struct link l;

	if (depth >= DEEPEST || !find_link(r, i, stop, &l))
		return i;
	if (l.url_end - l.url > 2 && r->s[l.url] == '<' && r->s[l.url_end - 1] == '>') {
		l.url++;
		l.url_end--;
	}
	if (l.url_end - l.url > 7 && memcmp(r->s + l.url, "mailto:", 7) == 0)
		l.url += 7;
	else if (l.url_end - l.url > 4 && memcmp(r->s + l.url, "tel:", 4) == 0)
		l.url += 4;
	if (l.text_end > l.text &&
		(l.text_end - l.text != l.url_end - l.url || memcmp(r->s + l.text, r->s + l.url, l.url_end - l.url) != 0)) {
		put_inline(r, l.text, l.text_end, depth + 1);
		buf_puts(r->out, ": ");
	}
	for (size_t k = l.url; k < l.url_end; k++)
		put_literal(r, k, l.url_end);
	return l.end;
}

/* A link without marks: it stays what it is to a tap. */
static size_t put_url(const struct render *r, size_t i, size_t stop)
{
	size_t left = stop - i;

	if ((left < 7 || memcmp(r->s + i, "http://", 7) != 0) && (left < 8 || memcmp(r->s + i, "https://", 8) != 0) &&
		(left < 4 || memcmp(r->s + i, "www.", 4) != 0))
		return i;
	for (; i < stop && !is_blank(r, i); i++)
		put_literal(r, i, stop);
	return i;
}

static size_t put_mark(const struct render *r, size_t i, size_t stop, int depth)
{
	switch (r->s[i]) {
	case '*':
	case '~': return put_strong(r, i, stop, depth);
	case '`': return put_code(r, i, stop);
	case '[': return put_link(r, i, stop, depth);
	case '!': {
		size_t end = i + 1 < stop && r->s[i + 1] == '[' ? put_link(r, i + 1, stop, depth) : i + 1;

		return end > i + 1 ? end : i;
	}
	case 'h':
	case 'w': return is_word_before(r, i) ? i : put_url(r, i, stop);
	default: return i;
	}
}

/* ---- lines ---- */

/* What begins a line at i, up to where its words begin; *strong when the rest of the line is a heading. */
static size_t put_start(const struct render *r, size_t i, size_t stop, bool *strong)
{
	size_t from = i, k;
	char c;

	while (i < stop && (r->s[i] == ' ' || r->s[i] == '\t'))
		i++;
	for (k = from; parses(r) ? k < i && k < from + 3 : k < i; k++)
		buf_putc(r->out, parses(r) ? ' ' : r->s[k]); /* of four it would be code */
	if (i >= stop)
		return i;
	c = r->s[i];
	k = run(r, i, stop, '#');
	if (k && k <= 6 && i + k < stop && r->s[i + k] == ' ') {
		*strong = r->style == MARKUP_WHATSAPP;
		return i + k + 1;
	}
	if ((c == '-' || c == '*') && i + 1 < stop && r->s[i + 1] == ' ') {
		buf_puts(r->out, r->style == MARKUP_PLAIN ? "\\-" : "-");
		return i + 1;
	}
	if (c == '+' || c == '>' || c == '=' || c == '-') {
		escape(r, c);
		return i + 1;
	}
	for (k = i; k < stop && is_digit(r->s[k]) && k - i < 9;)
		k++;
	if (k > i && k < stop && (r->s[k] == '.' || r->s[k] == ')') && is_blank(r, k + 1)) {
		buf_put(r->out, r->s + i, k - i);
		escape(r, r->s[k]);
		return k + 1;
	}
	return i;
}

/* The end of the line at i; of a heading's words when it is one. */
static size_t line_end(const struct render *r, size_t i, size_t stop)
{
	const char *nl = memchr(r->s + i, '\n', stop - i);
	size_t end = nl ? (size_t)(nl - r->s) : stop;

	while (end > i && is_blank(r, end - 1))
		end--;
	return end;
}

static size_t put_line_start(const struct render *r, size_t i, size_t stop, int depth)
{
	bool strong = false;
	size_t end;

	i = put_start(r, i, stop, &strong);
	if (!strong || i >= stop)
		return i;
	end = line_end(r, i, stop);
	if (end > i) {
		bool marked = memchr(r->s + i, '*', end - i) != NULL;

		buf_puts(r->out, marked ? "" : "**");
		put_inline(r, i, end, depth + 1);
		buf_puts(r->out, marked ? "" : "**");
	}
	return end;
}

static size_t put_newline(const struct render *r, size_t i, size_t stop, int depth)
{
	if (r->hard && i && r->s[i - 1] != '\n' && i + 1 < stop && r->s[i + 1] != '\n')
		buf_puts(r->out, "  ");
	buf_putc(r->out, '\n');
	return put_line_start(r, i + 1, stop, depth);
}

static void put_inline(const struct render *r, size_t i, size_t stop, int depth)
{
	while (i < stop) {
		size_t end;

		if (r->s[i] == '\n') {
			i = put_newline(r, i, stop, depth);
			continue;
		}
		if (r->s[i] == '\\' && i + 1 < stop && is_sign(r->s[i + 1])) {
			escape(r, r->s[i + 1]);
			i += 2;
			continue;
		}
		end = put_mark(r, i, stop, depth);
		if (end > i) {
			i = end;
			continue;
		}
		for (end = i + 1; r->s[i] != '\0' && strchr("*~`", r->s[i]) && end < stop && r->s[end] == r->s[i];)
			end++; /* a run that opens nothing is text as a whole */
		for (; i < end; i++)
			put_sign(r, i, stop);
	}
}

/* Markdown stays; * between letters or digits is none. */
static void put_full(const struct render *r)
{
	for (size_t i = 0; i < r->n; i++) {
		if (r->s[i] == '*' && is_word_before(r, i) && is_word(r, i + 1))
			buf_putc(r->out, '\\');
		buf_putc(r->out, r->s[i]);
	}
}

void markup_render(enum markup_style style, bool hard, const char *text, size_t n, struct buf *out)
{
	struct render r = {style, hard, text, n, out};

	if (style == MARKUP_FULL)
		put_full(&r);
	else
		put_inline(&r, put_line_start(&r, 0, n, 0), n, 0);
}

#include <string.h>

#include "text/markup_private.h"

#include "text/markup.h"

#define INVISIBLE "\xe2\x80\x8b" /* zero width space */

struct channel {
	const char *name;
	enum markup_style style;
	bool hard; /* lines must end hard */
	size_t takes;
	struct markup_choices choices;
};

static const struct channel channels[] = {
	{"whatsapp", MARKUP_WHATSAPP, false, 1600, {3, 20, 10, 24, 1024}},
	{"web", MARKUP_FULL, false, 10000, {10, 60, 0, 0, 10000}},
	{"email", MARKUP_FULL, false, 10000, {0}},
	{"facebook", MARKUP_PLAIN, true, 2000, {13, 20, 0, 0, 2000}},
	{"instagram", MARKUP_PLAIN, true, 1000, {0}},
	{"line", MARKUP_PLAIN, true, 2000, {0}},
	{"telegram", MARKUP_PLAIN, false, 4096, {0}},
	{"sms", MARKUP_PLAIN, false, 160, {0}},
	{"twitter", MARKUP_PLAIN, false, 10000, {0}},
	{"tiktok", MARKUP_RAW, false, 6000, {0}},
	{"", MARKUP_RAW, false, 10000, {0}}, /* api and others */
};

static const struct channel *find(const char *name)
{
	const struct channel *c = channels;

	while (*c->name && (!name || strcmp(c->name, name) != 0))
		c++;
	return c;
}

void markup_for(const char *channel, const char *text, size_t n, struct buf *out)
{
	const struct channel *c = find(channel);

	if (n)
		markup_render(c->style, c->hard, text, n, out);
}

void markup_escape_liquid(const char *text, size_t n, struct buf *out)
{
	char before = '\0';

	if (out->n)
		before = out->p[out->n - 1];
	for (size_t i = 0; i < n; i++) {
		char c = text[i];

		if ((before == '{' && (c == '{' || c == '%')) || ((before == '}' || before == '%') && c == '}'))
			buf_puts(out, INVISIBLE);
		buf_putc(out, c);
		before = c;
	}
}

size_t markup_limit(const char *channel)
{
	size_t takes = find(channel)->takes;

	return takes - (takes + 19) / 20;
}

struct markup_choices markup_choices(const char *channel)
{
	return find(channel)->choices;
}

bool markup_choices_fit(const char *channel, size_t n, size_t title, size_t body)
{
	struct markup_choices c = markup_choices(channel);

	if (n == 0 || body > c.body)
		return false;
	return n <= c.buttons ? title <= c.button_title : n <= c.rows && title <= c.row_title;
}

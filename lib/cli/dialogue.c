#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/term.h"
#include "base/utf8.h"

#include "cli/dialogue.h"

#define MARGIN 7 /* "14:02  " */

/* Stand in the text for where bold begins and ends: no columns wide, and nothing else that is below a space is left. */
#define BOLD_ON '\001'
#define BOLD_OFF '\002'

static const char *const tones[] = {
	[DIALOGUE_PLAIN] = "",        [DIALOGUE_DIM] = "\033[2m",  [DIALOGUE_GOOD] = "\033[32m",
	[DIALOGUE_WARN] = "\033[33m", [DIALOGUE_BAD] = "\033[31m",
};

/* Control characters, and those that turn the direction of writing. */
static bool is_harmful(uint32_t cp)
{
	return (cp < 0x20 && cp != '\n') || (cp >= 0x7f && cp < 0xa0) || (cp >= 0x202a && cp <= 0x202e) ||
		   (cp >= 0x2066 && cp <= 0x2069);
}

static void clean(struct buf *out, const char *s)
{
	size_t len = strlen(s);
	uint32_t cp;

	for (size_t i = 0, n; i < len; i += n) {
		n = utf8_decode(s + i, len - i, &cp);
		if (cp == '\t')
			buf_putc(out, ' ');
		else if (!is_harmful(cp))
			buf_put(out, s + i, n);
	}
}

/* Cleans, and puts marks where ** opens and closes. */
static void mark(struct buf *out, const char *s)
{
	struct buf b = {0};
	const char *p, *open, *shut;

	clean(&b, s);
	p = buf_str(&b);
	while ((open = strstr(p, "**")) && (shut = strstr(open + 2, "**"))) {
		buf_put(out, p, (size_t)(open - p));
		buf_putc(out, BOLD_ON);
		buf_put(out, open + 2, (size_t)(shut - open - 2));
		buf_putc(out, BOLD_OFF);
		p = shut + 2;
	}
	buf_puts(out, p);
	buf_free(&b);
}

/* No line breaks between "R$" and its amount: a no-break space takes the space's place. */
static void tie_money(struct buf *b)
{
	struct buf out = {0};
	const char *p = buf_str(b), *money;

	while ((money = strstr(p, "R$ "))) {
		buf_put(&out, p, (size_t)(money - p) + 2);
		buf_puts(&out, "\u00a0");
		p = money + 3;
	}
	buf_puts(&out, p);
	buf_free(b);
	*b = out;
}

/* "1. ", "12. ", "- ": how long the lead of a list's item is. */
static int lead(const char *line)
{
	size_t n = strspn(line, "0123456789");

	if (n > 0 && line[n] == '.' && line[n + 1] == ' ')
		return (int)n + 2;
	return n == 0 && line[0] == '-' && line[1] == ' ' ? 2 : 0;
}

/* Lines of at most width columns; those of a list's item hang under its text. */
static void wrap(struct buf *out, const char *text, int width)
{
	while (*text) {
		size_t n = strcspn(text, "\n"), at = out->n;
		char *line = mem_ndup(text, n);
		int hang = lead(line);

		if (n == 0)
			buf_putc(out, '\n');
		term_wrap(out, line + hang, width, hang);
		if (hang && out->n > at + (size_t)hang)
			memcpy(out->p + at, line, (size_t)hang);
		free(line);
		text += n;
		text += *text == '\n';
	}
}

static int widest(const char *lines)
{
	int most = 0;

	while (*lines) {
		size_t n = strcspn(lines, "\n");
		int columns = term_columns(lines, n);

		most = columns > most ? columns : most;
		lines += n + (lines[n] != '\0');
	}
	return most;
}

/* Columns that are left beside less of them. */
static int room(const struct dialogue *d, int less)
{
	return d->width ? d->width - less : 1 << 20;
}

/* One line with its marks as bold, or without them. Bold that is open goes on in the next line. */
static void put_line(const struct dialogue *d, enum dialogue_tone tone, const char *s, size_t n, bool *bold,
					 struct buf *out)
{
	if (d->colour)
		buf_printf(out, "%s%s", tones[tone], *bold ? "\033[1m" : "");
	for (size_t i = 0; i < n; i++) {
		if (s[i] != BOLD_ON && s[i] != BOLD_OFF) {
			buf_putc(out, s[i]);
			continue;
		}
		*bold = s[i] == BOLD_ON;
		if (d->colour)
			buf_puts(out, *bold ? "\033[1m" : "\033[22m");
	}
	if (d->colour && (*bold || *tones[tone] || memchr(s, BOLD_OFF, n)))
		buf_puts(out, "\033[0m");
}

/* The lines, each pushed in: to the same column, or when right to end at the width. */
static void put_lines(const struct dialogue *d, enum dialogue_tone tone, const char *lines, int indent, bool right,
					  struct buf *out)
{
	bool bold = false;

	while (*lines) {
		size_t n = strcspn(lines, "\n");
		int by = right ? d->width - term_columns(lines, n) : indent;

		if (n > 0)
			buf_printf(out, "%*s", by > 0 ? by : 0, "");
		put_line(d, tone, lines, n, &bold, out);
		buf_putc(out, '\n');
		lines += n + (lines[n] != '\0');
	}
}

static void put_time(const struct dialogue *d, date_ms at, struct buf *out)
{
	struct date_local l = date_to_local(d->zone, at);

	buf_puts(out, d->colour ? tones[DIALOGUE_DIM] : "");
	buf_printf(out, "%02d:%02d  ", l.hour, l.minute);
	buf_puts(out, d->colour ? "\033[0m" : "");
}

void dialogue_head(const struct dialogue *d, const char *title, struct buf *out)
{
	struct buf b = {0};
	int left;

	clean(&b, title);
	left = d->width - 4 - term_columns(buf_str(&b), b.n);
	buf_printf(out, "%s── %s%s ", d->colour ? "\033[2m" : "", d->colour ? "\033[22;1m" : "", buf_str(&b));
	buf_puts(out, d->colour ? "\033[0m\033[2m" : "");
	while (left-- > 0)
		buf_puts(out, "─");
	buf_puts(out, d->colour ? "\033[0m\n" : "\n");
	buf_free(&b);
}

void dialogue_customer(const struct dialogue *d, date_ms at, const char *text, bool dim, struct buf *out)
{
	struct buf b = {0}, lines = {0}, all = {0};
	int width = room(d, d->width / 3 + MARGIN);

	clean(&b, text);
	wrap(&lines, buf_str(&b), width);
	put_lines(d, dim ? DIALOGUE_DIM : DIALOGUE_PLAIN, buf_str(&lines), MARGIN, false, &all);
	put_time(d, at, out);
	buf_puts(out, all.n > MARGIN ? all.p + MARGIN : "\n");
	buf_free(&all);
	buf_free(&lines);
	buf_free(&b);
}

void dialogue_left(const struct dialogue *d, enum dialogue_tone tone, const char *text, struct buf *out)
{
	struct buf b = {0}, lines = {0};

	clean(&b, text);
	wrap(&lines, buf_str(&b), room(d, MARGIN));
	put_lines(d, tone, buf_str(&lines), d->width ? MARGIN : 0, false, out);
	buf_free(&lines);
	buf_free(&b);
}

void dialogue_right(const struct dialogue *d, enum dialogue_tone tone, const char *text, struct buf *out)
{
	struct buf b = {0}, lines = {0};

	clean(&b, text);
	wrap(&lines, buf_str(&b), room(d, MARGIN));
	put_lines(d, tone, buf_str(&lines), 0, true, out);
	buf_free(&lines);
	buf_free(&b);
}

/* The shop's words: a block that is pushed to the right as a whole. */
static void put_block(const struct dialogue *d, const char *text, struct buf *out)
{
	struct buf b = {0}, lines = {0};

	mark(&b, text);
	if (d->width)
		tie_money(&b);
	wrap(&lines, buf_str(&b), room(d, d->width / 3));
	put_lines(d, DIALOGUE_PLAIN, buf_str(&lines), d->width - widest(buf_str(&lines)), false, out);
	buf_free(&lines);
	buf_free(&b);
}

static void put_source(const struct dialogue *d, val part, struct buf *out)
{
	val facts = val_get(part, "facts");
	struct buf b = {0};

	buf_puts(&b, val_str(part, "crew", "?"));
	for (int i = 0; i < val_len(facts); i++) {
		val id = val_at(facts, i);

		buf_printf(&b, "%s%s", i ? " " : " · ", val_text(id, "?"));
		val_free(id);
	}
	dialogue_right(d, DIALOGUE_DIM, b.p, out);
	buf_free(&b);
	val_free(facts);
}

void dialogue_reply(const struct dialogue *d, val reply, bool sources, struct buf *out)
{
	val parts = val_get(reply, "parts");
	struct buf b = {0};

	for (int i = 0; i < val_len(parts); i++) {
		val part = val_at(parts, i);

		put_block(d, val_str(part, "text", ""), out);
		if (sources)
			put_source(d, part, out);
		val_free(part);
	}
	val_free(parts);
	if (val_has(reply, "handoff.reason")) {
		buf_printf(&b, "→ handed to a person: %s", val_str(reply, "handoff.reason", ""));
		dialogue_right(d, DIALOGUE_WARN, b.p, out);
	}
	buf_free(&b);
}

/* A line of n bytes in at most columns, with an ellipsis where it was cut. */
static void put_cut(const struct dialogue *d, const char *s, size_t n, int columns, struct buf *out)
{
	bool bold = false, cut = term_columns(s, n) > columns;

	while (cut && n > 0 && term_columns(s, n) >= columns)
		for (n--; n > 0 && ((unsigned char)s[n] & 0xc0) == 0x80; n--)
			;
	put_line(d, DIALOGUE_DIM, s, n, &bold, out);
	buf_puts(out, cut ? "…\n" : "\n");
}

void dialogue_event(const struct dialogue *d, date_ms at, const char *text, struct buf *out)
{
	struct buf b = {0};

	clean(&b, text);
	put_time(d, at, out);
	put_cut(d, buf_str(&b), strcspn(buf_str(&b), "\n"), room(d, MARGIN), out);
	buf_free(&b);
}

void dialogue_lines(const struct dialogue *d, const char *text, int most, struct buf *out)
{
	struct buf b = {0};
	const char *s;
	int more = 0;

	clean(&b, text);
	for (s = buf_str(&b); *s; s += strcspn(s, "\n"), s += *s == '\n')
		if (most-- > 0)
			put_cut(d, s, strcspn(s, "\n"), room(d, 0), out);
		else
			more++;
	if (more)
		buf_printf(out, "… %d lines more\n", more);
	buf_free(&b);
}

void dialogue_figure(const struct dialogue *d, enum dialogue_tone tone, double figure, const char *text,
					 struct buf *out)
{
	bool whole = figure > -1e15 && figure < 1e15 && figure == (double)(long long)figure;
	struct buf b = {0}, lines = {0};
	char number[400];
	size_t digits = (size_t)snprintf(number, sizeof(number), "%*.*f", MARGIN, whole ? 0 : 1, figure);

	clean(&b, text);
	term_wrap(&lines, buf_str(&b), room(d, 0), (int)digits + 2);
	if (lines.n > digits)
		memcpy(lines.p, number, digits);
	put_lines(d, tone, buf_str(&lines), 0, false, out);
	buf_free(&lines);
	buf_free(&b);
}

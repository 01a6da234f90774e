#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/os.h"
#include "base/utf8.h"

#include "base/term.h"

bool term_is(int fd)
{
	return isatty(fd) && strcmp(os_env("TERM", "dumb"), "dumb") != 0;
}

bool term_colour(int fd)
{
	return term_is(fd) && !getenv("NO_COLOR");
}

int term_width(int fd)
{
	struct winsize w;
	int width = 80;

	if (ioctl(fd, TIOCGWINSZ, &w) == 0 && w.ws_col > 0)
		width = w.ws_col;
	else if (atoi(os_env("COLUMNS", "0")) > 0)
		width = atoi(os_env("COLUMNS", "0"));
	return width < 40 ? 40 : width;
}

/* Wide are the East Asian blocks and the pictographs; zero are combining marks, joiners and selectors. */
static int char_columns(uint32_t cp)
{
	if (cp < 0x20 || (cp >= 0x7f && cp < 0xa0))
		return 0;
	if ((cp >= 0x300 && cp <= 0x36f) || (cp >= 0x200b && cp <= 0x200f) || (cp >= 0xfe00 && cp <= 0xfe0f))
		return 0;
	if ((cp >= 0x1100 && cp <= 0x115f) || (cp >= 0x2e80 && cp <= 0xa4cf) || (cp >= 0xac00 && cp <= 0xd7a3) ||
		(cp >= 0xf900 && cp <= 0xfaff) || (cp >= 0xff00 && cp <= 0xff60) || (cp >= 0x1f300 && cp <= 0x1faff))
		return 2;
	return 1;
}

int term_columns(const char *s, size_t n)
{
	int columns = 0;
	uint32_t cp;

	for (size_t i = 0; i < n;) {
		i += utf8_decode(s + i, n - i, &cp);
		columns += char_columns(cp);
	}
	return columns;
}

void term_wrap(struct buf *out, const char *s, int width, int indent)
{
	int at = 0;

	while (*s) {
		size_t word = strcspn(s, " \n");
		int columns = term_columns(s, word);

		if (at > 0 && at + 1 + columns > width) {
			buf_putc(out, '\n');
			at = 0;
		}
		if (word && at == 0)
			buf_printf(out, "%*s", indent, "");
		else if (word)
			buf_putc(out, ' ');
		buf_put(out, s, word);
		at += word ? columns + (at == 0 ? indent : 1) : 0;
		s += word;
		if (*s == '\n') {
			buf_putc(out, '\n');
			at = 0;
		}
		s += *s != '\0';
	}
	if (at > 0)
		buf_putc(out, '\n');
}

struct term_table {
	int columns, rows;
	char **cell; /* heads first, row by row */
	bool *right;
};

static void add_row(struct term_table *t, const char *const *cells)
{
	size_t at = (size_t)t->rows * (size_t)t->columns;

	t->cell = mem_array(t->cell, at + (size_t)t->columns, sizeof(*t->cell));
	for (int i = 0; i < t->columns; i++)
		t->cell[at + (size_t)i] = mem_dup(cells[i] ? cells[i] : "");
	t->rows++;
}

struct term_table *term_table_new(const char *const *heads, int columns)
{
	struct term_table *t = mem_zalloc(sizeof(*t));

	t->columns = columns;
	t->right = mem_zalloc((size_t)columns * sizeof(*t->right));
	add_row(t, heads);
	return t;
}

void term_table_add(struct term_table *t, const char *const *cells)
{
	add_row(t, cells);
}

void term_table_right(struct term_table *t, int column)
{
	t->right[column] = true;
}

/* Does the column hold times, "2026-06-17T12:00:00.000Z"? Cut, they tell nothing. */
static bool is_time(const struct term_table *t, int c)
{
	bool any = false;

	for (int r = 1; r < t->rows; r++) {
		const char *s = t->cell[r * t->columns + c];

		if (*s && (strspn(s, "0123456789") != 4 || strspn(s, "0123456789-T:.Z+ ") != strlen(s)))
			return false;
		any = any || *s;
	}
	return any;
}

/* Cuts the widest of the columns that are wider than least until sum is total; those of times stay. */
static void cut(const struct term_table *t, int *width, const bool *whole, int least, int sum, int total)
{
	while (sum > total) {
		int widest = -1;

		for (int c = 0; c < t->columns; c++)
			if (!whole[c] && width[c] > least && (widest < 0 || width[c] > width[widest]))
				widest = c;
		if (widest < 0)
			break;
		width[widest]--;
		sum--;
	}
}

/* Column widths, the widest cut until a line fits. */
static void fit(const struct term_table *t, int *width, int total)
{
	bool *whole = mem_zalloc((size_t)t->columns * sizeof(*whole));
	int sum = 2 * (t->columns - 1);

	for (int c = 0; c < t->columns; c++) {
		width[c] = 0;
		for (int r = 0; r < t->rows; r++) {
			const char *s = t->cell[r * t->columns + c];
			int w = term_columns(s, strlen(s));

			width[c] = w > width[c] ? w : width[c];
		}
		sum += width[c];
		whole[c] = is_time(t, c);
	}
	cut(t, width, whole, 8, sum, total);
	free(whole);
}

/* Appends s in width columns, cut with an ellipsis or padded. */
static void put_cell(struct buf *b, const char *s, int width, bool right, bool last)
{
	size_t n = strlen(s);
	int columns = term_columns(s, n);

	if (columns > width) {
		while (n > 0 && term_columns(s, n) > width - 1)
			for (n--; n > 0 && ((unsigned char)s[n] & 0xc0) == 0x80; n--)
				;
		buf_put(b, s, n);
		buf_puts(b, "…");
		return;
	}
	if (right)
		buf_printf(b, "%*s", width - columns, "");
	buf_put(b, s, n);
	if (!right && !last)
		buf_printf(b, "%*s", width - columns, "");
}

int term_table_print(struct term_table *t, FILE *f)
{
	int *width = mem_alloc((size_t)t->columns * sizeof(*width)), st;
	bool colour = term_colour(fileno(f));
	struct buf b = {0};

	/* What is no terminal gets every column whole. */
	fit(t, width, term_is(fileno(f)) ? term_width(fileno(f)) : 1 << 20);
	for (int r = 0; r < t->rows; r++) {
		if (r == 0 && colour)
			buf_puts(&b, "\033[1m");
		for (int c = 0; c < t->columns; c++) {
			if (c > 0)
				buf_puts(&b, "  ");
			put_cell(&b, t->cell[r * t->columns + c], width[c], t->right[c], c == t->columns - 1);
		}
		buf_puts(&b, r == 0 && colour ? "\033[0m\n" : "\n");
	}
	st = fwrite(buf_str(&b), 1, b.n, f) == b.n ? 0 : -1;
	buf_free(&b);
	free(width);
	return st;
}

void term_table_free(struct term_table *t)
{
	if (!t)
		return;
	for (int i = 0; i < t->rows * t->columns; i++)
		free(t->cell[i]);
	free(t->cell);
	free(t->right);
	free(t);
}

/* trends: the page's figures, spans and days, as they are written in Portuguese. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/trends_html_private.h"

void trends_html_text(struct buf *out, const char *s)
{
	for (; *s; s++)
		switch (*s) {
		case '&': buf_puts(out, "&amp;"); break;
		case '<': buf_puts(out, "&lt;"); break;
		case '>': buf_puts(out, "&gt;"); break;
		case '"': buf_puts(out, "&quot;"); break;
		case '\'': buf_puts(out, "&#39;"); break;
		default:
			if ((unsigned char)*s >= 0x20 && *s != 0x7f)
				buf_putc(out, *s);
			else
				buf_putc(out, ' ');
		}
}

void trends_html_number(struct buf *out, long long n)
{
	char digits[32];
	int len = snprintf(digits, sizeof(digits), "%lld", n);

	for (int i = 0; i < len; i++) {
		if (i > 0 && (len - i) % 3 == 0 && digits[i - 1] != '-')
			buf_putc(out, '.');
		buf_putc(out, digits[i]);
	}
}

void trends_html_figure(struct buf *out, const char *figure)
{
	for (; *figure; figure++)
		buf_putc(out, *figure == '.' ? ',' : *figure);
}

void trends_html_percent(struct buf *out, double share)
{
	char s[32];
	double x = share * 100;

	(void)snprintf(s, sizeof(s), x > 0 && x < 0.95 ? "%.1f%%" : "%.0f%%", x);
	trends_html_figure(out, s);
}

void trends_html_decimal(struct buf *out, double x)
{
	char s[32];

	(void)snprintf(s, sizeof(s), "%.2f", fabs(x));
	buf_puts(out, strcmp(s, "0.00") == 0 ? "" : x > 0 ? "+" : "−");
	trends_html_figure(out, s);
}

void trends_html_span(struct buf *out, long long ms)
{
	long long s = (ms + 500) / 1000;

	if (ms < 0)
		buf_puts(out, "–");
	else if (ms < 1000)
		buf_printf(out, "%lld ms", ms);
	else if (s < 60)
		buf_printf(out, "%lld s", s);
	else if (s < 600 && s % 60)
		buf_printf(out, "%lld min %lld s", s / 60, s % 60);
	else if (s < 3600)
		buf_printf(out, "%lld min", s / 60);
	else if (s < 48 * 3600 && s / 60 % 60)
		buf_printf(out, "%lld h %lld min", s / 3600, s / 60 % 60);
	else if (s < 48 * 3600)
		buf_printf(out, "%lld h", s / 3600);
	else
		buf_printf(out, "%lld dias", s / 86400);
}

static const char *const months[] = {"janeiro", "fevereiro", "março",    "abril",   "maio",     "junho",
									 "julho",   "agosto",    "setembro", "outubro", "novembro", "dezembro"};

void trends_html_day(struct buf *out, const char *day, bool full)
{
	int year = 0, month = 1, mday = 1;

	if (sscanf(day, "%4d-%2d-%2d", &year, &month, &mday) != 3 || month < 1 || month > 12)
		return;
	if (full)
		buf_printf(out, "%d%s de %s de %d", mday, mday == 1 ? "º" : "", months[month - 1], year);
	else
		buf_printf(out, "%02d/%02d", mday, month);
}

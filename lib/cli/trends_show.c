/* trends: for a person at a terminal. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/term.h"

#include "cli/trends_show.h"

#define FIGURES 34  /* columns behind a bar: 8, 7, 8, and the change */
#define LEAST_BAR 4 /* names differ where they are cut last */

struct look {
	bool colour;
	int width;
};

static struct look look_of(FILE *f)
{
	int width = term_width(fileno(f));

	return (struct look){.colour = term_colour(fileno(f)), .width = width > 120 ? 120 : width};
}

static const char *tint(const struct look *l, const char *code)
{
	return l->colour ? code : "";
}

#define BOLD "\033[1m"
#define DIM "\033[2m"
#define RED "\033[31m"
#define GREEN "\033[32m"
#define CYAN "\033[36m"
#define PLAIN "\033[0m"

/* ---- words ---- */

/* 12,345 */
static void put_number(struct buf *b, long long n)
{
	char digits[32];
	int len = snprintf(digits, sizeof(digits), "%lld", n < 0 ? -n : n);

	if (n < 0)
		buf_putc(b, '-');
	for (int i = 0; i < len; i++) {
		if (i > 0 && (len - i) % 3 == 0)
			buf_putc(b, ',');
		buf_putc(b, digits[i]);
	}
}

/* 12 s, 2 min 30 s, 3 h 5 min, 4 days */
static void put_span(struct buf *b, val v)
{
	long long ms = llround(val_number(v, -1)), s = (ms + 500) / 1000;

	if (val_kind(v) != VAL_NUMBER)
		buf_puts(b, "none");
	else if (ms < 1000)
		buf_printf(b, "%lld ms", ms);
	else if (s < 60)
		buf_printf(b, "%lld s", s);
	else if (s < 3600)
		buf_printf(b, "%lld min %lld s", s / 60, s % 60);
	else if (s < 48 * 3600)
		buf_printf(b, "%lld h %lld min", s / 3600, s / 60 % 60);
	else
		buf_printf(b, "%lld days", s / 86400);
}

/* How n stands to what it was: ▲ 12%, ▼ 3%, new, nothing when it is the same or none of both. */
static void put_change(struct buf *b, double n, double before)
{
	double part = before > 0 ? (n - before) / before * 100 : 0;

	if (before <= 0)
		buf_puts(b, n > 0 ? "new" : "");
	else if (fabs(part) >= 0.5)
		buf_printf(b, "%s %.0f%%", part > 0 ? "▲" : "▼", fabs(part));
	else
		buf_puts(b, "=");
}

/* Bytes of s that take at most so many columns, from its end when back is set. */
static size_t fitting(const char *s, int columns, bool back)
{
	size_t n = strlen(s), keep = n;

	while (keep > 0 && term_columns(back ? s + n - keep : s, keep) > columns) {
		do
			keep--;
		while (keep > 0 && ((unsigned char)s[back ? n - keep : keep] & 0xc0) == 0x80);
	}
	return keep;
}

/* s in so many columns, to the right when it is a figure. A long name loses its middle: names differ at both ends. */
static void put_cell(struct buf *b, const char *s, int columns, bool right)
{
	size_t n = strlen(s);
	int wide = term_columns(s, n);

	if (wide > columns) {
		size_t end = fitting(s, columns / 2, true), begin = fitting(s, columns - 1 - columns / 2, false);

		buf_put(b, s, begin);
		buf_puts(b, "…");
		buf_put(b, s + n - end, end);
		wide = term_columns(s, begin) + 1 + term_columns(s + n - end, end);
		buf_printf(b, "%*s", columns - wide, "");
		return;
	}
	if (right)
		buf_printf(b, "%*s", columns - wide, "");
	buf_put(b, s, n);
	if (!right)
		buf_printf(b, "%*s", columns - wide, "");
}

static void put_bar(struct buf *b, double part, int columns)
{
	static const char *const eighths[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
	int units = (int)lround(part * columns * 8), full = units / 8;

	if (units == 0 && part > 0)
		units = 1;
	for (int i = 0; i < full; i++)
		buf_puts(b, "█");
	buf_puts(b, eighths[units % 8]);
	buf_printf(b, "%*s", columns - full - (units % 8 > 0), "");
}

static void put_spark(struct buf *b, double part)
{
	static const char *const eighths[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
	int level = (int)(part * 8);

	buf_puts(b, part <= 0 ? "·" : eighths[level > 7 ? 7 : level]);
}

/* ---- lists ---- */

/* In new memory. A class of waits is named by its least. */
static char *name_of(val item)
{
	const char *name = val_str(item, "name", val_str(item, "text", val_str(item, "key", "")));
	struct buf b = {0};
	val ms;

	if (!*name || !val_has(item, "mean_ms"))
		return mem_dup(*name ? name : val_has(item, "asked") ? "(text not kept)" : "(none)");
	ms = val_of_int(atoll(name));
	put_span(&b, ms);
	val_free(ms);
	return b.p;
}

static void put_head(struct buf *b, const struct look *l, const char *title)
{
	buf_printf(b, "\n%s%s%s\n", tint(l, BOLD), title, tint(l, PLAIN));
}

static const char *mood(const struct look *l, double x)
{
	return x >= 0.1 ? tint(l, GREEN) : x <= -0.1 ? tint(l, RED) : "";
}

struct list {
	const char *counted; /* the member that bars are of */
	int name, bar;       /* columns */
	double most;
	bool past; /* some were there before: those that were not are new */
};

static struct list measure(val items, const struct look *l)
{
	struct list s = {.counted = "conversations", .most = 1};
	int most = l->width - FIGURES - LEAST_BAR - 3;

	for (int i = 0; i < val_len(items); i++) {
		val item = val_at(items, i);
		char *name = name_of(item);
		int wide = term_columns(name, strlen(name));

		free(name);

		if (val_has(item, "mentions"))
			s.counted = "mentions";
		if (val_has(item, "asked"))
			s.counted = "asked";
		if (val_num(item, s.counted, 0) > s.most)
			s.most = val_num(item, s.counted, 0);
		s.name = wide > s.name ? wide : s.name;
		s.past = s.past || val_num(item, "before", 0) > 0;
		val_free(item);
	}
	most = most < 8 ? 8 : most;
	s.name = s.name > most ? most : s.name < 10 ? 10 : s.name;
	s.bar = l->width - s.name - FIGURES - 3;
	if (s.bar < 4)
		s.bar = 4;
	return s;
}

/* A figure in so many columns, nothing when it is none. */
static void put_value(struct buf *b, val item, const char *name, const char *format, double times, int columns)
{
	val v = val_get(item, name);
	char s[48] = "";

	if (val_kind(v) == VAL_NUMBER)
		/* NOLINTNEXTLINE(clang-diagnostic-format-nonliteral) */
		(void)snprintf(s, sizeof(s), format, val_number(v, 0) * times);
	put_cell(b, s, columns, true);
	val_free(v);
}

static void put_item(struct buf *b, const struct look *l, const struct list *s, val item)
{
	double n = val_num(item, s->counted, 0), score = val_num(item, "sentiment", 0);
	struct buf cell = {0};
	char *name = name_of(item);

	buf_puts(b, "  ");
	put_cell(b, name, s->name, false);
	free(name);
	buf_printf(b, " %s", tint(l, CYAN));
	put_bar(b, n / s->most, s->bar);
	buf_puts(b, tint(l, PLAIN));
	put_number(&cell, (long long)n);
	put_cell(b, buf_str(&cell), 8, true);
	put_value(b, item, "share", "%.1f%%", 100, 7);
	buf_puts(b, mood(l, score));
	put_value(b, item, "sentiment", "%+.2f", 1, 8);
	buf_puts(b, *mood(l, score) ? PLAIN : "");
	buf_clear(&cell);
	if (s->past)
		put_change(&cell, n, val_num(item, "before", 0));
	if (cell.n > 0)
		buf_printf(b, "  %s%s%s", tint(l, DIM), buf_str(&cell), tint(l, PLAIN));
	buf_putc(b, '\n');
	buf_free(&cell);
}

static void put_items(struct buf *b, const struct look *l, val items, const char *title)
{
	struct list s = measure(items, l);
	val first = val_at(items, 0);

	buf_puts(b, tint(l, BOLD));
	put_cell(b, title, s.name + s.bar + 3, false);
	buf_printf(b, "%s%s%8s%7s", tint(l, PLAIN), tint(l, DIM), strcmp(s.counted, "conversations") ? s.counted : "",
			   "share");
	buf_printf(b, "%8s%s\n", val_has(first, "sentiment") ? "mood" : "", tint(l, PLAIN));
	for (int i = 0; i < val_len(items); i++) {
		val item = val_at(items, i);

		put_item(b, l, &s, item);
		val_free(item);
	}
	val_free(first);
}

static void put_list(struct buf *b, const struct look *l, val report, const char *name, const char *title)
{
	val items = val_get_array(report, name);

	if (val_len(items) > 0) {
		buf_putc(b, '\n');
		put_items(b, l, items, title);
	}
	val_free(items);
}

/* ---- the overview ---- */

static void put_figure(struct buf *b, const struct look *l, const char *name, const char *figure, const char *change)
{
	buf_puts(b, "  ");
	put_cell(b, name, 24, false);
	buf_puts(b, tint(l, BOLD));
	put_cell(b, figure, 16, true);
	buf_printf(b, "%s  %s%s%s\n", tint(l, PLAIN), tint(l, DIM), change, tint(l, PLAIN));
}

static void put_count(struct buf *b, const struct look *l, val report, const char *name, const char *member)
{
	struct buf n = {0}, change = {0};
	char *before = mem_printf("before.%s", member);

	put_number(&n, val_int(report, member, 0));
	if (val_num(report, "before.conversations", 0) > 0)
		put_change(&change, val_num(report, member, 0), val_num(report, before, 0));
	put_figure(b, l, name, buf_str(&n), buf_str(&change));
	free(before);
	buf_free(&n);
	buf_free(&change);
}

static void put_wait(struct buf *b, const struct look *l, val report, const char *name, const char *member)
{
	char *path = mem_printf("first_wait.%s", member), *before = mem_printf("before.first_wait.%s", member);
	struct buf n = {0}, change = {0};
	val v = val_get(report, path);

	put_span(&n, v);
	if (val_has(report, before) && val_num(report, before, 0) > 0)
		put_change(&change, val_number(v, 0), val_num(report, before, 0));
	put_figure(b, l, name, buf_str(&n), buf_str(&change));
	val_free(v);
	buf_free(&n);
	buf_free(&change);
	free(before);
	free(path);
}

static void put_mood(struct buf *b, const struct look *l, val report)
{
	val now = val_get(report, "sentiment"), before = val_get(report, "before.sentiment");
	char figure[32] = "none", change[48] = "";

	if (val_kind(now) == VAL_NUMBER)
		(void)snprintf(figure, sizeof(figure), "%+.2f", val_number(now, 0));
	if (val_kind(now) == VAL_NUMBER && val_kind(before) == VAL_NUMBER) {
		double by = val_number(now, 0) - val_number(before, 0);

		(void)snprintf(change, sizeof(change), "%s", fabs(by) < 0.005 ? "=" : "");
		if (fabs(by) >= 0.005)
			(void)snprintf(change, sizeof(change), "%s %.2f", by > 0 ? "▲" : "▼", fabs(by));
	}
	put_figure(b, l, "sentiment, -1 to +1", figure, change);
	val_free(now);
	val_free(before);
}

/* Conversations by day, several days a column when they do not fit. */
static void put_days(struct buf *b, const struct look *l, val report)
{
	val days = val_get_array(report, "days");
	int n = val_len(days), step = (n + l->width - 5) / (l->width - 4);
	double *sum = mem_zalloc(((size_t)n + 1) * sizeof(*sum)), most = 1;

	put_head(b, l, "By day");
	for (int i = 0; i < n; i++) {
		val day = val_at(days, i);

		sum[i / step] += val_num(day, "conversations", 0);
		most = sum[i / step] > most ? sum[i / step] : most;
		val_free(day);
	}
	buf_printf(b, "  %s", tint(l, CYAN));
	for (int i = 0; i < (n + step - 1) / step; i++)
		put_spark(b, sum[i] / most);
	buf_printf(b, "%s\n  %s%s to %s, at most %.0f %s%s\n", tint(l, PLAIN), tint(l, DIM), val_str(report, "since", ""),
			   val_str(report, "until", ""), most, step == 1 ? "a day" : "a column", tint(l, PLAIN));
	free(sum);
	val_free(days);
}

static void put_hours(struct buf *b, const struct look *l, val report)
{
	val week = val_get_array(report, "week");
	double sum[24] = {0}, most = 1;

	put_head(b, l, "By hour");
	for (int i = 0; i < 7 * 24; i++) {
		val hours = val_at(week, i / 24), n = val_at(hours, i % 24);

		sum[i % 24] += val_number(n, 0);
		most = sum[i % 24] > most ? sum[i % 24] : most;
		val_free(hours);
		val_free(n);
	}
	buf_printf(b, "  %s", tint(l, CYAN));
	for (int i = 0; i < 24; i++) {
		put_spark(b, sum[i] / most);
		put_spark(b, sum[i] / most);
	}
	buf_printf(b, "%s\n  %s0h          6h          12h         18h         24h%s\n", tint(l, PLAIN), tint(l, DIM),
			   tint(l, PLAIN));
	val_free(week);
}

static void put_title(struct buf *b, const struct look *l, val report)
{
	val where = val_get_array(report, "where");

	buf_printf(b, "%s%s%s, %s to %s", tint(l, BOLD), val_str(report, "domain", ""), tint(l, PLAIN),
			   val_str(report, "since", ""), val_str(report, "until", ""));
	for (int i = 0; i < val_len(where); i++) {
		val one = val_at(where, i);

		buf_printf(b, ", %s", val_text(one, ""));
		val_free(one);
	}
	buf_printf(b, "%s (▲▼: against the days before)%s\n\n", tint(l, DIM), tint(l, PLAIN));
	val_free(where);
}

static int print(struct buf *b, FILE *f)
{
	int st = fwrite(buf_str(b), 1, b->n, f) == b->n ? 0 : -1;

	buf_free(b);
	return st;
}

static void put_without_text(struct buf *b, const struct look *l, val report)
{
	long long n = val_int(report, "questions_without_text", 0);

	if (n > 0)
		buf_printf(b, "\n%s%lld not answered question%s without text: it is kept with the customer's consent only%s\n",
				   tint(l, DIM), n, n == 1 ? "" : "s", tint(l, PLAIN));
}

int trends_show(val report, FILE *f)
{
	struct look l = look_of(f);
	struct buf b = {0};

	put_title(&b, &l, report);
	put_count(&b, &l, report, "conversations", "conversations");
	put_count(&b, &l, report, "messages", "messages");
	put_mood(&b, &l, report);
	put_count(&b, &l, report, "handed to a person", "handoffs");
	put_count(&b, &l, report, "questions not answered", "questions");
	put_wait(&b, &l, report, "first answer, half", "p50_ms");
	put_wait(&b, &l, report, "first answer, 90%", "p90_ms");
	put_days(&b, &l, report);
	put_list(&b, &l, report, "sentiments", "Sentiment");
	put_list(&b, &l, report, "products", "Products");
	put_list(&b, &l, report, "topics", "Topics");
	put_list(&b, &l, report, "crews", "Crews");
	put_list(&b, &l, report, "channels", "Channels");
	put_list(&b, &l, report, "handoff_reasons", "Why a person took over");
	put_list(&b, &l, report, "unanswered_questions", "Not answered");
	put_without_text(&b, &l, report);
	put_hours(&b, &l, report);
	return print(&b, f);
}

int trends_show_groups(val rows, const char *by, FILE *f)
{
	struct look l = look_of(f);
	struct buf b = {0};

	put_items(&b, &l, rows, by);
	return print(&b, f);
}

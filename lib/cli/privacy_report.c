#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/term.h"
#include "services/personal.h"

#include "cli/privacy_words.h"

#include "cli/privacy_report.h"

struct section { /* a table's rows */
	char *table;
	val rows;
};

struct privacy_report {
	const struct domain *d;
	date_ms now;
	struct section *section; /* in the order in which they came */
	int n;
};

struct privacy_report *privacy_report_new(const struct domain *d, date_ms now)
{
	struct privacy_report *r = mem_zalloc(sizeof(*r));

	r->d = d;
	r->now = now;
	return r;
}

void privacy_report_free(struct privacy_report *r)
{
	if (!r)
		return;
	for (int i = 0; i < r->n; i++) {
		free(r->section[i].table);
		val_free(r->section[i].rows);
	}
	free(r->section);
	free(r);
}

void privacy_report_add(struct privacy_report *r, val v)
{
	const char *table = val_str(v, "table", "");
	struct section *last = r->n ? &r->section[r->n - 1] : NULL;

	if (!last || strcmp(last->table, table) != 0) {
		r->section = mem_array(r->section, (size_t)r->n + 1, sizeof(*r->section));
		last = &r->section[r->n++];
		*last = (struct section){mem_dup(table), val_array()};
	}
	last->rows = val_push(last->rows, val_get(v, "row"));
	val_free(v);
}

/* ---- what is shown ---- */

/* How a part of the report is written. */
struct writer {
	const struct privacy_report *r;
	struct buf *out;
	int width; /* 0: HTML */
	const char *table;
};

static void put_html(struct buf *out, const char *s)
{
	for (; *s; s++) {
		if (*s == '&')
			buf_puts(out, "&amp;");
		else if (*s == '<')
			buf_puts(out, "&lt;");
		else if (*s == '>')
			buf_puts(out, "&gt;");
		else if (*s == '"')
			buf_puts(out, "&quot;");
		else
			buf_putc(out, *s);
	}
}

/* Texts are what strangers wrote: nothing in them may steer the terminal. */
static char *clean(const char *s)
{
	char *copy = mem_dup(s);

	for (unsigned char *p = (unsigned char *)copy; *p; p++) {
		if ((*p < ' ' && *p != '\n') || *p == 0x7f)
			*p = ' ';
		else if (*p == 0xc2 && p[1] >= 0x80 && p[1] < 0xa0)
			p[0] = p[1] = ' ';
	}
	return copy;
}

static void put_pair(struct writer *w, const char *label, const char *value)
{
	char *line, *shown;

	if (w->width == 0) {
		buf_puts(w->out, "<dt>");
		put_html(w->out, label);
		buf_puts(w->out, "</dt><dd>");
		put_html(w->out, value);
		buf_puts(w->out, "</dd>\n");
		return;
	}
	line = mem_printf("%s: %s", label, value);
	shown = clean(line);
	term_wrap(w->out, shown, w->width, 2);
	if (w->out->n && w->out->p[w->out->n - 1] != '\n')
		buf_putc(w->out, '\n');
	free(shown);
	free(line);
}

/* "17/06/2026 09:00" in the shop's time, or what the value is called. */
static char *value_text(const struct privacy_report *r, const char *key, val v)
{
	const char *text = val_text(v, NULL);
	struct buf b = {0};
	struct date_local l;
	date_ms t;

	if (text && strlen(text) >= 20 && text[4] == '-' && text[10] == 'T' && date_parse(text, &t, NULL) == 0) {
		l = date_to_local(domain_zone(r->d), t);
		return mem_printf("%02d/%02d/%04d %02d:%02d", l.day, l.month, l.year, l.hour, l.minute);
	}
	privacy_words_value(key, v, &b);
	return b.p ? b.p : mem_dup("");
}

/* Where a value stands: the words to it, the member's own name, and the name of what that is in. */
struct place {
	const char *label, *key, *in;
};

static void put_value(struct writer *w, const struct place *at, val v);

static void put_members(struct writer *w, const struct place *at, val v)
{
	for (int i = val_iter(v); val_iter_ok(v, i); i = val_iter_next(v, i)) {
		const char *key = val_iter_key(v, i);
		/* the members of a column that holds the rest stand for themselves */
		bool rest = !*at->key && strcmp(key, "data") == 0;
		struct buf label = {0};
		val one = val_iter_val(v, i);

		if (*at->label)
			buf_printf(&label, "%s › ", at->label);
		if ((strcmp(key, "customer") == 0 && val_kind(one) == VAL_STRING) ||
			!privacy_words_label(w->table, at->key, key, &label))
			val_free(one); /* their own id, and what is ours */
		else
			put_value(w, &(struct place){rest ? "" : buf_str(&label), key, at->key}, one);
		buf_free(&label);
	}
}

static void put_items(struct writer *w, const struct place *at, val v)
{
	for (int i = 0; i < val_len(v); i++) {
		char *path = mem_printf("%s %d", at->label, i + 1);

		put_value(w, &(struct place){val_len(v) > 1 ? path : at->label, at->key, at->in}, val_at(v, i));
		free(path);
	}
}

/* Consumes v. */
static void put_value(struct writer *w, const struct place *at, val v)
{
	char *text;

	if (val_kind(v) == VAL_OBJECT) {
		put_members(w, at, v);
	} else if (val_kind(v) == VAL_ARRAY) {
		put_items(w, at, v);
	} else if (val_is(v)) {
		text = value_text(w->r, at->key, v);
		if (*text)
			put_pair(w, at->label, text);
		free(text);
	}
	val_free(v);
}

/* The row without what its data says again. Consumes it. */
static val once(val row)
{
	val data = val_get_object(row, "data"), rest = val_object();

	for (int i = val_iter(data); val_iter_ok(data, i); i = val_iter_next(data, i)) {
		val one = val_iter_val(data, i), same = val_member(row, val_iter_key(data, i));

		if (val_equal(one, same))
			val_free(one);
		else
			rest = val_set(rest, val_iter_key(data, i), one);
		val_free(same);
	}
	val_free(data);
	return val_set(row, "data", rest);
}

/* A message as it was said: who, when, the words. */
static void put_turn(struct writer *w, val row)
{
	const char *role = val_str(row, "role", "");
	val ts = val_get(row, "ts");
	char *when = value_text(w->r, "ts", ts), *label;

	role = strcmp(role, "customer") == 0 ? "você" : strcmp(role, "shop") == 0 ? "loja" : "atendente";
	label = mem_printf("%s, %s", when, role);
	put_pair(w, label, val_str(row, "text", ""));
	free(label);
	free(when);
	val_free(ts);
}

static const char *title_of(const char *table)
{
	for (int i = 0; i < personal_count(); i++)
		if (strcmp(personal_at(i)->name, table) == 0 && personal_at(i)->title)
			return personal_at(i)->title;
	return table;
}

static void put_head(struct writer *w, const char *title, int n)
{
	char *head = mem_printf("%s (%d)", title, n);

	if (w->width == 0) {
		buf_puts(w->out, "<h2>");
		put_html(w->out, head);
		buf_puts(w->out, "</h2>\n");
	} else {
		buf_printf(w->out, "\n%s\n", head);
		for (int i = term_columns(head, strlen(head)); i > 0; i--)
			buf_putc(w->out, '-');
		buf_putc(w->out, '\n');
	}
	free(head);
}

static void put_rows(struct writer *w, const char *table, val rows)
{
	bool talk = strcmp(table, "turns") == 0;

	w->table = table;
	for (int i = 0; i < val_len(rows); i++) {
		val row = once(val_at(rows, i));

		if (w->width == 0 && (!talk || i == 0))
			buf_puts(w->out, "<dl>\n");
		else if (i > 0 && !talk)
			buf_putc(w->out, '\n');
		if (talk)
			put_turn(w, row);
		else
			put_members(w, &(struct place){"", "", ""}, row);
		if (w->width == 0 && (!talk || i == val_len(rows) - 1))
			buf_puts(w->out, "</dl>\n");
		val_free(row);
	}
}

static void put_all(struct writer *w)
{
	for (int i = 0; i < w->r->n; i++) {
		const struct section *x = &w->r->section[i];

		put_head(w, title_of(x->table), val_len(x->rows));
		put_rows(w, x->table, x->rows);
	}
}

static char *title(const struct privacy_report *r)
{
	struct date_local l = date_to_local(domain_zone(r->d), r->now);

	return mem_printf("Seus dados na loja %s, em %02d/%02d/%04d", domain_title(r->d), l.day, l.month, l.year);
}

void privacy_report_text(const struct privacy_report *r, int width, struct buf *out)
{
	struct writer w = {r, out, width, ""};
	char *head = title(r);

	buf_printf(out, "%s\n", head);
	free(head);
	put_all(&w);
}

void privacy_report_html(const struct privacy_report *r, struct buf *out)
{
	static const char style[] =
		":root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;"
		"padding:0 1rem;overflow-wrap:anywhere}h1{font-size:1.4rem}h2{font-size:1.1rem;margin-top:2rem;"
		"border-bottom:1px solid #8888}dl{display:grid;grid-template-columns:minmax(8rem,14rem) 1fr;gap:.2rem 1rem;"
		"margin:.8rem 0 1.4rem}dt{opacity:.7}dd{margin:0;white-space:pre-wrap}"
		"@media(max-width:34rem){dl{grid-template-columns:1fr}dd{margin-bottom:.4rem}}";
	struct writer w = {r, out, 0, ""};
	char *head = title(r);

	buf_puts(out, "<!DOCTYPE html>\n<html lang=\"pt-BR\">\n<head>\n<meta charset=\"utf-8\">\n"
				  "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>");
	put_html(out, head);
	buf_printf(out, "</title>\n<style>%s</style>\n</head>\n<body>\n<h1>", style);
	put_html(out, head);
	buf_puts(out, "</h1>\n");
	put_all(&w);
	buf_puts(out, "</body>\n</html>\n");
	free(head);
}

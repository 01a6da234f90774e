#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/mem.h"
#include "base/term.h"

#include "cli/profile_show.h"

#define MANY 5 /* items of a list */

struct card {
	const struct domain *d;
	bool colour;
	FILE *f;
};

/* "2026-06-17 09:40" in the shop's zone, of an RFC 3339 time; other texts as they are. */
static void when(const struct domain *d, const char *ts, char out[32])
{
	struct date_local l;
	date_ms t;

	if (date_parse(ts, &t, NULL) != 0) {
		(void)snprintf(out, 32, "%.16s", ts);
		return;
	}
	l = date_to_local(domain_zone(d), t);
	(void)snprintf(out, 32, "%04d-%02d-%02d %02d:%02d", l.year, l.month, l.day, l.hour, l.minute);
}

/* A line with its name, which is left out when it is the same as before (NULL). */
static void line(const struct card *c, const char *name, const char *text)
{
	if (*text)
		(void)fprintf(c->f, "  %s%-13s%s %s\n", c->colour ? "\033[2m" : "", name ? name : "",
					  c->colour ? "\033[0m" : "", text);
}

static void put_value(struct buf *b, val v)
{
	if (val_text(v, NULL))
		buf_puts(b, val_text(v, ""));
	else if (val_kind(v) == VAL_BOOL)
		buf_puts(b, val_equal(v, val_true(true)) ? "yes" : "no");
	else
		val_dump(v, b);
}

/* "tipo_pele oleosa, vegano yes" */
static void show_object(const struct card *c, const char *name, val v, const char *member)
{
	val o = val_get(v, member);
	struct buf b = {0};

	for (int i = val_iter(o); val_kind(o) == VAL_OBJECT && val_iter_ok(o, i); i = val_iter_next(o, i)) {
		val x = val_iter_val(o, i);

		buf_printf(&b, "%s%s ", b.n ? ", " : "", val_iter_key(o, i));
		put_value(&b, x);
		val_free(x);
	}
	line(c, name, buf_str(&b));
	buf_free(&b);
	val_free(o);
}

static void put_part(struct buf *b, const char *between, const char *s)
{
	if (*s)
		buf_printf(b, "%s%s", b->n ? between : "", s);
}

static void show_addresses(const struct card *c, val v)
{
	val list = val_get(v, "addresses");

	for (int i = 0; i < val_len(list); i++) {
		static const char *const parts[] = {"number", "complement", "neighborhood", "city"};
		val a = val_at(list, i);
		struct buf b = {0};

		put_part(&b, "", val_str(a, "street", ""));
		for (size_t k = 0; k < sizeof(parts) / sizeof(parts[0]); k++)
			put_part(&b, ", ", val_str(a, parts[k], ""));
		put_part(&b, " - ", val_str(a, "state", ""));
		put_part(&b, ", ", val_str(a, "zip", ""));
		if (*val_str(a, "label", ""))
			buf_printf(&b, " (%s)", val_str(a, "label", ""));
		if (val_bool(a, "preferred", false))
			buf_puts(&b, " preferred");
		line(c, i == 0 ? "addresses" : NULL, buf_str(&b));
		buf_free(&b);
		val_free(a);
	}
	val_free(list);
}

static void show_mentions(const struct card *c, val v)
{
	val list = val_get(v, "mentioned_entities");
	int n = val_len(list);
	struct buf b = {0};

	for (int i = n - 1; i >= 0 && i >= n - MANY; i--) {
		val m = val_at(list, i);

		buf_printf(&b, "%s%s (%s %s)", b.n ? ", " : "", val_str(m, "text", val_str(m, "id", "")),
				   val_str(m, "type", ""), val_str(m, "id", ""));
		val_free(m);
	}
	line(c, "mentioned", buf_str(&b));
	buf_free(&b);
	val_free(list);
}

/* Orders and appointments: when, which, how it stands, what it cost. */
static void show_records(const struct card *c, const char *name, val v, const char *member)
{
	static const char *const times[] = {"date", "start", "ts", "created"};
	static const char *const words[] = {"service_name", "service", "professional_name", "professional", "status",
										"amount_total", "total",   "currency"};
	val list = val_get(v, member);

	for (int i = 0; i < val_len(list); i++) {
		val r = val_at(list, i);
		struct buf b = {0};
		char at[32] = "";

		for (size_t k = 0; k < sizeof(times) / sizeof(times[0]) && !*at; k++)
			if (val_str(r, times[k], NULL))
				when(c->d, val_str(r, times[k], ""), at);
		buf_printf(&b, "%s", at);
		put_part(&b, "  ", val_str(r, "number", val_str(r, "id", "")));
		for (size_t k = 0; k < sizeof(words) / sizeof(words[0]); k++)
			put_part(&b, "  ", val_str(r, words[k], ""));
		line(c, i == 0 ? name : NULL, buf_str(&b));
		buf_free(&b);
		val_free(r);
	}
	val_free(list);
}

static void show_last_update(const struct card *c, val v)
{
	val list = val_get(v, "update_history"), u = val_at(list, val_len(list) - 1);
	char at[32];
	struct buf b = {0};

	if (val_is(u)) {
		when(c->d, val_str(u, "timestamp", ""), at);
		buf_printf(&b, "%s by %s", at, val_str(u, "source", ""));
	}
	line(c, "updated", buf_str(&b));
	buf_free(&b);
	val_free(u);
	val_free(list);
}

void profile_show(const struct domain *d, val v, bool colour, FILE *f)
{
	const struct card c = {d, colour, f};

	(void)fprintf(f, "%s%s%s  %s\n", colour ? "\033[1m" : "", val_str(v, "name", "(no name)"), colour ? "\033[0m" : "",
				  val_str(v, "id", ""));
	line(&c, "phone", val_str(v, "phone", ""));
	line(&c, "e-mail", val_str(v, "email", ""));
	show_object(&c, "contacts", v, "contact_info");
	show_addresses(&c, v);
	show_object(&c, "preferences", v, "preferences");
	show_object(&c, "consent", v, "consent");
	show_object(&c, "interests", v, "interests");
	show_mentions(&c, v);
	show_records(&c, "purchases", v, "recent_purchases");
	show_records(&c, "appointments", v, "recent_appointments");
	show_records(&c, "upcoming", v, "upcoming_appointments");
	show_last_update(&c, v);
}

static void print_update(const struct domain *d, val u, FILE *f)
{
	val fields = val_get(u, "fields");
	char at[32];

	when(d, val_str(u, "timestamp", ""), at);
	(void)fprintf(f, "%s  %-14s", at, val_str(u, "source", ""));
	for (int i = 0; i < val_len(fields); i++) {
		val x = val_at(fields, i);

		(void)fprintf(f, "%s%s", i ? ", " : "", val_text(x, ""));
		val_free(x);
	}
	(void)fprintf(f, "\n");
	val_free(fields);
}

static void print_link(const struct domain *d, val u, FILE *f)
{
	char at[32];

	when(d, val_str(u, "ts", ""), at);
	(void)fprintf(f, "%s  %-14s%s was linked into %s%s\n", at, val_str(u, "source", ""), val_str(u, "gone", ""),
				  val_str(u, "kept", ""), val_bool(u, "undone", false) ? ", and taken back" : "");
}

void profile_show_update(val out, bool dry, FILE *f)
{
	val fields = val_get(out, "fields");

	(void)fprintf(f, "%s: %s", val_str(out, "id", ""),
				  val_bool(out, "created", false)   ? "a new customer"
				  : val_bool(out, "changed", false) ? "changed"
													: "nothing new");
	for (int i = 0; i < val_len(fields); i++) {
		val x = val_at(fields, i);

		(void)fprintf(f, "%s %s", i ? "," : ":", val_text(x, ""));
		val_free(x);
	}
	(void)fprintf(f, "%s\n", dry ? " (a dry run)" : "");
	val_free(fields);
}

void profile_show_link(val out, bool dry, FILE *f)
{
	const char *id = val_str(out, "id", ""), *gone = val_str(out, "gone", "");

	if (val_bool(out, "linked", false))
		(void)fprintf(f, "%s is linked into %s; `cwai profile unlink %s` takes it back", gone, id, gone);
	else if (val_bool(out, "unlinked", false))
		(void)fprintf(f, "%s and %s are two again", id, gone);
	else if (val_has(out, "linked"))
		(void)fprintf(f, "they are one customer already: %s", id);
	else
		(void)fprintf(f, "%s is linked to none", id);
	(void)fprintf(f, "%s\n", dry ? " (a dry run)" : "");
	if (strcmp(val_str(out, "odoo", ""), "both") == 0)
		(void)fprintf(f, "each is a partner of its own in Odoo: merge the two there as well\n");
}

void profile_show_history(const struct domain *d, val updates, val links, FILE *f)
{
	int i = 0, k = 0, n = val_len(updates), m = val_len(links);

	while (i < n || k < m) {
		val a = val_at(updates, i), b = val_at(links, k);
		bool first = k >= m || (i < n && strcmp(val_str(a, "timestamp", ""), val_str(b, "ts", "")) <= 0);

		if (first)
			print_update(d, a, f);
		else
			print_link(d, b, f);
		i += first;
		k += !first;
		val_free(a);
		val_free(b);
	}
}

int profile_show_pairs(val pairs, FILE *f)
{
	static const char *const heads[] = {"kept", "linked into it", "by", ""};
	struct term_table *t = term_table_new(heads, 4);
	int st;

	for (int i = 0; i < val_len(pairs); i++) {
		val v = val_at(pairs, i), by = val_get(v, "by");
		struct buf b = {0};
		const char *cells[] = {val_str(v, "kept", ""), val_str(v, "gone", ""), "", ""};

		for (int k = 0; k < val_len(by); k++) {
			val x = val_at(by, k);

			buf_printf(&b, "%s%s", k ? ", " : "", val_text(x, ""));
			val_free(x);
		}
		cells[2] = buf_str(&b);
		cells[3] = val_bool(v, "undone", false)   ? "was taken back before"
				   : val_bool(v, "linked", false) ? "linked"
												  : "";
		term_table_add(t, cells);
		buf_free(&b);
		val_free(by);
		val_free(v);
	}
	st = val_len(pairs) ? term_table_print(t, f) : 0;
	term_table_free(t);
	return st;
}

#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "base/term.h"
#include "services/chatwoot_show.h"

#include "cli/analyze_show.h"

#define INDENT 13 /* behind the names of lines */

static const char *tone(const struct analyze_show *o, const char *label)
{
	if (!o->colour)
		return "";
	return strcmp(label, "positive") == 0 ? "\033[32m" : strcmp(label, "negative") == 0 ? "\033[31m" : "\033[2m";
}

static const char *plain(const struct analyze_show *o)
{
	return o->colour ? "\033[0m" : "";
}

/* A line of words behind its name, wrapped. */
static void put_line(const struct analyze_show *o, const char *name, const char *words, struct buf *out)
{
	struct buf clean = {0}, lines = {0};

	buf_puts(&clean, words);
	chatwoot_show_clean(&clean, false);
	term_wrap(&lines, buf_str(&clean), o->width - 1, INDENT);
	buf_printf(out, "  %-*s", INDENT - 2, name);
	buf_puts(out, lines.n > INDENT ? lines.p + INDENT : "\n");
	if (out->n && out->p[out->n - 1] != '\n')
		buf_putc(out, '\n');
	buf_free(&lines);
	buf_free(&clean);
}

/* "850 ms", "42 s", "5 min", "3 h", "2 days". */
static void put_span(struct buf *b, long long ms)
{
	if (ms < 1000)
		buf_printf(b, "%lld ms", ms);
	else if (ms < 100 * 1000LL)
		buf_printf(b, "%lld s", (ms + 500) / 1000);
	else if (ms < 100 * 60000LL)
		buf_printf(b, "%lld min", (ms + 30000) / 60000);
	else if (ms < 48 * 3600000LL)
		buf_printf(b, "%lld h", (ms + 1800000) / 3600000);
	else
		buf_printf(b, "%lld days", (ms + 43200000) / 86400000);
}

static void put_head(const struct analyze_show *o, val a, struct buf *out)
{
	struct buf b = {0};
	struct date_local at;
	date_ms t = 0;

	(void)date_parse(val_str(a, "started", ""), &t, NULL);
	at = date_to_local(o->zone, t);
	buf_printf(&b, "%s  %s  %04d-%02d-%02d %02d:%02d, for ", val_str(a, "conversation", ""), val_str(a, "channel", ""),
			   at.year, at.month, at.day, at.hour, at.minute);
	put_span(&b, val_int(a, "duration_ms", 0));
	buf_printf(&b, ": %lld of the customer", val_int(a, "messages.customer", 0));
	if (val_int(a, "messages.shop", 0))
		buf_printf(&b, ", %lld of the shop", val_int(a, "messages.shop", 0));
	if (val_int(a, "messages.human", 0))
		buf_printf(&b, ", %lld of people", val_int(a, "messages.human", 0));
	chatwoot_show_clean(&b, false);
	buf_printf(out, "%s%s%s\n", o->colour ? "\033[1m" : "", buf_str(&b), plain(o));
	buf_free(&b);
}

static void put_mood(const struct analyze_show *o, val a, struct buf *out)
{
	const char *label = val_str(a, "sentiment.label", ""), *trend = val_str(a, "sentiment.trend", "steady");

	buf_printf(out, "  %-*s%s%s %.2f%s", INDENT - 2, "sentiment", tone(o, label), label,
			   val_num(a, "sentiment.score", 0), plain(o));
	if (strcmp(trend, "steady") != 0)
		buf_printf(out, ", getting %s", trend);
	buf_putc(out, '\n');
}

static void put_topics(const struct analyze_show *o, val a, struct buf *out)
{
	val list = val_get_array(a, "topics");
	struct buf b = {0};

	for (int i = 0; i < val_len(list); i++) {
		val v = val_at(list, i);

		buf_printf(&b, "%s%s %.0f %%", i ? ", " : "", val_str(v, "name", ""), val_num(v, "weight", 0) * 100);
		val_free(v);
	}
	if (b.n)
		put_line(o, "topics", buf_str(&b), out);
	buf_free(&b);
	val_free(list);
}

static void put_waits(const struct analyze_show *o, val a, struct buf *out)
{
	struct buf b = {0};
	val first = val_get(a, "waits.first_ms");

	if (val_is(first)) {
		buf_puts(&b, "first ");
		put_span(&b, val_int(a, "waits.first_ms", 0));
		buf_puts(&b, ", longest ");
		put_span(&b, val_int(a, "waits.longest_ms", 0));
		buf_puts(&b, ", mean ");
		put_span(&b, val_int(a, "waits.mean_ms", 0));
		put_line(o, "waited", buf_str(&b), out);
	}
	buf_free(&b);
	val_free(first);
}

static void put_texts(const struct analyze_show *o, const char *name, val list, struct buf *out)
{
	for (int i = 0; i < val_len(list); i++) {
		val v = val_at(list, i);
		struct buf b = {0};

		buf_printf(&b, "• %s", val_text(v, val_str(v, "text", "")));
		put_line(o, i ? "" : name, buf_str(&b), out);
		buf_free(&b);
		val_free(v);
	}
	val_free(list);
}

void analyze_show_conversation(const struct analyze_show *o, val analysis, struct buf *out)
{
	put_head(o, analysis, out);
	put_mood(o, analysis, out);
	put_topics(o, analysis, out);
	put_waits(o, analysis, out);
	put_texts(o, "points", val_get_array(analysis, "key_points"), out);
	put_texts(o, "open", val_get_array(analysis, "unresolved"), out);
	if (val_str(analysis, "handoff", NULL))
		put_line(o, "handed", val_str(analysis, "handoff", ""), out);
}

static void put_entity(const struct analyze_show *o, val v, struct buf *out)
{
	const char *what = val_str(v, "id", val_str(v, "value", NULL));
	struct buf b = {0};
	val value = val_get(v, "value");

	buf_puts(&b, val_str(v, "text", ""));
	if (what)
		buf_printf(&b, "  (%s)", what);
	else if (val_kind(value) == VAL_NUMBER)
		buf_printf(&b, "  (%g)", val_number(value, 0));
	put_line(o, val_str(v, "type", ""), buf_str(&b), out);
	val_free(value);
	buf_free(&b);
}

void analyze_show_text(const struct analyze_show *o, val analysis, struct buf *out)
{
	const char *label = val_str(analysis, "sentiment.label", "");
	val list = val_get_array(analysis, "entities");

	buf_printf(out, "  %-*s%s%s %.2f%s\n", INDENT - 2, "sentiment", tone(o, label), label,
			   val_num(analysis, "sentiment.score", 0), plain(o));
	for (int i = 0; i < val_len(list); i++) {
		val v = val_at(list, i);

		put_entity(o, v, out);
		val_free(v);
	}
	val_free(list);
}

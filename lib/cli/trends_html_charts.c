/*
 * trends: the page's charts, as inline SVG that is stretched to its place; texts stand beside it, so that they stay
 * readable on a phone. Each has its figures as a table too.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/trends_words.h"

#include "cli/trends_html_private.h"

#define WIDE 1000 /* of a chart's coordinates */
#define HIGH 200
#define LOW 100
#define DAYS_APART 120 /* longer ranges are shown by week */

static void section(struct buf *out, const char *id, const char *title, const char *hint)
{
	buf_printf(out, "<section class=\"card\" aria-labelledby=\"h-%s\"><h2 id=\"h-%s\">%s</h2>", id, id, title);
	if (hint)
		buf_printf(out, "<p class=\"hint\">%s</p>", hint);
}

/* An image with a name and a description, which the caller ends with </desc>. */
static void image(struct buf *out, const char *id, const char *name, int wide, int high)
{
	buf_printf(out,
			   "<svg role=\"img\" aria-labelledby=\"t-%s d-%s\" viewBox=\"0 0 %d %d\" preserveAspectRatio=\"none\">"
			   "<title id=\"t-%s\">%s</title><desc id=\"d-%s\">",
			   id, id, wide, high, id, name, id);
}

static void table(struct buf *out, const char *caption, const char *const *heads, int n)
{
	buf_printf(out,
			   "<details><summary>Ver como tabela</summary><div class=\"scroll\" tabindex=\"0\" role=\"region\" "
			   "aria-label=\"%s\"><table><caption class=\"sr\">%s</caption><thead><tr>",
			   caption, caption);
	for (int i = 0; i < n; i++)
		buf_printf(out, "<th scope=\"col\"%s>%s</th>", i ? " class=\"n\"" : "", heads[i]);
	buf_puts(out, "</tr></thead><tbody>");
}

static void table_end(struct buf *out)
{
	buf_puts(out, "</tbody></table></div></details>");
}

static void cell(struct buf *out, long long n)
{
	buf_puts(out, "<td class=\"n\">");
	trends_html_number(out, n);
	buf_puts(out, "</td>");
}

/* ---- conversations by day, or by week ---- */

struct point {
	const char *day; /* its first */
	long long n, before;
	double score; /* the sum of its conversations' sentiments, as far as its days tell */
	long long scored;
};

struct points {
	struct point *v;
	int n, step; /* days a point */
	long long most;
	val days;
};

static struct points points_of(val report)
{
	struct points p = {.days = val_get_array(report, "days"), .step = 1, .most = 1};
	int days = val_len(p.days);

	p.step = days > DAYS_APART ? 7 : 1;
	p.n = (days + p.step - 1) / p.step;
	p.v = mem_zalloc(((size_t)p.n + 1) * sizeof(*p.v));
	for (int i = 0; i < days; i++) {
		val day = val_at(p.days, i);
		struct point *x = &p.v[i / p.step];

		if (i % p.step == 0)
			x->day = val_str(day, "day", ""); /* kept by p.days */
		x->n += val_int(day, "conversations", 0);
		x->before += val_int(day, "before", 0);
		if (fabs(val_num(day, "sentiment", 2)) <= 1) {
			x->score += val_num(day, "sentiment", 0) * val_num(day, "conversations", 0);
			x->scored += val_int(day, "conversations", 0);
		}
		p.most = x->n > p.most ? x->n : p.most;
		p.most = x->before > p.most ? x->before : p.most;
		val_free(day);
	}
	return p;
}

/* The least of 1, 2, 4, 5, 10, 20, … that is not less than n: even, so that its half is a label too. */
static long long ceiling(long long n)
{
	static const int steps[] = {2, 4, 6, 8, 10};

	for (long long unit = 1;; unit *= 10)
		for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
			if (steps[i] * unit >= n)
				return steps[i] * unit;
}

static double at_x(const struct points *p, int i)
{
	return p->n > 1 ? (double)i * WIDE / (p->n - 1) : WIDE / 2.0;
}

static double at_y(long long n, long long top)
{
	return HIGH - (double)n * HIGH / (double)top;
}

static void put_path(struct buf *out, const struct points *p, long long top, bool before)
{
	for (int i = 0; i < p->n; i++)
		buf_printf(out, "%s%.1f %.1f", i ? "L" : "M", at_x(p, i), at_y(before ? p->v[i].before : p->v[i].n, top));
	if (p->n == 1)
		buf_puts(out, "h.1");
}

static void put_hits(struct buf *out, const struct points *p)
{
	double wide = (double)WIDE / p->n;

	for (int i = 0; i < p->n; i++) {
		buf_printf(out, "<rect class=\"hit\" x=\"%.1f\" y=\"0\" width=\"%.1f\" height=\"%d\"><title>", i * wide, wide,
				   HIGH);
		trends_html_day(out, p->v[i].day, false);
		buf_puts(out, ": ");
		trends_html_number(out, p->v[i].n);
		buf_puts(out, " (antes ");
		trends_html_number(out, p->v[i].before);
		buf_puts(out, ")</title></rect>");
	}
}

static void put_plot(struct buf *out, const struct points *p, long long top)
{
	static const int at[] = {0, 50, 100};

	buf_puts(out, "<div class=\"plot days\"><div class=\"ticks\" aria-hidden=\"true\">");
	for (size_t i = 0; i < sizeof(at) / sizeof(at[0]); i++) {
		buf_printf(out, "<span style=\"top:%d%%\">", at[i]);
		trends_html_number(out, top * (100 - at[i]) / 100);
		buf_puts(out, "</span>");
	}
	buf_puts(out, "</div>");
	image(out, "dias", p->step == 1 ? "Conversas por dia" : "Conversas por semana", WIDE, HIGH);
	buf_puts(out, "Linha das conversas deste período sobre a do período anterior. No máximo ");
	trends_html_number(out, p->most);
	buf_puts(out, ".</desc><defs><linearGradient id=\"fade\" x1=\"0\" y1=\"0\" x2=\"0\" y2=\"1\"><stop class=\"stop\" "
				  "offset=\"0\" stop-opacity=\".26\"/><stop class=\"stop\" offset=\"1\" stop-opacity=\".02\"/>"
				  "</linearGradient></defs>");
	for (size_t i = 0; i < sizeof(at) / sizeof(at[0]); i++)
		buf_printf(out, "<line class=\"rule\" x1=\"0\" x2=\"%d\" y1=\"%d\" y2=\"%d\"/>", WIDE, HIGH * at[i] / 100,
				   HIGH * at[i] / 100);
	buf_puts(out, "<path class=\"area\" d=\"");
	put_path(out, p, top, false);
	buf_printf(out, "L%.1f %dL%.1f %dZ\"/><path class=\"before\" d=\"", at_x(p, p->n - 1), HIGH, at_x(p, 0), HIGH);
	put_path(out, p, top, true);
	buf_puts(out, "\"/><path class=\"line\" d=\"");
	put_path(out, p, top, false);
	buf_puts(out, "\"/>");
	put_hits(out, p);
	buf_puts(out, "</svg></div><div class=\"axis\" aria-hidden=\"true\">");
	for (int i = 0; i < 4 && p->n > 3; i++) {
		buf_puts(out, "<span>");
		trends_html_day(out, p->v[i * (p->n - 1) / 3].day, false);
		buf_puts(out, "</span>");
	}
	buf_puts(out, "</div>");
}

void trends_html_days(struct buf *out, val report)
{
	static const char *const heads[] = {"Dia", "Conversas", "Período anterior"};
	struct points p = points_of(report);
	const char *title = p.step == 1 ? "Conversas por dia" : "Conversas por semana";

	section(out, "dias", title, NULL);
	buf_puts(out, "<ul class=\"key\"><li><i></i>Este período</li>"
				  "<li class=\"old\"><i></i>Período anterior</li></ul>");
	put_plot(out, &p, ceiling(p.most));
	table(out, title, heads, 3);
	for (int i = 0; i < p.n; i++) {
		buf_puts(out, "<tr><th scope=\"row\">");
		trends_html_day(out, p.v[i].day, p.step > 1);
		buf_puts(out, "</th>");
		cell(out, p.v[i].n);
		cell(out, p.v[i].before);
		buf_puts(out, "</tr>");
	}
	table_end(out);
	buf_puts(out, "</section>\n");
	val_free(p.days);
	free(p.v);
}

/* ---- sentiment ---- */

static const struct {
	const char *key, *class;
} moods[] = {{"positive", "pos"}, {"neutral", "neu"}, {"negative", "neg"}};

static val mood_of(val list, const char *key)
{
	for (int i = 0; i < val_len(list); i++) {
		val item = val_at(list, i);

		if (strcmp(val_str(item, "key", ""), key) == 0)
			return item;
		val_free(item);
	}
	return val_null();
}

static void put_stack(struct buf *out, val list, double all)
{
	double x = 0;

	buf_puts(out, "<div class=\"stack\">");
	image(out, "sentimento", "Sentimento das conversas", WIDE, 30);
	for (size_t i = 0; i < 3; i++) {
		val item = mood_of(list, moods[i].key);

		buf_printf(out, "%s%s ", i ? ", " : "", trends_word("sentiments", moods[i].key));
		trends_html_percent(out, val_num(item, "conversations", 0) / all);
		val_free(item);
	}
	buf_puts(out, ".</desc>");
	for (size_t i = 0; i < 3; i++) {
		val item = mood_of(list, moods[i].key);
		double wide = val_num(item, "conversations", 0) / all * WIDE;

		buf_printf(out, "<rect class=\"%s\" x=\"%.1f\" y=\"0\" width=\"%.1f\" height=\"30\"/>", moods[i].class, x,
				   wide > 5 ? wide - 3 : wide);
		x += wide;
		val_free(item);
	}
	buf_puts(out, "</svg></div>");
}

static void put_mood(struct buf *out, val item, size_t i, double all)
{
	double n = val_num(item, "conversations", 0), before = val_num(item, "before", 0);

	buf_printf(out, "<tr><th scope=\"row\"><span class=\"dot %s\"></span>%s</th>", moods[i].class,
			   trends_word("sentiments", moods[i].key));
	cell(out, (long long)n);
	buf_puts(out, "<td class=\"n\"><strong>");
	trends_html_percent(out, n / all);
	buf_puts(out, "</strong></td>");
	cell(out, (long long)before);
	buf_puts(out, "</tr>");
}

static double mean_of(const struct point *p)
{
	return p->scored ? p->score / (double)p->scored : 0;
}

/* The mean of each day on a scale whose middle is 0; days without any are passed over. */
static void put_moods(struct buf *out, val report)
{
	struct points p = points_of(report);
	double most = 0.1;
	const char *step = "M";

	for (int i = 0; i < p.n; i++)
		most = fmax(most, fabs(mean_of(&p.v[i])));
	most = ceil(most * 10) / 10;
	buf_printf(out,
			   "<p class=\"cap\" id=\"c-humor\">Sentimento médio %s</p><div class=\"plot small\"><div class=\"ticks\" "
			   "aria-hidden=\"true\"><span style=\"top:0\">",
			   p.step == 1 ? "por dia" : "por semana");
	trends_html_decimal(out, most);
	buf_puts(out, "</span><span style=\"top:50%\">0</span><span style=\"top:100%\">");
	trends_html_decimal(out, -most);
	buf_puts(out, "</span></div>");
	image(out, "humor", "Sentimento médio ao longo do período", WIDE, LOW);
	buf_printf(out,
			   "Acima do meio, positivo; abaixo, negativo.</desc><line class=\"rule\" x1=\"0\" x2=\"%d\" y1=\"%d\" "
			   "y2=\"%d\"/><path class=\"line\" d=\"",
			   WIDE, LOW / 2, LOW / 2);
	for (int i = 0; i < p.n; i++) {
		if (!p.v[i].scored)
			continue;
		buf_printf(out, "%s%.1f %.1f%s", step, at_x(&p, i), LOW / 2.0 - mean_of(&p.v[i]) / most * LOW / 2,
				   *step == 'M' ? "h.1" : "");
		step = "L";
	}
	buf_puts(out, "\"/></svg></div>");
	val_free(p.days);
	free(p.v);
}

void trends_html_sentiments(struct buf *out, val report)
{
	val list = val_get_array(report, "sentiments");
	double all = 0;

	section(out, "sentimento", "Sentimento", "Como os clientes soaram, conversa por conversa.");
	for (int i = 0; i < val_len(list); i++) {
		val item = val_at(list, i);

		all += val_num(item, "conversations", 0);
		val_free(item);
	}
	if (all > 0) {
		put_stack(out, list, all);
		buf_puts(out, "<table aria-labelledby=\"h-sentimento\"><thead><tr><th scope=\"col\">Sentimento</th><th scope="
					  "\"col\" class=\"n\">Conversas</th><th scope=\"col\" class=\"n\">Parte</th><th scope=\"col\" "
					  "class=\"n\">Antes</th></tr></thead><tbody>");
		for (size_t i = 0; i < 3; i++) {
			val item = mood_of(list, moods[i].key);

			put_mood(out, item, i, all);
			val_free(item);
		}
		buf_puts(out, "</tbody></table>");
		put_moods(out, report);
	} else {
		buf_puts(out, "<p class=\"none\">Nenhuma conversa tem sentimento medido.</p>");
	}
	buf_puts(out, "</section>\n");
	val_free(list);
}

/* ---- waits ---- */

static void put_upto(struct buf *out, val wait)
{
	val to = val_get(wait, "to_ms");
	bool last = !val_is(to);

	buf_puts(out, last ? "mais de " : "até ");
	trends_html_span(out, val_int(wait, last ? "from_ms" : "to_ms", 0));
	val_free(to);
}

static void put_columns(struct buf *out, val waits, double all)
{
	double most = 1;

	for (int i = 0; i < val_len(waits); i++) {
		val w = val_at(waits, i);

		most = fmax(most, val_num(w, "conversations", 0));
		val_free(w);
	}
	buf_puts(out, "<div class=\"plot cols\">");
	image(out, "espera", "Espera pela primeira resposta", 700, 100);
	for (int i = 0; i < val_len(waits); i++) {
		val w = val_at(waits, i);

		buf_puts(out, i ? ", " : "");
		put_upto(out, w);
		buf_puts(out, ": ");
		trends_html_percent(out, val_num(w, "conversations", 0) / all);
		val_free(w);
	}
	buf_puts(out, ".</desc>");
	for (int i = 0; i < val_len(waits); i++) {
		val w = val_at(waits, i);
		double high = val_num(w, "conversations", 0) / most * 100;

		buf_printf(out, "<rect class=\"col\" x=\"%d\" y=\"%.1f\" width=\"64\" height=\"%.1f\"/>", i * 100 + 18,
				   100 - high, high);
		val_free(w);
	}
	buf_puts(out, "</svg></div><div class=\"under\" aria-hidden=\"true\">");
	for (int i = 0; i < val_len(waits); i++) {
		val w = val_at(waits, i);

		buf_puts(out, "<span><b>");
		trends_html_percent(out, val_num(w, "conversations", 0) / all);
		buf_puts(out, "</b>");
		put_upto(out, w);
		buf_puts(out, "</span>");
		val_free(w);
	}
	buf_puts(out, "</div>");
}

static void put_pair(struct buf *out, const char *name, long long ms)
{
	buf_printf(out, "<div><dt>%s</dt><dd>", name);
	trends_html_span(out, ms);
	buf_puts(out, "</dd></div>");
}

void trends_html_waits(struct buf *out, val report)
{
	static const char *const heads[] = {"Espera", "Conversas"};
	val waits = val_get_array(report, "waits");
	double all = val_num(report, "first_wait.answered", 0);

	section(out, "espera", "Tempo de resposta", "Da primeira mensagem do cliente até a primeira resposta.");
	if (all > 0) {
		buf_puts(out, "<dl class=\"pair\">");
		put_pair(out, "Metade em até", val_int(report, "first_wait.p50_ms", -1));
		put_pair(out, "90% em até", val_int(report, "first_wait.p90_ms", -1));
		buf_puts(out, "<div><dt>Sem resposta</dt><dd>");
		trends_html_number(out, val_int(report, "first_wait.unanswered", 0));
		buf_puts(out, "</dd></div></dl>");
		put_columns(out, waits, all);
		table(out, "Espera pela primeira resposta", heads, 2);
		for (int i = 0; i < val_len(waits); i++) {
			val w = val_at(waits, i);

			buf_puts(out, "<tr><th scope=\"row\">");
			put_upto(out, w);
			buf_puts(out, "</th>");
			cell(out, val_int(w, "conversations", 0));
			buf_puts(out, "</tr>");
			val_free(w);
		}
		table_end(out);
	} else {
		buf_puts(out, "<p class=\"none\">Nenhuma conversa teve resposta.</p>");
	}
	buf_puts(out, "</section>\n");
	val_free(waits);
}

/* ---- hours of the week ---- */

static const char *const weekdays[] = {"domingo", "segunda", "terça", "quarta", "quinta", "sexta", "sábado"};

static const char *const week_heads[] = {"Hora", "seg", "ter", "qua", "qui", "sex", "sáb", "dom"};

struct week {
	long long n[7][24], most;
	int day, hour; /* the busiest */
};

static struct week week_of(val report)
{
	val days = val_get_array(report, "week");
	struct week w = {.most = 0};

	for (int i = 0; i < 7 * 24; i++) {
		val hours = val_at(days, i / 24), n = val_at(hours, i % 24);

		w.n[i / 24][i % 24] = (long long)val_number(n, 0);
		if (w.n[i / 24][i % 24] > w.most) {
			w.most = w.n[i / 24][i % 24];
			w.day = i / 24;
			w.hour = i % 24;
		}
		val_free(hours);
		val_free(n);
	}
	val_free(days);
	return w;
}

/* Rows from Monday to Sunday. */
static void put_cells(struct buf *out, const struct week *w)
{
	for (int i = 0; i < 7 * 24; i++) {
		int day = (i / 24 + 1) % 7, hour = i % 24;
		long long n = w->n[day][hour];

		buf_printf(out, "<rect class=\"cell%s\" x=\"%d\" y=\"%d\" width=\"9\" height=\"9\"", n ? "" : " none",
				   hour * 10, i / 24 * 10);
		if (n)
			buf_printf(out, " fill-opacity=\"%.2f\"", 0.14 + 0.86 * (double)n / (double)w->most);
		buf_printf(out, "><title>%s, %dh: ", weekdays[day], hour);
		trends_html_number(out, n);
		buf_puts(out, "</title></rect>");
	}
}

static void put_heat(struct buf *out, const struct week *w)
{
	buf_puts(out, "<div class=\"heat\"><div class=\"rows\" aria-hidden=\"true\">");
	for (int i = 1; i < 8; i++)
		buf_printf(out, "<span>%s</span>", week_heads[i]);
	buf_puts(out, "</div><div class=\"plot\">");
	image(out, "horas", "Conversas por dia da semana e hora", 239, 69);
	if (w->most)
		buf_printf(out, "Mais movimento: %s às %dh, com %lld.", weekdays[w->day], w->hour, w->most);
	buf_puts(out, "</desc>");
	put_cells(out, w);
	buf_puts(out, "</svg></div><div class=\"axis\" aria-hidden=\"true\"><span>0h</span><span>6h</span><span>12h</span>"
				  "<span>18h</span><span>23h</span></div></div>");
}

void trends_html_week(struct buf *out, val report)
{
	struct week w = week_of(report);
	char hint[96] = "";

	if (w.most)
		(void)snprintf(hint, sizeof(hint), "Mais movimento: %s às %dh.", weekdays[w.day], w.hour);
	section(out, "horas", "Horários de movimento", hint);
	put_heat(out, &w);
	table(out, "Conversas por hora e dia da semana", week_heads, 8);
	for (int hour = 0; hour < 24; hour++) {
		buf_printf(out, "<tr><th scope=\"row\">%dh</th>", hour);
		for (int day = 0; day < 7; day++)
			cell(out, w.n[(day + 1) % 7][hour]);
		buf_puts(out, "</tr>");
	}
	table_end(out);
	buf_puts(out, "</section>\n");
}

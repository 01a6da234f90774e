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

void trends_html_section(struct buf *out, const char *id, const char *title, const char *hint)
{
	buf_printf(out, "<section class=\"card\" aria-labelledby=\"h-%s\"><h2 id=\"h-%s\">%s</h2>", id, id, title);
	if (hint)
		buf_printf(out, "<p class=\"hint\">%s</p>", hint);
}

void trends_html_image(struct buf *out, const char *id, const char *name, int wide, int high)
{
	buf_printf(out,
			   "<svg role=\"img\" aria-labelledby=\"t-%s d-%s\" viewBox=\"0 0 %d %d\" preserveAspectRatio=\"none\">"
			   "<title id=\"t-%s\">%s</title><desc id=\"d-%s\">",
			   id, id, wide, high, id, name, id);
}

void trends_html_table(struct buf *out, const char *caption, const char *const *heads, int n)
{
	buf_printf(out,
			   "<details><summary>Ver como tabela</summary><div class=\"scroll\" tabindex=\"0\" role=\"region\" "
			   "aria-label=\"%s\"><table><caption class=\"sr\">%s</caption><thead><tr>",
			   caption, caption);
	for (int i = 0; i < n; i++)
		buf_printf(out, "<th scope=\"col\"%s>%s</th>", i ? " class=\"n\"" : "", heads[i]);
	buf_puts(out, "</tr></thead><tbody>");
}

void trends_html_table_end(struct buf *out)
{
	buf_puts(out, "</tbody></table></div></details>");
}

void trends_html_cell(struct buf *out, long long n)
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
	trends_html_image(out, "dias", p->step == 1 ? "Conversas por dia" : "Conversas por semana", WIDE, HIGH);
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

	trends_html_section(out, "dias", title, NULL);
	buf_puts(out, "<ul class=\"key\"><li><i></i>Este período</li>"
				  "<li class=\"old\"><i></i>Período anterior</li></ul>");
	put_plot(out, &p, ceiling(p.most));
	trends_html_table(out, title, heads, 3);
	for (int i = 0; i < p.n; i++) {
		buf_puts(out, "<tr><th scope=\"row\">");
		trends_html_day(out, p.v[i].day, p.step > 1);
		buf_puts(out, "</th>");
		trends_html_cell(out, p.v[i].n);
		trends_html_cell(out, p.v[i].before);
		buf_puts(out, "</tr>");
	}
	trends_html_table_end(out);
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
	trends_html_image(out, "sentimento", "Sentimento das conversas", WIDE, 30);
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
	trends_html_cell(out, (long long)n);
	buf_puts(out, "<td class=\"n\"><strong>");
	trends_html_percent(out, n / all);
	buf_puts(out, "</strong></td>");
	trends_html_cell(out, (long long)before);
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
	trends_html_image(out, "humor", "Sentimento médio ao longo do período", WIDE, LOW);
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

	trends_html_section(out, "sentimento", "Sentimento", "Como os clientes soaram, conversa por conversa.");
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

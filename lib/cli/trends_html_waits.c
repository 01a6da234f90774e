/* trends: the page's charts of waits and of the hours of the week. */
#include <math.h>

#include "cli/trends_html_private.h"

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
	trends_html_image(out, "espera", "Espera pela primeira resposta", 700, 100);
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
	static const char hint[] = "Da primeira mensagem do cliente até a primeira resposta.";
	val waits = val_get_array(report, "waits");
	double all = val_num(report, "first_wait.answered", 0);

	trends_html_section(out, "espera", "Tempo de resposta", hint);
	if (all > 0) {
		buf_puts(out, "<dl class=\"pair\">");
		put_pair(out, "Metade em até", val_int(report, "first_wait.p50_ms", -1));
		put_pair(out, "90% em até", val_int(report, "first_wait.p90_ms", -1));
		buf_puts(out, "<div><dt>Sem resposta</dt><dd>");
		trends_html_number(out, val_int(report, "first_wait.unanswered", 0));
		buf_puts(out, "</dd></div></dl>");
		put_columns(out, waits, all);
		trends_html_table(out, "Espera pela primeira resposta", heads, 2);
		for (int i = 0; i < val_len(waits); i++) {
			val w = val_at(waits, i);

			buf_puts(out, "<tr><th scope=\"row\">");
			put_upto(out, w);
			buf_puts(out, "</th>");
			trends_html_cell(out, val_int(w, "conversations", 0));
			buf_puts(out, "</tr>");
			val_free(w);
		}
		trends_html_table_end(out);
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
	trends_html_image(out, "horas", "Conversas por dia da semana e hora", 239, 69);
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
	trends_html_section(out, "horas", "Horários de movimento", hint);
	put_heat(out, &w);
	trends_html_table(out, "Conversas por hora e dia da semana", week_heads, 8);
	for (int hour = 0; hour < 24; hour++) {
		buf_printf(out, "<tr><th scope=\"row\">%dh</th>", hour);
		for (int day = 0; day < 7; day++)
			trends_html_cell(out, w.n[(day + 1) % 7][hour]);
		buf_puts(out, "</tr>");
	}
	trends_html_table_end(out);
	buf_puts(out, "</section>\n");
}

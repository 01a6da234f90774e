/* trends: the page: one file that asks for nothing else. Whatever customers wrote is escaped. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/trends_html_private.h"
#include "cli/trends_words.h"
#include "text/day.h"

#include "cli/trends_html.h"

/* ---- the days that it is of ---- */

/* "1º de maio a 17 de junho de 2026" */
static void put_period(struct buf *out, val of)
{
	const char *since = val_str(of, "since", ""), *until = val_str(of, "until", "");
	struct buf first = {0};

	trends_html_day(&first, since, true);
	if (strncmp(since, until, 4) == 0 && first.n > 8)
		first.n -= 8; /* " de 2026" */
	if (strncmp(since, until, 7) == 0)
		first.n = strcspn(buf_str(&first), " "); /* and " de junho" */
	if (strcmp(since, until) != 0) {
		buf_put(out, buf_str(&first), first.n);
		buf_puts(out, " a ");
	}
	trends_html_day(out, until, true);
	buf_free(&first);
}

/* ---- changes ---- */

enum meaning { MORE_IS_NEITHER, MORE_IS_GOOD, MORE_IS_BAD };

static const char *tone(double change, enum meaning m)
{
	if (m == MORE_IS_NEITHER || change == 0)
		return "";
	return (change > 0) == (m == MORE_IS_GOOD) ? " good" : " bad";
}

static void put_chip(struct buf *out, double change, const char *figure, enum meaning m)
{
	buf_printf(out, "<span class=\"delta%s\">", tone(change, m));
	buf_printf(out, "<span aria-hidden=\"true\">%s</span><span class=\"sr\">%s</span> %s</span>",
			   change > 0 ? "▲" : "▼", change > 0 ? "subiu" : "desceu", figure);
}

static void put_change(struct buf *out, double n, double before, enum meaning m)
{
	double part = before > 0 ? (n - before) / before * 100 : 0;

	if (before < 0 || (before == 0 && n <= 0))
		return; /* nothing at all was before */
	if (before == 0) {
		buf_puts(out, "<span class=\"delta\">novo</span>");
	} else if (fabs(part) < 0.5) {
		buf_puts(out, "<span class=\"delta\">igual</span>");
	} else {
		struct buf b = {0};

		trends_html_number(&b, llround(fabs(part)));
		buf_putc(&b, '%');
		put_chip(out, part, buf_str(&b), m);
		buf_free(&b);
	}
}

/* Was there anything in the days before? Else nothing has changed since. */
static bool past(val report)
{
	return val_int(report, "before.conversations", 0) > 0;
}

/* ---- cards of figures ---- */

static void kpi_begin(struct buf *out, const char *name)
{
	buf_printf(out, "<div class=\"kpi\"><dt>%s</dt><dd class=\"fig\">", name);
}

static void kpi_end(struct buf *out)
{
	buf_puts(out, "</dd></div>");
}

static void kpi_count(struct buf *out, val report, const char *name, const char *member, enum meaning m, bool share)
{
	char *before = mem_printf("before.%s", member);
	long long n = val_int(report, member, 0), all = val_int(report, "conversations", 0);
	double was = past(report) ? val_num(report, before, 0) : -1, of = val_num(report, "before.conversations", 0);

	/* More of it is no worse when there is more of everything. */
	if (all > 0 && of > 0 && fabs((double)n / (double)all - was / of) < 0.02 * was / of)
		m = MORE_IS_NEITHER;
	kpi_begin(out, name);
	trends_html_number(out, n);
	buf_puts(out, "</dd><dd class=\"foot\">");
	put_change(out, (double)n, was, m);
	if (share && all > 0) {
		buf_puts(out, " ");
		trends_html_percent(out, (double)n / (double)all);
	}
	kpi_end(out);
	free(before);
}

static void kpi_mood(struct buf *out, val report)
{
	val now = val_get(report, "sentiment"), before = val_get(report, "before.sentiment");
	double x = val_number(now, 0), change = x - val_number(before, x);
	char s[32];

	kpi_begin(out, "Sentimento médio, de −1 a +1");
	if (val_is(now))
		trends_html_decimal(out, x);
	else
		buf_puts(out, "–");
	buf_puts(out, "</dd><dd class=\"foot\">");
	if (val_is(before) && fabs(change) >= 0.005) {
		struct buf b = {0};

		(void)snprintf(s, sizeof(s), "%.2f", fabs(change));
		trends_html_figure(&b, s);
		put_chip(out, change, buf_str(&b), MORE_IS_GOOD);
		buf_free(&b);
	} else if (val_is(before)) {
		buf_puts(out, "<span class=\"delta\">igual</span>");
	}
	kpi_end(out);
	val_free(now);
	val_free(before);
}

static void kpi_wait(struct buf *out, val report)
{
	kpi_begin(out, "Primeira resposta, metade em até");
	trends_html_span(out, val_int(report, "first_wait.p50_ms", -1));
	buf_puts(out, "</dd><dd class=\"foot\">");
	put_change(out, val_num(report, "first_wait.p50_ms", 0), val_num(report, "before.first_wait.p50_ms", -1),
			   MORE_IS_BAD);
	kpi_end(out);
}

static void put_kpis(struct buf *out, val report)
{
	buf_puts(out, "<section aria-labelledby=\"h-numeros\"><h2 class=\"sr\" id=\"h-numeros\">Números do período</h2>"
				  "<dl class=\"kpis\">");
	kpi_count(out, report, "Conversas", "conversations", MORE_IS_NEITHER, false);
	kpi_count(out, report, "Mensagens", "messages", MORE_IS_NEITHER, false);
	kpi_mood(out, report);
	kpi_wait(out, report);
	kpi_count(out, report, "Passaram para uma pessoa", "handoffs", MORE_IS_BAD, true);
	kpi_count(out, report, "Perguntas sem resposta", "questions", MORE_IS_BAD, false);
	buf_puts(out, "</dl></section>");
}

/* ---- in short ---- */

/* The name of a list's first item, escaped, and its share. */
static void put_first(struct buf *out, val report, const char *list, const char *lead)
{
	char *path = mem_printf("%s.0", list);
	val item = val_get(report, path);

	if (val_is(item)) {
		const char *key = val_str(item, "key", "");

		buf_puts(out, lead);
		buf_puts(out, "<strong>");
		trends_html_text(out, val_str(item, "name", val_str(item, "text", trends_word(list, key))));
		buf_puts(out, "</strong>");
		if (strcmp(list, "products") == 0) {
			buf_puts(out, ", em ");
			trends_html_number(out, val_int(item, "conversations", 0));
			buf_puts(out, val_int(item, "conversations", 0) == 1 ? " conversa" : " conversas");
		} else {
			buf_puts(out, ", com ");
			trends_html_percent(out, val_num(item, "share", 0));
			buf_puts(out, " das conversas");
		}
		buf_puts(out, ".");
	}
	val_free(item);
	free(path);
}

static void put_summary(struct buf *out, val report)
{
	long long n = val_int(report, "conversations", 0), before = val_int(report, "before.conversations", 0);
	double part = before > 0 ? (double)(n - before) / (double)before : 0;

	buf_puts(out, "<p class=\"sum\"><strong>");
	trends_html_number(out, n);
	buf_puts(out, n == 1 ? " conversa</strong>" : " conversas</strong>");
	if (before > 0 && fabs(part) >= 0.005) {
		buf_puts(out, ", ");
		trends_html_percent(out, fabs(part));
		buf_puts(out, part > 0 ? " a mais que no período anterior" : " a menos que no período anterior");
	}
	buf_puts(out, ".");
	put_first(out, report, "topics", " O assunto mais comum foi ");
	put_first(out, report, "products", " O produto mais citado foi ");
	buf_puts(out, "</p>");
}

/* ---- lists ---- */

static void put_mood(struct buf *out, val item)
{
	val v = val_get(item, "sentiment");
	double x = val_number(v, 0);

	if (val_is(v)) {
		buf_printf(out, "<span class=\"mood%s\">", x >= 0.1 ? " pos" : x <= -0.1 ? " neg" : "");
		trends_html_decimal(out, x);
		buf_puts(out, "</span>");
	} else {
		buf_puts(out, "–");
	}
	val_free(v);
}

static void put_row(struct buf *out, const char *list, val item, const char *counted, double most, bool was)
{
	double n = val_num(item, counted, 0);

	buf_puts(out, "<tr><th scope=\"row\">");
	trends_html_text(out, val_str(item, "name", val_str(item, "text", trends_word(list, val_str(item, "key", "")))));
	buf_printf(out, "<span class=\"bar\" aria-hidden=\"true\"><i style=\"width:%.1f%%\"></i></span></th>",
			   most > 0 ? n / most * 100 : 0);
	buf_puts(out, "<td class=\"n\"><span class=\"both\"><span>");
	trends_html_number(out, (long long)n);
	buf_puts(out, "</span>");
	put_change(out, n, was ? val_num(item, "before", 0) : -1, MORE_IS_NEITHER);
	buf_puts(out, "</span></td><td class=\"n\">");
	put_mood(out, item);
	buf_puts(out, "</td></tr>");
}

struct list {
	const char *name, *id, *title, *hint, *head, *counted, *none;
};

static void put_list(struct buf *out, val report, const struct list *l)
{
	val items = val_get_array(report, l->name), first = val_at(items, 0);
	const char *member = strcmp(l->counted, "Menções") == 0 ? "mentions" : "conversations";
	double most = val_num(first, member, 0);

	buf_printf(out, "<section class=\"card\" aria-labelledby=\"h-%s\"><h2 id=\"h-%s\">%s</h2><p class=\"hint\">%s</p>",
			   l->id, l->id, l->title, l->hint);
	if (val_len(items) == 0) {
		buf_printf(out, "<p class=\"none\">%s</p>", l->none);
	} else {
		buf_printf(out,
				   "<table class=\"list\" aria-labelledby=\"h-%s\"><thead><tr><th scope=\"col\">%s</th>"
				   "<th scope=\"col\" class=\"n\">%s"
				   "</th><th scope=\"col\" class=\"n\">Sentimento</th></tr></thead><tbody>",
				   l->id, l->head, l->counted);
		for (int i = 0; i < val_len(items); i++) {
			val item = val_at(items, i);

			put_row(out, l->name, item, member, most, past(report));
			val_free(item);
		}
		buf_puts(out, "</tbody></table>");
	}
	buf_puts(out, "</section>\n");
	val_free(first);
	val_free(items);
}

/* Those whose texts are not kept: the page knows how many, and that is not none. */
static void put_without_text(struct buf *out, val report, bool more)
{
	long long n = val_int(report, "questions_without_text", 0);

	if (n == 0 && more)
		return;
	buf_puts(out, more ? "<p class=\"hint\">E mais " : "<p class=\"none\">");
	if (n == 0) {
		buf_puts(out, "Nenhuma pergunta ficou sem resposta.</p>");
		return;
	}
	trends_html_number(out, n);
	buf_puts(out, n == 1 ? " pergunta" : " perguntas");
	buf_puts(out, more ? "" : n == 1 ? " ficou sem resposta" : " ficaram sem resposta");
	buf_puts(out, n == 1 ? ". O texto só é guardado" : ". Os textos só são guardados");
	buf_puts(out, " com o consentimento do cliente.</p>");
}

static void put_questions(struct buf *out, val report)
{
	val items = val_get_array(report, "unanswered_questions");

	buf_puts(out,
			 "<section class=\"card\" aria-labelledby=\"h-perguntas\"><h2 id=\"h-perguntas\">Perguntas sem resposta"
			 "</h2><p class=\"hint\">As parecidas contam juntas. Cada uma é uma regra ou um texto que falta.</p>");
	if (val_len(items) > 0)
		buf_puts(out, "<ol class=\"ask\">");
	for (int i = 0; i < val_len(items); i++) {
		val item = val_at(items, i);

		buf_puts(out, "<li><b>");
		trends_html_number(out, val_int(item, "asked", 0));
		buf_puts(out, "×</b><q>");
		trends_html_text(out, val_str(item, "text", ""));
		buf_puts(out, "</q>");
		put_change(out, val_num(item, "asked", 0), past(report) ? val_num(item, "before", 0) : -1, MORE_IS_BAD);
		buf_puts(out, "</li>");
		val_free(item);
	}
	buf_puts(out, val_len(items) ? "</ol>" : "");
	put_without_text(out, report, val_len(items) > 0);
	buf_puts(out, "</section>\n");
	val_free(items);
}

/* ---- the page ---- */

static void put_head(struct buf *out, const char *title)
{
	buf_puts(out,
			 "<!doctype html>\n<html lang=\"pt-BR\">\n<head>\n<meta charset=\"utf-8\">\n"
			 "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
			 "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
			 "<meta name=\"robots\" content=\"noindex\">\n<meta name=\"referrer\" content=\"no-referrer\">\n<title>");
	trends_html_text(out, title);
	buf_printf(out, " · Conversas</title>\n<style>%s</style>\n</head>\n", trends_html_style);
}

/* "Assunto: Preço" of "topic=price"; as it is where there is no name for it. */
static void put_filter(struct buf *out, const char *filter)
{
	size_t n = strcspn(filter, "=");
	char *field = mem_ndup(filter, n);
	const char *value = filter + n + (filter[n] == '='), *list;
	const char *name = trends_field(field, &list);

	trends_html_text(out, name ? name : field);
	buf_puts(out, ": ");
	trends_html_text(out, !*value ? "não há" : list ? trends_word(list, value) : value);
	free(field);
}

static void put_top(struct buf *out, val report, const char *title)
{
	val before = val_get(report, "before"), where = val_get_array(report, "where");

	buf_puts(out, "<body>\n<a class=\"skip\" href=\"#conteudo\">Ir para o conteúdo</a>\n<header>\n"
				  "<p class=\"over\">Conversas e tendências</p>\n<h1>");
	trends_html_text(out, title);
	buf_puts(out, "</h1>\n<p class=\"when\">");
	put_period(out, report);
	buf_puts(out, past(report) ? " <span>comparado com " : " <span>nada foi analisado de ");
	put_period(out, before);
	buf_puts(out, "</span></p>\n");
	if (val_len(where) > 0)
		buf_puts(out, "<ul class=\"chips\" aria-label=\"Filtros\">");
	for (int i = 0; i < val_len(where); i++) {
		val one = val_at(where, i);

		buf_puts(out, "<li>");
		put_filter(out, val_text(one, ""));
		buf_puts(out, "</li>");
		val_free(one);
	}
	buf_puts(out, val_len(where) ? "</ul>\n</header>\n" : "</header>\n");
	val_free(before);
	val_free(where);
}

/* Two columns beside each other where there is room, the first before the second where there is none. */
static void put_columns(struct buf *out, val report)
{
	static const struct list left[] = {
		{"topics", "assuntos", "Assuntos", "O assunto principal de cada conversa.", "Assunto", "Conversas",
		 "Nenhum assunto foi reconhecido."},
		{"products", "produtos", "Produtos mais citados", "Com o sentimento das conversas em que aparecem.", "Produto",
		 "Menções", "Nenhum produto foi citado."},
		{"crews", "equipes", "Equipes", "Quem atendeu primeiro.", "Equipe", "Conversas", "Nenhuma equipe atendeu."},
	};
	static const struct list right[] = {
		{"handoff_reasons", "motivos", "Por que uma pessoa assumiu",
		 "Quando o atendimento automático passou a conversa.", "Motivo", "Conversas",
		 "Nenhuma conversa passou para uma pessoa."},
		{"channels", "canais", "Canais", "Por onde os clientes chegaram.", "Canal", "Conversas",
		 "Nenhum canal foi registrado."},
	};

	buf_puts(out, "<div class=\"flow\">\n<div>\n");
	for (size_t i = 0; i < sizeof(left) / sizeof(left[0]); i++)
		put_list(out, report, &left[i]);
	buf_puts(out, "</div>\n<div>\n");
	trends_html_sentiments(out, report);
	trends_html_waits(out, report);
	put_questions(out, report);
	for (size_t i = 0; i < sizeof(right) / sizeof(right[0]); i++)
		put_list(out, report, &right[i]);
	buf_puts(out, "</div>\n</div>\n");
}

void trends_html(val report, const char *title, const char *zone, date_ms now, struct buf *out)
{
	struct date_local l = date_to_local(zone, now);

	put_head(out, title);
	put_top(out, report, title);
	buf_puts(out, "<main id=\"conteudo\">\n");
	if (val_int(report, "conversations", 0) == 0)
		buf_puts(out, "<section class=\"card\" aria-labelledby=\"h-nada\"><h2 id=\"h-nada\">Nenhuma conversa analisada "
					  "neste período</h2><p class=\"none\">As conversas aparecem aqui depois de analisadas: "
					  "<code>cwai-analyze --stored</code> analisa as que já estão guardadas.</p></section>\n");
	else {
		put_summary(out, report);
		put_kpis(out, report);
		trends_html_days(out, report);
		put_columns(out, report);
		trends_html_week(out, report);
	}
	buf_printf(out,
			   "</main>\n<footer><p>Gerado em %02d/%02d/%d às %02d:%02d (%s). Somas de conversas analisadas, "
			   "sem nomes "
			   "nem mensagens inteiras.</p></footer>\n</body>\n</html>\n",
			   l.day, l.month, l.year, l.hour, l.minute, zone);
}

#include "../t.h"

#include <stdlib.h>

#include "base/mem.h"
#include "text/fold.h"

#include "text/day.h"

/* "date 06-18", "range 06-22..06-26", "time", each with " 15:00" or " 06:00-12:00" and "?" for a guess; split by ", ". */
static void show(struct buf *b, const struct day *d)
{
	static const char *const kinds[] = {"time", "date", "range", "weekend", "holiday"};
	int y, m, md;

	buf_printf(b, "%s%s", b->n ? ", " : "", kinds[d->kind]);
	if (d->kind != DAY_TIME && d->kind != DAY_HOLIDAY) {
		day_date(d->first, &y, &m, &md);
		buf_printf(b, y == 2026 ? " %02d-%02d" : " %02d-%02d-%d", m, md, y);
	}
	if (d->last != d->first) {
		day_date(d->last, &y, &m, &md);
		buf_printf(b, "..%02d-%02d", m, md);
	}
	if (d->from >= 0)
		buf_printf(b, " %02d:%02d", d->from / 60, d->from % 60);
	if (d->from >= 0 && d->to != d->from)
		buf_printf(b, "-%02d:%02d", d->to / 60, d->to % 60);
	if (d->guessed)
		buf_putc(b, '?');
}

/* Read on a local Wednesday, 2026-06-17, at 10:20. */
static void reads(const char *text, const char *want)
{
	struct date_local now = {.year = 2026, .month = 6, .day = 17, .hour = 10, .minute = 20, .wday = 3};
	struct day d[6];
	struct buf b = {0};
	char *folded = fold_dup(text);
	int n;

	now.epoch_day = day_number(2026, 6, 17);
	n = day_read(folded, strlen(folded), &now, d, 6);
	for (int i = 0; i < n; i++)
		show(&b, &d[i]);
	t_str(buf_str(&b), want, text);
	buf_free(&b);
	free(folded);
}

static void calendar(void)
{
	int y, m, d, good = 1;

	t_int(day_number(1970, 1, 1), 0, "the first day");
	t_int(day_number(2026, 6, 17), 20621, "a day's number");
	t_int(day_number(2026, 14, 1), day_number(2027, 2, 1), "a month over twelve carries over");
	t_int(day_wday(day_number(2026, 6, 17)), 3, "a Wednesday");
	t_int(day_wday(-1), 3, "the day before the first was a Wednesday");
	for (long i = -800000; i < 800000; i += 7) {
		day_date(i, &y, &m, &d);
		good = good && day_number(y, m, d) == i && day_exists(y, m, d);
	}
	t_ok(good, "numbers and dates agree over four thousand years");
	t_ok(day_exists(2028, 2, 29) && !day_exists(2026, 2, 29) && !day_exists(2026, 4, 31) && !day_exists(2026, 13, 1),
		 "dates that are none");
	t_str(day_name(6), "sábado", "a weekday's name");
}

static void days(void)
{
	reads("hoje", "date 06-17");
	reads("hj ainda dá?", "date 06-17");
	reads("Amanhã", "date 06-18");
	reads("depois de amanhã", "date 06-19");
	reads("ontem", "date 06-16");
	reads("na quarta", "date 06-17");
	reads("quarta que vem", "date 06-24");
	reads("próxima quarta", "date 06-24");
	reads("quarta da semana que vem", "date 06-24");
	reads("sexta da semana que vem", "date 06-26");
	reads("segunda-feira", "date 06-22");
	reads("2ª feira", "date 06-22");
	reads("aos domingos vocês abrem?", "date 06-21");
	reads("sábado e domingo", "date 06-20, date 06-21");
	reads("terça ou quinta", "date 06-23, date 06-18");
	reads("de segunda a sexta", "range 06-22..06-26");
	reads("de quinta a sábado", "range 06-18..06-20");
	reads("do dia 20 ao dia 25", "range 06-20..06-25");
	reads("fim de semana", "weekend 06-20..06-21");
	reads("fds", "weekend 06-20..06-21");
	reads("semana que vem", "range 06-22..06-28");
	reads("essa semana ainda", "range 06-17..06-21");
	reads("em dias úteis", "range 06-17..06-19");
	reads("dia 25", "date 06-25");
	reads("dia 5", "date 07-05");
	reads("dia 17", "date 06-17");
	reads("dia 31", "date 07-31");
	reads("dia 1º", "date 07-01");
	reads("dia 20 do mês que vem", "date 07-20");
	reads("25/12", "date 12-25");
	reads("no dia 3/2", "date 02-03-2027");
	reads("25/12/26", "date 12-25");
	reads("25/12/2028", "date 12-25-2028");
	reads("2026-12-25", "date 12-25");
	reads("7 de setembro", "date 09-07");
	reads("dia 2 de janeiro de 2028", "date 01-02-2028");
	reads("29/02", "date 02-29-2028");
	reads("daqui a 3 dias", "date 06-20");
	reads("daqui duas semanas", "date 07-01");
	reads("daqui a meia hora", "date 06-17 10:50");
	reads("daqui a 20 horas", "date 06-18 06:20");
	reads("abre no feriado?", "holiday");
	reads("segunda via da nota", "");
	reads("31/02 funciona 24/7", "");
	reads("comprei um creme de 30 reais", "");
}

static void times(void)
{
	reads("amanhã às 15h", "date 06-18 15:00");
	reads("às 3", "time 15:00?");
	reads("às 03:30", "time 03:30");
	reads("3 da tarde", "time 15:00");
	reads("8 da noite", "time 20:00");
	reads("12 da noite", "time 24:00");
	reads("10h30", "time 10:30");
	reads("10:30h", "time 10:30");
	reads("às 9 e meia da manhã", "time 09:30");
	reads("as quatro da tarde de sexta", "date 06-19 16:00");
	reads("meio-dia", "time 12:00");
	reads("meio dia e meia", "time 12:30");
	reads("até meia noite", "time 00:00-24:00");
	reads("sábado de manhã", "date 06-20 06:00-12:00");
	reads("amanhã de manhã", "date 06-18 06:00-12:00");
	reads("hoje à noite", "date 06-17 18:00-24:00");
	reads("fim da tarde", "time 16:00-18:00");
	reads("das 9 às 18", "time 09:00-18:00");
	reads("das 9 às 6", "time 09:00-18:00?");
	reads("entre as 14h e as 16h", "time 14:00-16:00");
	reads("entre 14h e 16h", "time 14:00-16:00");
	reads("sexta de 14 a 16h", "date 06-19 14:00-16:00");
	reads("sexta depois das 18h", "date 06-19 18:00-24:00");
	reads("a partir das 14", "time 14:00-24:00");
	reads("domingo antes das 10", "date 06-21 00:00-10:00");
	reads("sábado às 10 ou às 15", "date 06-20 10:00, date 06-20 15:00");
	reads("sexta às 15h ou sábado de manhã", "date 06-19 15:00, date 06-20 06:00-12:00");
	reads("às 15h de amanhã", "date 06-18 15:00");
	reads("tem de 2 a 3 dias de prazo", "");
	reads("boa tarde, boa noite, bom dia", "");
	reads("as 3 lojas", "");
	reads("demora 2 horas", "");
	reads("chega em 24 horas?", "");
	reads("2h de sessão", "");
	reads("volto mais tarde", "");
	reads("entre 30 e 50 reais", "");
	reads("até 10 reais", "");
	reads("às 25h", "");
}

int main(void)
{
	struct day one;
	struct date_local now = {.year = 2026, .month = 6, .day = 20, .wday = 6};

	calendar();
	days();
	times();
	now.epoch_day = day_number(2026, 6, 20);
	t_int(day_read("fim de semana", 13, &now, &one, 1), 1, "on a Saturday the weekend is one");
	t_int(one.first, now.epoch_day, "that begins today");
	t_int(day_read("fim de semana que vem", 21, &now, &one, 1), 1, "and the next one");
	t_int(one.first, now.epoch_day + 7, "begins in a week");
	t_int(day_read("hoje amanha hoje", 16, &now, &one, 1), 1, "no more days than there is room for");
	return t_done();
}

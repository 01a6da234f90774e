#include <stdlib.h>
#include <string.h>

#include "text/day_private.h"

/* ---- the calendar ---- */

/* Days from civil and back, by eras of 400 years begun in March. */
long day_number(int year, int month, int mday)
{
	long m0 = year * 12L + month - 1;
	int mo = (int)(m0 % 12 + (m0 % 12 < 0 ? 12 : 0));
	long y = (m0 - mo) / 12 - (mo < 2);
	long era = (y >= 0 ? y : y - 399) / 400;
	long yoe = y - era * 400;
	long doy = (153L * (mo < 2 ? mo + 10 : mo - 2) + 2) / 5;

	return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy + mday - 1 - 719468;
}

void day_date(long day, int *year, int *month, int *mday)
{
	long z = day + 719468;
	long era = (z >= 0 ? z : z - 146096) / 146097;
	long doe = z - era * 146097;
	long yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	long doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	long mp = (5 * doy + 2) / 153;

	*mday = (int)(doy - (153 * mp + 2) / 5 + 1);
	*month = (int)(mp < 10 ? mp + 3 : mp - 9);
	*year = (int)(yoe + era * 400 + (*month <= 2));
}

bool day_exists(int year, int month, int mday)
{
	int y, m, d;

	if (month < 1 || month > 12 || mday < 1 || mday > 31)
		return false;
	day_date(day_number(year, month, mday), &y, &m, &d);
	return m == month;
}

int day_wday(long day)
{
	return (int)(((day + 4) % 7 + 7) % 7);
}

const char *day_name(int wday)
{
	static const char *const names[] = {"domingo",      "segunda-feira", "terça-feira", "quarta-feira",
										"quinta-feira", "sexta-feira",   "sábado"};

	return names[((wday % 7) + 7) % 7];
}

/* ---- reading; each reader takes words from i on, fills d and returns how many it took ---- */

static int set_day(struct day *d, long day, int took)
{
	d->kind = DAY_DATE;
	d->first = d->last = day;
	return took;
}

static int relative(const struct day_words *w, int i, long today, struct day *d)
{
	if (day_is(w, i, "hoje|hj|oje"))
		return set_day(d, today, 1);
	if (day_is(w, i, "amanha|amanh|amnha|amanhaa"))
		return set_day(d, today + 1, 1);
	if (day_is(w, i, "depois|dps") && day_is(w, i + 1, "de|d") && day_is(w, i + 2, "amanha"))
		return set_day(d, today + 2, 3);
	if (day_is(w, i, "ontem"))
		return set_day(d, today - 1, 1);
	if (day_is(w, i, "anteontem"))
		return set_day(d, today - 2, 1);
	return 0;
}

/* "daqui a 3 dias", "daqui 2 semanas", "daqui a meia hora". */
static int ahead(const struct day_words *w, int i, const struct date_local *now, struct day *d)
{
	int at = i + 1, count, unit;
	long t;

	if (!day_is(w, i, "daqui"))
		return 0;
	if (day_is(w, at, "a|ha|uns|umas"))
		at++;
	count = day_count(w, at);
	unit = day_is(w, at + 1, "hora|horas|h") ? 60 : day_is(w, at + 1, "minuto|minutos|min") ? 1 : 0;
	if (day_is(w, at, "meia") && day_is(w, at + 1, "hora")) {
		count = 30;
		unit = 1;
	}
	if (count < 0 || count > 999)
		return 0;
	if (day_is(w, at + 1, "dia|dias|semana|semanas"))
		return set_day(d, now->epoch_day + count * (day_is(w, at + 1, "semana|semanas") ? 7L : 1L), at + 2 - i);
	if (!unit)
		return 0;
	t = now->hour * 60L + now->minute + (long)count * unit;
	d->from = d->to = (int)(t % 1440);
	return set_day(d, now->epoch_day + t / 1440, at + 2 - i);
}

static bool is_next(const struct day_words *w, int i)
{
	return day_is(w, i, "seguinte") || (day_is(w, i, "que") && day_is(w, i + 1, "vem"));
}

static int next_length(const struct day_words *w, int i)
{
	return day_is(w, i, "seguinte") ? 1 : 2;
}

/* Which weekday stands at i (0 Sunday), or -1; "segunda via" is none. */
static int weekday_at(const struct day_words *w, int i, int *took)
{
	static const char *const names[] = {"domingo|domingos|dom",      "segunda|segundas|seg", "terca|tercas",
										"quarta|quartas|qua",        "quinta|quintas|qui",   "sexta|sextas|sex",
										"sabado|sabados|sab|sabadao"};
	static const char ordinal[] =
		"via|vez|vezes|opcao|parcela|unidade|mao|pele|compra|peca|dose|sessao|etapa|linha|loja|"
		"pergunta|coisa|duvida|mensagem|cor|foto|entrega|tentativa|shop|pessoa";
	int n = day_num(w, i), wday = -1;

	for (int k = 0; k < 7; k++)
		if (day_is(w, i, names[k]))
			wday = k;
	if (n >= 2 && n <= 6 && day_is(w, i + 1, "a") && w->v[i + 1].sep == 0 && day_is(w, i + 2, "feira|feiras")) {
		*took = 3;
		return n - 1;
	}
	*took = day_is(w, i + 1, "feira|feiras") ? 2 : 1;
	if (day_is(w, i, "ter") && *took == 2)
		return 2;
	return *took == 1 && day_is(w, i + 1, ordinal) ? -1 : wday;
}

static int weekday(const struct day_words *w, int i, long today, struct day *d)
{
	int took, wday = weekday_at(w, i, &took);
	long day = today + (wday - day_wday(today) + 7) % 7;

	if (wday < 0)
		return 0;
	d->weekday = true;
	if (day_is(w, i + took, "da") && day_is(w, i + took + 1, "semana") && is_next(w, i + took + 2)) {
		day = today - (day_wday(today) + 6) % 7 + 7 + (wday + 6) % 7;
		d->weekday = false;
		took += 2 + next_length(w, i + took + 2);
	} else if (is_next(w, i + took) || day_is(w, i - 1, "proxima|proximo")) {
		took += is_next(w, i + took) ? next_length(w, i + took) : 0;
		d->weekday = false;
		if (day == today)
			day += 7;
	}
	return set_day(d, day, took);
}

static int weekend(const struct day_words *w, int i, long today, struct day *d)
{
	int took = day_is(w, i, "fds|finde") ? 1 : 3;
	int wday = day_wday(today);
	long sunday = today + (7 - wday) % 7;

	if (took == 3 && !(day_is(w, i, "fim|final|finais|fins") && day_is(w, i + 1, "de|d") && day_is(w, i + 2, "semana")))
		return 0;
	if (is_next(w, i + took)) {
		took += next_length(w, i + took);
		if (wday == 0 || wday == 6)
			sunday += 7;
	}
	d->kind = DAY_WEEKEND;
	d->last = sunday;
	d->first = sunday - 1 < today ? today : sunday - 1;
	return took;
}

static int set_range(struct day *d, long first, long last, int took)
{
	d->kind = DAY_RANGE;
	d->first = first;
	d->last = last;
	return took;
}

static int week(const struct day_words *w, int i, long today, struct day *d)
{
	long monday = today - (day_wday(today) + 6) % 7;

	if (day_is(w, i, "semana") && is_next(w, i + 1))
		return set_range(d, monday + 7, monday + 13, 1 + next_length(w, i + 1));
	if (day_is(w, i, "proxima") && day_is(w, i + 1, "semana"))
		return set_range(d, monday + 7, monday + 13, 2);
	if (day_is(w, i, "essa|esta|nessa|nesta|desta|dessa") && day_is(w, i + 1, "semana"))
		return set_range(d, today, monday + 6, 2);
	if (day_wday(today) == 0 || day_wday(today) == 6)
		monday += 7;
	if ((day_is(w, i, "durante") && day_is(w, i + 1, "a") && day_is(w, i + 2, "semana")) ||
		(day_is(w, i, "dia|dias|meio") && day_is(w, i + 1, "de|da") && day_is(w, i + 2, "semana")))
		return set_range(d, monday < today ? today : monday, monday + 4, 3);
	if (day_is(w, i, "dia|dias") && day_is(w, i + 1, "util|uteis"))
		return set_range(d, monday < today ? today : monday, monday + 4, 2);
	return 0;
}

static int month_at(const struct day_words *w, int i)
{
	static const char *const names[] = {"janeiro|jan",  "fevereiro|fev", "marco|mar",    "abril|abr",
										"maio|mai",     "junho|jun",     "julho|jul",    "agosto|ago",
										"setembro|set", "outubro|out",   "novembro|nov", "dezembro|dez"};

	for (int k = 0; k < 12; k++)
		if (day_is(w, i, names[k]))
			return k + 1;
	return 0;
}

/* The next such date from today on; -1 when there is none in eight years. */
static long next_date(long today, int month, int mday)
{
	int y, m, d;

	day_date(today, &y, &m, &d);
	for (int k = 0; k <= 8; k++)
		if (day_exists(y + k, month, mday) && day_number(y + k, month, mday) >= today)
			return day_number(y + k, month, mday);
	return -1;
}

/* "25/12", "25/12/2026", "25/12/26", "2026-12-25". */
static int numeric(const struct day_words *w, int i, long today, struct day *d)
{
	int a = day_num(w, i), b = day_num(w, i + 1), c = day_num(w, i + 2), year;
	long day;

	if (a < 0 || b < 0 || (w->v[i + 1].sep != '/' && w->v[i + 1].sep != '-'))
		return 0;
	if (c < 0 || w->v[i + 2].sep != w->v[i + 1].sep)
		c = -1;
	if (w->v[i].n == 4 && c > 0 && day_exists(a, b, c))
		return set_day(d, day_number(a, b, c), 3);
	year = c < 0 ? 0 : w->v[i + 2].n == 2 ? 2000 + c : c;
	if (c >= 0 && year >= 1900 && year < 3000 && day_exists(year, b, a))
		return set_day(d, day_number(year, b, a), 3);
	if (c >= 0 || w->v[i + 1].sep == '-' || (a == 24 && b == 7 && !day_is(w, i - 1, "dia")))
		return 0; /* "24/7" is around the clock */
	day = next_date(today, b, a);
	return day < 0 ? 0 : set_day(d, day, 2);
}

static int first_of_month(const struct day_words *w, int i, int *took)
{
	int n = day_num(w, i);

	*took = 1;
	if (day_is(w, i, "primeiro"))
		return 1;
	if (n == 1 && day_is(w, i + 1, "o") && w->v[i + 1].sep == 0)
		*took = 2;
	return n;
}

/* "25 de dezembro", "1º de maio de 2027"; with "dia" before it also "dia 25". */
static int of_month(const struct day_words *w, int i, long today, struct day *d)
{
	bool dia = day_is(w, i, "dia");
	int at = i + dia, took, year, y, m, md, mday = first_of_month(w, at, &took), month;
	long day;

	if (mday < 1 || mday > 31)
		return 0;
	at += took;
	month = day_is(w, at, "de|do") ? month_at(w, at + 1) : 0;
	if (month) {
		at += 2;
		year = day_is(w, at, "de") ? day_num(w, at + 1) : -1;
		if (year >= 1900 && year < 3000 && day_exists(year, month, mday))
			return set_day(d, day_number(year, month, mday), at + 2 - i);
		day = next_date(today, month, mday);
		return day < 0 ? 0 : set_day(d, day, at - i);
	}
	if (!dia)
		return 0;
	day_date(today, &y, &m, &md);
	if (day_is(w, at, "do") && day_is(w, at + 1, "mes") && is_next(w, at + 2)) {
		m++;
		at += 2 + next_length(w, at + 2);
	} else if (mday < md) {
		m++;
	}
	while (!day_exists(y + (m - 1) / 12, (m - 1) % 12 + 1, mday))
		m++;
	return set_day(d, day_number(y, m, mday), at - i);
}

int day_date_read(const struct day_words *w, int i, const struct date_local *now, struct day *d)
{
	long today = now->epoch_day;
	int took = relative(w, i, today, d);

	if (!took)
		took = ahead(w, i, now, d);
	if (!took)
		took = weekend(w, i, today, d);
	if (!took)
		took = week(w, i, today, d);
	if (!took)
		took = numeric(w, i, today, d);
	if (!took && day_is(w, i, "dia")) {
		took = numeric(w, i + 1, today, d);
		took += took > 0;
	}
	if (!took)
		took = of_month(w, i, today, d);
	if (!took)
		took = weekday(w, i, today, d);
	if (!took && day_is(w, i, "feriado|feriados|feriadao|feriadinho")) {
		took = 1;
		d->kind = DAY_HOLIDAY;
	}
	return took;
}

/* "de segunda a sexta": the day before and this one, with only such a word between, are one range. */
static bool joins(const struct day_words *w, int between, int words, const struct day *a, const struct day *b)
{
	if (words != 1 && !(words == 2 && day_is(w, between + 1, "o|a|as")))
		return false;
	return day_is(w, between, "a|ate|ao|as") && a->kind == DAY_DATE && b->kind == DAY_DATE && a->from < 0;
}

struct reading {
	struct day *out;
	int n, most;
	struct day early; /* a time that came before any day */
	bool has_early;
	int last_word; /* the first word after the newest day */
};

static void add(struct reading *r, const struct day *d)
{
	if (r->n < r->most)
		r->out[r->n++] = *d;
}

static void take_day(struct reading *r, const struct day_words *w, int i, int took, struct day *d)
{
	struct day *before = r->n ? &r->out[r->n - 1] : NULL;

	if (before && joins(w, r->last_word, i - r->last_word, before, d)) {
		long last = d->last;

		while (last < before->first)
			last += 7;
		(void)set_range(before, before->first, last, 0);
		before->end = d->end;
		before->from = d->from;
		before->to = d->to;
	} else {
		if (r->has_early && d->from < 0) {
			d->from = r->early.from;
			d->to = r->early.to;
			d->guessed = r->early.guessed;
			r->has_early = false;
		}
		add(r, d);
	}
	r->last_word = i + took;
}

static void take_time(struct reading *r, const struct day *d)
{
	struct day *last = r->n ? &r->out[r->n - 1] : NULL;
	struct day again;

	if (!last) {
		r->early = *d;
		r->has_early = true;
		return;
	}
	again = *last;
	if (last->from >= 0) {
		add(r, &again);
		last = &r->out[r->n - 1];
	}
	last->from = d->from;
	last->to = d->to;
	last->guessed = d->guessed;
}

int day_read(const char *s, size_t n, const struct date_local *now, struct day *out, int most)
{
	struct day_words w;
	struct reading r = {.out = out, .most = most};

	day_split(&w, s, n);
	for (int i = 0, took; i < w.n; i += took) {
		struct day d = {.kind = DAY_TIME, .first = now->epoch_day, .last = now->epoch_day, .from = -1, .to = -1};
		bool is_day = (took = day_date_read(&w, i, now, &d)) > 0;

		if (!took)
			took = day_time_read(&w, i, &d);
		if (took) {
			d.at = (size_t)(w.v[i].p - s);
			d.end = (size_t)(w.v[i + took - 1].p - s) + w.v[i + took - 1].n;
			if (is_day)
				take_day(&r, &w, i, took, &d);
			else
				take_time(&r, &d);
		}
		took += took == 0;
	}
	if (r.has_early && r.n < most)
		out[r.n++] = r.early;
	free(w.v);
	return r.n;
}

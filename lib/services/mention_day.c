#include <stdio.h>
#include <string.h>

#include "text/day.h"

#include "services/mention_private.h"

#define MOST_DAYS 256

/* The first and last word of folded bytes at..end; last < first when there is none. */
static void words_of(const struct mention_text *t, size_t at, size_t end, int *first, int *last)
{
	*first = mention_text_from(t, at);
	*last = *first - 1;
	while (*last + 1 < t->n && t->word[*last + 1].end <= end)
		++*last;
}

/* "ao dia, 30 anos": a comma between is no date and no time. */
static bool is_parted(const struct mention_text *t, int first, int last)
{
	for (int i = first + 1; i <= last; i++)
		if (t->word[i].parted)
			return true;
	return false;
}

/* "dia 31/02" is no day, and not the 31st of another month. */
static bool goes_on(const struct mention_text *t, int last)
{
	const char *p = t->map.text.p + t->word[last].end;

	return t->word[last].digits && *p == '/' && p[1] >= '0' && p[1] <= '9';
}

/* "1/2 kg", "3/4 de xícara" */
static bool is_fraction(const struct mention_text *t, int first, int last)
{
	static const char measures[] = "kg g quilo litro litros l ml xicara xicaras copo copos colher colheres hora metro";

	return last == first + 1 && t->word[first].digits && t->map.text.p[t->word[first].end] == '/' &&
		   (mention_text_is(t, last + 1, measures) ||
			(mention_text_is(t, last + 1, "de da do") && mention_text_is(t, last + 2, measures)));
}

static void put_day(char *out, long day)
{
	int y, m, d;

	day_date(day, &y, &m, &d);
	(void)snprintf(out, 40, "%04d-%02d-%02d", y, m, d);
}

static void put_span(char *out, const char *first, const char *last)
{
	(void)snprintf(out, MENTION_VALUE, strcmp(first, last) == 0 ? "%s%.0s" : "%s/%s", first, last);
}

/* "comprei dia 3": what was done lies behind. */
static bool is_past(const struct mention_text *t, int first)
{
	for (int i = first - 1; i >= 0 && i >= first - 4 && !t->word[i + 1].parted; i--)
		if (mention_text_is(t, i, "comprei compramos pedi pedimos paguei fiz recebi chegou comprado feito foi comprou"))
			return true;
	return false;
}

/* How many days a day of a month, which day.h takes for the next one, lies before that when it is past. */
static long last_time(const struct day *d, long today, int more_words)
{
	int year, month, mday;

	if (d->kind != DAY_DATE || d->weekday || d->first <= today)
		return 0;
	day_date(d->first, &year, &month, &mday);
	if (d->first - today < 32 && more_words == 1) /* "dia 3" */
		return day_exists(year - (month == 1), month == 1 ? 12 : month - 1, mday)
				   ? d->first - day_number(year, month - 1, mday)
				   : 0;
	return d->first - today > 180 && day_exists(year - 1, month, mday) ? d->first - day_number(year - 1, month, mday)
																	   : 0;
}

static void add_date(struct mention_finder *f, const struct day *d, const struct date_local *now)
{
	struct mention_text *t = &f->text;
	char from[40], to[40];
	int first, last;
	long back;
	struct mention_span *m;

	words_of(t, d->at, d->end, &first, &last);
	if (last < first || d->kind == DAY_HOLIDAY || is_parted(t, first, last))
		return;
	if (d->kind == DAY_RANGE && (mention_text_is(t, last, "util uteis") || mention_text_is(t, first, "dia dias meio")))
		return; /* "3 dias uteis" */
	if (is_fraction(t, first, last) || goes_on(t, last))
		return;
	if (d->kind == DAY_WEEKEND && mention_text_is(t, first - 1, "bom otimo excelente lindo"))
		return; /* a wish */
	if (mention_text_is(t, last + 1, "santa"))
		return; /* a feast, whose day the calendar of day.h does not have */
	if (mention_text_is(t, first - 1, "proxima proximo") && !t->word[first].parted)
		first--;
	if (mention_text_is(t, first, "durante") || (mention_text_is(t, first, "dia") && last > first + 1))
		first++; /* "dia 12/09", but "dia 12" */
	m = mention_spans_add(&f->found, t, MENTION_DATE, t->word[first].at, t->word[last].end);
	if (!m)
		return;
	back = is_past(t, first) ? last_time(d, now->epoch_day, last - first) : 0;
	put_day(from, d->first - back);
	put_day(to, d->last - back);
	put_span(m->value, from, to);
	m->score = d->weekday || back ? 0.85 : 0.95;
}

static void put_clock(char *out, int minutes)
{
	(void)snprintf(out, 16, "%02d:%02d", minutes / 60 % 24, minutes % 60);
}

/* "de manhã", "à tarde", or with the day before it; "creme pra noite" is no time. */
static bool is_part(const struct mention_text *t, int first, int last)
{
	if (mention_text_is(t, last, "cedo cedinho"))
		return false;
	if (mention_text_is(t, last, "almoco"))
		return mention_text_is(t, last - 1, "do de") && mention_text_is(t, last - 2, "hora horario");
	return mention_text_is(t, first - 1,
						   "de pela a na fim final comeco inicio hoje amanha ontem segunda terca quarta quinta sexta "
						   "sabado domingo feira");
}

static void add_time(struct mention_finder *f, const struct day *d)
{
	struct mention_text *t = &f->text;
	char from[16], to[16];
	int first, last, a = d->from, b = d->to;
	bool said = false;
	struct mention_span *m;

	words_of(t, d->at, d->end, &first, &last);
	while (first < last &&
		   mention_text_is(t, first, "as das pelas umas ds aas a ate antes depois dps apos de do da o partir entre"))
		first++;
	for (int i = first; i <= last && !said; i++)
		said = t->word[i].digits || mention_text_is(t, i, "h hora horas meio meia meiodia e");
	said = said || first < last || d->from == d->to;
	if (last < first || is_parted(t, first, last) || (!said && !is_part(t, first, last)))
		return;
	if (said && a == 0)
		a = b; /* "até as 17h" */
	else if (said && b == 1440 && a != b)
		b = a; /* "depois das 18h" */
	m = mention_spans_add(&f->found, t, MENTION_TIME, t->word[first].at, t->word[last].end);
	if (!m)
		return;
	put_clock(from, a);
	put_clock(to, b);
	put_span(m->value, from, to);
	m->score = d->guessed ? 0.75 : said ? 0.95 : 0.85;
}

/* The number of the weekday at word i, 0 for Sunday; below 0: it is none. */
static int weekday_at(const struct mention_text *t, int i)
{
	static const char *const names[] = {"domingo", "segunda", "terca", "quarta", "quinta", "sexta", "sabado"};

	for (int k = 0; k < 7; k++)
		if (mention_text_is(t, i, names[k]))
			return k;
	return -1;
}

/* The days of "semana", "mes" or a weekday at word i, when they are past. False when it is none. */
static bool last_days(const struct mention_text *t, int i, const struct date_local *now, long *first, long *last)
{
	long today = now->epoch_day;
	int weekday = weekday_at(t, i);

	if (mention_text_is(t, i, "semana")) {
		*first = today - (day_wday(today) + 6) % 7 - 7;
		*last = *first + 6;
	} else if (mention_text_is(t, i, "mes")) {
		*first = day_number(now->year, now->month - 1, 1);
		*last = day_number(now->year, now->month, 1) - 1;
	} else if (weekday >= 0) {
		*first = *last = today - 1 - (day_wday(today) + 6 - weekday) % 7;
	} else {
		return false;
	}
	return true;
}

/* "semana passada", "domingo passado", which day.h leaves out or takes for the next: it reads what is to come. */
static void find_last(struct mention_finder *f, const struct date_local *now)
{
	struct mention_text *t = &f->text;

	for (int i = 0; i + 1 < t->n; i++) {
		int past = i + 1 + (weekday_at(t, i) >= 0 && mention_text_is(t, i + 1, "feira"));
		long first, last;
		char from[40], to[40];
		struct mention_span *m;

		if (!mention_text_is(t, past, "passada passado") || t->word[past].parted ||
			!last_days(t, i, now, &first, &last))
			continue;
		m = mention_spans_add(&f->found, t, MENTION_DATE, t->word[i].at, t->word[past].end);
		if (!m)
			return;
		put_day(from, first);
		put_day(to, last);
		put_span(m->value, from, to);
	}
}

void mention_day_find(struct mention_finder *f)
{
	struct date_local now = date_to_local(domain_zone(f->d), f->now ? f->now : date_now());
	struct day day[MOST_DAYS];
	int n = day_pieces(buf_str(&f->text.map.text), f->text.map.text.n, &now, day, MOST_DAYS);

	for (int i = 0; i < n; i++)
		if (day[i].from >= 0)
			add_time(f, &day[i]);
		else
			add_date(f, &day[i], &now);
	find_last(f, &now);
}

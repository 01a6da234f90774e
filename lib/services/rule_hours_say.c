#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "text/day.h"

#include "services/rule_private.h"

#define LOOK_AHEAD 30 /* days to the next opening */

static struct domain_day plain_day(const struct domain *d, long day)
{
	struct date_local noon = {.hour = 12};

	day_date(day, &noon.year, &noon.month, &noon.day);
	return domain_day(d, date_from_local(domain_zone(d), &noon));
}

/* Is the first span what is left of the night before? */
static bool comes_over(const struct domain_day *before, const struct domain_day *h)
{
	return before->n && before->span[before->n - 1].to == 1440 && h->n && h->span[0].from == 0 && h->span[0].to < 1440;
}

struct domain_day rule_hours_day(const struct domain *d, long day)
{
	struct domain_day before = plain_day(d, day - 1), h = plain_day(d, day), after = plain_day(d, day + 1);

	if (comes_over(&h, &after))
		h.span[h.n - 1].to = 1440 + after.span[0].to;
	if (comes_over(&before, &h)) {
		h.n--;
		memmove(h.span, h.span + 1, (size_t)h.n * sizeof(h.span[0]));
	}
	return h;
}

/* ---- words ---- */

static void put_clock(struct buf *b, int minute)
{
	minute %= 1440;
	if (minute == 0)
		buf_puts(b, "meia-noite");
	else if (minute % 60)
		buf_printf(b, "%dh%02d", minute / 60, minute % 60);
	else
		buf_printf(b, "%dh", minute / 60);
}

/* "das 9h", "da 1h", "à meia-noite", "até as 9h": many goes before hours above one, one before the others. */
static void put_time(struct buf *b, const char *many, const char *one, int minute)
{
	buf_puts(b, minute % 1440 < 120 ? one : many);
	put_clock(b, minute);
}

static void put_spans(struct buf *b, const struct domain_day *h)
{
	if (h->n == 1 && h->span[0].to - h->span[0].from == 1440)
		buf_puts(b, "24 horas");
	for (int i = 0; i < h->n && h->span[i].to - h->span[i].from < 1440; i++) {
		buf_puts(b, i == 0 ? "" : i + 1 < h->n ? ", " : " e ");
		put_time(b, "das ", "da ", h->span[i].from);
		put_time(b, " às ", " à ", h->span[i].to);
	}
}

static void put_date(struct buf *b, const struct rule_hours *h, long day)
{
	int y, m, d;

	day_date(day, &y, &m, &d);
	buf_printf(b, "%02d/%02d", d, m);
	if (y != h->local.year && day - h->local.epoch_day > 180)
		buf_printf(b, "/%d", y);
}

/* "hoje (quarta-feira, 17/06)", "no sábado (20/06)". */
static void put_day(struct buf *b, const struct rule_hours *h, long day)
{
	int wday = day_wday(day);
	long away = day - h->local.epoch_day;

	if (away == 0 || away == 1)
		buf_printf(b, "%s (%s, ", away ? "amanhã" : "hoje", day_name(wday));
	else
		buf_printf(b, "%s %s (", wday == 0 || wday == 6 ? "no" : "na", day_name(wday));
	put_date(b, h, day);
	buf_putc(b, ')');
}

/* "no sábado (20/06) abrimos das 9h às 15h". */
static void put_day_hours(struct buf *b, const struct rule_hours *h, long day)
{
	struct domain_day hours = rule_hours_day(h->domain, day);

	put_day(b, h, day);
	if (hours.holiday)
		buf_printf(b, ", %s,", hours.holiday);
	buf_puts(b, hours.n ? " abrimos " : " não abrimos");
	put_spans(b, &hours);
}

/* " Abrimos de novo na segunda-feira (22/06) às 9h." */
static void put_next(struct buf *b, const struct rule_hours *h, long after, const char *lead)
{
	for (long day = after + 1; day <= after + LOOK_AHEAD; day++) {
		struct domain_day hours = rule_hours_day(h->domain, day);

		if (!hours.n)
			continue;
		buf_puts(b, lead);
		put_day(b, h, day);
		put_time(b, " às ", " à ", hours.span[0].from);
		buf_putc(b, '.');
		return;
	}
}

/* The first letter of a sentence at place n; "à" and "á" are two bytes and do not begin one here. */
static void capital(struct buf *b, size_t n)
{
	if (n < b->n && b->p[n] >= 'a' && b->p[n] <= 'z')
		b->p[n] = (char)(b->p[n] - 'a' + 'A');
}

/* ---- the four answers ---- */

static void say_now(struct buf *b, const struct rule_hours *h)
{
	struct domain_day today = plain_day(h->domain, h->local.epoch_day);
	struct date_local then;
	date_ms changes;
	bool open = domain_is_open(h->domain, h->now, &changes);

	then = date_to_local(domain_zone(h->domain), changes);
	if (open && !changes) {
		buf_puts(b, "Sim, estamos abertos agora. Abrimos 24 horas, todos os dias.");
	} else if (open) {
		int end = then.hour * 60 + then.minute;

		put_time(b, "Sim, estamos abertos agora, até as ", "Sim, estamos abertos agora, até a ", end);
		buf_putc(b, '.');
		for (int i = 0; i < today.n; i++)
			if (then.epoch_day == h->local.epoch_day && today.span[i].from > end && today.span[i].from < end + 360) {
				put_time(b, " Voltamos a abrir hoje às ", " Voltamos a abrir hoje à ", today.span[i].from);
				buf_putc(b, '.');
				break;
			}
	} else {
		buf_puts(b, "Agora estamos fechados");
		if (today.holiday)
			buf_printf(b, " (hoje é %s)", today.holiday);
		buf_putc(b, '.');
		if (changes && then.epoch_day == h->local.epoch_day) {
			put_time(b, " Abrimos hoje às ", " Abrimos hoje à ", then.hour * 60 + then.minute);
			buf_putc(b, '.');
		} else if (changes) {
			put_next(b, h, then.epoch_day - 1, " Abrimos ");
		}
	}
}

/* Was it asked for a time that the day's hours hold? */
static bool fits(const struct rule_hours *h, const struct domain_day *hours)
{
	if (!hours->n)
		return false;
	if (h->from == 0 && h->to < 1440 && h->to > 0)
		return hours->span[hours->n - 1].to >= h->to; /* "até as 20h" */
	for (int i = 0; i < hours->n; i++)
		if (hours->span[i].from <= h->from ? hours->span[i].to > h->from : hours->span[i].from < h->to)
			return true;
	return false;
}

static void say_yes_or_no(struct buf *b, const struct rule_hours *h, bool yes)
{
	if (!h->yes_no || h->n != 1)
		return;
	buf_puts(b, yes ? "Sim, " : "Não, ");
	if (h->from >= 0 && h->from == h->to) {
		put_time(b, "às ", "à ", h->from);
		buf_puts(b, yes ? " estamos abertos: " : " estamos fechados: ");
	}
}

static void say_days(struct buf *b, const struct rule_hours *h)
{
	struct domain_day hours = rule_hours_day(h->domain, h->day[0]);
	size_t start;

	say_yes_or_no(b, h, h->from >= 0 ? fits(h, &hours) : hours.n > 0);
	start = b->n;
	for (int i = 0; i < h->n; i++) {
		buf_puts(b, i ? "; " : "");
		put_day_hours(b, h, h->day[i]);
	}
	buf_putc(b, '.');
	if (start == 0)
		capital(b, start);
	if (h->n != 1)
		return;
	if (!hours.n)
		put_next(b, h, h->day[0], " Abrimos de novo ");
	else if (h->day[0] == h->local.epoch_day && hours.span[hours.n - 1].to <= h->local.hour * 60 + h->local.minute)
		put_next(b, h, h->day[0], " Agora já fechamos; abrimos de novo ");
}

/* The next holiday of the calendar, when none was named. */
static void say_holiday(struct buf *b, const struct rule_hours *h)
{
	struct domain_day hours = rule_hours_day(h->domain, h->day[0]);

	if (h->named || h->n != 1 || !hours.holiday) {
		say_days(b, h);
		return;
	}
	buf_printf(b, "O próximo feriado é %s: ", hours.holiday);
	put_day(b, h, h->day[0]);
	buf_puts(b, hours.n ? " abrimos " : " não abrimos");
	put_spans(b, &hours);
	buf_putc(b, '.');
}

/* The usual hours of a weekday, holidays left out. */
static struct domain_day usual(const struct rule_hours *h, int wday)
{
	long day = h->local.epoch_day + (wday - day_wday(h->local.epoch_day) + 7) % 7;
	struct domain_day hours = rule_hours_day(h->domain, day);

	for (int i = 0; i < 9 && hours.holiday; i++)
		hours = rule_hours_day(h->domain, day += 7);
	return hours;
}

static bool same_hours(const struct domain_day *a, const struct domain_day *b)
{
	return a->n == b->n && memcmp(a->span, b->span, (size_t)a->n * sizeof(a->span[0])) == 0;
}

/* "de segunda-feira a quinta-feira", "no sábado". */
static void put_weekdays(struct buf *b, int from, int to)
{
	static const char *const in[] = {"no", "na", "na", "na", "na", "na", "no"};

	if (from == to)
		buf_printf(b, "%s %s", in[from % 7], day_name(from % 7));
	else
		buf_printf(b, "de %s a %s", day_name(from % 7), day_name(to % 7));
}

/* Runs of days with the same hours, Monday first; open says which of them: those that are or those that are not. */
static int put_runs(struct buf *b, const struct domain_day week[8], bool open)
{
	int said = 0;

	for (int i = 1, end; i <= 7; i = end + 1) {
		for (end = i; end < 7 && same_hours(&week[end + 1], &week[i]);)
			end++;
		if ((week[i].n > 0) != open)
			continue;
		buf_puts(b, said++ ? ", " : "");
		if (open && i == 1 && end == 7)
			buf_puts(b, "todos os dias");
		else
			put_weekdays(b, i, end);
		buf_puts(b, open ? " " : "");
		put_spans(b, &week[i]);
	}
	return said;
}

static void say_week(struct buf *b, const struct rule_hours *h)
{
	struct domain_day week[8]; /* 1 Monday to 7 Sunday */
	size_t before;

	for (int i = 1; i <= 7; i++)
		week[i] = usual(h, i % 7);
	buf_puts(b, "Abrimos ");
	if (!put_runs(b, week, true)) {
		buf_clear(b);
		buf_puts(b, "No momento não abrimos em nenhum dia.");
		return;
	}
	before = b->n;
	buf_puts(b, "; não abrimos ");
	if (!put_runs(b, week, false)) {
		b->n = before;
		b->p[before] = '\0';
	}
	buf_putc(b, '.');
	for (long day = h->local.epoch_day; day < h->local.epoch_day + 7; day++) {
		if (!rule_hours_day(h->domain, day).holiday)
			continue;
		buf_puts(b, " Atenção: ");
		put_day_hours(b, h, day);
		buf_putc(b, '.');
	}
}

/* ---- facts ---- */

static val spans_val(const struct domain_day *h)
{
	val a = val_array();
	char s[16];

	for (int i = 0; i < h->n; i++) {
		int from = h->span[i].from, to = h->span[i].to > 1440 ? h->span[i].to - 1440 : h->span[i].to;
		val span = val_object();

		(void)snprintf(s, sizeof(s), "%02d:%02d", from / 60, from % 60);
		span = val_set_str(span, "from", s);
		(void)snprintf(s, sizeof(s), "%02d:%02d", to / 60, to % 60);
		a = val_push(a, val_set_str(span, "to", s));
	}
	return a;
}

static val day_val(const struct rule_hours *h, long day)
{
	struct domain_day hours = rule_hours_day(h->domain, day);
	char date[32];
	int y, m, d;
	val v = val_object();

	day_date(day, &y, &m, &d);
	(void)snprintf(date, sizeof(date), "%04d-%02d-%02d", y, m, d);
	v = val_set_str(v, "date", date);
	v = val_set_str(v, "weekday", day_name(day_wday(day)));
	v = val_set(v, "open", val_true(h->ask != RULE_HOURS_NOW && h->from >= 0 ? fits(h, &hours) : hours.n > 0));
	v = val_set(v, "spans", spans_val(&hours));
	return val_set(v, "holiday", val_of_str(hours.holiday));
}

static val facts(const struct rule_hours *h)
{
	static const char *const asks[] = {"now", "day", "week", "holiday"};
	static const char *const keys[] = {"sun", "mon", "tue", "wed", "thu", "fri", "sat"};
	date_ms changes;
	bool open = domain_is_open(h->domain, h->now, &changes);
	char time[32];
	val v = day_val(h, h->n ? h->day[0] : h->local.epoch_day), list;

	v = val_set_str(v, "ask", asks[h->ask]);
	if (h->ask == RULE_HOURS_NOW || h->ask == RULE_HOURS_WEEK)
		v = val_set(v, "open", val_true(open));
	v = val_set(v, "next_change", changes ? val_of_str(date_format(changes, time)) : val_null());
	list = h->ask == RULE_HOURS_WEEK ? val_object() : val_array();
	for (int i = 0; i < (h->ask == RULE_HOURS_WEEK ? 7 : h->n); i++) {
		struct domain_day hours = h->ask == RULE_HOURS_WEEK ? usual(h, i) : (struct domain_day){0};

		list = h->ask == RULE_HOURS_WEEK ? val_set(list, keys[i], spans_val(&hours))
										 : val_push(list, day_val(h, h->day[i]));
	}
	return val_set(v, h->ask == RULE_HOURS_WEEK ? "week" : "days", list);
}

val rule_hours_say(const struct rule_hours *h)
{
	static void (*const say[])(struct buf *, const struct rule_hours *) = {say_now, say_days, say_week, say_holiday};
	struct buf b = {0};
	val v = val_object();

	say[h->ask](&b, h);
	v = val_set_str(v, "id", "hours");
	v = val_set_str(v, "type", "hours");
	v = val_set_str(v, "subject", "hours");
	v = val_set_str(v, "answer", buf_str(&b));
	v = val_set(v, "confidence", val_of_num(1));
	v = val_set(v, "facts", facts(h));
	buf_free(&b);
	return v;
}

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"

#include "base/date.h"

/* The present is one for the whole process: --now sets it, everything else asks for it. */
static struct {
	bool frozen;
	date_ms now;
	char zone[64]; /* what the C library's TZ is set to, "" for not yet */
} date_state;

date_ms date_now(void)
{
	struct timespec t;

	if (date_state.frozen)
		return date_state.now;
	if (clock_gettime(CLOCK_REALTIME, &t) != 0)
		return 0;
	return (date_ms)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void date_freeze(date_ms now)
{
	date_state.frozen = true;
	date_state.now = now;
}

/* Reads exactly n digits; -1 when there are fewer. */
static int digits(const char **s, int n)
{
	int v = 0;

	for (int i = 0; i < n; i++, (*s)++) {
		if (**s < '0' || **s > '9')
			return -1;
		v = v * 10 + (**s - '0');
	}
	return v;
}

static bool eat(const char **s, char c)
{
	if (**s != c)
		return false;
	(*s)++;
	return true;
}

static int days_in_month(int year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return month == 2 && leap ? 29 : days[month - 1];
}

/* Days from 1970-01-01 to a civil date: whole 400-year eras, with the year begun in March. */
static long epoch_day(int year, int month, int day)
{
	long y = month <= 2 ? year - 1L : year;
	long era = (y >= 0 ? y : y - 399) / 400;
	long yoe = y - era * 400;
	long doy = (153L * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;

	return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

/* Fraction to milliseconds and offset to minutes; false when what follows the seconds is wrong. */
static bool parse_tail(const char *s, int *ms, int *offset)
{
	int sign, h, m, scale = 100;

	*ms = 0;
	if (eat(&s, '.')) {
		if (*s < '0' || *s > '9')
			return false;
		for (; *s >= '0' && *s <= '9'; s++, scale /= 10)
			*ms += (*s - '0') * scale;
	}
	if (*s == ' ')
		s++;
	if (strcmp(s, "Z") == 0 || strcmp(s, "z") == 0 || strcmp(s, "UTC") == 0 || *s == '\0') {
		*offset = 0;
		return true;
	}
	sign = *s == '-' ? -1 : 1;
	if (*s != '+' && *s != '-')
		return false;
	s++;
	h = digits(&s, 2);
	(void)eat(&s, ':');
	m = digits(&s, 2);
	if (h < 0 || h > 23 || m < 0 || m > 59 || *s)
		return false;
	*offset = sign * (h * 60 + m);
	return true;
}

int date_parse(const char *s, date_ms *out, struct err *e)
{
	const char *p = s;
	int year = digits(&p, 4), month, day, hour = 0, min = 0, sec = 0, ms = 0, offset = 0;

	month = eat(&p, '-') ? digits(&p, 2) : -1;
	day = eat(&p, '-') ? digits(&p, 2) : -1;
	if (year < 0 || month < 1 || month > 12 || day < 1 || day > days_in_month(year, month))
		goto bad;
	if (*p) {
		if (*p != 'T' && *p != 't' && *p != ' ')
			goto bad;
		p++;
		hour = digits(&p, 2);
		min = eat(&p, ':') ? digits(&p, 2) : -1;
		if (eat(&p, ':'))
			sec = digits(&p, 2);
		if (hour < 0 || hour > 23 || min < 0 || min > 59 || sec < 0 || sec > 60 || !parse_tail(p, &ms, &offset))
			goto bad;
	}
	*out = (((date_ms)epoch_day(year, month, day) * 24 + hour) * 60 + min - offset) * 60000 + sec * 1000 + ms;
	return 0;
bad:
	return err_set(e, ERR_DATA, "not a time: \"%.40s\" (write it as 2026-06-17T12:00:00Z)", s);
}

char *date_format(date_ms t, char out[32])
{
	date_ms ms = t % 1000;
	time_t sec = (time_t)(t / 1000);
	struct tm tm;

	if (ms < 0) {
		ms += 1000;
		sec--;
	}
	if (!gmtime_r(&sec, &tm) || tm.tm_year < -1900 || tm.tm_year > 8099)
		(void)snprintf(out, 32, "1970-01-01T00:00:00.000Z");
	else
		(void)snprintf(out, 32, "%04u-%02u-%02uT%02u:%02u:%02u.%03uZ", (unsigned)(tm.tm_year + 1900) % 10000u,
					   (unsigned)(tm.tm_mon + 1) % 100u, (unsigned)tm.tm_mday % 100u, (unsigned)tm.tm_hour % 100u,
					   (unsigned)tm.tm_min % 100u, (unsigned)tm.tm_sec % 100u, (unsigned)ms % 1000u);
	return out;
}

int date_check_zone(const char *zone, struct err *e)
{
	char *path = mem_printf("/usr/share/zoneinfo/%s", zone);
	bool bad = !*zone || strlen(zone) >= sizeof(date_state.zone) || strstr(zone, "..") || zone[0] == '/';

	if (!bad && access(path, R_OK) != 0)
		bad = true;
	free(path);
	if (bad)
		return err_set(e, ERR_CONFIG,
					   "unknown time zone \"%.60s\" (an IANA name such as America/Sao_Paulo; is tzdata installed?)",
					   zone);
	return 0;
}

/* The C library knows one zone at a time. */
static void use_zone(const char *zone)
{
	if (strcmp(date_state.zone, zone) == 0)
		return;
	(void)setenv("TZ", zone, 1);
	tzset();
	(void)snprintf(date_state.zone, sizeof(date_state.zone), "%s", zone);
}

struct date_local date_to_local(const char *zone, date_ms t)
{
	date_ms ms = t % 1000;
	time_t sec = (time_t)((t - (ms < 0 ? ms + 1000 : ms)) / 1000);
	struct date_local l = {0};
	struct tm tm = {0};

	use_zone(zone);
	if (!localtime_r(&sec, &tm))
		tm.tm_mday = 1;
	l.year = tm.tm_year + 1900;
	l.month = tm.tm_mon + 1;
	l.day = tm.tm_mday;
	l.hour = tm.tm_hour;
	l.minute = tm.tm_min;
	l.second = tm.tm_sec;
	l.wday = tm.tm_wday;
	l.epoch_day = epoch_day(l.year, l.month, l.day);
	return l;
}

date_ms date_from_local(const char *zone, const struct date_local *l)
{
	struct tm tm = {.tm_year = l->year - 1900,
					.tm_mon = l->month - 1,
					.tm_mday = l->day,
					.tm_hour = l->hour,
					.tm_min = l->minute,
					.tm_sec = l->second,
					.tm_isdst = -1};

	use_zone(zone);
	return (date_ms)mktime(&tm) * 1000;
}

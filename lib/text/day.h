/*
 * day: days and times of day as people write them in Portuguese ("amanhã às 15h", "sábado de manhã", "dia 25",
 * "25/12"), read against a local present. Pure: no clock, no zone, no store. A day is a number, days since
 * 1970-01-01 of the local calendar (date_local.epoch_day); a time is minutes since local midnight, 0 to 1440.
 */
#ifndef TEXT_DAY_H
#define TEXT_DAY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/date.h"

enum day_kind {
	DAY_TIME,    /* a time and no day: first and last are today */
	DAY_DATE,    /* one day: hoje, amanhã, sexta, dia 25, 25/12, daqui a 3 dias */
	DAY_RANGE,   /* several: semana que vem, de segunda a sexta, do dia 3 ao dia 8 */
	DAY_WEEKEND, /* what is left of this weekend, or the next one */
	DAY_HOLIDAY  /* "feriado", no date said: first and last are today, the caller knows the calendar */
};

struct day {
	enum day_kind kind;
	long first, last; /* inclusive; a past day only when said so (ontem, a full date) */
	int from,
		to; /* -1 when no time was said; from == to is a point ("às 15h"), else a span ("de manhã", "até as 17h") */
	bool weekday;   /* named by its weekday: "sexta" may mean every Friday */
	bool guessed;   /* the half of the day is a guess: "às 3" gives 15:00 */
	size_t at, end; /* the bytes of the text that said the day */
};

/*
 * Reads the days and times of the folded text s[0..n) (fold.h) in their order, at most most of them, into out.
 * Returns how many. A time belongs to the day before it, or else to the first day after it; "sábado às 10 ou às
 * 15" gives the day twice. A weekday is its next day, today when it is today; a day of month and a date without a
 * year likewise.
 */
int day_read(const char *s, size_t n, const struct date_local *now, struct day *out, int most);

/*
 * The same days and times each by itself, where it was said and not joined: "sábado às 10" gives a day without a time
 * and a DAY_TIME. "daqui a 2 horas" is a day with its time.
 */
int day_pieces(const char *s, size_t n, const struct date_local *now, struct day *out, int most);

/* The calendar of a day. */
void day_date(long day, int *year, int *month, int *mday);
/* The day of a date; a month or a day that is out of range carries over. */
long day_number(int year, int month, int mday);
/* Whether there is such a date. */
bool day_exists(int year, int month, int mday);
int day_wday(long day); /* 0 is Sunday */

/* "segunda-feira"; wday 0 is "domingo". Static. */
const char *day_name(int wday);

#endif

/*
 * date: instants as milliseconds since 1970 UTC, and the calendar of a time zone. Zones are IANA names; an unknown one
 * is an error, never silently UTC.
 */
#ifndef BASE_DATE_H
#define BASE_DATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

typedef int64_t date_ms;

/* A moment in a zone. wday 0 is Sunday; yday is days since 1970-01-01 of the local calendar, for counting days. */
struct date_local {
	int year, month, day, hour, minute, second; /* month 1..12 */
	int wday;
	long epoch_day;
};

date_ms date_now(void);        /* the clock, or what date_freeze set */
void date_freeze(date_ms now); /* makes date_now answer this from now on: tests and replays */

/* RFC 3339 ("2026-06-17T12:00:00.000Z", offsets, a space for T, no fraction, date alone = midnight UTC) to *out. */
int date_parse(const char *s, date_ms *out, struct err *e);
/* RFC 3339 UTC with milliseconds, 24 characters, into out[32]. Returns out. */
char *date_format(date_ms t, char out[32]);

/* 0, or -1 with e (ERR_CONFIG) when the zone is unknown. */
int date_check_zone(const char *zone, struct err *e);
/* The calendar of zone (checked before) at t. */
struct date_local date_to_local(const char *zone, date_ms t);
/* The instant of a local calendar time; out-of-range days and hours carry over; wday and epoch_day are ignored. */
date_ms date_from_local(const char *zone, const struct date_local *l);

#endif

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "text/day.h"

#include "services/domain_private.h"

#define MIDNIGHT 1440
#define MAX_OWN (DOMAIN_MAX_SPANS - 1) /* one place is kept for what comes over from the night before */
#define LOOK_AHEAD 30                  /* days */

static const char *const week[] = {"sun", "mon", "tue", "wed", "thu", "fri", "sat"};

/* ---- reading ---- */

static int two(const char *s)
{
	return s[0] >= '0' && s[0] <= '9' && s[1] >= '0' && s[1] <= '9' ? (s[0] - '0') * 10 + s[1] - '0' : -1;
}

/* "09:00-19:00"; an end at or before its begin is on the next day, and comes out over 1440. */
static bool parse_span(const char *s, struct domain_span *out)
{
	int h, m, h2, m2;

	if (strlen(s) != 11 || s[2] != ':' || s[5] != '-' || s[8] != ':')
		return false;
	h = two(s);
	m = two(s + 3);
	h2 = two(s + 6);
	m2 = two(s + 9);
	if (h < 0 || h > 23 || m < 0 || m > 59 || h2 < 0 || m2 < 0 || m2 > 59 || h2 * 60 + m2 > MIDNIGHT)
		return false;
	out->from = h * 60 + m;
	out->to = h2 * 60 + m2;
	if (out->to <= out->from)
		out->to += MIDNIGHT;
	return true;
}

static int read_spans(val list, struct domain_span out[MAX_OWN])
{
	int n = 0;

	for (int i = 0; i < val_len(list) && n < MAX_OWN; i++) {
		val v = val_at(list, i);

		n += parse_span(val_text(v, ""), &out[n]);
		val_free(v);
	}
	return n;
}

/* The holiday of a day: a full date goes before a yearly one. A null value when there is none. */
static val find_holiday(val conf, long day)
{
	val list = val_get(conf, "holidays"), found = val_null();
	char full[32];
	int y, m, d;

	day_date(day, &y, &m, &d);
	(void)snprintf(full, sizeof(full), "%04d-%02d-%02d", y, m, d);
	for (int i = 0; i < val_len(list); i++) {
		val v = val_at(list, i);
		const char *date = val_str(v, "date", "");

		if (strcmp(date, full) == 0 || (!val_is(found) && strcmp(date, full + 5) == 0)) {
			val_free(found);
			found = val_copy(v);
		}
		val_free(v);
	}
	val_free(list);
	return found;
}

/* The hours that begin on a day; spans may end after midnight. */
static struct domain_day own_hours(const struct domain *d, long day)
{
	struct domain_day h = {0};
	struct domain_span span[MAX_OWN];
	char path[16];
	val holiday = find_holiday(d->conf, day), list;

	if (val_is(holiday)) {
		h.holiday = val_str(holiday, "name", "");
		list = val_get(holiday, "hours");
	} else {
		(void)snprintf(path, sizeof(path), "hours.%s", week[day_wday(day)]);
		list = val_get(d->conf, path);
	}
	h.n = read_spans(list, span);
	memcpy(h.span, span, (size_t)h.n * sizeof(span[0]));
	val_free(list);
	val_free(holiday);
	return h;
}

static struct domain_day hours_of(const struct domain *d, long day)
{
	struct domain_day before = own_hours(d, day - 1), h = own_hours(d, day);
	int over = before.n ? before.span[before.n - 1].to - MIDNIGHT : 0;

	if (h.n && h.span[h.n - 1].to > MIDNIGHT)
		h.span[h.n - 1].to = MIDNIGHT;
	if (over <= 0)
		return h;
	if (h.n && h.span[0].from <= over) {
		h.span[0].from = 0;
		if (h.span[0].to < over)
			h.span[0].to = over;
		return h;
	}
	memmove(h.span + 1, h.span, (size_t)h.n * sizeof(h.span[0]));
	h.span[0] = (struct domain_span){0, over};
	h.n++;
	return h;
}

struct domain_day domain_day(const struct domain *d, date_ms t)
{
	return hours_of(d, date_to_local(d->zone, t).epoch_day);
}

/* ---- open or not ---- */

static date_ms instant(const struct domain *d, long day, int minute)
{
	struct date_local l = {0};

	day_date(day, &l.year, &l.month, &l.day);
	l.hour = minute / 60;
	l.minute = minute % 60;
	return date_from_local(d->zone, &l);
}

/*
 * When the span that ends at minute of day really ends: one that touches midnight may go on. 0 when it has no end
 * in sight.
 */
static date_ms end_of(const struct domain *d, long day, int minute)
{
	for (int i = 0; i < LOOK_AHEAD; i++) {
		struct domain_day next;

		if (minute < MIDNIGHT)
			return instant(d, day, minute);
		next = hours_of(d, day + 1);
		if (!next.n || next.span[0].from > 0)
			return instant(d, day, minute);
		day++;
		minute = next.span[0].to;
	}
	return 0;
}

bool domain_is_open(const struct domain *d, date_ms t, date_ms *changes)
{
	struct date_local now = date_to_local(d->zone, t);
	int minute = now.hour * 60 + now.minute;

	*changes = 0;
	for (int i = 0; i <= LOOK_AHEAD; i++) {
		struct domain_day h = hours_of(d, now.epoch_day + i);

		for (int k = 0; k < h.n; k++) {
			if (i == 0 && h.span[k].to <= minute)
				continue;
			if (i == 0 && h.span[k].from <= minute) {
				*changes = end_of(d, now.epoch_day, h.span[k].to);
				return true;
			}
			*changes = instant(d, now.epoch_day + i, h.span[k].from);
			return false;
		}
	}
	return false;
}

/* ---- checking ---- */

static int check_span(const char *where, int i, val v, int *after, struct err *e)
{
	struct domain_span s;

	if (!parse_span(val_text(v, ""), &s))
		return err_set(e, ERR_CONFIG, "%s: item %d must be a span such as \"09:00-19:00\"", where, i + 1);
	if (s.from < *after)
		return err_set(e, ERR_CONFIG,
					   "%s: \"%s\" begins before the span ahead of it ends: put them in order, without overlap", where,
					   val_text(v, ""));
	*after = s.to;
	return 0;
}

static int check_spans(const char *where, val list, struct err *e)
{
	int after = 0, st = 0;

	if (val_kind(list) != VAL_ARRAY)
		return err_set(e, ERR_CONFIG,
					   "%s: must be a list of spans: [\"09:00-12:00\", \"13:00-18:00\"], or [] when closed", where);
	if (val_len(list) > MAX_OWN)
		return err_set(e, ERR_CONFIG, "%s: has %d spans, at most %d are possible", where, val_len(list), MAX_OWN);
	for (int i = 0; i < val_len(list) && st == 0; i++) {
		val v = val_at(list, i);

		st = check_span(where, i, v, &after, e);
		val_free(v);
	}
	return st;
}

static int check_week(val hours, struct err *e)
{
	if (val_kind(hours) != VAL_OBJECT)
		return err_set(e, ERR_CONFIG, "hours: must be a mapping: mon: [\"09:00-19:00\"]");
	for (int i = val_iter(hours); val_iter_ok(hours, i); i = val_iter_next(hours, i)) {
		bool known = false;

		for (int k = 0; k < 7; k++)
			known = known || strcmp(week[k], val_iter_key(hours, i)) == 0;
		if (!known)
			return err_set(e, ERR_CONFIG, "hours: \"%s\" is no day (sun, mon, tue, wed, thu, fri, sat)",
						   val_iter_key(hours, i));
	}
	for (int k = 0; k < 7; k++) {
		val list = val_get(hours, week[k]);
		char where[16];
		int st;

		(void)snprintf(where, sizeof(where), "hours.%s", week[k]);
		st = val_is(list) ? check_spans(where, list, e)
						  : err_set(e, ERR_CONFIG, "%s: is missing (write %s: [] when closed)", where, week[k]);
		val_free(list);
		if (st != 0)
			return -1;
	}
	return 0;
}

static bool is_date(const char *s)
{
	size_t n = strlen(s);
	const char *md = n == 10 ? s + 5 : s;
	int year = n == 10 ? two(s) * 100 + two(s + 2) : 2028;

	if ((n != 5 && n != 10) || (n == 10 && (s[4] != '-' || two(s) < 0 || two(s + 2) < 0)) || md[2] != '-')
		return false;
	return day_exists(year, two(md), two(md + 3));
}

/* Does an earlier item of the list have this date? */
static bool said_before(val list, int i, const char *date)
{
	bool same = false;

	for (int k = 0; k < i && !same; k++) {
		val v = val_at(list, k);

		same = strcmp(val_str(v, "date", ""), date) == 0;
		val_free(v);
	}
	return same;
}

static int check_holiday(val list, int i, val v, struct err *e)
{
	const char *date = val_str(v, "date", "");
	char where[48];
	val hours = val_get(v, "hours");
	int st = 0;

	(void)snprintf(where, sizeof(where), "holidays: item %d", i + 1);
	if (!is_date(date))
		st = err_set(e, ERR_CONFIG, "%s: date must be \"MM-DD\" (every year) or \"YYYY-MM-DD\", a day that exists",
					 where);
	else if (said_before(list, i, date))
		st = err_set(e, ERR_CONFIG, "%s: %s is there already: keep one of them", where, date);
	else if (!*val_str(v, "name", ""))
		st = err_set(e, ERR_CONFIG, "%s: name is missing", where);
	else if (val_is(hours))
		st = check_spans(where, hours, e);
	val_free(hours);
	return st;
}

int domain_check_hours(val conf, struct err *e)
{
	val hours = val_get(conf, "hours"), list = val_get(conf, "holidays");
	int st = val_is(hours) ? check_week(hours, e) : 0;

	if (st == 0 && val_is(list) && val_kind(list) != VAL_ARRAY)
		st = err_set(e, ERR_CONFIG, "holidays: must be a list of {date, name, hours}");
	for (int i = 0; i < val_len(list) && st == 0 && val_kind(list) == VAL_ARRAY; i++) {
		val v = val_at(list, i);

		st = check_holiday(list, i, v, e);
		val_free(v);
	}
	val_free(list);
	val_free(hours);
	return st;
}

#include "../t.h"

#include <stdlib.h>

#include "base/mem.h"
#include "record/yaml.h"

#include "services/domain_private.h"

static val conf_of(const char *yaml)
{
	struct err e;
	val v = yaml_parse(yaml, strlen(yaml), "test", &e);

	t_ok(val_kind(v) == VAL_OBJECT, "the test's YAML is good");
	return v;
}

static date_ms at(const char *time)
{
	struct err e;
	date_ms t = 0;

	t_int(date_parse(time, &t, &e), 0, time);
	return t;
}

/* "09:00-12:00 13:00-18:00 (Natal)". */
static void day_is(const struct domain *d, const char *time, const char *want)
{
	struct domain_day h = domain_day(d, at(time));
	struct buf b = {0};

	for (int i = 0; i < h.n; i++)
		buf_printf(&b, "%s%02d:%02d-%02d:%02d", i ? " " : "", h.span[i].from / 60, h.span[i].from % 60,
				   h.span[i].to / 60, h.span[i].to % 60);
	if (h.holiday)
		buf_printf(&b, "(%s)", h.holiday);
	t_str(buf_str(&b), want, "the day's hours");
	buf_free(&b);
}

static void open_is(const struct domain *d, const char *time, int open, const char *until)
{
	date_ms changes;
	char out[32];

	t_int(domain_is_open(d, at(time), &changes), open, open ? "open" : "closed");
	t_str(changes ? date_format(changes, out) : "never", until, "and when that changes");
}

static const char shop[] =
	"timezone: America/Sao_Paulo\n"
	"hours:\n"
	"  mon: [\"09:00-12:00\", \"13:00-18:00\"]\n  tue: [\"09:00-19:00\"]\n  wed: [\"09:00-19:00\"]\n  thu: [\"09:00-19:00\"]\n"
	"  fri: [\"18:00-02:00\"]\n  sat: [\"01:00-03:00\", \"20:00-24:00\"]\n  sun: [\"00:00-02:00\"]\n"
	"holidays:\n"
	"  - {date: \"12-25\", name: Natal}\n"
	"  - {date: \"2026-12-25\", name: Natal de 2026, hours: [\"10:00-11:00\"]}\n"
	"  - {date: \"12-24\", name: véspera, hours: [\"09:00-13:00\"]}\n";

static void sao_paulo(void)
{
	struct domain d = {.zone = "America/Sao_Paulo", .conf = conf_of(shop)};
	struct err e;

	t_int(domain_check_hours(d.conf, &e), 0, "good hours pass");
	day_is(&d, "2026-06-17T15:00:00Z", "09:00-19:00");
	day_is(&d, "2026-06-17T02:59:00Z", "09:00-19:00"); /* still the 16th there, a Tuesday */
	day_is(&d, "2026-06-15T15:00:00Z", "09:00-12:00 13:00-18:00");
	day_is(&d, "2026-06-19T15:00:00Z", "18:00-24:00");
	day_is(&d, "2026-06-20T15:00:00Z", "00:00-03:00 20:00-24:00");
	day_is(&d, "2026-12-25T15:00:00Z", "10:00-11:00(Natal de 2026)");
	day_is(&d, "2027-12-25T15:00:00Z", "(Natal)"); /* Friday the 24th has hours of its own: no night goes on */
	day_is(&d, "2026-12-24T15:00:00Z", "09:00-13:00(véspera)");
	open_is(&d, "2026-06-17T15:00:00Z", 1, "2026-06-17T22:00:00.000Z");
	open_is(&d, "2026-06-17T22:00:00Z", 0, "2026-06-18T12:00:00.000Z");
	open_is(&d, "2026-06-17T11:59:59Z", 0, "2026-06-17T12:00:00.000Z");
	open_is(&d, "2026-06-15T15:30:00Z", 0, "2026-06-15T16:00:00.000Z");
	open_is(&d, "2026-06-20T02:00:00Z", 1, "2026-06-20T06:00:00.000Z"); /* Friday 23:00, to Saturday 03:00 */
	open_is(&d, "2026-06-21T02:00:00Z", 1, "2026-06-21T05:00:00.000Z"); /* Saturday 23:00, to Sunday 02:00 */
	val_free(d.conf);
}

/* Clocks go forward on 2026-03-08 and back on 2026-11-01 there. */
static void new_york(void)
{
	struct domain d = {
		.zone = "America/New_York",
		.conf = conf_of("hours: {sun: [\"01:00-05:00\"], mon: [], tue: [], wed: [], thu: [], fri: [], sat: []}")};

	open_is(&d, "2026-03-08T07:30:00Z", 1, "2026-03-08T09:00:00.000Z");
	open_is(&d, "2026-03-08T09:00:00Z", 0, "2026-03-15T05:00:00.000Z");
	open_is(&d, "2026-11-01T09:59:00Z", 1, "2026-11-01T10:00:00.000Z");
	day_is(&d, "2026-11-01T04:30:00Z", "01:00-05:00");
	val_free(d.conf);
}

static void always_and_never(void)
{
	struct domain d = {.zone = "Asia/Kathmandu", .conf = conf_of("{}")};

	day_is(&d, "2026-06-17T15:00:00Z", "");
	open_is(&d, "2026-06-17T15:00:00Z", 0, "never");
	val_free(d.conf);
	d.conf = conf_of(
		"hours: {sun: [\"00:00-24:00\"], mon: [\"00:00-24:00\"], tue: [\"00:00-24:00\"], wed: [\"00:00-24:00\"], "
		"thu: [\"00:00-24:00\"], fri: [\"00:00-24:00\"], sat: [\"00:00-24:00\"]}");
	open_is(&d, "2026-06-17T15:00:00Z", 1, "never");
	val_free(d.conf);
	d.conf = conf_of("hours: {sun: [], mon: [\"09:00-10:00\"], tue: [], wed: [], thu: [], fri: [], sat: []}");
	open_is(&d, "2026-06-16T15:00:00Z", 0, "2026-06-22T03:15:00.000Z"); /* five hours and three quarters ahead of UTC */
	val_free(d.conf);
}

static void refuses(const char *yaml, const char *want)
{
	struct err e = {0};
	val conf = conf_of(yaml);

	t_int(domain_check_hours(conf, &e), -1, yaml);
	t_str(e.msg, want, "says so");
	t_int(e.kind, ERR_CONFIG, "a configuration error");
	val_free(conf);
}

#define WEEK "hours: {sun: [], mon: [], tue: [], wed: [], thu: [], fri: [], sat: "

static void checks(void)
{
	refuses("hours: [1]", "hours: must be a mapping: mon: [\"09:00-19:00\"]");
	refuses("hours: {dom: []}", "hours: \"dom\" is no day (sun, mon, tue, wed, thu, fri, sat)");
	refuses("hours: {sun: []}", "hours.mon: is missing (write mon: [] when closed)");
	refuses(WEEK "\"9-19\"}",
			"hours.sat: must be a list of spans: [\"09:00-12:00\", \"13:00-18:00\"], or [] when closed");
	refuses(WEEK "[\"9:00-19:00\"]}", "hours.sat: item 1 must be a span such as \"09:00-19:00\"");
	refuses(WEEK "[\"09:00-24:01\"]}", "hours.sat: item 1 must be a span such as \"09:00-19:00\"");
	refuses(WEEK "[\"09:00-12:00\", \"11:00-18:00\"]}",
			"hours.sat: \"11:00-18:00\" begins before the span ahead of it ends: put them in order, without overlap");
	refuses(WEEK "[\"01:00-02:00\", \"03:00-04:00\", \"05:00-06:00\", \"07:00-08:00\"]}",
			"hours.sat: has 4 spans, at most 3 are possible");
	refuses("holidays: {a: b}", "holidays: must be a list of {date, name, hours}");
	refuses("holidays: [{date: \"02-30\", name: x}]",
			"holidays: item 1: date must be \"MM-DD\" (every year) or \"YYYY-MM-DD\", a day that exists");
	refuses("holidays: [{date: \"2026-02-29\", name: x}]",
			"holidays: item 1: date must be \"MM-DD\" (every year) or \"YYYY-MM-DD\", a day that exists");
	refuses("holidays: [{date: \"12-25\"}]", "holidays: item 1: name is missing");
	refuses("holidays: [{date: \"12-25\", name: a}, {date: \"12-25\", name: b}]",
			"holidays: item 2: 12-25 is there already: keep one of them");
	refuses("holidays: [{date: \"12-24\", name: a, hours: [x]}]",
			"holidays: item 1: item 1 must be a span such as \"09:00-19:00\"");
}

int main(void)
{
	sao_paulo();
	new_york();
	always_and_never();
	checks();
	return t_done();
}

#include <stdlib.h>
#include <string.h>

#include "services/domain_private.h"

#include "services/domain.h"

#define DAY_MS (24 * 3600 * 1000LL)

/* The audit log last: it is told what goes before it. */
const char *const domain_periods[] = {"turns",   "analyses", "seen",      "sends", "outbox",
									  "history", "merges",   "customers", "audit", NULL};
#define N_PERIODS (sizeof(domain_periods) / sizeof(domain_periods[0]) - 1)

/* "180d", "26w", "5y", "12h" in ms; -1 when it is none. A year is 365 days. */
static date_ms period_ms(const char *s)
{
	static const struct {
		char unit;
		date_ms ms;
	} units[] = {{'h', DAY_MS / 24}, {'d', DAY_MS}, {'w', 7 * DAY_MS}, {'y', 365 * DAY_MS}};
	char *end;
	long long n = strtoll(s, &end, 10);

	if (end == s || n < 1 || n > 1000000 || !*end || end[1])
		return -1;
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (units[i].unit == *end)
			return n * units[i].ms;
	return -1;
}

date_ms domain_retention(const struct domain *d, const char *what)
{
	val v = val_get_object(domain_conf(d), "retention");
	date_ms ms = period_ms(val_str(v, what, ""));

	val_free(v);
	return ms;
}

static int check_retention(val v, struct err *e)
{
	const char *unknown = val_unknown_key(v, domain_periods, N_PERIODS);

	if (val_is(v) && val_kind(v) != VAL_OBJECT)
		return err_set(e, ERR_CONFIG, "retention: must be a mapping: {turns: 180d, customers: 5y}");
	if (unknown)
		return err_set(
			e, ERR_CONFIG,
			"retention.%s: there is no such period: turns, analyses, customers, seen, sends, outbox, history, "
			"merges, audit",
			unknown);
	for (size_t i = 0; i < N_PERIODS; i++)
		if (val_has(v, domain_periods[i]) && period_ms(val_str(v, domain_periods[i], "")) < 0)
			return err_set(e, ERR_CONFIG, "retention.%s: must be a time such as 12h, 180d, 26w or 5y",
						   domain_periods[i]);
	return 0;
}

static int check_consent(val v, struct err *e)
{
	static const char *const members[] = {"ask"};
	val ask = val_get(v, "ask");
	int st = 0;

	if (val_is(v) && (val_kind(v) != VAL_OBJECT || val_unknown_key(v, members, 1) || val_kind(ask) != VAL_ARRAY))
		st =
			err_set(e, ERR_CONFIG, "consent: must be {ask: [analytics, marketing]}: the purposes to ask customers for");
	for (int i = 0; st == 0 && i < val_len(ask); i++) {
		val p = val_at(ask, i);
		const char *name = val_text(p, "");

		if (strcmp(name, "service") != 0 && strcmp(name, "analytics") != 0 && strcmp(name, "marketing") != 0 &&
			strcmp(name, "address") != 0)
			st = err_set(e, ERR_CONFIG, "consent.ask: \"%.40s\" is none of service, analytics, marketing, address",
						 name);
		val_free(p);
	}
	val_free(ask);
	return st;
}

int domain_check_privacy(val conf, struct err *e)
{
	val retention = val_get(conf, "retention"), consent = val_get(conf, "consent");
	int st = check_retention(retention, e);

	if (st == 0)
		st = check_consent(consent, e);
	val_free(consent);
	val_free(retention);
	return st;
}

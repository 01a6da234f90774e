/* rule_private: what the files of the rule module share; not for others. */
#ifndef SERVICES_RULE_PRIVATE_H
#define SERVICES_RULE_PRIVATE_H

#include <stdbool.h>

#include "base/date.h"
#include "base/err.h"
#include "io/sql.h"
#include "record/val.h"
#include "services/domain.h"

/* The number (text/day.h) of a date as "2026-06-30"; -1 when it is none. */
long rule_day(const char *date);
/* Is day within the rule's valid_from and valid_to? */
bool rule_is_valid(val rule, long day);

/* ---- the store (rule_store.c) ---- */

/* Takes d's rules.yaml into the store when it is not the one that was taken last. A missing file is no rules. */
int rule_store_import(struct sql *db, const struct domain *d, struct err *e);
/* How often the domain's rules changed: rows read at the same number are the same. */
int rule_store_version(struct sql *db, const char *domain, long long *version, struct err *e);
/* All rules of the domain, ordered by id, as rule_read gives them; the caller's. */
int rule_store_load(struct sql *db, const char *domain, val *rules, struct err *e);

/* ---- opening hours: what is asked (rule_hours.c) and what is said (rule_hours_say.c) ---- */

#define RULE_HOURS_DAYS 7

enum rule_hours_ask { RULE_HOURS_NOW, RULE_HOURS_DAY, RULE_HOURS_WEEK, RULE_HOURS_HOLIDAY };

struct rule_hours {
	const struct domain *domain;
	date_ms now;
	struct date_local local; /* now there */
	enum rule_hours_ask ask;
	int n;
	long day[RULE_HOURS_DAYS]; /* text/day.h's numbers */
	int from, to;              /* the time asked for, -1 when none */
	bool yes_no;               /* wants a yes or no first */
	bool named;                /* of a holiday: it was named, not "o feriado" */
};

/*
 * The hours of a day as a person says them: what goes on after midnight belongs to the day it began on, and ends
 * over 1440.
 */
struct domain_day rule_hours_day(const struct domain *d, long day);

/* The whole answer: {id,type,subject,confidence,answer,facts}. */
val rule_hours_say(const struct rule_hours *h);

#endif

/* rule_private: what the files of the rule module share; not for others. */
#ifndef SERVICES_RULE_PRIVATE_H
#define SERVICES_RULE_PRIVATE_H

#include <stdbool.h>

#include "base/date.h"
#include "services/domain.h"

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

/* The hours of a day as a person says them: what goes on after midnight belongs to the day it began on, and ends over 1440. */
struct domain_day rule_hours_day(const struct domain *d, long day);

/* The whole answer: {id,type,subject,confidence,answer,facts}. */
val rule_hours_say(const struct rule_hours *h);

#endif

/*
 * analytics: what conversations were about, without their texts: an analysis each (cwai-record(5), member analysis),
 * its entities, what was asked and not answered, and sums by local day of the shop. The day is that of the
 * conversation's end, the hour that of its beginning. The sums name nobody: entities that may tell who somebody is
 * (documents, phones, addresses, order numbers) are counted without their text.
 */
#ifndef SERVICES_ANALYTICS_H
#define SERVICES_ANALYTICS_H

#include <stdbool.h>

#include "base/err.h"
#include "io/sql.h"
#include "record/val.h"
#include "services/domain.h"

/*
 * Puts an analysis (borrowed) in place of the one that its conversation has, and keeps the sums by day exact; the same
 * again changes nothing. Inside the caller's transaction. Other processes may do so at the same time; on PostgreSQL
 * two transactions with several of these each may meet as ERR_AGAIN, with one each they wait for one another. 0, or -1
 * with e: ERR_DATA (no conversation, no time it ended), else as the store.
 */
int analytics_put(struct sql *db, const struct domain *d, val analysis, struct err *e);

/*
 * Is an object that was made elsewhere an analysis as cwai-record(5) has it? Members may be missing or null; 0, or -1
 * with e (ERR_DATA, names the member).
 */
int analytics_check(val analysis, struct err *e);

/*
 * What analyses are grouped and filtered by:
 *   total, day, week (its Monday), month, hour ("00" to "23"), weekday ("0" is Sunday), weekhour ("0 23"),
 *   channel, crew (the first), topic (the strongest), handoff (its reason), sentiment, customer, wait (ms, see below),
 *   entities.TYPE (entities.product, or product), question (asked and not answered; to group by only),
 *   a member of the analysis by path; arrays on the way are walked: topics.name, sentiment.trend, crews.
 */
bool analytics_field(const char *name, struct err *e); /* is it one? else e (ERR_USAGE) lists them */

struct analytics_filter {
	const char *field;
	const char *value; /* "" stands for none: no handoff, no channel */
};

/* Of the local days first to last (date_local.epoch_day), both included. */
struct analytics_query {
	const char *by;
	const struct analytics_filter *filter;
	int n_filters;
	long first, last;
};

/*
 * *rows (the caller's): an array of {"key","text","n","mentions","score","scored"} in no order: how many conversations;
 * how often they mention an entity, else how many messages they had; the sum of the sentiments (-1000 to 1000) of
 * scored conversations. key is "" for conversations without any, "2026-06-30" for a day and the Monday of a week,
 * "2026-06" for a month. text is null when it is no other than key. By "wait", key is the least first wait in
 * milliseconds of a class of waits (analytics_wait_class; "" when nobody answered) and score the sum of the waits.
 * Without filters the sums by day answer, also for analyses that were deleted since. -1 with e: ERR_USAGE for a
 * field that is none, else as the store.
 */
int analytics_query(struct sql *db, const struct domain *d, const struct analytics_query *q, val *rows, struct err *e);

/*
 * The same by several fields (q->by is not looked at), in one pass over the analyses: for reports with filters. Each of
 * total, day, week, month, hour, weekday, weekhour, wait, channel, crew, topic, handoff, sentiment or customer.
 * *rows: an object with the rows of each.
 */
int analytics_pass(struct sql *db, const struct domain *d, const struct analytics_query *q, const char *const *by,
				   int n, val *rows, struct err *e);

/* Waits are counted in classes, each an eighth of a power of two wide: the least wait of the class that ms is in. */
long long analytics_wait_class(long long ms);
/* The least wait of the next class. */
long long analytics_wait_next(long long least);

#endif

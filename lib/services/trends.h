/*
 * trends: what conversations of some days were about, compared with the days before them: an overview, or groups by
 * any field (analytics.h), as values.
 */
#ifndef SERVICES_TRENDS_H
#define SERVICES_TRENDS_H

#include <stdbool.h>

#include "base/date.h"
#include "base/err.h"
#include "io/sql.h"
#include "record/val.h"
#include "services/analytics.h"
#include "services/domain.h"

struct trends_ask {
	const struct analytics_filter *filter; /* borrowed */
	int n_filters;
	long first, last; /* local days, both included */
	int limit;        /* items of a list at most; 0: all */
};

/*
 * The days of since and until (NULL: 30 days; today), in the domain's zone: "2026-06-30", "2026-06" (its first day, its
 * last), since also "7d" or "4w", counted back from until with it. -1 with e (ERR_USAGE).
 */
int trends_range(const struct domain *d, const char *since, const char *until, date_ms now, struct trends_ask *ask,
				 struct err *e);

/*
 * The overview in *report (the caller's):
 *   {"domain","since","until","where":["channel=whatsapp"],
 *    "conversations","messages","sentiment" (mean, -1 to 1, or null),"handoffs","questions",
 *    "first_wait":{"p50_ms","p90_ms","mean_ms","answered","unanswered"}, "before":{the same of the days before},
 *    "questions_without_text": how many of the questions are counted only, for want of consent,
 *    "sentiments","topics","crews","channels","handoff_reasons","products": lists of items,
 *    "unanswered_questions":[{"text","conversations","asked","before"}],
 *    "waits":[{"from_ms","to_ms" (null: no end),"conversations"}],
 *    "days":[{"day","conversations","sentiment","before"}],
 *    "week":[[24 counts of conversations] for Sunday to Saturday]}
 * An item is {"key","name","conversations","share","sentiment","before"}, a product's has "mentions" too, and before
 * counts what the list is sorted by, most first: mentions of products, else conversations. Percentiles are read from
 * classes of waits, at most 6 % off. -1 with e as analytics_query.
 */
int trends_overview(struct sql *db, const struct domain *d, const struct trends_ask *ask, val *report, struct err *e);

struct trends_order {
	const char *by;   /* a field */
	const char *sort; /* conversations, mentions, sentiment, change, key; NULL: what is usual for the field */
	bool reverse;
};

/*
 * Groups by a field, an array of items as above in *rows (the caller's); items of entities have "mentions", others
 * "messages", those of waits "mean_ms" and no sentiment, those of days no "before".
 */
int trends_groups(struct sql *db, const struct domain *d, const struct trends_ask *ask, const struct trends_order *o,
				  val *rows, struct err *e);

/* Is the field one that has an order of its own (days, hours, waits), so that all of it is looked at? */
bool trends_in_order(const char *by);

#endif

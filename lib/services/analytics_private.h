/* What the parts of analytics share: the facts of a conversation that are counted. */
#ifndef SERVICES_ANALYTICS_PRIVATE_H
#define SERVICES_ANALYTICS_PRIVATE_H

#include "base/map.h"
#include "base/mem.h"
#include "record/rec.h"
#include "services/analytics.h"

enum analytics_column { ANALYTICS_CHANNEL, ANALYTICS_CREW, ANALYTICS_TOPIC, ANALYTICS_HANDOFF, ANALYTICS_SENTIMENT };
#define ANALYTICS_COLUMNS 5

struct analytics_entity {
	char *type, *key, *text; /* key "" and text NULL when it may tell who somebody is */
	long long mentions;
};

struct analytics_facts {
	long day;
	int hour;
	char *column[ANALYTICS_COLUMNS]; /* NULL: none */
	bool scored;
	long long score, messages, wait; /* wait of the customer for the first answer; below 0: nobody answered */
	struct analytics_entity *entity; /* each type and key once, in their order */
	int n;
};

extern const char *const analytics_columns[ANALYTICS_COLUMNS];

/* How much an entity's text may tell. */
enum analytics_telling {
	ANALYTICS_OPEN,   /* nothing of a person: kept */
	ANALYTICS_CLOSED, /* whose it is: kept with the conversation, not in sums */
	ANALYTICS_SECRET  /* who somebody is: not kept */
};
enum analytics_telling analytics_telling(const char *type);
bool analytics_is_type(const char *type, size_t n); /* a type of entity that is known */

/* Facts of an analysis, in zone. To be freed also after -1 (ERR_DATA). */
int analytics_facts_of(val analysis, const char *zone, struct analytics_facts *out, struct err *e);
/* Facts of what the store has: a row of analyses, and its rows of analysis_entities. */
void analytics_facts_stored(val row, val entities, struct analytics_facts *out);
void analytics_facts_free(struct analytics_facts *f);

/* Adds fresh to the sums by day and takes old (NULL: none) from them, row by row in one order for all writers. */
int analytics_days_move(struct sql *db, const char *domain, const struct analytics_facts *old,
						const struct analytics_facts *fresh, struct err *e);

/* ---- fields ---- */

enum analytics_kind {
	ANALYTICS_BY_TOTAL,
	ANALYTICS_BY_DAY,   /* day, week, month */
	ANALYTICS_BY_CLOCK, /* hour, weekday, weekhour */
	ANALYTICS_BY_WAIT,
	ANALYTICS_BY_COLUMN,
	ANALYTICS_BY_ENTITY,
	ANALYTICS_BY_QUESTION,
	ANALYTICS_BY_PATH
};

struct analytics_field {
	enum analytics_kind kind;
	const char *name; /* unit, column, entity type or path; borrowed */
};

/* 0, or -1 with e (ERR_USAGE). */
int analytics_field_read(const char *name, struct analytics_field *out, struct err *e);

/* The different texts at path in an analysis, arrays walked; an empty array when there is none. */
val analytics_path(struct rec *analysis, const char *path);

/* What the domain calls a service, professional or category; null for what has no title. */
val analytics_title(const struct domain *d, const char *type, const char *id);
/* The keys in the store that a filter's value stands for, an array (also after -1): ERR_USAGE when it can be none. */
int analytics_keys(struct sql *db, const struct domain *d, const struct analytics_field *f, const char *value,
				   val *keys, struct err *e);

/* ---- a query while it runs ---- */

struct analytics_group {
	char *text;
	long long n, mentions, score, scored;
};

struct analytics_asked { /* a query while it runs */
	struct sql *db;
	const struct analytics_query *q;
	struct analytics_field by;
	struct analytics_field *filter; /* as many as the query has */
	val *keys;                      /* and what their values stand for */
	bool stream;                    /* a member by path: each analysis is looked at here */
	struct rec *analysis;           /* the one that is looked at */
	int driving;                    /* the filter that analyses are found by; below 0: they are found by time */
	struct buf sql;
	val params;
	struct map *places;
	struct analytics_group *group;
	size_t n;
};

/* To be ended also after -1 (ERR_USAGE). */
int analytics_begin(struct analytics_asked *a, struct sql *db, const struct domain *d, const struct analytics_query *q,
					struct err *e);
void analytics_end(struct analytics_asked *a);
/* Appends " FROM …" of the analyses "a", by the filter that finds them best. */
void analytics_put_from(struct analytics_asked *a);
/* Appends " WHERE …" for the time and the other filters; $1 is the domain. */
int analytics_put_where(struct analytics_asked *a, struct err *e);
/* Takes the text of an analysis in, for analytics_path; does it fit the filters by path? */
bool analytics_fits(struct analytics_asked *a, const char *data);
void analytics_count(struct analytics_asked *a, const char *key, const char *text, const struct analytics_group *more);
/* The name of a group of a's field whose column is cell (NULL: none), borrowed or in out. */
const char *analytics_key_name(const struct analytics_asked *a, const char *cell, char out[32]);
val analytics_rows(struct analytics_asked *a);

/* ---- days ---- */

/* The first and the last day of "2026-06-30", of its week, or of "2026-06". False when value is none. */
bool analytics_day_span(const char *value, const char *unit, long *first, long *last);

/* The form in which like questions are the same: folded, chat spellings resolved, stems without stop words. */
char *analytics_question_key(const char *text, const char *language);

/* The local day's number as "2026-06-30"; a week's Monday; a month. into out[16]; returns out. */
char *analytics_day_text(long day, const char *unit, char out[16]);

#endif

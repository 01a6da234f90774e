/* analytics: several groups in one pass over the analyses. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "services/analytics_private.h"

#define MOST_FIELDS 16

enum cell { CUSTOMER = ANALYTICS_COLUMNS, DAY, HOUR, WAIT, MESSAGES, SCORE, DATA }; /* before them the columns */

struct pass {
	struct analytics_asked field[MOST_FIELDS]; /* the first has the query's text and filters */
	int n;
};

/* The column of a field, before it is named. */
static const char *cell_of(const struct analytics_asked *a, const char *const *cell, char out[32])
{
	long day = strtol(cell[DAY], NULL, 10), weekday = (day + 4) % 7;

	switch (a->by.kind) {
	case ANALYTICS_BY_DAY: return cell[DAY];
	case ANALYTICS_BY_WAIT: return cell[WAIT];
	case ANALYTICS_BY_CLOCK:
		if (strcmp(a->by.name, "hour") == 0)
			return cell[HOUR];
		if (strcmp(a->by.name, "weekhour") == 0)
			weekday = weekday * 24 + strtol(cell[HOUR], NULL, 10);
		(void)snprintf(out, 32, "%ld", weekday);
		return out;
	case ANALYTICS_BY_COLUMN:
		for (int i = 0; i < ANALYTICS_COLUMNS; i++)
			if (strcmp(a->by.name, analytics_columns[i]) == 0)
				return cell[i];
		return cell[CUSTOMER];
	default: return "";
	}
}

static int take(void *cookie, const char *const *cell, int n, struct err *e)
{
	struct pass *p = cookie;
	char column[32], name[32];

	(void)e;
	if (n > DATA && !analytics_fits(&p->field[0], cell[DATA]))
		return 0;
	for (int i = 0; i < p->n; i++) {
		struct analytics_asked *a = &p->field[i];
		const char *score = cell[a->by.kind == ANALYTICS_BY_WAIT ? WAIT : SCORE];
		struct analytics_group one = {.n = 1,
									  .mentions = strtoll(cell[MESSAGES], NULL, 10),
									  .score = score ? strtoll(score, NULL, 10) : 0,
									  .scored = score != NULL};

		analytics_count(a, analytics_key_name(a, cell_of(a, cell, column), name), NULL, &one);
	}
	return 0;
}

static int look(struct pass *p, struct err *e)
{
	struct analytics_asked *first = &p->field[0];
	val params;

	buf_puts(&first->sql, "SELECT a.channel, a.crew, a.topic, a.handoff, a.sentiment, a.customer_id, a.day, a.hour,"
						  " a.first_wait, a.messages, a.score");
	buf_printf(&first->sql, "%s", first->stream ? ", a.data" : "");
	analytics_put_from(first);
	if (analytics_put_where(first, e) < 0)
		return -1;
	params = first->params;
	first->params = val_null();
	return sql_cells(first->db, buf_str(&first->sql), params, take, p, e);
}

int analytics_pass(struct sql *db, const struct domain *d, const struct analytics_query *q, const char *const *by,
				   int n, val *rows, struct err *e)
{
	struct pass p = {.n = 0};
	int st = 0;

	for (int i = 0; i < n && i < MOST_FIELDS && st == 0; i++) {
		struct analytics_query one = *q;

		one.by = by[i];
		st = analytics_begin(&p.field[p.n++], db, d, &one, e);
		p.field[i].q = q;
	}
	if (st == 0)
		st = look(&p, e);
	if (st == 0)
		*rows = val_object();
	for (int i = 0; i < p.n; i++) {
		if (st == 0)
			*rows = val_set(*rows, by[i], analytics_rows(&p.field[i]));
		analytics_end(&p.field[i]);
	}
	return st;
}

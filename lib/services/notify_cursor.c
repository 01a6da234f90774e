#include <string.h>

#include "base/date.h"
#include "services/outbox.h"

#include "services/notify_private.h"

#define BATCH 100
#define DAY 86400000LL

static val params(const struct notify_lane *l)
{
	return val_push(val_push(val_array(), val_of_str(l->domain)), val_of_str(l->state));
}

/* A webhook that is new is told what was changed in the last day, and not all that ever was. */
static int begin_of(struct notify *n, struct notify_lane *l, struct err *e)
{
	val row, p = val_push(val_push(val_array(), val_of_str(l->domain)), val_of_int(date_now() - DAY));

	if (sql_row(n->db, "SELECT COALESCE(MAX(seq), 0) AS seq FROM outbox WHERE domain = $1 AND ts < $2", p, &row, e) !=
		0)
		return -1;
	l->seq = val_int(row, "seq", 0);
	l->written = -1;
	val_free(row);
	return 0;
}

int notify_cursor_read(struct notify *n, struct notify_lane *l, struct err *e)
{
	const char *text, *gone;
	val row, state;

	if (sql_row(n->db, "SELECT data FROM sync_state WHERE domain = $1 AND name = $2", params(l), &row, e) != 0)
		return -1;
	text = val_str(row, "data", NULL);
	if (!text) {
		val_free(row);
		return begin_of(n, l, e);
	}
	state = val_parse(text, strlen(text), NULL);
	l->seq = l->written = val_int(state, "seq", 0);
	gone = val_str(state, "gone", NULL);
	/* another URL is another server */
	l->h->gone = l->h->gone || (gone && strcmp(gone, l->h->url) == 0);
	val_free(state);
	val_free(row);
	return 0;
}

int notify_cursor_write(struct notify *n, struct notify_lane *l, struct err *e)
{
	val state = val_set_int(val_object(), "seq", l->seq);

	if (l->h->gone)
		state = val_set_str(state, "gone", l->h->url);
	l->written = l->seq;
	return sql_exec(n->db,
					"INSERT INTO sync_state (domain, name, data) VALUES ($1, $2, $3)"
					" ON CONFLICT (domain, name) DO UPDATE SET data = excluded.data",
					val_push(params(l), state), e) < 0
			   ? -1
			   : 0;
}

static int fetch(struct notify *n, struct notify_lane *l, struct err *e)
{
	val_free(l->batch);
	l->batch = val_array();
	l->at = 0;
	/* what was passed over need not be passed again */
	if (!n->dry && l->seq != l->written && notify_cursor_write(n, l, e) != 0)
		return -1;
	val_free(l->batch);
	return outbox_read(n->db, l->domain, l->seq, BATCH, &l->batch, e);
}

int notify_cursor_next(struct notify *n, struct notify_lane *l, val *event, struct err *e)
{
	for (;;) {
		if (l->at == val_len(l->batch)) {
			if (fetch(n, l, e) != 0)
				return -1;
			if (val_len(l->batch) == 0)
				return 0;
		}
		*event = val_at(l->batch, l->at);
		if (notify_hook_takes(l->h, *event))
			return 1;
		l->seq = val_int(*event, "seq", l->seq);
		l->at++;
		val_free(*event);
	}
}

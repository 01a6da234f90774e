#include <stdio.h>
#include <string.h>

#include "record/val.h"

#include "services/sends.h"

static val key(const struct sends_message *m)
{
	return val_push(val_push(val_array(), val_of_str(m->domain)), val_of_str(m->conversation));
}

static int read_state(struct sql *db, const struct sends_message *m, char state[16], date_ms *since, struct err *e)
{
	val row;

	if (sql_row(db, "SELECT state, ts FROM sends WHERE domain = $1 AND conversation_id = $2 AND message_id = $3",
				val_push(key(m), val_of_str(m->id)), &row, e) != 0)
		return -1;
	(void)snprintf(state, 16, "%s", val_str(row, "state", ""));
	*since = val_int(row, "ts", 0);
	val_free(row);
	return 0;
}

static int put_state(struct sql *db, const struct sends_message *m, const char *state, const char *reason, date_ms now,
					 struct err *e)
{
	val p = val_push(val_push(val_push(key(m), val_of_str(m->id)), val_of_str(state)), val_of_str(reason));

	return sql_exec(db,
					"INSERT INTO sends (domain, conversation_id, message_id, state, reason, ts)"
					" VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (domain, conversation_id, message_id)"
					" DO UPDATE SET state = excluded.state, reason = excluded.reason, ts = excluded.ts",
					val_push(p, val_of_int(now)), e) < 0
			   ? -1
			   : 0;
}

/* In a transaction. */
static int begin(struct sql *db, const struct sends_message *m, date_ms now, enum sends_claim *claim, date_ms *since,
				 struct err *e)
{
	char state[16];
	int moved;

	if (read_state(db, m, state, since, e) != 0)
		return -1;
	if (*state) {
		*claim = strcmp(state, "sending") == 0 || strcmp(state, "failed") == 0 ? SENDS_BEGUN : SENDS_ENDED;
		return 0;
	}
	moved = sql_exec(db,
					 "INSERT INTO send_marks (domain, conversation_id, number) VALUES ($1, $2, $3)"
					 " ON CONFLICT (domain, conversation_id) DO UPDATE SET number = excluded.number"
					 " WHERE send_marks.number < excluded.number",
					 val_push(key(m), val_of_int(m->number)), e);
	if (moved < 0)
		return -1;
	*claim = moved ? SENDS_MINE : SENDS_OVERTAKEN;
	return moved ? put_state(db, m, "sending", NULL, now, e) : 0;
}

int sends_begin(struct sql *db, const struct sends_message *m, date_ms now, enum sends_claim *claim, date_ms *since,
				struct err *e)
{
	if (sql_begin(db, e) != 0)
		return -1;
	if (begin(db, m, now, claim, since, e) == 0)
		return sql_commit(db, e);
	sql_rollback(db);
	return -1;
}

int sends_end(struct sql *db, const struct sends_message *m, const char *state, const char *reason, date_ms now,
			  struct err *e)
{
	return put_state(db, m, state, reason, now, e);
}

int sends_watermark(struct sql *db, const char *domain, const char *conversation, long long *number, struct err *e)
{
	val p = val_push(val_push(val_array(), val_of_str(domain)), val_of_str(conversation)), row;

	if (sql_row(db, "SELECT number FROM send_marks WHERE domain = $1 AND conversation_id = $2", p, &row, e) != 0)
		return -1;
	*number = val_int(row, "number", 0);
	val_free(row);
	return 0;
}

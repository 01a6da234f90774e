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
	bool begun;
	int moved;

	if (read_state(db, m, state, since, e) != 0)
		return -1;
	begun = strcmp(state, "sending") == 0 || strcmp(state, "failed") == 0;
	if (*state && !begun) {
		*claim = SENDS_ENDED;
		return 0;
	}
	/* One that was begun may have been overtaken since, or have failed before it moved the mark. */
	moved = sql_exec(db,
					 "INSERT INTO send_marks (domain, conversation_id, number) VALUES ($1, $2, $3)"
					 " ON CONFLICT (domain, conversation_id) DO UPDATE SET number = excluded.number"
					 " WHERE send_marks.number < excluded.number + $4",
					 val_push(val_push(key(m), val_of_int(m->number)), val_of_int(begun)), e);
	if (moved < 0)
		return -1;
	/* Another may have begun the same message at this very moment: then what is known of it is there now. */
	if (!moved && !*state) {
		if (read_state(db, m, state, since, e) != 0)
			return -1;
		*claim = strcmp(state, "sending") == 0 ? SENDS_BEGUN : *state ? SENDS_ENDED : SENDS_OVERTAKEN;
		return 0;
	}
	*claim = !moved ? SENDS_OVERTAKEN : begun ? SENDS_BEGUN : SENDS_MINE;
	if (*claim != SENDS_MINE)
		return 0;
	*since = now;
	return put_state(db, m, "sending", NULL, now, e);
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

int sends_hold(struct sql *db, const struct sends_message *m, date_ms *since, date_ms now, bool *mine, struct err *e)
{
	val p = val_push(val_push(val_push(key(m), val_of_str(m->id)), val_of_int(*since)), val_of_int(now));
	int n;

	/* never the same as before: who has the old one is to notice */
	n = sql_exec(db,
				 "UPDATE sends SET state = 'sending', reason = NULL, ts = CASE WHEN $5 > ts THEN $5 ELSE ts + 1 END"
				 " WHERE domain = $1 AND conversation_id = $2 AND message_id = $3 AND ts = $4"
				 " AND state IN ('sending', 'failed')",
				 p, e);
	if (n < 0)
		return -1;
	*mine = n > 0;
	*since = now > *since ? now : *since + 1;
	return 0;
}

int sends_watermark(struct sql *db, const char *domain, const char *conversation, long long *number, long long *begun,
					struct err *e)
{
	val p = val_push(val_push(val_array(), val_of_str(domain)), val_of_str(conversation)), row;

	if (sql_row(db,
				"SELECT m.number AS number, s.message_id AS begun FROM send_marks m LEFT JOIN sends s"
				" ON s.domain = m.domain AND s.conversation_id = m.conversation_id AND s.state = 'sending'"
				" AND s.message_id LIKE '%:' || m.number WHERE m.domain = $1 AND m.conversation_id = $2",
				p, &row, e) != 0)
		return -1;
	*number = val_int(row, "number", 0);
	*begun = val_str(row, "begun", NULL) ? *number : 0;
	if (*begun)
		--*number;
	val_free(row);
	return 0;
}

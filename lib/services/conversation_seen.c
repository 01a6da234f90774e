#include "services/conversation.h"

static val params(const char *key)
{
	return val_push(val_array(), val_of_str(key));
}

int conversation_seen(struct sql *db, const char *const *keys, int n, bool *seen, struct err *e)
{
	for (int i = 0; i < n; i++) {
		val row;

		if (sql_row(db, "SELECT 1 AS there FROM seen WHERE key = $1", params(keys[i]), &row, e) < 0)
			return -1;
		seen[i] = val_kind(row) == VAL_OBJECT;
		val_free(row);
	}
	return 0;
}

int conversation_mark(struct sql *db, const char *const *keys, int n, date_ms now, struct err *e)
{
	static const char insert[] = "INSERT INTO seen (key, ts) VALUES ($1, $2) ON CONFLICT (key) DO NOTHING";

	if (n == 0)
		return 0;
	if (sql_begin(db, e) < 0)
		return -1;
	for (int i = 0; i < n; i++)
		if (sql_exec(db, insert, val_push(params(keys[i]), val_of_int(now)), e) < 0) {
			sql_rollback(db);
			return -1;
		}
	return sql_commit(db, e);
}

int conversation_forget_marks(struct sql *db, date_ms before, struct err *e)
{
	return sql_exec(db, "DELETE FROM seen WHERE ts < $1", val_push(val_array(), val_of_int(before)), e);
}

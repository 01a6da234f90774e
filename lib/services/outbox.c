#include <stdlib.h>

#include "base/mem.h"

#include "services/outbox.h"

/*
 * The counter's row stays locked until the transaction ends: the next number is given out when this one is committed or
 * taken back.
 */
static int next_seq(struct sql *db, const char *domain, long long *seq, struct err *e)
{
	val row;

	if (sql_row(db,
				"INSERT INTO versions (domain, entity, version) VALUES ($1, 'outbox', 1)"
				" ON CONFLICT (domain, entity) DO UPDATE SET version = versions.version + 1 RETURNING version",
				val_push(val_array(), val_of_str(domain)), &row, e) != 0)
		return -1;
	*seq = val_int(row, "version", 0);
	val_free(row);
	return 0;
}

int outbox_put(struct sql *db, const char *domain, const struct outbox_event *v, long long *seq, struct err *e)
{
	long long n;
	val p;

	if (next_seq(db, domain, &n, e) != 0)
		return -1;
	if (seq)
		*seq = n;
	p = val_push(val_push(val_array(), val_of_str(domain)), val_of_int(n));
	p = val_push(val_push(p, val_of_str(v->entity)), val_of_str(v->id));
	p = val_push(val_push(p, val_of_str(v->action)), val_of_str(v->origin));
	return sql_exec(db,
					"INSERT INTO outbox (domain, seq, entity, entity_id, action, origin, ts)"
					" VALUES ($1, $2, $3, $4, $5, $6, $7)",
					val_push(p, val_of_int(v->ts)), e) < 0
			   ? -1
			   : 0;
}

static int take_row(void *cookie, val row, struct err *e)
{
	val *out = cookie;
	char ts[32], *type = mem_printf("%s_updated", val_str(row, "entity", ""));

	(void)e;
	row = val_set_str(row, "ts", date_format(val_int(row, "ts", 0), ts));
	row = val_set_int(val_set_str(row, "type", type), "version", val_int(row, "seq", 0));
	*out = val_push(*out, row);
	free(type);
	return 0;
}

int outbox_read(struct sql *db, const char *domain, long long after, int most, val *out, struct err *e)
{
	val p = val_push(val_push(val_array(), val_of_str(domain)), val_of_int(after));

	*out = val_array();
	if (sql_each(db,
				 "SELECT seq, entity, entity_id, action, origin, ts FROM outbox WHERE domain = $1 AND seq > $2"
				 " ORDER BY seq LIMIT $3",
				 val_push(p, val_of_int(most)), take_row, out, e) == 0)
		return 0;
	val_free(*out);
	*out = val_array();
	return -1;
}

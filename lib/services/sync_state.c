#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "services/sync_private.h"

int sync_state_get(struct sync *s, const char *name, val *out, struct err *e)
{
	val p = val_push(val_push(val_array(), val_of_str(s->domain)), val_of_str(name)), row;
	const char *text;

	if (sql_row(s->db, "SELECT data FROM sync_state WHERE domain = $1 AND name = $2", p, &row, e) != 0)
		return -1;
	text = val_str(row, "data", "{}");
	*out = val_parse(text, strlen(text), NULL);
	if (val_kind(*out) != VAL_OBJECT) {
		val_free(*out);
		*out = val_object();
	}
	val_free(row);
	return 0;
}

int sync_state_put(struct sync *s, const char *name, val v, struct err *e)
{
	val p = val_push(val_push(val_array(), val_of_str(s->domain)), val_of_str(name));

	return sql_exec(s->db,
					"INSERT INTO sync_state (domain, name, data) VALUES ($1, $2, $3)"
					" ON CONFLICT (domain, name) DO UPDATE SET data = excluded.data",
					val_push(p, v), e) < 0
			   ? -1
			   : 0;
}

int sync_state_recompare(struct sync *s, const struct sync_entity *n, struct err *e)
{
	char *name = mem_printf("pull:%s", n->n.name);
	val state;
	int st = sync_state_get(s, name, &state, e);

	if (st == 0)
		st = sync_state_put(s, name, val_set(state, "compared", val_null()), e);
	free(name);
	return st;
}

static val as_text(val v)
{
	struct buf b = {0};
	val out;

	val_dump(v, &b);
	out = val_of_str(buf_str(&b));
	buf_free(&b);
	val_free(v);
	return out;
}

int sync_state_history(struct sync *s, const struct sync_entity *n, const char *id, val conflicts, struct err *e)
{
	int st = 0;

	for (int i = 0; i < val_len(conflicts) && st == 0; i++) {
		val c = val_at(conflicts, i), p = val_push(val_push(val_array(), val_of_str(s->domain)), val_of_str(n->n.name));

		p = val_push(val_push(p, val_of_str(id)), val_of_int(date_now()));
		p = val_push(val_push(p, val_get(c, "field")), val_get(c, "winner"));
		p = val_push(val_push(p, as_text(val_get(c, "kept"))), as_text(val_get(c, "lost")));
		st = sql_exec(s->db,
					  "INSERT INTO sync_history (domain, entity, id, ts, field, winner, kept, lost)"
					  " VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (domain, entity, id, ts, field) DO NOTHING",
					  p, e) < 0
				 ? -1
				 : 0;
		val_free(c);
	}
	return st;
}

struct history {
	int (*fn)(void *cookie, val v, struct err *e);
	void *cookie;
};

/* The JSON that a column holds, in its place. */
static val unfold(val row, const char *key)
{
	const char *text = val_str(row, key, NULL);
	val v = text ? val_parse(text, strlen(text), NULL) : val_null();

	return val_kind(v) == VAL_NONE ? row : val_set(row, key, v);
}

static int give(void *cookie, val row, struct err *e)
{
	const struct history *h = cookie;
	char ts[32];

	row = val_set_str(row, "ts", date_format(val_int(row, "ts", 0), ts));
	return h->fn(h->cookie, unfold(unfold(row, "kept"), "lost"), e);
}

int sync_history(struct sync *s, int (*fn)(void *cookie, val v, struct err *e), void *cookie, struct err *e)
{
	struct history h = {fn, cookie};

	return sql_each(s->db,
					"SELECT entity, id, ts, field, winner, kept, lost FROM sync_history WHERE domain = $1"
					" ORDER BY ts, entity, id, field",
					val_push(val_array(), val_of_str(s->domain)), give, &h, e);
}

#include <string.h>

#include "base/mem.h"
#include "services/entity.h"

#include "services/offer.h"

static val key(const char *domain, const char *message)
{
	return val_push(val_push(val_array(), val_of_str(domain)), val_of_str(message));
}

int offer_put(struct sql *db, const struct offer *o, struct err *e)
{
	char ts[32];
	val data = val_kind(o->what) == VAL_OBJECT ? val_copy(o->what) : val_object(), p = key(o->domain, o->message);

	data = val_set_str(val_set_str(data, "customer", o->customer), "conversation", o->conversation);
	data = val_set_str(data, "ts", date_format(o->at, ts));
	p = val_push(val_push(p, data), val_of_int(o->at));
	return sql_exec(db,
					"INSERT INTO records (domain, entity, id, data, active, updated_at, customer, at)"
					" VALUES ($1, 'offer', $2, $3, 1, $4, $5, $4) ON CONFLICT (domain, entity, id) DO NOTHING",
					val_push(p, val_of_str(o->customer)), e) < 0
			   ? -1
			   : 0;
}

/* The row is this conversation's alone, and a conversation has one message at a time: read, then written. */
int offer_answer(struct sql *db, const char *domain, const char *message, const char *outcome, date_ms now,
				 struct err *e)
{
	val row, data;
	const char *text;

	if (sql_row(db, "SELECT data FROM records WHERE domain = $1 AND entity = 'offer' AND id = $2", key(domain, message),
				&row, e) != 0)
		return -1;
	text = val_str(row, "data", "");
	data = *text ? val_parse(text, strlen(text), NULL) : val_null();
	val_free(row);
	if (val_kind(data) != VAL_OBJECT) {
		val_free(data);
		return 0;
	}
	data = val_set_str(data, "outcome", outcome);
	return sql_exec(db,
					"UPDATE records SET data = $3, updated_at = $4"
					" WHERE domain = $1 AND entity = 'offer' AND id = $2",
					val_push(val_push(key(domain, message), data), val_of_int(now)), e) < 0
			   ? -1
			   : 0;
}

int offer_newest(struct sql *db, const char *domain, const char *customer, date_ms before, int limit, val *out,
				 struct err *e)
{
	const struct entity_span x = {"offer", customer, before, limit};

	return entity_newest(db, domain, &x, out, e);
}

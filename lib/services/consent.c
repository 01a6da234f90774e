#include <string.h>

#include "services/outbox.h"

#include "services/consent.h"

const char *const consent_purposes[] = {"service", "analytics", "marketing", "address", NULL};

bool consent_is_purpose(const char *name)
{
	for (int i = 0; consent_purposes[i]; i++)
		if (strcmp(consent_purposes[i], name) == 0)
			return true;
	return false;
}

bool consent_is_among(const char *purpose, char *const name[], int n)
{
	bool among = n == 0;

	for (int i = 0; i < n; i++)
		among = among || strcmp(name[i], purpose) == 0;
	return among;
}

int consent_check(const char *name, struct err *e)
{
	return consent_is_purpose(name)
			   ? 0
			   : err_set(e, ERR_USAGE, "\"%.40s\" is no purpose: service, analytics, marketing, address", name);
}

bool consent_was_asked(val customer, const char *purpose)
{
	val consent = val_get_object(customer, "consent"), v = val_member(consent, purpose);
	bool asked = val_kind(v) == VAL_BOOL;

	val_free(v);
	val_free(consent);
	return asked;
}

val consent_unrefused(val customer)
{
	val out = val_array(), consent = val_get_object(customer, "consent");

	for (int i = 0; consent_purposes[i]; i++)
		if (val_bool(consent, consent_purposes[i], true))
			out = val_push(out, val_of_str(consent_purposes[i]));
	val_free(consent);
	return out;
}

static val add(val params, const char *s)
{
	return val_push(params, val_of_str(s));
}

static val key(const char *domain, const char *customer)
{
	return add(add(val_array(), domain), customer);
}

struct said { /* borrowed */
	const char *domain, *customer, *purpose, *source, *message;
	bool granted;
	date_ms now;
};

/*
 * The customer's data as it is now, and its row locked until the transaction ends: whoever changes another member at
 * the same time waits, and sees ours.
 */
static int lock_data(struct sql *db, const struct said *s, val *data, struct err *e)
{
	const char *text;
	val row;

	if (sql_row(db, "UPDATE customers SET updated_at = $3 WHERE domain = $1 AND id = $2 RETURNING data",
				val_push(key(s->domain, s->customer), val_of_int(s->now)), &row, e) < 0)
		return -1;
	if (val_kind(row) != VAL_OBJECT) {
		val_free(row);
		return err_set(e, ERR_NOINPUT, "the domain %s has no such customer", s->domain);
	}
	text = val_str(row, "data", NULL);
	*data = text ? val_parse(text, strlen(text), NULL) : val_object();
	if (val_kind(*data) != VAL_OBJECT) {
		val_free(*data);
		*data = val_object();
	}
	val_free(row);
	return 0;
}

static int put_data(struct sql *db, const struct said *s, val data, struct err *e)
{
	val consent = val_set(val_get_object(data, "consent"), s->purpose, val_true(s->granted));
	val p = val_push(key(s->domain, s->customer), val_set(data, "consent", consent));

	return sql_exec(db, "UPDATE customers SET data = $3 WHERE domain = $1 AND id = $2", p, e) < 0 ? -1 : 0;
}

/* 1 when the message said just that before, else 0; *ts is behind the newest row, for the newest must be the last. */
static int look_back(struct sql *db, const struct said *s, date_ms *ts, struct err *e)
{
	val row;
	bool known;

	if (sql_row(db,
				"SELECT MAX(ts) AS ts, MAX(CASE WHEN message_id = $4 AND granted = $5 THEN 1 ELSE 0 END) AS known"
				" FROM consents WHERE domain = $1 AND customer_id = $2 AND purpose = $3",
				val_push(add(add(key(s->domain, s->customer), s->purpose), s->message ? s->message : ""),
						 val_of_int(s->granted)),
				&row, e) < 0)
		return -1;
	known = val_int(row, "known", 0) == 1;
	*ts = s->now > val_int(row, "ts", -1) ? s->now : val_int(row, "ts", 0) + 1;
	val_free(row);
	return known;
}

static int put_row(struct sql *db, const struct said *s, date_ms ts, struct err *e)
{
	val p = val_push(add(key(s->domain, s->customer), s->purpose), val_of_int(ts));

	p = add(add(val_push(p, val_of_int(s->granted)), s->source), s->message);
	return sql_exec(db,
					"INSERT INTO consents (domain, customer_id, purpose, ts, granted, source, message_id)"
					" VALUES ($1, $2, $3, $4, $5, $6, $7)",
					p, e) < 0
			   ? -1
			   : 0;
}

/* Inside the transaction. */
static int set(struct sql *db, const struct said *s, struct err *e)
{
	const struct outbox_event event = {
		.entity = "profile", .id = s->customer, .action = "update", .origin = "cwai", .ts = s->now};
	val data = val_null();
	date_ms ts;
	int st;

	if (lock_data(db, s, &data, e) < 0)
		return -1;
	st = look_back(db, s, &ts, e);
	if (st != 0) {
		val_free(data);
		return st < 0 ? -1 : 0;
	}
	if (put_data(db, s, data, e) < 0 || put_row(db, s, ts, e) < 0)
		return -1;
	return outbox_put(db, s->domain, &event, NULL, e);
}

int consent_set(struct sql *db, const char *domain, const char *customer, const char *purpose, bool granted,
				const char *source, const char *message, date_ms now, struct err *e)
{
	const struct said s = {domain, customer, purpose, source, message, granted, now};

	if (consent_check(purpose, e) < 0 || sql_begin(db, e) < 0)
		return -1;
	if (set(db, &s, e) < 0) {
		sql_rollback(db);
		return -1;
	}
	return sql_commit(db, e);
}

static int take_row(void *cookie, val row, struct err *e)
{
	val *out = cookie;
	char ts[32];

	(void)e;
	row = val_set_str(row, "ts", date_format(val_int(row, "ts", 0), ts));
	*out = val_push(*out, val_set(row, "granted", val_true(val_int(row, "granted", 0) != 0)));
	return 0;
}

int consent_history(struct sql *db, const char *domain, const char *customer, val *out, struct err *e)
{
	*out = val_array();
	if (sql_each(db,
				 "SELECT purpose, granted, ts, source, message_id AS message FROM consents WHERE domain = $1"
				 " AND customer_id = $2 ORDER BY ts, purpose",
				 key(domain, customer), take_row, out, e) == 0)
		return 0;
	val_free(*out);
	*out = val_array();
	return -1;
}

#include <stdlib.h>
#include <string.h>

#include "record/rec.h"
#include "services/outbox.h"
#include "services/privacy.h"
#include "text/ident.h"

#include "services/customer.h"

/* The members that have columns of their own, and those that a record wraps around a customer. */
static const char *const columns[] = {"id", "name", "phone", "email", "external_ids", "v", "kind", "domain"};

static val add(val params, const char *s)
{
	return val_push(params, val_of_str(s));
}

static val pair(const char *domain, const char *id)
{
	return add(add(val_array(), domain), id);
}

/* The normal form, or what was written when it has none: a number of another country without its +. */
static const char *phone_of(const char *s, char out[IDENT_MAX])
{
	return !s || !*s ? NULL : ident_phone(s, strlen(s), NULL, out) ? out : s;
}

static const char *email_of(const char *s, char out[IDENT_MAX])
{
	return !s || !*s ? NULL : ident_email(s, strlen(s), out) ? out : s;
}

/* ---- reading ---- */

val customer_of_row(val row)
{
	static const char *const own[] = {"id", "name", "phone", "email"};
	const char *text = val_str(row, "data", NULL);
	val c = text ? val_parse(text, strlen(text), NULL) : val_object();

	if (val_kind(c) != VAL_OBJECT) {
		val_free(c);
		c = val_object();
	}
	for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++)
		c = val_set(c, own[i], val_get(row, own[i]));
	return c;
}

static int read_one(struct sql *db, const char *query, const char *domain, const char *what, val *out, struct err *e)
{
	val row;

	if (sql_row(db, query, pair(domain, what), &row, e) < 0)
		return -1;
	*out = row;
	if (val_kind(row) != VAL_OBJECT)
		return 0;
	*out = customer_of_row(row);
	val_free(row);
	return 0;
}

int customer_get(struct sql *db, const char *domain, const char *id, val *out, struct err *e)
{
	return read_one(db, "SELECT id, name, phone, email, data FROM customers WHERE domain = $1 AND id = $2", domain, id,
					out, e);
}

static bool found(val v)
{
	return val_kind(v) == VAL_OBJECT;
}

static int get_external(struct sql *db, const char *domain, const char *id, val *out, struct err *e)
{
	return read_one(db,
					"SELECT c.id, c.name, c.phone, c.email, c.data FROM customer_ids i JOIN customers c"
					" ON c.domain = i.domain AND c.id = i.customer_id WHERE i.domain = $1 AND i.external_id = $2",
					domain, id, out, e);
}

/* By its own id or one that is tied to it: that of a channel, or what one had that was linked to it. */
static int whose_id(struct sql *db, const char *domain, const char *key, char **id, struct err *e)
{
	val row;

	if (sql_row(db,
				"SELECT id, 0 AS way FROM customers WHERE domain = $1 AND id = $2 UNION ALL"
				" SELECT i.customer_id, 1 FROM customer_ids i JOIN customers c ON c.domain = i.domain"
				" AND c.id = i.customer_id WHERE i.domain = $1 AND i.external_id = $2 ORDER BY way LIMIT 1",
				pair(domain, key), &row, e) < 0)
		return -1;
	*id = val_kind(row) == VAL_OBJECT ? mem_dup(val_str(row, "id", "")) : NULL;
	val_free(row);
	return 0;
}

/* What people share: a member of a customer with its column, and what they call it. */
struct reach {
	const char *name, *word, *query, *others;
};
static const struct reach by_phone = {
	"phone", "phone", "SELECT id FROM customers WHERE domain = $1 AND phone = $2 LIMIT 2",
	"SELECT id FROM customers WHERE domain = $1 AND phone = $2 AND id <> $3 ORDER BY created_at, id LIMIT 3"};
static const struct reach by_email = {
	"email", "e-mail", "SELECT id FROM customers WHERE domain = $1 AND email = $2 LIMIT 2",
	"SELECT id FROM customers WHERE domain = $1 AND email = $2 AND id <> $3 ORDER BY created_at, id LIMIT 3"};

/* Whose it is, in normal form: their own, or that of one that was linked to them. *id is NULL when several have it. */
static int whose_reach(struct sql *db, const char *domain, const struct reach *r, const char *what, char **id,
					   bool *several, struct err *e)
{
	val rows, first;
	int n;

	*id = NULL;
	if (sql_query(db, r->query, pair(domain, what), &rows, e) != 0)
		return -1;
	n = val_len(rows);
	first = val_at(rows, 0);
	if (n == 1)
		*id = mem_dup(val_str(first, "id", ""));
	val_free(first);
	val_free(rows);
	*several = n > 1;
	return n > 0 ? 0 : whose_id(db, domain, what, id, e);
}

/* The phone or e-mail that key is, in normal form; NULL when it is neither. */
static const struct reach *reach_of(const char *key, char normal[IDENT_MAX])
{
	if (ident_phone(key, strlen(key), NULL, normal))
		return &by_phone;
	return ident_email(key, strlen(key), normal) ? &by_email : NULL;
}

int customer_id_of(struct sql *db, const char *domain, const char *key, char **id, struct err *e)
{
	char normal[IDENT_MAX];
	const struct reach *r;
	bool several;

	*id = NULL;
	if (whose_id(db, domain, key, id, e) < 0)
		return -1;
	r = *id ? NULL : reach_of(key, normal);
	if (!r)
		return 0;
	if (whose_reach(db, domain, r, normal, id, &several, e) < 0)
		return -1;
	if (!several)
		return 0;
	return err_set(e, ERR_DATA,
				   "several customers have that %s: name one by its id (`cwai profile link --find` lists them)",
				   r->word);
}

/* The whole of the one with that id (freed), VAL_NONE for NULL. */
static int get_whole(struct sql *db, const char *domain, char *id, val *out, struct err *e)
{
	int st = customer_get(db, domain, id ? id : "", out, e);

	free(id);
	return st;
}

int customer_find(struct sql *db, const char *domain, const char *key, val *out, struct err *e)
{
	char *id;

	return customer_id_of(db, domain, key, &id, e) < 0 ? -1 : get_whole(db, domain, id, out, e);
}

static int get_by(struct sql *db, const char *domain, const struct reach *r, const char *what, val *out, struct err *e)
{
	bool several;
	char *id;

	return whose_reach(db, domain, r, what, &id, &several, e) < 0 ? -1 : get_whole(db, domain, id, out, e);
}

int customer_by_reach(struct sql *db, const char *domain, const char *what, val *out, struct err *e)
{
	char normal[IDENT_MAX];
	const struct reach *r = reach_of(what, normal);

	return r ? get_by(db, domain, r, normal, out, e) : get_whole(db, domain, NULL, out, e);
}

static int add_others(struct sql *db, const char *domain, val v, const struct reach *r, val *out, struct err *e)
{
	val rows, ids = val_array();
	const char *what = val_str(v, r->name, NULL);

	if (!what || sql_query(db, r->others, add(pair(domain, what), val_str(v, "id", "")), &rows, e) != 0) {
		val_free(ids);
		return what ? -1 : 0;
	}
	for (int i = 0; i < val_len(rows); i++) {
		val row = val_at(rows, i);

		ids = val_push(ids, val_get(row, "id"));
		val_free(row);
	}
	val_free(rows);
	*out = val_len(ids) > 0 ? val_set(*out, r->name, val_copy(ids)) : *out;
	val_free(ids);
	return 0;
}

int customer_others(struct sql *db, const char *domain, val v, val *out, struct err *e)
{
	*out = val_object();
	if (add_others(db, domain, v, &by_phone, out, e) == 0 && add_others(db, domain, v, &by_email, out, e) == 0)
		return 0;
	val_free(*out);
	return -1;
}

/* ---- writing ---- */

static int tie(struct sql *db, const char *domain, const char *external, const char *id, struct err *e)
{
	static const char insert[] = "INSERT INTO customer_ids (domain, external_id, customer_id) VALUES ($1, $2, $3)"
								 " ON CONFLICT (domain, external_id) DO UPDATE SET customer_id = excluded.customer_id";

	return sql_exec(db, insert, add(pair(domain, external), id), e) < 0 ? -1 : 0;
}

/* The members without a column of their own. */
static val data_of(val v)
{
	val data = val_object();

	for (int i = val_iter(v); val_iter_ok(v, i); i = val_iter_next(v, i)) {
		char *name = mem_dup(val_iter_key(v, i));
		bool own = false;

		for (size_t k = 0; k < sizeof(columns) / sizeof(columns[0]); k++)
			own = own || strcmp(columns[k], name) == 0;
		if (!own)
			data = val_set(data, name, val_iter_val(v, i));
		free(name);
	}
	return data;
}

static int put_row(struct sql *db, const char *domain, val v, date_ms now, struct err *e)
{
	static const char upsert[] =
		"INSERT INTO customers (domain, id, name, phone, email, data, created_at, updated_at)"
		" VALUES ($1, $2, $3, $4, $5, $6, $7, $7) ON CONFLICT (domain, id) DO UPDATE SET name = excluded.name,"
		" phone = excluded.phone, email = excluded.email, data = excluded.data, updated_at = excluded.updated_at";
	char phone[IDENT_MAX], email[IDENT_MAX];
	val p = add(pair(domain, val_str(v, "id", "")), val_str(v, "name", NULL));

	p = add(p, phone_of(val_str(v, "phone", NULL), phone));
	p = add(p, email_of(val_str(v, "email", NULL), email));
	return sql_exec(db, upsert, val_push(val_push(p, data_of(v)), val_of_int(now)), e) < 0 ? -1 : 0;
}

static int put_ties(struct sql *db, const char *domain, val v, struct err *e)
{
	val ids = val_get(v, "external_ids");
	int r = 0;

	for (int i = 0; r == 0 && i < val_len(ids); i++) {
		val id = val_at(ids, i);

		if (val_text(id, NULL))
			r = tie(db, domain, val_text(id, ""), val_str(v, "id", ""), e);
		val_free(id);
	}
	val_free(ids);
	return r;
}

int customer_write(struct sql *db, const char *domain, val v, date_ms now, struct err *e)
{
	if (!*val_str(v, "id", ""))
		return err_set(e, ERR_DATA, "a customer without \"id\", a text");
	return put_row(db, domain, v, now, e) < 0 ? -1 : put_ties(db, domain, v, e);
}

int customer_put(struct sql *db, const char *domain, val v, date_ms now, struct err *e)
{
	if (sql_begin(db, e) < 0)
		return -1;
	if (customer_write(db, domain, v, now, e) < 0) {
		sql_rollback(db);
		return -1;
	}
	return sql_commit(db, e);
}

int customer_delete(struct sql *db, const char *domain, const char *id, struct err *e)
{
	if (sql_exec(db, "DELETE FROM customer_ids WHERE domain = $1 AND customer_id = $2", pair(domain, id), e) < 0)
		return -1;
	return sql_exec(db, "DELETE FROM customers WHERE domain = $1 AND id = $2", pair(domain, id), e) < 0 ? -1 : 0;
}

val customer_normal(val v)
{
	char phone[IDENT_MAX], email[IDENT_MAX];
	const char *p = phone_of(val_str(v, "phone", NULL), phone), *m = email_of(val_str(v, "email", NULL), email);

	if (p)
		v = val_set_str(v, "phone", p);
	return m ? val_set_str(v, "email", m) : v;
}

struct import {
	struct sql *db;
	const char *domain;
	const struct pseudonym *key;
	date_ms now;
	int n, left;
};

/* By the customer's own id, or one that a channel has for them. */
static int was_erased(const struct import *im, val v, struct err *e)
{
	val ids = val_get_array(v, "external_ids");
	int erased = privacy_erased(im->db, im->key, im->domain, val_str(v, "id", ""), e);

	for (int i = 0; i < val_len(ids) && erased == 0; i++) {
		val id = val_at(ids, i);

		erased = privacy_erased(im->db, im->key, im->domain, val_text(id, ""), e);
		val_free(id);
	}
	val_free(ids);
	return erased;
}

static int import_one(void *cookie, struct rec *r, struct err *e)
{
	struct import *im = cookie;
	val v = rec_val(r, "");
	int erased = im->key ? was_erased(im, v, e) : 0;
	int st = erased == 0 ? customer_write(im->db, im->domain, v, im->now, e) : erased;

	val_free(v);
	im->n += erased == 0;
	im->left += erased == 1;
	return st < 0 ? -1 : 0;
}

int customer_import(struct sql *db, const char *domain, const char *path, const struct pseudonym *key, date_ms now,
					int *n, int *left, struct err *e)
{
	struct import im = {.db = db, .domain = domain, .key = key, .now = now};
	int st = sql_import(db, path, import_one, &im, e);

	*n = st == 0 ? im.n : 0;
	*left = st == 0 ? im.left : 0;
	return st;
}

/* ---- meeting ---- */

/* What the hint says, in normal form. */
struct met {
	const char *domain, *external, *name, *phone, *email;
	char phone_buf[IDENT_MAX], email_buf[IDENT_MAX];
};

/* Somebody known by other means than this external id: never by what several have, for it could be any of them. */
static int recognise(struct sql *db, const struct met *m, val *out, struct err *e)
{
	if (customer_get(db, m->domain, m->external, out, e) < 0)
		return -1;
	if (!found(*out) && m->phone && get_by(db, m->domain, &by_phone, m->phone, out, e) < 0)
		return -1;
	if (!found(*out) && m->email && get_by(db, m->domain, &by_email, m->email, out, e) < 0)
		return -1;
	return 0;
}

/* Inside a transaction: others are told that a profile is new, or another. */
static int tell(struct sql *db, const char *domain, const char *id, const char *action, date_ms now, struct err *e)
{
	const struct outbox_event v = {.entity = "profile", .id = id, .action = action, .origin = "cwai", .ts = now};

	return outbox_put(db, domain, &v, NULL, e);
}

static int make_new(struct sql *db, const struct met *m, date_ms now, struct err *e)
{
	static const char insert[] =
		"INSERT INTO customers (domain, id, name, phone, email, created_at, updated_at) VALUES ($1, $2, $3,"
		" $4, $5, $6, $6)"
		" ON CONFLICT (domain, id) DO NOTHING";
	val p = add(add(add(pair(m->domain, m->external), m->name), m->phone), m->email);
	int made = sql_exec(db, insert, val_push(p, val_of_int(now)), e);

	return made == 1 ? tell(db, m->domain, m->external, "insert", now, e) : made;
}

/* The member's new value: the hint's where the store has none, or where the customer came from this channel. */
static const char *newer(val c, const char *member, const char *said, bool follows, bool *changed)
{
	const char *have = val_str(c, member, NULL);

	if (!said || (have && (!follows || strcmp(have, said) == 0)))
		return have;
	*changed = true;
	return said;
}

/* Fills c in from the hint, and the store when something changed. */
static int refresh(struct sql *db, const struct met *m, date_ms now, val *c, struct err *e)
{
	static const char update[] =
		"UPDATE customers SET name = $3, phone = $4, email = $5, updated_at = $6 WHERE domain = $1 AND id = $2";
	bool follows = strcmp(val_str(*c, "id", ""), m->external) == 0, changed = false;
	const char *name = newer(*c, "name", m->name, follows, &changed);
	const char *phone = newer(*c, "phone", m->phone, follows, &changed);
	const char *email = newer(*c, "email", m->email, follows, &changed);
	val p;

	if (!changed)
		return 0;
	p = add(add(add(pair(m->domain, val_str(*c, "id", "")), name), phone), email);
	*c = val_set_str(val_set_str(val_set_str(*c, "name", name), "phone", phone), "email", email);
	p = val_push(p, val_of_int(now));
	if (sql_begin(db, e) < 0) {
		val_free(p);
		return -1;
	}
	if (sql_exec(db, update, p, e) < 0 || tell(db, m->domain, val_str(*c, "id", ""), "update", now, e) < 0) {
		sql_rollback(db);
		return -1;
	}
	return sql_commit(db, e);
}

/* Under the write lock: who it is, made when nobody, and tied to the external id. */
static int meet_locked(struct sql *db, const struct met *m, date_ms now, val *out, bool *fresh, struct err *e)
{
	if (recognise(db, m, out, e) < 0)
		return -1;
	if (!found(*out)) {
		*fresh = true;
		if (make_new(db, m, now, e) < 0 || customer_get(db, m->domain, m->external, out, e) < 0)
			return -1;
	}
	return tie(db, m->domain, m->external, val_str(*out, "id", m->external), e);
}

static int meet(struct sql *db, const struct met *m, date_ms now, val *out, bool *fresh, struct err *e)
{
	if (sql_begin(db, e) < 0)
		return -1;
	if (meet_locked(db, m, now, out, fresh, e) < 0) {
		sql_rollback(db);
		return -1;
	}
	return sql_commit(db, e);
}

int customer_meet(struct sql *db, const char *domain, const struct customer_hint *hint, date_ms now, val *out,
				  bool *fresh, struct err *e)
{
	struct met m = {.domain = domain, .external = hint->external};

	m.name = hint->name && *hint->name ? hint->name : NULL;
	m.phone = hint->claimed ? NULL : phone_of(hint->phone, m.phone_buf);
	m.email = hint->claimed ? NULL : email_of(hint->email, m.email_buf);
	*fresh = false;
	if (get_external(db, domain, hint->external, out, e) < 0)
		return -1;
	if (hint->look)
		return found(*out) ? 0 : recognise(db, &m, out, e);
	if (!found(*out) && meet(db, &m, now, out, fresh, e) < 0) {
		if (found(*out))
			val_free(*out);
		return -1;
	}
	if (refresh(db, &m, now, out, e) == 0)
		return 0;
	val_free(*out);
	return -1;
}

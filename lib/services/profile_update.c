#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "services/customer.h"
#include "text/ident.h"

#include "services/profile_private.h"

#define MOST_ID 200    /* bytes */
#define MOST_SOURCE 60 /* bytes */
#define TRIES 3

struct update {
	struct sql *db;
	const char *domain;
	const struct profile_change *c;
	char *id;     /* of the customer */
	bool known;   /* when it was looked for */
	bool created; /* by this */
	bool again;   /* it was taken away meanwhile: look for it again */
	bool changed;
	val before, after, fields;
	val shared; /* who else has the phone or e-mail that came by this */
};

static void update_free(struct update *u)
{
	free(u->id);
	val_free(u->before);
	val_free(u->after);
	val_free(u->fields);
	val_free(u->shared);
}

static int check_word(const char *what, const char *s, size_t most, struct err *e)
{
	size_t n = s ? strlen(s) : 0;

	if (n == 0 || n > most)
		return err_set(e, ERR_DATA, "an update needs the %s, a text of at most %zu bytes", what, most);
	for (size_t i = 0; i < n; i++)
		if (iscntrl((unsigned char)s[i]))
			return err_set(e, ERR_DATA, "the %s of an update has a control character in it", what);
	return 0;
}

static int check(const struct profile_change *c, struct err *e)
{
	if (check_word("customer", c->customer, MOST_ID, e) != 0 || check_word("source", c->source, MOST_SOURCE, e) != 0)
		return -1;
	return c->event ? check_word("event", c->event, MOST_ID, e) : 0;
}

/* Whose profile it is: that of somebody known, or a new one by this id. */
static int find(struct update *u, struct err *e)
{
	const char *key = u->c->customer;
	char normal[IDENT_MAX];

	free(u->id);
	if (customer_id_of(u->db, u->domain, key, &u->id, e) != 0) {
		u->id = NULL;
		return -1;
	}
	u->known = u->id != NULL;
	if (u->known)
		return 0;
	if (*key == '+' || ident_phone(key, strlen(key), NULL, normal) || ident_email(key, strlen(key), normal))
		return err_set(
			e, ERR_DATA,
			"no customer has that phone or e-mail; a new one needs an id, and phone or email in contact_info");
	u->id = mem_dup(key);
	return 0;
}

/* Holds the row until the end of the transaction, made when there was none. */
static int hold(struct update *u, struct err *e)
{
	val p = val_push(profile_params(u->domain, u->id), val_of_int(u->c->now));
	int made = sql_exec(u->db,
						"INSERT INTO customers (domain, id, created_at, updated_at) VALUES ($1, $2, $3, $3)"
						" ON CONFLICT (domain, id) DO NOTHING",
						p, e);

	if (made < 0)
		return -1;
	u->created = made == 1;
	u->again = u->created && u->known;
	return profile_lock(u->db, u->domain, u->id, e) < 0 ? -1 : customer_get(u->db, u->domain, u->id, &u->before, e);
}

static bool differs(val a, val b, const char *key)
{
	val x = val_get(a, key), y = val_get(b, key);
	bool differ = !val_equal(x, y);

	val_free(x);
	val_free(y);
	return differ;
}

/* A family may share a phone, but nobody is recognised by one that several have: whoever gave it should know. */
static int note_shared(struct update *u, struct err *e)
{
	static const char *const reach[] = {"phone", "email"};
	val others;

	if (customer_others(u->db, u->domain, u->after, &others, e) != 0)
		return -1;
	for (size_t i = 0; i < sizeof(reach) / sizeof(reach[0]); i++) {
		val ids = val_member(others, reach[i]), id = val_at(ids, 0);

		if (val_len(ids) > 0 && differs(u->before, u->after, reach[i])) {
			log_warn("that %s is also the one of the customer %.200s%s: neither is found by it any more (`cwai profile "
					 "link --find` lists who may be one person)",
					 i ? "e-mail" : "phone", val_text(id, ""), val_len(ids) > 1 ? " and others" : "");
			u->shared = val_set(u->shared, reach[i], val_copy(ids));
		}
		val_free(id);
		val_free(ids);
	}
	val_free(others);
	return 0;
}

static int write_change(struct update *u, struct err *e)
{
	const struct profile_change *c = u->c;
	bool reached = differs(u->before, u->after, "name") || differs(u->before, u->after, "phone") ||
				   differs(u->before, u->after, "email");

	if (reached && note_shared(u, e) != 0)
		return -1;
	if (val_len(u->fields) > 0)
		u->after = profile_noted(u->after, c->source, val_copy(u->fields), c->now);
	if (customer_write(u->db, u->domain, u->after, c->now, e) != 0)
		return -1;
	if (profile_note(u->db, u->domain, u->id, u->created ? "insert" : "update", c->source, reached, c->now, e) != 0)
		return -1;
	return profile_audit(u->db, c->key, u->domain, "write", u->id, "profile", c->source, c->now, e);
}

/* Inside the transaction. */
static int make(struct update *u, struct err *e)
{
	int marked = profile_mark(u->db, u->domain, u->c->event, u->c->now, e);

	if (marked < 0 || find(u, e) != 0)
		return -1;
	if (marked == 0) {
		if (customer_get(u->db, u->domain, u->id, &u->before, e) != 0)
			return -1;
		u->after = val_copy(u->before);
		return 0;
	}
	if (hold(u, e) != 0)
		return -1;
	if (u->again)
		return 0;
	u->after = val_copy(u->before);
	if (profile_fields_take(&u->after, u->c->data, strcmp(u->c->source, "conversation") == 0, &u->fields, e) != 0)
		return -1;
	u->changed = u->created || val_len(u->fields) > 0;
	return u->changed ? write_change(u, e) : 0;
}

static int attempt(struct update *u, struct err *e)
{
	int st;

	update_free(u);
	*u = (struct update){.db = u->db, .domain = u->domain, .c = u->c};
	u->before = val_null();
	u->after = val_null();
	u->fields = val_array();
	u->shared = val_object();
	if (sql_begin(u->db, e) != 0)
		return -1;
	st = make(u, e);
	if (st == 0 && !u->c->dry && !u->again)
		return sql_commit(u->db, e);
	sql_rollback(u->db);
	return st;
}

static val told(const struct update *u)
{
	val v = val_set_str(val_object(), "id", u->id);

	v = val_set(val_set(v, "created", val_true(u->created)), "changed", val_true(u->changed));
	if (val_iter_ok(u->shared, val_iter(u->shared)))
		v = val_set(v, "shared", val_copy(u->shared));
	return val_set(val_set(v, "fields", val_copy(u->fields)), "profile", val_copy(u->after));
}

int profile_update(struct sql *db, const struct domain *d, const struct profile_change *c, val *out, struct err *e)
{
	struct update u = {.db = db, .domain = domain_name(d), .c = c};
	int st, tries = 0;

	if (check(c, e) != 0)
		return -1;
	u.before = u.after = u.fields = u.shared = val_null();
	do
		st = attempt(&u, e);
	while (st == 0 && u.again && ++tries < TRIES);
	if (st == 0 && u.again)
		st = err_set(e, ERR_AGAIN, "the customer is being linked to another: try again");
	if (st == 0 && out)
		*out = told(&u);
	update_free(&u);
	return st == 0 ? u.changed : -1;
}

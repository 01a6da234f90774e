#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/mem.h"
#include "services/customer.h"

#include "services/profile_link_private.h"

#define REACH(column)                                                                                   \
	"SELECT " column " AS value, id FROM customers WHERE domain = $1 AND " column " IN (SELECT " column \
	" FROM customers WHERE domain = $1 AND " column " <> '' GROUP BY " column " HAVING COUNT(*) > 1)"   \
	" ORDER BY " column ", created_at, id"

/* Odoo's customer of a partner, by its own id or one tied to another customer, that is linked to our customer l.id. */
static const char partners[] =
	"SELECT l.id, c.id AS other, k.created_at AS since, c.created_at AS other_since"
	" FROM odoo_links l JOIN customers k ON k.domain = l.domain AND k.id = l.id"
	" JOIN customers c ON c.domain = l.domain AND c.id = 'odoo:' || l.model || ':' || l.remote_id"
	" WHERE l.domain = $1 AND l.entity = 'customer' AND l.remote_id IS NOT NULL AND c.id <> l.id UNION "
	"SELECT l.id, c.id, k.created_at, c.created_at"
	" FROM odoo_links l JOIN customers k ON k.domain = l.domain AND k.id = l.id"
	" JOIN customer_ids i ON i.domain = l.domain AND i.external_id = 'odoo:' || l.model || ':' || l.remote_id"
	" JOIN customers c ON c.domain = i.domain AND c.id = i.customer_id"
	" WHERE l.domain = $1 AND l.entity = 'customer' AND l.remote_id IS NOT NULL AND c.id <> l.id ORDER BY 1, 2";

struct finding {
	struct map *place; /* of a pair in list, from 1 */
	val list;
	const char *by;
	char *value, *first; /* the group that is being read, and its oldest */
};

static void add(struct finding *f, const char *kept, const char *gone)
{
	char *key = mem_printf("%s\n%s", kept, gone);
	uint64_t *at = map_at(f->place, key, strlen(key), NULL);
	val v;

	free(key);
	if (*at) {
		/* array items are replaced by building anew: pairs with two reasons are few */
		val out = val_array();

		for (int i = 0; i < val_len(f->list); i++) {
			v = val_at(f->list, i);
			if ((uint64_t)i + 1 == *at)
				v = val_set(v, "by", val_push(val_get_array(v, "by"), val_of_str(f->by)));
			out = val_push(out, v);
		}
		val_free(f->list);
		f->list = out;
		return;
	}
	v = val_set_str(val_set_str(val_object(), "kept", kept), "gone", gone);
	f->list = val_push(f->list, val_set(v, "by", val_push(val_array(), val_of_str(f->by))));
	*at = (uint64_t)val_len(f->list);
}

static int take_reach(void *cookie, val row, struct err *e)
{
	struct finding *f = cookie;
	const char *value = val_str(row, "value", ""), *id = val_str(row, "id", "");

	(void)e;
	if (f->value && strcmp(f->value, value) == 0) {
		add(f, f->first, id);
	} else {
		free(f->value);
		free(f->first);
		f->value = mem_dup(value);
		f->first = mem_dup(id);
	}
	val_free(row);
	return 0;
}

static int take_partner(void *cookie, val row, struct err *e)
{
	struct finding *f = cookie;
	const char *a = val_str(row, "id", ""), *b = val_str(row, "other", "");
	bool first = val_int(row, "since", 0) <= val_int(row, "other_since", 0);

	(void)e;
	add(f, first ? a : b, first ? b : a);
	val_free(row);
	return 0;
}

static int take_undone(void *cookie, val row, struct err *e)
{
	struct map *undone = cookie;
	char *a = mem_printf("%s\n%s", val_str(row, "kept", ""), val_str(row, "gone", ""));
	char *b = mem_printf("%s\n%s", val_str(row, "gone", ""), val_str(row, "kept", ""));

	(void)e;
	*map_at(undone, a, strlen(a), NULL) = 1;
	*map_at(undone, b, strlen(b), NULL) = 1;
	free(a);
	free(b);
	val_free(row);
	return 0;
}

/* list (consumed) with "undone" at the pairs that were taken back. */
static val mark(val list, const struct map *undone)
{
	val out = val_array();

	for (int i = 0; i < val_len(list); i++) {
		val v = val_at(list, i);
		char *key = mem_printf("%s\n%s", val_str(v, "kept", ""), val_str(v, "gone", ""));

		if (map_find(undone, key, strlen(key)))
			v = val_set(v, "undone", val_true(true));
		free(key);
		out = val_push(out, v);
	}
	val_free(list);
	return out;
}

static val one(const char *domain)
{
	return val_push(val_array(), val_of_str(domain));
}

static int find_all(struct sql *db, const char *domain, struct finding *f, struct map *undone, struct err *e)
{
	f->by = "phone";
	if (sql_each(db, REACH("phone"), one(domain), take_reach, f, e) != 0)
		return -1;
	free(f->value);
	f->value = NULL;
	f->by = "email";
	if (sql_each(db, REACH("email"), one(domain), take_reach, f, e) != 0)
		return -1;
	f->by = "odoo";
	if (sql_each(db, partners, one(domain), take_partner, f, e) != 0)
		return -1;
	return sql_each(db, "SELECT kept, gone FROM merges WHERE domain = $1 AND undone_at IS NOT NULL", one(domain),
					take_undone, undone, e);
}

int profile_link_find(struct sql *db, const struct domain *d, val *out, struct err *e)
{
	struct finding f = {.place = map_new(), .list = val_array()};
	struct map *undone = map_new();
	int st = find_all(db, domain_name(d), &f, undone, e);

	*out = mark(f.list, undone);
	map_free(f.place);
	map_free(undone);
	free(f.value);
	free(f.first);
	if (st != 0)
		val_free(*out);
	return st;
}

int profile_link_pairs(struct sql *db, const struct domain *d, val *pairs, const struct profile_link *how,
					   struct err *e)
{
	val done = val_array();
	int st = 0;

	for (int i = 0; i < val_len(*pairs) && st >= 0; i++) {
		val v = val_at(*pairs, i), out;
		struct profile_link q = *how;

		q.kept = val_str(v, "kept", "");
		q.gone = val_str(v, "gone", "");
		if (!val_bool(v, "undone", false)) {
			st = profile_link(db, d, &q, &out, e);
			if (st >= 0) {
				v = val_set(v, "linked", val_get(out, "linked"));
				val_free(out);
			}
		}
		done = val_push(done, v);
	}
	val_free(*pairs);
	*pairs = done;
	return st < 0 ? -1 : 0;
}

/* ---- history ---- */

static int give(void *cookie, val row, struct err *e)
{
	val *list = cookie;
	char ts[32];
	bool undone = val_int(row, "undone_at", 0) != 0;

	(void)e;
	row = val_set_str(row, "ts", date_format(val_int(row, "ts", 0), ts));
	row = profile_without(row, "undone_at");
	*list = val_push(*list, val_set(row, "undone", val_true(undone)));
	return 0;
}

int profile_link_history(struct sql *db, const struct domain *d, const char *key, val *updates, val *links,
						 struct err *e)
{
	char *id;
	val c = val_null();
	int st = customer_id_of(db, domain_name(d), key, &id, e);

	if (st != 0)
		return -1;
	if (!id)
		return err_set(e, ERR_NOINPUT, "there is no such customer: give its id, a channel's id, a phone or an e-mail");
	*links = val_array();
	st = customer_get(db, domain_name(d), id, &c, e);
	if (st == 0)
		st = sql_each(db,
					  "SELECT ts, kept, gone, source, undone_at FROM merges"
					  " WHERE domain = $1 AND (kept = $2 OR gone = $2) ORDER BY seq",
					  profile_params(domain_name(d), id), give, links, e);
	*updates = val_get_array(c, "update_history");
	val_free(c);
	free(id);
	if (st != 0) {
		val_free(*updates);
		val_free(*links);
	}
	return st;
}

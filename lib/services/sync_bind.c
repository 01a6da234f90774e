/* sync: which database a domain is the same as: links are numbers of rows, and those of another say nothing. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "services/sync_private.h"

#define STATE "database" /* {"uuid","database","host"} in sync_state */

static int take_uuid(void *cookie, const char *json, size_t n, struct err *e)
{
	val *uuid = cookie, row = val_parse(json, n, e);

	if (val_kind(row) == VAL_NONE)
		return -1;
	val_free(*uuid);
	*uuid = val_get(row, "value");
	val_free(row);
	return 0;
}

/* What the database calls itself, wherever it is; null when the user may not see it. */
static int ask_uuid(struct sync *s, val *uuid, struct err *e)
{
	static const char *const fields[] = {"value"};
	val leaf = val_push(val_push(val_array(), val_of_str("key")), val_of_str("="));
	val domain = val_push(val_array(), val_push(leaf, val_of_str("database.uuid")));
	const struct odoo_query q = {.model = "ir.config_parameter",
								 .domain = domain,
								 .fields = fields,
								 .n_fields = 1,
								 .limit = 1,
								 .context = val_null()};
	long n;

	*uuid = val_null();
	n = odoo_rows(s->odoo, &q, take_uuid, uuid, e);
	val_free(domain);
	return n < 0 && e->kind != ERR_REFUSED && e->kind != ERR_DATA ? -1 : 0;
}

/* What can be told of the database: the caller's. */
static int look(struct sync *s, val *now, struct err *e)
{
	val about, uuid;
	const char *url, *host;

	*now = val_null();
	if (odoo_connect(s->odoo, e) != 0 || ask_uuid(s, &uuid, e) != 0)
		return -1;
	about = odoo_about(s->odoo);
	url = val_str(about, "url", "");
	host = strstr(url, "://") ? strstr(url, "://") + 3 : url;
	*now = val_set_str(val_set(val_object(), "uuid", uuid), "database", val_str(about, "database", ""));
	*now = val_set_str(*now, "host", host);
	val_free(about);
	return 0;
}

static bool same_member(val a, val b, const char *member)
{
	return strcmp(val_str(a, member, ""), val_str(b, member, "")) == 0;
}

/* A server that moved is the same; without its uuid name and place have to be. With a key there may be no name. */
static bool is_same(val was, val now)
{
	bool named = *val_str(was, "database", "") && *val_str(now, "database", "");

	if (val_str(was, "uuid", NULL) && val_str(now, "uuid", NULL))
		return same_member(was, now, "uuid");
	return (!named || same_member(was, now, "database")) && same_member(was, now, "host");
}

static int refuse(const struct sync *s, val was, val now, struct err *e)
{
	return err_set(
		e, ERR_CONFIG,
		"%s was kept the same with another database (\"%s\" of %s) than this one (\"%s\" of %s), and what is "
		"tied to that one would be deleted or mixed up: give this one a store of its own, or, if it is the "
		"same that has only moved, say --moved once",
		s->domain, val_str(was, "database", ""), val_str(was, "host", ""), val_str(now, "database", ""),
		val_str(now, "host", ""));
}

static int keep(struct sync *s, val now, struct err *e)
{
	if (sql_begin(s->db, e) != 0)
		return -1;
	if (sync_state_put(s, STATE, val_copy(now), e) == 0)
		return sql_commit(s->db, e);
	sql_rollback(s->db);
	return -1;
}

int sync_bind(struct sync *s, struct err *e)
{
	val was, now;
	int st = 0;

	if (s->bound)
		return 0;
	if (look(s, &now, e) != 0)
		return -1;
	if (sync_state_get(s, STATE, &was, e) != 0) {
		val_free(now);
		return -1;
	}
	if (val_str(was, "host", NULL) && !s->o.moved && !is_same(was, now))
		st = refuse(s, was, now, e);
	/* who may not read the uuid now does not make it forgotten */
	if (st == 0 && !val_str(now, "uuid", NULL) && !s->o.moved)
		now = val_set(now, "uuid", val_get(was, "uuid"));
	if (st == 0 && !s->o.dry && !val_equal(was, now))
		st = keep(s, now, e);
	s->bound = st == 0;
	val_free(was);
	val_free(now);
	return st;
}

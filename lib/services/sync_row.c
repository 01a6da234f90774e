/* sync: the row in Odoo of a record that is tied to none yet, as far as the two tell of each other. */
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"

#include "services/sync_private.h"

int sync_row_check_id(const struct sync_entity *n, const char *id, struct err *e)
{
	for (const char *c = id; *c; c++)
		if (strchr("[]<>&\"'\\", *c) || (unsigned char)*c < ' ' || *c == 0x7f)
			return err_set(e, ERR_DATA,
						   "%s: an id that goes to Odoo has no brackets, quotes, &, \\ or control characters: %.60s",
						   n->n.name, id);
	return 0;
}

/* Whether the row holds the reference of id: what "like" finds may be another's, as "_" stands for any character. */
static int holds_ref(struct sync *s, const struct sync_entity *n, long long number, const char *id, bool *holds,
					 struct err *e)
{
	char *ours = NULL;
	val row, record = val_null();
	int st = sync_expand_fetch(s, n, number, &row, e);

	if (st == 0 && val_kind(row) == VAL_OBJECT)
		st = sync_jq_pull(s, n, val_copy(row), &record, &ours, e);
	*holds = st == 0 && ours && strcmp(ours, id) == 0;
	free(ours);
	val_free(record);
	val_free(row);
	return st;
}

int sync_row_by_ref(struct sync *s, const struct sync_entity *n, const char *id, long long *number, struct err *e)
{
	char *ref = sync_jq_ref(s, n, id);
	val leaf = val_push(val_push(val_array(), val_of_str(n->ref)), val_of_str(n->ref_within ? "like" : "="));
	val domain = val_push(val_array(), val_push(leaf, val_of_str(ref)));
	val context = val_set(val_object(), "active_test", val_true(false));
	const struct odoo_query q = {.model = n->model, .domain = domain, .context = context};
	long long *found = NULL;
	long count = odoo_ids(s->odoo, &q, &found, e), have = 0;
	int st = count < 0 ? -1 : 0;

	*number = 0;
	for (long i = 0; i < count && st == 0; i++) {
		bool holds = true;

		if (n->ref_within)
			st = holds_ref(s, n, found[i], id, &holds, e);
		if (st == 0 && holds && have++ == 0)
			*number = found[i];
	}
	if (st == 0 && have > 1)
		log_warn("%s %s is in Odoo %ld times: %s %lld counts", n->n.name, id, have, n->model, *number);
	free(found);
	free(ref);
	val_free(domain);
	val_free(context);
	return st;
}

/*
 * Whether the row may be taken by id: it is tied to no other, or to one of which there is only the number, as it was
 * hidden when it came. Then that link is in *other (the caller's).
 */
static int is_free(struct sync *s, const struct sync_entity *n, long long number, const char *id, bool *is_free,
				   char **other, struct err *e)
{
	struct sync_link l = {.base = val_null()};
	val record = val_null();
	int st = sync_link_by_remote(s, n, number, &l, e);

	*is_free = st == 0 && (!l.there || strcmp(l.id, id) == 0);
	if (st == 0 && !*is_free) {
		st = entity_get(s->store, &n->n, l.id, &record, e);
		*is_free = st == 0 && !l.pending && val_kind(record) != VAL_OBJECT;
		if (*is_free)
			*other = mem_dup(l.id);
	}
	val_free(record);
	sync_link_free(&l);
	return st;
}

int sync_row_find(struct sync *s, const struct sync_entity *n, const char *id, long long *number, char **other,
				  struct err *e)
{
	long long named = odoo_id_number(id, n->model);
	bool free_one = false;
	val row = val_null();
	int st = 0;

	*number = 0;
	*other = NULL;
	if (named > 0)
		st = sync_expand_fetch(s, n, named, &row, e);
	if (st == 0 && val_kind(row) == VAL_OBJECT)
		*number = named;
	else if (st == 0)
		st = sync_row_by_ref(s, n, id, number, e);
	val_free(row);
	if (st == 0 && *number)
		st = is_free(s, n, *number, id, &free_one, other, e);
	if (!free_one)
		*number = 0;
	return st;
}

/* sync: one row at once, as a webhook of Odoo tells of it. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "services/sync_private.h"

static val leaf(const char *field, const char *operator, val v)
{
	return val_push(val_push(val_push(val_array(), val_of_str(field)), val_of_str(operator)), v);
}

/* Is the row in the entity's domain? */
static int is_inside(struct sync *s, const struct sync_entity *n, long long number, bool *inside, struct err *e)
{
	struct odoo_call c = {.model = n->model, .method = "search_count"};
	val domain = val_push(val_array(), leaf("id", "=", val_of_int(number))), v;

	for (int i = 0; i < val_len(n->domain); i++)
		domain = val_push(domain, val_at(n->domain, i));
	c.args = val_push(val_array(), domain);
	c.kwargs = val_set(val_object(), "context", sync_map_context(n));
	if (odoo_do(s->odoo, &c, &v, NULL, e) != 0)
		return -1;
	*inside = val_number(v, 0) > 0;
	val_free(v);
	return 0;
}

/* The row in *row, null when it is gone or, which *inside tells, not in the entity's domain. */
static int find_one(struct sync *s, const struct sync_entity *n, long long number, bool *inside, val *row,
					struct err *e)
{
	*row = val_null();
	if (is_inside(s, n, number, inside, e) != 0 || sync_expand_fetch(s, n, number, row, e) != 0)
		return -1;
	*inside = *inside && val_kind(*row) == VAL_OBJECT;
	return 0;
}

/* One row of an entity. *sum is {"id","action"}. */
static int take_one(struct sync *s, struct sync_entity *n, long long number, val *sum, struct err *e)
{
	struct sync_counts c = {0};
	const char *action;
	bool inside = false;
	val row;
	char *id;
	int st;

	if (find_one(s, n, number, &inside, &row, e) != 0)
		return -1;
	st = sync_link_begin(s, e);
	if (st == 0) {
		st = inside ? sync_apply_row(s, n, val_copy(row), 0, &c, e)
					: sync_gone_missing(s, n, &c, number, val_kind(row) == VAL_OBJECT, e);
		st = sync_apply_end(s, st, e);
	}
	val_free(row);
	if (st != 0)
		return -1;
	id = mem_printf("odoo:%s:%lld", n->model, number);
	action = c.inserted ? "insert" : c.updated ? "update" : c.deleted ? "delete" : "none";
	*sum = val_set_str(val_set_str(val_object(), "id", id), "action", action);
	free(id);
	return 0;
}

/* The field of also by which rows of that model belong to n, in new memory; NULL when none does. */
static char *belongs_by(const struct sync_entity *n, const char *model)
{
	val also = val_get(n->way, "also");
	char *field = NULL;

	for (int i = 0; i < val_len(also) && !field; i++) {
		val v = val_at(also, i);
		const char *relation = odoo_fields_relation(n->fields, val_text(v, ""));

		if (relation && strcmp(relation, model) == 0)
			field = mem_dup(val_text(v, ""));
		val_free(v);
	}
	val_free(also);
	return field;
}

/* The entity that is kept in the model, or whose rows it makes changed ones: then by *field, in new memory. */
static struct sync_entity *entity_of(struct sync *s, const char *model, char **field, struct err *e)
{
	*field = NULL;
	for (int i = 0; i < s->n; i++) {
		int st = sync_map_look(s, &s->entity[i], e);

		if (st < 0)
			return NULL;
		if (st > 0 && strcmp(s->entity[i].model, model) == 0)
			return &s->entity[i];
	}
	for (int i = 0; i < s->n; i++)
		if (!s->entity[i].missing && (*field = belongs_by(&s->entity[i], model)))
			return &s->entity[i];
	(void)err_set(e, ERR_DATA, "no entity of odoo.yaml is kept in %s", model);
	return NULL;
}

/* The rows that the row belongs to; *sum is {"rows","action"}, the action of the first that changed. */
static int take_owners(struct sync *s, struct sync_entity *n, const char *field, long long number, val *sum,
					   struct err *e)
{
	val domain = val_push(val_array(), leaf(field, "in", val_push(val_array(), val_of_int(number))));
	val context = sync_map_context(n), rows = val_array();
	const struct odoo_query q = {.model = n->model, .domain = domain, .context = context};
	const char *action = "none";
	long long *id = NULL;
	long count = odoo_ids(s->odoo, &q, &id, e);
	int st = count < 0 ? -1 : 0;

	for (long i = 0; i < count && st == 0; i++) {
		val one;

		st = take_one(s, n, id[i], &one, e);
		if (st == 0)
			rows = val_push(rows, one);
	}
	for (int i = 0; i < val_len(rows) && st == 0 && strcmp(action, "none") == 0; i++) {
		val one = val_at(rows, i);

		action = val_str(one, "action", "none"); /* rows keeps it */
		val_free(one);
	}
	if (st == 0)
		*sum = val_set(val_set_str(val_object(), "action", action), "rows", val_copy(rows));
	free(id);
	val_free(domain);
	val_free(context);
	val_free(rows);
	return st;
}

int sync_one(struct sync *s, const char *model, long long number, val *sum, struct err *e)
{
	struct sync_entity *n;
	char *field = NULL, *id;
	val got = val_null();
	int st;

	*sum = val_null();
	if (sync_bind(s, e) != 0 || !(n = entity_of(s, model, &field, e)))
		return -1;
	st = field ? take_owners(s, n, field, number, &got, e) : take_one(s, n, number, &got, e);
	free(field);
	if (st != 0)
		return -1;
	id = mem_printf("odoo:%s:%lld", model, number);
	*sum = sync_merge_over(val_set_str(val_set_str(val_object(), "entity", n->n.name), "id", id), got);
	val_free(got);
	free(id);
	return 0;
}

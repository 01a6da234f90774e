/* sync: rows of other models that belong to a row, read with it. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "services/sync_private.h"

struct lines {
	val rows; /* object: id to row */
};

static int take_line(void *cookie, const char *json, size_t n, struct err *e)
{
	struct lines *x = cookie;
	val row = val_parse(json, n, e);

	if (val_kind(row) != VAL_OBJECT)
		return -1;
	x->rows = val_set(x->rows, val_str(row, "id", ""), row);
	return 0;
}

/* The numbers that the field has over all rows, in new memory. */
static long collect(val rows, const char *field, long long **id)
{
	long n = 0, cap = 64;

	*id = mem_array(NULL, (size_t)cap, sizeof(**id));
	for (int i = 0; i < val_len(rows); i++) {
		val row = val_at(rows, i), ids = val_get(row, field);

		for (int k = 0; k < val_len(ids); k++) {
			val v = val_at(ids, k);

			if (n == cap)
				*id = mem_array(*id, (size_t)(cap *= 2), sizeof(**id));
			(*id)[n++] = odoo_id_number(val_text(v, ""), NULL);
			val_free(v);
		}
		val_free(ids);
		val_free(row);
	}
	return n;
}

/* Each of rows (consumed) with the rows of lines in place of the field's ids. */
static val put_lines(val rows, const char *field, val lines)
{
	val out = val_array();

	for (int i = 0; i < val_len(rows); i++) {
		val row = val_at(rows, i), ids = val_get(row, field), full = val_array();

		for (int k = 0; k < val_len(ids); k++) {
			val v = val_at(ids, k), line = val_member(lines, val_text(v, ""));

			if (val_kind(line) == VAL_OBJECT)
				full = val_push(full, line);
			else
				val_free(line);
			val_free(v);
		}
		val_free(ids);
		out = val_push(out, val_set(row, field, full));
	}
	val_free(rows);
	return out;
}

/*
 * The fields that are read of the lines: one with "?" behind it where the model has it. Their number, or -1; the names
 * are the caller's in either case.
 */
static int line_fields(const struct sync_entity *n, const char *field, val fields, const struct odoo_fields *f,
					   const char *model, char *name[SYNC_MAX_FIELDS], int *count, struct err *e)
{
	for (int i = 0; i < val_len(fields) && *count < SYNC_MAX_FIELDS; i++) {
		val v = val_at(fields, i);
		size_t len = strcspn(val_text(v, ""), "?");
		bool optional = val_text(v, "")[len] == '?';
		char *bare = mem_ndup(val_text(v, ""), len);

		val_free(v);
		if (odoo_fields_type(f, bare)) {
			name[(*count)++] = bare;
			continue;
		}
		if (!optional)
			(void)err_set(e, ERR_CONFIG,
						  "%s: %s: expand: %s: %s of this Odoo has no field %s (%s? reads it where it is)", n->file,
						  n->n.name, field, model, bare, bare);
		free(bare);
		if (!optional)
			return -1;
	}
	return 0;
}

/* One expanded field: conf is {model, fields}. */
static int expand_field(struct sync *s, const struct sync_entity *n, const char *field, val conf, val *rows,
						struct err *e)
{
	struct odoo_query q = {.model = val_str(conf, "model", odoo_fields_relation(n->fields, field)),
						   .context = val_null()};
	struct lines x = {val_object()};
	val fields = val_get(conf, "fields");
	char *name[SYNC_MAX_FIELDS];
	struct odoo_fields *f = NULL;
	long long *id;
	long count;
	int st = q.model ? odoo_model(s->odoo, q.model, &f, e) : 0;

	if (st > 0 && line_fields(n, field, fields, f, q.model, name, &q.n_fields, e) != 0)
		st = -1;
	q.fields = (const char *const *)name;
	if (st > 0) {
		count = collect(*rows, field, &id);
		st = odoo_read(s->odoo, &q, id, count, take_line, &x, e);
		free(id);
		if (st == 0)
			*rows = put_lines(*rows, field, x.rows);
	}
	for (int i = 0; i < q.n_fields; i++)
		free(name[i]);
	val_free(fields);
	val_free(x.rows);
	return st < 0 ? -1 : 0;
}

int sync_expand_rows(struct sync *s, const struct sync_entity *n, val *rows, struct err *e)
{
	val conf = val_get(n->way, "expand");
	int st = 0;

	for (int i = val_iter(conf); val_iter_ok(conf, i) && st == 0; i = val_iter_next(conf, i)) {
		val field = val_iter_val(conf, i);

		if (odoo_fields_type(n->fields, val_iter_key(conf, i)))
			st = expand_field(s, n, val_iter_key(conf, i), field, rows, e);
		val_free(field);
	}
	val_free(conf);
	return st;
}

static int keep_row(void *cookie, const char *json, size_t n, struct err *e)
{
	val *rows = cookie, row = val_parse(json, n, e);

	if (val_kind(row) != VAL_OBJECT)
		return -1;
	*rows = val_push(*rows, row);
	return 0;
}

int sync_expand_fetch(struct sync *s, const struct sync_entity *n, long long number, val *row, struct err *e)
{
	val context = val_get(n->way, "context"), rows = val_array();
	struct odoo_query q = {.model = n->model, .fields = n->field, .n_fields = n->n_fields, .context = context};
	int st = odoo_read(s->odoo, &q, &number, 1, keep_row, &rows, e);

	if (st == 0)
		st = sync_expand_rows(s, n, &rows, e);
	*row = st == 0 ? val_at(rows, 0) : val_null();
	val_free(rows);
	val_free(context);
	return st;
}

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "services/sync_private.h"

/* ---- our reference ---- */

char *sync_jq_ref(const struct sync *s, const struct sync_entity *n, const char *id)
{
	return n->ref_within ? mem_printf("[cwai:%s:%s:%s]", s->domain, n->n.name, id)
						 : mem_printf("cwai:%s:%s:%s", s->domain, n->n.name, id);
}

/*
 * Where text holds a reference of n's, [*at, *end), with the paragraph that holds nothing else; *id in new memory.
 * False when there is none.
 */
static bool find_ref(const struct sync *s, const struct sync_entity *n, const char *text, const char **at,
					 const char **end, char **id)
{
	char *start = sync_jq_ref(s, n, "");
	size_t k = strlen(start) - (n->ref_within ? 1 : 0), len; /* without the closing bracket */

	start[k] = '\0';
	*at = n->ref_within ? strstr(text, start) : strncmp(text, start, k) == 0 ? text : NULL;
	free(start);
	if (!*at)
		return false;
	len = n->ref_within ? strcspn(*at + k, "]") : strlen(*at + k);
	*id = mem_ndup(*at + k, len);
	*end = *at + k + len + (n->ref_within && (*at)[k + len] ? 1 : 0);
	if (*at - text >= 3 && strncmp(*at - 3, "<p>", 3) == 0 && strncmp(*end, "</p>", 4) == 0) {
		*at -= 3;
		*end += 4;
	}
	while (*at > text && (*at)[-1] == '\n')
		(*at)--;
	return true;
}

/* Takes our reference out of the row (consumed): what stands for it there is no part of the record. */
static val without_ref(const struct sync *s, const struct sync_entity *n, val row, char **ours)
{
	const char *text = n->ref ? val_str(row, n->ref, "") : "", *at, *end;
	struct buf b = {0};

	*ours = NULL;
	if (!find_ref(s, n, text, &at, &end, ours))
		return row;
	buf_put(&b, text, (size_t)(at - text));
	buf_puts(&b, end);
	row = val_set_str(row, n->ref, b.n ? b.p : NULL);
	buf_free(&b);
	return row;
}

val sync_jq_sign(const struct sync *s, const struct sync_entity *n, const char *id, val values)
{
	char *ref = sync_jq_ref(s, n, id), *text;
	const char *type = odoo_fields_type(n->fields, n->ref);

	if (!n->ref_within) {
		values = val_set_str(values, n->ref, ref);
	} else if (type && strcmp(type, "html") == 0) {
		text = mem_printf("%s<p>%s</p>", val_str(values, n->ref, ""), ref);
		values = val_set_str(values, n->ref, text);
		free(text);
	} else {
		text = mem_printf("%s\n%s", val_str(values, n->ref, ""), ref);
		values = val_set_str(values, n->ref, text);
		free(text);
	}
	free(ref);
	return values;
}

/* ---- members that name another entity's record ---- */

/*
 * "refs" names them, at any depth: {customer: customer, product: product}. A record names ours by its id here, a row by
 * its number there. Both are the same for what came from Odoo, and not for what was made here or was known before.
 */
typedef int translate(struct sync *s, struct sync_entity *n, const char *id, val *out, struct err *e);

/* Ours of "odoo:MODEL:ID"; the same where it is not tied. */
static int to_ours(struct sync *s, struct sync_entity *n, const char *id, val *out, struct err *e)
{
	struct sync_link l = {.base = val_null()};
	long long number = n->model ? odoo_id_number(id, n->model) : -1;
	int st = number > 0 ? sync_link_by_remote(s, n, number, &l, e) : 0;

	*out = val_of_str(l.there ? l.id : id);
	sync_link_free(&l);
	return st;
}

/* Odoo's of ours. One that is not there yet has to wait. */
static int to_theirs(struct sync *s, struct sync_entity *n, const char *id, val *out, struct err *e)
{
	struct sync_link l = {.base = val_null()};
	char *text;
	int st = odoo_id_number(id, NULL) < 0 ? sync_link_by_id(s, n, id, &l, e) : 0;

	*out = val_null();
	if (st == 0 && odoo_id_number(id, NULL) >= 0) {
		*out = val_of_str(id);
	} else if (st == 0 && l.there && l.remote_id) {
		text = mem_printf("odoo:%s:%lld", n->model, l.remote_id);
		*out = val_of_str(text);
		free(text);
	} else if (st == 0) {
		val_free(s->missing);
		s->missing = val_set_str(val_set_str(val_object(), "entity", n->n.name), "missing", id);
		st = err_set(e, ERR_AGAIN, "%s %s is not in Odoo", n->n.name, id);
	}
	sync_link_free(&l);
	return st;
}

/* The entity that the member names, looked for its model; NULL when it names none, or Odoo has none. */
static struct sync_entity *named_by(struct sync *s, val refs, const char *member, struct err *e)
{
	val name = val_member(refs, member);
	int i = sync_find(s, val_text(name, ""));

	val_free(name);
	return i >= 0 && sync_map_look(s, &s->entity[i], e) > 0 ? &s->entity[i] : NULL;
}

/* v (consumed) with the members that refs names translated. */
static int translate_all(struct sync *s, val refs, val v, translate *fn, val *out, struct err *e)
{
	int st = 0;

	*out = val_kind(v) == VAL_ARRAY ? val_array() : val_object();
	for (int i = 0; val_kind(v) == VAL_ARRAY && i < val_len(v) && st == 0; i++) {
		val item = val_at(v, i), done = val_null();

		if (val_kind(item) == VAL_OBJECT || val_kind(item) == VAL_ARRAY)
			st = translate_all(s, refs, item, fn, &done, e);
		else
			done = item;
		*out = val_push(*out, done);
	}
	for (int i = val_kind(v) == VAL_OBJECT ? val_iter(v) : -1;
		 val_kind(v) == VAL_OBJECT && val_iter_ok(v, i) && st == 0; i = val_iter_next(v, i)) {
		const char *member = val_iter_key(v, i);
		val item = val_iter_val(v, i), done = val_null();
		struct sync_entity *n = val_kind(item) == VAL_STRING ? named_by(s, refs, member, e) : NULL;

		if (n)
			st = fn(s, n, val_text(item, ""), &done, e);
		else if (val_kind(item) == VAL_OBJECT || val_kind(item) == VAL_ARRAY)
			st = translate_all(s, refs, val_copy(item), fn, &done, e);
		else
			done = val_copy(item);
		val_free(item);
		*out = val_set(*out, member, done);
	}
	val_free(v);
	if (st == 0)
		return 0;
	val_free(*out);
	*out = val_null();
	return -1;
}

/* A record (consumed) of n. */
static int translate_record(struct sync *s, const struct sync_entity *n, val record, translate *fn, val *out,
							struct err *e)
{
	val refs = val_get(n->way, "refs");
	int st = 0;

	if (val_kind(refs) == VAL_OBJECT)
		st = translate_all(s, refs, record, fn, out, e);
	else
		*out = record;
	val_free(refs);
	return st;
}

/* ---- rows and records ---- */

int sync_jq_pull(struct sync *s, const struct sync_entity *n, val row, val *out, char **ours, struct err *e)
{
	bool hidden = val_has(row, "active") && !val_bool(row, "active", true);

	row = without_ref(s, n, row, ours);
	if (sync_program_run(s, n->pull, row, val_null(), out, e) != 0) {
		free(*ours);
		*ours = NULL;
		return e->kind == ERR_CONFIG ? -1 : err_prefix(e, "%s: pull", n->n.name);
	}
	if (val_kind(*out) == VAL_NULL)
		return 0;
	if (val_kind(*out) != VAL_OBJECT) {
		val_free(*out);
		*out = val_null();
		free(*ours);
		*ours = NULL;
		return err_set(e, ERR_CONFIG, "%s: %s: pull must give an object, or null of a row that is none of ours",
					   n->file, n->n.name);
	}
	if (hidden && !val_has(*out, "active"))
		*out = val_set(*out, "active", val_true(false));
	*out = entity_normal(s->store, &n->n, *out);
	if (translate_record(s, n, *out, to_ours, out, e) == 0)
		return 0;
	free(*ours);
	*ours = NULL;
	return err_prefix(e, "%s", n->n.name);
}

static bool is_lines(val v)
{
	val first = val_at(v, 0);
	bool is = val_kind(v) == VAL_ARRAY && val_kind(first) == VAL_OBJECT;

	val_free(first);
	return is;
}

int sync_jq_push(struct sync *s, const struct sync_entity *n, val record, val row, val *out, struct err *e)
{
	val v = val_null();
	int st = translate_record(s, n, val_copy(record), to_theirs, &v, e);

	if (st != 0)
		return err_prefix(e, "%s", n->n.name);
	st = sync_program_run(s, n->push, v, row, &v, e);

	if (st == 0 && val_kind(v) != VAL_OBJECT) {
		val_free(v);
		return err_set(e, ERR_CONFIG, "%s: %s: push must give an object of values", n->file, n->n.name);
	}
	if (st != 0)
		return e->kind == ERR_CONFIG ? -1 : err_prefix(e, "%s: push", n->n.name);
	*out = val_object();
	for (int i = val_iter(v); val_iter_ok(v, i) && st == 0; i = val_iter_next(v, i)) {
		val x = val_iter_val(v, i), sent = val_null();

		if (is_lines(x))
			sent = x;
		else
			st = odoo_fields_send(n->fields, val_iter_key(v, i), x, &sent, e);
		if (st == 0)
			*out = val_set(*out, val_iter_key(v, i), sent);
	}
	val_free(v);
	if (st == 0)
		return 0;
	val_free(*out);
	*out = val_null();
	return -1;
}

/* ---- lines: rows of another model that belong to this one ---- */

/* A line (borrowed) as Odoo takes it, without its id. */
static int send_line(struct odoo_fields *f, val line, val *out, struct err *e)
{
	*out = val_object();
	for (int i = val_iter(line); val_iter_ok(line, i); i = val_iter_next(line, i)) {
		val sent;

		if (strcmp(val_iter_key(line, i), "id") == 0)
			continue;
		if (odoo_fields_send(f, val_iter_key(line, i), val_iter_val(line, i), &sent, e) != 0) {
			val_free(*out);
			return -1;
		}
		*out = val_set(*out, val_iter_key(line, i), sent);
	}
	return 0;
}

static val command(int what, long long id, val values)
{
	return val_push(val_push(val_push(val_array(), val_of_int(what)), val_of_int(id)), values);
}

/* The line of that id, null when there is none. */
static val line_of(val lines, const char *id)
{
	for (int i = 0; id && i < val_len(lines); i++) {
		val v = val_at(lines, i);

		if (strcmp(val_str(v, "id", ""), id) == 0)
			return v;
		val_free(v);
	}
	return val_null();
}

/* Commands for the lines that are new or changed. */
static int set_lines(struct odoo_fields *f, val lines, val was, val *commands, struct err *e)
{
	for (int i = 0; i < val_len(lines); i++) {
		val line = val_at(lines, i), old = line_of(was, val_str(line, "id", NULL)), sent;
		bool there = val_kind(old) == VAL_OBJECT, same = there && val_equal(line, old);
		long long id = there ? odoo_id_number(val_str(line, "id", ""), NULL) : 0;

		val_free(old);
		if (!same && send_line(f, line, &sent, e) != 0) {
			val_free(line);
			return -1;
		}
		if (!same)
			*commands = val_push(*commands, command(there ? 1 : 0, id, sent));
		val_free(line);
	}
	return 0;
}

/* What makes was into lines; both borrowed. */
static int diff_lines(struct sync *s, const struct sync_entity *n, const char *field, val lines, val was, val *out,
					  struct err *e)
{
	const char *model = odoo_fields_relation(n->fields, field);
	struct odoo_fields *f = NULL;

	if (!model || odoo_model(s->odoo, model, &f, e) < 0)
		return model ? -1 : err_set(e, ERR_CONFIG, "%s: push: %s takes no lines", n->n.name, field);
	*out = val_array();
	if (set_lines(f, lines, was, out, e) != 0) {
		val_free(*out);
		return -1;
	}
	for (int i = 0; i < val_len(was); i++) {
		val old = val_at(was, i), line = line_of(lines, val_str(old, "id", ""));

		if (val_kind(line) != VAL_OBJECT)
			*out = val_push(*out, command(2, odoo_id_number(val_str(old, "id", ""), NULL), val_of_int(0)));
		val_free(line);
		val_free(old);
	}
	return 0;
}

int sync_jq_diff(struct sync *s, const struct sync_entity *n, val values, val was, val *out, struct err *e)
{
	*out = val_object();
	for (int i = val_iter(values); val_iter_ok(values, i); i = val_iter_next(values, i)) {
		const char *field = val_iter_key(values, i);
		val v = val_iter_val(values, i), old = val_get(was, field), sent = val_null();
		bool lines = is_lines(v) || is_lines(old), same = val_has(was, field) && val_equal(v, old);
		int st = 0;

		if (!same && lines)
			st = diff_lines(s, n, field, v, old, &sent, e);
		else if (!same)
			sent = val_copy(v);
		if (st == 0 && !same && (!lines || val_len(sent) > 0))
			*out = val_set(*out, field, val_copy(sent));
		val_free(sent);
		val_free(old);
		val_free(v);
		if (st != 0) {
			val_free(*out);
			*out = val_null();
			return -1;
		}
	}
	return 0;
}

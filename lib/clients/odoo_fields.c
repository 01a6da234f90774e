#include <stdlib.h>
#include <string.h>

#include "record/rec.h"
#include "record/scan.h"

#include "clients/odoo_fields_private.h"

/* ---- the fields ---- */

static enum odoo_kind kind_of(const char *type, const char *relation)
{
	static const struct {
		const char *type;
		enum odoo_kind kind;
	} known[] = {
		{"boolean", ODOO_BOOLEAN},
		{"integer", ODOO_NUMBER},
		{"float", ODOO_NUMBER},
		{"monetary", ODOO_NUMBER},
		{"char", ODOO_TEXT},
		{"text", ODOO_TEXT},
		{"html", ODOO_TEXT},
		{"selection", ODOO_TEXT},
		{"binary", ODOO_TEXT},
		{"date", ODOO_DATE},
		{"datetime", ODOO_DATETIME},
		{"reference", ODOO_REFERENCE},
		{"many2one", ODOO_ONE},
		{"one2many", ODOO_MANY},
		{"many2many", ODOO_MANY},
		{"many2one_reference", ODOO_PLAIN},
		{"json", ODOO_PLAIN},
		{"properties", ODOO_PLAIN},
		{"properties_definition", ODOO_PLAIN},
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
		enum odoo_kind kind = known[i].kind;

		if (strcmp(type, known[i].type) == 0)
			return (kind == ODOO_ONE || kind == ODOO_MANY) && !relation ? ODOO_OTHER : kind;
	}
	return ODOO_OTHER;
}

static void add_field(struct odoo_fields *f, const char *name, val said)
{
	const char *type = val_str(said, "type", ""), *relation = val_str(said, "relation", NULL);
	bool fresh;
	uint64_t *at = map_at(f->index, name, strlen(name), &fresh);

	if (!fresh)
		return;
	*at = f->n;
	f->field[f->n++] = (struct odoo_field){
		.name = mem_dup(name),
		.type = mem_dup(type),
		.relation = relation ? mem_dup(relation) : NULL,
		.kind = strcmp(name, "id") == 0 ? ODOO_ID : kind_of(type, relation),
	};
}

struct odoo_fields *odoo_fields_new(const char *model, val got)
{
	struct odoo_fields *f = mem_zalloc(sizeof(*f));
	val id = val_set_str(val_object(), "type", "integer");

	f->model = mem_dup(model);
	f->index = map_new();
	f->field = mem_array(NULL, (size_t)val_len(got) + 1, sizeof(*f->field));
	for (int i = val_iter(got); val_iter_ok(got, i); i = val_iter_next(got, i)) {
		val said = val_iter_val(got, i);

		add_field(f, val_iter_key(got, i), said);
		val_free(said);
	}
	/* Every model has one, whether it was asked for or not. */
	add_field(f, "id", id);
	val_free(id);
	return f;
}

void odoo_fields_free(struct odoo_fields *f)
{
	if (!f)
		return;
	for (size_t i = 0; i < f->n; i++) {
		free(f->field[i].name);
		free(f->field[i].type);
		free(f->field[i].relation);
	}
	free(f->field);
	free(f->order);
	free(f->model);
	map_free(f->index);
	free(f);
}

const struct odoo_field *odoo_fields_find(const struct odoo_fields *f, const char *name)
{
	const uint64_t *at = f ? map_find(f->index, name, strlen(name)) : NULL;

	return at ? &f->field[*at] : NULL;
}

const char *odoo_fields_type(const struct odoo_fields *f, const char *field)
{
	const struct odoo_field *d = odoo_fields_find(f, field);

	return d ? d->type : NULL;
}

const char *odoo_fields_relation(const struct odoo_fields *f, const char *field)
{
	const struct odoo_field *d = odoo_fields_find(f, field);

	return d ? d->relation : NULL;
}

/* ---- rows ---- */

struct row {
	struct odoo_fields *f;
	struct scan s;
	struct buf *out;
	struct err *e;
};

static int not_json(const struct row *r)
{
	return err_set(r->e, ERR_PROTOCOL, "a row of %s that is no JSON object: %s", r->f ? r->f->model : "Odoo",
				   r->s.why ? r->s.why : "something follows it");
}

static const char *kind_name(char c)
{
	switch (c) {
	case '"': return "a text";
	case '[': return "an array";
	case '{': return "an object";
	case 't':
	case 'f': return "a boolean";
	case 'n': return "null";
	default: return "a number";
	}
}

static int wrong(const struct row *r, const struct odoo_field *d, const char *v)
{
	return err_set(r->e, ERR_PROTOCOL, "%s.%s, of type %s, came as %s", r->f->model, d->name, d->type, kind_name(*v));
}

static bool is_number(char c)
{
	return c == '-' || (c >= '0' && c <= '9');
}

static bool is_whole(const char *v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if ((v[i] < '0' || v[i] > '9') && (i > 0 || v[i] != '-'))
			return false;
	return n > 0;
}

static void put_id(struct buf *out, const char *model, const char *number, size_t n)
{
	buf_put(out, "\"odoo:", 6);
	buf_puts(out, model);
	buf_putc(out, ':');
	buf_put(out, number, n);
	buf_putc(out, '"');
}

/* "2026-11-23 15:29:16", with a fraction or without, as RFC 3339 with milliseconds. */
static bool put_datetime(struct buf *out, const char *v, size_t n)
{
	static const char shape[] = "\"dddd-dd-dd dd:dd:dd";
	size_t k = sizeof(shape) - 1;
	char at[] = "\"0000-00-00T00:00:00.000Z\"";

	if (n < k + 1)
		return false;
	for (size_t i = 0; i < k; i++)
		if (shape[i] == 'd' ? v[i] < '0' || v[i] > '9' : v[i] != shape[i])
			return false;
	memcpy(at, v, k);
	at[11] = 'T';
	if (v[k] == '.' && n > k + 2) {
		size_t digits = n - k - 2;

		if (strspn(v + k + 1, "0123456789") != digits)
			return false;
		memcpy(at + k + 1, v + k + 1, digits < 3 ? digits : 3);
	} else if (n != k + 1) {
		return false;
	}
	buf_put(out, at, sizeof(at) - 1);
	return true;
}

static void put_one(struct buf *out, const char *relation, const char *id, size_t n, const char *name, size_t n_name)
{
	buf_put(out, "{\"id\":", 6);
	put_id(out, relation, id, n);
	buf_put(out, ",\"name\":", 8);
	/* A record without a name has false. */
	if (name && *name == '"')
		buf_put(out, name, n_name);
	else
		buf_put(out, "null", 4);
	buf_putc(out, '}');
}

/* [id,name] or [id] */
static bool put_pair(struct buf *out, const char *relation, const char *v, size_t n)
{
	struct scan s = {v + 1, v + n, NULL};
	const char *id, *name = NULL;
	size_t n_id;

	scan_space(&s);
	id = s.p;
	if (!is_number(*id) || !scan_value(&s, 0))
		return false;
	n_id = (size_t)(s.p - id);
	scan_space(&s);
	if (*s.p == ',') {
		s.p++;
		scan_space(&s);
		name = s.p;
		if (!scan_value(&s, 0))
			return false;
	}
	if (!is_whole(id, n_id) || (name && *name != '"' && *name != 'f' && *name != 'n'))
		return false;
	put_one(out, relation, id, n_id, name, (size_t)(s.p - (name ? name : s.p)));
	return true;
}

/* {"id":…,"display_name":…}, as web_read has it. */
static bool put_named(struct buf *out, const char *relation, const char *v, size_t n)
{
	struct scan s = {v + 1, v + n, NULL};
	struct scan_member m, id = {0}, name = {0};

	for (bool first = true; scan_member(&s, first, REC_MAX_DEPTH, &m) == 1; first = false) {
		if (scan_key_is(&m, "id", 2))
			id = m;
		else if (scan_key_is(&m, "display_name", 12) || (!name.val && scan_key_is(&m, "name", 4)))
			name = m;
	}
	if (id.val && (*id.val == 'f' || *id.val == 'n')) {
		buf_put(out, "null", 4);
		return true;
	}
	if (!id.val || !is_whole(id.val, id.nval))
		return false;
	put_one(out, relation, id.val, id.nval, name.val, name.nval);
	return true;
}

static bool put_many2one(struct buf *out, const char *relation, const char *v, size_t n)
{
	if (*v == '[')
		return put_pair(out, relation, v, n);
	if (*v == '{')
		return put_named(out, relation, v, n);
	if (!is_whole(v, n))
		return false;
	put_one(out, relation, v, n, NULL, 0);
	return true;
}

/* An array of ids; one of anything else (web_read has objects) stays as it is. */
static bool put_many(struct buf *out, const char *relation, const char *v, size_t n)
{
	struct scan s = {v + 1, v + n, NULL};
	size_t start = out->n;

	if (*v != '[')
		return false;
	buf_putc(out, '[');
	for (scan_space(&s); *s.p != ']'; scan_space(&s)) {
		const char *id = s.p;

		if (!scan_value(&s, REC_MAX_DEPTH) || !is_whole(id, (size_t)(s.p - id))) {
			out->n = start;
			buf_put(out, v, n);
			return true;
		}
		put_id(out, relation, id, (size_t)(s.p - id));
		scan_space(&s);
		if (*s.p != ',')
			continue;
		buf_putc(out, ',');
		s.p++;
	}
	buf_putc(out, ']');
	return true;
}

/* A value of the field d, which is neither null nor Odoo's false for nothing. */
static bool put_known(struct row *r, const struct odoo_field *d, const char *v, size_t n)
{
	bool good = true;

	switch (d->kind) {
	case ODOO_ONE: return put_many2one(r->out, d->relation, v, n);
	case ODOO_MANY: return put_many(r->out, d->relation, v, n);
	case ODOO_DATETIME: return put_datetime(r->out, v, n);
	case ODOO_ID:
		if (is_whole(v, n))
			put_id(r->out, r->f->model, v, n);
		return is_whole(v, n);
	case ODOO_BOOLEAN: good = *v == 't' || *v == 'f'; break;
	case ODOO_NUMBER: good = is_number(*v); break;
	case ODOO_TEXT:
	case ODOO_DATE:
	case ODOO_REFERENCE: good = *v == '"'; break;
	default: break;
	}
	buf_put(r->out, v, n);
	return good;
}

static int put_value(struct row *r, const struct odoo_field *d, const char *v, size_t n)
{
	if (!d || d->kind == ODOO_OTHER) {
		buf_put(r->out, v, n);
		return 0;
	}
	if (*v == 'n' || (*v == 'f' && d->kind != ODOO_BOOLEAN)) {
		buf_put(r->out, "null", 4);
		return 0;
	}
	return put_known(r, d, v, n) ? 0 : wrong(r, d, v);
}

/* The field of the i-th member: most often the one that the last row had there. */
static const struct odoo_field *field_of(struct odoo_fields *f, size_t i, const struct scan_member *m)
{
	const struct odoo_field *d;
	const uint64_t *at;

	if (i < f->n_order && f->order[i] < f->n) {
		d = &f->field[f->order[i]];
		if (strncmp(d->name, m->key, m->nkey) == 0 && !d->name[m->nkey])
			return d;
	}
	at = map_find(f->index, m->key, m->nkey);
	if (i == f->n_order) {
		f->order = mem_array(f->order, i + 1, sizeof(*f->order));
		f->n_order++;
	}
	f->order[i] = at ? *at : f->n;
	return at ? &f->field[*at] : NULL;
}

static int put_members(struct row *r)
{
	struct scan_member m;
	int st;

	for (size_t i = 0; (st = scan_member(&r->s, i == 0, REC_MAX_DEPTH - 1, &m)) == 1; i++) {
		if (i > 0)
			buf_putc(r->out, ',');
		buf_put(r->out, m.key - 1, m.nkey + 2);
		buf_putc(r->out, ':');
		if (put_value(r, r->f ? field_of(r->f, i, &m) : NULL, m.val, m.nval) != 0)
			return -1;
	}
	return st < 0 ? not_json(r) : 0;
}

int odoo_fields_row(struct odoo_fields *f, const char *json, size_t n, struct buf *out, struct err *e)
{
	struct row r = {.f = f, .s = {json, json + n, NULL}, .out = out, .e = e};

	scan_space(&r.s);
	if (r.s.p == r.s.end || *r.s.p != '{') {
		r.s.why = "it begins with no \"{\"";
		return not_json(&r);
	}
	r.s.p++;
	buf_putc(out, '{');
	if (put_members(&r) != 0)
		return -1;
	buf_putc(out, '}');
	scan_space(&r.s);
	return r.s.p == r.s.end ? 0 : not_json(&r);
}

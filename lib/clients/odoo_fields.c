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
	struct odoo_field *d = &f->field[f->n];
	bool fresh;
	uint64_t *at = map_at(f->index, name, strlen(name), &fresh);

	if (!fresh)
		return;
	*at = f->n++;
	*d = (struct odoo_field){
		.name = mem_dup(name),
		.type = mem_dup(type),
		.relation = relation ? mem_dup(relation) : NULL,
		.kind = strcmp(name, "id") == 0 ? ODOO_ID : kind_of(type, relation),
		.member = mem_printf("\"%s\":", name),
		.n_member = strlen(name) + 3,
	};
	if (d->kind != ODOO_ID && !relation)
		return;
	d->prefix = mem_printf("\"odoo:%s:", d->kind == ODOO_ID ? f->model : relation);
	d->n_prefix = strlen(d->prefix);
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
		free(f->field[i].member);
		free(f->field[i].prefix);
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

/* What stays as it is goes to out in runs: all from from to the next value that is turned. */
struct row {
	struct odoo_fields *f;
	struct scan s;
	const char *from;
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

static char *add(char *to, const char *s, size_t n)
{
	memcpy(to, s, n);
	return to + n;
}

static void put_id(struct buf *out, const struct odoo_field *d, const char *number, size_t n)
{
	char *to;

	buf_need(out, d->n_prefix + n + 1);
	to = add(out->p + out->n, d->prefix, d->n_prefix);
	to = add(to, number, n);
	*to++ = '"';
	out->n = (size_t)(to - out->p);
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* "dddd-dd-dd dd:dd:dd, with its quote. */
static bool is_datetime(const char *v)
{
	static const unsigned char digit[] = {1, 2, 3, 4, 6, 7, 9, 10, 12, 13, 15, 16, 18, 19};
	bool good = v[0] == '"' && v[5] == '-' && v[8] == '-' && v[11] == ' ' && v[14] == ':' && v[17] == ':';

	for (size_t i = 0; i < sizeof(digit); i++)
		good &= is_digit(v[digit[i]]);
	return good;
}

/* "2026-11-23 15:29:16", with a fraction or without, as RFC 3339 with milliseconds. */
static bool put_datetime(struct buf *out, const char *v, size_t n)
{
	char at[] = "\"0000-00-00T00:00:00.000Z\"";

	if (n < 21 || !is_datetime(v))
		return false;
	memcpy(at + 1, v + 1, 19);
	at[11] = 'T';
	if (v[20] == '.' && n > 22) {
		size_t digits = n - 22;

		if (strspn(v + 21, "0123456789") != digits)
			return false;
		memcpy(at + 21, v + 21, digits < 3 ? digits : 3);
	} else if (n != 21) {
		return false;
	}
	buf_put(out, at, sizeof(at) - 1);
	return true;
}

/* A record without a name has false there, and one of which the id alone is known NULL. */
static void put_one(struct buf *out, const struct odoo_field *d, const char *id, size_t n, const char *name, size_t k)
{
	char *to;

	if (!name || *name != '"') {
		name = "null";
		k = 4;
	}
	buf_need(out, d->n_prefix + n + k + 16);
	to = add(out->p + out->n, "{\"id\":", 6);
	to = add(to, d->prefix, d->n_prefix);
	to = add(to, id, n);
	to = add(to, "\",\"name\":", 9);
	to = add(to, name, k);
	*to++ = '}';
	out->n = (size_t)(to - out->p);
}

/* [id,name] or [id] */
static bool put_pair(struct buf *out, const struct odoo_field *d, const char *v, size_t n)
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
	put_one(out, d, id, n_id, name, (size_t)(s.p - (name ? name : s.p)));
	return true;
}

/* {"id":…,"display_name":…}, as web_read has it. */
static bool put_named(struct buf *out, const struct odoo_field *d, const char *v, size_t n)
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
	put_one(out, d, id.val, id.nval, name.val, name.nval);
	return true;
}

static bool put_many2one(struct buf *out, const struct odoo_field *d, const char *v, size_t n)
{
	if (*v == '[')
		return put_pair(out, d, v, n);
	if (*v == '{')
		return put_named(out, d, v, n);
	if (!is_whole(v, n))
		return false;
	put_one(out, d, v, n, NULL, 0);
	return true;
}

/* An array of ids; one of anything else (web_read has objects) stays as it is. */
static bool put_many(struct buf *out, const struct odoo_field *d, const char *v, size_t n)
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
		put_id(out, d, id, (size_t)(s.p - id));
		scan_space(&s);
		if (*s.p != ',')
			continue;
		buf_putc(out, ',');
		s.p++;
	}
	buf_putc(out, ']');
	return true;
}

static bool put_null(struct buf *out)
{
	buf_put(out, "null", 4);
	return true;
}

static bool put_own_id(struct buf *out, const struct odoo_field *d, const char *v, size_t n)
{
	if (!is_whole(v, n))
		return false;
	put_id(out, d, v, n);
	return true;
}

/* Turns the value of n bytes at v, behind which r stands. */
static int turn(struct row *r, const struct odoo_field *d, const char *v, size_t n)
{
	bool good = false;

	buf_put(r->out, r->from, (size_t)(v - r->from));
	r->from = r->s.p;
	if (*v == 'n' || (*v == 'f' && d->kind != ODOO_BOOLEAN))
		good = put_null(r->out);
	else if (d->kind == ODOO_ONE)
		good = put_many2one(r->out, d, v, n);
	else if (d->kind == ODOO_MANY)
		good = put_many(r->out, d, v, n);
	else if (d->kind == ODOO_DATETIME)
		good = put_datetime(r->out, v, n);
	else if (d->kind == ODOO_ID)
		good = put_own_id(r->out, d, v, n);
	r->out->p[r->out->n] = '\0';
	return good ? 0 : wrong(r, d, v);
}

/* Whether a value of the kind that begins with c stays as it is. */
static bool stays(enum odoo_kind kind, char c)
{
	switch (kind) {
	case ODOO_OTHER: return true;
	case ODOO_PLAIN: return c != 'f' && c != 'n';
	case ODOO_TEXT:
	case ODOO_DATE:
	case ODOO_REFERENCE: return c == '"';
	case ODOO_NUMBER: return is_number(c);
	case ODOO_BOOLEAN: return c == 't' || c == 'f';
	default: return false;
	}
}

static void remember(struct odoo_fields *f, size_t i, size_t field)
{
	if (i == f->n_order) {
		f->order = mem_array(f->order, i + 1, sizeof(*f->order));
		f->n_order++;
	}
	f->order[i] = field;
}

/*
 * Moves over the key of the i-th member to its value. It is most often the one that the last row had there: then no
 * more is to be looked at. *d is its field, or NULL. As scan_key.
 */
static int next_member(struct row *r, size_t i, const struct odoo_field **d)
{
	struct odoo_fields *f = r->f;
	struct scan *s = &r->s;
	const char *p = s->p + (i > 0 && s->p < s->end && *s->p == ',');
	struct scan_member m;
	const uint64_t *at;
	int st;

	if (f && i < f->n_order && f->order[i] < f->n && (i == 0 || p > s->p)) {
		*d = &f->field[f->order[i]];
		if ((size_t)(s->end - p) > (*d)->n_member && memcmp(p, (*d)->member, (*d)->n_member) == 0) {
			s->p = p + (*d)->n_member;
			if (*s->p == ' ')
				scan_space(s);
			return 1;
		}
	}
	*d = NULL;
	st = scan_key(s, i == 0, &m);
	if (st != 1 || !f)
		return st;
	at = map_find(f->index, m.key, m.nkey);
	remember(f, i, at ? *at : f->n);
	*d = at ? &f->field[*at] : NULL;
	return 1;
}

static int put_members(struct row *r)
{
	const struct odoo_field *d;
	int st;

	for (size_t i = 0; (st = next_member(r, i, &d)) == 1; i++) {
		const char *v = r->s.p;

		if (!scan_value(&r->s, REC_MAX_DEPTH - 1))
			return not_json(r);
		if (d && !stays(d->kind, *v) && turn(r, d, v, (size_t)(r->s.p - v)) != 0)
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
	r.from = r.s.p++;
	if (put_members(&r) != 0)
		return -1;
	buf_put(out, r.from, (size_t)(r.s.p - r.from));
	scan_space(&r.s);
	return r.s.p == r.s.end ? 0 : not_json(&r);
}

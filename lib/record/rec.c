#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/utf8.h"
#include "record/scan.h"

#include "record/rec.h"

struct set { /* a member that was set on the record */
	char *key;
	struct buf json;
};

struct block { /* decoded strings, until the next record */
	struct block *next;
	size_t n, cap;
	char bytes[];
};

struct rec {
	const char *line;
	size_t n;
	size_t close; /* where the last brace stands */
	struct scan_member *member;
	size_t members, member_cap;
	struct set *set;
	size_t sets, set_cap; /* set[sets..set_cap) are kept for their memory */
	struct block *blocks;
};

struct rec *rec_new(void)
{
	return mem_zalloc(sizeof(struct rec));
}

static void free_blocks(struct rec *r)
{
	while (r->blocks) {
		struct block *next = r->blocks->next;

		free(r->blocks);
		r->blocks = next;
	}
}

void rec_free(struct rec *r)
{
	if (!r)
		return;
	for (size_t i = 0; i < r->set_cap; i++) {
		free(r->set[i].key);
		buf_free(&r->set[i].json);
	}
	free_blocks(r);
	free(r->set);
	free(r->member);
	free(r);
}

/* Room for n bytes that stay until the next record. */
static char *keep(struct rec *r, size_t n)
{
	struct block *b = r->blocks;

	if (!b || b->cap - b->n < n) {
		size_t cap = n > 4096 ? n : 4096;

		b = mem_alloc(sizeof(*b) + cap);
		b->next = r->blocks;
		b->n = 0;
		b->cap = cap;
		r->blocks = b;
	}
	b->n += n;
	return b->bytes + b->n - n;
}

static void forget(struct rec *r)
{
	r->members = 0;
	r->sets = 0;
	if (r->blocks && (r->blocks->next || r->blocks->cap > 4096))
		free_blocks(r);
	else if (r->blocks)
		r->blocks->n = 0;
}

static void add_member(struct rec *r, const struct scan_member *m)
{
	if (r->members == r->member_cap) {
		r->member_cap = r->member_cap ? r->member_cap * 2 : 32;
		r->member = mem_array(r->member, r->member_cap, sizeof(*r->member));
	}
	r->member[r->members++] = *m;
}

static int check_bytes(const char *line, size_t n, struct err *e)
{
	const char *nul = memchr(line, '\0', n);
	size_t valid;

	if (n > REC_MAX_LINE)
		return err_set(e, ERR_DATA, "a line of %zu bytes, over the %u that a record may have", n, REC_MAX_LINE);
	if (nul)
		return err_set(e, ERR_DATA, "a NUL at byte %zu", (size_t)(nul - line) + 1);
	valid = utf8_valid(line, n);
	if (valid != n)
		return err_set(e, ERR_DATA, "invalid UTF-8 at byte %zu (is the input in another encoding?)", valid + 1);
	return 0;
}

int rec_parse(struct rec *r, const char *line, size_t n, struct err *e)
{
	struct scan s = {line, line + n, NULL};
	struct scan_member m;
	int st = 1;

	forget(r);
	if (check_bytes(line, n, e) != 0)
		return -1;
	scan_space(&s);
	if (s.p == s.end || *s.p != '{')
		return err_set(e, ERR_DATA, "not a JSON object: a record begins with \"{\"");
	s.p++;
	for (bool first = true; st == 1; first = false) {
		st = scan_member(&s, first, REC_MAX_DEPTH - 1, &m);
		if (st == 1)
			add_member(r, &m);
	}
	if (st < 0)
		return err_set(e, ERR_DATA, "not JSON at byte %zu: %s", (size_t)(s.p - line) + 1, s.why);
	r->close = (size_t)(s.p - line) - 1;
	scan_space(&s);
	if (s.p != s.end)
		return err_set(e, ERR_DATA, "something follows the object at byte %zu", (size_t)(s.p - line) + 1);
	r->line = line;
	r->n = n;
	return 0;
}

/* The value of the object json's member, the last of that name. */
static bool find_in(const char *json, size_t n, const char *name, size_t nname, const char **v, size_t *nv)
{
	struct scan s = {json, json + n, NULL};
	struct scan_member m;
	bool found = false;

	if (!n || *json != '{')
		return false;
	s.p++;
	for (bool first = true; scan_member(&s, first, REC_MAX_DEPTH, &m) == 1; first = false)
		if (scan_key_is(&m, name, nname)) {
			*v = m.val;
			*nv = m.nval;
			found = true;
		}
	return found;
}

static struct set *find_set(const struct rec *r, const char *name, size_t n)
{
	for (size_t i = 0; i < r->sets; i++)
		if (strlen(r->set[i].key) == n && memcmp(r->set[i].key, name, n) == 0)
			return &r->set[i];
	return NULL;
}

/* The last member of that name, or -1. */
static long find_member(const struct rec *r, const char *name, size_t n)
{
	for (size_t i = r->members; i > 0; i--)
		if (scan_key_is(&r->member[i - 1], name, n))
			return (long)i - 1;
	return -1;
}

const char *rec_raw(struct rec *r, const char *path, size_t *n)
{
	size_t nname = strcspn(path, ".");
	struct set *set = find_set(r, path, nname);
	long i = set ? -1 : find_member(r, path, nname);
	const char *v;

	if (!set && i < 0)
		return NULL;
	v = set ? set->json.p : r->member[i].val;
	*n = set ? set->json.n : r->member[i].nval;
	for (path += nname; *path; path += nname) {
		path++;
		nname = strcspn(path, ".");
		if (!find_in(v, *n, path, nname, &v, n))
			return NULL;
	}
	return v;
}

const char *rec_str(struct rec *r, const char *path, const char *dflt)
{
	struct buf b = {0};
	size_t n;
	const char *v = rec_raw(r, path, &n);
	char *out;

	if (!v || *v != '"')
		return dflt;
	if (!memchr(v, '\\', n)) {
		out = keep(r, n - 1);
		memcpy(out, v + 1, n - 2);
		out[n - 2] = '\0';
		return out;
	}
	scan_decode(&b, v + 1, n - 2);
	out = keep(r, b.n + 1);
	memcpy(out, buf_str(&b), b.n + 1);
	buf_free(&b);
	return out;
}

double rec_num(struct rec *r, const char *path, double dflt)
{
	char digits[64];
	size_t n;
	const char *v = rec_raw(r, path, &n);

	if (!v || (*v != '-' && (*v < '0' || *v > '9')))
		return dflt;
	/* The value is followed by its comma or brace, but a copy makes sure where it ends. */
	if (n >= sizeof(digits))
		n = sizeof(digits) - 1;
	memcpy(digits, v, n);
	digits[n] = '\0';
	return strtod(digits, NULL);
}

long long rec_int(struct rec *r, const char *path, long long dflt)
{
	double v = rec_num(r, path, (double)dflt);

	return v >= -9007199254740992.0 && v <= 9007199254740992.0 ? (long long)v : dflt;
}

bool rec_bool(struct rec *r, const char *path, bool dflt)
{
	size_t n;
	const char *v = rec_raw(r, path, &n);

	if (!v || (*v != 't' && *v != 'f'))
		return dflt;
	return *v == 't';
}

enum val_kind rec_kind(struct rec *r, const char *path)
{
	size_t n;
	const char *v = rec_raw(r, path, &n);

	if (!v)
		return VAL_NONE;
	switch (*v) {
	case '{': return VAL_OBJECT;
	case '[': return VAL_ARRAY;
	case '"': return VAL_STRING;
	case 't':
	case 'f': return VAL_BOOL;
	case 'n': return VAL_NULL;
	default: return VAL_NUMBER;
	}
}

bool rec_has(struct rec *r, const char *path)
{
	return rec_kind(r, path) != VAL_NONE;
}

val rec_val(struct rec *r, const char *path)
{
	struct buf b = {0};
	size_t n = 0;
	const char *v;
	val out;

	if (!*path) {
		rec_line(r, &b);
		out = val_parse(buf_str(&b), b.n, NULL);
		buf_free(&b);
		return out;
	}
	v = rec_raw(r, path, &n);
	return v ? val_parse(v, n, NULL) : val_parse("", 0, NULL);
}

void rec_set_json(struct rec *r, const char *key, const char *json, size_t n)
{
	struct set *s = find_set(r, key, strlen(key));

	if (!s) {
		if (r->sets == r->set_cap) {
			r->set = mem_array(r->set, r->set_cap + 4, sizeof(*r->set));
			memset(r->set + r->set_cap, 0, 4 * sizeof(*r->set));
			r->set_cap += 4;
		}
		s = &r->set[r->sets++];
		free(s->key);
		s->key = mem_dup(key);
	}
	buf_clear(&s->json);
	buf_put(&s->json, json, n);
}

void rec_set(struct rec *r, const char *key, val v)
{
	struct buf b = {0};

	val_dump(v, &b);
	val_free(v);
	rec_set_json(r, key, buf_str(&b), b.n);
	buf_free(&b);
}

void rec_set_error(struct rec *r, const struct err *e)
{
	val o = val_object();

	o = val_set_str(o, "tool", log_tool());
	o = val_set_str(o, "kind", err_name(e->kind));
	o = val_set_str(o, "message", e->msg);
	o = val_set(o, "retryable", val_true(err_retryable(e->kind)));
	rec_set(r, "error", o);
}

void rec_line(struct rec *r, struct buf *out)
{
	size_t at = 0;
	bool any = r->members > 0;

	/* First what is replaced where it stands, in the order of the line. */
	for (size_t i = 0; i < r->members && r->sets > 0; i++) {
		const struct scan_member *m = &r->member[i];

		for (size_t k = 0; k < r->sets; k++) {
			if (find_member(r, r->set[k].key, strlen(r->set[k].key)) != (long)i)
				continue;
			buf_put(out, r->line + at, (size_t)(m->val - r->line) - at);
			buf_put(out, r->set[k].json.p, r->set[k].json.n);
			at = (size_t)(m->val - r->line) + m->nval;
		}
	}
	buf_put(out, r->line + at, r->close - at);
	for (size_t k = 0; k < r->sets; k++) {
		if (find_member(r, r->set[k].key, strlen(r->set[k].key)) >= 0)
			continue;
		if (any)
			buf_putc(out, ',');
		any = true;
		rec_json_str(out, r->set[k].key, strlen(r->set[k].key));
		buf_putc(out, ':');
		buf_put(out, r->set[k].json.p, r->set[k].json.n);
	}
	buf_put(out, r->line + r->close, r->n - r->close);
}

void rec_json_str(struct buf *out, const char *s, size_t n)
{
	buf_putc(out, '"');
	for (size_t i = 0; i < n;) {
		unsigned char c = (unsigned char)s[i];
		size_t plain = i;
		uint32_t cp;

		while (plain < n && (unsigned char)s[plain] >= 0x20 && (unsigned char)s[plain] < 0x80 && s[plain] != '"' &&
			   s[plain] != '\\')
			plain++;
		if (plain > i) {
			buf_put(out, s + i, plain - i);
			i = plain;
		} else if (c == '"' || c == '\\') {
			buf_printf(out, "\\%c", c);
			i++;
		} else if (c == '\n' || c == '\t') {
			buf_puts(out, c == '\n' ? "\\n" : "\\t");
			i++;
		} else if (c < 0x20) {
			buf_printf(out, "\\u%04x", c);
			i++;
		} else {
			char utf8[4];

			i += utf8_decode(s + i, n - i, &cp);
			buf_put(out, utf8, utf8_encode(cp, utf8));
		}
	}
	buf_putc(out, '"');
}

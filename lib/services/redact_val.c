#include <string.h>

#include "record/rec.h"
#include "record/scan.h"
#include "text/redact.h"

#include "services/redact_val_private.h"

#include "services/redact_val.h"

/* A walk over JSON text; twice: first for the names, then to write. */
struct walk {
	struct scan s;
	struct buf *out;  /* NULL while names are gathered */
	const char *done; /* what stands before it is written */
	struct redact_names *names;
	int named;
	unsigned keep;
	struct buf text, masked;
};

/* The text of the JSON string in w->text. */
static void decode(struct walk *w, const char *s, size_t n)
{
	buf_clear(&w->text);
	scan_decode(&w->text, s, n);
}

/* Puts the string s in place of the JSON that stands from start to w->s.p. */
static void replace(struct walk *w, const char *start, const char *s, size_t n)
{
	buf_put(w->out, w->done, (size_t)(start - w->done));
	rec_json_str(w->out, s, n);
	w->done = w->s.p;
}

/* A string that was passed, from its quote at start: searched. */
static void search(struct walk *w, const char *start, bool plain, const struct redact_names *names)
{
	const char *s = start + 1;
	size_t n = (size_t)(w->s.p - start) - 2;

	if (!plain) {
		decode(w, s, n);
		s = buf_str(&w->text);
		n = w->text.n;
	}
	buf_clear(&w->masked);
	redact_known(&w->masked, s, n, names, w->keep);
	if (w->masked.n != n || (n && memcmp(w->masked.p, s, n) != 0))
		replace(w, start, buf_str(&w->masked), w->masked.n);
}

static void gather(struct walk *w, const char *start, const struct redact_val_rule *rule)
{
	if (rule->how != REDACT_VAL_NAME && rule->how != REDACT_VAL_STREET)
		return;
	decode(w, start + 1, (size_t)(w->s.p - start) - 2);
	if (strcmp(buf_str(&w->text), rule->mask) == 0)
		return; /* masked before: "nome" is no name */
	redact_names_add(w->names, buf_str(&w->text));
	w->named++;
}

static bool walk_string(struct walk *w, const struct redact_val_rule *rule)
{
	const char *start = w->s.p;
	bool plain;

	if (!scan_string(&w->s, &plain))
		return false;
	if (!w->out)
		gather(w, start, rule);
	else if (rule->how == REDACT_VAL_TEXT || (rule->kind >= 0 && w->keep & (1u << rule->kind)))
		search(w, start, plain, w->named ? w->names : NULL);
	else if (rule->how != REDACT_VAL_KEEP && w->s.p - start > 2)
		replace(w, start, rule->mask, strlen(rule->mask));
	return true;
}

/* A number, true, false, null. */
static bool walk_plain(struct walk *w, const struct redact_val_rule *rule)
{
	const char *start = w->s.p;

	if (!scan_value(&w->s, 0))
		return false;
	if (w->out && rule->how == REDACT_VAL_WHOLE && (*start == '-' || (*start >= '0' && *start <= '9')) &&
		!(rule->kind >= 0 && w->keep & (1u << rule->kind)))
		replace(w, start, rule->mask, strlen(rule->mask));
	return true;
}

static bool walk_value(struct walk *w, const struct redact_val_rule *rule, int depth);

static bool walk_array(struct walk *w, const struct redact_val_rule *rule, int depth)
{
	struct redact_val_rule item = *rule;

	if (rule->how == REDACT_VAL_KEEP && rule->object.person)
		item.how = REDACT_VAL_NAME;
	w->s.p++;
	for (bool first = true;; first = false) {
		scan_space(&w->s);
		if (w->s.p < w->s.end && *w->s.p == ']') {
			w->s.p++;
			return true;
		}
		if (!first) {
			if (w->s.p >= w->s.end || *w->s.p != ',')
				return false;
			w->s.p++;
			scan_space(&w->s);
		}
		if (!walk_value(w, &item, depth))
			return false;
	}
}

/* A member's name that is itself personal data: {"ana@example.com":1}. */
static void search_key(struct walk *w, const struct scan_member *m)
{
	struct scan mine = w->s;

	if (!w->out)
		return;
	w->s.p = m->key + m->nkey + 1;
	search(w, m->key - 1, !memchr(m->key, '\\', m->nkey), NULL);
	w->s = mine;
}

static bool walk_object(struct walk *w, struct redact_val_object in, int depth)
{
	struct redact_val_rule rule;
	struct scan_member m;
	char name[REDACT_VAL_KEY];
	int st;

	w->s.p++;
	for (bool first = true; (st = scan_key(&w->s, first, &m)) == 1; first = false) {
		search_key(w, &m);
		decode(w, m.key, m.nkey);
		redact_val_plain(buf_str(&w->text), w->text.n, name);
		redact_val_rule_of(name, &in, &rule);
		in.address = in.address || (rule.how == REDACT_VAL_STREET && !rule.object.address);
		if (!walk_value(w, &rule, depth))
			return false;
	}
	return st == 0;
}

static bool walk_value(struct walk *w, const struct redact_val_rule *rule, int depth)
{
	if (w->s.p >= w->s.end || depth < 0)
		return false;
	switch (*w->s.p) {
	case '{': return walk_object(w, rule->object, depth - 1);
	case '[': return walk_array(w, rule, depth - 1);
	case '"': return walk_string(w, rule);
	default: return walk_plain(w, rule);
	}
}

/* Is the whole a customer: a record of that kind, or an object with a phone or e-mail of its own and no kind? */
static bool is_person(struct scan s)
{
	struct scan_member m;
	bool person = false;

	scan_space(&s);
	if (s.p >= s.end || *s.p != '{')
		return false;
	s.p++;
	for (bool first = true; scan_member(&s, first, REC_MAX_DEPTH, &m) == 1; first = false) {
		if (scan_key_is(&m, "kind", 4))
			return m.nval == 10 && memcmp(m.val, "\"customer\"", 10) == 0;
		person = person || scan_key_is(&m, "phone", 5) || scan_key_is(&m, "email", 5) || scan_key_is(&m, "cpf", 3);
	}
	return person;
}

static bool walk(struct walk *w, const char *json, size_t n)
{
	struct redact_val_rule rule = {.how = REDACT_VAL_TEXT, .kind = -1};

	w->s = (struct scan){json, json + n, NULL};
	rule.object.person = is_person(w->s);
	scan_space(&w->s);
	return walk_value(w, &rule, REC_MAX_DEPTH);
}

void redact_val_json(struct buf *out, const char *json, size_t n, const struct redact_val_options *o)
{
	struct walk w = {.names = redact_names_new(), .keep = o ? o->keep : 0};

	for (int i = 0; o && i < o->nnames; i++, w.named++)
		redact_names_add(w.names, o->names[i]);
	(void)walk(&w, json, n);
	w.out = out;
	w.done = json;
	if (walk(&w, json, n))
		buf_put(out, w.done, (size_t)(json + n - w.done));
	else /* no JSON after all: nothing leaves unsearched */
		redact_known(out, w.done, (size_t)(json + n - w.done), w.names, w.keep);
	redact_names_free(w.names);
	buf_free(&w.text);
	buf_free(&w.masked);
}

val redact_val(val v)
{
	struct buf json = {0}, out = {0};
	val masked;

	if (val_kind(v) == VAL_NONE)
		return v;
	val_dump(v, &json);
	redact_val_json(&out, buf_str(&json), json.n, NULL);
	masked = val_parse(buf_str(&out), out.n, NULL);
	buf_free(&json);
	buf_free(&out);
	val_free(v);
	return masked;
}

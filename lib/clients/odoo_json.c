#include <string.h>

#include "io/xmlrpc.h"

#include "clients/odoo_reply_private.h"

/* Whether there is U+FFFE or U+FFFF, which XML has not. */
static bool has_odd(const char *s, size_t n)
{
	const char *end = s + n;

	for (; (s = memchr(s, '\xef', (size_t)(end - s))); s++)
		if (end - s >= 3 && s[1] == '\xbf' && (s[2] & '\xfe') == '\xbe')
			return true;
	return false;
}

void odoo_json_start(struct odoo_json *j, const char *text, size_t n, struct buf *out)
{
	*j = (struct odoo_json){.s = {text, text + n, NULL}, .out = out, .odd = has_odd(text, n)};
}

void odoo_json_end(struct odoo_json *j)
{
	buf_free(&j->spare);
}

static bool fail(struct odoo_json *j, const char *why)
{
	j->s.why = why;
	return false;
}

/*
 * The copy goes to memory that was made large enough before (odoo_json_copy): it is no longer than its original but for
 * Python's NaN, which becomes null.
 */
static void put(struct odoo_json *j, char c)
{
	j->out->p[j->out->n++] = c;
}

/* Python writes one blank behind each comma and colon, and no other. */
static void skip_space(struct scan *s)
{
	if (s->p < s->end && *s->p == ' ')
		s->p++;
	if (s->p < s->end && (unsigned char)*s->p <= ' ')
		scan_space(s);
}

static bool copy_string(struct odoo_json *j)
{
	struct scan *s = &j->s;
	const char *from = s->p + 1;
	char *to = j->out->p + j->out->n;
	size_t left = (size_t)(s->end - from), n = scan_copy(to + 1, from, left);

	if (n < left && from[n] == '"' && !j->odd) {
		to[0] = to[n + 1] = '"';
		j->out->n += n + 2;
		s->p = from + n + 1;
		return true;
	}
	if (!scan_string(s, NULL))
		return false;
	buf_clear(&j->spare);
	scan_decode(&j->spare, from, (size_t)(s->p - from) - 1);
	xmlrpc_text(j->out, buf_str(&j->spare), j->spare.n);
	return true;
}

/* Python writes NaN, Infinity and -Infinity: null. */
static bool copy_none(struct odoo_json *j)
{
	static const char *const none[] = {"NaN", "Infinity", "-Infinity"};

	for (int i = 0; i < 3; i++) {
		size_t n = strlen(none[i]);

		if ((size_t)(j->s.end - j->s.p) < n || memcmp(j->s.p, none[i], n) != 0)
			continue;
		j->s.p += n;
		memcpy(j->out->p + j->out->n, "null", 4);
		j->out->n += 4;
		return true;
	}
	return false;
}

static bool copy_scalar(struct odoo_json *j)
{
	const char *from = j->s.p;
	size_t n;

	if (from < j->s.end && (*from == 'N' || *from == 'I' || *from == '-') && copy_none(j))
		return true;
	if (!scan_value(&j->s, 0))
		return false;
	n = (size_t)(j->s.p - from);
	memcpy(j->out->p + j->out->n, from, n);
	j->out->n += n;
	return true;
}

static bool copy_value(struct odoo_json *j, int depth);

/* "," or what closes, which is then copied too. */
static bool copy_mark(struct odoo_json *j, char close, const char *open_end, const char *other)
{
	struct scan *s = &j->s;

	skip_space(s);
	if (s->p >= s->end || (*s->p != ',' && *s->p != close))
		return fail(j, s->p >= s->end ? open_end : other);
	put(j, *s->p++);
	return true;
}

static bool copy_array(struct odoo_json *j, int depth)
{
	struct scan *s = &j->s;

	put(j, *s->p++);
	skip_space(s);
	if (s->p < s->end && *s->p == ']') {
		put(j, *s->p++);
		return true;
	}
	do {
		skip_space(s);
		if (!copy_value(j, depth) || !copy_mark(j, ']', "an array is not closed", "an array wants \",\" or \"]\" here"))
			return false;
	} while (s->p[-1] == ',');
	return true;
}

static bool copy_key(struct odoo_json *j)
{
	struct scan *s = &j->s;

	skip_space(s);
	if (s->p >= s->end || *s->p != '"')
		return fail(j, s->p >= s->end ? "an object is not closed" : "a member's name must be a string");
	if (!copy_string(j))
		return false;
	skip_space(s);
	if (s->p >= s->end || *s->p != ':')
		return fail(j, "a member wants \":\" here");
	put(j, *s->p++);
	skip_space(s);
	return true;
}

static bool copy_object(struct odoo_json *j, int depth)
{
	struct scan *s = &j->s;

	put(j, *s->p++);
	skip_space(s);
	if (s->p < s->end && *s->p == '}') {
		put(j, *s->p++);
		return true;
	}
	do {
		if (!copy_key(j) || !copy_value(j, depth) ||
			!copy_mark(j, '}', "an object is not closed", "an object wants \",\" or \"}\" here"))
			return false;
	} while (s->p[-1] == ',');
	return true;
}

static bool copy_value(struct odoo_json *j, int depth)
{
	char c = j->s.p < j->s.end ? *j->s.p : '\0';

	if (c == '"')
		return copy_string(j);
	if (c != '{' && c != '[')
		return copy_scalar(j);
	if (depth <= 0)
		return fail(j, "it is nested too deep");
	return c == '{' ? copy_object(j, depth - 1) : copy_array(j, depth - 1);
}

bool odoo_json_copy(struct odoo_json *j, int depth)
{
	size_t left = (size_t)(j->s.end - j->s.p);
	bool good;

	/* "NaN," is the shortest that grows, by one; and xmlrpc_text asks for room of its own. */
	buf_need(j->out, left + left / 4 + 16);
	good = copy_value(j, depth);
	j->out->p[j->out->n] = '\0';
	return good;
}

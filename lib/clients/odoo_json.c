#include <string.h>

#include "io/xmlrpc.h"

#include "clients/odoo_reply_private.h"

void odoo_json_start(struct odoo_json *j, const char *text, size_t n, struct buf *out)
{
	*j = (struct odoo_json){.s = {text, text + n, NULL}, .out = out};
	/* Of the two only their last byte is not the same. */
	j->odd = memmem(text, n, "\xef\xbf\xbe", 3) || memmem(text, n, "\xef\xbf\xbf", 3);
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

/* A string of n bytes, whose quotes are around it. */
static void put_string(struct odoo_json *j, const char *s, size_t n, bool plain)
{
	if (plain && !j->odd) {
		buf_put(j->out, s - 1, n + 2);
		return;
	}
	buf_clear(&j->spare);
	scan_decode(&j->spare, s, n);
	xmlrpc_text(j->out, buf_str(&j->spare), j->spare.n);
}

static bool copy_array(struct odoo_json *j, int depth)
{
	struct scan *s = &j->s;

	buf_putc(j->out, '[');
	s->p++;
	scan_space(s);
	if (s->p < s->end && *s->p == ']') {
		s->p++;
		buf_putc(j->out, ']');
		return true;
	}
	for (;;) {
		if (!odoo_json_copy(j, depth))
			return false;
		scan_space(s);
		if (s->p >= s->end || (*s->p != ',' && *s->p != ']'))
			return fail(j, s->p >= s->end ? "an array is not closed" : "an array wants \",\" or \"]\" here");
		buf_putc(j->out, *s->p);
		if (*s->p++ == ']')
			return true;
		scan_space(s);
	}
}

static bool copy_object(struct odoo_json *j, int depth)
{
	struct scan_member m;
	int st;

	buf_putc(j->out, '{');
	j->s.p++;
	for (bool first = true; (st = scan_key(&j->s, first, &m)) == 1; first = false) {
		if (!first)
			buf_putc(j->out, ',');
		put_string(j, m.key, m.nkey, !memchr(m.key, '\\', m.nkey));
		buf_putc(j->out, ':');
		if (!odoo_json_copy(j, depth))
			return false;
	}
	buf_putc(j->out, '}');
	return st == 0;
}

static bool copy_string(struct odoo_json *j)
{
	const char *from = j->s.p + 1;
	bool plain;

	if (!scan_string(&j->s, &plain))
		return false;
	put_string(j, from, (size_t)(j->s.p - from) - 1, plain);
	return true;
}

/* Python writes NaN, Infinity and -Infinity: null. Else a scalar as it stands. */
static bool copy_scalar(struct odoo_json *j)
{
	static const char *const none[] = {"NaN", "Infinity", "-Infinity"};
	const char *from = j->s.p;

	for (int i = 0; i < 3; i++) {
		size_t n = strlen(none[i]);

		if ((size_t)(j->s.end - from) < n || memcmp(from, none[i], n) != 0)
			continue;
		j->s.p += n;
		buf_put(j->out, "null", 4);
		return true;
	}
	if (!scan_value(&j->s, 0))
		return false;
	buf_put(j->out, from, (size_t)(j->s.p - from));
	return true;
}

bool odoo_json_copy(struct odoo_json *j, int depth)
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

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "record/rec.h"
#include "record/scan.h"

#include "io/xmlrpc_private.h"

struct quick {
	const char *p, *end;
	struct buf *out;
	struct buf spare; /* a text whose entities are replaced */
	xmlrpc_item *item;
	void *cookie;
	size_t given;
	int st;
	struct err *e;
};

/* Each function moves over what it is named after; false when something else stands there. */
static bool value(struct quick *q, int depth);

#define EAT(q, word) eat(q, word, sizeof(word) - 1)

static bool eat(struct quick *q, const char *word, size_t n)
{
	if ((size_t)(q->end - q->p) < n || memcmp(q->p, word, n) != 0)
		return false;
	q->p += n;
	return true;
}

static void space(struct quick *q)
{
	while (q->p < q->end && (*q->p == '\n' || *q->p == ' ' || *q->p == '\t' || *q->p == '\r'))
		q->p++;
}

/* The five entities that every document has, decoded into q->spare. */
static bool decode(struct quick *q, const char *s, const char *end)
{
	static const struct {
		const char *name;
		size_t n;
		char c;
	} known[] = {{"&lt;", 4, '<'}, {"&gt;", 4, '>'}, {"&amp;", 5, '&'}, {"&quot;", 6, '"'}, {"&apos;", 6, '\''}};

	buf_clear(&q->spare);
	while (s < end) {
		const char *amp = memchr(s, '&', (size_t)(end - s));
		size_t i = 0;

		buf_put(&q->spare, s, (size_t)((amp ? amp : end) - s));
		if (!amp)
			return true;
		while (i < 5 && ((size_t)(end - amp) < known[i].n || memcmp(amp, known[i].name, known[i].n) != 0))
			i++;
		if (i == 5)
			return false;
		buf_putc(&q->spare, known[i].c);
		s = amp + known[i].n;
	}
	return true;
}

/* Text up to the next tag, as a JSON string. A ">" in it may be the end of "]]>", which XML forbids. */
static bool text(struct quick *q)
{
	const char *s = q->p, *end = memchr(s, '<', (size_t)(q->end - s));
	size_t n;

	if (!end)
		return false;
	n = (size_t)(end - s);
	q->p = end;
	if (memchr(s, '>', n))
		return false;
	if (!memchr(s, '&', n))
		return xmlrpc_text_checked(q->out, s, n);
	return decode(q, s, end) && xmlrpc_text_checked(q->out, buf_str(&q->spare), q->spare.n);
}

static bool number(struct quick *q, bool whole)
{
	struct scan s = {q->p, q->end, NULL};
	size_t n;

	if (s.p == s.end || (*s.p != '-' && (*s.p < '0' || *s.p > '9')) || !scan_value(&s, 0))
		return false;
	n = (size_t)(s.p - q->p);
	if (whole && (memchr(q->p, '.', n) || memchr(q->p, 'e', n) || memchr(q->p, 'E', n)))
		return false;
	buf_put(q->out, q->p, n);
	q->p = s.p;
	return true;
}

static bool boolean(struct quick *q)
{
	char c = q->p < q->end ? *q->p++ : '\0';

	buf_puts(q->out, c == '1' ? "true" : "false");
	return c == '0' || c == '1';
}

static bool give(struct quick *q)
{
	q->st = q->item(q->cookie, q->out->p + 1, q->out->n - 1, q->e);
	q->out->p[q->out->n = 1] = '\0';
	q->given++;
	return q->st == 0;
}

/* The items of an array; top: each is handed on, if they are wanted so. */
static bool items(struct quick *q, int depth, bool top)
{
	bool hand_on = top && q->item;

	if (depth <= 0)
		return false;
	buf_putc(q->out, '[');
	space(q);
	for (bool first = true; !EAT(q, "</data></array>"); first = false) {
		if (!first && !hand_on)
			buf_putc(q->out, ',');
		if (!value(q, depth - 1) || (hand_on && !give(q)))
			return false;
		space(q);
	}
	buf_putc(q->out, ']');
	return true;
}

static bool members(struct quick *q, int depth)
{
	if (depth <= 0)
		return false;
	buf_putc(q->out, '{');
	space(q);
	for (bool first = true; EAT(q, "<member>"); first = false) {
		if (!first)
			buf_putc(q->out, ',');
		space(q);
		if (!EAT(q, "<name>") || !text(q) || !EAT(q, "</name>"))
			return false;
		buf_putc(q->out, ':');
		space(q);
		if (!value(q, depth - 1))
			return false;
		space(q);
		if (!EAT(q, "</member>"))
			return false;
		space(q);
	}
	buf_putc(q->out, '}');
	return EAT(q, "</struct>");
}

/* What stands in <value>, by the letter behind its "<". */
static bool typed(struct quick *q, int depth, bool top)
{
	switch (q->end - q->p > 3 ? q->p[1] : '\0') {
	case 's':
		if (EAT(q, "<string>"))
			return text(q) && EAT(q, "</string>");
		return EAT(q, "<struct>") && members(q, depth);
	case 'i': return EAT(q, "<int>") && number(q, true) && EAT(q, "</int>");
	case 'b': return EAT(q, "<boolean>") && boolean(q) && EAT(q, "</boolean>");
	case 'd': return EAT(q, "<double>") && number(q, false) && EAT(q, "</double>");
	case 'a': return EAT(q, "<array><data>") && items(q, depth, top);
	case 'n': buf_puts(q->out, "null"); return EAT(q, "<nil/>");
	default: return false;
	}
}

static bool value(struct quick *q, int depth)
{
	return EAT(q, "<value>") && typed(q, depth, false) && EAT(q, "</value>");
}

static bool document(struct quick *q)
{
	static const char *const open[] = {"<methodResponse>", "<params>", "<param>", "<value>"};
	static const char *const close[] = {"</value>", "</param>", "</params>", "</methodResponse>"};

	if (!EAT(q, "<?xml version='1.0'?>") && !EAT(q, "<?xml version=\"1.0\"?>"))
		return false;
	for (int i = 0; i < 4; i++) {
		space(q);
		if (!eat(q, open[i], strlen(open[i])))
			return false;
	}
	if (!typed(q, REC_MAX_DEPTH, true))
		return false;
	for (int i = 0; i < 4; i++) {
		space(q);
		if (!eat(q, close[i], strlen(close[i])))
			return false;
	}
	space(q);
	return q->p == q->end;
}

int xmlrpc_quick(const char *xml, size_t n, xmlrpc_item *item, void *cookie, struct buf *out, size_t *given,
				 struct err *e)
{
	struct quick q = {.p = xml, .end = xml + n, .out = out, .item = item, .cookie = cookie, .e = e};
	bool plain = utf8_valid(xml, n) == n && document(&q);

	buf_free(&q.spare);
	*given = q.given;
	if (q.st != 0)
		return q.st;
	return plain ? 0 : XMLRPC_NOT_PLAIN;
}

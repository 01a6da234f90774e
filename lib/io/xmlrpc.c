#include <libxml/parserInternals.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "record/rec.h"
#include "record/scan.h"

#include "io/xmlrpc_private.h"

enum tag {
	ROOT, /* around the document */
	RESPONSE,
	PARAMS,
	PARAM,
	FAULT,
	VALUE,
	ARRAY,
	DATA,
	STRUCT,
	MEMBER,
	NAME, /* from here on: those that hold text only */
	STRING,
	INT,
	DOUBLE,
	BOOLEAN,
	BASE64,
	DATETIME,
	NIL,
	UNKNOWN
};

#define OF(t) (1u << (t))
#define TYPES (OF(ARRAY) | OF(STRUCT) | (OF(NIL + 1) - OF(STRING)))

/* What may stand in an element. */
static const uint32_t inside[] = {
	[ROOT] = OF(RESPONSE), [RESPONSE] = OF(PARAMS) | OF(FAULT),
	[PARAMS] = OF(PARAM),  [PARAM] = OF(VALUE),
	[FAULT] = OF(VALUE),   [VALUE] = TYPES,
	[ARRAY] = OF(DATA),    [DATA] = OF(VALUE),
	[STRUCT] = OF(MEMBER), [MEMBER] = OF(NAME) | OF(VALUE),
	[UNKNOWN] = 0,
};

/* Elements of a value at most: <value>, and two more a level of JSON; and the five around it. */
#define MAX_OPEN (3 * (REC_MAX_DEPTH + 1) + 5)

struct open {
	unsigned char tag;
	unsigned char seen; /* children: none, one, two or more */
};

struct reading {
	xmlParserCtxtPtr xml;
	struct open open[MAX_OPEN];
	int n;
	int depth; /* arrays and structs that are open */
	struct buf *out;
	struct buf text; /* of the element that is open */
	struct xmlrpc_reply *reply;
	xmlrpc_item *item;
	void *cookie;
	size_t skip; /* items that were handed on before */
	bool items;  /* the value is an array, and its items are handed on */
	bool stopped;
	int st;
	int bad_code, bad_line; /* libxml2's first word on what is not well-formed */
	bool bad_end;           /* it came at the end of the text */
	struct err *e;
};

/* ---- elements ---- */

static __attribute__((format(printf, 2, 3))) void refuse(struct reading *r, const char *fmt, ...)
{
	char why[200];
	va_list ap;

	if (r->stopped)
		return;
	va_start(ap, fmt);
	(void)vsnprintf(why, sizeof(why), fmt, ap);
	va_end(ap);
	r->st = err_set(r->e, ERR_PROTOCOL, "not XML-RPC at line %d: %s", r->xml->input ? r->xml->input->line : 0, why);
	r->stopped = true;
	xmlStopParser(r->xml);
}

static enum tag if_same(const char *s, const char *name, enum tag t)
{
	return strcmp(s, name) == 0 ? t : UNKNOWN;
}

/* The element of a name; its first letters leave one to compare with. */
static enum tag tag_of(const char *s)
{
	switch (s[0]) {
	case 'v': return if_same(s, "value", VALUE);
	case 'm': return s[1] == 'e' && s[2] == 'm' ? if_same(s, "member", MEMBER) : if_same(s, "methodResponse", RESPONSE);
	case 'n': return s[1] == 'a' ? if_same(s, "name", NAME) : if_same(s, "nil", NIL);
	case 's': return strncmp(s, "stri", 4) == 0 ? if_same(s, "string", STRING) : if_same(s, "struct", STRUCT);
	case 'i':
		/* Apache's i1 and i2 are whole numbers as well. */
		return s[1] && strchr("1248", s[1]) && !s[2] ? INT : if_same(s, "int", INT);
	case 'd':
		if (s[1] == 'o')
			return if_same(s, "double", DOUBLE);
		return strcmp(s, "data") == 0 ? DATA : if_same(s, "dateTime.iso8601", DATETIME);
	case 'b': return s[1] == 'o' ? if_same(s, "boolean", BOOLEAN) : if_same(s, "base64", BASE64);
	case 'a': return if_same(s, "array", ARRAY);
	case 'p': return strncmp(s, "params", 6) == 0 ? if_same(s, "params", PARAMS) : if_same(s, "param", PARAM);
	case 'f': return if_same(s, "fault", FAULT);
	default: return UNKNOWN;
	}
}

static bool is_blank(const char *s, size_t n)
{
	while (n > 0 && strchr(" \t\r\n", s[n - 1]) && s[n - 1])
		n--;
	return n == 0;
}

/* Whether t may stand in its parent here: each once, but for values in an array and members of a struct. */
static bool has_place(const struct open *in, enum tag t)
{
	if (!(inside[in->tag] & OF(t)))
		return false;
	switch (in->tag) {
	case DATA:
	case STRUCT: return true;
	case MEMBER: return in->seen == (t == VALUE);
	default: return in->seen == 0;
	}
}

/* An array or a struct begins. */
static void open_level(struct reading *r, char c)
{
	if (++r->depth > REC_MAX_DEPTH) {
		refuse(r, "nested over %d levels", REC_MAX_DEPTH);
		return;
	}
	if (r->depth == 1 && c == '[' && r->item && !r->reply->fault)
		r->items = true;
	buf_putc(r->out, c);
}

static void begin(void *cookie, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int nspaces,
				  const xmlChar **spaces, int nattrs, int ndefaults, const xmlChar **attrs)
{
	struct reading *r = cookie;
	struct open *in = &r->open[r->n - 1];
	enum tag t;

	(void)prefix, (void)uri, (void)nspaces, (void)spaces, (void)nattrs, (void)ndefaults, (void)attrs;
	if (r->stopped)
		return;
	t = tag_of((const char *)name);
	if (in->tag >= NAME || t == UNKNOWN || !has_place(in, t) || r->n == MAX_OPEN) {
		refuse(r, t == UNKNOWN ? "an element that XML-RPC has none of" : "an element where it may not be");
		return;
	}
	if (in->tag == VALUE && !is_blank(buf_str(&r->text), r->text.n)) {
		refuse(r, "text before an element");
		return;
	}
	if (in->seen && (t == MEMBER || in->tag == DATA) && !(r->items && r->depth == 1))
		buf_putc(r->out, ',');
	in->seen = in->seen ? 2 : 1;
	r->open[r->n++] = (struct open){.tag = (unsigned char)t};
	if (t == STRUCT)
		open_level(r, '{');
	else if (t == ARRAY)
		open_level(r, '[');
	else if (t == FAULT)
		r->reply->fault = true;
	else if (t == VALUE || t >= NAME)
		r->text.n = 0;
}

static void take_text(void *cookie, const xmlChar *s, int n)
{
	struct reading *r = cookie;
	const struct open *in = &r->open[r->n - 1];

	if (r->stopped)
		return;
	if (in->tag >= NAME || (in->tag == VALUE && !in->seen))
		buf_put(&r->text, s, (size_t)n);
	else if (!is_blank((const char *)s, (size_t)n))
		refuse(r, "text between elements");
}

/* ---- values ---- */

/* A number keeps its digits; what Python writes for those that are none is null. */
static void put_number(struct reading *r, bool whole)
{
	struct scan s = {buf_str(&r->text), buf_str(&r->text) + r->text.n, NULL};
	const char *from;
	size_t n;

	scan_space(&s);
	while (s.end > s.p && strchr(" \t\r\n", s.end[-1]))
		s.end--;
	from = s.p;
	n = (size_t)(s.end - s.p);
	if (n > 0 && (*from == '-' || (*from >= '0' && *from <= '9')) && scan_value(&s, 0) && s.p == s.end) {
		if (whole && strcspn(from, ".eE") < n)
			refuse(r, "an <int> that is no whole number");
		buf_put(r->out, from, n);
		return;
	}
	if (n > 0 && *from == '-') {
		from++;
		n--;
	}
	if (whole || !((n == 3 && (strncasecmp(from, "nan", 3) == 0 || strncasecmp(from, "inf", 3) == 0)) ||
				   (n == 8 && strncasecmp(from, "infinity", 8) == 0)))
		refuse(r, "a number that is none");
	buf_puts(r->out, "null");
}

static void put_boolean(struct reading *r)
{
	const char *s = buf_str(&r->text);

	s += strspn(s, " \t\r\n");
	if ((*s != '0' && *s != '1') || s[1 + strspn(s + 1, " \t\r\n")])
		refuse(r, "a <boolean> that is neither 0 nor 1");
	buf_puts(r->out, *s == '1' ? "true" : "false");
}

/* Blanks in base64 are for the eye alone. */
static void put_base64(struct reading *r)
{
	size_t n = 0;

	for (size_t i = 0; i < r->text.n; i++)
		if (!strchr(" \t\r\n", r->text.p[i]))
			r->text.p[n++] = r->text.p[i];
	xmlrpc_text(r->out, buf_str(&r->text), n);
}

static void put_leaf(struct reading *r, enum tag t)
{
	switch (t) {
	case INT:
	case DOUBLE: put_number(r, t == INT); break;
	case BOOLEAN: put_boolean(r); break;
	case BASE64: put_base64(r); break;
	case NIL:
		if (!is_blank(buf_str(&r->text), r->text.n))
			refuse(r, "a <nil> that holds something");
		buf_puts(r->out, "null");
		break;
	default: xmlrpc_text(r->out, buf_str(&r->text), r->text.n); break;
	}
}

/* Hands on the item that stands behind "[". */
static void give_item(struct reading *r)
{
	if (r->skip > 0)
		r->skip--;
	else
		r->st = r->item(r->cookie, r->out->p + 1, r->out->n - 1, r->e);
	r->out->p[r->out->n = 1] = '\0';
	if (r->st != 0) {
		r->stopped = true;
		xmlStopParser(r->xml);
	}
}

static void end_value(struct reading *r, const struct open *o)
{
	if (!o->seen)
		xmlrpc_text(r->out, buf_str(&r->text), r->text.n);
	if (r->items && r->depth == 1 && r->open[r->n - 1].tag == DATA)
		give_item(r);
}

static void end(void *cookie, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
	struct reading *r = cookie;
	struct open o;

	(void)name, (void)prefix, (void)uri;
	if (r->stopped)
		return;
	o = r->open[--r->n];
	if (o.tag >= STRING) {
		put_leaf(r, o.tag);
		return;
	}
	switch (o.tag) {
	case VALUE: end_value(r, &o); break;
	case NAME:
		xmlrpc_text(r->out, buf_str(&r->text), r->text.n);
		buf_putc(r->out, ':');
		break;
	case MEMBER:
		if (o.seen < 2)
			refuse(r, "a <member> without name and value");
		break;
	case ARRAY:
	case STRUCT:
		r->depth--;
		buf_putc(r->out, o.tag == STRUCT ? '}' : ']');
		break;
	default: break;
	}
	if (!o.seen && OF(o.tag) & (OF(RESPONSE) | OF(PARAMS) | OF(PARAM) | OF(FAULT) | OF(ARRAY)))
		refuse(r, "an element that ends too early");
}

/* ---- the document ---- */

static void take_doctype(void *cookie, const xmlChar *name, const xmlChar *external, const xmlChar *system)
{
	(void)name, (void)external, (void)system;
	refuse(cookie, "it has a document type of its own");
}

#if LIBXML_VERSION >= 21200
static void take_error(void *cookie, const xmlError *x)
#else
static void take_error(void *cookie, xmlErrorPtr x)
#endif
{
	struct reading *r = cookie;

	if (r->stopped || r->bad_code || x->level != XML_ERR_FATAL)
		return;
	r->bad_code = x->code;
	r->bad_line = x->line;
	r->bad_end = r->xml->input && r->xml->input->cur >= r->xml->input->end;
}

/* What the parser itself can't blame on a document goes to no context, and would go to stderr. */
static void drop_error(void *cookie, const char *fmt, ...)
{
	(void)cookie, (void)fmt;
}

static const char *why_not_xml(const struct reading *r)
{
	if (r->bad_end)
		return "it is cut";
	switch (r->bad_code) {
	case XML_ERR_INVALID_CHAR:
	case XML_ERR_INVALID_ENCODING: return "a character that XML forbids, or bytes that are none of its encoding";
	case XML_ERR_UNSUPPORTED_ENCODING:
	case XML_ERR_UNKNOWN_ENCODING: return "an encoding that is not known";
	case XML_ERR_UNDECLARED_ENTITY:
	case XML_WAR_UNDECLARED_ENTITY: return "an entity of its own";
	case XML_ERR_TAG_NAME_MISMATCH: return "a tag that closes another";
	case XML_ERR_DOCUMENT_END: return "something follows the document";
	default: return "it is not well-formed";
	}
}

/* After the last byte: whether all is there. */
static int check_end(struct reading *r)
{
	if (r->stopped)
		return r->st;
	if (r->bad_code == XML_ERR_NO_MEMORY)
		return err_set(r->e, ERR_MEMORY, "out of memory in libxml2");
	if (!r->xml->wellFormed)
		return err_set(r->e, ERR_PROTOCOL, "not XML at line %d: %s", r->bad_line, why_not_xml(r));
	if (r->n != 1 || !r->open[0].seen)
		return err_set(r->e, ERR_PROTOCOL, "not XML-RPC: it holds nothing");
	return 0;
}

static void parse(struct reading *r, const char *xml, size_t n)
{
	xmlGenericErrorFunc old = xmlGenericError;
	void *old_cookie = xmlGenericErrorContext;

	xmlSetGenericErrorFunc(NULL, drop_error);
	r->xml = xmlCreateMemoryParserCtxt(xml, (int)n);
	if (r->xml) {
		*r->xml->sax = (xmlSAXHandler){
			.initialized = XML_SAX2_MAGIC,
			.startElementNs = begin,
			.endElementNs = end,
			.characters = take_text,
			.ignorableWhitespace = take_text, /* the same: libxml2 asks then no more which it is */
			.cdataBlock = take_text,
			.internalSubset = take_doctype,
			.serror = take_error,
		};
		r->xml->userData = r;
		(void)xmlCtxtUseOptions(r->xml, XML_PARSE_NONET | XML_PARSE_HUGE);
		(void)xmlParseDocument(r->xml);
		r->st = check_end(r);
		if (r->xml->myDoc)
			xmlFreeDoc(r->xml->myDoc);
		xmlFreeParserCtxt(r->xml);
	} else {
		r->st = err_set(r->e, ERR_PROTOCOL, "not XML: it holds nothing");
	}
	xmlSetGenericErrorFunc(old_cookie, old);
}

/* The fault's struct, which was read as a value, as the words that it holds. */
static int take_fault(struct xmlrpc_reply *r, struct err *e)
{
	struct scan s = {buf_str(&r->value), buf_str(&r->value) + r->value.n, NULL};
	struct scan_member m;
	bool coded = false;

	if (*s.p != '{')
		return err_set(e, ERR_PROTOCOL, "not XML-RPC: a fault that is no struct");
	s.p++;
	for (bool first = true; scan_member(&s, first, REC_MAX_DEPTH, &m) == 1; first = false) {
		bool code = scan_key_is(&m, "faultCode", 9);
		struct buf *to = code ? &r->code : scan_key_is(&m, "faultString", 11) ? &r->text : NULL;

		coded = coded || code;
		if (!to)
			continue;
		buf_clear(to);
		if (*m.val == '"')
			scan_decode(to, m.val + 1, m.nval - 2);
		else
			buf_put(to, m.val, m.nval);
	}
	buf_clear(&r->value);
	return coded ? 0 : err_set(e, ERR_PROTOCOL, "not XML-RPC: a fault without its code");
}

int xmlrpc_slow(const char *xml, size_t n, xmlrpc_item *item, void *cookie, size_t skip, struct xmlrpc_reply *reply,
				struct err *e)
{
	struct reading r = {
		.n = 1, .out = &reply->value, .reply = reply, .item = item, .cookie = cookie, .skip = skip, .e = e};

	reply->fault = false;
	buf_clear(&reply->value);
	parse(&r, xml, n);
	buf_free(&r.text);
	if (r.st != 0)
		return r.st;
	return reply->fault ? take_fault(reply, e) : 0;
}

int xmlrpc_read(const char *xml, size_t n, xmlrpc_item *item, void *cookie, struct xmlrpc_reply *reply, struct err *e)
{
	size_t given = 0;
	char *copy = NULL;
	int st;

	if (n > INT32_MAX)
		return err_set(e, ERR_PROTOCOL, "%zu bytes of XML are too many", n);
	reply->fault = false;
	buf_clear(&reply->value);
	if (xmlrpc_has_odd(xml, n) && (copy = xmlrpc_without_odd(xml, &n)))
		xml = copy;
	st = xmlrpc_quick(xml, n, item, cookie, &reply->value, &given, e);
	if (st == XMLRPC_NOT_PLAIN)
		st = xmlrpc_slow(xml, n, item, cookie, given, reply, e);
	free(copy);
	return st;
}

void xmlrpc_reply_free(struct xmlrpc_reply *r)
{
	buf_free(&r->code);
	buf_free(&r->text);
	buf_free(&r->value);
}

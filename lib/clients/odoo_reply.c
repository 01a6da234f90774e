#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "io/xmlrpc.h"
#include "record/rec.h"

#include "clients/odoo_reply_private.h"

/* What is read, and where it goes. */
struct reading {
	enum odoo_protocol protocol;
	long status;
	const char *type, *body;
	size_t n;
	odoo_item *item;
	void *cookie;
	struct odoo_reply *r;
	struct err *e;
};

void odoo_reply_free(struct odoo_reply *r)
{
	buf_free(&r->value);
	buf_free(&r->text);
}

static bool is_good(long status)
{
	return status >= 200 && status <= 299;
}

/* ---- what is no reply of Odoo ---- */

static const char *skip_space(const char *s, const char *end)
{
	while (s < end && strchr(" \t\r\n", *s) && *s)
		s++;
	return s;
}

static bool is_html(const struct reading *g)
{
	const char *end = g->body + g->n, *s = skip_space(g->body, end);
	size_t n = (size_t)(end - s);

	if (n == 0 || *s != '<')
		return false;
	if (g->protocol != ODOO_XMLRPC)
		return true;
	if ((n >= 9 && strncasecmp(s, "<!doctype", 9) == 0) || (n >= 5 && strncasecmp(s, "<html", 5) == 0))
		return true;
	return strcasestr(g->type ? g->type : "", "text/html") && !(n >= 5 && memcmp(s, "<?xml", 5) == 0);
}

/* Where name begins in s[0..n), whatever its case. */
static const char *find_tag(const char *s, size_t n, const char *name)
{
	size_t k = strlen(name);

	for (size_t i = 0; i + k <= n; i++)
		if (s[i] == '<' && strncasecmp(s + i, name, k) == 0)
			return s + i;
	return NULL;
}

/* Appends at most 120 bytes of text from outside, on one line; nothing when it is not UTF-8. */
static void put_quoted(struct buf *out, const char *s, size_t n)
{
	const char *end = s + n;
	size_t start = out->n;

	s = skip_space(s, end);
	if (utf8_valid(s, (size_t)(end - s)) != (size_t)(end - s))
		return;
	for (; s < end && out->n - start < 120; s++) {
		if ((unsigned char)*s > 0x20)
			buf_putc(out, *s);
		else if (out->n > start && out->p[out->n - 1] != ' ')
			buf_putc(out, ' ');
	}
	while (out->n > start && (out->p[out->n - 1] == ' ' || utf8_valid(out->p + start, out->n - start) < out->n - start))
		out->p[--out->n] = '\0';
}

static void put_title(struct buf *out, const struct reading *g)
{
	const char *end = g->body + g->n, *at = find_tag(g->body, g->n, "<title"), *close;

	at = at ? memchr(at, '>', (size_t)(end - at)) : NULL;
	close = at ? find_tag(at, (size_t)(end - at), "</title") : NULL;
	if (close)
		put_quoted(out, at + 1, (size_t)(close - at) - 1);
}

/* "HTTP 405 Method Not Allowed, an HTML page, where JSON was expected" */
static void describe(const struct reading *g, struct buf *out)
{
	bool html = is_html(g);
	struct buf words = {0};
	char status[24];
	size_t n;

	if (html)
		put_title(&words, g);
	else
		put_quoted(&words, g->body, g->n < 200 && g->body[0] != '<' ? g->n : 0);
	n = (size_t)snprintf(status, sizeof(status), "%ld ", g->status);
	if (html && strncmp(buf_str(&words), status, n) == 0)
		buf_printf(out, "HTTP %s, an HTML page", words.p);
	else if (html && words.n)
		buf_printf(out, "HTTP %ld, an HTML page titled \"%s\"", g->status, words.p);
	else if (html)
		buf_printf(out, "HTTP %ld, an HTML page", g->status);
	else if (words.n)
		buf_printf(out, "HTTP %ld, \"%s\"", g->status, words.p);
	else
		buf_printf(out, "HTTP %ld, %s", g->status, g->n ? "something else" : "nothing");
	buf_printf(out, ", where %s was expected", g->protocol == ODOO_XMLRPC ? "XML" : "JSON");
	buf_free(&words);
}

/*
 * The reply is not Odoo's, or not of this protocol. Where the status alone tells enough it is a failure like others:
 * what stands before Odoo refuses, is busy, or does not reach it.
 */
static int take_other(struct reading *g)
{
	static const long telling[] = {401, 403, 429, 502, 503, 504};
	struct buf b = {0};

	describe(g, &b);
	for (size_t i = 0; i < sizeof(telling) / sizeof(*telling); i++) {
		if (g->status != telling[i])
			continue;
		g->r->failed = true;
		(void)snprintf(g->r->code, sizeof(g->r->code), "%ld", g->status);
		g->r->text = b;
		return 0;
	}
	(void)err_set(g->e, ERR_PROTOCOL, "%s", b.p);
	buf_free(&b);
	return -1;
}

static int not_json(struct reading *g, const struct scan *s)
{
	if (!is_good(g->status))
		return take_other(g);
	return err_set(g->e, ERR_PROTOCOL, "not JSON at byte %zu: %s", (size_t)(s->p - g->body) + 1, s->why);
}

/* ---- failures ---- */

static void set_code(struct odoo_reply *r, const char *code, size_t n)
{
	const char *lf = memchr(code, '\n', n);

	n = lf ? (size_t)(lf - code) : n;
	n = n < sizeof(r->code) ? n : utf8_valid(code, sizeof(r->code) - 1);
	memcpy(r->code, code, n);
	r->code[n] = '\0';
}

/* Of Odoo's {"name","message","debug",…}: what it says with its traceback, else by itself. */
static void set_failure(struct odoo_reply *r, val said, const char *message)
{
	const char *debug = val_str(said, "debug", "");

	r->failed = true;
	(void)snprintf(r->name, sizeof(r->name), "%s", val_str(said, "name", ""));
	if (strncmp(debug, "Traceback", 9) != 0)
		debug = val_str(said, "message", message);
	buf_puts(&r->text, debug);
	odoo_fault_name(r);
}

/* ---- JSON ---- */

/* Hands on the items of the array at j's place, one by one. */
static int give_items(struct reading *g, struct odoo_json *j)
{
	struct scan *s = &j->s;
	struct buf item = {0};
	int st = 0;

	s->p++;
	scan_space(s);
	if (s->p < s->end && *s->p == ']') {
		s->p++;
		return 0;
	}
	j->out = &item;
	for (bool more = true; more && st == 0;) {
		buf_clear(&item);
		if (!odoo_json_copy(j, REC_MAX_DEPTH - 2))
			break;
		scan_space(s);
		more = s->p < s->end && *s->p == ',';
		if (!more && (s->p >= s->end || *s->p != ']')) {
			s->why = s->p >= s->end ? "an array is not closed" : "an array wants \",\" or \"]\" here";
			break;
		}
		s->p++;
		scan_space(s);
		st = g->item(g->cookie, buf_str(&item), item.n, g->e);
	}
	j->out = NULL;
	buf_free(&item);
	if (st == 0 && s->why)
		return not_json(g, s);
	return st;
}

/* The value at j's place is the reply's. */
static int take_value(struct reading *g, struct odoo_json *j)
{
	struct buf *value = &g->r->value;

	if (g->item && j->s.p < j->s.end && *j->s.p == '[') {
		buf_puts(value, "[]");
		return give_items(g, j);
	}
	j->out = value;
	if (!odoo_json_copy(j, REC_MAX_DEPTH - 1))
		return not_json(g, &j->s);
	g->r->none = strcmp(value->p, "null") == 0;
	return 0;
}

/* Nothing but blanks may follow. */
static int take_end(struct reading *g, struct scan *s)
{
	scan_space(s);
	if (s->p == s->end)
		return 0;
	s->why = "something follows the value";
	return not_json(g, s);
}

static int take_error(struct reading *g, const char *json, size_t n)
{
	val error = val_parse(json, n, g->e), data;
	char code[32];

	if (val_kind(error) == VAL_NONE)
		return err_set(g->e, ERR_PROTOCOL, "a failure of JSON-RPC that can't be read");
	data = val_get(error, "data");
	(void)snprintf(code, sizeof(code), "%lld", val_int(error, "code", 0));
	set_code(g->r, code, strlen(code));
	set_failure(g->r, data, val_str(error, "message", ""));
	val_free(data);
	val_free(error);
	return 0;
}

enum member { OTHER, RESULT, ERROR, VERSION };

static enum member member_of(const struct scan_member *m)
{
	if (scan_key_is(m, "result", 6))
		return RESULT;
	if (scan_key_is(m, "error", 5))
		return ERROR;
	return scan_key_is(m, "jsonrpc", 7) ? VERSION : OTHER;
}

/* The members of the envelope: *got has a bit for each that there was. */
static int take_members(struct reading *g, struct odoo_json *j, struct buf *error, unsigned *got)
{
	struct scan_member m;
	int st;

	while ((st = scan_key(&j->s, *got == 0, &m)) == 1) {
		enum member k = member_of(&m);
		bool read = true;

		if (k == RESULT && *got & 1u << RESULT)
			return err_set(g->e, ERR_PROTOCOL, "a reply of JSON-RPC with two results");
		*got |= 1u << k;
		if (k == RESULT && take_value(g, j) != 0)
			return -1;
		if (k == ERROR) {
			buf_clear(error);
			j->out = error;
			read = odoo_json_copy(j, REC_MAX_DEPTH - 1);
		} else if (k != RESULT) {
			read = scan_value(&j->s, REC_MAX_DEPTH - 1);
		}
		if (!read)
			return not_json(g, &j->s);
	}
	return st < 0 ? not_json(g, &j->s) : take_end(g, &j->s);
}

/* A result that is not there is Python's None, as long as the reply is one of JSON-RPC that went well. */
static int read_jsonrpc(struct reading *g, struct odoo_json *j)
{
	struct buf error = {0};
	unsigned got = 0;
	int st;

	j->s.why = "no JSON object";
	if (j->s.p == j->s.end || *j->s.p != '{')
		return not_json(g, &j->s);
	j->s.why = NULL;
	j->s.p++;
	st = take_members(g, j, &error, &got);
	j->out = NULL;
	if (st == 0 && got & 1u << ERROR && strcmp(error.p, "null") != 0) {
		st = take_error(g, error.p, error.n);
	} else if (st == 0 && (!(got & 1u << VERSION) || !is_good(g->status))) {
		st = is_good(g->status) ? err_set(g->e, ERR_PROTOCOL, "JSON that is no reply of JSON-RPC") : take_other(g);
	} else if (st == 0 && !(got & 1u << RESULT)) {
		buf_puts(&g->r->value, "null");
		g->r->none = true;
	}
	buf_free(&error);
	return st;
}

/* The bare value, or with HTTP's status of a failure an object that tells it. */
static int read_json2(struct reading *g, struct odoo_json *j)
{
	struct buf copy = {0};
	bool read;
	val said;

	if (is_good(g->status))
		return take_value(g, j) != 0 ? -1 : take_end(g, &j->s);
	j->out = &copy;
	read = g->status >= 400 && odoo_json_copy(j, REC_MAX_DEPTH);
	said = val_parse(buf_str(&copy), read ? copy.n : 0, NULL);
	j->out = NULL;
	buf_free(&copy);
	if (val_kind(said) != VAL_OBJECT) {
		val_free(said);
		return take_other(g);
	}
	(void)snprintf(g->r->code, sizeof(g->r->code), "%ld", g->status);
	set_failure(g->r, said, "");
	val_free(said);
	return 0;
}

static int read_json(struct reading *g)
{
	struct odoo_json j;
	size_t valid;
	int st;

	if (is_html(g))
		return take_other(g);
	valid = utf8_valid(g->body, g->n);
	if (valid != g->n)
		return err_set(g->e, ERR_PROTOCOL, "not JSON at byte %zu: it is no UTF-8", valid + 1);
	odoo_json_start(&j, g->body, g->n, NULL);
	scan_space(&j.s);
	st = g->protocol == ODOO_JSON2 ? read_json2(g, &j) : read_jsonrpc(g, &j);
	odoo_json_end(&j);
	return st;
}

/* ---- XML ---- */

/*
 * The old services have no numbers: the code is "warning -- UserError", a blank line and the words, or "AccessDenied",
 * or the words of an exception whose traceback is the text.
 */
static void name_by_code(struct odoo_reply *r, const struct buf *code)
{
	static const char warning[] = "warning -- ";
	const char *s = buf_str(code), *words = strstr(s, "\n\n");

	if (strcmp(s, "AccessDenied") == 0)
		(void)snprintf(r->name, sizeof(r->name), "odoo.exceptions.AccessDenied");
	if (strncmp(s, warning, strlen(warning)) != 0)
		return;
	s += strlen(warning);
	if (strncmp(s, "Warning\n", 8) == 0)
		(void)snprintf(r->name, sizeof(r->name), "odoo.exceptions.RedirectWarning");
	else
		(void)snprintf(r->name, sizeof(r->name), "odoo.exceptions.%.*s", (int)strcspn(s, "\n"), s);
	if (!r->text.n && words)
		buf_puts(&r->text, words + 2);
}

static void take_fault(struct odoo_reply *r, struct xmlrpc_reply *x)
{
	r->failed = true;
	r->text = x->text;
	x->text = (struct buf){0};
	set_code(r, buf_str(&x->code), x->code.n);
	name_by_code(r, &x->code);
	/* Under the codes of Odoo's own exceptions stand words for people, whatever they look like. */
	if (strlen(r->code) == 1 && r->code[0] >= '2' && r->code[0] <= '4')
		return;
	odoo_fault_name(r);
	if (!odoo_fault_is_none(r))
		return;
	buf_free(&r->text);
	r->failed = false;
	r->name[0] = r->code[0] = '\0';
	r->none = true;
	buf_puts(&r->value, "null");
}

static int read_xml(struct reading *g)
{
	struct xmlrpc_reply x = {0};
	const char *s = skip_space(g->body, g->body + g->n);
	bool begins = s < g->body + g->n && *s == '<';
	int st;

	if (is_html(g) || (!begins && !is_good(g->status)))
		return take_other(g);
	st = xmlrpc_read(g->body, g->n, g->item, g->cookie, &x, g->e);
	if (st == 0 && x.fault) {
		take_fault(g->r, &x);
	} else if (st == 0 && !is_good(g->status)) {
		st = take_other(g);
	} else if (st == 0) {
		g->r->value = x.value;
		x.value = (struct buf){0};
		g->r->none = strcmp(g->r->value.p, "null") == 0;
	}
	xmlrpc_reply_free(&x);
	return st;
}

int odoo_reply_read(enum odoo_protocol p, long status, const char *type, const char *body, size_t n, odoo_item *item,
					void *cookie, struct odoo_reply *r, struct err *e)
{
	struct reading g = {p, status, type, body, n, item, cookie, r, e};

	return p == ODOO_XMLRPC ? read_xml(&g) : read_json(&g);
}

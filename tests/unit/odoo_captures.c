/*
 * What two real servers (Odoo 16 and 18) answered decodes to what Python made of it, and the same data to the same rows
 * over both protocols. The captures are no part of the project: CWAI_SHARED names the folder that odoo-wire is in.
 */
#include <stdlib.h>
#include <unistd.h>

#include "../t.h"
#include "base/utf8.h"
#include "clients/odoo_fields.h"
#include "clients/odoo_reply.h"
#include "io/xmlrpc.h"

struct captures {
	char *folder;        /* …/odoo-wire */
	const char *version; /* "16" */
};

/* ---- files ---- */

static bool read_file(const char *path, struct buf *out)
{
	FILE *f = fopen(path, "rb");
	char part[4096];
	size_t n;

	buf_clear(out);
	buf_need(out, 0);
	out->p[0] = '\0';
	if (!f)
		return false;
	while ((n = fread(part, 1, sizeof(part), f)) > 0)
		buf_put(out, part, n);
	(void)fclose(f);
	return true;
}

static bool read_part(const struct captures *c, const char *name, const char *part, struct buf *out)
{
	char *path = mem_printf("%s/%s/%s.%s", c->folder, c->version, name, part);
	bool there = read_file(path, out);

	free(path);
	return there;
}

struct capture {
	struct buf headers, body;
	enum odoo_protocol protocol;
	long status;
	char type[100];
};

/* "> POST /jsonrpc HTTP/1.1", and of the last "< HTTP/1.1 200 OK" its status and "< Content-Type: …". */
static bool read_capture(const struct captures *c, const char *name, struct capture *k)
{
	const char *last = NULL, *type;

	*k = (struct capture){.protocol = ODOO_XMLRPC};
	if (!read_part(c, name, "headers.txt", &k->headers))
		return false;
	if (!read_part(c, name, "response.xml", &k->body) && !read_part(c, name, "response.json", &k->body))
		return false;
	if (strstr(k->headers.p, "> POST /jsonrpc "))
		k->protocol = ODOO_JSONRPC;
	for (const char *s = k->headers.p; (s = strstr(s, "< HTTP/1.")); s++)
		last = s;
	k->status = last ? strtol(last + 11, NULL, 10) : 0;
	type = last ? strcasestr(last, "< content-type: ") : NULL;
	if (type)
		(void)snprintf(k->type, sizeof(k->type), "%.*s", (int)strcspn(type + 16, "\r\n"), type + 16);
	return last != NULL;
}

static void free_capture(struct capture *k)
{
	buf_free(&k->headers);
	buf_free(&k->body);
}

static int decode(const struct capture *k, odoo_item *item, void *cookie, struct odoo_reply *r, struct err *e)
{
	*r = (struct odoo_reply){0};
	*e = (struct err){.kind = ERR_NONE};
	return odoo_reply_read(k->protocol, k->status, k->type, buf_str(&k->body), k->body.n, item, cookie, r, e);
}

/* ---- what Python says of a value, as JSON ---- */

/* The character that the escape behind a backslash is, appended; how long it is, 0 when it is cut. */
static size_t unescape(struct buf *out, const char *s)
{
	static const char from[] = "ntr", to[] = "\n\t\r";
	size_t digits = *s == 'x' ? 2 : *s == 'u' ? 4 : *s == 'U' ? 8 : 0;
	const char *f = *s ? strchr(from, *s) : NULL;
	char hex[9], utf8[4];

	if (!*s || strlen(s) < digits + 1)
		return 0;
	if (!digits) {
		buf_putc(out, f ? to[f - from] : *s);
		return 1;
	}
	(void)snprintf(hex, sizeof(hex), "%.*s", (int)digits, s + 1);
	buf_put(out, utf8, utf8_encode((uint32_t)strtoul(hex, NULL, 16), utf8));
	return digits + 1;
}

/* A string from its quote on; returns where it ends. Cut, it has no closing quote. */
static const char *put_string(struct buf *out, const char *s)
{
	struct buf text = {0};
	char quote = *s++;

	while (*s && *s != quote) {
		size_t n = 1;

		if (*s != '\\')
			buf_putc(&text, *s);
		else
			n = unescape(&text, ++s);
		if (n == 0)
			break;
		s += n;
	}
	xmlrpc_text(out, buf_str(&text), text.n);
	if (*s != quote)
		out->p[--out->n] = '\0';
	buf_free(&text);
	return *s == quote ? s + 1 : s + strlen(s);
}

/* Of Python's repr, or of JSON, which differs in few words. Whether all of it was there. */
static bool from_python(const char *s, struct buf *out)
{
	static const char *const words[] = {"True", "true", "False", "false", "None", "null"};
	int depth = 0;

	buf_clear(out);
	do {
		int i = 0;

		while (i < 6 && strncmp(s, words[i], strlen(words[i])) != 0)
			i += 2;
		if (i < 6) {
			buf_puts(out, words[i + 1]);
			s += strlen(words[i]);
		} else if (*s == '\'' || *s == '"') {
			s = put_string(out, s);
		} else if (*s == 'T' || *s == 'F' || *s == 'N') {
			return false;
		} else {
			depth += (*s == '[' || *s == '{') - (*s == ']' || *s == '}');
			if (*s && *s != ' ')
				buf_putc(out, *s);
			s += *s != '\0';
		}
	} while (*s && (depth > 0 || *s == '.' || (*s >= '0' && *s <= '9') || (*s >= 'a' && *s <= 'z')));
	return depth == 0 && out->n > 0 && (out->p[0] != '"' || out->p[out->n - 1] == '"');
}

static bool agrees(const char *python, const char *got)
{
	struct buf want = {0};
	bool all = from_python(python, &want);
	bool same = all ? strcmp(got, buf_str(&want)) == 0 : strncmp(got, buf_str(&want), want.n) == 0;

	if (!same)
		printf("# got:  %.300s\n# want: %.300s\n", got, buf_str(&want));
	buf_free(&want);
	return same;
}

/* ---- what the index says of each capture ---- */

/* The last line of text that is not blank. */
static char *last_line(const struct buf *text)
{
	const char *s = buf_str(text), *end = s + text->n, *line;

	while (end > s && (end[-1] == '\n' || end[-1] == ' '))
		end--;
	for (line = end; line > s && line[-1] != '\n';)
		line--;
	return mem_ndup(line, (size_t)(end - line));
}

/* FAULT CODE TEXT: of code 1 the last line of the text. */
static bool is_fault(const char *said, const struct odoo_reply *r)
{
	struct buf code = {0}, text = {0}, want = {0};
	const char *at = *said == '\'' || *said == '"' ? put_string(&code, said) : said + strspn(said, "0123456789");
	bool numbered = code.n == 0, good = false, all;
	char *line;

	if (strstr(said, "cannot marshal None unless allow_none is enabled'")) {
		buf_free(&code);
		return r->none && !r->failed;
	}
	all = from_python(at + 1, &want);
	line = last_line(&r->text);
	if (numbered && said[0] == '1')
		xmlrpc_text(&text, line, strlen(line));
	else
		xmlrpc_text(&text, buf_str(&r->text), r->text.n);
	if (numbered)
		good = strlen(r->code) == 1 && r->code[0] == said[0] && strncmp(text.p, want.p, want.n) == 0 &&
			   (!all || text.n == want.n);
	else /* the words are in the code */
		good = strncmp(code.p + 1, r->code, strlen(r->code)) == 0 && r->text.n > 0 && r->name[0];
	/* The caret of a statement is indented: the last line without that. */
	good = good || (want.p && strspn(want.p + 1, " ^\"") == want.n - 1 && r->code[0] == said[0]);
	if (!good)
		printf("# got:  %s %s\n# want: %s\n", r->code, text.p, said);
	free(line);
	buf_free(&code);
	buf_free(&text);
	buf_free(&want);
	return r->failed && good;
}

/* {"jsonrpc": "2.0", "id": 7, "result": …}, "error": …}, or neither */
static bool is_envelope(const char *said, const struct odoo_reply *r)
{
	const char *result = strstr(said, "\"result\": "), *name = strstr(said, "\"name\": \"");

	if (result)
		return !r->failed && agrees(result + 10, buf_str(&r->value));
	if (!strstr(said, "\"error\": "))
		return r->none;
	if (!name || !r->failed || strcmp(r->code, "200") != 0)
		return false;
	name += strncmp(name + 9, "builtins.", 9) == 0 ? 18 : 9;
	return strncmp(name, r->name, strlen(r->name)) == 0 && name[strlen(r->name)] == '"';
}

static void check_capture(const struct captures *c, const char *name, const char *said)
{
	struct capture k;
	struct odoo_reply r;
	struct err e;
	char what[100];
	bool good = read_capture(c, name, &k);

	(void)snprintf(what, sizeof(what), "%s/%s", c->version, name);
	if (good && decode(&k, NULL, NULL, &r, &e) != 0) {
		good = e.kind == ERR_PROTOCOL && (strncmp(said, "UNPARSED", 8) == 0 || strncmp(said, "Invalid ", 8) == 0);
		if (!good)
			printf("# %s\n", e.msg);
	} else if (good) {
		if (strncmp(said, "FAULT ", 6) == 0)
			good = is_fault(said + 6, &r);
		else if (strncmp(said, "{\"jsonrpc\"", 10) == 0)
			good = is_envelope(said, &r);
		else if (strncmp(said, "<?xml", 5) == 0)
			good = strcmp(buf_str(&r.value), "[1]") == 0; /* the index has the document itself */
		else
			good = !r.failed && agrees(said, buf_str(&r.value));
		odoo_reply_free(&r);
	}
	t_ok(good, what);
	free_capture(&k);
}

/* "name   123 B  what it is" a line; others belong to the one before. */
static void check_index(const struct captures *c)
{
	char *path = mem_printf("%s/INDEX-%s.txt", c->folder, c->version), *save = NULL, what[40];
	struct buf index = {0};
	int n = 0;

	(void)read_file(path, &index);
	for (char *line = strtok_r(index.p, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		size_t k = strcspn(line, " ");
		char *said = strstr(line, " B  ");

		if (!said || line[k + strspn(line + k, " ")] < '0' || line[k + strspn(line + k, " ")] > '9')
			continue;
		line[k] = '\0';
		check_capture(c, line, said + 4);
		n++;
	}
	(void)snprintf(what, sizeof(what), "the captures of %s", c->version);
	t_int(n, 248, what);
	buf_free(&index);
	free(path);
}

/* ---- the same call over both protocols ---- */

/* The value, or the failure's kind and message without the exception's name. */
static void describe(const struct captures *c, const char *name, struct buf *out)
{
	struct capture k;
	struct odoo_reply r;
	struct err e;

	buf_clear(out);
	if (read_capture(c, name, &k) && decode(&k, NULL, NULL, &r, &e) == 0) {
		if (r.failed) {
			(void)odoo_reply_error(&r, &e);
			buf_printf(out, "%s: %s", err_name(e.kind), e.msg);
		} else {
			buf_puts(out, r.value.p);
		}
		odoo_reply_free(&r);
	}
	free_capture(&k);
}

static void check_pairs(const struct captures *c)
{
	static const char *const pairs[][2] = {
		{"json_version", "common_version"},
		{"json_no_id", "common_version"},
		{"json_string_id", "common_version"},
		{"json_auth_good", "auth_good"},
		{"json_auth_bad", "auth_bad_pw"},
		{"json_read_control", "crlf_control_read_xml"},
		{"json_missing_record", "write_missing"},
		{"json_missing_record", "legacy_missing_record"},
		{"json_missing_model", "missing_model_helpdesk_ticket"},
		{"json_missing_model", "legacy_missing_model"},
		{"json_none_result", "action_archive"},
		{"json_unarchive", "action_unarchive"},
		{"json_bad_field", "bad_field_read"},
	};
	struct buf json = {0}, xml = {0};
	char what[100];

	for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++) {
		describe(c, pairs[i][0], &json);
		describe(c, pairs[i][1], &xml);
		(void)snprintf(what, sizeof(what), "%s: %s is %s", c->version, pairs[i][0], pairs[i][1]);
		t_str(buf_str(&json), buf_str(&xml), what);
		t_ok(json.n > 0, what);
	}
	buf_free(&json);
	buf_free(&xml);
}

/* ---- pages of rows ---- */

static const char product[] =
	"{\"name\":{\"type\":\"char\"},\"list_price\":{\"type\":\"float\"},\"default_code\":{\"type\":\"char\"},"
	"\"barcode\":{\"type\":\"char\"},\"categ_id\":{\"type\":\"many2one\",\"relation\":\"product.category\"},"
	"\"description_sale\":{\"type\":\"text\"},\"write_date\":{\"type\":\"datetime\"}}";

struct rows {
	struct odoo_fields *f;
	struct buf lines;
	int n;
};

static int take_row(void *cookie, const char *json, size_t n, struct err *e)
{
	struct rows *r = cookie;
	int st = odoo_fields_row(r->f, json, n, &r->lines, e);

	buf_putc(&r->lines, '\n');
	r->n++;
	return st;
}

static void read_rows(const struct captures *c, const char *end, struct rows *rows)
{
	char *path = mem_printf("%s/bulk/%s-1000.response.%s", c->folder, c->version, end);
	struct capture k = {.protocol = *end == 'x' ? ODOO_XMLRPC : ODOO_JSONRPC, .status = 200};
	val got = val_parse(product, sizeof(product) - 1, NULL);
	struct odoo_reply r;
	struct err e = {.kind = ERR_NONE};

	*rows = (struct rows){.f = odoo_fields_new("product.template", got)};
	(void)read_file(path, &k.body);
	if (decode(&k, take_row, rows, &r, &e) != 0)
		printf("# %s: %s\n", path, e.msg);
	odoo_reply_free(&r);
	odoo_fields_free(rows->f);
	val_free(got);
	free_capture(&k);
	free(path);
}

static void check_rows(const struct captures *c)
{
	struct rows xml, json;
	char what[60];

	read_rows(c, "xml", &xml);
	read_rows(c, "json", &json);
	(void)snprintf(what, sizeof(what), "%s: a thousand rows", c->version);
	t_int(xml.n, 1000, what);
	t_int(json.n, 1000, what);
	(void)snprintf(what, sizeof(what), "%s: rows are the same over both protocols, byte for byte", c->version);
	t_ok(xml.lines.n > 400000 && xml.lines.n == json.lines.n && memcmp(xml.lines.p, json.lines.p, xml.lines.n) == 0,
		 what);
	buf_free(&xml.lines);
	buf_free(&json.lines);
}

int main(void)
{
	const char *shared = getenv("CWAI_SHARED");
	struct captures c = {.folder = mem_printf("%s/odoo-wire", shared && *shared ? shared : "../shared")};
	static const char *const versions[] = {"16", "18"};

	if (access(c.folder, R_OK) != 0) {
		printf("# %s is absent: captures of real servers not checked\n", c.folder);
		t_ok(1, "no captures");
	} else {
		for (int i = 0; i < 2; i++) {
			c.version = versions[i];
			check_index(&c);
			check_pairs(&c);
			check_rows(&c);
		}
	}
	free(c.folder);
	return t_done();
}

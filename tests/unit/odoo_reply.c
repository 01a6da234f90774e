/* What Odoo answers, over its three protocols, as one thing: to the byte, its failures by kind, and no reply as none. */
#include <stdlib.h>

#include "../t.h"
#include "clients/odoo_reply.h"
#include "record/rec.h"

/*
 * What came of a reply, in a line: its value, "none", "KIND CODE NAME|message" of a failure (with "(rolled back)" when
 * that is sure), or "no reply: KIND message".
 */
static void tell(enum odoo_protocol p, long status, const char *type, const char *body, size_t n, struct buf *out)
{
	struct odoo_reply r = {0};
	struct err e = {.kind = ERR_NONE};

	if (odoo_reply_read(p, status, type, body, n, NULL, NULL, &r, &e) != 0) {
		buf_printf(out, "no reply: %s %s", err_name(e.kind), e.msg);
	} else if (r.failed) {
		(void)odoo_reply_error(&r, &e);
		buf_printf(out, "%s %s %s|%s%s", err_name(e.kind), r.code, r.name, e.msg,
				   odoo_reply_rolled_back(&r) ? " (rolled back)" : "");
	} else if (r.none) {
		buf_printf(out, "none%s", strcmp(buf_str(&r.value), "null") == 0 ? "" : ", without null");
	} else {
		buf_puts(out, buf_str(&r.value));
	}
	odoo_reply_free(&r);
}

static void reads(enum odoo_protocol p, long status, const char *body, const char *want, const char *name)
{
	struct buf b = {0};

	tell(p, status, p == ODOO_XMLRPC ? "text/xml; charset=utf-8" : "application/json", body, strlen(body), &b);
	t_str(buf_str(&b), want, name);
	buf_free(&b);
}

/* The same value of both JSON protocols. */
static void value(const char *json, const char *want, const char *name)
{
	struct buf b = {0};

	buf_printf(&b, "{\"jsonrpc\": \"2.0\", \"id\": 7, \"result\": %s}", json);
	reads(ODOO_JSONRPC, 200, b.p, want, name);
	reads(ODOO_JSON2, 200, json, want, name);
	buf_free(&b);
}

static void test_values(void)
{
	value(
		"[{\"id\": 1, \"name\": \"P\xc3\xb3\", \"categ_id\": [3, \"All / X\"], \"tags\": [], \"o\": {}, \"f\": false}]",
		"[{\"id\":1,\"name\":\"P\xc3\xb3\",\"categ_id\":[3,\"All / X\"],\"tags\":[],\"o\":{},\"f\":false}]",
		"compact, and as it is");
	value(" [ 1 , 2.50 ,\n1e-05, -0 , 12345678901234567890 ] ", "[1,2.50,1e-05,-0,12345678901234567890]",
		  "numbers keep their digits");
	value("[NaN, Infinity, -Infinity, -1]", "[null,null,null,-1]", "what is no number");
	value("NaN", "none", "NaN by itself");
	value("\"a\\r\\nb\\rc\\td\\u000be\\u0001f\\u007fg\"",
		  "\"a\\nb\\nc\\tde"
		  "f\x7f"
		  "g\"",
		  "control characters as XML has them");
	value("\"\\u00e9\\ud83d\\ude00\\/\\\"\\\\ \\u0026<\"", "\"\xc3\xa9\xf0\x9f\x98\x80/\\\"\\\\ &<\"",
		  "escapes that need be none");
	value("\"a\xef\xbf\xbf"
		  "b\\uffffc\\ufffe\xef\xbf\xbd\"",
		  "\"abc\xef\xbf\xbd\"", "what is no character of XML");
	value("{\"a\\tb\": {\"\\u0041\": 1}}", "{\"a\\tb\":{\"A\":1}}", "keys");
	value("{\"5\": 70.0, \"5\": 71.0}", "{\"5\":70.0,\"5\":71.0}", "the same member twice");
	value("true", "true", "true");
	value("\"a long text without anything in it that is special, to go by steps\"",
		  "\"a long text without anything in it that is special, to go by steps\"", "a long text");
}

static void test_none(void)
{
	reads(ODOO_JSONRPC, 200, "{\"jsonrpc\": \"2.0\", \"id\": 7}", "none", "JSON-RPC without a result");
	reads(ODOO_JSONRPC, 200, "{\"jsonrpc\": \"2.0\", \"id\": 7, \"result\": null}", "none", "a result of null");
	reads(ODOO_JSONRPC, 200, "{\"jsonrpc\": \"2.0\", \"id\": 7, \"error\": null, \"result\": 1}", "1",
		  "an error of null");
	reads(ODOO_JSON2, 200, "null", "none", "JSON-2 with null");
	reads(ODOO_XMLRPC, 200,
		  "<?xml version='1.0'?>\n<methodResponse>\n<params>\n<param>\n<value><nil/></value></param>\n</params>\n"
		  "</methodResponse>\n",
		  "none", "XML-RPC with nil");
}

/* ---- failures ---- */

#define TRACE "Traceback (most recent call last):\\n  File \\\"/srv/odoo/http.py\\\", line 1, in x\\n    raise\\n"

static void fails(const char *name, const char *debug, const char *message, const char *want, const char *what)
{
	struct buf b = {0};

	buf_printf(
		&b,
		"{\"jsonrpc\": \"2.0\", \"id\": 7, \"error\": {\"code\": 200, \"message\": \"Odoo Server Error\", \"data\": "
		"{\"name\": \"%s\", \"debug\": \"%s\", \"message\": \"%s\", \"arguments\": [NaN], \"context\": {}}}}",
		name, debug, message);
	reads(ODOO_JSONRPC, 200, b.p, want, what);
	buf_free(&b);
}

static void test_jsonrpc_failures(void)
{
	fails("odoo.exceptions.MissingError",
		  TRACE "odoo.exceptions.MissingError: Gone.\\n(Record: res.partner(9,), User: 2)\\n",
		  "Gone.\\n(Record: res.partner(9,), User: 2)",
		  "data 200 odoo.exceptions.MissingError|Odoo: Gone. (Record: res.partner(9,), User: 2) (rolled back)",
		  "missing");
	fails("builtins.ValueError", TRACE "ValueError: Invalid field 'x' on model 'y'\\n",
		  "Invalid field 'x' on model 'y'", "data 200 ValueError|Odoo: ValueError: Invalid field 'x' on model 'y'",
		  "Python's own");
	fails("odoo.exceptions.AccessDenied", TRACE "odoo.exceptions.AccessDenied: Access Denied\\n", "Access Denied",
		  "refused 200 odoo.exceptions.AccessDenied|Odoo: Access Denied (rolled back)", "denied");
	fails("odoo.exceptions.AccessError", "", "You may not\\n\\n- read\\n",
		  "refused 200 odoo.exceptions.AccessError|Odoo: You may not - read (rolled back)", "no traceback");
	fails(
		"psycopg2.errors.SerializationFailure", TRACE "psycopg2.errors.SerializationFailure: could not serialize\\n\\n",
		"could not serialize\\n",
		"again 200 psycopg2.errors.SerializationFailure|Odoo: psycopg2.errors.SerializationFailure: could not serialize "
		"(rolled back)",
		"a serialisation failure");
	fails(
		"psycopg2.errors.DeadlockDetected", "", "deadlock detected\\nDETAIL:  x",
		"again 200 psycopg2.errors.DeadlockDetected|Odoo: psycopg2.errors.DeadlockDetected: deadlock detected (rolled "
		"back)",
		"a deadlock");
	fails("psycopg2.errors.LockNotAvailable", "", "x",
		  "again 200 psycopg2.errors.LockNotAvailable|Odoo: psycopg2.errors.LockNotAvailable: x (rolled back)",
		  "a lock");
	fails("odoo.exceptions.LockError", "", "x", "again 200 odoo.exceptions.LockError|Odoo: x (rolled back)",
		  "Odoo's lock");
	fails("psycopg2.InterfaceError", "", "cursor already closed",
		  "again 200 psycopg2.InterfaceError|Odoo: psycopg2.InterfaceError: cursor already closed", "it went down");
	fails("psycopg2.InterfaceError", "", "connection already closed",
		  "unavailable 200 psycopg2.InterfaceError|Odoo: psycopg2.InterfaceError: connection already closed",
		  "the database's connection");
	fails("psycopg2.errors.AdminShutdown", "", "terminating connection",
		  "unavailable 200 psycopg2.errors.AdminShutdown|Odoo: psycopg2.errors.AdminShutdown: terminating connection",
		  "the database goes down");
	fails("psycopg2.errors.UniqueViolation",
		  TRACE "psycopg2.errors.UniqueViolation: duplicate key\\nDETAIL:  Key (vat)=(secret) exists.\\n", "x",
		  "data 200 psycopg2.errors.UniqueViolation|Odoo: psycopg2.errors.UniqueViolation: duplicate key (rolled back)",
		  "a constraint, without the row");
	fails(
		"odoo.http.SessionExpiredException", "", "Session expired",
		"refused 200 odoo.http.SessionExpiredException|Odoo: odoo.http.SessionExpiredException: Session expired (rolled "
		"back)",
		"no session");
	fails("builtins.KeyError", TRACE "KeyError\\n", "", "data 200 KeyError|Odoo: KeyError", "no words");
	fails("odoo.exceptions.UserError", "", "",
		  "data 200 odoo.exceptions.UserError|Odoo: odoo.exceptions.UserError, without words (rolled back)",
		  "no words for people");
	reads(ODOO_JSONRPC, 200,
		  "{\"jsonrpc\": \"2.0\", \"id\": null, \"error\": {\"code\": -32700, \"message\": \"Parse\"}}",
		  "protocol -32700 |Odoo: Parse (rolled back)", "an error without data");
	reads(ODOO_JSONRPC, 200,
		  "{\"jsonrpc\": \"2.0\", \"id\": null, \"error\": {\"code\": 100, \"message\": \"Expired\"}}",
		  "refused 100 |Odoo: Expired (rolled back)", "a session that expired");
	reads(ODOO_JSONRPC, 200, "{\"jsonrpc\": \"2.0\", \"error\": {}}", "data 0 |Odoo: 0, without words",
		  "an empty error");
}

static void test_json2_failures(void)
{
	reads(
		ODOO_JSON2, 404,
		"{\"name\": \"werkzeug.exceptions.NotFound\", \"message\": \"404 Not Found: the model 'x' does not exist\", "
		"\"arguments\": [], \"context\": {}, \"debug\": \"\"}",
		"data 404 werkzeug.exceptions.NotFound|Odoo: werkzeug.exceptions.NotFound: 404 Not Found: the model 'x' does not "
		"exist",
		"no such model");
	reads(
		ODOO_JSON2, 401, "{\"name\": \"werkzeug.exceptions.Unauthorized\", \"message\": \"Invalid apikey\"}",
		"refused 401 werkzeug.exceptions.Unauthorized|Odoo: werkzeug.exceptions.Unauthorized: Invalid apikey (rolled back)",
		"a wrong key");
	reads(ODOO_JSON2, 422, "{\"name\": \"odoo.exceptions.ValidationError\", \"message\": \"No\"}",
		  "data 422 odoo.exceptions.ValidationError|Odoo: No (rolled back)", "not valid");
	reads(ODOO_JSON2, 500, "{\"name\": \"builtins.ValueError\", \"message\": \"No\"}",
		  "data 500 ValueError|Odoo: ValueError: No", "Python's own");
	reads(ODOO_JSON2, 400, "{\"name\": \"werkzeug.exceptions.BadRequest\", \"message\": \"No\"}",
		  "protocol 400 werkzeug.exceptions.BadRequest|Odoo: werkzeug.exceptions.BadRequest: No (rolled back)",
		  "a request that can't be read");
	reads(ODOO_JSON2, 503, "{\"message\": \"busy\"}", "unavailable 503 |Odoo: busy", "what stands before it");
	reads(ODOO_JSON2, 404, "[1]", "no reply: protocol HTTP 404, \"[1]\", where JSON was expected", "no object");
}

static const char xml_page[] =
	"<?xml version='1.0'?>\n<methodResponse>\n<params>\n<param>\n<value><int>1</int></value>\n"
	"</param>\n</params>\n</methodResponse>\n";

static void xml_fails(const char *code, const char *text, const char *want, const char *what)
{
	struct buf b = {0};

	buf_printf(&b,
			   "<?xml version='1.0'?>\n<methodResponse>\n<fault>\n<value><struct>\n<member>\n<name>faultCode</name>\n"
			   "<value>%s</value>\n</member>\n<member>\n<name>faultString</name>\n<value><string>%s</string></value>\n"
			   "</member>\n</struct></value>\n</fault>\n</methodResponse>\n",
			   code, text);
	reads(ODOO_XMLRPC, 200, b.p, want, what);
	buf_free(&b);
}

#define XTRACE "Traceback (most recent call last):\n  File \"/srv/odoo/x.py\", line 1, in y\n    f()\n    ^^^\n"
#define NO_NONE "TypeError: cannot marshal None unless allow_none is enabled"

static void test_xml_failures(void)
{
	xml_fails("<int>1</int>", XTRACE NO_NONE "\n", "none", "None can't be told");
	xml_fails("<string>cannot marshal None unless allow_none is enabled</string>", XTRACE NO_NONE "\n", "none",
			  "nor by the old service");
	xml_fails("<int>2</int>", XTRACE NO_NONE "\n",
			  "data 2 |Odoo: TypeError: cannot marshal None unless allow_none is enabled (rolled back)",
			  "words for people that look like it");
	xml_fails("<int>1</int>", XTRACE NO_NONE " at all\n",
			  "data 1 TypeError|Odoo: TypeError: cannot marshal None unless allow_none is enabled at all",
			  "another end");
	xml_fails("<int>1</int>", XTRACE "TypeError: dictionary key must be string\n",
			  "data 1 TypeError|Odoo: TypeError: dictionary key must be string", "after everything was committed, too");
	xml_fails("<int>2</int>", "Object x.y doesn't exist", "data 2 |Odoo: Object x.y doesn't exist (rolled back)",
			  "code 2");
	xml_fails("<int>3</int>", "Access Denied", "refused 3 |Odoo: Access Denied (rolled back)", "code 3");
	xml_fails("<int>4</int>", "You are not allowed\n\n\t- Sales/User\n",
			  "refused 4 |Odoo: You are not allowed - Sales/User (rolled back)", "code 4");
	xml_fails("<string>warning -- UserError\n\nNo\nway</string>", "",
			  "data warning -- UserError odoo.exceptions.UserError|Odoo: No way (rolled back)", "a warning of old");
	xml_fails("<string>warning -- Warning\n\nNo</string>", "",
			  "data warning -- Warning odoo.exceptions.RedirectWarning|Odoo: No (rolled back)", "another");
	xml_fails("<string>AccessDenied</string>", "Access Denied",
			  "refused AccessDenied odoo.exceptions.AccessDenied|Odoo: Access Denied (rolled back)", "denied of old");
	xml_fails("<string>division by zero</string>", XTRACE "ZeroDivisionError: division by zero\n",
			  "data division by zero ZeroDivisionError|Odoo: ZeroDivisionError: division by zero",
			  "an exception of old");
	xml_fails(
		"<int>1</int>",
		XTRACE "psycopg2.errors.InvalidTextRepresentation: invalid input: \"abc\"\nLINE 1: ...(true, 'abc', '20...\n"
			   "                 ^\n\n",
		"data 1 psycopg2.errors.InvalidTextRepresentation|Odoo: psycopg2.errors.InvalidTextRepresentation: invalid "
		"input: \"abc\" (rolled back)",
		"the database, without its statement");
	xml_fails("<int>1</int>",
			  XTRACE "KeyError: 'a'\n\nDuring handling of the above exception, another exception occurred:\n\n" XTRACE
					 "odoo.exceptions.ValidationError: One:\nTwo: 2\nThree.Four: 5\n",
			  "data 1 odoo.exceptions.ValidationError|Odoo: One: Two: 2 Three.Four: 5 (rolled back)",
			  "the last of a chain, and lines that look like one");
	xml_fails("<int>1</int>",
			  XTRACE
			  "psycopg2.errors.SerializationFailure: x\n\nThe above exception was the direct cause of the following "
			  "exception:\n\n" XTRACE "odoo.exceptions.ConcurrencyError: y\n",
			  "again 1 odoo.exceptions.ConcurrencyError|Odoo: y (rolled back)", "the cause of another");
	xml_fails(
		"<int>1</int>", XTRACE "xml.parsers.expat.ExpatError: no element found: line 1, column 0\n",
		"protocol 1 xml.parsers.expat.ExpatError|Odoo: xml.parsers.expat.ExpatError: no element found: line 1, column "
		"0 (rolled back)",
		"it could not read the request");
	xml_fails("<int>1</int>", "only words", "data 1 |Odoo: only words", "no traceback");
	xml_fails("<int>1</int>", "", "data 1 |Odoo: 1, without words", "nothing");
	xml_fails("<int>1</int>", XTRACE,
			  "data 1 |Odoo: Traceback (most recent call last): File \"x.py\", line 1, in y f() ^^^",
			  "a traceback without its end");
}

static void test_paths(void)
{
	xml_fails(
		"<int>2</int>",
		"In /usr/lib/python3/x.py, (\"/opt/odoo/addons/a b\") see https://a.example/web/x.html or /web, 10/12/2026, a / "
		"b/c.d, /web/session",
		"data 2 |Odoo: In x.py, (\"a b\") see https://a.example/web/x.html or /web, 10/12/2026, a / b/c.d, "
		"/web/session (rolled back)",
		"paths of the server's files lose their folders");
	xml_fails("<int>2</int>", "/srv/x/", "data 2 |Odoo: /srv/x/ (rolled back)", "a folder");
	xml_fails("<int>2</int>", "//", "data 2 |Odoo: // (rolled back)", "no path");
}

/* ---- no reply ---- */

#define PAGE(title) "<!doctype html>\n<html lang=en>\n<title>" title "</title>\n<h1>x</h1>\n"

static void test_other(void)
{
	reads(ODOO_JSONRPC, 405, PAGE("405 Method Not Allowed"),
		  "no reply: protocol HTTP 405 Method Not Allowed, an HTML page, where JSON was expected", "HTML for JSON-RPC");
	reads(ODOO_JSON2, 303, PAGE("Redirecting..."),
		  "no reply: protocol HTTP 303, an HTML page titled \"Redirecting...\", where JSON was expected",
		  "a way elsewhere");
	reads(ODOO_XMLRPC, 200, "\n<HTML><head></head></html>",
		  "no reply: protocol HTTP 200, an HTML page, where XML was expected", "HTML without a title");
	reads(ODOO_XMLRPC, 200, "<html><title>\n Odoo \t 16\n</title></html>",
		  "no reply: protocol HTTP 200, an HTML page titled \"Odoo 16\", where XML was expected", "a title in lines");
	reads(ODOO_JSONRPC, 400, "Invalid JSON data",
		  "no reply: protocol HTTP 400, \"Invalid JSON data\", where JSON was expected", "plain words");
	reads(ODOO_XMLRPC, 404, "not here\n", "no reply: protocol HTTP 404, \"not here\", where XML was expected",
		  "plain words for XML");
	reads(ODOO_XMLRPC, 500, xml_page, "no reply: protocol HTTP 500, something else, where XML was expected",
		  "a value under a status of failure");
	reads(ODOO_JSONRPC, 500, "", "no reply: protocol HTTP 500, nothing, where JSON was expected", "nothing");
	reads(ODOO_JSONRPC, 200, "", "no reply: protocol not JSON at byte 1: no JSON object", "nothing, with 200");
	reads(ODOO_JSON2, 204, "", "no reply: protocol not JSON at byte 1: it ends where a value should be",
		  "nothing of JSON-2");
	reads(ODOO_XMLRPC, 200, "", "no reply: protocol not XML: it holds nothing", "nothing of XML-RPC");
	reads(ODOO_JSONRPC, 200, "[1]", "no reply: protocol not JSON at byte 1: no JSON object", "no envelope");
	reads(ODOO_JSONRPC, 200, "{}", "no reply: protocol JSON that is no reply of JSON-RPC",
		  "an empty object is no None");
	reads(ODOO_JSONRPC, 200, "{\"status\": \"ok\"}", "no reply: protocol JSON that is no reply of JSON-RPC",
		  "another's JSON");
	reads(ODOO_JSONRPC, 404, "{\"jsonrpc\": \"2.0\"}",
		  "no reply: protocol HTTP 404, \"{\"jsonrpc\": \"2.0\"}\", where JSON was expected",
		  "None under a status of failure");
	reads(ODOO_JSONRPC, 200, "{\"jsonrpc\":\"2.0\",\"result\":1,\"result\":2}",
		  "no reply: protocol a reply of JSON-RPC with two results", "two results");
	reads(ODOO_JSONRPC, 200, "{\"jsonrpc\":\"2.0\",\"result\":1} x",
		  "no reply: protocol not JSON at byte 30: something follows the value", "something behind it");
	reads(ODOO_JSON2, 200, "1 2", "no reply: protocol not JSON at byte 3: something follows the value", "two values");
	reads(ODOO_JSON2, 200, "\"\xe7\"", "no reply: protocol not JSON at byte 2: it is no UTF-8", "Latin-1");
	reads(ODOO_JSON2, 200, "[1,]", "no reply: protocol not JSON at byte 4: no JSON value", "a comma too many");
	reads(ODOO_JSON2, 200, "{\"a\":1,}", "no reply: protocol not JSON at byte 8: a member's name must be a string",
		  "a comma too many in an object");
	reads(ODOO_JSON2, 200, "{\"a\" 1}", "no reply: protocol not JSON at byte 6: a member wants \":\" here", "no colon");
	reads(ODOO_JSON2, 200, "\"a\nb\"", "no reply: protocol not JSON at byte 3: a control character in a string",
		  "a line end");
	reads(ODOO_JSON2, 200, "-Infinit", "no reply: protocol not JSON at byte 2: a number wants a digit here",
		  "half of it");
}

/* What stands before Odoo tells enough by its status. */
static void test_status(void)
{
	reads(ODOO_JSONRPC, 502, PAGE("502 Bad Gateway"),
		  "unavailable 502 |Odoo: HTTP 502 Bad Gateway, an HTML page, where JSON was expected", "502");
	reads(ODOO_XMLRPC, 504, "upstream timed out",
		  "unavailable 504 |Odoo: HTTP 504, \"upstream timed out\", where XML was expected", "504");
	reads(ODOO_JSON2, 429, "", "again 429 |Odoo: HTTP 429, nothing, where JSON was expected (rolled back)", "429");
	reads(ODOO_XMLRPC, 401, PAGE("401 Authorization Required"),
		  "refused 401 |Odoo: HTTP 401 Authorization Required, an HTML page, where XML was expected (rolled back)",
		  "401");
}

/* ---- items ---- */

struct took {
	struct buf text;
	int n, stop_at;
};

static int take(void *cookie, const char *json, size_t n, struct err *e)
{
	struct took *t = cookie;

	if (++t->n == t->stop_at)
		return err_set(e, ERR_IO, "stopped");
	buf_put(&t->text, json, n);
	buf_putc(&t->text, '\n');
	return 0;
}

static void items(enum odoo_protocol p, const char *body, int stop_at, const char *want, const char *last,
				  const char *name)
{
	struct took t = {.stop_at = stop_at};
	struct odoo_reply r = {0};
	struct err e = {.kind = ERR_NONE};
	int st = odoo_reply_read(p, 200, "", body, strlen(body), take, &t, &r, &e);

	t_str(buf_str(&t.text), want, name);
	t_str(st == 0 ? buf_str(&r.value) : e.msg, last, name);
	odoo_reply_free(&r);
	buf_free(&t.text);
}

static void test_items(void)
{
	items(ODOO_JSONRPC, "{\"jsonrpc\": \"2.0\", \"result\": [{\"id\": 1, \"n\": NaN}, [2, 3], \"\\u0061\"], \"id\": 1}",
		  0, "{\"id\":1,\"n\":null}\n[2,3]\n\"a\"\n", "[]", "items of JSON-RPC");
	items(ODOO_JSON2, " [1 , 2]", 0, "1\n2\n", "[]", "items of JSON-2");
	items(ODOO_JSON2, "[ ]", 0, "", "[]", "none");
	items(ODOO_JSON2, "[1, 2, 3]", 2, "1\n", "stopped", "until one says stop");
	items(ODOO_JSON2, "[1, 2 3]", 0, "1\n", "not JSON at byte 7: an array wants \",\" or \"]\" here",
		  "until it is wrong");
	items(ODOO_JSON2, "[1, 2", 0, "1\n", "not JSON at byte 6: an array is not closed", "until it is cut");
	items(ODOO_JSON2, "[1, ]", 0, "1\n", "not JSON at byte 5: no JSON value", "a comma too many");
	items(ODOO_JSON2, "{\"records\": [1, 2]}", 0, "", "{\"records\":[1,2]}", "an array inside is no array of items");
	items(ODOO_XMLRPC, xml_page, 0, "", "1", "a value of XML that is no array");
}

static void nest(enum odoo_protocol p, int levels, const char *want)
{
	struct buf b = {0}, said = {0};

	buf_puts(&b, p == ODOO_JSON2 ? "" : "{\"jsonrpc\":\"2.0\",\"result\":");
	for (int i = 0; i < levels; i++)
		buf_putc(&b, '[');
	for (int i = 0; i < levels; i++)
		buf_putc(&b, ']');
	buf_puts(&b, p == ODOO_JSON2 ? "" : "}");
	tell(p, 200, "", b.p, b.n, &said);
	if (want)
		t_ok(strstr(said.p, want) != NULL, "too many levels");
	else
		t_int((long long)said.n, 2LL * levels, "the most levels");
	buf_free(&b);
	buf_free(&said);
}

static void test_depth(void)
{
	nest(ODOO_JSON2, REC_MAX_DEPTH - 1, NULL);
	nest(ODOO_JSONRPC, REC_MAX_DEPTH - 1, NULL);
	nest(ODOO_JSON2, REC_MAX_DEPTH, "nested too deep");
	nest(ODOO_JSONRPC, 100000, "nested too deep");
}

/* A part is never taken for the whole, and no byte is read behind it. */
static void test_cut(void)
{
	static const char *const whole[] = {
		"{\"jsonrpc\": \"2.0\", \"id\": 1, \"result\": [{\"id\": 1, \"name\": \"P\xc3\xb3 \\u00e9\\n\", \"x\": -1.5e3}, NaN]}",
		"{\"jsonrpc\": \"2.0\", \"id\": 1, \"error\": {\"code\": 200, \"data\": {\"name\": \"x\", \"message\": \"y\"}}}",
		"[{\"id\": 1, \"name\": \"P\xc3\xb3 \\ud83d\\ude00\", \"x\": [true, false, null, -Infinity, {}]}]", xml_page};
	static const enum odoo_protocol p[] = {ODOO_JSONRPC, ODOO_JSONRPC, ODOO_JSON2, ODOO_XMLRPC};
	int bad = 0;

	for (int k = 0; k < 4; k++) {
		size_t end = strlen(whole[k]) - (p[k] == ODOO_XMLRPC);

		for (size_t i = 0; i < end; i++) {
			char *part = mem_alloc(i);
			struct odoo_reply r = {0};
			struct err e = {.kind = ERR_NONE};

			memcpy(part, whole[k], i);
			bad += odoo_reply_read(p[k], 200, NULL, part, i, NULL, NULL, &r, &e) != -1 || e.kind != ERR_PROTOCOL;
			odoo_reply_free(&r);
			free(part);
		}
	}
	t_int(bad, 0, "a reply that is cut anywhere is refused");
}

int main(void)
{
	test_values();
	test_none();
	test_jsonrpc_failures();
	test_json2_failures();
	test_xml_failures();
	test_paths();
	test_other();
	test_status();
	test_items();
	test_depth();
	test_cut();
	return t_done();
}

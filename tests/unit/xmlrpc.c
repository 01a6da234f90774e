/* XML-RPC: calls written, replies read as JSON text by both readers alike; what is wrong is said, and nothing crashes. */
#include <stdlib.h>
#include <unistd.h>

#include "../t.h"
#include "io/xmlrpc_private.h"
#include "record/rec.h"

#define HEAD "<?xml version='1.0'?>\n<methodResponse>\n<params>\n<param>\n"
#define FORBIDDEN "not XML at line 5: a character that XML forbids, or bytes that are none of its encoding"
#define TAIL "\n</param>\n</params>\n</methodResponse>\n"

/* By the quick reader where it can, and by libxml2 alone. */
static void reads_all(const char *xml, size_t n, const char *want, const char *name)
{
	struct xmlrpc_reply a = {0}, b = {0};
	struct err e = {.kind = ERR_NONE};
	char also[200];

	if (xmlrpc_read(xml, n, NULL, NULL, &a, &e) != 0)
		t_str(e.msg, want, name);
	else
		t_str(buf_str(&a.value), want, name);
	(void)snprintf(also, sizeof(also), "%s, by libxml2", name);
	if (xmlrpc_slow(xml, n, NULL, NULL, 0, &b, &e) != 0)
		t_str(e.msg, want, also);
	else
		t_str(buf_str(&b.value), want, also);
	xmlrpc_reply_free(&a);
	xmlrpc_reply_free(&b);
}

static void reads(const char *value, const char *want, const char *name)
{
	struct buf b = {0};

	buf_printf(&b, "%s%s%s", HEAD, value, TAIL);
	reads_all(b.p, b.n, want, name);
	buf_free(&b);
}

static void test_scalars(void)
{
	reads("<value><string>ol\xc3\xa1 \xf0\x9f\x92\x84</string></value>", "\"ol\xc3\xa1 \xf0\x9f\x92\x84\"", "a string");
	reads("<value><string>&lt;a href=\"x\"&gt; &amp;amp; \\ &apos;&quot;</string></value>",
		  "\"<a href=\\\"x\\\"> &amp; \\\\ '\\\"\"", "entities, quotes and backslashes");
	reads("<value><string>a\r\nb\rc\td</string></value>", "\"a\\nb\\nc\\td\"", "ends of lines, and a tab");
	reads("<value><string>a&#13;&#10;b&#13;c&#x41;</string></value>", "\"a\\nb\\ncA\"", "characters by number");
	reads("<value><string><![CDATA[<b>&amp;]]></string></value>", "\"<b>&amp;\"", "a CDATA section");
	reads("<value><string>a<!-- b -->c<?d e?>f</string></value>", "\"acf\"", "a comment inside a text");
	reads("<value><string></string></value>", "\"\"", "an empty string");
	reads("<value><string/></value>", "\"\"", "an empty string in one tag");
	reads("<value>text</value>", "\"text\"", "a value without type");
	reads("<value></value>", "\"\"", "an empty value without type");
	reads("<value> a <!-- x --> </value>", "\" a  \"", "blanks of a value without type stay");
	reads("<value>\n<int> 5 </int>\n</value>", "5", "blanks around a type and a number do not");
	reads("<value><int>-12345678901234567890</int></value>", "-12345678901234567890", "digits of any number");
	reads("<value><i4>7</i4></value>", "7", "<i4>");
	reads("<value><i8>9007199254740993</i8></value>", "9007199254740993", "<i8>");
	reads("<value><double>1e-05</double></value>", "1e-05", "an exponent");
	reads("<value><double>29.90</double></value>", "29.90", "digits of a double");
	reads("<value><double>nan</double></value>", "null", "nan");
	reads("<value><double>-inf</double></value>", "null", "-inf");
	reads("<value><boolean>1</boolean></value>", "true", "true");
	reads("<value><boolean>0</boolean></value>", "false", "false");
	reads("<value><nil/></value>", "null", "nil");
	reads("<value><nil></nil></value>", "null", "nil in two tags");
	reads("<value><ex:nil xmlns:ex=\"http://ws.apache.org/xmlrpc/namespaces/extensions\"/></value>", "null",
		  "nil of Apache");
	reads("<value><ex:i8>1</ex:i8></value>", "1", "a prefix that is not declared");
	reads("<value><dateTime.iso8601>20261123T15:29:16</dateTime.iso8601></value>", "\"20261123T15:29:16\"", "a time");
	reads("<value><base64>\naGVsbG8g\nd29ybGQ=\n</base64></value>", "\"aGVsbG8gd29ybGQ=\"", "base64");
}

static void test_nested(void)
{
	reads("<value><array><data></data></array></value>", "[]", "an empty array");
	reads("<value><array><data/></array></value>", "[]", "an empty array in one tag");
	reads("<value><struct></struct></value>", "{}", "an empty struct");
	reads(
		"<value><array><data>\n<value><int>1</int></value>\n<value><array><data><value>x</value></data></array></value>"
		"<value><struct>\n<member>\n<name>a b</name>\n<value><nil/></value>\n</member>\n</struct></value>\n</data></array>"
		"</value>",
		"[1,[\"x\"],{\"a b\":null}]", "an array");
	reads("<value><struct><member><name>id</name><value><int>1</int></value></member><member><name>\"n&amp;\"</name>"
		  "<value><boolean>0</boolean></value></member><member><name>id</name><value><int>2</int></value></member>"
		  "</struct></value>",
		  "{\"id\":1,\"\\\"n&\\\"\":false,\"id\":2}", "a struct, of its members all, the same name twice too");
	reads("<value>\t<struct >\n <member a='b'> <name>k</name>\n <value >\n<string >v</string >\n</value>\r\n"
		  "</member>\n</struct> </value>",
		  "{\"k\":\"v\"}", "blanks and attributes");
}

static void test_documents(void)
{
	static const char latin[] = "<?xml version='1.0' encoding='ISO-8859-1'?><methodResponse><params><param><value>"
								"<string>\xe7\xe3o</string></value></param></params></methodResponse>";
	static const char odd[] = "<?xml version='1.0' encoding='ISO-8859-1'?><methodResponse><params><param><value>"
							  "\xef\xbf\xbe</value></param></params></methodResponse>";
	static const char plain[] = "<!-- x --><methodResponse><params><param><value><int>1</int></value></param>"
								"</params></methodResponse><!-- y -->\n";
	char wide[2 * sizeof(plain) + 2] = "\xff\xfe";

	reads_all(latin, sizeof(latin) - 1, "\"\xc3\xa7\xc3\xa3o\"", "ISO-8859-1");
	reads_all(odd, sizeof(odd) - 1, "\"\xc3\xaf\xc2\xbf\xc2\xbe\"", "bytes that mean something else there");
	reads_all(plain, sizeof(plain) - 1, "1", "no declaration, comments");
	for (size_t i = 0; i < sizeof(plain) - 1; i++)
		wide[2 + 2 * i] = plain[i];
	reads_all(wide, 2 * sizeof(plain), "1", "UTF-16");
}

/* What Python writes as it is, and libxml2 does not take. */
static void test_odd(void)
{
	static const char xml[] = HEAD "<value><string>a\xef\xbf\xbf"
								   "b\xef\xbf\xbe\xef\xbf\xbd</string></value>" TAIL;
	struct xmlrpc_reply r = {0};
	struct err e = {.kind = ERR_NONE};

	(void)xmlrpc_read(xml, sizeof(xml) - 1, NULL, NULL, &r, &e);
	t_str(buf_str(&r.value), "\"ab\xef\xbf\xbd\"", "what is no character of XML is left out");
	xmlrpc_reply_free(&r);
}

static void test_wrong(void)
{
	reads("<value><int>+5</int></value>", "not XML-RPC at line 5: a number that is none", "+5");
	reads("<value><int>05</int></value>", "not XML-RPC at line 5: a number that is none", "05");
	reads("<value><int></int></value>", "not XML-RPC at line 5: a number that is none", "no digits");
	reads("<value><int>1.5</int></value>", "not XML-RPC at line 5: an <int> that is no whole number",
		  "an <int> of 1.5");
	reads("<value><int>nan</int></value>", "not XML-RPC at line 5: a number that is none", "an <int> of nan");
	reads("<value><double>1,5</double></value>", "not XML-RPC at line 5: a number that is none", "1,5");
	reads("<value><double>.5</double></value>", "not XML-RPC at line 5: a number that is none", ".5");
	reads("<value><boolean>true</boolean></value>", "not XML-RPC at line 5: a <boolean> that is neither 0 nor 1",
		  "a boolean in words");
	reads("<value><boolean></boolean></value>", "not XML-RPC at line 5: a <boolean> that is neither 0 nor 1",
		  "an empty boolean");
	reads("<value><nil>x</nil></value>", "not XML-RPC at line 5: a <nil> that holds something", "a full nil");
	reads("<value><long>1</long></value>", "not XML-RPC at line 5: an element that XML-RPC has none of", "a type");
	reads("<value><int>1</int><int>2</int></value>", "not XML-RPC at line 5: an element where it may not be",
		  "two types");
	reads("<value>x<int>1</int></value>", "not XML-RPC at line 5: text before an element", "text and a type");
	reads("<value><int>1</int>x</value>", "not XML-RPC at line 5: text between elements", "a type and text");
	reads("<value><int>1<i4>1</i4></int></value>", "not XML-RPC at line 5: an element where it may not be",
		  "an element in a number");
	reads("<value><array><value>1</value></array></value>", "not XML-RPC at line 5: an element where it may not be",
		  "an array without data");
	reads("<value><array></array></value>", "not XML-RPC at line 5: an element that ends too early",
		  "an array of nothing");
	reads("<value><struct><member><name>a</name></member></struct></value>",
		  "not XML-RPC at line 5: a <member> without name and value", "a member without value");
	reads("<value><struct><member><value>1</value></member></struct></value>",
		  "not XML-RPC at line 5: an element where it may not be", "a member without name");
	reads("<value><struct><member><name>a</name><value>1</value><value>2</value></member></struct></value>",
		  "not XML-RPC at line 5: an element where it may not be", "a member of two values");
	reads("<value>1</value>\n<value>2</value>", "not XML-RPC at line 6: an element where it may not be", "two values");
	reads("", "not XML-RPC at line 6: an element that ends too early", "no value");
	reads("<value><string>\x01</string></value>", FORBIDDEN, "a control character");
	reads("<value><string>a]]>b</string></value>", "not XML at line 5: it is not well-formed",
		  "the end of no CDATA section");
	reads("<value><string>\xe7\xe3o</string></value>", FORBIDDEN, "Latin-1");
	reads("<value><string>&nbsp;</string></value>", "not XML at line 5: an entity of its own", "an entity of HTML");
	reads("<value><string>&#0;</string></value>", FORBIDDEN, "a NUL by number");
	reads("<value><string>x</value></string>", "not XML at line 5: a tag that closes another", "crossed tags");
}

static void test_wrong_documents(void)
{
	static const char call[] = "<?xml version='1.0'?><methodCall><methodName>x</methodName></methodCall>";
	static const char two[] = HEAD "<value>1</value>" TAIL "<x/>";
	static const char bomb[] = "<?xml version='1.0'?><!DOCTYPE b [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;'>"
							   "<!ENTITY c '&b;&b;&b;&b;'>]><methodResponse><params><param><value>&c;</value></param>"
							   "</params></methodResponse>";
	static const char file[] = "<!DOCTYPE x SYSTEM 'file:///etc/passwd'><methodResponse/>";
	static const char entity[] = "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY f SYSTEM 'file:///etc/passwd'>]>"
								 "<methodResponse><params><param><value>&f;</value></param></params></methodResponse>";
	static const char encoding[] = "<?xml version='1.0' encoding='x-none'?><methodResponse/>";

	reads_all(call, sizeof(call) - 1, "not XML-RPC at line 1: an element that XML-RPC has none of", "a call");
	reads_all(two, sizeof(two) - 1, "not XML at line 9: something follows the document", "something behind it");
	reads_all(bomb, sizeof(bomb) - 1, "not XML-RPC at line 1: it has a document type of its own", "an entity bomb");
	reads_all(file, sizeof(file) - 1, "not XML-RPC at line 1: it has a document type of its own", "a document type");
	reads_all(entity, sizeof(entity) - 1, "not XML-RPC at line 1: it has a document type of its own",
			  "a file as entity");
	reads_all(encoding, sizeof(encoding) - 1, "not XML at line 1: an encoding that is not known",
			  "an unknown encoding");
	reads_all("", 0, "not XML: it holds nothing", "nothing");
	reads_all(" \n", 2, "not XML at line 2: it is cut", "blanks");
	reads_all("{\"a\":1}", 7, "not XML at line 1: it is not well-formed", "JSON");
	reads_all("\0\0\0\0", 4, "not XML at line 1: it is not well-formed", "NULs");
}

/* levels of arrays, or of structs, inside each other. */
static void nest(int levels, bool structs, const char *want, const char *name)
{
	struct buf b = {0}, json = {0};

	buf_puts(&b, HEAD "<value>");
	for (int i = 0; i < levels; i++) {
		buf_puts(&b, structs ? "<struct><member><name>a</name><value>" : "<array><data><value>");
		buf_puts(&json, structs ? "{\"a\":" : "[");
	}
	buf_puts(&b, "<int>1</int>");
	buf_puts(&json, "1");
	for (int i = 0; i < levels; i++) {
		buf_puts(&b, structs ? "</value></member></struct>" : "</value></data></array>");
		buf_puts(&json, structs ? "}" : "]");
	}
	buf_puts(&b, "</value>" TAIL);
	reads_all(b.p, b.n, want ? want : json.p, name);
	buf_free(&b);
	buf_free(&json);
}

static void test_depth(void)
{
	nest(REC_MAX_DEPTH, false, NULL, "the deepest arrays");
	nest(REC_MAX_DEPTH, true, NULL, "the deepest structs");
	nest(REC_MAX_DEPTH + 1, false, "not XML-RPC at line 5: nested over 256 levels", "one array more");
	nest(300, true, "not XML-RPC at line 5: nested over 256 levels", "300 structs");
	nest(5000, false, "not XML-RPC at line 5: nested over 256 levels", "5,000 arrays");
}

static const char page[] = HEAD
	"<value><array><data>\n<value><struct>\n<member>\n<name>id</name>\n<value><int>48</int>"
	"</value>\n</member>\n<member>\n<name>name</name>\n<value><string>P\xc3\xb3 &amp; c\xc3\xb4r"
	"</string></value>\n</member>\n</struct></value>\n<value><array><data>\n<value><double>1.5"
	"</double></value>\n</data></array></value>\n<value><nil/></value></data></array></value>" TAIL;

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

static void items(const char *xml, int stop_at, const char *want, const char *value, const char *name)
{
	for (int slow = 0; slow < 2; slow++) {
		struct took t = {.stop_at = stop_at};
		struct xmlrpc_reply r = {0};
		struct err e = {.kind = ERR_NONE};
		int st = slow ? xmlrpc_slow(xml, strlen(xml), take, &t, 0, &r, &e)
					  : xmlrpc_read(xml, strlen(xml), take, &t, &r, &e);

		t_str(buf_str(&t.text), want, name);
		t_str(st == 0 ? buf_str(&r.value) : e.msg, value, name);
		xmlrpc_reply_free(&r);
		buf_free(&t.text);
	}
}

static void test_items(void)
{
	static const char row[] = "{\"id\":48,\"name\":\"P\xc3\xb3 & c\xc3\xb4r\"}\n";
	static const char all[] = "{\"id\":48,\"name\":\"P\xc3\xb3 & c\xc3\xb4r\"}\n[1.5]\nnull\n";

	items(page, 0, all, "[]", "items are handed on");
	items(page, 2, row, "stopped", "until one says stop");
	items(HEAD "<value><array><data></data></array></value>" TAIL, 0, "", "[]", "an array of none");
	items(HEAD "<value><int>1</int></value>" TAIL, 0, "", "1", "a value that is no array");
	items(HEAD
		  "<value><struct><member><name>a</name><value><array><data><value>1</value></data></array></value></member>"
		  "</struct></value>" TAIL,
		  0, "", "{\"a\":[\"1\"]}", "an array inside is no array of items");
	items(HEAD "<value><array><data><value><int>1</int></value><value><int>2</int></value><!-- --><value><int>3</int>"
			   "</value></data></array></value>" TAIL,
		  0, "1\n2\n3\n", "[]", "what the quick reader does not know comes in between");
	items(HEAD "<value><array><data><value><int>1</int></value><value><int>x</int></value></data></array></value>" TAIL,
		  0, "1\n", "not XML-RPC at line 5: a number that is none", "items before what is wrong");
}

/* However much of a document comes, it is said that it is cut; and a part is never taken for the whole. */
static void test_cut(void)
{
	int bad = 0, n = (int)strlen(page) - 1;

	for (int i = 0; i < n; i++) {
		char *part = mem_ndup(page, (size_t)i); /* so that a byte too far is seen */
		struct xmlrpc_reply r = {0};
		struct err e = {.kind = ERR_NONE};

		bad += xmlrpc_read(part, (size_t)i, NULL, NULL, &r, &e) != -1 || e.kind != ERR_PROTOCOL;
		xmlrpc_reply_free(&r);
		free(part);
	}
	t_int(bad, 0, "a document that is cut anywhere is refused");
}

static void fault(const char *value, const char *code, const char *text, const char *name)
{
	struct buf b = {0};
	struct xmlrpc_reply r = {0};
	struct err e = {.kind = ERR_NONE};

	buf_printf(&b, "<?xml version='1.0'?>\n<methodResponse>\n<fault>\n%s\n</fault>\n</methodResponse>\n", value);
	if (xmlrpc_read(b.p, b.n, take, NULL, &r, &e) != 0) {
		t_str(e.msg, text, name);
	} else {
		t_ok(r.fault, name);
		t_str(buf_str(&r.code), code, name);
		t_str(buf_str(&r.text), text, name);
	}
	xmlrpc_reply_free(&r);
	buf_free(&b);
}

static void test_fault(void)
{
	fault(
		"<value><struct><member><name>faultCode</name><value><int>2</int></value></member><member><name>faultString</name>"
		"<value><string>a \"b\"\nc</string></value></member></struct></value>",
		"2", "a \"b\"\nc", "a fault");
	fault(
		"<value><struct><member><name>faultCode</name><value><string>warning -- UserError\n\nx</string></value></member>"
		"</struct></value>",
		"warning -- UserError\n\nx", "", "a fault in words");
	fault("<value><struct><member><name>faultString</name><value>x</value></member></struct></value>", "",
		  "not XML-RPC: a fault without its code", "no code");
	fault("<value><array><data></data></array></value>", "", "not XML-RPC: a fault that is no struct", "no struct");
	fault("", "", "not XML-RPC at line 5: an element that ends too early", "an empty fault");
}

static void test_call(void)
{
	static const char json[] = "[\"db\",2,-2147483649,9007199254740992,1.5,0.1,1e300,true,false,null,[],"
							   "{\"a&b\":\"<\\u0001\\t\\r\\n]]> \xc3\xa7\xf0\x9f\x92\x84\xef\xbf\xbf\"}]";
	static const char want[] =
		"<?xml version=\"1.0\"?>\n<methodCall><methodName>execute_kw</methodName><params>"
		"<param><value><string>db</string></value></param><param><value><int>2</int></value></param>"
		"<param><value><i8>-2147483649</i8></value></param><param><value><i8>9007199254740992</i8></value></param>"
		"<param><value><double>1.5</double></value></param><param><value><double>0.1</double></value></param>"
		"<param><value><double>1e+300</double></value></param>"
		"<param><value><boolean>1</boolean></value></param><param><value><boolean>0</boolean></value></param>"
		"<param><value><nil/></value></param><param><value><array><data></data></array></value></param>"
		"<param><value><struct><member><name>a&amp;b</name><value><string>&lt;\t&#13;\n]]&gt; \xc3\xa7\xf0\x9f\x92\x84"
		"</string></value></member></struct></value></param></params></methodCall>\n";
	struct buf b = {0};
	val params = val_parse(json, strlen(json), NULL);

	xmlrpc_call(&b, "execute_kw", params);
	t_str(buf_str(&b), want, "a call");
	val_free(params);
	buf_free(&b);
}

int main(void)
{
	FILE *said = tmpfile();

	(void)fflush(stderr);
	if (said)
		(void)dup2(fileno(said), STDERR_FILENO);
	test_scalars();
	test_nested();
	test_documents();
	test_odd();
	test_wrong();
	test_wrong_documents();
	test_depth();
	test_items();
	test_cut();
	test_fault();
	test_call();
	t_int(lseek(STDERR_FILENO, 0, SEEK_END), 0, "nothing was said on stderr");
	return t_done();
}

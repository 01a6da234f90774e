/* Records: checked, read by path, spliced without touching other bytes. */
#include <stdlib.h>

#include "../t.h"
#include "base/mem.h"
#include "record/rec.h"

static void splices(const char *in, const char *key, const char *json, const char *want, const char *name)
{
	struct rec *r = rec_new();
	struct err e = {.kind = ERR_NONE};
	struct buf b = {0};

	if (rec_parse(r, in, strlen(in), &e) != 0) {
		t_str(e.msg, "(parsed)", name);
	} else {
		rec_set_json(r, key, json, strlen(json));
		rec_line(r, &b);
		t_str(buf_str(&b), want, name);
	}
	buf_free(&b);
	rec_free(r);
}

static void refuses(const char *in, size_t n, const char *want, const char *name)
{
	struct rec *r = rec_new();
	struct err e = {.kind = ERR_NONE};

	t_ok(rec_parse(r, in, n, &e) == -1 && e.kind == ERR_DATA, name);
	t_str(e.msg, want, name);
	rec_free(r);
}

static void test_splice(void)
{
	splices("{}", "k", "1", "{\"k\":1}", "an empty object");
	splices("{ }", "k", "1", "{ \"k\":1}", "a space in an empty object");
	splices("{\"a\":1}", "k", "\"v\"", "{\"a\":1,\"k\":\"v\"}", "behind a member");
	splices("{\"n\":12345678901234567890,\"d\":1.10,\"e\":1e5}", "k", "1",
			"{\"n\":12345678901234567890,\"d\":1.10,\"e\":1e5,\"k\":1}", "numbers keep their form");
	splices(" {\"a\" : \"\\u00e9\\/\\n\" , \"a\":2 } ", "k", "1", " {\"a\" : \"\\u00e9\\/\\n\" , \"a\":2 ,\"k\":1} ",
			"escapes, duplicates and spaces stay");
	splices("{\"k\":0,\"a\":[{\"b\":[{\"c\":[{\"d\":[[[[1]]]]}]}]}]}", "k", "{}",
			"{\"k\":{},\"a\":[{\"b\":[{\"c\":[{\"d\":[[[[1]]]]}]}]}]}", "replaced where it stands");
	splices("{\"k\":0,\"k\":1}", "k", "2", "{\"k\":0,\"k\":2}", "of duplicates the last is replaced");
	splices("{\"\\u006b\":0}", "k", "2", "{\"\\u006b\":2}", "an escaped name is the same name");
	splices("{\"t\":\"ol\xc3\xa1 \xf0\x9f\x98\x80\"}", "k", "1", "{\"t\":\"ol\xc3\xa1 \xf0\x9f\x98\x80\",\"k\":1}",
			"emoji stay");
}

static void test_refuse(void)
{
	refuses("", 0, "not a JSON object: a record begins with \"{\"", "nothing");
	refuses("[1]", 3, "not a JSON object: a record begins with \"{\"", "an array");
	refuses("{\"a\":1", 6, "not JSON at byte 7: an object is not closed", "cut short");
	refuses("{\"a\":01}", 8, "not JSON at byte 7: a number must not begin with 0", "a leading zero");
	refuses("{\"a\":1,}", 8, "not JSON at byte 8: a member's name must be a string", "a trailing comma");
	refuses("{\"a\":1}{}", 9, "something follows the object at byte 8", "two objects");
	refuses("{\"a\":\"\\x\"}", 10, "not JSON at byte 7: an unknown escape in a string", "an unknown escape");
	refuses("{\"a\":\"\0\"}", 9, "a NUL at byte 7", "a NUL");
	refuses("{\"a\":\"\xc3\"}", 9, "invalid UTF-8 at byte 7 (is the input in another encoding?)", "Latin-1");
	refuses("{\"a\":\"\xed\xa0\x80\"}", 11, "invalid UTF-8 at byte 7 (is the input in another encoding?)",
			"a surrogate in UTF-8");
	refuses("{\"a\":NaN}", 9, "not JSON at byte 6: no JSON value", "NaN");
}

static void test_depth(void)
{
	struct buf b = {0};
	struct rec *r = rec_new();
	struct err e;

	buf_puts(&b, "{\"a\":");
	for (int i = 0; i < 10000; i++)
		buf_putc(&b, '[');
	for (int i = 0; i < 10000; i++)
		buf_putc(&b, ']');
	buf_putc(&b, '}');
	t_int(rec_parse(r, b.p, b.n, &e), -1, "10,000 levels are refused");
	buf_clear(&b);
	buf_puts(&b, "{\"a\":");
	for (int i = 0; i < REC_MAX_DEPTH - 1; i++)
		buf_putc(&b, '[');
	for (int i = 0; i < REC_MAX_DEPTH - 1; i++)
		buf_putc(&b, ']');
	buf_putc(&b, '}');
	t_int(rec_parse(r, b.p, b.n, &e), 0, "the deepest that is allowed");
	buf_free(&b);
	rec_free(r);
}

static void test_get(void)
{
	static const char line[] =
		"{\"id\":\"x\",\"c\":{\"id\":\"42\",\"n\":7.5,\"t\":true,\"z\":null},\"text\":\"a\\u0000b\\ud83d\\ude00\\ud800!\","
		"\"id\":\"y\",\"big\":12345678901234567890}";
	struct rec *r = rec_new();
	struct err e;
	val v;

	t_int(rec_parse(r, line, strlen(line), &e), 0, "parses");
	t_str(rec_str(r, "id", "-"), "y", "the last of duplicates");
	t_str(rec_str(r, "c.id", "-"), "42", "a member of a member");
	t_str(rec_str(r, "c.no", "-"), "-", "missing");
	t_str(rec_str(r, "c", "-"), "-", "another kind");
	t_str(rec_str(r, "text", "-"),
		  "a\xef\xbf\xbd"
		  "b\xf0\x9f\x98\x80\xef\xbf\xbd!",
		  "escapes decoded, NUL and a lone surrogate replaced");
	t_ok(rec_num(r, "c.n", 0) == 7.5, "a number");
	t_ok(rec_bool(r, "c.t", false), "a boolean");
	t_int(rec_kind(r, "c.z"), VAL_NULL, "null is there");
	t_int(rec_int(r, "big", -1), -1, "a whole number beyond 2^53 gives the default");
	v = rec_val(r, "c");
	t_str(val_str(v, "id", "-"), "42", "parsed to a value");
	val_free(v);
	v = rec_val(r, "c.no");
	t_int(val_kind(v), VAL_NONE, "what is missing inside is no value");
	val_free(v);
	rec_set(r, "c", val_set_str(val_object(), "id", "new"));
	t_str(rec_str(r, "c.id", "-"), "new", "what was set counts");
	rec_free(r);
}

static void test_json_str(void)
{
	struct buf b = {0};

	rec_json_str(&b, "a\"\\\n\t\x01\xc3\xa9\xff", 9);
	t_str(b.p, "\"a\\\"\\\\\\n\\t\\u0001\xc3\xa9\xef\xbf\xbd\"", "a JSON string");
	buf_free(&b);
}

int main(void)
{
	test_splice();
	test_refuse();
	test_depth();
	test_get();
	test_json_str();
	return t_done();
}

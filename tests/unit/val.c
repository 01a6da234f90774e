/* Values, YAML and jq programs. */
#include <stdlib.h>

#include "../t.h"
#include "record/jqp.h"
#include "record/rec.h"
#include "record/yaml.h"

static void dumps(val v, const char *want, const char *name)
{
	struct buf b = {0};

	val_dump(v, &b);
	t_str(buf_str(&b), want, name);
	buf_free(&b);
	val_free(v);
}

static void test_val(void)
{
	struct err e;
	val v = val_parse("{\"a\":{\"b\":[1,\"x\",null]},\"s\":\"t\\u0000u\"}", 39, &e);

	t_str(val_str(v, "a.b.1", "-"), "x", "a path through an array");
	t_str(val_str(v, "a.b.0", "-"), "-", "another kind gives the default");
	t_str(val_str(v, "a.b.9", "-"), "-", "beyond the end");
	t_str(val_str(v, "s.t.u", "-"), "-", "a path through a string");
	t_str(val_str(v, "s", "-"), "t\xef\xbf\xbdu", "NUL becomes U+FFFD");
	t_ok(val_has(v, "a.b") && !val_has(v, "a.c") && !val_has(v, "s.x"), "has");
	val_free(v);
	t_int(val_kind(val_parse("{\"a\":", 5, &e)), VAL_NONE, "cut short");
	t_str(e.msg, "not JSON at byte 6: it ends where a value should be", "says where");
	dumps(val_set(val_null(), "k", val_push(val_null(), val_of_num(0.1))), "{\"k\":[0.1]}",
		  "builders mend what is null");
	dumps(val_of_num(1e308 * 10), "null", "infinity is null");
}

static void yaml(const char *text, const char *want, const char *name)
{
	struct err e = {.kind = ERR_NONE};
	val v = yaml_parse(text, strlen(text), "f", &e);

	if (val_kind(v) == VAL_NONE)
		t_str(e.msg, want, name);
	else
		dumps(v, want, name);
}

static void test_yaml(void)
{
	yaml("a: 1\nb: [no, yes, true, ~, 1.5, 0x10, '5', 12:00]\n",
		 "{\"a\":1,\"b\":[\"no\",\"yes\",true,null,1.5,\"0x10\",\"5\",\"12:00\"]}", "the core schema");
	yaml("p: 0115550000\nq: 2026-06-17\nr: 12345678901234567890\n",
		 "{\"p\":\"0115550000\",\"q\":\"2026-06-17\",\"r\":\"12345678901234567890\"}",
		 "what a number would not give back stays text");
	yaml("a: &x [1]\nb: *x\n", "{\"a\":[1],\"b\":[1]}", "aliases");
	yaml("a: 1\na: 2\n", "f:2:1: this key is here twice", "a key twice");
	yaml("a: [1\nb: 2\n", "f:2:2: did not find expected ',' or ']', while parsing a flow sequence", "broken");
	yaml("", "null", "empty");
	yaml("a: |\n  x\n  y\n", "{\"a\":\"x\\ny\\n\"}", "a block");
}

static void test_jqp(void)
{
	struct err e;
	struct jqp *p = jqp_new("{n: .a | length, e: env, v: $ENV.HOME?}", &e);
	val out;

	t_ok(p != NULL, "compiles");
	t_int(p ? jqp_run(p, val_parse("{\"a\":[1,2]}", 11, &e), &out, &e) : -1, 0, "runs");
	if (p) {
		t_int(val_int(out, "n", 0), 2, "its result");
		t_str(val_str(out, "v", "none"), "none", "the environment is closed");
		val_free(out);
		t_int(jqp_run(p, val_parse("{\"a\":true}", 10, &e), &out, &e), -1, "fails on another kind");
		t_int(jqp_run(p, val_parse("{\"a\":[]}", 8, &e), &out, &e), 0, "and runs again");
		val_free(out);
	}
	jqp_free(p);
	t_ok(jqp_new(".a |", &e) == NULL && e.kind == ERR_CONFIG, "a wrong program");
}

int main(void)
{
	test_val();
	test_yaml();
	test_jqp();
	return t_done();
}

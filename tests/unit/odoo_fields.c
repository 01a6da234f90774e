/* Rows of Odoo turned into members of records, to the byte, and values of records into Odoo's. */
#include <stdlib.h>

#include "../t.h"
#include "clients/odoo_fields.h"

static const char fields[] =
	"{\"name\":{\"type\":\"char\"},\"active\":{\"type\":\"boolean\"},\"sequence\":{\"type\":\"integer\"},"
	"\"list_price\":{\"type\":\"float\"},\"amount\":{\"type\":\"monetary\"},\"note\":{\"type\":\"html\"},"
	"\"state\":{\"type\":\"selection\"},\"image\":{\"type\":\"binary\"},\"day\":{\"type\":\"date\"},"
	"\"write_date\":{\"type\":\"datetime\"},\"partner_id\":{\"type\":\"many2one\",\"relation\":\"res.partner\"},"
	"\"nowhere_id\":{\"type\":\"many2one\"},\"line_ids\":{\"type\":\"one2many\",\"relation\":\"sale.order.line\"},"
	"\"tag_ids\":{\"type\":\"many2many\",\"relation\":\"a.tag\"},\"ref\":{\"type\":\"reference\"},"
	"\"res_id\":{\"type\":\"many2one_reference\"},\"json\":{\"type\":\"json\"},\"props\":{\"type\":\"properties\"},"
	"\"later\":{\"type\":\"something_new\"}}";

static struct odoo_fields *new_fields(void)
{
	val got = val_parse(fields, sizeof(fields) - 1, NULL);
	struct odoo_fields *f = odoo_fields_new("sale.order", got);

	val_free(got);
	return f;
}

/* A row of the one member name. */
static void turns(const char *name, const char *json, const char *want)
{
	struct odoo_fields *f = new_fields();
	struct buf in = {0}, out = {0}, all = {0};
	struct err e = {.kind = ERR_NONE};

	buf_printf(&in, "{\"%s\":%s}", name, json);
	buf_printf(&all, *want == '!' ? "%s" : "{\"%s\":%s}", *want == '!' ? want + 1 : name, want);
	if (odoo_fields_row(f, in.p, in.n, &out, &e) != 0)
		t_str(e.kind == ERR_PROTOCOL ? e.msg : "another kind", all.p, in.p);
	else
		t_str(buf_str(&out), all.p, in.p);
	buf_free(&in);
	buf_free(&out);
	buf_free(&all);
	odoo_fields_free(f);
}

static void test_scalars(void)
{
	turns("id", "48", "\"odoo:sale.order:48\"");
	turns("id", "false", "null");
	turns("id", "4.5", "!sale.order.id, of type integer, came as a number");
	turns("id", "\"x\"", "!sale.order.id, of type integer, came as a text");
	turns("name", "\"S\\\"1\"", "\"S\\\"1\"");
	turns("name", "\"\"", "\"\"");
	turns("name", "false", "null");
	turns("name", "null", "null");
	turns("name", "5", "!sale.order.name, of type char, came as a number");
	turns("name", "true", "!sale.order.name, of type char, came as a boolean");
	turns("name", "[1,\"x\"]", "!sale.order.name, of type char, came as an array");
	turns("note", "\"<p>a\\nb</p>\"", "\"<p>a\\nb</p>\"");
	turns("state", "\"draft\"", "\"draft\"");
	turns("image", "\"70.00 bytes\"", "\"70.00 bytes\"");
	turns("image", "false", "null");
	turns("day", "\"2026-12-01\"", "\"2026-12-01\"");
	turns("day", "20261201", "!sale.order.day, of type date, came as a number");
	turns("active", "false", "false");
	turns("active", "true", "true");
	turns("active", "null", "null");
	turns("active", "0", "!sale.order.active, of type boolean, came as a number");
	turns("sequence", "10", "10");
	turns("sequence", "false", "null");
	turns("sequence", "\"10\"", "!sale.order.sequence, of type integer, came as a text");
	turns("list_price", "29.90", "29.90");
	turns("list_price", "1e-05", "1e-05");
	turns("list_price", "12345678901234567890", "12345678901234567890");
	turns("amount", "null", "null");
	turns("amount", "true", "!sale.order.amount, of type monetary, came as a boolean");
	turns("ref", "\"res.partner,5\"", "\"res.partner,5\"");
	turns("res_id", "5", "5");
	turns("res_id", "false", "null");
	turns("json", "{\"a\":false}", "{\"a\":false}");
	turns("json", "false", "null");
	turns("props", "[{\"name\":\"x\",\"value\":false}]", "[{\"name\":\"x\",\"value\":false}]");
	turns("later", "false", "false");
	turns("unknown", "[1,false]", "[1,false]");
}

static void test_datetime(void)
{
	turns("write_date", "\"2026-11-23 15:29:16\"", "\"2026-11-23T15:29:16.000Z\"");
	turns("write_date", "\"2026-11-23 15:29:16.068379\"", "\"2026-11-23T15:29:16.068Z\"");
	turns("write_date", "\"2026-11-23 15:29:16.5\"", "\"2026-11-23T15:29:16.500Z\"");
	turns("write_date", "false", "null");
	turns("write_date", "\"2026-11-23\"", "!sale.order.write_date, of type datetime, came as a text");
	turns("write_date", "\"2026-11-23 15:29:16.\"", "!sale.order.write_date, of type datetime, came as a text");
	turns("write_date", "\"2026-11-23 15:29:16.1x\"", "!sale.order.write_date, of type datetime, came as a text");
	turns("write_date", "\"2026-11-23 15:29:16+00:00\"", "!sale.order.write_date, of type datetime, came as a text");
	turns("write_date", "\"2026/11/23 15:29:16\"", "!sale.order.write_date, of type datetime, came as a text");
	turns("write_date", "\"\"", "!sale.order.write_date, of type datetime, came as a text");
	turns("write_date", "0", "!sale.order.write_date, of type datetime, came as a number");
}

static void test_relations(void)
{
	turns("partner_id", "[14,\"Azure \\\"Interior\\\"\"]",
		  "{\"id\":\"odoo:res.partner:14\",\"name\":\"Azure \\\"Interior\\\"\"}");
	turns("partner_id", "[14,false]", "{\"id\":\"odoo:res.partner:14\",\"name\":null}");
	turns("partner_id", "[14]", "{\"id\":\"odoo:res.partner:14\",\"name\":null}");
	turns("partner_id", "14", "{\"id\":\"odoo:res.partner:14\",\"name\":null}");
	turns("partner_id", "{\"id\":14,\"display_name\":\"Azure\"}",
		  "{\"id\":\"odoo:res.partner:14\",\"name\":\"Azure\"}");
	turns("partner_id", "{\"name\":\"A\",\"display_name\":\"B\",\"id\":14}",
		  "{\"id\":\"odoo:res.partner:14\",\"name\":\"B\"}");
	turns("partner_id", "{\"id\":14}", "{\"id\":\"odoo:res.partner:14\",\"name\":null}");
	turns("partner_id", "{\"id\":false}", "null");
	turns("partner_id", "false", "null");
	turns("partner_id", "[]", "!sale.order.partner_id, of type many2one, came as an array");
	turns("partner_id", "[\"a\",\"b\"]", "!sale.order.partner_id, of type many2one, came as an array");
	turns("partner_id", "[1,2]", "!sale.order.partner_id, of type many2one, came as an array");
	turns("partner_id", "[1,[2]]", "!sale.order.partner_id, of type many2one, came as an array");
	turns("partner_id", "[1.5,\"b\"]", "!sale.order.partner_id, of type many2one, came as an array");
	turns("partner_id", "{}", "!sale.order.partner_id, of type many2one, came as an object");
	turns("partner_id", "\"Azure\"", "!sale.order.partner_id, of type many2one, came as a text");
	turns("nowhere_id", "[1,\"a\"]", "[1,\"a\"]");
	turns("line_ids", "[]", "[]");
	turns("line_ids", "[1,22]", "[\"odoo:sale.order.line:1\",\"odoo:sale.order.line:22\"]");
	turns("tag_ids", "[7]", "[\"odoo:a.tag:7\"]");
	turns("tag_ids", "[7,{\"id\":8}]", "[7,{\"id\":8}]");
	turns("tag_ids", "[{\"id\":8,\"name\":\"a\"}]", "[{\"id\":8,\"name\":\"a\"}]");
	turns("tag_ids", "false", "null");
	turns("tag_ids", "7", "!sale.order.tag_ids, of type many2many, came as a number");
}

static void row(struct odoo_fields *f, const char *json, const char *want, const char *name)
{
	struct buf out = {0};
	struct err e = {.kind = ERR_NONE};

	buf_puts(&out, ">");
	if (odoo_fields_row(f, json, strlen(json), &out, &e) != 0)
		t_str(e.kind == ERR_PROTOCOL ? e.msg : "another kind", want, name);
	else
		t_str(out.p + 1, want, name);
	t_ok(out.p[0] == '>' && strlen(out.p) == out.n, name);
	buf_free(&out);
}

/* The members of one row are a guess for the next. */
static void test_rows(void)
{
	struct odoo_fields *f = new_fields();

	row(f, "{\"id\":1,\"name\":\"a\",\"partner_id\":[2,\"b\"]}",
		"{\"id\":\"odoo:sale.order:1\",\"name\":\"a\",\"partner_id\":{\"id\":\"odoo:res.partner:2\",\"name\":\"b\"}}",
		"a row");
	row(f, "{\"id\":2,\"name\":false,\"partner_id\":false}",
		"{\"id\":\"odoo:sale.order:2\",\"name\":null,\"partner_id\":null}", "the next, of the same members");
	row(f, "{\"name\":\"c\",\"id\":3}", "{\"name\":\"c\",\"id\":\"odoo:sale.order:3\"}", "in another order");
	row(f, "{\"id\":4,\"x\":1,\"partner_id\":5,\"active\":false}",
		"{\"id\":\"odoo:sale.order:4\",\"x\":1,\"partner_id\":{\"id\":\"odoo:res.partner:5\",\"name\":null},\"active\":false}",
		"others in between");
	row(f, "{\"id\":4,\"name\":\"a\",\"name\":false}", "{\"id\":\"odoo:sale.order:4\",\"name\":\"a\",\"name\":null}",
		"the same member twice");
	row(f, "{}", "{}", "an empty row");
	row(f, " {\"id\" : 1 , \"name\" : false } ", "{\"id\" : \"odoo:sale.order:1\" , \"name\" : null }", "blanks stay");
	row(f, "[1]", "a row of sale.order that is no JSON object: it begins with no \"{\"", "no object");
	row(f, "", "a row of sale.order that is no JSON object: it begins with no \"{\"", "nothing");
	row(f, "{\"id\":1", "a row of sale.order that is no JSON object: an object is not closed", "a part");
	row(f, "{\"id\":1}}", "a row of sale.order that is no JSON object: something follows it", "too much");
	row(f, "{\"id\":1,,\"name\":\"a\"}", "a row of sale.order that is no JSON object: a member's name must be a string",
		"a comma too many");
	row(f, "{,\"id\":1}", "a row of sale.order that is no JSON object: a member's name must be a string",
		"at its beginning");
	row(f, "{\"id\":1\"name\":\"a\"}",
		"a row of sale.order that is no JSON object: an object wants \",\" or \"}\" here", "a comma that is missing");
	row(NULL, "{\"id\":1,\"name\":false}", "{\"id\":1,\"name\":false}", "fields that are not known");
	t_str(odoo_fields_type(f, "partner_id"), "many2one", "a field's type");
	t_str(odoo_fields_relation(f, "partner_id"), "res.partner", "a field's relation");
	t_str(odoo_fields_type(f, "id"), "integer", "the id's");
	t_ok(!odoo_fields_type(f, "no") && !odoo_fields_relation(f, "name") && !odoo_fields_type(NULL, "x"), "none");
	odoo_fields_free(f);
	odoo_fields_free(NULL);
}

static void test_cut(void)
{
	static const char whole[] =
		"{\"id\":1,\"partner_id\":[2,\"b\"],\"write_date\":\"2026-11-23 15:29:16\",\"tag_ids\":[1,2]}";
	struct odoo_fields *f = new_fields();
	int bad = 0;

	for (size_t i = 0; i < 2 * (sizeof(whole) - 1); i++) { /* twice: the first time nothing is guessed */
		size_t n = i % (sizeof(whole) - 1);
		char *part = mem_alloc(n);
		struct buf out = {0};
		struct err e = {.kind = ERR_NONE};

		memcpy(part, whole, n);
		bad += odoo_fields_row(f, part, n, &out, &e) != -1 || e.kind != ERR_PROTOCOL;
		buf_free(&out);
		free(part);
		if (n + 1 == sizeof(whole) - 1)
			row(f, whole,
				"{\"id\":\"odoo:sale.order:1\",\"partner_id\":{\"id\":\"odoo:res.partner:2\",\"name\":\"b\"},\"write_date\":"
				"\"2026-11-23T15:29:16.000Z\",\"tag_ids\":[\"odoo:a.tag:1\",\"odoo:a.tag:2\"]}",
				"the whole");
	}
	t_int(bad, 0, "a row that is cut anywhere is refused");
	odoo_fields_free(f);
}

/* ---- the other way ---- */

static void sends(const char *field, const char *json, const char *want)
{
	struct odoo_fields *f = new_fields();
	struct buf out = {0};
	struct err e = {.kind = ERR_NONE};
	val v;

	if (odoo_fields_send(f, field, val_parse(json, strlen(json), NULL), &v, &e) != 0) {
		t_str(e.kind == ERR_DATA ? e.msg : "another kind", want, json);
	} else {
		val_dump(v, &out);
		val_free(v);
		t_str(out.p, want, json);
	}
	buf_free(&out);
	odoo_fields_free(f);
}

static void test_send_scalars(void)
{
	sends("name", "null", "false");
	sends("name", "\"a\"", "\"a\"");
	sends("name", "\"\"", "\"\"");
	sends("name", "5", "5");
	sends("name", "{}", "sale.order.name, of type char, wants a text");
	sends("active", "true", "true");
	sends("active", "false", "false");
	sends("active", "\"yes\"", "sale.order.active, of type boolean, wants true or false");
	sends("list_price", "29.5", "29.5");
	sends("list_price", "\"29.90\"", "29.9");
	sends("list_price", "\"1e999\"", "sale.order.list_price, of type float, wants a number");
	sends("list_price", "\"0x10\"", "sale.order.list_price, of type float, wants a number");
	sends("list_price", "\"R$ 5\"", "sale.order.list_price, of type float, wants a number");
	sends("sequence", "\"\"", "sale.order.sequence, of type integer, wants a number");
	sends("sequence", "5.0", "5");
	sends("sequence", "-2147483648", "-2147483648");
	sends("sequence", "5.5", "sale.order.sequence, of type integer, wants a whole number within 2147483647");
	sends("sequence", "3000000000", "sale.order.sequence, of type integer, wants a whole number within 2147483647");
	sends("sequence", "\"5.5\"", "sale.order.sequence, of type integer, wants a whole number within 2147483647");
	sends("sequence", "1e400", "sale.order.sequence, of type integer, wants a number");
	sends("list_price", "1e400", "sale.order.list_price, of type float, wants a number");
	sends("list_price", "3000000000", "3000000000");
	sends("partner_id", "14.5", "sale.order.partner_id, of type many2one, wants a whole number within 2147483647");
	sends("sequence", "[]", "sale.order.sequence, of type integer, wants a number");
	sends("id", "\"odoo:sale.order:5\"", "5");
	sends("res_id", "\"odoo:sale.order:5\"", "5");
	sends("ref", "\"odoo:res.partner:5\"", "\"res.partner,5\"");
	sends("ref", "\"res.partner,5\"", "\"res.partner,5\"");
	sends("ref", "5", "sale.order.ref, of type reference, wants an id (\"odoo:MODEL:ID\")");
	sends("write_date", "\"2026-11-23T15:29:16.500Z\"", "\"2026-11-23 15:29:16\"");
	sends("write_date", "\"2026-11-23T12:29:16-03:00\"", "\"2026-11-23 15:29:16\"");
	sends("write_date", "\"2026-11-23 15:29:16\"", "\"2026-11-23 15:29:16\"");
	sends("write_date", "\"2026-11-23\"", "\"2026-11-23 00:00:00\"");
	sends("write_date", "\"tomorrow\"", "sale.order.write_date, of type datetime, wants a time (RFC 3339)");
	sends("write_date", "5", "sale.order.write_date, of type datetime, wants a time (RFC 3339)");
	sends("day", "\"2026-11-23\"", "\"2026-11-23\"");
	sends("day", "\"2026-11-23T23:29:16-03:00\"", "\"2026-11-23\"");
	sends("day", "\"23/11/2026\"", "sale.order.day, of type date, wants a date");
}

static void test_send_relations(void)
{
	sends("partner_id", "14", "14");
	sends("partner_id", "null", "false");
	sends("partner_id", "\"odoo:res.partner:14\"", "14");
	sends("partner_id", "{\"id\":\"odoo:res.partner:14\",\"name\":\"Azure\"}", "14");
	sends("partner_id", "{\"id\":14}", "14");
	sends("partner_id", "{\"id\":null}", "false");
	sends("partner_id", "\"odoo:res.users:14\"",
		  "sale.order.partner_id, of type many2one, wants an id of another model");
	sends("partner_id", "\"odoo:res.partner:\"",
		  "sale.order.partner_id, of type many2one, wants an id "
		  "(\"odoo:MODEL:ID\", an object with one, or a number)");
	sends("partner_id", "[14,\"Azure\"]",
		  "sale.order.partner_id, of type many2one, wants an id (\"odoo:MODEL:ID\", an "
		  "object with one, or a number)");
	sends("tag_ids", "[]", "[[6,0,[]]]");
	sends("tag_ids", "[\"odoo:a.tag:7\",8,{\"id\":\"odoo:a.tag:9\"}]", "[[6,0,[7,8,9]]]");
	sends("tag_ids",
		  "[[4,\"odoo:a.tag:7\"],[6,0,[\"odoo:a.tag:8\"]],[0,0,{\"partner_id\":{\"id\":\"odoo:res.partner:1\","
		  "\"name\":\"x\"}}]]",
		  "[[4,7],[6,0,[8]],[0,0,{\"partner_id\":1}]]");
	sends("tag_ids", "[[4,\"odoo:b.tag:7\"]]", "sale.order.tag_ids, of type many2many, wants an id of another model");
	sends("tag_ids", "[[6,0,[\"odoo:b.tag:7\"]]]",
		  "sale.order.tag_ids, of type many2many, wants an id of another model");
	sends("tag_ids", "[[0,\"virtual_1\",{}]]", "[[0,\"virtual_1\",{}]]");
	sends("tag_ids", "[[4,7],8]", "sale.order.tag_ids, of type many2many, wants ids or commands, not both");
	sends("tag_ids", "[null]",
		  "sale.order.tag_ids, of type many2many, wants an id (\"odoo:MODEL:ID\", an object with one, "
		  "or a number)");
	sends("tag_ids", "[false]", "sale.order.tag_ids, of type many2many, wants ids that are there");
	sends("tag_ids", "[\"odoo:b.tag:7\"]", "sale.order.tag_ids, of type many2many, wants an id of another model");
	sends("tag_ids", "7", "sale.order.tag_ids, of type many2many, wants an array of ids");
	sends("line_ids", "null", "false");
	sends("unknown", "{\"a\":[\"odoo:x:1\",{\"id\":\"odoo:x:2\",\"b\":1}],\"t\":\"2026-11-23T15:29:16Z\"}",
		  "{\"a\":[1,{\"id\":2,\"b\":1}],\"t\":\"2026-11-23T15:29:16Z\"}");
	sends("json", "{\"a\":\"odoo:x:1\"}", "{\"a\":1}");
}

/* ---- in domains ---- */

static void compares(const char *field, const char *json, const char *want)
{
	struct odoo_fields *f = new_fields();
	struct buf out = {0};
	struct err e = {.kind = ERR_NONE};
	val v;

	if (odoo_fields_compare(f, field, val_parse(json, strlen(json), NULL), &v, &e) != 0) {
		t_str(e.kind == ERR_DATA ? e.msg : "another kind", want, json);
	} else {
		val_dump(v, &out);
		val_free(v);
		t_str(out.p, want, json);
	}
	buf_free(&out);
	odoo_fields_free(f);
}

static void test_compare(void)
{
	compares("id", "[\"odoo:sale.order:5\",6]", "[5,6]");
	compares("id", "\"odoo:a.tag:5\"", "sale.order.id, of type integer, is compared with an id of another model");
	compares("partner_id", "{\"id\":\"odoo:res.partner:5\",\"name\":\"x\"}", "5");
	compares("partner_id", "\"Ana\"", "\"Ana\"");
	compares("partner_id", "false", "false");
	compares("partner_id", "\"odoo:res.partner:x\"", "sale.order.partner_id, of type many2one, is compared with no id");
	compares("tag_ids", "[\"odoo:a.tag:7\",\"odoo:b.tag:7\"]",
			 "sale.order.tag_ids, of type many2many, is compared with an id of another model");
	compares("name", "\"odoo:res.partner:5\"", "\"odoo:res.partner:5\"");
	compares("res_id", "\"odoo:res.partner:5\"", "5");
	compares("ref", "[\"odoo:res.partner:5\"]", "[\"res.partner,5\"]");
	compares("write_date", "\"2026-11-23T12:29:16.000-03:00\"", "\"2026-11-23 15:29:16\"");
	compares("write_date", "\"2026-11-23\"", "\"2026-11-23\"");
	compares("write_date", "\"2026-11-23T25:00:00Z\"",
			 "sale.order.write_date, of type datetime, is compared with no time (RFC 3339)");
	compares("day", "\"2026-11-23T12:29:16Z\"", "\"2026-11-23\"");
	compares("unknown", "[\"odoo:x:1\",\"2026-11-23T15:29:16.000Z\",\"odoo: no\",null,true,1.5]",
			 "[1,\"2026-11-23 15:29:16\",\"odoo: no\",null,true,1.5]");
}

int main(void)
{
	test_scalars();
	test_datetime();
	test_relations();
	test_rows();
	test_cut();
	test_send_scalars();
	test_send_relations();
	test_compare();
	return t_done();
}

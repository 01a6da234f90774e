#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "base/os.h"
#include "record/rec.h"

#include "record/yaml.h"

#define YAML_MAX_FILE ((size_t)32 << 20)
#define YAML_MAX_NODES 2000000 /* aliases inside aliases could grow without end */

struct build {
	yaml_document_t doc;
	const char *name;
	struct err *e;
	long nodes;
};

static int fail_at(struct build *b, const yaml_mark_t *m, const char *what)
{
	return err_set(b->e, ERR_CONFIG, "%s:%zu:%zu: %s", b->name, m->line + 1, m->column + 1, what);
}

/* A plain scalar as the core schema reads it. */
static val plain(const char *s, size_t n)
{
	static const char *const nulls[] = {"", "~", "null", "Null", "NULL"};
	static const char *const bools[] = {"false", "False", "FALSE", "true", "True", "TRUE"};
	size_t digits = strspn(s, "0123456789+-.eE");
	char *end;
	double v;

	for (size_t i = 0; i < 5; i++)
		if (strcmp(s, nulls[i]) == 0)
			return val_null();
	for (size_t i = 0; i < 6; i++)
		if (strcmp(s, bools[i]) == 0)
			return val_true(i >= 3);
	if (digits != n || !strpbrk(s, "0123456789"))
		return val_of_strn(s, n);
	errno = 0;
	v = strtod(s, &end);
	/* What a double would not give back (an id, a phone, a date) stays text. */
	if (*end || errno || (s[0] == '0' && n > 1 && s[1] != '.') || s[0] == '+' || n > 15)
		return val_of_strn(s, n);
	return val_of_num(v);
}

static val build_node(struct build *b, int id, int depth, bool *bad);

static val build_mapping(struct build *b, const yaml_node_t *node, int depth, bool *bad)
{
	val o = val_object();

	for (yaml_node_pair_t *p = node->data.mapping.pairs.start; p < node->data.mapping.pairs.top && !*bad; p++) {
		yaml_node_t *k = yaml_document_get_node(&b->doc, p->key);
		const char *key;

		if (!k || k->type != YAML_SCALAR_NODE) {
			*bad = true;
			(void)fail_at(b, k ? &k->start_mark : &node->start_mark, "a key must be a plain word");
			break;
		}
		key = (const char *)k->data.scalar.value;
		if (strlen(key) != k->data.scalar.length || memchr(key, '.', k->data.scalar.length) || val_has(o, key)) {
			*bad = true;
			(void)fail_at(b, &k->start_mark,
						  memchr(key, '.', k->data.scalar.length) ? "a key must not hold a dot"
																  : "this key is here twice");
			break;
		}
		o = val_set(o, key, build_node(b, p->value, depth, bad));
	}
	return o;
}

static val build_node(struct build *b, int id, int depth, bool *bad)
{
	yaml_node_t *node = yaml_document_get_node(&b->doc, id);
	val a;

	if (!node)
		return val_null();
	if (depth <= 0 || ++b->nodes > YAML_MAX_NODES) {
		*bad = true;
		(void)fail_at(b, &node->start_mark,
					  depth <= 0 ? "nested too deep" : "too many values (aliases inside aliases?)");
		return val_null();
	}
	switch (node->type) {
	case YAML_SCALAR_NODE:
		if (node->data.scalar.style == YAML_PLAIN_SCALAR_STYLE)
			return plain((const char *)node->data.scalar.value, node->data.scalar.length);
		return val_of_strn((const char *)node->data.scalar.value, node->data.scalar.length);
	case YAML_SEQUENCE_NODE:
		a = val_array();
		for (yaml_node_item_t *i = node->data.sequence.items.start; i < node->data.sequence.items.top && !*bad; i++)
			a = val_push(a, build_node(b, *i, depth - 1, bad));
		return a;
	case YAML_MAPPING_NODE: return build_mapping(b, node, depth - 1, bad);
	case YAML_NO_NODE: break;
	}
	return val_null();
}

/* Loads one document. 0; -1 with e. */
static int load(struct build *b, yaml_parser_t *parser)
{
	if (yaml_parser_load(parser, &b->doc))
		return 0;
	return err_set(b->e, ERR_CONFIG, "%s:%zu:%zu: %s%s%s", b->name, parser->problem_mark.line + 1,
				   parser->problem_mark.column + 1, parser->problem ? parser->problem : "not YAML",
				   parser->context ? ", " : "", parser->context ? parser->context : "");
}

static val build_document(struct build *b)
{
	yaml_node_t *root = yaml_document_get_root_node(&b->doc);
	bool bad = false;
	val v = val_null();

	if (root)
		v = build_node(b, 1, REC_MAX_DEPTH, &bad);
	if (bad) {
		val_free(v);
		return val_parse("", 0, NULL);
	}
	return v;
}

val yaml_parse(const char *text, size_t n, const char *name, struct err *e)
{
	struct build b = {.name = name, .e = e};
	yaml_parser_t parser;
	val v;

	if (!yaml_parser_initialize(&parser)) {
		(void)err_set(e, ERR_MEMORY, "libyaml did not start");
		return val_parse("", 0, NULL);
	}
	yaml_parser_set_input_string(&parser, (const unsigned char *)text, n);
	if (load(&b, &parser) != 0) {
		v = val_parse("", 0, NULL);
	} else {
		v = build_document(&b);
		yaml_document_delete(&b.doc);
	}
	yaml_parser_delete(&parser);
	return v;
}

val yaml_file(const char *path, struct err *e)
{
	struct buf b = {0};
	val v;

	if (os_read_file(path, YAML_MAX_FILE, &b, e) != 0)
		v = val_parse("", 0, NULL);
	else
		v = yaml_parse(buf_str(&b), b.n, path, e);
	buf_free(&b);
	return v;
}

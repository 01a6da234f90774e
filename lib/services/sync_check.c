/* sync: what a mapping says is looked at before anything is done by it: a word that means nothing is a mistake. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "services/sync_private.h"

/* ---- forms ---- */

enum form { TEXT, TEXTS, LIST, OBJECT, SWITCH, ANY };

static bool are_texts(val v)
{
	bool are = val_kind(v) == VAL_ARRAY;

	for (int i = 0; i < val_len(v) && are; i++) {
		val item = val_at(v, i);

		are = val_kind(item) == VAL_STRING;
		val_free(item);
	}
	return are;
}

/* Consumes v; null is what is not set. */
static int check_form(const char *name, val v, enum form form, struct err *e)
{
	static const char *const words[] = {"a text", "a list of texts", "a list", "an object", "true or false", ""};
	enum val_kind kind = val_kind(v);
	bool fits = kind == VAL_NULL || form == ANY || (form == TEXT && kind == VAL_STRING) ||
				(form == TEXTS && are_texts(v)) || (form == LIST && kind == VAL_ARRAY) ||
				(form == OBJECT && kind == VAL_OBJECT) || (form == SWITCH && kind == VAL_BOOL);

	val_free(v);
	return fits ? 0 : err_set(e, ERR_CONFIG, "%s must be %s", name, words[form]);
}

/* text must be one of words, a list in which each is between blanks. */
static int check_word(const char *name, const char *text, const char *words, struct err *e)
{
	char *one = mem_printf(" %s ", text);
	bool known = strstr(words, one) && !strchr(text, ' ') && *text;

	free(one);
	return known ? 0 : err_set(e, ERR_CONFIG, "%s can't be \"%.40s\": one of%s", name, text, words);
}

struct part {
	const char *name;
	enum form form;
	bool needed;
};

/* An object that has these members; borrows v. */
static int check_parts(const char *name, val v, const struct part *part, size_t n, struct err *e)
{
	if (val_kind(v) != VAL_OBJECT)
		return err_set(e, ERR_CONFIG, "%s must be an object", name);
	for (int i = val_iter(v); val_iter_ok(v, i); i = val_iter_next(v, i)) {
		size_t k = 0;

		while (k < n && strcmp(part[k].name, val_iter_key(v, i)) != 0)
			k++;
		if (k == n)
			return err_set(e, ERR_CONFIG, "%s: no such member \"%.40s\"", name, val_iter_key(v, i));
	}
	for (size_t k = 0; k < n; k++) {
		val member = val_get(v, part[k].name);
		bool is = val_is(member);

		if (check_form(part[k].name, member, part[k].form, e) != 0)
			return err_prefix(e, "%s", name);
		if (part[k].needed && !is)
			return err_set(e, ERR_CONFIG, "%s needs %s", name, part[k].name);
	}
	return 0;
}

/* ---- members of an entity ---- */

static int check_owner(val v, struct err *e)
{
	static const char words[] = " odoo cwai newest ";
	int st = 0;

	if (val_kind(v) == VAL_STRING)
		return check_word("owner", val_text(v, ""), words, e);
	if (val_kind(v) != VAL_OBJECT)
		return err_set(e, ERR_CONFIG, "owner must be one of%s, or an object that says it by member", words);
	for (int i = val_iter(v); val_iter_ok(v, i) && st == 0; i = val_iter_next(v, i)) {
		val word = val_iter_val(v, i);
		char *name = mem_printf("owner.%s", val_iter_key(v, i));

		st = check_word(name, val_text(word, ""), words, e);
		free(name);
		val_free(word);
	}
	return st;
}

static int check_ref(val v, struct err *e)
{
	static const struct part parts[] = {{"field", TEXT, true}, {"within", SWITCH, false}};

	return val_kind(v) == VAL_STRING ? 0 : check_parts("ref", v, parts, 2, e);
}

static int check_total(val v, struct err *e)
{
	static const struct part parts[] = {
		{"into", TEXT, true}, {"field", TEXT, true}, {"of", TEXT, true}, {"if", TEXT, false}};

	return check_parts("total", v, parts, 4, e);
}

static int check_actions(val v, struct err *e)
{
	static const struct part parts[] = {{"member", TEXT, true},
										{"from", TEXT, true},
										{"to", TEXT, true},
										{"method", TEXT, true},
										{"context", OBJECT, false}};
	int st = 0;

	for (int i = 0; i < val_len(v) && st == 0; i++) {
		val action = val_at(v, i);

		st = check_parts("actions: each", action, parts, 5, e);
		val_free(action);
	}
	return st;
}

static int check_expand(val v, struct err *e)
{
	static const struct part parts[] = {{"model", TEXT, false}, {"fields", TEXTS, true}};
	int st = 0;

	for (int i = val_iter(v); val_iter_ok(v, i) && st == 0; i = val_iter_next(v, i)) {
		val conf = val_iter_val(v, i);
		char *name = mem_printf("expand: %s", val_iter_key(v, i));

		st = check_parts(name, conf, parts, 2, e);
		free(name);
		val_free(conf);
	}
	return st;
}

static int check_delete(val v, struct err *e)
{
	return check_word("delete", val_text(v, ""), " keep archive unlink ", e);
}

static int check_as(val v, struct err *e)
{
	return check_word("as", val_text(v, ""), " product customer rule record ", e);
}

static int check_match(val v, struct err *e)
{
	int st = 0;

	for (int i = 0; i < val_len(v) && st == 0; i++) {
		val name = val_at(v, i);

		st = check_word("match", val_text(name, ""), " phone email ", e);
		val_free(name);
	}
	return st;
}

enum place { ENTITY = 1, MODEL = 2, BOTH = 3 };

static const struct member {
	const char *name;
	enum place place;
	enum form form;
	int (*check)(val v, struct err *e); /* what else; NULL: nothing */
} members[] = {
	{"name", ENTITY, TEXT, NULL},
	{"as", ENTITY, TEXT, check_as},
	{"off", ENTITY, SWITCH, NULL},
	{"models", ENTITY, LIST, NULL},
	{"model", MODEL, TEXT, NULL},
	{"if", MODEL, TEXT, NULL},
	{"domain", BOTH, ANY, NULL},
	{"context", BOTH, OBJECT, NULL},
	{"fields", BOTH, TEXTS, NULL},
	{"also", BOTH, TEXTS, NULL},
	{"expand", BOTH, OBJECT, check_expand},
	{"pull", BOTH, TEXT, NULL},
	{"push", BOTH, TEXT, NULL},
	{"ref", BOTH, ANY, check_ref},
	{"owner", BOTH, ANY, check_owner},
	{"delete", BOTH, TEXT, check_delete},
	{"match", BOTH, TEXTS, check_match},
	{"refs", BOTH, OBJECT, NULL},
	{"total", ENTITY, OBJECT, check_total},
	{"actions", BOTH, LIST, check_actions},
};

/* A member of an entity, or of one of its models. v is consumed. */
static int check_member(const char *name, val v, enum place place, struct err *e)
{
	const struct member *m = NULL;
	int st;

	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
		if (strcmp(members[i].name, name) == 0)
			m = &members[i];
	if (m && m->place & place) {
		st = check_form(name, val_copy(v), m->form, e);
		if (st == 0 && m->check && val_is(v))
			st = m->check(v, e);
	} else if (m) {
		st = err_set(e, ERR_CONFIG, "\"%s\" is a member of %s", name, place == MODEL ? "the entity" : "one of models");
	} else {
		st = err_set(e, ERR_CONFIG, "no such member \"%.40s\" (cwai-odoo-sync(1) lists them)", name);
	}
	val_free(v);
	return st;
}

static int check_members(val v, enum place place, struct err *e)
{
	int st = 0;

	for (int i = val_iter(v); val_iter_ok(v, i) && st == 0; i = val_iter_next(v, i))
		st = check_member(val_iter_key(v, i), val_iter_val(v, i), place, e);
	return st;
}

static int check_models(val v, struct err *e)
{
	val models = val_get(v, "models");
	int st = val_len(models) > 0 || val_bool(v, "off", false)
				 ? 0
				 : err_set(e, ERR_CONFIG, "models must be a list of at least one");

	for (int i = 0; i < val_len(models) && st == 0; i++) {
		val m = val_at(models, i);

		if (!val_str(m, "model", NULL))
			st = err_set(e, ERR_CONFIG, "models: each needs the name of a model");
		else
			st = check_members(m, MODEL, e);
		val_free(m);
	}
	val_free(models);
	return st;
}

int sync_check_entity(val v, struct err *e)
{
	const char *name = val_str(v, "name", NULL);

	if (!name || !*name || strspn(name, "abcdefghijklmnopqrstuvwxyz_") != strlen(name))
		return err_set(e, ERR_CONFIG,
					   "an entity needs a name of lower case letters, as in \"- {name: lead, off: true}\"");
	return check_members(v, ENTITY, e) != 0 || check_models(v, e) != 0 ? err_prefix(e, "%s", name) : 0;
}

int sync_check_file(val v, struct err *e)
{
	static const struct part parts[] = {{"vars", OBJECT, false}, {"entities", ANY, false}};
	val list = val_get(v, "entities");
	enum val_kind kind = val_kind(list);

	val_free(list);
	if (val_kind(v) == VAL_NULL)
		return 0; /* nothing but comments */
	if (kind != VAL_NULL && kind != VAL_ARRAY)
		return err_set(e, ERR_CONFIG, "entities must be a list, as in \"- {name: lead, off: true}\"");
	return check_parts("odoo.yaml", v, parts, 2, e);
}

/* ---- names of others ---- */

static int check_refs(const struct sync *s, val v, struct err *e)
{
	val refs = val_get(v, "refs");
	int st = 0;

	for (int i = val_iter(refs); val_iter_ok(refs, i) && st == 0; i = val_iter_next(refs, i)) {
		val name = val_iter_val(refs, i);

		if (sync_find(s, val_text(name, "")) < 0)
			st = err_set(e, ERR_CONFIG, "refs.%s: there is no entity \"%.40s\"", val_iter_key(refs, i),
						 val_text(name, ""));
		val_free(name);
	}
	val_free(refs);
	return st;
}

static int check_names(const struct sync *s, const struct sync_entity *n, struct err *e)
{
	const char *into = val_str(n->conf, "total.into", NULL);
	val models = val_get(n->conf, "models"), match = val_get(n->conf, "match");
	bool matches = val_is(match);
	int st = check_refs(s, n->conf, e);

	val_free(match);
	if (st == 0 && into && sync_find(s, into) < 0)
		st = err_set(e, ERR_CONFIG, "total.into: there is no entity \"%.40s\"", into);
	for (int i = 0; i < val_len(models) && st == 0; i++) {
		val m = val_at(models, i);

		st = check_refs(s, m, e);
		matches = matches || val_has(m, "match");
		val_free(m);
	}
	val_free(models);
	if (st == 0 && matches && strcmp(n->n.kind, "customer") != 0)
		st = err_set(e, ERR_CONFIG, "match is for what is kept as customer");
	return st;
}

int sync_check_names(const struct sync *s, struct err *e)
{
	for (int i = 0; i < s->n; i++) {
		const struct sync_entity *n = &s->entity[i];

		if (!val_bool(n->conf, "off", false) && check_names(s, n, e) != 0)
			return err_prefix(e, "%s: %s", n->file, n->n.name);
	}
	return 0;
}

/* ---- fields of the model ---- */

/* Is the field read only where the model has it ("name?")? */
static bool is_optional(const struct sync_entity *n, const char *field)
{
	char *name = mem_printf("%s?", field);
	val fields = val_get(n->way, "fields");
	bool is = val_array_has(fields, name);

	val_free(fields);
	free(name);
	return is;
}

static int no_field(const struct sync_entity *n, const char *member, const char *field, struct err *e)
{
	if (is_optional(n, field))
		return 0;
	return err_set(e, ERR_CONFIG, "%s: %s: %s of this Odoo has no field %s", n->n.name, member, n->model, field);
}

/* Those of also that the model has, in place of all. */
static int take_also(struct sync_entity *n, struct err *e)
{
	val also = val_get(n->way, "also"), kept = val_array();
	int st = 0;

	for (int i = 0; i < val_len(also) && st == 0; i++) {
		val v = val_at(also, i);

		if (!odoo_fields_type(n->fields, val_text(v, "")))
			st = no_field(n, "also", val_text(v, ""), e);
		else if (!odoo_fields_relation(n->fields, val_text(v, "")))
			st = err_set(e, ERR_CONFIG, "%s: also: %s of %s names no other rows", n->n.name, val_text(v, ""), n->model);
		else
			kept = val_push(kept, val_copy(v));
		val_free(v);
	}
	if (val_kind(also) == VAL_ARRAY)
		n->way = val_set(n->way, "also", val_copy(kept));
	val_free(also);
	val_free(kept);
	return st;
}

int sync_check_fields(struct sync_entity *n, struct err *e)
{
	val expand = val_get(n->way, "expand");
	int st = take_also(n, e);

	for (int i = val_iter(expand); val_iter_ok(expand, i) && st == 0; i = val_iter_next(expand, i))
		if (!odoo_fields_type(n->fields, val_iter_key(expand, i)))
			st = no_field(n, "expand", val_iter_key(expand, i), e);
	val_free(expand);
	return st;
}

#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/mem.h"
#include "base/os.h"
#include "record/yaml.h"

#include "services/sync_private.h"

#define FILE_NAME "odoo.yaml"

/* ---- variables ---- */

/* Is the variable that a model's "if" names set? */
static bool wanted(const struct sync *s, val model)
{
	const char *needs = val_str(model, "if", NULL);
	val v = needs ? val_get(s->vars, needs) : val_true(true);
	bool is = val_is(v);

	val_free(v);
	return is;
}

/* The entity's members, and over them those of the model. Consumes model. */
static val overlay(val conf, val model)
{
	val way = val_copy(conf);

	for (int i = val_iter(model); val_iter_ok(model, i); i = val_iter_next(model, i))
		way = val_set(way, val_iter_key(model, i), val_iter_val(model, i));
	val_free(model);
	return way;
}

/* "$name" in a domain (consumed) is the variable's value. */
static int with_vars(const struct sync *s, val v, val *out, struct err *e)
{
	const char *text = val_text(v, "");
	int st = 0;

	*out = v;
	if (val_kind(v) == VAL_STRING && text[0] == '$') {
		*out = val_member(s->vars, text + 1);
		if (!val_is(*out)) {
			*out = val_null();
			st = err_set(e, ERR_CONFIG, "domain: there is no vars.%.40s", text + 1);
		}
		val_free(v);
	} else if (val_kind(v) == VAL_ARRAY) {
		*out = val_array();
		for (int i = 0; i < val_len(v) && st == 0; i++) {
			val item;

			st = with_vars(s, val_at(v, i), &item, e);
			*out = val_push(*out, item);
		}
		val_free(v);
	}
	return st;
}

/* Conditions are lists of three; "&", "|" and "!" stand between them. */
static bool is_condition(val v)
{
	return val_kind(v) == VAL_ARRAY
			   ? val_len(v) == 3
			   : val_kind(v) == VAL_STRING && strlen(val_text(v, "")) == 1 && strchr("&|!", *val_text(v, ""));
}

/* The domain of way (an entity with a model over it); the caller's, also after an error. */
static int domain_of(const struct sync *s, val way, val *out, struct err *e)
{
	int st = with_vars(s, val_get(way, "domain"), out, e);

	if (st == 0 && val_kind(*out) == VAL_NULL) {
		*out = val_array();
		return 0;
	}
	if (st == 0 && val_kind(*out) != VAL_ARRAY)
		st = err_set(e, ERR_CONFIG, "domain must be a list of conditions, as in [[sale_ok, \"=\", true]]");
	for (int i = 0; i < val_len(*out) && st == 0; i++) {
		val v = val_at(*out, i);

		if (!is_condition(v))
			st = err_set(e, ERR_CONFIG, "domain: each condition is a list of three, as in [[sale_ok, \"=\", true]]");
		val_free(v);
	}
	return st;
}

static int check_domain(const struct sync *s, const struct sync_entity *n, val model, struct err *e)
{
	val way = overlay(n->conf, val_copy(model)), domain = val_null();
	int st = wanted(s, model) ? domain_of(s, way, &domain, e) : 0;

	val_free(domain);
	val_free(way);
	return st == 0 ? 0 : err_prefix(e, "%s: %s", n->file, n->n.name);
}

/* Before a server is asked: what takes no rows, or all, by mistake does harm. */
static int check_domains(const struct sync *s, struct err *e)
{
	int st = 0;

	for (int i = 0; i < s->n && st == 0; i++) {
		val models = val_get(s->entity[i].conf, "models");

		for (int k = 0; k < val_len(models) && st == 0; k++) {
			val m = val_at(models, k);

			st = check_domain(s, &s->entity[i], m, e);
			val_free(m);
		}
		val_free(models);
	}
	return st;
}

/* ---- reading the files ---- */

/* The place of the entity of that name, a new one at the end when there is none. */
static struct sync_entity *place_of(struct sync *s, const char *name)
{
	for (int i = 0; i < s->n; i++)
		if (strcmp(s->entity[i].n.name, name) == 0)
			return &s->entity[i];
	s->entity = mem_array(s->entity, (size_t)s->n + 1, sizeof(*s->entity));
	s->entity[s->n] = (struct sync_entity){
		.conf = val_null(), .way = val_null(), .domain = val_null(), .touched = val_null(), .push = -1};
	return &s->entity[s->n++];
}

/* Takes an entity of a file (consumed), in place of the one of that name. */
static int take_entity(struct sync *s, const char *path, val v, struct err *e)
{
	struct sync_entity *n;

	if (sync_check_entity(v, e) != 0) {
		val_free(v);
		return -1;
	}
	n = place_of(s, val_str(v, "name", ""));
	val_free(n->conf);
	n->conf = v;
	n->file = path;
	n->n = (struct entity){val_str(v, "name", ""), val_str(v, "as", "record")};
	return 0;
}

static int take_file(struct sync *s, const char *path, struct err *e)
{
	val v = yaml_file(path, e), vars, list;
	int st;

	if (val_kind(v) == VAL_NONE)
		return -1;
	st = sync_check_file(v, e);
	vars = val_get(v, "vars");
	for (int i = val_iter(vars); st == 0 && val_iter_ok(vars, i); i = val_iter_next(vars, i))
		s->vars = val_set(s->vars, val_iter_key(vars, i), val_iter_val(vars, i));
	val_free(vars);
	list = val_get(v, "entities");
	for (int i = 0; i < val_len(list) && st == 0; i++)
		st = take_entity(s, path, val_at(list, i), e);
	val_free(list);
	val_free(v);
	return st == 0 ? 0 : err_prefix(e, "%s", path);
}

/* Entities that are switched off are left out. */
static void drop_off(struct sync *s)
{
	int kept = 0;

	for (int i = 0; i < s->n; i++) {
		if (val_bool(s->entity[i].conf, "off", false))
			val_free(s->entity[i].conf);
		else
			s->entity[kept++] = s->entity[i];
	}
	s->n = kept;
}

int sync_map_load(struct sync *s, struct err *e)
{
	char *shipped = s->file[0] = os_find_shared(FILE_NAME), *own = s->file[1] = domain_path(s->d, FILE_NAME);
	int st = 0;

	if (!shipped && !os_is_file(own))
		st = err_set(e, ERR_NOINPUT, "there is no %s, neither shipped (set CWAI_SHARE) nor in %s", FILE_NAME,
					 domain_dir(s->d));
	if (st == 0 && shipped)
		st = take_file(s, shipped, e);
	if (st == 0 && os_is_file(own))
		st = take_file(s, own, e);
	if (st == 0)
		st = sync_check_names(s, e);
	drop_off(s);
	return st == 0 ? check_domains(s, e) : -1;
}

void sync_map_free(struct sync *s)
{
	for (int i = 0; i < s->n; i++) {
		struct sync_entity *n = &s->entity[i];

		val_free(n->conf);
		val_free(n->way);
		val_free(n->domain);
		val_free(n->touched);
		free(n->missing);
	}
	free(s->entity);
	free(s->file[0]);
	free(s->file[1]);
}

/* ---- which model there is ---- */

static bool has_field(const struct sync_entity *n, const char *name)
{
	for (int i = 0; i < n->n_fields; i++)
		if (strcmp(n->field[i], name) == 0)
			return true;
	return false;
}

static void want_field(struct sync_entity *n, const char *name)
{
	if (n->n_fields < SYNC_MAX_FIELDS && !has_field(n, name))
		n->field[n->n_fields++] = name;
}

/* A field with "?" behind it is read where the model has it. The text is the mapping's own. */
static int want_fields(struct sync_entity *n, struct err *e)
{
	val fields = val_get(n->way, "fields"), kept = val_array();
	int st = 0;

	for (int i = 0; i < val_len(fields) && st == 0; i++) {
		val v = val_at(fields, i);
		const char *name = val_text(v, "");
		size_t len = strcspn(name, "?");
		char *bare = mem_ndup(name, len);

		if (odoo_fields_type(n->fields, bare))
			kept = val_push(kept, val_of_str(bare));
		else if (!name[len])
			st = err_set(e, ERR_CONFIG, "%s: %s of this Odoo has no field %s (%s? reads it where it is)", n->n.name,
						 n->model, bare, bare);
		free(bare);
		val_free(v);
	}
	val_free(fields);
	n->way = val_set(n->way, "fields", kept); /* n->field borrows from there */
	fields = val_get(n->way, "fields");
	for (int i = 0; i < val_len(fields); i++) {
		val v = val_at(fields, i);

		want_field(n, val_text(v, ""));
		val_free(v);
	}
	val_free(fields);
	want_field(n, "write_date");
	if (odoo_fields_type(n->fields, "active"))
		want_field(n, "active");
	if (n->ref)
		want_field(n, n->ref);
	return st;
}

static int take_ref(struct sync_entity *n, struct err *e)
{
	const char *ref = val_str(n->way, "ref.field", val_str(n->way, "ref", NULL));

	n->ref = ref;
	n->ref_within = val_bool(n->way, "ref.within", false);
	if (n->push >= 0 && !ref)
		return err_set(e, ERR_CONFIG, "%s: what is pushed needs ref, the field of %s that holds our reference",
					   n->n.name, n->model);
	if (ref && !odoo_fields_type(n->fields, ref))
		return err_set(e, ERR_CONFIG, "%s: ref: %s has no field %s", n->n.name, n->model, ref);
	return 0;
}

static uint64_t hash_of(const struct sync *s, const struct sync_entity *n)
{
	struct buf b = {0};
	uint64_t hash;

	val_dump(n->way, &b);
	val_dump(s->vars, &b);
	hash = map_hash(b.p, b.n, 7);
	buf_free(&b);
	return hash;
}

static int choose(struct sync *s, struct sync_entity *n, val model, struct odoo_fields *fields, struct err *e)
{
	const char *pull, *push;

	/* it may be looked at again after a mistake */
	val_free(n->way);
	val_free(n->domain);
	n->domain = val_null();
	n->n_fields = 0;
	n->way = overlay(n->conf, model);
	n->model = val_str(n->way, "model", "");
	n->fields = fields;
	pull = val_str(n->way, "pull", NULL);
	push = val_str(n->way, "push", NULL);
	if (!pull)
		return err_set(e, ERR_CONFIG, "%s: pull must be a jq program that makes a record of a row", n->n.name);
	n->pull = sync_program_add(s, n, "pull", pull);
	n->push = push ? sync_program_add(s, n, "push", push) : -1;
	if (domain_of(s, n->way, &n->domain, e) != 0)
		return err_prefix(e, "%s", n->n.name);
	n->how = hash_of(s, n);
	return take_ref(n, e) != 0 || sync_check_fields(n, e) != 0 || want_fields(n, e) != 0 ? -1 : 1;
}

/* Says which models were looked for. */
static void note_missing(struct sync_entity *n, val models)
{
	struct buf b = {0};

	for (int i = 0; i < val_len(models); i++) {
		val m = val_at(models, i);
		const char *needs = val_str(m, "if", NULL);

		buf_printf(&b, "%s%s", i ? ", " : "", val_str(m, "model", ""));
		if (needs)
			buf_printf(&b, " (only with vars.%s in odoo.yaml)", needs);
		val_free(m);
	}
	n->missing = mem_printf("not in this Odoo: %s", buf_str(&b));
	buf_free(&b);
}

int sync_map_look(struct sync *s, struct sync_entity *n, struct err *e)
{
	val models;
	int st = 0;

	if (n->looked)
		return n->missing ? 0 : 1;
	models = val_get(n->conf, "models");
	for (int i = 0; i < val_len(models) && st == 0; i++) {
		val m = val_at(models, i);
		struct odoo_fields *fields = NULL;

		if (wanted(s, m) && (st = odoo_model(s->odoo, val_str(m, "model", ""), &fields, e)) > 0 &&
			(st = choose(s, n, val_copy(m), fields, e)) < 0)
			(void)err_prefix(e, "%s", n->file);
		val_free(m);
	}
	if (st == 0)
		note_missing(n, models);
	val_free(models);
	n->looked = st >= 0;
	return st;
}

/* ---- what it says ---- */

long long sync_map_hash(const struct sync_entity *n, const char *json, size_t len)
{
	return (long long)(map_hash(json, len, n->how) & 0xfffffffffffffULL) | 1; /* 52 bits */
}

const char *sync_map_owner(const struct sync_entity *n, const char *member)
{
	char *path = mem_printf("owner.%s", member);
	const char *dflt = val_str(n->way, "owner", val_str(n->way, "owner.default", "odoo"));
	const char *owner = val_str(n->way, path, dflt);

	free(path);
	return owner;
}

bool sync_map_acts(const struct sync_entity *n, const char *member)
{
	val actions = val_get(n->way, "actions");
	bool acts = false;

	for (int i = 0; i < val_len(actions) && !acts; i++) {
		val a = val_at(actions, i);

		acts = strcmp(val_str(a, "member", ""), member) == 0;
		val_free(a);
	}
	val_free(actions);
	return acts;
}

bool sync_map_pushes(const struct sync_entity *n)
{
	val models;
	bool pushes = val_str(n->conf, "push", NULL) != NULL;

	if (n->looked && !n->missing)
		return n->push >= 0;
	models = val_get(n->conf, "models");
	for (int i = 0; i < val_len(models); i++) {
		val m = val_at(models, i);

		pushes = pushes || val_str(m, "push", NULL) != NULL;
		val_free(m);
	}
	val_free(models);
	return pushes;
}

val sync_map_context(const struct sync_entity *n)
{
	return val_set(val_get_object(n->way, "context"), "active_test", val_true(false));
}

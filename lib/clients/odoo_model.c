#include <stdlib.h>
#include <string.h>

#include "clients/odoo_private.h"

static int ask(struct odoo *o, const char *model, val *got, struct err *e)
{
	char exception[128];
	val attributes = val_push(val_push(val_array(), val_of_str("type")), val_of_str("relation"));

	return odoo_session_ask(o, model, "fields_get", val_array(), val_set(val_object(), "attributes", attributes), got,
							exception, e);
}

/* code 2, or Odoo's own UserError: there is none; the words may be translated */
static bool says_none(int st, const struct err *e)
{
	return st != 0 && (e->kind == ERR_DATA || e->kind == ERR_REFUSED);
}

/* The kept or asked fields in *got; null when the server has no such model. */
static int ask_fields(struct odoo *o, const char *model, val *got, struct err *e)
{
	char *name = mem_printf("model-%s", model);
	val kept = odoo_kept_get(o->folder, name);
	bool known = val_kind(kept) == VAL_OBJECT;
	int st = 0;

	*got = val_get(kept, "fields");
	val_free(kept);
	if (!known)
		st = ask(o, model, got, e);
	/* So it is too for a user who is no more: an earlier run's is asked anew before that is believed. */
	if (says_none(st, e) && o->s.from_file) {
		odoo_session_drop(o);
		if (odoo_connect(o, e) != 0) {
			free(name);
			return -1;
		}
		st = ask(o, model, got, e);
	}
	if (says_none(st, e) && !o->shut) /* who is not let in learns nothing of models */
		st = 0;
	if (st == 0 && !known)
		odoo_kept_put(o->folder, name, val_set(val_object(), "fields", val_copy(*got)));
	free(name);
	return st;
}

int odoo_model(struct odoo *o, const char *model, struct odoo_fields **f, struct err *e)
{
	const uint64_t *known = map_find(o->models, model, strlen(model));
	val got;

	if (!known) {
		if (odoo_connect(o, e) != 0 || ask_fields(o, model, &got, e) != 0)
			return -1;
		o->model = mem_array(o->model, o->n_models + 1, sizeof(*o->model));
		o->model[o->n_models++].fields = val_kind(got) == VAL_OBJECT ? odoo_fields_new(model, got) : NULL;
		val_free(got);
		*map_at(o->models, model, strlen(model), NULL) = o->n_models;
		known = map_find(o->models, model, strlen(model));
	}
	*f = o->model[*known - 1].fields;
	return *f ? 1 : 0;
}

/* odoo_fields_private: a model's fields, for odoo_fields*.c only. */
#ifndef CLIENTS_ODOO_FIELDS_PRIVATE_H
#define CLIENTS_ODOO_FIELDS_PRIVATE_H

#include <stddef.h>

#include "base/map.h"
#include "clients/odoo_fields.h"

/* Odoo's types by what is done with their values. */
enum odoo_kind {
	ODOO_OTHER, /* not known, or a relation to what is not told: as it is */
	ODOO_PLAIN, /* json, properties…: as it is, but for false */
	ODOO_BOOLEAN,
	ODOO_NUMBER,
	ODOO_TEXT,
	ODOO_DATE,
	ODOO_DATETIME,
	ODOO_REFERENCE, /* "res.partner,5" */
	ODOO_ONE,       /* many2one */
	ODOO_MANY,      /* one2many, many2many */
	ODOO_ID
};

struct odoo_field {
	char *name, *type;
	char *relation; /* NULL: none */
	enum odoo_kind kind;
	char *member; /* "name": as a row has it before the value */
	size_t n_member;
	char *prefix; /* "odoo:MODEL: before the number of an id that it holds; NULL: none */
	size_t n_prefix;
};

struct odoo_fields {
	char *model;
	struct map *index; /* name to place in field */
	struct odoo_field *field;
	size_t n;
	size_t *order; /* the fields of the last row's members, by place; n: no field */
	size_t n_order;
};

/* NULL when there is no such field, or no f. */
const struct odoo_field *odoo_fields_find(const struct odoo_fields *f, const char *name);

#endif

/* odoo_table: rows of Odoo as a table for people. */
#ifndef SERVICES_ODOO_TABLE_H
#define SERVICES_ODOO_TABLE_H

#include <stddef.h>

#include "base/err.h"
#include "record/val.h"

struct odoo_table;

/* fields (borrowed): an array of names, the columns, id before them; with none those of the first row are. */
struct odoo_table *odoo_table_new(val fields);
void odoo_table_free(struct odoo_table *t); /* NULL is fine */

/* A row as odoo_fields_row gave it. -1 with e (ERR_PROTOCOL) when it is no object. */
int odoo_table_add(struct odoo_table *t, const char *json, size_t n, struct err *e);
/* Prints the table to stdout. -1 with e (ERR_IO). */
int odoo_table_print(struct odoo_table *t, struct err *e);

#endif

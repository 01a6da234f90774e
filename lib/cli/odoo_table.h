/* odoo_table: rows of Odoo on stdout: records at once, or a table for people when all are there. */
#ifndef CLI_ODOO_TABLE_H
#define CLI_ODOO_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "record/val.h"

struct odoo_table;

/* fields (borrowed): an array of names, the columns, id before them; with none those of the first row are. */
struct odoo_table *odoo_table_new(val fields, bool people);
void odoo_table_free(struct odoo_table *t); /* NULL is fine */

/*
 * A row as odoo_fields_row gave it; table is a struct odoo_table *. A record is written at once. -1 with e:
 * ERR_PROTOCOL when it is no object, ERR_IO.
 */
int odoo_table_add(void *table, const char *json, size_t n, struct err *e);
/* Prints the table; records are out already. -1 with e (ERR_IO). */
int odoo_table_print(struct odoo_table *t, struct err *e);

#endif

/*
 * odoo_fields: the fields of an Odoo model, and rows of it turned into members of records: false becomes null but for
 * booleans, a many2one {"id":"odoo:MODEL:ID","name":…}, other relations an array of such ids, a datetime RFC 3339 in
 * UTC.
 */
#ifndef CLIENTS_ODOO_FIELDS_H
#define CLIENTS_ODOO_FIELDS_H

#include <stddef.h>

#include "base/err.h"
#include "base/mem.h"
#include "record/val.h"

struct odoo_fields;

/*
 * Of what fields_get gave for model (borrowed): {"name":{"type":"char"},"partner_id":{"type":"many2one",
 * "relation":…},…}. "id" is a field whether it is in there or not. A relation of which the model is not told is
 * as one of a type that is not known.
 */
struct odoo_fields *odoo_fields_new(const char *model, val got);
void odoo_fields_free(struct odoo_fields *f); /* NULL is fine */

/* Borrowed; NULL when there is no such field, or it is no relation. */
const char *odoo_fields_type(const struct odoo_fields *f, const char *field);
const char *odoo_fields_relation(const struct odoo_fields *f, const char *field);

/*
 * Appends the row json[0..n), an object as odoo_reply_read gave it, with its values turned. "id" becomes
 * "odoo:MODEL:ID". Numbers keep their digits; members that are no field (or of a type that is not known) stay as they
 * are, and so does a relation's array that holds anything but ids (web_read has objects). f NULL: the row as it is. -1
 * with e (ERR_PROTOCOL) when it is no JSON object, or a value is not of its field's type (which field and what came,
 * never the value); what was appended to out by then stays.
 */
int odoo_fields_row(struct odoo_fields *f, const char *json, size_t n, struct buf *out, struct err *e);

/*
 * The other way, for one field: a value (consumed) of a record as Odoo takes it: null is false; "odoo:MODEL:ID" and
 * {"id":…} the number; RFC 3339 as "2026-11-23 15:29:16" UTC for a datetime, its day for a date; arrays of ids as
 * [[6,0,[…]]] for the -many relations unless they are commands already (arrays of arrays). Without f, or for a field
 * that is not known: ids alone are turned. -1 with e (ERR_DATA, says the field) for what can't be.
 */
int odoo_fields_send(const struct odoo_fields *f, const char *field, val v, val *out, struct err *e);
/*
 * What a field is compared with in a domain: ids and times as odoo_fields_send turns them, one or an array of them;
 * other texts may be names, and stay. -1 with e as there (an id of another model, or that is none; no time).
 */
int odoo_fields_compare(const struct odoo_fields *f, const char *field, val v, val *out, struct err *e);

#endif

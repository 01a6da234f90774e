/*
 * odoo_calls: calls of Odoo that records ask for: {"model","method","args","kwargs"} in, "result" added. The
 * functions fit struct rec_filter, several side by side or one by one; the cookie is a struct odoo_calls.
 */
#ifndef SERVICES_ODOO_CALLS_H
#define SERVICES_ODOO_CALLS_H

#include <stdbool.h>

#include "base/err.h"
#include "clients/odoo.h"
#include "record/rec.h"

struct odoo_calls {
	struct odoo *odoo; /* borrowed */
	bool write;        /* methods that may change something are allowed */
	bool dry;          /* and not called, their result is null */
};

void *odoo_calls_begin(void *calls, struct rec *r);
int odoo_calls_end(void *calls, void *work, struct rec *r, struct err *e);
int odoo_calls_one(void *calls, struct rec *r, struct err *e);

/* Whether a method gives rows: those of search_read and read are turned as odoo_fields_row does. */
bool odoo_calls_rows(const char *method);
/* May the method be called? 0, or -1 with e (ERR_REFUSED). */
int odoo_calls_check(const struct odoo_calls *c, const char *model, const char *method, struct err *e);
/* Says in e of a write that failed, when unsure, that it may have been done, with a kind that is not tried again. */
void odoo_calls_unsure(struct err *e, bool unsure);

#endif

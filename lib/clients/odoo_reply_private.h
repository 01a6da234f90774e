/* odoo_reply_private: the parts of odoo_reply, for odoo_reply.c, odoo_json.c and odoo_fault.c only. */
#ifndef CLIENTS_ODOO_REPLY_PRIVATE_H
#define CLIENTS_ODOO_REPLY_PRIVATE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/mem.h"
#include "clients/odoo_reply.h"
#include "record/scan.h"

/* ---- odoo_json.c: JSON text that Python wrote, as odoo_reply.h wants it ---- */

struct odoo_json {
	struct scan s;
	struct buf *out;
	struct buf spare; /* a string that is decoded; free it at the end */
	bool odd;         /* the text has characters that XML has not */
};

/* text is valid UTF-8, borrowed. */
void odoo_json_start(struct odoo_json *j, const char *text, size_t n, struct buf *out);
void odoo_json_end(struct odoo_json *j);
/* Copies the value at s.p, which may hold depth more levels, to out. False with s.why, and s.p at the fault. */
bool odoo_json_copy(struct odoo_json *j, int depth);

/* ---- odoo_fault.c: what a failure says ---- */

/* Sets r's name from the traceback in its text, when it has none yet. */
void odoo_fault_name(struct odoo_reply *r);
/* Whether the failure is that XML-RPC has no None: the method was done. */
bool odoo_fault_is_none(const struct odoo_reply *r);

#endif

/*
 * odoo_reply: what an Odoo server answered, of any of its three protocols, as one thing: a value, or a failure by its
 * kind. For lib/clients/odoo*.c.
 */
#ifndef CLIENTS_ODOO_REPLY_H
#define CLIENTS_ODOO_REPLY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/mem.h"

enum odoo_protocol { ODOO_ANY, ODOO_JSON2, ODOO_JSONRPC, ODOO_XMLRPC };

struct odoo_reply {
	bool failed;
	bool none;        /* the method gave nothing: done and committed; value is "null" */
	struct buf value; /* compact JSON text in Odoo's own types: false for what is empty, [id,name] for a many2one */
	char code[64];    /* of a failure: XML-RPC's faultCode, JSON-RPC's code, or the HTTP status */
	/* Of a failure: the exception, "odoo.exceptions.MissingError", "ValueError" (no "builtins."); "" when unknown. */
	char name[128];
	struct buf text; /* of a failure: its words as they came, traceback and all */
};

typedef int odoo_item(void *cookie, const char *json, size_t n, struct err *e);

/*
 * Reads a reply of HTTP status, content type and body into *r (start with {0}). With item given and the value an array,
 * each of its items is handed to item (borrowed) and value is "[]". Both protocols give the same text for the same
 * data: control characters but TAB and LF are dropped, CR LF and CR are LF, as XML has it. 0; -1 with e: ERR_PROTOCOL
 * when it is no reply of that protocol (HTML: its title; not JSON; cut), or as item says. Items before what is wrong
 * have been handed on by then. Where HTTP's status tells enough (401, 403, 429, 502, 503, 504) a reply that is not the
 * protocol's is a failure with that code, and not -1.
 */
int odoo_reply_read(enum odoo_protocol p, long status, const char *type, const char *body, size_t n, odoo_item *item,
					void *cookie, struct odoo_reply *r, struct err *e);
void odoo_reply_free(struct odoo_reply *r);

/*
 * Fills e with the failure of r: its kind by code and exception name, never by words that may be translated, and its
 * last line as the message, file paths of the server trimmed to their last part. Returns -1.
 *   ERR_REFUSED      AccessDenied, AccessError (codes 3, 4; HTTP 401, 403)
 *   ERR_DATA         UserError, ValidationError, MissingError, RedirectWarning (code 2), and Python's own errors
 *   ERR_AGAIN        serialisation, deadlock, lock: rolled back; "cursor already closed": the server went down; HTTP
 *                    429
 *   ERR_UNAVAILABLE  other errors of the database's connection; HTTP 502, 503, 504
 *   ERR_PROTOCOL     the server could not read the request
 */
int odoo_reply_error(const struct odoo_reply *r, struct err *e);

/*
 * Whether the failure proves that nothing was written: Odoo's own exceptions, refusals, requests that could not be
 * read, and errors of SQL. Not those of the database's connection, and not Python's own: they may come when the answer
 * is made, after everything was committed.
 */
bool odoo_reply_rolled_back(const struct odoo_reply *r);

/* Whether it failed because the user is not let in, whatever is asked: user, password, key or session. */
bool odoo_reply_denied(const struct odoo_reply *r);

#endif

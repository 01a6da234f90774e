/*
 * xmlrpc: documents of XML-RPC, written and read. What is read becomes JSON text at once, without a tree between: an
 * <int> or <double> keeps the digits it came with, <boolean> is true or false, <nil/> null, <struct> an object,
 * <base64> and <dateTime.iso8601> the string they hold.
 */
#ifndef IO_XMLRPC_H
#define IO_XMLRPC_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/mem.h"
#include "record/val.h"

/*
 * Appends the methodCall document of method with params (an array; borrowed). Whole numbers within 32 bits go as
 * <int>, larger ones as <i8>, others as <double>; null as <nil/>. Characters that XML can't carry are left out.
 */
void xmlrpc_call(struct buf *out, const char *method, val params);

/*
 * Appends s as a JSON string, with its quotes, of the characters that XML carries: control characters but TAB and LF,
 * U+FFFE and U+FFFF are left out, CR LF and CR are LF. s is valid UTF-8.
 */
void xmlrpc_text(struct buf *out, const char *s, size_t n);

struct xmlrpc_reply {
	bool fault;
	struct buf code;  /* of a fault: its faultCode as text, "1" or, of old services, a word */
	struct buf text;  /* of a fault: its faultString */
	struct buf value; /* else: the value as compact JSON text */
};

typedef int xmlrpc_item(void *cookie, const char *json, size_t n, struct err *e);

/*
 * Reads a methodResponse of n bytes into *r (start with {0}). With item given, and the value an array, each of its
 * items is handed to item as JSON text (borrowed for the call) when it ends, and value is "[]"; -1 of item stops and
 * is returned. 0, or -1 with e (ERR_PROTOCOL: not XML-RPC, cut, nested over REC_MAX_DEPTH, with a document type or
 * entities of its own; the message says what and where, never the text).
 */
int xmlrpc_read(const char *xml, size_t n, xmlrpc_item *item, void *cookie, struct xmlrpc_reply *r, struct err *e);
void xmlrpc_reply_free(struct xmlrpc_reply *r);

#endif

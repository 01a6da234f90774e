/* xmlrpc_private: the inside of xmlrpc, for xmlrpc*.c only, and tests that hold its two readers beside each other. */
#ifndef IO_XMLRPC_PRIVATE_H
#define IO_XMLRPC_PRIVATE_H

#include <stdbool.h>
#include <stddef.h>

#include "io/xmlrpc.h"

/* ---- xmlrpc_text.c ---- */

/* As xmlrpc_text. False when s holds a control character that XML has not (it is left out). */
bool xmlrpc_text_checked(struct buf *out, const char *s, size_t n);
bool xmlrpc_has_odd(const char *s, size_t n); /* U+FFFE or U+FFFF */
/*
 * A copy (the caller's) of a document of *n bytes without them: Python writes them as they are, and no XML parser takes
 * them. NULL when it names an encoding, in which the bytes may be something else.
 */
char *xmlrpc_without_odd(const char *xml, size_t *n);

/* ---- xmlrpc_quick.c ---- */

#define XMLRPC_NOT_PLAIN 1

/*
 * Reads a reply as Python's xmlrpc.client writes it, tags without attributes and blanks in them, no comments, five
 * entities: several times as fast as libxml2, which decides on everything else. 0 with the value in out; -1 of item;
 * XMLRPC_NOT_PLAIN when there was something else in it, or something wrong: xmlrpc_slow is to begin anew, without the
 * *given items that were handed on.
 */
int xmlrpc_quick(const char *xml, size_t n, xmlrpc_item *item, void *cookie, struct buf *out, size_t *given,
				 struct err *e);

/* ---- xmlrpc.c ---- */

/* As xmlrpc_read, by libxml2 alone, without the first skip items. */
int xmlrpc_slow(const char *xml, size_t n, xmlrpc_item *item, void *cookie, size_t skip, struct xmlrpc_reply *r,
				struct err *e);

#endif

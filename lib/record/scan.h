/*
 * scan: walks JSON text without building values: checks it and finds where members stand. A walk moves s.p, so that a
 * caller may go into one value (scan_key, then its own reading) and pass over another (scan_value).
 */
#ifndef RECORD_SCAN_H
#define RECORD_SCAN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/mem.h"

struct scan {
	const char *p, *end;
	const char *why; /* what is wrong, static; set when a function gives false */
};

struct scan_member {
	const char *key; /* behind the opening quote, still escaped */
	size_t nkey;
	const char *val;
	size_t nval;
};

void scan_space(struct scan *s);
/* Moves over one value, which may hold depth more levels. Does not check UTF-8. False with why and p at the fault. */
bool scan_value(struct scan *s, int depth);
/*
 * Moves from a string's opening quote to behind its closing one; plain (which may be NULL) tells that it has no escape,
 * so that its bytes are its text.
 */
bool scan_string(struct scan *s, bool *plain);
/*
 * Moves over the next member of an object whose "{" was passed (first: none was read yet). 1; 0 when "}" was
 * passed; -1 with why.
 */
int scan_member(struct scan *s, bool first, int depth, struct scan_member *m);
/*
 * The same for its key alone: to behind the colon and the space that follows, where the value begins (m->val; nval is
 * 0). The caller moves over the value itself.
 */
int scan_key(struct scan *s, bool first, struct scan_member *m);
/* How many bytes at s[0..n) are neither '"', '\\' nor a control character below 0x20: what stands in JSON as it is. */
size_t scan_plain(const char *s, size_t n);
/* The same, and copies them to to, which has room for n bytes. */
size_t scan_copy(char *to, const char *s, size_t n);
/* Whether an escaped key is the plain name[0..n). */
bool scan_key_is(const struct scan_member *m, const char *name, size_t n);
/* Appends the decoded text of an escaped string; "\u0000" and lone surrogates become U+FFFD. */
void scan_decode(struct buf *out, const char *s, size_t n);

#endif

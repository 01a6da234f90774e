/* scan: private to lib/record. Walks JSON text without building values: checks it and finds where members stand. */
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
 * Moves over the next member of an object whose "{" was passed (first: none was read yet). 1; 0 when "}" was
 * passed; -1 with why.
 */
int scan_member(struct scan *s, bool first, int depth, struct scan_member *m);
/* Whether an escaped key is the plain name[0..n). */
bool scan_key_is(const struct scan_member *m, const char *name, size_t n);
/* Appends the decoded text of an escaped string; "\u0000" and lone surrogates become U+FFFD. */
void scan_decode(struct buf *out, const char *s, size_t n);

#endif

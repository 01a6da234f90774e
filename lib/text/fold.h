/* fold: text without case and marks, for comparing: NFKD, marks dropped, lower case. "PROMOÇÃO ﬁna" is "promocao fina". */
#ifndef TEXT_FOLD_H
#define TEXT_FOLD_H

#include <stddef.h>

#include "base/mem.h"

/* Appends the folded text of s[0..n) (UTF-8; invalid bytes are dropped) to out. ASCII takes a fast path. */
void fold_text(struct buf *out, const char *s, size_t n);

/* The folded text in new memory. */
char *fold_dup(const char *s);

#endif

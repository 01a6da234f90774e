/* fold: text for comparing: NFKD, marks dropped, lower case. "PROMOÇÃO ﬁna" is "promocao fina". */
#ifndef TEXT_FOLD_H
#define TEXT_FOLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/mem.h"

/*
 * Appends the folded text of s[0..n) (UTF-8; invalid bytes are dropped) to out. Invisible formatting characters (soft
 * hyphen, zero width space, joiners, directions) go with the marks. Folding twice is folding once. ASCII takes a fast
 * path.
 */
void fold_text(struct buf *out, const char *s, size_t n);

/* The folded text in new memory. */
char *fold_dup(const char *s);

/* Is the character part of a word: a letter, a digit or other number, or a vowel sign of an Indic script? */
bool fold_is_word(uint32_t cp);

#endif

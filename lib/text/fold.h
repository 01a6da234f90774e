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

/* Is it a letter, or such a sign? */
bool fold_is_letter(uint32_t cp);

/* Its capital or small form, itself when it has none. */
uint32_t fold_upper(uint32_t cp);
uint32_t fold_lower(uint32_t cp);

/*
 * Appends what shows of s[0..n): no control and formatting characters (directions, joiners); each white space of any
 * kind is a space. Invalid bytes are dropped.
 */
void fold_shown(struct buf *out, const char *s, size_t n);

/* The same in plain letters (NFKC): "𝓐𝓷𝓪" is "Ana", marks stay. */
void fold_plain(struct buf *out, const char *s, size_t n);

#endif

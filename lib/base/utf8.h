/* utf8: checking and walking UTF-8 (RFC 3629: no surrogates, no overlong forms, up to U+10FFFF). */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Length of the valid prefix of s[0..n): n when all of it is valid. */
size_t utf8_valid(const char *s, size_t n);

/*
 * Decodes the character at s[0..n) into *cp and returns its length in bytes (1 to 4).
 * An invalid byte gives U+FFFD and 1. n must be above 0.
 */
size_t utf8_decode(const char *s, size_t n, uint32_t *cp);

/*
 * Writes cp to out (room for 4) and returns the bytes written; a surrogate or a value over U+10FFFF is written as
 * U+FFFD.
 */
size_t utf8_encode(uint32_t cp, char *out);

/* Number of characters (code points) in s[0..n). */
size_t utf8_length(const char *s, size_t n);

/* Bytes of s[0..n) that hold at most chars characters: where to cut without splitting one. */
size_t utf8_cut(const char *s, size_t n, size_t chars);

#endif

/* ident_private: what ident.c and its parts share. */
#ifndef TEXT_IDENT_PRIVATE_H
#define TEXT_IDENT_PRIVATE_H

#include <stdbool.h>
#include <stddef.h>

bool ident_text_is_digit(char c);
bool ident_text_is_alnum(char c); /* ASCII */

/* Takes the spaces off both ends of (*s)[0..*n). */
void ident_text_trim(const char **s, size_t *n);

/*
 * Bytes of the one sign at p (before stop) that may stand inside a number: a space, . - / ( ), the typographic hyphens
 * and spaces, invisible characters; 0 when there is none.
 */
size_t ident_text_gap(const char *p, const char *stop);
/* Behind the signs at p, at most three of them. */
const char *ident_text_skip(const char *p, const char *stop);

/* Does one of the words (folded, split by spaces) stand shortly before p, after from, with no digit in between? */
bool ident_text_said(const char *from, const char *p, const char *words);

/*
 * The end of the phone number that begins at s, a digit, "+" or "("; NULL when none does. Its normal form goes to out
 * (IDENT_MAX), "" when it lacks the area code.
 */
const char *ident_phone_find(const char *s, const char *stop, char *out);
/* Is it a whole mobile number, area code and nine digits, and nothing else? */
bool ident_phone_is_mobile(const char *digits, size_t n);

#endif

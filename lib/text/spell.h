/*
 * spell: a vocabulary of folded words that finds a word in spite of a slip: one edit (a letter more, less or other, or
 * two swapped) in words of 5 letters and more, two in words of 9 and more. The first letter must be right, and another
 * ending ("carteiro" for "carteira") is another word.
 */
#ifndef TEXT_SPELL_H
#define TEXT_SPELL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SPELL_NONE UINT32_MAX

struct spell;

struct spell *spell_new(void);
void spell_free(struct spell *s); /* NULL is fine */

/* The number of the word, from 0; one that is not there yet is put in. */
uint32_t spell_add(struct spell *s, const char *w, size_t n);
uint32_t spell_count(const struct spell *s);

/* The number of the word, or SPELL_NONE. */
uint32_t spell_find(const struct spell *s, const char *w, size_t n);
/*
 * That of the nearest word and in *edits how far it is, or SPELL_NONE; of equally near ones the first that was added.
 * Everyday words are never taken for a slip.
 */
uint32_t spell_near(struct spell *s, const char *w, size_t n, int *edits);

/* The edits between two words, at most most + 1. */
int spell_distance(const char *a, size_t na, const char *b, size_t nb, int most);

/* Is it a word of everyday speech that is near the name of a thing ("calma" and "calca", "manda" and "manta")? */
bool spell_is_everyday(const char *w, size_t n);

#endif

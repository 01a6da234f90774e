/* plural: Portuguese plurals made singular, on folded words, before they are stemmed. */
#ifndef TEXT_PLURAL_H
#define TEXT_PLURAL_H

#include <stddef.h>

/*
 * Writes the singular of the folded word w[0..n) to out, which has room for n bytes (no NUL), and returns its length:
 * "promocoes" gives "promocao", "papeis" "papel", "batons" "batom". A word that is no plural is copied as it is.
 */
size_t plural_singular(const char *w, size_t n, char *out);

#endif

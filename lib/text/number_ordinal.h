/* number_ordinal: "o segundo", "3o", "primeira", "ultimo", for number.c. */
#ifndef TEXT_NUMBER_ORDINAL_H
#define TEXT_NUMBER_ORDINAL_H

#include <stdbool.h>

#include "text/number.h"
#include "text/token.h"

/*
 * Reads an ordinal that begins with the word t; last and before_last are the two words before it (n is 0 when there are
 * none), which tell "a segunda" from "na segunda". Sets out's kind, value and end.
 */
bool number_ordinal_read(struct token t, struct token last, struct token before_last, const char *stop,
						 struct number *out);

#endif

/* privacy_words: what columns and members of personal data, and what stands in them, are called for their person. */
#ifndef CLI_PRIVACY_WORDS_H
#define CLI_PRIVACY_WORDS_H

#include "base/mem.h"
#include "record/val.h"

/*
 * What a column of the table, or a member that stands in one called in ("" for a column), is called in Portuguese,
 * appended to out. A name that a shop chose (of a preference) stays, with spaces. False, and nothing, when it is
 * internal and says nothing to a person.
 */
bool privacy_words_label(const char *table, const char *in, const char *key, struct buf *out);
/* Has the column a name in Portuguese, or is it left out? A test asks it of all that the store has. */
bool privacy_words_knows(const char *table, const char *key);

/* The value v (borrowed: no array, no object, no time) of the member key, appended to out. */
void privacy_words_value(const char *key, val v, struct buf *out);

#endif

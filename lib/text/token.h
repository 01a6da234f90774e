/* token: words of folded text, stems, stop words, and the spellings of chats. All text here is folded (fold.h). */
#ifndef TEXT_TOKEN_H
#define TEXT_TOKEN_H

#include <stdbool.h>
#include <stddef.h>

/* A run of letters and digits (of any script) inside some text: borrowed bytes. */
struct token {
	const char *p;
	size_t n;
};

/* Finds the next token of *s (end at stop) and moves *s behind it. False at the end. */
bool token_next(const char **s, const char *stop, struct token *out);

bool token_is(struct token t, const char *word);
/* Is it one of these words, split by single spaces? An empty token is none. */
bool token_in(struct token t, const char *words);
bool token_folded_in(struct token t, const char *words); /* the same of a raw token, which is folded first */

/* Is it a stop word of the language ("pt", "en", "es"; another has none)? Portuguese: 169, question words included. */
bool token_is_stop(const char *lang, const char *w, size_t n);

/*
 * The standard spelling of a chat abbreviation in Portuguese: vc → "voce", tb → "tambem", oq → "o que" (may
 * be two words), or NULL when w is none. Static.
 */
const char *token_chat(const char *w, size_t n);

struct stemmer; /* one language; keeps a cache of stems */

/* Language code: pt, en, es, fr, … (what libstemmer knows). NULL when it knows none: stems are then the words. */
struct stemmer *stemmer_new(const char *lang);
void stemmer_free(struct stemmer *s);
/*
 * The stem of a folded word: Portuguese plurals are first made singular (flores → flor, animais → animal), then
 * Snowball. Borrowed until the next call. A NULL stemmer gives the word back, and so does one for numbers and for
 * words over 64 bytes.
 */
struct token stemmer_stem(struct stemmer *s, const char *w, size_t n);

#endif

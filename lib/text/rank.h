/*
 * rank: a lexical index over documents with a title and a text, and the ranking of a query over it: field-weighted
 * BM25 over words and their near forms, then character grams and neighbouring pairs for the best candidates.
 */
#ifndef TEXT_RANK_H
#define TEXT_RANK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/mem.h"

struct rank_builder;
struct rank; /* an index; read-only, one thread at a time */

struct rank_builder *rank_builder_new(const char *lang); /* "pt" …: stems and stop words */
/* Texts are raw UTF-8, copied as needed; the document's number is the count of adds before it. */
void rank_builder_add(struct rank_builder *b, const char *title, size_t nt, const char *text, size_t nx);
/* Of the document added last: the caller's name for it, and tags to choose documents by. Copied; both optional. */
void rank_builder_key(struct rank_builder *b, const char *key, size_t n);
void rank_builder_tag(struct rank_builder *b, const char *tag, size_t n);
void rank_builder_free(struct rank_builder *b);
struct rank *rank_build(struct rank_builder *b); /* consumes b */
void rank_free(struct rank *r);

uint32_t rank_count(const struct rank *r); /* documents */

/* A document's key ("" when it has none), and the distinct tags: borrowed, n bytes without a NUL. */
const char *rank_key(const struct rank *r, uint32_t doc, size_t *n);
uint32_t rank_tags(const struct rank *r);
const char *rank_tag(const struct rank *r, uint32_t tag, size_t *n);
/* The numbers of a document's tags. */
const uint32_t *rank_doc_tags(const struct rank *r, uint32_t doc, uint32_t *n);

/* The index as a file: mapped when loaded, checked by its checksum. stamp says what it was made from. */
int rank_save(const struct rank *r, const char *path, uint64_t stamp, struct err *e);
/* NULL with e: ERR_NOINPUT when missing or of another stamp or version (build anew), ERR_DATA when damaged. */
struct rank *rank_load(const char *path, uint64_t stamp, struct err *e);

struct rank_hit {
	uint32_t doc;
	float score;
	float cover; /* share of the query's weight (idf; stop words little) whose words, or near forms, it has: 0 to 1 */
};

/*
 * The best documents for the raw query, best first, at most limit, into hits. Returns how many; 0 when nothing matches.
 * Equal scores are ordered by document number.
 */
int rank_search(struct rank *r, const char *query, size_t n, struct rank_hit *hits, int limit);

/* A query with more to say. */
struct rank_ask {
	const char *query; /* n bytes, raw */
	size_t n;
	const char *counted; /* only its words (counted_n bytes) count for cover; NULL: all of the query's */
	size_t counted_n;
	bool (*want)(void *cookie, uint32_t doc); /* which documents may be found; NULL: all */
	void *cookie;
};

/* As rank_search. cover is 1 when no word counts for it. */
int rank_search_ask(struct rank *r, const struct rank_ask *ask, struct rank_hit *hits, int limit);

/* One line a query word for people: the word, the forms it was read as, and what each gave this document. */
void rank_explain(struct rank *r, const char *query, size_t n, uint32_t doc, struct buf *out);

#endif

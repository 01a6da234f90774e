/*
 * rank_index: the inside of rank, for rank*.c only. An index is one run of bytes, a header and then arrays, with no
 * pointers in it, so that a file of it is mapped and used as it lies there.
 */
#ifndef TEXT_RANK_INDEX_H
#define TEXT_RANK_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/mem.h"
#include "text/rank.h"
#include "text/token.h"

#define RANK_NONE UINT32_MAX
#define RANK_WORD 64   /* bytes of a word that count */
#define RANK_FORMS 50  /* vocabulary words that one query word may stand for */
#define RANK_WORDS 96  /* distinct words of a query that count */
#define RANK_GRAMS 192 /* upper bound of the grams of one word: 3 sizes */

/* The arrays. "terms" are the distinct words, in byte order; a list per term is a run between two places. */
enum rank_section {
	RANK_TERM_AT,       /* u32, terms + 1: places in RANK_TERM_TEXT */
	RANK_TERM_TEXT,     /* bytes */
	RANK_TERM_STEM,     /* u32, terms: stem numbers */
	RANK_TERM_SIGN,     /* u32, terms: the letters in it, as bits */
	RANK_TERM_LEN,      /* u8, terms: characters */
	RANK_TERM_STOP,     /* u8, terms: 1 for a stop word */
	RANK_STEM_AT,       /* u32, stems + 1: places in RANK_STEM_TEXT; stems are in byte order */
	RANK_STEM_TEXT,     /* bytes */
	RANK_STEM_TERMS_AT, /* u32, stems + 1: places in RANK_STEM_TERMS */
	RANK_STEM_TERMS,    /* u32, terms: the terms of each stem */
	RANK_POST_AT,       /* u32, terms + 1: places in the next two */
	RANK_POST_DOC,      /* u32, postings: documents, ascending */
	RANK_POST_TF,       /* float, postings: the field-weighted frequency there */
	RANK_GRAM_AT,       /* u32, terms + 1: places in RANK_GRAM */
	RANK_GRAM,          /* u32: gram numbers of each term, repeats kept */
	RANK_GRAM_DF,       /* u32, grams: documents that have it */
	RANK_GRAM_KEY,      /* u64, grams: see rank_gram_key */
	RANK_GRAM_SLOT,     /* u32, a power of two: gram number + 1 by key, 0 is free */
	RANK_DOC_AT,        /* u32, 2 * docs + 1: places in RANK_DOC_TERM; title of d at 2d, text at 2d + 1 */
	RANK_DOC_TERM,      /* u32: the words of each field in order */
	RANK_DOC_NORM,      /* float, 2 * docs: what one gram in that field counts */
	RANK_KEY_AT,        /* u32, docs + 1: places in RANK_KEY_TEXT */
	RANK_KEY_TEXT,      /* bytes */
	RANK_TAG_AT,        /* u32, tags + 1: places in RANK_TAG_TEXT */
	RANK_TAG_TEXT,      /* bytes */
	RANK_DOC_TAG_AT,    /* u32, docs + 1: places in RANK_DOC_TAG */
	RANK_DOC_TAG,       /* u32: tag numbers of each document */
	RANK_SECTIONS
};

struct rank_header {
	char magic[8];
	uint32_t version, order; /* order: 0x01020304 as this machine writes it */
	uint64_t stamp, sum;     /* sum: checksum of all bytes after the header */
	uint64_t size;           /* of the whole, header included */
	uint32_t docs, terms, stems, grams;
	char lang[8];
	uint64_t at[RANK_SECTIONS], count[RANK_SECTIONS]; /* bytes from the start; items */
};

/* What a query gathers for each document. */
struct rank_sum {
	float word, cover; /* over the words so far */
	float tf, best;    /* of the word at hand: weighted frequency, weight of the best form */
};

struct rank {
	char *blob;  /* the index, ours */
	bool mapped; /* or the mapped file's */
	struct rank_header *head;
	const uint32_t *term_at, *term_stem, *term_sign, *stem_at, *stem_terms_at, *stem_terms, *post_at, *post_doc,
		*gram_at, *gram, *gram_df, *gram_slot, *doc_at, *doc_term, *key_at, *tag_at, *doc_tag_at, *doc_tag;
	const uint8_t *term_len, *term_stop;
	const char *term_text, *stem_text, *key_text, *tag_text;
	const float *post_tf, *doc_norm;
	const uint64_t *gram_key;

	struct stemmer *stemmer;
	/* room for one query at a time */
	struct rank_sum *sum;    /* docs, all zero between queries */
	uint32_t *hit, *touched; /* docs: those with a sum; those the word at hand touched */
	uint32_t *term_memo;     /* terms, zero between queries */
	uint16_t *gram_mark;     /* grams, zero between queries: place in the query's grams + 1 */
	struct rank_query *query;
};

/* A term that a query word may stand for. */
struct rank_form {
	uint32_t term;
	float weight;
};

/* One distinct word of a query. */
struct rank_word {
	char text[RANK_WORD + 4];
	size_t n;
	bool stop;
	bool counted;  /* for cover */
	uint32_t stem; /* number, or RANK_NONE */
	float share;   /* 1, or less for a stop word */
	float idf;
	uint32_t docs;                     /* that hold a near enough form */
	struct rank_form form[RANK_FORMS]; /* best first */
	int forms;
};

struct rank_query {
	struct rank_word word[RANK_WORDS];
	int words;
	int seq[2 * RANK_WORDS]; /* the query's content words in order, repeats kept: places in word */
	int seqs;
	float whole; /* the weight that a document with every word would cover */
};

/* ---- rank_build.c, rank_pack.c, rank_file.c ---- */

struct rank_list {
	uint32_t *v;
	size_t n, cap;
};

void rank_list_push(struct rank_list *x, uint32_t v);

struct rank_builder {
	char lang[8];
	struct stemmer *stemmer;
	struct map *terms;     /* word → number in order of first sight */
	struct rank_list word; /* of all fields, one after the other */
	struct rank_list at;   /* where each field ends: title, text, title, … */
	struct buf keys;
	struct rank_list key_at; /* where each document's begins, and one more */
	struct map *tags;
	struct rank_list tag, tag_at; /* the same of its tags */
	struct buf folded;
};

/* Works the index out of the builder, whose word numbers it changes; new memory. */
char *rank_pack(struct rank_builder *b);

#define RANK_STOP_SHARE 0.3f

size_t rank_item_size(enum rank_section s);
/* Takes blob (size bytes, well formed) and makes the index over it, with its room for queries. */
struct rank *rank_open_blob(char *blob, bool mapped);

/* ---- rank_gram.c ---- */

/*
 * The keys of the character grams (3, 4 and 5 characters) of the word w with its bounds; room for RANK_GRAMS.
 * Returns how many.
 */
int rank_grams(const char *w, size_t n, uint64_t *key);
/* The gram's number, or RANK_NONE. */
uint32_t rank_gram_find(const struct rank *r, uint64_t key);

/* ---- rank_near.c ---- */

uint32_t rank_sign(const char *w, size_t n);
/* Length cut to what a word may have, at a character. */
size_t rank_word_cut(const char *w, size_t n);
/* The term w, or RANK_NONE. */
uint32_t rank_term_find(const struct rank *r, const char *w, size_t n);
/* Fills w's stem and forms from its text. */
void rank_near(struct rank *r, struct rank_word *w);
/* Fills w's forms from terms that share many grams with it: for a word that is like no other. */
void rank_near_grams(struct rank *r, struct rank_word *w);

/* ---- rank_query.c ---- */

/* Reads the raw query into r->query: words and their forms; all of them count for cover. */
void rank_query_read(struct rank *r, const char *text, size_t n);
/* Only the words of text count for cover. */
void rank_query_count(struct rank *r, const char *text, size_t n);

/* ---- rank_again.c ---- */

struct rank_pick {
	uint32_t doc;
	float score;
};
/* Adds to the scores of picks what their grams and neighbouring words are worth for r->query. */
void rank_again(struct rank *r, struct rank_pick *pick, int n);

#endif

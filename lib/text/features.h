/*
 * features: what a classifier sees of a message: four views of its words, as hashed keys with counts. Stems with their
 * neighbours, character runs inside words, pairs of stems that stand near each other, and the length.
 */
#ifndef TEXT_FEATURES_H
#define TEXT_FEATURES_H

#include <stddef.h>
#include <stdint.h>

#include "base/mem.h"

enum features_view { FEATURES_STEMS, FEATURES_CHARS, FEATURES_PAIRS, FEATURES_LENGTH, FEATURES_VIEWS };

#define FEATURES_MAX_WORDS 4000 /* words of one text that count; what follows them is not looked at */

struct feature {
	uint64_t key;   /* hash of view and feature, the same on every machine; never 0 */
	uint32_t count; /* how often it is there; 1 in pairs and length */
	uint16_t view;  /* enum features_view */
	uint16_t a, b;  /* which words it is made of, and which bytes: for features_name */
	uint16_t length;
};

struct features; /* an extractor for one language: a stemmer and scratch memory; one thread at a time */

/* lang is a code as stemmer_new knows; another has no stems. Never NULL. */
struct features *features_new(const char *lang);
void features_free(struct features *f); /* NULL is fine */

/*
 * The different features of the raw text (UTF-8; invalid bytes are dropped), views in the order of their enum; *n is
 * how many. Borrowed until the next call.
 */
const struct feature *features_of(struct features *f, const char *text, size_t bytes, size_t *n);

/* How many words the last text had, at most FEATURES_MAX_WORDS. */
size_t features_words(const struct features *f);

/* Appends what the i-th feature of the last text is, for people: "stem quer", "stems quer compr", "chars ~pre", … */
void features_name(const struct features *f, size_t i, struct buf *out);

#endif

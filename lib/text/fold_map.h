/* fold_map: a text folded (fold.h), with the way back from each folded byte to the raw text it came from. */
#ifndef TEXT_FOLD_MAP_H
#define TEXT_FOLD_MAP_H

#include <stddef.h>
#include <stdint.h>

#include "base/mem.h"

/* Start with {0}; used again for text after text it keeps its memory. */
struct fold_map {
	struct buf text; /* folded; the same bytes as fold_text gives */
	uint32_t *at;    /* for each byte of it: where the raw character it came from begins */
	size_t cap;
	const char *raw; /* borrowed */
	size_t raw_n;
};

/* Folds s[0..n), at most 4 GiB, which is borrowed and must stay while m is asked about it. */
void fold_map_text(struct fold_map *m, const char *s, size_t n);
void fold_map_free(struct fold_map *m); /* {0} again */

/*
 * The raw bytes of the folded ones from..to (from < to <= text.n): *end is behind the last character, with the
 * combining marks that follow it. Returns where they begin.
 */
size_t fold_map_span(const struct fold_map *m, size_t from, size_t to, size_t *end);

#endif

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <libstemmer.h>

#include "base/map.h"
#include "base/mem.h"
#include "text/plural.h"

#include "text/token.h"

#define CACHED_WORDS 50000 /* then the cache starts anew: a few MB at most */
#define LONGEST 64         /* bytes of a word worth caching, and of one that is read as Portuguese */

struct stemmer {
	struct sb_stemmer *snowball;
	bool portuguese;
	struct map *cache; /* word to place << 8 | length of its stem in stems */
	struct buf stems;
};

struct stemmer *stemmer_new(const char *lang)
{
	struct sb_stemmer *snowball = lang ? sb_stemmer_new(lang, "UTF_8") : NULL;
	struct stemmer *s;

	if (!snowball)
		return NULL;
	s = mem_zalloc(sizeof(*s));
	s->snowball = snowball;
	s->portuguese = strcmp(lang, "pt") == 0;
	s->cache = map_new();
	return s;
}

void stemmer_free(struct stemmer *s)
{
	if (!s)
		return;
	sb_stemmer_delete(s->snowball);
	map_free(s->cache);
	buf_free(&s->stems);
	free(s);
}

/* Of a word of at most LONGEST bytes. Valid until the next call. */
static struct token stem_afresh(struct stemmer *s, const char *w, size_t n)
{
	char singular[LONGEST];
	const sb_symbol *stem;

	if (s->portuguese) {
		n = plural_singular(w, n, singular);
		w = singular;
	}
	stem = sb_stemmer_stem(s->snowball, (const sb_symbol *)w, (int)n);
	return (struct token){(const char *)stem, stem ? (size_t)sb_stemmer_length(s->snowball) : 0};
}

struct token stemmer_stem(struct stemmer *s, const char *w, size_t n)
{
	uint64_t *place;
	struct token stem;
	bool fresh;

	if (!s || n == 0 || n > LONGEST || (w[0] >= '0' && w[0] <= '9'))
		return (struct token){w, n};
	if (map_count(s->cache) >= CACHED_WORDS) {
		map_free(s->cache);
		s->cache = map_new();
		buf_clear(&s->stems);
	}
	place = map_at(s->cache, w, n, &fresh);
	if (fresh) {
		stem = stem_afresh(s, w, n);
		if (stem.n == 0 || stem.n > UINT8_MAX) /* no memory, or nothing left of the word */
			stem = (struct token){w, n};
		*place = (uint64_t)s->stems.n << 8 | stem.n;
		buf_put(&s->stems, stem.p, stem.n);
	}
	return (struct token){s->stems.p + (*place >> 8), *place & 0xff};
}

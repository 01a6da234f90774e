/* map: strings to 64-bit values, open addressing; for vocabularies and sets of ids. */
#ifndef BASE_MAP_H
#define BASE_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct map; /* opaque */

struct map *map_new(void);
void map_free(struct map *m); /* NULL is fine */

/*
 * The place of key[0..n)'s value, put in with value 0 when it was not there (*fresh, when given, tells).
 * The key's bytes are copied. The place is valid until the next map_at.
 */
uint64_t *map_at(struct map *m, const char *key, size_t n, bool *fresh);

/* The place of key's value, or NULL. Valid until the next map_at. */
const uint64_t *map_find(const struct map *m, const char *key, size_t n);

size_t map_count(const struct map *m);

/* Walks in order of insertion: the i-th key (NUL-terminated, borrowed), its length and value; i < map_count. */
const char *map_key(const struct map *m, size_t i, size_t *n, uint64_t *value);

/* A fast 64-bit hash of bytes, the same on every machine; not for secrets. */
uint64_t map_hash(const void *p, size_t n, uint64_t seed);

#endif

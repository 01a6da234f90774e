#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "base/map.h"

#define LEAST 16 /* slots of a new map: many have a handful of keys; a power of two */

struct entry {
	uint64_t hash, value;
	size_t at, n; /* the key in keys */
};

struct map {
	struct entry *e;
	size_t n, cap;
	uint32_t *slot; /* entry number + 1; 0 is free; a power of two, at most half full */
	size_t slots;
	struct buf keys; /* each NUL-terminated */
};

uint64_t map_hash(const void *p, size_t n, uint64_t seed)
{
	const unsigned char *s = p;
	uint64_t h = seed ^ (n * 0x9e3779b97f4a7c15u), w;

	for (; n >= 8; n -= 8, s += 8) {
		memcpy(&w, s, 8);
		h = (h ^ w) * 0xff51afd7ed558ccdu;
		h ^= h >> 32;
	}
	w = 0;
	if (n)
		memcpy(&w, s, n);
	h = (h ^ w) * 0xff51afd7ed558ccdu;
	h ^= h >> 32;
	h *= 0xc4ceb9fe1a85ec53u;
	return h ^ h >> 29;
}

struct map *map_new(void)
{
	struct map *m = mem_zalloc(sizeof(*m));

	m->slots = LEAST;
	m->slot = mem_zalloc(m->slots * sizeof(*m->slot));
	return m;
}

void map_free(struct map *m)
{
	if (!m)
		return;
	free(m->e);
	free(m->slot);
	buf_free(&m->keys);
	free(m);
}

/* The slot of the key, or the free one where it would go. */
static size_t find_slot(const struct map *m, const char *key, size_t n, uint64_t hash)
{
	size_t i = hash & (m->slots - 1);

	while (m->slot[i]) {
		const struct entry *e = &m->e[m->slot[i] - 1];

		if (e->hash == hash && e->n == n && memcmp(m->keys.p + e->at, key, n) == 0)
			return i;
		i = (i + 1) & (m->slots - 1);
	}
	return i;
}

static void grow(struct map *m)
{
	free(m->slot);
	m->slots *= 2;
	m->slot = mem_zalloc(m->slots * sizeof(*m->slot));
	for (size_t k = 0; k < m->n; k++) {
		size_t i = m->e[k].hash & (m->slots - 1);

		while (m->slot[i])
			i = (i + 1) & (m->slots - 1);
		m->slot[i] = (uint32_t)(k + 1);
	}
}

uint64_t *map_at(struct map *m, const char *key, size_t n, bool *fresh)
{
	uint64_t hash = map_hash(key, n, 0);
	size_t i = find_slot(m, key, n, hash);

	if (fresh)
		*fresh = !m->slot[i];
	if (m->slot[i])
		return &m->e[m->slot[i] - 1].value;
	if (m->n == m->cap) {
		m->cap = m->cap ? m->cap * 2 : LEAST / 2;
		m->e = mem_array(m->e, m->cap, sizeof(*m->e));
	}
	m->e[m->n] = (struct entry){.hash = hash, .at = m->keys.n, .n = n};
	buf_put(&m->keys, key, n);
	buf_putc(&m->keys, '\0');
	m->slot[i] = (uint32_t)++m->n;
	if (m->n * 2 > m->slots)
		grow(m);
	return &m->e[m->n - 1].value;
}

const uint64_t *map_find(const struct map *m, const char *key, size_t n)
{
	size_t i = find_slot(m, key, n, map_hash(key, n, 0));

	return m->slot[i] ? &m->e[m->slot[i] - 1].value : NULL;
}

size_t map_count(const struct map *m)
{
	return m->n;
}

const char *map_key(const struct map *m, size_t i, size_t *n, uint64_t *value)
{
	if (n)
		*n = m->e[i].n;
	if (value)
		*value = m->e[i].value;
	return m->keys.p + m->e[i].at;
}

#include <string.h>

#include "base/map.h"
#include "base/utf8.h"

#include "text/rank_index.h"

#define LONG_GRAM (UINT64_C(1) << 63)

/* A gram of up to 7 bytes is its own key, so that keys of ASCII never collide; a longer one is hashed. */
static uint64_t gram_key(const char *p, size_t n)
{
	uint64_t key = n;

	if (n > 7)
		return map_hash(p, n, 0) | LONG_GRAM;
	for (size_t i = 0; i < n; i++)
		key = key << 8 | (unsigned char)p[i];
	return key & ~LONG_GRAM;
}

int rank_grams(const char *w, size_t n, uint64_t *key)
{
	char s[RANK_WORD + 2];
	uint8_t at[RANK_WORD + 3]; /* where each character begins */
	size_t chars = 0;
	int k = 0;

	n = n > RANK_WORD ? RANK_WORD : n;
	s[0] = ' ';
	memcpy(s + 1, w, n);
	s[n + 1] = ' ';
	for (size_t i = 0; i < n + 2; i++)
		if (((unsigned char)s[i] & 0xc0) != 0x80)
			at[chars++] = (uint8_t)i;
	at[chars] = (uint8_t)(n + 2);
	for (size_t size = 3; size <= 5; size++) {
		if (chars <= size) {
			key[k++] = gram_key(s, n + 2);
			break;
		}
		for (size_t i = 0; i + size <= chars; i++)
			key[k++] = gram_key(s + at[i], (size_t)(at[i + size] - at[i]));
	}
	return k;
}

uint32_t rank_gram_find(const struct rank *r, uint64_t key)
{
	size_t mask = r->head->count[RANK_GRAM_SLOT] - 1;
	size_t i = map_hash(&key, sizeof(key), 0) & mask;

	/* A slot table without a free slot must not make this run for ever. */
	for (size_t tries = 0; tries <= mask && r->gram_slot[i]; tries++) {
		uint32_t g = r->gram_slot[i] - 1;

		if (r->gram_key[g] == key)
			return g;
		i = (i + 1) & mask;
	}
	return RANK_NONE;
}

/*
 * mention_whole: names of products that a message has from their first word to their last, as the catalog writes them:
 * whatever their numbers, signs and words that come twice would be elsewhere.
 */
#include <stdlib.h>
#include <string.h>

#include "services/mention_private.h"

static uint64_t hash_on(const struct mention_text *t, int i, uint64_t hash)
{
	return map_hash(t->map.text.p + t->word[i].at, t->word[i].end - t->word[i].at, hash);
}

void mention_whole_add(struct mention_catalog *c, const char *name, uint32_t product)
{
	struct mention_text t = {0};
	uint64_t hash = 0, *at;
	bool fresh;

	fold_map_text(&t.map, name, strlen(name));
	mention_text_read(&t, NULL);
	for (int i = 0; i < t.n; i++)
		hash = hash_on(&t, i, hash);
	if (t.n > 1) { /* one word alone may be anything */
		at = map_at(c->whole, (const char *)&hash, sizeof(hash), &fresh);
		*at = fresh ? product : SPELL_NONE; /* two of the same name */
		c->whole_most = t.n > c->whole_most ? t.n : c->whole_most;
	}
	mention_text_free(&t);
}

uint32_t mention_whole_at(const struct mention_finder *f, int i, int *last)
{
	const struct mention_catalog *c = f->catalog;
	uint32_t found = SPELL_NONE;
	uint64_t hash = 0;

	for (int k = i; k < f->text.n && k - i < c->whole_most; k++) {
		const uint64_t *at;

		hash = hash_on(&f->text, k, hash);
		at = k > i ? map_find(c->whole, (const char *)&hash, sizeof(hash)) : NULL;
		if (at && *at != SPELL_NONE) {
			found = (uint32_t)*at;
			*last = k;
		}
	}
	return found;
}

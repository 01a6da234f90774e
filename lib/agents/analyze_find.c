/* Turns by their role and id: an open hash of their places, for a conversation may have many. */
#include <stdlib.h>
#include <string.h>

#include "base/map.h"

#include "agents/analyze_private.h"

/* The slot of the turn, or the free one where it would go. */
static int *slot_of(const struct analyze *a, enum analyze_role role, const char *id)
{
	size_t last = (size_t)a->slots - 1, i = map_hash(id, strlen(id), 0) & last;

	for (; a->slot[i]; i = (i + 1) & last) {
		const struct analyze_one *t = &a->turn[a->slot[i] - 1];

		if (t->role == role && strcmp(t->id, id) == 0)
			break;
	}
	return &a->slot[i];
}

static void put(struct analyze *a, int i)
{
	if (*a->turn[i].id)
		*slot_of(a, a->turn[i].role, a->turn[i].id) = i + 1;
}

void analyze_find_again(struct analyze *a)
{
	free(a->slot);
	for (a->slots = 16; a->slots < 2 * (a->n + 1);)
		a->slots *= 2;
	a->slot = mem_zalloc((size_t)a->slots * sizeof(*a->slot));
	for (int i = 0; i < a->n; i++)
		put(a, i);
}

void analyze_find_put(struct analyze *a)
{
	if (2 * a->n > a->slots)
		analyze_find_again(a);
	else
		put(a, a->n - 1);
}

int analyze_find(const struct analyze *a, enum analyze_role role, const char *id)
{
	return a->slots && *id ? *slot_of(a, role, id) - 1 : -1;
}

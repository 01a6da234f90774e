#include <string.h>

#include "base/map.h"

#include "record/lanes_private.h"

void lanes_table_init(struct lanes_table *t, size_t expected)
{
	size_t n = 64;

	while (n < expected)
		n *= 2;
	t->bucket = mem_zalloc(n * sizeof(struct lanes_node *));
	t->mask = n - 1;
}

struct lanes_node *lanes_table_find(const struct lanes_table *t, const char *key, size_t n)
{
	uint64_t hash = map_hash(key, n, 0);
	struct lanes_node *node = t->bucket[hash & t->mask];

	while (node && !(node->hash == hash && node->n == n && memcmp(node->key, key, n) == 0))
		node = node->next;
	return node;
}

void lanes_table_add(struct lanes_table *t, struct lanes_node *node)
{
	struct lanes_node **bucket;

	node->hash = map_hash(node->key, node->n, 0);
	bucket = &t->bucket[node->hash & t->mask];
	node->next = *bucket;
	*bucket = node;
}

void lanes_table_remove(struct lanes_table *t, struct lanes_node *node)
{
	struct lanes_node **at = &t->bucket[node->hash & t->mask];

	while (*at && *at != node)
		at = &(*at)->next;
	if (*at)
		*at = node->next;
}

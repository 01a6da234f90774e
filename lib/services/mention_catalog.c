#include <stdlib.h>
#include <string.h>

#include "services/mention_private.h"

/* A catalog in the making: lists that grow. */
struct numbers {
	uint32_t *v;
	size_t n, cap;
};

struct load {
	struct mention_finder *f;
	struct mention_catalog *c;
	struct numbers id, category, words, word;
	size_t begin;   /* where the words of the product in hand begin */
	uint32_t brand; /* MENTION_BRAND while its brand is read */
};

static void push(struct numbers *l, uint32_t x)
{
	if (l->n == l->cap) {
		l->cap = l->cap ? 2 * l->cap : 1024;
		l->v = mem_array(l->v, l->cap, sizeof(*l->v));
	}
	l->v[l->n++] = x;
}

/* Each word of a product once; that of its brand is marked. */
static void add_word(void *cookie, const char *w, size_t n)
{
	struct load *l = cookie;
	uint32_t id = mention_word_add(l->f, w, n);

	for (size_t i = l->begin; i < l->word.n; i++)
		if ((l->word.v[i] & ~MENTION_BRAND) == id) {
			l->word.v[i] |= l->brand;
			return;
		}
	push(&l->word, id | l->brand);
}

static void mark(struct load *l)
{
	for (size_t i = l->begin; i < l->word.n; i++)
		if (!(l->word.v[i] & MENTION_BRAND))
			l->f->flag[l->word.v[i]] |= MENTION_PLAIN;
}

static int add_product(void *cookie, val product, const char *id, struct err *e)
{
	struct load *l = cookie;
	const char *category = val_str(product, "category", "");
	bool fresh;
	uint64_t *at;

	(void)e;
	push(&l->id, (uint32_t)l->c->ids.n);
	buf_put(&l->c->ids, id, strlen(id) + 1);
	mention_whole_add(l->c, val_str(product, "name", ""), (uint32_t)l->id.n - 1);
	push(&l->words, (uint32_t)l->word.n);
	l->begin = l->word.n;
	l->brand = 0;
	mention_text_each(val_str(product, "name", ""), add_word, l);
	mention_text_each(val_str(product, "size", ""), add_word, l);
	l->brand = MENTION_BRAND;
	mention_text_each(val_str(product, "brand", ""), add_word, l);
	mark(l);
	at = map_at(l->c->categories, category, strlen(category), &fresh);
	if (fresh)
		*at = map_count(l->c->categories) - 1;
	push(&l->category, (uint32_t)*at);
	val_free(product);
	return 0;
}

/* The members of each of groups, of n members that belong to the groups of[0..m): member k to group of[k]'s. */
static void invert(const uint32_t *words, const uint32_t *word, uint32_t n, uint32_t groups, uint32_t **starts,
				   uint32_t **members)
{
	uint32_t *start = mem_zalloc(((size_t)groups + 2) * sizeof(*start)), *out;

	for (uint32_t i = 0; i < words[n]; i++)
		start[(word[i] & ~MENTION_BRAND) + 2]++;
	for (uint32_t g = 2; g < groups + 2; g++)
		start[g] += start[g - 1];
	out = mem_array(NULL, (size_t)words[n] + 1, sizeof(*out));
	for (uint32_t p = 0; p < n; p++)
		for (uint32_t i = words[p]; i < words[p + 1]; i++)
			out[start[(word[i] & ~MENTION_BRAND) + 1]++] = p;
	*starts = start;
	*members = out;
}

static void finish(struct load *l)
{
	struct mention_catalog *c = l->c;
	uint32_t *ones;

	c->n = (uint32_t)l->id.n;
	push(&l->words, (uint32_t)l->word.n);
	push(&l->word, 0); /* so that there is something to point at */
	push(&l->id, 0);
	push(&l->category, 0);
	c->id = l->id.v;
	c->category = l->category.v;
	c->words = l->words.v;
	c->word = l->word.v;
	c->known = spell_count(l->f->spell);
	invert(c->words, c->word, c->n, c->known, &c->lists, &c->list);
	ones = mem_array(NULL, (size_t)c->n + 1, sizeof(*ones));
	for (uint32_t i = 0; i <= c->n; i++)
		ones[i] = i;
	invert(ones, c->category, c->n, (uint32_t)map_count(c->categories), &c->groups, &c->group);
	free(ones);
	for (int i = 0; i < 2; i++)
		c->scratch[i] = mem_array(NULL, (size_t)c->n + 1, sizeof(*c->scratch[i]));
}

struct mention_catalog *mention_catalog_load(struct mention_finder *f, struct err *e)
{
	struct load l = {.f = f, .c = mem_zalloc(sizeof(*l.c))};
	int st;

	l.c->categories = map_new();
	l.c->whole = map_new();
	st = f->store ? product_each(f->store, add_product, &l, e) : 0;
	finish(&l);
	if (st == 0)
		return l.c;
	mention_catalog_free(l.c);
	return NULL;
}

void mention_catalog_free(struct mention_catalog *c)
{
	if (!c)
		return;
	buf_free(&c->ids);
	free(c->id);
	free(c->category);
	free(c->words);
	free(c->word);
	free(c->lists);
	free(c->list);
	free(c->groups);
	free(c->group);
	free(c->scratch[0]);
	free(c->scratch[1]);
	map_free(c->categories);
	map_free(c->whole);
	free(c);
}

const uint32_t *mention_catalog_list(const struct mention_catalog *c, uint32_t word, uint32_t *n)
{
	*n = word < c->known ? c->lists[word + 1] - c->lists[word] : 0;
	return *n ? c->list + c->lists[word] : NULL;
}

const uint32_t *mention_catalog_group(const struct mention_catalog *c, const char *category, uint32_t *n)
{
	const uint64_t *at = map_find(c->categories, category, strlen(category));

	*n = at ? c->groups[*at + 1] - c->groups[*at] : 0;
	return *n ? c->group + c->groups[*at] : NULL;
}

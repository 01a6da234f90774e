#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/mem.h"
#include "text/features.h"

#include "text/classifier_private.h"

static struct known *find(struct known *table, unsigned bits, uint64_t key)
{
	size_t mask = ((size_t)1 << bits) - 1, i = key & mask;

	while (table[i].key && table[i].key != key)
		i = (i + 1) & mask;
	return &table[i];
}

static void grow(struct corpus *c)
{
	free(c->known);
	c->bits = c->bits ? c->bits + 1 : 12;
	c->known = mem_zalloc(sizeof(*c->known) << c->bits);
	for (size_t i = 0; i < c->features; i++)
		*find(c->known, c->bits, c->key[i]) = (struct known){c->key[i], (uint32_t)i};
}

static uint32_t number_of(struct corpus *c, uint64_t key)
{
	struct known *k;

	if (!c->bits || c->features * 2 >= (size_t)1 << c->bits)
		grow(c);
	k = find(c->known, c->bits, key);
	if (!k->key) {
		if (c->features == c->key_cap) {
			c->key_cap = c->key_cap ? 2 * c->key_cap : 4096;
			c->key = mem_array(c->key, c->key_cap, sizeof(*c->key));
		}
		*k = (struct known){key, (uint32_t)c->features};
		c->key[c->features++] = key;
	}
	return k->feature;
}

static void corpus_add(struct corpus *c, struct features *f, const struct classifier_example *x)
{
	size_t n, from = c->at[c->n];
	const struct feature *list = features_of(f, x->text, strlen(x->text), &n);
	bool fresh = false;
	uint64_t *id;

	if (from + n > c->cap) {
		c->cap = 2 * (from + n);
		c->seen = mem_array(c->seen, c->cap, sizeof(*c->seen));
	}
	for (size_t i = 0; i < n; i++)
		c->seen[from + i] = (struct seen){number_of(c, list[i].key), list[i].count, list[i].view};
	c->label[c->n] = OUTSIDE;
	if (x->label) {
		id = map_at(c->labels, x->label, strlen(x->label), &fresh);
		if (fresh) {
			*id = (uint64_t)c->classes++;
			c->note[*id] = x->note ? x->note : "";
		}
		c->label[c->n] = (int)*id;
	}
	c->at[++c->n] = from + n;
}

/* The words of a label in new memory: "cardArrival", "card_arrival" and "card-arrival" are "card Arrival". */
static char *spell(const char *label)
{
	struct buf b = {0};

	for (const char *p = label; *p; p++) {
		bool joint = p > label && *p >= 'A' && *p <= 'Z' && p[-1] >= 'a' && p[-1] <= 'z';

		if (joint || *p == '_' || *p == '-')
			buf_putc(&b, ' ');
		if (*p != '_' && *p != '-')
			buf_putc(&b, *p);
	}
	return b.p ? b.p : mem_dup("");
}

/* Are at least half of the text's words in one of the examples? features is how many features those have. */
static bool is_spoken(struct corpus *c, struct features *f, const char *text, size_t features)
{
	size_t n, words = 0, known = 0;
	const struct feature *x = features_of(f, text, strlen(text), &n);

	for (size_t i = 0; i < n; i++) {
		const struct known *k;

		if (x[i].view != FEATURES_STEMS || x[i].length != 1)
			continue;
		words++;
		k = find(c->known, c->bits, x[i].key);
		known += k->key && k->feature < features;
	}
	return words && 2 * known >= words;
}

/* A label that is made of the examples' own words says what its class is about, and so is one more example of it. */
static void add_labels(struct corpus *c, struct features *f)
{
	size_t features = c->features;

	for (int k = 0; k < c->classes; k++) {
		const char *label = map_key(c->labels, (size_t)k, NULL, NULL);
		struct classifier_example x = {.label = label};
		char *text = spell(label);

		x.text = text;
		if (features && is_spoken(c, f, text, features))
			corpus_add(c, f, &x);
		free(text);
	}
}

struct corpus classifier_corpus_new(enum classifier_kind kind, const char *lang, const struct classifier_example *x,
									size_t n)
{
	struct corpus c = {.kind = kind, .labels = map_new()};
	struct features *f = features_new(lang);

	c.label = mem_array(NULL, 2 * n + 1, sizeof(*c.label)); /* a label may become an example */
	c.at = mem_array(NULL, 2 * n + 1, sizeof(*c.at));
	c.note = mem_array(NULL, n + 1, sizeof(*c.note));
	c.at[0] = 0;
	for (size_t i = 0; i < n; i++)
		corpus_add(&c, f, &x[i]);
	c.given = c.n;
	if (classifier_recipes[kind].labels)
		add_labels(&c, f);
	features_free(f);
	return c;
}

void classifier_corpus_free(struct corpus *c)
{
	free(c->label);
	free(c->at);
	free(c->seen);
	free(c->known);
	free(c->key);
	free((void *)c->note);
	map_free(c->labels);
}

size_t classifier_corpus_longest(const struct corpus *c)
{
	size_t most = 1;

	for (size_t i = 0; i < c->n; i++)
		if (c->at[i + 1] - c->at[i] > most)
			most = c->at[i + 1] - c->at[i];
	return most;
}

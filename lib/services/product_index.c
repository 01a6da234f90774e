/* What of a product is searched, how it is tagged, and the index file of it all. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/os.h"
#include "text/fold.h"
#include "text/rank.h"
#include "text/token.h"

#include "services/product_private.h"

#define FORMAT 2 /* of texts and tags: changes with this file */
#define SPLIT '\x1f'
#define MENTIONS 64

/* A product as it goes into the index; the index wants them in the order of their keys. */
struct entry {
	char *key;
	char *title;
	struct buf text, tags; /* tags: each ended by a NUL */
};

struct building {
	struct product_store *s;
	struct product_words *words;    /* of the domain alone */
	struct product_words *synonyms; /* phrase → number of its group, as a text */
	struct entry *v;
	size_t n, cap;
};

/* ---- the text ---- */

static void put_text(struct buf *b, const char *text)
{
	buf_puts(b, text);
	buf_putc(b, '\n');
}

/* A text, or each text of an array. */
static void put_texts(struct buf *b, val v)
{
	if (val_kind(v) == VAL_STRING)
		put_text(b, val_text(v, ""));
	for (int i = 0; i < val_len(v) && val_kind(v) == VAL_ARRAY; i++) {
		val item = val_at(v, i);

		put_texts(b, item);
		val_free(item);
	}
}

static void put_member(struct buf *b, val o, const char *path)
{
	val v = val_get(o, path);

	put_texts(b, v);
	val_free(v);
}

/* What stands there in the domain. Frees path. */
static void put_path(struct buf *b, const struct domain *d, char *path)
{
	put_member(b, domain_conf(d), path);
	free(path);
}

/* The title of a category, or the words of what a tag of an attribute stands for. */
static void put_words_of_tag(struct buf *b, const struct domain *d, const char *tag)
{
	const char *key = tag + 2, *value = tag[0] == 'a' ? strchr(key, '=') : NULL;
	int n = value ? (int)(value - key) : 0;
	char *path;

	/* Not a category's words: those of "eletro" are different things, and none is all of them. */
	if (tag[0] == 'c')
		put_path(b, d, mem_printf("categories.%s.title", key));
	if (!value)
		return;
	value++;
	path = mem_printf("attributes.%.*s.type", n, key);
	if (strcmp(val_str(domain_conf(d), path, ""), "choice") == 0)
		put_path(b, d, mem_printf("attributes.%.*s.values.%s", n, key, value));
	else if (strcmp(val_str(domain_conf(d), path, ""), "flag") != 0)
		buf_printf(b, "%.*s %s\n", n, key, value);
	else if (*value == '1')
		put_path(b, d, mem_printf("attributes.%.*s.words", n, key));
	free(path);
}

/* The other phrases of each group of synonyms that has one in the text. */
static void put_synonyms(const struct building *b, struct entry *x)
{
	struct product_mention m[MENTIONS];
	struct buf folded = {0};
	int n;

	fold_text(&folded, x->title, strlen(x->title));
	buf_putc(&folded, '\n');
	fold_text(&folded, buf_str(&x->text), x->text.n);
	n = product_words_find(b->synonyms, folded.p, folded.n, m, MENTIONS);
	for (int i = 0; i < n; i++) {
		const char *group = m[i].meaning->value;
		bool before = false;

		for (int k = 0; k < i; k++)
			before = before || m[k].meaning->value == group || strcmp(m[k].meaning->value, group) == 0;
		if (!before)
			put_path(&x->text, b->s->d, mem_printf("synonyms.%s", group));
	}
	buf_free(&folded);
}

/* ---- tags ---- */

static void put_tag(struct entry *x, char kind, const char *key, const char *value)
{
	if (key)
		buf_printf(&x->tags, "%c=%s=%s", kind, key, value);
	else
		buf_printf(&x->tags, "%c=%s", kind, value);
	buf_putc(&x->tags, '\0');
}

static bool has_key(const struct entry *x, const char *key)
{
	size_t n = strlen(key);

	for (const char *t = x->tags.p, *stop = t + x->tags.n; t && t < stop; t += strlen(t) + 1)
		if (t[0] == 'a' && strncmp(t + 2, key, n) == 0 && t[2 + n] == '=')
			return true;
	return false;
}

static bool has_kind(const struct entry *x, char kind)
{
	for (const char *t = x->tags.p, *stop = t + x->tags.n; t && t < stop; t += strlen(t) + 1)
		if (t[0] == kind)
			return true;
	return false;
}

static bool says_yes(const char *text)
{
	return strcmp(text, "sim") == 0 || strcmp(text, "true") == 0 || strcmp(text, "s") == 0 || strcmp(text, "yes") == 0;
}

/* A shop's own table may keep "Oleosa" or "pele oleosa" where the domain says oleosa. */
static void tag_text(const struct building *b, struct entry *x, const char *key, const char *text)
{
	const struct product_meaning *m = product_words_meaning(b->words, text);
	char *type_path = mem_printf("attributes.%s.type", key), *folded = fold_dup(text);
	const char *type = val_str(domain_conf(b->s->d), type_path, "");

	if (m && m->kind == PRODUCT_CHOICE && strcmp(m->key, key) == 0)
		put_tag(x, 'a', key, m->value);
	else if (strcmp(type, "flag") == 0)
		put_tag(x, 'a', key, says_yes(folded) ? "1" : "0");
	else
		put_tag(x, 'a', key, folded);
	free(type_path);
	free(folded);
}

static void tag_value(const struct building *b, struct entry *x, const char *key, val v)
{
	char number[32];

	switch (val_kind(v)) {
	case VAL_BOOL: put_tag(x, 'a', key, val_equal(v, val_true(true)) ? "1" : "0"); break;
	case VAL_STRING: tag_text(b, x, key, val_text(v, "")); break;
	case VAL_NUMBER:
		(void)snprintf(number, sizeof(number), "%g", val_number(v, 0));
		put_tag(x, 'a', key, number);
		break;
	case VAL_ARRAY:
		for (int i = 0; i < val_len(v); i++) {
			val item = val_at(v, i);

			if (val_kind(item) != VAL_ARRAY)
				tag_value(b, x, key, item);
			val_free(item);
		}
		break;
	case VAL_NONE:
	case VAL_NULL:
	case VAL_OBJECT: break;
	}
}

/* What the shop does not state but the name says: "Shampoo Vegano" is vegan. */
static void tag_by_name(const struct building *b, struct entry *x)
{
	struct product_mention m[MENTIONS];
	char *folded = fold_dup(x->title);
	int n = product_words_find(b->words, folded, strlen(folded), m, MENTIONS);

	for (int i = 0; i < n; i++) {
		const struct product_meaning *y = m[i].meaning;

		if (y->kind == PRODUCT_CATEGORY && !has_kind(x, 'c'))
			put_tag(x, 'c', NULL, y->value);
		else if (y->kind == PRODUCT_CHOICE && !has_key(x, y->key))
			put_tag(x, 'a', y->key, y->value);
		else if (y->kind == PRODUCT_FLAG && !has_key(x, y->key))
			put_tag(x, 'a', y->key, "1");
	}
	free(folded);
}

static void put_tags(const struct building *b, struct entry *x, val product)
{
	const char *brand = val_str(product, "brand", NULL), *category = val_str(product, "category", NULL);
	val attributes = val_get(product, "attributes");

	if (brand) {
		char *folded = fold_dup(brand);

		put_tag(x, 'b', NULL, folded);
		put_tag(x, 'B', NULL, brand);
		free(folded);
	}
	if (category)
		put_tag(x, 'c', NULL, category);
	for (int i = val_iter(attributes); val_iter_ok(attributes, i); i = val_iter_next(attributes, i)) {
		val v = val_iter_val(attributes, i);

		tag_value(b, x, val_iter_key(attributes, i), v);
		val_free(v);
	}
	val_free(attributes);
	tag_by_name(b, x);
}

/* ---- building ---- */

static int add_product(void *cookie, val product, struct product_key key, struct err *e)
{
	static const char *const members[] = {"brand", "description", "ingredients", "size", "keywords"};
	struct building *b = cookie;
	struct entry *x;

	(void)e;
	if (b->n == b->cap) {
		b->cap = b->cap ? 2 * b->cap : 64;
		b->v = mem_array(b->v, b->cap, sizeof(*b->v));
	}
	x = &b->v[b->n++];
	*x = (struct entry){.title = mem_dup(val_str(product, "name", ""))};
	if (strcmp(key.id, key.row) == 0)
		x->key = mem_dup(key.id);
	else
		x->key = mem_printf("%s%c%s%c%d", key.id, SPLIT, key.row, SPLIT, key.nth);
	put_tags(b, x, product);
	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
		put_member(&x->text, product, members[i]);
	for (const char *t = x->tags.p, *stop = t + x->tags.n; t && t < stop; t += strlen(t) + 1)
		put_words_of_tag(&x->text, b->s->d, t);
	put_synonyms(b, x);
	product_key_free(&key);
	val_free(product);
	return 0;
}

static int by_key(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	return strcmp(x->key, y->key);
}

static struct product_words *read_synonyms(const struct domain *d)
{
	struct product_words *w = product_words_new(NULL);
	val all = val_get(domain_conf(d), "synonyms");

	for (int i = 0; i < val_len(all); i++) {
		val group = val_at(all, i);
		char number[16];

		(void)snprintf(number, sizeof(number), "%d", i);
		for (int k = 0; k < val_len(group); k++) {
			val phrase = val_at(group, k);

			product_words_add(w, val_text(phrase, ""), PRODUCT_CHOICE, NULL, number);
			val_free(phrase);
		}
		val_free(group);
	}
	val_free(all);
	return w;
}

static struct rank *rank_entries(struct building *b)
{
	struct rank_builder *r = rank_builder_new(domain_language(b->s->d));

	if (b->n)
		qsort(b->v, b->n, sizeof(*b->v), by_key);
	for (size_t i = 0; i < b->n; i++) {
		const struct entry *x = &b->v[i];

		rank_builder_add(r, x->title, strlen(x->title), buf_str(&x->text), x->text.n);
		rank_builder_key(r, x->key, strlen(x->key));
		for (const char *t = x->tags.p, *stop = t + x->tags.n; t && t < stop; t += strlen(t) + 1)
			rank_builder_tag(r, t, strlen(t));
	}
	return rank_build(r);
}

static struct rank *build(struct product_store *s, struct err *e)
{
	struct building b = {.s = s, .words = product_words_new(s->d), .synonyms = read_synonyms(s->d)};
	struct rank *r = NULL;

	if (product_table_each(s, add_product, &b, e) == 0)
		r = rank_entries(&b);
	for (size_t i = 0; i < b.n; i++) {
		free(b.v[i].key);
		free(b.v[i].title);
		buf_free(&b.v[i].text);
		buf_free(&b.v[i].tags);
	}
	free(b.v);
	product_words_free(b.words);
	product_words_free(b.synonyms);
	return r;
}

/* ---- the file ---- */

/* The phrases of the domain, and the brands that products have. */
static struct product_words *words_of(const struct domain *d, const struct rank *index)
{
	struct product_words *w = product_words_new(d);

	for (uint32_t i = 0; i < rank_tags(index); i++) {
		size_t n;
		const char *tag = rank_tag(index, i, &n);
		char *brand, *folded;

		if (n < 3 || tag[0] != 'B')
			continue;
		brand = mem_ndup(tag + 2, n - 2);
		folded = fold_dup(brand);
		if (!token_is_stop(domain_language(d), folded, strlen(folded)))
			product_words_add(w, brand, PRODUCT_BRAND, brand, folded);
		free(brand);
		free(folded);
	}
	return w;
}

static int save(const struct product_store *s, const struct rank *r, uint64_t stamp, struct err *e)
{
	char *dir = os_dir(s->path);
	int st = os_make_dirs(dir, e);

	free(dir);
	return st == 0 ? rank_save(r, s->path, stamp, e) : -1;
}

/* The file's index when it is that of the stamp, else a new one, which is put into the file. */
static struct rank *load_or_build(struct product_store *s, uint64_t stamp, struct err *e)
{
	struct rank *r = s->path ? rank_load(s->path, stamp, e) : NULL;
	struct err why;

	if (r)
		return r;
	r = build(s, e);
	if (r && s->path && save(s, r, stamp, &why) != 0)
		log_warn("the index of products stays in memory: %s", why.msg);
	return r;
}

int product_index_refresh(struct product_store *s, struct err *e)
{
	uint64_t version, stamp;
	struct rank *r;

	if (product_table_stamp(s, &version, e) != 0)
		return -1;
	stamp = map_hash(&version, sizeof(version), s->conf + FORMAT);
	if (s->index && s->stamp == stamp)
		return 0;
	r = load_or_build(s, stamp, e);
	if (!r)
		return -1;
	rank_free(s->index);
	product_words_free(s->words);
	s->index = r;
	s->stamp = stamp;
	s->words = words_of(s->d, r);
	return 0;
}

/* ---- keys ---- */

struct product_key product_index_key(const struct product_store *s, uint32_t doc)
{
	struct product_key k = {0};
	size_t n;
	const char *key = rank_key(s->index, doc, &n), *split = memchr(key, SPLIT, n), *last;

	if (!split)
		return (struct product_key){mem_ndup(key, n), mem_ndup(key, n), 0};
	last = memchr(split + 1, SPLIT, n - (size_t)(split + 1 - key));
	last = last ? last : key + n;
	k.id = mem_ndup(key, (size_t)(split - key));
	k.row = mem_ndup(split + 1, (size_t)(last - split - 1));
	for (const char *p = last + 1; p < key + n; p++)
		k.nth = k.nth * 10 + (*p - '0');
	return k;
}

uint32_t product_index_find(const struct product_store *s, const char *id)
{
	size_t len = strlen(id), n;

	for (uint32_t d = 0; d < rank_count(s->index); d++) {
		const char *key = rank_key(s->index, d, &n);

		if (n >= len && memcmp(key, id, len) == 0 && (n == len || key[len] == SPLIT))
			return d;
	}
	return UINT32_MAX;
}

#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/mem.h"
#include "text/fold.h"
#include "text/token.h"

#include "text/rank_index.h"

void rank_list_push(struct rank_list *x, uint32_t v)
{
	if (x->n == x->cap) {
		x->cap = x->cap ? 2 * x->cap : 1024;
		x->v = mem_array(x->v, x->cap, sizeof(*x->v));
	}
	x->v[x->n++] = v;
}

struct rank_builder *rank_builder_new(const char *lang)
{
	struct rank_builder *b = mem_zalloc(sizeof(*b));

	memcpy(b->lang, lang, strnlen(lang, sizeof(b->lang) - 1));
	b->stemmer = stemmer_new(b->lang);
	b->terms = map_new();
	b->tags = map_new();
	return b;
}

void rank_builder_free(struct rank_builder *b)
{
	if (!b)
		return;
	stemmer_free(b->stemmer);
	map_free(b->terms);
	free(b->word.v);
	free(b->at.v);
	buf_free(&b->keys);
	free(b->key_at.v);
	map_free(b->tags);
	free(b->tag.v);
	free(b->tag_at.v);
	buf_free(&b->folded);
	free(b);
}

static void add_field(struct rank_builder *b, const char *text, size_t n)
{
	const char *s, *stop;
	struct token t;

	buf_clear(&b->folded);
	fold_text(&b->folded, text, n);
	s = buf_str(&b->folded);
	stop = s + b->folded.n;
	while (b->word.n < UINT32_MAX - 1 && token_next(&s, stop, &t)) {
		bool fresh;
		uint64_t *number = map_at(b->terms, t.p, rank_word_cut(t.p, t.n), &fresh);

		if (fresh)
			*number = map_count(b->terms) - 1;
		rank_list_push(&b->word, (uint32_t)*number);
	}
	rank_list_push(&b->at, (uint32_t)b->word.n);
}

void rank_builder_add(struct rank_builder *b, const char *title, size_t nt, const char *text, size_t nx)
{
	add_field(b, title, nt);
	add_field(b, text, nx);
	rank_list_push(&b->key_at, (uint32_t)b->keys.n);
	rank_list_push(&b->tag_at, (uint32_t)b->tag.n);
}

void rank_builder_key(struct rank_builder *b, const char *key, size_t n)
{
	buf_put(&b->keys, key, n);
}

void rank_builder_tag(struct rank_builder *b, const char *tag, size_t n)
{
	bool fresh;
	uint64_t *number = map_at(b->tags, tag, n, &fresh);

	if (fresh)
		*number = map_count(b->tags) - 1;
	rank_list_push(&b->tag, (uint32_t)*number);
}

struct rank *rank_build(struct rank_builder *b)
{
	char *blob = rank_pack(b);

	rank_builder_free(b);
	return rank_open_blob(blob, false);
}

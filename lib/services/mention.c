#include <stdlib.h>
#include <string.h>

#include "services/mention_private.h"

#include "services/mention.h"

uint32_t mention_word_add(struct mention_finder *f, const char *w, size_t n)
{
	uint32_t id = spell_add(f->spell, w, n);

	if (id >= f->words) {
		size_t more = 2 * (size_t)id + 256;

		f->flag = mem_array(f->flag, more, sizeof(*f->flag));
		f->longest = mem_array(f->longest, more, sizeof(*f->longest));
		memset(f->flag + f->words, 0, more - f->words);
		memset(f->longest + f->words, 0, more - f->words);
		f->words = more;
	}
	return id;
}

struct mention_finder *mention_open(struct sql *db, struct domain *d, struct err *e)
{
	struct mention_finder *f = mem_zalloc(sizeof(*f));

	f->db = db;
	f->d = d;
	f->spell = spell_new();
	f->places = places_new();
	mention_name_load(f);
	if (db && !(f->store = product_open(db, d, NULL, e))) {
		mention_close(f);
		return NULL;
	}
	return f;
}

void mention_close(struct mention_finder *f)
{
	if (!f)
		return;
	mention_name_free(f);
	mention_catalog_free(f->catalog);
	product_close(f->store);
	places_free(f->places);
	spell_free(f->spell);
	mention_text_free(&f->text);
	free(f->found.v);
	free(f->flag);
	free(f->longest);
	free(f);
}

/* The bytes of a long text that are read, no character split. */
static size_t cut(const char *text)
{
	size_t n = MENTION_LONGEST;

	while (n > MENTION_LONGEST - 4 && ((unsigned char)text[n] & 0xc0) == 0x80)
		n--;
	return n;
}

void mention_set_now(struct mention_finder *f, date_ms now)
{
	f->now = now;
}

int mention_find(struct mention_finder *f, const char *text, size_t n, val *out, struct err *e)
{
	if (!f->catalog && !(f->catalog = mention_catalog_load(f, e)))
		return -1;
	if (n > MENTION_LONGEST)
		n = cut(text);
	f->found.n = 0;
	fold_map_text(&f->text.map, text, n);
	mention_text_read(&f->text, f->spell);
	mention_value_find(f);
	mention_day_find(f);
	mention_name_find(f);
	mention_product_find(f);
	mention_value_quantity(f);
	mention_spans_pick(&f->found);
	*out = mention_spans_val(&f->found, text);
	return 0;
}

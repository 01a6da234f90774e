#include <stdlib.h>
#include <string.h>

#include "services/mention_private.h"

#define MOST_WORDS 24 /* of a product's name in a message */
#define FEW 8         /* products among which one is looked for whose whole name was said */

#define WHOLE 9 /* rank of a whole name: above prices and quantities in it, below what is a person's */

/* The words of a message from one on that some products have all of, and those products. */
struct window {
	const struct mention_finder *f;
	const uint32_t *set; /* rising; in the catalog or in scratch */
	uint32_t n;
	int spare;                   /* the scratch that set is not in */
	int word[MOST_WORDS], words; /* places in the message, of words that the products' names have */
	int last;                    /* the last word, which may be of a category's name */
	int kinds, slips;            /* words of a category's name; slips */
	int kind_first, kind_last;   /* the words of a category taken as such; none when last < first */
};

/* Those of set that list has too, into out; both rising. Returns how many. */
static uint32_t intersect(const uint32_t *set, uint32_t n, const uint32_t *list, uint32_t m, uint32_t *out)
{
	uint32_t found = 0, from = 0;

	if (n > m)
		return intersect(list, m, set, n, out);
	for (uint32_t i = 0; i < n; i++) {
		uint32_t step = 1, to;

		while (from + step < m && list[from + step] < set[i])
			step *= 2;
		to = from + step < m ? from + step + 1 : m;
		while (from < to) {
			uint32_t mid = from + (to - from) / 2;

			if (list[mid] < set[i])
				from = mid + 1;
			else
				to = mid;
		}
		if (from < m && list[from] == set[i])
			out[found++] = set[i];
		if (from >= m)
			break;
	}
	return found;
}

/* Narrows the window to the products of the list. False, with nothing changed, when none is left. */
static bool narrow(struct window *w, const uint32_t *list, uint32_t m)
{
	uint32_t *out = w->f->catalog->scratch[w->spare], n;

	if (!w->set) {
		w->set = list;
		w->n = m;
		return m > 0;
	}
	n = intersect(w->set, w->n, list, m, out);
	if (n == 0)
		return false;
	w->set = out;
	w->n = n;
	w->spare = !w->spare;
	return true;
}

static int place_in(const struct mention_catalog *c, uint32_t product, uint32_t id)
{
	for (uint32_t i = c->words[product]; i < c->words[product + 1]; i++)
		if ((c->word[i] & ~MENTION_BRAND) == id)
			return (int)(i - c->words[product]);
	return -1;
}

/* Has one of the first few products of the window the word? */
static bool has_word(const struct window *w, uint32_t id)
{
	for (uint32_t i = 0; i < w->n && i < FEW; i++)
		if (place_in(w->f->catalog, w->set[i], id) >= 0)
			return true;
	return false;
}

/* Is the number at word i that of a model, "br-200": joined to the word before, which is no unit or property? */
static bool is_model(const struct window *w, int i)
{
	const struct mention_text *t = &w->f->text;
	const struct mention_word *before = i > 0 ? &t->word[i - 1] : NULL;
	size_t at = t->word[i].at;

	if (!t->word[i].digits || !before || before->id == SPELL_NONE || before->digits || before->end - before->at < 2)
		return false;
	if (before->end != at && (before->end + 1 != at || t->map.text.p[before->end] != '-'))
		return false;
	return !(w->f->flag[before->id] & MENTION_GENERIC);
}

/*
 * Does the number at word i belong to the name, rather than to what follows it ("batom urucum, 5 unidades")? It does
 * with its unit or "%" behind, and where it tells products apart.
 */
static bool number_belongs(const struct window *w, int i)
{
	const struct mention_text *t = &w->f->text;
	size_t end = t->word[i].end;
	int next = mention_text_next(t, i + 1);

	if (end < t->map.text.n && t->map.text.p[end] == '%')
		return true;
	if (next == i + 1 && t->word[next].id != SPELL_NONE && has_word(w, t->word[next].id))
		return w->n > 1 || !mention_text_is(t, next, "unidade unidades");
	return is_model(w, i) || (w->n > 1 && mention_text_is(t, i - 1, "fps tipo tom numero n"));
}

static bool is_said(const struct window *w, uint32_t id)
{
	for (int k = 0; k < w->words; k++)
		if (w->f->text.word[w->word[k]].id == id)
			return true;
	for (int i = w->kind_first; i <= w->kind_last; i++)
		if (w->f->text.word[i].id == id)
			return true;
	return false;
}

static bool take_word(struct window *w, int i)
{
	const struct mention_word *x = &w->f->text.word[i];
	const uint32_t *list;
	uint32_t n;

	if (x->id == SPELL_NONE || x->taken || w->words == MOST_WORDS)
		return false;
	if (!x->digits && is_said(w, x->id))
		return false; /* another of the kind begins */
	if (x->digits && (!w->set || !number_belongs(w, i)))
		return false;
	list = mention_catalog_list(w->f->catalog, x->id, &n);
	if (!list || !narrow(w, list, n))
		return false;
	w->word[w->words++] = i;
	w->last = i;
	w->slips += x->edits > 0;
	w->kinds += (w->f->flag[x->id] & MENTION_OF_CATEGORY) != 0;
	return true;
}

/* The name of a category at word i stands for its products, however they are called. */
static bool take_category(struct window *w, int i)
{
	const struct mention_name *name;
	const uint32_t *list;
	uint32_t n;
	int last;

	name = mention_name_at(w->f, i, &last);
	if (!name || name->type != MENTION_CATEGORY || w->kinds)
		return false; /* one name of a kind is enough: another begins the next product */
	list = mention_catalog_group(w->f->catalog, name->id, &n);
	if (!list || !narrow(w, list, n))
		return false;
	w->kinds++;
	w->kind_first = i;
	w->kind_last = w->last = last;
	return true;
}

static struct window open_window(const struct mention_finder *f, int i, bool by_category)
{
	struct window w = {.f = f, .last = i - 1, .kind_last = -1};

	if (!(by_category ? take_category(&w, i) : take_word(&w, i))) {
		w.n = 0;
		return w;
	}
	for (int at = mention_text_next(&f->text, w.last + 1); at >= 0; at = mention_text_next(&f->text, w.last + 1))
		if (mention_text_is(&f->text, at - 1, "no na nos nas") || (!take_word(&w, at) && !take_category(&w, at)))
			break;
	return w;
}

static bool all_said(const struct window *w, uint32_t product)
{
	const struct mention_catalog *c = w->f->catalog;

	for (uint32_t i = c->words[product]; i < c->words[product + 1]; i++)
		if (!is_said(w, c->word[i] & ~MENTION_BRAND))
			return false;
	return true;
}

/* The one product of the window, or the only one all of whose words were said; SPELL_NONE. */
static uint32_t the_one(const struct window *w)
{
	uint32_t found = SPELL_NONE;

	if (w->n == 1)
		return w->set[0];
	for (uint32_t i = 0; i < w->n && w->n <= FEW; i++) {
		uint32_t p = w->set[i];

		if (!all_said(w, p))
			continue;
		if (found != SPELL_NONE)
			return SPELL_NONE;
		found = p;
	}
	return found;
}

/* What the words of the window are to the product. */
struct worth {
	int brand, brands; /* words of its brand that were said, and that it has */
	int sure;          /* brand words that no product has outside its brand */
	int own, only;     /* rare words of its name; those that mean nothing else */
	int other;         /* the rest but numbers */
	bool beside;       /* two words that are neighbours in its name */
};

static bool is_rare(const struct mention_finder *f, uint32_t id, size_t length)
{
	uint32_t n, most = 2;

	(void)mention_catalog_list(f->catalog, id, &n);
	while ((uint64_t)(most + 1) * (most + 1) * 16 <= f->catalog->n)
		most++;
	return n <= most && length >= 3 && !(f->flag[id] & (MENTION_GENERIC | MENTION_OF_CATEGORY));
}

static struct worth weigh(const struct window *w, uint32_t product)
{
	const struct mention_catalog *c = w->f->catalog;
	const struct mention_text *t = &w->f->text;
	struct worth x = {0};
	int before = -2;

	for (uint32_t i = c->words[product]; i < c->words[product + 1]; i++)
		x.brands += (c->word[i] & MENTION_BRAND) != 0;
	for (int k = 0; k < w->words; k++) {
		const struct mention_word *m = &t->word[w->word[k]];
		int at = place_in(c, product, m->id);

		if (c->word[c->words[product] + (uint32_t)at] & MENTION_BRAND) {
			x.brand++;
			x.sure += !(w->f->flag[m->id] & (MENTION_PLAIN | MENTION_GENERIC)) && m->end - m->at >= 4;
		} else if (!m->digits) {
			bool rare = is_rare(w->f, m->id, m->end - m->at);

			x.own += rare;
			x.only += rare && !(w->f->flag[m->id] & MENTION_SYNONYM);
			x.other++;
		} else {
			x.own += is_model(w, w->word[k]);
		}
		x.beside = x.beside || (at == before + 1 && !m->digits);
		before = m->digits ? -2 : at;
	}
	return x;
}

/* Does it say first what it is, and then which ("loção de ureia", not "tampa da panela")? */
static bool begins_with_kind(const struct window *w)
{
	uint32_t id;

	if (w->kind_last >= 0 && (!w->words || w->kind_first < w->word[0]))
		return true;
	id = w->f->text.word[w->word[0]].id;
	return (w->f->flag[id] & MENTION_OF_CATEGORY) != 0;
}

/* Enough to be that product, and not just some: its brand and what it is, or a word of its own and what it is. */
static bool is_told(const struct window *w, const struct worth *x)
{
	bool branded = x->brands && (x->brand == x->brands || x->sure);
	int kinds = x->other + (w->kinds > 0 && x->other == 0);

	if (branded && kinds > 0)
		return true;
	if (x->own && begins_with_kind(w))
		return true;
	return x->only && x->other > 1 && x->beside;
}

/* Where word i ends, with the "%" behind a number. */
static size_t end_of(const struct mention_text *t, int i)
{
	size_t end = t->word[i].end;

	return end + (t->word[i].digits && end < t->map.text.n && t->map.text.p[end] == '%');
}

static bool add_product(struct mention_finder *f, int i, const struct window *w)
{
	const struct mention_text *t = &f->text;
	uint32_t p = w->n ? the_one(w) : SPELL_NONE;
	struct mention_span *s;
	struct worth x;

	if (p == SPELL_NONE || w->last <= i)
		return false;
	x = weigh(w, p);
	if (!is_told(w, &x))
		return false;
	s = mention_spans_add(&f->found, t, MENTION_PRODUCT, t->word[i].at, end_of(t, w->last));
	if (s) {
		s->id = f->catalog->ids.p + f->catalog->id[p];
		s->score = (x.brand || begins_with_kind(w) ? 0.95 : 0.65) - (w->slips ? 0.15 : 0);
	}
	return s != NULL;
}

/* A whole name at word i; behind it no other is looked for before its last word. */
static bool add_whole(struct mention_finder *f, int *i)
{
	int last = *i;
	uint32_t p = mention_whole_at(f, *i, &last);
	struct mention_span *s;

	if (p == SPELL_NONE)
		return false;
	s = mention_spans_add(&f->found, &f->text, MENTION_PRODUCT, f->text.word[*i].at, end_of(&f->text, last));
	if (s) {
		s->id = f->catalog->ids.p + f->catalog->id[p];
		s->rank = WHOLE;
	}
	*i = last;
	return true;
}

void mention_product_find(struct mention_finder *f)
{
	for (int i = 0; f->catalog->n && i < f->text.n; i++) {
		struct window by_word, by_category;
		bool told;

		if (add_whole(f, &i))
			continue;
		if (f->text.word[i].id == SPELL_NONE || f->text.word[i].link || f->text.word[i].taken)
			continue;
		by_word = open_window(f, i, false);
		told = add_product(f, i, &by_word);
		by_category = open_window(f, i, true);
		if (by_category.n && (!told || by_category.last > by_word.last) && add_product(f, i, &by_category))
			by_word = by_category;
		else if (!told)
			continue;
		i = by_word.last;
	}
}

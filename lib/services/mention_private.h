/* mention_private: the inside of a finder, for mention*.c only. */
#ifndef SERVICES_MENTION_PRIVATE_H
#define SERVICES_MENTION_PRIVATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/map.h"
#include "base/mem.h"
#include "services/mention.h"
#include "services/product.h"
#include "text/fold_map.h"
#include "text/places.h"
#include "text/spell.h"

/* ---- mention_text.c: the words of a message ---- */

struct mention_word {
	size_t at, end; /* folded bytes */
	uint32_t id;    /* in the vocabulary, of its singular; SPELL_NONE when it is none of it */
	int edits;      /* slips in it */
	bool link;      /* "de", "pra": may stand between the words of a name */
	bool digits;
	bool parted; /* a sign that ends a phrase stands before it */
	bool taken;  /* belongs to a price, a phone, … already */
};

struct mention_text {
	struct fold_map map;
	struct mention_word *word;
	int n, cap;
};

/* Reads the words of t->map; s gives their numbers. NULL: none has one. */
void mention_text_read(struct mention_text *t, struct spell *s);
void mention_text_free(struct mention_text *t);
/* The first word that begins at folded byte at or behind it; n when there is none. */
int mention_text_from(const struct mention_text *t, size_t at);
/* The word as it stands in the folded text. */
bool mention_text_is(const struct mention_text *t, int i, const char *words);
/* The next word from i on that is no link and not taken, with at most two links and no parting sign before; or -1. */
int mention_text_next(const struct mention_text *t, int i);

/* Calls fn for the normal form of each word of a name, links left out; letters and digits are parted. */
void mention_text_each(const char *name, void (*fn)(void *cookie, const char *w, size_t n), void *cookie);

/* ---- spans: what was found ---- */

enum mention_type {
	MENTION_PRODUCT,
	MENTION_SERVICE,
	MENTION_PROFESSIONAL,
	MENTION_CATEGORY,
	MENTION_MONEY,
	MENTION_DATE,
	MENTION_TIME,
	MENTION_QUANTITY,
	MENTION_ORDER,
	MENTION_CITY,
	MENTION_STATE,
	MENTION_PERSONAL
};

#define MENTION_VALUE 96 /* room for a value with its NUL */

struct mention_span {
	enum mention_type type;
	size_t at, end; /* raw bytes */
	int rank;       /* of two that overlap the one with the higher rank stays, then the longer one */
	double score;
	const char *id;            /* or NULL; borrowed from the finder */
	const char *name;          /* of MENTION_PERSONAL its type */
	const char *mask;          /* and what stands for it */
	double number;             /* of MENTION_QUANTITY */
	char value[MENTION_VALUE]; /* "" for none */
};

struct mention_spans {
	struct mention_span *v;
	int n, cap;
};

/* A new one over folded bytes, or NULL when there are too many. */
struct mention_span *mention_spans_add(struct mention_spans *l, const struct mention_text *t, enum mention_type type,
									   size_t at, size_t end);
/* Leaves those that stay, sorted. */
void mention_spans_pick(struct mention_spans *l);
val mention_spans_val(const struct mention_spans *l, const char *text); /* borrows text, the raw one */

/* ---- mention_value.c, mention_day.c: what is known by its form ---- */

struct mention_finder;

void mention_value_find(struct mention_finder *f);     /* personal data, orders, money, places */
void mention_value_quantity(struct mention_finder *f); /* when the names are there */
void mention_day_find(struct mention_finder *f);

/* ---- mention_name.c: names of services, people and categories ---- */

struct mention_name {
	enum mention_type type;
	char *id;
	bool first;   /* only a person's first name */
	bool several; /* which is more than one's */
};

void mention_name_load(struct mention_finder *f);
void mention_name_free(struct mention_finder *f);
/* The longest name that begins at word i, with its last word in *last, or NULL. */
const struct mention_name *mention_name_at(const struct mention_finder *f, int i, int *last);
void mention_name_find(struct mention_finder *f);

/* ---- mention_catalog.c: the words of the products; mention_product.c: finding them ---- */

#define MENTION_BRAND 0x80000000u /* on a product's word: it is its brand's */

struct mention_catalog {
	uint32_t n;               /* products */
	struct buf ids;           /* each with a NUL */
	uint32_t *id;             /* where it begins there */
	uint32_t *category;       /* its number in categories, or SPELL_NONE */
	uint32_t *words, *word;   /* product → its words in their order: word[words[p]..words[p + 1]) */
	uint32_t *lists, *list;   /* word → its products: list[lists[w]..lists[w + 1]), rising */
	uint32_t *groups, *group; /* category → its products */
	uint32_t known;           /* words that lists has */
	struct map *categories;   /* key → number */
	uint32_t *scratch[2];
	struct map *whole; /* hash of the words of a name → its product, SPELL_NONE of several */
	int whole_most;    /* words of the longest of them */
};

/* NULL with e when the store fails. */
struct mention_catalog *mention_catalog_load(struct mention_finder *f, struct err *e);
void mention_catalog_free(struct mention_catalog *c); /* NULL is fine */
/* The products that have the word, or are of the category. */
const uint32_t *mention_catalog_list(const struct mention_catalog *c, uint32_t word, uint32_t *n);
const uint32_t *mention_catalog_group(const struct mention_catalog *c, const char *category, uint32_t *n);

/* ---- mention_whole.c: whole names ---- */

/* name is the product's whose number is product. */
void mention_whole_add(struct mention_catalog *c, const char *name, uint32_t product);
/* The product of the longest whole name that begins at word i, with its last word in *last; SPELL_NONE. */
uint32_t mention_whole_at(const struct mention_finder *f, int i, int *last);

void mention_product_find(struct mention_finder *f);

/* ---- the finder ---- */

enum {
	MENTION_OF_CATEGORY = 1, /* the word stands in the name of a category */
	MENTION_GENERIC = 2,     /* in that of a property, or is a unit: many products have it */
	MENTION_SYNONYM = 4,     /* among words that mean the same: it may be any product's */
	MENTION_PLAIN = 8        /* in a product's name, outside its brand */
};

struct mention_finder {
	struct sql *db;
	struct domain *d;
	date_ms now;                 /* that days are counted from; 0: date_now */
	struct product_store *store; /* NULL without db */
	struct places *places;
	struct spell *spell;
	uint8_t *flag, *longest; /* by word: what it is, and the words of the longest name that begins with it */
	size_t words;            /* that those two have room for */
	struct map *phrase;      /* numbers of words → place in name + 1 */
	struct mention_name *name;
	size_t names, names_cap;
	struct mention_catalog *catalog; /* NULL until first needed */

	struct mention_text text; /* of the message in hand */
	struct mention_spans found;
};

/* The number of the word, with room for what is known of it. */
uint32_t mention_word_add(struct mention_finder *f, const char *w, size_t n);

#endif

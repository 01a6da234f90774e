/*
 * places: Brazil's states, by name and by code, and its larger cities (the capitals and some 400 more), found in a
 * message. A name that is an everyday word too ("Natal", "Serra", "Pará") needs a word that makes it a place: "moro
 * em Natal", "Serra/ES", "frete pra Franca". Streets and clubs named after a place are none where the word says so.
 */
#ifndef TEXT_PLACES_H
#define TEXT_PLACES_H

#include <stdbool.h>
#include <stddef.h>

#include "text/fold_map.h"

struct places;

struct places *places_new(void);
void places_free(struct places *p); /* NULL is fine */

struct places_found {
	bool state;       /* or a city */
	size_t at, end;   /* folded bytes */
	const char *name; /* "São Paulo", "Bahia"; borrowed from p */
	char uf[3];       /* "SP": of a city the one that was said behind it, else where it is */
	double sure;      /* 0 to 1 */
};

/* The places in the text of m in their order, at most most, into out. Returns how many. */
int places_find(const struct places *p, const struct fold_map *m, struct places_found *out, int most);

#endif

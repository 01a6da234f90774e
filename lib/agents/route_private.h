/* route_private: what the parts of route share. */
#ifndef AGENTS_ROUTE_PRIVATE_H
#define AGENTS_ROUTE_PRIVATE_H

#include <stddef.h>

#include "text/classifier.h"

struct route {
	struct classifier *model;
};

#define ROUTE_CLAUSES 8 /* of a message that are looked at; the last holds the rest */

struct route_clause {
	const char *p; /* trimmed, inside the message */
	size_t n;
	int label;
	double confidence;
};

/*
 * Cuts the text at sentence ends into clauses that have words, at most ROUTE_CLAUSES. Returns how many; label and
 * confidence are not set.
 */
int route_cut(const char *text, size_t n, struct route_clause out[ROUTE_CLAUSES]);

/*
 * The next place after from where the clause may be two: at a comma, or at the language's word for "and". Gives both
 * sides. False when there is none.
 */
bool route_cut_softly(const char *lang, const struct route_clause *whole, size_t *from, struct route_clause *left,
					  struct route_clause *right);

#endif

/*
 * code: the numbers of orders and papers in a message: "S00042", "#12345", "pedido nº 1234", "PO 8812", "NF 4521".
 * All text here is folded (fold.h); positions point into it.
 */
#ifndef TEXT_CODE_H
#define TEXT_CODE_H

#include <stdbool.h>
#include <stddef.h>

#define CODE_MAX 24

enum code_kind { CODE_ORDER, CODE_PURCHASE, CODE_INVOICE };

struct code {
	enum code_kind kind;
	const char *start, *end; /* "s00042", "#12345", "1234", "nf 4521": the word before only where it is part of it */
	char value[CODE_MAX];    /* "S00042", "12345", "1234", "PO8812", "P00012", "NF4521" */
	size_t list;             /* for the next call: the digits of a number that may be followed by others, else 0 */
	bool many;               /* the same: they were announced by a plural */
};

/*
 * Finds the next one of *s (end at stop) and moves *s behind it; false at the end. *s must stand at the beginning of
 * the text or where the last call left it, and *out hold zeros or what the last call found. Digits alone, 3 to 12 of
 * them, are one only behind "#" or a word such as "pedido"; a price, a date, a phone or an amount ("pedido de 150
 * reais") is none. Others that are as long go on with the list: "pedidos 12345, 67890 e 11111", "pedido 12345/67890".
 */
bool code_next(const char **s, const char *stop, struct code *out);

#endif

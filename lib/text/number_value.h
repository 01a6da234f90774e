/* number_value: reads the bare value of a Portuguese number, for number.c: "1.299,90", "mil e duzentos", "2,5 mil". */
#ifndef TEXT_NUMBER_VALUE_H
#define TEXT_NUMBER_VALUE_H

#include <stdbool.h>
#include <stdint.h>

#include "text/token.h"

struct number_value {
	double value;
	int64_t cents;   /* value times 100, exact for digits */
	const char *end; /* behind its last character */
	bool words;      /* written in words */
	bool fraction;   /* has decimals, or a half */
	bool code;       /* digits, but too long, or grouped or led by zeros as no number is */
	int digits;      /* before the decimal sign */
};

/*
 * Reads the folded text at s, which stands at the beginning of a word; digits may have letters right behind them. False
 * when no number is there.
 */
bool number_value_read(const char *s, const char *stop, struct number_value *out);

/* The next word right of p when only spaces lie between; n is 0 when there is none. */
struct token number_value_word(const char *p, const char *stop);

#endif

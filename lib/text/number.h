/*
 * number: the numbers people write in Portuguese, in digits ("1.299,90", "80") and in words ("oitenta", "mil e
 * duzentos", "meia duzia"). All text here is folded (fold.h); positions point into it.
 */
#ifndef TEXT_NUMBER_H
#define TEXT_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum number_kind {
	NUMBER_PLAIN,    /* "80", "oitenta" */
	NUMBER_MONEY,    /* "80 reais", "r$ 1.299,90", "50 e 90 centavos", "80 pila" */
	NUMBER_PERCENT,  /* "15%", "quinze por cento": value 15 */
	NUMBER_QUANTITY, /* how many: "2 unidades", "um par", "meia duzia", and um to dez in words with nothing behind */
	NUMBER_MEASURE,  /* "50ml", "meia hora", "10 dias", "3x": value in that unit */
	NUMBER_ORDINAL   /* "o segundo", "3o", "primeira"; "ultimo" is -1, "penultimo" -2 */
};

struct number {
	enum number_kind kind;
	double value;            /* of MONEY in reais */
	int64_t cents;           /* of MONEY; of another kind the same number read as reais */
	const char *start, *end; /* the whole of it, with "r$", "reais", "unidades" … */
	const char *unit;        /* QUANTITY, MEASURE: the unit's word, or NULL; unit_n bytes */
	size_t unit_n;
	bool article; /* it is the bare word "um" or "uma", perhaps only the article */
};

/*
 * Finds the next number of *s (end at stop) and moves *s behind it; false at the end. *s must stand at the beginning of
 * the text or where the last call left it. The digits of dates, hours, phones and codes ("25/12", "14:30", "a4",
 * "14h30") are no numbers; nor are weekdays ("na segunda") ordinals.
 */
bool number_next(const char **s, const char *stop, struct number *out);

#define NUMBER_SPANS 8

struct number_bounds {
	int64_t min_cents, max_cents; /* both included; -1 when there is none */
	int spans;
	struct {
		const char *start, *end;
	} span[NUMBER_SPANS]; /* the words that said so, for taking out of a query */
};

/*
 * The prices that a sentence asks for: "ate 80 reais", "menos de 100" (99,99 at most), "entre 50 e 100 reais", "acima
 * de", "a partir de", "por volta de 60" (48 to 72). A number that is not said to be money must be 10 or more. False,
 * with both -1, when it asks for none ("barato" names no number).
 */
bool number_price_bounds(const char *s, size_t n, struct number_bounds *out);

#define NUMBER_BRL 40

/* "R$ 1.299,90" of cents (a minus sign leads), into out. Returns out. */
char *number_brl(int64_t cents, char out[NUMBER_BRL]);

#endif

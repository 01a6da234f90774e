/* The words of a text as day.c and day_time.c walk them. */
#ifndef TEXT_DAY_PRIVATE_H
#define TEXT_DAY_PRIVATE_H

#include <stdbool.h>
#include <stddef.h>

#include "text/day.h"

struct day_word {
	const char *p;
	size_t n;
	int num;  /* its value when it is one of digits, else -1; 99999 when there are more than four */
	char sep; /* what stands before it: 0 nothing (glued to the word before), ' ', or the first sign that is no space */
};

struct day_words {
	const char *text;
	struct day_word *v; /* freed by the caller */
	int n;
};

/* Runs of letters and runs of digits; "15h30" is three words. */
void day_split(struct day_words *w, const char *s, size_t n);

/* Is word i there, and one of "a|b|c"? */
bool day_is(const struct day_words *w, int i, const char *list);
/* Digits at i? Their value, or -1. */
int day_num(const struct day_words *w, int i);
/* Digits at i, or a number's name ("uma", "tres"); -1 when neither. */
int day_count(const struct day_words *w, int i);

/* Reads a day at word i into d. Returns how many words it took; 0 is none. */
int day_date_read(const struct day_words *w, int i, const struct date_local *now, struct day *d);
/* Reads a time of day at word i into d->from, to, guessed. Returns how many words it took; 0 is none. */
int day_time_read(const struct day_words *w, int i, struct day *d);

#endif

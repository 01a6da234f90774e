/* term: output for a person at a terminal: width, colour, columns. */
#ifndef BASE_TERM_H
#define BASE_TERM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/mem.h"

bool term_is(int fd);     /* a terminal, and TERM is not "dumb" */
bool term_colour(int fd); /* term_is, and NO_COLOR is unset */
int term_width(int fd);   /* columns, 80 when unknown, at least 40 */

/* Columns that the UTF-8 text takes. */
int term_columns(const char *s, size_t n);

/* Appends s broken at spaces into lines of at most width columns, each led by indent spaces; keeps line breaks. */
void term_wrap(struct buf *out, const char *s, int width, int indent);

/*
 * A table: cells are copied; the widest columns are cut with "…" when lines do not fit the width, but none of times.
 */
struct term_table;
struct term_table *term_table_new(const char *const *heads, int columns);
void term_table_add(struct term_table *t, const char *const *cells);
void term_table_right(struct term_table *t, int column); /* numbers */
int term_table_print(struct term_table *t, FILE *f);     /* 0, or -1 on a write error */
void term_table_free(struct term_table *t);

#endif

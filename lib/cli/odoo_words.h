/* odoo_words: one call of Odoo, made by its words, and its answer on stdout: rows one a line, or a table for people. */
#ifndef CLI_ODOO_WORDS_H
#define CLI_ODOO_WORDS_H

#include <stdbool.h>

#include "base/err.h"
#include "clients/odoo.h"
#include "record/val.h"

struct odoo_words {
	struct odoo *odoo; /* borrowed */
	int jobs;          /* pages side by side */
	bool people;       /* tables and laid out values; else records */
	bool dry;          /* calls that may change something are shown and not made */
};

/*
 * Calls model.method and prints what it gives: of read and search_read the rows, any number, as they come. args (an
 * array) and kwargs (an object) are borrowed, and as odoo_args leaves them. 0, or -1 with e: ERR_USAGE when the words
 * are wrong, else as odoo_do and odoo_rows.
 */
int odoo_words_call(const struct odoo_words *w, const char *model, const char *method, val args, val kwargs,
					struct err *e);
/* The fields of a model, one a line. */
int odoo_words_fields(const struct odoo_words *w, const char *model, struct err *e);
/* A value that is no row (consumed): as a record's "result" or, for people, laid out. */
int odoo_words_show(const struct odoo_words *w, val v, struct err *e);

#endif

/* product_file: search over an NDJSON file of {id, title|name, text|description, …}, with no store and no domain. */
#ifndef SERVICES_PRODUCT_FILE_H
#define SERVICES_PRODUCT_FILE_H

#include <stdbool.h>

#include "base/err.h"
#include "base/mem.h"

struct product_file;

/*
 * Reads the file and makes its index in memory. A record without an id has its line's number for one; brand, category
 * and keywords are searched too where they are texts. NULL with e.
 */
struct product_file *product_file_open(const char *path, const char *lang, struct err *e);
void product_file_free(struct product_file *f); /* NULL is fine */

/* Appends the best limit for the raw text, a JSON array of {"id","score","title"} to out, and "explain" if asked. */
void product_file_search(struct product_file *f, const char *text, size_t n, int limit, bool explain, struct buf *out);

#endif

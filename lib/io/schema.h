/* schema: the store's tables, as numbered migrations. */
#ifndef IO_SCHEMA_H
#define IO_SCHEMA_H

#include "io/sql.h"

/* Opens the store at url and brings its tables up to date. NULL with e as sql_open and sql_migrate. */
struct sql *schema_open(const char *url, struct err *e);

int schema_latest(void); /* the number of the newest migration */

#endif

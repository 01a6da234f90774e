/* sql_backend: what an engine does for sql.c; for lib/io/sql*.c alone. */
#ifndef IO_SQL_BACKEND_H
#define IO_SQL_BACKEND_H

#include <stdbool.h>

#include "base/err.h"
#include "record/val.h"

struct sql;

/* One statement to run. */
struct sql_call {
	const char *query;
	val params;                                      /* an array; borrowed */
	int (*fn)(void *cookie, val row, struct err *e); /* each row, consumed; NULL: rows are dropped; -1 stops */
	int (*cells)(void *cookie, const char *const *cell, int n,
				 struct err *e); /* in place of fn: the row as texts, borrowed */
	void *cookie;
	bool stream; /* do not hold all rows in memory */
	int changed; /* out: rows inserted, updated or deleted */
};

struct sql_backend {
	/* 0, or -1 with e, which fn may have filled. */
	int (*run)(struct sql *db, struct sql_call *c, struct err *e);
	/* Several statements without parameters or rows; not prepared. */
	int (*script)(struct sql *db, const char *text, struct err *e);
	int (*begin)(struct sql *db, struct err *e);
	int (*commit)(struct sql *db, struct err *e); /* on failure nothing was committed, and the transaction is over */
	void (*rollback)(struct sql *db);
	void (*close)(struct sql *db);                                     /* frees db */
	int (*name_lock)(struct sql *db, const char *name, struct err *e); /* as sql_lock */

	int (*scrub)(struct sql *db, const char *const *table, int n, bool whole, struct err *e); /* as sql_scrub */

	const char *has_table; /* query: one row when the table named $1 is there */
	const char *lock;      /* script: lets one migration run at a time, inside a transaction */
	bool rowids;           /* knows WITHOUT ROWID */
};

/* The head of each engine's connection. */
struct sql {
	const struct sql_backend *be;
	bool tx;              /* a transaction is open */
	enum err_kind failed; /* why it can only be rolled back */
};

#define SQL_EXACT 9007199254740992.0 /* 2^53: larger integers are not exact as numbers, and given as strings */
#define SQL_MAX_STATEMENTS 256       /* kept prepared on a connection */
#define SQL_MAX_COLUMNS 100          /* of sql_cells */
#define SQL_WAIT_MS 10000            /* for a lock */

/* NULL with e. */
struct sql *sql_sqlite_open(const char *path, struct err *e);
struct sql *sql_postgres_open(const char *url, struct err *e);

/* A column's integer as a value. */
val sql_integer(long long n);

#endif

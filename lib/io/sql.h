/*
 * sql: one small door to SQLite and PostgreSQL. Queries are written once for both: parameters are $1, $2, … and the
 * dialect is what both speak (INSERT … ON CONFLICT, RETURNING, no dialect functions). Text never becomes SQL.
 */
#ifndef IO_SQL_H
#define IO_SQL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "record/rec.h"
#include "record/val.h"

struct sql; /* a connection; one thread, one process: open it after fork */

/*
 * url: a path or "sqlite:PATH" (made when missing, mode 0600, WAL, waits up to 10 s for a lock), or "postgresql://…"
 * ("postgres://" too; a password belongs in ~/.pgpass or PGPASSWORD). NULL with e: ERR_UNAVAILABLE when the server is
 * down or the file is broken, ERR_CANTCREATE, ERR_REFUSED. Passwords are never in a message.
 */
struct sql *sql_open(const char *url, struct err *e);
void sql_close(struct sql *db); /* NULL is fine; an open transaction is rolled back */
bool sql_is_postgres(const struct sql *db);

/*
 * Runs one statement with params, an array (consumed; null, booleans, numbers, strings; an array or object is bound
 * as its JSON text; a boolean fits a BIGINT column as 1 or 0). sql_exec returns the rows changed; sql_query sets
 * *rows to an array of objects (the caller's): integers and floats as numbers (an integer beyond 2^53 as its digits),
 * PostgreSQL's boolean as a boolean, numeric as a string, the rest as strings. -1 with e: ERR_UNAVAILABLE (connection
 * lost: the next call opens it again, outside a transaction), ERR_AGAIN (lock, serialisation), ERR_IO (disk),
 * ERR_CONFIG (no such table or column), ERR_DATA (a constraint; without the value), ERR_REFUSED (read-only, no
 * rights). Statements are prepared once and kept.
 */
int sql_exec(struct sql *db, const char *query, val params, struct err *e);
int sql_query(struct sql *db, const char *query, val params, val *rows, struct err *e);
/*
 * Row by row without holding them all: fn consumes row; -1 of fn stops and is returned. fn must not use db, which is
 * busy with this.
 */
int sql_each(struct sql *db, const char *query, val params, int (*fn)(void *cookie, val row, struct err *e),
			 void *cookie, struct err *e);
/* Row by row, the n columns as texts, NULL for null, all borrowed: for what is read at every message. */
int sql_cells(struct sql *db, const char *query, val params,
			  int (*fn)(void *cookie, const char *const *cell, int n, struct err *e), void *cookie, struct err *e);
/* The first row (VAL_NONE when there is none) in *row. */
int sql_row(struct sql *db, const char *query, val params, val *row, struct err *e);

/*
 * Transactions take SQLite's write lock at begin (waiting for it), and are READ COMMITTED on PostgreSQL: there, what
 * depends on what was read goes into one statement (INSERT … ON CONFLICT, UPDATE … WHERE). They do not nest.
 * After an error in one, it can only be rolled back, on both; a commit that fails has rolled it back.
 */
int sql_begin(struct sql *db, struct err *e);
int sql_commit(struct sql *db, struct err *e);
void sql_rollback(struct sql *db); /* nothing when none is open */

/*
 * fn for each record of an NDJSON file (rec_each), in one transaction: all of it or nothing. fn may use db. -1 with e:
 * as rec_each, fn and sql_commit.
 */
int sql_import(struct sql *db, const char *path, int (*fn)(void *cookie, struct rec *r, struct err *e), void *cookie,
			   struct err *e);

/*
 * A lock of that name among all that use the store, held until the connection is closed or its process ends. 1; 0 when
 * another has it; -1 with e.
 */
int sql_lock(struct sql *db, const char *name, struct err *e);

/*
 * Takes out of the store's files what deleted rows and earlier versions of rows left in them, of the n tables, outside
 * a transaction. SQLite: with whole the file is written anew, all of it, while writers wait; the log is emptied.
 * PostgreSQL: VACUUM. 1; 0 when others are reading or writing, and it has to be done again; -1 with e.
 */
int sql_scrub(struct sql *db, const char *const *table, int n, bool whole, struct err *e);

/*
 * An SQL identifier "schema.table" or "table" quoted for both; appended to out. Quoted, so PostgreSQL minds its case
 * (what was made as Produtos is produtos there). -1 with e (ERR_CONFIG) when it is none.
 */
int sql_ident(struct buf *out, const char *name, struct err *e);

/*
 * Numbered, forward only. Each runs once, in a transaction of its own; several statements split by ";\n".
 * " WITHOUT ROWID" (a table kept in its key's order) is left out for PostgreSQL.
 */
struct sql_migration {
	int number; /* from 1, no gaps */
	const char *name;
	const char *sql;
};
/*
 * Applies what is missing, safe when several processes do it at once. A store newer than this program is
 * ERR_CONFIG.
 */
int sql_migrate(struct sql *db, const struct sql_migration *m, int n, struct err *e);
int sql_version(struct sql *db, int *number, struct err *e); /* the highest applied, 0 for an empty store */

#endif

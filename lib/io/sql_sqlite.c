#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <sqlite3.h>

#include "base/map.h"
#include "base/mem.h"
#include "base/os.h"
#include "io/sql.h"

#include "io/sql_backend.h"

#define MAX_PARAMS 99
#define CHECKPOINT_PAGES 4000 /* 16 MiB of log: fewer, larger syncs than SQLite's 1000 */
#define CHECKPOINT_WAIT_MS 20 /* for others to let go, while writers wait */

struct stmt {
	sqlite3_stmt *st;
	int params;            /* the highest $n */
	int which[MAX_PARAMS]; /* the n, from 0, of the place i */
};

struct lite {
	struct sql sql;
	sqlite3 *db;
	char *path;
	int lock;          /* the file of a named lock, or -1 */
	struct map *index; /* query: its place in kept, plus one */
	struct stmt *kept[SQL_MAX_STATEMENTS];
	int n;
	long long waiting; /* since when the busy handler waits, … */
	int patience;      /* … and at most how many ms */
	int next;          /* the length of the log, in pages, at which the next checkpoint is due */
};

/* ---- errors ---- */

static int failed_statement(struct lite *l, struct err *e)
{
	const char *words = sqlite3_errmsg(l->db);

	if (strncmp(words, "no such ", 8) == 0 || strstr(words, " has no column "))
		return err_set(e, ERR_CONFIG, "store %s: %s", l->path, words);
	if (strncmp(words, "fts5:", 5) == 0) /* goes on with the customer's text */
		return err_set(e, ERR_DATA, "store %s: not a full-text query", l->path);
	return err_set(e, ERR_BUG, "store %s: %s", l->path, words);
}

static int failed_io(struct lite *l, struct err *e)
{
	int why = sqlite3_system_errno(l->db);

	return err_set(e, ERR_IO, "store %s: %s%s%s", l->path, sqlite3_errmsg(l->db), why ? ": " : "",
				   why ? strerror(why) : "");
}

static int fail(struct lite *l, int rc, struct err *e)
{
	const char *p = l->path;

	switch (rc & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return err_set(e, ERR_AGAIN, "store %s is locked by another process for more than %d s: try again", p,
					   SQL_WAIT_MS / 1000);
	case SQLITE_FULL: return err_set(e, ERR_IO, "store %s: the disk is full", p);
	case SQLITE_IOERR: return failed_io(l, e);
	case SQLITE_READONLY:
		return err_set(e, ERR_REFUSED, "store %s is read-only: make the file and its folder writable", p);
	case SQLITE_PERM:
	case SQLITE_AUTH: return err_set(e, ERR_REFUSED, "store %s: %s", p, sqlite3_errmsg(l->db));
	case SQLITE_NOTADB:
		return err_set(e, ERR_UNAVAILABLE,
					   "store %s is not an SQLite database: name another file, or move this one away", p);
	case SQLITE_CORRUPT: return err_set(e, ERR_UNAVAILABLE, "store %s is damaged: put a backup in its place", p);
	case SQLITE_CANTOPEN:
		return err_set(e, ERR_UNAVAILABLE, "store %s cannot be opened: its folder must be there and writable", p);
	case SQLITE_CONSTRAINT:
	case SQLITE_MISMATCH:
	case SQLITE_TOOBIG: return err_set(e, ERR_DATA, "store %s: %s", p, sqlite3_errmsg(l->db));
	case SQLITE_NOMEM: return err_set(e, ERR_MEMORY, "store %s: out of memory", p);
	case SQLITE_ERROR: return failed_statement(l, e);
	default: return err_set(e, ERR_BUG, "store %s: %s", p, sqlite3_errmsg(l->db));
	}
}

/* ---- statements ---- */

static void stmt_free(struct stmt *s)
{
	if (!s)
		return;
	(void)sqlite3_finalize(s->st); /* repeats the last step's error */
	free(s);
}

static void forget_all(struct lite *l)
{
	for (int i = 0; i < l->n; i++)
		stmt_free(l->kept[i]);
	l->n = 0;
	map_free(l->index);
	l->index = map_new();
}

/* Which parameter stands at each place: SQLite numbers "$2" by its first appearance. */
static int find_params(struct stmt *s, struct err *e)
{
	int places = sqlite3_bind_parameter_count(s->st);

	if (places > MAX_PARAMS)
		return err_set(e, ERR_BUG, "a query with %d parameters", places);
	for (int i = 0; i < places; i++) {
		const char *name = sqlite3_bind_parameter_name(s->st, i + 1);
		char *end = NULL;
		long n = name && *name == '$' ? strtol(name + 1, &end, 10) : 0;

		if (n < 1 || n > MAX_PARAMS || *end)
			return err_set(e, ERR_BUG, "a query's parameter %d is not $1 to $%d", i + 1, MAX_PARAMS);
		s->which[i] = (int)n - 1;
		if (n > s->params)
			s->params = (int)n;
	}
	return 0;
}

static struct stmt *prepare(struct lite *l, const char *query, struct err *e)
{
	struct stmt *s = mem_zalloc(sizeof(*s));
	const char *rest = NULL;
	int rc = sqlite3_prepare_v3(l->db, query, -1, SQLITE_PREPARE_PERSISTENT, &s->st, &rest);

	if (rc != SQLITE_OK)
		(void)fail(l, rc, e);
	else if (!s->st || *rest)
		(void)err_set(e, ERR_BUG, "not exactly one statement: %.60s", query);
	else if (find_params(s, e) == 0)
		return s;
	stmt_free(s);
	return NULL;
}

/* The statement, kept for the next time. NULL with e. */
static struct stmt *statement(struct lite *l, const char *query, struct err *e)
{
	size_t n = strlen(query);
	const uint64_t *at = map_find(l->index, query, n);
	struct stmt *s;

	if (at) {
		s = l->kept[*at - 1];
		if (!sqlite3_stmt_busy(s->st))
			return s;
		(void)err_set(e, ERR_BUG, "a query inside itself: %.60s", query);
		return NULL;
	}
	s = prepare(l, query, e);
	if (!s)
		return NULL;
	if (l->n == SQL_MAX_STATEMENTS)
		forget_all(l);
	l->kept[l->n++] = s;
	*map_at(l->index, query, n, NULL) = (uint64_t)l->n;
	return s;
}

static int bind_json(sqlite3_stmt *st, int place, val v)
{
	struct buf b = {0};
	int rc;

	val_dump(v, &b);
	rc = sqlite3_bind_text64(st, place, b.p, b.n, free, SQLITE_UTF8);
	return rc; /* SQLite frees the text, on failure too */
}

static int bind_number(sqlite3_stmt *st, int place, double n)
{
	if (n == floor(n) && fabs(n) <= SQL_EXACT)
		return sqlite3_bind_int64(st, place, (sqlite3_int64)n);
	return sqlite3_bind_double(st, place, n);
}

/* Texts are not copied: the parameters outlive the statement's run. */
static int bind_one(sqlite3_stmt *st, int place, val v)
{
	switch (val_kind(v)) {
	case VAL_BOOL: return sqlite3_bind_int(st, place, val_equal(v, val_true(true)));
	case VAL_NUMBER: return bind_number(st, place, val_number(v, 0));
	case VAL_STRING: return sqlite3_bind_text(st, place, val_text(v, ""), -1, SQLITE_STATIC);
	case VAL_ARRAY:
	case VAL_OBJECT: return bind_json(st, place, v);
	case VAL_NONE:
	case VAL_NULL: break;
	}
	return sqlite3_bind_null(st, place);
}

static int bind(struct lite *l, struct stmt *s, val params, struct err *e)
{
	int places = sqlite3_bind_parameter_count(s->st);

	if (val_len(params) != s->params)
		return err_set(e, ERR_BUG, "%d parameters for a query of %d: %.60s", val_len(params), s->params,
					   sqlite3_sql(s->st));
	for (int i = 0; i < places; i++) {
		val v = val_at(params, s->which[i]);
		int rc = bind_one(s->st, i + 1, v);

		val_free(v);
		if (rc != SQLITE_OK)
			return fail(l, rc, e);
	}
	return 0;
}

/* ---- rows ---- */

static val column(sqlite3_stmt *st, int i)
{
	const char *p;

	switch (sqlite3_column_type(st, i)) {
	case SQLITE_INTEGER: return sql_integer(sqlite3_column_int64(st, i));
	case SQLITE_FLOAT: return val_of_num(sqlite3_column_double(st, i));
	case SQLITE_NULL: return val_null();
	default:
		p = sqlite3_column_blob(st, i);
		return p ? val_of_strn(p, (size_t)sqlite3_column_bytes(st, i)) : val_of_str("");
	}
}

static val row_of(sqlite3_stmt *st)
{
	val row = val_object();

	for (int i = 0; i < sqlite3_column_count(st); i++)
		row = val_set(row, sqlite3_column_name(st, i), column(st, i));
	return row;
}

static int give_cells(sqlite3_stmt *st, const struct sql_call *c, struct err *e)
{
	const char *cell[SQL_MAX_COLUMNS];
	int n = sqlite3_column_count(st);

	if (n > SQL_MAX_COLUMNS)
		return err_set(e, ERR_BUG, "a row of %d cells", n);
	for (int i = 0; i < n; i++)
		cell[i] = (const char *)sqlite3_column_text(st, i);
	return c->cells(c->cookie, cell, n, e);
}

static int step_all(struct lite *l, sqlite3_stmt *st, const struct sql_call *c, struct err *e)
{
	int rc;

	while ((rc = sqlite3_step(st)) == SQLITE_ROW)
		if ((c->cells && give_cells(st, c, e) < 0) || (c->fn && c->fn(c->cookie, row_of(st), e) < 0))
			return -1;
	return rc == SQLITE_DONE ? 0 : fail(l, rc, e);
}

static int lite_run(struct sql *sql, struct sql_call *c, struct err *e)
{
	struct lite *l = (struct lite *)sql;
	struct stmt *s = statement(l, c->query, e);
	sqlite3_int64 before = sqlite3_total_changes64(l->db);
	int r;

	if (!s)
		return -1;
	r = bind(l, s, c->params, e);
	if (r == 0)
		r = step_all(l, s->st, c, e);
	(void)sqlite3_reset(s->st); /* repeats the step's error */
	(void)sqlite3_clear_bindings(s->st);
	if (sqlite3_total_changes64(l->db) != before)
		c->changed = sqlite3_changes(l->db);
	return r;
}

static int lite_script(struct sql *sql, const char *text, struct err *e)
{
	struct lite *l = (struct lite *)sql;
	int rc = sqlite3_exec(l->db, text, NULL, NULL, NULL);

	return rc == SQLITE_OK ? 0 : fail(l, rc, e);
}

/* ---- transactions ---- */

static int simple(struct lite *l, const char *query, struct err *e)
{
	struct sql_call c = {.query = query, .params = val_array()};
	int r = lite_run(&l->sql, &c, e);

	val_free(c.params);
	return r;
}

static int lite_begin(struct sql *sql, struct err *e)
{
	return simple((struct lite *)sql, "BEGIN IMMEDIATE", e);
}

static void lite_rollback(struct sql *sql)
{
	struct lite *l = (struct lite *)sql;

	if (!sqlite3_get_autocommit(l->db)) /* a full disk has rolled it back already */
		(void)simple(l, "ROLLBACK", NULL);
}

static int lite_commit(struct sql *sql, struct err *e)
{
	struct lite *l = (struct lite *)sql;

	if (simple(l, "COMMIT", e) == 0)
		return 0;
	lite_rollback(sql);
	return -1;
}

/* ---- opening ---- */

static void nap(long us)
{
	struct timespec t = {.tv_nsec = us * 1000};

	(void)nanosleep(&t, NULL);
}

/* SQLite's own waits 1 to 100 ms at a time; a transaction here takes some 50 us. */
static int wait_busy(void *cookie, int tries)
{
	struct lite *l = cookie;
	long long now = os_span_ns();

	if (tries == 0)
		l->waiting = now;
	if (now - l->waiting > l->patience * 1000000LL)
		return 0;
	nap(tries < 20 ? 50 : tries < 100 ? 500 : 5000);
	return 1;
}

/*
 * After a commit, in place of SQLite's own: that one, once a reader keeps the log from being begun anew, syncs at
 * every commit. Here the bulk is copied beside the writers; then, for a moment, they wait for the rest, and the log
 * begins anew.
 */
static int checkpoint(void *cookie, sqlite3 *db, const char *name, int pages)
{
	struct lite *l = cookie;

	if (pages < l->next - CHECKPOINT_PAGES)
		l->next = CHECKPOINT_PAGES; /* another process has begun it anew */
	if (pages < l->next)
		return SQLITE_OK;
	(void)sqlite3_wal_checkpoint_v2(db, name, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
	l->patience = CHECKPOINT_WAIT_MS;
	if (sqlite3_wal_checkpoint_v2(db, name, SQLITE_CHECKPOINT_RESTART, NULL, NULL) == SQLITE_OK)
		l->next = CHECKPOINT_PAGES;
	else
		l->next = pages + CHECKPOINT_PAGES; /* it is kept for a reader: later */
	l->patience = SQL_WAIT_MS;
	return SQLITE_OK;
}

/* A new file is made here, for its mode; an open one must not be closed in this process, that would drop its locks. */
static int make_file(const char *path, struct err *e)
{
	struct stat st;
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOCTTY, 0600);

	if (fd >= 0) {
		(void)close(fd); /* nothing was written */
		return 0;
	}
	if (errno != EEXIST)
		return err_set(e, errno == ENOSPC ? ERR_IO : ERR_CANTCREATE, "store %s cannot be made: %s", path,
					   strerror(errno));
	if (stat(path, &st) != 0)
		return err_set(e, ERR_CANTCREATE, "store %s: %s", path, strerror(errno));
	if (!S_ISREG(st.st_mode))
		return err_set(e, ERR_CANTCREATE, "store %s is not a regular file", path);
	if (access(path, R_OK | W_OK) != 0)
		return err_set(e, ERR_REFUSED, "store %s: %s: chmod u+rw it", path, strerror(errno));
	return 0;
}

/* A switch to WAL does not wait for others that do the same. */
static int set_wal(struct lite *l, struct err *e)
{
	static const char query[] = "PRAGMA journal_mode = WAL";
	int rc, tries = 0;

	do
		rc = sqlite3_exec(l->db, query, NULL, NULL, NULL);
	while (((rc & 0xff) == SQLITE_BUSY || (rc & 0xff) == SQLITE_LOCKED) && wait_busy(l, tries++));
	return rc == SQLITE_OK ? 0 : fail(l, rc, e);
}

static int set_up(struct lite *l, struct err *e)
{
	static const char settings[] =
		"PRAGMA synchronous = NORMAL; PRAGMA cache_size = -16384;"
		"PRAGMA temp_store = MEMORY; PRAGMA case_sensitive_like = ON; PRAGMA foreign_keys = ON;"
		"PRAGMA secure_delete = ON;" /* what is erased is overwritten */
		"PRAGMA trusted_schema = OFF";
	int rc;

	l->patience = SQL_WAIT_MS;
	l->next = CHECKPOINT_PAGES;
	(void)sqlite3_extended_result_codes(l->db, 1);
	(void)sqlite3_busy_handler(l->db, wait_busy, l);
	/* With it on, a missing "column" would quietly be a text. */
	(void)sqlite3_db_config(l->db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	(void)sqlite3_db_config(l->db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
	(void)sqlite3_db_config(l->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	(void)sqlite3_wal_hook(l->db, checkpoint, l);
	rc = sqlite3_exec(l->db, settings, NULL, NULL, NULL);
	return rc == SQLITE_OK ? set_wal(l, e) : fail(l, rc, e);
}

static void lite_close(struct sql *sql)
{
	struct lite *l = (struct lite *)sql;

	forget_all(l);
	map_free(l->index);
	if (l->lock >= 0)
		(void)close(l->lock);
	(void)sqlite3_close_v2(l->db);
	free(l->path);
	free(l);
}

/* A file beside the store; the system lets go of it when the process ends, however it ends. */
static int lite_name_lock(struct sql *sql, const char *name, struct err *e)
{
	struct lite *l = (struct lite *)sql;
	char *path = mem_printf("%s.%s.lock", l->path, name);
	int st = 1;

	if (l->lock >= 0)
		(void)close(l->lock);
	l->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (l->lock < 0) {
		st = err_set(e, ERR_CANTCREATE, "cannot make %s: %s", path, strerror(errno));
	} else if (flock(l->lock, LOCK_EX | LOCK_NB) != 0) {
		st = errno == EWOULDBLOCK ? 0 : err_set(e, ERR_IO, "cannot lock %s: %s", path, strerror(errno));
		(void)close(l->lock);
		l->lock = -1;
	}
	free(path);
	return st;
}

/*
 * Deleted bytes are overwritten as they go (secure_delete), but cells that a page's split or merge has moved stay in
 * its gap: only a file that is written anew has none. Its working copy is a file too, for it is as large as the
 * store.
 */
static int lite_scrub(struct sql *sql, const char *const *table, int n, bool whole, struct err *e)
{
	struct lite *l = (struct lite *)sql;
	int rc = SQLITE_OK;

	(void)table;
	(void)n;
	if (whole) {
		forget_all(l);
		rc = sqlite3_exec(l->db, "PRAGMA temp_store = FILE; VACUUM", NULL, NULL, NULL);
		(void)sqlite3_exec(l->db, "PRAGMA temp_store = MEMORY", NULL, NULL, NULL);
	}
	if (rc == SQLITE_OK)
		rc = sqlite3_wal_checkpoint_v2(l->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
	if ((rc & 0xff) == SQLITE_BUSY || (rc & 0xff) == SQLITE_LOCKED)
		return 0;
	return rc == SQLITE_OK ? 1 : fail(l, rc, e);
}

static const struct sql_backend backend = {
	.run = lite_run,
	.script = lite_script,
	.begin = lite_begin,
	.commit = lite_commit,
	.rollback = lite_rollback,
	.close = lite_close,
	.name_lock = lite_name_lock,
	.scrub = lite_scrub,
	.has_table = "SELECT 1 AS there FROM sqlite_master WHERE type = 'table' AND name = $1",
	.rowids = true,
};

struct sql *sql_sqlite_open(const char *path, struct err *e)
{
	bool memory = strcmp(path, ":memory:") == 0;
	/* "file:…" would be read as a URI */
	char *name = mem_printf("%s%s", memory || *path == '/' ? "" : "./", path);
	struct lite *l;
	int rc;

	if (!memory && make_file(name, e) < 0) {
		free(name);
		return NULL;
	}
	l = mem_zalloc(sizeof(*l));
	l->sql.be = &backend;
	l->path = mem_dup(path);
	l->lock = -1;
	l->index = map_new();
	rc = sqlite3_open_v2(name, &l->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL);
	free(name);
	if ((rc != SQLITE_OK ? fail(l, rc, e) : set_up(l, e)) < 0) {
		lite_close(&l->sql);
		return NULL;
	}
	return &l->sql;
}

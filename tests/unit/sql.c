/* sql: the same words of SQL on SQLite and on PostgreSQL, and what each does when it goes wrong. */
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "io/sql.h"

#include "../store.h"
#include "../t.h"

static const char *engine;

static const char *said(const char *what)
{
	static char name[256];

	(void)snprintf(name, sizeof(name), "%s: %.200s", engine, what);
	return name;
}

static val none(void)
{
	return val_array();
}

static val one(val a)
{
	return val_push(val_array(), a);
}

static val two(val a, val b)
{
	return val_push(one(a), b);
}

static struct sql *open_or_die(const char *url)
{
	struct err e = {0};
	struct sql *db = sql_open(url, &e);

	if (db)
		return db;
	printf("# %s\n", e.msg);
	exit(1);
}

static void is_json(val v, const char *want, const char *name)
{
	struct buf b = {0};

	val_dump(v, &b);
	t_str(b.p, want, name);
	buf_free(&b);
	val_free(v);
}

/* The first row of query as JSON. */
static void row_is(struct sql *db, const char *query, val params, const char *want, const char *name)
{
	struct err e = {0};
	val row;

	if (sql_row(db, query, params, &row, &e) < 0) {
		t_str(e.msg, want, name);
		return;
	}
	is_json(row, want, name);
}

static void fails(int r, const struct err *e, enum err_kind kind, const char *name)
{
	t_ok(r < 0 && e->kind == kind && *e->msg, name);
	if (r >= 0 || e->kind != kind)
		printf("# got %d, kind %s: %s\n", r, err_name(e->kind), e->msg);
}

static void try_values(struct sql *db)
{
	struct err e = {0};
	val p = val_array();

	t_int(sql_exec(db, "CREATE TABLE v (a BIGINT, b TEXT, c DOUBLE PRECISION, d TEXT)", none(), &e), 0,
		  said("a table is made"));
	p = val_push(
		val_push(val_push(val_push(p, val_of_int(9007199254740992)), val_of_str("ação ' \" ; -- 😀")), val_of_num(1.5)),
		val_push(val_array(), val_of_str("x")));
	t_int(sql_exec(db, "INSERT INTO v (a, b, c, d) VALUES ($1, $2, $3, $4)", p, &e), 1, said("a row is put in"));
	row_is(db, "SELECT a, b, c, d FROM v", none(),
		   "{\"a\":9007199254740992,\"b\":\"ação ' \\\" ; -- 😀\",\"c\":1.5,\"d\":\"[\\\"x\\\"]\"}",
		   said("a row comes back"));
	row_is(db, "SELECT a FROM v WHERE b = $2 AND a = $1 OR b = $2", two(val_of_int(1), val_of_str("ação ' \" ; -- 😀")),
		   "{\"a\":9007199254740992}", said("parameters out of order, and twice"));
	row_is(db, "SELECT a FROM v WHERE b = $1", one(val_of_str("nada")), "null", said("no row is no value"));
	t_int(sql_exec(db, "UPDATE v SET a = $1, b = $2, c = $3", val_push(two(val_true(true), val_null()), val_of_int(3)),
				   &e),
		  1, said("booleans and nulls"));
	row_is(db, "SELECT a, b, c FROM v", none(), "{\"a\":1,\"b\":null,\"c\":3}", said("come back as number and null"));
	t_int(sql_exec(db, "UPDATE v SET b = $1 WHERE a = $2", two(val_of_int(12), val_of_str("1")), &e), 1,
		  said("a number for a text, a text for a number"));
	row_is(db, "SELECT b FROM v", none(), "{\"b\":\"12\"}", said("the number became text"));
	t_int(sql_exec(db, "UPDATE v SET a = 1 WHERE a = 77", none(), &e), 0, said("no row changed"));
	t_int(sql_exec(db, "SELECT a FROM v", none(), &e), 0, said("a SELECT changes no row"));
	t_int(sql_exec(db, "UPDATE v SET a = 9223372036854775807", none(), &e), 1, said("the largest integer"));
	row_is(db, "SELECT a FROM v", none(), "{\"a\":\"9223372036854775807\"}", said("comes back as its digits"));
	row_is(db, "SELECT count(*) AS n FROM v WHERE 'ABC' LIKE 'abc'", none(), "{\"n\":0}", said("LIKE minds case"));
	row_is(db, "INSERT INTO v (a) VALUES ($1) RETURNING a + 1 AS next", one(val_of_int(41)), "{\"next\":42}",
		   said("RETURNING"));
	row_is(db, "SELECT count(*) AS n FROM v WHERE a = 41", none(), "{\"n\":1}", said("the row of RETURNING is there"));
	t_int(sql_exec(db, "DELETE FROM v", none(), &e), 2, said("two rows deleted"));
	t_int(sql_exec(db, "DROP TABLE v", none(), &e), 0, said("the table is dropped"));
}

struct sum {
	int rows, stop;
	double total;
};

static int add(void *cookie, val row, struct err *e)
{
	struct sum *s = cookie;

	s->rows++;
	s->total += val_num(row, "n", 0);
	val_free(row);
	return s->rows == s->stop ? err_set(e, ERR_PROTOCOL, "enough") : 0;
}

static void try_each(struct sql *db)
{
	struct err e = {0};
	struct sum all = {0}, some = {.stop = 3};
	val rows;

	t_int(sql_exec(db, "CREATE TABLE n (n BIGINT)", none(), &e), 0, said("a table of numbers"));
	t_int(sql_begin(db, &e), 0, said("begin"));
	for (int i = 1; i <= 1000; i++)
		if (sql_exec(db, "INSERT INTO n (n) VALUES ($1)", one(val_of_int(i)), &e) != 1)
			t_ok(0, "a number is put in");
	t_int(sql_commit(db, &e), 0, said("commit"));
	t_int(sql_each(db, "SELECT n FROM n ORDER BY n", none(), add, &all, &e), 0, said("each"));
	t_ok(all.rows == 1000 && all.total == 500500, said("each row once"));
	fails(sql_each(db, "SELECT n FROM n ORDER BY n", none(), add, &some, &e), &e, ERR_PROTOCOL,
		  said("the callback's error is returned"));
	t_int(some.rows, 3, said("and ends the walk"));
	t_int(sql_query(db, "SELECT n FROM n WHERE n <= $1 ORDER BY n", one(val_of_int(2)), &rows, &e), 0, said("query"));
	is_json(rows, "[{\"n\":1},{\"n\":2}]", said("all rows"));
	t_int(sql_query(db, "SELECT n FROM n WHERE n < 0", none(), &rows, &e), 0, said("query without rows"));
	is_json(rows, "[]", said("an empty array"));
}

static void try_transactions(struct sql *db)
{
	struct err e = {0};

	t_int(sql_exec(db, "CREATE TABLE k (k TEXT PRIMARY KEY)", none(), &e), 0, said("a table with a key"));
	t_int(sql_begin(db, &e), 0, said("begin"));
	fails(sql_begin(db, &e), &e, ERR_BUG, said("transactions do not nest"));
	t_int(sql_exec(db, "INSERT INTO k (k) VALUES ($1)", one(val_of_str("a")), &e), 1, said("a row in it"));
	sql_rollback(db);
	sql_rollback(db);
	row_is(db, "SELECT count(*) AS n FROM k", none(), "{\"n\":0}", said("rolled back"));
	fails(sql_commit(db, &e), &e, ERR_BUG, said("nothing to commit"));

	t_int(sql_begin(db, &e), 0, said("begin again"));
	t_int(sql_exec(db, "INSERT INTO k (k) VALUES ('a')", none(), &e), 1, said("a row"));
	fails(sql_exec(db, "INSERT INTO k (k) VALUES ('a')", none(), &e), &e, ERR_DATA, said("a constraint"));
	fails(sql_exec(db, "INSERT INTO k (k) VALUES ('b')", none(), &e), &e, ERR_DATA,
		  said("nothing more in a failed transaction"));
	fails(sql_commit(db, &e), &e, ERR_DATA, said("nor its commit"));
	row_is(db, "SELECT count(*) AS n FROM k", none(), "{\"n\":0}", said("nothing of it is kept"));
	t_int(sql_exec(db, "INSERT INTO k (k) VALUES ('a') ON CONFLICT (k) DO NOTHING", none(), &e), 1,
		  said("it works on"));
	t_int(sql_exec(db, "INSERT INTO k (k) VALUES ('a') ON CONFLICT (k) DO NOTHING", none(), &e), 0,
		  said("a conflict that does nothing"));
}

static void try_mistakes(struct sql *db)
{
	struct err e = {0};
	struct buf b = {0};

	fails(sql_exec(db, "SELECT 1 FROM no_such", none(), &e), &e, ERR_CONFIG, said("no such table"));
	fails(sql_exec(db, "SELECT \"colour\" FROM k", none(), &e), &e, ERR_CONFIG, said("no such column, never a text"));
	fails(sql_exec(db, "SELEC 1", none(), &e), &e, ERR_BUG, said("no SQL"));
	fails(sql_exec(db, "SELECT k FROM k WHERE k = $1", none(), &e), &e, ERR_BUG, said("a parameter is missing"));
	fails(sql_exec(db, "SELECT k FROM k WHERE k = $1", two(val_null(), val_null()), &e), &e, ERR_BUG,
		  said("one is too many"));
	fails(sql_exec(db, "DELETE FROM k; DELETE FROM k", none(), &e), &e, ERR_BUG, said("two statements"));
	fails(sql_exec(db, "INSERT INTO k (k) VALUES ($1)", one(val_of_str("a")), &e), &e, ERR_DATA, said("a key twice"));
	t_ok(!strstr(e.msg, "'a'") && !strstr(e.msg, "(a)"), said("the message has no value"));

	t_int(sql_ident(&b, "loja.Produtos \"novos\"", &e), 0, said("an identifier"));
	t_str(b.p, "\"loja\".\"Produtos \"\"novos\"\"\"", said("is quoted"));
	fails(sql_ident(&b, "", &e), &e, ERR_CONFIG, said("none is none"));
	fails(sql_ident(&b, "a.b.c", &e), &e, ERR_CONFIG, said("two dots are none"));
	fails(sql_ident(&b, "a.", &e), &e, ERR_CONFIG, said("half is none"));
	fails(sql_ident(&b, "a\nb", &e), &e, ERR_CONFIG, said("a line break is none"));
	fails(sql_ident(&b, "a2345678901234567890123456789012345678901234567890123456789012345", &e), &e, ERR_CONFIG,
		  said("64 bytes are none"));
	buf_free(&b);
}

static const struct sql_migration steps[] = {
	{1, "first", "CREATE TABLE m1 (a BIGINT PRIMARY KEY) WITHOUT ROWID;\nCREATE INDEX m1_a ON m1 (a)"},
	{2, "second", "ALTER TABLE m1 ADD COLUMN b TEXT"},
	{3, "third", "INSERT INTO m1 (a, b) VALUES (1, 'um')"},
};
static const struct sql_migration broken[] = {
	{1, "first", ""},
	{2, "second", ""},
	{3, "third", ""},
	{4, "fourth", "INSERT INTO m1 (a, b) VALUES (2, 'dois');\nINSERT INTO nowhere (a) VALUES (1)"},
};

static void try_migrations(struct sql *db)
{
	struct err e = {0};
	int v = -1;

	t_ok(sql_version(db, &v, &e) == 0 && v == 0, said("an empty store has version 0"));
	t_int(sql_migrate(db, steps, 2, &e), 0, said("two migrations"));
	t_ok(sql_version(db, &v, &e) == 0 && v == 2, said("version 2"));
	t_int(sql_migrate(db, steps, 3, &e), 0, said("one more"));
	t_int(sql_migrate(db, steps, 3, &e), 0, said("none more"));
	row_is(db, "SELECT a, b FROM m1", none(), "{\"a\":1,\"b\":\"um\"}", said("each ran once"));
	fails(sql_migrate(db, steps, 2, &e), &e, ERR_CONFIG, said("a newer store is refused"));
	fails(sql_migrate(db, broken, 4, &e), &e, ERR_CONFIG, said("a broken migration fails"));
	t_ok(strstr(e.msg, "migration 4 (fourth)") != NULL, said("it is named"));
	t_ok(sql_version(db, &v, &e) == 0 && v == 3, said("and leaves the version"));
	row_is(db, "SELECT count(*) AS n FROM m1", none(), "{\"n\":1}", said("and nothing else"));
}

/* Four processes bring the same empty store up to date at once. */
static void try_migrations_at_once(const char *url)
{
	int st, bad = 0;

	(void)fflush(stdout);
	for (int i = 0; i < 4; i++) {
		pid_t pid = fork();

		if (pid == 0) {
			struct err e = {0};
			struct sql *db = sql_open(url, &e);
			int r = db ? sql_migrate(db, steps, 3, &e) : -1;

			if (r < 0)
				printf("# %s\n", e.msg);
			(void)fflush(stdout);
			sql_close(db);
			_exit(r < 0);
		}
	}
	while (wait(&st) > 0)
		bad += st != 0;
	t_int(bad, 0, said("four processes migrate at once"));
}

/* Writers in several processes: none is turned away, none is lost. */
static void try_writers(const char *url)
{
	struct sql *db = open_or_die(url);
	struct err e = {0};
	int st, bad = 0;

	t_int(sql_exec(db, "CREATE TABLE w (n BIGINT)", none(), &e), 0, said("a table of counts"));
	t_int(sql_exec(db, "INSERT INTO w (n) VALUES (0)", none(), &e), 1, said("one count"));
	sql_close(db);
	(void)fflush(stdout);
	for (int i = 0; i < 4; i++)
		if (fork() == 0) {
			int r = 0;

			db = sql_open(url, &e);
			for (int k = 0; db && r == 0 && k < 200; k++)
				r = sql_begin(db, &e) < 0 || sql_exec(db, "UPDATE w SET n = n + 1", none(), &e) != 1 ||
					sql_commit(db, &e) < 0;
			if (r)
				fprintf(stderr, "# %s\n", e.msg);
			sql_close(db);
			_exit(r || !db);
		}
	while (wait(&st) > 0)
		bad += st != 0;
	db = open_or_die(url);
	t_int(bad, 0, said("four processes write at once"));
	row_is(db, "SELECT n FROM w", none(), "{\"n\":800}", said("every write counts"));
	sql_close(db);
}

static void try_store(int which)
{
	char url[512], fresh[512];
	struct sql *db;

	engine = which ? "postgres" : "sqlite";
	(void)snprintf(url, sizeof(url), "%s", t_store(which));
	(void)snprintf(fresh, sizeof(fresh), "%s", t_store(which));
	db = open_or_die(url);
	t_ok(sql_is_postgres(db) == (which == 1), said("knows what it is"));
	try_values(db);
	try_each(db);
	try_transactions(db);
	try_mistakes(db);
	try_migrations(db);
	sql_close(db);
	try_writers(fresh);
	for (int i = 0; i < 8; i++)
		try_migrations_at_once(t_store(which));
}

/* ---- SQLite alone ---- */

static int mode_of(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 ? (int)(st.st_mode & 0777) : -1;
}

static void put_file(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	if (!f || fputs(text, f) < 0 || fclose(f) != 0)
		t_ok(0, path);
}

static void opens_not(const char *url, enum err_kind kind, const char *name)
{
	struct err e = {0};
	struct sql *db = sql_open(url, &e);

	fails(db ? 0 : -1, &e, kind, name);
	sql_close(db);
}

static void try_sqlite_files(void)
{
	struct err e = {0};
	char path[128], more[256];
	struct sql *db;

	(void)snprintf(path, sizeof(path), "%s/modes.db", t_dir());
	(void)umask(0);
	db = open_or_die(path);
	t_int(sql_exec(db, "CREATE TABLE a (a TEXT)", none(), &e), 0, "a path alone is a store");
	t_int(mode_of(path), 0600, "the file is the owner's alone");
	(void)snprintf(more, sizeof(more), "%s-wal", path);
	t_int(mode_of(more), 0600, "its log too");
	(void)snprintf(more, sizeof(more), "%s-shm", path);
	t_int(mode_of(more), 0600, "and its index");
	row_is(db, "PRAGMA journal_mode", none(), "{\"journal_mode\":\"wal\"}", "it keeps a log ahead of writes");
	row_is(db, "PRAGMA synchronous", none(), "{\"synchronous\":1}", "synchronous is NORMAL");
	sql_close(db);
	db = open_or_die(":memory:");
	t_int(sql_exec(db, "CREATE TABLE a (a TEXT)", none(), &e), 0, "a store in memory");
	sql_close(db);

	(void)snprintf(more, sizeof(more), "sqlite:%s/no/such/folder/a.db", t_dir());
	opens_not(more, ERR_CANTCREATE, "a folder that is missing");
	opens_not(t_dir(), ERR_CANTCREATE, "a folder is no store");
	(void)snprintf(path, sizeof(path), "%s/text.db", t_dir());
	put_file(path, "This is a text and no database, long enough to be looked at: it goes on for more than a hundred"
				   " bytes, as SQLite wants.\n");
	opens_not(path, ERR_UNAVAILABLE, "a text is no store");
	opens_not("mysql://here/there", ERR_CONFIG, "an engine that is not known");
	opens_not("sqlite:", ERR_CONFIG, "no path");
}

/* More queries than are kept prepared. */
static void try_many_queries(int which)
{
	struct sql *db = open_or_die(t_store(which));
	char query[64];
	struct err e = {0};
	int good = 0;
	val row;

	engine = which ? "postgres" : "sqlite";
	for (int i = 0; i < 600; i++) {
		(void)snprintf(query, sizeof(query), "SELECT %d AS n", i % 300);
		if (sql_row(db, query, none(), &row, &e) < 0) {
			printf("# %s\n", e.msg);
			break;
		}
		good += val_int(row, "n", -1) == i % 300;
		val_free(row);
	}
	t_int(good, 600, said("more queries than are kept"));
	sql_close(db);
}

/* Another connection changes a table that a kept query reads. */
static void try_changed_table(int which)
{
	char url[512];
	struct sql *a, *b;
	struct err e = {0};

	engine = which ? "postgres" : "sqlite";
	(void)snprintf(url, sizeof(url), "%s", t_store(which));
	a = open_or_die(url);
	b = open_or_die(url);
	t_int(sql_exec(a, "CREATE TABLE c (a BIGINT)", none(), &e), 0, said("a table"));
	t_int(sql_exec(a, "INSERT INTO c (a) VALUES (1)", none(), &e), 1, said("a row"));
	row_is(a, "SELECT * FROM c", none(), "{\"a\":1}", said("read"));
	t_int(sql_exec(b, "ALTER TABLE c ADD COLUMN b BIGINT", none(), &e), 0, said("another connection adds a column"));
	row_is(a, "SELECT * FROM c", none(), "{\"a\":1,\"b\":null}", said("a kept query sees it"));
	sql_close(a);
	sql_close(b);
}

/* ---- PostgreSQL alone ---- */

/* Ends the server's side of db's connection. */
static void cut(struct sql *db, struct sql *other)
{
	struct err e = {0};
	val row;

	if (sql_row(db, "SELECT pg_backend_pid() AS pid", none(), &row, &e) < 0) {
		t_ok(0, e.msg);
		return;
	}
	/* Waits up to 5 s until it has gone. */
	row_is(other, "SELECT pg_terminate_backend($1, 5000) AS gone", one(val_get(row, "pid")), "{\"gone\":true}",
		   "a connection is cut");
	val_free(row);
}

static void try_reconnect(void)
{
	char url[512];
	struct sql *db, *other;
	struct err e = {0};

	(void)snprintf(url, sizeof(url), "%s", t_store(1));
	db = open_or_die(url);
	other = open_or_die(url);
	t_int(sql_exec(db, "CREATE TABLE r (a BIGINT)", none(), &e), 0, "a table");
	row_is(db, "SELECT count(*) AS n FROM r", none(), "{\"n\":0}", "a kept query");
	cut(db, other);
	row_is(db, "SELECT count(*) AS n FROM r", none(), "{\"n\":0}", "a query on a cut connection connects again");
	cut(db, other);
	fails(sql_exec(db, "INSERT INTO r (a) VALUES (1)", none(), &e), &e, ERR_UNAVAILABLE,
		  "a write on it is not repeated");
	t_int(sql_exec(db, "INSERT INTO r (a) VALUES (2)", none(), &e), 1, "the next one connects again");
	cut(db, other);
	t_int(sql_begin(db, &e), 0, "a transaction on it connects again");
	t_int(sql_exec(db, "INSERT INTO r (a) VALUES (3)", none(), &e), 1, "and writes");
	cut(other, db); /* so that other is the cut one below, and db's transaction stays */
	t_int(sql_commit(db, &e), 0, "and commits");
	t_int(sql_begin(db, &e), 0, "one more");
	t_int(sql_exec(db, "INSERT INTO r (a) VALUES (4)", none(), &e), 1, "with a row");
	cut(db, other);
	fails(sql_exec(db, "INSERT INTO r (a) VALUES (5)", none(), &e), &e, ERR_UNAVAILABLE, "cut within");
	fails(sql_exec(db, "SELECT a FROM r", none(), &e), &e, ERR_UNAVAILABLE, "nothing more in it");
	fails(sql_commit(db, &e), &e, ERR_UNAVAILABLE, "no commit");
	row_is(db, "SELECT count(*) AS n, sum(a) AS s FROM r", none(), "{\"n\":2,\"s\":\"5\"}",
		   "its rows are gone, and numeric is text");
	sql_close(db);
	sql_close(other);
}

static void try_postgres_types(void)
{
	struct sql *db = open_or_die(t_store(1));

	row_is(
		db,
		"SELECT true AS t, 1.50::numeric AS n, 7::smallint AS i, 2.5::real AS r, '2026-01-02'::date AS d, NULL AS z, "
		"'[1]'::jsonb AS j, '12345678901234567890'::numeric AS big, timestamptz '2026-01-02 03:04:05+03' AS w",
		none(),
		"{\"t\":true,\"n\":\"1.50\",\"i\":7,\"r\":2.5,\"d\":\"2026-01-02\",\"z\":null,\"j\":\"[1]\",\"big\":\"12345678901234567890\","
		""
		"\"w\":\"2026-01-02 00:04:05+00\"}",
		"the server's types");
	sql_close(db);
}

static void try_secrets(void)
{
	static const char *const urls[] = {
		"postgresql://ana:s3nha-secreta@127.0.0.1:1/loja",
		"postgresql://ana:s3nha-secreta@[::bad/loja",
		"postgresql://ana@127.0.0.1:1/loja?password=s3nha-secreta",
		"postgres://ana:s3nha-secreta@/loja?host=/s3nha-secreta/x&nope=1",
		"postgresql:///loja?host=/nowhere&password=s3nha-secreta",
	};

	for (size_t i = 0; i < sizeof(urls) / sizeof(urls[0]); i++) {
		struct err e = {0};

		t_ok(!sql_open(urls[i], &e) && (e.kind == ERR_UNAVAILABLE || e.kind == ERR_CONFIG),
			 "a server that is not there");
		t_ok(!strstr(e.msg, "s3nha"), "no password in its message");
		printf("# %s\n", e.msg);
	}
}

static void try_lock(void)
{
	char url[512];
	struct sql *a, *b;
	struct err e = {0};
	val row;

	(void)snprintf(url, sizeof(url), "%s", t_store(1));
	a = open_or_die(url);
	b = open_or_die(url);
	t_int(sql_exec(a, "CREATE TABLE l (a BIGINT)", none(), &e), 0, "a table to lock");
	t_int(sql_row(b, "SELECT set_config('lock_timeout', '50ms', false) AS was", none(), &row, &e), 0, "a short wait");
	val_free(row);
	t_int(sql_begin(a, &e), 0, "begin");
	t_int(sql_exec(a, "LOCK TABLE l", none(), &e), 0, "a lock");
	fails(sql_exec(b, "INSERT INTO l (a) VALUES (1)", none(), &e), &e, ERR_AGAIN,
		  "a lock that is held is to be tried again");
	sql_rollback(a);
	t_int(sql_exec(b, "INSERT INTO l (a) VALUES (1)", none(), &e), 1, "and then it works");
	sql_close(a);
	sql_close(b);
}

int main(void)
{
	for (int i = 0; i < T_STORES; i++) {
		try_store(i);
		try_many_queries(i);
		try_changed_table(i);
	}
	try_sqlite_files();
	try_reconnect();
	try_postgres_types();
	try_lock();
	try_secrets();
	sql_close(NULL);
	return t_done();
}

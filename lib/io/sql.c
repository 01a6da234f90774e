#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/utf8.h"
#include "io/sql_backend.h"

#include "io/sql.h"

#define MAX_NAME 63 /* bytes of an identifier; PostgreSQL cuts longer ones */

static bool starts(const char *s, const char *with)
{
	return strncmp(s, with, strlen(with)) == 0;
}

struct sql *sql_open(const char *url, struct err *e)
{
	if (starts(url, "postgresql://") || starts(url, "postgres://"))
		return sql_postgres_open(url, e);
	if (starts(url, "sqlite:")) {
		url += strlen("sqlite:");
		if (starts(url, "//"))
			url += 2;
	} else if (strstr(url, "://")) {
		(void)err_set(e, ERR_CONFIG, "the store is neither a path, nor sqlite:PATH, nor postgresql://…");
		return NULL;
	}
	if (!*url) {
		(void)err_set(e, ERR_CONFIG, "the store's path is empty");
		return NULL;
	}
	return sql_sqlite_open(url, e);
}

void sql_close(struct sql *db)
{
	if (!db)
		return;
	sql_rollback(db);
	db->be->close(db);
}

bool sql_is_postgres(const struct sql *db)
{
	return !db->be->rowids;
}

val sql_integer(long long n)
{
	char *text;
	val v;

	if (n >= -(long long)SQL_EXACT && n <= (long long)SQL_EXACT)
		return val_of_int(n);
	text = mem_printf("%lld", n);
	v = val_of_str(text);
	free(text);
	return v;
}

/* Both engines behave as PostgreSQL does: after an error in it, a transaction can only be rolled back. */
static int run(struct sql *db, struct sql_call *c, struct err *e)
{
	struct err why = {0};
	int r;

	if (db->tx && db->failed) {
		r = err_set(&why, db->failed, "a statement after a failed one in the same transaction");
	} else {
		r = db->be->run(db, c, &why);
		if (r < 0 && db->tx)
			db->failed = why.kind ? why.kind : ERR_BUG;
	}
	if (r < 0 && e)
		*e = why;
	val_free(c->params);
	return r;
}

int sql_exec(struct sql *db, const char *query, val params, struct err *e)
{
	struct sql_call c = {.query = query, .params = params};

	return run(db, &c, e) < 0 ? -1 : c.changed;
}

int sql_each(struct sql *db, const char *query, val params, int (*fn)(void *cookie, val row, struct err *e),
			 void *cookie, struct err *e)
{
	struct sql_call c = {.query = query, .params = params, .fn = fn, .cookie = cookie, .stream = true};

	return run(db, &c, e);
}

int sql_cells(struct sql *db, const char *query, val params,
			  int (*fn)(void *cookie, const char *const *cell, int n, struct err *e), void *cookie, struct err *e)
{
	struct sql_call c = {.query = query, .params = params, .cells = fn, .cookie = cookie};

	return run(db, &c, e);
}

static int add_row(void *cookie, val row, struct err *e)
{
	val *rows = cookie;

	(void)e;
	*rows = val_push(*rows, row);
	return 0;
}

int sql_query(struct sql *db, const char *query, val params, val *rows, struct err *e)
{
	val got = val_array();
	struct sql_call c = {.query = query, .params = params, .fn = add_row, .cookie = &got};

	if (run(db, &c, e) < 0) {
		val_free(got);
		return -1;
	}
	*rows = got;
	return 0;
}

static val none(void)
{
	return val_parse("", 0, NULL); /* no JSON: VAL_NONE */
}

struct first {
	val row;
	bool got;
};

static int keep_first(void *cookie, val row, struct err *e)
{
	struct first *f = cookie;

	(void)e;
	if (f->got) {
		val_free(row);
		return 0;
	}
	f->row = row;
	f->got = true;
	return 0;
}

int sql_row(struct sql *db, const char *query, val params, val *row, struct err *e)
{
	struct first f = {.got = false};
	struct sql_call c = {.query = query, .params = params, .fn = keep_first, .cookie = &f};

	if (run(db, &c, e) < 0) {
		if (f.got)
			val_free(f.row);
		return -1;
	}
	*row = f.got ? f.row : none();
	return 0;
}

/* ---- transactions ---- */

int sql_begin(struct sql *db, struct err *e)
{
	if (db->tx)
		return err_set(e, ERR_BUG, "a transaction inside a transaction");
	if (db->be->begin(db, e) < 0)
		return -1;
	db->tx = true;
	db->failed = ERR_NONE;
	return 0;
}

int sql_commit(struct sql *db, struct err *e)
{
	enum err_kind failed = db->failed;

	if (!db->tx)
		return err_set(e, ERR_BUG, "a commit without a transaction");
	if (failed) {
		sql_rollback(db);
		return err_set(e, failed, "the commit of a transaction in which a statement failed");
	}
	db->tx = false;
	return db->be->commit(db, e);
}

void sql_rollback(struct sql *db)
{
	if (!db->tx)
		return;
	db->be->rollback(db);
	db->tx = false;
	db->failed = ERR_NONE;
}

/* ---- identifiers ---- */

static int ident_part(struct buf *out, const char *s, size_t n)
{
	if (n == 0 || n > MAX_NAME || utf8_valid(s, n) != n)
		return -1;
	buf_putc(out, '"');
	for (size_t i = 0; i < n; i++) {
		if ((unsigned char)s[i] < 0x20 || s[i] == 0x7f)
			return -1;
		if (s[i] == '"')
			buf_putc(out, '"');
		buf_putc(out, s[i]);
	}
	buf_putc(out, '"');
	return 0;
}

int sql_ident(struct buf *out, const char *name, struct err *e)
{
	const char *dot = strchr(name, '.');
	const char *last = dot ? dot + 1 : name;
	struct buf b = {0};
	int r = 0;

	if (dot) {
		r = ident_part(&b, name, (size_t)(dot - name));
		buf_putc(&b, '.');
	}
	if (r < 0 || strchr(last, '.') || ident_part(&b, last, strlen(last)) < 0)
		r = err_set(e, ERR_CONFIG, "%.80s: not the name of a table or column (at most %d bytes, one dot)", name,
					MAX_NAME);
	else
		buf_puts(out, b.p);
	buf_free(&b);
	return r;
}

/* ---- migrations ---- */

static const char create_version[] =
	"CREATE TABLE IF NOT EXISTS cwai_version (number BIGINT PRIMARY KEY, name TEXT NOT NULL, applied_at TEXT NOT NULL)";

static int read_version(struct sql *db, int *number, struct err *e)
{
	val row;

	if (sql_row(db, "SELECT COALESCE(MAX(number), 0) AS number FROM cwai_version", val_array(), &row, e) < 0)
		return -1;
	*number = (int)val_int(row, "number", 0);
	val_free(row);
	return 0;
}

int sql_version(struct sql *db, int *number, struct err *e)
{
	struct err why = {0};
	val row;
	bool there;

	if (read_version(db, number, &why) == 0)
		return 0;
	if (why.kind != ERR_CONFIG || db->tx) {
		if (e)
			*e = why;
		return -1;
	}
	if (sql_row(db, db->be->has_table, val_push(val_array(), val_of_str("cwai_version")), &row, e) < 0)
		return -1;
	there = val_kind(row) == VAL_OBJECT;
	val_free(row);
	*number = 0;
	return there ? read_version(db, number, e) : 0; /* another process may have made it since */
}

/* The migration's text without what this engine does not know. */
static char *dialect(const struct sql *db, const char *text)
{
	static const char token[] = " WITHOUT ROWID";
	struct buf b = {0};

	for (const char *hit; !db->be->rowids && (hit = strstr(text, token)); text = hit + strlen(token))
		buf_put(&b, text, (size_t)(hit - text));
	buf_puts(&b, text);
	return b.p;
}

/* In a transaction, with other migrators locked out: what is applied by now counts. */
static int apply_locked(struct sql *db, const struct sql_migration *m, struct err *e)
{
	char now[32], *text;
	int have, r;
	val p;

	if ((db->be->lock && db->be->script(db, db->be->lock, e) < 0) || db->be->script(db, create_version, e) < 0 ||
		read_version(db, &have, e) < 0)
		return -1;
	if (have >= m->number)
		return 0;
	text = dialect(db, m->sql);
	r = db->be->script(db, text, e);
	free(text);
	if (r < 0)
		return err_prefix(e, "migration %d (%s)", m->number, m->name);
	p = val_push(val_array(), val_of_int(m->number));
	p = val_push(p, val_of_str(m->name));
	p = val_push(p, val_of_str(date_format(date_now(), now)));
	return sql_exec(db, "INSERT INTO cwai_version (number, name, applied_at) VALUES ($1, $2, $3)", p, e) < 0 ? -1 : 0;
}

int sql_migrate(struct sql *db, const struct sql_migration *m, int n, struct err *e)
{
	int have;

	if (sql_version(db, &have, e) < 0)
		return -1;
	if (have > n)
		return err_set(e, ERR_CONFIG,
					   "the store's tables have version %d and this program knows %d: install a newer cwai", have, n);
	for (int i = have; i < n; i++) {
		if (m[i].number != i + 1)
			return err_set(e, ERR_BUG, "migration %d stands at place %d", m[i].number, i + 1);
		if (sql_begin(db, e) < 0)
			return -1;
		if (apply_locked(db, &m[i], e) < 0) {
			sql_rollback(db);
			return -1;
		}
		if (sql_commit(db, e) < 0)
			return -1;
	}
	return 0;
}

int sql_scrub(struct sql *db, const char *const *table, int n, bool whole, struct err *e)
{
	if (db->tx)
		return err_set(e, ERR_BUG, "a store is scrubbed inside a transaction");
	return db->be->scrub(db, table, n, whole, e);
}

int sql_lock(struct sql *db, const char *name, struct err *e)
{
	return db->be->name_lock(db, name, e);
}

int sql_import(struct sql *db, const char *path, int (*fn)(void *cookie, struct rec *r, struct err *e), void *cookie,
			   struct err *e)
{
	if (sql_begin(db, e) < 0)
		return -1;
	if (rec_each(path, fn, cookie, e) == 0)
		return sql_commit(db, e);
	sql_rollback(db);
	return -1;
}

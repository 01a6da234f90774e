#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/mem.h"
#include "base/os.h"
#include "io/libpq_private.h"
#include "io/sql.h"

#include "io/sql_backend.h"

#define MAX_PARAMS 99
#define SLOW_NS 1000000000LL /* an attempt to connect that took longer … */
#define REST_NS 5000000000LL /* … keeps the next away for so long */

/* Types as the server numbers them (pg_type). */
enum { OID_BOOL = 16, OID_INT8 = 20, OID_INT2 = 21, OID_INT4 = 23, OID_OID = 26, OID_FLOAT4 = 700, OID_FLOAT8 = 701 };

struct pg {
	struct sql sql;
	PGconn *conn;
	char *place;       /* "database on host", for messages */
	char *secret[4];   /* values that no message may show; NULL ends */
	struct map *index; /* query: the number in its prepared name */
	unsigned long next;
	bool lost;            /* the server has said that it ends the connection */
	long long rest_until; /* no attempt to connect before */
};

/* Statements may wait and run so long; times are texts that need no zone. */
static const char settings[] = "SET client_min_messages = warning; SET TimeZone = 'UTC'; SET DateStyle = 'ISO, YMD';"
							   "SET lock_timeout = '10s'; SET statement_timeout = '120s';"
							   "SET idle_in_transaction_session_timeout = '60s'";

/* libpq, once a connection was asked for; before that no function here runs. */
static const struct libpq *pq;

/* ---- errors ---- */

/* Appends text without the secrets. */
static void put_clean(const struct pg *p, struct buf *out, const char *text)
{
	while (*text) {
		size_t skip = 0;

		for (size_t i = 0; i < 4 && p->secret[i]; i++)
			if (strncmp(text, p->secret[i], strlen(p->secret[i])) == 0 && strlen(p->secret[i]) > skip)
				skip = strlen(p->secret[i]);
		if (skip) {
			buf_puts(out, "***");
			text += skip;
		} else {
			buf_putc(out, *text++);
		}
	}
}

static bool is_lost(const struct pg *p)
{
	return p->lost || pq->PQstatus(p->conn) == CONNECTION_BAD;
}

static int fail_connection(struct pg *p, struct err *e)
{
	const char *words = pq->PQerrorMessage(p->conn);
	enum err_kind kind = ERR_UNAVAILABLE;
	const char *how = "";
	struct buf b = {0};

	if (pq->PQconnectionNeedsPassword(p->conn)) {
		kind = ERR_REFUSED;
		how = ": put the password in ~/.pgpass or PGPASSWORD";
	} else if (pq->PQconnectionUsedPassword(p->conn) && strstr(words, "password")) {
		kind = ERR_REFUSED;
	}
	put_clean(p, &b, words);
	while (b.n > 0 && b.p[b.n - 1] == '\n')
		b.p[--b.n] = '\0';
	(void)err_set(e, kind, "store %s: %s%s", p->place, buf_str(&b), how);
	buf_free(&b);
	return -1;
}

static enum err_kind kind_of(const char *state)
{
	static const struct {
		const char *state; /* or how it starts */
		enum err_kind kind;
	} kinds[] = {
		{"40", ERR_AGAIN},   {"55P03", ERR_AGAIN},    {"57014", ERR_AGAIN},    {"26000", ERR_AGAIN},
		{"08P01", ERR_BUG},  {"08", ERR_UNAVAILABLE}, {"57", ERR_UNAVAILABLE}, {"25P03", ERR_UNAVAILABLE},
		{"53100", ERR_IO},   {"58", ERR_IO},          {"53", ERR_UNAVAILABLE}, {"XX", ERR_UNAVAILABLE},
		{"22", ERR_DATA},    {"23", ERR_DATA},        {"42501", ERR_REFUSED},  {"25006", ERR_REFUSED},
		{"28", ERR_REFUSED}, {"42601", ERR_BUG},      {"42", ERR_CONFIG},      {"3D", ERR_CONFIG},
		{"3F", ERR_CONFIG},  {"0A", ERR_CONFIG},
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strncmp(state, kinds[i].state, strlen(kinds[i].state)) == 0)
			return kinds[i].kind;
	return ERR_BUG;
}

static const char *field(const PGresult *res, int code)
{
	const char *s = pq->PQresultErrorField(res, code);

	return s ? s : "";
}

/* The server's words may quote a value (class 22, 23): those are told by state and place only. */
static int fail_statement(struct pg *p, const PGresult *res, struct err *e)
{
	const char *state = field(res, PG_DIAG_SQLSTATE);
	struct buf b = {0};

	if (!*state)
		return fail_connection(p, e);
	p->lost = p->lost || strncmp(state, "57P", 3) == 0 || strcmp(state, "25P03") == 0;
	if (kind_of(state) == ERR_DATA)
		return err_set(e, ERR_DATA, "store %s refused a value (%s)%s%s%s%s%s%s", p->place, state,
					   *field(res, PG_DIAG_TABLE_NAME) ? " table " : "", field(res, PG_DIAG_TABLE_NAME),
					   *field(res, PG_DIAG_COLUMN_NAME) ? " column " : "", field(res, PG_DIAG_COLUMN_NAME),
					   *field(res, PG_DIAG_CONSTRAINT_NAME) ? " constraint " : "", field(res, PG_DIAG_CONSTRAINT_NAME));
	put_clean(p, &b, field(res, PG_DIAG_MESSAGE_PRIMARY));
	(void)err_set(e, kind_of(state), "store %s: %s (%s)", p->place, buf_str(&b), state);
	buf_free(&b);
	return -1;
}

/* ---- connecting ---- */

static void forget_all(struct pg *p)
{
	map_free(p->index);
	p->index = map_new();
}

static int set_up(struct pg *p, struct err *e)
{
	PGresult *res = pq->PQexec(p->conn, settings);
	int r = pq->PQresultStatus(res) == PGRES_COMMAND_OK ? 0 : fail_statement(p, res, e);

	pq->PQclear(res);
	return r;
}

/* After a lost connection: opens it again, outside a transaction. */
static int mend(struct pg *p, struct err *e)
{
	long long start = os_span_ns();

	if (!is_lost(p))
		return 0;
	if (p->sql.tx)
		return err_set(e, ERR_UNAVAILABLE, "store %s: the connection was lost in a transaction", p->place);
	if (start < p->rest_until)
		return err_set(e, ERR_UNAVAILABLE, "store %s: no connection; the next attempt is some seconds away", p->place);
	forget_all(p);
	pq->PQreset(p->conn);
	p->lost = false;
	if (os_span_ns() - start > SLOW_NS)
		p->rest_until = os_span_ns() + REST_NS;
	if (pq->PQstatus(p->conn) != CONNECTION_OK)
		return fail_connection(p, e);
	p->rest_until = 0;
	return set_up(p, e);
}

/* ---- statements ---- */

/* Each parameter as text; numbers and JSON live in made until params_free. */
struct params {
	int n;
	const char *v[MAX_PARAMS];
	char *made[MAX_PARAMS];
	val held[MAX_PARAMS];
};

static void params_free(struct params *a)
{
	for (int i = 0; i < a->n; i++) {
		free(a->made[i]);
		val_free(a->held[i]);
	}
}

static char *number_text(double n)
{
	if (n == floor(n) && fabs(n) <= SQL_EXACT)
		return mem_printf("%lld", (long long)n);
	return mem_printf("%.17g", n);
}

static char *json_text(val v)
{
	struct buf b = {0};

	val_dump(v, &b);
	return b.p;
}

static void param(struct params *a, int i)
{
	val v = a->held[i];

	switch (val_kind(v)) {
	case VAL_BOOL:
		a->v[i] = val_equal(v, val_true(true)) ? "1" : "0"; /* for a boolean and for an integer column */
		break;
	case VAL_NUMBER: a->v[i] = a->made[i] = number_text(val_number(v, 0)); break;
	case VAL_STRING: a->v[i] = val_text(v, ""); break;
	case VAL_ARRAY:
	case VAL_OBJECT: a->v[i] = a->made[i] = json_text(v); break;
	case VAL_NONE:
	case VAL_NULL: break;
	}
}

static int params_of(struct params *a, val from, struct err *e)
{
	int n = val_len(from);

	if (n > MAX_PARAMS)
		return err_set(e, ERR_BUG, "a query with %d parameters", n);
	for (a->n = 0; a->n < n; a->n++) {
		a->held[a->n] = val_at(from, a->n);
		a->made[a->n] = NULL;
		a->v[a->n] = NULL;
		param(a, a->n);
	}
	return 0;
}

/* The name under which query is prepared on this connection, into name[24]. */
static int prepare(struct pg *p, const char *query, char name[24], struct err *e)
{
	size_t n = strlen(query);
	const uint64_t *at = map_find(p->index, query, n);
	PGresult *res;
	int r = 0;

	if (!at && map_count(p->index) >= SQL_MAX_STATEMENTS) {
		pq->PQclear(pq->PQexec(p->conn, "DEALLOCATE ALL")); /* a loss shows at the next call */
		forget_all(p);
	}
	(void)snprintf(name, 24, "c%lu", at ? (unsigned long)*at : p->next + 1);
	if (at)
		return 0;
	res = pq->PQprepare(p->conn, name, query, 0, NULL);
	if (pq->PQresultStatus(res) == PGRES_COMMAND_OK)
		*map_at(p->index, query, n, NULL) = ++p->next;
	else
		r = fail_statement(p, res, e);
	pq->PQclear(res);
	return r;
}

/* ---- rows ---- */

static val column(const PGresult *res, int row, int i)
{
	const char *s = pq->PQgetvalue(res, row, i);

	if (pq->PQgetisnull(res, row, i))
		return val_null();
	switch (pq->PQftype(res, i)) {
	case OID_BOOL: return val_true(*s == 't');
	case OID_INT2:
	case OID_INT4:
	case OID_INT8:
	case OID_OID: return sql_integer(strtoll(s, NULL, 10));
	case OID_FLOAT4:
	case OID_FLOAT8: return val_of_num(strtod(s, NULL));
	default: return val_of_strn(s, (size_t)pq->PQgetlength(res, row, i));
	}
}

static int give_cells(const PGresult *res, int row, const struct sql_call *c, struct err *e)
{
	const char *cell[SQL_MAX_COLUMNS];
	int n = pq->PQnfields(res);

	if (n > SQL_MAX_COLUMNS)
		return err_set(e, ERR_BUG, "a row of %d cells", n);
	for (int i = 0; i < n; i++)
		cell[i] = pq->PQgetisnull(res, row, i) ? NULL : pq->PQgetvalue(res, row, i);
	return c->cells(c->cookie, cell, n, e);
}

static int give_rows(const PGresult *res, const struct sql_call *c, struct err *e)
{
	for (int k = 0; c->cells && k < pq->PQntuples(res); k++)
		if (give_cells(res, k, c, e) < 0)
			return -1;
	for (int k = 0; c->fn && k < pq->PQntuples(res); k++) {
		val row = val_object();

		for (int i = 0; i < pq->PQnfields(res); i++)
			row = val_set(row, pq->PQfname(res, i), column(res, k, i));
		if (c->fn(c->cookie, row, e) < 0)
			return -1;
	}
	return 0;
}

/* What one result says; gone when the prepared statement no longer fits the tables. */
static int take(struct pg *p, PGresult *res, struct sql_call *c, bool *gone, struct err *e)
{
	const char *state;

	switch (pq->PQresultStatus(res)) {
	case PGRES_SINGLE_TUPLE:
	case PGRES_TUPLES_OK:
		if (strncmp(pq->PQcmdStatus(res), "SELECT", 6) != 0)
			c->changed = atoi(pq->PQcmdTuples(res));
		return give_rows(res, c, e);
	case PGRES_COMMAND_OK: c->changed = atoi(pq->PQcmdTuples(res)); return 0;
	default:
		state = field(res, PG_DIAG_SQLSTATE);
		*gone = strcmp(state, "26000") == 0 || strcmp(state, "0A000") == 0;
		return fail_statement(p, res, e);
	}
}

/* One attempt. *again: nothing has happened, and the same on a fresh connection or statement may do. */
static int attempt(struct pg *p, struct sql_call *c, const struct params *a, bool *again, struct err *e)
{
	char name[24];
	PGresult *res;
	bool gone = false, rows = false;
	int r = prepare(p, c->query, name, e);

	if (r == 0 && !pq->PQsendQueryPrepared(p->conn, name, a->n, a->v, NULL, NULL, 0))
		r = fail_connection(p, e);
	if (r == 0) {
		if (c->stream)
			(void)pq->PQsetSingleRowMode(p->conn);
		while ((res = pq->PQgetResult(p->conn))) {
			rows = rows || pq->PQntuples(res) > 0;
			if (r == 0)
				r = take(p, res, c, &gone, e);
			pq->PQclear(res);
		}
	}
	if (gone)
		forget_all(p);
	*again = r < 0 && !rows && !p->sql.tx && (gone || (is_lost(p) && strncmp(c->query, "SELECT", 6) == 0));
	return r;
}

static int pg_run(struct sql *sql, struct sql_call *c, struct err *e)
{
	struct pg *p = (struct pg *)sql;
	struct params a = {0};
	bool again = false;
	int r;

	if (params_of(&a, c->params, e) < 0)
		return -1;
	r = mend(p, e);
	if (r == 0)
		r = attempt(p, c, &a, &again, e);
	if (again && mend(p, e) == 0)
		r = attempt(p, c, &a, &again, e);
	params_free(&a);
	return r;
}

static int pg_script(struct sql *sql, const char *text, struct err *e)
{
	struct pg *p = (struct pg *)sql;
	ExecStatusType st;
	PGresult *res;
	int r;

	if (mend(p, e) < 0)
		return -1;
	res = pq->PQexec(p->conn, text);
	st = pq->PQresultStatus(res);
	r = st == PGRES_COMMAND_OK || st == PGRES_TUPLES_OK ? 0 : fail_statement(p, res, e);
	pq->PQclear(res);
	return r;
}

static int pg_scrub(struct sql *sql, const char *const *table, int n, bool whole, struct err *e)
{
	struct buf b = {0};
	int st = 0;

	(void)whole;
	for (int i = 0; i < n && st == 0; i++) {
		buf_clear(&b);
		buf_puts(&b, "VACUUM ");
		st = sql_ident(&b, table[i], e) == 0 ? pg_script(sql, buf_str(&b), e) : -1;
	}
	buf_free(&b);
	return st == 0 ? 1 : -1;
}

/* ---- transactions ---- */

static int pg_begin(struct sql *sql, struct err *e)
{
	struct pg *p = (struct pg *)sql;

	if (pg_script(sql, "BEGIN", e) == 0)
		return 0;
	return is_lost(p) ? pg_script(sql, "BEGIN", e) : -1;
}

static void pg_rollback(struct sql *sql)
{
	struct pg *p = (struct pg *)sql;

	if (!is_lost(p) && pq->PQtransactionStatus(p->conn) != PQTRANS_IDLE)
		pq->PQclear(pq->PQexec(p->conn, "ROLLBACK")); /* a lost connection has rolled it back */
}

static int pg_commit(struct sql *sql, struct err *e)
{
	struct pg *p = (struct pg *)sql;
	PGresult *res = pq->PQexec(p->conn, "COMMIT");
	int r = 0;

	if (pq->PQresultStatus(res) != PGRES_COMMAND_OK)
		r = fail_statement(p, res, e);
	else if (strcmp(pq->PQcmdStatus(res), "COMMIT") != 0)
		r = err_set(e, ERR_AGAIN, "store %s: the server rolled the transaction back", p->place);
	pq->PQclear(res);
	if (r < 0)
		pg_rollback(sql);
	return r;
}

/* ---- opening ---- */

static void pg_close(struct sql *sql)
{
	struct pg *p = (struct pg *)sql;

	pq->PQfinish(p->conn);
	map_free(p->index);
	for (size_t i = 0; i < 4; i++)
		free(p->secret[i]);
	free(p->place);
	free(p);
}

static int pg_name_lock(struct sql *sql, const char *name, struct err *e)
{
	val row;
	int st;

	if (sql_row(sql, "SELECT pg_try_advisory_lock(hashtext($1), hashtext(current_schema())) AS locked",
				val_push(val_array(), val_of_str(name)), &row, e) != 0)
		return -1;
	st = val_bool(row, "locked", false) ? 1 : 0;
	val_free(row);
	return st;
}

static const struct sql_backend backend = {
	.run = pg_run,
	.script = pg_script,
	.begin = pg_begin,
	.commit = pg_commit,
	.rollback = pg_rollback,
	.close = pg_close,
	.name_lock = pg_name_lock,
	.scrub = pg_scrub,
	.has_table = "SELECT 1 AS there WHERE to_regclass($1) IS NOT NULL",
	.lock = "SET LOCAL statement_timeout = 0; SELECT pg_advisory_xact_lock(1668768105, hashtext(current_schema()))",
};

static void keep_quiet(void *cookie, const char *message)
{
	(void)cookie;
	(void)message;
}

/* What may stand in messages, and what may not. */
static void learn(struct pg *p, const PQconninfoOption *o)
{
	const char *host = NULL, *name = NULL;
	int n = 0;

	for (; o && o->keyword; o++) {
		if (!o->val || !*o->val)
			continue;
		if (strcmp(o->keyword, "host") == 0)
			host = o->val;
		else if (strcmp(o->keyword, "dbname") == 0)
			name = o->val;
		else if (strchr(o->dispchar, '*') && n < 4)
			p->secret[n++] = mem_dup(o->val);
	}
	p->place = mem_printf("%s on %s", name ? name : "database", host ? host : "this machine");
}

static int open_conn(struct pg *p, const char *url, struct err *e)
{
	/* Ahead of dbname: what the URL says wins. */
	static const char *const keys[] = {"connect_timeout", "tcp_user_timeout", "fallback_application_name",
									   "client_encoding", "dbname",           NULL};
	const char *const values[] = {"10", "30000", "cwai", "UTF8", url, NULL};
	char *words = NULL;
	PQconninfoOption *o = pq->PQconninfoParse(url, &words);

	pq->PQfreemem(words); /* they quote the URL, and so a password */
	if (!o)
		return err_set(e, ERR_CONFIG, "the store's URL is not right: postgresql://[USER@]HOST[:PORT]/DATABASE");
	pq->PQconninfoFree(o);
	p->conn = pq->PQconnectdbParams(keys, values, 1);
	if (!p->conn)
		return err_set(e, ERR_MEMORY, "no memory for a PostgreSQL connection");
	o = pq->PQconninfo(p->conn);
	learn(p, o);
	pq->PQconninfoFree(o);
	if (pq->PQstatus(p->conn) != CONNECTION_OK)
		return fail_connection(p, e);
	(void)pq->PQsetNoticeProcessor(p->conn, keep_quiet, NULL);
	return set_up(p, e);
}

struct sql *sql_postgres_open(const char *url, struct err *e)
{
	struct pg *p;

	pq = libpq_load(e);
	if (!pq)
		return NULL;
	p = mem_zalloc(sizeof(*p));
	p->sql.be = &backend;
	p->index = map_new();
	if (open_conn(p, url, e) < 0) {
		pg_close(&p->sql);
		return NULL;
	}
	return &p->sql;
}

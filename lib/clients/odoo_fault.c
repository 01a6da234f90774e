#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "text/redact.h"

#include "clients/odoo_reply_private.h"

/* The exception that ends a traceback: "Dotted.Name: words". */
struct raised {
	const char *name;
	size_t n_name;
	const char *words;
	size_t n;
};

static bool begins(const char *s, size_t n, const char *with)
{
	return n >= strlen(with) && memcmp(s, with, strlen(with)) == 0;
}

static bool is_of(const char *name, const char *package)
{
	return begins(name, strlen(name), package);
}

/* Of exceptions that caused others the last traceback counts. */
static const char *last_traceback(const char *s, const char *end)
{
	static const char *const links[] = {
		"\n\nDuring handling of the above exception, another exception occurred:\n\nTraceback (",
		"\n\nThe above exception was the direct cause of the following exception:\n\nTraceback ("};

	for (int i = 0; i < 2;) {
		const char *next = memmem(s, (size_t)(end - s), links[i], strlen(links[i]));

		if (next) {
			s = next + strlen(links[i]);
			i = 0;
		} else {
			i++;
		}
	}
	return s;
}

static size_t line_length(const char *s, size_t n)
{
	const char *lf = memchr(s, '\n', n);

	return lf ? (size_t)(lf - s) : n;
}

static size_t name_length(const char *s, const char *end)
{
	const char *p = s;

	while (p < end && (*p == '_' || *p == '.' || *p == '<' || *p == '>' || (*p >= '0' && *p <= '9') ||
					   ((*p | 0x20) >= 'a' && (*p | 0x20) <= 'z')))
		p++;
	return p > s && (p == end || *p == ':' || *p == '\n') ? (size_t)(p - s) : 0;
}

/*
 * What text, if it is a traceback, ends with. Its frames are indented: the first line behind them that is not is the
 * exception, and everything from there on its words, which may have lines that look like an exception themselves.
 */
static bool find_raised(const struct buf *text, struct raised *r)
{
	const char *s = buf_str(text), *end = s + text->n, *line;

	if (!begins(s, text->n, "Traceback (most recent call last):"))
		return false;
	line = last_traceback(s, end);
	do {
		line = memchr(line, '\n', (size_t)(end - line));
		line = line ? line + 1 : end;
	} while (line < end && (*line == ' ' || *line == '\n'));
	while (end > line && strchr(" \n", end[-1]))
		end--;
	r->name = line;
	r->n_name = name_length(line, end);
	r->words = line + r->n_name;
	if (r->n_name > 0 && r->words < end)
		r->words++;
	while (r->words < end && *r->words == ' ')
		r->words++;
	r->n = (size_t)(end - r->words);
	return r->n_name > 0;
}

void odoo_fault_name(struct odoo_reply *r)
{
	struct raised x;

	if (is_of(r->name, "builtins."))
		memmove(r->name, r->name + 9, strlen(r->name + 9) + 1);
	if (!r->name[0] && find_raised(&r->text, &x))
		(void)snprintf(r->name, sizeof(r->name), "%.*s", (int)(x.n_name < 127 ? x.n_name : 127), x.name);
}

bool odoo_fault_is_none(const struct odoo_reply *r)
{
	static const char words[] = "cannot marshal None unless allow_none is enabled";
	struct raised x;

	return strcmp(r->name, "TypeError") == 0 && find_raised(&r->text, &x) && x.n == strlen(words) &&
		   memcmp(x.words, words, x.n) == 0;
}

/* ---- kinds ---- */

/* The database's own name of an error, "SerializationFailure"; NULL when it is none of the database. */
static const char *database_error(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot && is_of(name, "psycopg") ? dot + 1 : NULL;
}

static bool is_among(const char *name, const char *const *names)
{
	while (*names && strcmp(name, *names) != 0)
		names++;
	return *names != NULL;
}

static bool cursor_is_closed(const struct odoo_reply *r)
{
	return memmem(buf_str(&r->text), r->text.n, "cursor already closed", 21) != NULL;
}

/* The name in "database "NAME" does not exist", n bytes of it, or NULL. */
static const char *missing_database(const struct odoo_reply *r, size_t *n)
{
	static const char before[] = "database \"", behind[] = "\" does not exist";
	const char *s = buf_str(&r->text), *name = memmem(s, r->text.n, before, sizeof(before) - 1), *end;

	if (!name || strcmp(r->name, "psycopg2.OperationalError") != 0)
		return NULL;
	name += sizeof(before) - 1;
	end = memmem(name, r->text.n - (size_t)(name - s), behind, sizeof(behind) - 1);
	*n = end ? (size_t)(end - name) : 0;
	return end ? name : NULL;
}

static enum err_kind kind_of_database(const struct odoo_reply *r, const char *error)
{
	static const char *const again[] = {
		"SerializationFailure", "DeadlockDetected",         "LockNotAvailable",    "QueryCanceled",
		"QueryCanceledError",   "TransactionRollbackError", "TransactionRollback", NULL};
	static const char *const down[] = {"OperationalError",
									   "InterfaceError",
									   "PoolError",
									   "PoolTimeout",
									   "AdminShutdown",
									   "CrashShutdown",
									   "DatabaseDropped",
									   "IdleSessionTimeout",
									   "IdleInTransactionSessionTimeout",
									   "CannotConnectNow",
									   "TooManyConnections",
									   "ConnectionException",
									   "ConnectionFailure",
									   "ConnectionDoesNotExist",
									   "ConnectionTimeout",
									   "SqlclientUnableToEstablishSqlconnection",
									   "SqlserverRejectedEstablishmentOfSqlconnection",
									   "InsufficientResources",
									   "OutOfMemory",
									   "DiskFull",
									   "ReadOnlySqlTransaction",
									   NULL};

	if (is_among(error, again) || (strcmp(error, "InterfaceError") == 0 && cursor_is_closed(r)))
		return ERR_AGAIN;
	return is_among(error, down) ? ERR_UNAVAILABLE : ERR_DATA;
}

static enum err_kind kind_of_name(const struct odoo_reply *r)
{
	static const struct {
		const char *name;
		enum err_kind kind;
	} known[] = {
		{"odoo.exceptions.AccessDenied", ERR_REFUSED},      {"odoo.exceptions.AccessError", ERR_REFUSED},
		{"odoo.http.SessionExpiredException", ERR_REFUSED}, {"werkzeug.exceptions.Unauthorized", ERR_REFUSED},
		{"werkzeug.exceptions.Forbidden", ERR_REFUSED},     {"odoo.exceptions.LockError", ERR_AGAIN},
		{"odoo.exceptions.ConcurrencyError", ERR_AGAIN},    {"odoo.sql_db.PoolError", ERR_UNAVAILABLE},
		{"xml.parsers.expat.ExpatError", ERR_PROTOCOL},     {"werkzeug.exceptions.BadRequest", ERR_PROTOCOL},
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (strcmp(r->name, known[i].name) == 0)
			return known[i].kind;
	if (database_error(r->name))
		return kind_of_database(r, database_error(r->name));
	return is_of(r->name, "odoo.exceptions.") ? ERR_DATA : ERR_NONE;
}

/* XML-RPC's codes are 1 to 4, JSON-RPC's 100 (no session), 200 and -32xxx, and the others HTTP's. */
static enum err_kind kind_of_code(const char *code)
{
	if (is_of(code, "-32"))
		return ERR_PROTOCOL;
	switch (atoi(code)) {
	case 3:
	case 4:
	case 100:
	case 401:
	case 403: return ERR_REFUSED;
	case 409:
	case 429: return ERR_AGAIN;
	case 502:
	case 503:
	case 504: return ERR_UNAVAILABLE;
	case 400:
	case 405:
	case 411:
	case 413:
	case 415: return ERR_PROTOCOL;
	default: return ERR_DATA;
	}
}

static enum err_kind kind_of(const struct odoo_reply *r)
{
	size_t n;
	enum err_kind kind = missing_database(r, &n) ? ERR_CONFIG : kind_of_name(r);

	return kind != ERR_NONE ? kind : kind_of_code(r->code);
}

bool odoo_reply_rolled_back(const struct odoo_reply *r)
{
	enum err_kind kind = kind_of(r);

	if (!r->failed)
		return false;
	if (database_error(r->name))
		return kind != ERR_UNAVAILABLE && !cursor_is_closed(r);
	/* Python's own errors may be those of the answer, which is made when everything is committed. */
	return is_of(r->name, "odoo.exceptions.") || strcmp(r->code, "2") == 0 || kind == ERR_REFUSED ||
		   kind == ERR_PROTOCOL || strcmp(r->code, "429") == 0;
}

bool odoo_reply_denied(const struct odoo_reply *r)
{
	static const char *const names[] = {"odoo.exceptions.AccessDenied", "odoo.http.SessionExpiredException",
										"werkzeug.exceptions.Unauthorized", NULL};
	static const char *const codes[] = {"3", "100", "401", "AccessDenied", NULL};

	return r->failed && (r->name[0] ? is_among(r->name, names) : is_among(r->code, codes));
}

/* ---- the message ---- */

/*
 * The length of a path of the server's files at s ("/usr/lib/odoo/x.py"), to where its last part begins; 0 when it is
 * none: one part alone ("/web"), or no file and in no folder that a server's files are in.
 */
static size_t folders(const char *s, const char *end)
{
	static const char *const roots[] = {"bin", "etc", "home", "lib", "mnt", "opt", "root",
										"run", "srv", "tmp",  "usr", "var", NULL};
	const char *p = s, *last = s;
	char first[8];

	while (p < end && !strchr(" \"'()[]{}<>,;:\n\t", *p)) {
		last = *p == '/' ? p : last;
		p++;
	}
	(void)snprintf(first, sizeof(first), "%.*s", (int)strcspn(s + 1, "/"), s + 1);
	if (last == s || p == last + 1 || s[1] == '/')
		return 0;
	return is_among(first, roots) || memchr(last, '.', (size_t)(p - last)) ? (size_t)(last - s) + 1 : 0;
}

/* Words as one line, blanks as one, without the folders of the server's files. */
static void put_line(struct buf *out, const char *s, size_t n)
{
	const char *end = s + n, *from = s;

	while (s < end) {
		size_t skip = *s == '/' && (s == from || strchr(" \"'(=[{<,:\n\t", s[-1])) ? folders(s, end) : 0;

		if (skip) {
			s += skip;
			continue;
		}
		if (!strchr(" \n\t\r", *s))
			buf_putc(out, *s);
		else if (out->n && out->p[out->n - 1] != ' ')
			buf_putc(out, ' ');
		s++;
	}
}

/* What is behind an exception's name that is Odoo's own stands by itself: it was written for people. */
static void put_words(struct buf *out, const char *name, size_t n_name, const char *words, size_t n)
{
	/* The further lines of the database quote the statement and the row. */
	if (begins(name, n_name, "psycopg"))
		n = line_length(words, n);
	if (!begins(name, n_name, "odoo.exceptions.") && n_name > 0) {
		buf_put(out, name, n_name);
		if (n > 0)
			buf_puts(out, ": ");
	}
	put_line(out, words, n);
}

int odoo_reply_error(const struct odoo_reply *r, struct err *e)
{
	struct buf b = {0};
	struct raised x;
	size_t n;
	const char *database = missing_database(r, &n);

	if (database)
		return err_set(e, ERR_CONFIG, "Odoo has no database %.*s: set ODOO_DATABASE, or odoo.database in cwai.yaml",
					   (int)n, database);
	if (find_raised(&r->text, &x))
		put_words(&b, x.name, x.n_name, x.words, x.n);
	else
		put_words(&b, r->name, strlen(r->name), buf_str(&r->text), r->text.n);
	if (!b.n)
		buf_printf(&b, "%s, without words", r->name[0] ? r->name : r->code);
	(void)err_set(e, kind_of(r), "Odoo: %s", b.p);
	buf_free(&b);
	return redact_err(e); /* Odoo quotes what it refuses */
}

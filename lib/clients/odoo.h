/*
 * odoo: calls to an Odoo server (14 to 21 and later), over JSON-2, JSON-RPC or XML-RPC, whichever it speaks. What was
 * found out about the server (protocol, version, user id, languages, the fields of models) is kept in a folder and
 * asked again when the server is another. Reads are tried again when the server or the way to it fails; a write only
 * when the failure proves that nothing was written.
 */
#ifndef CLIENTS_ODOO_H
#define CLIENTS_ODOO_H

#include <stdbool.h>

#include "base/date.h"
#include "base/err.h"
#include "base/mem.h"
#include "clients/odoo_fields.h"
#include "record/val.h"

/* ---- where the server is ---- */

struct odoo_config {
	char *url;      /* "https://shop.example.com", no path */
	char *database; /* may be NULL with an API key: JSON-2 needs none where one database answers */
	char *username;
	char *password; /* or an API key, which goes wherever the password does */
	bool is_key;    /* password is an API key: JSON-2 may be tried */
	char *protocol; /* "json2", "jsonrpc", "xmlrpc", or NULL: the first of these that works */
	char *language; /* "pt_BR" */
	double timeout; /* seconds of one request */
	double retry;   /* seconds before the first retry; each later one waits twice as long, give or take a half */
	int tries;      /* of a read, at most */
	size_t max_reply;
	char *folder; /* for what was found out; NULL: nowhere */
};

/*
 * Reads the odoo member of cwai.yaml (conf, borrowed; null when there is none) and the environment, which wins:
 * ODOO_URL, ODOO_DATABASE, ODOO_USERNAME, ODOO_PASSWORD or ODOO_API_KEY. dir is what the file's paths are relative to,
 * derived where the folder goes (NULL: none). -1 with e (ERR_CONFIG) that says what is missing and where to give it.
 */
int odoo_config_read(struct odoo_config *c, val conf, const char *dir, const char *derived, struct err *e);
void odoo_config_free(struct odoo_config *c);
bool odoo_config_given(val conf); /* there is an address, in conf or the environment */

/* ---- the connection ---- */

struct odoo;

struct odoo *odoo_open(const struct odoo_config *c); /* c is copied; no request is made yet */
void odoo_close(struct odoo *o);                     /* NULL is fine; calls that run are given up */

/*
 * Finds out protocol, version, user and languages, or takes what is kept. 0, or -1 with e: ERR_UNAVAILABLE,
 * ERR_REFUSED (user, password, key, database), ERR_PROTOCOL (no Odoo there). Every call does it when it was not done.
 */
int odoo_connect(struct odoo *o, struct err *e);
/*
 * After it (version and major are null when the server does not tell them):
 * {"version":"16.0","major":16,"protocol":"jsonrpc","url","database","language":"pt_BR"|null,"languages":[…]}.
 */
val odoo_about(const struct odoo *o); /* the caller's */
/* Forgets what was found out, so that it is asked again. */
void odoo_forget(struct odoo *o);

/* ---- calls ---- */

struct odoo_call {
	const char *model, *method; /* borrowed until it ended */
	val args;                   /* array; consumed */
	val kwargs;                 /* object; consumed. Its context is completed with the language */
	bool write;                 /* it may change something: see odoo_writes */
	void *cookie;
	/* For a value that is an array: each item (as odoo_reply.h has it), in place of value; may be NULL. */
	int (*item)(void *cookie, const char *json, size_t n, struct err *e);
};

struct odoo_result {
	void *cookie;
	struct err why;   /* kind ERR_NONE: it was done */
	bool unsure;      /* a write that failed, but may have been done: read back before it is tried again */
	bool none;        /* the method gives nothing: value is "null" */
	struct buf value; /* compact JSON text, in Odoo's own types; the caller's: buf_free */
	date_ms server;   /* the server's clock when it answered, -1 when unknown */
	char exception[128];
};

/*
 * The arguments of a call (an array and an object) as people and records write them, turned into Odoo's, in place: the
 * ids that a method is called on; values of create, write and copy (odoo_fields_send) and what domains compare with
 * (odoo_fields_compare), by field; and ids under names that end with _id or _ids. Any other text stays what it is. 0,
 * or -1 with e, and both are null: ERR_DATA for an id that is none or of another model; else as odoo_model.
 */
int odoo_args(struct odoo *o, const char *model, const char *method, val *args, val *kwargs, struct err *e);

/* Whether a method may change something, by its name: false for those known to read only. */
bool odoo_writes(const char *method);

/*
 * Calls run side by side: start as many as wanted, then wait for each. odoo_wait gives 1 with *r filled, 0 when none
 * runs, -1 with e. A failed connection is a result of each call, with its why.
 */
void odoo_start(struct odoo *o, struct odoo_call *c);
int odoo_wait(struct odoo *o, struct odoo_result *r, struct err *e);

/*
 * One call by itself, whatever runs beside it, and its value in *out (the caller's; NULL: dropped). -1 with e; *unsure
 * (may be NULL) tells of a write whether it may have been done. c->item and c->cookie are not used.
 */
int odoo_do(struct odoo *o, struct odoo_call *c, val *out, bool *unsure, struct err *e);
/*
 * Whether the last odoo_do or odoo_model failed because the user is not let in at all: of ERR_REFUSED the other is
 * "not this".
 */
bool odoo_is_shut(const struct odoo *o);

/* The server's clock at the last answer, -1 when it never told. */
date_ms odoo_clock(const struct odoo *o);
unsigned long odoo_requests(const struct odoo *o); /* how many were sent */

/* ---- models ---- */

/*
 * The fields of a model: 1 with *f (owned by o) set; 0 when the server has no such model (or the user may not see it);
 * -1 with e.
 */
int odoo_model(struct odoo *o, const char *model, struct odoo_fields **f, struct err *e);

/* ---- rows ---- */

struct odoo_query {
	const char *model;
	val domain; /* array; borrowed */
	const char *const *fields;
	int n_fields;      /* 0: every field */
	const char *order; /* NULL: by id */
	long limit;        /* 0: all */
	val context;       /* object or null; borrowed */
	int jobs;          /* pages fetched side by side, 1 when 0 */
};

/*
 * Reads rows page by page, each as odoo_fields_row has it, to row (borrowed), which may read others; -1 of row stops.
 * Rows come in order. Pages are keyed by id and never counted by offset, so that rows which change meanwhile are
 * neither lost nor given twice: by the last id of the page before or, with an order or jobs, by a list of ids made
 * first. The number of rows, or -1 with e.
 */
long odoo_rows(struct odoo *o, const struct odoo_query *q,
			   int (*row)(void *cookie, const char *json, size_t n, struct err *e), void *cookie, struct err *e);

/* Reads rows by n ids (those that are gone are left out), in pages of ODOO_PAGE, jobs side by side, in order of ids. */
int odoo_read(struct odoo *o, const struct odoo_query *q, const long long *id, long n,
			  int (*row)(void *cookie, const char *json, size_t n, struct err *e), void *cookie, struct err *e);

/* The ids of all rows of q's domain, in order of id: *id in new memory. Their number, or -1 with e. */
long odoo_ids(struct odoo *o, const struct odoo_query *q, long long **id, struct err *e);

#define ODOO_PAGE 1000

/* The number in "odoo:MODEL:ID", from 1 to 2^31-1 as Odoo's are; -1 when id is none of model (NULL: of any). */
long long odoo_id_number(const char *id, const char *model);

#endif

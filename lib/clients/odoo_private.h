/* odoo_private: the inside of an Odoo connection, for odoo*.c only. */
#ifndef CLIENTS_ODOO_PRIVATE_H
#define CLIENTS_ODOO_PRIVATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/date.h"
#include "base/err.h"
#include "base/map.h"
#include "base/mem.h"
#include "clients/odoo.h"
#include "clients/odoo_reply.h"
#include "io/backoff.h"
#include "io/http.h"
#include "record/val.h"

/* ---- odoo_flight.c: requests that are sent until they are done, or it is clear that they can't be ---- */

struct odoo_flight {
	struct odoo_flight *next;
	enum odoo_protocol protocol;
	char *url;
	struct buf body;
	const char *headers[5];
	char *authorization, *database; /* header lines, or NULL */
	bool write;
	int tries;
	bool sent;
	long long due; /* ns */
	odoo_item *item;
	void *cookie;          /* item's */
	struct odoo_call call; /* that it was made of; args and kwargs are its own. Of our own requests: nothing */
	bool doubtful;         /* made with what an earlier run found out */
	/* when it is done: */
	struct odoo_reply reply;
	struct err why; /* of the way, or the failure that the reply tells */
	bool unsure;
	date_ms server;
};

struct odoo_engine {
	struct http *http;
	struct backoff *backoff;   /* borrowed */
	struct odoo_flight *first; /* those that wait or run, in the order of their start */
	unsigned long requests;
};

void odoo_flight_free(struct odoo_flight *f); /* NULL is fine */
void odoo_flight_start(struct odoo_engine *g, struct odoo_flight *f);
/* 1 with *f, done and the caller's; 0 when there is none; -1 with e. */
int odoo_flight_wait(struct odoo_engine *g, struct odoo_flight **f, struct err *e);
void odoo_flight_free_all(struct odoo_engine *g);

/* ---- odoo_request.c: calls as each protocol writes them ---- */

/* Who asks. */
struct odoo_session {
	enum odoo_protocol protocol; /* ODOO_ANY: not connected */
	long long uid;
	int major;
	char version[64];
	val languages;  /* array of codes */
	bool from_file; /* kept from an earlier run: it may be out of date */
};

/* A call of a service ("common", …) without a session. params are consumed. */
struct odoo_flight *odoo_request_service(const struct odoo_config *c, enum odoo_protocol p, const char *service,
										 const char *method, val params);
/* The name of a method's i-th argument: "ids" for the records themselves, NULL when nobody knows it. Static. */
const char *odoo_request_name(const char *method, int i);
bool odoo_request_knows(const char *method); /* it is one of Odoo's own; of others the first may be no records */
/*
 * A call of a model's method; args and kwargs are consumed. NULL with e (ERR_DATA) when JSON-2 can't say it: it has
 * named arguments only.
 */
struct odoo_flight *odoo_request_method(const struct odoo_config *c, const struct odoo_session *s, const char *model,
										const char *method, val args, val kwargs, struct err *e);

/* ---- odoo.c, odoo_session.c ---- */

struct odoo_entry {             /* a model */
	struct odoo_fields *fields; /* NULL: the server has none of that name */
};

struct odoo {
	struct odoo_config c;
	struct backoff backoff;
	struct odoo_engine calls; /* those of the callers */
	struct odoo_engine aside; /* our own, one at a time */
	struct odoo_session s;
	struct odoo_result *early; /* results of calls that could not be made */
	int n_early;
	date_ms server;
	bool shut;          /* the last call by itself was denied, whoever asks */
	struct map *models; /* name to index + 1 in model */
	struct odoo_entry *model;
	size_t n_models;
	char *folder; /* of this connection, or NULL */
};

/* Forgets who we are to the server, and what is kept; the models that were asked stay, others hold them. */
void odoo_session_drop(struct odoo *o);
/* Runs f (consumed) by itself: 0 with the value in *out (the caller's); -1 with e and the exception's name. */
int odoo_session_run(struct odoo *o, struct odoo_flight *f, val *out, char exception[128], struct err *e);
/* A method of a model by itself, once connected; args and kwargs consumed. */
int odoo_session_ask(struct odoo *o, const char *model, const char *method, val args, val kwargs, val *out,
					 char exception[128], struct err *e);

/* ---- odoo_kept.c: what is kept of a server between runs ---- */

char *odoo_kept_folder(const struct odoo_config *c); /* new memory, or NULL */
/* What is kept under name; null when there is nothing, or it is older than a day. */
val odoo_kept_get(const char *folder, const char *name);
/* Keeps v (consumed, an object); what can't be written is not kept. Nothing with folder NULL. */
void odoo_kept_put(const char *folder, const char *name, val v);
void odoo_kept_drop(const char *folder);

#endif

/* profile_link_private: what the files of linking share; not for others. */
#ifndef SERVICES_PROFILE_LINK_PRIVATE_H
#define SERVICES_PROFILE_LINK_PRIVATE_H

#include "services/profile_link.h"
#include "services/profile_private.h"

/* A link in the making, or being taken back. */
struct profile_pair {
	struct sql *db;
	const char *domain;
	char *kept, *gone; /* ids */
	const char *source;
	date_ms now;
};

/* The row of a customer as it is kept, to the byte, in *row (VAL_NONE when there is none); the caller's. */
int profile_row(const struct profile_pair *p, const char *id, val *row, struct err *e);
int profile_row_put(const struct profile_pair *p, val row, struct err *e); /* the row as it was, in place of any */

/*
 * Moves what is gone's to kept. *moved (the caller's): by table what went, {"external_ids": [id], "conversations":
 * [id], "records": [{"entity","id"}], "analyses": [conversation], "consents": [{"purpose","ts","as"}], "refusals":
 * [{"purpose","ts"}], "ties": [id], "odoo": "moved" | "both" | null}.
 */
int profile_moved_do(const struct profile_pair *p, val gone_row, val kept_row, val *moved, struct err *e);
/* Moves it back, but for what has become another's since. */
int profile_moved_undo(const struct profile_pair *p, val moved, struct err *e);

#endif

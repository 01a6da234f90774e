/* sync_run: one run of a sync over the entities that somebody chose. */
#ifndef SERVICES_SYNC_RUN_H
#define SERVICES_SYNC_RUN_H

#include <stdbool.h>

#include "base/err.h"
#include "record/val.h"
#include "services/sync.h"

struct sync_run {
	val pulled, pushed;  /* objects: an entity's name to its sum, {"error": why} when it could not be ended */
	int failed;          /* records that Odoo refused */
	enum err_kind worst; /* of an entity whose mapping is wrong; the others are done all the same */
};

/*
 * Pulls, then pushes, the entities that the n words name (all when n is 0). *run is the caller's, also after an error:
 * what was done until then. -1 with e: ERR_USAGE when a word names none, else as sync_pull when Odoo or the store fail.
 */
int sync_run(struct sync *s, bool pull, bool push, int n, char *const *word, struct sync_run *run, struct err *e);

#endif

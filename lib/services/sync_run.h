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
	enum err_kind worst; /* of entities that could not be ended, as sync_goes_on; the others are done all the same */
};

/*
 * The entities that the n words name, all when n is 0: chosen (one place for each of s) is filled. -1 with e
 * (ERR_USAGE) when a word names none.
 */
int sync_run_choose(const struct sync *s, int n, char *const *word, bool *chosen, struct err *e);

/*
 * Pulls, then pushes, the entities that the n words name (all when n is 0). *run is the caller's, also after an error:
 * what was done until then. -1 with e: ERR_USAGE when a word names none, or one to be pushed that is only read, else as
 * sync_bind, and as sync_pull when Odoo or the store fail.
 */
int sync_run(struct sync *s, bool pull, bool push, int n, char *const *word, struct sync_run *run, struct err *e);

#endif

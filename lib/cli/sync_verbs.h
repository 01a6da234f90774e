/* sync_verbs: looking at a sync by the words of cwai-odoo-sync(1): each prints to standard output. */
#ifndef CLI_SYNC_VERBS_H
#define CLI_SYNC_VERBS_H

#include <stdbool.h>

#include "base/err.h"
#include "record/val.h"
#include "services/sync.h"

/* {"v":1,"kind":"result","id":id,"ts":now} */
val sync_verbs_record(const char *id);

/*
 * How each of the n entities (all when n is 0) stands: a table for people and what was refused, else a record each. -1
 * with e, also ERR_USAGE for no such entity.
 */
int sync_verbs_status(struct sync *s, bool people, int n, char *const entity[], struct err *e);

/* What lost when both sides had changed, of them: a table for people, else records. -1 as sync_verbs_status. */
int sync_verbs_history(struct sync *s, bool people, int n, char *const entity[], struct err *e);

/* The records of an entity with these ids, or all of them when n is 0. -1 with e, also ERR_USAGE for no such entity. */
int sync_verbs_get(struct sync *s, const char *entity, int n, char *id[], struct err *e);

#endif

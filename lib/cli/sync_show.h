/* sync_show: how a run of a sync went, and how its entities stand, for people at a terminal. */
#ifndef CLI_SYNC_SHOW_H
#define CLI_SYNC_SHOW_H

#include "base/term.h"
#include "record/val.h"
#include "services/sync.h"

/* The sums of a run (sync_run.h) as a table on stdout, nothing when there are none. 0, or -1 on a write error. */
int sync_show_run(const struct sync *s, val run);

/* A table for the statuses of entities, to be filled by sync_show_add (one of sync_status), printed and freed. */
struct term_table *sync_show_table(void);
void sync_show_add(struct term_table *table, val status);
/* A table for values that lost (sync_history), filled by sync_show_lost. */
struct term_table *sync_show_history(void);
void sync_show_lost(struct term_table *table, val lost);
/* A line for each record of a status that Odoo refused: why. Behind the table. */
void sync_show_failed(val status);

#endif

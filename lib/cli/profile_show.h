/* profile_show: a profile, its history and who may be one person, for people at a terminal. */
#ifndef CLI_PROFILE_SHOW_H
#define CLI_PROFILE_SHOW_H

#include <stdbool.h>
#include <stdio.h>

#include "record/val.h"
#include "services/domain.h"

/* The profile v (as of profile_get; borrowed) as a card; times in the domain's zone. */
void profile_show(const struct domain *d, val v, bool colour, FILE *f);
/* Arrays of update_history and of profile_link_list (borrowed), each the oldest first, as lines by time. */
void profile_show_history(const struct domain *d, val updates, val links, FILE *f);
/* What profile_update, profile_link or profile_unlink gave (borrowed), as a line. */
void profile_show_update(val out, bool dry, FILE *f);
void profile_show_link(val out, bool dry, FILE *f);
/* The pairs of profile_link_find. 0, or -1 on a write error. */
int profile_show_pairs(val pairs, FILE *f);

#endif

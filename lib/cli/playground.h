/*
 * playground: a shop of its own for demos and trials: a folder with a cwai.yaml and a store that cwai-init made, and an
 * environment in which the tools beside this program find it and nothing of the user's own.
 */
#ifndef CLI_PLAYGROUND_H
#define CLI_PLAYGROUND_H

#include "base/err.h"
#include "services/domain.h"

struct playground;

/*
 * domain is the name of one that is shipped, or its folder. keep: the folder to use, made when missing, and left where
 * it is; NULL: a temporary one. store: its URL, NULL for a file in the folder. now: RFC 3339, the time of the samples;
 * NULL: the clock. Sets PATH, CWAI_CONFIG and CWAI_STORE in this process's environment. NULL with e.
 */
struct playground *playground_open(const char *domain, const char *keep, const char *store, const char *now,
								   struct err *e);
void playground_close(struct playground *p); /* removes the temporary folder; NULL is fine */

const char *playground_dir(const struct playground *p);
const struct domain *playground_domain(const struct playground *p);

/* Puts the folder of this program in front of PATH, so that a pipeline runs the tools that belong to it. */
void playground_set_path(void);

#endif

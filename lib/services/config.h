/*
 * config: cwai.yaml (cwai-config(5)): the store, where derived files go, and the active domains. Found as -C says, else
 * $CWAI_CONFIG, else ./cwai.yaml, else $XDG_CONFIG_HOME/cwai/cwai.yaml. Relative paths in it are relative to it.
 */
#ifndef SERVICES_CONFIG_H
#define SERVICES_CONFIG_H

#include "base/err.h"
#include "base/opt.h"
#include "io/sql.h"
#include "record/val.h"
#include "services/domain.h"

struct config;

/* NULL with e: ERR_NOINPUT when there is none (says `cwai init`), ERR_CONFIG when it is wrong. */
struct config *config_open(const struct opt_common *o, struct err *e);
void config_free(struct config *c); /* NULL is fine */

const char *config_path(const struct config *c);
const char *config_store(const struct config *c); /* the store's URL; CWAI_STORE in the environment wins */
const char *config_derived(
	const struct config *c);               /* folder for models and indexes, made when needed; safe to delete */
val config_values(const struct config *c); /* the whole file; borrowed */

int config_domain_count(const struct config *c);
const char *config_domain_dir(const struct config *c, int i);

/*
 * A domain by name; NULL or "": the config's default, else its first. The one of -d wins over either. Loaded when first
 * asked for, owned by c. NULL with e (ERR_CONFIG).
 */
struct domain *config_domain(struct config *c, const char *name, struct err *e);
/* The domain that an inbox belongs to, the default when no domain names it. NULL with e. */
struct domain *config_inbox(struct config *c, long long inbox, struct err *e);

/* The store, opened and migrated when first asked for, owned by c. NULL with e. */
struct sql *config_sql(struct config *c, struct err *e);

#endif

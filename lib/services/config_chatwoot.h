/* config_chatwoot: the connection to Chatwoot that a configuration and the environment name. */
#ifndef SERVICES_CONFIG_CHATWOOT_H
#define SERVICES_CONFIG_CHATWOOT_H

#include "clients/chatwoot.h"
#include "services/config.h"

/*
 * A connection to the Chatwoot of the chatwoot member of c and of the environment, which wins; c may be NULL. No
 * request is made yet. The caller's: chatwoot_close. NULL with e (ERR_CONFIG: what is missing and where to give it).
 */
struct chatwoot *config_chatwoot_open(const struct config *c, struct err *e);

#endif

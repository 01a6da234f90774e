/* config_odoo: the connection to Odoo that a configuration and the environment name. */
#ifndef SERVICES_CONFIG_ODOO_H
#define SERVICES_CONFIG_ODOO_H

#include "clients/odoo.h"
#include "services/config.h"

/*
 * A connection to the Odoo of the odoo member of c and of the environment, which wins; c may be NULL. No request is
 * made yet. The caller's: odoo_close. NULL with e (ERR_CONFIG: what is missing and where to give it).
 */
struct odoo *config_odoo_open(const struct config *c, struct err *e);

#endif

/* domain_private: what the files of the domain module share; not for others. */
#ifndef SERVICES_DOMAIN_PRIVATE_H
#define SERVICES_DOMAIN_PRIVATE_H

#include "record/jqp.h"
#include "services/domain.h"

struct domain {
	char *dir;
	const char *zone; /* borrowed from conf */
	val conf;         /* domain.yaml */
	val templates;    /* name -> jq program; VAL_NONE until first needed */
	struct jqp *jqp;  /* all of them in one program; NULL until first needed */
};

/* Checks conf's hours and holidays. -1 with e (ERR_CONFIG), which names the member and how to write it. */
int domain_check_hours(val conf, struct err *e);
/* retention and consent. ERR_CONFIG: says which member, and the mend. */
int domain_check_privacy(val conf, struct err *e);

#endif

/* domain_private: what the files of the domain module share; not for others. */
#ifndef SERVICES_DOMAIN_PRIVATE_H
#define SERVICES_DOMAIN_PRIVATE_H

#include "services/domain.h"

struct domain {
	char *dir;
	const char *zone; /* borrowed from conf */
	val conf;         /* domain.yaml */
};

/* Checks conf's hours and holidays. -1 with e (ERR_CONFIG), which names the member and how to write it. */
int domain_check_hours(val conf, struct err *e);

#endif

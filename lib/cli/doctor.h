/*
 * doctor: looks at the configuration, the store, the domains, the keys and the connections, and tells of each what is
 * well or how it is mended. It changes nothing but a probe in the folder of derived files.
 */
#ifndef CLI_DOCTOR_H
#define CLI_DOCTOR_H

#include "base/opt.h"

struct doctor {
	const struct opt_common *common; /* borrowed; which configuration */
	/* What was looked at, and what is wrong with it; NULL: nothing, then good says how it is. */
	void (*report)(void *cookie, const char *what, const char *wrong, const char *good);
	void *cookie;
};

/* Looks at everything. What is wrong ends nothing but itself. */
void doctor_run(const struct doctor *d);

#endif

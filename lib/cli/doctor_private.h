/* doctor_private: what the files of the doctor share; not for others. */
#ifndef CLI_DOCTOR_PRIVATE_H
#define CLI_DOCTOR_PRIVATE_H

#include "cli/doctor.h"
#include "services/config.h"

void doctor_report(const struct doctor *d, const char *what, const char *wrong, const char *good);

void doctor_domain(const struct doctor *d, struct config *c, int i); /* the i-th of the configuration */

#endif

/* trends_show: reports on conversations (services/trends.h) as tables with bars, for a person at a terminal. */
#ifndef CLI_TRENDS_SHOW_H
#define CLI_TRENDS_SHOW_H

#include <stdio.h>

#include "record/val.h"

/* The overview, and groups by a field. 0, or -1 on a write error. */
int trends_show(val report, FILE *f);
int trends_show_groups(val rows, const char *by, FILE *f);

#endif

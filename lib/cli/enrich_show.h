/* enrich_show: what could be offered to a customer, on standard output for a person at a terminal. */
#ifndef CLI_ENRICH_SHOW_H
#define CLI_ENRICH_SHOW_H

#include "record/val.h"

void enrich_show(val found); /* of enrich_find */

#endif

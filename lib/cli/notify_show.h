/* notify_show: which webhooks were told what, for a person at a terminal. */
#ifndef CLI_NOTIFY_SHOW_H
#define CLI_NOTIFY_SHOW_H

#include <stdio.h>

#include "record/val.h"

int notify_show(val sum, FILE *f); /* as a table; 0, or -1 on a write error */

#endif

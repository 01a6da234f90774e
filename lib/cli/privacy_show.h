/* privacy_show: what cwai-privacy did and found, for a person at a terminal. */
#ifndef CLI_PRIVACY_SHOW_H
#define CLI_PRIVACY_SHOW_H

#include "record/val.h"

/* All print to standard output: 0, or -1 when it can't be written. */

int privacy_show_receipt(val receipt);
int privacy_show_retention(val list); /* array of what privacy_retention tells */
int privacy_show_audit(val list);     /* array of audit_each's */
/* What was said of each of the n purposes, of all when n is 0: the rows of consent_history. */
int privacy_show_consent(val customer, val rows, char *const purpose[], int n);
int privacy_show_findings(val heads, val findings); /* of audit_verify */

#endif

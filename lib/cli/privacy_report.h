/* privacy_report: all that there is of a person (privacy_export), gathered for that person to read, in Portuguese. */
#ifndef CLI_PRIVACY_REPORT_H
#define CLI_PRIVACY_REPORT_H

#include "base/date.h"
#include "base/mem.h"
#include "record/val.h"
#include "services/domain.h"

struct privacy_report;

struct privacy_report *privacy_report_new(const struct domain *d, date_ms now);
void privacy_report_add(struct privacy_report *r, val v); /* a record of privacy_export; consumed */
void privacy_report_text(const struct privacy_report *r, int width, struct buf *out);
/* One page that needs nothing else: no script, no network. */
void privacy_report_html(const struct privacy_report *r, struct buf *out);
void privacy_report_free(struct privacy_report *r);

#endif

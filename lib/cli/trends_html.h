/* trends_html: a report on conversations (services/trends.h) as a page. */
#ifndef CLI_TRENDS_HTML_H
#define CLI_TRENDS_HTML_H

#include "base/date.h"
#include "base/mem.h"
#include "record/val.h"

/* Appends the page: one file of HTML in Portuguese that asks for nothing else. title is the shop's name. */
void trends_html(val report, const char *title, const char *zone, date_ms now, struct buf *out);

#endif

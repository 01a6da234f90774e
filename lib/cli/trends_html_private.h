/* What the parts of the page share: each appends to out. */
#ifndef CLI_TRENDS_HTML_PRIVATE_H
#define CLI_TRENDS_HTML_PRIVATE_H

#include "base/mem.h"
#include "record/val.h"

void trends_html_text(struct buf *out, const char *s);             /* escaped, for text and attributes */
void trends_html_number(struct buf *out, long long n);             /* 12.345 */
void trends_html_percent(struct buf *out, double share);           /* 12,5 % */
void trends_html_decimal(struct buf *out, double x);               /* +0,25 */
void trends_html_span(struct buf *out, long long ms);              /* 2 min 30 s, with spaces that do not break */
void trends_html_day(struct buf *out, const char *day, bool full); /* "2026-06-30": 30/06, or 30 de junho de 2026 */

extern const char trends_html_style[];

void trends_html_days(struct buf *out, val report);
void trends_html_sentiments(struct buf *out, val report);
void trends_html_waits(struct buf *out, val report);
void trends_html_week(struct buf *out, val report);

#endif

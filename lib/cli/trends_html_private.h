/* What the parts of the page share: each appends to out. */
#ifndef CLI_TRENDS_HTML_PRIVATE_H
#define CLI_TRENDS_HTML_PRIVATE_H

#include "base/mem.h"
#include "record/val.h"

void trends_html_text(struct buf *out, const char *s);             /* escaped, for text and attributes */
void trends_html_number(struct buf *out, long long n);             /* 12.345 */
void trends_html_figure(struct buf *out, const char *figure);      /* made by printf: a comma for its point */
void trends_html_percent(struct buf *out, double share);           /* 12,5 % */
void trends_html_decimal(struct buf *out, double x);               /* +0,25 */
void trends_html_span(struct buf *out, long long ms);              /* 2 min 30 s, with spaces that do not break */
void trends_html_day(struct buf *out, const char *day, bool full); /* "2026-06-30": 30/06, or 30 de junho de 2026 */

extern const char trends_html_style[];

/* A card with a heading; the caller ends it with </section>. hint may be NULL. */
void trends_html_section(struct buf *out, const char *id, const char *title, const char *hint);
/* An image with a name and a description, which the caller ends with </desc>. */
void trends_html_image(struct buf *out, const char *id, const char *name, int wide, int high);
/* A chart's figures as a table with n columns, from its head to the first row, and its end. */
void trends_html_table(struct buf *out, const char *caption, const char *const *heads, int n);
void trends_html_table_end(struct buf *out);
void trends_html_cell(struct buf *out, long long n);

/* The charts, each a section. */
void trends_html_days(struct buf *out, val report);
void trends_html_sentiments(struct buf *out, val report);
void trends_html_waits(struct buf *out, val report);
void trends_html_week(struct buf *out, val report);

#endif

/*
 * eval: how good a stage is, against what was expected of it. Each evaluation gives a report: a value with its figures
 * as members (shares 0 to 1, null when there is nothing to count) and lists of objects for what is more than a figure.
 * It is the caller's.
 */
#ifndef AGENTS_EVAL_H
#define AGENTS_EVAL_H

#include <stdbool.h>
#include <stdio.h>

#include "agents/route.h"
#include "base/err.h"
#include "record/val.h"
#include "text/sentiment.h"

/*
 * Routing: the NDJSON file has {"text","intent"} a line, "oos" for out of scope. Records that carry a route already
 * are judged by it; r, which may be NULL when all do, decides on the others. 0, or -1 with e (ERR_DATA: file and line).
 */
int eval_route(struct route *r, const char *path, val *report, struct err *e);

/*
 * Sentiment: the NDJSON file has {"text","label"} or {"text","score"} a line (services/opinions.h). Records that carry
 * analysis.sentiment, or sentiment, are judged by it; m (NULL: the built-in lexicon) decides on the others, which are
 * an error when given says that all carry it. 0, or -1 with e.
 */
int eval_sentiment(struct sentiment_model *m, bool given, const char *path, val *report, struct err *e);

/*
 * Search: dir has queries.ndjson ({"id","text"}) and qrels.tsv (query, document and grade, split by tabs); results is
 * NDJSON of records with the query's id and its "products", "rules" or "results", a list of {"id"} best first. 0, or -1
 * with e.
 */
int eval_search(const char *dir, const char *results, val *report, struct err *e);

/* The report for people. 0, or -1 on a write error. */
int eval_print(val report, FILE *f);

#endif

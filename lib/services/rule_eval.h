/* rule_eval: how well a collection of rules answers questions whose rule is known. */
#ifndef SERVICES_RULE_EVAL_H
#define SERVICES_RULE_EVAL_H

#include "base/date.h"
#include "base/err.h"
#include "record/val.h"
#include "services/rule.h"

/*
 * path is NDJSON of {"text","rule"}: the id that must come first, "hours", or null when nothing may answer. The
 * report is the caller's: {answerable, first_right (share), unanswerable, left_unanswered (share), misses:
 * [{text,rule,got,confidence}]}; a share of nothing is null. 0, or -1 with e (ERR_DATA names file and line).
 */
int rule_eval(struct rule_set *s, const char *path, date_ms now, val *report, struct err *e);

#endif

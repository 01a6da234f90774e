/* eval_entities: how well entities are found in messages, against what a person marked there. */
#ifndef AGENTS_EVAL_ENTITIES_H
#define AGENTS_EVAL_ENTITIES_H

#include "base/err.h"
#include "record/val.h"
#include "services/config.h"

/*
 * The NDJSON file has {"text","entities":[{"type","text"} and, where they are to be the same, "id" or "value"]} a line,
 * in the order of the text; "domain", "ts" (the present it is read in) and "held" (kept apart) are optional. Records
 * with analysis.entities are judged by them, for the others the finder of the domain is asked; c opens domains and
 * store, and may be NULL when all have them. The report is as those of eval.h. 0, or -1 with e (ERR_DATA: file and
 * line).
 */
int eval_entities(struct config *c, const char *path, val *report, struct err *e);

#endif

/*
 * yaml: YAML to values. Plain scalars follow the YAML 1.2 core schema (true, false, null, numbers; "no" and "12:00"
 * are strings). Anchors and aliases work, merge keys and tags do not. Duplicate keys are an error.
 */
#ifndef RECORD_YAML_H
#define RECORD_YAML_H

#include <stddef.h>

#include "base/err.h"
#include "record/val.h"

/*
 * VAL_NONE with e (ERR_CONFIG: "name:line:column: what") when it is not YAML. name is for messages. An empty text
 * is null.
 */
val yaml_parse(const char *text, size_t n, const char *name, struct err *e);
/* Same from a file; ERR_NOINPUT when it is missing. */
val yaml_file(const char *path, struct err *e);

#endif

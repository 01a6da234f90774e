/*
 * jqp: jq programs, compiled once and run over values. A program sees its input and nothing else: no files, no
 * environment, no modules. Compiling costs some 20 ms (libjq reads its own library each time): do it when first needed.
 */
#ifndef RECORD_JQP_H
#define RECORD_JQP_H

#include "base/err.h"
#include "record/val.h"

struct jqp;

/* NULL with e (ERR_CONFIG, jq's own words) when the program is wrong. The text is copied. */
struct jqp *jqp_new(const char *program, struct err *e);
void jqp_free(struct jqp *p);

/*
 * What may be told of the words that a failure came with, as a program that catches it has them; new memory. They quote
 * a customer's data, and go to logs: a word stays when it is one of jq's own or stands in the program, the others are
 * "…".
 */
char *jqp_told(const struct jqp *p, const char *msg);

/*
 * The program's first output for in (consumed). 0; -1 with e (ERR_DATA, as jqp_told) when it fails or gives nothing.
 */
int jqp_run(struct jqp *p, val in, val *out, struct err *e);

#endif

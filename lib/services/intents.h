/*
 * intents: training sentences and the intent of each, read from NDJSON ({"text":"…","intent":"…"} a line) or from a
 * domain's intents.yaml (cwai-domain(5)), which names the crew of each intent too. The intent "oos" is out of scope.
 */
#ifndef SERVICES_INTENTS_H
#define SERVICES_INTENTS_H

#include <stddef.h>

#include "base/err.h"
#include "text/classifier.h"

struct intents;

struct intents *intents_new(void);
void intents_free(struct intents *s); /* NULL is fine */

/*
 * Adds what is in the file: YAML when its name ends in .yaml or .yml, else NDJSON; "-" is NDJSON on standard input. -1
 * with e: ERR_NOINPUT, or ERR_DATA (NDJSON) and ERR_CONFIG (YAML) with the place and the mend of the first mistake.
 */
int intents_read(struct intents *s, const char *path, struct err *e);

/* All that was read, in order; label NULL is out of scope, note is the crew. Borrowed until the next read. */
const struct classifier_example *intents_examples(const struct intents *s, size_t *n);

/* The language that a YAML file named, or NULL. Borrowed. */
const char *intents_lang(const struct intents *s);

#endif

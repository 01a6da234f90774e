/*
 * route: what a message wants and which crews answer it: the intents of a model, several when its clauses say several
 * things, none when nothing is sure enough; an open task takes a bare "sim" or "amanhã às 3" for itself.
 */
#ifndef AGENTS_ROUTE_H
#define AGENTS_ROUTE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/mem.h"
#include "services/config.h"
#include "services/domain.h"

struct route;

/* Over a model file of cwai-train. NULL with e as classifier_load. */
struct route *route_open(const char *path, struct err *e);
/*
 * Over the domain's own model, config_derived/NAME-route.model, which is trained anew and written when intents.yaml
 * changed; several processes may do so at once. NULL with e (ERR_CONFIG: intents.yaml is wrong).
 */
struct route *route_open_domain(const struct config *c, const struct domain *d, struct err *e);
void route_free(struct route *r); /* NULL is fine */

struct route_task {   /* the open dialogue of the conversation, context.task; borrowed */
	const char *crew; /* "" when none is open */
};

/*
 * Decides on the raw text (UTF-8, n bytes). Appends the route member's JSON to out:
 * {"unknown":bool,"crews":[…],"intents":[{"name","confidence","crew","text"}…best first],"reason":"…"}. crew is
 * there when the model knows it, text with several intents. explain adds "explain": for the best guesses the
 * features that spoke most.
 */
void route_decide(struct route *r, const char *text, size_t n, const struct route_task *task, bool explain,
				  struct buf *out);

/* The confidence under which a message is unknown. */
double route_threshold(const struct route *r);

/* Is it an answer rather than a wish: yes, no, an ordinal, a number, a day, a time and no more? In pt, en and es. */
bool route_is_bare(const char *lang, const char *text, size_t n);

#endif

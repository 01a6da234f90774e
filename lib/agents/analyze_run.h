/*
 * analyze_run: a run of analyses: texts one by one, conversations gathered from records, and those of the store. What
 * is found of a conversation is written to the store, with as much as its customer allows.
 */
#ifndef AGENTS_ANALYZE_RUN_H
#define AGENTS_ANALYZE_RUN_H

#include <stdbool.h>

#include "base/date.h"
#include "base/err.h"
#include "record/rec.h"
#include "record/val.h"
#include "services/config.h"

struct analyze_run;

struct analyze_run_options {
	struct config *config; /* borrowed; NULL: single texts alone, and of these the sentiment */
	const char *model;     /* of cwai-train sentiment; NULL: the domain's, else the built-in words */
	bool no_store;         /* neither write to the store nor read from it */
	bool dry;              /* write nothing */
};

struct analyze_run_sum {
	long conversations, messages;
	long anonymous; /* conversations whose customer allows no analysis of himself, or is not known */
};

struct analyze_run *analyze_run_new(const struct analyze_run_options *o);
void analyze_run_free(struct analyze_run *r); /* NULL is fine */

/* The analysis of one text (analyze.h), in the domain of that name; NULL: the default. -1 with e. */
int analyze_run_text(struct analyze_run *r, const char *domain, const char *text, date_ms now, val *out, struct err *e);

/* The record's message becomes a part of its conversation. 1; 0 when it is of none; -1 with e. */
int analyze_run_take(struct analyze_run *r, struct rec *record, struct err *e);

/* An analysis that was made, and its domain; borrowed. */
typedef int analyze_run_fn(void *cookie, const struct domain *d, val analysis, struct err *e);

/*
 * Analyses what was taken, in order of first appearance, writes it and then gives it to fn; each conversation is
 * forgotten then. 0, or -1 with e.
 */
int analyze_run_end(struct analyze_run *r, analyze_run_fn *fn, void *cookie, struct err *e);

/*
 * The same for conversations of the store (of the default domain) whose last turn is of since to until and newer than
 * their analysis. Only one such run at a time: ERR_AGAIN when another is at work, unless dry.
 */
int analyze_run_stored(struct analyze_run *r, date_ms since, date_ms until, analyze_run_fn *fn, void *cookie,
					   struct err *e);

/* What was analysed until now. */
struct analyze_run_sum analyze_run_sum(const struct analyze_run *r);

#endif

/*
 * enrich: what could be of use to a customer beside what was asked: opportunities, from the rules under opportunities
 * of domain.yaml (cwai-domain(5)) over who the customer is, what the talk is about, what was bought and booked, and the
 * time.
 */
#ifndef AGENTS_ENRICH_H
#define AGENTS_ENRICH_H

#include "base/date.h"
#include "base/err.h"
#include "io/sql.h"
#include "record/val.h"
#include "services/domain.h"

struct enrich;

/*
 * The opportunities of d; db and d must outlive it. derived is where the index of products lies (NULL: in memory).
 * NULL with e (ERR_CONFIG: file, rule and what is wrong).
 */
struct enrich *enrich_open(struct sql *db, struct domain *d, const char *derived, struct err *e);
void enrich_close(struct enrich *x); /* NULL is fine */

/* Are the domain's rules well made? 0, or -1 with e as enrich_open. Needs no store. */
int enrich_check(struct domain *d, struct err *e);

/* Who is asked for, and what the talk is about. Borrowed; NULL or null for what is not known. */
struct enrich_ask {
	val customer;             /* as the store has it: {id, name, preferences, consent, …} */
	val task;                 /* context.task: the products shown, and which of them is meant */
	const char *text;         /* what the customer wrote, raw UTF-8 */
	const char *conversation; /* its id */
	const char *message;      /* its id: what was offered in answer to this one before is no repetition */
	date_ms now;
};

/*
 * The opportunities, best first, in *out (an array, the caller's), empty when there are none:
 * {type, rule, score, context, template?, about? {id, name}, order?, and one of products, services, advice}, each of
 * these an array of what is offered. Nothing that is out of stock, was bought, offered or declined lately, and nothing
 * without consent. A rule that fails is left out with a warning. -1 with e when the store fails.
 */
int enrich_find(struct enrich *x, const struct enrich_ask *ask, val *out, struct err *e);

/* ---- ahead of time ---- */

/*
 * Finds what is due by time for every customer with a history, and which products are bought together, and keeps both
 * in the store for enrich_find; what is due is good until ms from now, or until the customer's history changes. *n: how
 * many customers have any. One transaction for every hundred customers. -1 with e.
 */
int enrich_ahead(struct enrich *x, date_ms now, long long ms, long *n, struct err *e);

#endif

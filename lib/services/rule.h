/*
 * rule: what the shop answers to questions: rules, FAQs and policies from the domain's rules.yaml and from other
 * sources in the store, found by question, never outside their validity; opening hours computed; and a lint of them.
 */
#ifndef SERVICES_RULE_H
#define SERVICES_RULE_H

#include <stdbool.h>

#include "base/date.h"
#include "base/err.h"
#include "base/mem.h"
#include "io/sql.h"
#include "record/val.h"
#include "services/domain.h"

/* A finding counts as an answer from this confidence on. */
#define RULE_ANSWERS 0.5

/* ---- rules.yaml ---- */

/*
 * The rules of a rules.yaml as an array of {id,type,subject,question,also,answer,details,tags,valid_from,valid_to},
 * what is given of them, in *out (the caller's). Strict: all of it is checked; else only that each has an id, and
 * rule_lint tells the rest. 0, or -1 with e (ERR_CONFIG: file, rule, what is wrong and the mend; ERR_NOINPUT).
 */
int rule_read(const char *path, bool strict, val *out, struct err *e);
/* A rule type of features: faq, policy, procedure, promotion, hours, product, sales, support, scheduling. */
bool rule_is_type(const char *type);
/*
 * Any collection: rules.yaml (a name that ends in .yaml or .yml), or NDJSON of {id,title|question,text|answer,…}.
 * *plain tells the second. Ids that are numbers become strings. 0, or -1 with e.
 */
int rule_read_any(const char *path, bool *plain, val *out, struct err *e);

/*
 * Puts a rule {id,type,question,answer,…} of another source into the store, in place of that source's of the same
 * id, or takes it out; inside the caller's transaction. rule_changed tells at its end that rules changed. -1 with e
 * (ERR_DATA: no id or answer, or another source has that id).
 */
int rule_write(struct sql *db, const char *domain, val rule, const char *source, struct err *e); /* borrows rule */
int rule_delete(struct sql *db, const char *domain, const char *id, const char *source, struct err *e);
int rule_changed(struct sql *db, const char *domain, struct err *e);

/* ---- a collection that can be asked ---- */

struct rule_set;

/*
 * The rules of a domain in the store. A rules.yaml that changed is first taken into the store, in one transaction, in
 * place of what came from it before; rows of other sources stay. The index lies in derived (NULL: in memory only).
 * db and d must outlive it. NULL with e.
 */
struct rule_set *rule_open(struct sql *db, const struct domain *d, const char *derived, struct err *e);
/*
 * A collection without a store (consumed), days in zone. With plain set its ranking is text/rank.h's own order,
 * nothing is left out, and confidence only tells.
 */
struct rule_set *rule_open_list(val rules, bool plain, const char *zone);
void rule_free(struct rule_set *s); /* NULL is fine */

struct rule_query {
	const char *text;
	const char *const *types; /* only these, when n_types > 0 */
	int n_types;
	int limit;   /* at most 100 */
	double min;  /* least confidence; below 0: RULE_ANSWERS, or all of a plain collection */
	date_ms now; /* rules that are not valid on its day are left out */
};

/*
 * Best first: an array of {id,type,subject,question,answer,tags,score,confidence,valid_from,valid_to}; members that
 * a rule has not are left out. An empty array when nothing answers. Rows that another process changed are seen
 * within a second. 0, or -1 with e.
 */
int rule_find(struct rule_set *s, const struct rule_query *q, val *out, struct err *e);
/* One rule by id, valid or not; null when there is none. */
int rule_get(struct rule_set *s, const char *id, val *out, struct err *e);
/* All of them, for lint and lists; the caller's. */
int rule_all(struct rule_set *s, val *out, struct err *e);
/* How the text's words were read and what they gave the rule, for people. */
void rule_explain(struct rule_set *s, const char *text, const char *id, struct buf *out);

/* ---- opening hours ---- */

/* Does the text ask when the shop is open? */
bool rule_hours_asked(const char *text);
/*
 * The answer to such a question, from the domain's hours and holidays: {id:"hours",type:"hours",subject,answer
 * (finished Portuguese), confidence,facts:{ask:
 * now|day|week|holiday,date,weekday,open,spans:[{from,to}],holiday,next_change, days or week}}. Null when the
 * domain has no hours.
 */
val rule_hours(const struct domain *d, const char *text, date_ms now);

/* rule_find, and before it the opening hours when the text asks for them and the types allow. */
int rule_ask(struct rule_set *s, const struct rule_query *q, val *out, struct err *e);

/* ---- lint ---- */

/*
 * What is wrong with the rules on the day of now in zone: an array of {finding,rules:[ids],message,mend}; finding
 * is contradiction, expired, future, duplicate_id, duplicate_question or empty.
 */
val rule_lint(val rules, const char *zone, date_ms now);

#endif

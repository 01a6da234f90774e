/*
 * domain: a business as data (cwai-domain(5)): a folder with domain.yaml, intents.yaml, rules.yaml and samples. Loading
 * checks domain.yaml and says file, place and mend for what is wrong.
 */
#ifndef SERVICES_DOMAIN_H
#define SERVICES_DOMAIN_H

#include <stdbool.h>

#include "base/date.h"
#include "base/err.h"
#include "record/val.h"

struct domain;
struct sentiment_model;

/* Is the folder a domain's: has it a domain.yaml? */
bool domain_is_folder(const char *path);
/*
 * The folder of a domain, in new memory: a folder of that name that has a domain.yaml (as an absolute path), else one
 * that is shipped. NULL with e (ERR_NOINPUT, says the mend).
 */
char *domain_find(const char *name, struct err *e);

/* dir is the folder. NULL with e: ERR_NOINPUT when it is missing, ERR_CONFIG when domain.yaml is wrong. */
struct domain *domain_load(const char *dir, struct err *e);
void domain_free(struct domain *d);

/* Borrowed, for the life of d. */
const char *domain_name(const struct domain *d);     /* "cosmeticos" */
const char *domain_title(const struct domain *d);    /* the shop's name for customers */
const char *domain_language(const struct domain *d); /* "pt" */
const char *domain_currency(const struct domain *d); /* "BRL" */
const char *domain_zone(const struct domain *d);     /* checked IANA name */
const char *domain_dir(const struct domain *d);
val domain_conf(const struct domain *d);                     /* the whole domain.yaml; borrowed, do not free */
char *domain_path(const struct domain *d, const char *file); /* dir/file in new memory */

/*
 * The model that sentiment_model names, a file in the domain's folder (or anywhere, when absolute); the caller's to
 * sentiment_free. *out is NULL when there is no such member: the built-in lexicon (text/sentiment.h). 0, or -1 with e:
 * ERR_NOINPUT missing (says how to make it), ERR_DATA no model of sentiment.
 */
int domain_sentiment(const struct domain *d, struct sentiment_model **out, struct err *e);

/* The members of this domain that stand in the shop's own tables, and their columns there. */
const char *domain_table(const struct domain *d, const char *entity); /* tables.products; NULL: cwai's own */
const char *domain_field(const struct domain *d, const char *entity,
						 const char *field); /* field_mappings.product.price; field itself when not mapped */

/* What domain.yaml's retention may name, in the order in which it goes, NULL at the end. */
extern const char *const domain_periods[];
/* How long that is kept (retention.turns, …) in ms; below 0: domain.yaml does not say, it stays. */
date_ms domain_retention(const struct domain *d, const char *what);

/* ---- reply texts: jq programs under templates, a mapping or a list of mappings and files of them ---- */

/*
 * The text that the template gives for in (consumed), in new memory. NULL with e: ERR_CONFIG when there is no such
 * template or it is wrong (names it), ERR_DATA when it fails on this input. Compiled when first needed.
 */
char *domain_render(struct domain *d, const char *name, val in, struct err *e);
/* Compiles every template. 0, or -1 with e (names the template). */
int domain_check_templates(struct domain *d, struct err *e);

/* ---- opening hours, computed from hours and holidays ---- */

struct domain_span {
	int from, to; /* minutes since local midnight; to may be 1440 */
};

#define DOMAIN_MAX_SPANS 4

struct domain_day {
	int n; /* spans; 0 is closed */
	struct domain_span span[DOMAIN_MAX_SPANS];
	const char *holiday; /* its name, or NULL; borrowed */
};

/* The hours of the local day that t falls in. */
struct domain_day domain_day(const struct domain *d, date_ms t);
/* Is it open at t; and when it next changes (0 when it does not within 30 days). */
bool domain_is_open(const struct domain *d, date_ms t, date_ms *changes);

#endif

/*
 * privacy_verbs: what cwai-privacy does for the words of its command line. Each prints to standard output: tables and
 * texts for people at a terminal, else records.
 */
#ifndef CLI_PRIVACY_VERBS_H
#define CLI_PRIVACY_VERBS_H

#include <stdbool.h>

#include "base/err.h"
#include "base/opt.h"
#include "record/val.h"
#include "services/config.h"
#include "services/privacy.h"

struct privacy_verbs {
	/* the options; borrowed */
	const char *source, *message, *html, *spool, *customer, *since, *heads;
	struct opt_list dead;
	long limit;
	bool yes, dry, no_vacuum;
	/* of privacy_verbs_open */
	const struct opt_common *common;
	struct config *config;
	struct pseudonym *key;
	struct privacy p;
	val list; /* of records for a table */
};

/*
 * Opens configuration, store and key, which is made for a verb that writes when there is none yet (pseudonym.h). 0, or
 * -1 with e; privacy_verbs_close in both cases. o must outlive it.
 */
int privacy_verbs_open(struct privacy_verbs *t, const struct opt_common *o, bool writes, struct err *e);
void privacy_verbs_close(struct privacy_verbs *t);

/* The n words behind the verb, as many as it takes: the exit status, or -1 with e. */
int privacy_verbs_consent(struct privacy_verbs *t, int n, char *word[], struct err *e);
int privacy_verbs_export(struct privacy_verbs *t, int n, char *word[], struct err *e);
/* Asks at the terminal, unless yes or dry. */
int privacy_verbs_erase(struct privacy_verbs *t, int n, char *word[], struct err *e);
int privacy_verbs_retention(struct privacy_verbs *t, int n, char *word[], struct err *e);
int privacy_verbs_audit(struct privacy_verbs *t, int n, char *word[], struct err *e);
/* Records from standard input to standard output, which it closes. */
int privacy_verbs_pseudonymise(struct privacy_verbs *t, int n, char *word[], struct err *e);

#endif

/*
 * profile_verbs: what cwai-profile does for the words of its command line. Each prints to standard output: lines for
 * people at a terminal, else records. 0, 1 when something could not be done that others can, or -1 with e.
 */
#ifndef CLI_PROFILE_VERBS_H
#define CLI_PROFILE_VERBS_H

#include <stdbool.h>

#include "base/err.h"
#include "services/config.h"
#include "services/pseudonym.h"

/* All borrowed. */
struct profile_verbs {
	struct config *config;
	const struct pseudonym *key; /* of the audit log; NULL with dry */
	const char *domain;          /* of -d, or NULL */
	const char *source, *event;  /* event may be NULL */
	bool dry;                    /* change nothing */
	bool find, apply;            /* of link */
	bool undo;                   /* of link: take it back */
	bool follow, dead;           /* of deliver */
	bool json;                   /* records, also at a terminal */
};

int profile_verbs_get(const struct profile_verbs *t, int n, char *key[], struct err *e);
/* word: the customer, then MEMBER=VALUE; without those, an object on standard input. */
int profile_verbs_update(const struct profile_verbs *t, int n, char *word[], struct err *e);
int profile_verbs_link(const struct profile_verbs *t, char *key[], struct err *e); /* two; one to undo; none to find */
int profile_verbs_history(const struct profile_verbs *t, char *key, struct err *e);
int profile_verbs_deliver(const struct profile_verbs *t, struct err *e);

#endif

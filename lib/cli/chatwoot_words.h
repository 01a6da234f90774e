/* chatwoot_words: what the words and options of cwai-chatwoot(1) ask for. */
#ifndef CLI_CHATWOOT_WORDS_H
#define CLI_CHATWOOT_WORDS_H

#include <stdbool.h>

#include "base/date.h"
#include "base/err.h"
#include "base/opt.h"
#include "services/chatwoot_acts.h"

struct chatwoot_words {
	struct chatwoot_acts acts; /* chat, dry and show are set */
	bool people;
	/* options of the verbs; NULL, 0 or none when not given */
	long limit, after, inbox, team_id;
	const char *status, *assignee_type, *query, *since, *until, *agent, *team, *locale, *name, *secrets_file;
	struct opt_list labels, events, inboxes;
};

/*
 * word[0] is the verb. 0, or -1 with e (ERR_USAGE: the words are not those of the verb). It takes all verbs but follow.
 */
int chatwoot_words_run(struct chatwoot_words *w, int n, char *word[], struct err *e);

/* A time, or how long before (sign -1) or after (1) now: 30m, 2h, 3d. -1 with e, which names the option. */
date_ms chatwoot_words_time(const char *s, int sign, const char *option, struct err *e);

/* Writes secrets (an object of texts) as lines NAME=VALUE to a file that only its owner may read, or adds to it. */
int chatwoot_words_keep(const char *path, val secrets, struct err *e);

#endif

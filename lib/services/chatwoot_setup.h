/* chatwoot_setup: an agent bot for the shop: made once, attached, and what is to be set for it told. */
#ifndef SERVICES_CHATWOOT_SETUP_H
#define SERVICES_CHATWOOT_SETUP_H

#include "base/err.h"
#include "base/opt.h"
#include "services/chatwoot_acts.h"

struct chatwoot_setup {
	struct chatwoot_acts *acts; /* chat, dry and show are set */
	const char *name;           /* of the bot; "cwai" when NULL */
	const char *url;            /* where Chatwoot is to send to */
	struct opt_list inboxes;    /* their numbers; none: every inbox is told of, none is attached */
	const char *secrets_file;   /* NULL: nowhere */
};

/*
 * A bot with that URL is taken when there is one. Prints on stdout what is to be set; the secrets only with show, else
 * they go to the file, which only its owner may read. 0, or -1 with e.
 */
int chatwoot_setup_run(const struct chatwoot_setup *s, struct err *e);

#endif

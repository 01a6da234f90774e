/*
 * reconcile: asks Chatwoot for what customers wrote and nobody answered: a webhook that is lost does not come again.
 */
#ifndef SERVICES_RECONCILE_H
#define SERVICES_RECONCILE_H

#include "base/date.h"
#include "clients/chatwoot.h"
#include "services/receive.h"

struct reconcile {
	struct chatwoot *chat; /* with a person's token */
	struct receive *receive;
	long long bot; /* our agent bot, 0: not known */
	date_ms since;
};

/*
 * Takes the conversations that are pending and in which something was said since then, and gives of each the messages
 * of the customer that were not answered to receive, as if their webhooks had come; it writes them joined. A message is
 * answered when the store says so (sends), when an answer that names it or a later one stands in the conversation, or
 * when anybody else wrote after it. 0, or -1 with e: what was found before is out.
 */
int reconcile_run(const struct reconcile *q, struct err *e);

#endif

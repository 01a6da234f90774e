#ifndef CLI_CHATWOOT_LIST_PRIVATE_H
#define CLI_CHATWOOT_LIST_PRIVATE_H

#include "record/val.h"

#include "cli/chatwoot_list.h"

struct chatwoot_out;

/* A list on its way out. make gives an item's record, null for one that is left out; it borrows the item. */
struct chatwoot_lister {
	const struct chatwoot_list_options *o;
	val (*make)(const struct chatwoot_list_options *o, val item);
	struct chatwoot_out *out;
	long n;
	bool stopped; /* no more is wanted: that is no failure */
};

int chatwoot_list_item(void *lister, val item, struct err *e); /* consumes item */
/* st is how the list ended. 0, or -1 with e. */
int chatwoot_list_end(struct chatwoot_lister *l, int st, struct err *e);

#endif

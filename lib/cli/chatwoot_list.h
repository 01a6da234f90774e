/* chatwoot_list: what there is at a Chatwoot, an item a record, on stdout; any number of pages, one in memory. */
#ifndef CLI_CHATWOOT_LIST_H
#define CLI_CHATWOOT_LIST_H

#include <stdbool.h>

#include "base/date.h"
#include "base/err.h"
#include "base/opt.h"
#include "clients/chatwoot.h"

struct chatwoot_list_options {
	struct chatwoot *chat; /* borrowed */
	bool people;           /* a table */
	long limit;            /* items at most; below 1: all */
	const char *portal;    /* its own */
};

/* Each: 0, or -1 with e. */

struct chatwoot_list_conversations {
	const char *status, *assignee_type; /* NULL: Chatwoot's words; status "all" when NULL */
	long inbox, team;                   /* 0: any */
	struct opt_list labels;             /* all of them */
	const char *query;                  /* words in messages, or NULL */
	date_ms since; /* above 0: with something since then, the last one first; else by age, the oldest first */
};
int chatwoot_list_conversations(const struct chatwoot_list_options *o, const struct chatwoot_list_conversations *w,
								struct err *e);
/* terms: the array of Chatwoot's filter, or an object with it as payload. Consumed. */
int chatwoot_list_filtered(const struct chatwoot_list_options *o, val terms, struct err *e);
int chatwoot_list_messages(const struct chatwoot_list_options *o, long long conversation, long long after,
						   struct err *e);
int chatwoot_list_contacts(const struct chatwoot_list_options *o, const char *query, struct err *e);
int chatwoot_list_templates(const struct chatwoot_list_options *o, long long inbox, struct err *e);
int chatwoot_list_bots(const struct chatwoot_list_options *o, struct err *e);
int chatwoot_list_webhooks(const struct chatwoot_list_options *o, struct err *e);
/* The published articles of a Help Center as rule records; locale may be NULL. */
int chatwoot_list_articles(const struct chatwoot_list_options *o, const char *portal, const char *locale,
						   struct err *e);

int chatwoot_list_show_conversation(const struct chatwoot_list_options *o, long long id, struct err *e);
int chatwoot_list_show_contact(const struct chatwoot_list_options *o, long long id, struct err *e);

/* Appends the text of an article's Markdown without its marks. */
void chatwoot_list_plain(const char *markdown, struct buf *out);

#endif

/* webhook_private: what the files of the webhook module share; not for others. */
#ifndef SERVICES_WEBHOOK_PRIVATE_H
#define SERVICES_WEBHOOK_PRIVATE_H

#include "services/webhook.h"

/* A whole number above 0, or text of its digits; 0 for what is none. */
long long webhook_number(val o, const char *path);

/* Whether sender is the customer: servers name the type of every other one. */
bool webhook_sent_by_contact(val body);

/* The names of a message's type and a conversation's status, which come as text or as numbers; NULL: neither. */
const char *webhook_type(val message);
const char *webhook_status(val conversation);

/* Who has the conversation: "User", "AgentBot", or NULL for nobody. Servers before 4.9 say it in the assignee only. */
const char *webhook_holder(val meta);

#endif

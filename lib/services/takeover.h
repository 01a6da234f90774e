/*
 * takeover: conversations in which a person of the shop has spoken, though they are still the bot's: the bot is mute
 * there until the conversation has been given back. Kept in the store, and in memory for what the store does not take.
 * Events may come late and in any order: what happened last counts.
 */
#ifndef SERVICES_TAKEOVER_H
#define SERVICES_TAKEOVER_H

#include <stdbool.h>

#include "base/date.h"
#include "io/sql.h"
#include "services/webhook.h"

struct takeover;

struct takeover *takeover_new(void);
void takeover_free(struct takeover *t); /* NULL is fine */

/* From now on it is kept in db, borrowed. */
void takeover_use_store(struct takeover *t, struct sql *db);

/*
 * Notes what webhook_turn says of a conversation (its id as in a record). domain may be NULL. A store that fails is
 * told on stderr; what it did not take is written later.
 */
void takeover_note(struct takeover *t, const char *domain, const char *conversation, enum webhook_turn turn,
				   date_ms when);

/* Writes what the store did not take; not even tried for some seconds after it failed, unless last. */
void takeover_flush(struct takeover *t, bool last);

/* Whether the bot is mute there. */
bool takeover_holds(struct takeover *t, const char *domain, const char *conversation);

#endif

/*
 * chatwoot: calls of Chatwoot's REST. There are two tokens: the bot's may speak and hand over, a person's may read and
 * set the rest. What is only read, and what may be done twice, is tried again when the server or the way to it fails;
 * a message that is posted never is: whoever posts it looks first whether it is there.
 */
#ifndef CLIENTS_CHATWOOT_H
#define CLIENTS_CHATWOOT_H

#include <stdbool.h>

#include "base/err.h"
#include "record/val.h"

/* ---- where the server is ---- */

struct chatwoot_config {
	char *url; /* "https://chat.example.com", no path */
	long long account;
	char *token, *bot_token; /* either may be NULL: calls that need it are ERR_CONFIG */
	long long bot;           /* the bot's number, 0 when not given */
	double timeout;          /* seconds of one request */
	double retry;            /* seconds before the first retry */
	int tries;
};

/*
 * Reads the chatwoot member of cwai.yaml (borrowed; null when there is none) and the environment, which wins:
 * CHATWOOT_BASE_URL (or CHATWOOT_URL), CHATWOOT_ACCOUNT_ID, CHATWOOT_API_TOKEN (or CHATWOOT_API_KEY),
 * CHATWOOT_BOT_TOKEN. dir is what token files are relative to. -1 with e (ERR_CONFIG) that says what is missing.
 */
int chatwoot_config_read(struct chatwoot_config *c, val conf, const char *dir, struct err *e);
void chatwoot_config_free(struct chatwoot_config *c);
bool chatwoot_config_given(val conf); /* there is an address, in conf or the environment */

/* ---- the connection ---- */

struct chatwoot;

struct chatwoot *chatwoot_open(const struct chatwoot_config *c); /* c is copied; no request is made yet */
void chatwoot_close(struct chatwoot *c);                         /* NULL is fine */
long long chatwoot_account(const struct chatwoot *c);
long long chatwoot_bot(const struct chatwoot *c);
bool chatwoot_has_token(const struct chatwoot *c);  /* a person's */
const char *chatwoot_url(const struct chatwoot *c); /* without a slash at its end; borrowed */

/*
 * With show given, requests that change something are handed to it instead of being sent, and give an empty object:
 * method, path with query, and body as JSON text ("" for none).
 */
void chatwoot_dry(struct chatwoot *c,
				  void (*show)(void *cookie, const char *method, const char *path, const char *body), void *cookie);

/* Whose token: one of them only, or the first of both that there is. */
enum chatwoot_who { CHATWOOT_PERSON, CHATWOOT_BOT, CHATWOOT_PERSON_FIRST, CHATWOOT_BOT_FIRST };

struct chatwoot_call {
	const char *method; /* "GET", "POST", … */
	const char *path;   /* below /api/v1/accounts/ACCOUNT/; one with a leading slash is taken as it is */
	val query;          /* object of texts and numbers, arrays for "name[]"; consumed; null for none */
	val body;           /* object; consumed; null for none */
	enum chatwoot_who who;
	bool once; /* it must not be done twice: a message, a note, a new contact */
};

/*
 * Makes the call; its JSON in *out (the caller's; NULL: dropped). -1 with e, *unsure (may be NULL) telling of one of
 * once whether it may have been done: ERR_REFUSED (401, 402, 403; the server's words), ERR_NOINPUT (404: no such
 * thing), ERR_DATA (422: the server's words), ERR_AGAIN (429, timed out), ERR_UNAVAILABLE (5xx, not reached),
 * ERR_PROTOCOL, ERR_CONFIG (no token of that kind).
 */
int chatwoot_do(struct chatwoot *c, struct chatwoot_call *call, val *out, bool *unsure, struct err *e);

/* Calls side by side: each begun here ends in a result, in whatever order. */
struct chatwoot_result {
	void *cookie;
	val value;      /* the caller's; null when it failed */
	struct err why; /* ERR_NONE: done; else as chatwoot_do */
	bool unsure;
};
void chatwoot_start(struct chatwoot *c, struct chatwoot_call *call, void *cookie); /* consumes query and body */
/* The next that ends: 1 with *r; 0 when none runs; -1 with e (ERR_MEMORY, ERR_BUG). */
int chatwoot_wait(struct chatwoot *c, struct chatwoot_result *r, struct err *e);

/* The path of a call with its query, as the server is asked for it; new memory. */
char *chatwoot_path(const struct chatwoot *c, const struct chatwoot_call *call);

/* Says in e of a call that failed, when unsure, that it may have been done, with a kind that is not tried again. */
void chatwoot_say_unsure(struct err *e, bool unsure);

/*
 * Every item of a list that comes in pages: asks for page 1, 2, … until one is short, for items under member
 * ("payload", "data.payload", "" for a bare array) of size a page; fn consumes item, -1 stops. 0, or -1 with e.
 */
struct chatwoot_list {
	struct chatwoot_call call; /* page is added to its query */
	const char *member;
	int size;
	bool single; /* all of it comes at once */
};
int chatwoot_each(struct chatwoot *c, struct chatwoot_list *l, int (*fn)(void *cookie, val item, struct err *e),
				  void *cookie, struct err *e);

/* ---- what is asked often ---- */

/* The conversation with that display id. */
int chatwoot_conversation(struct chatwoot *c, long long id, enum chatwoot_who who, val *out, struct err *e);
/*
 * The messages of a conversation with an id above after, oldest first, all of them, as an array. With after 0 only the
 * last 20.
 */
int chatwoot_messages(struct chatwoot *c, long long conversation, long long after, val *out, struct err *e);
/* Each message with an id above after, oldest first, 100 in memory at most; fn consumes it, -1 stops. */
int chatwoot_each_message(struct chatwoot *c, long long conversation, long long after,
						  int (*fn)(void *cookie, val message, struct err *e), void *cookie, struct err *e);
/* Posts a message by the bot; body as section 2.3 of Chatwoot's API has it (consumed). Not tried again: see once. */
int chatwoot_post(struct chatwoot *c, long long conversation, enum chatwoot_who who, val body, val *out, bool *unsure,
				  struct err *e);
/* Sets a status; until only for "snoozed" (seconds since 1970, 0: until the next reply). */
int chatwoot_status(struct chatwoot *c, long long conversation, enum chatwoot_who who, const char *status,
					long long until, struct err *e);
/* Labels: reads those there are, adds and takes away (arrays of texts, borrowed, may be null), writes what is new. */
int chatwoot_labels(struct chatwoot *c, long long conversation, val add, val take, struct err *e);
int chatwoot_typing(struct chatwoot *c, long long conversation, bool on, struct err *e);

/* The number in "chatwoot:ACCOUNT:ID" (or …:cID with letter 'c'; letter 0 for none), or -1. */
long long chatwoot_id_number(const char *id, char letter);

#endif

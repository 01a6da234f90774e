/* send_private: what the files of the send module share; not for others. */
#ifndef SERVICES_SEND_PRIVATE_H
#define SERVICES_SEND_PRIVATE_H

#include <stdbool.h>

#include "base/err.h"
#include "clients/chatwoot.h"
#include "record/val.h"
#include "services/domain.h"
#include "services/send.h"
#include "services/sends.h"

struct send {
	struct chatwoot *c;
	struct sql *db;
	struct send_options o;
	val teams; /* as the server lists them; null until asked */
};

/* A message and its reply. */
struct send_job {
	struct sends_message m;
	long long conversation; /* display id */
	const char *channel;
	const char *customer; /* name, or NULL */
	val reply;            /* null: there is none */
	const char *failed;   /* why there is none, or NULL */
	struct domain *d;
	date_ms held; /* since when it is ours: sends_hold */
	bool lost;    /* another process has taken it over */
	val posted;   /* array: what is in the conversation behind the message; null: not read */
	val ids;      /* array: ids of what was posted */
};

/* ---- send_plan.c ---- */

/* The bodies of the bubbles that the reply's parts make on the channel: an array, the caller's. */
val send_plan(const struct send_job *j);
/* The body (the caller's) of the template that the domain names for outside the 24 hours; null when it names none. */
val send_plan_template(const struct send_job *j);
/* body (consumed) with the mark that tells which message it answers, and which part of the answer it is. */
val send_plan_mark(const struct send_job *j, val body, int part);
/* text without what Chatwoot's Liquid would evaluate; new memory. */
char *send_plan_plain(const char *text);

/* ---- send_check.c ---- */

/*
 * Reads the conversation again. *why: the reason to discard, static, or NULL; *can_reply: the channel takes free
 * text.
 */
int send_check(struct send *s, struct send_job *j, const char **why, bool *can_reply, struct err *e);
/* Reads again what is in the conversation behind the message. */
int send_check_posted(struct send *s, struct send_job *j, struct err *e);
/* The id of part of the answer that is there already, 0: none. */
long long send_check_part(const struct send_job *j, int part);

/* ---- send_post.c ---- */

/*
 * Posts body (consumed) as part of the answer, unless it is there. What may have been done is looked for before it is
 * done again. -1 with e.
 */
int send_post(struct send *s, struct send_job *j, val body, int part, struct err *e);
/* The note, labels, priority, team, and the status last. */
int send_post_handoff(struct send *s, struct send_job *j, val handoff, struct err *e);

#define SEND_NOTE_PART 1000 /* the part's number of the note */

#endif

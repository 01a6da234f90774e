/* talk: a customer at a keyboard: what is said becomes message records (cwai-record(5)), which a pipeline answers. */
#ifndef CLI_TALK_H
#define CLI_TALK_H

#include "base/date.h"
#include "base/err.h"
#include "record/rec.h"

struct talk;

/* stages are the n commands of the pipeline (coproc_new). domain is the name that goes into the records, copied. */
struct talk *talk_new(const char *const *stages, int n, const char *domain);
void talk_free(struct talk *t); /* NULL is fine */

const char *talk_domain(const struct talk *t);
/* Another domain: nobody's customer, and a new conversation. */
void talk_set_domain(struct talk *t, const char *domain);

/* Who speaks, consumed: {id, name, phone, email}; null: nobody that is known. Begins a new conversation. */
void talk_set_customer(struct talk *t, val v);
const char *talk_customer(const struct talk *t); /* the id, NULL for none */

/* The time of the next message; those that follow are a second later each. 0: date_now again. */
void talk_set_time(struct talk *t, date_ms at);

/* What is said next is the first of a conversation. */
void talk_begin(struct talk *t);

/* Says it, and waits for the record at the pipeline's end: in r until the next call. -1 with e as coproc_ask. */
int talk_say(struct talk *t, const char *text, struct rec *r, struct err *e);

/*
 * The same with a message that was recorded (consumed), under ids of this talk, so that no stored reply answers;
 * messages of one recorded conversation are one conversation until talk_begin.
 */
int talk_repeat(struct talk *t, val message, struct rec *r, struct err *e);

#endif

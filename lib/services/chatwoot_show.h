/*
 * chatwoot_show: what Chatwoot's REST gives, as records (cwai-record(5)): ids are texts, times RFC 3339; and lists of
 * them on stdout, at once or as a table for people. No secret of Chatwoot's is in a record.
 */
#ifndef SERVICES_CHATWOOT_SHOW_H
#define SERVICES_CHATWOOT_SHOW_H

#include <stdbool.h>

#include "base/err.h"
#include "base/mem.h"
#include "record/val.h"

/* Each borrows what it is given; the record is the caller's. */
val chatwoot_show_conversation(long long account, val conversation);
val chatwoot_show_message(long long account, val message);
val chatwoot_show_contact(long long account, val contact); /* a record of kind customer */
val chatwoot_show_template(long long account, val template);
val chatwoot_show_bot(long long account, val bot);
val chatwoot_show_webhook(long long account, val webhook);
/* {"id","name"} of an agent, bot or team, null for none. */
val chatwoot_show_name(val who);

/* "chatwoot:ACCOUNT:LETTERID", null for 0. */
val chatwoot_show_id(long long account, const char *letter, long long id);

/* v (consumed) with the values of members that are secrets replaced, at any depth. */
val chatwoot_show_hide(val v);

/* Takes control characters out of what is printed for people, line feeds too unless lines. */
void chatwoot_show_clean(struct buf *b, bool lines);

/* ---- lists ---- */

struct chatwoot_out;

/* columns: "path" or "head=path", NULL at the end; those of a table. */
struct chatwoot_out *chatwoot_out_new(const char *const *columns, bool people);
int chatwoot_out_add(struct chatwoot_out *o, val record, struct err *e); /* consumes; -1 with e (ERR_IO) */
int chatwoot_out_end(struct chatwoot_out *o, struct err *e);             /* prints a table; frees o */

/* One value on stdout: a record as it is, laid out for people. Consumes v. -1 with e (ERR_IO). */
int chatwoot_out_one(val v, bool people, struct err *e);

#endif

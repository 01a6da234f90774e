/*
 * analyze_read: turns of a conversation from where they stand: message records (cwai-record(5)) as the filters and
 * cwai-chatwoot make them, and what the store keeps.
 */
#ifndef AGENTS_ANALYZE_READ_H
#define AGENTS_ANALYZE_READ_H

#include "agents/analyze.h"
#include "base/date.h"
#include "base/err.h"
#include "io/sql.h"
#include "record/rec.h"
#include "services/domain.h"

/* The id of the conversation that the record is a message of; NULL when it is none. Borrowed. */
const char *analyze_read_conversation(struct rec *r);

/*
 * Adds what was said: the record's message, and its reply unless that was discarded. Of cwai-chatwoot's messages those
 * of persons and bots; notes and what Chatwoot says by itself are left out.
 */
void analyze_read_record(struct analyze *a, struct rec *r);

/*
 * Adds the turns that the store keeps of the conversation, and that a person has taken it over. 0, or -1 with e as
 * sql_query.
 */
int analyze_read_stored(struct analyze *a, struct sql *db, const char *domain, struct err *e);

/*
 * The conversations of the domain, by id, whose last turn is of since to until and was not there when they were
 * analysed last. fn is given each without its turns. 0, or -1 with e: as sql_query, or what fn says.
 */
int analyze_read_each(struct sql *db, const char *domain, date_ms since, date_ms until,
					  int (*fn)(void *cookie, struct analyze *a, struct err *e), void *cookie, struct err *e);

#endif

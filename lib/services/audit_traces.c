#include <stdlib.h>

#include "base/mem.h"
#include "services/audit_private.h"

/*
 * Each consent that was said (not what a link of two customers writes) and each erasure has the very time of its line.
 * A consent that stands a millisecond behind another of its purpose was moved there, out of its way. Before the first
 * line of a chain whose beginning was forgotten nothing is to be expected. One statement, so that what is written or
 * forgotten meanwhile is of one moment; the times are joined, which both stores do by hash or index.
 */
static const char query[] =
	"WITH lines AS (SELECT action, ts FROM audit WHERE domain = $1 AND action IN ('consent', 'erase') GROUP BY action,"
	" ts), cut AS (SELECT chain, MIN(seq) AS seq FROM audit WHERE domain = $1 GROUP BY chain HAVING MIN(seq) > 1),"
	" since AS (SELECT COALESCE(MAX(a.ts), 0) AS ts FROM audit a JOIN cut ON a.domain = $1 AND a.chain = cut.chain"
	" AND a.seq = cut.seq)"
	" SELECT (SELECT COUNT(*) FROM (SELECT 1 FROM audit WHERE domain = $1 LIMIT 1) AS any_line) AS lines,"
	" (SELECT COUNT(*) FROM consents c LEFT JOIN lines l ON l.action = 'consent' AND l.ts = c.ts WHERE c.domain = $1"
	" AND l.ts IS NULL AND c.ts >= (SELECT ts FROM since) AND c.source <> 'link' AND NOT EXISTS (SELECT 1 FROM consents"
	" b WHERE b.domain = $1 AND b.customer_id = c.customer_id AND b.purpose = c.purpose AND b.ts = c.ts - 1))"
	" AS consents, (SELECT COUNT(*) FROM erasures x LEFT JOIN lines l ON l.action = 'erase' AND l.ts = x.ts"
	" WHERE x.domain = $1 AND l.ts IS NULL AND x.ts >= (SELECT ts FROM since)) AS erasures";

/* Messages of customers leave one each too, which can't be told from its time: for a log without any line. */
static int count_messages(struct sql *db, const char *domain, long long *n, struct err *e)
{
	val row;

	if (sql_row(
			db,
			"SELECT COUNT(*) AS n FROM turns t JOIN conversations c ON c.domain = t.domain"
			" AND c.id = t.conversation_id WHERE t.domain = $1 AND t.role = 'customer' AND c.customer_id IS NOT NULL",
			val_push(val_array(), val_of_str(domain)), &row, e) != 0)
		return -1;
	*n = val_int(row, "n", 0);
	val_free(row);
	return 0;
}

static void add(struct buf *b, long long n, const char *one, const char *many)
{
	if (n > 0)
		buf_printf(b, "%s%lld %s", b->n ? ", " : "", n, n == 1 ? one : many);
}

int audit_traces(struct sql *db, const char *domain, val *findings, struct err *e)
{
	struct buf what = {0};
	long long consents, erasures, messages = 0;
	bool empty;
	char *message;
	val row;

	if (sql_row(db, query, val_push(val_array(), val_of_str(domain)), &row, e) != 0)
		return -1;
	empty = val_int(row, "lines", 0) == 0;
	consents = val_int(row, "consents", 0);
	erasures = val_int(row, "erasures", 0);
	val_free(row);
	if (empty && count_messages(db, domain, &messages, e) != 0)
		return -1;
	add(&what, consents, "consent", "consents");
	add(&what, erasures, "erased id", "erased ids");
	add(&what, messages, "message", "messages");
	if (what.n > 0) {
		message = mem_printf(empty ? "the log is empty, but the store has what leaves lines: %s"
								   : "lines are gone with their chain, or with its end: the store has %s without one",
							 what.p);
		*findings = val_push(*findings, val_set_str(val_set_str(val_object(), "finding", "gone"), "message", message));
		free(message);
	}
	buf_free(&what);
	return 0;
}

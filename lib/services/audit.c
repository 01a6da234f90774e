#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "services/audit_private.h"

#include "services/audit.h"

static val add(val params, const char *s)
{
	return val_push(params, val_of_str(s));
}

val audit_key(const char *domain, long long chain)
{
	return val_push(add(val_array(), domain), val_of_int(chain));
}

/* "cwai-privacy:ana"; found once. */
static const char *actor(void)
{
	static char name[96];
	const struct passwd *u = *name ? NULL : getpwuid(getuid());

	if (!*name && u)
		(void)snprintf(name, sizeof(name), "%.40s:%.40s", log_tool(), u->pw_name);
	else if (!*name)
		(void)snprintf(name, sizeof(name), "%.40s:%lu", log_tool(), (unsigned long)getuid());
	return name;
}

void audit_seal(const struct pseudonym *p, const struct audit_line *l, const char *before, char out[PSEUDONYM_SEAL])
{
	char chain[24], seq[24], ts[24];
	const char *text[] = {before, l->domain, chain, seq, ts, l->actor, l->action, l->subject, l->what, l->why};

	(void)snprintf(chain, sizeof(chain), "%lld", l->chain);
	(void)snprintf(seq, sizeof(seq), "%lld", l->seq);
	(void)snprintf(ts, sizeof(ts), "%lld", l->ts);
	(void)pseudonym_seal(p, text, sizeof(text) / sizeof(text[0]), out);
}

/* The end of the chain in *head, locked until the transaction ends. */
static int lock_head(struct sql *db, const char *domain, long long chain, val *head, struct err *e)
{
	return sql_row(db,
				   "INSERT INTO audit_heads (domain, chain, seq, hash) VALUES ($1, $2, 0, '')"
				   " ON CONFLICT (domain, chain) DO UPDATE SET seq = audit_heads.seq RETURNING seq, hash",
				   audit_key(domain, chain), head, e);
}

static int put_line(struct sql *db, const struct audit_line *l, const char *hash, struct err *e)
{
	val p = val_push(audit_key(l->domain, l->chain), val_of_int(l->seq));

	p = add(add(add(val_push(p, val_of_int(l->ts)), l->actor), l->action), l->subject);
	return sql_exec(db,
					"INSERT INTO audit (domain, chain, seq, ts, actor, action, subject, what, why, hash)"
					" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
					add(add(add(p, l->what), l->why), hash), e) < 0
			   ? -1
			   : 0;
}

static int put_head(struct sql *db, const struct audit_line *l, const char *hash, struct err *e)
{
	val p = add(val_push(audit_key(l->domain, l->chain), val_of_int(l->seq)), hash);

	return sql_exec(db, "UPDATE audit_heads SET seq = $3, hash = $4 WHERE domain = $1 AND chain = $2", p, e) < 0 ? -1
																												 : 0;
}

int audit_put_line(struct sql *db, const struct pseudonym *p, struct audit_line *l, struct err *e)
{
	char hash[PSEUDONYM_SEAL];
	val head;

	if (lock_head(db, l->domain, l->chain, &head, e) < 0)
		return -1;
	l->seq = val_int(head, "seq", 0) + 1;
	audit_seal(p, l, val_str(head, "hash", ""), hash);
	val_free(head);
	return put_line(db, l, hash, e) < 0 ? -1 : put_head(db, l, hash, e);
}

int audit_put(struct sql *db, const struct pseudonym *p, const char *domain, const struct audit_entry *a, date_ms now,
			  struct err *e)
{
	char subject[PSEUDONYM_MAX] = "";
	struct audit_line l = {.domain = domain,
						   .chain = (long long)getpid() % AUDIT_CHAINS,
						   .ts = now,
						   .actor = a->actor ? a->actor : actor(),
						   .action = a->action,
						   .subject = subject,
						   .what = a->what ? a->what : "",
						   .why = a->why ? a->why : ""};

	if (a->subject)
		(void)pseudonym_of(p, domain, a->subject, subject);
	return audit_put_line(db, p, &l, e);
}

int audit_note(struct sql *db, const struct pseudonym *p, const char *domain, const struct audit_entry *a, date_ms now,
			   struct err *e)
{
	if (sql_begin(db, e) != 0)
		return -1;
	if (audit_put(db, p, domain, a, now, e) == 0)
		return sql_commit(db, e);
	sql_rollback(db);
	return -1;
}

/* ---- reading ---- */

struct each {
	int (*fn)(void *cookie, val v, struct err *e);
	void *cookie;
};

static int give(void *cookie, val row, struct err *e)
{
	const struct each *x = cookie;
	char ts[32];

	row = val_set_str(row, "ts", date_format(val_int(row, "ts", 0), ts));
	if (!*val_str(row, "subject", ""))
		row = val_set(row, "subject", val_null());
	return x->fn(x->cookie, row, e);
}

int audit_each(struct sql *db, const char *domain, const struct audit_query *q,
			   int (*fn)(void *cookie, val v, struct err *e), void *cookie, struct err *e)
{
	struct each x = {fn, cookie};
	val p = val_push(add(val_push(add(val_array(), domain), val_of_int(q->since)), q->subject ? q->subject : ""),
					 val_of_int(q->limit > 0 ? q->limit : INT32_MAX));

	return sql_each(db,
					"SELECT * FROM (SELECT ts, actor, action, subject, what, why, chain, seq FROM audit"
					" WHERE domain = $1 AND ts >= $2 AND ($3 = '' OR subject = $3)"
					" ORDER BY ts DESC, chain DESC, seq DESC LIMIT $4) AS l ORDER BY ts, chain, seq",
					p, give, &x, e);
}

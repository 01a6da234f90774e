/* pseudonym and audit: stable names, chains that show what was changed, taken out, put in and cut off. */
#include <sys/stat.h>
#include <sys/wait.h>

#include "../store.h"
#include "../t.h"
#include "base/os.h"
#include "io/schema.h"
#include "services/audit.h"

static struct err e;
static struct pseudonym *key;

static struct config *configuration(const char *name)
{
	static char path[128];
	const struct opt_common o = {.config = path};

	(void)snprintf(path, sizeof(path), "%s/%s", t_dir(), name);
	(void)os_write_file(path, "domains: [d]\n", 13, 0600, &e);
	return config_open(&o, &e);
}

static void pseudonyms(void)
{
	char a[PSEUDONYM_MAX], b[PSEUDONYM_MAX], path[128];
	struct config *c = configuration("cwai.yaml");
	struct pseudonym *again;
	struct stat s;

	key = pseudonym_open(c, &e);
	again = pseudonym_open(c, &e);
	t_ok(key && again, "the key is made, and read again");
	(void)snprintf(path, sizeof(path), "%s/privacy.key", t_dir());
	t_ok(stat(path, &s) == 0 && (s.st_mode & 0777) == 0600, "its file is its owner's");
	t_str(pseudonym_of(key, "d", "c1", a), pseudonym_of(again, "d", "c1", b), "the same for the same");
	t_ok(strcmp(a, pseudonym_of(key, "x", "c1", b)) != 0, "another in another domain");
	t_ok(strlen(a) == 34 && strncmp(a, "p:", 2) == 0, "its form");
	t_str(pseudonym_phone(key, "d", "(11) 8888-7777", a), pseudonym_phone(key, "d", "+5511988887777", b), "of phones");
	t_str(pseudonym_email(key, "d", "Ana@X.com ", a), pseudonym_email(key, "d", "ana@x.com", b), "of e-mails");
	t_str(pseudonym_name(key, "d", "JOÃO", a), pseudonym_name(key, "d", "João", b), "of names");
	pseudonym_close(again);
	(void)os_write_file(path, "nokey\n", 6, 0600, &e);
	t_ok(!pseudonym_open(c, &e) && e.kind == ERR_CONFIG, "a file without a key is told");
	config_free(c);
}

static int put(struct sql *db, const char *subject, date_ms now)
{
	const struct audit_entry a = {.action = "read", .subject = subject, .what = "customers", .why = "test"};
	int st = sql_begin(db, &e);

	if (st == 0)
		st = audit_put(db, key, "d", &a, now, &e);
	if (st == 0)
		return sql_commit(db, &e);
	sql_rollback(db);
	return st;
}

/* What audit_verify finds, "changed 3-3 missing 5-6"; heads (consumed) are compared. */
static const char *found(struct sql *db, val heads)
{
	static char text[400];
	struct audit_check c;
	size_t n = 0;

	*text = '\0';
	if (audit_verify(db, key, "d", heads, &c, &e) != 0)
		return e.msg;
	for (int i = 0; i < val_len(c.findings); i++) {
		val v = val_at(c.findings, i);

		n += (size_t)snprintf(text + n, sizeof(text) - n, "%s%s %lld-%lld", n ? " " : "", val_str(v, "finding", ""),
							  val_int(v, "from", 0), val_int(v, "to", 0));
		val_free(v);
	}
	val_free(c.findings);
	val_free(c.heads);
	val_free(heads);
	return text;
}

static val heads(struct sql *db)
{
	struct audit_check c;

	if (audit_verify(db, key, "d", val_null(), &c, &e) != 0)
		return val_null();
	val_free(c.findings);
	return c.heads;
}

/* What is found after the query, which is then taken back. */
static void tampered(struct sql *db, const char *query, const char *want)
{
	(void)sql_begin(db, &e);
	(void)sql_exec(db, query, val_array(), &e);
	t_str(found(db, val_null()), want, query);
	sql_rollback(db);
}

static int count(void *cookie, val v, struct err *err)
{
	(void)err;
	*(int *)cookie += 1;
	val_free(v);
	return 0;
}

static void chains(struct sql *db)
{
	char subject[PSEUDONYM_MAX];
	struct audit_query q = {.subject = pseudonym_of(key, "d", "c1", subject)};
	val kept;
	int n = 0, bad = 0;

	for (int i = 0; i < 10; i++)
		bad += put(db, i % 2 ? "c1" : NULL, 1000 + i) != 0;
	t_int(bad, 0, "ten lines are written");
	t_str(found(db, val_null()), "", "all is well");
	t_int(audit_each(db, "d", &q, count, &n, &e), 0, "lines of one are read");
	t_int(n, 5, "theirs alone");
	tampered(db, "UPDATE audit SET what = 'nothing' WHERE seq = 3", "changed 3-3");
	tampered(db, "UPDATE audit SET hash = 'x' WHERE seq = 3", "changed 3-3 changed 4-4");
	tampered(db, "DELETE FROM audit WHERE seq IN (4, 5)", "missing 4-5");
	tampered(db, "DELETE FROM audit WHERE seq < 3", "missing 1-2");
	tampered(db, "DELETE FROM audit WHERE seq > 8", "cut_off 9-10");
	tampered(db, "DELETE FROM audit", "cut_off 1-10");
	tampered(db, "DELETE FROM audit_heads", "end 10-10");
	tampered(db, "UPDATE audit_heads SET hash = 'x'", "end 10-10");
	tampered(db, "UPDATE audit SET seq = 11 WHERE seq = 5", "missing 5-5 inserted 11-11");
	tampered(db,
			 "INSERT INTO audit SELECT domain, chain, 11, ts, actor, action, subject, what, why, hash FROM audit"
			 " WHERE seq = 1",
			 "inserted 11-11");
	kept = heads(db);
	t_int(put(db, "c1", 2000), 0, "one more");
	t_str(found(db, val_copy(kept)), "", "the kept heads are met");
	(void)sql_exec(db, "DELETE FROM audit WHERE seq > 9", val_array(), &e);
	(void)sql_exec(db, "UPDATE audit_heads SET seq = 9, hash = (SELECT hash FROM audit WHERE seq = 9)", val_array(),
				   &e);
	t_str(found(db, val_null()), "", "an end that was cut with its record is not seen alone");
	t_str(found(db, val_copy(kept)), "cut_off 10-10", "but by what was kept");
	(void)sql_exec(db, "DELETE FROM audit", val_array(), &e);
	(void)sql_exec(db, "DELETE FROM audit_heads", val_array(), &e);
	t_str(found(db, kept), "cut_off 1-10", "so is a chain that is gone");
}

static void purge(struct sql *db)
{
	for (int i = 0; i < 6; i++)
		(void)put(db, "c1", 1000 + i);
	t_int(audit_purge(db, key, "d", 1004, 5000, true, &e), 4, "lines from before are counted");
	t_int(audit_purge(db, key, "d", 1004, 5000, false, &e), 4, "and forgotten");
	t_str(found(db, val_null()), "", "and the chain is whole");
	tampered(db, "DELETE FROM audit WHERE seq = 5", "missing 1-5");
	tampered(db, "UPDATE audit SET what = '{}' WHERE action = 'purge'", "changed 7-7 missing 1-4");
	tampered(db, "UPDATE audit SET why = 'x' WHERE seq = 5", "changed 5-5");
	t_int(audit_purge(db, key, "d", 6000, 6000, false, &e), 3, "all that is left, too");
	t_int(audit_purge(db, key, "d", 6000, 6000, false, &e), 0, "and no more");
	t_str(found(db, val_null()), "", "and it is whole still");
	t_int(put(db, "c1", 7000), 0, "and goes on");
	t_str(found(db, val_null()), "", "whole");
}

/* Runs it; rows is how many it changes. */
static void run(struct sql *db, const char *query, int rows)
{
	t_int(sql_exec(db, query, val_array(), &e), rows, query);
}

static int put_action(struct sql *db, const char *action, date_ms now)
{
	const struct audit_entry a = {.action = action, .subject = "c1", .what = "x", .why = "test"};

	return audit_note(db, key, "d", &a, now, &e);
}

/* Consents and erasures leave a line of their own time, which must be there while none of so long ago is forgotten. */
static void traces(struct sql *db)
{
	static const char consent[] = "INSERT INTO consents (domain, customer_id, purpose, ts, granted, source) VALUES ";
	char query[400];

	run(db, "DELETE FROM audit", 2);
	run(db, "DELETE FROM audit_heads", 1);
	t_int(put_action(db, "consent", 1000) | put_action(db, "erase", 1500) | put_action(db, "read", 1600), 0, "lines");
	(void)snprintf(query, sizeof(query),
				   "%s('d', 'c1', 'service', 1000, 1, 'cli'), ('d', 'c1', 'service', 1001, 1, 'chat'),"
				   " ('d', 'c1', 'analytics', 5, 0, 'link'), ('other', 'c1', 'service', 7, 1, 'cli')",
				   consent);
	run(db, query, 4);
	run(db, "INSERT INTO erasures (domain, subject, ts) VALUES ('d', 'p:1', 1500), ('d', 'p:2', 1500)", 2);
	t_str(found(db, val_null()), "",
		  "one that was moved out of another's way, a link's, and another domain's, have none");
	tampered(db, "UPDATE consents SET ts = 999 WHERE domain = 'd' AND ts = 1000", "gone 0-0");
	tampered(db, "INSERT INTO erasures (domain, subject, ts) VALUES ('d', 'p:3', 1000)", "gone 0-0");
	t_int(audit_purge(db, key, "d", 1200, 2000, false, &e), 1, "a consent's line is forgotten");
	t_str(found(db, val_null()), "", "and not missed");
	tampered(db, "UPDATE erasures SET ts = 1501", "gone 0-0");
	t_int(audit_purge(db, key, "d", 3000, 3000, false, &e), 3, "all are");
	t_str(found(db, val_null()), "", "none is missed");
	run(db, "DELETE FROM audit", 1);
	run(db, "DELETE FROM audit_heads", 1);
	t_str(found(db, val_null()), "gone 0-0", "but an empty log was never one that forgot");
	run(db, "DELETE FROM consents", 4);
	run(db, "DELETE FROM erasures", 2);
	t_str(found(db, val_null()), "", "unless nothing leaves a line in it");
}

static void many(const char *url)
{
	struct sql *db;
	int bad = 0;

	for (int k = 0; k < 4; k++) {
		if (fork() == 0) {
			int st = (db = schema_open(url, &e)) ? 0 : 1;

			for (int i = 0; i < 50 && st == 0; i++)
				st = put(db, "c2", i) != 0;
			sql_close(db);
			_exit(st);
		}
	}
	for (int st; wait(&st) > 0;)
		bad += st != 0;
	t_int(bad, 0, "four processes write at once");
	db = schema_open(url, &e);
	t_str(found(db, val_null()), "", "and their chains are whole");
	sql_close(db);
}

int main(void)
{
	pseudonyms();
	for (int i = 0; i < T_STORES; i++) {
		char url[512];
		struct sql *db;

		(void)snprintf(url, sizeof(url), "%s", t_store(i));
		db = schema_open(url, &e);
		chains(db);
		purge(db);
		traces(db);
		sql_close(db);
		many(url);
	}
	pseudonym_close(key);
	return t_done();
}

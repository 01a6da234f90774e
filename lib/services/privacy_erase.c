#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/os.h"
#include "services/audit.h"
#include "services/dead.h"

#include "services/privacy.h"

#define RECEIPT 24 /* room for a receipt's number */

static const char *domain_of(const struct privacy *c)
{
	return domain_name(c->d);
}

static val params(const char *domain, const char *s)
{
	return val_push(val_push(val_array(), val_of_str(domain)), val_of_str(s));
}

/* ---- rows ---- */

static int alias(void *cookie, const char *id, char *out, size_t cap)
{
	const struct privacy *c = cookie;

	(void)cap; /* PSEUDONYM_MAX is less */
	(void)pseudonym_of(c->key, domain_of(c), id, out);
	return 0;
}

static int end_table(const struct privacy *c, const struct personal_table *t, const struct personal *who, bool dry,
					 val *counts, struct err *e)
{
	struct privacy own = *c;
	long n, all = 0;

	for (int i = 0; i < val_len(who->ids); i++) {
		val id = val_at(who->ids, i);

		n = dry ? personal_rows(c->db, t, domain_of(c), val_text(id, ""), e)
				: personal_end_rows(c->db, t, domain_of(c), val_text(id, ""), alias, &own, e);
		val_free(id);
		if (n < 0)
			return -1;
		all += n;
	}
	if (all > 0)
		*counts = val_set_int(*counts, t->name, all);
	return 0;
}

/* So that what another system still has of them is not taken in again. */
static int remember_one(const struct privacy *c, const char *id, struct err *e)
{
	char subject[PSEUDONYM_MAX];
	val p = params(domain_of(c), pseudonym_of(c->key, domain_of(c), id, subject));

	return sql_exec(c->db,
					"INSERT INTO erasures (domain, subject, ts) VALUES ($1, $2, $3) ON CONFLICT (domain, subject)"
					" DO UPDATE SET ts = excluded.ts",
					val_push(p, val_of_int(c->now)), e) < 0
			   ? -1
			   : 0;
}

static int remember_all(const struct privacy *c, val ids, struct err *e)
{
	int st = 0;

	for (int i = 0; st == 0 && i < val_len(ids); i++) {
		val id = val_at(ids, i);

		st = remember_one(c, val_text(id, ""), e);
		val_free(id);
	}
	return st;
}

static int remember(const struct privacy *c, const struct personal *who, struct err *e)
{
	int st = remember_all(c, who->ids, e);

	if (st == 0)
		st = remember_all(c, who->externals, e);
	for (int i = 0; st == 0 && i < val_len(who->links); i++) {
		val l = val_at(who->links, i);
		char *id = mem_printf("odoo:%s:%lld", val_str(l, "model", ""), val_int(l, "remote_id", 0));

		st = remember_one(c, id, e);
		free(id);
		val_free(l);
	}
	return st;
}

static int end_rows(const struct privacy *c, const struct personal *who, bool dry, val *counts, struct err *e)
{
	int st = 0;

	for (int i = 0; st == 0 && i < personal_count(); i++)
		if (personal_at(i)->end != PERSONAL_KEEP)
			st = end_table(c, personal_at(i), who, dry, counts, e);
	return st;
}

int privacy_erase_rows(const struct privacy *c, const struct personal *who, const char *receipt, bool dry, val *counts,
					   struct err *e)
{
	const struct audit_entry a = {
		.action = "erase", .subject = val_str(who->customer, "id", ""), .what = receipt, .why = "cwai-privacy erase"};
	int st;

	*counts = val_object();
	if (dry) {
		st = end_rows(c, who, true, counts, e);
	} else {
		st = sql_begin(c->db, e);
		if (st == 0)
			st = end_rows(c, who, false, counts, e);
		if (st == 0)
			st = remember(c, who, e);
		if (st == 0)
			st = audit_put(c->db, c->key, domain_of(c), &a, c->now, e);
		if (st == 0)
			st = sql_commit(c->db, e);
		else
			sql_rollback(c->db);
	}
	if (st != 0)
		val_free(*counts);
	return st;
}

int privacy_erased(struct sql *db, const struct pseudonym *key, const char *domain, const char *id, struct err *e)
{
	char subject[PSEUDONYM_MAX];
	val row;
	int yes;

	if (sql_row(db, "SELECT ts FROM erasures WHERE domain = $1 AND subject = $2",
				params(domain, pseudonym_of(key, domain, id, subject)), &row, e) != 0)
		return -1;
	yes = val_kind(row) == VAL_OBJECT;
	val_free(row);
	return yes;
}

int privacy_erased_any(struct sql *db, const char *domain, struct err *e)
{
	val row;
	int any;

	if (sql_row(db, "SELECT ts FROM erasures WHERE domain = $1 LIMIT 1", val_push(val_array(), val_of_str(domain)),
				&row, e) != 0)
		return -1;
	any = val_kind(row) == VAL_OBJECT;
	val_free(row);
	return any;
}

/* ---- what is left for people ---- */

static val left_one(val left, const char *system, const char *id, const char *what)
{
	val v = val_set_str(val_set_str(val_object(), "system", system), "id", id);

	return val_push(left, val_set_str(v, "do", what));
}

static val left_of(const struct privacy *c, const struct personal *who)
{
	val left = val_array();

	for (int i = 0; i < val_len(who->links); i++) {
		val l = val_at(who->links, i);
		char *id = mem_printf("odoo:%s:%lld", val_str(l, "model", ""), val_int(l, "remote_id", 0));

		if (val_int(l, "remote_id", 0) > 0)
			left = left_one(left, "odoo", id,
							strcmp(val_str(l, "entity", ""), "customer") == 0
								? "archive or anonymise it there; cwai does not take it in again"
								: "keep it there as long as the law asks (invoices: five years), then anonymise it");
		free(id);
		val_free(l);
	}
	for (int i = 0; i < val_len(who->externals); i++) {
		val x = val_at(who->externals, i);

		if (strncmp(val_text(x, ""), "chatwoot:", 9) == 0)
			left = left_one(left, "chatwoot", val_text(x, ""), "delete the contact there, with its conversations");
		val_free(x);
	}
	if (sql_is_postgres(c->db))
		left = left_one(left, "postgresql", "wal", "its log and base backups hold the rows until they are recycled");
	return left_one(left, "backups", "all", "copies of the store from before hold the rows until they are replaced");
}

/* ---- all of it ---- */

static int end_failed(const struct personal *who, const struct privacy_erasing *o, long *n, struct err *e)
{
	char *own = dead_path("."); /* each tool has a file there */
	int st = privacy_files_lines(who, own, o->dry, n, e);

	free(own);
	for (int i = 0; st == 0 && i < o->n_dead; i++) {
		long more;

		st = privacy_files_lines(who, o->dead[i], o->dry, &more, e);
		*n += more;
	}
	return st;
}

static int end_files(const struct personal *who, const struct privacy_erasing *o, val *receipt, struct err *e)
{
	char *spool = o->spool ? mem_dup(o->spool) : dead_path("spool");
	long n = 0, left = 0, files = 0;
	int st = privacy_files_spool(who, spool, o->dry, &n, &left, e);

	if (st == 0)
		st = end_failed(who, o, &files, e);
	free(spool);
	*receipt = val_set_int(val_set_int(*receipt, "spool", n), "files", files);
	if (left > 0)
		*receipt = val_set_int(*receipt, "mentioned", left);
	return st;
}

static int scrub(const struct privacy *c, const struct privacy_erasing *o, val *receipt, struct err *e)
{
	const char *table[64];
	int n = 0, st;

	for (int i = 0; i < personal_count() && n < 64; i++)
		if (personal_at(i)->end != PERSONAL_KEEP)
			table[n++] = personal_at(i)->name;
	st = sql_scrub(c->db, table, n, o->whole, e);
	if (st < 0) {
		(void)err_prefix(e, "the customer is erased, but the store's files may hold what is left: try again");
		*receipt = val_set(*receipt, "left",
						   left_one(val_get_array(*receipt, "left"), "store", "file",
									"its file could not be written anew: erase again"));
		return 1;
	}
	if (st == 0 || (!o->whole && !sql_is_postgres(c->db))) {
		val left = val_get_array(*receipt, "left");

		left = left_one(left, "store", "file",
						st == 0 ? "it was in use, and may hold traces: erase again when less is going on"
								: "pages may hold traces: erase again without --no-vacuum when writers may wait");
		*receipt = val_set(*receipt, "left", left);
	}
	return 0;
}

/* Turns of messages that were on their way while the rest was erased: their conversation is not there any more. */
static int end_late(const struct privacy *c, const struct personal *who, struct err *e)
{
	int st = 0;

	for (int i = 0; st >= 0 && i < val_len(who->conversations); i++) {
		val id = val_at(who->conversations, i);

		st = sql_exec(c->db,
					  "DELETE FROM turns WHERE domain = $1 AND conversation_id = $2 AND NOT EXISTS (SELECT 1 FROM"
					  " conversations WHERE domain = $1 AND id = $2)",
					  params(domain_of(c), val_text(id, "")), e);
		val_free(id);
	}
	return st < 0 ? -1 : 0;
}

static int erase_known(const struct privacy *c, const struct personal *who, const struct privacy_erasing *o,
					   val *receipt, struct err *e)
{
	val left = left_of(c, who), counts;
	int st = end_files(who, o, receipt, e);

	if (st == 0)
		st = privacy_erase_rows(c, who, val_str(*receipt, "receipt", ""), o->dry, &counts, e);
	if (st == 0)
		*receipt = val_set(val_set(*receipt, "counts", counts), "left", val_copy(left));
	if (st == 0 && !o->dry)
		st = end_late(c, who, e);
	val_free(left);
	return st;
}

/* The store knows nobody by that key; was there somebody? Files may have them: the store was never reached. */
static int erase_unknown(const struct privacy *c, const char *key, const struct personal *who,
						 const struct privacy_erasing *o, val *receipt, struct err *e)
{
	int before = privacy_erased(c->db, c->key, domain_of(c), key, e);

	if (before >= 0 && end_files(who, o, receipt, e) != 0)
		return -1;
	*receipt = val_set(*receipt, "before", val_true(before == 1));
	return before < 0 ? -1 : 0;
}

int privacy_erase(const struct privacy *c, const char *key, const struct privacy_erasing *o, val *receipt,
				  struct err *e)
{
	char number[RECEIPT], subject[PSEUDONYM_MAX], ts[32];
	struct personal who;
	int st;

	if (privacy_files_check(o, e) != 0 || personal_find(c->db, domain_of(c), key, &who, e) != 0)
		return -1;
	who.shop = o->shop;
	(void)snprintf(number, sizeof(number), "r:%016" PRIx64, os_random());
	(void)pseudonym_of(c->key, domain_of(c), who.known ? val_str(who.customer, "id", "") : key, subject);
	*receipt = val_set_str(val_object(), "receipt", number);
	*receipt = val_set_str(val_set_str(*receipt, "subject", subject), "ts", date_format(c->now, ts));
	*receipt = val_set(*receipt, "known", val_true(who.known));
	if (who.known)
		st = erase_known(c, &who, o, receipt, e);
	else
		st = erase_unknown(c, key, &who, o, receipt, e);
	if (st == 0 && !o->dry)
		st = scrub(c, o, receipt, e);
	if (o->dry)
		*receipt = val_set(*receipt, "dry_run", val_true(true));
	personal_free(&who);
	if (st >= 0)
		return st;
	val_free(*receipt);
	return -1;
}

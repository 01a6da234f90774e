/* consent: rows that are only added, the customer's record with them, what others change at the same time. */
#include <sys/wait.h>

#include "../store.h"
#include "../t.h"
#include "io/schema.h"
#include "services/consent.h"
#include "services/customer.h"

static struct err e;

static void put(struct sql *db, const char *json)
{
	val v = val_parse(json, strlen(json), NULL);

	t_int(customer_put(db, "d", v, 1000, &e), 0, "a customer is put");
	val_free(v);
}

static val get(struct sql *db)
{
	val c;

	return customer_get(db, "d", "c1", &c, &e) == 0 ? c : val_null();
}

static int said(struct sql *db, const char *purpose, bool yes, const char *message, date_ms now)
{
	return consent_set(db, "d", "c1", purpose, yes, "chat", message, now, &e);
}

static void one_after_the_other(struct sql *db)
{
	val c, rows;

	t_int(said(db, "analytics", true, "m1", 2000), 0, "granted");
	t_int(said(db, "analytics", true, "m1", 2001), 0, "the same message again");
	t_int(said(db, "marketing", false, NULL, 2002), 0, "refused");
	c = get(db);
	t_ok(val_bool(c, "consent.analytics", false), "the customer's record has it");
	t_ok(!val_bool(c, "consent.marketing", true), "and what was refused");
	t_ok(val_bool(c, "consent.other", false), "and what stood there before");
	t_str(val_str(c, "preferences.tipo_pele", NULL), "oleosa", "and everything else");
	t_ok(consent_was_asked(c, "marketing") && !consent_was_asked(c, "service"), "what was asked is known");
	val_free(c);
	t_int(said(db, "analytics", false, "m2", 1500), 0, "revoked, by a clock that went back");
	t_int(said(db, "analytics", true, "m1", 2500), 0, "the first message again, long after");
	t_int(said(db, "analytics", false, "m2", 2501), 0, "and the second");
	t_int(consent_history(db, "d", "c1", &rows, &e), 0, "the rows are read");
	t_int(val_len(rows), 3, "each grant and each refusal is one");
	c = val_at(rows, 1);
	t_ok(!val_bool(c, "granted", true) && strcmp(val_str(c, "message", ""), "m2") == 0,
		 "what was said last of a purpose is its newest");
	val_free(c);
	val_free(rows);
	t_int(said(db, "breakfast", true, NULL, 1), -1, "no purpose");
	t_int(e.kind, ERR_USAGE, "is a mistake");
	t_int(consent_set(db, "d", "c9", "service", true, "cli", NULL, 1, &e), -1, "nobody");
	t_int(e.kind, ERR_NOINPUT, "is told");
}

/* Four processes change four members of one customer, many times. */
static void side_by_side(const char *url)
{
	int bad = 0;

	for (int k = 0; consent_purposes[k]; k++) {
		if (fork() == 0) {
			struct sql *db = schema_open(url, &e);
			int st = db ? 0 : 1;

			for (int i = 0; i < 25 && st == 0; i++)
				st = said(db, consent_purposes[k], i % 2 == 0, NULL, 3000 + i) != 0;
			sql_close(db);
			_exit(st);
		}
	}
	for (int st; wait(&st) > 0;)
		bad += st != 0;
	t_int(bad, 0, "four processes at once");
}

int main(void)
{
	for (int i = 0; i < T_STORES; i++) {
		char url[512];
		struct sql *db;
		val c;

		(void)snprintf(url, sizeof(url), "%s", t_store(i));
		db = schema_open(url, &e);
		put(db,
			"{\"id\":\"c1\",\"name\":\"Ana\",\"preferences\":{\"tipo_pele\":\"oleosa\"},\"consent\":{\"other\":true}}");
		one_after_the_other(db);
		sql_close(db);
		side_by_side(url);
		db = schema_open(url, &e);
		c = get(db);
		t_ok(val_bool(c, "consent.service", false) && val_bool(c, "consent.analytics", false) &&
				 val_bool(c, "consent.marketing", false) && val_bool(c, "consent.address", false),
			 "none lost the other's");
		val_free(c);
		sql_close(db);
	}
	return t_done();
}

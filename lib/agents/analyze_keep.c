#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "services/analytics.h"
#include "services/audit.h"
#include "services/customer.h"
#include "services/profile.h"

#include "agents/analyze.h"
#include "agents/analyze_keep.h"

#define TRIES 3 /* of a transaction that another one was in the way of */

/* Does the customer allow it? Until the transaction ends nobody revokes that, or erases him. */
static int ask(struct sql *db, const char *domain, const char *id, bool *allows, struct err *e)
{
	val customer;
	int st = id ? profile_lock(db, domain, id, e) : 0;

	*allows = false;
	if (st <= 0)
		return st;
	if (customer_get(db, domain, id, &customer, e) != 0)
		return -1;
	*allows = val_bool(customer, "consent.analytics", false);
	val_free(customer);
	return 0;
}

/* The names of the topics that the profile has of this conversation, an object. */
static int known_topics(struct sql *db, const char *domain, const char *conversation, val *out, struct err *e)
{
	static const char query[] =
		"SELECT data FROM analyses WHERE domain = $1 AND conversation_id = $2 AND customer_id IS NOT NULL";
	val row, data, list;
	const char *text;

	if (sql_row(db, query, val_push(val_push(val_array(), val_of_str(domain)), val_of_str(conversation)), &row, e) < 0)
		return -1;
	text = val_str(row, "data", "{}");
	data = val_parse(text, strlen(text), NULL);
	list = val_get_array(data, "topics");
	*out = val_object();
	for (int i = 0; i < val_len(list); i++) {
		val one = val_at(list, i);

		*out = val_set(*out, val_str(one, "name", ""), val_true(true));
		val_free(one);
	}
	val_free(list);
	val_free(data);
	val_free(row);
	return 0;
}

static val new_topics(val analysis, val known)
{
	val list = val_get_array(analysis, "topics"), out = val_array();

	for (int i = 0; i < val_len(list); i++) {
		val one = val_at(list, i), there = val_member(known, val_str(one, "name", ""));

		if (val_kind(there) == VAL_NONE)
			out = val_push(out, val_copy(one));
		val_free(there);
		val_free(one);
	}
	val_free(list);
	return out;
}

/* What the customer spoke of himself: what the shop offers is no interest of his. */
static val own_entities(val analysis)
{
	val list = val_get_array(analysis, "entities"), out = val_array();

	for (int i = 0; i < val_len(list); i++) {
		val one = val_at(list, i);

		if (strcmp(val_str(one, "role", ""), "customer") == 0)
			out = val_push(out, val_copy(one));
		val_free(one);
	}
	val_free(list);
	return out;
}

static int learn(struct sql *db, const struct domain *d, val analysis, val known, date_ms now, struct err *e)
{
	char *event = mem_printf("analysis:%s:%s", val_str(analysis, "conversation", ""), val_str(analysis, "ended", ""));
	val part = val_set(val_copy(analysis), "topics", new_topics(analysis, known));
	int st;

	part = val_set(part, "entities", own_entities(analysis));
	st = profile_learn(db, d, val_str(analysis, "customer", ""), part, event, now, e) < 0 ? -1 : 0;
	val_free(part);
	free(event);
	return st;
}

struct keep { /* an analysis on its way in; borrowed */
	struct sql *db;
	const struct domain *d;
	const struct pseudonym *key;
	val analysis;
	date_ms now;
	bool moved; /* from another store: nobody reads turns, and nothing is learnt */
};

static int put(const struct keep *k, bool *allowed, struct err *e)
{
	const char *domain = domain_name(k->d);
	val kept, known = val_null();
	int st = ask(k->db, domain, val_str(k->analysis, "customer", NULL), allowed, e);

	if (st == 0 && !k->moved)
		st = known_topics(k->db, domain, val_str(k->analysis, "conversation", ""), &known, e);
	if (st != 0)
		return -1;
	kept = *allowed ? val_copy(k->analysis) : analyze_without_person(val_copy(k->analysis));
	st = analytics_put(k->db, k->d, kept, e) < 0 ? -1 : 0;
	if (st == 0 && *allowed && !k->moved)
		st = learn(k->db, k->d, k->analysis, known, k->now, e);
	val_free(kept);
	val_free(known);
	return st;
}

/* The audit log tells whose conversation was read, and whether something of it stays with the customer. */
static int note(const struct keep *k, bool kept, struct err *e)
{
	char *why = mem_printf("conversation %.200s", val_str(k->analysis, "conversation", ""));
	const struct audit_entry a = {.action = kept ? "write" : "read",
								  .subject = val_str(k->analysis, "customer", NULL),
								  .what = !kept      ? "turns"
										  : k->moved ? "analysis"
													 : "analysis, profile",
								  .why = why};
	int st = k->key ? audit_put(k->db, k->key, domain_name(k->d), &a, k->now, e) : 0;

	free(why);
	return st;
}

static int keep(const struct keep *k, bool *allowed, struct err *e)
{
	int st = -1;

	for (int i = 0; i < TRIES && st != 0 && (i == 0 || e->kind == ERR_AGAIN); i++) {
		if (sql_begin(k->db, e) < 0)
			continue;
		st = put(k, allowed, e);
		if (st == 0 && val_str(k->analysis, "customer", NULL) && (*allowed || !k->moved))
			st = note(k, *allowed, e);
		if (st == 0)
			st = sql_commit(k->db, e) < 0 ? -1 : 0;
		else
			sql_rollback(k->db);
	}
	return st;
}

int analyze_keep(struct sql *db, const struct domain *d, const struct pseudonym *key, val analysis, date_ms now,
				 bool *allowed, struct err *e)
{
	return keep(&(struct keep){db, d, key, analysis, now, false}, allowed, e);
}

int analyze_keep_moved(struct sql *db, const struct domain *d, const struct pseudonym *key, val analysis, date_ms now,
					   struct err *e)
{
	bool allowed;

	if (val_kind(analysis) != VAL_OBJECT)
		return err_set(e, ERR_DATA, "the analysis is no object");
	if (analytics_check(analysis, e) < 0)
		return -1;
	return keep(&(struct keep){db, d, key, analysis, now, true}, &allowed, e);
}

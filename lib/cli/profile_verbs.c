#include <stdio.h>
#include <unistd.h>

#include "base/date.h"
#include "base/log.h"
#include "base/os.h"
#include "base/term.h"
#include "cli/notify_show.h"
#include "cli/profile_args.h"
#include "cli/profile_show.h"
#include "record/rec.h"
#include "services/audit.h"
#include "services/customer.h"
#include "services/notify.h"
#include "services/profile.h"
#include "services/profile_link.h"

#include "cli/profile_verbs.h"

static bool for_people(const struct profile_verbs *t)
{
	return !t->json && term_is(STDOUT_FILENO);
}

static int open_both(const struct profile_verbs *t, struct sql **db, struct domain **d, struct err *e)
{
	*d = config_domain(t->config, NULL, e);
	*db = *d ? config_sql(t->config, e) : NULL;
	return *db ? 0 : -1;
}

/* A line of the audit log: somebody looked at it. */
static int note_read(const struct profile_verbs *t, struct sql *db, const struct domain *d, val customer,
					 const char *what, struct err *e)
{
	const struct audit_entry a = {
		.action = "read", .subject = val_str(customer, "id", NULL), .what = what, .why = "cwai-profile"};

	return t->key ? audit_note(db, t->key, domain_name(d), &a, date_now(), e) : 0;
}

/* v (consumed) as a record of that kind. */
static int emit(const char *kind, val v, struct err *e)
{
	val out = val_set_str(val_set_int(val_object(), "v", 1), "kind", kind);

	for (int i = val_iter(v); val_iter_ok(v, i); i = val_iter_next(v, i))
		out = val_set(out, val_iter_key(v, i), val_iter_val(v, i));
	val_free(v);
	return rec_emit_val(out, e);
}

/* ---- reading and changing ---- */

int profile_verbs_get(const struct profile_verbs *t, int n, char *key[], struct err *e)
{
	struct domain *d;
	struct sql *db;
	int unknown = 0, st = open_both(t, &db, &d, e);

	for (int i = 0; i < n && st == 0; i++) {
		val v;

		st = profile_get(db, d, key[i], &v, e);
		if (st == 0 && val_kind(v) == VAL_OBJECT && note_read(t, db, d, v, "profile", e) != 0) {
			val_free(v);
			st = -1;
		}
		if (st == 0 && val_kind(v) != VAL_OBJECT) {
			log_error("no customer has the key number %d: an id, a channel's id, a phone or an e-mail", i + 1);
			unknown++;
		} else if (st == 0 && for_people(t)) {
			profile_show(d, v, term_colour(STDOUT_FILENO), stdout);
			val_free(v);
		} else if (st == 0) {
			st = emit("customer", v, e);
		}
	}
	return st == 0 ? unknown > 0 : -1;
}

/* The object on standard input; VAL_NONE with e. */
static val read_json(struct err *e)
{
	struct buf b = {0};
	val v;

	if (isatty(STDIN_FILENO))
		(void)err_set(e, ERR_USAGE, "what is to change? MEMBER=VALUE …, or an object on standard input");
	else if (os_read_file("-", REC_MAX_LINE, &b, e) == 0 && b.n == 0)
		(void)err_set(e, ERR_DATA, "what is to change? MEMBER=VALUE …; there is nothing on standard input");
	else if (b.n > 0) {
		v = val_parse(b.p, b.n, e);
		if (val_kind(v) == VAL_NONE)
			(void)err_prefix(e, "standard input");
		buf_free(&b);
		return v;
	}
	buf_free(&b);
	return val_parse("", 0, NULL);
}

int profile_verbs_update(const struct profile_verbs *t, int n, char *word[], struct err *e)
{
	struct profile_change c = {
		.customer = word[0], .event = t->event, .source = t->source, .dry = t->dry, .key = t->key, .now = date_now()};
	struct domain *d;
	struct sql *db;
	val out;
	int st;

	if (open_both(t, &db, &d, e) != 0)
		return -1;
	c.data = n > 1 ? profile_args(n - 1, word + 1, e) : read_json(e);
	st = val_kind(c.data) == VAL_NONE ? -1 : profile_update(db, d, &c, &out, e);
	val_free(c.data);
	if (st < 0 || !for_people(t))
		return st < 0 ? -1 : emit("result", out, e);
	profile_show_update(out, t->dry, stdout);
	val_free(out);
	return 0;
}

/* ---- link ---- */

static int find_pairs(const struct profile_verbs *t, struct err *e)
{
	const struct profile_link how = {.source = t->source, .now = date_now(), .dry = t->dry, .key = t->key};
	struct domain *d;
	struct sql *db;
	val pairs;
	int st = open_both(t, &db, &d, e);

	if (st == 0)
		st = profile_link_find(db, d, &pairs, e);
	if (st == 0 && t->apply)
		st = profile_link_pairs(db, d, &pairs, &how, e);
	if (st != 0)
		return -1;
	if (for_people(t))
		st = profile_show_pairs(pairs, stdout);
	for (int i = 0; i < val_len(pairs) && st == 0 && !for_people(t); i++)
		st = emit("result", val_at(pairs, i), e);
	val_free(pairs);
	return st;
}

int profile_verbs_link(const struct profile_verbs *t, char *key[], struct err *e)
{
	struct profile_link q = {.kept = key[0], .source = t->source, .now = date_now(), .dry = t->dry, .key = t->key};
	struct domain *d;
	struct sql *db;
	val out;
	int st;

	if (t->find)
		return find_pairs(t, e);
	q.gone = t->undo ? NULL : key[1];
	st = open_both(t, &db, &d, e);
	if (st == 0)
		st = t->undo ? profile_unlink(db, d, &q, &out, e) : profile_link(db, d, &q, &out, e);
	if (st < 0 || !for_people(t))
		return st < 0 ? -1 : emit("result", out, e);
	profile_show_link(out, t->dry, stdout);
	val_free(out);
	return 0;
}

/* ---- history ---- */

int profile_verbs_history(const struct profile_verbs *t, char *key, struct err *e)
{
	struct domain *d;
	struct sql *db;
	val updates, links, who;
	int st = open_both(t, &db, &d, e);

	if (st != 0 || profile_link_history(db, d, key, &updates, &links, e) != 0)
		return -1;
	st = customer_find(db, domain_name(d), key, &who, e);
	if (st == 0) {
		st = note_read(t, db, d, who, "history", e);
		val_free(who);
	}
	if (st == 0 && for_people(t))
		profile_show_history(d, updates, links, stdout);
	for (int i = 0; i < val_len(updates) && st == 0 && !for_people(t); i++)
		st = emit("result", val_at(updates, i), e);
	for (int i = 0; i < val_len(links) && st == 0 && !for_people(t); i++)
		st = emit("result", val_at(links, i), e);
	val_free(updates);
	val_free(links);
	return st;
}

/* ---- deliver ---- */

int profile_verbs_deliver(const struct profile_verbs *t, struct err *e)
{
	struct notify *n = notify_open(t->config, t->domain, e);
	int st = n ? t->dry ? 0 : notify_lock(n, e) : -1, told;
	val sum;

	if (st == 0)
		st = t->dry ? notify_count(n, e) : t->dead ? notify_dead(n, e) : notify_run(n, t->follow, e);
	sum = st >= 0 ? notify_sum(n) : val_array();
	told = for_people(t) ? notify_show(sum, stdout) : 0;
	for (int i = 0; i < val_len(sum) && told == 0 && !for_people(t); i++)
		told = emit("result", val_at(sum, i), e);
	val_free(sum);
	notify_close(n);
	return told == 0 ? st : -1;
}

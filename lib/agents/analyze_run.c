#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/mem.h"
#include "services/customer.h"
#include "services/pseudonym.h"

#include "agents/analyze.h"
#include "agents/analyze_keep.h"
#include "agents/analyze_read.h"
#include "agents/analyze_run.h"

struct seat { /* a domain's tools */
	struct domain *domain;
	struct analyze_tools *tools;
};

struct talk { /* a conversation that is gathered */
	struct domain *domain;
	struct analyze *analyze;
};

struct analyze_run {
	struct analyze_run_options o;
	struct sql *db;        /* NULL until it is opened */
	struct pseudonym *key; /* of the audit log; NULL until something is written */
	struct seat *seat;
	int seats;
	struct talk *talk;
	int talks;
	struct map *places; /* domain, line feed, conversation: its place and 1 */
	struct analyze_run_sum sum;
};

struct analyze_run *analyze_run_new(const struct analyze_run_options *o)
{
	struct analyze_run *r = mem_zalloc(sizeof(*r));

	r->o = *o;
	r->places = map_new();
	return r;
}

void analyze_run_free(struct analyze_run *r)
{
	if (!r)
		return;
	for (int i = 0; i < r->talks; i++)
		analyze_free(r->talk[i].analyze);
	for (int i = 0; i < r->seats; i++)
		analyze_tools_close(r->seat[i].tools);
	pseudonym_close(r->key);
	free(r->talk);
	free(r->seat);
	map_free(r->places);
	free(r);
}

struct analyze_run_sum analyze_run_sum(const struct analyze_run *r)
{
	return r->sum;
}

/* ---- what it is done with ---- */

static int open_store(struct analyze_run *r, struct err *e)
{
	if (!r->db && r->o.config && !r->o.no_store)
		r->db = config_sql(r->o.config, e);
	return r->db || !r->o.config || r->o.no_store ? 0 : -1;
}

static struct analyze_tools *tools_of(struct analyze_run *r, struct domain *d, struct err *e)
{
	struct analyze_tools *t;

	for (int i = 0; i < r->seats; i++)
		if (r->seat[i].domain == d)
			return r->seat[i].tools;
	if (open_store(r, e) != 0)
		return NULL;
	t = analyze_tools_open(r->o.config, d, r->db, r->o.model, e);
	if (!t)
		return NULL;
	r->seat = mem_array(r->seat, (size_t)r->seats + 1, sizeof(*r->seat));
	r->seat[r->seats++] = (struct seat){d, t};
	return t;
}

int analyze_run_text(struct analyze_run *r, const char *domain, const char *text, date_ms now, val *out, struct err *e)
{
	struct domain *d = r->o.config ? config_domain(r->o.config, domain, e) : NULL;
	struct analyze_tools *t = d || !r->o.config ? tools_of(r, d, e) : NULL;

	return t ? analyze_text(t, text, strlen(text), now, out, e) : -1;
}

/* ---- gathering ---- */

int analyze_run_take(struct analyze_run *r, struct rec *record, struct err *e)
{
	const char *id = analyze_read_conversation(record);
	struct domain *d;
	uint64_t *place;
	char *key;

	if (!id)
		return 0;
	if (!r->o.config)
		return err_set(e, ERR_CONFIG,
					   "a conversation needs a domain, and there is no cwai.yaml: make one with `cwai init`, or take "
					   "each message by itself with -m");
	d = config_domain(r->o.config, rec_str(record, "domain", NULL), e);
	if (!d)
		return -1;
	key = mem_printf("%s\n%s", domain_name(d), id);
	place = map_at(r->places, key, strlen(key), NULL);
	if (*place == 0) {
		r->talk = mem_array(r->talk, (size_t)r->talks + 1, sizeof(*r->talk));
		r->talk[r->talks++] = (struct talk){d, analyze_new(id)};
		*place = (uint64_t)r->talks;
	}
	analyze_read_record(r->talk[*place - 1].analyze, record);
	free(key);
	return 1;
}

/* ---- who it is ---- */

static void hide_addresses(struct analyze *a, val customer)
{
	val all = val_get_array(customer, "addresses");

	for (int i = 0; i < val_len(all); i++) {
		val one = val_at(all, i);

		analyze_hide(a, val_str(one, "street", NULL));
		analyze_hide(a, val_str(one, "complement", NULL));
		val_free(one);
	}
	val_free(all);
}

/* The store's id for the customer, what is to be masked, and whether he allows to be analysed. */
static int meet(struct analyze_run *r, const struct domain *d, struct analyze *a, bool *allows, struct err *e)
{
	const char *id = analyze_customer(a);
	val customer;

	*allows = false;
	if (!id || !r->db)
		return 0;
	if (customer_find(r->db, domain_name(d), id, &customer, e) != 0)
		return -1;
	if (val_kind(customer) == VAL_OBJECT) {
		analyze_rename(a, val_str(customer, "id", id));
		analyze_hide(a, val_str(customer, "name", NULL));
		hide_addresses(a, customer);
		*allows = val_bool(customer, "consent.analytics", false);
	}
	val_free(customer);
	return 0;
}

static int open_key(struct analyze_run *r, struct err *e)
{
	if (!r->key && r->db && !r->o.dry)
		r->key = pseudonym_open(r->o.config, e);
	return r->key || !r->db || r->o.dry ? 0 : -1;
}

/* Analyses it, writes that and gives it to fn. */
static int finish(struct analyze_run *r, struct domain *d, struct analyze *a, analyze_run_fn *fn, void *cookie,
				  struct err *e)
{
	struct analyze_tools *t = tools_of(r, d, e);
	bool allowed;
	val v;
	int st;

	if (!t || open_key(r, e) != 0 || meet(r, d, a, &allowed, e) != 0 || analyze_value(a, t, date_now(), &v, e) != 0)
		return err_prefix(e, "conversation %.80s", analyze_id(a));
	st = r->db && !r->o.dry ? analyze_keep(r->db, d, r->key, v, date_now(), &allowed, e) : 0;
	if (st == 0) {
		r->sum.conversations++;
		r->sum.messages += val_int(v, "messages.customer", 0) + val_int(v, "messages.shop", 0) +
						   val_int(v, "messages.human", 0);
		r->sum.anonymous += !allowed;
		st = fn(cookie, d, v, e);
	}
	val_free(v);
	return st;
}

int analyze_run_end(struct analyze_run *r, analyze_run_fn *fn, void *cookie, struct err *e)
{
	int st = 0;

	for (int i = 0; i < r->talks && st == 0; i++) {
		struct talk *talk = &r->talk[i];

		if (analyze_turns(talk->analyze) > 0)
			st = finish(r, talk->domain, talk->analyze, fn, cookie, e);
		analyze_free(talk->analyze);
		talk->analyze = NULL;
	}
	return st;
}

/* ---- those of the store ---- */

struct stored {
	struct analyze_run *r;
	struct domain *d;
	analyze_run_fn *fn;
	void *cookie;
};

static int finish_stored(void *cookie, struct analyze *a, struct err *e)
{
	struct stored *s = cookie;

	if (analyze_read_stored(a, s->r->db, domain_name(s->d), e) != 0)
		return -1;
	return analyze_turns(a) > 0 ? finish(s->r, s->d, a, s->fn, s->cookie, e) : 0;
}

static int lock(struct analyze_run *r, const struct domain *d, struct err *e)
{
	char *name = mem_printf("analyze-%s", domain_name(d));
	int st = r->o.dry ? 1 : sql_lock(r->db, name, e);

	free(name);
	if (st == 0)
		return err_set(e, ERR_AGAIN, "another run of the same domain is not done yet: it goes on, this one ends");
	return st > 0 ? 0 : -1;
}

int analyze_run_stored(struct analyze_run *r, date_ms since, date_ms until, analyze_run_fn *fn, void *cookie,
					   struct err *e)
{
	struct stored s = {.r = r, .fn = fn, .cookie = cookie};

	s.d = config_domain(r->o.config, NULL, e);
	if (!s.d || open_store(r, e) != 0 || lock(r, s.d, e) != 0)
		return -1;
	return analyze_read_each(r->db, domain_name(s.d), since, until, finish_stored, &s, e);
}

#include <string.h>

#include "base/opt.h"

#include "services/privacy.h"

static int read_since(const struct privacy *c, const char *since, date_ms *out, struct err *e)
{
	double ago = opt_duration(since);

	if (ago >= 0) {
		*out = c->now - (date_ms)(ago * 1000);
		return 0;
	}
	if (date_parse(since, out, e) == 0)
		return 0;
	e->kind = ERR_USAGE;
	return err_prefix(e, "--since (7d works too)");
}

int privacy_audit(const struct privacy *c, const char *customer, const char *since, int limit,
				  int (*fn)(void *cookie, val v, struct err *e), void *cookie, struct err *e)
{
	struct audit_query q = {.limit = limit};
	char subject[PSEUDONYM_MAX];
	struct personal who;

	if (since && read_since(c, since, &q.since, e) != 0)
		return -1;
	if (customer && strncmp(customer, "p:", 2) == 0) {
		q.subject = customer;
	} else if (customer) {
		if (personal_find(c->db, domain_name(c->d), customer, &who, e) != 0)
			return -1;
		q.subject = pseudonym_of(c->key, domain_name(c->d), val_str(who.customer, "id", customer), subject);
		personal_free(&who);
	}
	return audit_each(c->db, domain_name(c->d), &q, fn, cookie, e);
}

struct heads {
	const char *domain;
	val list;
};

static int add_head(void *cookie, struct rec *r, struct err *e)
{
	struct heads *h = cookie;

	(void)e;
	if (strcmp(rec_str(r, "domain", ""), h->domain) == 0 && rec_str(r, "hash", NULL))
		h->list = val_push(h->list, rec_val(r, ""));
	return 0;
}

int privacy_verify(const struct privacy *c, const char *heads, struct audit_check *out, struct err *e)
{
	struct heads h = {domain_name(c->d), val_array()};
	int st = heads ? rec_each(heads, add_head, &h, e) : 0;

	if (st == 0)
		st = audit_verify(c->db, c->key, h.domain, h.list, out, e);
	val_free(h.list);
	return st;
}

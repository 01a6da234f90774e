/* cwai-enrich: adds to each message what could be of use to its customer beside what was asked: opportunities. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "agents/enrich.h"
#include "base/date.h"
#include "base/log.h"
#include "base/opt.h"
#include "base/term.h"
#include "cli/enrich_show.h"
#include "record/rec.h"
#include "services/audit.h"
#include "services/config.h"
#include "services/customer.h"
#include "services/product.h"

#define HOUR_MS 3600000LL

struct seat { /* a domain's rules, read when its first message comes */
	struct domain *domain;
	struct enrich *rules;
	struct seat *next;
};

struct enricher {
	struct opt_common common;
	struct config *config;
	struct seat *seats;
	const char *product; /* of a one-shot */
	bool ahead, json;
	long hours;
};

static struct enrich *rules_of(struct enricher *x, const char *domain, struct err *e)
{
	struct domain *d = config_domain(x->config, domain, e);
	struct sql *db = d ? config_sql(x->config, e) : NULL;
	struct seat *s = x->seats;

	if (!db)
		return NULL;
	while (s && s->domain != d)
		s = s->next;
	if (s)
		return s->rules;
	s = mem_zalloc(sizeof(*s));
	*s = (struct seat){d, enrich_open(db, d, config_derived(x->config), e), x->seats};
	if (!s->rules) {
		free(s);
		return NULL;
	}
	x->seats = s;
	return s->rules;
}

/* ---- as a filter ---- */

static int add_opportunities(void *cookie, struct rec *r, struct err *e)
{
	struct enricher *x = cookie;
	struct enrich_ask ask = {.now = date_now()};
	struct enrich *rules;
	val found;
	int st;

	if (strcmp(rec_str(r, "kind", ""), "message") != 0 || !rec_str(r, "context.customer.id", NULL))
		return REC_PASS;
	rules = rules_of(x, rec_str(r, "domain", NULL), e);
	if (!rules)
		return -1;
	ask.customer = rec_val(r, "context.customer");
	ask.task = rec_val(r, "context.task");
	ask.text = rec_str(r, "text", NULL);
	ask.conversation = rec_str(r, "conversation.id", NULL);
	ask.message = rec_str(r, "id", NULL);
	st = enrich_find(rules, &ask, &found, e);
	if (st == 0) {
		if (val_len(found) > 0)
			rec_set(r, "opportunities", val_copy(found));
		val_free(found);
	}
	val_free(ask.task);
	val_free(ask.customer);
	return st == 0 ? REC_PASS : -1;
}

/* ---- for people: what could be offered to one customer ---- */

/* Somebody looks at a customer: the audit log says so. */
static int note_read(struct enricher *x, const struct domain *d, val customer, struct err *e)
{
	const struct audit_entry a = {.action = "read",
								  .subject = val_str(customer, "id", NULL),
								  .what = "profile, orders, appointments",
								  .why = "cwai-enrich"};
	struct pseudonym *key = pseudonym_open(x->config, e);
	int st = key ? audit_note(config_sql(x->config, e), key, domain_name(d), &a, date_now(), e) : -1;

	pseudonym_close(key);
	return st;
}

/* The task of a talk about the product of that id. */
static int task_of(struct enricher *x, const struct domain *d, val *task, struct err *e)
{
	struct product_store *products;
	val product;
	int st;

	*task = val_null();
	if (!x->product)
		return 0;
	products = product_open(config_sql(x->config, e), d, NULL, e);
	st = products ? product_get(products, x->product, &product, e) : -1;
	product_close(products);
	if (st != 0)
		return -1;
	if (val_kind(product) != VAL_OBJECT)
		return err_set(e, ERR_NOINPUT, "%s has no product with the id of --product", domain_name(d));
	val_free(product);
	*task = val_set(val_object(), "products", val_push(val_array(), val_of_str(x->product)));
	*task = val_set_int(*task, "focus", 0);
	return 0;
}

static int show_one(struct enricher *x, const char *name, const char *text, struct err *e)
{
	struct domain *d = config_domain(x->config, NULL, e);
	struct enrich *rules = rules_of(x, NULL, e);
	struct enrich_ask ask = {.text = text, .now = date_now()};
	val found, v;
	int st;

	if (!rules || customer_find(config_sql(x->config, e), domain_name(d), name, &ask.customer, e) != 0)
		return -1;
	if (val_kind(ask.customer) != VAL_OBJECT)
		return err_set(e, ERR_NOINPUT, "no customer of %s is known by that id, phone or e-mail", domain_name(d));
	st = task_of(x, d, &ask.task, e);
	if (st == 0)
		st = note_read(x, d, ask.customer, e);
	if (st == 0)
		st = enrich_find(rules, &ask, &found, e);
	if (st == 0 && !x->json && term_is(STDOUT_FILENO)) {
		enrich_show(found);
		val_free(found);
	} else if (st == 0) {
		v = val_set_str(val_set_int(val_object(), "v", 1), "kind", "result");
		v = val_set_str(val_set_str(v, "domain", domain_name(d)), "customer", val_str(ask.customer, "id", ""));
		st = rec_emit_val(val_set(v, "opportunities", found), e);
	}
	val_free(ask.task);
	val_free(ask.customer);
	return st;
}

/* ---- from cron ---- */

static int look_ahead(struct enricher *x, struct err *e)
{
	long n = 0;
	struct enrich *rules;

	for (int i = 0; i < config_domain_count(x->config); i++) {
		struct domain *own = x->common.domain ? NULL : domain_load(config_domain_dir(x->config, i), e);
		const char *name = own ? domain_name(own) : x->common.domain;

		rules = name ? rules_of(x, name, e) : NULL;
		if (!rules || enrich_ahead(rules, date_now(), x->hours * HOUR_MS, &n, e) != 0) {
			domain_free(own);
			return -1;
		}
		log_info("%s: something is due for %ld customers", name, n);
		domain_free(own);
		if (x->common.domain)
			break;
	}
	return 0;
}

static int run(struct enricher *x, int argc, char *argv[], struct err *e)
{
	const struct rec_filter filter = {.record = add_opportunities, .cookie = x};
	struct buf text = {0};
	int st;

	if (x->ahead)
		return look_ahead(x, e) == 0 ? rec_close_stdout() : -1;
	if (argc == 0)
		return rec_loop(&filter, &x->common);
	for (int i = 1; i < argc; i++)
		buf_printf(&text, "%s%s", i > 1 ? " " : "", argv[i]);
	st = show_one(x, argv[0], text.n ? text.p : NULL, e);
	buf_free(&text);
	return st == 0 ? rec_close_stdout() : -1;
}

int main(int argc, char *argv[])
{
	struct enricher x = {.hours = 26};
	struct err e;
	const struct opt options[] = {
		{'p', "product", OPT_STR, &x.product, "ID", "the product the talk is about, for one customer"},
		{0, "json", OPT_FLAG, &x.json, NULL, "a record, also at a terminal"},
		{0, "prefetch", OPT_FLAG, &x.ahead, NULL, "find ahead what is due (cron)"},
		{0, "hours", OPT_INT, &x.hours, "N", "how long that is good (26)"},
		{0, NULL, OPT_COMMON, &x.common, NULL, NULL},
		{0},
	};
	const struct opt_tool tool = {"cwai-enrich", "adds what could be offered beside what was asked",
								  "[option ...] [CUSTOMER [TEXT ...]] [< messages]", options, false};
	int at = opt_parse(&tool, argc, argv), st;

	opt_only(&tool, &x.common,
			 x.ahead     ? "--prefetch"
			 : at < argc ? "a CUSTOMER"
						 : "a stream of messages",
			 x.ahead     ? "prefetch|hours"
			 : at < argc ? "product|json"
						 : "");
	if (x.ahead && at < argc)
		opt_fail(&tool, "--prefetch takes no operand: it is for every customer");
	if (x.hours < 1 || x.hours > 24 * 365)
		opt_fail(&tool, "--hours is from 1 to 8760");
	x.config = config_open(&x.common, &e);
	if (!x.config)
		log_die(&e);
	st = run(&x, argc - at, argv + at, &e);
	while (x.seats) {
		struct seat *next = x.seats->next;

		enrich_close(x.seats->rules);
		free(x.seats);
		x.seats = next;
	}
	config_free(x.config);
	if (st < 0)
		log_die(&e);
	return st;
}

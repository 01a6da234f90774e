/* doctor: a domain, its texts, rules, intents and products. */
#include <stdlib.h>

#include "agents/enrich.h"
#include "base/mem.h"
#include "services/intents.h"
#include "services/product.h"
#include "services/rule.h"

#include "cli/doctor_private.h"

static void check_rows(const struct doctor *d, struct config *c, const struct domain *domain)
{
	struct err e;
	struct sql *db = config_sql(c, &e);
	struct product_store *products = db ? product_open(db, domain, NULL, &e) : NULL;
	long n = products ? product_count(products, &e) : -1;
	char *what = mem_printf("%s: products", domain_name(domain)), *good;

	good =
		mem_printf("%ld in %s", n, domain_table(domain, "products") ? domain_table(domain, "products") : "the store");
	if (n < 0)
		doctor_report(d, what, e.msg, NULL);
	else if (n == 0)
		doctor_report(d, what, "there are none: `cwai init` loads the domain's samples", NULL);
	else
		doctor_report(d, what, NULL, good);
	product_close(products);
	free(good);
	free(what);
}

static void check_rules(const struct doctor *d, const struct domain *domain)
{
	char *path = domain_path(domain, "rules.yaml"), *what = mem_printf("%s: rules", domain_name(domain)), *text;
	struct err e;
	val rules, found;

	if (rule_read(path, true, &rules, &e) != 0) {
		doctor_report(d, what, e.msg, NULL);
	} else {
		found = rule_lint(rules, domain_zone(domain), date_now());
		text = mem_printf("%d, with %d remarks of `cwai rules lint`", val_len(rules), val_len(found));
		doctor_report(d, what, NULL, text);
		free(text);
		val_free(found);
		val_free(rules);
	}
	free(what);
	free(path);
}

static void check_intents(const struct doctor *d, const struct domain *domain)
{
	char *path = domain_path(domain, "intents.yaml"), *what = mem_printf("%s: intents", domain_name(domain)), *text;
	struct intents *in = intents_new();
	struct err e;
	size_t n = 0;

	if (intents_read(in, path, &e) != 0) {
		doctor_report(d, what, e.msg, NULL);
	} else {
		(void)intents_examples(in, &n);
		text = mem_printf("%zu sentences", n);
		doctor_report(d, what, NULL, text);
		free(text);
	}
	intents_free(in);
	free(what);
	free(path);
}

void doctor_domain(const struct doctor *d, struct config *c, int i)
{
	struct err e;
	struct domain *domain = domain_load(config_domain_dir(c, i), &e);
	char *what;

	if (!domain) {
		doctor_report(d, "domain", e.msg, NULL);
		return;
	}
	what = mem_printf("%s: reply texts", domain_name(domain));
	if (domain_check_templates(domain, &e) != 0)
		doctor_report(d, what, e.msg, NULL);
	else
		doctor_report(d, what, NULL, "they compile");
	free(what);
	what = mem_printf("%s: opportunities", domain_name(domain));
	if (enrich_check(domain, &e) != 0)
		doctor_report(d, what, e.msg, NULL);
	else
		doctor_report(d, what, NULL, "their rules compile");
	check_intents(d, domain);
	check_rules(d, domain);
	check_rows(d, c, domain);
	domain_free(domain);
	free(what);
}

/* cwai-doctor: checks the configuration, the store and the domains, each with ok or the mend. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "agents/enrich.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/opt.h"
#include "base/os.h"
#include "base/term.h"
#include "io/schema.h"
#include "record/rec.h"
#include "services/config_odoo.h"
#include "services/intents.h"
#include "services/notify.h"
#include "services/product.h"
#include "services/pseudonym.h"
#include "services/rule.h"
#include "services/sync.h"

struct doctor {
	struct opt_common common;
	bool json;
	struct term_table *table;
	int bad;
};

/* One finding: what was checked, and what is wrong with it (NULL: nothing; then good says how it is). */
static void report(struct doctor *d, const char *what, const char *wrong, const char *good)
{
	const char *const cells[] = {wrong ? "mend" : "ok", what, wrong ? wrong : good};
	struct err e;
	val v;

	d->bad += wrong != NULL;
	if (!d->json) {
		term_table_add(d->table, cells);
		return;
	}
	v = val_set_str(val_set_str(val_object(), "check", what), "state", cells[0]);
	if (rec_emit_val(val_set_str(v, "message", cells[2]), &e) != 0)
		log_die(&e);
}

static void check_permissions(struct doctor *d, const char *path)
{
	struct stat s;
	char *wrong;

	if (stat(path, &s) != 0 || !(s.st_mode & 077)) {
		report(d, "store permissions", NULL, "only its owner may read it");
		return;
	}
	wrong = mem_printf("others may read %s, where customers' data lies: chmod 600 %s", path, path);
	report(d, "store permissions", wrong, NULL);
	free(wrong);
}

static void check_store(struct doctor *d, struct config *c)
{
	const char *url = config_store(c);
	struct err e;
	struct sql *db = config_sql(c, &e);
	char *good;

	if (!db) {
		report(d, "store", e.msg, NULL);
		return;
	}
	good = mem_printf("%s, tables of version %d", sql_is_postgres(db) ? "PostgreSQL" : url, schema_latest());
	report(d, "store", NULL, good);
	free(good);
	if (!sql_is_postgres(db))
		check_permissions(d, strncmp(url, "sqlite:", 7) == 0 ? url + 7 : url);
}

static void check_derived(struct doctor *d, const struct config *c)
{
	struct err e;
	char *probe = os_join(config_derived(c), ".probe");

	if (os_make_dirs(config_derived(c), &e) != 0 || os_write_file(probe, "", 0, 0600, &e) != 0)
		report(d, "derived files", e.msg, NULL);
	else
		report(d, "derived files", NULL, config_derived(c));
	(void)unlink(probe);
	free(probe);
}

static void check_rows(struct doctor *d, struct config *c, const struct domain *domain)
{
	struct err e;
	struct sql *db = config_sql(c, &e);
	struct product_store *products = db ? product_open(db, domain, NULL, &e) : NULL;
	long n = products ? product_count(products, &e) : -1;
	char *what = mem_printf("%s: products", domain_name(domain)), *good;

	good =
		mem_printf("%ld in %s", n, domain_table(domain, "products") ? domain_table(domain, "products") : "the store");
	if (n < 0)
		report(d, what, e.msg, NULL);
	else if (n == 0)
		report(d, what, "there are none: `cwai init` loads the domain's samples", NULL);
	else
		report(d, what, NULL, good);
	product_close(products);
	free(good);
	free(what);
}

static void check_rules(struct doctor *d, const struct domain *domain)
{
	char *path = domain_path(domain, "rules.yaml"), *what = mem_printf("%s: rules", domain_name(domain)), *text;
	struct err e;
	val rules, found;

	if (rule_read(path, true, &rules, &e) != 0) {
		report(d, what, e.msg, NULL);
	} else {
		found = rule_lint(rules, domain_zone(domain), date_now());
		text = mem_printf("%d, with %d remarks of `cwai rules lint`", val_len(rules), val_len(found));
		report(d, what, NULL, text);
		free(text);
		val_free(found);
		val_free(rules);
	}
	free(what);
	free(path);
}

static void check_intents(struct doctor *d, const struct domain *domain)
{
	char *path = domain_path(domain, "intents.yaml"), *what = mem_printf("%s: intents", domain_name(domain)), *text;
	struct intents *in = intents_new();
	struct err e;
	size_t n = 0;

	if (intents_read(in, path, &e) != 0) {
		report(d, what, e.msg, NULL);
	} else {
		(void)intents_examples(in, &n);
		text = mem_printf("%zu sentences", n);
		report(d, what, NULL, text);
		free(text);
	}
	intents_free(in);
	free(what);
	free(path);
}

static void check_domain(struct doctor *d, struct config *c, int i)
{
	struct err e;
	struct domain *domain = domain_load(config_domain_dir(c, i), &e);
	char *what;

	if (!domain) {
		report(d, "domain", e.msg, NULL);
		return;
	}
	what = mem_printf("%s: reply texts", domain_name(domain));
	if (domain_check_templates(domain, &e) != 0)
		report(d, what, e.msg, NULL);
	else
		report(d, what, NULL, "they compile");
	free(what);
	what = mem_printf("%s: opportunities", domain_name(domain));
	if (enrich_check(domain, &e) != 0)
		report(d, what, e.msg, NULL);
	else
		report(d, what, NULL, "their rules compile");
	check_intents(d, domain);
	check_rules(d, domain);
	check_rows(d, c, domain);
	domain_free(domain);
	free(what);
}

/* Which model of Odoo each entity of the domain is kept in. */
static void check_entities(struct doctor *d, struct config *c, struct odoo *o)
{
	const struct sync_options none = {0};
	struct err e;
	struct sql *db = config_sql(c, &e);
	struct domain *domain = db ? config_domain(c, NULL, &e) : NULL;
	struct sync *s = domain ? sync_open(db, o, domain, &none, &e) : NULL;

	if (!s)
		report(d, "odoo: odoo.yaml", e.msg, NULL);
	for (int i = 0; s && i < sync_count(s); i++) {
		char *what = mem_printf("odoo: %s", sync_name(s, i)), *text;
		const char *model;
		int st = sync_model(s, i, &model, &e);

		/* what this Odoo has not is no mistake: it is not kept the same, and nothing is made up for it */
		text = mem_dup(st < 0 ? e.msg : model);
		report(d, what, st < 0 ? e.msg : NULL, text);
		free(text);
		free(what);
	}
	sync_close(s);
}

static void check_odoo(struct doctor *d, struct config *c)
{
	val conf = val_get(config_values(c), "odoo"), about;
	bool given = odoo_config_given(conf);
	struct odoo *o;
	struct err e;
	char *text;

	val_free(conf);
	if (!given)
		return;
	o = config_odoo_open(c, &e);
	if (o)
		odoo_forget(o); /* it is asked, not what is kept of it */
	if (!o || odoo_connect(o, &e) != 0) {
		report(d, "odoo", e.msg, NULL);
		odoo_close(o);
		return;
	}
	about = odoo_about(o);
	text = mem_printf("%s, version %s by %s, texts in %s", val_str(about, "url", ""), val_str(about, "version", "?"),
					  val_str(about, "protocol", ""),
					  val_str(about, "language", "its own language: the one of odoo.language is not installed"));
	report(d, "odoo", NULL, text);
	free(text);
	val_free(about);
	check_entities(d, c, o);
	odoo_close(o);
}

/* The key of pseudonyms and of the audit log, and who is told of changes. */
static void check_privacy(struct doctor *d, struct config *c)
{
	struct err e;
	struct pseudonym *key = pseudonym_open(c, &e);
	val webhooks = val_get_array(config_values(c), "webhooks");
	struct notify *n = val_len(webhooks) ? notify_open(c, NULL, &e) : NULL;
	char count[32];

	report(d, "privacy key", key ? NULL : e.msg, "there; keep a copy of it");
	(void)snprintf(count, sizeof(count), "%d of them", val_len(webhooks));
	if (val_len(webhooks))
		report(d, "webhooks", n ? NULL : e.msg, count);
	notify_close(n);
	pseudonym_close(key);
	val_free(webhooks);
}

static void check_all(struct doctor *d)
{
	struct err e;
	struct config *c = config_open(&d->common, &e);

	if (!c) {
		report(d, "configuration", e.msg, NULL);
		return;
	}
	report(d, "configuration", NULL, config_path(c));
	check_store(d, c);
	check_derived(d, c);
	check_privacy(d, c);
	for (int i = 0; i < config_domain_count(c); i++)
		check_domain(d, c, i);
	check_odoo(d, c);
	config_free(c);
}

int main(int argc, char *argv[])
{
	static const char *const heads[] = {"", "what", ""};
	struct doctor d = {0};
	const struct opt options[] = {
		{0, "json", OPT_FLAG, &d.json, NULL, "records, also at a terminal"},
		{0, NULL, OPT_COMMON, &d.common, NULL, NULL},
		{0},
	};
	const struct opt_tool tool = {"cwai-doctor", "checks configuration, store and domains, each with ok or the mend",
								  "[--json]", options, false};
	int st;

	if (opt_parse(&tool, argc, argv) != argc)
		opt_fail(&tool, "it takes no operand");
	d.json = d.json || !isatty(STDOUT_FILENO);
	d.table = term_table_new(heads, 3);
	check_all(&d);
	if (!d.json && term_table_print(d.table, stdout) != 0)
		log_warn("the table could not be written");
	term_table_free(d.table);
	st = rec_close_stdout();
	return st ? st : d.bad ? 1 : 0;
}

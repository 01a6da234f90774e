#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/os.h"
#include "io/schema.h"
#include "services/config_odoo.h"
#include "services/notify.h"
#include "services/pseudonym.h"
#include "services/sync.h"

#include "cli/doctor_private.h"

void doctor_report(const struct doctor *d, const char *what, const char *wrong, const char *good)
{
	d->report(d->cookie, what, wrong, good);
}

/* ---- the store ---- */

static void check_permissions(const struct doctor *d, const char *path)
{
	struct stat s;
	char *wrong;

	if (stat(path, &s) != 0 || !(s.st_mode & 077)) {
		doctor_report(d, "store permissions", NULL, "only its owner may read it");
		return;
	}
	wrong = mem_printf("others may read %s, where customers' data lies: chmod 600 %s", path, path);
	doctor_report(d, "store permissions", wrong, NULL);
	free(wrong);
}

static void check_store(const struct doctor *d, struct config *c)
{
	const char *url = config_store(c);
	struct err e;
	struct sql *db = config_sql(c, &e);
	char *good;

	if (!db) {
		doctor_report(d, "store", e.msg, NULL);
		return;
	}
	good = mem_printf("%s, tables of version %d", sql_is_postgres(db) ? "PostgreSQL" : url, schema_latest());
	doctor_report(d, "store", NULL, good);
	free(good);
	if (!sql_is_postgres(db))
		check_permissions(d, strncmp(url, "sqlite:", 7) == 0 ? url + 7 : url);
}

static void check_derived(const struct doctor *d, const struct config *c)
{
	struct err e;
	char *probe = os_join(config_derived(c), ".probe");

	if (os_make_dirs(config_derived(c), &e) != 0 || os_write_file(probe, "", 0, 0600, &e) != 0)
		doctor_report(d, "derived files", e.msg, NULL);
	else
		doctor_report(d, "derived files", NULL, config_derived(c));
	(void)unlink(probe);
	free(probe);
}

/* Which model of Odoo each entity of the domain is kept in. */
static void check_entities(const struct doctor *d, struct config *c, struct odoo *o)
{
	const struct sync_options none = {0};
	struct err e;
	struct sql *db = config_sql(c, &e);
	struct domain *domain = db ? config_domain(c, NULL, &e) : NULL;
	struct sync *s = domain ? sync_open(db, o, domain, &none, &e) : NULL;

	if (!s)
		doctor_report(d, "odoo: odoo.yaml", e.msg, NULL);
	for (int i = 0; s && i < sync_count(s); i++) {
		char *what = mem_printf("odoo: %s", sync_name(s, i)), *text;
		const char *model;
		int st = sync_model(s, i, &model, &e);

		if (st >= 0 && sync_compile(s, i, &e) != 0)
			st = -1;
		/* what this Odoo has not is no mistake: it is not kept the same, and nothing is made up for it */
		text = mem_dup(st < 0 ? e.msg : model);
		doctor_report(d, what, st < 0 ? e.msg : NULL, text);
		free(text);
		free(what);
	}
	sync_close(s);
}

static void check_odoo(const struct doctor *d, struct config *c)
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
		doctor_report(d, "odoo", e.msg, NULL);
		odoo_close(o);
		return;
	}
	about = odoo_about(o);
	text = mem_printf("%s, version %s by %s, texts in %s", val_str(about, "url", ""), val_str(about, "version", "?"),
					  val_str(about, "protocol", ""),
					  val_str(about, "language", "its own language: the one of odoo.language is not installed"));
	doctor_report(d, "odoo", NULL, text);
	free(text);
	val_free(about);
	check_entities(d, c, o);
	odoo_close(o);
}

/* The key of pseudonyms and of the audit log, and who is told of changes. */
static void check_privacy(const struct doctor *d, struct config *c)
{
	struct err e;
	bool kept = false;
	struct pseudonym *key = pseudonym_read(c, &kept, &e);
	val webhooks = val_get_array(config_values(c), "webhooks");
	struct notify *n = val_len(webhooks) ? notify_open(c, NULL, &e) : NULL;
	char count[32];

	doctor_report(d, "privacy key", key ? NULL : e.msg,
				  kept ? "there; keep a copy of it" : "made when the first customer writes; keep a copy of it then");
	(void)snprintf(count, sizeof(count), "%d of them", val_len(webhooks));
	if (val_len(webhooks))
		doctor_report(d, "webhooks", n ? NULL : e.msg, count);
	notify_close(n);
	pseudonym_close(key);
	val_free(webhooks);
}

void doctor_run(const struct doctor *d)
{
	struct err e;
	struct config *c = config_open(d->common, &e);

	if (!c) {
		doctor_report(d, "configuration", e.msg, NULL);
		return;
	}
	doctor_report(d, "configuration", NULL, config_path(c));
	check_store(d, c);
	check_derived(d, c);
	check_privacy(d, c);
	for (int i = 0; i < config_domain_count(c); i++)
		doctor_domain(d, c, i);
	check_odoo(d, c);
	config_free(c);
}

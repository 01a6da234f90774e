/* cwai-init: makes a configuration and a store, and puts a domain's samples into it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/date.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/opt.h"
#include "base/os.h"
#include "io/schema.h"
#include "record/rec.h"
#include "services/config.h"
#include "services/customer.h"
#include "services/domain.h"
#include "services/entity.h"
#include "services/privacy.h"
#include "services/product.h"
#include "services/pseudonym.h"
#include "services/rule.h"

struct init {
	struct opt_common common;
	const char *store;
	bool empty;
	char *dir;             /* where cwai.yaml goes */
	char *folder;          /* the domain's */
	char *entry;           /* what cwai.yaml calls it */
	struct pseudonym *key; /* of a shop that was here before; NULL: there was none */
};

/* A domain by folder or by the name of one that is shipped. 0, or -1 with e. */
static int choose_domain(struct init *in, const char *name, struct err *e)
{
	in->folder = domain_find(name, e);
	if (!in->folder)
		return -1;
	in->entry = mem_dup(domain_is_folder(name) ? in->folder : name);
	return 0;
}

/* The operand is a folder to set up, or the domain to set up here. */
static int read_operand(struct init *in, const char *operand, struct err *e)
{
	bool is_dir = operand && !domain_is_folder(operand) && (os_is_dir(operand) || strchr(operand, '/'));
	const char *domain = in->common.domain ? in->common.domain : "cosmeticos";

	in->dir = mem_dup(is_dir ? operand : ".");
	if (operand && !is_dir)
		domain = operand;
	if (is_dir && os_make_dirs(operand, e) != 0)
		return -1;
	return choose_domain(in, domain, e);
}

static void say(const char *what, long n, const char *from)
{
	(void)printf("%6ld %s from %s\n", n, what, from);
}

/* The records of an entity that the folder has: orders, appointments. */
static int load_records(const struct init *in, struct sql *db, const struct domain *d, const char *entity,
						struct err *e)
{
	char *file = mem_printf("%ss.ndjson", entity), *path = domain_path(d, file), *what = mem_printf("%ss", entity);
	int n, st = 0;

	if (os_is_file(path) && !in->empty) {
		st = entity_import(db, domain_name(d), entity, path, in->key, date_now(), &n, e);
		if (st == 0)
			say(what, n, path);
	}
	free(what);
	free(path);
	free(file);
	return st;
}

/* Whoever was erased from the store does not come back as a sample; only the key tells who that was. */
static int load_customers(const struct init *in, struct sql *db, const struct domain *d, const char *path,
						  struct err *e)
{
	int n, left;

	if (customer_import(db, domain_name(d), path, in->key, date_now(), &n, &left, e) != 0)
		return -1;
	say("customers", n, path);
	if (left > 0)
		log_warn("customers of the samples who were erased from this store, and what is theirs, are left out: %d",
				 left);
	return 0;
}

/* Products, customers, their history and rules that the folder has. */
static int load_samples(const struct init *in, struct sql *db, const struct domain *d, struct err *e)
{
	char *products = domain_path(d, "products.ndjson"), *customers = domain_path(d, "customers.ndjson");
	struct product_store *store = product_open(db, d, NULL, e);
	struct rule_set *rules = NULL;
	int st = store ? 0 : -1;
	val all;

	if (st == 0 && os_is_file(products) && !domain_table(d, "products") && !in->empty) {
		long imported = product_import(store, products, e);

		st = imported < 0 ? -1 : 0;
		if (st == 0)
			say("products", imported, products);
	}
	if (st == 0 && os_is_file(customers) && !in->empty)
		st = load_customers(in, db, d, customers, e);
	if (st == 0)
		st = load_records(in, db, d, "order", e);
	if (st == 0)
		st = load_records(in, db, d, "appointment", e);
	if (st == 0)
		rules = rule_open(db, d, NULL, e);
	if (st == 0)
		st = rules ? rule_all(rules, &all, e) : -1;
	if (st == 0) {
		say("rules", val_len(all), domain_dir(d));
		val_free(all);
	}
	rule_free(rules);
	product_close(store);
	free(products);
	free(customers);
	return st;
}

/* A store that was written with a key goes on with that one, or nobody can tell who was erased from it. */
static int check_key(const struct init *in, struct sql *db, struct err *e)
{
	int used = in->key ? 0 : pseudonym_used(db, e);

	if (used == 1)
		return err_set(e, ERR_CONFIG,
					   "this store has an audit log, and customers who were erased may be in the samples: put its"
					   " privacy.key into %s first",
					   in->dir);
	return used;
}

static int fill_store(const struct init *in, const char *url, struct err *e)
{
	struct domain *d = domain_load(in->folder, e);
	struct sql *db = d ? schema_open(url, e) : NULL;
	int st = db ? check_key(in, db, e) : -1;

	if (st == 0)
		st = load_samples(in, db, d, e);
	sql_close(db);
	domain_free(d);
	return st;
}

/* The configuration comes last: where it stands, the rest is whole. */
static int write_config(const struct init *in, const char *path, struct err *e)
{
	struct buf b = {0};
	int st;

	buf_puts(&b, "# The configuration of cwai: see cwai-config(5); `cwai doctor` checks it.\n");
	buf_puts(&b, "store: ");
	rec_json_str(&b, in->store, strlen(in->store));
	buf_puts(&b, "\nderived: derived\ndomains:\n  - ");
	rec_json_str(&b, in->entry, strlen(in->entry));
	buf_putc(&b, '\n');
	st = os_write_file(path, b.p, b.n, 0600, e);
	buf_free(&b);
	return st;
}

/* Now, and not when the first customer writes: it is the operator's who sets it up. */
static int make_key(const char *config, struct err *e)
{
	const struct opt_common common = {.config = config};
	struct config *c = config_open(&common, e);
	struct pseudonym *key = c ? pseudonym_open(c, e) : NULL;
	int st = key ? 0 : -1;

	pseudonym_close(key);
	config_free(c);
	return st;
}

static int read_key(struct init *in, struct err *e)
{
	char *path = os_join(in->dir, "privacy.key");
	bool there = os_is_file(path);

	if (there)
		in->key = pseudonym_at(path, e);
	free(path);
	return there && !in->key ? -1 : 0;
}

static int set_up(struct init *in, struct err *e)
{
	char *config = os_join(in->dir, "cwai.yaml"), *url;
	bool is_path = !strchr(in->store, ':');
	int st;

	if (os_is_file(config)) {
		st = err_set(e, ERR_CANTCREATE, "%s is there already: edit it, or move it away first", config);
		free(config);
		return st;
	}
	url = is_path ? os_join(in->dir, in->store) : mem_dup(in->store);
	st = read_key(in, e);
	if (st == 0)
		st = fill_store(in, url, e);
	if (st == 0)
		st = write_config(in, config, e);
	if (st == 0)
		st = make_key(config, e);
	if (st == 0)
		(void)printf("%s is ready. Next: cwai doctor, cwai demo, cwai repl\n", config);
	free(url);
	free(config);
	return st;
}

int main(int argc, char *argv[])
{
	struct init in = {.store = NULL};
	struct err e;
	const struct opt options[] = {
		{'s', "store", OPT_STR, &in.store, "URL", "the store: a path, or postgresql://..."},
		{0, "empty", OPT_FLAG, &in.empty, NULL, "without the samples"},
		{0, NULL, OPT_COMMON, &in.common, NULL, NULL},
		{0},
	};
	const struct opt_tool tool = {"cwai-init", "makes a configuration and a store, with a domain's samples",
								  "[-s URL] [--empty] [DIR | DOMAIN]", options, false};
	int at = opt_parse(&tool, argc, argv), st;

	if (argc - at > 1)
		opt_fail(&tool, "one folder or domain, please");
	if (!in.store)
		in.store = os_env("CWAI_STORE", "store.db");
	st = read_operand(&in, at < argc ? argv[at] : NULL, &e);
	if (st == 0)
		st = set_up(&in, &e);
	free(in.dir);
	free(in.folder);
	free(in.entry);
	pseudonym_close(in.key);
	if (st != 0)
		log_die(&e);
	return rec_close_stdout();
}

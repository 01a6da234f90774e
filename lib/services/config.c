#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/os.h"
#include "io/schema.h"
#include "record/yaml.h"

#include "services/config.h"

struct config {
	char *path, *dir;
	char *store, *derived;
	const char *wanted; /* the domain of -d; borrowed */
	val v;
	int n;
	char **domain_dir;
	struct domain **domain; /* NULL until loaded */
	struct sql *sql;
};

/* Where the configuration lies, in new memory; NULL when there is none. */
static char *find(const struct opt_common *o)
{
	const char *named = o->config ? o->config : os_env("CWAI_CONFIG", NULL);
	const char *home = os_env("XDG_CONFIG_HOME", NULL);
	char *path;

	if (named)
		return mem_dup(named);
	if (os_is_file("cwai.yaml"))
		return mem_dup("cwai.yaml");
	path = home ? os_join(home, "cwai/cwai.yaml") : os_join(os_env("HOME", "/"), ".config/cwai/cwai.yaml");
	if (os_is_file(path))
		return path;
	free(path);
	return NULL;
}

static int check_privacy(val v, struct err *e)
{
	static const char *const members[] = {"key_file"};
	val privacy = val_get(v, "privacy");
	bool bad = val_is(privacy) && (val_kind(privacy) != VAL_OBJECT || val_unknown_key(privacy, members, 1) ||
								   !val_str(privacy, "key_file", NULL));

	val_free(privacy);
	return bad ? err_set(e, ERR_CONFIG, "privacy: must be {key_file: FILE}") : 0;
}

static int check(val v, struct err *e)
{
	static const char *const members[] = {"store", "derived", "domain",   "domains", "chatwoot",
										  "odoo",  "listen",  "webhooks", "privacy"};
	const char *unknown;
	val domains;
	bool bad;

	if (val_kind(v) != VAL_OBJECT)
		return err_set(e, ERR_CONFIG, "must be a mapping: store: store.db");
	unknown = val_unknown_key(v, members, sizeof(members) / sizeof(members[0]));
	if (unknown)
		return err_set(e, ERR_CONFIG, "unknown member \"%s\" (cwai-config(5) lists them)", unknown);
	if (check_privacy(v, e) != 0)
		return -1;
	domains = val_get(v, "domains");
	bad = val_kind(domains) != VAL_ARRAY || val_len(domains) == 0;
	val_free(domains);
	return bad ? err_set(e, ERR_CONFIG, "domains: must be a list of domain folders: [domains/cosmeticos]") : 0;
}

/* A folder relative to the file; a bare word that is none may be a domain that is shipped. */
static char *find_domain(const char *dir, const char *name)
{
	char *path = os_join(dir, name), *shared;

	if (os_is_dir(path) || strchr(name, '/'))
		return path;
	shared = os_find_shared(name);
	if (!shared)
		return path;
	free(path);
	return shared;
}

static int list_domains(struct config *c, struct err *e)
{
	val a = val_get(c->v, "domains");

	c->domain_dir = mem_zalloc((size_t)val_len(a) * sizeof(*c->domain_dir));
	c->domain = mem_zalloc((size_t)val_len(a) * sizeof(*c->domain));
	for (c->n = 0; c->n < val_len(a); c->n++) {
		val v = val_at(a, c->n);
		const char *name = val_text(v, NULL);

		if (!name) {
			val_free(v);
			val_free(a);
			return err_set(e, ERR_CONFIG, "domains: item %d is no text", c->n + 1);
		}
		c->domain_dir[c->n] = find_domain(c->dir, name);
		val_free(v);
	}
	val_free(a);
	return 0;
}

static char *store_url(const struct config *c)
{
	const char *url = val_str(c->v, "store", "store.db");
	bool is_path = !strchr(url, ':') || strncmp(url, "sqlite:", 7) == 0;

	if (os_env("CWAI_STORE", NULL))
		return mem_dup(os_env("CWAI_STORE", NULL));
	if (strncmp(url, "sqlite:", 7) == 0)
		url += 7;
	return is_path ? os_join(c->dir, url) : mem_dup(url);
}

struct config *config_open(const struct opt_common *o, struct err *e)
{
	struct config *c;
	char *path = find(o);

	if (!path) {
		(void)err_set(
			e, ERR_NOINPUT,
			"there is no cwai.yaml here or in ~/.config/cwai: make one with `cwai init`, or name one with -C");
		return NULL;
	}
	c = mem_zalloc(sizeof(*c));
	c->path = path;
	c->dir = os_dir(path);
	c->wanted = o->domain;
	c->v = yaml_file(path, e);
	if (val_kind(c->v) == VAL_NONE)
		goto bad;
	if (check(c->v, e) != 0 || list_domains(c, e) != 0) {
		(void)err_prefix(e, "%s", path);
		goto bad;
	}
	c->store = store_url(c);
	c->derived = os_join(c->dir, val_str(c->v, "derived", "derived"));
	return c;
bad:
	config_free(c);
	return NULL;
}

void config_free(struct config *c)
{
	if (!c)
		return;
	sql_close(c->sql);
	for (int i = 0; i < c->n; i++) {
		domain_free(c->domain[i]);
		free(c->domain_dir[i]);
	}
	free(c->domain);
	free(c->domain_dir);
	val_free(c->v);
	free(c->store);
	free(c->derived);
	free(c->dir);
	free(c->path);
	free(c);
}

const char *config_path(const struct config *c)
{
	return c->path;
}

const char *config_store(const struct config *c)
{
	return c->store;
}

const char *config_derived(const struct config *c)
{
	return c->derived;
}

val config_values(const struct config *c)
{
	return c->v;
}

int config_domain_count(const struct config *c)
{
	return c->n;
}

const char *config_domain_dir(const struct config *c, int i)
{
	return c->domain_dir[i];
}

static struct domain *load(struct config *c, int i, struct err *e)
{
	if (!c->domain[i])
		c->domain[i] = domain_load(c->domain_dir[i], e);
	return c->domain[i];
}

/* The folder is named as the domain is, so that only the one asked for is loaded. */
static bool is_dir_of(const char *dir, const char *name)
{
	size_t n = strlen(dir), len;
	const char *base;

	while (n > 1 && dir[n - 1] == '/')
		n--;
	base = memrchr(dir, '/', n);
	base = base ? base + 1 : dir;
	len = (size_t)(dir + n - base);
	return strlen(name) == len && memcmp(base, name, len) == 0;
}

struct domain *config_domain(struct config *c, const char *name, struct err *e)
{
	if (c->wanted)
		name = c->wanted;
	else if (!name || !*name)
		name = val_str(c->v, "domain", NULL);
	if (!name)
		return load(c, 0, e);
	for (int i = 0; i < c->n; i++)
		if (is_dir_of(c->domain_dir[i], name))
			return load(c, i, e);
	for (int i = 0; i < c->n; i++) {
		struct domain *d = load(c, i, e);

		if (!d)
			return NULL;
		if (strcmp(domain_name(d), name) == 0)
			return d;
	}
	(void)err_set(e, ERR_CONFIG, "there is no domain \"%.60s\" in %s: add its folder under domains", name, c->path);
	return NULL;
}

static bool has_inbox(const struct domain *d, long long inbox)
{
	val a = val_get(domain_conf(d), "inboxes");
	bool has = false;

	for (int i = 0; i < val_len(a); i++) {
		val v = val_at(a, i);

		has = has || (long long)val_number(v, -1) == inbox;
		val_free(v);
	}
	val_free(a);
	return has;
}

struct domain *config_inbox(struct config *c, long long inbox, struct err *e)
{
	if (c->wanted)
		return config_domain(c, c->wanted, e);
	for (int i = 0; i < c->n; i++) {
		struct domain *d = load(c, i, e);

		if (!d)
			return NULL;
		if (has_inbox(d, inbox))
			return d;
	}
	return config_domain(c, NULL, e);
}

struct sql *config_sql(struct config *c, struct err *e)
{
	if (!c->sql)
		c->sql = schema_open(c->store, e);
	return c->sql;
}

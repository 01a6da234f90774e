#include <stdlib.h>
#include <string.h>

#include "base/os.h"

#include "clients/odoo.h"

static const char *const members[] = {"url",          "database", "username", "password_file", "api_key_file",
									  "protocol",     "language", "timeout",  "retry",         "tries",
									  "max_reply_mb", "entities", "overlap",  "reconcile",     "settle"};

static int check_members(val conf, struct err *e)
{
	const char *unknown;

	if (val_kind(conf) != VAL_OBJECT && val_is(conf))
		return err_set(e, ERR_CONFIG, "odoo: must be a mapping: odoo: {url: https://…, database: …}");
	if (val_has(conf, "password") || val_has(conf, "api_key"))
		return err_set(
			e, ERR_CONFIG,
			"odoo: a password or key does not belong here: name a file with password_file or api_key_file, or set "
			"ODOO_PASSWORD or ODOO_API_KEY");
	unknown = val_unknown_key(conf, members, sizeof(members) / sizeof(members[0]));
	if (unknown)
		return err_set(e, ERR_CONFIG, "odoo.%s: no such member (cwai-config(5) lists them)", unknown);
	return 0;
}

static int read_secrets(struct odoo_config *c, val conf, const char *dir, struct err *e)
{
	const char *key = os_env("ODOO_API_KEY", NULL), *password = os_env("ODOO_PASSWORD", NULL);
	const char *key_file = val_str(conf, "api_key_file", NULL), *file = val_str(conf, "password_file", NULL);

	c->is_key = key || (!password && key_file);
	if (key || password) {
		c->password = mem_dup(key ? key : password);
		return 0;
	}
	if (key_file || file)
		return os_read_secret(dir, key_file ? key_file : file, &c->password, e);
	return err_set(e, ERR_CONFIG,
				   "no password for Odoo: set ODOO_PASSWORD or ODOO_API_KEY, or name a file with odoo.password_file or "
				   "odoo.api_key_file in cwai.yaml");
}

static char *text(const char *env, val conf, const char *member, const char *dflt)
{
	const char *s = os_env(env, val_str(conf, member, dflt));

	return s ? mem_dup(s) : NULL;
}

static int check_url(struct odoo_config *c, struct err *e)
{
	size_t n = c->url ? strlen(c->url) : 0;

	if (!n)
		return err_set(e, ERR_CONFIG, "no address of Odoo: set ODOO_URL, or odoo: {url: https://…} in cwai.yaml");
	while (n > 0 && c->url[n - 1] == '/')
		c->url[--n] = '\0';
	if (strncmp(c->url, "http://", 7) != 0 && strncmp(c->url, "https://", 8) != 0)
		return err_set(e, ERR_CONFIG, "the address of Odoo must begin with http:// or https://");
	if (strchr(c->url, '@'))
		return err_set(e, ERR_CONFIG, "the address of Odoo must not hold a user or password: see cwai-config(5)");
	return 0;
}

static int check_rest(const struct odoo_config *c, struct err *e)
{
	static const char *const protocols[] = {"json2", "jsonrpc", "xmlrpc"};
	bool known = !c->protocol;

	for (size_t i = 0; i < sizeof(protocols) / sizeof(protocols[0]); i++)
		known = known || strcmp(c->protocol, protocols[i]) == 0;
	if (!known)
		return err_set(e, ERR_CONFIG, "odoo.protocol must be json2, jsonrpc or xmlrpc");
	if (!c->is_key && (!c->database || !c->username))
		return err_set(e, ERR_CONFIG, "no %s of Odoo: set %s, or odoo.%s in cwai.yaml",
					   c->database ? "user name" : "database", c->database ? "ODOO_USERNAME" : "ODOO_DATABASE",
					   c->database ? "username" : "database");
	if (c->timeout <= 10)
		return err_set(e, ERR_CONFIG,
					   "odoo.timeout must be over 10 seconds: a restarted Odoo needs as long for its first answer");
	return 0;
}

bool odoo_config_given(val conf)
{
	return os_env("ODOO_URL", val_str(conf, "url", NULL)) != NULL;
}

int odoo_config_read(struct odoo_config *c, val conf, const char *dir, const char *derived, struct err *e)
{
	const double mb = val_num(conf, "max_reply_mb", 64);

	*c = (struct odoo_config){.timeout = val_num(conf, "timeout", 120),
							  .retry = val_num(conf, "retry", 0.5),
							  .tries = (int)val_int(conf, "tries", 5),
							  .max_reply = mb >= 1 && mb <= 4096 ? (size_t)(mb * 1048576) : (size_t)64 << 20};
	if (check_members(conf, e) != 0)
		return -1;
	c->url = text("ODOO_URL", conf, "url", NULL);
	c->database = text("ODOO_DATABASE", conf, "database", NULL);
	c->username = text("ODOO_USERNAME", conf, "username", NULL);
	c->protocol = text("ODOO_PROTOCOL", conf, "protocol", NULL);
	c->language = text("ODOO_LANGUAGE", conf, "language", "pt_BR");
	c->folder = derived ? mem_dup(derived) : NULL;
	if (check_url(c, e) == 0 && read_secrets(c, conf, dir, e) == 0 && check_rest(c, e) == 0)
		return 0;
	odoo_config_free(c);
	return -1;
}

void odoo_config_free(struct odoo_config *c)
{
	free(c->url);
	free(c->database);
	free(c->username);
	if (c->password)
		explicit_bzero(c->password, strlen(c->password));
	free(c->password);
	free(c->protocol);
	free(c->language);
	free(c->folder);
	*c = (struct odoo_config){0};
}

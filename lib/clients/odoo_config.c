#include <stdlib.h>
#include <string.h>

#include "base/os.h"

#include "clients/odoo.h"

static const char *const members[] = {"url",          "database", "username", "password_file", "api_key_file",
									  "protocol",     "language", "timeout",  "retry",         "tries",
									  "max_reply_mb", "entities", "overlap",  "reconcile",     "settle"};

/* null is as good as nothing. */
static bool is_given(val conf, const char *name)
{
	val v = val_get(conf, name);
	bool given = val_is(v);

	val_free(v);
	return given;
}

static int check_text(val conf, struct err *e)
{
	static const char *const names[] = {"url",          "database", "username", "password_file",
										"api_key_file", "protocol", "language"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (is_given(conf, names[i]) && !val_str(conf, names[i], NULL))
			return err_set(e, ERR_CONFIG, "odoo.%s must be a text: write a number as \"5\"", names[i]);
	return 0;
}

static int check_numbers(val conf, struct err *e)
{
	static const struct {
		const char *name;
		double min, max;
		bool whole;
	} known[] = {{"retry", 0, 30, false}, {"tries", 1, 100, true}, {"max_reply_mb", 1, 4096, false}};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		double n = val_num(conf, known[i].name, known[i].min - 1);

		if (is_given(conf, known[i].name) &&
			(!(n >= known[i].min && n <= known[i].max) || (known[i].whole && n != (double)(int)n)))
			return err_set(e, ERR_CONFIG, "odoo.%s must be a %s from %g to %g", known[i].name,
						   known[i].whole ? "whole number" : "number", known[i].min, known[i].max);
	}
	if (is_given(conf, "timeout") && !(val_num(conf, "timeout", 0) > 10 && val_num(conf, "timeout", 0) <= 3600))
		return err_set(e, ERR_CONFIG,
					   "odoo.timeout must be a number over 10, 3600 at most: a restarted Odoo needs 10 seconds for its "
					   "first answer");
	return 0;
}

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
	return check_text(conf, e) == 0 && check_numbers(conf, e) == 0 ? 0 : -1;
}

/* Whether s would end a line of the request, or say what no name has. A key stands in a header: no blank either. */
static bool has_odd(const char *s, bool key)
{
	for (; s && *s; s++)
		if ((unsigned char)*s < 0x20 || *s == 0x7f || (key && ((unsigned char)*s >= 0x80 || *s == ' ')))
			return true;
	return false;
}

static int check_signs(const struct odoo_config *c, struct err *e)
{
	const struct {
		const char *what, *value;
	} all[] = {{"database", c->database}, {"user name", c->username}, {"language", c->language}};
	const char *odd = has_odd(c->password, c->is_key) ? (c->is_key ? "API key" : "password") : NULL;

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (has_odd(all[i].value, false))
			odd = all[i].what;
	if (odd)
		return err_set(e, ERR_CONFIG, "the %s of Odoo has a sign in it that none has (a line's end?): copy it again",
					   odd);
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

/* "example.com", "127.0.0.1:8069" or "[::1]:8069". */
static bool is_host(const char *s)
{
	size_t n = *s == '[' ? strcspn(s, "]") : strcspn(s, ":");
	bool good = n > 0 && !has_odd(s, true);
	const char *port;
	long number;

	if (*s == '[') {
		good = good && s[n] == ']' && strspn(s + 1, "0123456789abcdefABCDEF:.") == n - 1 && n > 1;
		n += s[n] == ']';
	}
	if (!s[n] || !good)
		return good;
	port = s + n + 1;
	number = strlen(port) <= 5 ? strtol(port, NULL, 10) : 0;
	return s[n] == ':' && strspn(port, "0123456789") == strlen(port) && number >= 1 && number <= 65535;
}

/* What is wrong with an address, the scheme's letters small from here on. */
static int check_url(struct odoo_config *c, struct err *e)
{
	size_t n = c->url ? strlen(c->url) : 0, scheme;
	const char *host;

	if (!n)
		return err_set(e, ERR_CONFIG, "no address of Odoo: set ODOO_URL, or odoo: {url: https://…} in cwai.yaml");
	while (n > 0 && c->url[n - 1] == '/')
		c->url[--n] = '\0';
	scheme = strncasecmp(c->url, "http://", 7) == 0 ? 4 : strncasecmp(c->url, "https://", 8) == 0 ? 5 : 0;
	if (!scheme)
		return err_set(e, ERR_CONFIG, "the address of Odoo must begin with http:// or https://");
	for (size_t i = 0; i < scheme; i++)
		c->url[i] |= 0x20;
	host = c->url + scheme + 3;
	if (strchr(host, '@'))
		return err_set(e, ERR_CONFIG, "the address of Odoo must not hold a user or password: see cwai-config(5)");
	if (strpbrk(host, "/?#"))
		return err_set(e, ERR_CONFIG, "the address of Odoo is the server's alone, without a path: %.*s",
					   (int)strcspn(host, "/?#") + (int)scheme + 3, c->url);
	if (!is_host(host))
		return err_set(e, ERR_CONFIG, "the address of Odoo has no server's name, or a port that is none (1 to 65535)");
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
	return check_signs(c, e);
}

bool odoo_config_given(val conf)
{
	return os_env("ODOO_URL", val_str(conf, "url", NULL)) != NULL;
}

int odoo_config_read(struct odoo_config *c, val conf, const char *dir, const char *derived, struct err *e)
{
	*c = (struct odoo_config){.timeout = val_num(conf, "timeout", 120),
							  .retry = val_num(conf, "retry", 0.5),
							  .tries = (int)val_int(conf, "tries", 5),
							  .max_reply = (size_t)64 << 20};
	if (check_members(conf, e) != 0)
		return -1;
	c->max_reply = (size_t)(val_num(conf, "max_reply_mb", 64) * 1048576);
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

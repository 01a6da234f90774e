/* The Odoo client without a server: its configuration, ids, and arguments as records write them. */
#include "../t.h"

#include <stdlib.h>

#include "base/mem.h"
#include "clients/odoo.h"

static struct err e;

static val parse(const char *json)
{
	return val_parse(json, strlen(json), &e);
}

static void clean(void)
{
	static const char *const names[] = {"ODOO_URL",     "ODOO_DATABASE", "ODOO_USERNAME", "ODOO_PASSWORD",
										"ODOO_API_KEY", "ODOO_PROTOCOL", "ODOO_LANGUAGE"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		(void)unsetenv(names[i]);
}

static int config(struct odoo_config *c, const char *json)
{
	val v = parse(json);
	int st = odoo_config_read(c, v, NULL, NULL, &e);

	val_free(v);
	return st;
}

static void refused(const char *json, const char *word, const char *name)
{
	struct odoo_config c;

	t_int(config(&c, json), -1, name);
	t_ok(e.kind == ERR_CONFIG && strstr(e.msg, word), name);
	if (!strstr(e.msg, word))
		printf("# %s\n", e.msg);
}

static void try_config(void)
{
	struct odoo_config c;

	clean();
	refused("null", "ODOO_URL", "without an address");
	refused("{\"url\":\"odoo.example.com\"}", "http://", "an address without a scheme");
	refused("{\"url\":\"https://joe:secret@example.com\"}", "must not hold", "a password in the address");
	t_ok(!strstr(e.msg, "secret"), "is not repeated");
	refused("{\"url\":\"https://example.com\",\"database\":\"d\",\"username\":\"u\"}", "ODOO_PASSWORD",
			"without a password");
	refused("{\"url\":\"https://example.com\",\"password\":\"hush\"}", "password_file", "a secret in the file");
	t_ok(!strstr(e.msg, "hush"), "is not repeated either");
	refused("{\"url\":\"https://example.com\",\"colour\":1}", "colour", "an unknown member");
	t_int(setenv("ODOO_PASSWORD", "p", 1), 0, "a password");
	refused("{\"url\":\"https://example.com\"}", "ODOO_DATABASE", "without a database");
	refused("{\"url\":\"https://example.com\",\"database\":\"d\",\"username\":\"u\",\"protocol\":\"soap\"}", "protocol",
			"an unknown protocol");
	refused("{\"url\":\"https://example.com\",\"database\":\"d\",\"username\":\"u\",\"timeout\":5}", "timeout",
			"a timeout under a restart's");
	t_int(config(&c, "{\"url\":\"https://example.com//\",\"database\":\"d\",\"username\":\"u\"}"), 0, "all of it");
	t_str(c.url, "https://example.com", "the address ends without a slash");
	t_str(c.language, "pt_BR", "in Portuguese");
	t_ok(!c.is_key, "by password");
	odoo_config_free(&c);
	t_int(setenv("ODOO_API_KEY", "k", 1), 0, "a key");
	t_int(config(&c, "{\"url\":\"https://example.com\"}"), 0, "a key needs neither database nor user");
	t_ok(c.is_key, "it is one");
	t_str(c.password, "k", "and wins");
	odoo_config_free(&c);
	t_int(setenv("ODOO_URL", "http://127.0.0.1:8069", 1), 0, "the environment");
	t_int(config(&c, "{\"url\":\"https://example.com\"}"), 0, "over the file");
	t_str(c.url, "http://127.0.0.1:8069", "wins");
	odoo_config_free(&c);
	clean();
}

static void try_ids(void)
{
	t_int(odoo_id_number("odoo:res.partner:14", NULL), 14, "an id");
	t_int(odoo_id_number("odoo:res.partner:14", "res.partner"), 14, "of its model");
	t_int(odoo_id_number("odoo:res.partner:14", "sale.order"), -1, "not of another");
	t_int(odoo_id_number("odoo:res.partner:14x", NULL), -1, "not a number");
	t_int(odoo_id_number("odoo:res.partner:", NULL), -1, "no number");
	t_int(odoo_id_number("odoo:res.partner:0", NULL), -1, "none is 0");
	t_int(odoo_id_number("odoo:res.partner:-5", NULL), -1, "nor below");
	t_int(odoo_id_number("odoo:res.partner:2147483647", NULL), 2147483647, "the last");
	t_int(odoo_id_number("odoo:res.partner:2147483648", NULL), -1, "Odoo has no more");
	t_int(odoo_id_number("odoo::5", NULL), -1, "no model");
	t_int(odoo_id_number("odoo:a:b:5", NULL), -1, "a model has no colon");
	t_int(odoo_id_number("chatwoot:1:4", NULL), -1, "not Odoo's");
}

int main(void)
{
	try_config();
	try_ids();
	t_ok(odoo_writes("write") && odoo_writes("action_confirm") && odoo_writes("message_post"), "methods that change");
	t_ok(!odoo_writes("search_read") && !odoo_writes("fields_get") && !odoo_writes("exists"), "and those that do not");
	return t_done();
}

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

/* A member that is not what it should be, with all the rest. */
static void try_members(void)
{
	static const struct {
		const char *member, *word;
	} wrong[] = {{"\"tries\":0", "odoo.tries must be a whole number from 1 to 100"},
				 {"\"tries\":-3", "odoo.tries must be"},
				 {"\"tries\":2.5", "odoo.tries must be"},
				 {"\"tries\":1e300", "odoo.tries must be"},
				 {"\"tries\":\"5\"", "odoo.tries must be"},
				 {"\"retry\":-1", "odoo.retry must be a number from 0 to 30"},
				 {"\"retry\":31", "odoo.retry must be"},
				 {"\"language\":5", "odoo.language must be a text"},
				 {"\"username\":true", "odoo.username must be a text"},
				 {"\"timeout\":1e9", "odoo.timeout must be a number over 10, 3600 at most"},
				 {"\"timeout\":\"20\"", "odoo.timeout must be"},
				 {"\"max_reply_mb\":0.5", "odoo.max_reply_mb must be a number from 1 to 4096"},
				 {"\"max_reply_mb\":100000", "odoo.max_reply_mb must be"}};
	char json[256];

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		(void)snprintf(json, sizeof(json), "{\"url\":\"https://example.com\",\"database\":\"d\",%s}", wrong[i].member);
		refused(json, wrong[i].word, wrong[i].member);
	}
	refused("{\"url\":\"https://example.com\",\"database\":5}", "odoo.database must be a text", "a number for a name");
}

static void try_addresses(void)
{
	static const char *const wrong[] = {"http://h:99999", "http://h:0", "http://h:",     "http://h:8x",
										"http://[::1",    "http://[]",  "http://[::1]x", "http://:80",
										"http://",        "http://a b", "http://h:1:2",  "http://[g::1]"};
	static const char *const right[] = {"HTTP://h", "hTTps://h", "http://[::1]:8069", "http://h:65535",
										"http://1.2.3.4:1"};
	struct odoo_config c;

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		(void)setenv("ODOO_URL", wrong[i], 1);
		refused("null", i == 8 ? "begin with" : "no server's name, or a port that is none", wrong[i]);
	}
	(void)setenv("ODOO_URL", "https://shop.example.com/web?db=x", 1);
	refused("null", "without a path: https://shop.example.com", "a path");
	for (size_t i = 0; i < sizeof(right) / sizeof(right[0]); i++) {
		(void)setenv("ODOO_URL", right[i], 1);
		t_int(config(&c, "{\"database\":\"d\",\"username\":\"u\"}"), 0, right[i]);
		t_ok(c.url && strncmp(c.url, "http", 4) == 0, right[i]);
		odoo_config_free(&c);
	}
	(void)unsetenv("ODOO_URL");
}

/* A name with the end of a line in it would be one more header. */
static void try_signs(void)
{
	static const char *const names[] = {"ODOO_DATABASE", "ODOO_USERNAME", "ODOO_LANGUAGE", "ODOO_PASSWORD",
										"ODOO_API_KEY"};
	static const char *const words[] = {"database", "user name", "language", "password", "API key"};
	static const char conf[] = "{\"url\":\"https://example.com\",\"database\":\"d\",\"username\":\"u\"}";
	struct odoo_config c;

	for (size_t i = 0; i < 5; i++) {
		(void)setenv(names[i], "a\r\nX-Odd: 1", 1);
		refused(conf, words[i], names[i]);
		t_ok(!strstr(e.msg, "X-Odd"), "is not repeated");
		(void)unsetenv(names[i]);
	}
	(void)setenv("ODOO_API_KEY", "a b", 1);
	refused(conf, "API key", "a key with a blank");
	(void)unsetenv("ODOO_API_KEY");
	(void)setenv("ODOO_PASSWORD", "é assim, sim", 1);
	t_int(config(&c, conf), 0, "a password may have one, and accents");
	odoo_config_free(&c);
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
	try_members();
	try_addresses();
	try_signs();
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

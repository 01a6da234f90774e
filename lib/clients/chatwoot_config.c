#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/os.h"

#include "clients/chatwoot.h"

static const char *const members[] = {"url",     "account", "bot_id", "token_file", "bot_token_file",
									  "timeout", "retry",   "tries"};

static int check_members(val conf, struct err *e)
{
	const char *unknown;

	if (val_kind(conf) != VAL_OBJECT && val_is(conf))
		return err_set(e, ERR_CONFIG, "chatwoot: must be a mapping: chatwoot: {url: https://…, account: 1}");
	if (val_has(conf, "token") || val_has(conf, "bot_token"))
		return err_set(e, ERR_CONFIG,
					   "chatwoot: a token does not belong here: name a file with token_file or bot_token_file");
	unknown = val_unknown_key(conf, members, sizeof(members) / sizeof(members[0]));
	if (unknown)
		return err_set(e, ERR_CONFIG, "chatwoot.%s: no such member (cwai-config(5) lists them)", unknown);
	return 0;
}

/* A secret of the environment, else the first line of a file. *out NULL when neither is given. */
static int read_secret(const char *env, const char *also, val conf, const char *member, const char *dir, char **out,
					   struct err *e)
{
	const char *v = os_env(env, also ? os_env(also, NULL) : NULL), *file = val_str(conf, member, NULL);

	*out = NULL;
	if (v) {
		*out = mem_dup(v);
		return 0;
	}
	return file ? os_read_secret(dir, file, out, e) : 0;
}

/* Is it one that can stand in a header? */
static bool is_token(const char *s)
{
	for (; s && *s; s++)
		if (*s <= ' ' || *s >= 0x7f)
			return false;
	return true;
}

static int check(struct chatwoot_config *c, struct err *e)
{
	size_t n = c->url ? strlen(c->url) : 0;

	if (!n)
		return err_set(e, ERR_CONFIG,
					   "no address of Chatwoot: set CHATWOOT_BASE_URL, or chatwoot: {url: https://…} in cwai.yaml");
	while (n > 0 && c->url[n - 1] == '/')
		c->url[--n] = '\0';
	if (strncmp(c->url, "http://", 7) != 0 && strncmp(c->url, "https://", 8) != 0)
		return err_set(e, ERR_CONFIG, "the address of Chatwoot must begin with http:// or https://");
	if (strchr(c->url, '@'))
		return err_set(e, ERR_CONFIG, "the address of Chatwoot must not hold a user or password");
	if (strcspn(strstr(c->url, "://") + 3, "/?#") != strlen(strstr(c->url, "://") + 3))
		return err_set(e, ERR_CONFIG, "the address of Chatwoot is the server's alone, without a path: https://%.*s",
					   (int)strcspn(strstr(c->url, "://") + 3, "/?#"), strstr(c->url, "://") + 3);
	if (!is_token(c->token) || !is_token(c->bot_token))
		return err_set(e, ERR_CONFIG, "a token of Chatwoot holds a blank or a sign that no token has: copy it again");
	if (c->timeout <= 0 || c->retry < 0 || c->tries < 1)
		return err_set(e, ERR_CONFIG, "chatwoot: timeout must be above 0, retry from 0, tries from 1");
	if (c->account <= 0)
		return err_set(e, ERR_CONFIG,
					   "no account of Chatwoot: set CHATWOOT_ACCOUNT_ID, or chatwoot.account in cwai.yaml");
	if (!c->token && !c->bot_token)
		return err_set(
			e, ERR_CONFIG,
			"no token of Chatwoot: set CHATWOOT_API_TOKEN (a person's) and CHATWOOT_BOT_TOKEN, or name files "
			"with chatwoot.token_file and bot_token_file in cwai.yaml");
	return 0;
}

bool chatwoot_config_given(val conf)
{
	return os_env("CHATWOOT_BASE_URL", os_env("CHATWOOT_URL", val_str(conf, "url", NULL))) != NULL;
}

static long long whole(const char *s)
{
	char *end;
	long long n = strtoll(s, &end, 10);

	return *end ? 0 : n;
}

int chatwoot_config_read(struct chatwoot_config *c, val conf, const char *dir, struct err *e)
{
	const char *url = os_env("CHATWOOT_BASE_URL", os_env("CHATWOOT_URL", val_str(conf, "url", NULL)));
	const char *account = os_env("CHATWOOT_ACCOUNT_ID", NULL);

	*c = (struct chatwoot_config){.timeout = val_num(conf, "timeout", 30),
								  .retry = val_num(conf, "retry", 0.5),
								  .tries = (int)val_int(conf, "tries", 5),
								  .bot = val_int(conf, "bot_id", 0)};
	if (check_members(conf, e) != 0)
		return -1;
	c->url = url ? mem_dup(url) : NULL;
	c->account = account ? whole(account) : val_int(conf, "account", 0);
	if (read_secret("CHATWOOT_API_TOKEN", "CHATWOOT_API_KEY", conf, "token_file", dir, &c->token, e) == 0 &&
		read_secret("CHATWOOT_BOT_TOKEN", NULL, conf, "bot_token_file", dir, &c->bot_token, e) == 0 && check(c, e) == 0)
		return 0;
	chatwoot_config_free(c);
	return -1;
}

static void wipe(char *s)
{
	if (s)
		explicit_bzero(s, strlen(s));
	free(s);
}

void chatwoot_config_free(struct chatwoot_config *c)
{
	free(c->url);
	wipe(c->token);
	wipe(c->bot_token);
	*c = (struct chatwoot_config){0};
}

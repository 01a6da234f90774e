/* The Chatwoot client: its configuration, ids, addresses, and what it makes of answers, by a tiny server. */
#include "../t.h"

#include <arpa/inet.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/mem.h"
#include "clients/chatwoot.h"

static struct err e;

static val parse(const char *json)
{
	return val_parse(json, strlen(json), &e);
}

/* ---- configuration and ids ---- */

static void clean(void)
{
	static const char *const names[] = {"CHATWOOT_BASE_URL",  "CHATWOOT_URL",     "CHATWOOT_ACCOUNT_ID",
										"CHATWOOT_API_TOKEN", "CHATWOOT_API_KEY", "CHATWOOT_BOT_TOKEN"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		(void)unsetenv(names[i]);
}

static int config(struct chatwoot_config *c, const char *json)
{
	val v = parse(json);
	int st = chatwoot_config_read(c, v, NULL, &e);

	val_free(v);
	return st;
}

static void refused(const char *json, const char *word, const char *name)
{
	struct chatwoot_config c;

	t_int(config(&c, json), -1, name);
	t_ok(e.kind == ERR_CONFIG && strstr(e.msg, word), name);
	if (!strstr(e.msg, word))
		printf("# %s\n", e.msg);
}

static void try_config(void)
{
	struct chatwoot_config c;

	clean();
	refused("null", "CHATWOOT_BASE_URL", "without an address");
	refused("{\"url\":\"chat.example.com\"}", "http://", "an address without a scheme");
	refused("{\"url\":\"https://joe:secret@example.com\"}", "must not hold", "a password in the address");
	t_ok(!strstr(e.msg, "secret"), "is not repeated");
	refused("{\"url\":\"https://example.com\",\"token\":\"hush\"}", "token_file", "a secret in the file");
	t_ok(!strstr(e.msg, "hush"), "is not repeated either");
	refused("{\"url\":\"https://example.com\",\"colour\":1}", "colour", "an unknown member");
	refused("{\"url\":\"https://example.com/app/accounts/1\"}", "https://example.com", "an address with a path");
	refused("{\"url\":\"https://example.com\"}", "CHATWOOT_ACCOUNT_ID", "without an account");
	refused("{\"url\":\"https://example.com\",\"account\":1}", "CHATWOOT_API_TOKEN", "without a token");
	t_int(setenv("CHATWOOT_API_TOKEN", "a b", 1), 0, "a token");
	refused("{\"url\":\"https://example.com\",\"account\":1}", "copy it again", "with a blank in it");
	t_int(setenv("CHATWOOT_API_TOKEN", "t", 1), 0, "a token");
	refused("{\"url\":\"https://example.com\",\"account\":1,\"tries\":0}", "tries", "no tries");
	t_int(config(&c, "{\"url\":\"https://example.com//\",\"account\":7,\"bot_id\":12}"), 0, "all of it");
	t_str(c.url, "https://example.com", "the address ends without a slash");
	t_int(c.account, 7, "the account");
	t_int(c.bot, 12, "the bot");
	chatwoot_config_free(&c);
	t_int(setenv("CHATWOOT_ACCOUNT_ID", "8x", 1), 0, "the environment");
	refused("{\"url\":\"https://example.com\",\"account\":7}", "CHATWOOT_ACCOUNT_ID", "no number");
	t_int(setenv("CHATWOOT_ACCOUNT_ID", "8", 1), 0, "a number");
	t_int(config(&c, "{\"url\":\"https://example.com\",\"account\":7}"), 0, "over the file");
	t_int(c.account, 8, "wins");
	chatwoot_config_free(&c);
	clean();
}

static void try_ids(void)
{
	t_int(chatwoot_id_number("chatwoot:1:42", 0), 42, "an id");
	t_int(chatwoot_id_number("chatwoot:1:c5", 'c'), 5, "a contact's");
	t_int(chatwoot_id_number("chatwoot:1:c5", 0), -1, "is no conversation's");
	t_int(chatwoot_id_number("chatwoot:1:42", 'c'), -1, "nor the other way");
	t_int(chatwoot_id_number("chatwoot:1:42x", 0), -1, "not a number");
	t_int(chatwoot_id_number("chatwoot:1:", 0), -1, "no number");
	t_int(chatwoot_id_number("odoo:res.partner:1", 0), -1, "not Chatwoot's");
}

/* ---- a tiny server: what it answers is in the path, the whole request comes back in the text ---- */

static char base[64];

static void say(int fd, const char *status, const char *type, const char *body)
{
	char *text = mem_printf("HTTP/1.1 %s\r\nContent-Type: %s\r\nContent-Length: %zu\r\nConnection: close\r\n\r\n%s",
							status, type, strlen(body), body);

	if (write(fd, text, strlen(text)) < 0)
		_exit(1);
	free(text);
}

static void serve(int fd)
{
	static const struct {
		const char *path, *status, *type, *body;
	} answers[] = {
		{"/bad", "401 Unauthorized", "application/json", "{\"error\":\"Invalid Access Token\"}"},
		{"/login", "401 Unauthorized", "application/json", "{\"errors\":[\"You need to sign in\"]}"},
		{"/gone", "404 Not Found", "application/json", "{\"error\":\"Resource could not be found\"}"},
		{"/other", "404 Not Found", "text/html", "<h1>no</h1>"},
		{"/moved", "301 Moved Permanently", "text/html", ""},
		{"/wrong", "422 Unprocessable", "application/json",
		 "{\"message\":\"Phone bad\",\"attributes\":[\"phone_number\"]}"},
		{"/busy", "429 Too Many Requests", "text/plain", "Retry later\n"},
		{"/down", "500 Error", "text/html", "<h1>oh</h1>"},
		{"/page", "200 OK", "text/html", "<html>"},
		{"/empty", "200 OK", "application/json", ""},
	};
	char text[8192] = {0}, *path;
	ssize_t n = read(fd, text, sizeof(text) - 1);

	path = n > 0 ? strchr(text, ' ') : NULL;
	if (!path || strncmp(path + 1, "/eof", 4) == 0)
		return;
	for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++)
		if (strncmp(path + 1, answers[i].path, strlen(answers[i].path)) == 0) {
			say(fd, answers[i].status, answers[i].type, answers[i].body);
			return;
		}
	for (char *s = text; *s; s++) /* it goes into a JSON text */
		if (*s == '"' || *s == '\r' || *s == '\n' || *s == '\\')
			*s = '|';
	path = mem_printf("{\"request\":\"%s\"}", text);
	say(fd, "200 OK", "application/json", path);
	free(path);
}

static pid_t start(void)
{
	struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
	socklen_t n = sizeof(a);
	int listener = socket(AF_INET, SOCK_STREAM, 0);
	pid_t pid;

	if (listener < 0 || bind(listener, (struct sockaddr *)&a, n) != 0 || listen(listener, 64) != 0 ||
		getsockname(listener, (struct sockaddr *)&a, &n) != 0)
		exit(1);
	(void)snprintf(base, sizeof(base), "http://127.0.0.1:%d", ntohs(a.sin_port));
	(void)fflush(stdout);
	pid = fork();
	if (pid != 0) {
		(void)close(listener);
		return pid;
	}
	(void)prctl(PR_SET_PDEATHSIG, SIGTERM);
	for (;;) {
		int fd = accept(listener, NULL, NULL);

		if (fd >= 0)
			serve(fd);
		(void)close(fd);
	}
}

static struct chatwoot *open_chat(char *token, char *bot)
{
	struct chatwoot_config c = {
		.url = base, .account = 3, .token = token, .bot_token = bot, .timeout = 5, .retry = 0.001, .tries = 2};

	return chatwoot_open(&c);
}

static void fails(struct chatwoot *c, const char *path, bool once, enum err_kind kind, const char *says, bool unsure)
{
	struct chatwoot_call q = {.method = "POST", .path = path, .query = val_null(), .body = val_object(), .once = once};
	bool maybe = false;

	t_int(chatwoot_do(c, &q, NULL, &maybe, &e), -1, path);
	t_int(e.kind, kind, "its kind");
	t_ok(strstr(e.msg, says) && !strstr(e.msg, "tok-"), "what it says");
	if (!strstr(e.msg, says))
		printf("# %s\n", e.msg);
	t_int(maybe, unsure, "whether it may have been done");
}

static void try_errors(void)
{
	char token[] = "tok-person";
	struct chatwoot *c = open_chat(token, NULL);

	fails(c, "/bad", false, ERR_REFUSED, "HTTP 401: Invalid Access Token", false);
	fails(c, "/login", false, ERR_REFUSED, "HTTP 401: You need to sign in", false);
	fails(c, "/gone", true, ERR_NOINPUT, "HTTP 404: Resource could not be found", false);
	fails(c, "/other", true, ERR_PROTOCOL, "is the address right?", false);
	fails(c, "/moved", true, ERR_PROTOCOL, "is the address right?", false);
	fails(c, "/wrong", true, ERR_DATA, "HTTP 422: Phone bad", false);
	fails(c, "/busy", true, ERR_AGAIN, "HTTP 429: Retry later", false);
	fails(c, "/down", true, ERR_UNAVAILABLE, "HTTP 500", true);
	fails(c, "/down", false, ERR_UNAVAILABLE, "HTTP 500", false);
	fails(c, "/page", true, ERR_PROTOCOL, "no JSON (text/html)", true);
	fails(c, "/eof", true, ERR_UNAVAILABLE, "without an answer", true);
	chatwoot_close(c);
}

static void try_requests(void)
{
	char token[] = "tok-person", bot[] = "tok-bot";
	struct chatwoot *c = open_chat(token, bot), *only = open_chat(NULL, bot);
	val labels = val_push(val_push(val_array(), val_of_str("a b")), val_of_str("é&"));
	struct chatwoot_call q = {.method = "GET",
							  .path = "conversations",
							  .query = val_set_int(val_set(val_object(), "labels", labels), "page", 2),
							  .body = val_null()};
	char *path = chatwoot_path(c, &q);
	struct chatwoot_result r;
	int n = 0;
	val v;

	t_str(path, "/api/v1/accounts/3/conversations?labels%5B%5D=a%20b&labels%5B%5D=%C3%A9%26&page=2",
		  "a path and its query");
	t_int(chatwoot_do(c, &q, &v, NULL, &e), 0, "a request");
	t_ok(strstr(val_str(v, "request", ""), path) && strstr(val_str(v, "request", ""), "api-access-token: tok-person"),
		 "as it is sent");
	val_free(v);
	free(path);
	q = (struct chatwoot_call){
		.method = "GET", .path = "/x", .query = val_null(), .body = val_null(), .who = CHATWOOT_BOT_FIRST};
	t_int(chatwoot_do(c, &q, &v, NULL, &e), 0, "by the bot first");
	t_ok(strstr(val_str(v, "request", ""), "tok-bot") != NULL, "its token");
	val_free(v);
	q.who = CHATWOOT_PERSON_FIRST;
	t_int(chatwoot_do(only, &q, &v, NULL, &e), 0, "by the one that there is");
	val_free(v);
	q.who = CHATWOOT_PERSON;
	t_int(chatwoot_do(only, &q, NULL, NULL, &e), -1, "by one that is missing");
	t_ok(e.kind == ERR_CONFIG && strstr(e.msg, "CHATWOOT_API_TOKEN"), "says which");
	q = (struct chatwoot_call){.method = "GET", .path = "/empty", .query = val_null(), .body = val_null()};
	t_int(chatwoot_do(c, &q, &v, NULL, &e), 0, "an empty answer");
	t_int(val_kind(v), VAL_NULL, "is null");
	for (int i = 0; i < 20; i++) {
		q = (struct chatwoot_call){.method = "GET", .path = "/y", .query = val_null(), .body = val_null()};
		chatwoot_start(c, &q, &n);
	}
	while (chatwoot_wait(c, &r, &e) == 1) {
		n += r.why.kind == ERR_NONE && r.cookie == &n;
		val_free(r.value);
	}
	t_int(n, 20, "side by side");
	q = (struct chatwoot_call){.method = "GET", .path = "/y", .query = val_null(), .body = val_null()};
	chatwoot_start(c, &q, NULL);
	chatwoot_close(c); /* given up */
	chatwoot_close(only);
}

int main(void)
{
	pid_t server;

	try_config();
	try_ids();
	server = start();
	try_errors();
	try_requests();
	(void)kill(server, SIGTERM);
	return t_done();
}

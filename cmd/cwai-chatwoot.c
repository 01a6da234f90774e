/* cwai-chatwoot: calls Chatwoot: one thing by its words, or one a record; and follows what customers write. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/opt.h"
#include "base/os.h"
#include "base/term.h"
#include "cli/chatwoot_words.h"
#include "record/rec.h"
#include "services/chatwoot_follow.h"
#include "services/config_chatwoot.h"

struct tool {
	struct opt_common common;
	long jobs;
	bool json;
	struct chatwoot_words words;
	struct chatwoot_follow follow;
	struct config *config;
};

#define NAME "cwai-chatwoot"
#define PURPOSE "calls Chatwoot: one thing by its words, or one a record"

static int open_chatwoot(struct tool *t, struct err *e)
{
	t->config = config_open(&t->common, e);
	/* The environment alone will do. */
	if (!t->config && e->kind == ERR_NOINPUT && !t->common.config && !chatwoot_config_given(val_null()))
		return err_prefix(e, "CHATWOOT_BASE_URL is not set");
	if (!t->config && (e->kind != ERR_NOINPUT || t->common.config))
		return -1;
	t->words.acts.chat = config_chatwoot_open(t->config, e);
	t->words.people = !t->json && term_is(STDOUT_FILENO);
	return t->words.acts.chat ? 0 : -1;
}

static int follow(struct tool *t, int n, struct err *e)
{
	char *dir = t->config ? os_dir(config_path(t->config)) : NULL, *cursor;
	int st;

	if (n != 1) {
		free(dir);
		return err_set(e, ERR_USAGE, "follow takes no operand");
	}
	if (t->words.since && (t->follow.since = chatwoot_words_time(t->words.since, -1, "since", e)) < 0) {
		free(dir);
		return -1;
	}
	cursor = t->follow.cursor ? mem_dup(t->follow.cursor) : os_join(dir, "chatwoot-cursor.json");
	t->follow.cursor = cursor;
	t->follow.chat = t->words.acts.chat;
	t->follow.quiet = t->common.quiet;
	st = chatwoot_follow_run(&t->follow, e);
	free(cursor);
	free(dir);
	return st;
}

/* ---- verbs and their options ---- */

#define EVERY                                                                                        \
	{'n', "dry-run", OPT_FLAG, &t->words.acts.dry, NULL, "show the requests that change something"}, \
		{0, "json", OPT_FLAG, &t->json, NULL, "records, also at a terminal"},                        \
		{0, NULL, OPT_COMMON, &t->common, NULL, NULL},                                               \
	{                                                                                                \
		0                                                                                            \
	}
#define LIMIT                                                                \
	{                                                                        \
		'l', "limit", OPT_INT, &t->words.limit, "N", "at most so many (all)" \
	}
#define SECRETS                                                                                    \
	{                                                                                              \
		0, "secrets-file", OPT_FILE, &t->words.secrets_file, "FILE", "where secrets go, mode 0600" \
	}
#define SHOW                                                                 \
	{                                                                        \
		0, "show", OPT_FLAG, &t->words.acts.show, NULL, "print secrets, too" \
	}

enum options { PLAIN, RAW, MESSAGES, CONVERSATIONS, ARTICLES, FOLLOW, STATUS, ASSIGN, WEBHOOK, BOT, SETUP };

static const struct {
	const char *name, *synopsis;
	enum options options;
} verbs[] = {
	{"messages", "messages [option ...] CONVERSATION", MESSAGES},
	{"conversations", "conversations [option ...]\nconversations show ID\nconversations filter JSON", CONVERSATIONS},
	{"contacts",
	 "contacts search WORDS\ncontacts show ID\ncontacts find PHONE|EMAIL|IDENTIFIER\n"
	 "contacts create NAME=VALUE ...\ncontacts update ID NAME=VALUE ...\ncontacts merge ID OTHER",
	 PLAIN},
	{"status", "status [option ...] CONVERSATION open|pending|resolved|snoozed", STATUS},
	{"assign", "assign [--agent N|me|none] [--team N|none] CONVERSATION", ASSIGN},
	{"labels", "labels add|remove|set CONVERSATION LABEL ...", PLAIN},
	{"note", "note CONVERSATION TEXT", PLAIN},
	{"attributes", "attributes CONVERSATION NAME=TEXT|NAME:=JSON ...", PLAIN},
	{"templates", "templates sync|list INBOX", PLAIN},
	{"bot", "bot list\nbot create NAME URL\nbot attach BOT|none INBOX ...", BOT},
	{"webhook", "webhook list\nwebhook create [option ...] URL", WEBHOOK},
	{"articles", "articles [option ...] PORTAL", ARTICLES},
	{"get", "get PATH", RAW},
	{"post", "post PATH JSON", RAW},
	{"setup", "setup [option ...] URL", SETUP},
	{"follow", "follow [option ...]", FOLLOW},
};

static int parse_reading(struct tool *t, struct opt_tool *tool, enum options which, int argc, char *argv[])
{
	const struct opt of_messages[] = {
		{0, "after", OPT_INT, &t->words.after, "ID", "those with a larger number only"}, LIMIT, EVERY};
	const struct opt of_conversations[] = {
		{'s', "status", OPT_STR, &t->words.status, "STATUS", "open, pending, resolved, snoozed (all)"},
		{'i', "inbox", OPT_INT, &t->words.inbox, "ID", "of that inbox"},
		{'a', "assignee-type", OPT_STR, &t->words.assignee_type, "TYPE", "me, assigned, unassigned (all)"},
		{0, "label", OPT_LIST, &t->words.labels, "LABEL", "with that label"},
		{0, "team", OPT_INT, &t->words.team_id, "ID", "of that team"},
		{0, "query", OPT_STR, &t->words.query, "WORDS", "with these words in a message"},
		{0, "since", OPT_STR, &t->words.since, "TIME", "with a message since then, or 2h"},
		LIMIT,
		EVERY};
	const struct opt of_articles[] = {{0, "locale", OPT_STR, &t->words.locale, "LOCALE", "as pt_BR"}, LIMIT, EVERY};
	const struct opt of_follow[] = {
		{0, "cursor", OPT_FILE, &t->follow.cursor, "FILE", "how far it came (chatwoot-cursor.json)"},
		{0, "interval", OPT_DURATION, &t->follow.interval, "TIME", "between two looks (5s)"},
		{0, "since", OPT_STR, &t->words.since, "TIME", "the first time: from then on, or 2h"},
		EVERY};
	const struct opt *const tables[] = {
		[MESSAGES] = of_messages, [CONVERSATIONS] = of_conversations, [ARTICLES] = of_articles, [FOLLOW] = of_follow};

	tool->options = tables[which];
	return opt_parse(tool, argc, argv);
}

static int parse_other(struct tool *t, struct opt_tool *tool, enum options which, int argc, char *argv[])
{
	const struct opt of_plain[] = {LIMIT, EVERY}, of_raw[] = {SHOW, EVERY}, of_bot[] = {SECRETS, EVERY};
	const struct opt of_status[] = {{0, "until", OPT_STR, &t->words.until, "TIME", "of snoozed: until when, or 2h"},
									EVERY};
	const struct opt of_assign[] = {{0, "agent", OPT_STR, &t->words.agent, "N|me|none", "to whom"},
									{0, "team", OPT_STR, &t->words.team, "N|none", "to which team"},
									EVERY};
	const struct opt of_webhook[] = {{0, "event", OPT_LIST, &t->words.events, "EVENT", "(message_created)"},
									 {'i', "inbox", OPT_INT, &t->words.inbox, "ID", "of that inbox"},
									 {0, "name", OPT_STR, &t->words.name, "NAME", "its name"},
									 SECRETS,
									 EVERY};
	const struct opt of_setup[] = {{'i', "inbox", OPT_LIST, &t->words.inboxes, "ID", "attach the bot to it"},
								   {0, "name", OPT_STR, &t->words.name, "NAME", "of the bot (cwai)"},
								   SECRETS,
								   SHOW,
								   EVERY};
	const struct opt *const tables[] = {
		[PLAIN] = of_plain,     [RAW] = of_raw, [STATUS] = of_status, [ASSIGN] = of_assign,
		[WEBHOOK] = of_webhook, [BOT] = of_bot, [SETUP] = of_setup};

	tool->options = tables[which];
	return opt_parse(tool, argc, argv);
}

/* Parses what follows the verb by the options of that verb. The index of the first operand. */
static int parse_verb(struct tool *t, struct opt_tool *tool, int argc, char *argv[])
{
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
		enum options which = verbs[i].options;

		if (strcmp(verbs[i].name, argv[0]) != 0)
			continue;
		tool->synopsis = verbs[i].synopsis;
		tool->stop_at_operand = false;
		return which >= MESSAGES && which <= FOLLOW ? parse_reading(t, tool, which, argc, argv)
													: parse_other(t, tool, which, argc, argv);
	}
	opt_fail(tool, "there is no verb \"%.40s\"", argv[0]);
}

/* The words without the options among them. */
static int run_verb(struct tool *t, struct opt_tool *tool, int argc, char *argv[])
{
	char *verb = argv[0];
	int first = parse_verb(t, tool, argc, argv), n = argc - first + 1, st;
	char **word = argv + first - 1;
	struct err e;

	word[0] = verb;
	if (open_chatwoot(t, &e) != 0)
		log_die(&e);
	st = strcmp(verb, "follow") == 0 ? follow(t, n, &e) : chatwoot_words_run(&t->words, n, word, &e);
	if (st != 0 && e.kind == ERR_USAGE) {
		log_error("%s", e.msg);
		return ERR_USAGE;
	}
	if (st != 0)
		log_die(&e);
	return rec_close_stdout();
}

static int run_filter(struct tool *t)
{
	const struct rec_filter filter = {.record = chatwoot_acts_one,
									  .cookie = &t->words.acts,
									  .jobs = (int)t->jobs,
									  .begin = chatwoot_acts_begin,
									  .end = chatwoot_acts_end};
	struct err e;

	t->words.acts.secrets = val_null();
	if (open_chatwoot(t, &e) != 0)
		log_die(&e);
	return rec_loop(&filter, &t->common);
}

int main(int argc, char *argv[])
{
	struct tool tools = {.jobs = 1, .follow = {.interval = 5}}, *t = &tools;
	const struct opt options[] = {{'j', "jobs", OPT_INT, &t->jobs, "N", "records side by side (1)"}, SHOW, EVERY};
	struct opt_tool tool = {NAME, PURPOSE,
							"[option ...] < records\n"
							"VERB --help\n"
							"messages|conversations|contacts|status|assign|labels ...\n"
							"note|attributes|templates|bot|webhook|articles|get|post ...\n"
							"setup URL\nfollow",
							options, true};
	int at = opt_parse(&tool, argc, argv), st;

	if (t->jobs < 1 || t->jobs > 64)
		opt_fail(&tool, "--jobs takes 1 to 64");
	st = at < argc ? run_verb(t, &tool, argc - at, argv + at) : run_filter(t);
	chatwoot_close(t->words.acts.chat);
	config_free(t->config);
	free(t->words.labels.v);
	free(t->words.events.v);
	free(t->words.inboxes.v);
	return st;
}

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/os.h"
#include "record/rec.h"

#include "services/chatwoot_setup.h"
#include "services/chatwoot_show.h"

static int ask(const struct chatwoot_setup *s, const char *path, val *out, struct err *e)
{
	struct chatwoot_call q = {
		.method = "GET", .path = path, .query = val_null(), .body = val_null(), .who = CHATWOOT_PERSON};

	return chatwoot_do(s->acts->chat, &q, out, NULL, e);
}

/* The bot with that URL, null when there is none. */
static int find_bot(const struct chatwoot_setup *s, val *bot, struct err *e)
{
	val list;

	*bot = val_null();
	if (ask(s, "agent_bots", &list, e) != 0)
		return -1;
	for (int i = 0; i < val_len(list) && !val_is(*bot); i++) {
		val v = val_at(list, i);

		if (strcmp(val_str(v, "outgoing_url", ""), s->url) == 0)
			*bot = v;
		else
			val_free(v);
	}
	val_free(list);
	return 0;
}

/* The bot: the one there is, else a new one. In a dry run a new one is null. */
static int take_bot(const struct chatwoot_setup *s, val *bot, bool *made, struct err *e)
{
	val request, shown;

	*made = false;
	if (find_bot(s, bot, e) != 0 || val_is(*bot))
		return val_is(*bot) ? 0 : -1;
	*made = true;
	request = val_set_str(val_set_str(val_object(), "do", "bot-create"), "name", s->name ? s->name : "cwai");
	if (chatwoot_acts_run(s->acts, val_set_str(request, "url", s->url), &shown, e) != 0)
		return -1;
	val_free(shown);
	return s->acts->dry ? 0 : find_bot(s, bot, e);
}

static int attach(const struct chatwoot_setup *s, long long bot, struct buf *say, struct err *e)
{
	for (int i = 0; i < s->inboxes.n; i++) {
		val request = val_set_int(val_set_str(val_object(), "do", "bot-attach"), "bot", bot), shown;

		if (chatwoot_acts_run(s->acts, val_set_str(request, "inbox", s->inboxes.v[i]), &shown, e) != 0)
			return err_prefix(e, "inbox %.20s", s->inboxes.v[i]);
		val_free(shown);
		buf_printf(say, "# inbox %s: the bot is attached\n", s->inboxes.v[i]);
	}
	return 0;
}

static int list_inboxes(const struct chatwoot_setup *s, struct buf *say, struct err *e)
{
	val v, list;

	if (ask(s, "inboxes", &v, e) != 0)
		return -1;
	list = val_get(v, "payload");
	buf_puts(say, "# no --inbox was given: the bot hears nothing yet. There are:\n");
	for (int i = 0; i < val_len(list); i++) {
		val inbox = val_at(list, i);
		struct buf name = {0};

		buf_puts(&name, val_str(inbox, "name", ""));
		chatwoot_show_clean(&name, false);
		buf_printf(say, "#   --inbox %lld  %s\n", val_int(inbox, "id", 0), buf_str(&name));
		buf_free(&name);
		val_free(inbox);
	}
	val_free(list);
	val_free(v);
	return 0;
}

static void put_variables(const struct chatwoot_setup *s, val bot, struct buf *say, struct buf *secrets)
{
	const char *token = val_str(bot, "access_token", NULL), *secret = val_str(bot, "secret", NULL);

	buf_printf(
		say,
		"CHATWOOT_BASE_URL=%s\nCHATWOOT_ACCOUNT_ID=%lld\n"
		"# chatwoot.bot_id in cwai.yaml: %lld\n"
		"# CHATWOOT_BOT_TOKEN: the bot's, to speak and to hand over\n"
		"# CWAI_CHATWOOT_SECRET: what the bot's deliveries are signed with%s\n"
		"# CHATWOOT_API_TOKEN: a person's, to read and to set the rest: an agent of every inbox of the bot, made\n"
		"#   for this (Profile settings, Access token); no super admin, whose token Chatwoot refuses\n",
		chatwoot_url(s->acts->chat), chatwoot_account(s->acts->chat), val_int(bot, "id", 0),
		secret ? "" : " (servers from 4.13 on)");
	if (token)
		buf_printf(secrets, "CHATWOOT_BOT_TOKEN=%s\n", token);
	if (secret)
		buf_printf(secrets, "CWAI_CHATWOOT_SECRET=%s\n", secret);
}

static int keep(const struct chatwoot_setup *s, const struct buf *secrets, struct buf *say, struct err *e)
{
	if (s->secrets_file) {
		if (os_write_file(s->secrets_file, buf_str(secrets), secrets->n, 0600, e) != 0)
			return -1;
		buf_printf(say, "# the secrets are in %s, which only you may read\n", s->secrets_file);
	}
	if (s->acts->show)
		buf_put(say, buf_str(secrets), secrets->n);
	else if (!s->secrets_file)
		buf_puts(say, "# the secrets are not shown: --secrets-file FILE keeps them\n");
	return 0;
}

static int print_dry(const struct chatwoot_setup *s, struct buf *say)
{
	buf_printf(say, "# would make an agent bot that sends to %s\n", s->url);
	for (int i = 0; i < s->inboxes.n; i++)
		buf_printf(say, "# would attach it to inbox %s\n", s->inboxes.v[i]);
	return 0;
}

int chatwoot_setup_run(const struct chatwoot_setup *s, struct err *e)
{
	struct buf say = {0}, secrets = {0};
	bool made = false;
	val bot = val_null();
	int st = take_bot(s, &bot, &made, e);

	if (st == 0 && !val_is(bot)) {
		st = s->acts->dry ? print_dry(s, &say)
						  : err_set(e, ERR_PROTOCOL, "Chatwoot: the bot that was made is not listed");
	} else if (st == 0) {
		buf_printf(&say, "# agent bot %lld %s\n", val_int(bot, "id", 0), made ? "was made" : "was there");
		st = s->inboxes.n ? attach(s, val_int(bot, "id", 0), &say, e) : list_inboxes(s, &say, e);
		if (st == 0) {
			put_variables(s, bot, &say, &secrets);
			st = s->acts->dry ? 0 : keep(s, &secrets, &say, e);
		}
	}
	if (st == 0)
		st = rec_emit(buf_str(&say), say.n, e);
	if (secrets.p)
		explicit_bzero(secrets.p, secrets.n);
	if (say.p)
		explicit_bzero(say.p, say.n);
	buf_free(&secrets);
	buf_free(&say);
	val_free(bot);
	return st;
}

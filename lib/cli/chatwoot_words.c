#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/os.h"
#include "record/rec.h"

#include "cli/chatwoot_list.h"
#include "cli/chatwoot_words.h"
#include "services/chatwoot_setup.h"
#include "services/chatwoot_show.h"

typedef int (*verb_fn)(struct chatwoot_words *w, int n, char *word[], struct err *e);

static struct chatwoot_list_options list_options(const struct chatwoot_words *w)
{
	return (struct chatwoot_list_options){.chat = w->acts.chat, .people = w->people, .limit = w->limit};
}

static long long id_of(const struct chatwoot_words *w, const char *s, char letter, const char *what, struct err *e)
{
	val v = val_of_str(s);
	long long n = chatwoot_acts_id(w->acts.chat, v, letter, what, e);

	val_free(v);
	if (n < 0)
		e->kind = ERR_USAGE;
	return n;
}

date_ms chatwoot_words_time(const char *s, int sign, const char *what, struct err *e)
{
	static const char units[] = "smhd";
	static const long long ms[] = {1000, 60000, 3600000, 86400000};
	char *end;
	double n = strtod(s, &end);
	const char *unit = end > s && *end && !end[1] ? strchr(units, *end) : NULL;
	date_ms t;

	if (unit && n >= 0 && n < 1e6)
		return date_now() + sign * (date_ms)(n * (double)ms[unit - units]);
	if (date_parse(s, &t, NULL) == 0)
		return t;
	return err_set(e, ERR_USAGE, "--%s takes a time (2026-06-17T12:00:00Z) or a span (30m, 2h, 3d)", what);
}

/* ---- an act, and its result ---- */

static int print_requests(const struct chatwoot_words *w, val requests, struct err *e)
{
	int st = 0;

	for (int i = 0; i < val_len(requests) && st == 0; i++) {
		val v = val_at(requests, i), body = val_get(v, "body"), record;
		struct buf line = {0};

		buf_printf(&line, "%s %s ", val_str(v, "method", ""), val_str(v, "path", ""));
		if (val_is(body))
			val_dump(body, &line);
		record = val_set_str(val_set_int(val_object(), "v", 1), "kind", "result");
		record = val_set(val_set(record, "method", val_get(v, "method")), "path", val_get(v, "path"));
		record = val_set(record, "body", body);
		chatwoot_show_clean(&line, false);
		buf_putc(&line, '\n');
		if (w->people) {
			val_free(record);
			st = rec_emit(line.p, line.n, e);
		} else {
			st = rec_emit_val(record, e);
		}
		buf_free(&line);
		val_free(v);
	}
	return st;
}

/* Runs request (consumed) and prints what came of it. */
static int act(struct chatwoot_words *w, val request, struct err *e)
{
	bool is_raw = strcmp(val_str(request, "do", ""), "get") == 0;
	val v, record;
	int st = chatwoot_acts_run(&w->acts, request, &v, e);

	if (st != 0)
		return -1;
	if (w->acts.dry && !is_raw && val_kind(v) == VAL_ARRAY) {
		st = print_requests(w, v, e);
		val_free(v);
		return st;
	}
	if (w->people || (val_kind(v) == VAL_OBJECT && val_has(v, "v") && !is_raw))
		return chatwoot_out_one(v, w->people, e);
	record = val_set_str(val_set_int(val_object(), "v", 1), "kind", "result");
	return rec_emit_val(val_set(record, "result", v), e);
}

static val request_of(const char *name)
{
	return val_set_str(val_object(), "do", name);
}

static val on_conversation(const char *name, const char *id)
{
	return val_set_str(request_of(name), "conversation", id);
}

/* NAME=TEXT or NAME:=JSON; sets the member of *o. */
static int set_pair(val *o, const char *word, struct err *e)
{
	const char *equals = strchr(word, '=');
	size_t n = equals ? (size_t)(equals - word) : 0;
	bool json = n > 0 && word[n - 1] == ':';
	char *name;
	val v;

	if (n <= (size_t)json)
		return err_set(e, ERR_USAGE, "\"%.40s\" is not as NAME=TEXT or NAME:=JSON", word);
	v = json ? val_parse(equals + 1, strlen(equals + 1), e) : val_of_str(equals + 1);
	if (val_kind(v) == VAL_NONE) {
		(void)err_prefix(e, "%.40s", word);
		e->kind = ERR_USAGE;
		return -1;
	}
	name = mem_ndup(word, n - (size_t)json);
	*o = val_set(*o, name, v);
	free(name);
	return 0;
}

/* ---- the verbs ---- */

static int usage(struct err *e, const char *what)
{
	return err_set(e, ERR_USAGE, "%s", what);
}

static int messages(struct chatwoot_words *w, int n, char *word[], struct err *e)
{
	const struct chatwoot_list_options o = list_options(w);
	long long id;

	if (n != 2)
		return usage(e, "messages takes a conversation");
	id = id_of(w, word[1], 0, "the conversation", e);
	return id < 0 ? -1 : chatwoot_list_messages(&o, id, w->after, e);
}

static int conversations(struct chatwoot_words *w, int n, char *word[], struct err *e)
{
	const struct chatwoot_list_options o = list_options(w);
	struct chatwoot_list_conversations q = {.status = w->status,
											.assignee_type = w->assignee_type,
											.inbox = w->inbox,
											.team = w->team_id,
											.labels = w->labels,
											.query = w->query};
	long long id;
	val v;

	if (n == 3 && strcmp(word[1], "show") == 0) {
		id = id_of(w, word[2], 0, "the conversation", e);
		return id < 0 ? -1 : chatwoot_list_show_conversation(&o, id, e);
	}
	if (n == 3 && strcmp(word[1], "filter") == 0) {
		v = val_parse(word[2], strlen(word[2]), e);
		return val_kind(v) == VAL_NONE ? err_prefix(e, "filter") : chatwoot_list_filtered(&o, v, e);
	}
	if (n != 1)
		return usage(e, "conversations takes show ID, filter JSON, or options alone");
	if (w->status && !chatwoot_acts_word(CHATWOOT_STATUSES "|all", w->status))
		return usage(e, "--status takes one of " CHATWOOT_STATUSES "|all");
	if (w->assignee_type && !chatwoot_acts_word("me|assigned|unassigned|all", w->assignee_type))
		return usage(e, "--assignee-type takes one of me|assigned|unassigned|all");
	if (w->since && (q.since = chatwoot_words_time(w->since, -1, "since", e)) < 0)
		return -1;
	return chatwoot_list_conversations(&o, &q, e);
}

/* Members of a contact, the rest its attributes. */
static int contact_request(val *request, int n, char *word[], struct err *e)
{
	val given = val_object(), attributes = val_object();
	int st = 0;

	for (int i = 0; i < n && st == 0; i++)
		st = set_pair(&given, word[i], e);
	for (int i = val_iter(given); val_iter_ok(given, i); i = val_iter_next(given, i)) {
		const char *key = val_iter_key(given, i);

		if (chatwoot_acts_word("name|email|phone|identifier|inbox|source_id|avatar_url", key))
			*request = val_set(*request, key, val_iter_val(given, i));
		else
			attributes = val_set(attributes, key, val_iter_val(given, i));
	}
	val_free(given);
	*request = val_set(*request, "attributes", attributes);
	return st;
}

/* Which a contact is known by: +5511…, a@b, else an identifier. */
static val find_request(const char *s)
{
	const char *member = s[0] == '+' && strspn(s + 1, "0123456789") == strlen(s + 1) ? "phone"
						 : strchr(s, '@')                                            ? "email"
																					 : "identifier";

	return val_set_str(request_of("contact-find"), member, s);
}

static int contacts(struct chatwoot_words *w, int n, char *word[], struct err *e)
{
	const struct chatwoot_list_options o = list_options(w);
	const char *what = n > 1 ? word[1] : "";
	bool create = strcmp(what, "create") == 0;
	long long id;
	val v;

	if (n == 3 && strcmp(what, "search") == 0)
		return chatwoot_list_contacts(&o, word[2], e);
	if (n == 3 && strcmp(what, "show") == 0) {
		id = id_of(w, word[2], 'c', "the contact", e);
		return id < 0 ? -1 : chatwoot_list_show_contact(&o, id, e);
	}
	if (n == 3 && strcmp(what, "find") == 0)
		return act(w, find_request(word[2]), e);
	if (n == 4 && strcmp(what, "merge") == 0) {
		v = val_set_str(request_of("contact-merge"), "contact", word[2]);
		return act(w, val_set_str(v, "other", word[3]), e);
	}
	if (!(create && n > 2) && !(strcmp(what, "update") == 0 && n > 3))
		return usage(e, "contacts takes search WORDS, show ID, find VALUE, create NAME=VALUE …, update ID NAME=VALUE "
						"… or merge ID OTHER");
	v = request_of(create ? "contact-create" : "contact-update");
	if (!create)
		v = val_set_str(v, "contact", word[2]);
	if (contact_request(&v, n - 3 + create, word + 3 - create, e) == 0)
		return act(w, v, e);
	val_free(v);
	return -1;
}

static int status(struct chatwoot_words *w, int n, char *word[], struct err *e)
{
	date_ms t;
	char text[32];
	val v;

	if (n != 3 || !chatwoot_acts_word(CHATWOOT_STATUSES, word[2]))
		return usage(e, "status takes a conversation and one of " CHATWOOT_STATUSES);
	v = val_set_str(on_conversation("status", word[1]), "status", word[2]);
	if (w->until) {
		t = chatwoot_words_time(w->until, 1, "until", e);
		if (t < 0) {
			val_free(v);
			return -1;
		}
		v = val_set_str(v, "until", date_format(t, text));
	}
	return act(w, v, e);
}

static int assign(struct chatwoot_words *w, int n, char *word[], struct err *e)
{
	val v;

	if (n != 2 || (!w->agent && !w->team))
		return usage(e, "assign takes a conversation, and --agent or --team");
	v = on_conversation("assign", word[1]);
	if (w->agent)
		v = val_set_str(v, "agent", w->agent);
	return act(w, w->team ? val_set_str(v, "team", w->team) : v, e);
}

static int labels(struct chatwoot_words *w, int n, char *word[], struct err *e)
{
	val list = val_array();

	if (n < 3 || !chatwoot_acts_word("add|remove|set", word[1]) || (n == 3 && strcmp(word[1], "set") != 0)) {
		val_free(list);
		return usage(e, "labels takes add, remove or set, a conversation, and labels");
	}
	for (int i = 3; i < n; i++)
		list = val_push(list, val_of_str(word[i]));
	return act(w, val_set(on_conversation("labels", word[2]), word[1], list), e);
}

static int note(struct chatwoot_words *w, int n, char *word[], struct err *e)
{
	if (n != 3)
		return usage(e, "note takes a conversation and a text (in quotes)");
	return act(w, val_set_str(on_conversation("note", word[1]), "text", word[2]), e);
}

static int attributes(struct chatwoot_words *w, int n, char *word[], struct err *e)
{
	val o = val_object();

	if (n < 3) {
		val_free(o);
		return usage(e, "attributes takes a conversation and NAME=TEXT or NAME:=JSON, null to take one away");
	}
	for (int i = 2; i < n; i++)
		if (set_pair(&o, word[i], e) != 0) {
			val_free(o);
			return -1;
		}
	return act(w, val_set(on_conversation("attributes", word[1]), "attributes", o), e);
}

static int templates(struct chatwoot_words *w, int n, char *word[], struct err *e)
{
	const struct chatwoot_list_options o = list_options(w);
	long long id = n == 3 ? id_of(w, word[2], 0, "the inbox", e) : 0;

	if (n != 3 || !chatwoot_acts_word("sync|list", word[1]))
		return usage(e, "templates takes sync or list, and an inbox");
	if (id < 0)
		return -1;
	return strcmp(word[1], "list") == 0 ? chatwoot_list_templates(&o, id, e)
										: act(w, val_set_str(request_of("templates-sync"), "inbox", word[2]), e);
}

static val list_value(const struct opt_list *l)
{
	val list = val_array();

	for (int i = 0; i < l->n; i++)
		list = val_push(list, val_of_str(l->v[i]));
	return list;
}

/* An act that Chatwoot tells secrets of: they go to the file, if there is one. */
static int act_with_secrets(struct chatwoot_words *w, val request, struct err *e)
{
	int st;

	w->acts.secrets = val_object();
	st = act(w, request, e);
	if (st == 0 && w->secrets_file && val_len(w->acts.secrets) > 0)
		st = chatwoot_words_keep(w->secrets_file, w->acts.secrets, e);
	else if (st == 0 && !w->acts.dry)
		log_warn("its secrets were not kept: --secrets-file FILE keeps them");
	val_free(w->acts.secrets);
	w->acts.secrets = val_null();
	return st;
}

static int bot(struct chatwoot_words *w, int n, char *word[], struct err *e)
{
	const struct chatwoot_list_options o = list_options(w);
	int st = 0;
	val v;

	if (n == 2 && strcmp(word[1], "list") == 0)
		return chatwoot_list_bots(&o, e);
	if (n == 4 && strcmp(word[1], "create") == 0)
		return act_with_secrets(w, val_set_str(val_set_str(request_of("bot-create"), "name", word[2]), "url", word[3]),
								e);
	if (n < 4 || strcmp(word[1], "attach") != 0)
		return usage(e, "bot takes list, create NAME URL, or attach BOT|none INBOX …");
	for (int i = 3; i < n && st == 0; i++) {
		v = val_set_str(val_set_str(request_of("bot-attach"), "bot", word[2]), "inbox", word[i]);
		st = act(w, v, e);
	}
	return st;
}

static int webhook(struct chatwoot_words *w, int n, char *word[], struct err *e)
{
	const struct chatwoot_list_options o = list_options(w);
	val v;

	if (n == 2 && strcmp(word[1], "list") == 0)
		return chatwoot_list_webhooks(&o, e);
	if (n != 3 || strcmp(word[1], "create") != 0)
		return usage(e, "webhook takes list, or create URL");
	v = val_set_str(request_of("webhook-create"), "url", word[2]);
	if (w->name)
		v = val_set_str(v, "name", w->name);
	if (w->inbox > 0)
		v = val_set_int(v, "inbox", w->inbox);
	if (w->events.n > 0)
		v = val_set(v, "events", list_value(&w->events));
	return act_with_secrets(w, v, e);
}

static int articles(struct chatwoot_words *w, int n, char *word[], struct err *e)
{
	const struct chatwoot_list_options o = list_options(w);

	return n == 2 ? chatwoot_list_articles(&o, word[1], w->locale, e) : usage(e, "articles takes a portal");
}

static int get(struct chatwoot_words *w, int n, char *word[], struct err *e)
{
	return n == 2 ? act(w, val_set_str(request_of("get"), "path", word[1]), e) : usage(e, "get takes a path");
}

static int post(struct chatwoot_words *w, int n, char *word[], struct err *e)
{
	val body;

	if (n != 3)
		return usage(e, "post takes a path and JSON");
	body = val_parse(word[2], strlen(word[2]), e);
	if (val_kind(body) == VAL_NONE)
		return err_prefix(e, "post");
	return act(w, val_set(val_set_str(request_of("post"), "path", word[1]), "body", body), e);
}

static int setup(struct chatwoot_words *w, int n, char *word[], struct err *e)
{
	struct chatwoot_setup s = {.acts = &w->acts,
							   .name = w->name,
							   .url = n == 2 ? word[1] : NULL,
							   .inboxes = w->inboxes,
							   .secrets_file = w->secrets_file};

	return n == 2 ? chatwoot_setup_run(&s, e) : usage(e, "setup takes the URL that Chatwoot is to send to");
}

int chatwoot_words_run(struct chatwoot_words *w, int n, char *word[], struct err *e)
{
	static const struct {
		const char *name;
		verb_fn run;
	} verbs[] = {{"messages", messages},
				 {"conversations", conversations},
				 {"contacts", contacts},
				 {"status", status},
				 {"assign", assign},
				 {"labels", labels},
				 {"note", note},
				 {"attributes", attributes},
				 {"templates", templates},
				 {"bot", bot},
				 {"webhook", webhook},
				 {"articles", articles},
				 {"get", get},
				 {"post", post},
				 {"setup", setup}};

	w->acts.secrets = val_null();
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (strcmp(verbs[i].name, word[0]) == 0)
			return verbs[i].run(w, n, word, e);
	return err_set(e, ERR_USAGE, "there is no verb \"%.40s\"", word[0]);
}

int chatwoot_words_keep(const char *path, val secrets, struct err *e)
{
	struct buf b = {0};
	int st;

	for (int i = val_iter(secrets); val_iter_ok(secrets, i); i = val_iter_next(secrets, i)) {
		val v = val_iter_val(secrets, i);

		if (val_text(v, NULL))
			buf_printf(&b, "%s=%s\n", val_iter_key(secrets, i), val_text(v, ""));
		val_free(v);
	}
	st = os_write_file(path, buf_str(&b), b.n, 0600, e);
	if (b.p)
		explicit_bzero(b.p, b.n);
	buf_free(&b);
	return st;
}

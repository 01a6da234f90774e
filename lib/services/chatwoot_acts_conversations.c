#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/mem.h"
#include "text/markup.h"

#include "services/chatwoot_acts_private.h"
#include "services/chatwoot_show.h"

#define ask chatwoot_acts_ask
#define give chatwoot_acts_give

enum { FIRST, READ, WRITTEN };

static bool is_text(val o, const char *path, const char *s)
{
	return strcmp(val_str(o, path, ""), s) == 0;
}

/* ---- note ---- */

/* Chatwoot runs a text's {{…}} and {%…%}. */
static val without_liquid(const char *s)
{
	struct buf b = {0};
	val v;

	markup_escape_liquid(s, strlen(s), &b);
	v = val_of_str(buf_str(&b));
	buf_free(&b);
	return v;
}

static int note(struct chatwoot_work *w, val reply, struct err *e)
{
	const char *text = val_str(w->request, "text", "");
	val body;

	if (w->stage++ > FIRST)
		return give(w, val_is(reply) ? chatwoot_show_message(w->account, reply) : val_null());
	if (!*text)
		return err_set(e, ERR_DATA, "a note needs \"text\"");
	body = val_set(val_object(), "content", without_liquid(text));
	body = val_set(val_set_str(body, "message_type", "outgoing"), "private", val_true(true));
	(void)ask(w, "POST", CHATWOOT_BOT_FIRST, body, "conversations/%lld/messages", w->id);
	w->call.once = true;
	return 1;
}

/* ---- status ---- */

/* Seconds since 1970 of until: a time, or a number of them; 0 when it is not given. -1 with e. */
static long long until_of(val request, struct err *e)
{
	const char *s = val_str(request, "until", NULL);
	long long n = val_int(request, "until", 0);
	date_ms t = (date_ms)n * 1000;

	if (!s && !val_has(request, "until"))
		return 0;
	if (s && date_parse(s, &t, e) != 0)
		return err_prefix(e, "until");
	if (!is_text(request, "status", "snoozed"))
		return err_set(e, ERR_DATA, "until goes with the status snoozed only");
	if (t <= date_now())
		return err_set(e, ERR_DATA, "until must be a time that is still to come");
	return t / 1000;
}

static int status(struct chatwoot_work *w, val reply, struct err *e)
{
	const char *s = val_str(w->request, "status", "");
	long long until = until_of(w->request, e);
	val body;

	if (w->stage++ > FIRST)
		return give(w, val_get(reply, "payload.current_status"));
	if (until < 0)
		return -1;
	if (!chatwoot_acts_word(CHATWOOT_STATUSES, s))
		return err_set(e, ERR_DATA, "status must be one of %s, not \"%.40s\"", CHATWOOT_STATUSES, s);
	body = val_set_str(val_object(), "status", s);
	if (until > 0)
		body = val_set_int(body, "snoozed_until", until);
	/* an agent's token would take the conversation for that person */
	return ask(w, "POST", CHATWOOT_BOT_FIRST, body, "conversations/%lld/toggle_status", w->id);
}

/* ---- assign ---- */

enum { ASSIGN_BEGIN, ASSIGN_KNOWN, ASSIGN_AGENT, ASSIGN_TEAM };

/* The number of agent or team: 0 for none. */
static long long number_of(val request, const char *member, struct err *e)
{
	const char *s = val_str(request, member, NULL);
	long long n = val_int(request, member, -1);
	char *end = NULL;

	if (s)
		n = strcmp(s, "none") == 0 ? 0 : strtoll(s, &end, 10);
	if (n < 0 || (end && (*end || n == 0)))
		return err_set(e, ERR_DATA, "%s must be a number%s or none", member,
					   strcmp(member, "agent") == 0 ? ", me" : "");
	return n;
}

static int ask_assign(struct chatwoot_work *w, const char *member, long long n)
{
	return ask(w, "POST", CHATWOOT_PERSON_FIRST, val_set_int(val_object(), member, n), "conversations/%lld/assignments",
			   w->id);
}

static int assign_agent(struct chatwoot_work *w, val reply, struct err *e)
{
	long long n;

	if (w->stage == ASSIGN_BEGIN && is_text(w->request, "agent", "me")) {
		w->stage = ASSIGN_KNOWN;
		return ask(w, "GET", CHATWOOT_PERSON, val_null(), "/api/v1/profile");
	}
	n = w->stage == ASSIGN_KNOWN ? val_int(reply, "id", -1) : number_of(w->request, "agent", e);
	if (w->stage == ASSIGN_KNOWN && n <= 0)
		return err_set(e, ERR_PROTOCOL, "Chatwoot: the profile has no id");
	w->stage = ASSIGN_AGENT;
	return n < 0 ? -1 : ask_assign(w, "assignee_id", n);
}

/* The agent and the team need a call each. */
static int assign(struct chatwoot_work *w, val reply, struct err *e)
{
	long long team;

	if (w->stage == ASSIGN_BEGIN) {
		w->kept = val_object();
		if (!val_has(w->request, "agent") && !val_has(w->request, "team"))
			return err_set(e, ERR_DATA, "to assign, \"agent\" or \"team\" must be given");
		if (val_has(w->request, "team") && number_of(w->request, "team", e) < 0)
			return -1;
	}
	if (w->stage < ASSIGN_AGENT && val_has(w->request, "agent"))
		return assign_agent(w, reply, e);
	if (w->stage == ASSIGN_AGENT)
		w->kept = val_set(w->kept, "agent", chatwoot_show_name(reply));
	if (w->stage < ASSIGN_TEAM && val_has(w->request, "team")) {
		w->stage = ASSIGN_TEAM;
		team = number_of(w->request, "team", e);
		return ask_assign(w, "team_id", team);
	}
	if (w->stage == ASSIGN_TEAM)
		w->kept = val_set(w->kept, "team", chatwoot_show_name(reply));
	return give(w, val_copy(w->kept));
}

/* ---- labels ---- */

static int check_labels(val request, const char *member, struct err *e)
{
	val list = val_get(request, member);
	int st = 0;

	if (val_is(list) && val_kind(list) != VAL_ARRAY)
		st = err_set(e, ERR_DATA, "%s must be an array of labels", member);
	for (int i = 0; i < val_len(list) && st == 0; i++) {
		val v = val_at(list, i);
		const char *s = val_text(v, "");

		if (!*s || strchr(s, ','))
			st = err_set(e, ERR_DATA, "%s: a label is a word without commas", member);
		val_free(v);
	}
	val_free(list);
	return st;
}

/* The labels of there (consumed) without those of take and with those of add; *changed when that is another set. */
static val merge_labels(val there, val add, val take, bool *changed)
{
	val all = val_array();

	*changed = false;
	for (int round = 0; round < 2; round++) {
		val from = round == 0 ? there : add;

		for (int i = 0; i < val_len(from); i++) {
			val label = val_at(from, i);
			const char *s = val_text(label, "");
			bool goes = round == 0 ? val_array_has(take, s) : val_array_has(all, s);

			*changed = *changed || goes == (round == 0);
			if (goes)
				val_free(label);
			else
				all = val_push(all, label);
		}
	}
	val_free(there);
	return all;
}

static int write_labels(struct chatwoot_work *w, val labels)
{
	w->stage = WRITTEN;
	return ask(w, "POST", CHATWOOT_PERSON_FIRST, val_set(val_object(), "labels", labels), "conversations/%lld/labels",
			   w->id);
}

static int labels(struct chatwoot_work *w, val reply, struct err *e)
{
	val add, take, all;
	bool changed;

	if (w->stage == WRITTEN)
		return give(w, val_get(reply, "payload"));
	if (w->stage == FIRST) {
		if (check_labels(w->request, "add", e) != 0 || check_labels(w->request, "remove", e) != 0 ||
			check_labels(w->request, "set", e) != 0)
			return -1;
		if (val_has(w->request, "set"))
			return write_labels(w, val_get(w->request, "set"));
		if (!val_has(w->request, "add") && !val_has(w->request, "remove"))
			return err_set(e, ERR_DATA, "labels needs \"add\", \"remove\" or \"set\"");
		w->stage = READ;
		return ask(w, "GET", CHATWOOT_PERSON_FIRST, val_null(), "conversations/%lld/labels", w->id);
	}
	add = val_get(w->request, "add");
	take = val_get(w->request, "remove");
	all = merge_labels(val_get(reply, "payload"), add, take, &changed);
	val_free(add);
	val_free(take);
	return changed ? write_labels(w, all) : give(w, all);
}

/* ---- attributes ---- */

/* null takes an attribute away. */
static val merge_attributes(val all, val with)
{
	val out = val_object();

	for (int i = val_iter(with); val_iter_ok(with, i); i = val_iter_next(with, i))
		all = val_set(all, val_iter_key(with, i), val_iter_val(with, i));
	for (int i = val_iter(all); val_iter_ok(all, i); i = val_iter_next(all, i)) {
		val v = val_iter_val(all, i);

		if (val_is(v))
			out = val_set(out, val_iter_key(all, i), v);
		else
			val_free(v);
	}
	val_free(all);
	return out;
}

static int attributes(struct chatwoot_work *w, val reply, struct err *e)
{
	val with, there;
	bool same;

	if (w->stage == WRITTEN)
		return give(w, val_copy(w->kept));
	with = val_get(w->request, "attributes");
	if (w->stage == FIRST) {
		bool good = val_kind(with) == VAL_OBJECT;

		val_free(with);
		w->stage = READ;
		return good ? ask(w, "GET", CHATWOOT_PERSON_FIRST, val_null(), "conversations/%lld", w->id)
					: err_set(e, ERR_DATA, "\"attributes\" must be an object of those to set");
	}
	there = val_get(reply, "custom_attributes");
	if (val_kind(there) != VAL_OBJECT) {
		val_free(there);
		there = val_object();
	}
	w->kept = merge_attributes(val_copy(there), with);
	same = val_equal(there, w->kept);
	val_free(there);
	val_free(with);
	w->stage = WRITTEN;
	if (same)
		return give(w, val_copy(w->kept));
	return ask(w, "POST", CHATWOOT_PERSON_FIRST, val_set(val_object(), "custom_attributes", val_copy(w->kept)),
			   "conversations/%lld/custom_attributes", w->id);
}

const struct chatwoot_act chatwoot_acts_of_conversations[] = {
	{"note", "conversation", 0, note},
	{"status", "conversation", 0, status},
	{"assign", "conversation", 0, assign},
	{"labels", "conversation", 0, labels},
	{"attributes", "conversation", 0, attributes},
	{0},
};

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "services/chatwoot_acts_private.h"

bool chatwoot_acts_word(const char *words, const char *s)
{
	size_t n = strlen(s);

	for (const char *w = words; n > 0 && *w; w += strcspn(w, "|"), w += *w == '|')
		if (strcspn(w, "|") == n && strncmp(w, s, n) == 0)
			return true;
	return false;
}

/* The account in "chatwoot:ACCOUNT:…". */
static bool of_account(const struct chatwoot *chat, const char *id)
{
	return strncmp(id, "chatwoot:", 9) != 0 || strtoll(id + 9, NULL, 10) == chatwoot_account(chat);
}

long long chatwoot_acts_id(const struct chatwoot *chat, val v, char letter, const char *what, struct err *e)
{
	const char *s = val_text(v, NULL);
	long long n = val_kind(v) == VAL_NUMBER ? (long long)val_number(v, -1) : -1;
	char *end;

	if (val_kind(v) == VAL_OBJECT) { /* a record's conversation, or its customer */
		val id = val_get(v, "id");

		n = val_kind(id) == VAL_OBJECT ? -1 : chatwoot_acts_id(chat, id, letter, what, e);
		val_free(id);
		return n;
	}
	if (s && !of_account(chat, s))
		return err_set(e, ERR_DATA, "%s \"%.60s\" is of another account than %lld", what, s, chatwoot_account(chat));
	if (s && *s >= '0' && *s <= '9') {
		n = strtoll(s, &end, 10);
		n = *end ? -1 : n;
	} else if (s) {
		n = chatwoot_id_number(s, letter);
	}
	if (n > 0)
		return n;
	return err_set(e, ERR_DATA, "%s must be a number or \"chatwoot:%lld:%.*s42\"%s%.60s", what, chatwoot_account(chat),
				   letter ? 1 : 0, &letter, s ? ", not " : "", s ? s : "");
}

/* ---- what the acts call ---- */

int chatwoot_acts_ask(struct chatwoot_work *w, const char *method, enum chatwoot_who who, val body, const char *fmt,
					  ...)
{
	struct buf b = {0};
	va_list ap;

	va_start(ap, fmt);
	buf_vprintf(&b, fmt, ap);
	va_end(ap);
	w->call = (struct chatwoot_call){.method = method, .path = b.p, .query = val_null(), .body = body, .who = who};
	return 1;
}

int chatwoot_acts_give(struct chatwoot_work *w, val result)
{
	val_free(w->result);
	w->result = result;
	return 0;
}

/* ---- an act from call to call ---- */

static void finish(struct chatwoot_work *w, int st, const struct err *e)
{
	w->done = true;
	w->running = false;
	if (st < 0)
		w->why = *e;
}

/* A call that would change something, as JSON in place of being made. */
static void note_request(const struct chatwoot *chat, struct chatwoot_work *w)
{
	char *path = chatwoot_path(chat, &w->call);
	val v = val_set_str(val_set_str(val_object(), "method", w->call.method), "path", path);

	w->requests = val_push(w->requests, val_is(w->call.body) ? val_set(v, "body", w->call.body) : v);
	val_free(w->call.query);
	free(path);
}

/* The next step, and its call; in a dry run those that follow from it, too. */
static void step(struct chatwoot_acts *a, struct chatwoot_work *w, val reply)
{
	struct err e = {.kind = ERR_NONE};
	int st = w->act->step(w, reply, &e);

	while (st == 1 && a->dry && strcmp(w->call.method, "GET") != 0 && !strstr(w->call.path, "/filter")) {
		note_request(a->chat, w);
		free((char *)w->call.path);
		st = w->act->step(w, val_null(), &e);
	}
	if (st != 1) {
		finish(w, st, &e);
		return;
	}
	chatwoot_start(a->chat, &w->call, w);
	free((char *)w->call.path);
}

static bool is_held_up(const struct chatwoot_acts *a, const struct chatwoot_work *w)
{
	for (const struct chatwoot_work *other = a->first; other != w; other = other->next)
		if (!other->done && *w->key && strcmp(other->key, w->key) == 0)
			return true;
	return false;
}

static void start_what_may(struct chatwoot_acts *a)
{
	for (struct chatwoot_work *w = a->first; w; w = w->next) {
		if (w->running || w->done || is_held_up(a, w))
			continue;
		w->running = true;
		step(a, w, val_null());
	}
}

static void take(struct chatwoot_acts *a, struct chatwoot_result *r)
{
	struct chatwoot_work *w = r->cookie;

	if (r->why.kind != ERR_NONE) {
		w->unsure = r->unsure;
		finish(w, -1, &r->why);
	} else {
		step(a, w, r->value);
	}
	val_free(r->value);
}

/* ---- begin and end ---- */

static const struct chatwoot_act *look_up(const char *name)
{
	for (const struct chatwoot_act *t = chatwoot_acts_of_conversations; t->name; t++)
		if (strcmp(t->name, name) == 0)
			return t;
	for (const struct chatwoot_act *t = chatwoot_acts_of_others; t->name; t++)
		if (strcmp(t->name, name) == 0)
			return t;
	return NULL;
}

static int prepare(struct chatwoot_acts *a, struct chatwoot_work *w, struct err *e)
{
	const char *name = val_str(w->request, "do", NULL);
	val v;

	if (!name)
		return err_set(e, ERR_DATA,
					   "a record needs \"do\": {\"do\":\"note\",\"conversation\":42,\"text\":\"…\"} "
					   "(cwai-chatwoot(1) lists them)");
	w->act = look_up(name);
	if (!w->act)
		return err_set(e, ERR_DATA, "there is nothing called \"%.40s\" to do (cwai-chatwoot(1) lists what there is)",
					   name);
	if (!w->act->about)
		return 0;
	v = val_get(w->request, w->act->about);
	w->id = chatwoot_acts_id(a->chat, v, w->act->letter, w->act->about, e);
	val_free(v);
	if (w->id <= 0)
		return -1;
	(void)snprintf(w->key, sizeof(w->key), "%.12s %lld", w->act->about, w->id);
	return 0;
}

/* Consumes request. */
static struct chatwoot_work *begin(struct chatwoot_acts *a, val request)
{
	struct chatwoot_work *w = mem_zalloc(sizeof(*w)), **at = &a->first;
	struct err e = {.kind = ERR_NONE};

	*w = (struct chatwoot_work){.request = request,
								.account = chatwoot_account(a->chat),
								.show = a->show,
								.secrets = &a->secrets,
								.kept = val_null(),
								.result = val_null(),
								.requests = val_array()};
	while (*at)
		at = &(*at)->next;
	*at = w;
	if (prepare(a, w, &e) != 0)
		finish(w, -1, &e);
	start_what_may(a);
	return w;
}

static void take_off(struct chatwoot_acts *a, struct chatwoot_work *w)
{
	struct chatwoot_work **at = &a->first;

	while (*at != w)
		at = &(*at)->next;
	*at = w->next;
}

/* Waits for w and frees it; its result in *out. */
static int end(struct chatwoot_acts *a, struct chatwoot_work *w, val *out, struct err *e)
{
	int st = 0;

	*out = val_null();
	while (!w->done && st == 0) {
		struct chatwoot_result r;

		st = chatwoot_wait(a->chat, &r, e) == 1 ? 0 : -1;
		if (st == 0)
			take(a, &r);
		start_what_may(a);
	}
	if (st == 0 && w->why.kind != ERR_NONE) {
		*e = w->why;
		chatwoot_say_unsure(e, w->unsure);
		st = -1;
	}
	if (st == 0)
		*out = val_copy(val_len(w->requests) > 0 ? w->requests : w->result);
	take_off(a, w);
	val_free(w->request);
	val_free(w->kept);
	val_free(w->result);
	val_free(w->requests);
	free(w);
	return st;
}

void *chatwoot_acts_begin(void *acts, struct rec *r)
{
	return begin(acts, rec_val(r, ""));
}

int chatwoot_acts_end(void *acts, void *work, struct rec *r, struct err *e)
{
	val v;

	if (end(acts, work, &v, e) != 0)
		return -1;
	rec_set(r, "result", v);
	return REC_PASS;
}

int chatwoot_acts_one(void *acts, struct rec *r, struct err *e)
{
	return chatwoot_acts_end(acts, chatwoot_acts_begin(acts, r), r, e);
}

int chatwoot_acts_run(struct chatwoot_acts *a, val request, val *out, struct err *e)
{
	return end(a, begin(a, request), out, e);
}

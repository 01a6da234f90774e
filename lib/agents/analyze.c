#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agents/analyze_private.h"

#define OLDEST_DATE 5 /* years */

static const char *const roles[ANALYZE_ROLES] = {"customer", "shop", "human"};

struct analyze *analyze_new(const char *conversation)
{
	struct analyze *a = mem_zalloc(sizeof(*a));

	a->id = mem_dup(conversation);
	return a;
}

static void free_turn(struct analyze_one *t)
{
	free(t->id);
	free(t->text);
	free(t->handoff);
	free(t->plain);
	val_free(t->intents);
	val_free(t->crews);
	val_free(t->entities);
	val_free(t->topics);
}

void analyze_free(struct analyze *a)
{
	if (!a)
		return;
	for (int i = 0; i < a->n; i++)
		free_turn(&a->turn[i]);
	free(a->turn);
	free(a->slot);
	analyze_names_free(&a->names);
	free(a->id);
	free(a->customer);
	free(a->channel);
	free(a);
}

const char *analyze_id(const struct analyze *a)
{
	return a->id;
}

int analyze_turns(const struct analyze *a)
{
	return a->n;
}

date_ms analyze_last(const struct analyze *a)
{
	date_ms last = 0;

	for (int i = 0; i < a->n; i++)
		if (a->turn[i].timed && a->turn[i].ts > last)
			last = a->turn[i].ts;
	return last;
}

const char *analyze_customer(const struct analyze *a)
{
	return a->customer;
}

void analyze_rename(struct analyze *a, const char *customer)
{
	char *old = a->customer;

	a->customer = mem_dup(customer);
	free(old);
}

void analyze_about(struct analyze *a, const char *customer, const char *channel)
{
	if (!a->customer && customer && *customer)
		a->customer = mem_dup(customer);
	if (!a->channel && channel && *channel)
		a->channel = mem_dup(channel);
}

void analyze_hide(struct analyze *a, const char *words)
{
	analyze_names_add(&a->names, words);
}

void analyze_keep_order(struct analyze *a)
{
	a->ordered = true;
}

void analyze_add(struct analyze *a, const struct analyze_turn *turn)
{
	if (analyze_find(a, turn->role, turn->id ? turn->id : "") >= 0)
		return;
	if (a->n == a->cap) {
		a->cap = a->cap ? a->cap * 2 : 8;
		a->turn = mem_array(a->turn, (size_t)a->cap, sizeof(*a->turn));
	}
	a->turn[a->n] = (struct analyze_one){
		.id = mem_dup(turn->id ? turn->id : ""),
		.text = mem_dup(turn->text ? turn->text : ""),
		.handoff = turn->handoff ? mem_dup(turn->handoff) : NULL,
		.role = turn->role,
		.ts = turn->ts,
		.timed = turn->ts != 0,
		.unseen = turn->unseen,
		.intents = val_copy(turn->intents),
		.crews = val_copy(turn->crews),
		.order = a->n,
		.entities = val_array(),
		.topics = val_object(),
	};
	a->n++;
	analyze_find_put(a);
}

/* ---- in order ---- */

static int by_time(const void *a, const void *b)
{
	const struct analyze_one *x = a, *y = b;

	return x->ts != y->ts ? (x->ts > y->ts) - (x->ts < y->ts) : (x->order > y->order) - (x->order < y->order);
}

static int by_place(const void *a, const void *b)
{
	const struct analyze_one *x = a, *y = b;

	return x->place != y->place ? (x->place > y->place) - (x->place < y->place)
								: (x->order > y->order) - (x->order < y->order);
}

/* An answer stands behind the message that it answers, though others may have come before it was ready. */
static void place(struct analyze *a)
{
	for (int i = 0; i < a->n; i++) {
		struct analyze_one *t = &a->turn[i];

		int message = t->role == ANALYZE_SHOP ? analyze_find(a, ANALYZE_CUSTOMER, t->id) : -1;

		t->place = message >= 0 && message < i ? a->turn[message].order : t->order;
	}
}

/* What has no time has that of what came before it. */
static void sort(struct analyze *a, date_ms now)
{
	date_ms at = analyze_last(a) ? 0 : now;

	for (int i = 0; i < a->n && at == 0; i++)
		at = a->turn[i].timed ? a->turn[i].ts : 0;
	for (int i = 0; i < a->n; i++) {
		if (!a->turn[i].timed)
			a->turn[i].ts = at;
		at = a->turn[i].ts;
	}
	if (a->ordered)
		place(a);
	if (a->n > 1)
		qsort(a->turn, (size_t)a->n, sizeof(*a->turn), a->ordered ? by_place : by_time);
	analyze_find_again(a);
}

/* ---- the analysis ---- */

static int work_out(struct analyze *a, struct analyze_tools *t, struct err *e)
{
	for (int i = 0; i < a->n; i++)
		analyze_names_learn(&a->names, a->turn[i].text);
	for (int i = 0; i < a->n; i++) {
		struct analyze_one *one = &a->turn[i];

		free(one->plain);
		val_free(one->entities);
		one->entities = val_array();
		one->plain = analyze_names_mask(&a->names, one->text);
		analyze_tools_mood(t, one->text, &one->mood);
		if (!*one->text)
			continue;
		val_free(one->entities);
		if (analyze_tools_mentions(t, one->text, strlen(one->text), one->ts, &one->entities, e) != 0) {
			one->entities = val_null();
			return -1;
		}
	}
	return analyze_topics_of_turns(a, t, e);
}

static val counts(const struct analyze *a)
{
	long long n[ANALYZE_ROLES] = {0};
	val v = val_object();

	for (int i = 0; i < a->n; i++)
		n[a->turn[i].role] += !a->turn[i].unseen;
	for (int i = 0; i < ANALYZE_ROLES; i++)
		v = val_set_int(v, roles[i], n[i]);
	return v;
}

static val entities(const struct analyze *a)
{
	val out = val_array();

	for (int i = 0; i < a->n; i++)
		for (int k = 0; k < val_len(a->turn[i].entities); k++) {
			val v = val_set_str(val_at(a->turn[i].entities, k), "message", *a->turn[i].id ? a->turn[i].id : NULL);

			out = val_push(out, val_set_str(v, "role", roles[a->turn[i].role]));
		}
	return out;
}

/* Small talk is told only where nothing else was. */
static val crews(const struct analyze *a)
{
	val out = val_array();
	bool greeted = false;

	for (int i = 0; i < a->n; i++)
		for (int k = 0; k < val_len(a->turn[i].crews); k++) {
			val v = val_at(a->turn[i].crews, k);
			const char *name = val_text(v, "");
			bool greets = strcmp(name, "greet") == 0;

			greeted = greeted || greets;
			if (*name && !greets && !val_array_has(out, name))
				out = val_push(out, val_copy(v));
			val_free(v);
		}
	return greeted && val_len(out) == 0 ? val_push(out, val_of_str("greet")) : out;
}

static const char *handoff(const struct analyze *a)
{
	for (int i = 0; i < a->n; i++)
		if (a->turn[i].handoff)
			return a->turn[i].handoff;
	return NULL;
}

static val span(const struct analyze *a, val v)
{
	date_ms first = 0, last = 0;
	char ts[32];

	for (int i = 0; i < a->n; i++) {
		first = i == 0 || a->turn[i].ts < first ? a->turn[i].ts : first;
		last = i == 0 || a->turn[i].ts > last ? a->turn[i].ts : last;
	}
	v = val_set_str(v, "started", date_format(first, ts));
	v = val_set_str(v, "ended", date_format(last, ts));
	return val_set_int(v, "duration_ms", last - first);
}

int analyze_value(struct analyze *a, struct analyze_tools *t, date_ms now, val *out, struct err *e)
{
	val v;

	sort(a, now);
	if (work_out(a, t, e) != 0)
		return -1;
	v = val_set_str(val_object(), "conversation", a->id);
	v = val_set_str(val_set_str(v, "customer", a->customer), "channel", a->channel);
	v = val_set(span(a, v), "messages", counts(a));
	v = val_set(v, "key_points", analyze_points(a));
	v = val_set(v, "entities", entities(a));
	v = val_set(v, "sentiment", analyze_mood(a));
	v = val_set(v, "topics", analyze_topics(a));
	v = val_set(v, "unresolved", analyze_open(a));
	v = val_set(v, "waits", analyze_waits(a));
	v = val_set(v, "crews", crews(a));
	*out = val_set_str(v, "handoff", handoff(a));
	return 0;
}

/* ---- without consent ---- */

static bool is_of_a_person(const char *type)
{
	static const char *const types[] = {"cpf", "cnpj", "cep", "phone", "email", "card", "order"};

	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++)
		if (strcmp(types[i], type) == 0)
			return true;
	return false;
}

/* A date that long before the end is when somebody was born, more than anything that a shop has to do with. */
static bool is_birth(val entity, const char *ended)
{
	char oldest[16];

	(void)snprintf(oldest, sizeof(oldest), "%04u%.6s", (unsigned)(atoi(ended) - OLDEST_DATE) % 10000,
				   strlen(ended) > 4 ? ended + 4 : "");
	return strcmp(val_str(entity, "type", ""), "date") == 0 && strncmp(val_str(entity, "value", ""), oldest, 10) < 0;
}

/* How many questions nobody answered: also where their texts are gone already. */
static long long open_questions(val analysis)
{
	val list = val_get_array(analysis, "unresolved");
	long long n = val_len(list), count = val_int(analysis, "unresolved_count", 0);

	val_free(list);
	return n > count ? n : count;
}

val analyze_without_person(val analysis)
{
	val all = val_get_array(analysis, "entities"), kept = val_array();
	const char *ended = val_str(analysis, "ended", "9999");
	long long open = open_questions(analysis);

	for (int i = 0; i < val_len(all); i++) {
		val v = val_at(all, i);

		if (is_of_a_person(val_str(v, "type", "")) || is_birth(v, ended))
			val_free(v);
		else
			kept = val_push(kept, v);
	}
	val_free(all);
	analysis = val_set(val_set(analysis, "customer", val_null()), "key_points", val_array());
	analysis = val_set(val_set(analysis, "entities", kept), "unresolved", val_array());
	return val_set_int(analysis, "unresolved_count", open);
}

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agents/crew_consent.h"
#include "agents/crew_info.h"
#include "agents/crew_offer.h"
#include "agents/crew_sales.h"
#include "agents/greet.h"
#include "base/mem.h"
#include "text/day.h"
#include "text/person.h"

#include "agents/crew_reply.h"

struct reply {
	const struct crew *c;
	val record, context;
	date_ms now;
	val parts;
	const char *reason; /* of the handoff; NULL for none */
	char *team;
	val products; /* what the reply is about, for the task and the note */
	int focus;
	val made;           /* the offer it ends with; null for none */
	const char *answer; /* what the message said to the offer before: "accepted", "declined"; NULL for neither */
};

static void add_part(struct reply *r, const char *crew, const char *text, val facts)
{
	val part = val_set_str(val_set_str(val_object(), "crew", crew), "text", text);

	r->parts = val_push(r->parts, val_set(part, "facts", val_copy(facts)));
}

/* "hoje às 13h", "segunda-feira às 9h30": when the shop opens again; NULL when that is not known. New memory. */
static char *opens(const struct reply *r)
{
	const char *zone = domain_zone(r->c->domain);
	struct date_local now = date_to_local(zone, r->now), then;
	date_ms at;
	char day[40], minutes[8] = "";

	if (domain_is_open(r->c->domain, r->now, &at) || at == 0)
		return NULL;
	then = date_to_local(zone, at);
	if (then.epoch_day - now.epoch_day > 6)
		(void)snprintf(day, sizeof(day), "dia %02d/%02d", then.day, then.month);
	else if (then.epoch_day - now.epoch_day > 1)
		(void)snprintf(day, sizeof(day), "%s", day_name(then.wday));
	else
		(void)snprintf(day, sizeof(day), "%s", then.epoch_day == now.epoch_day ? "hoje" : "amanhã");
	if (then.minute)
		(void)snprintf(minutes, sizeof(minutes), "%02d", then.minute);
	return mem_printf("%s às %dh%s", day, then.hour, minutes);
}

/* A person takes over: says so to the customer, and when the shop is closed since when it is open again. */
static int hand_over(struct reply *r, const char *reason, const char *crew, struct err *e)
{
	char *text = domain_render(r->c->domain, "handoff", val_set_str(val_object(), "reason", reason), e), *more, *when;
	val facts = val_array();
	int st = text ? 0 : -1;
	date_ms changes;

	if (st == 0 && !r->reason && !domain_is_open(r->c->domain, r->now, &changes)) {
		when = opens(r);
		more = domain_render(r->c->domain, "handoff_closed", val_set_str(val_object(), "opens", when), e);
		if (more) {
			char *both = mem_printf("%s%s", text, text[0] ? more : more + (more[0] == ' '));

			free(text);
			text = both;
			facts = val_push(facts, val_of_str("hours"));
		}
		st = more ? 0 : -1;
		free(more);
		free(when);
	}
	if (st == 0 && *text)
		add_part(r, crew, text, facts);
	if (!r->reason) {
		r->reason = reason;
		r->team = mem_dup(crew);
	}
	val_free(facts);
	free(text);
	return st;
}

static int greet_part(struct reply *r, const char *intent, struct err *e)
{
	bool thanks = strcmp(intent, "thanks") == 0, bye = strcmp(intent, "goodbye") == 0;
	struct greet g;
	int st;

	if (!thanks && !bye && val_str(r->record, "greeting.text", NULL)) {
		val facts = val_get(r->record, "greeting.facts");

		add_part(r, "greet", val_str(r->record, "greeting.text", ""), facts);
		val_free(facts);
		return 0;
	}
	if (thanks || bye)
		st = greet_short(r->c->domain, intent, r->record, r->context, &g, e);
	else
		st = greet_compose(r->c->domain, r->record, r->context, r->now, &g, e);
	if (st == 0) {
		add_part(r, "greet", g.text, g.facts);
		greet_free(&g);
	}
	return st;
}

static void take(struct reply *r, const struct crew_part *part)
{
	if (val_len(part->products) == 0)
		return;
	val_free(r->products);
	r->products = val_copy(part->products);
	r->focus = part->focus;
}

/* sales and info answer from facts; what they cannot, a person does. */
static int answer_part(struct reply *r, const char *crew, const struct crew_ask *ask, struct err *e)
{
	struct crew_part part;
	int st;

	crew_part_init(&part);
	if (strcmp(crew, "sales") == 0)
		st = crew_sales_answer(r->c, ask, &part, e);
	else
		st = crew_info_answer(r->c, ask, &part, e);
	if (st == 0 && part.text)
		add_part(r, crew, part.text, part.facts);
	if (st == 0)
		take(r, &part);
	if (st == 0 && part.handoff)
		st = hand_over(r, part.handoff, crew, e);
	crew_part_free(&part);
	return st;
}

static int crew_part(struct reply *r, const char *crew, const char *intent, const char *text, struct err *e)
{
	val task = val_get(r->context, "task");
	const char *whole = val_str(r->record, "text", text);
	const struct crew_ask ask = {.text = text, .whole = whole, .intent = intent, .task = task, .now = r->now};
	int st;

	if (strcmp(crew, "greet") == 0)
		st = greet_part(r, intent, e);
	else if (strcmp(crew, "human") == 0)
		st = hand_over(r, "asked", "human", e);
	else if (strcmp(crew, "sales") == 0 || strcmp(crew, "info") == 0)
		st = answer_part(r, crew, &ask, e);
	else
		st = hand_over(r, crew, crew, e);
	val_free(task);
	return st;
}

/* Small talk is answered once: thanks or goodbye rather than another greeting. */
static bool said_better(val intents, int i)
{
	val one = val_at(intents, i), other;
	bool greets = strcmp(val_str(one, "name", ""), "greeting") == 0, better = false;

	for (int k = 0; k < val_len(intents); k++) {
		other = val_at(intents, k);
		if (k != i && strcmp(val_str(other, "crew", ""), "greet") == 0)
			better = better || greets || (k < i && strcmp(val_str(other, "name", ""), "greeting") != 0);
		val_free(other);
	}
	val_free(one);
	return better;
}

/* A part for each of the crew's intents: of a message with several, each has the words it was found in. */
static int crew_parts(struct reply *r, const char *crew, bool several, struct err *e)
{
	const char *text = val_str(r->record, "text", "");
	val intents = val_get(r->record, "route.intents");
	int st = 0, done = 0;

	for (int i = 0; i < val_len(intents) && st == 0; i++) {
		val one = val_at(intents, i);

		if (strcmp(val_str(one, "crew", ""), crew) == 0 && !(strcmp(crew, "greet") == 0 && said_better(intents, i))) {
			st = crew_part(r, crew, val_str(one, "name", ""), several ? val_str(one, "text", text) : text, e);
			done++;
		}
		val_free(one);
	}
	/* An open task brings the crew in without an intent of its own. */
	if (st == 0 && done == 0)
		st = crew_part(r, crew, "", text, e);
	val_free(intents);
	return st;
}

/*
 * No intent was sure, as with a bare "batom vermelho": what calls a product of the shop by name asks for it. 1 when
 * that answered, 0 when it did not, -1 with e.
 */
static int name_alone(struct reply *r, const char *text, struct err *e)
{
	val task = val_get(r->context, "task"), found = val_null(), relaxed = val_null(), first;
	const struct crew_ask ask = {.text = text, .whole = text, .intent = "recommend", .task = task, .now = r->now};
	int focus, how = crew_find_products(r->c, &ask, 1, &found, &focus, &relaxed, e);
	int st = how < 0 ? -1 : 0;

	first = val_at(found, 0);
	if (how == CREW_NAMED && val_num(first, "cover", 0) >= 0.8 && crew_is_called(r->c, first, text))
		st = answer_part(r, "sales", &ask, e) == 0 ? 1 : -1;
	val_free(first);
	val_free(found);
	val_free(relaxed);
	val_free(task);
	return st;
}

static int nobody(struct reply *r, struct err *e)
{
	const char *text = val_str(r->record, "text", "");
	int st = *text ? name_alone(r, text, e) : 0;

	if (st == 0)
		st = hand_over(r, *text ? "unknown" : "attachment", "human", e);
	return st < 0 ? -1 : 0;
}

/* The customer speaks of their own data: 1 when that is all there is to answer, 0, or -1. */
static int consent_part(struct reply *r, struct err *e)
{
	struct crew_part part;
	int st;

	crew_part_init(&part);
	st = crew_consent_take(r->c, r->record, r->now, &part, e);
	if (st == 1 && part.text)
		add_part(r, "consent", part.text, part.facts);
	if (st == 1 && part.handoff && hand_over(r, part.handoff, "human", e) != 0)
		st = -1;
	crew_part_free(&part);
	return st;
}

/* The question whether what is known may be kept, behind a reply that opens no other dialogue. */
static int ask_consent(struct reply *r, val *task, struct err *e)
{
	struct crew_part part;
	int st;

	crew_part_init(&part);
	st = r->reason ? 0 : crew_consent_ask(r->c, r->record, &part, task, e);
	if (st == 1)
		add_part(r, "consent", part.text, part.facts);
	crew_part_free(&part);
	return st < 0 ? -1 : 0;
}

static int all_parts(struct reply *r, struct err *e)
{
	val crews = val_get(r->record, "route.crews"), intents = val_get(r->record, "route.intents");
	bool several = val_len(intents) > 1;
	int st = consent_part(r, e), n = st == 1 ? 0 : val_len(crews);

	for (int i = 0; i < n && st == 0; i++) {
		val crew = val_at(crews, i);

		st = crew_parts(r, val_text(crew, ""), several, e);
		val_free(crew);
	}
	val_free(intents);
	val_free(crews);
	if (st == 0 && n == 0)
		st = nobody(r, e);
	return st < 0 ? -1 : 0;
}

/* ---- what is offered beside what was asked ---- */

/* Does the message say yes or no to what was offered before? 1 when it does, and that is the whole reply; 0; -1. */
static int answer_offer(struct reply *r, struct err *e)
{
	val task = val_get(r->context, "task");
	enum crew_offer_said said = crew_offer_said(task, val_str(r->record, "text", ""));
	const char *crew = val_has(task, "offer.services") ? "scheduling" : "sales";
	struct crew_part part;
	int st = 0;

	crew_part_init(&part);
	if (said != CREW_OFFER_NOTHING) {
		r->answer = said == CREW_OFFER_YES ? "accepted" : "declined";
		st = crew_offer_answer(r->c, task, said, &part, e) == 0 ? 1 : -1;
	}
	if (st > 0 && part.text)
		add_part(r, crew, part.text, part.facts);
	if (st > 0)
		take(r, &part);
	if (st > 0 && part.handoff && hand_over(r, part.handoff, crew, e) != 0)
		st = -1;
	crew_part_free(&part);
	val_free(task);
	return st;
}

/* At most one sentence more, when no person takes over. */
static int add_offer(struct reply *r, struct err *e)
{
	const struct crew_offer_reply so_far = {r->record, r->parts, r->products, r->focus};
	val last = val_at(r->parts, val_len(r->parts) - 1);
	struct crew_part part;
	int st;

	crew_part_init(&part);
	/* Whoever speaks of his own data is sold nothing. */
	st = strcmp(val_str(last, "crew", ""), "consent") == 0 ? 0 : crew_offer_add(r->c, &so_far, &part, &r->made, e);
	if (st == 0 && val_is(r->made))
		add_part(r, val_str(last, "crew", "sales"), part.text, part.facts);
	crew_part_free(&part);
	val_free(last);
	return st;
}

static val names_of(val list, const char *member)
{
	val out = val_array();

	for (int i = 0; i < val_len(list); i++) {
		val v = val_at(list, i);

		out = val_push(out, val_of_str(val_str(v, member, "")));
		val_free(v);
	}
	return out;
}

/* What may be offered, for a person to say: "Revisão trimestral recomendada: Consultoria de rotina de pele". */
static val suggestions(const struct reply *r)
{
	static const char *const kinds[] = {"products", "services", "advice"};
	val all = val_get_array(r->record, "opportunities"), out = val_array();

	for (int i = 0; i < val_len(all); i++) {
		val one = val_at(all, i), names = val_array(), line;

		for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]) && val_len(names) == 0; k++) {
			val list = val_get_array(one, kinds[k]);

			val_free(names);
			names = names_of(list, "name");
			val_free(list);
		}
		line = val_set_str(val_object(), "context", val_str(one, "context", ""));
		out = val_push(out, val_set(line, "names", names));
		val_free(one);
	}
	val_free(all);
	return out;
}

/* For the person who takes over: what is wanted, and what was said before. */
static char *note(const struct reply *r, struct err *e)
{
	val in = val_object(), intents = val_get(r->record, "route.intents"), history = val_get(r->context, "history");
	char *who = person_line(val_str(r->context, "customer.name", val_str(r->record, "customer.name", ""))), *text;

	in = val_set_str(in, "reason", r->reason);
	in = val_set_str(in, "customer", who);
	in = val_set_str(in, "customer_id", val_str(r->context, "customer.id", NULL));
	in = val_set_str(in, "channel", val_str(r->record, "channel", NULL));
	in = val_set_str(in, "text", val_str(r->record, "text", ""));
	in = val_set(in, "intents", names_of(intents, "name"));
	in = val_set(in, "products", names_of(r->products, "name"));
	in = val_set(in, "suggestions", suggestions(r));
	in = val_set(in, "history", history);
	val_free(intents);
	free(who);
	text = domain_render(r->c->domain, "note", in, e);
	return text;
}

static int finish(struct reply *r, val *reply, struct err *e)
{
	val out = val_set(val_object(), "parts", val_copy(r->parts)), handoff;
	char *text;

	if (val_is(r->made))
		out = val_set(out, "offer", val_copy(r->made));
	if (r->answer)
		out = val_set(out, "offer_answer",
					  val_set_str(val_set(val_object(), "message", val_get(r->context, "task.offer.message")),
								  "outcome", r->answer));
	if (!r->reason) {
		*reply = val_set(out, "handoff", val_null());
		return 0;
	}
	text = note(r, e);
	if (!text) {
		val_free(out);
		return -1;
	}
	handoff = val_set_str(val_set_str(val_object(), "reason", r->reason), "team", r->team);
	*reply = val_set(out, "handoff", val_set_str(handoff, "note", text));
	free(text);
	return 0;
}

/* Where the reply's only product stands in the list that was shown before; -1 when it does not. */
static int place_in(val task, val products)
{
	val ids = val_get(task, "products"), one = val_at(products, 0);
	int place = -1;

	for (int i = 0; i < val_len(ids) && val_len(products) == 1; i++) {
		val id = val_at(ids, i);

		if (strcmp(val_text(id, ""), val_str(one, "id", "\n")) == 0)
			place = i;
		val_free(id);
	}
	val_free(one);
	val_free(ids);
	return place;
}

/*
 * What the next message may point at: the products of this reply, else those from before. One that was picked from the
 * list leaves the list as it was, so that "o segundo" still counts from its top.
 */
static val next_task(const struct reply *r)
{
	val task = val_get(r->context, "task");
	int place;

	if ((r->reason && strcmp(r->reason, "order") == 0) || strcmp(val_str(task, "kind", ""), "consent") == 0) {
		val_free(task);
		task = val_null();
	}
	if (val_len(r->products) == 0 || (r->reason && strcmp(r->reason, "order") == 0))
		return task;
	place = place_in(task, r->products);
	if (place >= 0)
		return val_set_int(task, "focus", place);
	val_free(task);
	task = val_set_str(val_set_str(val_object(), "crew", "sales"), "kind", "products");
	task = val_set(task, "products", names_of(r->products, "id"));
	return val_set_int(task, "focus", r->focus);
}

int crew_reply(const struct crew *c, val record, date_ms now, val *reply, val *task, struct err *e)
{
	struct reply r = {.c = c, .record = record, .now = now, .focus = -1, .made = val_null()};
	val next = val_null();
	int st;

	r.context = val_get(record, "context");
	r.parts = val_array();
	r.products = val_array();
	st = answer_offer(&r, e);
	if (st == 0)
		st = all_parts(&r, e);
	if (st == 0 && !r.reason)
		st = add_offer(&r, e);
	if (st >= 0) {
		next = crew_offer_task(next_task(&r), r.made, val_str(record, "id", ""));
		st = ask_consent(&r, &next, e);
	}
	if (st == 0)
		st = finish(&r, reply, e);
	if (st == 0)
		*task = next;
	else
		val_free(next);
	free(r.team);
	val_free(r.made);
	val_free(r.products);
	val_free(r.parts);
	val_free(r.context);
	return st;
}

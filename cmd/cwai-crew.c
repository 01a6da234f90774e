/* cwai-crew: answers the messages that were routed, each crew its part, and hands the rest to a person. */
#include <stdlib.h>
#include <string.h>

#include "agents/crew_reply.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/opt.h"
#include "record/rec.h"
#include "services/config.h"
#include "services/conversation.h"
#include "services/offer.h"

struct seat { /* a domain's crew, opened when its first message comes */
	struct crew crew;
	struct seat *next;
};

struct crews {
	struct opt_common common;
	struct config *config;
	struct seat *seats;
	bool dry; /* -n: nothing is stored */
	struct pseudonym *key;
};

static void free_seat(struct seat *s)
{
	rule_free(s->crew.rules);
	product_close(s->crew.products);
	free(s);
}

static struct seat *open_seat(struct crews *all, struct domain *d, struct sql *db, struct err *e)
{
	struct seat *s = mem_zalloc(sizeof(*s));

	s->crew.domain = d;
	s->crew.db = db;
	s->crew.dry = all->dry;
	s->crew.key = all->key;
	s->crew.products = product_open(db, d, config_derived(all->config), e);
	s->crew.rules = s->crew.products ? rule_open(db, d, config_derived(all->config), e) : NULL;
	if (!s->crew.rules) {
		free_seat(s);
		return NULL;
	}
	s->next = all->seats;
	all->seats = s;
	return s;
}

static struct seat *find_seat(struct crews *all, const char *name, struct sql *db, struct err *e)
{
	struct domain *d = config_domain(all->config, name, e);

	if (!d)
		return NULL;
	for (struct seat *s = all->seats; s; s = s->next)
		if (s->crew.domain == d)
			return s;
	return open_seat(all, d, db, e);
}

/* The texts of the parts as the customer reads them, facts of all, and the names of the intents. */
static void gather(val reply, val record, struct buf *text, val *facts, val *intents)
{
	val parts = val_get(reply, "parts"), found = val_get(record, "route.intents");

	*facts = val_array();
	*intents = val_array();
	for (int i = 0; i < val_len(parts); i++) {
		val part = val_at(parts, i), ids = val_get(part, "facts");

		buf_printf(text, "%s%s", i ? "\n\n" : "", val_str(part, "text", ""));
		for (int k = 0; k < val_len(ids); k++) {
			val id = val_at(ids, k);

			if (!val_array_has(*facts, val_text(id, "")))
				*facts = val_push(*facts, val_copy(id));
			val_free(id);
		}
		val_free(ids);
		val_free(part);
	}
	for (int i = 0; i < val_len(found); i++) {
		val one = val_at(found, i);

		*intents = val_push(*intents, val_of_str(val_str(one, "name", "")));
		val_free(one);
	}
	val_free(found);
	val_free(parts);
}

/* What the talk was about, for the next greeting: the strongest intent that is no small talk. */
static const char *topic_of(val record)
{
	const char *crew = val_str(record, "route.intents.0.crew", "greet");

	if (val_bool(record, "route.unknown", true) || strcmp(crew, "greet") == 0 || strcmp(crew, "human") == 0)
		return NULL;
	return val_str(record, "route.intents.0.name", NULL);
}

/*
 * What was offered, and what was said to the offer before. It is stored before the answer: who comes again after a
 * crash finds the same offers, for the one of this very message does not count.
 */
static int store_offer(struct sql *db, const struct crew *c, val record, val reply, struct err *e)
{
	const char *domain = domain_name(c->domain), *before = val_str(reply, "offer_answer.message", NULL);
	struct offer o = {
		.domain = domain,
		.customer = val_str(record, "context.customer.id", NULL),
		.conversation = val_str(record, "conversation.id", ""),
		.message = val_str(record, "id", ""),
		.what = val_get(reply, "offer"),
		.at = date_now(),
	};
	int st = 0;

	if (before)
		st = offer_answer(db, domain, before, val_str(reply, "offer_answer.outcome", ""), o.at, e);
	if (st == 0 && o.customer && val_is(o.what))
		st = offer_put(db, &o, e);
	val_free(o.what);
	return st;
}

static int store(struct sql *db, const struct crew *c, val record, val reply, val task, struct err *e)
{
	struct conversation_answer a = {
		.domain = domain_name(c->domain),
		.conversation = val_str(record, "conversation.id", ""),
		.message = val_str(record, "id", ""),
		.reply = reply,
		.task = task,
		.topic = topic_of(record),
		.ts = date_now(),
	};
	struct buf text = {0};
	int st;

	if (store_offer(db, c, record, reply, e) != 0)
		return -1;
	gather(reply, record, &text, &a.facts, &a.intents);
	a.text = buf_str(&text);
	st = conversation_answer(db, &a, e);
	val_free(a.intents);
	val_free(a.facts);
	buf_free(&text);
	return st;
}

/* A reply for a message that has none yet. */
static int answer(const struct crews *all, const struct crew *c, struct sql *db, struct rec *r, struct err *e)
{
	val record = rec_val(r, ""), reply, task;
	int st = crew_reply(c, record, date_now(), &reply, &task, e);

	if (st != 0) {
		val_free(record);
		return -1;
	}
	st = all->dry ? 1 : store(db, c, record, reply, task, e);
	if (st == 0) { /* another process was faster: its reply is the one that counts */
		val_free(reply);
		reply = val_null();
		st = conversation_reply(db, domain_name(c->domain), rec_str(r, "id", ""), &reply, e);
	}
	if (st >= 0)
		rec_set(r, "reply", val_copy(reply));
	val_free(reply);
	val_free(task);
	val_free(record);
	return st < 0 ? -1 : 0;
}

static int crew_record(void *cookie, struct rec *r, struct err *e)
{
	struct crews *all = cookie;
	struct sql *db;
	struct seat *s;
	val before;

	if (strcmp(rec_str(r, "kind", ""), "message") != 0)
		return REC_PASS;
	if (!rec_str(r, "id", NULL) || !rec_str(r, "conversation.id", NULL))
		return err_set(e, ERR_DATA, "the message has no id or no conversation.id (is cwai-receive in front?)");
	if (rec_kind(r, "route") != VAL_OBJECT)
		return err_set(e, ERR_DATA, "the message has no route: put cwai-route in front");
	db = config_sql(all->config, e);
	s = db ? find_seat(all, rec_str(r, "domain", NULL), db, e) : NULL;
	if (!s)
		return -1;
	if (conversation_reply(db, domain_name(s->crew.domain), rec_str(r, "id", ""), &before, e) != 0)
		return -1;
	if (val_kind(before) != VAL_OBJECT) {
		val_free(before);
		return answer(all, &s->crew, db, r, e) == 0 ? REC_PASS : -1;
	}
	rec_set(r, "reply", before);
	return REC_PASS;
}

int main(int argc, char *argv[])
{
	struct crews all = {0};
	struct err e;
	const struct opt options[] = {
		{'n', "dry-run", OPT_FLAG, &all.dry, NULL, "answer, and store nothing"},
		{0, NULL, OPT_COMMON, &all.common, NULL, NULL},
		{0},
	};
	const struct opt_tool tool = {"cwai-crew", "answers messages from the shop's own data, or hands them to a person",
								  "[-n] [option ...] < messages", options, false};
	const struct rec_filter filter = {.record = crew_record, .cookie = &all};
	int st;

	if (opt_parse(&tool, argc, argv) != argc)
		opt_fail(&tool, "it takes no operand: records come on standard input");
	all.config = config_open(&all.common, &e);
	if (!all.config)
		log_die(&e);
	if (!all.dry && !(all.key = pseudonym_open(all.config, &e)))
		log_die(&e);
	st = rec_loop(&filter, &all.common);
	while (all.seats) {
		struct seat *next = all.seats->next;

		free_seat(all.seats);
		all.seats = next;
	}
	pseudonym_close(all.key);
	config_free(all.config);
	return st;
}

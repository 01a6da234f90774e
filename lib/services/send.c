#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/os.h"

#include "services/send_private.h"

struct send *send_open(struct chatwoot *c, struct sql *db, const struct send_options *o)
{
	struct send *s = mem_zalloc(sizeof(*s));

	s->c = c;
	s->db = db;
	s->o = *o;
	s->teams = val_null();
	return s;
}

void send_close(struct send *s)
{
	if (!s)
		return;
	val_free(s->teams);
	free(s);
}

/* ---- what came of it ---- */

static val delivery_of(struct send_job *j, const char *state, const char *reason)
{
	val v = val_set_str(val_object(), "state", state), ids = j->ids;

	if (reason)
		v = val_set_str(v, "reason", reason);
	j->ids = val_array();
	return val_set(v, "messages", ids);
}

static int end(struct send *s, struct send_job *j, const char *state, const char *reason, val *delivery, struct err *e)
{
	*delivery = delivery_of(j, state, reason);
	return s->db && !s->o.dry ? sends_end(s->db, &j->m, state, reason, date_now(), e) : 0;
}

/* ---- the answer ---- */

static int post_bubbles(struct send *s, struct send_job *j, bool can_reply, struct err *e)
{
	val bodies;
	int st = 0;

	bodies = can_reply ? send_plan(j) : val_array();
	if (!can_reply) {
		val template = send_plan_template(j);

		if (val_is(template))
			bodies = val_push(bodies, template);
		else
			val_free(template);
	}
	if (s->o.typing && val_len(bodies) > 0 && chatwoot_typing(s->c, j->conversation, true, e) != 0)
		log_debug("typing: %s", e->msg); /* only a courtesy */
	for (int i = 0; i < val_len(bodies) && st == 0; i++)
		st = send_post(s, j, val_at(bodies, i), i + 1, e);
	val_free(bodies);
	return st;
}

/* Why a person has to go on, or null: the reply says so, there is none, or the channel does not take it any more. */
static val handoff_of(const struct send_job *j, bool can_reply)
{
	val h = val_get(j->reply, "handoff"), template = val_null();
	char *note;

	if (val_is(h))
		return h;
	val_free(h);
	if (j->failed) {
		note = mem_printf("O atendimento automático falhou: %s", j->failed);
		h = val_set_str(val_set_str(val_object(), "reason", "error"), "note", note);
		free(note);
		return h;
	}
	if (can_reply)
		return val_null();
	template = send_plan_template(j);
	if (val_is(template)) { /* the template asks the customer to write, and opens the window again */
		val_free(template);
		return val_null();
	}
	return val_set_str(val_set_str(val_object(), "reason", "window"), "note",
					   "A janela de 24 horas fechou: o cliente só pode receber um modelo aprovado.");
}

static int answer(struct send *s, struct send_job *j, bool can_reply, val *delivery, struct err *e)
{
	val handoff = handoff_of(j, can_reply);
	int st = post_bubbles(s, j, can_reply, e);

	if (st == 0 && val_is(handoff))
		st = send_post_handoff(s, j, handoff, e);
	if (st == 0)
		st = end(s, j, val_is(handoff) ? "handed" : "sent", val_str(handoff, "reason", NULL), delivery, e);
	val_free(handoff);
	return st;
}

/*
 * Takes over what was begun: when its sender has not been heard of for so long that what it posted last has come to be,
 * and another look at what is there. 1; 0 when it is to be looked at again; -1 with e.
 */
static int take_over(struct send *s, struct send_job *j, date_ms since, struct err *e)
{
	double left = s->o.settle - (double)(date_now() - since) / 1000;
	bool mine;

	if (left > 0 && since != j->held) {
		j->held = since;
		os_sleep_ns((long long)((left < s->o.settle ? left : s->o.settle) * 1e9));
		return 0;
	}
	j->held = since;
	if (sends_hold(s->db, &j->m, &j->held, date_now(), &mine, e) != 0)
		return -1;
	return !mine ? 0 : send_check_posted(s, j, e) == 0 ? 1 : -1;
}

/* The right to answer, and whether it was begun before. 0; 1 with *delivery when there is nothing to do; -1 with e. */
static int claim(struct send *s, struct send_job *j, enum sends_claim *claim, val *delivery, struct err *e)
{
	date_ms since = 0;
	int st = 0;

	*claim = SENDS_MINE;
	if (!s->db || s->o.dry)
		return 0;
	do {
		if (sends_begin(s->db, &j->m, date_now(), claim, &since, e) != 0)
			return -1;
		if (*claim == SENDS_BEGUN)
			st = take_over(s, j, since, e);
		else
			j->held = since;
	} while (*claim == SENDS_BEGUN && st == 0);
	if (st < 0)
		return -1;
	if (*claim == SENDS_ENDED)
		*delivery = delivery_of(j, "already", NULL);
	else if (*claim == SENDS_OVERTAKEN)
		*delivery = delivery_of(j, "discarded", "overtaken");
	else
		return 0;
	return 1;
}

/* One that was begun goes on even if the customer wrote since: a part of it may be there. */
static int run(struct send *s, struct send_job *j, val *delivery, struct err *e)
{
	enum sends_claim mine;
	const char *why;
	bool can_reply, begun;
	int st;

	if (send_check(s, j, &why, &can_reply, e) != 0)
		return -1;
	st = claim(s, j, &mine, delivery, e);
	if (st != 0)
		return st < 0 ? -1 : 0;
	begun = send_check_part(j, 1) > 0;
	if (mine == SENDS_BEGUN && begun && why && strcmp(why, "newer") == 0)
		why = NULL;
	if (why)
		return end(s, j, "discarded", why, delivery, e);
	return answer(s, j, can_reply, delivery, e);
}

static bool read_job(struct rec *r, struct domain *d, struct send_job *j)
{
	const char *conversation = rec_str(r, "conversation.id", "");

	*j = (struct send_job){.d = d, .posted = val_null(), .ids = val_array(), .reply = rec_val(r, "reply")};
	j->m = (struct sends_message){domain_name(d), conversation, rec_str(r, "id", ""), 0};
	j->m.number = chatwoot_id_number(j->m.id, 0);
	j->conversation = chatwoot_id_number(conversation, 0);
	j->channel = rec_str(r, "channel", "web");
	j->customer = rec_str(r, "customer.name", NULL);
	if (rec_kind(r, "error") == VAL_OBJECT)
		j->failed = rec_str(r, "error.message", "erro");
	else if (val_kind(j->reply) != VAL_OBJECT)
		j->failed = "não houve resposta";
	return strcmp(rec_str(r, "kind", ""), "message") == 0 && j->conversation > 0 && j->m.number > 0;
}

static void free_job(struct send_job *j)
{
	val_free(j->reply);
	val_free(j->posted);
	val_free(j->ids);
}

int send_record(struct send *s, struct rec *r, struct domain *d, val *delivery, struct err *e)
{
	struct send_job j;
	int st = 0;

	*delivery = val_null();
	if (read_job(r, d, &j))
		st = run(s, &j, delivery, e);
	else
		*delivery = delivery_of(&j, "none", NULL);
	if (st != 0 && j.lost) {
		*delivery = delivery_of(&j, "already", NULL);
		st = 0;
	}
	free_job(&j);
	return st;
}

void send_failed(struct send *s, struct rec *r, struct domain *d, const char *why)
{
	struct send_job j;
	struct err e;

	if (read_job(r, d, &j) && s->db && !s->o.dry && sends_end(s->db, &j.m, "failed", why, date_now(), &e) != 0)
		log_warn("that it failed could not be marked: %s", e.msg);
	free_job(&j);
}

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/os.h"

#include "services/send_private.h"

#define TRIES 3 /* of one bubble, each after a look whether it is there */

static void note_id(struct send_job *j, long long id)
{
	if (id > 0)
		j->ids = val_push(j->ids, val_of_int(id));
}

/* After a post whose outcome is not known: whether it is there. 1, 0, or -1 with e. */
static int is_there(struct send *s, struct send_job *j, int part, struct err *e)
{
	long long id;

	if (!chatwoot_has_token(s->c))
		return err_set(e, ERR_IO,
					   "it may have been posted or not, and only a person's token could tell: set "
					   "CHATWOOT_API_TOKEN");
	os_sleep_ns((long long)(s->o.settle * 1e9));
	if (send_check_posted(s, j, e) != 0)
		return -1;
	id = send_check_part(j, part);
	note_id(j, id);
	return id > 0;
}

/* Before each word: the right to say it may have gone to another process. */
static int hold(struct send *s, struct send_job *j, struct err *e)
{
	bool mine = true;

	if (!s->db || s->o.dry)
		return 0;
	if (sends_hold(s->db, &j->m, &j->held, date_now(), &mine, e) != 0)
		return -1;
	j->lost = !mine;
	return mine ? 0 : err_set(e, ERR_AGAIN, "another process goes on with it");
}

int send_post(struct send *s, struct send_job *j, val body, int part, struct err *e)
{
	long long there = send_check_part(j, part);
	int st = there ? 1 : 0;

	if (there) {
		note_id(j, there);
		val_free(body);
		return 0;
	}
	body = send_plan_mark(j, body, part);
	for (int i = 0; i < TRIES && st == 0; i++) {
		bool unsure = false;
		val v = val_null();

		if (hold(s, j, e) != 0) {
			st = -1;
		} else if (chatwoot_post(s->c, j->conversation, CHATWOOT_BOT, val_copy(body), &v, &unsure, e) == 0) {
			note_id(j, val_int(v, "id", 0));
			st = 1;
		} else {
			st = unsure ? is_there(s, j, part, e) : -1;
		}
		val_free(v);
	}
	val_free(body);
	if (st == 0)
		return err_set(e, ERR_UNAVAILABLE, "Chatwoot did not take a message %d times", TRIES);
	return st < 0 ? -1 : 0;
}

/* ---- handing over ---- */

/* The number of the team of that name, 0 when there is none. */
static int find_team(struct send *s, const char *name, long long *id, struct err *e)
{
	*id = 0;
	if (!chatwoot_has_token(s->c))
		return 0;
	if (val_kind(s->teams) != VAL_ARRAY) {
		struct chatwoot_call q = {.method = "GET", .path = "teams", .query = val_null(), .body = val_null()};

		val_free(s->teams);
		s->teams = val_null();
		if (chatwoot_do(s->c, &q, &s->teams, NULL, e) != 0)
			return e->kind == ERR_REFUSED || e->kind == ERR_NOINPUT ? 0 : -1;
	}
	for (int i = 0; i < val_len(s->teams) && *id == 0; i++) {
		val t = val_at(s->teams, i);

		if (strcasecmp(val_str(t, "name", ""), name) == 0)
			*id = val_int(t, "id", 0);
		val_free(t);
	}
	return 0;
}

/* A change that may be made twice. What the server refuses (a right that the token lacks) is said, and goes without. */
static int set(struct send *s, const struct send_job *j, const char *what, val body, struct err *e)
{
	char *path = mem_printf("conversations/%lld/%s", j->conversation, what);
	struct chatwoot_call q = {.method = "POST", .path = path, .query = val_null(), .body = body, .who = CHATWOOT_BOT};
	int st = chatwoot_do(s->c, &q, NULL, NULL, e);

	free(path);
	if (st != 0 && (e->kind == ERR_REFUSED || e->kind == ERR_DATA || e->kind == ERR_NOINPUT)) {
		log_warn("handing over: %s", e->msg);
		return 0;
	}
	return st;
}

static int put_labels(struct send *s, const struct send_job *j, val handoff, struct err *e)
{
	val labels = val_get(handoff, "labels");
	int st = val_len(labels) ? chatwoot_labels(s->c, j->conversation, labels, val_null(), e) : 0;

	val_free(labels);
	if (st != 0 && (e->kind == ERR_REFUSED || e->kind == ERR_DATA)) {
		log_warn("handing over: %s", e->msg);
		return 0;
	}
	return st;
}

static int put_team(struct send *s, const struct send_job *j, val handoff, struct err *e)
{
	const char *team = val_str(handoff, "team", NULL);
	long long id;

	if (!team)
		return 0;
	if (find_team(s, team, &id, e) != 0)
		return -1;
	return id ? set(s, j, "assignments", val_set_int(val_object(), "team_id", id), e) : 0;
}

static int put_note(struct send *s, struct send_job *j, val handoff, struct err *e)
{
	char *text = send_plan_plain(val_str(handoff, "note", val_str(handoff, "reason", "")));
	val body = val_set_str(val_set_str(val_object(), "content", text), "message_type", "outgoing");

	free(text);
	return send_post(s, j, val_set(body, "private", val_true(true)), SEND_NOTE_PART, e);
}

int send_post_handoff(struct send *s, struct send_job *j, val handoff, struct err *e)
{
	const char *priority = val_str(handoff, "priority", NULL);

	if (put_note(s, j, handoff, e) != 0 || put_labels(s, j, handoff, e) != 0)
		return -1;
	if (priority && set(s, j, "toggle_priority", val_set_str(val_object(), "priority", priority), e) != 0)
		return -1;
	if (put_team(s, j, handoff, e) != 0)
		return -1;
	/* last: from here on the conversation is a person's */
	return chatwoot_status(s->c, j->conversation, CHATWOOT_BOT, "open", 0, e);
}

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/term.h"
#include "record/rec.h"

#include "services/chatwoot_follow_private.h"
#include "services/webhook.h"

#define OVERLAP 60000 /* ms that a message may take from getting its number to being there, and that clocks run apart */
#define BATCH 100     /* messages in memory */

struct follow {
	const struct chatwoot_follow *f;
	struct chatwoot_cursor cursor;
	val inboxes;    /* names by number */
	date_ms newest; /* of what the last list tells, by the server's clock */
	/* the conversation that is read */
	struct chatwoot_place *place;
	val batch;
	bool warned;
};

/* ---- the end ---- */

static volatile sig_atomic_t is_writing, is_over;

/* Nothing is lost when it ends anywhere but between the output and the cursor. */
static void end(int sig)
{
	(void)sig;
	if (!is_writing)
		_exit(0);
	is_over = 1;
}

static void catch_signals(void)
{
	struct sigaction a = {.sa_handler = end};

	(void)sigaction(SIGTERM, &a, NULL);
	(void)sigaction(SIGINT, &a, NULL);
}

/* ---- what is new in a conversation ---- */

static date_ms time_at(val o, const char *path)
{
	val v = val_get(o, path);
	date_ms t = 0;

	if (!webhook_time(v, &t))
		t = 0;
	val_free(v);
	return t;
}

static void put_record(struct follow *w, val m, val conversation, struct buf *out)
{
	char inbox[32];
	val v = val_set_str(val_set_int(val_object(), "v", 1), "kind", "webhook"), body;

	(void)snprintf(inbox, sizeof(inbox), "%lld", val_int(m, "inbox_id", val_int(conversation, "inbox_id", 0)));
	body = chatwoot_follow_body(chatwoot_account(w->f->chat), m, conversation, val_str(w->inboxes, inbox, NULL));
	v = val_set(val_set_str(v, "source", "chatwoot"), "body", body);
	val_dump(v, out);
	buf_putc(out, '\n');
	val_free(v);
}

static bool is_activity(val m)
{
	return val_int(m, "message_type", -1) == 2 || strcmp(val_str(m, "message_type", ""), "activity") == 0;
}

/* The output first, the cursor behind it. */
static int write_out(struct follow *w, const struct buf *lines, struct err *e)
{
	int st;

	is_writing = 1;
	st = lines->n ? rec_emit(lines->p, lines->n, e) : 0;
	if (st == 0)
		st = chatwoot_cursor_write(&w->cursor, w->f->chat, w->f->cursor, e);
	is_writing = 0;
	if (is_over)
		_exit(0);
	return st;
}

/* What was read comes out. The conversation is asked for behind its messages: it is at least as new as they are. */
static int flush(struct follow *w, struct err *e)
{
	struct buf lines = {0};
	val conversation;
	int st;

	if (val_len(w->batch) == 0)
		return 0;
	if (chatwoot_conversation(w->f->chat, w->place->conversation, CHATWOOT_PERSON, &conversation, e) != 0)
		return -1;
	for (int i = 0; i < val_len(w->batch); i++) {
		val m = val_at(w->batch, i);
		date_ms t = time_at(m, "created_at");

		if (!is_activity(m) && t >= w->cursor.since)
			put_record(w, m, conversation, &lines);
		chatwoot_cursor_see(w->place, val_int(m, "id", 0), t);
		val_free(m);
	}
	val_free(conversation);
	chatwoot_cursor_settle(w->place, w->newest - OVERLAP);
	val_free(w->batch);
	w->batch = val_array();
	st = write_out(w, &lines, e);
	buf_free(&lines);
	return st;
}

static int take_message(void *cookie, val m, struct err *e)
{
	struct follow *w = cookie;

	if (val_int(m, "id", 0) <= 0 || chatwoot_cursor_seen(w->place, val_int(m, "id", 0))) {
		val_free(m);
		return 0;
	}
	w->batch = val_push(w->batch, m);
	return val_len(w->batch) >= BATCH ? flush(w, e) : 0;
}

static int read_conversation(struct follow *w, val c, struct err *e)
{
	double updated = val_num(c, "updated_at", 0);
	int st;

	w->place = chatwoot_cursor_place(&w->cursor, val_int(c, "id", 0));
	w->place->listed = true;
	if (updated > 0 && updated == w->place->updated)
		return 0;
	st = chatwoot_each_message(w->f->chat, w->place->conversation, w->place->floor, take_message, w, e);
	if (st == 0)
		st = flush(w, e);
	val_free(w->batch);
	w->batch = val_array();
	if (st != 0 && e->kind == ERR_NOINPUT) /* it was deleted meanwhile */
		st = 0;
	if (st == 0)
		w->place->updated = updated;
	return st;
}

/* ---- looking ---- */

static int list(struct follow *w, val query, val *out, struct err *e)
{
	struct chatwoot_call q = {.method = "GET",
							  .path = "conversations",
							  .query = val_set_str(query, "status", "all"),
							  .body = val_null(),
							  .who = CHATWOOT_PERSON};
	val v;

	if (chatwoot_do(w->f->chat, &q, &v, NULL, e) != 0)
		return -1;
	*out = val_get(v, "data.payload");
	val_free(v);
	if (val_kind(*out) == VAL_ARRAY)
		return 0;
	val_free(*out);
	return err_set(e, ERR_PROTOCOL, "Chatwoot: the list of conversations is none: is the address right?");
}

static date_ms newest_of(val conversations)
{
	date_ms newest = 0;

	for (int i = 0; i < val_len(conversations); i++) {
		val c = val_at(conversations, i);
		date_ms t = time_at(c, val_has(c, "last_activity_at") ? "last_activity_at" : "timestamp");

		newest = t > newest ? t : newest;
		val_free(c);
	}
	return newest;
}

static int look(struct follow *w, struct err *e)
{
	date_ms begun = date_now(), back = begun - w->cursor.looked;
	val conversations;
	int st;

	back = (back > 0 ? back : 0) + OVERLAP;
	if (list(w, val_set_int(val_object(), "updated_within", back / 1000 + 1), &conversations, e) != 0)
		return -1;
	w->newest = newest_of(conversations);
	for (int i = 0; i < w->cursor.n; i++)
		w->cursor.place[i].listed = false;
	st = 0;
	for (int i = 0; i < val_len(conversations) && st == 0; i++) {
		val c = val_at(conversations, i);

		st = read_conversation(w, c, e);
		val_free(c);
	}
	val_free(conversations);
	if (st != 0)
		return -1;
	for (int i = 0; i < w->cursor.n; i++)
		chatwoot_cursor_settle(&w->cursor.place[i], w->newest - OVERLAP);
	chatwoot_cursor_sweep(&w->cursor);
	w->cursor.looked = begun;
	return write_out(w, &(struct buf){0}, e);
}

/* ---- the beginning ---- */

/* The largest number of a message there is: in the conversations that something happened in last. */
static int find_base(struct follow *w, struct err *e)
{
	static const char *const paths[] = {"messages.0.id", "last_non_activity_message.id"};
	val conversations;

	if (list(w, val_set_str(val_object(), "sort_by", "last_activity_at_desc"), &conversations, e) != 0)
		return -1;
	for (int i = 0; i < val_len(conversations); i++) {
		val c = val_at(conversations, i);

		for (size_t k = 0; k < sizeof(paths) / sizeof(paths[0]); k++)
			if (val_int(c, paths[k], 0) > w->cursor.base)
				w->cursor.base = val_int(c, paths[k], 0);
		val_free(c);
	}
	val_free(conversations);
	return 0;
}

static int name_inboxes(struct follow *w, struct err *e)
{
	struct chatwoot_call q = {
		.method = "GET", .path = "inboxes", .query = val_null(), .body = val_null(), .who = CHATWOOT_PERSON};
	val v, items;

	if (chatwoot_do(w->f->chat, &q, &v, NULL, e) != 0)
		return -1;
	items = val_get(v, "payload");
	for (int i = 0; i < val_len(items); i++) {
		val inbox = val_at(items, i);
		char number[32];

		(void)snprintf(number, sizeof(number), "%lld", val_int(inbox, "id", 0));
		w->inboxes = val_set_str(w->inboxes, number, val_str(inbox, "name", ""));
		val_free(inbox);
	}
	val_free(items);
	val_free(v);
	return 0;
}

static int begin(struct follow *w, struct err *e)
{
	char text[32];
	int st;

	chatwoot_cursor_free(&w->cursor);
	st = chatwoot_cursor_read(&w->cursor, w->f->chat, w->f->cursor, e);
	if (st < 0 || name_inboxes(w, e) != 0)
		return -1;
	if (st == 0) {
		w->cursor.looked = w->f->since > 0 ? w->f->since : date_now();
		w->cursor.since = w->f->since;
		if ((w->f->since == 0 && find_base(w, e) != 0) || write_out(w, &(struct buf){0}, e) != 0)
			return -1;
	}
	if (!w->f->quiet && term_is(STDERR_FILENO))
		(void)fprintf(stderr, "%s: follows account %lld at %s from %s on, a look every %g s (%s); Ctrl-C ends it\n",
					  log_tool(), chatwoot_account(w->f->chat), chatwoot_url(w->f->chat),
					  date_format(w->cursor.looked, text), w->f->interval, w->f->cursor);
	return 0;
}

/* False when nobody reads any more. */
static bool wait_for_next(const struct follow *w)
{
	struct pollfd out = {.fd = STDOUT_FILENO};

	return poll(&out, 1, (int)(w->f->interval * 1000)) == 0;
}

/* May it be better the next time? */
static bool will_pass(struct follow *w, const struct err *e)
{
	if (e->kind != ERR_UNAVAILABLE && e->kind != ERR_AGAIN && e->kind != ERR_PROTOCOL)
		return false;
	if (!w->warned)
		log_warn("%s; it goes on when that is over", e->msg);
	w->warned = true;
	return true;
}

int chatwoot_follow_run(const struct chatwoot_follow *f, struct err *e)
{
	struct follow w = {.f = f, .inboxes = val_object(), .batch = val_array()};
	bool begun = false;
	int st;

	catch_signals();
	do {
		if (!begun) {
			st = begin(&w, e);
			begun = st == 0;
		}
		if (begun)
			st = look(&w, e);
		if (st == 0 && w.warned) {
			log_warn("Chatwoot answers again");
			w.warned = false;
		}
	} while ((st == 0 || will_pass(&w, e)) && wait_for_next(&w));
	chatwoot_cursor_free(&w.cursor);
	val_free(w.inboxes);
	val_free(w.batch);
	return st == 0 || will_pass(&w, e) ? 0 : -1;
}

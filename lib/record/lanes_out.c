#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/map.h"

#include "record/lanes_private.h"

#define TOLD 10 /* lines of nonsense that are told one by one */

/* A record that carries an error: false when -E keeps it in. */
static bool may_pass(struct lanes *l, const struct err *why)
{
	l->s->errors++;
	if (strcmp(l->o->on_error, "stop") == 0) {
		if (why)
			l->fatal = *why;
		else
			(void)err_set(&l->fatal, ERR_DATA, "a record carries an error");
		return false;
	}
	if (strcmp(l->o->on_error, "drop") != 0)
		return true;
	log_info("dropped: %s", why ? why->msg : "a record that carries an error");
	return false;
}

void lanes_put(struct lanes *l, const char *line, size_t n, bool carries, const struct err *why)
{
	if (l->fatal.kind || (carries && !may_pass(l, why)))
		return;
	buf_need(&l->out, n + 1);
	buf_put(&l->out, line, n);
	buf_putc(&l->out, '\n');
}

/* As a filter would end that writes to a closed pipe; not reached again. */
static void end_by_sigpipe(struct lanes *l)
{
	for (long i = 0; i < l->o->copies; i++)
		lanes_kill(&l->copy[i], END_STOPPED);
	(void)signal(SIGPIPE, SIG_DFL);
	(void)raise(SIGPIPE);
}

/* What is out makes room, whether or not the reader ever takes all. */
static void make_room(struct lanes *l)
{
	if (l->out_at < l->out.n && (l->out_at < LANES_MAX_OUT || l->out_at < l->out.n / 2))
		return;
	if (l->out_at < l->out.n)
		memmove(l->out.p, l->out.p + l->out_at, l->out.n - l->out_at);
	l->out.n -= l->out_at;
	l->out_at = 0;
}

void lanes_flush(struct lanes *l)
{
	while (l->out_at < l->out.n) {
		struct pollfd p = {.fd = STDOUT_FILENO, .events = POLLOUT};
		size_t n = l->out.n - l->out_at;
		ssize_t k;

		if (poll(&p, 1, 0) <= 0 || !p.revents)
			break;
		k = write(STDOUT_FILENO, l->out.p + l->out_at, n < l->out_chunk ? n : l->out_chunk);
		if (k < 0 && (errno == EINTR || errno == EAGAIN))
			break;
		if (k < 0) {
			if (errno == EPIPE && !l->sigpipe_ignored)
				end_by_sigpipe(l);
			l->out_at = l->out.n;
			(void)err_set(&l->fatal, ERR_IO, "cannot write to standard output: %s", strerror(errno));
			return;
		}
		l->out_at += (size_t)k;
	}
	make_room(l);
}

static void remember(struct copy *c, const struct item *it)
{
	c->recent[c->recent_at] = it->by_id.hash;
	c->recent_at = (c->recent_at + 1) % LANES_RECENT;
}

static bool is_recent(const struct copy *c, const char *id, size_t n)
{
	uint64_t hash = map_hash(id, n, 0);

	for (size_t i = 0; i < LANES_RECENT; i++)
		if (c->recent[i] == hash)
			return true;
	return false;
}

/* id[0..n) is NULL when the line has none. */
static void tell_nonsense(struct lanes *l, const struct copy *c, const char *id, size_t n, const struct err *why)
{
	int shown = n < 200 ? (int)n : 200;

	if (l->s->nonsense++ >= TOLD)
		return;
	if (why)
		log_error("copy %d of the pipeline wrote a line that is no record: %s", c->number, why->msg);
	else if (!id)
		log_error("copy %d of the pipeline wrote a record without an id", c->number);
	else if (is_recent(c, id, n))
		log_error("copy %d of the pipeline answered \"%.*s\" twice", c->number, shown, id);
	else
		log_error("copy %d of the pipeline answered \"%.*s\", which it was not asked", c->number, shown, id);
	if (l->s->nonsense == TOLD)
		log_error("more of such lines are not told one by one");
}

/* The answer is in l->rec, and as text in line[0..n]. */
static void come_out(struct lanes *l, struct copy *c, struct item *it, const char *line, size_t n)
{
	struct lane *lane = it->lane;

	for (struct item *before = it->older; before; before = before->older)
		before->overtaken = true;
	remember(c, it);
	lanes_latency_add(l->latency, l->now - it->arrived, l->s);
	l->s->answers++;
	l->s->copy[c->number - 1].answers++;
	c->answered = true;
	c->progress = l->now;
	c->patience = LANES_PATIENCE;
	c->watch = l->now + c->patience;
	c->suspect = 0;
	lanes_put(l, line, n, rec_kind(l->rec, "error") == VAL_OBJECT, NULL);
	lanes_land(l, it);
	lanes_remove(l, it);
	lanes_advance(l, lane);
}

static void take_answer(struct lanes *l, struct copy *c, const char *line, size_t n, enum lanes_line kind)
{
	struct err why = {.kind = ERR_NONE};
	const char *id = NULL;
	struct item *it = NULL;
	size_t nid = 0;
	int st;

	if (kind == LANES_LONG)
		st = err_set(&why, ERR_DATA, "it is over %u bytes", REC_MAX_LINE);
	else
		st = rec_parse(l->rec, line, n, &why);
	if (st != 0 && kind == LANES_LAST)
		return; /* it was cut by the end of the pipeline */
	if (st == 0)
		id = lanes_name(l->rec, "id", &nid);
	if (id)
		it = (struct item *)lanes_table_find(&l->ids, id, nid);
	if (it && it->lane->copy == c)
		come_out(l, c, it, line, n);
	else
		tell_nonsense(l, c, id, nid, st != 0 ? &why : NULL);
}

bool lanes_answer(struct lanes *l, struct copy *c)
{
	const char *line;
	size_t n;

	while (l->out.n - l->out_at < LANES_MAX_OUT && !l->fatal.kind) {
		enum lanes_line kind = lanes_next(&c->lines, &line, &n);

		if (kind == LANES_NONE)
			return true;
		take_answer(l, c, line, n, kind);
	}
	return false;
}

/* The item, which is not in flight, goes out with the error. */
static void put_error(struct lanes *l, struct item *it, const struct err *why)
{
	struct buf b = {0};

	if (it->asked) {
		if (rec_parse(l->rec, it->line, it->n - 1, NULL) == 0) /* it was parsed before */
			rec_set_error(l->rec, why);
		rec_line(l->rec, &b);
		lanes_put(l, b.p, b.n, true, why);
		buf_free(&b);
	} else {
		lanes_put(l, it->line, it->n - 1, it->carries, NULL);
	}
	lanes_remove(l, it);
}

void lanes_give_up(struct lanes *l, struct item *it, const struct err *why)
{
	struct lane *lane = it->lane;

	put_error(l, it, why);
	lanes_advance(l, lane);
}

void lanes_give_up_all(struct lanes *l, const struct err *why)
{
	for (long i = 0; i < l->o->copies; i++)
		while (l->copy[i].oldest)
			lanes_land(l, l->copy[i].oldest);
	for (long i = 0; i < l->o->copies; i++)
		l->copy[i].ready = l->copy[i].ready_last = NULL;
	l->blocked = NULL;
	for (size_t i = 0; i <= l->keys.mask; i++)
		while (l->keys.bucket[i]) {
			struct lane *lane = (struct lane *)l->keys.bucket[i];

			while (lane->first)
				put_error(l, lane->first, why);
			lanes_table_remove(&l->keys, &lane->by_key);
			free(lane->by_key.key);
			free(lane);
		}
}

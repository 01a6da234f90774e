#include <stdlib.h>
#include <string.h>

#include "record/lanes_private.h"

const char *lanes_name(struct rec *r, const char *path, size_t *n)
{
	const char *s;

	switch (rec_kind(r, path)) {
	case VAL_STRING:
		s = rec_str(r, path, "");
		*n = strlen(s);
		return *n ? s : NULL;
	case VAL_NUMBER: return rec_raw(r, path, n);
	default: return NULL;
	}
}

static void push_ready(struct lane *lane)
{
	struct copy *c = lane->copy;

	lane->next = NULL;
	if (c->ready)
		c->ready_last->next = lane;
	else
		c->ready = lane;
	c->ready_last = lane;
}

static struct lane *lane_of(struct lanes *l, const char *key, size_t n)
{
	struct lane *lane = (struct lane *)lanes_table_find(&l->keys, key, n);

	if (lane)
		return lane;
	lane = mem_zalloc(sizeof(*lane));
	lane->by_key.key = mem_ndup(key, n);
	lane->by_key.n = n;
	lanes_table_add(&l->keys, &lane->by_key);
	lane->copy = &l->copy[(lane->by_key.hash >> 32) % (uint64_t)l->o->copies];
	return lane;
}

static void queue(struct lanes *l, struct lane *lane, struct item *it)
{
	bool was_empty = !lane->first;

	it->lane = lane;
	it->arrived = l->now;
	if (was_empty)
		lane->first = it;
	else
		lane->last->behind = it;
	lane->last = it;
	lane->copy->items++;
	l->pending++;
	l->bytes += it->n;
	if (was_empty)
		lanes_advance(l, lane);
}

/* The record in l->rec with the error, as a line in out without its end. */
static void with_error(struct lanes *l, const struct err *why, struct buf *out)
{
	rec_set_error(l->rec, why);
	rec_line(l->rec, out);
}

/* A line that is no record has no key either: it goes out at once, as a record of kind "bad". */
static void put_bad(struct lanes *l, const char *line, size_t n, const struct err *why)
{
	struct buf b = {0}, out = {0};

	for (size_t keep = n;; keep = 1024) { /* escapes may make it too long to carry whole */
		buf_clear(&b);
		buf_puts(&b, "{\"v\":1,\"kind\":\"bad\",\"raw\":");
		rec_json_str(&b, line, keep < n ? keep : n);
		buf_putc(&b, '}');
		if (rec_parse(l->rec, b.p, b.n, NULL) == 0)
			break;
	}
	with_error(l, why, &out);
	lanes_put(l, out.p, out.n, true, why);
	buf_free(&out);
	buf_free(&b);
}

/* A good record, in l->rec. */
static void take_record(struct lanes *l, const char *line, size_t n)
{
	size_t nid = 0, nkey = 0;
	const char *id = lanes_name(l->rec, "id", &nid), *key = lanes_name(l->rec, l->o->key, &nkey);
	struct item *it = mem_zalloc(sizeof(*it));
	struct err why = {.kind = ERR_NONE};
	struct buf b = {0};

	it->carries = rec_kind(l->rec, "error") == VAL_OBJECT;
	it->asked = !it->carries && id;
	if (!it->carries && !id) {
		it->carries = true;
		(void)err_set(&why, ERR_DATA, "line %lu has no id, which every record needs", l->input.number);
		with_error(l, &why, &b);
	} else {
		buf_need(&b, n + 1);
		buf_put(&b, line, n);
	}
	buf_putc(&b, '\n');
	it->line = b.p;
	it->n = b.n;
	if (!key) {
		key = id ? id : "";
		nkey = nid;
	}
	if (it->asked) {
		it->by_id.key = mem_ndup(id, nid);
		it->by_id.n = nid;
	}
	queue(l, lane_of(l, key, nkey), it);
}

static void take_line(struct lanes *l, const char *line, size_t n, enum lanes_line kind)
{
	struct err why = {.kind = ERR_NONE};

	l->s->records++;
	if (kind == LANES_LONG)
		(void)err_set(&why, ERR_DATA, "line %lu is over the %u bytes that a record may have", l->input.number,
					  REC_MAX_LINE);
	else if (rec_parse(l->rec, line, n, &why) == 0)
		return take_record(l, line, n);
	else
		(void)err_prefix(&why, "line %lu", l->input.number);
	put_bad(l, line, n, &why);
}

bool lanes_take(struct lanes *l)
{
	const char *line;
	size_t n;

	while (l->pending < l->o->max_pending && l->bytes < LANES_MAX_BYTES && l->out.n - l->out_at < LANES_MAX_OUT &&
		   !l->fatal.kind) {
		enum lanes_line kind = lanes_next(&l->input, &line, &n);

		if (kind == LANES_NONE)
			return true;
		take_line(l, line, n, kind);
	}
	return false;
}

void lanes_remove(struct lanes *l, struct item *it)
{
	struct lane *lane = it->lane;

	lane->first = it->behind;
	if (!lane->first)
		lane->last = NULL;
	lane->copy->items--;
	l->pending--;
	l->bytes -= it->n;
	free(it->by_id.key);
	free(it->line);
	free(it);
}

void lanes_advance(struct lanes *l, struct lane *lane)
{
	while (lane->first && !lane->first->asked) {
		lanes_put(l, lane->first->line, lane->first->n - 1, lane->first->carries, NULL);
		lanes_remove(l, lane->first);
	}
	if (lane->first) {
		push_ready(lane);
		return;
	}
	lanes_table_remove(&l->keys, &lane->by_key);
	free(lane->by_key.key);
	free(lane);
}

void lanes_requeue(struct item *it)
{
	struct lane *lane = it->lane;
	struct copy *c = lane->copy;

	lane->next = c->ready;
	if (!c->ready)
		c->ready_last = lane;
	c->ready = lane;
}

static void fly(struct lanes *l, struct copy *c, struct item *it)
{
	lanes_table_add(&l->ids, &it->by_id);
	it->newer = NULL;
	it->older = c->newest;
	it->overtaken = false;
	if (c->newest) {
		c->newest->newer = it;
	} else {
		c->oldest = it;
		c->turn = l->now - l->stalled;
		c->progress = l->now;
		c->patience = LANES_PATIENCE;
		c->watch = l->now + c->patience;
	}
	c->newest = it;
	c->flying++;
	buf_put(&c->feed, it->line, it->n);
}

void lanes_feed(struct lanes *l, struct copy *c)
{
	while (c->up && c->in >= 0 && c->ready && c->flying < l->o->max_in_flight && c->feed.n - c->fed < LANES_MAX_FEED) {
		struct lane *lane = c->ready;
		struct item *it = lane->first;

		c->ready = lane->next;
		if (lanes_table_find(&l->ids, it->by_id.key, it->by_id.n)) { /* two answers of one id could not be told apart */
			lane->next = l->blocked;
			l->blocked = lane;
			continue;
		}
		fly(l, c, it);
	}
	if (c->fed < c->feed.n)
		lanes_write(l, c);
}

void lanes_land(struct lanes *l, struct item *it)
{
	struct copy *c = it->lane->copy;

	lanes_table_remove(&l->ids, &it->by_id);
	*(it->older ? &it->older->newer : &c->oldest) = it->newer;
	*(it->newer ? &it->newer->older : &c->newest) = it->older;
	if (!it->older)
		c->turn = l->now - l->stalled;
	if (c->late == it)
		c->late = NULL;
	it->older = it->newer = NULL;
	c->flying--;
	while (l->blocked) {
		struct lane *lane = l->blocked;

		l->blocked = lane->next;
		push_ready(lane);
	}
}

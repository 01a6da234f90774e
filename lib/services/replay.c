#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/os.h"
#include "record/rec.h"

#include "services/replay.h"

struct reading {
	struct replay *r;
	unsigned long line;
	date_ms last; /* of the file */
};

/* Chatwoot writes a text in messages and seconds since 1970 in conversations. */
static date_ms time_of(val body)
{
	const char *text = val_str(body, "created_at", NULL);
	date_ms t;

	if (text && date_parse(text, &t, NULL) == 0)
		return t;
	return val_int(body, "created_at", 0) * 1000;
}

static void put_member(struct buf *b, struct rec *r, const char *name)
{
	size_t n;
	const char *raw = rec_raw(r, name, &n);

	if (!raw)
		return;
	buf_printf(b, "%s\"%s\":", b->n > 1 ? "," : "", name);
	buf_put(b, raw, n);
}

/* A delivery without an id gets one, by which its outcome is known again. */
static void read_headers(struct replay_delivery *d, struct rec *r)
{
	const char *id = rec_str(r, "headers.x-chatwoot-delivery", NULL);
	struct buf b = {0};

	d->trace = id ? mem_dup(id) : mem_printf("%s:%lu", d->file, d->line);
	buf_putc(&b, '{');
	if (id)
		put_member(&b, r, "headers");
	else
		buf_printf(&b, "\"headers\":{\"x-chatwoot-delivery\":\"%s\"}", d->trace);
	put_member(&b, r, "body");
	buf_putc(&b, '}');
	d->payload = b.p;
}

static struct replay_delivery *add(struct replay *r)
{
	struct replay_delivery *d;

	r->v = mem_array(r->v, r->n + 1, sizeof(*r->v));
	d = &r->v[r->n++];
	*d = (struct replay_delivery){.file = r->files[r->n_files - 1]};
	d->received = val_null();
	d->answered = val_null();
	return d;
}

static int read_delivery(void *cookie, struct rec *r, struct err *e)
{
	struct reading *in = cookie;
	struct replay_delivery *d;
	date_ms at;

	in->line++;
	if (rec_kind(r, "body") != VAL_OBJECT || (rec_has(r, "expect") && rec_kind(r, "expect") != VAL_OBJECT))
		return err_set(e, ERR_DATA, "delivery %lu has no body, or an expect that is no object (cwai-domain(5))",
					   in->line);
	d = add(in->r);
	d->line = in->line;
	read_headers(d, r);
	d->body = rec_val(r, "body");
	d->expect = rec_has(r, "expect") ? rec_val(r, "expect") : val_object();
	at = time_of(d->body);
	in->last = at > in->last ? at : in->last;
	d->at = in->last;
	return 0;
}

static int read_one(struct replay *r, const char *path, struct err *e)
{
	struct reading in = {.r = r};
	const char *slash = strrchr(path, '/');

	r->files = mem_array(r->files, r->n_files + 1, sizeof(*r->files));
	r->files[r->n_files++] = mem_dup(slash ? slash + 1 : path);
	return rec_each(path, read_delivery, &in, e);
}

static int is_ndjson(const struct dirent *d)
{
	size_t n = strlen(d->d_name);

	return n > 7 && d->d_name[0] != '.' && strcmp(d->d_name + n - 7, ".ndjson") == 0;
}

static int read_dir(struct replay *r, const char *dir, struct err *e)
{
	struct dirent **list;
	int n = scandir(dir, &list, is_ndjson, alphasort), st = 0;

	for (int i = 0; i < n; i++) {
		char *path = os_join(dir, list[i]->d_name);

		if (st == 0)
			st = read_one(r, path, e);
		free(path);
		free(list[i]);
	}
	if (n >= 0)
		free(list);
	return n > 0 ? st : err_set(e, ERR_NOINPUT, "there are no conversations (*.ndjson) in %s", dir);
}

/* Insertion keeps what is equal, and so what is of one file, in the order it was read. */
static void sort(struct replay *r)
{
	for (size_t i = 1; i < r->n; i++) {
		struct replay_delivery d = r->v[i];
		size_t k = i;

		for (; k > 0 && r->v[k - 1].at > d.at; k--)
			r->v[k] = r->v[k - 1];
		r->v[k] = d;
	}
}

int replay_read(struct replay *r, const char *path, struct err *e)
{
	int st = os_is_dir(path) ? read_dir(r, path, e) : read_one(r, path, e);

	if (st == 0)
		sort(r);
	return st;
}

void replay_free(struct replay *r)
{
	for (size_t i = 0; i < r->n; i++) {
		free(r->v[i].payload);
		free(r->v[i].trace);
		val_free(r->v[i].body);
		val_free(r->v[i].expect);
		val_free(r->v[i].received);
		val_free(r->v[i].answered);
	}
	for (size_t i = 0; i < r->n_files; i++)
		free(r->files[i]);
	free(r->files);
	free(r->v);
	*r = (struct replay){0};
}

int replay_write(const struct replay *r, const char *path, struct err *e)
{
	struct buf b = {0};
	int st;

	for (size_t i = 0; i < r->n; i++)
		buf_printf(&b, "%s\n", r->v[i].payload);
	st = os_write_file(path, buf_str(&b), b.n, 0600, e);
	buf_free(&b);
	return st;
}

/* ---- what the pipeline made of them ---- */

struct matching {
	struct replay *r;
	struct map *index; /* trace to the number of its first delivery, and one more */
};

static void index_all(struct matching *m)
{
	uint64_t *at;
	bool fresh;

	for (size_t i = 0; i < m->r->n; i++) {
		at = map_at(m->index, m->r->v[i].trace, strlen(m->r->v[i].trace), &fresh);
		if (fresh)
			*at = i + 1;
	}
}

/* The first delivery of that trace, or with unseen the first of which nothing was received yet. */
static struct replay_delivery *look_up(const struct matching *m, const char *trace, bool unseen)
{
	const uint64_t *at = map_find(m->index, trace, strlen(trace));

	for (size_t i = at ? *at - 1 : m->r->n; i < m->r->n; i++)
		if (strcmp(m->r->v[i].trace, trace) == 0 && !(unseen && val_is(m->r->v[i].received)))
			return &m->r->v[i];
	return NULL;
}

static int take_received(void *cookie, struct rec *rec, struct err *e)
{
	struct matching *m = cookie;
	struct replay_delivery *d = look_up(m, rec_str(rec, "trace", ""), true);

	(void)e;
	if (!d)
		return 0;
	val_free(d->received);
	d->received = rec_val(rec, "");
	return 0;
}

static int take_answered(void *cookie, struct rec *rec, struct err *e)
{
	struct matching *m = cookie;
	struct replay_delivery *d = look_up(m, rec_str(rec, "trace", ""), false);

	(void)e;
	if (!d || strcmp(val_str(d->received, "id", ""), rec_str(rec, "id", "")) != 0)
		return 0;
	val_free(d->answered);
	d->answered = rec_val(rec, "");
	return 0;
}

int replay_match(struct replay *r, const char *received, const char *answered, struct err *e)
{
	struct matching m = {.r = r, .index = map_new()};
	int st;

	index_all(&m);
	st = rec_each(received, take_received, &m, e);
	if (st == 0)
		st = rec_each(answered, take_answered, &m, e);
	map_free(m.index);
	return st;
}

/* ---- reading a body ---- */

bool replay_is_message(const struct replay_delivery *d)
{
	return strcmp(val_str(d->body, "event", ""), "message_created") == 0;
}

bool replay_is_incoming(const struct replay_delivery *d)
{
	return replay_is_message(d) &&
		   (strcmp(val_str(d->body, "message_type", ""), "incoming") == 0 || val_int(d->body, "message_type", -1) == 0);
}

/* Only in events of messages does "id" belong to the message. */
static bool has_conversation(const struct replay_delivery *d)
{
	return strncmp(val_str(d->body, "event", ""), "message_", 8) == 0;
}

long long replay_conversation(const struct replay_delivery *d)
{
	return val_int(d->body, has_conversation(d) ? "conversation.id" : "id", 0);
}

const char *replay_author(const struct replay_delivery *d)
{
	return val_str(d->body, "sender.name", "");
}

const char *replay_contact(const struct replay_delivery *d)
{
	return val_str(d->body, has_conversation(d) ? "conversation.meta.sender.name" : "meta.sender.name", "");
}

const char *replay_text(const struct replay_delivery *d)
{
	return val_str(d->body, "content", "");
}

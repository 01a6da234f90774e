#include <string.h>

#include "record/rec.h"

#include "services/burst.h"

struct joined {
	struct buf text, attachments, ids;
	bool has_text, fresh;
};

static void add_text(struct joined *j, const char *text)
{
	if (!text || !*text)
		return;
	if (j->has_text)
		buf_putc(&j->text, '\n');
	buf_puts(&j->text, text);
	j->has_text = true;
}

/* What stands between the brackets of a list, if anything does. */
static void add_items(struct buf *b, const char *list, size_t n)
{
	if (!list || n <= 2)
		return;
	if (b->n > 1)
		buf_putc(b, ',');
	buf_put(b, list + 1, n - 2);
}

/* 0, or -1 when it is no record, which none of ours is. */
static int add(struct joined *j, struct rec *r, const struct burst_message *m)
{
	struct err e;
	const char *list, *id;
	size_t n = 0;

	if (rec_parse(r, m->line, strlen(m->line), &e) != 0)
		return -1;
	add_text(j, rec_str(r, "text", NULL));
	list = rec_raw(r, "attachments", &n);
	add_items(&j->attachments, list, n);
	id = rec_str(r, "id", "");
	if (j->ids.n > 1)
		buf_putc(&j->ids, ',');
	rec_json_str(&j->ids, id, strlen(id));
	j->fresh = j->fresh || rec_bool(r, "conversation.new", false);
	return 0;
}

/* r is the last one's record. */
static void set_all(struct joined *j, struct rec *r)
{
	if (j->has_text)
		rec_set(r, "text", val_of_strn(j->text.p, j->text.n));
	rec_set_json(r, "attachments", j->attachments.p, j->attachments.n);
	if (j->fresh && !rec_bool(r, "conversation.new", false))
		rec_set(r, "conversation", val_set(rec_val(r, "conversation"), "new", val_true(true)));
	rec_set_json(r, "merged", j->ids.p, j->ids.n);
}

void burst_join(const struct burst_message *m, int n, struct buf *out)
{
	struct joined j = {.has_text = false};
	struct rec *r;
	int st = 0;

	if (n == 1) {
		buf_puts(out, m->line);
		return;
	}
	r = rec_new();
	buf_putc(&j.attachments, '[');
	buf_putc(&j.ids, '[');
	for (int i = 0; i < n && st == 0; i++)
		st = add(&j, r, &m[i]);
	buf_putc(&j.attachments, ']');
	buf_putc(&j.ids, ']');
	if (st == 0) {
		set_all(&j, r);
		rec_line(r, out);
	}
	rec_free(r);
	buf_free(&j.text);
	buf_free(&j.attachments);
	buf_free(&j.ids);
}

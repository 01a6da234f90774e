#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/os.h"

#include "services/chatwoot_follow_private.h"

#define MAX_FILE (64u << 20)

void chatwoot_cursor_free(struct chatwoot_cursor *c)
{
	for (int i = 0; i < c->n; i++)
		free(c->place[i].seen);
	free(c->place);
	*c = (struct chatwoot_cursor){0};
}

struct chatwoot_place *chatwoot_cursor_place(struct chatwoot_cursor *c, long long conversation)
{
	for (int i = 0; i < c->n; i++)
		if (c->place[i].conversation == conversation)
			return &c->place[i];
	c->place = mem_array(c->place, (size_t)c->n + 1, sizeof(*c->place));
	c->place[c->n] = (struct chatwoot_place){.conversation = conversation, .floor = c->base};
	return &c->place[c->n++];
}

bool chatwoot_cursor_seen(const struct chatwoot_place *p, long long id)
{
	for (int i = 0; i < p->n; i++)
		if (p->seen[i].id == id)
			return true;
	return id <= p->floor;
}

void chatwoot_cursor_see(struct chatwoot_place *p, long long id, date_ms t)
{
	p->seen = mem_array(p->seen, (size_t)p->n + 1, sizeof(*p->seen));
	p->seen[p->n++] = (struct chatwoot_seen){id, t};
}

void chatwoot_cursor_settle(struct chatwoot_place *p, date_ms then)
{
	int n = 0;

	for (int i = 0; i < p->n; i++)
		if (p->seen[i].t < then && p->seen[i].id > p->floor)
			p->floor = p->seen[i].id;
	for (int i = 0; i < p->n; i++)
		if (p->seen[i].id > p->floor)
			p->seen[n++] = p->seen[i];
	p->n = n;
}

void chatwoot_cursor_sweep(struct chatwoot_cursor *c)
{
	int n = 0;

	for (int i = 0; i < c->n; i++)
		if (c->place[i].floor > c->base)
			c->base = c->place[i].floor;
	for (int i = 0; i < c->n; i++) {
		if (c->place[i].n > 0 || c->place[i].listed)
			c->place[n++] = c->place[i];
		else
			free(c->place[i].seen);
	}
	c->n = n;
}

/* ---- the file ---- */

static date_ms time_of(val v, const char *path)
{
	date_ms t;

	return date_parse(val_str(v, path, ""), &t, NULL) == 0 ? t : 0;
}

static void read_place(struct chatwoot_cursor *c, const char *key, val v)
{
	struct chatwoot_place *p = chatwoot_cursor_place(c, strtoll(key, NULL, 10));
	val seen = val_get(v, "seen");

	p->floor = val_int(v, "floor", c->base);
	p->updated = val_num(v, "updated", 0);
	for (int i = 0; i + 1 < val_len(seen); i += 2) {
		val id = val_at(seen, i), t = val_at(seen, i + 1);

		chatwoot_cursor_see(p, (long long)val_number(id, 0), (date_ms)val_number(t, 0));
		val_free(id);
		val_free(t);
	}
	val_free(seen);
}

static int take(struct chatwoot_cursor *c, const struct chatwoot *chat, const char *path, val v, struct err *e)
{
	val places;

	if (val_int(v, "v", 0) != 1 || !val_str(v, "looked", NULL))
		return err_set(e, ERR_DATA, "%s is no cursor of cwai-chatwoot", path);
	if (strcmp(val_str(v, "url", ""), chatwoot_url(chat)) != 0 || val_int(v, "account", 0) != chatwoot_account(chat))
		return err_set(e, ERR_DATA, "%s is of account %lld at %.200s: name another file with --cursor", path,
					   val_int(v, "account", 0), val_str(v, "url", ""));
	c->base = val_int(v, "base", 0);
	c->since = time_of(v, "since");
	c->looked = time_of(v, "looked");
	places = val_get(v, "conversations");
	for (int i = val_iter(places); val_kind(places) == VAL_OBJECT && val_iter_ok(places, i);
		 i = val_iter_next(places, i)) {
		val p = val_iter_val(places, i);

		read_place(c, val_iter_key(places, i), p);
		val_free(p);
	}
	val_free(places);
	return 1;
}

int chatwoot_cursor_read(struct chatwoot_cursor *c, const struct chatwoot *chat, const char *path, struct err *e)
{
	struct buf b = {0};
	int st = os_read_file(path, MAX_FILE, &b, e);
	val v;

	*c = (struct chatwoot_cursor){0};
	if (st != 0) {
		buf_free(&b);
		return e->kind == ERR_NOINPUT ? 0 : -1;
	}
	v = val_parse(buf_str(&b), b.n, e);
	st = val_kind(v) == VAL_OBJECT ? take(c, chat, path, v, e)
								   : err_set(e, ERR_DATA, "%s is no cursor of cwai-chatwoot", path);
	val_free(v);
	buf_free(&b);
	return st;
}

static val place_value(const struct chatwoot_place *p)
{
	val v = val_set_int(val_object(), "floor", p->floor), seen = val_array();

	for (int i = 0; i < p->n; i++)
		seen = val_push(val_push(seen, val_of_int(p->seen[i].id)), val_of_int(p->seen[i].t));
	v = val_set(v, "seen", seen);
	return p->updated > 0 ? val_set(v, "updated", val_of_num(p->updated)) : v;
}

int chatwoot_cursor_write(const struct chatwoot_cursor *c, const struct chatwoot *chat, const char *path, struct err *e)
{
	val v = val_set_str(val_set_int(val_object(), "v", 1), "url", chatwoot_url(chat)), places = val_object();
	struct buf b = {0};
	char text[32];
	int st;

	v = val_set_int(val_set_int(v, "account", chatwoot_account(chat)), "base", c->base);
	v = val_set_str(v, "looked", date_format(c->looked, text));
	if (c->since > 0)
		v = val_set_str(v, "since", date_format(c->since, text));
	for (int i = 0; i < c->n; i++) {
		(void)snprintf(text, sizeof(text), "%lld", c->place[i].conversation);
		places = val_set(places, text, place_value(&c->place[i]));
	}
	v = val_set(v, "conversations", places);
	val_dump(v, &b);
	buf_putc(&b, '\n');
	val_free(v);
	st = os_write_file(path, b.p, b.n, 0600, e);
	buf_free(&b);
	return st;
}

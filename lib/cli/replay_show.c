#include <stdlib.h>
#include <string.h>

#include "base/map.h"

#include "cli/replay_show.h"

static void count(struct replay_totals *t, const struct replay_delivery *v)
{
	val got = replay_got(v), unmet = replay_unmet(v->expect, got);
	const char *gate = val_str(got, "gate", "");
	bool message = strcmp(gate, "message") == 0;
	bool failed = val_has(got, "error"), handed = val_bool(got, "handoff", false);

	t->met += val_len(unmet) == 0;
	t->messages += message;
	t->failed += message && failed;
	t->handed += message && !failed && handed;
	t->answered += message && !failed && !handed;
	if (!message)
		(*map_at(t->gated, gate, strlen(gate), NULL))++;
	val_free(unmet);
	val_free(got);
}

struct replay_totals replay_totals(const struct replay *r)
{
	struct replay_totals t = {.gated = map_new()};

	for (size_t i = 0; i < r->n; i++)
		count(&t, &r->v[i]);
	return t;
}

void replay_totals_free(struct replay_totals *t)
{
	map_free(t->gated);
	*t = (struct replay_totals){0};
}

/* What was written, or in brackets what was sent instead of words. New memory. */
static char *words_of(const struct replay_delivery *v)
{
	const char *text = replay_text(v);

	if (*text)
		return mem_dup(text);
	return mem_printf("[%s]", val_str(v->body, "attachments.0.file_type", "nothing"));
}

/* Customers whom a person serves keep their words; all else that was not let in is one line. */
static void show_gated(const struct dialogue *look, const struct replay_delivery *v, const char *gate, struct buf *out)
{
	char *words = words_of(v), *line;

	if (replay_is_incoming(v) && (strcmp(gate, "status") == 0 || strcmp(gate, "human") == 0)) {
		dialogue_customer(look, v->at, words, true, out);
		line = mem_printf("⊘ %s: a person has the conversation", gate);
		dialogue_left(look, DIALOGUE_DIM, line, out);
	} else if (replay_is_message(v)) {
		line = mem_printf("⊘ %s · %s: %s", gate, replay_author(v), words);
		dialogue_event(look, v->at, line, out);
	} else {
		line = mem_printf("⊘ %s · %s", gate, val_str(v->body, "event", "?"));
		dialogue_event(look, v->at, line, out);
	}
	free(line);
	free(words);
}

static void show_unmet(const struct dialogue *look, const struct replay_delivery *v, val got, struct buf *out)
{
	val unmet = replay_unmet(v->expect, got);

	for (int i = 0; i < val_len(unmet); i++) {
		val one = val_at(unmet, i);
		char *line = mem_printf("✗ %s:%lu: %s", v->file, v->line, val_text(one, ""));

		dialogue_left(look, DIALOGUE_BAD, line, out);
		free(line);
		val_free(one);
	}
	val_free(unmet);
}

static void show_one(const struct dialogue *look, const struct replay_delivery *v, struct buf *out)
{
	val got = replay_got(v), reply = val_get(v->answered, "reply");
	const char *gate = val_str(got, "gate", "");
	char *words = words_of(v);

	if (strcmp(gate, "message") == 0) {
		dialogue_customer(look, v->at, words, false, out);
		dialogue_reply(look, reply, true, out);
	} else {
		show_gated(look, v, gate, out);
	}
	show_unmet(look, v, got, out);
	if (strcmp(gate, "message") == 0)
		buf_putc(out, '\n');
	free(words);
	val_free(reply);
	val_free(got);
}

/* All of one conversation, whatever file it is in. */
static void show_conversation(const struct replay *r, const struct dialogue *look, const struct replay_delivery *first,
							  bool *shown, struct buf *out)
{
	char *title = mem_printf("%.*s · %s", (int)strcspn(first->file, "."), first->file, replay_contact(first));

	dialogue_head(look, title, out);
	free(title);
	for (size_t i = 0; i < r->n; i++) {
		if (shown[i] || replay_conversation(&r->v[i]) != replay_conversation(first))
			continue;
		shown[i] = true;
		show_one(look, &r->v[i], out);
	}
	if (out->n < 2 || out->p[out->n - 2] != '\n')
		buf_putc(out, '\n');
}

void replay_show(const struct replay *r, const struct dialogue *look, struct buf *out)
{
	bool *shown = mem_zalloc(r->n * sizeof(*shown));

	for (size_t f = 0; f < r->n_files; f++)
		for (size_t i = 0; i < r->n; i++)
			if (!shown[i] && r->v[i].file == r->files[f])
				show_conversation(r, look, &r->v[i], shown, out);
	free(shown);
}

void replay_show_totals(const struct replay *r, const struct replay_totals *t, const struct dialogue *look,
						struct buf *out)
{
	struct buf b = {0};
	uint64_t k;
	size_t n;

	buf_printf(&b, "messages: %zu answered, %zu handed to a person", t->answered, t->handed);
	if (t->failed)
		buf_printf(&b, ", %zu failed", t->failed);
	dialogue_figure(look, DIALOGUE_PLAIN, (double)t->messages, b.p, out);
	buf_clear(&b);
	buf_puts(&b, "deliveries gated out");
	for (size_t i = 0; i < map_count(t->gated); i++) {
		const char *reason = map_key(t->gated, i, &n, &k);

		buf_printf(&b, "%s %s %llu", i ? "," : ":", reason, (unsigned long long)k);
	}
	dialogue_figure(look, DIALOGUE_PLAIN, (double)(r->n - t->messages), b.p, out);
	buf_clear(&b);
	buf_printf(&b, "of %zu expectations met", r->n);
	dialogue_figure(look, t->met == r->n ? DIALOGUE_GOOD : DIALOGUE_BAD, (double)t->met, b.p, out);
	buf_free(&b);
}

val replay_record(const struct replay_delivery *d)
{
	val got = replay_got(d), unmet = replay_unmet(d->expect, got), out = val_set_int(val_object(), "v", 1);

	out = val_set_str(val_set_str(out, "kind", "result"), "file", d->file);
	out = val_set(val_set_int(out, "line", (long long)d->line), "expect", val_copy(d->expect));
	out = val_set(val_set(out, "got", got), "ok", val_true(val_len(unmet) == 0));
	return val_set(out, "unmet", unmet);
}

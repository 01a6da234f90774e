#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "services/replay.h"

static void gather_part(val part, struct buf *text, val *facts)
{
	val ids = val_get(part, "facts");

	buf_printf(text, "%s%s", text->n ? "\n\n" : "", val_str(part, "text", ""));
	for (int i = 0; i < val_len(ids); i++) {
		val id = val_at(ids, i);

		if (val_array_has(*facts, val_text(id, "")))
			val_free(id);
		else
			*facts = val_push(*facts, id);
	}
	val_free(ids);
}

static val got_reply(val got, val record)
{
	val parts = val_get(record, "reply.parts"), facts = val_array();
	struct buf text = {0};

	for (int i = 0; i < val_len(parts); i++) {
		val part = val_at(parts, i);

		gather_part(part, &text, &facts);
		val_free(part);
	}
	got = val_set(got, "crews", val_get(record, "route.crews"));
	got = val_set(got, "handoff", val_true(val_has(record, "reply.handoff.reason")));
	got = val_set(got, "facts", facts);
	got = val_set_str(got, "text", buf_str(&text));
	buf_free(&text);
	val_free(parts);
	return got;
}

val replay_got(const struct replay_delivery *d)
{
	bool message = strcmp(val_str(d->received, "kind", ""), "message") == 0;
	val got = val_object();

	got = val_set_str(got, "gate", message ? "message" : val_str(d->received, "reason", "nothing"));
	if (!message)
		return got;
	if (val_has(d->answered, "error.message"))
		return val_set_str(got, "error", val_str(d->answered, "error.message", ""));
	if (!val_has(d->answered, "reply.parts"))
		return val_set_str(got, "error", "no answer came out of the pipeline");
	return got_reply(got, d->answered);
}

/* "sales, info"; "nothing" for an empty list. */
static void say_list(struct buf *b, val list)
{
	for (int i = 0; i < val_len(list); i++) {
		val v = val_at(list, i);

		buf_printf(b, "%s%s", i ? ", " : "", val_text(v, "?"));
		val_free(v);
	}
	if (val_len(list) == 0)
		buf_puts(b, "nothing");
}

static bool holds_all(val list, val wanted)
{
	bool all = true;

	for (int i = 0; i < val_len(wanted); i++) {
		val v = val_at(wanted, i);

		all = all && val_array_has(list, val_text(v, ""));
		val_free(v);
	}
	return all;
}

/* A list of the outcome must hold what is wanted, and with same nothing else. */
static val check_list(val unmet, val expect, val got, const char *name, bool same)
{
	val want = val_get(expect, name), have = val_get(got, name);
	struct buf b = {0};

	if (val_is(want) && (!holds_all(have, want) || (same && !holds_all(want, have)))) {
		buf_printf(&b, "%s: wanted ", name);
		say_list(&b, want);
		buf_puts(&b, ", got ");
		say_list(&b, have);
		unmet = val_push(unmet, val_of_str(b.p));
	}
	buf_free(&b);
	val_free(want);
	val_free(have);
	return unmet;
}

static val check_texts(val unmet, val expect, val got, const char *name, bool wanted)
{
	val list = val_get(expect, name);
	const char *text = val_str(got, "text", "");

	for (int i = 0; i < val_len(list); i++) {
		val v = val_at(list, i);
		struct buf b = {0};

		if ((strstr(text, val_text(v, "")) != NULL) != wanted) {
			buf_printf(&b, wanted ? "text: \"%s\" is missing" : "text: \"%s\" must not be there", val_text(v, ""));
			unmet = val_push(unmet, val_of_str(b.p));
		}
		buf_free(&b);
		val_free(v);
	}
	val_free(list);
	return unmet;
}

static val check_reply(val unmet, val expect, val got)
{
	bool want = val_bool(expect, "handoff", false), have = val_bool(got, "handoff", false);

	if (val_has(got, "error"))
		return val_push(unmet, val_of_str(val_str(got, "error", "")));
	unmet = check_list(unmet, expect, got, "crews", true);
	if (val_has(expect, "handoff") && want != have)
		unmet = val_push(unmet, val_of_str(want ? "handoff: a person was wanted" : "handoff: no person was wanted"));
	unmet = check_list(unmet, expect, got, "facts", false);
	unmet = check_texts(unmet, expect, got, "has", true);
	return check_texts(unmet, expect, got, "lacks", false);
}

val replay_unmet(val expect, val got)
{
	const char *want = val_str(expect, "gate", "message"), *have = val_str(got, "gate", "");
	val unmet = val_array();
	struct buf b = {0};

	if (val_len(expect) == 0) /* traffic that was only recorded */
		return unmet;
	if (strcmp(want, have) == 0)
		return strcmp(want, "message") == 0 ? check_reply(unmet, expect, got) : unmet;
	buf_printf(&b, "gate: wanted %s, got %s", want, have);
	unmet = val_push(unmet, val_of_str(b.p));
	buf_free(&b);
	return unmet;
}

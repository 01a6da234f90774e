#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "text/bubble.h"
#include "text/markup.h"

#include "services/send_private.h"

char *send_plan_plain(const char *text)
{
	struct buf b = {0};

	markup_escape_liquid(text, strlen(text), &b);
	return b.p ? b.p : mem_dup("");
}

val send_plan_mark(const struct send_job *j, val body, int part)
{
	val attributes = val_get_object(body, "content_attributes"), mark = val_set_str(val_object(), "message", j->m.id);

	attributes = val_set(attributes, "cwai", val_set_int(mark, "part", part));
	return val_set(body, "content_attributes", attributes);
}

/* ---- bubbles ---- */

/* The body of a bubble; its text as the channel takes it. */
static val text_body(const struct send_job *j, const char *text, size_t n)
{
	struct buf marked = {0}, safe = {0};
	val body;

	markup_for(j->channel, text, n, &marked);
	markup_escape_liquid(buf_str(&marked), marked.n, &safe);
	body = val_set_str(val_set_str(val_object(), "content", buf_str(&safe)), "message_type", "outgoing");
	buf_free(&marked);
	buf_free(&safe);
	return val_set(body, "private", val_true(false));
}

static val add_text(const struct send_job *j, const char *text, val bodies)
{
	const struct bubble_opt opt = {.limit = markup_limit(j->channel), .max = BUBBLE_MAX};
	struct bubble_list list;

	bubble_split(text, strlen(text), &opt, &list);
	for (size_t i = 0; i < list.n; i++)
		bodies = val_push(bodies, text_body(j, list.v[i].p, list.v[i].n));
	bubble_free(&list);
	return bodies;
}

/* ---- choices ---- */

static const char *title_of(val choice)
{
	return val_text(choice, val_str(choice, "title", ""));
}

/* Can the channel show the choices (an array of texts or {title,value}) as buttons or a list? */
static bool can_show(const struct send_job *j, const char *text, val choices)
{
	size_t longest = 0;

	for (int i = 0; i < val_len(choices); i++) {
		val c = val_at(choices, i);
		size_t n = utf8_length(title_of(c), strlen(title_of(c)));

		longest = n > longest ? n : longest;
		val_free(c);
	}
	return markup_choices_fit(j->channel, (size_t)val_len(choices), longest, utf8_length(text, strlen(text)));
}

static val choices_body(const struct send_job *j, const char *text, val choices)
{
	val body = text_body(j, text, strlen(text)), items = val_array();

	for (int i = 0; i < val_len(choices); i++) {
		val c = val_at(choices, i);
		char *title = send_plan_plain(title_of(c));
		val item = val_set_str(val_object(), "title", title);

		items = val_push(items, val_set_str(item, "value", val_str(c, "value", title)));
		free(title);
		val_free(c);
	}
	body = val_set_str(body, "content_type", "input_select");
	return val_set(body, "content_attributes", val_set(val_object(), "items", items));
}

/* Where they can't be shown they are written under the text, numbered. */
static char *with_choices(const char *text, val choices)
{
	struct buf b = {0};

	buf_puts(&b, text);
	for (int i = 0; i < val_len(choices); i++) {
		val c = val_at(choices, i);

		buf_printf(&b, "%s%d. %s", i ? "\n" : "\n\n", i + 1, title_of(c));
		val_free(c);
	}
	return b.p;
}

static val add_part(const struct send_job *j, val part, val bodies)
{
	const char *text = val_str(part, "text", "");
	val choices = val_get(part, "choices");
	char *longer;

	if (val_len(choices) > 0 && can_show(j, text, choices)) {
		bodies = val_push(bodies, choices_body(j, text, choices));
	} else if (val_len(choices) > 0) {
		longer = with_choices(text, choices);
		bodies = add_text(j, longer, bodies);
		free(longer);
	} else {
		bodies = add_text(j, text, bodies);
	}
	val_free(choices);
	return bodies;
}

/* What the customer is told when there is no reply: that a person goes on. */
static val add_line(const struct send_job *j, val bodies)
{
	struct err e;
	char *text = domain_render(j->d, "handoff", val_set_str(val_object(), "reason", "error"), &e);

	if (text && *text)
		bodies = add_text(j, text, bodies);
	free(text);
	return bodies;
}

val send_plan(const struct send_job *j)
{
	val parts = val_get(j->reply, "parts"), out = val_array();

	if (j->failed)
		out = add_line(j, out);
	for (int i = 0; !j->failed && i < val_len(parts); i++) {
		val part = val_at(parts, i);

		out = add_part(j, part, out);
		val_free(part);
	}
	val_free(parts);
	return out;
}

/* ---- outside the 24 hours ---- */

/* text (consumed) with "{name}" in it as the customer is called. */
static val filled(const struct send_job *j, val v)
{
	const char *text = val_text(v, ""), *at = strstr(text, "{name}"), *name = j->customer ? j->customer : "";
	char *full, *plain;
	val out;

	if (!at)
		return v;
	full = mem_printf("%.*s%.*s%s", (int)(at - text), text, (int)strcspn(name, " "), name, at + 6);
	plain = send_plan_plain(full);
	out = val_of_str(plain);
	free(full);
	free(plain);
	val_free(v);
	return out;
}

val send_plan_template(const struct send_job *j)
{
	val conf = val_get(domain_conf(j->d), "outside_window"), body, params, given, values = val_object();
	const char *name = val_str(conf, "template", NULL);

	if (!name || strcmp(j->channel, "whatsapp") != 0) {
		val_free(conf);
		val_free(values);
		return val_null();
	}
	given = val_get(conf, "body");
	for (int i = val_iter(given); val_iter_ok(given, i); i = val_iter_next(given, i))
		values = val_set(values, val_iter_key(given, i), filled(j, val_iter_val(given, i)));
	val_free(given);
	params = val_set_str(val_set_str(val_object(), "name", name), "category", val_str(conf, "category", "UTILITY"));
	params = val_set_str(params, "language", val_str(conf, "language", "pt_BR"));
	params = val_set(params, "processed_params", val_set(val_object(), "body", values));
	body = val_set(val_object(), "content", filled(j, val_of_str(val_str(conf, "text", name))));
	body = val_set(val_set_str(body, "message_type", "outgoing"), "template_params", params);
	val_free(conf);
	return body;
}

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "record/rec.h"
#include "record/yaml.h"
#include "services/examples.h"

#include "services/intents.h"

#define OUT_OF_SCOPE "oos"

struct intents {
	struct classifier_example *x;
	size_t n, cap;
	char **owned; /* the strings of x */
	size_t strings, string_cap;
	char *lang;
};

struct intents *intents_new(void)
{
	return mem_zalloc(sizeof(struct intents));
}

void intents_free(struct intents *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < s->strings; i++)
		free(s->owned[i]);
	free(s->owned);
	free(s->x);
	free(s->lang);
	free(s);
}

static const char *own(struct intents *s, const char *text)
{
	if (s->strings == s->string_cap) {
		s->string_cap = s->string_cap ? 2 * s->string_cap : 256;
		s->owned = mem_array(s->owned, s->string_cap, sizeof(*s->owned));
	}
	return s->owned[s->strings++] = mem_dup(text);
}

static void add(struct intents *s, const char *text, const char *intent, const char *crew)
{
	struct classifier_example *x;

	if (s->n == s->cap) {
		s->cap = s->cap ? 2 * s->cap : 256;
		s->x = mem_array(s->x, s->cap, sizeof(*s->x));
	}
	x = &s->x[s->n++];
	x->text = own(s, text);
	x->label = strcmp(intent, OUT_OF_SCOPE) == 0 ? NULL : own(s, intent);
	x->note = crew && *crew ? own(s, crew) : NULL;
}

/* ---- NDJSON ---- */

static int add_record(void *cookie, struct rec *r, struct err *e)
{
	struct intents *s = cookie;
	const char *intent = rec_str(r, "intent", ""), *text = rec_str(r, "text", "");

	if (!*text)
		return err_set(e, ERR_DATA, "no \"text\"; a line is {\"text\":\"…\",\"intent\":\"…\"}");
	if (!*intent)
		return err_set(e, ERR_DATA, "no \"intent\" beside the text; \"oos\" is out of scope");
	add(s, text, intent, rec_str(r, "crew", ""));
	return 0;
}

/* ---- YAML ---- */

static int add_sentences(struct intents *s, const char *path, val one, struct err *e)
{
	const char *name = val_str(one, "name", ""), *crew = val_str(one, "crew", "");
	val list = val_get(one, "examples");
	int n = val_len(list), st = 0;

	if (!*name)
		st = err_set(e, ERR_CONFIG, "%s: an intent has no name; each needs name, crew and examples", path);
	else if (val_kind(list) != VAL_ARRAY || n == 0)
		st = err_set(e, ERR_CONFIG, "%s: intent %s has no list of examples; give it some sentences", path, name);
	for (int i = 0; i < n && st == 0; i++) {
		val v = val_at(list, i);
		const char *text = val_text(v, "");

		if (!*text)
			st = err_set(e, ERR_CONFIG, "%s: intent %s: example %d is no text; put it in quotes", path, name, i + 1);
		else
			add(s, text, name, crew);
		val_free(v);
	}
	val_free(list);
	return st;
}

static int read_yaml(struct intents *s, const char *path, struct err *e)
{
	val whole = yaml_file(path, e), list;
	int st = 0;

	if (val_kind(whole) == VAL_NONE)
		return -1;
	list = val_get(whole, "intents");
	if (val_kind(list) != VAL_ARRAY)
		st = err_set(e, ERR_CONFIG, "%s: no list \"intents\"; see cwai-domain(5)", path);
	for (int i = 0; i < val_len(list) && st == 0; i++) {
		val one = val_at(list, i);

		st = add_sentences(s, path, one, e);
		val_free(one);
	}
	if (st == 0 && val_has(whole, "language")) {
		free(s->lang);
		s->lang = mem_dup(val_str(whole, "language", ""));
	}
	val_free(list);
	val_free(whole);
	return st;
}

static bool ends_in(const char *s, const char *end)
{
	size_t n = strlen(s), m = strlen(end);

	return n >= m && strcmp(s + n - m, end) == 0;
}

int intents_read(struct intents *s, const char *path, struct err *e)
{
	return ends_in(path, ".yaml") || ends_in(path, ".yml") ? read_yaml(s, path, e)
														   : examples_read(path, add_record, s, e);
}

const struct classifier_example *intents_examples(const struct intents *s, size_t *n)
{
	*n = s->n;
	return s->x;
}

const char *intents_lang(const struct intents *s)
{
	return s->lang && *s->lang ? s->lang : NULL;
}

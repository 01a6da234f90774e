/* analytics: what of a conversation is counted, from its analysis and from what the store has. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "text/fold.h"
#include "text/token.h"

#include "services/analytics_private.h"

#define KEY_CHARS 120 /* of an entity's key and text, and of a question's key */

const char *const analytics_columns[ANALYTICS_COLUMNS] = {"channel", "crew", "topic", "handoff", "sentiment"};

/* ---- entities ---- */

static const struct {
	const char *name;
	enum analytics_telling telling;
} types[] = {
	{"product", ANALYTICS_OPEN},  {"service", ANALYTICS_OPEN},  {"professional", ANALYTICS_OPEN},
	{"category", ANALYTICS_OPEN}, {"money", ANALYTICS_OPEN},    {"date", ANALYTICS_OPEN},
	{"time", ANALYTICS_OPEN},     {"quantity", ANALYTICS_OPEN}, {"city", ANALYTICS_OPEN},
	{"state", ANALYTICS_OPEN},    {"order", ANALYTICS_CLOSED},  {"cpf", ANALYTICS_SECRET},
	{"cnpj", ANALYTICS_SECRET},   {"cep", ANALYTICS_SECRET},    {"phone", ANALYTICS_SECRET},
	{"email", ANALYTICS_SECRET},  {"card", ANALYTICS_SECRET},
};

#define TYPES (sizeof(types) / sizeof(types[0]))

enum analytics_telling analytics_telling(const char *type)
{
	for (size_t i = 0; i < TYPES; i++)
		if (strcmp(types[i].name, type) == 0)
			return types[i].telling;
	return ANALYTICS_SECRET;
}

bool analytics_is_type(const char *type, size_t n)
{
	for (size_t i = 0; i < TYPES; i++)
		if (strlen(types[i].name) == n && memcmp(types[i].name, type, n) == 0)
			return true;
	return false;
}

static char *cut(const char *s)
{
	return mem_ndup(s, utf8_cut(s, strlen(s), KEY_CHARS));
}

/* The id, else the folded value, else the folded text. A value may be a number. */
static char *entity_key(val v)
{
	const char *id = val_str(v, "id", NULL), *value = val_str(v, "value", val_str(v, "text", ""));
	char *number = NULL, *folded, *key;
	val raw = val_get(v, "value");

	if (val_kind(raw) == VAL_NUMBER)
		number = mem_printf("%.15g", val_number(raw, 0));
	folded = fold_dup(number ? number : value);
	key = cut(id ? id : folded);
	free(folded);
	free(number);
	val_free(raw);
	return key;
}

static int by_type_and_key(const void *a, const void *b)
{
	const struct analytics_entity *x = a, *y = b;
	int order = strcmp(x->type, y->type);

	return order ? order : strcmp(x->key, y->key);
}

/* Sorts them, and makes one of those of the same type and key. */
static void join(struct analytics_facts *f)
{
	int n = 0;

	if (f->n > 0)
		qsort(f->entity, (size_t)f->n, sizeof(*f->entity), by_type_and_key);
	for (int i = 0; i < f->n; i++) {
		struct analytics_entity *last = n > 0 ? &f->entity[n - 1] : NULL, *x = &f->entity[i];

		if (!last || by_type_and_key(last, x) != 0) {
			f->entity[n++] = *x;
			continue;
		}
		last->mentions += x->mentions;
		free(x->type);
		free(x->key);
		free(x->text);
	}
	f->n = n;
}

static void add_entity(struct analytics_facts *f, val v)
{
	const char *type = val_str(v, "type", NULL), *text = val_str(v, "text", NULL);
	bool secret;

	if (!type || !*type)
		return;
	secret = analytics_telling(type) == ANALYTICS_SECRET;
	f->entity = mem_array(f->entity, (size_t)f->n + 1, sizeof(*f->entity));
	f->entity[f->n++] = (struct analytics_entity){.type = cut(type),
												  .key = secret ? mem_dup("") : entity_key(v),
												  .text = secret || !text ? NULL : cut(text),
												  .mentions = 1};
}

/* ---- an analysis ---- */

static char *dup_or_null(const char *s)
{
	return s && *s ? cut(s) : NULL;
}

static bool is_number(val analysis, const char *path)
{
	val v = val_get(analysis, path);
	bool number = val_kind(v) == VAL_NUMBER;

	val_free(v);
	return number;
}

/* The first item of an array of texts or of objects with a name: the strongest topic. */
static char *first_of(val analysis, const char *member)
{
	val list = val_get_array(analysis, member), first = val_at(list, 0);
	char *s = dup_or_null(val_kind(first) == VAL_STRING ? val_text(first, NULL) : val_str(first, "name", NULL));

	val_free(first);
	val_free(list);
	return s;
}

static int find_times(val analysis, const char *zone, struct analytics_facts *out, struct err *e)
{
	date_ms started, ended;
	struct date_local begin, end;

	if (date_parse(val_str(analysis, "ended", ""), &ended, e) < 0)
		return err_set(e, ERR_DATA, "the analysis has no time that its conversation ended at");
	if (date_parse(val_str(analysis, "started", ""), &started, NULL) < 0)
		started = ended;
	begin = date_to_local(zone, started);
	end = date_to_local(zone, ended);
	out->day = end.epoch_day;
	out->hour = begin.hour;
	return 0;
}

int analytics_facts_of(val analysis, const char *zone, struct analytics_facts *out, struct err *e)
{
	val entities = val_get_array(analysis, "entities");

	*out = (struct analytics_facts){
		.column = {dup_or_null(val_str(analysis, "channel", NULL)), first_of(analysis, "crews"),
				   first_of(analysis, "topics"), dup_or_null(val_str(analysis, "handoff", NULL)),
				   dup_or_null(val_str(analysis, "sentiment.label", NULL))},
		.scored = is_number(analysis, "sentiment.score"),
		.score = llround(val_num(analysis, "sentiment.score", 0) * 1000),
		.messages = val_int(analysis, "messages.customer", 0) + val_int(analysis, "messages.shop", 0) +
					val_int(analysis, "messages.human", 0),
		.wait = val_int(analysis, "waits.first_ms", -1),
	};
	for (int i = 0; i < val_len(entities); i++) {
		val v = val_at(entities, i);

		add_entity(out, v);
		val_free(v);
	}
	val_free(entities);
	join(out);
	return find_times(analysis, zone, out, e);
}

/* ---- what the store has ---- */

void analytics_facts_stored(val row, val entities, struct analytics_facts *out)
{
	*out = (struct analytics_facts){
		.day = (long)val_int(row, "day", 0),
		.hour = (int)val_int(row, "hour", 0),
		.score = val_int(row, "score", 0),
		.messages = val_int(row, "messages", 0),
		.wait = val_int(row, "first_wait", -1),
	};
	val score = val_get(row, "score");

	out->scored = val_is(score);
	val_free(score);
	for (int i = 0; i < ANALYTICS_COLUMNS; i++)
		out->column[i] = dup_or_null(val_str(row, analytics_columns[i], NULL));
	out->n = val_len(entities);
	out->entity = mem_array(NULL, (size_t)out->n + 1, sizeof(*out->entity));
	for (int i = 0; i < out->n; i++) {
		val v = val_at(entities, i);
		const char *text = val_str(v, "text", NULL);

		out->entity[i] = (struct analytics_entity){.type = mem_dup(val_str(v, "type", "")),
												   .key = mem_dup(val_str(v, "key", "")),
												   .text = text ? mem_dup(text) : NULL,
												   .mentions = val_int(v, "mentions", 0)};
		val_free(v);
	}
	join(out);
}

void analytics_facts_free(struct analytics_facts *f)
{
	for (int i = 0; i < ANALYTICS_COLUMNS; i++)
		free(f->column[i]);
	for (int i = 0; i < f->n; i++) {
		free(f->entity[i].type);
		free(f->entity[i].key);
		free(f->entity[i].text);
	}
	free(f->entity);
	*f = (struct analytics_facts){0};
}

/* ---- questions ---- */

static void add_stem(struct buf *out, struct stemmer *st, const char *s, size_t n)
{
	struct token stem = stemmer_stem(st, s, n);

	if (out->n > 0)
		buf_putc(out, ' ');
	buf_put(out, stem.p, stem.n);
}

/* The stems of folded text; with stop words when all is set. */
static void add_stems(struct buf *out, const char *folded, const char *language, bool all)
{
	struct stemmer *st = stemmer_new(language);
	const char *s = folded, *stop = folded + strlen(folded);
	struct token t;

	while (token_next(&s, stop, &t)) {
		const char *chat = strcmp(language, "pt") == 0 ? token_chat(t.p, t.n) : NULL;
		const char *word = chat ? chat : t.p, *end = chat ? chat + strlen(chat) : t.p + t.n;
		struct token part;

		while (token_next(&word, end, &part))
			if (all || !token_is_stop(language, part.p, part.n))
				add_stem(out, st, part.p, part.n);
	}
	stemmer_free(st);
}

char *analytics_question_key(const char *text, const char *language)
{
	char *folded = fold_dup(text), *key;
	struct buf b = {0};

	add_stems(&b, folded, language, false);
	if (b.n == 0)
		add_stems(&b, folded, language, true);
	key = cut(buf_str(&b));
	buf_free(&b);
	free(folded);
	return key;
}

/* analytics: the names of what analyses are grouped and filtered by, and members of an analysis by path. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "services/analytics_private.h"

/* What an analysis has beside its columns; the first step of a path. */
static const char *const members[] = {"conversation", "messages", "key_points", "sentiment", "topics",     "unresolved",
									  "waits",        "crews",    "started",    "ended",     "duration_ms"};

static const struct {
	const char *name;
	enum analytics_kind kind;
} plain[] = {
	{"total", ANALYTICS_BY_TOTAL},       {"day", ANALYTICS_BY_DAY},    {"week", ANALYTICS_BY_DAY},
	{"month", ANALYTICS_BY_DAY},         {"hour", ANALYTICS_BY_CLOCK}, {"weekday", ANALYTICS_BY_CLOCK},
	{"weekhour", ANALYTICS_BY_CLOCK},    {"wait", ANALYTICS_BY_WAIT},  {"customer", ANALYTICS_BY_COLUMN},
	{"question", ANALYTICS_BY_QUESTION},
};

/* Members that are objects, or lists of them, have no text of their own. */
static const struct {
	const char *path, *inside;
} objects[] = {
	{"messages", "customer"},        {"topics", "name"},          {"unresolved", "text"}, {"waits", "longest_ms"},
	{"sentiment.customer", "label"}, {"sentiment.shop", "label"},
};

/* Is name an object's path? Then e says what to take. */
static bool is_object(const char *name, struct err *e)
{
	for (size_t i = 0; i < sizeof(objects) / sizeof(objects[0]); i++)
		if (strcmp(objects[i].path, name) == 0)
			return err_set(e, ERR_USAGE, "\"%s\" has members: say which, as %s.%s", name, name, objects[i].inside) < 0;
	return false;
}

static bool is_member(const char *name)
{
	size_t n = strcspn(name, ".");

	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
		if (strlen(members[i]) == n && memcmp(members[i], name, n) == 0)
			return true;
	return false;
}

int analytics_field_read(const char *name, struct analytics_field *out, struct err *e)
{
	static const char entities[] = "entities.";
	bool prefix = strncmp(name, entities, sizeof(entities) - 1) == 0;
	const char *type = prefix ? name + sizeof(entities) - 1 : name;

	*out = (struct analytics_field){.kind = ANALYTICS_BY_COLUMN, .name = name};
	for (size_t i = 0; i < sizeof(plain) / sizeof(plain[0]); i++)
		if (strcmp(plain[i].name, name) == 0) {
			out->kind = plain[i].kind;
			return 0;
		}
	for (int i = 0; i < ANALYTICS_COLUMNS; i++)
		if (strcmp(analytics_columns[i], name) == 0)
			return 0;
	if (analytics_is_type(type, strlen(type))) {
		*out = (struct analytics_field){.kind = ANALYTICS_BY_ENTITY, .name = type};
		return 0;
	}
	out->kind = ANALYTICS_BY_PATH;
	if (!prefix && is_object(name, e))
		return -1;
	if (!prefix && is_member(name))
		return 0;
	return err_set(
		e, ERR_USAGE,
		"there is no field \"%s\": take channel, crew, topic, handoff, sentiment, customer, day, week, month,"
		" hour, wait, question, product or another entities.TYPE, or a member of the analysis such as"
		" sentiment.trend",
		name);
}

bool analytics_field(const char *name, struct err *e)
{
	struct analytics_field f;

	return analytics_field_read(name, &f, e) == 0;
}

/* ---- members by path ---- */

static void add_text(val *found, char *text)
{
	if (*text && !val_array_has(*found, text))
		*found = val_push(*found, val_of_str(text));
	free(text);
}

static void add_scalar(val *found, val v)
{
	switch (val_kind(v)) {
	case VAL_STRING: add_text(found, mem_dup(val_text(v, ""))); break;
	case VAL_NUMBER: add_text(found, mem_printf("%.15g", val_number(v, 0))); break;
	case VAL_BOOL: {
		struct buf b = {0};

		val_dump(v, &b);
		add_text(found, b.p);
		break;
	}
	default: break;
	}
}

/* Walks path from v into found; arrays on the way give all of their items. */
static void walk(val *found, val v, const char *path)
{
	size_t n = strcspn(path, ".");
	char *step;
	val next;

	if (val_kind(v) == VAL_ARRAY) {
		for (int i = 0; i < val_len(v); i++) {
			next = val_at(v, i);
			walk(found, next, path);
			val_free(next);
		}
		return;
	}
	if (!*path) {
		add_scalar(found, v);
		return;
	}
	step = mem_ndup(path, n);
	next = val_member(v, step);
	walk(found, next, path + n + (path[n] == '.'));
	val_free(next);
	free(step);
}

val analytics_path(struct rec *analysis, const char *path)
{
	size_t n = strcspn(path, ".");
	char *step = mem_ndup(path, n);
	val found = val_array(), member = rec_val(analysis, step);

	walk(&found, member, path + n + (path[n] == '.'));
	val_free(member);
	free(step);
	return found;
}

/* analytics: is an analysis that comes from elsewhere one: members that are there must be what cwai-record(5) says. */
#include <math.h>
#include <string.h>

#include "services/analytics_private.h"

#define MOST_MESSAGES 1000000
#define MOST_MS (10.0 * 366 * 24 * 3600 * 1000) /* of a wait or a conversation: ten years */

static const struct {
	const char *path;
	double least, most;
	bool whole;
} numbers[] = {
	{"messages.customer", 0, MOST_MESSAGES, true},
	{"messages.shop", 0, MOST_MESSAGES, true},
	{"messages.human", 0, MOST_MESSAGES, true},
	{"unresolved_count", 0, 1000, true},
	{"sentiment.score", -1, 1, false},
	{"duration_ms", 0, MOST_MS, true},
	{"waits.first_ms", 0, MOST_MS, true},
	{"waits.longest_ms", 0, MOST_MS, true},
	{"waits.mean_ms", 0, MOST_MS, false},
};

static int check_number(val analysis, size_t i, struct err *e)
{
	val v = val_get(analysis, numbers[i].path);
	double x = val_number(v, 0);
	bool good = !val_is(v) || (val_kind(v) == VAL_NUMBER && x >= numbers[i].least && x <= numbers[i].most &&
							   (!numbers[i].whole || x == floor(x)));

	val_free(v);
	return good ? 0
				: err_set(e, ERR_DATA, "%s: must be a %snumber from %.15g to %.15g", numbers[i].path,
						  numbers[i].whole ? "whole " : "", numbers[i].least, numbers[i].most);
}

static const struct {
	const char *path, *of; /* of the items that are objects the member that must be a text */
	bool texts;            /* items may be texts */
} lists[] = {
	{"topics", "name", true},   {"entities", "type", false}, {"unresolved", "text", false},
	{"key_points", NULL, true}, {"crews", NULL, true},
};

static int check_list(val analysis, size_t i, struct err *e)
{
	val list = val_get(analysis, lists[i].path);
	bool good = !val_is(list) || val_kind(list) == VAL_ARRAY;

	for (int k = 0; good && k < val_len(list); k++) {
		val one = val_at(list, k);

		good = (lists[i].texts && val_kind(one) == VAL_STRING) || (lists[i].of && val_str(one, lists[i].of, NULL));
		val_free(one);
	}
	val_free(list);
	if (good)
		return 0;
	if (lists[i].of)
		return err_set(e, ERR_DATA, "%s: must be a list of objects with \"%s\"", lists[i].path, lists[i].of);
	return err_set(e, ERR_DATA, "%s: must be a list of texts", lists[i].path);
}

static int check_text(val analysis, const char *path, struct err *e)
{
	val v = val_get(analysis, path);
	bool good = !val_is(v) || val_kind(v) == VAL_STRING;

	val_free(v);
	return good ? 0 : err_set(e, ERR_DATA, "%s: must be a text", path);
}

static int check_label(val analysis, struct err *e)
{
	const char *label = val_str(analysis, "sentiment.label", "neutral");

	if (strcmp(label, "negative") == 0 || strcmp(label, "neutral") == 0 || strcmp(label, "positive") == 0)
		return 0;
	return err_set(e, ERR_DATA, "sentiment.label: must be negative, neutral or positive");
}

static int check_started(val analysis, struct err *e)
{
	const char *started = val_str(analysis, "started", NULL);
	date_ms ts;

	return !started || date_parse(started, &ts, NULL) == 0 ? 0 : err_set(e, ERR_DATA, "started: must be a time");
}

int analytics_check(val analysis, struct err *e)
{
	static const char *const texts[] = {"conversation", "customer", "channel", "handoff", "started", "sentiment.label"};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (check_text(analysis, texts[i], e) < 0)
			return -1;
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		if (check_number(analysis, i, e) < 0)
			return -1;
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		if (check_list(analysis, i, e) < 0)
			return -1;
	return check_started(analysis, e) < 0 ? -1 : check_label(analysis, e);
}

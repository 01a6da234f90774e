#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "services/customer.h"

#include "services/profile_private.h"

#define MOST_TEXT 100 /* characters */

/* Entities that tell what somebody is interested in, and nothing of who it is. */
static bool is_kept(const char *type)
{
	static const char *const types[] = {"product", "service", "professional", "category", "order"};

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (strcmp(type, types[i]) == 0)
			return true;
	return false;
}

/* ---- interests ---- */

/* The interest that came up least, and of those the first. */
static const char *least(val interests)
{
	const char *key = NULL;
	double fewest = 0;

	for (int i = val_iter(interests); val_iter_ok(interests, i); i = val_iter_next(interests, i)) {
		val v = val_iter_val(interests, i);

		if (!key || val_number(v, 0) < fewest) {
			key = val_iter_key(interests, i);
			fewest = val_number(v, 0);
		}
		val_free(v);
	}
	return key;
}

static val count_topics(val interests, val topics)
{
	for (int i = 0; i < val_len(topics); i++) {
		val t = val_at(topics, i), n;
		const char *name = val_text(t, val_str(t, "name", NULL));

		if (name && *name && strlen(name) <= MOST_TEXT) {
			n = val_member(interests, name);
			if (val_kind(n) == VAL_NONE && val_len(interests) >= PROFILE_INTERESTS) {
				char *key = mem_dup(least(interests));

				interests = profile_without(interests, key);
				free(key);
			}
			interests = val_set(interests, name, val_of_num(val_number(n, 0) + 1));
			val_free(n);
		}
		val_free(t);
	}
	return interests;
}

/* ---- mentions ---- */

static bool same_thing(val a, val b)
{
	return strcmp(val_str(a, "type", ""), val_str(b, "type", "")) == 0 &&
		   strcmp(val_str(a, "id", ""), val_str(b, "id", "")) == 0;
}

val profile_mention(val list, val v)
{
	val out = val_array();

	for (int i = 0; i < val_len(list); i++) {
		val old = val_at(list, i);

		if (same_thing(old, v))
			val_free(old);
		else
			out = val_push(out, old);
	}
	val_free(list);
	return val_push(out, v);
}

static val add_mentions(val list, val entities, const char *ts)
{
	for (int i = 0; i < val_len(entities); i++) {
		val a = val_at(entities, i), v;
		const char *id = val_str(a, "id", val_str(a, "value", NULL)), *text = val_str(a, "text", NULL);

		if (id && is_kept(val_str(a, "type", ""))) {
			v = val_set_str(val_set(val_object(), "type", val_get(a, "type")), "id", id);
			v = val_set(v, "text", text ? val_of_strn(text, utf8_cut(text, strlen(text), MOST_TEXT)) : val_null());
			/* No longer than it may be: a conversation may name thousands. */
			list = profile_last(profile_mention(list, val_set_str(v, "ts", ts)), PROFILE_MENTIONS);
		}
		val_free(a);
	}
	return list;
}

/* ---- the profile ---- */

static val taken(val c, val analysis, date_ms now)
{
	char now_text[32];
	val topics = val_get_array(analysis, "topics"), entities = val_get_array(analysis, "entities");
	val interests = count_topics(val_get_object(c, "interests"), topics);
	const char *ts = val_str(analysis, "ended", date_format(now, now_text));
	val mentions = add_mentions(val_get_array(c, "mentioned_entities"), entities, ts);

	if (val_len(interests) > 0)
		c = val_set(c, "interests", val_copy(interests));
	if (val_len(mentions) > 0)
		c = val_set(c, "mentioned_entities", val_copy(mentions));
	val_free(interests);
	val_free(mentions);
	val_free(topics);
	val_free(entities);
	return c;
}

/* 1 changed, 0 not. */
static int learn(struct sql *db, const char *domain, const char *id, val analysis, date_ms now, struct err *e)
{
	val before, after;
	int st = profile_lock(db, domain, id, e);

	if (st <= 0)
		return st;
	if (customer_get(db, domain, id, &before, e) != 0)
		return -1;
	after = taken(val_copy(before), analysis, now);
	st = !val_equal(before, after);
	if (st == 1 && (customer_write(db, domain, after, now, e) != 0 ||
					profile_note(db, domain, id, "update", "conversation", false, now, e) != 0))
		st = -1;
	val_free(before);
	val_free(after);
	return st;
}

int profile_learn(struct sql *db, const struct domain *d, const char *customer, val analysis, const char *event,
				  date_ms now, struct err *e)
{
	const char *domain = domain_name(d);
	char *id;
	int st = customer_id_of(db, domain, customer, &id, e);

	if (st == 0 && id)
		st = profile_mark(db, domain, event, now, e);
	if (st == 1)
		st = learn(db, domain, id, analysis, now, e);
	free(id);
	return st;
}

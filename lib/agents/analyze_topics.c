#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "agents/analyze_private.h"

/* An intent's name and its crew (NULL when it does not say). */
static const char *name_of(val intent, const char **crew)
{
	*crew = val_str(intent, "crew", NULL);
	return val_text(intent, val_str(intent, "name", ""));
}

static bool has(val o, const char *key)
{
	val v = val_member(o, key);
	bool there = val_kind(v) != VAL_NONE;

	val_free(v);
	return there;
}

/* Each part of the whole that the members' sum is. Borrows v. */
static val parts_of(val v, double sum)
{
	val out = val_object();

	for (int i = val_iter(v); val_iter_ok(v, i); i = val_iter_next(v, i)) {
		val weight = val_iter_val(v, i);

		out = val_set(out, val_iter_key(v, i), val_of_num(val_number(weight, 0) / sum));
		val_free(weight);
	}
	return out;
}

/* The shares of the intents of a message, by their confidence where they have one. */
static val shares_of(struct analyze_tools *t, val intents)
{
	val weights = val_object(), out;
	const char *crew;
	double sum = 0;

	for (int i = 0; i < val_len(intents); i++) {
		val one = val_at(intents, i);
		const char *name = name_of(one, &crew);
		double weight = val_num(one, "confidence", 1);
		bool goes_on = i == 0 && strcmp(name, "continue") == 0; /* an answer to the open dialogue: nothing new */

		if (!goes_on && *name && weight > 0 && !has(weights, name) && !analyze_tools_social(t, name, crew)) {
			weights = val_set(weights, name, val_of_num(weight));
			sum += weight;
		}
		val_free(one);
		if (goes_on)
			break;
	}
	out = parts_of(weights, sum);
	val_free(weights);
	return out;
}

/* The intents of the shop's answer to the turn, VAL_NULL when it says none. */
static val answers_intents(const struct analyze *a, int i)
{
	int k = analyze_find(a, ANALYZE_SHOP, a->turn[i].id);

	return k > i ? val_copy(a->turn[k].intents) : val_null();
}

int analyze_topics_of_turns(struct analyze *a, struct analyze_tools *t, struct err *e)
{
	for (int i = 0; i < a->n; i++) {
		struct analyze_one *one = &a->turn[i];
		val intents;

		if (one->role != ANALYZE_CUSTOMER)
			continue;
		intents = val_is(one->intents) ? val_copy(one->intents) : answers_intents(a, i);
		if (!val_is(intents) && *one->text) {
			val_free(intents);
			if (analyze_tools_intents(t, one->text, &intents, e) != 0)
				return -1;
		}
		val_free(one->topics);
		one->topics = shares_of(t, intents);
		val_free(intents);
	}
	return 0;
}

struct topic {
	const char *name;
	double weight;
	int order;
};

static int by_weight(const void *a, const void *b)
{
	const struct topic *x = a, *y = b;

	return x->weight != y->weight ? (x->weight < y->weight) - (x->weight > y->weight)
								  : (x->order > y->order) - (x->order < y->order);
}

/* Weights of three decimals whose sum is 1: what rounding leaves is the strongest's. */
static val value(struct topic *topic, int n, double sum)
{
	long left = 1000;
	val out = val_array();

	for (int i = 1; i < n; i++) {
		topic[i].weight = (double)lround(topic[i].weight / sum * 1000);
		left -= (long)topic[i].weight;
	}
	for (int i = 0; i < n; i++) {
		val v = val_set_str(val_object(), "name", topic[i].name);
		double weight = i ? topic[i].weight : (double)left;

		if (weight > 0)
			out = val_push(out, val_set(v, "weight", val_of_num(weight / 1000)));
		else
			val_free(v);
	}
	return out;
}

val analyze_topics(const struct analyze *a)
{
	val sums = val_object(), out;
	struct topic *topic;
	double sum = 0;
	int n = 0;

	for (int i = 0; i < a->n; i++) {
		val shares = a->turn[i].topics;

		for (int k = val_iter(shares); val_iter_ok(shares, k); k = val_iter_next(shares, k)) {
			const char *name = val_iter_key(shares, k);
			val share = val_iter_val(shares, k), before = val_member(sums, name);

			sums = val_set(sums, name, val_of_num(val_number(before, 0) + val_number(share, 0)));
			sum += val_number(share, 0);
			val_free(before);
			val_free(share);
		}
	}
	topic = mem_zalloc(((size_t)val_len(sums) + 1) * sizeof(*topic));
	for (int k = val_iter(sums); val_iter_ok(sums, k); k = val_iter_next(sums, k)) {
		val weight = val_iter_val(sums, k);

		topic[n] = (struct topic){val_iter_key(sums, k), val_number(weight, 0), n};
		val_free(weight);
		n++;
	}
	if (n > 1)
		qsort(topic, (size_t)n, sizeof(*topic), by_weight);
	out = n > 0 ? value(topic, n, sum) : val_array();
	free(topic);
	val_free(sums);
	return out;
}

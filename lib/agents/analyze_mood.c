#include <math.h>
#include <stdbool.h>

#include "agents/analyze_private.h"

#define LABEL .1  /* a mean from here on is positive, below its negative it is negative */
#define STEP .25  /* between the halves, for a trend */
#define FEELING 4 /* a turn that shows feeling counts so many times as one that shows none */

struct mean {
	double sum, weight;
};

static void add(struct mean *m, const struct sentiment *s, double weight)
{
	bool feels = s->label != SENTIMENT_NEUTRAL;

	weight *= feels ? FEELING : 1;
	m->sum += feels ? s->score * weight : 0;
	m->weight += weight;
}

static double value(const struct mean *m)
{
	return m->weight > 0 ? m->sum / m->weight : 0;
}

val analyze_mood_value(const struct sentiment *s)
{
	double score = round(s->score * 1000) / 1000;

	return val_set(val_set_str(val_object(), "label", sentiment_name(s->label)), "score",
				   val_of_num(score == 0 ? 0 : score)); /* no -0 */
}

static val mean_value(const struct mean *m)
{
	struct sentiment s = {.score = value(m)};

	s.label = s.score >= LABEL ? SENTIMENT_POSITIVE : s.score <= -LABEL ? SENTIMENT_NEGATIVE : SENTIMENT_NEUTRAL;
	return analyze_mood_value(&s);
}

static bool is_said(const struct analyze_one *t)
{
	return !t->unseen && *t->text;
}

val analyze_mood(const struct analyze *a)
{
	struct mean whole = {0, 0}, customer = {0, 0}, shop = {0, 0}, half[2] = {{0, 0}, {0, 0}};
	int turns = 0, at = 0;
	double step;
	val v, of_shop;

	for (int i = 0; i < a->n; i++)
		turns += a->turn[i].role == ANALYZE_CUSTOMER && is_said(&a->turn[i]);
	for (int i = 0; i < a->n; i++) {
		const struct analyze_one *t = &a->turn[i];

		if (!is_said(t))
			continue;
		if (t->role != ANALYZE_CUSTOMER) {
			add(&shop, &t->mood, 1);
			continue;
		}
		add(&whole, &t->mood, turns + at); /* the last counts nearly twice the first */
		add(&customer, &t->mood, 1);
		add(&half[2 * at >= turns], &t->mood, 1);
		at++;
	}
	step = turns > 1 ? value(&half[1]) - value(&half[0]) : 0;
	of_shop = shop.weight > 0 ? mean_value(&shop) : val_null();
	v = val_set(mean_value(&whole), "customer", mean_value(&customer));
	v = val_set(v, "shop", of_shop);
	return val_set_str(v, "trend", step >= STEP ? "better" : step <= -STEP ? "worse" : "steady");
}

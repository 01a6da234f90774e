#include <stdlib.h>
#include <string.h>

#include "agents/analyze_private.h"

#define MOST 20 /* questions of one conversation */

struct open {
	struct analyze_span kept[MOST]; /* inside the turns' plain texts */
	int n;
	val out;
};

/*
 * Which turns has anybody answered? In new memory. A person's turn answers all before it; what the bot says later, when
 * it has given a turn up, is about something else.
 */
static bool *find_answered(const struct analyze *a)
{
	bool *answered = mem_zalloc((size_t)a->n + 1), person = false, any = false; /* of the turns behind i */

	for (int i = a->n - 1; i >= 0; i--) {
		const struct analyze_one *t = &a->turn[i];

		answered[i] = any;
		person = person || t->role == ANALYZE_HUMAN;
		any = person || analyze_answers(t) || (!t->handoff && any);
	}
	return answered;
}

static void add(struct open *o, const struct analyze_one *t, struct analyze_span s)
{
	char ts[32];
	val v;

	if (o->n == MOST)
		return;
	for (int i = 0; i < o->n; i++)
		if (analyze_words_same(o->kept[i], s))
			return;
	o->kept[o->n++] = s;
	v = val_set(val_object(), "text", val_of_strn(s.p, s.n));
	v = val_set_str(v, "message", *t->id ? t->id : NULL);
	o->out = val_push(o->out, val_set_str(v, "ts", date_format(t->ts, ts)));
}

/* Its questions; when it wants something and asks in no words, its first sentence, unless that decides. */
static void add_questions(struct open *o, const struct analyze_one *t)
{
	const char *p = t->plain, *stop = p + strlen(p);
	struct analyze_span s, wish = {0};
	bool asked = false;

	while (analyze_sentence_next(&p, stop, &s)) {
		if (analyze_words_small(s))
			continue;
		wish = wish.p ? wish : s;
		if (!analyze_words_ask(s))
			continue;
		add(o, t, s);
		asked = true;
	}
	if (!asked && wish.p && val_len(t->topics) > 0 && (!analyze_words_settle(wish) || analyze_words_wish(wish)))
		add(o, t, wish);
}

val analyze_open(const struct analyze *a)
{
	struct open o = {.out = val_array()};
	bool *answered = find_answered(a);

	for (int i = 0; i < a->n && o.n < MOST; i++)
		if (a->turn[i].role == ANALYZE_CUSTOMER && !answered[i])
			add_questions(&o, &a->turn[i]);
	free(answered);
	return o.out;
}

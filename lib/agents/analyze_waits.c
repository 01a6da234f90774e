#include "agents/analyze_private.h"

static val time_or_null(bool known, date_ms ms)
{
	return known ? val_of_int(ms) : val_null();
}

/*
 * The customer waits from the first message that nobody has answered to the answer; "somebody will take over" is none.
 * An answer whose time is not known ends the wait, and it is not counted.
 */
val analyze_waits(const struct analyze *a)
{
	date_ms since = 0, first = 0, longest = 0, sum = 0, ms;
	int n = 0;
	val v;

	for (int i = 0; i < a->n; i++) {
		const struct analyze_one *t = &a->turn[i];

		if (t->role == ANALYZE_CUSTOMER && since == 0 && t->timed)
			since = t->ts;
		if (!analyze_answers(t) || since == 0)
			continue;
		ms = t->ts > since ? t->ts - since : 0;
		since = 0;
		if (!t->timed || t->unseen)
			continue;
		first = n ? first : ms;
		longest = ms > longest ? ms : longest;
		sum += ms;
		n++;
	}
	v = val_set(val_object(), "first_ms", time_or_null(n > 0, first));
	v = val_set(v, "longest_ms", time_or_null(n > 0, longest));
	return val_set(v, "mean_ms", time_or_null(n > 0, n ? (sum + n / 2) / n : 0));
}

#include <stdlib.h>

#include "text/day_private.h"

#include "text/day.h"

int day_pieces(const char *s, size_t n, const struct date_local *now, struct day *out, int most)
{
	struct day_words w;
	int found = 0;

	day_split(&w, s, n);
	for (int i = 0, took; i < w.n && found < most; i += took) {
		struct day *d = &out[found];

		*d = (struct day){.kind = DAY_TIME, .first = now->epoch_day, .last = now->epoch_day, .from = -1, .to = -1};
		took = day_date_read(&w, i, now, d);
		if (!took)
			took = day_time_read(&w, i, d);
		if (took) {
			const struct day_word *last = &w.v[i + took - 1];

			d->at = (size_t)(w.v[i].p - s);
			d->end = (size_t)(last->p - s) + last->n;
			found++;
		}
		took += took == 0;
	}
	free(w.v);
	return found;
}

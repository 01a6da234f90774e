#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "record/rec.h"

#include "services/rule_eval.h"

struct tally {
	struct rule_set *set;
	date_ms now;
	int answerable, right, unanswerable, silent;
	val misses;
};

static void note_miss(struct tally *t, const char *text, const char *want, val first)
{
	val miss = val_set_str(val_object(), "text", text);

	miss = val_set_str(miss, "rule", want);
	miss = val_set_str(miss, "got", val_str(first, "id", NULL));
	miss = val_set(miss, "confidence", val_get(first, "confidence"));
	t->misses = val_push(t->misses, miss);
}

static int judge(void *cookie, struct rec *r, struct err *e)
{
	struct tally *t = cookie;
	const char *text = rec_str(r, "text", NULL), *want = rec_str(r, "rule", NULL), *got;
	const struct rule_query q = {.text = text, .limit = 1, .min = -1, .now = t->now};
	val found, first;

	if (!text || !rec_has(r, "rule"))
		return err_set(e, ERR_DATA, "must have text, and rule: an id, or null when nothing answers it");
	if (rule_ask(t->set, &q, &found, e) != 0)
		return -1;
	first = val_at(found, 0);
	got = val_str(first, "id", NULL);
	if (want) {
		t->answerable++;
		t->right += got && strcmp(got, want) == 0;
	} else {
		t->unanswerable++;
		t->silent += got == NULL;
	}
	if (want ? !got || strcmp(got, want) != 0 : got != NULL)
		note_miss(t, text, want, first);
	val_free(first);
	val_free(found);
	return 0;
}

static val share(int part, int whole)
{
	return whole ? val_of_num(round((double)part / whole * 1e4) / 1e4) : val_null();
}

int rule_eval(struct rule_set *s, const char *path, date_ms now, val *report, struct err *e)
{
	struct tally t = {.set = s, .now = now, .misses = val_array()};
	val v;

	if (rec_each(path, judge, &t, e) != 0) {
		val_free(t.misses);
		return -1;
	}
	v = val_set_str(val_set_int(val_object(), "v", 1), "kind", "result");
	v = val_set_int(v, "answerable", t.answerable);
	v = val_set(v, "first_right", share(t.right, t.answerable));
	v = val_set_int(v, "unanswerable", t.unanswerable);
	v = val_set(v, "left_unanswered", share(t.silent, t.unanswerable));
	*report = val_set(v, "misses", t.misses);
	return 0;
}

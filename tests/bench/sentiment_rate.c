/*
 * sentiment_rate FILE ROUNDS [MODEL]: how many texts of the NDJSON file a second of CPU time the built-in lexicon
 * judges, or the model; the median of ROUNDS.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/log.h"
#include "base/mem.h"
#include "record/rec.h"
#include "text/sentiment.h"

#define MOST_ROUNDS 1000

struct texts {
	char **text;
	size_t n, cap;
};

static int add(void *cookie, struct rec *r, struct err *e)
{
	struct texts *t = cookie;

	(void)e;
	if (t->n == t->cap) {
		t->cap = t->cap ? 2 * t->cap : 1024;
		t->text = mem_array(t->text, t->cap, sizeof(*t->text));
	}
	t->text[t->n++] = mem_dup(rec_str(r, "text", ""));
	return 0;
}

/* Texts a second of one round. */
static double judge(const struct texts *t, struct sentiment_model *m)
{
	struct timespec a, b;
	struct sentiment s;

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &a);
	for (size_t i = 0; i < t->n; i++)
		sentiment_of(m, t->text[i], strlen(t->text[i]), &s);
	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &b);
	return (double)t->n / ((double)(b.tv_sec - a.tv_sec) + (double)(b.tv_nsec - a.tv_nsec) / 1e9);
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

int main(int argc, char *argv[])
{
	static double rate[MOST_ROUNDS];
	struct texts t = {0};
	struct sentiment_model *m = NULL;
	struct err e;
	int rounds = argc > 2 ? atoi(argv[2]) : 0;

	if (rounds < 1 || rounds > MOST_ROUNDS) {
		(void)fprintf(stderr, "usage: sentiment_rate FILE ROUNDS [MODEL]\n");
		return 64;
	}
	if (rec_each(argv[1], add, &t, &e) != 0 || (argc > 3 && !(m = sentiment_load(argv[3], &e))))
		log_die(&e);
	for (int i = 0; i < rounds; i++)
		rate[i] = judge(&t, m);
	qsort(rate, (size_t)rounds, sizeof(*rate), by_size);
	printf("%.0f\n", rate[rounds / 2]);
	sentiment_free(m);
	for (size_t i = 0; i < t.n; i++)
		free(t.text[i]);
	free(t.text);
	return 0;
}

#include <stdlib.h>

#include "base/date.h"
#include "base/log.h"

#include "record/lanes_private.h"

/* A histogram of microseconds: 64 steps in each power of two, so that a percentile is within 2 %. */
#define STEPS 64
#define OCTAVES 36

uint32_t *lanes_latency_new(void)
{
	return mem_zalloc(STEPS * (OCTAVES + 1) * sizeof(uint32_t));
}

static size_t step_of(unsigned long long us)
{
	size_t octave = 0;

	while (us >> octave >= 2 * STEPS)
		octave++;
	if (octave >= OCTAVES)
		return STEPS * (OCTAVES + 1) - 1;
	return octave * STEPS + (size_t)(us >> octave);
}

/* The middle of a step, in ms. */
static double middle(size_t step)
{
	size_t octave = step < 2 * STEPS ? 0 : step / STEPS - 1;

	return (double)((unsigned long long)(step - octave * STEPS) << octave) / 1000.0 + (double)(1ull << octave) / 2000.0;
}

void lanes_latency_add(uint32_t *h, long long ns, struct lanes_stats *s)
{
	double ms = (double)ns / 1e6;

	h[step_of((unsigned long long)(ns > 0 ? ns : 0) / 1000)]++;
	if (ms > s->max)
		s->max = ms;
}

static double percentile(const uint32_t *h, unsigned long total, double part, double max)
{
	double seen = 0;

	for (size_t i = 0; i < STEPS * (OCTAVES + 1); i++) {
		seen += h[i];
		if (h[i] && seen >= part * (double)total)
			return middle(i) < max ? middle(i) : max;
	}
	return 0;
}

void lanes_latency_sum(const uint32_t *h, struct lanes_stats *s)
{
	s->p50 = percentile(h, s->answers, 0.50, s->max);
	s->p90 = percentile(h, s->answers, 0.90, s->max);
	s->p99 = percentile(h, s->answers, 0.99, s->max);
}

void lanes_stats_free(struct lanes_stats *s)
{
	free(s->copy);
	s->copy = NULL;
}

void lanes_stats_print(const struct lanes_stats *s, FILE *f)
{
	(void)fprintf(f, "%lu messages in %.3f s, %lu answered, %lu with an error, ", s->records, s->seconds, s->answers,
				  s->errors);
	(void)fprintf(f, "%lu timed out, %lu restarts\n", s->timeouts, s->restarts);
	for (long i = 0; i < s->copies; i++)
		(void)fprintf(f, "copy %ld: %lu answered, %lu restarts\n", i + 1, s->copy[i].answers, s->copy[i].restarts);
	(void)fprintf(f, "latency: p50 %.2f ms, p90 %.2f ms, p99 %.2f ms, max %.2f ms\n", s->p50, s->p90, s->p99, s->max);
}

void lanes_stats_json(const struct lanes_stats *s, struct buf *out)
{
	char ts[32];

	buf_printf(out, "{\"v\":1,\"kind\":\"result\",\"ts\":\"%s\",\"tool\":\"%s\",\"messages\":%lu,\"answers\":%lu,",
			   date_format(date_now(), ts), log_tool(), s->records, s->answers);
	buf_printf(out, "\"errors\":%lu,\"timeouts\":%lu,\"restarts\":%lu,\"nonsense\":%lu,\"seconds\":%.3f,\"copies\":[",
			   s->errors, s->timeouts, s->restarts, s->nonsense, s->seconds);
	for (long i = 0; i < s->copies; i++)
		buf_printf(out, "%s{\"answers\":%lu,\"restarts\":%lu}", i ? "," : "", s->copy[i].answers, s->copy[i].restarts);
	buf_printf(out, "],\"latency_ms\":{\"p50\":%.3f,\"p90\":%.3f,\"p99\":%.3f,\"max\":%.3f}}\n", s->p50, s->p90, s->p99,
			   s->max);
}

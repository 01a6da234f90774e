/*
 * enrich_latency CONFIG N [PRODUCTS]: finds the opportunities of N customers in no order, each with a talk about a
 * product p1 to pPRODUCTS, and prints "count found p50 p99 max cpu50 cpu99" in microseconds: by the clock, and of this
 * process's own time, which others on the machine do not lengthen. The customers are u1, u2, …, as many as the store
 * has.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "agents/enrich.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/os.h"
#include "services/config.h"
#include "services/customer.h"

#define WARM 200 /* the first are not counted: statements are prepared, pages read */

struct bench {
	struct enrich *rules;
	struct sql *db;
	const char *domain;
	long customers, products;
	double *us, *cpu;
	long found;
};

static int by_value(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static double cpu_us(void)
{
	struct timespec t = {0};

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static int one(struct bench *b, long i, double *us, double *cpu, struct err *e)
{
	char *id = mem_printf("u%ld", (i * 7919 + 13) % b->customers + 1);
	char *product = mem_printf("p%ld", (i * 104729 + 7) % b->products + 1);
	struct enrich_ask ask = {.now = date_now(), .text = "quanto custa?"};
	val found;
	long long from;
	int st = customer_get(b->db, b->domain, id, &ask.customer, e);

	ask.task = val_set(val_object(), "products", val_push(val_array(), val_of_str(product)));
	ask.task = val_set_int(ask.task, "focus", 0);
	from = os_span_ns();
	*cpu = cpu_us();
	if (st == 0)
		st = enrich_find(b->rules, &ask, &found, e);
	*us = (double)(os_span_ns() - from) / 1e3;
	*cpu = cpu_us() - *cpu;
	if (st == 0) {
		b->found += val_len(found) > 0;
		val_free(found);
		val_free(ask.customer);
	}
	val_free(ask.task);
	free(product);
	free(id);
	return st;
}

static int measure(struct bench *b, long n, struct err *e)
{
	b->us = mem_array(NULL, (size_t)n + WARM, sizeof(*b->us));
	b->cpu = mem_array(NULL, (size_t)n + WARM, sizeof(*b->cpu));
	for (long i = 0; i < n + WARM; i++) {
		if (i == WARM)
			b->found = 0;
		long at = i < WARM ? i : i - WARM;

		if (one(b, i, &b->us[at], &b->cpu[at], e) != 0)
			return -1;
	}
	qsort(b->us, (size_t)n, sizeof(*b->us), by_value);
	qsort(b->cpu, (size_t)n, sizeof(*b->cpu), by_value);
	(void)printf("%ld %ld %.0f %.0f %.0f %.0f %.0f\n", n, b->found, b->us[n / 2], b->us[n * 99 / 100], b->us[n - 1],
				 b->cpu[n / 2], b->cpu[n * 99 / 100]);
	return 0;
}

static int run(struct bench *b, struct config *c, long n, struct err *e)
{
	struct domain *d = config_domain(c, NULL, e);
	val p, row;

	b->db = d ? config_sql(c, e) : NULL;
	if (!b->db)
		return -1;
	b->domain = domain_name(d);
	p = val_push(val_array(), val_of_str(b->domain));
	if (sql_row(b->db, "SELECT count(*) AS n FROM customers WHERE domain = $1", p, &row, e) != 0)
		return -1;
	b->customers = (long)val_int(row, "n", 1);
	val_free(row);
	b->rules = enrich_open(b->db, d, config_derived(c), e);
	return b->rules ? measure(b, n, e) : -1;
}

int main(int argc, char *argv[])
{
	struct opt_common common = {.config = argc > 1 ? argv[1] : NULL};
	struct bench b = {.products = argc > 3 ? atol(argv[3]) : 1};
	struct config *c;
	struct err e;
	int st;

	if (argc < 3) {
		(void)fprintf(stderr, "usage: enrich_latency CONFIG N [PRODUCTS]\n");
		return 64;
	}
	c = config_open(&common, &e);
	st = c ? run(&b, c, atol(argv[2]), &e) : -1;
	if (st != 0)
		log_error("%s", e.msg);
	enrich_close(b.rules);
	config_free(c);
	free(b.us);
	free(b.cpu);
	return st == 0 ? 0 : 1;
}

/*
 * trends_profile CONFIG GETS CUSTOMERS: profiles of customers c0 to cCUSTOMERS of the configuration's domain, one after
 * the other in no order. Prints "gets p50 p99 most" in microseconds, and the p99 of the processor time of this process:
 * on a machine that has others to serve it tells more.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/os.h"
#include "services/config.h"
#include "services/profile.h"

static int by_time(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static long long busy_ns(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static double get(struct sql *db, const struct domain *d, long who, double *busy)
{
	char *key = mem_printf("c%ld", who);
	long long begin = os_span_ns(), busy_begin = busy_ns();
	struct err e;
	val v, bought;

	if (profile_get(db, d, key, &v, &e) < 0)
		log_die(&e);
	begin = os_span_ns() - begin;
	*busy = (double)(busy_ns() - busy_begin) / 1000;
	bought = val_get_array(v, "recent_purchases");
	if (val_len(bought) != 3) {
		(void)fprintf(stderr, "%s has no profile with purchases\n", key);
		exit(1);
	}
	val_free(bought);
	val_free(v);
	free(key);
	return (double)begin / 1000;
}

int main(int argc, char *argv[])
{
	struct opt_common o = {.config = argc == 4 ? argv[1] : NULL};
	struct err e;
	struct config *c;
	struct domain *d;
	struct sql *db;
	long n, customers;
	double *us, *busy;

	log_open("trends_profile", LOG_WARN);
	if (argc != 4) {
		(void)fputs("usage: trends_profile CONFIG GETS CUSTOMERS\n", stderr);
		return 64;
	}
	c = config_open(&o, &e);
	d = c ? config_domain(c, NULL, &e) : NULL;
	db = d ? config_sql(c, &e) : NULL;
	if (!db)
		log_die(&e);
	n = atol(argv[2]);
	customers = atol(argv[3]);
	us = mem_array(NULL, (size_t)n + 1, sizeof(*us));
	busy = mem_array(NULL, (size_t)n + 1, sizeof(*busy));
	(void)get(db, d, 0, busy); /* opens what is opened once */
	for (long i = 0; i < n; i++)
		us[i] = get(db, d, i * 7919 % customers, &busy[i]);
	qsort(us, (size_t)n, sizeof(*us), by_time);
	qsort(busy, (size_t)n, sizeof(*busy), by_time);
	(void)printf("%ld %.0f %.0f %.0f %.0f\n", n, us[n / 2], us[n * 99 / 100], us[n - 1], busy[n * 99 / 100]);
	free(us);
	free(busy);
	config_free(c);
	return 0;
}

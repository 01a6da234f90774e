/* measure RUNS COMMAND [ARGUMENT ...]: prints the median wall and CPU time in ms and the largest peak memory in KiB. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MAX_RUNS 1000

struct run {
	double wall, cpu;
	long peak;
};

static double ms(struct timeval t)
{
	return (double)t.tv_sec * 1e3 + (double)t.tv_usec / 1e3;
}

static struct run run_once(char *argv[])
{
	struct timespec a, b;
	struct rusage use;
	struct run r = {0};
	int st;
	pid_t pid;

	(void)clock_gettime(CLOCK_MONOTONIC, &a);
	pid = fork();
	if (pid == 0) {
		(void)execvp(argv[0], argv);
		_exit(127);
	}
	if (pid < 0 || wait4(pid, &st, 0, &use) < 0 || !WIFEXITED(st) || WEXITSTATUS(st) > 1) {
		(void)fprintf(stderr, "measure: %s failed\n", argv[0]);
		exit(1);
	}
	(void)clock_gettime(CLOCK_MONOTONIC, &b);
	r.wall = (double)(b.tv_sec - a.tv_sec) * 1e3 + (double)(b.tv_nsec - a.tv_nsec) / 1e6;
	r.cpu = ms(use.ru_utime) + ms(use.ru_stime);
	r.peak = use.ru_maxrss;
	return r;
}

static int by_value(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

int main(int argc, char *argv[])
{
	static double wall[MAX_RUNS], cpu[MAX_RUNS];
	int runs = argc > 2 ? atoi(argv[1]) : 0;
	long peak = 0;

	if (runs < 1 || runs > MAX_RUNS) {
		(void)fprintf(stderr, "usage: measure RUNS COMMAND [ARGUMENT ...]\n");
		return 64;
	}
	for (int i = 0; i < runs; i++) {
		struct run r = run_once(argv + 2);

		wall[i] = r.wall;
		cpu[i] = r.cpu;
		peak = r.peak > peak ? r.peak : peak;
	}
	qsort(wall, (size_t)runs, sizeof(*wall), by_value);
	qsort(cpu, (size_t)runs, sizeof(*cpu), by_value);
	(void)printf("%.2f %.2f %ld\n", wall[runs / 2], cpu[runs / 2], peak);
	return 0;
}

/* t: checks for unit tests, in TAP. One file a test program: checks, then `return t_done();`. */
#ifndef TESTS_T_H
#define TESTS_T_H

#include <stdio.h>
#include <string.h>

static int t_run, t_bad;

static inline void t_ok(int good, const char *name)
{
	if (t_run++ == 0) /* whole lines: a child has none of ours to write again, and nobody else's stands inside one */
		(void)setvbuf(stdout, NULL, _IOLBF, 0);
	if (!good)
		t_bad++;
	printf("%sok %d - %s\n", good ? "" : "not ", t_run, name);
}

static inline void t_str(const char *got, const char *want, const char *name)
{
	int same = got && want ? strcmp(got, want) == 0 : got == want;

	t_ok(same, name);
	if (!same)
		printf("# got:  %s\n# want: %s\n", got ? got : "(null)", want ? want : "(null)");
}

static inline void t_int(long long got, long long want, const char *name)
{
	t_ok(got == want, name);
	if (got != want)
		printf("# got:  %lld\n# want: %lld\n", got, want);
}

static inline int t_done(void)
{
	printf("1..%d\n", t_run);
	return t_bad ? 1 : 0;
}

#endif

#include "base/os.h"

#include "io/backoff.h"

#define SECOND 1000000000LL

void backoff_open(struct backoff *b)
{
	if (b->most <= 0)
		b->most = 30;
	if (b->tries < 1)
		b->tries = 5;
	if (b->limit < 1)
		b->limit = 5;
	if (b->open_for <= 0)
		b->open_for = 30;
	b->failed = 0;
	b->closed = 0;
	b->random = os_random() | 1;
}

bool backoff_is_open(const struct backoff *b, struct err *e)
{
	long long left = b->closed - os_span_ns();

	if (!b->closed || left <= 0)
		return false;
	(void)err_set(e, ERR_UNAVAILABLE, "%s did not answer the last %d calls; it is asked again in %lld s", b->server,
				  b->failed, left / SECOND + 1);
	return true;
}

void backoff_note(struct backoff *b, bool answered)
{
	b->failed = answered ? 0 : b->failed + 1;
	b->closed = b->failed >= b->limit ? os_span_ns() + (long long)(b->open_for * SECOND) : 0;
}

/* xorshift, 0 to 1: spreads clients that failed together. */
static double any(struct backoff *b)
{
	b->random ^= b->random << 13;
	b->random ^= b->random >> 7;
	b->random ^= b->random << 17;
	return (double)(b->random >> 11) / 9007199254740992.0;
}

long long backoff_wait(struct backoff *b, int tries, double asked)
{
	double wait = b->first;

	for (int i = 1; i < tries && wait < b->most; i++)
		wait *= 2;
	wait *= 0.5 + any(b);
	if (wait < asked)
		wait = asked;
	if (wait > b->most)
		wait = b->most;
	return (long long)(wait * SECOND);
}

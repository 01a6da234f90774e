#include "base/log.h"

#include "record/lanes_private.h"

#define BACKOFF_MIN 0.1 /* s */
#define BACKOFF_MAX 5.0

static const char *times(long n, const char *one, const char *many)
{
	return n == 1 ? one : many;
}

static void tell(const struct copy *c)
{
	char how[64];

	if (c->status > 128)
		(void)snprintf(how, sizeof(how), "killed by signal %d", c->status - 128);
	else
		(void)snprintf(how, sizeof(how), "status %d", c->status);
	if (c->why == END_DIED)
		log_warn("copy %d of the pipeline ended before its input did (%s); %ld %s fed again", c->number, how, c->flying,
				 times(c->flying, "record is", "records are"));
	else if (c->why == END_BROKEN)
		log_warn("a stage of copy %d of the pipeline died; %ld %s fed again", c->number, c->flying,
				 times(c->flying, "record is", "records are"));
	else if (c->why == END_CLOSED && c->flying > 0)
		log_warn("copy %d of the pipeline ended without %ld %s (%s)", c->number, c->flying,
				 times(c->flying, "answer", "answers"), how);
	else if (c->why == END_CLOSED && c->status > 1)
		log_warn("copy %d of the pipeline ended with %s", c->number, how);
}

/* The item, in flight, goes out with the error, which names it. */
static void give_up(struct lanes *l, struct item *it, const struct err *why)
{
	struct err named = *why;

	(void)err_prefix(&named, "\"%.*s\"", it->by_id.n < 200 ? (int)it->by_id.n : 200, it->by_id.key);
	log_warn("%s", named.msg);
	lanes_land(l, it);
	lanes_give_up(l, it, &named);
}

/* The oldest in flight did not come out in time. */
static void judge_late(struct lanes *l, struct copy *c)
{
	struct err why;

	if (!c->late)
		return; /* it came out while the copy was killed */
	l->s->timeouts++;
	(void)err_set(&why, ERR_AGAIN, "the pipeline did not answer within %g s", l->o->timeout);
	give_up(l, c->late, &why);
}

/* Its input was closed at the end, so what came out of order tells which records it swallowed. */
static void judge_overtaken(struct lanes *l, struct copy *c)
{
	struct item *next;
	struct err why;

	(void)err_set(&why, ERR_UNAVAILABLE, "the pipeline ended and never answered");
	for (struct item *it = c->oldest; it; it = next) {
		next = it->newer;
		if (it->overtaken)
			give_up(l, it, &why);
	}
}

static void judge_oldest(struct lanes *l, struct copy *c)
{
	struct err why;

	if (!c->oldest)
		return;
	for (struct item *it = c->oldest->newer; it; it = it->newer)
		it->deaths = 0;
	if (++c->oldest->deaths < LANES_DEATHS)
		return;
	(void)err_set(&why, ERR_UNAVAILABLE, "the pipeline ended %d times in a row without an answer", LANES_DEATHS);
	give_up(l, c->oldest, &why);
}

static void plan_start(struct lanes *l, struct copy *c)
{
	c->start_at = l->now;
	if (c->why != END_DIED && c->why != END_BROKEN)
		return;
	c->backoff = c->answered || c->backoff <= 0 ? BACKOFF_MIN : c->backoff * 2;
	if (c->backoff > BACKOFF_MAX)
		c->backoff = BACKOFF_MAX;
	c->start_at += (long long)(c->backoff * (double)LANES_S);
}

/* A pipeline that never ran: no record is to blame. */
static void judge_pipeline(struct lanes *l, struct copy *c)
{
	c->barren = c->answered || c->why != END_DIED ? 0 : c->barren + 1;
	if (c->barren < LANES_BARREN || l->s->answers > 0)
		return;
	(void)err_set(&l->unfit, ERR_UNAVAILABLE,
				  "the pipeline ended %d times and never answered (last status %d): does it run by itself?", c->barren,
				  c->status);
}

void lanes_settle(struct lanes *l, struct copy *c)
{
	struct item *it;

	c->up = false;
	lanes_close_in(c, c->why);
	tell(c);
	if (c->why == END_LATE)
		judge_late(l, c);
	else if (c->why == END_CLOSED)
		judge_overtaken(l, c);
	if (c->why != END_LATE)
		judge_oldest(l, c);
	judge_pipeline(l, c);
	while ((it = c->newest)) { /* the newest first, so that the oldest ends up in front */
		lanes_land(l, it);
		lanes_requeue(it);
	}
	plan_start(l, c);
}

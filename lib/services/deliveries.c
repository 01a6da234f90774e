#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/os.h"
#include "services/conversation.h"

#include "services/deliveries.h"

#define WINDOW 20000     /* keys of a half of the memory */
#define BATCH 256        /* marks of one transaction */
#define MAX_WAITING 8192 /* marks held for a store that is down */
#define PAUSE 5000000000LL
#define WEEK (7 * 86400000LL)

struct deliveries {
	struct sql *db;
	struct map *new, *old; /* a full new becomes old */
	char **waiting;
	int n, cap;
	long long pause_until; /* ns */
};

struct deliveries *deliveries_new(void)
{
	struct deliveries *d = mem_zalloc(sizeof(*d));

	d->new = map_new();
	d->old = map_new();
	return d;
}

static void drop_waiting(struct deliveries *d, int n)
{
	for (int i = 0; i < n; i++)
		free(d->waiting[i]);
	memmove(d->waiting, d->waiting + n, (size_t)(d->n - n) * sizeof(*d->waiting));
	d->n -= n;
}

void deliveries_free(struct deliveries *d)
{
	if (!d)
		return;
	for (int i = 0; i < d->n; i++)
		free(d->waiting[i]);
	free(d->waiting);
	map_free(d->new);
	map_free(d->old);
	free(d);
}

static bool is_paused(const struct deliveries *d)
{
	return d->pause_until > os_span_ns();
}

static void pause_store(struct deliveries *d, const struct err *e)
{
	log_warn("duplicates are told by memory alone for some seconds: %s", e->msg);
	d->pause_until = os_span_ns() + PAUSE;
}

void deliveries_use_store(struct deliveries *d, struct sql *db, date_ms now)
{
	struct err e;

	d->db = db;
	if (conversation_forget_marks(db, now - WEEK, &e) < 0)
		pause_store(d, &e);
}

static void add_waiting(struct deliveries *d, const char *key)
{
	if (d->n == MAX_WAITING) { /* the oldest ones give way */
		log_warn("the store is down for long: %d marks against duplicates are given up", BATCH);
		drop_waiting(d, BATCH);
	}
	if (d->n == d->cap) {
		d->cap = d->cap ? d->cap * 2 : BATCH;
		d->waiting = mem_array(d->waiting, (size_t)d->cap, sizeof(*d->waiting));
	}
	d->waiting[d->n++] = mem_dup(key);
}

/* Puts key into the window; true when it is fresh. */
static bool remember(struct deliveries *d, const char *key)
{
	bool fresh;

	if (map_find(d->old, key, strlen(key)))
		return false;
	if (map_count(d->new) >= WINDOW) {
		map_free(d->old);
		d->old = d->new;
		d->new = map_new();
		return remember(d, key);
	}
	(void)map_at(d->new, key, strlen(key), &fresh);
	return fresh;
}

bool deliveries_knows(struct deliveries *d, const char *key)
{
	bool seen = false;
	struct err e;

	if (!remember(d, key))
		return true;
	if (!d->db)
		return false;
	if (!is_paused(d) && conversation_seen(d->db, &key, 1, &seen, &e) != 0)
		pause_store(d, &e);
	return seen;
}

void deliveries_mark(struct deliveries *d, const char *key)
{
	if (d->db)
		add_waiting(d, key);
}

bool deliveries_seen(struct deliveries *d, const char *key)
{
	if (deliveries_knows(d, key))
		return true;
	deliveries_mark(d, key);
	return false;
}

bool deliveries_are_many(const struct deliveries *d)
{
	return d->n >= BATCH;
}

int deliveries_flush(struct deliveries *d, date_ms now, bool last, struct err *e)
{
	while (d->n > 0 && (last || !is_paused(d))) {
		int n = d->n < BATCH ? d->n : BATCH;

		if (conversation_mark(d->db, (const char *const *)d->waiting, n, now, e) != 0) {
			if (!last)
				pause_store(d, e);
			return -1;
		}
		drop_waiting(d, n);
	}
	return 0;
}

#include <netinet/in.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/os.h"

#include "io/server.h"

#define SETS 1024
#define WAYS 8

struct bucket {
	uint64_t address; /* a hash under a seed of its own; 0: free */
	double tokens;
	long long at; /* when tokens was right */
};

struct server_rate {
	double per_second, burst;
	uint64_t seed;
	pthread_mutex_t lock;
	struct bucket bucket[SETS][WAYS];
};

struct server_rate *server_rate_new(double per_second, double burst)
{
	struct server_rate *r = mem_zalloc(sizeof(*r));

	r->per_second = per_second;
	r->burst = burst < 1 ? 1 : burst;
	r->seed = os_random();
	(void)pthread_mutex_init(&r->lock, NULL);
	return r;
}

void server_rate_free(struct server_rate *r)
{
	if (!r)
		return;
	(void)pthread_mutex_destroy(&r->lock);
	free(r);
}

static uint64_t hash(const struct server_rate *r, const struct sockaddr *from)
{
	struct sockaddr_in in;
	struct sockaddr_in6 in6;
	uint64_t h = 0;

	if (from->sa_family == AF_INET) {
		memcpy(&in, from, sizeof(in));
		h = map_hash(&in.sin_addr, 4, r->seed);
	} else if (from->sa_family == AF_INET6) {
		memcpy(&in6, from, sizeof(in6));
		if (IN6_IS_ADDR_V4MAPPED(&in6.sin6_addr))
			h = map_hash(in6.sin6_addr.s6_addr + 12, 4, r->seed);
		else
			h = map_hash(&in6.sin6_addr, 8, r->seed);
	}
	return h ? h : 1;
}

/* The address's bucket; when it has none, the one of its set that is free or was not used for longest. */
static struct bucket *find(struct server_rate *r, uint64_t h, long long now)
{
	struct bucket *set = r->bucket[h % SETS], *oldest = set;

	for (int i = 0; i < WAYS; i++) {
		if (set[i].address == h)
			return &set[i];
		if (set[i].at < oldest->at)
			oldest = &set[i];
	}
	*oldest = (struct bucket){.address = h, .tokens = r->burst, .at = now};
	return oldest;
}

double server_rate_take(struct server_rate *r, const struct sockaddr *from)
{
	long long now = os_span_ns();
	struct bucket *b;
	double wait = 0;

	(void)pthread_mutex_lock(&r->lock);
	b = find(r, hash(r, from), now);
	b->tokens += (double)(now - b->at) / 1e9 * r->per_second;
	if (b->tokens > r->burst)
		b->tokens = r->burst;
	b->at = now;
	if (b->tokens >= 1)
		b->tokens -= 1;
	else
		wait = (1 - b->tokens) / r->per_second;
	(void)pthread_mutex_unlock(&r->lock);
	return wait;
}

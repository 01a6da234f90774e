#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "record/rec.h"

#include "services/burst.h"

#define MAX_BYTES ((size_t)4 << 20) /* of a conversation's records: what is joined stays a line */

struct held {
	struct burst_message *m; /* by number; what they point to is ours */
	int n, cap;
	size_t bytes;
	long long due;   /* ms */
	long long first; /* ms, when the first one came */
};

struct burst {
	struct burst_limits limits;
	struct held **held; /* in the order in which they began */
	int n, cap;
	struct map *places; /* conversation: its struct held, 0 when it has none */
	long long next;     /* nothing is due before */
};

struct burst *burst_new(const struct burst_limits *limits)
{
	struct burst *b = mem_zalloc(sizeof(*b));

	b->limits = *limits;
	b->places = map_new();
	b->next = LLONG_MAX;
	return b;
}

static void free_held(struct held *h)
{
	for (int i = 0; i < h->n; i++) {
		free((char *)h->m[i].conversation);
		free((char *)h->m[i].key);
		free((char *)h->m[i].line);
		free((char *)h->m[i].gone);
	}
	free(h->m);
	free(h);
}

void burst_free(struct burst *b)
{
	if (!b)
		return;
	for (int i = 0; i < b->n; i++)
		free_held(b->held[i]);
	free(b->held);
	map_free(b->places);
	free(b);
}

static void set_place(struct burst *b, struct held *h, const char *conversation)
{
	*map_at(b->places, conversation, strlen(conversation), NULL) = (uint64_t)(uintptr_t)h;
}

static struct held *find(const struct burst *b, const char *conversation)
{
	const uint64_t *place = map_find(b->places, conversation, strlen(conversation));

	return place ? (struct held *)(uintptr_t)*place : NULL;
}

/* A map forgets no key: conversations that are long gone leave with it. */
static void forget_places(struct burst *b)
{
	if (map_count(b->places) < 1024 || map_count(b->places) / 4 < (size_t)b->n)
		return;
	map_free(b->places);
	b->places = map_new();
	for (int i = 0; i < b->n; i++)
		set_place(b, b->held[i], b->held[i]->m[0].conversation);
}

static struct held *begin(struct burst *b, const char *conversation, long long now)
{
	struct held *h = mem_zalloc(sizeof(*h));

	h->first = now;
	if (b->n == b->cap) {
		b->cap = b->cap ? b->cap * 2 : 16;
		b->held = mem_array(b->held, (size_t)b->cap, sizeof(struct held *));
	}
	b->held[b->n++] = h;
	set_place(b, h, conversation);
	return h;
}

/* Its place by number; -1 when it is there. */
static int place_of(const struct held *h, long long number)
{
	int i = h->n;

	while (i > 0 && h->m[i - 1].number > number)
		i--;
	return i > 0 && h->m[i - 1].number == number ? -1 : i;
}

static void put(struct held *h, int at, const struct burst_message *m)
{
	if (h->n == h->cap) {
		h->cap = h->cap ? h->cap * 2 : 4;
		h->m = mem_array(h->m, (size_t)h->cap, sizeof(*h->m));
	}
	memmove(h->m + at + 1, h->m + at, (size_t)(h->n - at) * sizeof(*h->m));
	h->m[at] = (struct burst_message){.conversation = mem_dup(m->conversation),
									  .number = m->number,
									  .key = mem_dup(m->key),
									  .line = mem_dup(m->line),
									  .gone = m->gone ? mem_dup(m->gone) : NULL};
	h->n++;
	h->bytes += strlen(m->line);
}

void burst_add(struct burst *b, const struct burst_message *m, long long now)
{
	struct held *h = find(b, m->conversation);
	long long last;
	int at;

	if (!h)
		h = begin(b, m->conversation, now);
	at = place_of(h, m->number);
	if (at < 0)
		return;
	put(h, at, m);
	last = h->first + b->limits.most;
	h->due = now + b->limits.idle < last ? now + b->limits.idle : last;
	if (h->n >= b->limits.count || h->bytes >= MAX_BYTES)
		h->due = now;
	if (h->due < b->next)
		b->next = h->due;
}

long long burst_wait(const struct burst *b, long long now)
{
	if (b->n == 0)
		return -1;
	return b->next > now ? b->next - now : 0;
}

/* It is in the list no more. */
static int give(struct burst *b, struct held *h, burst_taker fn, void *cookie, struct err *e)
{
	int st;

	set_place(b, NULL, h->m[0].conversation);
	st = fn(cookie, h->m, h->n, e);
	free_held(h);
	return st;
}

int burst_release(struct burst *b, long long now, burst_taker fn, void *cookie, struct err *e)
{
	int n = b->n, st = 0;

	if (b->n == 0 || now < b->next)
		return 0;
	b->n = 0;
	b->next = LLONG_MAX;
	for (int i = 0; i < n; i++) {
		struct held *h = b->held[i];

		if (st == 0 && h->due <= now) {
			st = give(b, h, fn, cookie, e);
			continue;
		}
		b->held[b->n++] = h;
		if (h->due < b->next)
			b->next = h->due;
	}
	forget_places(b);
	return st;
}

int burst_release_all(struct burst *b, burst_taker fn, void *cookie, struct err *e)
{
	return burst_release(b, LLONG_MAX, fn, cookie, e);
}

int burst_take(struct burst *b, const char *conversation, burst_taker fn, void *cookie, struct err *e)
{
	struct held *h = find(b, conversation);
	int at = 0;

	if (!h)
		return 0;
	while (b->held[at] != h)
		at++;
	b->n--;
	memmove(b->held + at, b->held + at + 1, (size_t)(b->n - at) * sizeof(struct held *));
	return give(b, h, fn, cookie, e);
}

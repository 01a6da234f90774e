#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/os.h"

#include "services/takeover.h"

#define PAUSE 5000000000LL /* ns that a store is left alone after it failed */
#define MAX_PLACES 65536   /* conversations in memory: over it all that the store has are forgotten */

/* The later of each counts. */
struct place {
	char *domain, *conversation;
	date_ms since; /* a person's last message, 0: none */
	date_ms until; /* the last return to the bot, 0: none */
	const char *reason;
	bool stored;
};

struct takeover {
	struct sql *db;
	struct place *place;
	int n, cap;
	struct map *places; /* domain NUL conversation: its place and 1 */
	int unstored;
	long long pause_until; /* ns */
};

struct takeover *takeover_new(void)
{
	struct takeover *t = mem_zalloc(sizeof(*t));

	t->places = map_new();
	return t;
}

static void forget(struct takeover *t)
{
	for (int i = 0; i < t->n; i++) {
		free(t->place[i].domain);
		free(t->place[i].conversation);
	}
	t->n = t->unstored = 0;
	map_free(t->places);
	t->places = map_new();
}

void takeover_free(struct takeover *t)
{
	if (!t)
		return;
	forget(t);
	map_free(t->places);
	free(t->place);
	free(t);
}

void takeover_use_store(struct takeover *t, struct sql *db)
{
	t->db = db;
}

static char *key_of(const char *domain, const char *conversation)
{
	return mem_printf("%s\n%s", domain, conversation);
}

static struct place *find(struct takeover *t, const char *domain, const char *conversation)
{
	char *key = key_of(domain, conversation);
	const uint64_t *i = map_find(t->places, key, strlen(key));

	free(key);
	return i ? &t->place[*i - 1] : NULL;
}

static struct place *make(struct takeover *t, const char *domain, const char *conversation)
{
	char *key;

	if (t->n >= MAX_PLACES && t->db && t->unstored == 0)
		forget(t);
	if (t->n == t->cap) {
		t->cap = t->cap ? t->cap * 2 : 16;
		t->place = mem_array(t->place, (size_t)t->cap, sizeof(*t->place));
	}
	t->place[t->n++] =
		(struct place){.domain = mem_dup(domain), .conversation = mem_dup(conversation), .reason = "", .stored = true};
	key = key_of(domain, conversation);
	*map_at(t->places, key, strlen(key), NULL) = (uint64_t)t->n;
	free(key);
	return &t->place[t->n - 1];
}

/* ---- the store ---- */

static int put(struct sql *db, const struct place *p, struct err *e)
{
	static const char insert[] =
		"INSERT INTO mutes (domain, conversation_id, since, until, reason) VALUES ($1, $2, $3, $4, $5)"
		" ON CONFLICT (domain, conversation_id) DO UPDATE SET"
		" reason = CASE WHEN excluded.since > mutes.since THEN excluded.reason ELSE mutes.reason END,"
		" since = CASE WHEN excluded.since > mutes.since THEN excluded.since ELSE mutes.since END,"
		" until = CASE WHEN excluded.until > mutes.until THEN excluded.until ELSE mutes.until END"
		" WHERE excluded.since > mutes.since OR excluded.until > mutes.until";
	val params = val_push(val_push(val_array(), val_of_str(p->domain)), val_of_str(p->conversation));

	params = val_push(val_push(params, val_of_int(p->since)), val_of_int(p->until));
	return sql_exec(db, insert, val_push(params, val_of_str(p->reason)), e) < 0 ? -1 : 0;
}

static bool can_store(const struct takeover *t)
{
	return t->db && t->pause_until <= os_span_ns();
}

static void pause_store(struct takeover *t, const struct err *e)
{
	log_warn("what persons have taken over is known by memory alone for some seconds: %s", e->msg);
	t->pause_until = os_span_ns() + PAUSE;
}

void takeover_flush(struct takeover *t, bool last)
{
	struct err e;

	if (last)
		t->pause_until = 0;

	for (int i = 0; i < t->n && t->unstored > 0 && can_store(t); i++) {
		if (t->place[i].stored)
			continue;
		if (put(t->db, &t->place[i], &e) != 0) {
			pause_store(t, &e);
			return;
		}
		t->place[i].stored = true;
		t->unstored--;
	}
}

/* What the store knows, which may be of another process. */
static void look(struct takeover *t, const char *domain, const char *conversation, date_ms *since, date_ms *until)
{
	static const char query[] = "SELECT since, until FROM mutes WHERE domain = $1 AND conversation_id = $2";
	val params = val_push(val_push(val_array(), val_of_str(domain)), val_of_str(conversation)), row;
	struct err e;

	if (sql_row(t->db, query, params, &row, &e) < 0) {
		pause_store(t, &e);
		return;
	}
	if (val_int(row, "since", 0) > *since)
		*since = val_int(row, "since", 0);
	if (val_int(row, "until", 0) > *until)
		*until = val_int(row, "until", 0);
	val_free(row);
}

/* ---- */

void takeover_note(struct takeover *t, const char *domain, const char *conversation, enum webhook_turn turn,
				   date_ms when)
{
	bool taken = turn == WEBHOOK_TAKEN || turn == WEBHOOK_ECHOED;
	struct place *p;

	domain = domain ? domain : "";
	if (turn == WEBHOOK_SAME || when <= 0)
		return;
	p = find(t, domain, conversation);
	p = p ? p : make(t, domain, conversation);
	if (when <= (taken ? p->since : p->until))
		return;
	if (taken) {
		p->since = when;
		p->reason = turn == WEBHOOK_ECHOED ? "echo" : "user";
	} else {
		p->until = when;
	}
	t->unstored += p->stored;
	p->stored = false;
	takeover_flush(t, false);
}

bool takeover_holds(struct takeover *t, const char *domain, const char *conversation)
{
	struct place *p;
	date_ms since = 0, until = 0;

	domain = domain ? domain : "";
	takeover_flush(t, false);
	p = find(t, domain, conversation);
	if (p) {
		since = p->since;
		until = p->until;
	}
	if (can_store(t))
		look(t, domain, conversation, &since, &until);
	return since > 0 && since >= until;
}

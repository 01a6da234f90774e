/* Which messages were answered, on both stores; and lines that are kept until they are tried again. */
#include "../store.h"
#include "../t.h"

#include "base/mem.h"
#include "io/schema.h"
#include "services/dead.h"
#include "services/sends.h"

static struct err e;

static enum sends_claim begin(struct sql *db, const char *conversation, long long number, date_ms *since)
{
	char id[32];
	const struct sends_message m = {"cosmeticos", conversation, id, number};
	enum sends_claim claim = SENDS_ENDED;

	(void)snprintf(id, sizeof(id), "chatwoot:1:%lld", number);
	if (sends_begin(db, &m, 1000 + number, &claim, since, &e) != 0)
		t_str(e.msg, "", "begin");
	return claim;
}

static void end(struct sql *db, const char *conversation, long long number, const char *state)
{
	char id[32];
	const struct sends_message m = {"cosmeticos", conversation, id, number};

	(void)snprintf(id, sizeof(id), "chatwoot:1:%lld", number);
	t_int(sends_end(db, &m, state, NULL, 5000, &e), 0, state);
}

static long long begun; /* of the last mark */

static long long mark(struct sql *db, const char *conversation)
{
	long long n = -1;

	begun = -1;
	if (sends_watermark(db, "cosmeticos", conversation, &n, &begun, &e) != 0)
		t_str(e.msg, "", "watermark");
	return n;
}

/* The time since when it is ours then, -1: it is not. */
static long long hold(struct sql *db, const char *conversation, long long number, date_ms since, date_ms now)
{
	char id[32];
	const struct sends_message m = {"cosmeticos", conversation, id, number};
	bool mine = false;

	(void)snprintf(id, sizeof(id), "chatwoot:1:%lld", number);
	if (sends_hold(db, &m, &since, now, &mine, &e) != 0)
		t_str(e.msg, "", "hold");
	return mine ? since : -1;
}

static void try_sends(struct sql *db)
{
	date_ms since = 0;

	t_int(mark(db, "c1"), 0, "nothing was answered");
	t_int(begin(db, "c1", 10, &since), SENDS_MINE, "the first to come may answer");
	t_int(mark(db, "c1"), 9, "what is begun is not answered");
	t_int(begun, 10, "it is told");
	t_int(begin(db, "c1", 10, &since), SENDS_BEGUN, "who comes again goes on");
	t_int(since, 1010, "and knows since when");
	t_int(begin(db, "c1", 9, &since), SENDS_OVERTAKEN, "an older message is not answered any more");
	t_int(mark(db, "c1"), 9, "the mark does not go back");
	end(db, "c1", 10, "sent");
	t_int(mark(db, "c1"), 10, "what was sent is answered");
	t_int(begun, 0, "nothing is begun");
	t_int(begin(db, "c1", 10, &since), SENDS_ENDED, "what was sent is sent");
	t_int(begin(db, "c1", 11, &since), SENDS_MINE, "the next one");
	end(db, "c1", 11, "failed");
	t_int(begin(db, "c1", 11, &since), SENDS_BEGUN, "what failed may be tried again");
	t_int(begin(db, "c2", 5, &since), SENDS_MINE, "conversations are apart");
	t_int(hold(db, "c2", 5, 1005, 1004), 1006, "who has it goes on, at another time than before");
	t_int(hold(db, "c2", 5, 1005, 2000), -1, "who had it does not");
	t_int(hold(db, "c2", 5, 1006, 2000), 2000, "who has it does");
	t_int(begin(db, "c2", 7, &since), SENDS_MINE, "a newer one");
	t_int(begin(db, "c2", 5, &since), SENDS_OVERTAKEN, "overtakes what was begun");
	end(db, "c2", 5, "discarded");
	t_int(hold(db, "c2", 5, 5000, 6000), -1, "what has ended is nobody's");
	end(db, "c3", 5, "failed");
	t_int(mark(db, "c3"), 0, "one that failed before it began has no mark");
	t_int(begin(db, "c3", 5, &since), SENDS_BEGUN, "when it is tried again");
	t_int(mark(db, "c3"), 5, "it has");
	t_int(begin(db, "c3", 4, &since), SENDS_OVERTAKEN, "so that no older one comes behind it");
	t_int(begin(db, "c2", 5, &since), SENDS_ENDED, "what was discarded is done with");
}

static int took;
static char *path;

/* Puts the second one back. */
static int take(void *cookie, struct rec *r, struct err *err)
{
	struct buf line = {0};
	int st = 0;

	(void)cookie;
	took++;
	rec_line(r, &line);
	if (rec_int(r, "n", 0) == 2)
		st = dead_put(path, line.p, line.n, err);
	buf_free(&line);
	return st;
}

static int stop(void *cookie, struct rec *r, struct err *err)
{
	(void)cookie;
	took++;
	return rec_int(r, "n", 0) == 2 ? err_set(err, ERR_AGAIN, "stopped") : 0;
}

static void try_dead(void)
{
	int n = -1;

	path = mem_printf("%s/state/dead.ndjson", t_dir());
	t_int(dead_take(path, take, NULL, &n, &e), 0, "nothing is kept");
	t_int(n, 0, "none");
	for (int i = 1; i <= 3; i++) {
		char line[16];

		(void)snprintf(line, sizeof(line), "{\"n\":%d}", i);
		t_int(dead_put(path, line, strlen(line), &e), 0, "a line is kept");
	}
	t_int(dead_take(path, take, NULL, &n, &e), 0, "they are taken up");
	t_int(n, 3, "all of them");
	t_int(dead_take(path, take, NULL, &n, &e), 0, "what failed again");
	t_int(n, 1, "is there again");
	t_int(dead_put(path, "{\"n\":7}", 7, &e), 0, "one more");
	t_int(dead_take(path, stop, NULL, &n, &e), -1, "a run that is ended before its time");
	took = 0;
	t_int(dead_take(path, take, NULL, &n, &e), 0, "the next one");
	t_int(n, 2, "takes all of what that had");
	free(path);
}

int main(void)
{
	for (int i = 0; i < T_STORES; i++) {
		struct sql *db = schema_open(t_store(i), &e);

		if (!db) {
			t_str(e.msg, "", "a store");
			continue;
		}
		try_sends(db);
		sql_close(db);
	}
	try_dead();
	return t_done();
}

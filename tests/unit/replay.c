#include "../t.h"

#include "../store.h"
#include "base/os.h"
#include "services/replay.h"

static void put(const char *name, const char *text)
{
	char *path = os_join(t_dir(), name);
	struct err e;

	t_int(os_write_file(path, text, strlen(text), 0600, &e), 0, name);
	free(path);
}

static int get(struct replay *r, const char *name, struct err *e)
{
	char *path = os_join(t_dir(), name);
	int st = replay_read(r, path, e);

	free(path);
	return st;
}

/* "a1 b1 a2": file and line of each, in order. */
static void order(const struct replay *r, const char *want, const char *name)
{
	struct buf b = {0};

	for (size_t i = 0; i < r->n; i++)
		buf_printf(&b, "%s%.1s%lu", i ? " " : "", r->v[i].file, r->v[i].line);
	t_str(buf_str(&b), want, name);
	buf_free(&b);
}

#define AT(time) "\"created_at\":\"2026-06-17T" time ":00Z\"}"
#define HEAD(id) "{\"headers\":{\"x-chatwoot-delivery\":\"" id "\"},\"body\":{\"event\":\"message_created\",\"id\":1,"
#define WANT(gate) ",\"expect\":{\"gate\":\"" gate "\"}}\n"

static void reading(void)
{
	char *dir = os_join(t_dir(), "c");
	struct replay r = {0};
	struct err e = {0};

	t_int(os_make_dirs(dir, &e), 0, "a folder to read");
	free(dir);
	put("c/a.ndjson", HEAD("1") AT("12:00") WANT("message") HEAD("2") AT("12:10") WANT("message") "\n" HEAD("3")
						  AT("12:05") WANT("duplicate"));
	put("c/b.ndjson",
		"{\"body\":{\"event\":\"conversation_updated\",\"id\":9,\"x\":1.10,\"created_at\":1781697840},\"expect\":{}}\n");
	put("c/c.txt", "no conversation");
	t_int(get(&r, "c", &e), 0, "a folder");
	order(&r, "a1 b1 a2 a3", "by time, and in the file's order where that is late");
	t_int(r.v[3].at, r.v[2].at, "a late one has the time of the one before");
	t_int(replay_conversation(&r.v[1]), 9, "the id of an event is that of its conversation");
	t_str(
		r.v[1].payload,
		"{\"headers\":{\"x-chatwoot-delivery\":\"b.ndjson:1\"},\"body\":{\"event\":\"conversation_updated\",\"id\":9,\"x\":1.10,\"created_at\":1781697840}}",
		"a delivery without an id gets one, and keeps its bytes");
	replay_free(&r);
	t_int(get(&r, "c/b.ndjson", &e), 0, "a file");
	order(&r, "b1", "alone");
	replay_free(&r);
	put("plain.ndjson", "{\"body\":{}}\n");
	t_int(get(&r, "plain.ndjson", &e), 0, "what expects nothing is read, too");
	replay_free(&r);
	put("bad.ndjson", "{\"body\":{},\"expect\":1}\n");
	t_int(get(&r, "bad.ndjson", &e), -1, "an expect that is none");
	t_ok(strstr(e.msg, "bad.ndjson") && e.kind == ERR_DATA, e.msg);
	replay_free(&r);
	t_int(get(&r, "none.ndjson", &e), -1, "no such file");
	t_int(e.kind, ERR_NOINPUT, "says so");
	replay_free(&r);
}

static void matching(void)
{
	struct replay r = {0};
	struct err e = {0};
	char *received = os_join(t_dir(), "received"), *answered = os_join(t_dir(), "answered");
	val got;

	put("m.ndjson", HEAD("1") AT("12:00") WANT("message") HEAD("1") AT("12:00") WANT("duplicate") HEAD("2") AT("12:01")
						WANT("message"));
	put("received",
		"{\"kind\":\"message\",\"id\":\"m1\",\"trace\":\"1\"}\n{\"kind\":\"event\",\"id\":\"m1\",\"trace\":\"1\",\"reason\":\"duplicate\"}\n"
		"{\"kind\":\"message\",\"id\":\"m2\",\"trace\":\"2\"}\n");
	put("answered",
		"{\"id\":\"m2\",\"trace\":\"2\",\"error\":{\"message\":\"broken\"}}\n{\"id\":\"m1\",\"trace\":\"1\",\"route\":{\"crews\":[\"greet\"]},\"reply\":"
		"{\"parts\":[{\"text\":\"a\",\"facts\":[\"x\"]},{\"text\":\"b\",\"facts\":[\"x\",\"y\"]}],\"handoff\":null}}\n");
	t_int(get(&r, "m.ndjson", &e), 0, "three deliveries, two with one id");
	t_int(replay_match(&r, received, answered, &e), 0, "are matched");
	got = replay_got(&r.v[0]);
	t_str(val_str(got, "text", NULL), "a\n\nb", "the first is the message");
	t_str(val_str(got, "facts.1", NULL), "y", "with the facts of all parts");
	val_free(got);
	got = replay_got(&r.v[1]);
	t_str(val_str(got, "gate", NULL), "duplicate", "the second is the duplicate");
	val_free(got);
	got = replay_got(&r.v[2]);
	t_str(val_str(got, "error", NULL), "broken", "an error is told");
	val_free(got);
	replay_free(&r);
	free(received);
	free(answered);
}

static void unmet(const char *expect, const char *got, const char *want)
{
	val x = val_parse(expect, strlen(expect), NULL), g = val_parse(got, strlen(got), NULL), list = replay_unmet(x, g);
	struct buf b = {0};

	for (int i = 0; i < val_len(list); i++) {
		val v = val_at(list, i);

		buf_printf(&b, "%s%s", i ? "; " : "", val_text(v, "?"));
		val_free(v);
	}
	t_str(buf_str(&b), want, expect);
	buf_free(&b);
	val_free(list);
	val_free(g);
	val_free(x);
}

static void comparing(void)
{
	static const char got[] =
		"{\"gate\":\"message\",\"crews\":[\"info\",\"sales\"],\"handoff\":false,\"facts\":[\"p1\",\"p2\"],\"text\":\"custa R$ 9,90\"}";

	unmet(
		"{\"gate\":\"message\",\"crews\":[\"sales\",\"info\"],\"handoff\":false,\"facts\":[\"p2\"],\"has\":[\"R$ 9,90\"],\"lacks\":[\"8\"]}",
		got, "");
	unmet("{\"gate\":\"status\"}", got, "gate: wanted status, got message");
	unmet("{\"gate\":\"message\",\"crews\":[\"sales\"]}", got, "crews: wanted sales, got info, sales");
	unmet("{\"gate\":\"message\",\"crews\":[]}", got, "crews: wanted nothing, got info, sales");
	unmet("{\"gate\":\"message\",\"handoff\":true}", got, "handoff: a person was wanted");
	unmet("{\"gate\":\"message\",\"facts\":[\"p3\"]}", got, "facts: wanted p3, got p1, p2");
	unmet("{\"gate\":\"message\",\"has\":[\"grátis\"],\"lacks\":[\"R$\"]}", got,
		  "text: \"grátis\" is missing; text: \"R$\" must not be there");
	unmet("{\"gate\":\"duplicate\"}", "{\"gate\":\"duplicate\"}", "");
	unmet("{\"gate\":\"message\",\"crews\":[]}", "{\"gate\":\"message\",\"error\":\"broken\"}", "broken");
}

int main(void)
{
	reading();
	matching();
	comparing();
	return t_done();
}

#include "../t.h"

#include <signal.h>

#include "record/coproc.h"

static int ask(struct coproc *c, const char *id, struct rec *r, struct err *e)
{
	val v = val_set_str(val_object(), "id", id);
	int st = coproc_ask(c, v, 20, r, e);

	val_free(v);
	return st;
}

static void good(void)
{
	static const char *const stages[] = {"cat", "cat"};
	struct coproc *c = coproc_new(stages, 2);
	struct rec *r = rec_new();
	struct err e = {0};

	t_int(ask(c, "a", r, &e), 0, "a record comes back");
	t_str(rec_str(r, "id", NULL), "a", "it is the one that was sent");
	t_int(ask(c, "b", r, &e), 0, "and the next");
	t_str(rec_str(r, "id", NULL), "b", "too");
	coproc_free(c);
	rec_free(r);
}

static void fails(const char *const *stages, int n, enum err_kind kind, const char *says)
{
	struct coproc *c = coproc_new(stages, n);
	struct rec *r = rec_new();
	struct err e = {0};

	t_int(ask(c, "a", r, &e), -1, says);
	t_str(e.msg, says, "and says so");
	t_int(e.kind, kind, "and of what kind");
	t_int(ask(c, "a", r, &e), -1, "the next one is asked anew");
	t_str(e.msg, says, "with the same outcome");
	coproc_free(c);
	rec_free(r);
}

static void bad(void)
{
	static const char *const ends[] = {"cat", "exit 3"}, *const dies[] = {"kill -9 $$", "cat"},
							 *const middle[] = {"cat", "head -c 1 >/dev/null; kill -9 $$", "cat"};
	static const char *const another[] = {"sed -u s/a/b/"}, *const nonsense[] = {"sed -u s/.*/what/"};
	static const char *const slow[] = {"sleep 100"};
	struct coproc *c = coproc_new(slow, 1);
	struct rec *r = rec_new();
	struct err e = {0};
	val v = val_set_str(val_object(), "id", "a");

	fails(ends, 2, ERR_UNAVAILABLE, "exit 3 ended with status 3");
	fails(dies, 2, ERR_UNAVAILABLE, "kill -9 $$ was ended by signal 9");
	fails(middle, 3, ERR_UNAVAILABLE, "head -c 1 >/dev/null; kill -9 $$ was ended by signal 9");
	fails(another, 1, ERR_PROTOCOL, "the pipeline gave another record than went in");
	fails(nonsense, 1, ERR_PROTOCOL, "the pipeline gave what is no record");
	t_int(coproc_ask(c, v, 0.05, r, &e), -1, "one that does not answer is not waited for for ever");
	t_int(e.kind, ERR_AGAIN, "and may be asked again");
	val_free(v);
	rec_free(r);
	coproc_free(c);
	coproc_free(NULL);
}

int main(void)
{
	(void)signal(SIGPIPE, SIG_IGN);
	good();
	bad();
	return t_done();
}

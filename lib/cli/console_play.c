#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/os.h"
#include "base/proc.h"
#include "services/replay.h"

#include "cli/console_private.h"

/* A record of cwai-receive: a message is said, of others stands why not. */
static void repeat(struct console *c, struct rec *in)
{
	struct buf out = {0};
	struct err e;
	date_ms at;
	bool message = strcmp(rec_str(in, "kind", ""), "message") == 0;
	const char *reason = rec_str(in, "reason", rec_str(in, "error.message", "?"));
	char *why = mem_printf("⊘ %s · %s", reason, rec_str(in, "event", "?"));

	if (date_parse(rec_str(in, "ts", ""), &at, NULL) != 0)
		at = date_now();
	if (message)
		dialogue_customer(&c->look, at, rec_str(in, "text", "[attachment]"), false, &out);
	else
		dialogue_event(&c->look, at, why, &out);
	free(why);
	console_print(&out);
	if (message && console_answer(c, talk_repeat(c->talk, rec_val(in, ""), c->rec, &e), &e) != 0)
		log_error("%s", e.msg);
}

/* Webhooks, from the start of the file fd, through the real door. */
static int receive(struct console *c, int fd, struct err *e)
{
	struct rec_reader *in;
	struct rec *rec = rec_new();
	struct proc p;
	const char *line;
	size_t n;
	int st = proc_start(&p, "exec cwai-receive --no-store --all", fd, e);

	talk_begin(c->talk);
	if (st == 0) {
		in = rec_reader_new(p.from);
		while (!*c->interrupted && (st = rec_reader_next(in, rec, &line, &n, e)) > 0)
			repeat(c, rec);
		rec_reader_free(in);
		if (proc_end(&p) > 1 && st == 0)
			st = err_set(e, ERR_UNAVAILABLE, "cwai-receive failed");
	}
	*c->interrupted = 0;
	rec_free(rec);
	talk_begin(c->talk);
	return st;
}

static int receive_text(struct console *c, const char *text, size_t n, struct err *e)
{
	FILE *f = tmpfile();
	int st;

	if (!f)
		return err_set(e, ERR_CANTCREATE, "cannot make a temporary file");
	if (fwrite(text, 1, n, f) != n || fputc('\n', f) == EOF || fflush(f) != 0 || fseek(f, 0, SEEK_SET) != 0)
		st = err_set(e, ERR_IO, "cannot write a temporary file");
	else
		st = receive(c, fileno(f), e);
	(void)fclose(f);
	return st;
}

int console_replay(struct console *c, const char *path, struct err *e)
{
	struct replay recorded = {0};
	struct buf all = {0};
	int st = *path ? replay_read(&recorded, path, e) : err_set(e, ERR_USAGE, "which file? :replay FILE.ndjson");

	for (size_t i = 0; i < recorded.n && st == 0; i++)
		buf_printf(&all, "%s%s", i ? "\n" : "", recorded.v[i].payload);
	if (st == 0)
		st = receive_text(c, buf_str(&all), all.n, e);
	buf_free(&all);
	replay_free(&recorded);
	return st;
}

/* One webhook; it may be written in several lines. */
int console_load(struct console *c, const char *path, struct err *e)
{
	struct buf file = {0}, line = {0};
	int st = *path ? 0 : err_set(e, ERR_USAGE, "which file? :load webhook.json");
	val v;

	if (st == 0)
		st = os_read_file(path, REC_MAX_LINE, &file, e);
	v = st == 0 ? val_parse(buf_str(&file), file.n, e) : val_null();
	if (st == 0 && val_kind(v) == VAL_NONE)
		st = err_prefix(e, "%s", path);
	if (st == 0) {
		val_dump(v, &line);
		st = receive_text(c, line.p, line.n, e);
	}
	val_free(v);
	buf_free(&line);
	buf_free(&file);
	return st;
}

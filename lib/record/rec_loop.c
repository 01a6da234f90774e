#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/date.h"
#include "base/log.h"

#include "record/rec.h"

/* A record that is worked on. */
struct job {
	struct rec *r;
	struct buf line; /* r borrows it */
	void *work;
	bool passes; /* it carries an error of another tool */
	unsigned long number;
};

struct loop {
	const struct rec_filter *f;
	const struct opt_common *o;
	struct rec_reader *in;
	struct rec *r;
	struct job *job; /* a ring of f->jobs, n of them in use from head on */
	int head, n;
	struct buf out;
	unsigned long errors;
};

int rec_emit(const char *line, size_t n, struct err *e)
{
	while (n > 0) {
		ssize_t k = write(STDOUT_FILENO, line, n);

		if (k < 0 && errno == EINTR)
			continue;
		if (k < 0)
			return err_set(e, ERR_IO, "cannot write to standard output: %s", strerror(errno));
		line += k;
		n -= (size_t)k;
	}
	return 0;
}

int rec_emit_val(val v, struct err *e)
{
	struct buf b = {0};
	int st;

	val_dump(v, &b);
	val_free(v);
	buf_putc(&b, '\n');
	st = rec_emit(b.p, b.n, e);
	buf_free(&b);
	return st;
}

int rec_close_stdout(void)
{
	bool bad = ferror(stdout) != 0;

	if (fclose(stdout) != 0 || bad) {
		log_error("cannot write to standard output: %s", strerror(errno));
		return ERR_IO;
	}
	return 0;
}

/* The line, its end, in one write: what follows in the pipe has it at once. */
static int put_record(struct loop *l, struct err *e)
{
	buf_clear(&l->out);
	rec_line(l->r, &l->out);
	buf_putc(&l->out, '\n');
	return rec_emit(l->out.p, l->out.n, e);
}

/* A record with "error" is ready in l->r: what -E says. 0, or -1 to end the run with e. */
static int put_error(struct loop *l, const struct err *why, struct err *e)
{
	l->errors++;
	if (strcmp(l->o->on_error, "stop") == 0) {
		*e = *why;
		return -1;
	}
	if (strcmp(l->o->on_error, "drop") == 0) {
		log_info("dropped: %s", why->msg);
		return 0;
	}
	return put_record(l, e);
}

/* A line that is no record becomes one of kind "bad" that carries it. */
static int put_bad(struct loop *l, const char *line, size_t n, const struct err *why, struct err *e)
{
	struct buf b = {0};
	int st;

	buf_puts(&b, "{\"v\":1,\"kind\":\"bad\",\"raw\":");
	rec_json_str(&b, line, n);
	buf_putc(&b, '}');
	if (rec_parse(l->r, b.p, b.n, NULL) != 0) { /* escapes made it too long to carry whole */
		buf_clear(&b);
		buf_puts(&b, "{\"v\":1,\"kind\":\"bad\",\"raw\":");
		rec_json_str(&b, line, n < 1024 ? n : 1024);
		buf_putc(&b, '}');
		st = rec_parse(l->r, b.p, b.n, NULL);
		(void)st; /* it is our own text */
	}
	rec_set_error(l->r, why);
	st = put_error(l, why, e);
	buf_free(&b);
	return st;
}

static void set_present(struct loop *l)
{
	date_ms ts;

	if (l->o->now_is_ts && date_parse(rec_str(l->r, "ts", ""), &ts, NULL) == 0)
		date_freeze(ts);
}

static bool passes(const struct loop *l)
{
	return !l->f->errors_too && rec_kind(l->r, "error") == VAL_OBJECT;
}

/* The record in l->r carries an error of another tool. */
static int pass_error(struct loop *l, unsigned long line, struct err *e)
{
	struct err why;

	(void)err_set(&why, ERR_DATA, "line %lu carries an error of %s", line, rec_str(l->r, "error.tool", "another tool"));
	return put_error(l, &why, e);
}

/* What the filter said of the record in l->r. */
static int put_outcome(struct loop *l, int st, struct err *why_not, struct err *e)
{
	struct err why = *why_not;

	if (st == REC_GONE)
		return 0;
	if (st == REC_PASS) {
		l->errors += l->f->errors_too && rec_kind(l->r, "error") == VAL_OBJECT;
		return put_record(l, e);
	}
	if (why.kind == ERR_NONE)
		(void)err_set(&why, ERR_BUG, "failed without saying why");
	rec_set_error(l->r, &why);
	return put_error(l, &why, e);
}

/* A good record that is in l->r. */
static int handle(struct loop *l, struct err *e)
{
	struct err why = {.kind = ERR_NONE};

	if (passes(l))
		return pass_error(l, rec_reader_number(l->in), e);
	set_present(l);
	return put_outcome(l, l->f->record(l->f->cookie, l->r, &why), &why, e);
}

/* ---- several side by side ---- */

/* Waits for the first one in, and writes it out. */
static int end_job(struct loop *l, struct err *e)
{
	struct job *j = &l->job[l->head];
	struct rec *mine = l->r;
	struct err why = {.kind = ERR_NONE};
	int st;

	l->r = j->r;
	l->head = (l->head + 1) % l->f->jobs;
	l->n--;
	st = j->passes ? pass_error(l, j->number, e)
				   : put_outcome(l, l->f->end(l->f->cookie, j->work, l->r, &why), &why, e);
	l->r = mine;
	return st;
}

/* The line is a good record: l->r has it. */
static int begin_job(struct loop *l, const char *line, size_t n, struct err *e)
{
	struct job *j = &l->job[(l->head + l->n) % l->f->jobs];
	struct rec *mine = l->r;

	buf_clear(&j->line);
	buf_put(&j->line, line, n);
	if (rec_parse(j->r, j->line.p, j->line.n, e) != 0)
		return -1;
	l->r = j->r;
	j->number = rec_reader_number(l->in);
	j->passes = passes(l);
	set_present(l);
	j->work = j->passes ? NULL : l->f->begin(l->f->cookie, j->r);
	l->r = mine;
	l->n++;
	return 0;
}

static int end_jobs(struct loop *l, int most, struct err *e)
{
	while (l->n > most)
		if (end_job(l, e) != 0)
			return -1;
	return 0;
}

static int run_jobs(struct loop *l, struct err *e)
{
	const char *line;
	size_t n;
	int st;

	for (;;) {
		if (end_jobs(l, rec_reader_ready(l->in) ? l->f->jobs - 1 : 0, e) != 0)
			return -1;
		st = rec_reader_next(l->in, l->r, &line, &n, e);
		if (st == 0)
			return 0;
		if (st < 0) {
			struct err why = *e;

			if (why.kind != ERR_DATA || end_jobs(l, 0, e) != 0 || put_bad(l, line, n, &why, e) != 0)
				return -1;
		} else if (begin_job(l, line, n, e) != 0) {
			return -1;
		}
	}
}

static void open_jobs(struct loop *l)
{
	l->job = mem_zalloc((size_t)l->f->jobs * sizeof(*l->job));
	for (int i = 0; i < l->f->jobs; i++)
		l->job[i].r = rec_new();
}

/* Work that is not to come out any more is ended all the same: end frees it. */
static void close_jobs(struct loop *l)
{
	struct err e;

	for (; l->n > 0; l->n--, l->head = (l->head + 1) % l->f->jobs)
		if (!l->job[l->head].passes && l->f->end(l->f->cookie, l->job[l->head].work, l->job[l->head].r, &e) != 0)
			log_debug("given up: %s", e.msg);
	for (int i = 0; i < l->f->jobs; i++) {
		rec_free(l->job[i].r);
		buf_free(&l->job[i].line);
	}
	free(l->job);
}

/* ---- one by one ---- */

/* Before the loop blocks what was held back goes out, and again as often as the filter wants until input is there. */
static int wait_for_input(struct loop *l, struct err *e)
{
	const struct rec_filter *f = l->f;
	int there = rec_reader_ready(l->in) ? 1 : 0;

	while (there == 0 && f->idle) {
		double seconds;

		if (f->idle(f->cookie, e) != 0)
			return -1;
		seconds = f->wait ? f->wait(f->cookie) : -1;
		if (seconds < 0)
			return 0; /* reading waits */
		there = rec_reader_wait(l->in, seconds, e);
	}
	return there < 0 ? -1 : 0;
}

static int run(struct loop *l, struct err *e)
{
	const char *line;
	size_t n;
	int st;

	for (;;) {
		if (wait_for_input(l, e) != 0)
			return -1;
		st = rec_reader_next(l->in, l->r, &line, &n, e);
		if (st == 0)
			return l->f->idle ? l->f->idle(l->f->cookie, e) : 0;
		if (st < 0) {
			struct err why = *e;

			if (why.kind != ERR_DATA)
				return -1;
			if (put_bad(l, line, n, &why, e) != 0)
				return -1;
		} else if (handle(l, e) != 0) {
			return -1;
		}
	}
}

int rec_loop(const struct rec_filter *f, const struct opt_common *o)
{
	struct loop l = {.f = f, .o = o, .in = rec_reader_new(STDIN_FILENO), .r = rec_new()};
	struct err e = {.kind = ERR_NONE};
	int st;

	if (f->jobs > 1) {
		open_jobs(&l);
		st = run_jobs(&l, &e);
		close_jobs(&l);
	} else {
		st = run(&l, &e);
	}
	if (st != 0)
		log_error("%s", e.msg);
	else if (l.errors && !o->quiet)
		log_warn("%lu %s an error", l.errors, l.errors == 1 ? "record carries" : "records carry");
	buf_free(&l.out);
	rec_free(l.r);
	rec_reader_free(l.in);
	return st != 0 ? (int)e.kind : l.errors ? 1 : 0;
}

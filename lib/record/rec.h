/*
 * rec: records, one JSON object a line (cwai-record(5)): reading, checked getters, splicing, and the loop that is a
 * filter. A record keeps the bytes it came in; what a filter adds is spliced in before the last brace.
 */
#ifndef RECORD_REC_H
#define RECORD_REC_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/opt.h"
#include "record/val.h"

#define REC_MAX_LINE (16u << 20) /* bytes of a line without its end */
#define REC_MAX_DEPTH 256        /* objects and arrays inside each other */

struct rec; /* one record: a line, and what was set on it */

struct rec *rec_new(void);
void rec_free(struct rec *r); /* NULL is fine */

/*
 * Takes line[0..n), which is borrowed and must stay until the next rec_parse or rec_free. Checks that it is one JSON
 * object in valid UTF-8 without NUL, not too long, not too deep. 0, or -1 with e (ERR_DATA, says the byte).
 */
int rec_parse(struct rec *r, const char *line, size_t n, struct err *e);

/*
 * Getters. path is "member" or "member.member"; of duplicate members the last counts, and members that were set on the
 * record since count before those of the line. Strings are decoded, NUL-terminated UTF-8 ("\u0000" and lone surrogates
 * become U+FFFD), borrowed until the next rec_parse. A missing member, null, or another kind gives the default.
 */
const char *rec_str(struct rec *r, const char *path, const char *dflt);
long long rec_int(struct rec *r, const char *path, long long dflt);
double rec_num(struct rec *r, const char *path, double dflt);
bool rec_bool(struct rec *r, const char *path, bool dflt);
bool rec_has(struct rec *r, const char *path);           /* there, null too */
enum val_kind rec_kind(struct rec *r, const char *path); /* VAL_NONE when missing */
const char *rec_raw(struct rec *r, const char *path,
					size_t *n); /* the value's own bytes; NULL when missing; borrowed */
val rec_val(struct rec *r,
			const char *path); /* parsed; VAL_NONE when missing; the caller's. Path "" is the whole record */

/* Sets a top-level member; one of that name is replaced where it stands. key needs no escaping. */
void rec_set(struct rec *r, const char *key, val v);                           /* consumes v */
void rec_set_json(struct rec *r, const char *key, const char *json, size_t n); /* json is one JSON value, copied */
void rec_set_error(struct rec *r, const struct err *e); /* the "error" member, with the tool's name */

/* Appends the record's line, without its end, to out. */
void rec_line(struct rec *r, struct buf *out);

/* Appends s as a JSON string with its quotes. Invalid UTF-8 becomes U+FFFD. */
void rec_json_str(struct buf *out, const char *s, size_t n);

/* ---- streams ---- */

struct rec_reader; /* lines of a file descriptor */

struct rec_reader *rec_reader_new(int fd); /* does not own fd */
void rec_reader_free(struct rec_reader *in);
/*
 * The next line that is not blank, without its end (LF or CRLF), in *line (borrowed until the next call). 1; 0 at
 * the end; -1 with e: ERR_DATA for a line that is too long (cut to its first 1 KiB in *line, the rest skipped; go
 * on reading), ERR_IO.
 */
int rec_reader_line(struct rec_reader *in, const char **line, size_t *n, struct err *e);
/* Same, parsed into r. ERR_DATA for a bad line, which *line still shows; go on reading. */
int rec_reader_next(struct rec_reader *in, struct rec *r, const char **line, size_t *n, struct err *e);
bool rec_reader_ready(struct rec_reader *in); /* a whole line is in memory: the next call has it, and does not block */
/* Waits until the next call will not block. 1; 0 when seconds have passed before; -1 with e (ERR_IO). */
int rec_reader_wait(struct rec_reader *in, double seconds, struct err *e);
unsigned long rec_reader_number(const struct rec_reader *in); /* the last line's number, from 1 */

/*
 * Calls fn for each record of an NDJSON file ("-" is stdin). Stops at the first bad line (e names file and line)
 * or -1 of fn.
 */
int rec_each(const char *path, int (*fn)(void *cookie, struct rec *r, struct err *e), void *cookie, struct err *e);

/* ---- the loop ---- */

enum { REC_PASS = 0, REC_GONE = 1 };

struct rec_filter {
	/*
	 * One record in: sets members on r and returns REC_PASS, or REC_GONE when nothing is to come out for it. -1
	 * with e: the record goes on with "error" (or as -E says).
	 */
	int (*record)(void *cookie, struct rec *r, struct err *e);
	/*
	 * Optional. Before the loop blocks for input, and at its end: write out what was held back. -1 ends the run
	 * with e.
	 */
	int (*idle)(void *cookie, struct err *e);
	/*
	 * Optional, with idle. Asked each time before the loop blocks: after how many seconds without input idle is to be
	 * called again; below 0: not before input has come.
	 */
	double (*wait)(void *cookie);
	void *cookie;
	bool errors_too; /* records that carry "error" are given to record as well; else they pass untouched */
	/*
	 * With jobs above 1 so many records are worked on side by side, and come out in the order they came in. begin
	 * starts a record's work and returns it; end, in place of record, waits for it, frees it, and is as record.
	 * Neither may keep r's borrowed texts. Input that has nothing ready lets the work in hand end first.
	 */
	int jobs;
	void *(*begin)(void *cookie, struct rec *r);
	int (*end)(void *cookie, void *work, struct rec *r, struct err *e);
};

/*
 * Standard input to standard output, flushed a record, until the end. Ignores SIGPIPE's noise (a closed stdout ends
 * the process by SIGPIPE), sets date_now to the record's ts under --now ts. Returns the exit status: 0, 1 when records
 * carry errors (counted on stderr), or a sysexits number.
 */
int rec_loop(const struct rec_filter *f, const struct opt_common *o);

/* Writes one more line to stdout, from inside a callback. 0, or -1 with e (ERR_IO). */
int rec_emit(const char *line, size_t n, struct err *e);
int rec_emit_val(val v, struct err *e); /* consumes v */

/* Flushes and closes stdout: 0, or ERR_IO's status with a line on stderr. For tools without the loop. */
int rec_close_stdout(void);

#endif

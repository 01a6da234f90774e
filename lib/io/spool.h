/*
 * spool: lines that are on the disk before anyone is told that they were taken, until every consumer took them. A
 * folder (mode 0700) of segments, each an NDJSON file named by the number of its first line, and a cursor a consumer.
 * Lines are numbered from 1; a line's number is its segment's and how many stand before it there. One process at a time
 * writes a spool; consumers read it from the same process or from others. The writing half may be used by many threads.
 */
#ifndef IO_SPOOL_H
#define IO_SPOOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/* ---- writing ---- */

struct spool;

struct spool_options {
	size_t segment; /* bytes after which a new segment begins; 64 MiB when 0 */
	/* Optional. Lines were stored: called by one of the threads that append; it must not block. */
	void (*stored)(void *cookie);
	void *cookie;
};

/*
 * Opens the spool in dir, made when it is missing. What a crash left of lines that were not stored whole is dropped,
 * and said. NULL with e: ERR_AGAIN when another process has it, ERR_CANTCREATE, ERR_IO, ERR_DATA (a file in it is no
 * segment of a spool). Copies what it is given.
 */
struct spool *spool_open(const char *dir, const struct spool_options *o, struct err *e);
void spool_close(struct spool *s); /* NULL is fine; nobody may append any more */

/*
 * Stores one line: head, its number in decimal, tail, LF; neither may hold an LF. With head NULL it is tail alone.
 * Returns when the line is on the disk, with its number in *number (which may be NULL): 0. Lines that others append
 * at the same time are synced at once with it. -1 with e (ERR_IO): nothing of it is there.
 */
int spool_append(struct spool *s, const char *head, size_t nhead, const char *tail, size_t ntail, uint64_t *number,
				 struct err *e);

/* Whether a line could be stored now: 0 when the last could, or a probe on the disk succeeds; -1 with e. */
int spool_check(struct spool *s, struct err *e);

/*
 * Deletes the segments that are older than keep seconds and that every consumer passed; none when there is no consumer.
 * Returns how many.
 */
int spool_sweep(struct spool *s, double keep);

#define SPOOL_SPANS 12                       /* steps of the histogram; the last has no upper bound */
extern const double spool_span[SPOOL_SPANS]; /* their upper bounds in seconds */

struct spool_stats {
	uint64_t next;                          /* the number that the next line gets */
	uint64_t lines, bytes, syncs, failures; /* since it was opened */
	uint64_t sync_span[SPOOL_SPANS];        /* how many syncs took at most so long, each in one step only */
	double sync_seconds;
	int segments;
	uint64_t held; /* bytes of all segments */
};

void spool_stats(struct spool *s, struct spool_stats *out);

/* Calls fn with each consumer and how many lines it has yet to take. */
void spool_consumers(struct spool *s, void (*fn)(void *cookie, const char *name, uint64_t lag), void *cookie);

/* ---- reading ---- */

struct spool_reader; /* of one thread */

/*
 * Reads the spool in dir, from where the consumer is (from the oldest line when it is new). name: letters, digits, '-'
 * and '_', at most 64; NULL reads all there is and keeps no cursor. NULL with e: ERR_NOINPUT (no spool there),
 * ERR_AGAIN (another process reads as this consumer), ERR_USAGE (no name), ERR_DATA (the cursor's file is none).
 */
struct spool_reader *spool_read_open(const char *dir, const char *name, struct err *e);
void spool_read_close(struct spool_reader *r); /* does not mark; NULL is fine */

struct spool_line {
	const char *p; /* without its end; borrowed until the next spool_read */
	size_t n;
	uint64_t number;
	uint64_t segment, behind; /* where the next one begins */
};

/*
 * The next line that is stored. 1 with *l; 0 when there is none for now; -1 with e (ERR_IO). Lines that are missing
 * because someone deleted them are passed over, and said.
 */
int spool_read(struct spool_reader *r, struct spool_line *l, struct err *e);

/* Lines up to l count as taken. Kept in memory until spool_read_mark writes it. */
void spool_read_took(struct spool_reader *r, const struct spool_line *l);
/* Writes the cursor, if it moved. 0, or -1 with e. */
int spool_read_mark(struct spool_reader *r, struct err *e);
/* Lines that are stored and not taken. */
uint64_t spool_read_lag(struct spool_reader *r);

/* ---- taking back what was stored ---- */

/* The number of the first line that not every consumer took; 1 when there is no consumer. 0, or -1 with e. */
int spool_taken(const char *dir, uint64_t *number, struct err *e);

struct spool_hold;

/* Keeps every consumer of the spool in dir out until spool_let_go. NULL with e: ERR_AGAIN when one is at work. */
struct spool_hold *spool_hold(const char *dir, struct err *e);
void spool_let_go(struct spool_hold *h); /* NULL is fine */

/*
 * Overwrites the line that spool_read gave with text, where it stands and as long as it was, the rest spaces: numbers,
 * cursors, the writer and other readers are not disturbed. Only a line that was taken, or while the consumers are held.
 * text is cut when it is longer. 0, also when the line's file is gone; -1 with e (ERR_IO).
 */
int spool_overwrite(const char *dir, const struct spool_line *l, const char *text, size_t n, struct err *e);

#endif

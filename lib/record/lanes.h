/*
 * lanes: feeds records to copies of a pipeline, so that records of one key go through it one at a time and in order,
 * and many keys side by side (cwai-lanes(1)). A copy is `sh -c PIPELINE`; the id of a line at its far end tells which
 * record came out.
 */
#ifndef RECORD_LANES_H
#define RECORD_LANES_H

#include <stdbool.h>
#include <stdio.h>

#include "base/mem.h"

struct lanes_opt {
	const char *pipeline; /* for sh -c */
	const char *key;      /* path of the member that names the lane; a record without it has a lane of its own */
	long copies;          /* at least 1 */
	long max_pending;     /* records held; over it standard input is not read */
	long max_in_flight;   /* records inside one copy */
	double timeout;       /* seconds that a copy may take for its oldest record; 0: for ever */
	double grace;         /* seconds that SIGTERM and SIGINT leave for what was read */
	const char *on_error; /* "pass", "drop" or "stop" */
	bool quiet;
};

struct lanes_copy_stats {
	unsigned long answers, restarts;
};

struct lanes_stats {
	unsigned long records;  /* read, bad lines too */
	unsigned long answers;  /* that came out of the pipeline */
	unsigned long errors;   /* records that carry an error, whoever set it */
	unsigned long timeouts; /* of them, not out in time */
	unsigned long restarts;
	unsigned long nonsense; /* lines of the pipeline that were no answer */
	long copies;
	struct lanes_copy_stats *copy; /* copies of them */
	double p50, p90, p99, max;     /* ms from a record's last byte read to its answer; percentiles within 2 % */
	double seconds;                /* of the whole run */
};

/*
 * Standard input to standard output until the end, or SIGTERM or SIGINT. Fills *s (for lanes_stats_free). Returns the
 * exit status: 0; 1 when a record carries an error or a copy ended with 1; what a copy ended with; ERR_PROTOCOL when
 * the pipeline spoke nonsense; ERR_UNAVAILABLE when it never ran; ERR_IO. A closed standard output ends it by SIGPIPE.
 * Changes the signal mask and SIGPIPE, and takes fds 0 to 2 when they are closed: for a process that does nothing else.
 */
int lanes_run(const struct lanes_opt *o, struct lanes_stats *s);

void lanes_stats_free(struct lanes_stats *s);
void lanes_stats_print(const struct lanes_stats *s, FILE *f);        /* for people */
void lanes_stats_json(const struct lanes_stats *s, struct buf *out); /* a line: a record of kind "result" */

#endif

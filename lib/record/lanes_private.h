/* lanes_private: what the files of the lanes module share; not for others. */
#ifndef RECORD_LANES_PRIVATE_H
#define RECORD_LANES_PRIVATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/err.h"
#include "base/mem.h"
#include "record/lanes.h"
#include "record/rec.h"

/* Bounds beside those of the options. */
#define LANES_MAX_BYTES ((size_t)64 << 20) /* of pending lines; one record more may come */
#define LANES_MAX_OUT ((size_t)1 << 18)    /* waiting for standard output */
#define LANES_MAX_FEED ((size_t)1 << 18)   /* waiting for a copy's input */
#define LANES_DEATHS 3                     /* a record's tries */
#define LANES_BARREN 6                     /* starts of a pipeline that never answered */
#define LANES_RECENT 64                    /* ids remembered */
#define LANES_MS 1000000LL                 /* in ns */
#define LANES_S 1000000000LL
#define LANES_BREAKDOWN (5 * LANES_S)  /* that a copy with a dead stage may take to end by itself */
#define LANES_PATIENCE (50 * LANES_MS) /* before a copy that does not answer is looked at */

/* ---- lines of a file descriptor that must not block ---- */

struct lanes_lines {
	struct buf bytes;
	size_t at;       /* where the next line begins */
	size_t searched; /* no line end before this */
	bool skipping;   /* inside a line that is too long */
	bool end;        /* no more bytes come */
	unsigned long number;
};

/* Reads once. 1 when bytes came, 0 at the end, -1 with errno (EAGAIN: none yet). */
int lanes_fill(struct lanes_lines *l, int fd);

enum lanes_line { LANES_NONE, LANES_LINE, LANES_LAST, LANES_LONG };

/*
 * The next line that is not blank, without its end, borrowed until the next lanes_fill. LANES_LAST: the stream ended
 * without its line end. LANES_LONG: over REC_MAX_LINE, the first KiB is given. LANES_NONE: fill first, or it ended.
 */
enum lanes_line lanes_next(struct lanes_lines *l, const char **line, size_t *n);

/* ---- a table of nodes that live inside other structs ---- */

struct lanes_node {
	struct lanes_node *next;
	uint64_t hash;
	char *key; /* the node's own */
	size_t n;
};

struct lanes_table {
	struct lanes_node **bucket;
	size_t mask;
};

void lanes_table_init(struct lanes_table *t, size_t expected);
struct lanes_node *lanes_table_find(const struct lanes_table *t, const char *key, size_t n);
void lanes_table_add(struct lanes_table *t, struct lanes_node *node); /* key and n are filled */
void lanes_table_remove(struct lanes_table *t, struct lanes_node *node);

/* ---- what is on its way ---- */

struct item {                /* a record */
	struct lanes_node by_id; /* first; in the table while it is in flight */
	struct lane *lane;
	struct item *behind;        /* in the lane */
	struct item *older, *newer; /* in flight in the same copy */
	char *line;                 /* with its LF */
	size_t n;
	long long arrived; /* ns */
	int deaths;        /* successive ends of its copy in which it was the oldest in flight */
	bool asked;        /* goes through the pipeline; else it goes out as it is when its turn comes */
	bool carries;      /* an error */
	bool overtaken;    /* one that was fed later came out */
};

struct lane {                 /* a key that has records */
	struct lanes_node by_key; /* first */
	struct copy *copy;
	struct item *first, *last;
	struct lane *next; /* in its copy's ready queue, or among the blocked */
};

enum ending { END_DIED, END_CLOSED, END_LATE, END_BROKEN, END_STOPPED };

struct copy {
	int number;  /* from 1 */
	pid_t pid;   /* of its leader, also its process group; 0 when reaped */
	int in, out; /* our ends, -1 when closed */
	int status;  /* of the pipeline, once reaped: as a shell gives it */
	bool up;     /* was started, and its end is not settled yet */
	enum ending why;
	struct buf feed; /* bytes for in */
	size_t fed;      /* of them, written */
	struct lanes_lines lines;
	struct item *oldest, *newest; /* in flight */
	struct item *late;            /* timed out; for END_LATE */
	long flying, items;           /* in flight; and all that are assigned to it */
	struct lane *ready, *ready_last;
	long long turn;                /* run clock, when oldest became the oldest */
	long long progress;            /* ns, the last answer, or feeding when nothing was in flight */
	long long watch;               /* ns, when to look at its stages next */
	long long patience;            /* ns between two looks */
	pid_t suspect;                 /* the stage that wrote to nobody at the last look */
	long long start_at, kill_at;   /* ns; 0: no such plan */
	double backoff;                /* s, the last one; 0 after an answer */
	int barren;                    /* successive ends without an answer */
	bool answered;                 /* since it was started */
	uint64_t recent[LANES_RECENT]; /* hashes of the last ids it answered, to tell "twice" from "unknown" */
	unsigned recent_at;
};

struct lanes {
	const struct lanes_opt *o;
	struct lanes_stats *s;
	struct lanes_lines input;
	struct rec *rec;
	struct lanes_table keys, ids;
	struct lane *blocked; /* their head's id is in flight under another key */
	struct copy *copy;
	long pending;
	size_t bytes; /* of the pending lines */
	struct buf out;
	size_t out_at;
	size_t out_chunk;  /* bytes that a ready standard output takes without blocking */
	long long now;     /* ns, of this turn of the loop */
	long long stalled; /* ns that were spent waiting for standard output: they are nobody's timeout */
	long long stop_at; /* ns, when a signal's grace ends; 0: no signal */
	bool ended;        /* no more is read */
	bool sigpipe_ignored;
	int signals;       /* signalfd */
	uint32_t *latency; /* histogram */
	bool hungry;       /* all that was read is taken */
	struct err fatal;  /* ends the run at once when its kind is set */
	struct err unfit;  /* the pipeline never ran: ends it with every record out */
};

/* lanes_in.c */
bool lanes_take(struct lanes *l); /* what was read becomes items, as many as may be; true when more may be read */
const char *lanes_name(struct rec *r, const char *path, size_t *n); /* text or a number as written; or NULL */
void lanes_feed(struct lanes *l, struct copy *c);                   /* gives the copy what it may have */
void lanes_land(struct lanes *l, struct item *it);      /* out of its copy's flight; it stays its lane's first */
void lanes_requeue(struct item *it);                    /* an item that landed is its copy's next to be fed */
void lanes_remove(struct lanes *l, struct item *it);    /* its lane's first, not in flight, is gone and freed */
void lanes_advance(struct lanes *l, struct lane *lane); /* the lane's next record may go; an empty lane is freed */

/* lanes_out.c */
/* A line without its end; carries: an error, which why (may be NULL) is. */
void lanes_put(struct lanes *l, const char *line, size_t n, bool carries, const struct err *why);
bool lanes_answer(struct lanes *l, struct copy *c); /* what was read from the copy goes out; true when all did */
void lanes_give_up(struct lanes *l, struct item *it, const struct err *why); /* landed before; out with an error */
void lanes_give_up_all(struct lanes *l, const struct err *why);              /* every pending record, lane by lane */
void lanes_flush(struct lanes *l);                                           /* what standard output takes now */

/* lanes_child.c */
void lanes_start(struct lanes *l, struct copy *c);
void lanes_write(struct lanes *l, struct copy *c);
void lanes_close_in(struct copy *c, enum ending why);
void lanes_kill(struct copy *c, enum ending why);
void lanes_reap(struct lanes *l); /* after SIGCHLD */

/* lanes_end.c */
void lanes_settle(struct lanes *l, struct copy *c); /* it is gone: who is fed again, and when it starts again */

/* lanes_watch.c */
bool lanes_is_broken(struct copy *c); /* a stage of it writes to nobody, twice in a row */

/* lanes_stats.c */
uint32_t *lanes_latency_new(void);
void lanes_latency_add(uint32_t *h, long long ns, struct lanes_stats *s);
void lanes_latency_sum(const uint32_t *h, struct lanes_stats *s);

#endif

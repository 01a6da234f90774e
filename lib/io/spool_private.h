/* What the parts of the spool share: the names of its files, the mark up to which lines are stored, and its state. */
#ifndef IO_SPOOL_PRIVATE_H
#define IO_SPOOL_PRIVATE_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <time.h>

#include "base/err.h"
#include "base/mem.h"
#include "io/spool.h"

/*
 * The file "mark": its lock is the writer's, its first eight bytes, mapped by all, are the number of the next line. A
 * reader goes by it, not by the files' ends, for what is written and not yet synced may be taken back.
 */
struct spool_mark {
	int fd; /* -1: not open */
	_Atomic uint64_t *next;
};

int spool_mark_open(struct spool_mark *m, const char *dir, bool write, struct err *e);
/* The next line is number. Written as well as mapped, so that those who watch the folder see it. */
void spool_mark_set(struct spool_mark *m, uint64_t number);
void spool_mark_close(struct spool_mark *m);

char *spool_segment_path(const char *dir, uint64_t first); /* new memory */
/* The segments of dir in order, in new memory; their number, or -1 with e. */
long spool_list(const char *dir, uint64_t **first, struct err *e);

/* Where a consumer is: the next line that it takes. */
struct spool_cursor {
	uint64_t segment, offset, number;
};

/* 1; 0 when there is none; -1 with e (ERR_DATA, ERR_IO). */
int spool_cursor_load(const char *dir, const char *name, struct spool_cursor *c, struct err *e);
int spool_cursor_save(const char *dir, const char *name, const struct spool_cursor *c, struct err *e);
/* Calls fn with the name of each file in dir that ends with end, without it. 0, or -1 with e. */
int spool_each(const char *dir, const char *end, void (*fn)(void *cookie, const char *name), void *cookie,
			   struct err *e);

/* ---- the writing half ---- */

/* An append that waits, on the stack of its thread. */
struct waiter {
	const char *head, *tail;
	size_t nhead, ntail;
	uint64_t number;
	bool done;
	struct err *e;
	int status;
	struct waiter *next;
};

struct spool {
	char *dir;
	struct spool_options o;
	pthread_mutex_t lock;
	pthread_cond_t turned;
	/* under the lock */
	struct waiter *first, **last;
	bool busy; /* a thread has the file: it alone uses what is below */
	struct spool_stats stats;
	bool failed; /* the last batch could not be stored */
	/* of the thread that has the file */
	struct spool_mark mark;
	int fd;
	uint64_t segment, number; /* the open segment, the next line */
	size_t size;              /* its bytes that are stored */
	time_t since;             /* when its first line came */
	struct buf batch;
	long long loud, probed; /* when the last failure was told, the disk tried */
};

/* A new segment for the lines from s->number on becomes the open one. ERR_NOINPUT: the folder is gone. */
int spool_begin_segment(struct spool *s, struct err *e);
/* Failures are told, now and then, and their end. st and e of what was tried. */
void spool_tell(struct spool *s, int st, const struct err *e);

#endif

/* What the two halves of the spool share: the names of its files, and the mark up to which lines are stored. */
#ifndef IO_SPOOL_PRIVATE_H
#define IO_SPOOL_PRIVATE_H

#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>

#include "base/err.h"

/*
 * The file "mark": its lock is the writer's, its first eight bytes, mapped by all, are the number of the next line. A
 * reader goes by it, not by the files' ends, for what is written and not yet synced may be taken back.
 */
struct spool_mark {
	int fd; /* -1: not open */
	_Atomic uint64_t *next;
};

int spool_mark_open(struct spool_mark *m, const char *dir, bool write, struct err *e);
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

#endif

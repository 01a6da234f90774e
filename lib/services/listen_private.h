/* What the parts of listen share: its numbers, and the thread that writes records out. */
#ifndef SERVICES_LISTEN_PRIVATE_H
#define SERVICES_LISTEN_PRIVATE_H

#include <pthread.h>
#include <stdint.h>

#include "io/spool.h"
#include "services/listen.h"

#define LISTEN_STATUSES 13

struct listen_metrics {
	pthread_mutex_t lock;
	uint64_t answered[LISTEN_OTHER + 1][LISTEN_STATUSES]; /* the last status is any other */
	uint64_t bytes[LISTEN_OTHER + 1];
	uint64_t span[SPOOL_SPANS]; /* from the whole request to its answer */
	double seconds;
	uint64_t bad_signatures, limited;
};

void listen_metrics_count(struct listen_metrics *m, enum listen_source source, int status, size_t bytes);
void listen_metrics_stored(struct listen_metrics *m, double seconds); /* a delivery was stored in that time */
void listen_metrics_text(struct listen_metrics *m, struct spool *s, struct buf *out);

/* ---- writing out ---- */

struct listen_writer;

enum listen_writer_mode {
	LISTEN_WOKEN,  /* listen_writer_wake tells that there is more */
	LISTEN_ONCE,   /* ends when nothing is left to write */
	LISTEN_FOLLOWS /* what another process stores is noticed */
};

/* NULL with e. */
struct listen_writer *listen_writer_start(const char *spool, const char *consumer, enum listen_writer_mode mode,
										  struct err *e);
void listen_writer_wake(struct listen_writer *w); /* there is more */
bool listen_writer_ended(struct listen_writer *w);
/*
 * Writes what is left, as far as standard output takes it at once, marks it, and frees w. 0, or -1 with e; *closed when
 * standard output was closed; *left lines wait.
 */
int listen_writer_stop(struct listen_writer *w, bool *closed, uint64_t *left, struct err *e);

#endif

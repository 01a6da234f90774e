/* replay_play: recorded deliveries through a pipeline, at the pace they came in or faster. */
#ifndef SERVICES_REPLAY_PLAY_H
#define SERVICES_REPLAY_PLAY_H

#include <signal.h>
#include <stdbool.h>

#include "base/err.h"
#include "services/replay.h"

/*
 * Runs `sh -c pipeline` with CWAI_NOW=ts, writes it the payloads, each when its time has come (speed times as fast as
 * they came; 0: at once), and what it writes to the file out. Ends when the pipeline does; *stop (may be NULL) not 0
 * ends it before its time. progress: a line at a terminal. 0 with *status, the pipeline's exit status; -1 with e
 * (ERR_IO, ERR_AGAIN when it was stopped).
 */
int replay_play(const struct replay *r, const char *pipeline, double speed, const char *out, bool progress,
				const volatile sig_atomic_t *stop, int *status, struct err *e);

#endif

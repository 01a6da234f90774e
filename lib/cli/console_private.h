/* console_private: shared by the console's parts. */
#ifndef CLI_CONSOLE_PRIVATE_H
#define CLI_CONSOLE_PRIVATE_H

#include <signal.h>

#include "base/opt.h"
#include "cli/dialogue.h"
#include "cli/playground.h"
#include "cli/talk.h"
#include "record/rec.h"
#include "services/config.h"

struct console {
	struct opt_common common;
	struct playground *shop; /* of --temp */
	struct config *config;
	struct talk *talk;
	struct dialogue look;
	struct rec *rec; /* the last record that came out */
	volatile sig_atomic_t *interrupted;
	bool trace, quit;
	unsigned long failed;
};

/* Writes what is in b, and frees it. */
void console_print(struct buf *b);

/* What came of a message: st and e are those of talk_say. 0, or -1 with e. */
int console_answer(struct console *c, int st, struct err *e);

/* The commands :replay and :load. */
int console_replay(struct console *c, const char *path, struct err *e);
int console_load(struct console *c, const char *path, struct err *e);

#endif

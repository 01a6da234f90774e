/*
 * console: what is typed in cwai-repl: a line is said to the shop as a customer, and answered by the real pipeline; a
 * line that begins with a colon is a command.
 */
#ifndef CLI_CONSOLE_H
#define CLI_CONSOLE_H

#include <signal.h>

#include "base/err.h"
#include "base/opt.h"

struct console;

struct console_opt {
	const struct opt_common *common;
	const char *temp;                   /* a domain, for a shop of its own; NULL: the one of the configuration */
	const char *as;                     /* a customer by id or phone; NULL: nobody that is known */
	volatile sig_atomic_t *interrupted; /* set by a signal: what goes on is given up, and it is cleared */
};

/* Sets PATH, CWAI_CONFIG and CWAI_NOW in this process's environment. NULL with e. */
struct console *console_open(const struct console_opt *o, struct err *e);
void console_free(struct console *c); /* NULL is fine */

void console_greet(struct console *c); /* whose shop it is, on standard output */

/* Does what the line says (trimmed in place). Answers go to standard output, failures to the log. False after :quit. */
bool console_line(struct console *c, char *line);

char *console_prompt(const struct console *c); /* new memory */

/* The i-th command or domain, for completion: borrowed, NULL after the last. */
const char *console_command(int i);
const char *console_domain(const struct console *c, int i);

unsigned long console_failed(const struct console *c); /* messages that were not answered */

#endif

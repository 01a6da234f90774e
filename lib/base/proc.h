/* proc: a shell command that runs beside this process, with a pipe to it and a pipe from it. */
#ifndef BASE_PROC_H
#define BASE_PROC_H

#include <sys/types.h>

#include "base/err.h"

struct proc {
	pid_t pid; /* also its process group: a Ctrl-C at the terminal does not reach it */
	int to;    /* a pipe to its standard input, -1 for none */
	int from;  /* a pipe from its standard output */
};

#define PROC_PIPE (-1)
#define PROC_NULL (-2)

/*
 * Starts `sh -c command`. It reads from input: PROC_PIPE (p->to, to be closed by the caller, and -1 then, or by
 * proc_end), PROC_NULL (/dev/null), or a file descriptor, which stays the caller's. 0, or -1 with e (ERR_MEMORY: no
 * more processes or files).
 */
int proc_start(struct proc *p, const char *command, int input, struct err *e);

/* Closes both pipes and waits. Its exit status, 128 and the signal's number when a signal ended it. */
int proc_end(struct proc *p);

/* Sends a signal to the command and all it started. */
void proc_signal(const struct proc *p, int number);

#endif

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/proc.h"

static void shut(int *fd)
{
	if (*fd >= 0)
		(void)close(*fd);
	*fd = -1;
}

/* In the child: in and out become 0 and 1; the rest is closed at exec. */
static _Noreturn void become(const char *command, int in, int out)
{
	sigset_t none;

	(void)sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
	(void)signal(SIGPIPE, SIG_DFL);
	(void)signal(SIGINT, SIG_DFL);
	(void)setpgid(0, 0);
	if (dup2(in, STDIN_FILENO) >= 0 && dup2(out, STDOUT_FILENO) >= 0)
		(void)execl("/bin/sh", "sh", "-c", command, (char *)NULL);
	_exit(127);
}

/* What the command reads, and for a pipe the end that is written to. */
static int open_input(int input, int in[2])
{
	if (input == PROC_PIPE)
		return pipe2(in, O_CLOEXEC);
	in[0] = input == PROC_NULL ? open("/dev/null", O_RDONLY | O_CLOEXEC) : fcntl(input, F_DUPFD_CLOEXEC, 0);
	return in[0] < 0 ? -1 : 0;
}

int proc_start(struct proc *p, const char *command, int input, struct err *e)
{
	int in[2] = {-1, -1}, out[2] = {-1, -1};

	*p = (struct proc){.pid = -1, .to = -1, .from = -1};
	if (open_input(input, in) != 0 || pipe2(out, O_CLOEXEC) != 0)
		goto bad;
	p->pid = fork();
	if (p->pid == 0)
		become(command, in[0], out[1]);
	if (p->pid < 0)
		goto bad;
	(void)setpgid(p->pid, p->pid);
	shut(&in[0]);
	shut(&out[1]);
	p->to = in[1];
	p->from = out[0];
	return 0;
bad:
	(void)err_set(e, ERR_MEMORY, "cannot start a command: %s", strerror(errno));
	for (int i = 0; i < 2; i++) {
		shut(&in[i]);
		shut(&out[i]);
	}
	return -1;
}

int proc_end(struct proc *p)
{
	int st = 0;

	shut(&p->to);
	shut(&p->from);
	if (p->pid <= 0)
		return 0;
	while (waitpid(p->pid, &st, 0) < 0 && errno == EINTR)
		;
	p->pid = -1;
	return WIFSIGNALED(st) ? 128 + WTERMSIG(st) : WEXITSTATUS(st);
}

void proc_signal(const struct proc *p, int number)
{
	if (p->pid > 0)
		(void)kill(-p->pid, number);
}

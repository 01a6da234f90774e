#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"

#include "record/lanes_private.h"

/* Exit status of a process as a shell gives it. */
static int status_of(int st)
{
	return WIFEXITED(st) ? WEXITSTATUS(st) : 128 + WTERMSIG(st);
}

static _Noreturn void run_shell(const char *pipeline)
{
	sigset_t none;

	(void)sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
	(void)signal(SIGPIPE, SIG_DFL);
	(void)execl("/bin/sh", "sh", "-c", pipeline, (char *)NULL);
	log_error("cannot run /bin/sh: %s", strerror(errno));
	_exit(127);
}

/*
 * The leader of a copy's process group: it starts the shell, waits for it, and kills the whole group when the parent is
 * gone (a shell alone would die with the parent and leave its stages behind).
 */
static _Noreturn void lead(const char *pipeline, pid_t parent)
{
	sigset_t mine;
	pid_t shell;
	int st, sig;

	(void)sigemptyset(&mine);
	(void)sigaddset(&mine, SIGCHLD);
	(void)sigaddset(&mine, SIGTERM);
	(void)sigprocmask(SIG_SETMASK, &mine, NULL);
	if (prctl(PR_SET_PDEATHSIG, SIGTERM) != 0 || getppid() != parent)
		_exit(ERR_UNAVAILABLE);
	shell = fork();
	if (shell == 0)
		run_shell(pipeline);
	(void)close(STDIN_FILENO);
	(void)close(STDOUT_FILENO);
	if (shell < 0)
		_exit(ERR_MEMORY);
	for (;;) {
		if (sigwait(&mine, &sig) == 0 && sig == SIGTERM)
			(void)kill(0, SIGKILL);
		if (waitpid(shell, &st, WNOHANG) == shell)
			_exit(status_of(st));
	}
}

/* In the child: fds 0 and 1 are the pipes, 2 stays, the rest is closed (other copies' pipes would never end). */
static _Noreturn void become_copy(const struct lanes *l, const struct copy *c, int in, int out, pid_t parent)
{
	char number[16];

	(void)snprintf(number, sizeof(number), "%d", c->number);
	if (setpgid(0, 0) != 0 || dup2(in, STDIN_FILENO) < 0 || dup2(out, STDOUT_FILENO) < 0)
		_exit(ERR_MEMORY);
	if (setenv("CWAI_COPY", number, 1) != 0)
		_exit(ERR_MEMORY);
	(void)close_range(3, ~0u, 0);
	lead(l->o->pipeline, parent);
}

static int spawn(const struct lanes *l, struct copy *c, struct err *e)
{
	int in[2] = {-1, -1}, out[2] = {-1, -1};
	pid_t parent = getpid(), pid = -1;

	if (pipe2(in, O_CLOEXEC) == 0 && pipe2(out, O_CLOEXEC) == 0 && fcntl(in[1], F_SETFL, O_NONBLOCK) == 0 &&
		fcntl(out[0], F_SETFL, O_NONBLOCK) == 0)
		pid = fork();
	if (pid == 0)
		become_copy(l, c, in[0], out[1], parent);
	if (pid < 0) {
		(void)err_set(e, ERR_MEMORY, "cannot start copy %d of the pipeline: %s", c->number, strerror(errno));
		for (int i = 0; i < 2; i++) {
			(void)close(in[i]);
			(void)close(out[i]);
		}
		return -1;
	}
	(void)setpgid(pid, pid); /* here too: either may come first */
	(void)close(in[0]);
	(void)close(out[1]);
	c->in = in[1];
	c->out = out[0];
	c->pid = pid;
	return 0;
}

void lanes_start(struct lanes *l, struct copy *c)
{
	struct err e;

	buf_clear(&c->feed);
	c->fed = 0;
	buf_free(&c->lines.bytes);
	c->lines = (struct lanes_lines){0};
	c->start_at = c->kill_at = 0;
	c->why = END_DIED;
	c->answered = false;
	c->suspect = 0;
	c->up = true;
	if (spawn(l, c, &e) == 0)
		return;
	log_error("%s", e.msg);
	c->status = ERR_MEMORY;
	lanes_settle(l, c);
}

void lanes_close_in(struct copy *c, enum ending why)
{
	if (c->in < 0)
		return;
	(void)close(c->in);
	c->in = -1;
	c->why = why;
}

void lanes_write(struct lanes *l, struct copy *c)
{
	while (c->in >= 0 && c->fed < c->feed.n) {
		ssize_t n = write(c->in, c->feed.p + c->fed, c->feed.n - c->fed);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EAGAIN)
			break;
		if (n < 0) { /* nobody reads any more: its end should follow */
			lanes_close_in(c, c->why);
			c->kill_at = l->now + LANES_BREAKDOWN;
			break;
		}
		c->fed += (size_t)n;
	}
	if (c->fed == c->feed.n) {
		buf_clear(&c->feed);
		c->fed = 0;
	} else if (c->fed > LANES_MAX_FEED && c->fed > c->feed.n / 2) {
		memmove(c->feed.p, c->feed.p + c->fed, c->feed.n - c->fed);
		c->feed.n -= c->fed;
		c->fed = 0;
	}
}

void lanes_kill(struct copy *c, enum ending why)
{
	if (!c->up)
		return;
	c->why = why;
	if (c->in >= 0)
		(void)close(c->in);
	c->in = -1;
	if (c->pid > 0)
		(void)kill(-c->pid, SIGKILL);
}

static void reap(struct lanes *l, struct copy *c)
{
	siginfo_t info = {.si_pid = 0};
	int st;

	if (waitid(P_PID, (id_t)c->pid, &info, WEXITED | WNOHANG | WNOWAIT) != 0 || info.si_pid == 0)
		return;
	/* What the shell left behind goes with it, while the unreaped leader still keeps the group's number. */
	(void)kill(-c->pid, SIGKILL);
	c->status = waitpid(c->pid, &st, 0) == c->pid ? status_of(st) : ERR_BUG;
	c->pid = 0;
	c->kill_at = l->now + LANES_S; /* of its output, which a process that left the group may still hold */
}

void lanes_reap(struct lanes *l)
{
	for (long i = 0; i < l->o->copies; i++)
		if (l->copy[i].pid > 0)
			reap(l, &l->copy[i]);
}

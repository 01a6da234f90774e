/* cwai-repl: talk to the pipeline as a customer, line by line. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <readline/readline.h>

#include <readline/history.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/opt.h"
#include "base/os.h"
#include "cli/console.h"

/* readline's callbacks have no cookie, nor have signals. */
static const struct console *current;
static volatile sig_atomic_t interrupted, ended;

static void on_signal(int number)
{
	if (number == SIGINT)
		interrupted = 1;
	else
		ended = number;
}

/* readline calls this when a signal came while it waits for a key. */
static int on_wake(void)
{
	if (ended)
		rl_done = 1;
	if (!interrupted)
		return 0;
	interrupted = 0;
	(void)fputs("^C\n", rl_outstream);
	rl_replace_line("", 1);
	(void)rl_on_new_line();
	rl_redisplay();
	return 0;
}

static char *next_command(const char *text, int state)
{
	static int at;
	const char *name;

	at = state ? at + 1 : 0;
	for (; (name = console_command(at)); at++)
		if (strncmp(name, text + 1, strlen(text + 1)) == 0)
			return mem_printf(":%s", name);
	return NULL;
}

static char *next_domain(const char *text, int state)
{
	static int at;
	const char *name;

	at = state ? at + 1 : 0;
	for (; (name = console_domain(current, at)); at++)
		if (strncmp(name, text, strlen(text)) == 0)
			return mem_dup(name);
	return NULL;
}

static char **complete(const char *text, int start, int end)
{
	bool file = strncmp(rl_line_buffer, ":replay ", 8) == 0 || strncmp(rl_line_buffer, ":load ", 6) == 0;

	(void)end;
	rl_attempted_completion_over = !file;
	if (start == 0 && *text == ':')
		return rl_completion_matches(text, next_command);
	return strncmp(rl_line_buffer, ":domain ", 8) == 0 ? rl_completion_matches(text, next_domain) : NULL;
}

/* The history's file, in new memory. */
static char *open_terminal(struct console *c)
{
	const char *state = os_env("XDG_STATE_HOME", NULL);
	char *dir = state ? os_join(state, "cwai") : os_join(os_env("HOME", "/"), ".local/state/cwai");
	char *history = os_join(dir, "history");

	current = c;
	if (os_make_dirs(dir, NULL) != 0)
		log_warn("cannot make %s: what is typed is not kept", dir);
	free(dir);
	rl_readline_name = "cwai";
	rl_catch_signals = 0;
	rl_signal_event_hook = on_wake;
	rl_attempted_completion_function = complete;
	using_history();
	stifle_history(1000);
	(void)read_history(history); /* there is none yet at the first run */
	return history;
}

/* What was typed is as private as a conversation. */
static void close_terminal(char *history)
{
	mode_t before = umask(077);

	if (history_length > 0 && (write_history(history) != 0 || chmod(history, 0600) != 0))
		log_info("the history could not be written");
	(void)umask(before);
	free(history);
}

static char *read_prompted(const struct console *c)
{
	char *prompt = console_prompt(c), *line = readline(prompt);
	HIST_ENTRY *last = history_length > 0 ? history_get(history_base + history_length - 1) : NULL;

	free(prompt);
	for (size_t n = line ? strlen(line) : 0; n > 0 && line[n - 1] == ' '; n--)
		line[n - 1] = '\0'; /* completion leaves one */
	if (line && *line && !(last && strcmp(last->line, line) == 0))
		add_history(line);
	return line;
}

/* The next line in new memory, NULL at the end. */
static char *read_line(const struct console *c, bool prompt)
{
	char *line = NULL;
	size_t cap = 0;

	if (prompt)
		return read_prompted(c);
	if (getline(&line, &cap, stdin) >= 0)
		return line;
	free(line);
	return NULL;
}

static void run(struct console *c, bool prompt)
{
	char *history = prompt ? open_terminal(c) : NULL, *line;
	bool more = true;

	if (prompt)
		console_greet(c);
	while (more && !ended && (line = read_line(c, prompt))) {
		if (!ended)
			more = console_line(c, line);
		free(line);
	}
	if (prompt)
		close_terminal(history);
}

static void catch_signals(void)
{
	static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
	struct sigaction a = {.sa_handler = on_signal}; /* without SA_RESTART: what waits comes back */

	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		(void)sigaction(numbers[i], &a, NULL);
	(void)signal(SIGPIPE, SIG_IGN); /* a pipeline that died is told of, and started anew */
}

int main(int argc, char *argv[])
{
	struct opt_common common = {0};
	struct console_opt o = {.common = &common, .interrupted = &interrupted};
	struct console *c;
	struct err e;
	const struct opt options[] = {
		{0, "temp", OPT_STR, &o.temp, "DOMAIN", "in a shop of its own, which is gone afterwards"},
		{0, "as", OPT_STR, &o.as, "CUSTOMER", "be this customer of the store (id or phone)"},
		{0, NULL, OPT_COMMON, &common, NULL, NULL},
		{0},
	};
	const struct opt_tool tool = {"cwai-repl", "talks to the pipeline as a customer",
								  "[--temp DOMAIN] [--as CUSTOMER] [option ...]", options, false};
	int st;

	if (opt_parse(&tool, argc, argv) != argc)
		opt_fail(&tool, "it takes no operand: lines come from the terminal or from standard input");
	catch_signals();
	c = console_open(&o, &e);
	if (!c)
		log_die(&e);
	run(c, isatty(STDIN_FILENO) && isatty(STDOUT_FILENO));
	st = console_failed(c) > 0;
	console_free(c);
	return ended ? 128 + ended : st;
}

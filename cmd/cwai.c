/* cwai: the front: runs the cwai-* programs, lists them, and makes their completions. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/err.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/opt.h"
#include "base/os.h"
#include "base/term.h"
#include "record/rec.h"
#include "record/val.h"

struct names { /* programs found, in the order of the folders, by name within each */
	char **name, **path;
	size_t n;
};

static void add_name(struct names *l, const char *dir, const char *name)
{
	char *path;

	for (size_t i = 0; i < l->n; i++)
		if (strcmp(l->name[i], name) == 0)
			return; /* the one that was found first is the one that runs */
	path = os_join(dir, name);
	if (access(path, X_OK) != 0 || !os_is_file(path)) {
		free(path);
		return;
	}
	l->name = mem_array(l->name, l->n + 1, sizeof(*l->name));
	l->path = mem_array(l->path, l->n + 1, sizeof(*l->path));
	l->name[l->n] = mem_dup(name);
	l->path[l->n++] = path;
}

static void add_dir(struct names *l, const char *dir)
{
	DIR *d = opendir(dir);
	struct dirent **list;
	int n;

	if (!d)
		return;
	(void)closedir(d);
	n = scandir(dir, &list, NULL, alphasort);
	for (int i = 0; i < n; i++) {
		if (strncmp(list[i]->d_name, "cwai-", 5) == 0)
			add_name(l, dir, list[i]->d_name);
		free(list[i]);
	}
	if (n >= 0)
		free(list);
}

/* Every cwai-* beside this program, then on PATH. */
static struct names find_all(void)
{
	struct names l = {0};
	char *self = os_self_dir(), *path = mem_dup(os_env("PATH", "")), *rest = path, *dir;

	if (self)
		add_dir(&l, self);
	while ((dir = strsep(&rest, ":")))
		add_dir(&l, *dir ? dir : ".");
	free(path);
	free(self);
	return l;
}

static void free_names(struct names *l)
{
	for (size_t i = 0; i < l->n; i++) {
		free(l->name[i]);
		free(l->path[i]);
	}
	free(l->name);
	free(l->path);
}

/* What `path --options` prints, or nothing when it does not know the option; it gets a second and no input. */
static void read_options(const char *path, struct buf *out)
{
	int fd[2], st;
	pid_t pid;

	if (pipe(fd) != 0)
		return;
	pid = fork();
	if (pid == 0) {
		(void)alarm(1);
		if (dup2(fd[1], STDOUT_FILENO) < 0 || !freopen("/dev/null", "r", stdin) || !freopen("/dev/null", "w", stderr))
			_exit(126);
		(void)close(fd[0]);
		(void)execl(path, path, "--options", (char *)NULL);
		_exit(127);
	}
	(void)close(fd[1]);
	for (ssize_t n = 1; pid > 0 && n > 0;) {
		buf_need(out, 4096);
		n = read(fd[0], out->p + out->n, 4096);
		out->n += n > 0 ? (size_t)n : 0;
		out->p[out->n] = '\0';
	}
	(void)close(fd[0]);
	if (pid < 0 || waitpid(pid, &st, 0) < 0 || !WIFEXITED(st) || WEXITSTATUS(st) != 0 || out->n > 65536)
		buf_clear(out);
}

/* The one line behind the name in --options; "" when there is none. The buffer is cut to it. */
static const char *purpose(struct buf *b)
{
	char *tab = b->n ? strchr(b->p, '\t') : NULL;

	if (!tab || strcspn(b->p, "\n") < (size_t)(tab - b->p))
		return "";
	b->p[strcspn(b->p, "\n")] = '\0';
	return tab + 1;
}

static int list_services(bool json)
{
	static const char *const heads[] = {"service", "what it does"};
	struct names l = find_all();
	struct term_table *t = term_table_new(heads, 2);
	struct err e;
	int st = 0;

	json = json || !term_is(STDOUT_FILENO);
	for (size_t i = 0; i < l.n && st == 0; i++) {
		struct buf b = {0};
		const char *cells[2] = {l.name[i] + 5, NULL};

		read_options(l.path[i], &b);
		cells[1] = purpose(&b);
		if (json)
			st = rec_emit_val(
				val_set_str(val_set_str(val_set_str(val_object(), "service", cells[0]), "purpose", cells[1]), "path",
							l.path[i]),
				&e);
		else
			term_table_add(t, cells);
		buf_free(&b);
	}
	if (!json)
		st = term_table_print(t, stdout);
	if (st != 0)
		log_error("cannot write to standard output");
	term_table_free(t);
	free_names(&l);
	return st == 0 ? rec_close_stdout() : ERR_IO;
}

/* Distance in letters put in, left out or exchanged, for "did you mean". */
static size_t distance(const char *a, const char *b)
{
	size_t row[64], nb = strlen(b);

	if (nb >= 63)
		return 64;
	for (size_t j = 0; j <= nb; j++)
		row[j] = j;
	for (size_t i = 1; a[i - 1]; i++) {
		size_t diagonal = row[0];

		row[0] = i;
		for (size_t j = 1; j <= nb; j++) {
			size_t change = diagonal + (a[i - 1] != b[j - 1]);
			size_t edge = (row[j] < row[j - 1] ? row[j] : row[j - 1]) + 1;

			diagonal = row[j];
			row[j] = change < edge ? change : edge;
		}
	}
	return row[nb];
}

static _Noreturn void no_such(const char *name)
{
	struct names l = find_all();
	const char *best = NULL;
	size_t least = 3;

	if (distance(name, "services") < least)
		best = "services";
	for (size_t i = 0; i < l.n && !best; i++)
		if (distance(name, l.name[i] + 5) < least) {
			least = distance(name, l.name[i] + 5);
			best = l.name[i] + 5;
		}
	if (best)
		log_error("there is no service \"%s\"; did you mean `cwai %s`?", name, best);
	else
		log_error("there is no service \"%s\"; `cwai services` lists them", name);
	free_names(&l);
	exit(ERR_USAGE);
}

/* Runs the service argv[at]; options that stand before it are its own. */
static _Noreturn void run(int at, char *argv[])
{
	char *self = os_self_dir(), *name = mem_printf("cwai-%s", argv[at]), *path = os_join(self, name);

	if (strchr(argv[at], '/'))
		no_such(argv[at]);
	for (int i = at; i > 1; i--)
		argv[i] = argv[i - 1];
	argv[1] = name;
	if (self)
		(void)execv(path, argv + 1);
	(void)execvp(name, argv + 1);
	if (errno != ENOENT) {
		log_error("cannot run %s: %s", name, strerror(errno));
		exit(ERR_UNAVAILABLE);
	}
	no_such(name + 5);
}

int main(int argc, char *argv[])
{
	struct opt_common common = {0};
	bool json = false;
	const struct opt options[] = {
		{0, "json", OPT_FLAG, &json, NULL, "records, also at a terminal"},
		{0, NULL, OPT_COMMON, &common, NULL, NULL},
		{0},
	};
	const struct opt_tool tool = {"cwai", "customer service for a shop: runs its services by name",
								  "SERVICE [ARGUMENT ...]\nservices [--json]", options, true};
	int at = opt_parse(&tool, argc, argv);

	if (at == argc)
		opt_fail(&tool, "which service? `cwai services` lists them");
	if (strcmp(argv[at], "services") != 0)
		run(at, argv);
	if (at + 1 < argc && strcmp(argv[at + 1], "--json") == 0)
		json = true;
	else if (at + 1 < argc)
		opt_fail(&tool, "services takes no operand");
	return list_services(json);
}

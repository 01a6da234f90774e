/*
 * opt: one table of options a tool. It parses the command line, prints --help, and feeds the completions and the check
 * against the man page (--options prints it as TSV). No abbreviations; options may follow operands; "--" ends them.
 */
#ifndef BASE_OPT_H
#define BASE_OPT_H

#include <stdbool.h>

enum opt_type {
	OPT_END,
	OPT_FLAG,     /* bool *: set to true */
	OPT_COUNT,    /* int *: one more each time */
	OPT_STR,      /* const char **: borrowed from argv */
	OPT_INT,      /* long *: decimal, not negative */
	OPT_NUM,      /* double * */
	OPT_DURATION, /* double *: seconds; "1.5", "500ms", "8s", "2m", "1h" */
	OPT_CHOICE,   /* const char **: one of arg's words, "pass|drop|stop" */
	OPT_FILE,     /* const char **: as OPT_STR, completed with file names */
	OPT_LIST,     /* struct opt_list *: every one given */
	OPT_COMMON    /* struct opt_common *: the options every tool knows */
};

struct opt_list {
	const char **v; /* borrowed strings; the array is the process's */
	int n;
};

struct opt {
	int letter; /* 0 when there is only a long name */
	const char *name;
	enum opt_type type;
	void *to;
	const char *arg;  /* the argument's name; for OPT_CHOICE the words, split by '|' */
	const char *help; /* a few words, lower case, no full stop */
};

/* What every tool knows: -h -V -v -q -C FILE -d DOMAIN -E MODE --now TIME, and --options. */
struct opt_common {
	const char *config;   /* -C; NULL when not given */
	const char *domain;   /* -d; NULL when not given */
	const char *on_error; /* "pass", "drop" or "stop" */
	bool on_error_given;  /* else it is the default */
	bool now_is_ts;       /* --now ts: each record's own ts is its present */
	bool quiet;
	int verbose;
	unsigned long long given; /* bits: the tool's own options that were, by their place in its table of at most 64 */
};

struct opt_tool {
	const char *name;          /* "cwai-route" */
	const char *purpose;       /* one line, shown by `cwai services` */
	const char *synopsis;      /* what follows the name: "[-v] [--model FILE]"; lines split by \n for several forms */
	const struct opt *options; /* ends with OPT_END */
	bool stop_at_operand;      /* options end at the first operand (cwai-lanes, cwai) */
};

/*
 * Parses, and opens the log. -h, -V and --options print to stdout and exit 0; a mistake is told on stderr with the
 * synopsis, exit 64. The operands are moved to the end of argv in order; returns the index of the first (argc when
 * there is none). --now (or CWAI_NOW) freezes date_now.
 */
int opt_parse(const struct opt_tool *tool, int argc, char *argv[]);

/*
 * After opt_parse, for a tool with several verbs: a mistake when an option of its own was given that is none of names
 * ("yes|dry-run"; "" for none); verb is what it is called, "privacy export". The common ones go with every verb.
 */
void opt_only(const struct opt_tool *tool, const struct opt_common *c, const char *verb, const char *names);

/* Seconds of "1.5", "500ms", "8s", "2m", "1h", "7d"; below 0 when it is no span of time. */
double opt_duration(const char *s);

/* Refuses -E pass and -E drop, for what ends at the first record that is wrong. */
void opt_stops(const struct opt_tool *tool, const struct opt_common *c);

/* Says the formatted text as a usage mistake of tool and exits 64. */
_Noreturn void opt_fail(const struct opt_tool *tool, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#endif

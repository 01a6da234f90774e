#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/err.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/os.h"

#include "base/opt.h"

/* The options that every tool has. to is an offset into struct opt_common; a few are handled by the parser itself. */
enum common { C_HELP, C_VERSION, C_VERBOSE, C_QUIET, C_CONFIG, C_DOMAIN, C_ON_ERROR, C_NOW, C_OPTIONS, C_COUNT };

static const struct opt common[] = {
	[C_HELP] = {'h', "help", OPT_FLAG, NULL, NULL, "show this and end"},
	[C_VERSION] = {'V', "version", OPT_FLAG, NULL, NULL, "show the version and end"},
	[C_VERBOSE] = {'v', "verbose", OPT_COUNT, NULL, NULL, "say more on stderr; twice: much more"},
	[C_QUIET] = {'q', "quiet", OPT_FLAG, NULL, NULL, "say errors only"},
	[C_CONFIG] = {'C', "config", OPT_FILE, NULL, "FILE", "the configuration, cwai.yaml"},
	[C_DOMAIN] = {'d', "domain", OPT_STR, NULL, "NAME", "the domain to serve"},
	[C_ON_ERROR] = {'E', "on-error", OPT_CHOICE, NULL, "pass|drop|stop", "what becomes of a bad record"},
	[C_NOW] = {0, "now", OPT_STR, NULL, "TIME", "act as if it were TIME; ts: each record's own"},
	[C_OPTIONS] = {0, "options", OPT_FLAG, NULL, NULL, "list the options as TSV and end"},
	[C_COUNT] = {0},
};

static void print_synopsis(const struct opt_tool *tool, FILE *f)
{
	const char *lead = "usage:", *s = tool->synopsis;

	for (;;) {
		size_t n = strcspn(s, "\n");

		(void)fprintf(f, "%s %s %.*s\n", lead, tool->name, (int)n, s);
		if (!s[n])
			return;
		s += n + 1;
		lead = "      ";
	}
}

static void print_option(const struct opt *o)
{
	char left[64];
	size_t n = 0;

	if (o->letter)
		n = (size_t)snprintf(left, sizeof(left), "  -%c, --%s", o->letter, o->name);
	else
		n = (size_t)snprintf(left, sizeof(left), "      --%s", o->name);
	if (o->arg && n < sizeof(left))
		(void)snprintf(left + n, sizeof(left) - n, " %s", o->arg);
	(void)printf("%-30s %s\n", left, o->help);
}

static void print_help(const struct opt_tool *tool)
{
	print_synopsis(tool, stdout);
	(void)printf("%s\n", tool->purpose);
	for (const struct opt *o = tool->options; o->type != OPT_END; o++) {
		if (o->type != OPT_COMMON) {
			print_option(o);
			continue;
		}
		for (const struct opt *c = common; c->name; c++)
			print_option(c);
	}
}

static void print_tsv_line(const struct opt *o)
{
	static const char *const types[] = {"",         "flag",   "count", "string", "int", "number",
										"duration", "choice", "file",  "list",   ""};

	(void)printf("%c\t%s\t%s\t%s\t%s\n", o->letter ? o->letter : '-', o->name, types[o->type], o->arg ? o->arg : "",
				 o->help);
}

/* First line: name and purpose, for `cwai services`; then an option a line: letter, name, type, argument, help. */
static void print_tsv(const struct opt_tool *tool)
{
	(void)printf("%s\t%s\n", tool->name, tool->purpose);
	for (const struct opt *o = tool->options; o->type != OPT_END; o++) {
		if (o->type != OPT_COMMON) {
			print_tsv_line(o);
			continue;
		}
		for (const struct opt *c = common; c->name; c++)
			print_tsv_line(c);
	}
}

static _Noreturn void finish_stdout(void)
{
	bool bad = ferror(stdout) != 0;

	if (fclose(stdout) != 0 || bad) {
		log_error("cannot write to standard output");
		exit(ERR_IO);
	}
	exit(0);
}

void opt_fail(const struct opt_tool *tool, const char *fmt, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	log_error("%s", text);
	print_synopsis(tool, stderr);
	exit(ERR_USAGE);
}

double opt_duration(const char *s)
{
	static const struct {
		const char *unit;
		double seconds;
	} units[] = {
		{"", 1}, {"ms", 0.001}, {"s", 1}, {"m", 60}, {"h", 3600}, {"d", 86400},
	};
	char *end;
	double v = strtod(s, &end);

	if (end == s || !(v >= 0 && v < 1e12))
		return -1;
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (strcmp(end, units[i].unit) == 0)
			return v * units[i].seconds;
	return -1;
}

static bool is_choice(const char *words, const char *v)
{
	size_t n = strlen(v);

	for (const char *w = words; n > 0; w++) {
		size_t len = strcspn(w, "|");

		if (len == n && strncmp(w, v, n) == 0)
			return true;
		w += len;
		if (!*w)
			return false;
	}
	return false;
}

static void add_to_list(struct opt_list *l, const char *v)
{
	l->v = mem_array(l->v, (size_t)l->n + 1, sizeof(*l->v));
	l->v[l->n++] = v;
}

static void store(const struct opt_tool *tool, const struct opt *o, const char *v)
{
	char *end;

	switch (o->type) {
	case OPT_FLAG: *(bool *)o->to = true; return;
	case OPT_COUNT: (*(int *)o->to)++; return;
	case OPT_STR:
	case OPT_FILE: *(const char **)o->to = v; return;
	case OPT_INT:
		errno = 0;
		*(long *)o->to = strtol(v, &end, 10);
		if (end == v || *end || errno || *(long *)o->to < 0)
			opt_fail(tool, "--%s: \"%s\" is no whole number from 0 up", o->name, v);
		return;
	case OPT_NUM:
		*(double *)o->to = strtod(v, &end);
		if (end == v || *end)
			opt_fail(tool, "--%s: \"%s\" is no number", o->name, v);
		return;
	case OPT_DURATION:
		*(double *)o->to = opt_duration(v);
		if (*(double *)o->to < 0)
			opt_fail(tool, "--%s: \"%s\" is no span of time (8s, 500ms, 2m, 1h)", o->name, v);
		return;
	case OPT_CHOICE:
		if (!is_choice(o->arg, v))
			opt_fail(tool, "--%s: \"%s\" is none of %s", o->name, v, o->arg);
		*(const char **)o->to = v;
		return;
	case OPT_LIST: add_to_list(o->to, v); return;
	case OPT_END:
	case OPT_COMMON: return;
	}
}

static void set_now(const struct opt_tool *tool, struct opt_common *c, const char *v)
{
	struct err e;
	date_ms now;

	c->now_is_ts = strcmp(v, "ts") == 0;
	if (c->now_is_ts)
		return;
	if (date_parse(v, &now, &e) != 0)
		opt_fail(tool, "--now: %s", e.msg);
	date_freeze(now);
}

static void store_common(const struct opt_tool *tool, struct opt_common *c, const struct opt *o, const char *v)
{
	switch ((enum common)(o - common)) {
	case C_HELP: print_help(tool); finish_stdout();
	case C_VERSION: (void)printf("%s %s\n", tool->name, CWAI_VERSION); finish_stdout();
	case C_OPTIONS: print_tsv(tool); finish_stdout();
	case C_VERBOSE: c->verbose++; return;
	case C_QUIET: c->quiet = true; return;
	case C_CONFIG: c->config = v; return;
	case C_DOMAIN: c->domain = v; return;
	case C_ON_ERROR:
		if (!is_choice(o->arg, v))
			opt_fail(tool, "--on-error: \"%s\" is none of %s", v, o->arg);
		c->on_error = v;
		c->on_error_given = true;
		return;
	case C_NOW: set_now(tool, c, v); return;
	case C_COUNT: return;
	}
}

/* A table's option by letter or by name[0..n); the tool's own come before the common ones. */
static const struct opt *look_up(const struct opt *table, int letter, const char *name, size_t n)
{
	for (const struct opt *o = table; o->type != OPT_END; o++) {
		const struct opt *c = o->type == OPT_COMMON ? look_up(common, letter, name, n) : NULL;

		if (c)
			return c;
		if (o->type != OPT_COMMON && (letter ? o->letter == letter : strncmp(o->name, name, n) == 0 && !o->name[n]))
			return o;
	}
	return NULL;
}

static bool takes_argument(const struct opt *o)
{
	return o->type != OPT_FLAG && o->type != OPT_COUNT;
}

struct parse {
	const struct opt_tool *tool;
	struct opt_common *common; /* NULL when the tool has none */
	int argc, at;
	char **argv;
};

static void take(struct parse *p, const struct opt *o, const char *v)
{
	if (o >= common && o < common + C_COUNT) {
		store_common(p->tool, p->common, o, v);
	} else {
		if (p->common)
			p->common->given |= 1ULL << (o - p->tool->options);
		store(p->tool, o, v);
	}
}

static const char *next_argument(struct parse *p, const struct opt *o)
{
	if (++p->at >= p->argc)
		opt_fail(p->tool, "--%s wants an argument (%s)", o->name, o->arg);
	return p->argv[p->at];
}

static void parse_long(struct parse *p, const char *s)
{
	size_t n = strcspn(s, "=");
	const struct opt *o = look_up(p->tool->options, 0, s, n);

	if (!o)
		opt_fail(p->tool, "there is no option --%.*s", (int)n, s);
	if (!takes_argument(o) && s[n])
		opt_fail(p->tool, "--%s takes no argument", o->name);
	take(p, o, !takes_argument(o) ? NULL : s[n] ? s + n + 1 : next_argument(p, o));
}

static void parse_letters(struct parse *p, const char *s)
{
	while (*s) {
		const struct opt *o = look_up(p->tool->options, (unsigned char)*s, NULL, 0);

		if (!o)
			opt_fail(p->tool, "there is no option -%c", *s);
		s++;
		if (takes_argument(o)) {
			take(p, o, *s ? s : next_argument(p, o));
			return;
		}
		take(p, o, NULL);
	}
}

static struct opt_common *find_common(const struct opt_tool *tool)
{
	for (const struct opt *o = tool->options; o->type != OPT_END; o++)
		if (o->type == OPT_COMMON)
			return o->to;
	return NULL;
}

static void open_log(const struct opt_tool *tool, const struct opt_common *c)
{
	if (c && c->quiet)
		log_open(tool->name, LOG_ERROR);
	else if (c && c->verbose)
		log_open(tool->name, c->verbose > 1 ? LOG_DEBUG : LOG_INFO);
}

int opt_parse(const struct opt_tool *tool, int argc, char *argv[])
{
	struct parse p = {tool, find_common(tool), argc, 1, argv};
	const char **rest = mem_array(NULL, (size_t)argc + 1, sizeof(*rest));
	int n = 0;

	os_hold_streams();
	log_open(tool->name, LOG_WARN);
	if (p.common && !p.common->on_error)
		p.common->on_error = "pass";
	if (p.common && os_env("CWAI_NOW", NULL))
		set_now(tool, p.common, os_env("CWAI_NOW", NULL));
	for (; p.at < argc; p.at++) {
		const char *s = argv[p.at];

		if (strcmp(s, "--") == 0) {
			p.at++;
			break;
		}
		if (s[0] != '-' || !s[1]) {
			if (tool->stop_at_operand)
				break;
			rest[n++] = s;
		} else if (s[1] == '-') {
			parse_long(&p, s + 2);
		} else {
			parse_letters(&p, s + 1);
		}
	}
	while (p.at < argc)
		rest[n++] = argv[p.at++];
	for (int i = 0; i < n; i++)
		memcpy(&argv[argc - n + i], &rest[i], sizeof(*rest)); /* argv is not const, its strings are not changed */
	free(rest);
	open_log(tool, p.common);
	return argc - n;
}

void opt_stops(const struct opt_tool *tool, const struct opt_common *c)
{
	if (c->on_error_given && strcmp(c->on_error, "stop") != 0)
		opt_fail(tool, "what is wrong ends it: -E %s does not apply", c->on_error);
}

void opt_only(const struct opt_tool *tool, const struct opt_common *c, const char *verb, const char *names)
{
	for (const struct opt *o = tool->options; o->type != OPT_END; o++)
		if (c->given & 1ULL << (o - tool->options) && !is_choice(names, o->name))
			opt_fail(tool, "--%s does not go with %s", o->name, verb);
}

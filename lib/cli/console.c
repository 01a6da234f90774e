#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/term.h"
#include "cli/console_private.h"
#include "record/pretty.h"
#include "services/customer.h"

#include "cli/console.h"

#define MAX_WIDTH 100
#define TRACE_LINES 16 /* of each stage */

struct command {
	const char *name, *arg, *help;
	int (*run)(struct console *, const char *arg, struct err *e); /* arg is "" when none was given */
};

static const struct command *command_at(int i);

static const char *const pipeline[] = {"cwai-context", "cwai-enrich", "cwai-route", "cwai-crew"};

void console_print(struct buf *b)
{
	struct err e;

	if (b->n && rec_emit(b->p, b->n, &e) != 0)
		log_die(&e);
	buf_free(b);
}

static struct dialogue look_of(struct console *c)
{
	struct err e;
	struct domain *d = config_domain(c->config, talk_domain(c->talk), &e);
	int width = term_width(STDOUT_FILENO);

	if (!term_is(STDOUT_FILENO))
		width = 0;
	if (width > MAX_WIDTH)
		width = MAX_WIDTH;
	return (struct dialogue){width, term_colour(STDOUT_FILENO), d ? domain_zone(d) : "UTC"};
}

/* ---- answers ---- */

/* What each stage added to the record. */
static void show_trace(struct console *c, struct buf *out)
{
	static const char *const members[] = {"context", "opportunities", "route", "greeting", "reply"};

	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
		val v = rec_val(c->rec, members[i]);
		struct buf b = {0};

		if (val_is(v)) {
			buf_printf(&b, "%s: ", members[i]);
			pretty_put(v, c->look.width ? c->look.width : 100, 0, &b);
			dialogue_lines(&c->look, b.p, TRACE_LINES, out);
		}
		buf_free(&b);
		val_free(v);
	}
}

/* What came of a message: st and e are those of talk_say. */
int console_answer(struct console *c, int st, struct err *e)
{
	struct buf out = {0};
	val reply;

	if (st == 0 && rec_kind(c->rec, "error") == VAL_OBJECT)
		st = err_set(e, ERR_DATA, "%s: %s", rec_str(c->rec, "error.tool", "?"), rec_str(c->rec, "error.message", "?"));
	if (st == 0 && rec_kind(c->rec, "reply") != VAL_OBJECT)
		st = err_set(e, ERR_PROTOCOL, "the message came back without a reply");
	if (st != 0) {
		c->failed++;
		return -1;
	}
	if (c->trace)
		show_trace(c, &out);
	reply = rec_val(c->rec, "reply");
	dialogue_reply(&c->look, reply, true, &out);
	val_free(reply);
	if (c->look.width)
		buf_putc(&out, '\n');
	console_print(&out);
	return 0;
}

/* ---- commands ---- */

static int do_trace(struct console *c, const char *arg, struct err *e)
{
	struct buf out = {0};

	(void)arg;
	(void)e;
	c->trace = !c->trace;
	dialogue_left(&c->look, DIALOGUE_DIM, c->trace ? "what each stage adds is shown" : "only answers are shown", &out);
	console_print(&out);
	return 0;
}

static int do_as(struct console *c, const char *arg, struct err *e)
{
	struct sql *db;
	struct buf out = {0}, text = {0};
	val v = val_null();

	if (*arg) {
		val_free(v);
		db = config_sql(c->config, e);
		if (!db || customer_find(db, talk_domain(c->talk), arg, &v, e) != 0)
			return -1;
		if (!val_is(v))
			return err_set(e, ERR_NOINPUT, "there is no such customer in %s", talk_domain(c->talk));
	}
	buf_printf(&text, "you are %s", val_str(v, "name", *arg ? "a customer without a name" : "nobody that is known"));
	talk_set_customer(c->talk, v);
	dialogue_left(&c->look, DIALOGUE_DIM, text.p, &out);
	buf_free(&text);
	console_print(&out);
	return 0;
}

static int do_domain(struct console *c, const char *arg, struct err *e)
{
	struct buf out = {0};
	struct domain *d = config_domain(c->config, *arg ? arg : talk_domain(c->talk), e);

	if (!d)
		return -1;
	if (strcmp(domain_name(d), talk_domain(c->talk)) != 0)
		talk_set_domain(c->talk, domain_name(d));
	c->look = look_of(c);
	dialogue_head(&c->look, domain_title(d), &out);
	console_print(&out);
	return 0;
}

static int do_now(struct console *c, const char *arg, struct err *e)
{
	date_ms t = 0;

	if (*arg && date_parse(arg, &t, e) != 0)
		return -1;
	talk_set_time(c->talk, t);
	return 0;
}

static int do_new(struct console *c, const char *arg, struct err *e)
{
	(void)arg;
	(void)e;
	talk_begin(c->talk);
	return 0;
}

static int do_quit(struct console *c, const char *arg, struct err *e)
{
	(void)arg;
	(void)e;
	c->quit = true;
	return 0;
}

static int do_help(struct console *c, const char *arg, struct err *e)
{
	struct buf out = {0};

	(void)arg;
	(void)e;
	(void)c;
	for (int i = 0; command_at(i); i++) {
		char *left = mem_printf(":%s %s", command_at(i)->name, command_at(i)->arg);

		buf_printf(&out, "%-18s %s\n", left, command_at(i)->help);
		free(left);
	}
	buf_puts(&out, "Anything else is said to the shop.\n");
	console_print(&out);
	return 0;
}

static const struct command commands[] = {
	{"trace", "", "show what each stage adds, or no longer", do_trace},
	{"as", "CUSTOMER", "be a customer of the store, by id or phone; without: nobody known", do_as},
	{"domain", "NAME", "talk to another domain", do_domain},
	{"now", "TIME", "let it be TIME (RFC 3339); without: now", do_now},
	{"replay", "FILE", "play recorded conversations", console_replay},
	{"load", "WEBHOOK.json", "play one webhook body", console_load},
	{"new", "", "begin a new conversation", do_new},
	{"help", "", "show this", do_help},
	{"quit", "", "end, as Ctrl-D does", do_quit},
};

static const struct command *command_at(int i)
{
	return i < (int)(sizeof(commands) / sizeof(commands[0])) ? &commands[i] : NULL;
}

static int run_command(struct console *c, const char *line, struct err *e)
{
	size_t n = strcspn(line, " ");
	const char *arg = line + n + strspn(line + n, " ");

	for (int i = 0; command_at(i); i++)
		if (strlen(command_at(i)->name) == n && memcmp(command_at(i)->name, line, n) == 0)
			return command_at(i)->run(c, arg, e);
	return err_set(e, ERR_USAGE, "there is no command :%.*s; :help lists them", (int)n, line);
}

bool console_line(struct console *c, char *line)
{
	size_t n = strlen(line);
	struct err e;
	int st = 0;

	while (n > 0 && isspace((unsigned char)line[n - 1]))
		line[--n] = '\0';
	line += strspn(line, " \t");
	if (line[0] == ':' && islower((unsigned char)line[1])) /* ":)" is no command */
		st = run_command(c, line + 1, &e);
	else if (*line)
		st = console_answer(c, talk_say(c->talk, line, c->rec, &e), &e);
	if (st != 0)
		log_error("%s", e.msg);
	*c->interrupted = 0;
	return !c->quit;
}

/* ---- */

static int set_up(struct console *c, const struct console_opt *o, struct err *e)
{
	struct domain *d;
	char now[32];

	if (o->temp) {
		c->shop = playground_open(o->temp, NULL, NULL, date_format(date_now(), now), e);
		if (!c->shop)
			return -1;
		c->common.config = NULL; /* that of the shop is in the environment */
		c->common.domain = NULL;
	}
	c->config = config_open(&c->common, e);
	d = c->config ? config_domain(c->config, NULL, e) : NULL;
	if (!d)
		return -1;
	playground_set_path();
	if (setenv("CWAI_CONFIG", config_path(c->config), 1) != 0 || setenv("CWAI_NOW", "ts", 1) != 0)
		return err_set(e, ERR_MEMORY, "cannot set the environment");
	c->talk = talk_new(pipeline, (int)(sizeof(pipeline) / sizeof(pipeline[0])), domain_name(d));
	c->look = look_of(c);
	return o->as ? do_as(c, o->as, e) : 0;
}

struct console *console_open(const struct console_opt *o, struct err *e)
{
	struct console *c = mem_zalloc(sizeof(*c));

	c->common = *o->common;
	c->interrupted = o->interrupted;
	c->rec = rec_new();
	if (set_up(c, o, e) == 0)
		return c;
	console_free(c);
	return NULL;
}

void console_free(struct console *c)
{
	if (!c)
		return;
	talk_free(c->talk);
	rec_free(c->rec);
	config_free(c->config);
	playground_close(c->shop);
	free(c);
}

void console_greet(struct console *c)
{
	struct buf out = {0};

	(void)do_domain(c, "", NULL);
	dialogue_left(&c->look, DIALOGUE_DIM, "Write as a customer would. :help lists the commands, Ctrl-D ends.", &out);
	console_print(&out);
}

char *console_prompt(const struct console *c)
{
	const char *who = talk_customer(c->talk);

	return mem_printf("%s%s%s> ", talk_domain(c->talk), who ? " " : "", who ? who : "");
}

const char *console_command(int i)
{
	return command_at(i) ? command_at(i)->name : NULL;
}

const char *console_domain(const struct console *c, int i)
{
	const char *dir = i < config_domain_count(c->config) ? config_domain_dir(c->config, i) : NULL;
	const char *slash = dir ? strrchr(dir, '/') : NULL;

	return slash ? slash + 1 : dir;
}

unsigned long console_failed(const struct console *c)
{
	return c->failed;
}

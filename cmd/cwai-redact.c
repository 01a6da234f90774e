/* cwai-redact: masks personal data in records, in lines of plain text, or in the words it is given. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/opt.h"
#include "record/rec.h"
#include "services/redact_val.h"
#include "text/redact.h"

struct redact {
	struct opt_common common;
	struct opt_list kinds, names;
	bool text;
	struct redact_val_options how;
	struct redact_names *known; /* of --name */
	struct buf raw, out;
	unsigned long errors;
};

static void read_kinds(struct redact *c, const struct opt_tool *tool)
{
	for (int i = 0; i < c->kinds.n; i++) {
		enum redact_kind k = REDACT_CPF;

		while (k <= REDACT_CARD && strcmp(c->kinds.v[i], redact_name(k)) != 0)
			k++;
		if (k > REDACT_CARD)
			opt_fail(tool, "--keep takes cpf, cnpj, cep, phone, email or card, not \"%s\"", c->kinds.v[i]);
		c->how.keep |= 1u << k;
	}
}

static int put(struct redact *c, struct err *e)
{
	buf_putc(&c->out, '\n');
	return rec_emit(c->out.p, c->out.n, e);
}

static int put_text(struct redact *c, const char *s, size_t n, struct err *e)
{
	buf_clear(&c->out);
	redact_known(&c->out, s, n, c->known, c->how.keep);
	return put(c, e);
}

static int put_record(struct redact *c, const char *line, size_t n, struct err *e)
{
	buf_clear(&c->out);
	redact_val_json(&c->out, line, n, &c->how);
	return put(c, e);
}

/* One that carries an error, of this tool or another, or is none: what -E says. -1 ends the run with e. */
static int put_error(struct redact *c, const char *line, size_t n, const struct err *why, struct err *e)
{
	c->errors++;
	if (strcmp(c->common.on_error, "stop") == 0) {
		*e = *why;
		return -1;
	}
	if (strcmp(c->common.on_error, "drop") == 0) {
		log_info("dropped: %s", why->msg);
		return 0;
	}
	return put_record(c, line, n, e);
}

static int put_bad(struct redact *c, struct rec *r, const char *line, size_t n, const struct err *why, struct err *e)
{
	struct buf json = {0};
	int st;

	buf_clear(&c->raw);
	buf_puts(&c->raw, "{\"v\":1,\"kind\":\"bad\",\"raw\":");
	rec_json_str(&c->raw, line, n < 1u << 20 ? n : 1024);
	buf_puts(&c->raw, "}");
	st = rec_parse(r, c->raw.p, c->raw.n, e);
	if (st == 0) {
		rec_set_error(r, why);
		rec_line(r, &json);
		st = put_error(c, buf_str(&json), json.n, why, e);
	}
	buf_free(&json);
	return st;
}

static int put_good(struct redact *c, struct rec *r, const char *line, size_t n, struct err *e)
{
	struct err why;

	if (rec_kind(r, "error") != VAL_OBJECT)
		return put_record(c, line, n, e);
	(void)err_set(&why, ERR_DATA, "a record carries an error of %s", rec_str(r, "error.tool", "another tool"));
	return put_error(c, line, n, &why, e);
}

/* One line in, one out. */
static int mask_records(struct redact *c, struct rec *r, struct err *e)
{
	struct rec_reader *in = rec_reader_new(STDIN_FILENO);
	const char *line;
	size_t n;
	int st;

	while ((st = rec_reader_next(in, r, &line, &n, e)) != 0) {
		struct err why = *e;

		if (st > 0)
			st = put_good(c, r, line, n, e);
		else if (why.kind == ERR_DATA)
			st = put_bad(c, r, line, n, &why, e);
		if (st != 0)
			break;
	}
	rec_reader_free(in);
	return st;
}

/* A log: lines of any kind and length, blank ones too. */
static int mask_text(struct redact *c, struct rec *r, struct err *e)
{
	char *line = NULL;
	size_t cap = 0;
	ssize_t n;
	int st = 0;

	while (st == 0 && (n = getline(&line, &cap, stdin)) >= 0) {
		if (n > 0 && line[n - 1] == '\n')
			n--;
		if (rec_parse(r, line, (size_t)n, NULL) == 0)
			st = put_good(c, r, line, (size_t)n, e);
		else
			st = put_text(c, line, (size_t)n, e);
	}
	if (st == 0 && ferror(stdin))
		st = err_set(e, ERR_IO, "cannot read standard input: %s", strerror(errno));
	free(line);
	return st;
}

static int mask_lines(struct redact *c)
{
	struct rec *r = rec_new();
	struct err e = {.kind = ERR_NONE};
	int st = c->text ? mask_text(c, r, &e) : mask_records(c, r, &e);

	if (st != 0)
		log_error("%s", e.msg);
	else if (c->errors && !c->common.quiet)
		log_warn("%lu %s an error", c->errors, c->errors == 1 ? "record carries" : "records carry");
	rec_free(r);
	return st != 0 ? (int)e.kind : c->errors ? 1 : 0;
}

static int mask_words(struct redact *c, int n, char *word[])
{
	struct err e;

	for (int i = 0; i < n; i++)
		buf_printf(&c->raw, "%s%s", i ? " " : "", word[i]);
	if (put_text(c, buf_str(&c->raw), c->raw.n, &e) == 0)
		return 0;
	log_error("%s", e.msg);
	return (int)e.kind;
}

int main(int argc, char *argv[])
{
	struct redact c = {0};
	const struct opt options[] = {
		{'t', "text", OPT_FLAG, &c.text, NULL, "lines that are no records are text"},
		{0, "name", OPT_LIST, &c.names, "NAME", "a person's name to mask; may be repeated"},
		{0, "keep", OPT_LIST, &c.kinds, "KIND", "leave cpf, cnpj, cep, phone, email or card"},
		{0, NULL, OPT_COMMON, &c.common, NULL, NULL},
		{0},
	};
	const struct opt_tool tool = {"cwai-redact", "masks personal data in records and text",
								  "[option ...] < records\n[option ...] text ...", options, false};
	int at = opt_parse(&tool, argc, argv), st;

	read_kinds(&c, &tool);
	if (c.names.n > 0)
		c.known = redact_names_new();
	for (int i = 0; i < c.names.n; i++)
		redact_names_add(c.known, c.names.v[i]);
	c.how.names = c.names.v;
	c.how.nnames = c.names.n;
	st = argc > at ? mask_words(&c, argc - at, argv + at) : mask_lines(&c);
	redact_names_free(c.known);
	buf_free(&c.raw);
	buf_free(&c.out);
	free(c.kinds.v);
	free(c.names.v);
	return st;
}

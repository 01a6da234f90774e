/* sync: the jq programs of mappings: what they may use, how they are compiled, and what is wrong with one. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "services/sync_private.h"

/* What mappings may use beside jq's own. */
static const char prelude[] =
	/* 29.9 is "29.90", and back */
	"def money: if . == null then null else ((. * 100) | round) as $c | (if $c < 0 then -$c else $c end) as $a |"
	" (if $c < 0 then \"-\" else \"\" end) + \"\\($a / 100 | floor).\" +"
	" (($a % 100) | if . < 10 then \"0\\(.)\" else \"\\(.)\" end) end;"
	"def number: if . == null then null else tonumber end;"
	/* HTML of Odoo's text fields as plain text, and back */
	"def text: if . == null then null else gsub(\"<br[^>]*>|</p>|</div>|</li>|</tr>|</h[1-6]>\"; \"\\n\") |"
	" gsub(\"<[^>]*>\"; \"\") |"
	" gsub(\"&nbsp;\"; \" \") | gsub(\"&lt;\"; \"<\") | gsub(\"&gt;\"; \">\") | gsub(\"&quot;|&#34;\"; \"\\\"\") |"
	" gsub(\"&#39;|&#x27;\"; \"'\") | gsub(\"&amp;\"; \"&\") | sub(\"^\\\\s+\"; \"\") | sub(\"\\\\s+$\"; \"\") |"
	" if . == \"\" then null else . end end;"
	"def html: if . == null then null else \"<p>\" + (gsub(\"&\"; \"&amp;\") | gsub(\"<\"; \"&lt;\") |"
	" gsub(\">\"; \"&gt;\") | gsub(\"\\n\"; \"<br>\")) + \"</p>\" end;"
	/* the last part of "A / B / C" */
	"def leaf: if . == null then null else split(\" / \") | last end;"
	"def id: if . == null then null else .id end;"
	"def name: if . == null then null else .name end;";

/* What a program sees beside its input, which is .r. */
static const char bound[] = " .p as $p | .v as $vars | .row as $row | .r | ";

int sync_program_add(struct sync *s, const struct sync_entity *n, const char *member, const char *program)
{
	s->program = mem_array(s->program, (size_t)s->n_programs + 1, sizeof(*s->program));
	s->program[s->n_programs] =
		(struct sync_program){.text = mem_dup(program), .where = mem_printf("%s: %s: %s", n->file, n->n.name, member)};
	return s->n_programs++;
}

void sync_program_free(struct sync *s)
{
	for (int i = 0; i < s->n_programs; i++) {
		free(s->program[i].text);
		free(s->program[i].where);
		jqp_free(s->program[i].jq);
	}
	free(s->program);
	jqp_free(s->jq);
}

/* Programs from first up to end as one, which takes the one that .p names. */
static struct jqp *compile(const struct sync *s, int first, int end, struct err *e)
{
	struct buf b = {0};
	struct jqp *jq;

	buf_printf(&b, "%s%s", prelude, bound);
	for (int i = first; i < end; i++)
		buf_printf(&b, "%s $p == %d then (%s\n)", i > first ? " elif" : "if", i, s->program[i].text);
	buf_puts(&b, " else null end");
	jq = jqp_new(buf_str(&b), e);
	buf_free(&b);
	return jq;
}

/* The n-th line of text, from 1; NULL when it has none. */
static const char *line_at(const char *text, long n)
{
	while (text && n-- > 1) {
		text = strchr(text, '\n');
		text = text ? text + 1 : NULL;
	}
	return text && *text ? text : NULL;
}

/*
 * jq quotes the line that it stands at ("WHAT at <top-level>, line 2: …"), which may be one of ours: only what is
 * wrong is kept, and where in the mapping's own text, which begins at line 2.
 */
static int told(const struct sync_program *p, const char *jq, struct err *e)
{
	static const char before[] = "jq: error: ", shell[] = " (Unix shell quoting issues?)",
					  where[] = " at <top-level>, line ";
	const char *what = strncmp(jq, before, strlen(before)) == 0 ? jq + strlen(before) : jq;
	const char *at = strstr(what, where), *end = strstr(what, shell), *line;

	if (!at)
		return err_set(e, ERR_CONFIG, "%s: %.200s", p->where, what);
	line = line_at(p->text, strtol(at + strlen(where), NULL, 10) - 1);
	if (!end || end > at)
		end = at;
	if (!line)
		return err_set(e, ERR_CONFIG, "%s: %.*s, at its end", p->where, (int)(end - what), what);
	return err_set(e, ERR_CONFIG, "%s: %.*s: %.*s", p->where, (int)(end - what), what, (int)strcspn(line, "\n"), line);
}

/* One program by itself, as a mistake in it is told. */
static struct jqp *compile_alone(const struct sync_program *p, int number, struct err *e)
{
	char *text = mem_printf("%s%sif $p == %d then (\n%s\n) else null end", prelude, bound, number, p->text);
	struct err why;
	struct jqp *jq = jqp_new(text, &why);

	free(text);
	if (!jq)
		(void)told(p, why.msg, e);
	return jq;
}

/*
 * Compiling costs some tens of ms, whatever there is of it: all are one program, compiled when a row is there. When one
 * of them is wrong it must not be the end of the others.
 */
static struct jqp *program(struct sync *s, int number, struct err *e)
{
	struct sync_program *p = &s->program[number];

	if (!s->apart && number >= s->n_jq) {
		jqp_free(s->jq);
		s->jq = compile(s, 0, s->n_programs, e);
		s->n_jq = s->jq ? s->n_programs : 0;
		s->apart = !s->jq;
	}
	if (!s->apart)
		return s->jq;
	if (!p->jq)
		p->jq = compile_alone(p, number, e);
	return p->jq;
}

/* A program that may be of a model that was not chosen. */
static int check_text(const struct sync_entity *n, const char *member, const char *text, struct err *e)
{
	struct sync_program p = {.text = mem_dup(text), .where = mem_printf("%s: %s: %s", n->file, n->n.name, member)};
	struct jqp *jq = compile_alone(&p, 0, e);
	int st = jq ? 0 : -1;

	jqp_free(jq);
	free(p.text);
	free(p.where);
	return st;
}

int sync_program_check(const struct sync_entity *n, struct err *e)
{
	val models = val_get(n->conf, "models");
	int st = 0;

	for (int i = 0; i < val_len(models) && st == 0; i++) {
		val m = val_at(models, i);
		const char *pull = val_str(m, "pull", val_str(n->conf, "pull", NULL));
		const char *push = val_str(m, "push", val_str(n->conf, "push", NULL));

		st = pull ? check_text(n, "pull", pull, e) : 0;
		if (st == 0 && push)
			st = check_text(n, "push", push, e);
		val_free(m);
	}
	val_free(models);
	return st;
}

int sync_program_run(struct sync *s, int number, val in, val row, val *out, struct err *e)
{
	struct jqp *jq = program(s, number, e);
	val v;

	if (!jq) {
		val_free(in);
		return -1;
	}
	v = val_set(val_set_int(val_object(), "p", number), "v", val_copy(s->vars));
	v = val_set(v, "row", val_copy(row));
	return jqp_run(jq, val_set(v, "r", in), out, e);
}

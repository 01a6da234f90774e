#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "record/yaml.h"
#include "services/domain_private.h"

#include "services/domain.h"

/* What templates may call: money from cents, a list in words, a list that is numbered, one or many. */
static const char prelude[] =
	"def brl: (. / 100 | floor) as $r | (. - $r * 100) as $c"
	" | ($r | tostring | [while(length > 0; .[:-3]) | .[-3:]] | reverse | join(\".\")) as $t"
	" | \"R$ \\($t),\" + (if $c < 10 then \"0\\($c)\" else \"\\($c)\" end);"
	"def words: if length < 2 then .[0] // \"\" else (.[:-1] | join(\", \")) + \" e \" + .[-1] end;"
	"def either: if length < 2 then .[0] // \"\" else (.[:-1] | join(\", \")) + \" ou \" + .[-1] end;"
	"def numbered: to_entries | map(\"\\(.key + 1). \\(.value)\") | join(\"\\n\");"
	"def count(one; many): if . == 1 then \"1 \" + one else \"\\(.) \" + many end;";

static bool is_name(const char *s)
{
	return *s && strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789_") == strlen(s);
}

/* Adds the mapping from's members to *to. Consumes from. */
static int merge(val *to, val from, const char *where, struct err *e)
{
	if (val_kind(from) != VAL_OBJECT) {
		val_free(from);
		return err_set(e, ERR_CONFIG, "%s: must be a mapping of names to jq programs", where);
	}
	for (int i = val_iter(from); val_iter_ok(from, i); i = val_iter_next(from, i)) {
		const char *name = val_iter_key(from, i);
		val program = val_iter_val(from, i);

		if (!is_name(name) || val_kind(program) != VAL_STRING) {
			(void)err_set(e, ERR_CONFIG, "%s: template \"%.60s\" must be named in a-z, 0-9, _ and be a jq program",
						  where, name);
			val_free(program);
			val_free(from);
			return -1;
		}
		*to = val_set(*to, name, program);
	}
	val_free(from);
	return 0;
}

/* One item of templates: a mapping, or the name of a file that holds one. Consumes item. */
static int merge_item(const struct domain *d, val *to, val item, struct err *e)
{
	char *path;
	val v;
	int st;

	if (val_kind(item) != VAL_STRING)
		return merge(to, item, "templates", e);
	path = domain_path(d, val_text(item, ""));
	v = yaml_file(path, e);
	st = val_kind(v) == VAL_NONE ? -1 : merge(to, v, path, e);
	free(path);
	val_free(item);
	return st;
}

static int load(struct domain *d, struct err *e)
{
	val conf = val_get(d->conf, "templates"), all = val_object();
	int st = 0;

	if (val_kind(conf) == VAL_ARRAY) {
		for (int i = 0; i < val_len(conf) && st == 0; i++)
			st = merge_item(d, &all, val_at(conf, i), e);
	} else if (val_is(conf)) {
		st = merge_item(d, &all, val_copy(conf), e);
	}
	val_free(conf);
	if (st != 0) {
		val_free(all);
		return -1;
	}
	d->templates = all;
	return 0;
}

/* The whole does not compile: which one is it? */
static int blame(const struct domain *d, struct err *e)
{
	for (int i = val_iter(d->templates); val_iter_ok(d->templates, i); i = val_iter_next(d->templates, i)) {
		val program = val_iter_val(d->templates, i);
		char *text = mem_printf("%s (%s)", prelude, val_text(program, ""));
		struct jqp *p = jqp_new(text, e);

		free(text);
		val_free(program);
		if (!p)
			return err_prefix(e, "template \"%s\"", val_iter_key(d->templates, i));
		jqp_free(p);
	}
	return err_prefix(e, "templates");
}

/* One program for all, since each compilation costs as much as all together. */
static int compile(struct domain *d, struct err *e)
{
	struct buf b = {0}, choice = {0};

	if (d->jqp)
		return 0;
	if (val_kind(d->templates) == VAL_NONE && load(d, e) != 0)
		return err_prefix(e, "domain %s", domain_name(d));
	buf_puts(&b, prelude);
	for (int i = val_iter(d->templates); val_iter_ok(d->templates, i); i = val_iter_next(d->templates, i)) {
		val program = val_iter_val(d->templates, i);
		const char *name = val_iter_key(d->templates, i);

		buf_printf(&b, "def t_%s: (%s\n);", name, val_text(program, ""));
		buf_printf(&choice, "if $name == \"%s\" then t_%s else ", name, name);
		val_free(program);
	}
	buf_printf(&b, ".name as $name | .in | %s null", buf_str(&choice));
	for (int i = 0; i < val_len(d->templates); i++)
		buf_puts(&b, " end");
	d->jqp = jqp_new(buf_str(&b), e);
	buf_free(&b);
	buf_free(&choice);
	return d->jqp ? 0 : blame(d, e);
}

char *domain_render(struct domain *d, const char *name, val in, struct err *e)
{
	char *text = NULL;
	val out;

	if (compile(d, e) != 0) {
		val_free(in);
		return NULL;
	}
	if (!val_has(d->templates, name)) {
		val_free(in);
		(void)err_set(e, ERR_CONFIG, "domain %s has no template \"%s\"", domain_name(d), name);
		return NULL;
	}
	if (jqp_run(d->jqp, val_set(val_set_str(val_object(), "name", name), "in", in), &out, e) != 0) {
		(void)err_prefix(e, "template \"%s\"", name);
		return NULL;
	}
	if (val_kind(out) == VAL_STRING)
		text = mem_dup(val_text(out, ""));
	else
		(void)err_set(e, ERR_DATA, "template \"%s\" gives no text", name);
	val_free(out);
	return text;
}

int domain_check_templates(struct domain *d, struct err *e)
{
	return compile(d, e);
}

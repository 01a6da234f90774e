#include <jq.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "record/jqp.h"

struct jqp {
	jq_state *jq;
	struct buf said; /* what jq complained of last */
};

/* What could look outside is nothing here. */
static const char closed[] = "def env: {}; def input: error(\"no input here\"); def inputs: empty; "
							 "def input_filename: null; def debug: .; def stderr: .; ";

static void on_error(void *cookie, jv msg)
{
	struct jqp *p = cookie;

	if (jv_get_kind(msg) == JV_KIND_STRING) {
		if (p->said.n)
			buf_puts(&p->said, "; ");
		buf_puts(&p->said, jv_string_value(msg));
	}
	jv_free(msg);
}

struct jqp *jqp_new(const char *program, struct err *e)
{
	struct jqp *p = mem_zalloc(sizeof(*p));
	char *text = mem_printf("%s {} as $ENV | (%s\n)", closed, program);
	int ok;

	p->jq = jq_init();
	if (!p->jq) {
		(void)err_set(e, ERR_MEMORY, "jq did not start");
		free(text);
		free(p);
		return NULL;
	}
	jq_set_error_cb(p->jq, on_error, p);
	ok = jq_compile(p->jq, text);
	free(text);
	if (!ok) {
		(void)err_set(e, ERR_CONFIG, "%s", buf_str(&p->said));
		jqp_free(p);
		return NULL;
	}
	return p;
}

void jqp_free(struct jqp *p)
{
	if (!p)
		return;
	jq_teardown(&p->jq);
	buf_free(&p->said);
	free(p);
}

/*
 * jq's words up to the first value that they quote, and behind the last: "string (\"meu cpf...) and number (1) cannot
 * be added" is "string cannot be added". The values are a customer's, and e goes to logs.
 */
static char *without_values(const char *s)
{
	static const char *const types[] = {"string (", "number (", "object (", "array (", "boolean ("};
	const char *from = NULL, *to = strrchr(s, ')');

	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++) {
		const char *at = strstr(s, types[i]);

		if (at && (!from || at < from))
			from = at;
	}
	if (!from || !to || to < from)
		return mem_dup(s);
	return mem_printf("%.*s%s", (int)(strchr(from, ' ') - s), s, to + 1);
}

int jqp_run(struct jqp *p, val in, val *out, struct err *e)
{
	jv v, msg;

	buf_clear(&p->said);
	jq_start(p->jq, in, 0);
	v = jq_next(p->jq);
	if (jv_is_valid(v)) {
		*out = v;
		return 0;
	}
	msg = jv_invalid_get_msg(v);
	if (jv_get_kind(msg) == JV_KIND_STRING) {
		char *words = without_values(jv_string_value(msg));

		(void)err_set(e, ERR_DATA, "%s", words);
		free(words);
	} else {
		(void)err_set(e, ERR_DATA, "the jq program gave nothing");
	}
	jv_free(msg);
	return -1;
}

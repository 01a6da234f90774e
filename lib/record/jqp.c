#include <jq.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "record/jqp.h"

struct jqp {
	jq_state *jq;
	char *text;      /* what was compiled: its words are no customer's */
	struct buf said; /* what jq complained of last */
};

/* What could look outside is nothing here. */
static const char closed[] = "def env: {}; def input: error(\"no input here\"); def inputs: empty; "
							 "def input_filename: null; def debug: .; def stderr: .; ";

#define LONGEST 1000 /* bytes of a message that are looked at: no more fits into an err */

static bool is_word(char c)
{
	return c == '_' || (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || (unsigned char)c >= 0x80;
}

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

	p->jq = jq_init();
	if (!p->jq) {
		(void)err_set(e, ERR_MEMORY, "jq did not start");
		free(p);
		return NULL;
	}
	p->text = mem_printf("%s {} as $ENV | (%s\n)", closed, program);
	jq_set_error_cb(p->jq, on_error, p);
	if (!jq_compile(p->jq, p->text)) {
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
	free(p->text);
	buf_free(&p->said);
	free(p);
}

/* ---- what is told of a failure ---- */

/*
 * jq's words up to the first value that they quote, and behind the last: "string (\"meu cpf...) and number (1) cannot
 * be added" is "string cannot be added".
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

/* The words that jq's own messages are made of. */
static const char jq_words[] =
	"Break Cannot EOF Expected Exceeds Invalid JSON Negative Object Objects Out Path Paths Potentially Range Regex "
	"Repeat Start String Unfinished Unmatched Truncated a abandoned access added all already also an and arguments "
	"array arrays as at attempt base64 be because been between boolean both bound bounds broken but by cannot char "
	"check class codepoint codepoints column compared consist containment control count csv data date deep deleted "
	"delete depth determine divided divisor does element elements encoding end ends escape escaped exceeds explode "
	"expected expression false field file fields flatten format formatted found from has have implode in index "
	"indexed indices input inputs integer invalid is it iterate iterated its join key keys length limit line "
	"literal long ltrimstr match matched may mktime modulus month more multiplied must near need needs negated "
	"negative no non not null number numbers numeric object objects of offset on only or order out over pairs "
	"parsed parsing path pattern position premature range regex remainder repeat required requires result row "
	"rtrimstr searched separator separators set shell slice sorted specified specify split splits start startswith "
	"endswith strftime strflocaltime string strings strptime subtracted supported target term text than that the "
	"their there they this through time timestamp to token too top trim true tsv type unexpected unit unknown "
	"update use valid value values when while with within without zero";

/* Whether s[0..n) stands in text as a whole word. */
static bool has_word(const char *text, const char *s, size_t n)
{
	const char *end = text + strlen(text);

	for (const char *at = text; (at = memmem(at, (size_t)(end - at), s, n)); at++)
		if ((at == text || !is_word(at[-1])) && !is_word(at[n]))
			return true;
	return false;
}

char *jqp_told(const struct jqp *p, const char *msg)
{
	char *words = without_values(msg);
	const char *s = words;
	struct buf b = {0};
	size_t cut = SIZE_MAX; /* behind the last word that was left out, while nothing but signs follows it */

	while (*s && s - words < LONGEST) {
		size_t n = 0;

		while (is_word(s[n]))
			n++;
		if (n == 0) {
			buf_putc(&b, *s++);
			continue;
		}
		if (has_word(jq_words, s, n) || has_word(p->text, s, n)) {
			buf_put(&b, s, n);
			cut = SIZE_MAX;
		} else {
			b.n = cut < b.n ? cut : b.n;
			buf_puts(&b, cut == b.n ? "" : "…");
			cut = b.n;
		}
		s += n;
	}
	free(words);
	return b.p ? b.p : mem_dup("");
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
		char *words = jqp_told(p, jv_string_value(msg));

		(void)err_set(e, ERR_DATA, "%s", words);
		free(words);
	} else {
		(void)err_set(e, ERR_DATA, "the jq program gave nothing");
	}
	jv_free(msg);
	return -1;
}

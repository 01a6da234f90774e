/* What a message's features are, by their names for people. */
#include "../t.h"
#include <stdlib.h>

#include "text/features.h"

/* All features of the text, "name*count" split by "; ". */
static char *all(struct features *f, const char *text, size_t n)
{
	struct buf b = {0};
	size_t count;
	const struct feature *x = features_of(f, text, n, &count);

	for (size_t i = 0; i < count; i++) {
		buf_puts(&b, i ? "; " : "");
		features_name(f, i, &b);
		if (x[i].count > 1)
			buf_printf(&b, "*%u", x[i].count);
	}
	if (!b.p)
		buf_puts(&b, "");
	return b.p;
}

static void is(struct features *f, const char *text, const char *want, const char *name)
{
	char *got = all(f, text, strlen(text));

	t_str(got, want, name);
	free(got);
}

static void same(struct features *f, const char *a, const char *b, const char *name)
{
	char *x = all(f, a, strlen(a)), *y = all(f, b, strlen(b));

	t_str(x, y, name);
	free(x);
	free(y);
}

static void views(struct features *f)
{
	is(f, "", "", "nothing");
	is(f, "?! 😀", "", "no words");
	is(f, "oi",
	   "stem oi; stems ^ oi; stems oi $; chars _o; chars _oi; chars _oi_; chars oi; chars oi_; chars i_; length 1",
	   "one word");
	is(f, "a b a",
	   "stem a*2; stems ^ a; stem b; stems a b; stems b a; stems a $; chars _a*2; chars _a_*2; chars a_*2; chars _b; "
	   "chars _b_; chars b_; near a b; length 3",
	   "repeats, neighbours, pairs once");
	same(f, "PROMOÇÃO!", "promocao", "case and accents do not matter");
}

static void chat(struct features *f)
{
	struct features *en = features_new("en");
	char *pt = all(f, "vc", 2), *other = all(en, "vc", 2);

	t_ok(strstr(pt, "stem voc") != NULL, "a chat spelling is written out in the stems");
	t_ok(strstr(pt, "chars _vc") != NULL, "and stays as it is in the characters");
	t_ok(strstr(other, "stem vc") != NULL, "in Portuguese only");
	free(pt);
	free(other);
	pt = all(f, "oiiiii", 6);
	t_ok(strstr(pt, "stem oi;") != NULL && strstr(pt, "chars iiii") != NULL,
		 "repeated letters are squeezed in the stems");
	free(pt);
	features_free(en);
}

static void limits(struct features *f)
{
	char *text = malloc(200000), *got;
	const struct feature *x;
	size_t n;

	memset(text, 'x', 200000);
	x = features_of(f, text, 200000, &n);
	t_ok(n > 0 && x[0].key != 0 && features_words(f) == 200000 / 64, "a very long word is cut into several");
	for (size_t i = 0; i < 200000; i++)
		text[i] = i % 2 ? ' ' : (char)('a' + i / 2 % 26);
	(void)features_of(f, text, 200000, &n);
	t_int((long long)features_words(f), FEATURES_MAX_WORDS, "the words that count are limited");
	got = all(f, "ol\xc3", 3);
	t_ok(strstr(got, "stem ol;") != NULL, "invalid bytes are dropped");
	free(got);
	got = all(f, "天气怎么样", strlen("天气怎么样"));
	t_ok(strstr(got, "chars 天气怎") != NULL, "characters are whole in any script");
	free(got);
	free(text);
}

int main(void)
{
	struct features *f = features_new("pt"), *none = features_new("xx");

	views(f);
	chat(f);
	limits(f);
	is(none, "flores",
	   "stem flores; stems ^ flores; stems flores $; chars _f; chars _fl; chars _flo; chars fl; chars flo; "
	   "chars flor; chars lo; chars lor; chars lore; chars or; chars ore; chars ores; chars re; chars res; chars res_; "
	   "chars es; chars es_; chars s_; length 1",
	   "a language without stems");
	features_free(none);
	features_free(f);
	return t_done();
}

/*
 * fuzz bubble: any bytes as a reply, the first three as options: bubbles hold the limit, lie in the text with nothing
 * but white space around them, cut no character or code that fits; and what markup makes of them runs no Liquid.
 */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "text/bubble.h"
#include "text/markup.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static const char *const channels[] = {"whatsapp", "web", "instagram", "sms", "api"};

static int is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Joined again the bubbles give the text. */
static void check_joined(const char *s, size_t n, const struct bubble_list *l)
{
	const char *at = s;

	for (size_t i = 0; i < l->n; i++) {
		assert(l->v[i].n > 0 && !is_space(l->v[i].p[0]) && !is_space(l->v[i].p[l->v[i].n - 1]));
		for (; at < l->v[i].p; at++)
			assert(is_space(*at));
		assert(at == l->v[i].p);
		at += l->v[i].n;
		assert(at <= s + n);
	}
	for (; at < s + n; at++)
		assert(is_space(*at));
}

/* Is [from, to) in one bubble? */
static int is_whole(const struct bubble_list *l, const char *from, const char *to)
{
	for (size_t i = 0; i < l->n; i++)
		if (from >= l->v[i].p && to <= l->v[i].p + l->v[i].n)
			return 1;
	return 0;
}

/* Codes and pictures that are put into the middle of the text stay whole where they fit. */
static void check_codes(const char *s, size_t n, const struct bubble_opt *opt)
{
	static const char *const codes[] = {
		"AA123456789BR",
		"S00042",
		"ana@loja.com.br",
		"https://loja.com.br/p?x=1",
		"123e4567-e12b-42d1-a456-426655440000",
		"(11) 98888-7777",
		"R$ 1.234,56",
		"\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7",
		"e\xcc\x81\xf0\x9f\x87\xa7\xf0\x9f\x87\xb7",
	};

	for (size_t i = 0; i < sizeof(codes) / sizeof(*codes); i++) {
		struct buf b = {0};
		struct bubble_list l;

		buf_put(&b, s, n / 2);
		buf_printf(&b, "\n%s\n", codes[i]);
		buf_put(&b, s + n / 2, n - n / 2);
		if (memmem(b.p, b.n, "000201", 6)) { /* a longer code may have it in itself */
			buf_free(&b);
			return;
		}
		bubble_split(b.p, b.n, opt, &l);
		if (!opt->limit || utf8_length(codes[i], strlen(codes[i])) <= opt->limit)
			assert(is_whole(&l, b.p + n / 2 + 1, b.p + n / 2 + 1 + strlen(codes[i])));
		bubble_free(&l);
		buf_free(&b);
	}
}

static void check_split(const char *s, size_t n, const struct bubble_opt *opt)
{
	size_t limit = opt->limit ? opt->limit : n;
	struct bubble_list l;

	bubble_split(s, n, opt, &l);
	check_joined(s, n, &l);
	for (size_t i = 0; i < l.n; i++) {
		assert(utf8_length(l.v[i].p, l.v[i].n) <= limit);
		if (utf8_valid(s, n) == n)
			assert(utf8_valid(l.v[i].p, l.v[i].n) == l.v[i].n);
	}
	if (!opt->own_codes && utf8_length(s, n) <= limit)
		assert(l.n <= 1);
	bubble_free(&l);
}

static void check_markup(const char *s, size_t n)
{
	for (size_t i = 0; i < sizeof(channels) / sizeof(*channels); i++) {
		struct buf once = {0}, safe = {0}, twice = {0};

		markup_for(channels[i], s, n, &once);
		markup_escape_liquid(buf_str(&once), once.n, &safe);
		markup_escape_liquid(buf_str(&safe), safe.n, &twice);
		for (size_t k = 1; k < safe.n; k++) {
			assert(safe.p[k - 1] != '{' || (safe.p[k] != '{' && safe.p[k] != '%'));
			assert(safe.p[k] != '}' || (safe.p[k - 1] != '}' && safe.p[k - 1] != '%'));
		}
		assert(twice.n == safe.n);
		if (utf8_valid(s, n) == n)
			assert(utf8_valid(buf_str(&safe), safe.n) == safe.n);
		buf_free(&once);
		buf_free(&safe);
		buf_free(&twice);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct bubble_opt opt;
	char *exact;

	if (n < 3)
		return 0;
	opt = (struct bubble_opt){.limit = p[0], .max = p[1] % 8, .own_codes = p[2] & 1};
	p += 3;
	n -= 3;
	exact = mem_alloc(n);
	if (n)
		memcpy(exact, p, n); /* nothing behind it, so that reading on is seen */
	check_split(exact, n, &opt);
	check_codes(exact, n, &opt);
	check_markup(exact, n);
	free(exact);
	return 0;
}

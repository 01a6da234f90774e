/* fuzz text: any bytes through fold, tokens, stems, numbers, prices and idents; what they give lies in the text. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "text/fold.h"
#include "text/ident.h"
#include "text/number.h"
#include "text/plural.h"
#include "text/token.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static void check_fold(const struct buf *folded)
{
	struct buf again = {0};

	assert(utf8_valid(buf_str(folded), folded->n) == folded->n);
	fold_text(&again, buf_str(folded), folded->n);
	assert(again.n == folded->n && memcmp(buf_str(&again), buf_str(folded), again.n) == 0);
	buf_free(&again);
}

static void check_tokens(const char *s, const char *stop)
{
	struct stemmer *stemmer = stemmer_new("pt");
	struct token t;
	const char *end = s;

	while (token_next(&s, stop, &t)) {
		char *singular = mem_alloc(t.n);

		assert(t.n > 0 && t.p >= end && t.p + t.n == s && s <= stop);
		end = s;
		assert(plural_singular(t.p, t.n, singular) <= t.n);
		free(singular);
		(void)token_chat(t.p, t.n);
		(void)token_is_stop("pt", t.p, t.n);
		assert(stemmer_stem(stemmer, t.p, t.n).n > 0);
	}
	assert(s == stop);
	stemmer_free(stemmer);
}

static void check_numbers(const char *s, const char *stop)
{
	struct number_bounds b;
	struct number x;
	const char *end = s;

	if (!number_price_bounds(s, (size_t)(stop - s), &b))
		assert(b.min_cents == -1 && b.max_cents == -1 && b.spans == 0);
	for (int i = 0; i < b.spans; i++)
		assert(b.span[i].start >= s && b.span[i].start < b.span[i].end && b.span[i].end <= stop);
	while (number_next(&s, stop, &x)) {
		assert(x.start >= end && x.start < x.end && x.end == s && s <= stop);
		assert(!x.unit || (x.unit >= x.start && x.unit + x.unit_n <= x.end));
		end = s;
	}
	assert(s == stop);
}

static void check_idents(const char *s, const char *stop)
{
	struct ident x;
	const char *end = s;

	while (ident_next(&s, stop, &x)) {
		char again[IDENT_MAX];
		size_t n = (size_t)(x.end - x.start);

		assert(x.start >= end && x.start < x.end && x.end == s && s <= stop);
		assert(memchr(x.value, '\0', sizeof(x.value)));
		if (x.kind == IDENT_PHONE && *x.value)
			assert(ident_phone(x.start, n, NULL, again) && strcmp(again, x.value) == 0);
		end = s;
	}
	assert(s == stop);
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	char *exact = mem_alloc(n), out[IDENT_MAX];
	struct buf folded = {0};

	if (n)
		memcpy(exact, p, n); /* nothing behind it, so that reading on is seen */
	fold_text(&folded, exact, n);
	check_fold(&folded);
	check_tokens(exact, exact + n);
	check_numbers(exact, exact + n);
	check_idents(exact, exact + n);
	if (folded.n)
		check_numbers(folded.p, folded.p + folded.n);
	(void)ident_cpf(exact, n, out);
	(void)ident_cnpj(exact, n, out);
	(void)ident_cep(exact, n, out);
	(void)ident_email(exact, n, out);
	(void)ident_phone(exact, n, "11", out);
	free(exact);
	buf_free(&folded);
	return 0;
}

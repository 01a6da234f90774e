/*
 * fuzz redact: any bytes. What is found lies in the text, in order; the result has nothing more to find and no name,
 * and redacting it again changes nothing. In JSON all else stays: the result is JSON where the input was.
 */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "record/val.h"
#include "services/redact_val.h"
#include "text/redact.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static void check_next(const char *s, const char *stop)
{
	struct redact_found x;
	const char *end = s;

	while (redact_next(&s, stop, &x)) {
		assert(x.start >= end && x.start < x.end && x.end == s && s <= stop);
		assert(*redact_name(x.kind) && *redact_mask(x.kind));
		end = s;
	}
	assert(s == stop);
}

static void check_text(const char *s, size_t n, const char *const *names, int nnames)
{
	struct buf once = {0}, twice = {0};
	struct redact_found x;
	const char *p;

	redact_text(&once, s, n, names, nnames);
	redact_text(&twice, buf_str(&once), once.n, names, nnames);
	assert(once.n == twice.n && memcmp(buf_str(&once), buf_str(&twice), once.n) == 0);
	p = buf_str(&once);
	assert(!redact_next(&p, p + once.n, &x));
	buf_free(&once);
	buf_free(&twice);
}

static void check_json(const char *s, size_t n)
{
	val v = val_parse(s, n, NULL), masked, again;
	struct buf once = {0}, twice = {0};

	redact_val_json(&once, s, n, NULL); /* whatever it is */
	if (val_kind(v) != VAL_NONE) {
		masked = val_parse(buf_str(&once), once.n, NULL);
		assert(val_kind(masked) == val_kind(v) || val_kind(masked) == VAL_STRING);
		redact_val_json(&twice, buf_str(&once), once.n, NULL);
		again = val_parse(buf_str(&twice), twice.n, NULL);
		assert(val_kind(again) != VAL_NONE);
		assert(once.n == twice.n && memcmp(buf_str(&once), buf_str(&twice), once.n) == 0);
		val_free(masked);
		val_free(again);
	}
	val_free(v);
	buf_free(&once);
	buf_free(&twice);
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	static const char *const names[] = {"Ana Beatriz Souza",
										"Jos\xc3\xa9",
										"Rua das Ac\xc3\xa1"
										"cias",
										NULL,
										"",
										"nome cpf"};
	char *exact = mem_alloc(n);

	if (n)
		memcpy(exact, p, n); /* nothing behind it, so that reading on is seen */
	check_next(exact, exact + n);
	check_text(exact, n, NULL, 0);
	check_text(exact, n, names, 6);
	check_json(exact, n);
	free(exact);
	return 0;
}

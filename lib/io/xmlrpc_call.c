#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "io/xmlrpc.h"

static void put_value(struct buf *out, val v);

/* U+FFFE and U+FFFF, which XML has not. */
static bool is_odd(const char *s)
{
	return s[0] == '\xef' && s[1] == '\xbf' && (s[2] & '\xfe') == '\xbe';
}

/* A CR goes as a reference: as itself it would arrive as LF. */
static void put_text(struct buf *out, const char *s)
{
	for (;;) {
		const char *from = s;

		while ((unsigned char)*s >= 0x20 && *s != '&' && *s != '<' && *s != '>' && *s != '\xef')
			s++;
		buf_put(out, from, (size_t)(s - from));
		switch (*s) {
		case '\0': return;
		case '&': buf_puts(out, "&amp;"); break;
		case '<': buf_puts(out, "&lt;"); break;
		case '>': buf_puts(out, "&gt;"); break;
		case '\r': buf_puts(out, "&#13;"); break;
		case '\t':
		case '\n': buf_putc(out, *s); break;
		case '\xef':
			if (!is_odd(s))
				buf_putc(out, *s);
			else
				s += 2;
			break;
		default: break;
		}
		s++;
	}
}

/* The fewest digits that give the same number again. */
static void put_double(struct buf *out, double n)
{
	char digits[40];

	for (int precision = 15; precision <= 17; precision++) {
		(void)snprintf(digits, sizeof(digits), "%.*g", precision, n);
		if (strtod(digits, NULL) == n)
			break;
	}
	buf_puts(out, digits);
}

static void put_number(struct buf *out, double n)
{
	bool whole = n == floor(n) && n >= -9223372036854775808.0 && n < 9223372036854775808.0;

	if (whole && n >= INT32_MIN && n <= INT32_MAX) {
		buf_printf(out, "<int>%d</int>", (int)n);
	} else if (whole) {
		buf_printf(out, "<i8>%lld</i8>", (long long)n);
	} else {
		buf_puts(out, "<double>");
		put_double(out, n);
		buf_puts(out, "</double>");
	}
}

static void put_array(struct buf *out, val a)
{
	int n = val_len(a);

	buf_puts(out, "<array><data>");
	for (int i = 0; i < n; i++) {
		val v = val_at(a, i);

		put_value(out, v);
		val_free(v);
	}
	buf_puts(out, "</data></array>");
}

static void put_struct(struct buf *out, val o)
{
	buf_puts(out, "<struct>");
	for (int i = val_iter(o); val_iter_ok(o, i); i = val_iter_next(o, i)) {
		val v = val_iter_val(o, i);

		buf_puts(out, "<member><name>");
		put_text(out, val_iter_key(o, i));
		buf_puts(out, "</name>");
		put_value(out, v);
		buf_puts(out, "</member>");
		val_free(v);
	}
	buf_puts(out, "</struct>");
}

static void put_value(struct buf *out, val v)
{
	buf_puts(out, "<value>");
	switch (val_kind(v)) {
	case VAL_BOOL: buf_printf(out, "<boolean>%d</boolean>", val_equal(v, val_true(true))); break;
	case VAL_NUMBER: put_number(out, val_number(v, 0)); break;
	case VAL_STRING:
		buf_puts(out, "<string>");
		put_text(out, val_text(v, ""));
		buf_puts(out, "</string>");
		break;
	case VAL_ARRAY: put_array(out, v); break;
	case VAL_OBJECT: put_struct(out, v); break;
	default: buf_puts(out, "<nil/>"); break;
	}
	buf_puts(out, "</value>");
}

void xmlrpc_call(struct buf *out, const char *method, val params)
{
	buf_puts(out, "<?xml version=\"1.0\"?>\n<methodCall><methodName>");
	put_text(out, method);
	buf_puts(out, "</methodName><params>");
	for (int i = 0; i < val_len(params); i++) {
		val v = val_at(params, i);

		buf_puts(out, "<param>");
		put_value(out, v);
		buf_puts(out, "</param>");
		val_free(v);
	}
	buf_puts(out, "</params></methodCall>\n");
}

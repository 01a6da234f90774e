#include <string.h>

#include "base/utf8.h"
#include "record/rec.h"
#include "record/scan.h"

#include "services/listen.h"

#define HEADER 256 /* bytes of a header that are kept */

static const char *const names[] = {"chatwoot", "odoo"};

/* One object, with nothing but blanks around it, that a record can hold. */
static int check(const char *p, size_t n, struct err *e)
{
	struct scan s = {.p = p, .end = p + n};

	if (n == 0)
		return err_set(e, ERR_DATA, "the body is empty");
	if (utf8_valid(p, n) != n)
		return err_set(e, ERR_DATA, "invalid UTF-8 at byte %zu", utf8_valid(p, n) + 1);
	scan_space(&s);
	if (s.p == s.end || *s.p != '{')
		return err_set(e, ERR_DATA, "the body is no JSON object");
	if (!scan_value(&s, REC_MAX_DEPTH - 1)) /* the record is one level more */
		return err_set(e, ERR_DATA, "not JSON at byte %zu: %s", (size_t)(s.p - p) + 1, s.why);
	scan_space(&s);
	return s.p == s.end ? 0 : err_set(e, ERR_DATA, "something follows the object at byte %zu", (size_t)(s.p - p) + 1);
}

/* Line ends are blanks between JSON's words, and inside strings they do not stand. */
static void put_body(struct buf *out, const char *p, size_t n)
{
	size_t start = out->n;

	while (n > 0 && strchr(" \t\r\n", p[n - 1]))
		n--;
	for (; n > 0 && strchr(" \t\r\n", *p); n--)
		p++;
	buf_put(out, p, n);
	for (char *s = out->p + start, *end = out->p + out->n; s < end; s++)
		if (*s == '\n' || *s == '\r')
			*s = ' ';
}

static void put_header(struct buf *out, const char *name, const char *v)
{
	if (!v)
		return;
	buf_printf(out, "%s\"%s\":", out->p[out->n - 1] == '{' ? "" : ",", name);
	rec_json_str(out, v, strnlen(v, HEADER));
}

int listen_record(const struct listen_delivery *d, date_ms now, struct buf *head, struct buf *tail, struct err *e)
{
	char when[32];

	if (check(d->body, d->n, e) != 0)
		return -1;
	buf_clear(head);
	buf_clear(tail);
	buf_puts(head, "{\"v\":1,\"kind\":\"webhook\",\"id\":\"listen:");
	buf_printf(tail, "\",\"ts\":\"%s\",\"source\":\"%s\",\"headers\":{", date_format(now, when), names[d->source]);
	if (d->source == LISTEN_CHATWOOT) {
		put_header(tail, "x-chatwoot-delivery", d->delivery);
		put_header(tail, "x-chatwoot-timestamp", d->timestamp);
	}
	buf_puts(tail, "},\"body\":");
	buf_need(tail, d->n + 1);
	put_body(tail, d->body, d->n);
	buf_putc(tail, '}');
	return 0;
}

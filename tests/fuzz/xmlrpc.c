/* Replies of XML-RPC from any bytes: what the quick reader takes libxml2 takes too, and both make the same of it. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "io/xmlrpc_private.h"
#include "record/rec.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static int take(void *cookie, const char *json, size_t n, struct err *e)
{
	val v = val_parse(json, n, e);

	if (val_kind(v) == VAL_NONE)
		abort();
	val_free(v);
	buf_put(cookie, json, n);
	buf_putc(cookie, '\n');
	return 0;
}

/* What is read is JSON, but for a number that libjq alone finds too long. */
static void check_json(const struct buf *json)
{
	val v = val_parse(buf_str(json), json->n, NULL);

	if (val_kind(v) == VAL_NONE)
		abort();
	val_free(v);
}

static void check(const char *xml, size_t n, xmlrpc_item *item)
{
	struct xmlrpc_reply read = {0}, slow = {0};
	struct buf a = {0}, b = {0};
	struct err e;
	int st = xmlrpc_read(xml, n, item, &a, &read, &e);

	/* A copy without U+FFFE and U+FFFF is read in place of the document: then the two differ by right. */
	if (!xmlrpc_has_odd(xml, n)) {
		if (xmlrpc_slow(xml, n, item, &b, 0, &slow, &e) != st || a.n != b.n || read.value.n != slow.value.n)
			abort();
		if (st == 0 &&
			(strcmp(buf_str(&a), buf_str(&b)) != 0 || strcmp(buf_str(&read.value), buf_str(&slow.value)) != 0))
			abort();
	}
	if (st == 0 && !read.fault)
		check_json(&read.value);
	xmlrpc_reply_free(&read);
	xmlrpc_reply_free(&slow);
	buf_free(&a);
	buf_free(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	check((const char *)p, n, NULL);
	check((const char *)p, n, take);
	return 0;
}

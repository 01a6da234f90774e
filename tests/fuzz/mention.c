/*
 * fuzz mention: any bytes as a message; the entities lie in it, sorted, none over another, and say what stands there.
 * The domain is the shipped cosmeticos (CWAI_SHARE), its products in a store of this process.
 */
#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "io/schema.h"
#include "services/mention.h"
#include "services/product.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static struct mention_finder *open_finder(struct sql **db, struct domain **d)
{
	struct err e = {0};
	char products[4096];
	char *dir = domain_find("cosmeticos", &e);
	struct product_store *s;

	assert(dir);
	*d = domain_load(dir, &e);
	*db = schema_open(":memory:", &e);
	assert(*d && *db);
	(void)snprintf(products, sizeof(products), "%s/products.ndjson", dir);
	s = product_open(*db, *d, NULL, &e);
	assert(s && product_import(s, products, &e) > 100);
	product_close(s);
	free(dir);
	date_freeze(1781708400000);
	return mention_open(*db, *d, &e);
}

/* Characters of s[0..n), and the byte where the k-th begins. */
static size_t characters(const char *s, size_t n, long long k, size_t *byte)
{
	size_t count = 0, i = 0;
	uint32_t cp;

	for (*byte = n; i < n; count++) {
		if ((long long)count == k)
			*byte = i;
		i += utf8_decode(s + i, n - i, &cp);
	}
	return count;
}

static void check(val x, const char *s, size_t n, long long *behind)
{
	long long start = val_int(x, "start", -1), end = val_int(x, "end", -1);
	const char *text = val_str(x, "text", NULL), *type = val_str(x, "type", NULL);
	size_t from, to;

	assert(type && text && *text && val_num(x, "score", -1) >= 0 && val_num(x, "score", 2) <= 1);
	assert(start >= *behind && start < end && end <= (long long)characters(s, n, start, &from));
	(void)characters(s, n, end, &to);
	if (*text != '[' && !memchr(s + from, 0, to - from) && utf8_valid(s + from, to - from) == to - from)
		assert(strlen(text) == to - from && memcmp(text, s + from, to - from) == 0);
	*behind = end;
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	static struct mention_finder *f;
	static struct sql *db;
	static struct domain *d;
	char *exact = mem_alloc(n);
	long long behind = 0;
	struct err e = {0};
	val found;

	if (!f)
		f = open_finder(&db, &d);
	if (n)
		memcpy(exact, p, n); /* nothing behind it, so that reading on is seen */
	assert(f && mention_find(f, exact, n, &found, &e) == 0 && val_len(found) <= MENTION_MOST);
	for (int i = 0; i < val_len(found); i++) {
		val x = val_at(found, i);

		check(x, exact, n, &behind);
		val_free(x);
	}
	val_free(found);
	free(exact);
	return 0;
}

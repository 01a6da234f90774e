#include "services/product_private.h"

struct each {
	int (*fn)(void *cookie, val product, const char *id, struct err *e);
	void *cookie;
};

static int give(void *cookie, val product, struct product_key key, struct err *e)
{
	struct each *x = cookie;
	int st = x->fn(x->cookie, product, key.id, e);

	product_key_free(&key);
	return st;
}

int product_each(struct product_store *s, int (*fn)(void *cookie, val product, const char *id, struct err *e),
				 void *cookie, struct err *e)
{
	struct each x = {fn, cookie};

	return product_table_each(s, give, &x, e);
}

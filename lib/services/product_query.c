#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "services/product_query.h"

val product_query_of(struct rec *r)
{
	const char *text = rec_str(r, "query", rec_str(r, "text", NULL));
	val q = rec_kind(r, "query") == VAL_OBJECT ? rec_val(r, "query") : val_null();

	if (!val_is(q))
		return text && *text ? val_set_str(val_object(), "text", text) : q;
	return val_has(q, "text") || !text ? q : val_set_str(q, "text", text);
}

val product_query_merge(val base, val over)
{
	for (int i = val_iter(over); val_iter_ok(over, i); i = val_iter_next(over, i)) {
		const char *key = val_iter_key(over, i);
		val v = val_iter_val(over, i);

		if (strcmp(key, "attributes") == 0 && val_kind(v) == VAL_OBJECT)
			v = product_query_merge(val_get(base, key), v);
		base = val_set(base, key, v);
	}
	val_free(over);
	return base;
}

val product_query_attribute(val attributes, const char *given, struct err *e)
{
	const char *sign = strchr(given, '=');
	char *key;
	val have;

	if (!sign || sign == given) {
		val_free(attributes);
		(void)err_set(e, ERR_USAGE, "%s: must be KEY=VALUE, such as tipo_pele=oleosa", given);
		return val_parse("", 0, NULL);
	}
	key = mem_ndup(given, (size_t)(sign - given));
	have = val_get(attributes, key);
	if (val_kind(have) == VAL_STRING)
		have = val_push(val_array(), have);
	have = val_is(have) ? val_push(have, val_of_str(sign + 1)) : val_of_str(sign + 1);
	attributes = val_set(attributes, key, have);
	free(key);
	return attributes;
}

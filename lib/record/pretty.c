#include <string.h>

#include "base/term.h"
#include "record/rec.h"

#include "record/pretty.h"

#define STEP 2

static void put_array(val v, int width, int indent, struct buf *out)
{
	buf_puts(out, "[");
	for (int i = 0; i < val_len(v); i++) {
		val one = val_at(v, i);

		buf_printf(out, "%s\n%*s", i ? "," : "", indent + STEP, "");
		pretty_put(one, width, indent + STEP, out);
		val_free(one);
	}
	buf_printf(out, "\n%*s]", indent, "");
}

static void put_object(val v, int width, int indent, struct buf *out)
{
	const char *comma = "";

	buf_puts(out, "{");
	for (int i = val_iter(v); val_iter_ok(v, i); i = val_iter_next(v, i)) {
		const char *key = val_iter_key(v, i);
		val one = val_iter_val(v, i);

		buf_printf(out, "%s\n%*s", comma, indent + STEP, "");
		rec_json_str(out, key, strlen(key));
		buf_puts(out, ": ");
		pretty_put(one, width, indent + STEP, out);
		val_free(one);
		comma = ",";
	}
	buf_printf(out, "\n%*s}", indent, "");
}

void pretty_put(val v, int width, int indent, struct buf *out)
{
	struct buf line = {0};
	bool fits;

	val_dump(v, &line);
	fits = indent + term_columns(buf_str(&line), line.n) <= width;
	if (!fits && val_kind(v) == VAL_ARRAY && val_len(v) > 0)
		put_array(v, width, indent, out);
	else if (!fits && val_kind(v) == VAL_OBJECT && val_len(v) > 0)
		put_object(v, width, indent, out);
	else
		buf_put(out, buf_str(&line), line.n);
	buf_free(&line);
}

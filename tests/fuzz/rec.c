/* Records from any bytes: parsed, read, spliced and parsed again. */
#include <stdint.h>
#include <stdlib.h>

#include "record/rec.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct rec *r = rec_new(), *again = rec_new();
	struct buf b = {0};
	struct err e;

	if (rec_parse(r, (const char *)p, n, &e) == 0) {
		(void)rec_str(r, "text", "");
		(void)rec_num(r, "a.b", 0);
		val_free(rec_val(r, ""));
		rec_set_json(r, "a", "{\"b\":1}", 7);
		rec_set(r, "k", val_of_str("v"));
		rec_line(r, &b);
		if (rec_parse(again, b.p, b.n, &e) != 0 || rec_num(again, "a.b", 0) != 1.0)
			abort();
	}
	buf_free(&b);
	rec_free(again);
	rec_free(r);
	return 0;
}
